from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.services.files import MAX_FILE, FilesRead
from shared.errors import FelloeError

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "granted" / "below").mkdir(parents=True)
    (tmp_path / "granted" / "below" / "a.txt").write_text("hello")
    (tmp_path / "secret").write_text("secret")
    return tmp_path


async def read(folder: Path, path: str, forbidden: Any = (), **args: Any) -> str:
    """The text, or the code of the error."""
    service = FilesRead([str(folder / "granted")], forbidden)
    try:
        answer: Any = await service.serve({"path": str(folder / path), **args})
    except FelloeError as error:
        return error.code
    return base64.b64decode(answer["data"]).decode()


async def test_a_file_below_the_folder_is_read(folder: Path) -> None:
    assert await read(folder, "granted/below/a.txt") == "hello"
    assert await read(folder, "granted/below/a.txt", offset=1, length=3) == "ell"


async def test_a_grant_may_be_one_file(folder: Path) -> None:
    service = FilesRead([str(folder / "secret")])
    answer: Any = await service.serve({"path": str(folder / "secret")})
    assert answer["size"] == 6


async def test_the_granted_folder_may_itself_lie_behind_a_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "granted")
    service = FilesRead([str(folder / "link")])
    answer: Any = await service.serve({"path": str(folder / "link/below/a.txt")})
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
    service = FilesRead(["/dev"])
    with pytest.raises(FelloeError, match="not a regular file"):
        await service.serve({"path": "/dev/zero"})


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
    service = FilesRead([str(folder / "way")], [own])
    with pytest.raises(FelloeError, match="own data"):
        await service.serve({"path": str(folder / "way" / "a.txt")})


@pytest.mark.parametrize("args", [{}, {"path": 1}, {"path": "relative"}, {"path": "/x", "offset": -1}])
async def test_arguments_that_do_not_fit_are_refused(folder: Path, args: Any) -> None:
    with pytest.raises(FelloeError):
        await FilesRead([]).serve(args)


async def test_a_link_that_was_granted_by_itself_is_read_below_a_wider_grant(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "note").write_text("linked")
    (folder / "link").symlink_to(folder / "real")
    service = FilesRead([str(folder), str(folder / "link")])
    answer: Any = await service.serve({"path": f"{folder}/link/note"})
    assert base64.b64decode(answer["data"]) == b"linked"
