"""The look: contrast as the design's table says, a style sheet that Qt understands, names for everybody."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from spoke.ui.look.theme import TYPES, SystemColours, Theme
from spoke.ui.navigation import SETTINGS

pytestmark = pytest.mark.requires("qt")

PAGES = ("rail", "list", "surface", "card", "raised", "sunken")
SOFT = ("accent.soft", "ok.soft", "warn.soft", "bad.soft")
STATUS = ("list", "surface", "card", "accent.soft")
CONTRAST = {
    # ink: the grounds it may lie on, lowest ratio in light, in dark, what WCAG 2 asks for
    "text": ((*PAGES, *SOFT, "user", "hover", "press"), 12.0, 8.5, 4.5),
    "text.second": ((*PAGES, "hover", "accent.soft", "warn.soft"), 6.5, 6.2, 4.5),
    "text.third": ((*PAGES, "hover", "accent.soft"), 4.6, 4.5, 4.5),
    "accent.text": ((*PAGES, "hover", "accent.soft"), 6.3, 6.5, 4.5),
    "on.accent": (("accent", "accent.hover", "accent.press"), 6.7, 6.0, 4.5),
    "ok": ((*STATUS, "ok.soft"), 5.3, 6.3, 4.5),
    "warn": ((*STATUS, "warn.soft"), 5.9, 6.4, 4.5),
    "bad": ((*STATUS, "bad.soft", "raised", "hover", "press"), 5.1, 4.7, 4.5),
    "accent": ((*PAGES, "hover", "accent.soft"), 5.5, 5.6, 3.0),
    "edge.control": (("list", "surface", "card", "raised", "sunken"), 3.1, 3.5, 3.0),
    "code.keyword": (("sunken", "surface"), 5.2, 5.9, 4.5),
    "code.string": (("sunken", "surface"), 5.2, 5.9, 4.5),
    "code.number": (("sunken", "surface"), 5.2, 5.9, 4.5),
    "code.name": (("sunken", "surface"), 5.2, 5.9, 4.5),
    "code.comment": (("sunken", "surface"), 5.2, 5.9, 4.5),
}


def luminance(colour):
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", CONTRAST)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_can_be_read_on_every_ground_it_may_lie_on(scheme, ink):
    theme = Theme(scheme)
    grounds, light, dark, needed = CONTRAST[ink]
    lowest = min(contrast(theme.colour(ink), theme.colour(ground)) for ground in grounds)
    assert lowest >= max(needed, light if scheme == "light" else dark)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_sheet_names_only_what_qt_knows(scheme, qtbot, qtlog):
    """Qt reads a rule when a widget meets it: here one widget meets every declaration of the sheet."""
    sheet = Theme(scheme).sheet()
    declarations = {each.strip() for body in re.findall(r"{([^}]*)}", sheet) for each in body.split(";")} - {""}
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(f"QWidget {{ {'; '.join(sorted(declarations))} }}")
    widget.ensurePolished()
    assert len(declarations) > 50
    assert [record.message for record in qtlog.records] == []


def test_a_button_that_cannot_be_pressed_looks_so_whatever_its_kind():
    """A kind with an ink of its own comes after the rule for all that are disabled, and goes before it."""
    theme = Theme("light")
    rules = dict(re.findall(r"^QPushButton(\S*) {([^}]*)}", theme.sheet(), re.MULTILINE))
    inked = [kind for kind, rule in rules.items() if re.fullmatch(r'\[kind="\w+"\]', kind) and " color:" in f" {rule}"]
    assert {'[kind="main"]', '[kind="quiet"]', '[kind="picker"]'} <= set(inked)
    for kind in inked:
        assert f"color: {theme.hex('disabled')}" in rules.get(f"{kind}:disabled", ""), kind


def test_no_text_is_smaller_than_eleven_pixels(qapp):
    assert min(spec.size for spec in TYPES.values()) == 11
    assert min(Theme("light").font(kind).pixelSize() for kind in TYPES) >= 11


def test_the_window_follows_the_systems_colour_scheme(agent, window, qapp, qtbot, loop):
    hints = qapp.styleHints()

    def ground_seen():
        return window.grab().toImage().pixelColor(900, 500).name().upper()

    for scheme, ground in ((Qt.ColorScheme.Dark, "#1C2224"), (Qt.ColorScheme.Light, "#FFFFFF")):
        hints.setColorScheme(scheme)
        with qtbot.waitSignal(window.look.changed):
            hints.colorSchemeChanged.emit(scheme)
        loop.until(lambda ground=ground: ground_seen() == ground)


def test_every_control_has_a_name(agent, online, loop):
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)
    loop.until(lambda: online.places.devices.column.rows.rows)
    controls = [each for kind in kinds for each in online.findChildren(kind)]
    own = [each for each in controls if not each.objectName().startswith("qt_") and not is_part(each)]
    nameless = [f"{type(each).__name__} in {type(each.parent()).__name__}" for each in own if not each.accessibleName()]
    assert len(own) > 20
    assert nameless == []


def is_part(widget):
    """A piece that Qt makes inside a control; hidden buttons say nothing until they have a text."""
    parent = widget.parent()
    inside = isinstance(parent, QLineEdit | QComboBox | QAbstractSpinBox | QAbstractItemView)
    popup = type(parent).__name__ == "QComboBoxPrivateContainer" or "Container" in parent.metaObject().className()
    silent = isinstance(widget, QAbstractButton) and widget.isHidden() and not widget.text() and widget.icon().isNull()
    return inside or popup or silent


def test_tab_reaches_the_list_and_the_ring_shows_the_button(agent, online, qtbot):
    online.chats.column.search.setFocus()
    qtbot.keyClick(online.chats.column.search, Qt.Key.Key_Tab)
    assert online.focusWidget() is online.chats.column.add
    assert online.ring.isVisible()


def test_the_ring_stays_around_a_button_whatever_moves(agent, online, loop):
    """At another zoom what holds the button moves, and the button does not move in it."""
    online.go(SETTINGS)
    online.settings.open("appearance")
    button = online.settings.appearance.theme.buttons[1]
    loop.until(button.isVisible)
    online.ring.focus_in(button)
    for zoom in (200, 100):
        online.look.preferences.change(zoom=zoom)
        loop.until(lambda: online.look.settled)
        loop.qtbot.waitUntil(lambda: around(online.ring) == around(button).adjusted(-4, -4, 4, 4))


def around(widget):
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def test_in_high_contrast_every_pair_of_colours_is_the_systems_and_can_be_read():
    """Also where what is chosen is bright on a dark ground, as on Windows: its own ink goes with it, no other."""
    theme = Theme("dark", system=SystemColours("#000000", "#ffffff", "#1aebff", "#000000"))
    assert theme in {theme}, "what is painted is kept by its theme"
    for ink, (grounds, *_) in CONTRAST.items():
        for ground in grounds:
            assert contrast(theme.colour(ink), theme.colour(ground)) >= 7, (ink, ground)
    assert contrast(theme.colour("on.choice"), theme.colour("choice")) >= 7
    assert theme.sheet()
