"""The page of one skill: first what it asks for, then its functions, then its versions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QSpacerItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shared.api import FoundFunction
from spoke.node.bodies.skills import LeftOut, Skill, SkillShown
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import took
from spoke.ui.i18n.node_sentences import in_words
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.services import Services
from spoke.ui.skills.changed import ChangedCard
from spoke.ui.skills.install import InstallPage
from spoke.ui.skills.reach import EFFECTS, Reach
from spoke.ui.skills.versions import VersionList, short
from spoke.ui.skills.want_rows import WantList
from spoke.ui.skills.wants import wants_of
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.buttons import icon_button, leaves, push
from spoke.ui.widgets.empty import EmptyPage
from spoke.ui.widgets.focus_order import focus_after_wait
from spoke.ui.widgets.headed import Headed
from spoke.ui.widgets.labels import Breaking, label
from spoke.ui.widgets.layouts import turn_to
from spoke.ui.widgets.page_header import PageHeader
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.rows import RowList
from spoke.ui.widgets.surfaces import restyle

_SIDE, _SLIM_SIDE, _ROOMY = 24, 10, 300
"""Of the page and of one that is slimmer than the last, in pixels at 100 %."""

_ROW_EDGE = 18
"""Rows have it within them."""


_ENDS = (".", "!", "?", "。")
"""Of a sentence."""


class SkillPage(QFrame):
    """`asked` says what a person wants of the skill: `instructions`, `remove`, `update`, `runs`, `add`, `ours`."""

    asked = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._look = services, services.look
        self._skill: Skill | None = None
        self._left_out: Sequence[LeftOut] = []
        self.setProperty("ground", "surface")

    def build(self) -> Building:
        look = self._look
        self.notice, self.banner, self.question = Banner(look), Banner(look), QuestionBar(look)
        self.left_out = Banner(look)
        yield
        self.instructions, self.remove = push(tr("Instructions")), push(tr("Remove…"), "danger")
        self.more = icon_button(look, "more", tr("More"), 30)
        restyle(self.more, kind="quiet")
        self.header = PageHeader(look, "skills", self.instructions, self.remove, self.more)
        yield
        self.changed = ChangedCard(look)
        self.wants = WantList(look)
        self._bound = Breaking(tr("Bound to this version"), "second", "third")
        yield
        self.functions = RowList(look, tr("Functions"), fitting=True)
        self._no_functions = label(tr("None: it is instructions for the assistant."), "interface", "second", wrap=True)
        self._used = label(type_="second", ink="second", wrap=True)
        self.runs = push(tr("Show the runs"), "link")
        self.versions = VersionList(look)
        self._versions_head = label(tr("Versions"), "section")
        self._median = Breaking(tr("Usual time, last 24 hours"), "second", "third")
        self.text = QPlainTextEdit()
        yield
        self.install = InstallPage(self._services)
        yield
        self._body = QStackedWidget()
        self._here = QWidget()
        """What stands where nothing is added and no text is read: nothing, until the skills are known."""

        self._body.addWidget(self._here)
        self._skill_page = self._make_body()
        yield
        self.empty = EmptyPage(
            look, "skill", tr("No skill here yet"),
            tr("Skills stand here, with what they ask for and can do. Some come with Felloe; others are dropped on "
               "this page, as a folder or a zip."),
            tr("Show what comes with Felloe"), lambda: self.asked.emit("ours"),
        )  # fmt: skip
        self._text_page = self._make_text()
        yield
        for page in (self._skill_page, self.empty, self.install, self._text_page):
            self._body.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._body, 1)
        self.banners = BannerLayer(look, self, self._body, (self.notice, self.left_out, self.banner))
        self.instructions.clicked.connect(lambda: self.asked.emit("instructions"))
        self.remove.clicked.connect(lambda: self.asked.emit("remove"))
        self.runs.clicked.connect(lambda: self.asked.emit("runs"))
        self.more.clicked.connect(self._open_menu)
        look.follow(self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    @property
    def on_skill(self) -> bool:
        """It shows the skill itself, not how one is added."""
        return self._body.currentWidget() is self._skill_page

    def say_left_out(self, left: Sequence[LeftOut]) -> None:
        """Of what other devices offer: what cannot be used here."""
        if left == self._left_out:  # it may have been closed since
            return
        self._left_out = left
        if not left:
            self.left_out.clear()
            return
        first = f"{left[0].devices[0]}:{left[0].path}" if left[0].devices else left[0].path
        said = plural(
            "%n function is left out: {first}. {why}",
            "%n functions are left out, first: {first}. {why}",
            len(left),
            first=first,
            why=in_words(left[0].reason) or left[0].reason,
        )
        self.left_out.say("warn", said)

    def show_install(self, shown: bool = True) -> None:
        turn_to(self._body, self.install if shown else self._here)

    def show_text(self, shown: SkillShown) -> None:
        self.text.setPlainText(shown.body)
        turn_to(self._body, self._text_page)
        focus_after_wait(self, self.text)

    def _leave_text(self) -> None:
        self.show_install(False)

    def show_skill(self, reach: Reach, name: str, functions: list[FoundFunction], chosen: str) -> None:
        self._here = self._skill_page if name else self.empty
        if self._body.currentWidget() is not self.install:
            turn_to(self._body, self._here)
        skill = self._skill = reach.skill_here(name)
        self._show_head(reach, name, skill)
        self._show_wants(reach, skill)
        rows = [_row(reach, found) for found in functions]
        self.functions.show_rows(rows, chosen)
        self.functions.setVisible(bool(rows))
        self._no_functions.setVisible(not rows)
        self._median.setVisible(any(reach.figures.get(found.info.path) for found in functions))
        count = reach.runs_of(name)
        self._used.setText(
            plural("Ran %n time here in the last 24 hours", "Ran %n times here in the last 24 hours", count)
        )
        for part in (self._used, self.runs):
            part.setVisible(count > 0)
        several = skill is not None and len(skill.versions) > 1
        self._versions_head.setVisible(several)
        self.versions.setVisible(several)
        if skill is not None and several:
            self.versions.show_versions(skill)

    def _show_head(self, reach: Reach, name: str, skill: Skill | None) -> None:
        where = tr("On this device") if skill else tr("On another device")
        state = tr("Trusted, host skill") if skill and skill.trusted else where
        if skill is None:
            second = tr("Offered by {devices}", devices=reach.places_of(name))
        else:
            version = tr("Version {digest}", digest=short(skill.digest))
            about = " ".join(skill.description.split())
            second = f"{about}{' ' if about.endswith(_ENDS) else ' · ' if about else ''}{version}"
        for button in (self.instructions, self.remove, self.more):
            button.setVisible(skill is not None and not skill.trusted)
        self.header.say("skills", skill.name if skill else name, state, "neutral", second)

    def _show_wants(self, reach: Reach, skill: Skill | None) -> None:
        if skill is None:
            self.wants.show_wants([], {}, tr("It runs on the other device, under the grants given there."))
        elif skill.trusted:
            self.wants.show_wants([], {}, tr("Everything: it is your own file, and runs outside the sandbox."))
        else:
            nothing = tr("Nothing: it works with what it is given.")
            self.wants.show_wants(wants_of(skill, reach.grants), dict(reach.secrets), nothing)
        self._bound.setVisible(skill is not None and bool(skill.capabilities))
        old = reach.changed(skill.name) if skill else None
        new = skill.active if skill else None
        if new is not None:
            self.changed.show_versions(old, new)
        else:
            self.changed.hide()

    def _open_menu(self) -> None:
        menu = QMenu(self.more)  # where it has its looks from
        skill = self._skill
        for words, act in (
            (tr("Look for a new version"), lambda: self.asked.emit("update")),
            (tr("Copy the digest"), lambda: QGuiApplication.clipboard().setText(skill.digest if skill else "")),
            (tr("Add another skill…"), lambda: self.asked.emit("add")),
        ):
            action = QAction(words, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _make_body(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("ground", "surface")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        exempt_from_zoom(inner)
        parts = top, rows, below = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        top.addWidget(self.changed)
        top.addLayout(_head(tr("Asks for"), self._bound))
        top.addWidget(self.wants)
        top.addSpacerItem(gap := QSpacerItem(0, 0))
        top.addLayout(_head(tr("Functions"), self._median))
        top.addWidget(self._no_functions)
        rows.addWidget(self.functions)
        foot = QHBoxLayout()
        foot.addWidget(self._used, 1)
        foot.addWidget(self.runs)
        below.addLayout(foot)
        below.addSpacerItem(second_gap := QSpacerItem(0, 0))
        below.addWidget(self._versions_head)
        below.addWidget(self.versions)
        column = QVBoxLayout(inner)
        for part in parts:
            column.addLayout(part)
        column.addStretch()
        self._parts, self._column, self._gaps = parts, column, (gap, second_gap)
        headed = Headed(self._look, self.header, inner)
        BannerLayer(self._look, headed.body, headed.below, (self.question,), lambda: True)
        return headed.page

    def _fit(self) -> None:
        px = self._look.theme.px
        side = px(_SIDE if self.width() >= px(_ROOMY) else _SLIM_SIDE)
        self._column.setContentsMargins(0, px(18), 0, px(24))
        for layout in (self._column, *self._parts):
            layout.setSpacing(px(4))
        for gap in self._gaps:
            gap.changeSize(0, px(18))
        for part, within in zip(self._parts, (0, px(_ROW_EDGE), 0), strict=True):
            edge = max(0, side - within)
            part.setContentsMargins(edge, 0, edge, 0)

    def _make_text(self) -> QWidget:
        """SKILL.md as it is: text that others wrote."""
        made = QWidget()
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "output")
        self.text.setAccessibleName(tr("Instructions"))
        self._back = leaves(push(tr("Back")))
        self._back.clicked.connect(self._leave_text)
        column = QVBoxLayout(made)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(tr("Instructions"), "header"), 1)
        head.addWidget(self._back)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        return made


def _head(text: str, side: QLabel) -> QHBoxLayout:
    side.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    row = QHBoxLayout()
    row.addWidget(label(text, "section"), 1)
    row.addWidget(side)
    return row


def _row(reach: Reach, found: FoundFunction) -> Row:
    info = found.info
    figures = reach.figures.get(info.path)
    parts = [tr(EFFECTS[info.effect]) if EFFECTS[info.effect] else "", took(figures.median_ms) if figures else ""]
    return Row(
        key=info.function,
        title=f"{info.function}({', '.join(info.parameters.get('properties', {}))})",
        second=(info.description.strip().splitlines() or [tr("No description")])[0],
        side=" · ".join(part for part in parts if part),
        fixed=True,
    )
