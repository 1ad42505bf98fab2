"""Zoom for what code says in pixels: margins, spaces, fixed sizes and icons grow as the texts do.

Widgets are built with the pixels of 100 %. Qt has its style polish each one before it is first shown, and all of them
again with each new style sheet; here both take the scale in. A size that code set later by itself, from the theme's
own measures (`Theme.px`, `Theme.line`), is left alone; one that does so from the start calls `exempt_from_zoom`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLayout, QProxyStyle, QWidget

_NO_LIMIT = 16_777_215
_KEPT = "felloe.design"

Value = tuple[int, ...]
Setter = Callable[..., object]


class ZoomStyle(QProxyStyle):
    def __init__(self) -> None:
        super().__init__("Fusion")
        self.scale = 1.0
        self.resting = False
        """While a sheet is taken off: Qt polishes each widget once without it, and once with the next one."""

    def polish(self, target: Any) -> Any:
        polished = super().polish(target)
        if not self.resting and isinstance(target, QWidget):
            self.fit(target)
        return polished

    def learn(self, target: QWidget) -> None:
        """It is not polished again by Qt, for it has no style sheet: what it was built with is to be known before
        code sets other sizes. `fit` it with each new scale."""
        if target.property(_KEPT) is not None:  # it was polished before, at another zoom maybe
            self.fit(target)
        elif self.scale == 1.0 and not target.property("fitted"):
            target.setProperty(_KEPT, {name: (now, now) for name, now, _ in _measures(target)})

    def fit(self, target: QWidget) -> None:
        if target.property("fitted") or target.objectName().startswith("qt_"):
            return
        known: dict[str, tuple[Value, Value]] | None = target.property(_KEPT)
        if known is None and self.scale == 1.0:
            return  # most widgets, most of the time; what they were built with can still be read later
        kept = known or {}
        for name, now, change in _measures(target):
            design, applied = kept.get(name, (now, now))
            if now != applied:
                continue
            wanted = tuple(value if value in (0, 1, _NO_LIMIT, -1) else round(value * self.scale) for value in design)
            kept[name] = (design, wanted)
            if wanted != now:
                change(*wanted)
        target.setProperty(_KEPT, kept)


def _measures(target: QWidget) -> Iterator[tuple[str, Value, Setter]]:
    least, most = target.minimumSize(), target.maximumSize()
    if not least.isNull():
        yield "least", (least.width(), least.height()), target.setMinimumSize
    if (most.width(), most.height()) != (_NO_LIMIT, _NO_LIMIT):
        yield "most", (most.width(), most.height()), target.setMaximumSize
    if isinstance(target, QAbstractButton | QComboBox):
        icon = target.iconSize()
        yield "icon", (icon.width(), icon.height()), lambda wide, high: target.setIconSize(QSize(wide, high))
    layout: object = target.layout()
    if isinstance(layout, QLayout):  # it may lie where a layout item was, and PySide take it for that one
        yield from _of_layout("", layout)


def _of_layout(path: str, layout: QLayout) -> Iterator[tuple[str, Value, Setter]]:
    margins = layout.contentsMargins()
    edges = (margins.left(), margins.top(), margins.right(), margins.bottom())
    yield f"{path}margins", edges, layout.setContentsMargins
    yield f"{path}spacing", (layout.spacing(),), layout.setSpacing
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner = item.layout() if item else None
        if inner is not None:
            yield from _of_layout(f"{path}{number}.", inner)
            continue
        space = item.spacerItem() if item else None
        if space is not None and not space.sizeHint().isNull():
            hint, policy = space.sizeHint(), space.sizePolicy()

            def change(wide: int, high: int, space: Any = space, policy: Any = policy) -> None:
                space.changeSize(wide, high, policy.horizontalPolicy(), policy.verticalPolicy())

            yield f"{path}{number}.space", (hint.width(), hint.height()), change


def exempt_from_zoom(target: QObject) -> None:
    """Its sizes are made from the theme's measures already."""
    target.setProperty("fitted", True)
