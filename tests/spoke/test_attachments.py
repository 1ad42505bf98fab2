"""Files in chats: kept once, sent and fetched in pieces through a real hub, forgotten with their last message."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from bad_network import bad_network

from hub.app import open_services
from hub.attachments.collecting import Collecting
from hub.attachments.store import Attachments as OnHub
from hub.store.tables import SyncRow
from shared.errors import Conflict, HubUnreachable, InvalidArgument, NotFound, QuotaExceeded, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.parts import Attachment
from shared.sync.ops import Message, MessageAdd, SessionCreate
from shared.system.database import Database
from spoke.attachments.attachments import Attachments, clean_name
from spoke.attachments.files import Files
from spoke.attachments.transfer import Transfer
from spoke.hublink.account import DeviceKey
from spoke.hublink.attachments import AttachmentRoutes
from spoke.hublink.client import HubClient
from spoke.sessions.outbox import record
from spoke.store.tables import SCHEMA

pytestmark = pytest.mark.anyio
Join = Callable[[str], Awaitable[HubClient]]
LARGE = 64 * 2**20


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Device:
    """What a device has of attachments, with its own database and folder."""

    def __init__(self, folder: Path, hub: HubClient) -> None:
        self.database = Database.open(folder / "node.db", SCHEMA)
        self.hub = hub
        self.files = Files(folder / "attachments")
        self.transfer = Transfer(self.database, self.files, AttachmentRoutes(hub), lambda: None)
        self.attachments = Attachments(self.database, folder / "attachments", lambda: self.transfer)
        self.folder = folder

    async def attach(self, data: bytes, name: str = "photo.png") -> Attachment:
        path = self.folder / name
        path.write_bytes(data)
        found = await self.attachments.add(str(path))
        await self.mention(found)
        return found

    async def hub_lacks(self, attachment: Attachment) -> bool:
        return bool(await AttachmentRoutes(self.hub).missing([attachment.sha256]))

    async def mention(self, attachment: Attachment) -> None:
        """Have a message that names it, as written here or pulled."""
        session_id = new_id()
        message = Message(id=new_id(), role="user", text="see", created_ms=1, parts=[attachment.model_dump()])
        create = SessionCreate(op_id=new_id(), session_id=session_id, title="Files", created_ms=1)
        add = MessageAdd(op_id=new_id(), session_id=session_id, message=message)
        await self.database.write(lambda connection: [record(connection, op) for op in (create, add)])


class Devices(Protocol):
    async def __call__(self, name: str, hub_url: str | None = None) -> Device:
        """`hub_url`: of another way to the hub."""


@pytest.fixture
async def devices(join: Join, tmp_path: Path) -> AsyncIterator[Devices]:
    opened: list[Device] = []

    async def make(name: str, hub_url: str | None = None) -> Device:
        hub = await join(name)
        if hub_url is not None:
            account = hub.account.model_copy(update={"hub_url": hub_url})
            hub = HubClient(account, DeviceKey.of(tmp_path / name))
        await hub.__aenter__()
        opened.append(Device(tmp_path / name, hub))
        return opened[-1]

    yield make
    for device in opened:
        await device.transfer.close()
        await device.hub.__aexit__(None, None, None)
        await device.database.close()


# --- here ---


async def test_a_file_is_kept_once_and_privately(devices: Devices) -> None:
    device = await devices("laptop")
    one = await device.attach(b"same", "a.png")
    two = await device.attach(b"same", "b.txt")
    assert (one.sha256, one.media_type, two.media_type) == (two.sha256, "image/png", "text/plain")
    kept = [path for path in (device.folder / "attachments").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [sha256(b"same")]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600


async def test_what_is_no_file_is_refused(devices: Devices, tmp_path: Path) -> None:
    device = await devices("laptop")
    os.mkfifo(tmp_path / "pipe")
    for path, error in ((tmp_path, InvalidArgument), (tmp_path / "pipe", InvalidArgument), (tmp_path / "no", NotFound)):
        with pytest.raises(error):
            await device.attachments.add(str(path))


def test_a_file_that_is_too_large_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        Files(tmp_path).add(b"x" * 2**20 for _ in range(LIMITS.attachment // 2**20 + 1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.doc", "y.doc"),
        (".bashrc", "bashrc"),
        ("a\x1b[2J\nb", "a[2Jb"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".png", "x" * 251 + ".png"),
    ],
)
def test_a_name_is_never_a_path(name: str, clean: str) -> None:
    assert clean_name(name) == clean


async def test_a_file_goes_with_the_last_message_that_names_it(devices: Devices) -> None:
    device = await devices("laptop")
    kept, dropped = await device.attach(b"kept", "a"), await device.attach(b"dropped", "b")
    assert await device.attachments.collect(unused_s=-1) == 0
    drop = "DELETE FROM message WHERE id IN (SELECT message_id FROM attachment_use WHERE sha256 = ?)"
    await device.database.write(lambda connection: connection.exec_driver_sql(drop, (dropped.sha256,)).rowcount)
    assert await device.attachments.collect() == 0, "one that was just touched may belong to a message that comes"
    assert await device.attachments.collect(unused_s=-1) == 1
    assert (device.files.has(kept.sha256), device.files.has(dropped.sha256)) == (True, False)


# --- to the hub, and from there ---


async def test_a_small_file_is_on_the_other_device_by_itself_and_a_large_one_when_wanted(devices: Devices) -> None:
    one, two = await devices("one"), await devices("two")
    small, large = await one.attach(content(1_000), "s"), await one.attach(content(2 * 2**20), "l")
    await one.transfer.once()
    for each in (small, large):
        await two.mention(each)
    await two.transfer.once()
    assert (two.files.has(small.sha256), two.files.has(large.sha256)) == (True, False)
    paths = await asyncio.gather(*(two.attachments.path(large.sha256) for _ in range(3)))
    assert [path.read_bytes() for path in paths] == [content(2 * 2**20)] * 3


async def test_files_wait_until_the_hub_has_them_and_those_that_come_never_do(devices: Devices, join: Join) -> None:
    async with bad_network((await join("scout")).account.hub_url) as network:
        one = await devices("one", network.url)
        sent = [await one.attach(content(size), f"{size}") for size in (1_000, 2_000)]
        network.cut_after = lambda: 0
        with pytest.raises(HubUnreachable):
            await one.transfer.once()
        assert await one.attachments.unsent() == 2
        network.cut_after = lambda: None
        await one.transfer.once()
        assert await one.attachments.unsent() == 0
        two = await devices("two", network.url)
        for each in sent:
            await two.mention(each)
        assert await two.attachments.unsent() == 0, "they are not here"
        await two.transfer.once()
        assert (two.files.has(sent[0].sha256), await two.attachments.unsent()) == (True, 0)


async def test_a_file_without_a_message_is_not_sent(devices: Devices, tmp_path: Path) -> None:
    device = await devices("one")
    (tmp_path / "x").write_bytes(b"not said")
    kept = await device.attachments.add(str(tmp_path / "x"))
    await device.transfer.once()
    with pytest.raises(NotFound):
        await (await devices("two")).attachments.path(kept.sha256)


async def test_a_file_of_a_chat_that_stays_on_this_device_is_not_sent(devices: Devices) -> None:
    one, two = await devices("one"), await devices("two")
    kept = await one.attach(b"mine alone")
    stay = "UPDATE session SET home = 'local'"
    await one.database.write(lambda connection: connection.exec_driver_sql(stay).rowcount)
    await one.transfer.once()
    with pytest.raises(NotFound):
        await two.attachments.path(kept.sha256)


async def test_a_large_file_arrives_whole_over_a_connection_that_is_cut_again_and_again(
    devices: Devices, join: Join
) -> None:
    async with bad_network((await join("scout")).account.hub_url) as network:
        network.cut_after = lambda: LARGE // 5
        one = await devices("one", network.url)
        data = content(LARGE)
        sent = await one.attach(data, "film")
        await one.transfer.once()
        up = network.cuts
        two = await devices("two", network.url)
        path = await two.attachments.path(sent.sha256)
        assert sha256(path.read_bytes()) == sha256(data)
        assert up >= 3 and network.cuts - up >= 3


async def test_a_hub_that_is_gone_puts_it_off(devices: Devices, join: Join) -> None:
    async with bad_network((await join("scout")).account.hub_url) as network:
        one = await devices("one", network.url)
        await one.attach(content(1_000))
    with pytest.raises(HubUnreachable):
        await one.transfer.once()


# --- the hub's rules ---


async def chunks(*data: bytes) -> AsyncIterator[bytes]:
    for each in data:
        yield each


@pytest.fixture
def on_hub(tmp_path: Path) -> OnHub:
    return OnHub(tmp_path / "on-hub")


async def test_a_lie_about_the_hash_is_refused_and_nothing_is_kept(on_hub: OnHub, tmp_path: Path) -> None:
    claimed = sha256(b"true")
    with pytest.raises(InvalidArgument, match="hash"):
        await on_hub.append("ann", claimed, 4, 0, chunks(b"fals"))
    assert await on_hub.missing("ann", [claimed]) == [claimed]
    assert [path for path in (tmp_path / "on-hub").rglob("*") if path.is_file()] == []


async def test_more_than_was_announced_is_refused(on_hub: OnHub) -> None:
    with pytest.raises(InvalidArgument):
        await on_hub.append("ann", sha256(b"true"), 4, 0, chunks(b"tr", b"ue!"))
    assert (await on_hub.state("ann", sha256(b"true"), 4)).offset == 2


async def test_one_user_learns_nothing_of_the_files_of_another(on_hub: OnHub) -> None:
    await on_hub.append("ann", sha256(b"true"), 4, 0, chunks(b"true"))
    assert await on_hub.missing("bob", [sha256(b"true")]) == [sha256(b"true")]
    assert (await on_hub.state("bob", sha256(b"true"), 4)).offset == 0
    with pytest.raises(NotFound):
        await on_hub.path("bob", sha256(b"true"))
    await on_hub.append("bob", sha256(b"true"), 4, 0, chunks(b"true"))
    assert await on_hub.path("ann", sha256(b"true")) != await on_hub.path("bob", sha256(b"true"))


async def test_a_gap_is_refused_with_the_place_to_go_on(on_hub: OnHub) -> None:
    await on_hub.append("ann", sha256(b"true"), 4, 0, chunks(b"tr"))
    for wrong in (0, 1, 3):
        with pytest.raises(Conflict) as refused:
            await on_hub.append("ann", sha256(b"true"), 4, wrong, chunks(b"u"))
        assert refused.value.details == {"offset": 2}
    assert (await on_hub.append("ann", sha256(b"true"), 4, 2, chunks(b"ue"))).complete


async def test_an_empty_file_is_whole_at_once(on_hub: OnHub) -> None:
    assert (await on_hub.append("ann", sha256(b""), 0, 0, chunks())).complete


async def test_a_sender_that_hangs_does_not_hold_up_the_next_one(on_hub: OnHub) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield b"t"
        begun.set()
        await go_on.wait()
        yield b"RUE"

    first = asyncio.create_task(on_hub.append("ann", sha256(b"true"), 4, 0, hanging()))
    await begun.wait()
    await on_hub.append("ann", sha256(b"true"), 4, 1, chunks(b"r"))
    go_on.set()
    with pytest.raises(Conflict):
        await first
    assert (await on_hub.append("ann", sha256(b"true"), 4, 2, chunks(b"ue"))).complete


async def test_the_quota_counts_what_was_announced(on_hub: OnHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.attachments.store.LIMITS", replace(LIMITS, attachments_of_user=10))
    monkeypatch.setattr("hub.attachments.store._LEAST", 1)
    await on_hub.append("ann", sha256(b"abcdef"), 6, 0, chunks(b"a"))
    with pytest.raises(QuotaExceeded):
        await on_hub.append("ann", sha256(b"ghijk"), 5, 0, chunks(b"ghijk"))
    await on_hub.append("ann", sha256(b"ghij"), 4, 0, chunks(b"ghij"))
    await on_hub.append("bob", sha256(b"ghijk"), 5, 0, chunks(b"ghijk"))


async def test_the_hub_collects_only_what_is_old_and_unused(on_hub: OnHub) -> None:
    for data in (b"used", b"free"):
        await on_hub.append("ann", sha256(data), 4, 0, chunks(data))
    assert await on_hub.collect("ann", {sha256(b"used")}, time.time() - 60) == 0
    assert await on_hub.collect("ann", {sha256(b"used")}, time.time() + 60) == 1
    assert await on_hub.missing("ann", [sha256(b"used"), sha256(b"free")]) == [sha256(b"free")]


async def test_the_hub_keeps_what_messages_name_until_they_are_purged(tmp_path: Path) -> None:
    kept, free = sha256(b"kept"), sha256(b"free")
    session_id = new_id()
    part = Attachment(sha256=kept, size=4, name="kept").model_dump()
    message = Message(id=new_id(), role="user", text="see", created_ms=1, parts=[part])
    add = MessageAdd(op_id=new_id(), session_id=session_id, message=message)
    row = {"op_id": add.op_id, "session_id": session_id, "slot": f"message/{message.id}", "digest": "", "chain": ""}
    async with open_services(tmp_path) as services:
        user = await services.users.add("ann", "user", None, "test")
        for data in (b"kept", b"free"):
            await services.attachments.append(user.id, sha256(data), 4, 0, chunks(data))
        op = SyncRow(**row, user_id=user.id, server_seq=1, replica_id=new_id(), replica_seq=1, op=add.model_dump_json())
        await services.store.write(lambda session: session.add(op))
        collecting = Collecting(services.store, services.attachments, services.now_ms)
        assert await collecting.once() == 0, "what is young may belong to a message on its way"
        assert await collecting.once(unused_s=-60) == 1
        assert await services.attachments.missing(user.id, [kept, free]) == [free]
        await services.store.write(lambda session: session.connection().exec_driver_sql("UPDATE sync_log SET op = ''"))
        assert await collecting.once(unused_s=-60) == 1


async def test_a_file_that_the_hub_refuses_says_why_and_is_sent_again_or_kept_here(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await devices("laptop")
    with monkeypatch.context() as patch:
        patch.setattr(OnHub, "state", _full)
        large, small = await device.attach(b"large" * 9, "film.mp4"), await device.attach(b"small", "note.txt")
        await device.transfer.once()
        found = {each.name: each for each in await device.attachments.refused()}
        assert set(found) == {"film.mp4", "note.txt"} and found["film.mp4"].code == "quota_exceeded"
        assert await device.attachments.unsent() == 0, "what was refused does not wait"
        await device.attachments.settle(large.sha256, keep=True)
        with pytest.raises(NotFound):
            await device.attachments.settle("0" * 64, keep=True)
    await device.transfer.once()
    assert await device.hub_lacks(small), "nobody asked for it to be sent again"
    await device.attachments.settle(small.sha256, keep=False)
    await device.transfer.once()
    assert not await device.hub_lacks(small)
    again = Transfer(device.database, device.files, AttachmentRoutes(device.hub), lambda: None)
    await again.once()
    assert await device.hub_lacks(large), "kept here by the person's word, after a new start too"
    (left,) = await device.attachments.refused()
    assert (left.name, left.kept) == ("film.mp4", True)


async def _full(*_: object) -> None:
    raise QuotaExceeded("Your attachments on the hub may have 10 GiB.")
