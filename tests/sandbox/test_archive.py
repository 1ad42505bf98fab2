"""Zips of skills: what is plainly one is read, all else is refused whole and in one sentence."""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import archive
from sandbox.archive import Archive, packed
from sandbox.skills import is_plain
from shared.errors import BadSkill
from shared.limits import LIMITS, MIB

MANIFEST = b"---\nname: sample\ndescription: A sample.\n---\nBody.\n"
Write = Callable[[zipfile.ZipFile], None]


def zipped(*names: str, then: Write = lambda _: None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of a skill, with more members of these names, and whatever else is written."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("sample/SKILL.md", MANIFEST)
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name
            made.writestr(info, b"x")
        then(made)
    return out.getvalue()


def opened(tmp_path: Path, data: bytes) -> Archive:
    path = tmp_path / "sample.zip"
    path.write_bytes(data)
    return Archive(path)


def with_mode(mode: int) -> Write:
    def write(made: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("sample/thing")
        info.create_system = 3
        info.external_attr = mode << 16
        made.writestr(info, "/etc/passwd")

    return write


def patched(data: bytes, old: bytes, new: bytes, count: int = -1) -> bytes:
    assert old in data
    return data.replace(old, new, count)


def encrypted() -> bytes:
    """The flag for it, in both headers of the first member."""
    data = bytearray(zipped())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries for the bytes of one member."""
    data = zipped("sample/b")
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    return data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]


def lying_about_its_size(size: int) -> bytes:
    """Both headers of the first member give another size than it inflates to."""
    data = bytearray(zipped())
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<L", size)
    return bytes(data)


def bomb(made: zipfile.ZipFile) -> None:
    made.writestr("sample/zeros", bytes(4 * MIB))


def large(made: zipfile.ZipFile) -> None:
    part = b"".join(zlib.crc32(number.to_bytes(4, "big")).to_bytes(4, "big") for number in range(MIB // 4))
    for number in range(LIMITS.skill_bytes // MIB + 1):
        made.writestr(f"sample/{number}", part)


def many(made: zipfile.ZipFile) -> None:
    for number in range(LIMITS.skill_files):
        made.writestr(f"sample/{number}", b"")


REFUSED = {
    "parent": (lambda: zipped("../evil"), "no path inside a folder"),
    "parent inside": (lambda: zipped("sample/../../evil"), "no path inside a folder"),
    "dot": (lambda: zipped("sample/./x"), "no path inside a folder"),
    "absolute": (lambda: zipped("/etc/passwd"), "no path inside a folder"),
    "double slash": (lambda: zipped("sample//x"), "no path inside a folder"),
    "drive": (lambda: zipped("C:/x"), "no path inside a folder"),
    "drive, relative": (lambda: zipped("c:x"), "no path inside a folder"),
    "backslash": (lambda: zipped("sample\\..\\x"), "no path inside a folder"),
    "line break": (lambda: zipped("sample/a\nb"), "no path inside a folder"),
    "nul": (lambda: patched(zipped("sample/a_b"), b"a_b", b"a\0b"), "no path inside a folder"),
    "not text": (lambda: patched(zipped("sample/a_b"), b"a_b", b"a\xffb"), "not UTF-8 text"),
    "long": (lambda: zipped("sample/" + "a" * 1000), "no path inside a folder"),
    "link": (lambda: zipped(then=with_mode(stat.S_IFLNK | 0o777)), "a link or a device"),
    "device": (lambda: zipped(then=with_mode(stat.S_IFCHR | 0o666)), "a link or a device"),
    "fifo": (lambda: zipped(then=with_mode(stat.S_IFIFO | 0o666)), "a link or a device"),
    "twice": (lambda: patched(zipped("sample/SKILL.mx"), b"SKILL.mx", b"SKILL.md"), "one name on some devices"),
    "case": (lambda: zipped("sample/skill.md"), "one name on some devices"),
    "unicode": (lambda: zipped("sample/\u00e9", "sample/e\u0301"), "one name on some devices"),
    "file and folder": (lambda: zipped("sample/a", "sample/a/b"), "both as a file and as a folder"),
    "encrypted": (encrypted, "is encrypted"),
    "bzip2": (lambda: zipped(method=zipfile.ZIP_BZIP2), "a compression that is not read"),
    "overlap": (overlapping, "lie over each other"),
    "crc": (lambda: patched(zipped(method=zipfile.ZIP_STORED), b"Body.", b"BODY."), "is damaged"),
    "headers differ": (lambda: patched(zipped("sample/a_b"), b"a_b", b"a_c", 1), "is damaged"),
    "says less": (lambda: lying_about_its_size(3), "is damaged"),
    "says more": (lambda: lying_about_its_size(2 * MIB), "is damaged"),
    "bomb": (lambda: zipped(then=bomb), "over 200 times its size"),
    "large": (lambda: zipped(then=large, method=zipfile.ZIP_STORED), "is too large for a skill"),
    "many": (lambda: zipped(then=many), "is too large for a skill"),
    "text": (lambda: MANIFEST, "is not a zip"),
    "empty": (lambda: b"", "is not a zip"),
    "truncated": (lambda: zipped()[:-1], "is not a zip, or only the beginning"),
    "half": (lambda: zipped()[:60], "is not a zip, or only the beginning"),
    "something before": (lambda: b"#!/bin/sh\n" + zipped(), "does not belong there"),
    "something after": (lambda: zipped() + b"more", "is damaged"),
    "zip64": (lambda: patched(zipped(), b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"), "ZIP64"),
    "count": (lambda: patched(zipped(), struct.pack("<HH", 1, 1), struct.pack("<HH", 2, 2)), "is damaged"),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_zip_with_anything_odd_is_refused_whole(tmp_path: Path, make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(BadSkill, match=reason) as refused:
        opened(tmp_path, make()).read("sample/")
    assert "\n" not in refused.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["sample.zip"]


def test_a_zip_of_more_members_than_are_read_is_refused_before_its_directory_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 1)
    data = packed({"a": b"", "b": b""}, "sample")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadSkill, match="has 2 members"):
        opened(tmp_path, data)


def test_a_zip_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ZIP", 10)
    with pytest.raises(BadSkill, match="MB are read"):
        opened(tmp_path, zipped())


def test_a_zip_of_many_skills_may_hold_more_than_one_skill_may(tmp_path: Path) -> None:
    found = opened(tmp_path, zipped(then=lambda made: made.writestr("other/zeros", bytes(4 * MIB))))
    assert found.read("sample/") == {"SKILL.md": MANIFEST}


def test_what_tools_leave_in_zips_is_passed_over(tmp_path: Path) -> None:
    data = zipped("__MACOSX/sample/._SKILL.md", "sample/.DS_Store", "sample/__pycache__/x.pyc", "sample/empty/")
    assert opened(tmp_path, data).names == ["sample/SKILL.md"]


def test_names_that_are_utf8_and_do_not_say_so_are_read(tmp_path: Path) -> None:
    data = patched(zipped("sample/a__b"), b"a__b", b"a\xc3\xa9b")
    assert opened(tmp_path, data).names == ["sample/SKILL.md", "sample/a\u00e9b"]


def test_what_is_packed_is_read_again_and_always_the_same(tmp_path: Path) -> None:
    files = {"SKILL.md": MANIFEST, "a/\u00e9e\u0301 b.txt": bytes(range(256)), "empty": b""}
    data = packed(files, "sample")
    assert data == packed(dict(reversed(files.items())), "sample")
    assert opened(tmp_path, data).read("sample/") == files


_GOOD = zipped("sample/a", "sample/b/c")


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(_GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_zip_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_GOOD)
    for at, value in changes:
        data[at] = value
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = opened(Path(folder), bytes(data)).read("")
        except BadSkill:
            return
    assert all(is_plain(name) for name in found)
