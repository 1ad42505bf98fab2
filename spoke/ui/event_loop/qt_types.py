"""Types of Qt that the window is going to meet, made one by one.

PySide6 makes a type when it is first named. Where Qt returns a widget, or hands out an event, it makes all the types
that this might be of: 69 of widgets, 55 of events, 13 and 4 ms in the one turn in which that first happens.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets

_WIDGETS = (
    "QAbstractButton", "QAbstractSlider", "QAbstractSpinBox", "QCalendarWidget", "QCheckBox", "QColorDialog",
    "QColumnView", "QComboBox", "QCommandLinkButton", "QDateEdit", "QDateTimeEdit", "QDial", "QDialog",
    "QDialogButtonBox", "QDockWidget", "QDoubleSpinBox", "QErrorMessage", "QFileDialog", "QFocusFrame",
    "QFontComboBox", "QFontDialog", "QGraphicsView", "QGroupBox", "QHeaderView", "QInputDialog", "QKeySequenceEdit",
    "QLCDNumber", "QLabel", "QLineEdit", "QListWidget", "QMainWindow", "QMdiArea", "QMdiSubWindow", "QMenu",
    "QMenuBar", "QMessageBox", "QPlainTextEdit", "QProgressBar", "QProgressDialog", "QPushButton", "QRadioButton",
    "QRhiWidget", "QRubberBand", "QScrollArea", "QScrollBar", "QSizeGrip", "QSlider", "QSpinBox", "QSplashScreen",
    "QSplitter", "QSplitterHandle", "QStackedWidget", "QStatusBar", "QTabBar", "QTabWidget", "QTableView",
    "QTableWidget", "QTextBrowser", "QTextEdit", "QTimeEdit", "QToolBar", "QToolBox", "QToolButton", "QTreeView",
    "QTreeWidget", "QUndoView", "QWizard", "QWizardPage",
)  # fmt: skip


def making_types() -> Iterator[None]:
    """In steps that are short."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            if name.endswith("Event") or (module is QtWidgets and name in _WIDGETS):
                getattr(module, name)
                yield
