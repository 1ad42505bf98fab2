"""Files are in the run's own memory; the other devices are made up."""

import os
import tempfile
from pathlib import Path

from felloe import HostError
from felloe.testing import calls, fake, raises
from skill import everywhere, find, find_each


def _folder(*names):
    folder = tempfile.mkdtemp()
    for number, name in enumerate(names):
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * number)
        os.utime(path, (1_767_225_600 + number, 1_767_225_600 + number))  # from 2026-01-01 on
    return folder


def _names(folder, pattern, **more):
    return [each["path"].removeprefix(folder + "/") for each in find(pattern, folders=[folder], **more)["files"]]


def _store():
    values = {}
    fake("store.get", lambda asked: {"found": asked["key"] in values, "value": values.get(asked["key"])})
    fake("store.set", lambda asked: values.__setitem__(asked["key"], asked["value"]))


def test_a_text_fits_a_part_of_a_name_in_any_case():
    folder = _folder("Invoice 1.pdf", "deep/er/old invoice.txt", "other.pdf")
    assert _names(folder, "INVOICE") == ["deep/er/old invoice.txt", "Invoice 1.pdf"]


def test_a_pattern_fits_the_whole_name():
    folder = _folder("a.pdf", "a.pdf.bak", "b/c.PDF", "taxes/2025/x.pdf")
    assert _names(folder, "*.pdf") == ["taxes/2025/x.pdf", "b/c.PDF", "a.pdf"]
    assert _names(folder, "?.pdf", limit=1) == ["taxes/2025/x.pdf"]
    assert _names(folder, "taxes/*.pdf") == ["taxes/2025/x.pdf"]


def test_each_file_is_told_before_the_next_folder_is_looked_into():
    folder = _folder("a.pdf", "deep/b.pdf")
    finding = find_each("*.pdf", folders=[folder])
    assert next(finding)["path"] == folder + "/a.pdf"
    Path(folder, "deep/b.pdf").rename(Path(folder, "deep/c.pdf"))
    assert next(finding)["path"] == folder + "/deep/c.pdf"
    with raises(StopIteration):
        next(finding)


def test_at_the_end_it_says_how_far_it_looked():
    folder = _folder("a.txt")
    finding = find_each("a", folders=[folder, folder + "/none"])
    try:
        while True:
            next(finding)
    except StopIteration as end:
        assert end.value == {"count": 1, "complete": False, "skipped": {folder + "/none": "not there"}}


def test_hidden_files_are_left_out_and_dates_count():
    folder = _folder("a.txt", ".a.txt", ".git/a.txt", "b.txt")
    assert _names(folder, "*.txt", newer_than="2026-01-01T00:00:03") == ["b.txt"]
    assert _names(folder, ".txt") == ["b.txt", "a.txt"]


def test_a_folder_that_is_not_there_is_told():
    folder = _folder("a.txt")
    found = find("a", folders=[folder, folder + "/none"])
    assert found["count"] == 1 and found["skipped"] == {folder + "/none": "not there"} and not found["complete"]


def test_too_many_folders_are_not_called_complete():
    folder = _folder(*(f"{number}/a.txt" for number in range(300)))
    assert not find("a.txt", folders=[folder])["complete"]
    assert find("a.txt", folders=[folder + "/7"])["complete"]


def test_many_stars_are_no_trap():
    assert _names(_folder("a" * 200), "*a" * 50 + "*b") == []


def test_all_devices_are_asked_and_each_failure_has_its_state():
    errors = {
        "laptop": HostError("It is off.", code="device_offline"), "tv": HostError("Ask.", code="approval_pending"),
        "pi": HostError("No.", code="not_granted"), "nas": HostError("No such skill.", code="not_found"),
        "x": HostError("Oh.", code="code_failed"),
    }  # fmt: skip
    file = {"path": "~/Documents/a.txt", "size": 1, "changed": "2030-01-01T00:00:00+00:00"}

    def answer(asked):
        if asked["target"] in errors:
            raise errors[asked["target"]]
        return {"files": [file], "count": 1, "complete": True, "skipped": {}}

    fake("call", answer)
    _store()
    folder = _folder("a.txt")
    found = everywhere("a.txt", devices=["attic", *errors], folders=[folder])
    assert [(each["device"], each["state"]) for each in found["devices"]] == [
        ("this device", "searched"), ("attic", "searched"), ("laptop", "offline"), ("tv", "asks"), ("pi", "refused"),
        ("nas", "no skill"), ("x", "failed"),
    ]  # fmt: skip
    assert [each["device"] for each in found["files"]] == ["attic", "this device"]
    assert not found["searched_all"]
    assert calls("call")[0]["args"] == {"pattern": "a.txt", "folders": [folder], "newer_than": "", "limit": 20}


def test_devices_are_remembered():
    fake("call", {"files": [], "count": 0, "complete": True, "skipped": {}})
    _store()
    folder = _folder("a.txt")
    assert len(everywhere("a", folders=[folder])["devices"]) == 1
    everywhere("a", devices=["attic", "attic"], folders=[folder])
    assert [each["device"] for each in everywhere("a", folders=[folder])["devices"]] == ["this device", "attic"]


def test_what_is_no_handle_is_refused():
    with raises(ValueError, "handles"):
        everywhere("a", devices=["my laptop"], folders=[_folder()])
    with raises(ValueError, "Say what"):
        find(" ")
