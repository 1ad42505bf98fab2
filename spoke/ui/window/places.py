"""The places of a window: each is made when it is first wanted, or while nobody waits for anything; one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget

from spoke.ui.look.repainting import paint_later
from spoke.ui.look.style_sheets import laying_out, measuring, polished_once, polishing
from spoke.ui.navigation import ACTIVITY, CHATS, DEVICES, SETTINGS, SKILLS
from spoke.ui.widgets.focus_order import put_last_in
from spoke.ui.widgets.layouts import turn_to

if TYPE_CHECKING:
    from spoke.ui.activity.place import ActivityPlace
    from spoke.ui.chats.place import ChatsPlace
    from spoke.ui.devices.place import DevicesPlace
    from spoke.ui.event_loop.sliced import Building
    from spoke.ui.services import Services
    from spoke.ui.settings.place import SettingsPlace
    from spoke.ui.skills.place import SkillsPlace

AnyPlace: TypeAlias = "ChatsPlace | DevicesPlace | SkillsPlace | ActivityPlace | SettingsPlace"


class Places(QObject):
    """In a stack of the window. The chats are there from the start. `made` carries a place that came later; `went` the
    number of the one that is shown from now on."""

    made = Signal(object)
    went = Signal(int)

    def __init__(self, stack: QStackedWidget, services: Services) -> None:
        super().__init__(stack)
        self._stack, self._services = stack, services
        self._made: dict[int, AnyPlace] = {}
        self._making: dict[int, Building] = {}
        self._current = CHATS

    @property
    def chats(self) -> ChatsPlace:
        return cast("ChatsPlace", self._made[CHATS])

    @property
    def devices(self) -> DevicesPlace:
        return cast("DevicesPlace", self.at(DEVICES))

    @property
    def skills(self) -> SkillsPlace:
        return cast("SkillsPlace", self.at(SKILLS))

    @property
    def activity(self) -> ActivityPlace:
        return cast("ActivityPlace", self.at(ACTIVITY))

    @property
    def settings(self) -> SettingsPlace:
        return cast("SettingsPlace", self.at(SETTINGS))

    @property
    def built(self) -> Sequence[AnyPlace]:
        """Those that are there already."""
        return list(self._made.values())

    @property
    def current(self) -> int:
        """The number of the one that is shown."""
        return self._current

    @property
    def here(self) -> AnyPlace:
        return self.at(self._current)

    def has(self, number: int) -> bool:
        """Whether it is there already."""
        return number in self._made

    def at(self, number: int) -> AnyPlace:
        """The place of this number, made at once where it is not yet."""
        for _ in self.making(number):
            pass
        return self._made[number]

    def making(self, number: int) -> Building:
        """What is left until that place is there."""
        if number not in self._making:
            self._making[number] = polished_once(self._make(number))
        return self._making[number]

    def _make(self, number: int) -> Building:
        """It gets the style sheet last, for each part to get it once, at the size that it has then."""
        place = kind(number)(self._services)
        yield
        self._stack.addWidget(place)
        yield
        yield from place.build()
        yield
        yield from place.panes.styling()
        yield from polishing(place)
        place.resize(self._stack.size())
        yield from laying_out(place)
        put_last_in(place.panes.page, place.banners)
        place.panes.order()
        yield
        self._made[number] = place
        self.made.emit(place)

    async def _lay_out_unseen(self) -> None:
        """In another zoom all of it is measured anew, which Qt does at once as a place comes up."""
        from spoke.ui.event_loop.sliced import idle, unhurried

        while not self._services.look.settled:
            await idle()
        for number, place in list(self._made.items()):
            if number != self._current:
                place.resize(self._stack.size())
                await unhurried(measuring(place))
                await unhurried(laying_out(place))

    def go(self, number: int) -> None:
        """A focus that was in the place before goes to the list of this one, unless it is set elsewhere at once."""
        self._current = number
        focus = QApplication.focusWidget()
        if focus is not None and self._stack.isAncestorOf(focus):
            focus.clearFocus()  # else Qt looks through the whole window for another, which is left at once
            QTimer.singleShot(0, self, self._focus_list_if_lost)
        paint_later(self._stack, turns=2)
        turn_to(self._stack, self.at(number))
        self.went.emit(number)

    def _focus_list_if_lost(self) -> None:
        if QApplication.focusWidget() is None and self._stack.isActiveWindow():
            self.here.focus_list()

    def go_by_hand(self, number: int) -> None:
        """Opening a place puts the focus on its list, and nothing lies over its page. Where the list is a drawer, going
        where one is opens it, and so does going to the settings: only their list says what there is."""
        panes, before = self.at(number).panes, self._current
        if panes.list_is_drawer:
            panes.open_list(before == number and panes.column is not None and panes.column.isHidden())
        if panes.width_class != "wide" and before != number:
            panes.open_right(False)
        self.go(number)
        self.at(number).focus_list()
        if number == SETTINGS and before != number:
            QTimer.singleShot(0, self, self._list_settings)

    def _list_settings(self) -> None:
        """Once it is laid out: before that it does not know how wide it is."""
        if self._current == SETTINGS and self.settings.panes.list_is_drawer:
            self.settings.panes.open_list()
            self.settings.column.rows.setFocus()

    def drop(self, about: object) -> None:
        """Take away what any place says of this."""
        for place in self.built:
            place.banner.drop(about)

    def begin_with(self, place: ChatsPlace) -> Building:
        from spoke.ui.work.refresh import Refresh

        self._stack.addWidget(place)
        yield
        yield from place.panes.styling()
        yield from polishing(place)
        self._making[CHATS] = iter(())
        self._made[CHATS] = place
        self._unseen = Refresh(self._services.tasks, self._lay_out_unseen)
        self._services.look.changed.connect(self._unseen.ask)


def kind(number: int) -> type[DevicesPlace | SkillsPlace | ActivityPlace | SettingsPlace]:
    """Of a place that is made when it is wanted; imports it."""
    if number == DEVICES:
        from spoke.ui.devices.place import DevicesPlace

        return DevicesPlace
    if number == SKILLS:
        from spoke.ui.skills.place import SkillsPlace

        return SkillsPlace
    if number == ACTIVITY:
        from spoke.ui.activity.place import ActivityPlace

        return ActivityPlace
    from spoke.ui.settings.place import SettingsPlace

    return SettingsPlace
