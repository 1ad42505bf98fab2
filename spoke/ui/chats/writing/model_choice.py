"""Which models there are, and which one the open chat asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shared.errors import NotFound
from spoke.ui.chats.writing.model_picker import models_in
from spoke.ui.chats.writing.sending import NEW
from spoke.ui.i18n.translate import tr
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.ui.chats.writing.composer import Composer
    from spoke.ui.chats.writing.sending import Sending
    from spoke.ui.services import Services


class ModelChoice(QObject):
    def __init__(self, services: Services, composer: Composer, sending: Sending, current: Callable[[], str]) -> None:
        super().__init__(composer)
        self._services, self._composer, self._sending, self._current = services, composer, sending, current
        self._models = Refresh(self._services.tasks, self._read_models)
        self._chosen = Refresh(self._services.tasks, self._read_chosen)
        self._composer.models.chosen.connect(self._choose)
        self._composer.editor.focused.connect(self._look_again)
        self._composer.models.set_up.connect(lambda: self._services.navigation.settings.emit("models"))

    def refresh(self) -> None:
        """Others may be there; and a chat that was opened before the node was there could not say which it asks."""
        self._models.ask()
        if not self._chosen.works:
            self._chosen.ask()

    def show(self) -> None:
        """The one of the chat that was opened."""
        self._chosen.ask()

    def _look_again(self, focused: bool) -> None:
        """Where there was none: its server may run by now."""
        if focused and self._services.node.state == "online" and not self._composer.models.models:
            self._models.ask()

    def _choose(self, name: str) -> None:
        self._composer.models.choose(name)
        self._sending.model = name
        if self._current() != NEW:
            work = partial(self._keep, self._current(), name)
            self._services.operations.do(tr("Choosing the model"), work, ended=self._chosen.ask)

    async def _keep(self, chat: str, name: str) -> None:
        client = self._services.node.client
        settings = await client.chat_settings(chat)
        await client.set_chat_settings(settings.model_copy(update={"model": name or None}), chat)

    async def _read_chosen(self) -> None:
        """A new chat asks what was chosen before it began."""
        chat = self._current()
        try:
            name = (await self._services.node.client.chat_settings(chat)).model or "" if chat != NEW else ""
        except NotFound:
            return
        if chat == self._current():
            self._sending.model = ""
            self._composer.models.choose(name)

    async def _read_models(self) -> None:
        """A node that has just started has looked at no server yet."""
        reply = await self._services.node.client.models()
        if not models_in(reply, "") or not all(upstream.looked for upstream in reply.upstreams):
            reply = await self._services.node.client.models(look=True)
        models = models_in(reply, self._services.devices.here)
        self._composer.models.show_models(models, reply.default)
        self._composer.block("" if models else tr("Chatting needs a model. Add one in the settings."))
