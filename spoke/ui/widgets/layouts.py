"""What layouts have no call for."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from spoke.ui.look.style_sheets import polishing


def clear_layout(layout: QLayout) -> None:
    """Let go of the widgets in it; they are out of sight at once."""
    while item := layout.takeAt(0):
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def turn_to(stack: QStackedWidget, page: QWidget) -> None:
    """Show this page, which has the size of the stack by then: else Qt lays it out at the one it had, and once more."""
    page.resize(stack.size())
    stack.setCurrentWidget(page)


def make_ready(made: QWidget, holder: QWidget) -> None:
    """Let it take its look from `holder`, unseen, and be measured: less is left for the turn in which it is shown."""
    made.hide()
    made.setParent(holder)
    for _ in polishing(made):
        pass
    made.sizeHint()
