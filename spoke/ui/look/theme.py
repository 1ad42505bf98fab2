"""Colours, type and the style sheet, made from data: `resources/themes/tokens.json` and `felloe.qss`.

Nothing else in the desktop names a colour or a font size. Style sheets know no variables, so each theme's sheet is
written out in full; an unknown token raises here, not on screen.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics, QPalette

from spoke.ui.resources import RESOURCES

Scheme = Literal["light", "dark"]
SYSTEM_PX = 13
"""The size of the system's font that the sizes below are drawn for."""


@dataclass(frozen=True, slots=True)
class Type:
    """One kind of text; pixels at a system font of 13 px."""

    size: int
    line: int
    weight: int = 400
    fixed: bool = False


TYPES: Mapping[str, Type] = {
    "title": Type(20, 28, 600),
    "detail": Type(18, 24, 600),
    "header": Type(14, 20, 600),
    "palette": Type(16, 22),
    "section": Type(13, 18, 600),
    "subheading": Type(16, 22, 600),
    "reading": Type(14, 21),
    "table": Type(14, 21),
    "interface": Type(13, 18),
    "button": Type(13, 18, 500),
    "selected": Type(13, 18, 600),
    "second": Type(12, 16),
    "state": Type(12, 16, 500),
    "caption": Type(11, 14),
    "heading": Type(11, 14, 600),
    "code": Type(12, 18, fixed=True),
    "code.selected": Type(12, 18, 600, fixed=True),
}


_PIXELS = re.compile(r"(?<![\w#.])(\d+)px")


class _Sheet(string.Template):
    delimiter = "@"
    braceidpattern = r"[a-z_.\-]+"


@dataclass(frozen=True, slots=True)
class SystemColours:
    """What high contrast is made of: two pairs, by their names."""

    ground: str
    text: str
    chosen: str
    on_chosen: str

    @classmethod
    def of(cls, palette: QPalette) -> SystemColours:
        role, active = QPalette.ColorRole, QPalette.ColorGroup.Active
        names = (
            palette.color(active, each).name() for each in (role.Base, role.Text, role.Highlight, role.HighlightedText)
        )
        return cls(*names)


@dataclass(frozen=True)
class Theme:
    scheme: Scheme
    scale: float = 1.0
    """Of all type and all spaces: the system's font size times the zoom."""

    system: SystemColours | None = None
    """The system's own colours, where it asks for high contrast: they stand in for all of ours."""

    _colours: dict[str, QColor] = field(default_factory=dict, init=False, repr=False, compare=False)
    _fonts: dict[str, QFont] = field(default_factory=dict, init=False, repr=False, compare=False)
    _metrics: dict[str, QFontMetrics] = field(default_factory=dict, init=False, repr=False, compare=False)

    def hex(self, token: str) -> str:
        pair = _tokens()[token]
        return pair[self.scheme == "dark"] if self.system is None else _in_high_contrast(token, self.system)

    def px(self, pixels: float) -> int:
        """What is drawn by hand as so many pixels at 100 %; hairlines stay."""
        return round(pixels * self.scale) if pixels > 1 else round(pixels)

    def colour(self, token: str) -> QColor:
        """To be left as it is: it is handed to all who ask."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.hex(token))
        return found

    def line(self, kind: str) -> int:
        return round(TYPES[kind].line * self.scale)

    def font(self, kind: str) -> QFont:
        """The system's font at the size and weight of `kind`; with figures of equal width, but in sentences."""
        if kind not in self._fonts:
            self._fonts[kind] = self._font(kind)
        return QFont(self._fonts[kind])

    def metrics(self, kind: str) -> QFontMetrics:
        """Of that font; to be left as they are."""
        if kind not in self._metrics:
            self._metrics[kind] = QFontMetrics(self.font(kind))
        return self._metrics[kind]

    def _font(self, kind: str) -> QFont:
        spec = TYPES[kind]
        family = QFontDatabase.SystemFont.FixedFont if spec.fixed else QFontDatabase.SystemFont.GeneralFont
        font = QFontDatabase.systemFont(family)
        font.setPixelSize(round(spec.size * self.scale))
        font.setWeight(QFont.Weight(spec.weight))
        if kind != "reading":
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette

    def sheet(self) -> str:
        values = {token: self.hex(token) for token in _tokens()}
        values |= {f"font.{kind}": self._font_rule(kind) for kind in TYPES}
        values["icons"] = (RESOURCES / "icons").as_posix()
        template = (RESOURCES / "themes" / "felloe.qss").read_text(encoding="utf-8")
        return _Sheet(_PIXELS.sub(lambda found: f"{self.px(int(found[1]))}px", template)).substitute(values)

    def _font_rule(self, kind: str) -> str:
        spec = TYPES[kind]
        rule = f"font-size: {round(spec.size * self.scale)}px; font-weight: {spec.weight}"
        if spec.fixed:
            family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
            rule += f'; font-family: "{family}"'
        return rule


_ROLES = {
    QPalette.ColorRole.Window: "list",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.PlaceholderText: "text.third",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "choice",
    QPalette.ColorRole.HighlightedText: "on.choice",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent.text",
    QPalette.ColorRole.Light: "card",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "edge.control",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
}


def system_scale() -> float:
    """How much larger than 13 px the system's own text is; never smaller, for 11 px is the smallest we draw."""
    pixels = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).pixelSize()
    return max(1.0, pixels / SYSTEM_PX)


_GROUNDS = {
    "rail", "list", "surface", "card", "raised", "sunken", "user", "ok.soft", "warn.soft", "bad.soft", "accent.soft",
    "hover", "press",
}  # fmt: skip


def _in_high_contrast(token: str, system: SystemColours) -> str:
    """All grounds one, all inks and edges the text, and the system's own pair for what is chosen or to be seen first.

    A soft ground says nothing there: whoever paints one draws an edge in `accent` around it.
    """
    if token in _GROUNDS:
        return system.ground
    if token in ("choice", "accent", "accent.hover", "accent.press"):
        return system.chosen
    return system.on_chosen if token in ("on.accent", "on.choice") else system.text


@cache
def _tokens() -> dict[str, tuple[str, str]]:
    """Each token's (light, dark)."""
    text = (RESOURCES / "themes" / "tokens.json").read_text(encoding="utf-8")
    return {token: (light, dark) for token, (light, dark) in json.loads(text).items()}
