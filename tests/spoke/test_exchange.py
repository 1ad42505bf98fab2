"""Exports and imports through a real node: nothing lost, nothing doubled, and what is broken costs only itself."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from export_cases import CHATGPT, OLD_OPEN_WEBUI, OPEN_WEBUI, PNG, chatgpt, node
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import FelloeError, InvalidArgument, NotFound, VersionUnsupported
from shared.ids import new_id
from shared.parts import Attachment
from shared.sync.ops import Message
from spoke.commands import session_files
from spoke.node.bodies.sessions import ChangeSession, NewMessage, SessionReply
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.sessions.exchange import markdown, own, splitting
from spoke.sessions.exchange.exporting import Export, branch_of, file_name
from spoke.sessions.exchange.importing import Import, Report
from spoke.sessions.exchange.splitting import Item, items
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[NodeClient]:
    async with running(node_settings(tmp_path / "device")):
        found = NodeClient.of(tmp_path / "device")
        assert found is not None
        async with found:
            yield found


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[NodeClient]:
    async with running(node_settings(tmp_path / "other")):
        found = NodeClient.of(tmp_path / "other")
        assert found is not None
        async with found:
            yield found


async def all_of(client: NodeClient) -> list[SessionReply]:
    return [await client.session(each.id) for each in (await client.sessions(limit=500)).sessions]


Write = Callable[[Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(value: Any, name: str = "conversations.json") -> Path:
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path

    return written


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


async def imported(client: NodeClient, path: Path) -> Report:
    return await Import(client).run(path)


# --- ChatGPT ---


async def test_chatgpts_tree_roles_and_chosen_branch_are_kept(client: NodeClient, write: Write) -> None:
    report = await imported(client, write([CHATGPT]))
    assert (report.sessions, report.messages) == (1, 7)
    (reply,) = await all_of(client)
    by_text = {message.text: message for message in reply.messages}
    question = by_text["A name for the boat?"]
    assert question.parent_id is None, "empty nodes above it are left out"
    assert by_text["Halcyon."].parent_id == by_text["Kestrel."].parent_id == question.id
    assert by_text["Halcyon."].model == "gpt-4o"
    assert by_text["````python\nprint('```')\n````"].role == "assistant"
    assert by_text["````\n```\n````"].role == "tool"
    assert by_text["**Look**\nA boat"].status == "interrupted"
    assert reply.session.title == "Boats" and reply.session.created_ms == 1_700_000_000_250
    assert [each.text for each in branch_of(reply)][:2] == ["A name for the boat?", "Kestrel."]


async def test_chatgpts_images_come_out_of_its_zip(client: NodeClient, tmp_path: Path) -> None:
    members = {
        "conversations.json": json.dumps([CHATGPT]).encode(),
        "file-AbCdEf123456-photo.png": PNG,
        "user.json": b"{}",
        "../../evil.txt": b"x",
    }
    report = await imported(client, zipped(tmp_path / "export.zip", **members))
    assert (report.sessions, report.files, report.skipped) == (1, 1, [])
    again = await imported(client, tmp_path / "export.zip")
    assert (again.sessions, again.messages, again.files, again.known) == (0, 0, 0, report.messages)
    (reply,) = await all_of(client)
    (attachment,) = [
        Attachment.model_validate(part)
        for each in reply.messages
        for part in each.parts
        if part["type"] == "attachment"
    ]
    assert b"".join([chunk async for chunk in client.attachment(attachment.sha256)]) == PNG
    assert not (tmp_path.parent / "evil.txt").exists()


def _killed_import(temporary: Path) -> None:
    script = """
import os, signal
from spoke.sessions.exchange.importing import _spooled

def content():
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)

_spooled(content())
"""
    done = subprocess.run([sys.executable, "-c", script], env=os.environ | {"TMPDIR": str(temporary)}, check=False)
    assert done.returncode == -signal.SIGKILL


async def test_what_a_killed_import_left_goes_with_a_later_one(
    client: NodeClient, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary := tmp_path / "tmp").mkdir()
    _killed_import(temporary)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (left,) = temporary.glob("felloe-import-*")
    await imported(client, write([CHATGPT]))
    assert left.exists(), "it may be another import that goes on"
    os.utime(left, (0, 0))
    await imported(client, write([CHATGPT]))
    assert not left.exists()


async def test_what_is_not_in_the_export_is_named(client: NodeClient, write: Write) -> None:
    report = await imported(client, write([CHATGPT]))
    assert report.skipped == ["file file-AbCdEf123456: it is not in the export"]


async def test_several_documents_of_one_archive_are_read(client: NodeClient, tmp_path: Path) -> None:
    second = CHATGPT | {"conversation_id": "another"}
    members = {
        "conversations-000.json": json.dumps([CHATGPT]).encode(),
        "conversations-001.json": json.dumps([second]).encode(),
    }
    told: list[tuple[int, int]] = []
    file = zipped(tmp_path / "e.zip", **members)
    assert (await Import(client, lambda *of: told.append(of)).run(file)).sessions == 2
    read, of_all = told[-1]
    assert read == of_all == sum(map(len, members.values()))


# --- Open WebUI ---


async def test_open_webuis_tree_files_and_tags_are_kept(client: NodeClient, write: Write) -> None:
    report = await imported(client, write([OPEN_WEBUI, OLD_OPEN_WEBUI]))
    assert (report.sessions, report.messages, report.files, report.skipped) == (2, 5, 1, [])
    replies = {reply.session.title: reply for reply in await all_of(client)}
    texts = {message.text: message for message in replies["Boats"].messages}
    assert texts["Halcyon."].parent_id == texts["Kes"].parent_id == texts["A name for the boat?"].id
    assert texts["Kes"].status == "interrupted" and texts["Halcyon."].parts[0]["type"] == "openwebui"
    session = replies["Boats"].session
    assert (session.pinned, session.tags, session.branch) == (True, ["names", "sea"], texts["Halcyon."].id)
    assert [each.text for each in branch_of(replies["Old"])] == ["One", "Two"]


# --- twice, and on two devices ---


@pytest.mark.parametrize("export", [CHATGPT, OPEN_WEBUI, OLD_OPEN_WEBUI], ids=["chatgpt", "webui", "old"])
async def test_an_import_that_is_done_twice_doubles_nothing(client: NodeClient, write: Write, export: Any) -> None:
    path = write([export])
    first = await imported(client, path)
    before = await all_of(client)
    again = await imported(client, path)
    assert (again.sessions, again.messages, again.known) == (0, 0, first.messages)
    assert await all_of(client) == before


async def test_two_devices_make_the_same_of_it(client: NodeClient, other: NodeClient, write: Write) -> None:
    path = write([CHATGPT, OPEN_WEBUI])
    await imported(client, path)
    await imported(other, path)

    def told(replies: list[SessionReply]) -> Any:
        return sorted((reply.session.id, [message.model_dump() for message in reply.messages]) for reply in replies)

    assert told(await all_of(client)) == told(await all_of(other))


async def test_a_later_export_brings_only_what_is_new(client: NodeClient, write: Write) -> None:
    await imported(client, write([CHATGPT]))
    grown = chatgpt(*CHATGPT["mapping"].values(), node("q9", "a3", "user", "And now?"))
    report = await imported(client, write([grown]))
    assert (report.sessions, report.messages) == (0, 1)


# --- our own ---


async def filled(client: NodeClient, tmp_path: Path) -> str:
    session = await client.new_session('Bôats / "all"')
    (tmp_path / "sail.png").write_bytes(PNG)
    first = await client.write(session.id, NewMessage(text="one\u2028```"))
    await client.write(session.id, NewMessage(text="two", parent_id=first.id))
    kept = await client.attach(str(tmp_path / "sail.png"))
    better = await client.write(session.id, NewMessage(text="two, better", parent_id=first.id, attachments=[kept]))
    change = ChangeSession(folder="Sea", pinned=True, add_tags=["boat"], branch=better.id)
    await client.change_session(session.id, change)
    return session.id


@pytest.mark.parametrize("ending", ["json", "zip"])
async def test_our_own_export_comes_back_without_a_loss(
    client: NodeClient, other: NodeClient, tmp_path: Path, ending: str
) -> None:
    session = await filled(client, tmp_path)
    before = await client.session(session)
    path = tmp_path / f"chats.{ending}"
    report = await Export(client).to_file([session], path, "json")
    assert (report.messages, report.files, len(report.missing)) == (3, *((1, 0) if ending == "zip" else (0, 1)))
    back = await imported(other, path)
    assert (back.sessions, back.messages, back.skipped) == (1, 3, [])
    after = await other.session(session)
    assert after.messages == before.messages and own.written(after) == own.written(before)
    if ending == "zip":
        sha256 = next(str(part["sha256"]) for each in after.messages for part in each.parts)
        assert b"".join([chunk async for chunk in other.attachment(sha256)]) == PNG
    assert path.stat().st_mode & 0o077 == 0


async def test_an_export_holds_exactly_the_chats_that_were_asked_for(
    client: NodeClient, write: Write, tmp_path: Path
) -> None:
    folders = {"near": "Sea", "archived": "Sea", "other": "Seashore", "case": "sea", "none": None, "gone": "Sea"}
    sessions = [
        {"id": new_id(), "title": title, "created_ms": 1, "folder": folder, "archived": title == "archived",
         "messages": [{"id": new_id(), "role": "user", "text": title, "created_ms": 1}]}
        for title, folder in folders.items()
    ]  # fmt: skip
    await imported(client, write({"format": "felloe-chats", "version": 1, "sessions": sessions}))
    await client.delete_session(str(sessions[-1]["id"]))
    for folder, expected in (("Sea", {"near", "archived"}), (None, folders.keys() - {"gone"})):
        await Export(client).to_file(await session_files._ids(client, folder), tmp_path / "out.json", "json")
        exported = json.loads((tmp_path / "out.json").read_text())["sessions"]
        assert {each["title"]: len(each["messages"]) for each in exported} == dict.fromkeys(expected, 1)
    with pytest.raises(InvalidArgument, match="No session is in the folder 'Seas'"):
        await session_files._ids(client, "Seas")


async def test_fields_of_a_newer_version_survive_export_and_import(
    client: NodeClient, write: Write, tmp_path: Path
) -> None:
    message = {
        "id": new_id(), "parent_id": None, "role": "assistant", "text": "x", "created_ms": 1, "device": "",
        "parts": [{"type": "hologram", "depth": None}], "extra": {"signature": "abc", "none": None},
        "mood": {"glad": None},
    }  # fmt: skip
    session = {"id": new_id(), "title": "New", "created_ms": 1, "messages": [message]}
    head = {"format": "felloe-chats", "version": 1, "sessions": [session]}
    await imported(client, write(head, "chats.json"))
    await Export(client).to_file([session["id"]], tmp_path / "out.json", "json")
    (again,) = json.loads((tmp_path / "out.json").read_text())["sessions"]
    assert message.items() <= again["messages"][0].items()


async def test_an_export_of_a_newer_felloe_is_refused(client: NodeClient, write: Write) -> None:
    with pytest.raises(VersionUnsupported):
        await imported(client, write({"format": "felloe-chats", "version": 2, "sessions": []}))


async def test_a_session_in_the_trash_is_not_taken_and_named(client: NodeClient, write: Write) -> None:
    await imported(client, write([CHATGPT]))
    (reply,) = await all_of(client)
    await client.delete_session(reply.session.id)
    report = await imported(client, write([CHATGPT]))
    assert report.sessions == report.messages == 0
    assert any("trash" in line for line in report.skipped)


async def test_a_change_leaves_what_it_does_not_name(client: NodeClient) -> None:
    session = await client.new_session("Boat")
    await client.change_session(session.id, ChangeSession(pinned=True, folder="Sea", add_tags=["a"]))
    renamed = await client.change_session(session.id, ChangeSession(title="Boats"))
    assert (renamed.title, renamed.pinned, renamed.folder, renamed.tags) == ("Boats", True, "Sea", ["a"])
    assert (await client.change_session(session.id, ChangeSession(folder=None))).folder is None
    only = [(await client.sessions(**given)).sessions for given in ({"tag": "a"}, {"tag": "b"}, {"folder": "Sea"})]  # type: ignore[arg-type]
    assert [len(each) for each in only] == [1, 0, 0]


# --- broken and hostile files ---


@pytest.mark.parametrize(
    ("text", "taken", "named"),
    [
        ("[{0}, {0}", 1, "ends in the middle"),
        ("[{0}, {{\"mapping\": {{\"a\": ", 1, "ends in the middle"),
        ("[{{\"mapping\": [}}, {0}]", 1, "no valid JSON"),
        ("[{{\"x\": \"\\ud800\"}}, {0}]", 1, "no chat"),
        ("[" + "{{\"a\":" * 200_000 + "1" + "}}" * 200_000 + ", {0}]", 1, "too deeply"),
        ("[1, null, \"text\", [], {0}]", 1, None),
        ("[{{\"mapping\": 3}}, {{\"mapping\": {{\"a\": 1}}}}, {0}]", 2, "nodes are no objects"),
        ("{0}", 1, None),
        ("\ufeff[{0}]", 1, None),
        ("[]", 0, None),
    ],
)  # fmt: skip
async def test_what_is_broken_costs_only_itself(
    client: NodeClient, write: Write, text: str, taken: int, named: str | None
) -> None:
    good = json.dumps(OLD_OPEN_WEBUI)
    report = await imported(client, write(text.format(good)))
    assert report.sessions == taken, report
    assert named is None or any(named in line for line in report.skipped), report


@pytest.mark.parametrize("text", ["", "hello", "\0\0\0", "3"])
async def test_what_is_no_export_is_one_clear_error(client: NodeClient, write: Write, text: str) -> None:
    with pytest.raises(InvalidArgument, match="no export"):
        await imported(client, write(text))


async def test_files_that_cannot_be_read_are_one_clear_error(client: NodeClient, tmp_path: Path) -> None:
    damaged = zipped(tmp_path / "d.zip", **{"conversations.json": json.dumps([CHATGPT] * 50).encode()})
    with pytest.raises(NotFound):
        await imported(client, tmp_path / "none.json")
    with pytest.raises(InvalidArgument):
        await imported(client, tmp_path)
    with pytest.raises(InvalidArgument):
        await imported(client, zipped(tmp_path / "e.zip", **{"readme.txt": b"x"}))
    content = bytearray(damaged.read_bytes())
    content[200:220] = b"\xff" * 20
    damaged.write_bytes(content)
    with pytest.raises(FelloeError):
        await imported(client, damaged)


async def test_a_circle_and_a_missing_parent_are_opened(client: NodeClient, write: Write) -> None:
    nodes = [node("a", "c", "user", "a"), node("b", "a", "user", "b"), node("c", "b", "user", "c"),
             node("d", "gone", "user", "d"), node("e", "e", "user", "e")]  # fmt: skip
    await imported(client, write([chatgpt(*nodes)]))
    (reply,) = await all_of(client)
    assert sorted(each.text for each in reply.messages) == ["a", "b", "c", "d", "e"]
    assert sorted(each.text for each in reply.messages if each.parent_id is None) == ["a", "d", "e"]


async def test_a_chain_of_many_nodes_is_taken(client: NodeClient, write: Write) -> None:
    nodes = [node(f"n{number}", f"n{number - 1}" if number else None, "user", "x") for number in range(5_000)]
    report = await imported(client, write([chatgpt(*nodes)]))
    assert report.messages == 5_000


async def test_an_archive_that_unpacks_to_too_much_is_refused(
    client: NodeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spoke.sessions.exchange.source.MOST_READ", 1 << 20)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", b"[" + b" " * (1 << 22) + b"]")
    with pytest.raises(InvalidArgument, match="More is packed"):
        await imported(client, path)
    assert str(path) not in {each.path for each in psutil.Process().open_files()}


async def test_half_a_character_and_a_very_long_text_are_kept_as_far_as_can_be(
    client: NodeClient, write: Write
) -> None:
    long = "word " * 300_000
    export = chatgpt(node("a", None, "user", "half \ud83d"), node("b", "a", "user", long))
    report = await imported(client, write([export]))
    (reply,) = await all_of(client)
    assert report.messages == 2 and report.files == 1
    assert reply.messages[0].text == "half ?"
    whole = next(str(part["sha256"]) for part in reply.messages[1].parts)
    assert b"".join([chunk async for chunk in client.attachment(whole)]).decode() == long


# --- cutting a document into its chats ---


def cut(text: bytes, size: int) -> list[Item]:
    class Slow(io.BytesIO):
        def read(self, wanted: int | None = -1, /) -> bytes:
            return super().read(min(size, wanted or size))

    return list(items(Slow(text)))


WORDS = st.text('"\\{}[],: \n\ud83d\U0001f6f6é' + "ab", max_size=6)
"""What a cut can be wrong about."""


@given(
    st.lists(
        st.dictionaries(
            WORDS,
            st.recursive(
                st.none() | WORDS,
                lambda more: st.lists(more, max_size=3) | st.dictionaries(WORDS, more, max_size=3),
                max_leaves=6,
            ),
            max_size=3,
        ),
        max_size=4,
    ),
    st.integers(1, 50),
    st.booleans(),
)
def test_a_document_is_cut_where_its_chats_end_whatever_they_hold(
    chats: list[Any], size: int, ascii_only: bool
) -> None:
    head = splitting._HEAD
    text = json.dumps(chats, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    try:
        text.decode()
    except UnicodeDecodeError:
        return
    assert head and [item.value for item in cut(text, size)] == chats


def test_a_chat_that_is_too_large_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "LARGEST", 20)
    found = cut(b'[{"a": "' + b"x" * 100 + b'"}, {"b": 1}]', 7)
    assert [item.value for item in found] == [None, {"b": 1}] and "larger" in found[0].problem


# --- Markdown ---


def said(text: str) -> Message:
    return Message(id=new_id(), role="user", text=text, created_ms=1_700_000_000_000)


def test_a_fence_that_a_message_leaves_open_ends_with_it() -> None:
    out = markdown.chat("T", [said("````py\n```\n# no heading"), said("# heading")])
    first, second = out.split("## You")[1:]
    assert first.rstrip().endswith("# no heading\n````")
    assert "### heading" in second


def test_a_title_is_no_markdown() -> None:
    assert markdown.chat("# [x](y) `z`\n<b>", []).splitlines()[0] == r"# \# \[x\](y) \`z\` \<b\>"


def test_names_of_files_are_safe_and_different() -> None:
    taken: set[str] = set()
    names = [file_name(title, taken) for title in ("../a/b", "A B", "a b", "con", "", "x" * 300, "日本")]
    assert names == ["a b", "A B 2", "a b 3", "con_", "Untitled", "x" * 80, "日本"]


async def test_markdown_of_many_lies_in_an_archive_with_its_files(client: NodeClient, tmp_path: Path) -> None:
    ids = [await filled(client, tmp_path), (await client.new_session("Empty")).id]
    await Export(client).to_file(ids, tmp_path / "out.zip", "markdown")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert sorted(archive.namelist()) == ["Bôats all.md", "Bôats all/sail.png", "Empty.md"]
        text = archive.read("Bôats all.md").decode()
    assert "![sail.png](B%C3%B4ats%20all/sail.png)" in text and "two, better" in text and "\ntwo\n" not in text


async def test_an_export_that_fails_leaves_what_was_there(client: NodeClient, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("before")
    with pytest.raises(NotFound):
        await Export(client).to_file([new_id()], tmp_path / "out.json", "json")
    assert (tmp_path / "out.json").read_text() == "before" and len(list(tmp_path.glob(".felloe*"))) == 0
