"""What of its user an answer waits for. While it does, its clock stands still."""

from __future__ import annotations

from collections.abc import Collection

from shared.parts import AskPart, CallPart, answer_parts
from shared.system.wall_clock import WallClock
from spoke.assistant.recording import Recorder
from spoke.node.bodies.approvals import AskInfo


class Waiting:
    """Of one answer. What the recorder holds already is taken up."""

    def __init__(self, recorder: Recorder, clock: WallClock) -> None:
        self._recorder = recorder
        self._clock = clock
        self._asks = {part.ask: part for part in answer_parts(recorder.live.grown.parts) if isinstance(part, AskPart)}
        self._aside = False
        """Whether a call was put aside until the user answers."""
        self._waits = False
        """Whether the clock stands still for it."""
        self._ended = False

    def look(self, open_calls: Collection[CallPart]) -> None:
        """At the calls that have not ended, as they stand now."""
        if self._ended:
            return
        self._aside = any(part.state == "waiting" for part in open_calls)
        self._keep_time()

    def asked(self, infos: Collection[AskInfo], open_calls: Collection[CallPart]) -> None:
        """Questions to the user as they stand now."""
        if self._ended:
            return
        runs = {part.run: part for part in open_calls}
        for info in infos:
            known, call = self._asks.get(info.id), runs.get(info.root)
            if known is None and call is None:
                continue  # of another answer in this chat
            made = known or _part(info, call, self._recorder.at)
            changed = made.model_copy(update={"state": info.state, "answer": info.answer})
            if changed != known:
                self._asks[info.id] = changed
                self._recorder.part(changed)
        self._keep_time()

    def end(self) -> None:
        """Nobody is asked any more."""
        self._ended = True
        for asked in self._asks.values():
            if asked.state == "pending":
                self._recorder.part(asked.model_copy(update={"state": "cancelled"}))

    def _keep_time(self) -> None:
        waits = self._aside or any(part.state == "pending" for part in self._asks.values())
        self._recorder.live.set_state("waiting" if waits else "writing")
        if waits != self._waits:
            self._waits = waits
            (self._clock.stop if waits else self._clock.go_on)()


def _part(info: AskInfo, call: CallPart | None, at: int) -> AskPart:
    return AskPart(
        id=f"a{info.id}", at=at, call=call.id if call else "", ask=info.id, title=info.title, asked=info.asked,
        offered=info.offered, args=info.args_json[:2_000], read=info.read,
    )  # fmt: skip
