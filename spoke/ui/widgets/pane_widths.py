"""How wide the panes of a place are: as a person drew them the last time, within what each may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from spoke.ui.look.look import Look

Width = Literal["wide", "drawer", "narrow", "small"]
Side = Literal["list", "right"]
LIST = (220, 264, 400)
RIGHT = (320, 384, 560)
"""Least, usual and most width, in pixels at 100 %."""


def width_class(pixels: float) -> Width:
    """`pixels`: of the window, at 100 %."""
    if pixels >= 1200:
        return "wide"
    return "drawer" if pixels >= 900 else "narrow" if pixels >= 640 else "small"


class PaneWidths:
    """`name`: of the place, under which they are kept. `usual`: where nobody drew them yet."""

    def __init__(self, look: Look, name: str, usual: Mapping[Side, int]) -> None:
        self._look, self._name, self._usual = look, name, usual

    def of(self, side: Side) -> int:
        least, _, most = LIST if side == "list" else RIGHT
        kept = self._look.preferences.kept(f"width.{self._name}.{side}")
        wanted = kept if isinstance(kept, int | float) else self._usual[side]
        return self._look.theme.px(min(max(wanted, least), most))

    def keep(self, side: Side, pixels: int) -> None:
        self._look.preferences.keep(f"width.{self._name}.{side}", round(pixels / self._look.theme.scale))
