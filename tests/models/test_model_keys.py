"""Keys lie in the keyring where there is one that answers, else in a private file; both keep them apart by node."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from shared.errors import FolderUnusable, InvalidArgument
from spoke.models import keys as keys_module
from spoke.models.keyring import find_ring
from spoke.models.keys import FILE, Keys

pytestmark = pytest.mark.anyio


class Ring:
    """In memory. `broken` makes it fail, `held` makes it wait."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False
        self.held = threading.Event()
        self.held.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        del self.kept[service, username]

    def _answer(self) -> None:
        self.held.wait(10)
        if self.broken:
            raise RuntimeError("the bus is gone")


async def test_a_keyring_that_answers_keeps_the_key(tmp_path: Path) -> None:
    ring = Ring()
    keys = Keys(tmp_path, lambda: "node", lambda: ring)
    await keys.put("openai", "sk-1")
    assert ring.kept == {("felloe", "node/openai"): "sk-1"} and not (tmp_path / FILE).exists()
    again = Keys(tmp_path, lambda: "node", lambda: ring)
    assert (await again.get("openai"), await again.place("openai")) == ("sk-1", "keyring")
    assert await Keys(tmp_path, lambda: "other", lambda: ring).get("openai") == ""
    await again.remove("openai")
    assert ring.kept == {} and await again.get("openai") == ""


async def test_without_one_it_is_a_file_that_only_its_user_reads(tmp_path: Path) -> None:
    keys = Keys(tmp_path, lambda: "node", lambda: None)
    await keys.put("a", "sk-1")
    await keys.put("b", "sk-2")
    await keys.put("a", "sk-3")
    assert json.loads((tmp_path / FILE).read_text()) == {"a": "sk-3", "b": "sk-2"}
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert await Keys(tmp_path, lambda: "node", lambda: None).place("a") == "file"


async def test_a_keyring_that_fails_counts_as_none(tmp_path: Path) -> None:
    ring = Ring()
    ring.broken = True
    keys = Keys(tmp_path, lambda: "node", lambda: ring)
    await keys.put("a", "sk-1")
    assert await keys.place("a") == "file"
    await keys.remove("a")
    assert await keys.get("a") == ""


async def test_a_keyring_that_does_not_answer_holds_up_nobody_and_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "_ANSWER_S", 0.05)
    ring = Ring()
    ring.kept["felloe", "node/a"] = "sk-1"
    ring.held.clear()
    keys = Keys(tmp_path, lambda: "node", lambda: ring)
    assert await keys.get("a") == ""
    ring.held.set()
    monkeypatch.setattr(keys_module, "_ANSWER_S", 10)
    assert await keys.get("a") == "sk-1"


@pytest.mark.parametrize("key", ["", "a b", "ü", "a\nb", "x" * 4_001])
async def test_what_no_header_can_hold_is_no_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(InvalidArgument):
        await Keys(tmp_path, lambda: "node", lambda: None).put("a", key)


async def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    with pytest.raises(FolderUnusable, match=FILE):
        await Keys(tmp_path, lambda: "node", lambda: None).get("a")


def test_no_keyring_is_touched_where_another_is_named_or_nobody_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_ring() is None
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert find_ring() is None
