"""What was done is said in the place that is shown, with an Undo beside it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from spoke.ui.i18n.translate import tr
from spoke.ui.window.places import Places
from spoke.ui.work.undo import Offer, Undo


class UndoOffers(QObject):
    def __init__(self, places: Places, undo: Undo) -> None:
        super().__init__(places)
        self._places, self._undo = places, undo
        undo.offered.connect(self._say)
        undo.gone.connect(places.drop)

    def _say(self, offer: Offer) -> None:
        take_back = partial(self._undo.take, offer)
        self._places.here.banner.say("neutral", offer.said, tr("Undo"), take_back, about=offer)
