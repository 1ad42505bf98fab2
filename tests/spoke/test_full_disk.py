"""A node on a disk that is full to the last byte: what is there can be read, and what cannot be kept is refused."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from small_disk import SmallDisk, small_disk

from shared.errors import DiskFull
from spoke.backup import make_backup
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.sessions.exchange.exporting import Export
from spoke.settings import node_settings

pytestmark = [pytest.mark.anyio, pytest.mark.requires("mounts")]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", "4m") as disk:
        yield disk


@asynccontextmanager
async def node(disk: SmallDisk, *, stays: bool = False) -> AsyncIterator[NodeClient]:
    data = disk.path / "node"
    async with running(node_settings(data), stays=stays):
        client = NodeClient.of(data)
        assert client is not None
        async with client:
            yield client


async def until_refused(client: NodeClient, session: str) -> int:
    """How many messages were kept before."""
    for count in range(200):
        try:
            await client.write(session, NewMessage(text="x" * 8_000))
        except DiskFull:
            return count
    pytest.fail("there is no end to a full disk")


async def test_a_node_starts_on_a_full_disk_again_and_again_to_read_and_refuses_what_it_cannot_keep(
    disk: SmallDisk, tmp_path: Path
) -> None:
    async with node(disk) as client:
        session = await client.new_session("The cellar")
        await client.write(session.id, NewMessage(text="Is it damp?"))
    kept = 1
    for start in range(2):
        disk.fill()
        async with node(disk, stays=bool(start)) as client:
            assert [each.title for each in (await client.sessions()).sessions] == ["The cellar"]
            assert len((await client.search("damp")).hits) == 1
            assert (await client.status()).sessions == 1
            exported = tmp_path / f"{start}.zip"
            await Export(client).to_file([session.id], exported, "json")
            await client.backup(str(tmp_path / f"{start}.backup"))
            kept += await until_refused(client, session.id)
            assert len((await client.session(session.id)).messages) == kept
            assert len((await client.search("damp")).hits) == 1
    disk.make_room()
    async with node(disk) as client:
        await client.write(session.id, NewMessage(text="There is room again."))
        assert len((await client.session(session.id)).messages) == kept + 1


async def test_a_skill_that_does_not_fit_is_refused_and_leaves_nothing(disk: SmallDisk, lamp_skill: Path) -> None:
    skills = disk.path / "node" / "skills"
    async with node(disk) as client:
        for pages in range(40):
            disk.fill()
            filler = disk.path / "filler"
            os.truncate(filler, filler.stat().st_size - 4096 * pages)
            try:
                await client.install_skill(str(lamp_skill))
            except DiskFull:
                assert list(skills.glob("*")) == [], f"with {pages} pages free"
                assert (await client.skills()).skills == []
            else:
                break
        assert 2 <= pages < 39
        assert [each.name for each in (await client.skills()).skills] == ["lamp"]


async def test_a_backup_that_does_not_fit_names_what_one_chose_and_nothing_inside(
    disk: SmallDisk, tmp_path: Path
) -> None:
    device, chosen = tmp_path / "device", tmp_path / "disk" / "backup.zip"
    async with running(node_settings(device)):
        pass
    disk.fill()
    filler = disk.path / "filler"
    os.truncate(filler, filler.stat().st_size - (32 << 10))  # its folder fits, and its databases do not
    with pytest.raises(DiskFull) as caught:
        make_backup(device, chosen, version="test")
    assert str(disk.path) in caught.value.message and ".felloe-backup" not in caught.value.message
    assert list(disk.path.iterdir()) == [filler]
