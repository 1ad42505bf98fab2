from __future__ import annotations

import asyncio
import base64
import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox.capability import Capability
from sandbox.services import files
from sandbox.services.files import MAX_ENTRIES, MAX_FILE, file_services
from sandbox.services.granted_folders import GrantedFolders
from sandbox.services.service import Leave, parse
from shared.errors import FelloeError, InvalidArgument

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "granted" / "below").mkdir(parents=True)
    (tmp_path / "granted" / "below" / "a.txt").write_text("hello")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("secret")
    return tmp_path


async def served(root: Path, name: str, args: Any, own: Any = ()) -> Any:
    """The answer to a request under a grant of `root`."""
    service = {service.name: service for service in file_services(own)}[name]

    async def never(_asked: Capability) -> Capability:
        raise AssertionError("nothing more is asked for on the way")

    request = parse(service, args)
    granted = [Capability(need.service, str(root)) for need in request.needs()]
    return await service.serve(request, Leave(granted, never))


async def done(folder: Path, name: str, path: str, own: Any = (), **args: Any) -> Any:
    """The answer under a grant of `granted`, or the code of the error."""
    if "to" in args:
        args["to"] = str(folder / args["to"])
    try:
        return await served(folder / "granted", f"files.{name}", {"path": str(folder / path), **args}, own)
    except FelloeError as error:
        return error.code


async def read(folder: Path, path: str, own: Any = (), **args: Any) -> str:
    answer = await done(folder, "read", path, own, **args)
    return answer if isinstance(answer, str) else base64.b64decode(answer["data"]).decode()


def text(data: str) -> str:
    return base64.b64encode(data.encode()).decode()


# --- reading -----------------------------------------------------------------------------------------------------


async def test_a_file_below_the_folder_is_read(folder: Path) -> None:
    assert await read(folder, "granted/below/a.txt") == "hello"
    assert await read(folder, "granted/below/a.txt", offset=1, length=3) == "ell"


async def test_a_grant_may_be_one_file(folder: Path) -> None:
    answer = await served(folder / "secret", "files.read", {"path": str(folder / "secret")})
    assert answer["size"] == 6


async def test_a_folder_is_listed_with_kinds_and_sizes_in_one_request(folder: Path) -> None:
    (folder / "granted" / "link").symlink_to(folder / "secret")
    os.mkfifo(folder / "granted" / "pipe")
    found = await done(folder, "list", "granted")
    kinds = {name: stat.S_IFMT(told["mode"]) for name, told in found.items()}
    assert kinds == {"below": stat.S_IFDIR, "link": stat.S_IFLNK, "pipe": stat.S_IFIFO}
    assert (await done(folder, "list", "granted/below"))["a.txt"]["size"] == 5


async def test_what_a_link_leads_to_is_not_told(folder: Path) -> None:
    (folder / "granted" / "link").symlink_to(folder / "secret")
    assert stat.S_ISLNK((await done(folder, "stat", "granted/link"))["mode"])
    assert await done(folder, "list", "granted/link") == "forbidden"


async def test_a_folder_with_too_many_entries_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 3)
    for number in range(4):
        (folder / "granted" / str(number)).touch()
    assert await done(folder, "list", "granted") == "too_large"
    assert MAX_ENTRIES > 1_000


async def test_a_name_that_is_no_text_is_left_out_of_a_listing(folder: Path) -> None:
    (folder / "granted" / "\udcff").touch()
    assert set(await done(folder, "list", "granted")) == {"below"}


async def test_the_granted_folder_may_itself_lie_behind_a_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "granted")
    answer = await served(folder / "link", "files.read", {"path": str(folder / "link/below/a.txt")})
    assert answer["size"] == 5
    assert set(await served(folder / "link", "files.list", {"path": str(folder / "link")})) == {"below"}


async def test_a_large_file_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "granted" / "large").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert await read(folder, "granted/large") == "too_large"


# --- changing ----------------------------------------------------------------------------------------------------


async def test_a_file_is_made_written_in_part_and_cut(folder: Path) -> None:
    assert await done(folder, "open", "granted/new", create=True, exclusive=True) == {"size": 0}
    assert await done(folder, "write", "granted/new", data=text("hello world"), offset=0) == {"size": 11}
    assert await done(folder, "write", "granted/new", data=text("HE"), offset=0) == {"size": 11}
    assert await done(folder, "write", "granted/new", data=text("!")) == {"size": 12}
    assert (folder / "granted" / "new").read_text() == "HEllo world!"
    assert await done(folder, "truncate", "granted/new", size=5) is None
    assert (folder / "granted" / "new").read_text() == "HEllo"


async def test_what_is_made_is_its_owners_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        await done(folder, "open", "granted/new", create=True)
        await done(folder, "make_folder", "granted/folder")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "granted" / "new").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "granted" / "folder").stat().st_mode) == 0o700


async def test_opening_says_what_is_in_the_way(folder: Path) -> None:
    assert await done(folder, "open", "granted/below/a.txt", create=True, exclusive=True) == "conflict"
    assert await done(folder, "open", "granted/nothing") == "not_found"
    assert await done(folder, "open", "granted/no/folder", create=True) == "not_found"
    assert await done(folder, "open", "granted/below", create=True) == "invalid_argument"
    assert await done(folder, "open", "granted/below/a.txt", create=True) == {"size": 5}
    assert (folder / "granted" / "below" / "a.txt").read_text() == "hello"


async def test_folders_and_files_are_removed_by_their_own_request_only(folder: Path) -> None:
    assert await done(folder, "remove_folder", "granted/below") == "conflict"
    assert await done(folder, "remove", "granted/below") == "invalid_argument"
    assert await done(folder, "remove_folder", "granted/below/a.txt") == "invalid_argument"
    assert await done(folder, "remove", "granted/below/a.txt") is None
    assert await done(folder, "remove_folder", "granted/below") is None
    assert list((folder / "granted").iterdir()) == []


async def test_a_link_is_removed_and_not_what_it_leads_to(folder: Path) -> None:
    (folder / "granted" / "link").symlink_to(folder / "secret")
    assert await done(folder, "remove", "granted/link") is None
    assert (folder / "secret").read_text() == "secret"
    assert not os.path.lexists(folder / "granted" / "link")


async def test_a_link_is_not_moved(folder: Path) -> None:
    """A granted folder may lie behind a link of its owner: code must not be able to make one of it."""
    (folder / "granted" / "link").symlink_to(folder / "outside")
    assert await done(folder, "rename", "granted/below", to="granted/away") is None
    assert await done(folder, "rename", "granted/link", to="granted/below") == "forbidden"
    assert (folder / "granted" / "link").is_symlink()


async def test_a_file_is_renamed_over_another_at_once(folder: Path) -> None:
    (folder / "granted" / "b.txt").write_text("new")
    assert await done(folder, "rename", "granted/b.txt", to="granted/below/a.txt") is None
    assert (folder / "granted" / "below" / "a.txt").read_text() == "new"
    assert await done(folder, "rename", "granted/b.txt", to="granted/c") == "not_found"


def test_renaming_needs_leave_for_both_places() -> None:
    [service] = [service for service in file_services() if service.name == "files.rename"]
    needs = parse(service, {"path": "/a/b", "to": "/c/d"}).needs()
    assert [str(need) for need in needs] == ["files.write:/a/b", "files.write:/c/d"]


async def test_the_time_of_a_file_is_set(folder: Path) -> None:
    await done(folder, "touch", "granted/below/a.txt", mtime_ns=10**18)
    assert (folder / "granted" / "below" / "a.txt").stat().st_mtime_ns == 10**18


async def test_no_file_grows_beyond_its_cap(folder: Path) -> None:
    assert await done(folder, "write", "granted/below/a.txt", data=text("x"), offset=MAX_FILE) == "too_large"
    with (folder / "granted" / "below" / "a.txt").open("wb") as file:
        file.truncate(MAX_FILE)
    assert await done(folder, "write", "granted/below/a.txt", data=text("x")) == "too_large"
    with pytest.raises(InvalidArgument):
        await served(
            folder / "granted", "files.truncate", {"path": str(folder / "granted/below/a.txt"), "size": MAX_FILE + 1}
        )


def test_a_full_disk_is_said() -> None:
    """/dev/full is a device, so its error is met one step further down."""
    full = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(FelloeError) as caught, GrantedFolders().reach(Capability("files.write", "/dev"), "/dev/full"):
        os.write(full, b"x")
    os.close(full)
    assert (caught.value.code, caught.value.details) == ("disk_full", {"errno": "ENOSPC"})


async def test_what_the_user_may_not_do_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it to a user; root, who may do anything, hears it from us."""
    (folder / "granted" / "below").chmod(0o500)
    if os.geteuid() == 0:
        opened = os.open

        def refused(path: Any, flags: int, *args: Any, **more: Any) -> int:
            if flags & os.O_CREAT:
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return opened(path, flags, *args, **more)

        monkeypatch.setattr(os, "open", refused)
    assert await done(folder, "open", "granted/below/new", create=True) == "forbidden"


# --- the boundary ------------------------------------------------------------------------------------------------

CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("open", {"create": True, "truncate": True}),
    ("write", {"data": text("planted")}),
    ("truncate", {"size": 0}),
    ("touch", {"mtime_ns": 5}),
]


async def test_no_link_below_the_folder_is_followed(folder: Path) -> None:
    (folder / "granted" / "file").symlink_to(folder / "secret")
    (folder / "granted" / "folder").symlink_to(folder)
    for name, args in [("read", {}), *CHANGES]:
        assert await done(folder, name, "granted/file", **args) == "forbidden"
        assert await done(folder, name, "granted/folder/secret", **args) == "forbidden"
    for name in ("remove", "remove_folder", "make_folder", "stat", "list"):
        assert await done(folder, name, "granted/folder/secret") == "forbidden"
    assert await done(folder, "rename", "granted/below/a.txt", to="granted/folder/secret") == "forbidden"
    assert await done(folder, "rename", "granted/folder/secret", to="granted/taken") == "forbidden"
    assert (folder / "secret").read_text() == "secret"


async def test_a_fifo_does_not_hang_the_host(folder: Path) -> None:
    os.mkfifo(folder / "granted" / "pipe")
    for name, args in [("read", {}), *CHANGES[:3]]:
        assert await done(folder, name, "granted/pipe", **args) == "invalid_argument"


async def test_folders_and_devices_are_not_read(folder: Path) -> None:
    assert await read(folder, "granted/below") == "invalid_argument"
    with pytest.raises(FelloeError, match="not a regular file"):
        await served(Path("/dev"), "files.read", {"path": "/dev/zero"})
    with pytest.raises(FelloeError, match="not a regular file"):
        await served(Path("/dev"), "files.write", {"path": "/dev/null", "data": ""})


async def test_what_was_not_granted_is_not_reached_even_without_a_gatekeeper(folder: Path) -> None:
    assert await read(folder, "secret") == "not_found"
    assert await read(folder, "granted/../secret") == "invalid_argument"
    assert await done(folder, "open", "new", create=True) == "not_found"
    assert await done(folder, "rename", "granted/below/a.txt", to="taken") == "not_found"


async def test_felloes_own_data_is_reached_by_no_path(folder: Path) -> None:
    own = folder / "granted" / "below"
    (folder / "way").symlink_to(own)
    assert await read(folder, "granted/below/a.txt", own=[own]) == "forbidden"
    assert await read(folder, "granted/below/a.txt", own=[folder / "way"]) == "forbidden"
    for name in ("stat", "list", "remove_folder", "make_folder"):
        assert await done(folder, name, "granted/below", own=[own]) == "forbidden"
    assert await done(folder, "open", "granted/below/new", own=[own], create=True) == "forbidden"
    assert await done(folder, "make_folder", "granted/below/new", own=[own]) == "forbidden"
    with pytest.raises(FelloeError, match="own data"):
        await served(folder / "way", "files.read", {"path": str(folder / "way" / "a.txt")}, [own])


async def test_felloes_own_data_is_not_moved_nor_anything_that_holds_it(folder: Path) -> None:
    own = folder / "granted" / "below" / "data"
    own.mkdir()
    for source in ("granted/below/data", "granted/below"):
        assert await done(folder, "rename", source, to="granted/taken", own=[own]) == "forbidden"
    assert await done(folder, "rename", "granted/below/a.txt", to="granted/below/data/a", own=[own]) == "forbidden"
    assert own.is_dir()


async def test_felloes_own_data_is_not_made_before_felloe_makes_it(folder: Path) -> None:
    own = folder / "granted" / "later"
    assert await done(folder, "make_folder", "granted/later", own=[own]) == "forbidden"


async def test_a_folder_is_felloes_own_by_what_it_is_not_by_its_name(folder: Path) -> None:
    """As on a disk that does not tell small letters from capitals, or where somebody else moved it."""
    own, moved = folder / "granted" / "below", folder / "granted" / "moved"
    folders, granted = GrantedFolders([own]), Capability("files.read", str(folder / "granted"))
    own.rename(moved)
    for path in (moved, moved / "a.txt"):
        with pytest.raises(FelloeError, match="own data"), folders.reach(granted, str(path)):
            pass


@contextmanager
def swapping(folder: Path) -> Iterator[None]:
    """Have `granted/below` be a folder and a link out by turns, as fast as can be."""
    below, aside, link = (folder / "granted" / name for name in ("below", "aside", "link"))
    link.symlink_to(folder / "outside")
    ended = threading.Event()

    def swap() -> None:
        while not ended.is_set():
            with suppress(OSError):
                below.rename(aside)
                link.rename(below)
                below.rename(link)
                aside.rename(below)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


async def test_a_folder_that_becomes_a_link_between_two_steps_leads_nowhere(folder: Path) -> None:
    seen: set[Any] = set()
    with swapping(folder):
        for number in range(200):
            seen.add(await read(folder, "granted/below/a.txt"))
            await done(folder, "write", "granted/below/a.txt", data=text("HELLO"), offset=0)
            await done(folder, "open", f"granted/below/new{number % 5}", create=True, truncate=True)
            await done(folder, "rename", "granted/below/new0", to="granted/below/new1")
            await done(folder, "remove", f"granted/below/new{number % 7}")
    assert seen <= {"hello", "HELLO", "forbidden", "not_found", "invalid_argument"}, seen
    assert {"hello", "HELLO"} & seen
    assert {path.name: path.read_text() for path in (folder / "outside").iterdir()} == {"a.txt": "secret"}


# --- cancelling --------------------------------------------------------------------------------------------------


async def test_a_change_that_has_begun_is_done_before_cancelling_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = os.ftruncate

    def slow(file: int, size: int) -> None:
        begun.set()
        go_on.wait(10)
        real(file, size)

    monkeypatch.setattr(os, "ftruncate", slow)
    task = asyncio.create_task(done(folder, "truncate", "granted/below/a.txt", size=1))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (folder / "granted" / "below" / "a.txt").read_text() == "h"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("read", {}), ("read", {"path": 1}), ("read", {"path": "relative"}), ("read", {"path": "/x", "offset": -1}),
        ("write", {"path": "/x"}), ("write", {"path": "/x", "data": "", "offset": -1}),
        ("write", {"path": "/x", "data": "x" * 2_000_000}), ("rename", {"path": "/x"}),
        ("rename", {"path": "/x", "to": "../y"}), ("open", {"path": "/x", "mode": 0o777}), ("stat", {"path": "/x\0"}),
    ],
)  # fmt: skip
def test_arguments_that_do_not_fit_are_refused(name: str, args: Any) -> None:
    [service] = [service for service in file_services() if service.name == f"files.{name}"]
    with pytest.raises(FelloeError):
        parse(service, args).needs()


async def test_data_that_is_not_base64_is_refused(folder: Path) -> None:
    assert await done(folder, "write", "granted/below/a.txt", data="?") == "invalid_argument"
