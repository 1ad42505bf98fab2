"""The node API as a face sees it. Every method raises the `FelloeError` that the node answered with."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx

from shared.accounts import DeviceChange, NewCode, PairingCodeLine
from shared.api import DeviceInfo, DevicesReply, FunctionsReply, PairReply
from shared.errors import ErrorBody, OutcomeUnknown, from_body
from shared.parts import Attachment
from shared.sync.ops import Message
from shared.timeouts import TIMEOUTS
from spoke.faces.bodies import Ability, FaceAnswer, FaceRequest
from spoke.node.bodies.answers import (
    ANSWER_EVENT,
    AnswerEvent,
    AnswerInfo,
    AnswersReply,
    ChatSettings,
    NewAnswer,
)
from spoke.node.bodies.approvals import (
    Answer,
    AnswerBody,
    AnswersFromAfar,
    AnswersFromAfarBody,
    AskInfo,
    AsksEverywhere,
    AsksReply,
    DecisionsReply,
    Grant,
    GrantBody,
    GrantsReply,
    GrantVerdict,
)
from spoke.node.bodies.attachments import AttachBody
from spoke.node.bodies.backups import BackupBody, BackupReply
from spoke.node.bodies.calls import CallBody, CallProgress, CallReply, CommandBody, CommandInfo, CommandsReply, ExecBody
from spoke.node.bodies.exchange import TakeBody, TakenSession, TakeReply
from spoke.node.bodies.logs import LogLevel, LogsReply
from spoke.node.bodies.models import (
    DefaultModels,
    ModelsReply,
    ModelTest,
    ModelTested,
    NewUpstream,
    ServeBody,
    ServingInfo,
    ServingToken,
    TokenBody,
    UpstreamInfo,
    UpstreamOrder,
    UsageBy,
    UsageReply,
)
from spoke.node.bodies.node import PairBody, Status, SyncStatus
from spoke.node.bodies.runs import Figures, FiguresReply, RunInfo, RunsReply
from spoke.node.bodies.search import SearchReply
from spoke.node.bodies.secrets import NewSecret, SecretsReply
from spoke.node.bodies.sessions import (
    BranchPage,
    ChangeSession,
    ChosenSessions,
    NewMessage,
    NewSession,
    Quarantined,
    QuarantineReply,
    SessionIds,
    SessionInfo,
    SessionReply,
    SessionsReply,
    Where,
)
from spoke.node.bodies.skills import (
    CatalogueReply,
    ExposeBody,
    Exposure,
    FilePart,
    InstallBody,
    InstallReply,
    LookBody,
    LookReply,
    Removed,
    Skill,
    SkillShown,
    SkillsReply,
    UseBody,
)
from spoke.node.wire import Wire, server_events


class NodeClient(Wire):
    """Use it in an `async with`. Cancelling any method is safe; what the node was asked to do may still happen."""

    async def status(self) -> Status:
        return await self._ask(Status, "GET", "/v1/status")

    async def pair(self, pairing_string: str, name: str | None = None) -> PairReply:
        body = PairBody(pairing_string=pairing_string, name=name)
        return await self._ask(PairReply, "POST", "/v1/pair", body)

    async def unpair(self) -> None:
        """Leave the hub; chats and skills stay on this device."""
        await self._send("POST", "/v1/unpair")

    async def devices(self) -> DevicesReply:
        return await self._ask(DevicesReply, "GET", "/v1/devices")

    async def rename_device(self, device: str, name: str) -> DeviceInfo:
        """`device`: the handle or id of one of the user's."""
        return await self._ask(DeviceInfo, "PUT", f"/v1/devices/{quote(device, safe='')}", DeviceChange(name=name))

    async def revoke_device(self, device: str) -> DeviceInfo:
        return await self._ask(DeviceInfo, "DELETE", f"/v1/devices/{quote(device, safe='')}")

    async def pairing_code(self, wanted: NewCode) -> PairingCodeLine:
        """What joins another device to the user's."""
        return await self._ask(PairingCodeLine, "POST", "/v1/pairing-codes", wanted)

    async def functions(self, query: str = "") -> FunctionsReply:
        """Functions in reach, here and on the user's other devices."""
        return await self._ask(FunctionsReply, "GET", "/v1/functions", params={"q": query})

    async def skills(self) -> SkillsReply:
        """Skills that are installed on this device."""
        return await self._ask(SkillsReply, "GET", "/v1/skills")

    async def catalogue(self) -> CatalogueReply:
        """Names and descriptions of the skills here, as far as a model has room for them."""
        return await self._ask(CatalogueReply, "GET", "/v1/catalogue")

    async def skill(self, name: str) -> SkillShown:
        """An installed skill with its instructions and the list of its files."""
        return await self._ask(SkillShown, "GET", f"/v1/skills/{quote(name, safe='')}")

    async def skill_file(self, name: str, path: str, offset: int = 0) -> FilePart:
        """A part of one of its files, from `offset` in bytes; `next` of the answer is where the next part begins."""
        inner = quote(path).replace(".", "%2E")  # else "..", which is no file, would be resolved on the way
        where = f"/v1/skills/{quote(name, safe='')}/files/{inner}"
        return await self._ask(FilePart, "GET", where, params={"offset": offset})

    async def look_at_skills(self, path: str) -> LookReply:
        """What an install would bring; nothing is kept."""
        return await self._ask(LookReply, "POST", "/v1/skills/look", LookBody(path=path), wait_s=TIMEOUTS.image_build)

    async def install_skill(
        self, path: str, skill: str | None = None, *, replace: bool = False, digest: str = ""
    ) -> Skill:
        """Install the skill at `path`, or the one of that name there, as the active version.

        `digest`: of what was looked at; raises `Conflict` where it changed since.
        """
        body = InstallBody(path=path, skill=skill, replace=replace, digest=digest)
        (installed,) = (await self._install(body)).installed
        return installed

    async def install_skills(self, path: str, *, replace: bool = False) -> InstallReply:
        """Install all skills at `path`; those that cannot be are in the answer with their reasons."""
        return await self._install(InstallBody(path=path, all=True, replace=replace))

    async def update_skill(self, name: str) -> Skill:
        """Install it again from where it came from."""
        path = f"/v1/skills/{quote(name, safe='')}/update"
        return await self._ask(Skill, "POST", path, wait_s=TIMEOUTS.image_build)

    async def use_skill(self, name: str, digest: str) -> Skill:
        """Make another of its versions the active one."""
        body = UseBody(digest=digest)
        return await self._ask(Skill, "PUT", f"/v1/skills/{quote(name, safe='')}/version", body)

    async def remove_skill(self, name: str, version: str | None = None, *, forget: bool = False) -> Removed:
        """What the skill kept in its store stays, unless it is to `forget`."""
        params: dict[str, Any] = {"forget": forget} | ({"version": version} if version else {})
        return await self._ask(Removed, "DELETE", f"/v1/skills/{quote(name, safe='')}", params=params)

    async def _install(self, body: InstallBody) -> InstallReply:
        return await self._ask(InstallReply, "POST", "/v1/skills", body, wait_s=TIMEOUTS.image_build)

    async def expose(self, function: str, level: Exposure) -> None:
        await self._send("PUT", "/v1/exposure", ExposeBody(function=function, level=level))

    async def call(
        self,
        path: str,
        args: dict[str, Any],
        timeout_s: float | None = None,
        patience_s: float | None = None,
    ) -> CallReply:
        """`timeout_s`: the whole call; by default 10 s on this device and 30 s on another.

        Raises `ApprovalPending` where the user is asked and has not answered after `patience_s`.
        """
        wait = (timeout_s or TIMEOUTS.remote_call) + TIMEOUTS.ask_patience
        body = CallBody(path=path, args=args, timeout_s=timeout_s, patience_s=patience_s)
        return await self._ask(CallReply, "POST", "/v1/calls", body, wait_s=wait + TIMEOUTS.image_build)

    async def call_stream(
        self, path: str, args: dict[str, Any], tell: Callable[[Any], None], timeout_s: float | None = None
    ) -> CallReply:
        """A call whose values are told as they come; leaving it ends it."""
        body = CallBody(path=path, args=args, timeout_s=timeout_s)
        async with self._streamed("/v1/calls/stream", body=body, quiet_s=TIMEOUTS.slow_reader) as response:
            async for came in server_events(response):
                if came.name == "delta":
                    tell(json.loads(came.data))
                elif came.name == "done":
                    return CallReply.model_validate_json(came.data)
                elif came.name == "error":
                    raise from_body(ErrorBody.model_validate_json(came.data))
        raise OutcomeUnknown("The node ended before the call did. It may have run.")

    async def call_state(self, call_id: str) -> CallProgress:
        return await self._ask(CallProgress, "GET", f"/v1/calls/{quote(call_id, safe='')}")

    async def command(
        self, path: str, args: dict[str, Any], timeout_s: float | None = None, wait_s: float = 86_400
    ) -> CommandInfo:
        """A call that waits up to `wait_s` for its device."""
        body = CommandBody(path=path, args=args, timeout_s=timeout_s, wait_s=wait_s)
        return await self._ask(CommandInfo, "POST", "/v1/commands", body)

    async def commands(self, limit: int = 50) -> CommandsReply:
        """Calls of this device to others that go on by themselves, or whose end was not seen."""
        return await self._ask(CommandsReply, "GET", "/v1/commands", params={"limit": limit})

    async def cancel(self, call_id: str) -> None:
        """Give up a call that waits for its device or for an approval, or goes on after one."""
        await self._send("DELETE", f"/v1/calls/{quote(call_id, safe='')}")

    async def execute(self, body: ExecBody) -> RunInfo:
        """Raises `ApprovalPending` as `call` does, where the body `asks`."""
        wait = (body.timeout_s or TIMEOUTS.exec_wall) + TIMEOUTS.ask_patience
        return await self._ask(RunInfo, "POST", "/v1/exec", body, wait_s=wait + TIMEOUTS.image_build)

    async def grants(self) -> GrantsReply:
        return await self._ask(GrantsReply, "GET", "/v1/grants")

    async def grant(self, skill: str, capability: str, verdict: GrantVerdict = "allow") -> Grant:
        body = GrantBody(skill=skill, capability=capability, verdict=verdict)
        return await self._ask(Grant, "POST", "/v1/grants", body)

    async def revoke(self, grant_id: int) -> Grant:
        return await self._ask(Grant, "DELETE", f"/v1/grants/{grant_id}")

    async def asks(self) -> AsksReply:
        """Questions that wait for an answer."""
        return await self._ask(AsksReply, "GET", "/v1/asks")

    async def asks_everywhere(self) -> AsksEverywhere:
        """Those of all the user's devices that are online, this one first."""
        return await self._ask(AsksEverywhere, "GET", "/v1/asks/everywhere")

    async def answers_from_afar(self) -> AnswersFromAfar:
        return (await self._ask(AnswersFromAfarBody, "GET", "/v1/answers-from-afar")).level

    async def set_answers_from_afar(self, level: AnswersFromAfar) -> None:
        await self._send("PUT", "/v1/answers-from-afar", AnswersFromAfarBody(level=level))

    async def answer(self, ask_id: int, answer: Answer) -> AskInfo:
        return await self._ask(AskInfo, "POST", f"/v1/asks/{ask_id}", AnswerBody(answer=answer))

    async def decisions(self, limit: int = 50, **filters: str | int | bool | None) -> DecisionsReply:
        """Newest first. `filters`: before, q, verdict, since_ms, notable."""
        given = {name: value for name, value in filters.items() if value is not None}
        return await self._ask(DecisionsReply, "GET", "/v1/decisions", params={"limit": limit} | given)

    async def run(self, run_id: str) -> RunInfo:
        return await self._ask(RunInfo, "GET", f"/v1/runs/{quote(run_id, safe='')}")

    async def logs(self, limit: int = 200, level: LogLevel = "info", query: str = "") -> LogsReply:
        """The end of the node's own log, oldest first."""
        return await self._ask(LogsReply, "GET", "/v1/logs", params={"limit": limit, "level": level, "q": query})

    async def secrets(self) -> SecretsReply:
        return await self._ask(SecretsReply, "GET", "/v1/secrets")

    async def set_secret(self, name: str, secret: NewSecret) -> None:
        await self._send("PUT", f"/v1/secrets/{quote(name, safe='')}", secret)

    async def remove_secret(self, name: str) -> None:
        await self._send("DELETE", f"/v1/secrets/{quote(name, safe='')}")

    async def runs(self, limit: int = 50, **filters: str | int | bool | None) -> RunsReply:
        """Newest first, without what may be long. `filters`: before, q, principal, failed, since_ms."""
        given = {name: value for name, value in filters.items() if value is not None}
        return await self._ask(RunsReply, "GET", "/v1/runs", params={"limit": limit} | given)

    async def run_figures(self, since_ms: int, query: str = "") -> list[Figures]:
        """How often each thing ran since then, and how long it took."""
        params = {"since_ms": since_ms, "q": query}
        return (await self._ask(FiguresReply, "GET", "/v1/run-figures", params=params)).figures

    async def sessions(
        self, *, limit: int = 50, before: str | None = None, query: str = "", where: Where = "all", **only: str | None
    ) -> SessionsReply:
        """Newest first. `only`: a `folder` or a `tag`."""
        params: dict[str, Any] = {"limit": limit, "q": query, "where": where}
        params |= {key: value for key, value in (only | {"before": before}).items() if value is not None}
        return await self._ask(SessionsReply, "GET", "/v1/sessions", params=params)

    async def search(self, query: str, *, limit: int = 20, after: str | None = None, **filters: Any) -> SearchReply:
        """Sessions and messages that hold all words of the query. Filters are those of `spoke.sessions.search`."""
        given = {key: value for key, value in (filters | {"after": after}).items() if value is not None}
        return await self._ask(SearchReply, "GET", "/v1/search", params={"q": query, "limit": limit} | given)

    async def attach(self, path: str, name: str | None = None) -> Attachment:
        """Keep a copy of a file of this device, to be named in a message."""
        return await self._ask(Attachment, "POST", "/v1/attachments", AttachBody(path=path, name=name))

    async def attachment(self, sha256: str) -> AsyncIterator[bytes]:
        """An attached file as it comes; the node fetches it from the hub if it must."""
        async with self._streamed(f"/v1/attachments/{quote(sha256, safe='')}", quiet_s=TIMEOUTS.image_build) as answer:
            async for chunk in answer.aiter_raw():
                yield chunk

    async def take_sessions(self, sessions: list[TakenSession]) -> TakeReply:
        """Chats of an export; what is there already stays as it is."""
        body = TakeBody(sessions=sessions)
        return await self._ask(TakeReply, "POST", "/v1/sessions/import", body, wait_s=TIMEOUTS.image_build)

    async def sessions_ending(self, text: str) -> list[str]:
        """Ids of sessions that end so, at most two."""
        return (await self._ask(SessionIds, "GET", f"/v1/sessions-ending/{quote(text, safe='')}")).ids

    async def session(self, session_id: str) -> SessionReply:
        return await self._ask(SessionReply, "GET", f"/v1/sessions/{quote(session_id, safe='')}")

    async def branch(self, session_id: str, *, limit: int = 100, before: str | None = None) -> BranchPage:
        """The end of the branch that one reads, or what comes `before` one of its messages."""
        params: dict[str, Any] = {"limit": limit} | ({"before": before} if before else {})
        return await self._ask(BranchPage, "GET", f"/v1/sessions/{quote(session_id, safe='')}/branch", params=params)

    async def new_session(self, title: str, *, local: bool = False) -> SessionInfo:
        """`local`: it never leaves this device, unless it is offered later."""
        return await self._ask(SessionInfo, "POST", "/v1/sessions", NewSession(title=title, local=local))

    async def change_session(self, session_id: str, change: ChangeSession) -> SessionInfo:
        """Set what `change` names, and leave the rest."""
        return await self._ask(SessionInfo, "PATCH", f"/v1/sessions/{quote(session_id, safe='')}", change)

    async def rename_session(self, session_id: str, title: str) -> SessionInfo:
        return await self.change_session(session_id, ChangeSession(title=title))

    async def restore_session(self, session_id: str) -> None:
        """Out of the trash."""
        await self._send("POST", f"/v1/sessions/{quote(session_id, safe='')}/restore")

    async def purge_sessions(self, ids: Sequence[str] | None) -> list[str]:
        """Remove for good what is in the trash: these, or all; which were."""
        body = ChosenSessions(ids=list(ids or []), all=ids is None)
        return (await self._ask(SessionIds, "POST", "/v1/trash/purge", body)).ids

    async def delete_session(self, session_id: str) -> None:
        await self._send("DELETE", f"/v1/sessions/{quote(session_id, safe='')}")

    async def write(self, session_id: str, message: NewMessage) -> Message:
        return await self._ask(Message, "POST", f"/v1/sessions/{quote(session_id, safe='')}/messages", message)

    async def ask_for_answer(self, session_id: str, new: NewAnswer) -> AnswerInfo:
        """Have the assistant answer; it goes on by itself. Raises `NoModel` where the device has none."""
        return await self._ask(AnswerInfo, "POST", f"/v1/sessions/{quote(session_id, safe='')}/answers", new)

    async def answers(self) -> AnswersReply:
        """Those that are being written on this device."""
        return await self._ask(AnswersReply, "GET", "/v1/answers")

    async def answer_info(self, answer_id: str) -> AnswerInfo:
        return await self._ask(AnswerInfo, "GET", f"/v1/answers/{quote(answer_id, safe='')}")

    async def stop_answer(self, answer_id: str) -> AnswerInfo:
        """End it; what there is stays. Returns when the message is sealed, also where it was before."""
        return await self._ask(AnswerInfo, "DELETE", f"/v1/answers/{quote(answer_id, safe='')}")

    @asynccontextmanager
    async def answer_events(
        self, answer_id: str, after: str | None = None
    ) -> AsyncIterator[AsyncIterator[tuple[str, AnswerEvent]]]:
        """An answer as it grows, each event with its place: all that there is, then pieces; the last is `Ended`.

        `after` a place it goes on from there. Raises `NodeUnreachable` when the node goes away.
        """
        headers = {"Last-Event-ID": after} if after else {}
        path = f"/v1/answers/{quote(answer_id, safe='')}/events"
        async with (
            self._streamed(path, headers=headers, quiet_s=TIMEOUTS.slow_reader) as response,
            aclosing(_answer_events(response)) as events,
        ):
            yield events

    async def chat_settings(self, session_id: str | None = None) -> ChatSettings:
        """What holds for the assistant in one chat, or without one for all."""
        return await self._ask(ChatSettings, "GET", _assistant_path(session_id))

    async def set_chat_settings(self, settings: ChatSettings, session_id: str | None = None) -> None:
        await self._send("PUT", _assistant_path(session_id), settings)

    async def offer(self, chosen: ChosenSessions) -> list[str]:
        """Let sessions sync that do not; ids of those that now do."""
        return (await self._ask(SessionIds, "POST", "/v1/offer", chosen)).ids

    async def sync(self, *, compare: bool = False) -> SyncStatus:
        """Push and pull now; returns when both are done, or raises why they cannot be. `compare`: mend what differs."""
        wait_s = TIMEOUTS.compare if compare else TIMEOUTS.http_request
        return await self._ask(SyncStatus, "POST", "/v1/sync", params={"compare": compare}, wait_s=wait_s)

    async def quarantined(self) -> list[Quarantined]:
        return (await self._ask(QuarantineReply, "GET", "/v1/quarantine")).changes

    async def retry(self, op_id: str) -> None:
        await self._send("POST", f"/v1/quarantine/{quote(op_id, safe='')}/retry")

    async def discard(self, op_id: str) -> Quarantined:
        return await self._ask(Quarantined, "DELETE", f"/v1/quarantine/{quote(op_id, safe='')}")

    async def models(self, *, look: bool = False) -> ModelsReply:
        """Upstreams and their models as they are known; `look`: as they are now, a few seconds at most."""
        return await self._ask(ModelsReply, "GET", "/v1/models", params={"look": look})

    async def add_upstream(self, name: str, new: NewUpstream) -> UpstreamInfo:
        """Add a server of models, or change it, and look at it. It is kept even where it cannot be reached now."""
        return await self._ask(UpstreamInfo, "PUT", f"/v1/models/upstreams/{quote(name, safe='')}", new)

    async def remove_upstream(self, name: str) -> None:
        await self._send("DELETE", f"/v1/models/upstreams/{quote(name, safe='')}")

    async def test_upstream(self, name: str, model: str | None = None) -> ModelTested:
        """Ask it something small. Raises why it did not answer."""
        path = f"/v1/models/upstreams/{quote(name, safe='')}/test"
        return await self._ask(ModelTested, "POST", path, ModelTest(model=model), wait_s=2 * TIMEOUTS.answer_first)

    async def prefer_upstreams(self, names: Sequence[str]) -> None:
        """Ask these first, in this order."""
        await self._send("PUT", "/v1/models/order", UpstreamOrder(names=list(names)))

    async def default_models(self, models: Sequence[str]) -> None:
        """What is asked where nobody names a model, the first first; none for whatever there is."""
        await self._send("PUT", "/v1/models/default", DefaultModels(models=list(models)))

    async def models_served(self) -> ServingInfo:
        """Whether other programs on this machine may ask this device's models, and where."""
        return await self._ask(ServingInfo, "GET", "/v1/models/serving")

    async def serve_models(self, *, on: bool, port: int | None = None) -> ServingInfo:
        """Raises `PortInUse`."""
        return await self._ask(ServingInfo, "PUT", "/v1/models/serving", ServeBody(on=on, port=port))

    async def models_token(self, *, new: bool = False) -> str:
        """What other programs have to know for that."""
        return (await self._ask(ServingToken, "POST", "/v1/models/serving/token", TokenBody(new=new))).token

    async def model_usage(self, by: UsageBy = "model", since_ms: int = 0, session: str | None = None) -> UsageReply:
        """What models were asked on this device, and what it took."""
        params: dict[str, Any] = {"by": by, "since_ms": since_ms} | ({"session": session} if session else {})
        return await self._ask(UsageReply, "GET", "/v1/models/usage", params=params)

    async def backup(self, path: str, *, replace: bool = False) -> BackupReply:
        """Everything of this device in one private file of it. Cancelling leaves no file."""
        return await self._ask(
            BackupReply, "POST", "/v1/backup", BackupBody(path=path, replace=replace), wait_s=TIMEOUTS.backup
        )

    @asynccontextmanager
    async def face_requests(self, offers: Sequence[Ability]) -> AsyncIterator[AsyncIterator[FaceRequest]]:
        """Attach as a face until the block is left: what skills ask of the person in front of it.

        Raises `NodeUnreachable` when the node goes away.
        """
        async with (
            self._streamed("/v1/face/requests", params={"offers": list(offers)}) as response,
            aclosing(_face_requests(response)) as requests,
        ):
            yield requests

    async def answer_face(self, answer: FaceAnswer) -> None:
        """Raises `NotFound` when nobody waits for it any more."""
        await self._send("POST", "/v1/face/answers", answer)


async def _face_requests(response: httpx.Response) -> AsyncGenerator[FaceRequest, None]:
    async for came in server_events(response):
        if came.data:
            yield FaceRequest.model_validate_json(came.data)


def _assistant_path(session_id: str | None) -> str:
    return f"/v1/sessions/{quote(session_id, safe='')}/assistant" if session_id else "/v1/assistant"


async def _answer_events(response: httpx.Response) -> AsyncGenerator[tuple[str, AnswerEvent], None]:
    async for came in server_events(response):
        if came.data:
            yield came.id, ANSWER_EVENT.validate_json(came.data)
