from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.capability import Capability
from sandbox.services.files import MAX_FILE, FilesRead
from sandbox.services.service import Leave, parse
from shared.errors import FelloeError

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "granted" / "below").mkdir(parents=True)
    (tmp_path / "granted" / "below" / "a.txt").write_text("hello")
    (tmp_path / "secret").write_text("secret")
    return tmp_path


async def served(root: Path, args: Any, forbidden: Any = ()) -> Any:
    """The answer to a request under a grant of `root`."""
    service = FilesRead(forbidden)

    async def never(_asked: Capability) -> Capability:
        raise AssertionError("nothing more is asked for on the way")

    return await service.serve(parse(service, args), Leave([Capability("files.read", str(root))], never))


async def read(folder: Path, path: str, forbidden: Any = (), **args: Any) -> str:
    """The text, or the code of the error."""
    try:
        answer = await served(folder / "granted", {"path": str(folder / path), **args}, forbidden)
    except FelloeError as error:
        return error.code
    return base64.b64decode(answer["data"]).decode()


async def test_a_file_below_the_folder_is_read(folder: Path) -> None:
    assert await read(folder, "granted/below/a.txt") == "hello"
    assert await read(folder, "granted/below/a.txt", offset=1, length=3) == "ell"


async def test_a_grant_may_be_one_file(folder: Path) -> None:
    answer = await served(folder / "secret", {"path": str(folder / "secret")})
    assert answer["size"] == 6


async def test_the_granted_folder_may_itself_lie_behind_a_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "granted")
    answer = await served(folder / "link", {"path": str(folder / "link/below/a.txt")})
    assert answer["size"] == 5


async def test_no_link_below_the_folder_is_followed(folder: Path) -> None:
    (folder / "granted" / "file").symlink_to(folder / "secret")
    (folder / "granted" / "folder").symlink_to(folder)
    assert await read(folder, "granted/file") == "forbidden"
    assert await read(folder, "granted/folder/secret") == "forbidden"


async def test_a_fifo_does_not_hang_the_host(folder: Path) -> None:
    os.mkfifo(folder / "granted" / "pipe")
    assert await read(folder, "granted/pipe") == "invalid_argument"


async def test_folders_and_devices_are_not_read(folder: Path) -> None:
    assert await read(folder, "granted/below") == "invalid_argument"
    with pytest.raises(FelloeError, match="not a regular file"):
        await served(Path("/dev"), {"path": "/dev/zero"})


async def test_a_file_that_is_not_there_is_not_found(folder: Path) -> None:
    assert await read(folder, "granted/nothing") == "not_found"


async def test_what_was_not_granted_is_not_reached_even_without_a_gatekeeper(folder: Path) -> None:
    assert await read(folder, "secret") == "not_found"
    assert await read(folder, "granted/../secret") == "invalid_argument"


async def test_a_large_file_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "granted" / "large").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert await read(folder, "granted/large") == "too_large"


async def test_felloes_own_data_is_never_read_by_whatever_path(folder: Path) -> None:
    own = folder / "granted" / "below"
    (folder / "way").symlink_to(own)
    assert await read(folder, "granted/below/a.txt", forbidden=[own]) == "forbidden"
    assert await read(folder, "granted/below/a.txt", forbidden=[folder / "way"]) == "forbidden"
    with pytest.raises(FelloeError, match="own data"):
        await served(folder / "way", {"path": str(folder / "way" / "a.txt")}, [own])


@pytest.mark.parametrize("args", [{}, {"path": 1}, {"path": "relative"}, {"path": "/x", "offset": -1}])
def test_arguments_that_do_not_fit_are_refused(folder: Path, args: Any) -> None:
    with pytest.raises(FelloeError):
        parse(FilesRead(), args).needs()
