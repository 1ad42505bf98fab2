"""Tabs above pages: the chosen one is bold and has a line under it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from spoke.ui.widgets.surfaces import ground


class _Pages(QStackedWidget):
    """As wide as the page that is seen needs it, not the widest of all."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        page = self.currentWidget()
        return page.minimumSizeHint() if page else super().minimumSizeHint()

    def setCurrentIndex(self, index: int) -> None:  # noqa: N802
        super().setCurrentIndex(index)
        self.updateGeometry()


class Tabs(QWidget):
    """`bar.currentChanged` says the number of the page that came up."""

    def __init__(self, name: str, *pages: tuple[str, QWidget]) -> None:
        super().__init__()
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setAccessibleName(name)
        self.setAccessibleName(name)  # in place of the bar's, Qt tells a reader which tab is chosen
        self._pages = _Pages()
        for word, page in pages:
            self.bar.addTab(word)
            self._pages.addWidget(page)
        self.bar.currentChanged.connect(self._pages.setCurrentIndex)
        strip = ground("surface", "bottom")
        line = QVBoxLayout(strip)
        line.setContentsMargins(16, 0, 16, 0)
        line.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._pages, 1)
