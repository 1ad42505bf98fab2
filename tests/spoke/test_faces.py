"""Faces that are attached to a node: who is asked, and what becomes of one that misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue
from settled import all_others_wait

from sandbox.image import ImageCache
from shared.errors import Conflict, FelloeError, InvalidArgument, NoFace, NotFound, NotGranted, RateLimited
from shared.ids import new_id
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.faces import faces as faces_module
from spoke.faces.bodies import Ability, FaceAnswer, FaceRequest
from spoke.faces.faces import Faces
from spoke.faces.serving import Serve, serve
from spoke.node.bodies.calls import ExecBody
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.settings import NodeSettings

pytestmark = pytest.mark.anyio
CLIPBOARD: Ability = "clipboard.read"


class Face:
    """Attached while the block lasts; does only what a test says."""

    def __init__(self, faces: Faces, offers: list[Ability] | None = None) -> None:
        self._faces = faces
        self._offers = offers or [CLIPBOARD]
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Face:
        self._requests = self._stack.enter_context(self._faces.attached(self._offers))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def asked(self) -> FaceRequest:
        return await asyncio.wait_for(anext(self._requests), 10)

    def answer(self, request: FaceRequest, result: JsonValue = None, **changed: Any) -> None:
        self._faces.answer(FaceAnswer(**{"id": request.id, "face": request.face, "result": result} | changed))


@pytest.fixture
def faces() -> Faces:
    return Faces()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces_module, "TIMEOUTS", replace(TIMEOUTS, face_answer=0.05))


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than a test waits for anything."""
    monkeypatch.setattr(faces_module, "TIMEOUTS", replace(TIMEOUTS, face_answer=60, face_ask=120))


@asynccontextmanager
async def asking(faces: Faces, ability: Ability = CLIPBOARD) -> AsyncIterator[asyncio.Task[JsonValue]]:
    task = asyncio.create_task(faces.ask(ability, "weather", {}))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_without_a_face_the_asker_hears_so_at_once_and_may_try_again(faces: Faces) -> None:
    with pytest.raises(NoFace) as caught:
        await faces.ask("notify", "weather", {})
    assert caught.value.body().retryable


async def test_the_face_that_was_attached_last_and_can_is_asked(faces: Faces) -> None:
    with Face(faces), Face(faces) as newest, Face(faces, ["notify"]):
        async with asking(faces) as asked:
            request = await newest.asked()
            newest.answer(request, "text")
            assert (await asked, request.asker, request.ability) == ("text", "weather", CLIPBOARD)


async def test_an_error_of_the_face_is_the_askers(faces: Faces) -> None:
    with Face(faces) as face:
        async with asking(faces) as asked:
            face.answer(await face.asked(), error=InvalidArgument("There is a picture on it.").body())
            with pytest.raises(InvalidArgument, match="picture"):
                await asked


@pytest.mark.usefixtures("patient")
async def test_when_a_face_goes_away_while_it_is_asked_the_next_one_is(faces: Faces) -> None:
    with Face(faces) as second:
        with Face(faces) as first:
            async with asking(faces) as asked:
                await first.asked()
                first.__exit__()
                second.answer(await second.asked(), "second")
                assert await asked == "second"
        with Face(faces) as alone:
            second.__exit__()
            async with asking(faces) as asked:
                await alone.asked()
                alone.__exit__()
                with pytest.raises(NoFace):
                    await asyncio.wait_for(asked, 10)


@pytest.mark.usefixtures("impatient")
async def test_a_face_that_never_answers_holds_nobody_up_and_is_asked_last_from_then_on(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Face(faces) as good, Face(faces) as silent:
        async with asking(faces) as asked:
            late = await silent.asked()
            monkeypatch.setattr(faces_module, "TIMEOUTS", TIMEOUTS)  # only the silent one has so little time
            good.answer(await good.asked(), "good")
            assert await asked == "good"
        with pytest.raises(NotFound):
            silent.answer(late, "late")
        async with asking(faces) as asked:
            good.answer(await good.asked(), "again")
            assert await asked == "again"
    monkeypatch.setattr(faces_module, "TIMEOUTS", replace(TIMEOUTS, face_answer=0.05))
    with Face(faces), pytest.raises(NoFace):
        await faces.ask(CLIPBOARD, "weather", {})


async def test_many_silent_faces_together_take_no_longer_than_an_ask_may(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces_module, "TIMEOUTS", replace(TIMEOUTS, face_answer=0.05, face_ask=0.08))
    with contextlib.ExitStack() as stack:
        for _ in range(LIMITS.faces):
            stack.enter_context(Face(faces))
        with pytest.raises(NoFace):
            await faces.ask(CLIPBOARD, "weather", {})
        assert sum(face.silent for face in faces._attached) in (1, 2)


async def test_an_answer_counts_once_and_only_from_the_face_that_was_asked(faces: Faces) -> None:
    with Face(faces, ["notify"]) as other, Face(faces) as face:
        async with asking(faces) as asked, asking(faces, "notify"):
            request, foreign = await face.asked(), await other.asked()
            for forged in ({"face": foreign.face}, {"id": new_id()}, {"face": new_id()}):
                with pytest.raises(NotFound):
                    face.answer(request, "forged", **forged)
            face.answer(request, "first")
            with pytest.raises(NotFound):
                face.answer(request, "second")
            assert await asked == "first"
            for _ in range(1_000):
                with pytest.raises(NotFound):
                    face.answer(request, "flood")


async def test_a_face_that_reads_nothing_is_passed_over_when_its_queue_is_full(faces: Faces) -> None:
    with Face(faces) as good, Face(faces):
        asked = [asyncio.create_task(faces.ask(CLIPBOARD, "weather", {})) for _ in range(LIMITS.face_requests + 1)]
        good.answer(await good.asked(), "good")
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result() for task in done] == ["good"]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_nobody_waits_for_any_more_is_not_done(faces: Faces) -> None:
    with Face(faces) as face:
        async with asking(faces):
            await all_others_wait()
        async with asking(faces) as asked:
            face.answer(await face.asked(), "second")
            assert await asked == "second"
    assert faces._waiting == {}


async def test_there_are_only_so_many_faces(faces: Faces) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(LIMITS.faces):
            stack.enter_context(Face(faces))
        with pytest.raises(RateLimited):
            faces.check_room()
    faces.check_room()


# --- over the node API ---


@pytest.fixture
async def node(image: ImageCache, tmp_path: Path) -> AsyncIterator[Node]:
    async with running(NodeSettings(data=tmp_path / "node", name="Attic")) as node:
        yield node


@asynccontextmanager
async def client(node: Node) -> AsyncIterator[NodeClient]:
    found = NodeClient.of(node.settings.data)
    assert found is not None
    async with found:
        yield found


def arrival(node: Node) -> asyncio.Event:
    """Set when the next face is attached."""
    come, attach = asyncio.Event(), node.faces.attached

    def seen(offers: Sequence[Ability]) -> AbstractContextManager[AsyncIterator[FaceRequest]]:
        come.set()
        return attach(offers)

    node.faces.attached = seen  # type: ignore[method-assign]
    return come


@asynccontextmanager
async def attached(node: Node, **abilities: Serve) -> AsyncIterator[asyncio.Task[None]]:
    """A face with these abilities (`_` for `.`), over the node's API."""
    offers: Any = {name.replace("_", "."): do for name, do in abilities.items()}
    async with client(node) as to_node:
        come = arrival(node)
        task = asyncio.create_task(serve(to_node, offers))
        await asyncio.wait_for(come.wait(), 10)
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def executed(node: Node, code: str, *grants: str) -> Any:
    async with client(node) as to_node:
        body = ExecBody(code=f"from felloe import clipboard, notify\n{code}", grants=list(grants), asks=False)
        return (await to_node.execute(body)).record.value()


async def test_code_reaches_the_person_through_the_face_that_is_attached(node: Node) -> None:
    shown: list[FaceRequest] = []

    async def notify(request: FaceRequest) -> None:
        shown.append(request)

    async def read(request: FaceRequest) -> str:
        return "from the desktop"

    code = "notify('Rain', 'Take the bicycle in.'); clipboard.read()"
    async with attached(node, notify=notify, clipboard_read=read):
        assert await executed(node, code, "notify", "clipboard.read") == "from the desktop"
    assert [(each.asker, each.args) for each in shown] == [
        ("This code", {"title": "Rain", "text": "Take the bicycle in.", "urgency": "normal"})
    ]
    with pytest.raises(NoFace):
        await executed(node, code, "notify", "clipboard.read")


COUNTER = """
from felloe import notify, store

def count() -> int:
    n = store.update("n", lambda n: n + 1, 0)
    notify(f"Counted to {n}")
    return n
"""


async def test_a_skill_that_was_granted_them_keeps_values_and_notifies_by_its_own_name(
    node: Node, tmp_path: Path
) -> None:
    shown: list[FaceRequest] = []

    async def notify(request: FaceRequest) -> None:
        shown.append(request)

    folder = tmp_path / "counter"
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text("---\nname: counter\ndescription: Counts.\n---\n")
    (folder / "scripts/skill.py").write_text(COUNTER)
    async with client(node) as to_node, attached(node, notify=notify):
        await to_node.install_skill(str(folder))
        with pytest.raises(NotGranted):
            await to_node.call("counter.count", {})
        for capability in ("store", "notify"):
            await to_node.grant("counter", capability)
        assert [(await to_node.call("counter.count", {})).result for _ in range(2)] == [1, 2]
        (folder / "scripts/skill.py").write_text(f"{COUNTER}\n# A new version.\n")
        await to_node.install_skill(str(folder))
        for capability in ("store", "notify"):
            await to_node.grant("counter", capability)
        assert (await to_node.call("counter.count", {})).result == 3
    assert [(each.asker, each.args["title"]) for each in shown] == [("counter", f"Counted to {n}") for n in (1, 2, 3)]


async def test_a_face_that_fails_or_answers_nonsense_breaks_nothing_but_its_answer(node: Node) -> None:
    answers: Iterator[Any] = iter([RuntimeError("bug"), 17, "x" * (LIMITS.clipboard_text + 1), "fine"])

    async def read(request: FaceRequest) -> JsonValue:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    async with attached(node, clipboard_read=read):
        codes = []
        for _ in range(3):
            with pytest.raises(FelloeError) as caught:
                await executed(node, "clipboard.read()", "clipboard.read")
            codes.append(caught.value.body().code)
        assert codes == ["internal", "internal", "too_large"]
        assert await executed(node, "clipboard.read()", "clipboard.read") == "fine"


@pytest.mark.usefixtures("patient")
async def test_a_face_that_hangs_up_is_no_face_any_more(node: Node) -> None:
    started = asyncio.Event()

    async def never(request: FaceRequest) -> None:
        started.set()
        await asyncio.Event().wait()

    async with attached(node, notify=never) as face:
        asked = asyncio.create_task(node.faces.ask("notify", "weather", {}))
        await asyncio.wait_for(started.wait(), 10)
        face.cancel()
        with pytest.raises(NoFace):
            await asyncio.wait_for(asked, 10)


async def test_a_request_to_attach_as_what_no_face_can_be_is_refused(node: Node) -> None:
    async with client(node) as to_node:
        for offers in ([], ["files.read"]):
            with pytest.raises(InvalidArgument):
                async with to_node.face_requests(offers):  # type: ignore[arg-type]
                    pass
        with pytest.raises(NotFound):
            await to_node.answer_face(FaceAnswer(id=new_id(), face=new_id()))


async def test_a_node_that_stops_ends_the_stream_of_its_faces(image: ImageCache, tmp_path: Path) -> None:
    async def notify(request: FaceRequest) -> None:
        pass

    async with contextlib.AsyncExitStack() as stack:
        async with running(NodeSettings(data=tmp_path / "node", name="Attic")) as node:
            face = await stack.enter_async_context(attached(node, notify=notify))
        with pytest.raises(FelloeError, match="node"):
            await asyncio.wait_for(face, 10)


async def test_a_terminal_shows_notifications_as_lines_that_command_nothing(node: Node) -> None:
    argv = [sys.executable, "-m", "spoke", "face", "--data", str(node.settings.data)]
    come = arrival(node)
    process = await asyncio.create_subprocess_exec(*argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        await process.stdout.readline()
        await come.wait()
        await executed(node, "notify('Rain [bold]', 'a\\nb', urgency='critical')", "notify")
        line = (await process.stdout.readline()).decode()
        process.send_signal(signal.SIGINT)
        await process.wait()
    assert line == "! This code: Rain [bold]. a\N{REPLACEMENT CHARACTER}b\n"


async def test_a_skill_that_is_removed_leaves_its_store_until_it_is_to_be_forgotten(node: Node) -> None:
    climate = Path(__file__).parents[2] / "resources/skills/climate"
    async with client(node) as to_node:
        await to_node.install_skill(str(climate))
        await node.device_services._shelves.set("climate", "offset", 1)
        assert (await to_node.remove_skill("climate")).kept == 1
        assert (await to_node.remove_skill("climate", forget=True)).kept == 0
        with pytest.raises(NotFound):
            await to_node.remove_skill("climate", forget=True)


async def test_nothing_is_forgotten_of_a_skill_that_could_not_be_removed(node: Node) -> None:
    """A version shares the store of all others; and the owner's own file is not removed by a command."""
    climate = Path(__file__).parents[2] / "resources/skills/climate"
    (node.settings.data / "host_skills").mkdir(mode=0o700)
    (node.settings.data / "host_skills" / "lamp.py").write_text("def on() -> bool:\n    return True\n")
    (node.settings.data / "host_skills" / "lamp.py").chmod(0o600)
    async with client(node) as to_node:
        digest = (await to_node.install_skill(str(climate))).digest
        for skill in ("climate", "lamp"):
            await node.device_services._shelves.set(skill, "offset", 1)
        with pytest.raises(InvalidArgument, match="share one store"):
            await to_node.remove_skill("climate", digest, forget=True)
        with pytest.raises(Conflict):
            await to_node.remove_skill("lamp", forget=True)
        assert [await node.device_services.kept(skill) for skill in ("climate", "lamp")] == [1, 1]
