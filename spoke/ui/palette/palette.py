"""The palette (Ctrl+K): one field that leads to functions, chats, devices and actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.repainting import paint_later
from spoke.ui.look.style_sheets import polished_once, polishing
from spoke.ui.palette import hits
from spoke.ui.palette.card import PaletteCard
from spoke.ui.palette.search import PaletteSearch
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.shadow import paint_shadow, reach


class Palette(QWidget):
    """A card over the window, with its shadow. The work behind goes on; to dim it, all of it would be painted."""

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._search = PaletteSearch(services, self._start_chat)
        self._search.changed.connect(self._show)
        self._before: QWidget | None = None
        self.card = PaletteCard(services.look, self)
        self.field, self.list, self.instead = self.card.field, self.card.list, self.card.instead
        self._making = polished_once(self._make())
        self.field.textEdited.connect(self._typed)
        for part in (self.field, self.instead):
            part.installEventFilter(self)
        self.list.picked.connect(self._act)
        self.list.selectionModel().currentChanged.connect(self._say_chosen)
        self.instead.clicked.connect(self._do_instead)
        window.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)
        self.setAccessibleName(tr("Palette"))
        self.hide()
        services.look.changed.connect(self._fit_later)

    def making(self) -> Building:
        """What is left to be done before it can be opened, which does that at once."""
        return self._making

    def _make(self) -> Building:
        yield
        yield from self._services.look.styling(self)
        yield from polishing(self)

    def open(self, typed: str = "") -> None:
        for _ in self._making:
            pass
        anew = not self.isVisible()
        if anew:
            self._before = self.window().focusWidget()
        self.field.setAccessibleDescription("")
        self.field.setText(typed)
        self._fit()
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search.open(typed)
        if anew:
            self.card.begin()  # until now it held what was found before
        self._show()

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        """By another key of the window the focus went on to the work behind."""
        if now is None or not self.isVisible():  # least of all while the window goes
            return
        if now.window() is self.window() and not self.isAncestorOf(now):
            self.hide()

    def leave(self) -> None:
        """The focus goes back to where it was, if that is still there."""
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        within = watched in (self.field, self.instead)
        if within and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event) if watched is self.field else self._key_beside(event)
        if within and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
                event.accept()  # the window's own keys wait while this is open
                return True
        elif watched is self.parent() and self.isVisible():
            if event.type() == QEvent.Type.Resize:
                self._fit()
            elif event.type() == QEvent.Type.MouseButtonPress:  # where nothing takes it; what does takes the focus, too
                self.leave()
        return False

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        paint_shadow(QPainter(self), self.card.geometry(), self._services.look.theme)

    def _typed(self) -> None:
        self._search.type(self.field.text())
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        found, problem = self._search.found, self._search.problem
        paint_later(self.list)  # the card may grow, and that is a turn's work
        self.card.show_hits(found)
        self.card.count.setText(plural("%n result", "%n results", len(found)) if self.field.text() else "")
        self.card.nothing.setText(self._search.nothing)
        self.instead.setText(tr("Add a skill") if self._search.lacks_skills else tr("New chat"))
        self.card.count.setToolTip(problem)
        if problem and found:
            self.card.count.setText(tr("Not everything was searched"))
        if not found:
            self._tell(self.card.nothing.text())
        self._fit()

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.list.step(hits.MOST if event.key() == Qt.Key.Key_PageDown else -hits.MOST)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.list.hits:
                    self._act()
                elif not self._search.unread:  # else what was meant may still come
                    self._do_instead()
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Tab:
                self._choose_device()
            case Qt.Key.Key_Backtab:
                self._focus_instead()
            case _:
                return False
        return True

    def _key_beside(self, event: QKeyEvent) -> bool:
        """In the button that stands where nothing was found: Tab goes around in here."""
        match event.key():
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                self.field.setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Escape:
                self.leave()
            case _:
                return False
        return True

    def _choose_device(self) -> None:
        """Tab on a function asks where; on anything else it stays in here, where there is one field."""
        chosen = self.list.chosen
        if chosen is not None and chosen.devices:
            self._search.ask_where(chosen)
            self._show()
        else:
            self._focus_instead()

    def _focus_instead(self) -> None:
        if not self.list.hits:
            self.instead.setFocus(Qt.FocusReason.TabFocusReason)

    def _act(self) -> None:
        chosen = self.list.chosen
        if chosen is not None and chosen.act:
            self.leave()
            chosen.act()

    def _do_instead(self) -> None:
        """Where nothing is found: what leads on."""
        if self._search.lacks_skills:
            self.leave()
            self._services.actions.do("Ctrl+O")
        else:
            self._start_chat()

    def _start_chat(self) -> None:
        words = self._search.words
        self.leave()
        self._services.navigation.write.emit(words)

    def _say_chosen(self) -> None:
        """The focus stays in the field, so what is chosen below it has to be said."""
        if self.list.chosen is not None:
            self._tell(self.list.chosen.spoken)

    def _tell(self, words: str) -> None:
        """Once: with each key it is found anew."""
        if words != self.field.accessibleDescription():
            self.field.setAccessibleDescription(words)
            announce(self.field, words)

    def _fit_later(self) -> None:
        """The zoom is another: what it holds has its sizes once they are asked for."""
        if self.isVisible():
            self.card.begin()
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        around = reach(self._services.look.theme)
        card = self.card.fit(self.window().size())
        self.setGeometry(card.marginsAdded(around))
        self.card.move(around.left(), around.top())
