"""The desktop as the face of its device: what skills notify of is seen, and its clipboard is theirs where granted."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import NoFace
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.calls import ExecBody

pytestmark = pytest.mark.requires("qt")
CODE = "from felloe import clipboard, notify\n"


def body(code: str, *grants: str) -> ExecBody:
    return ExecBody(code=CODE + code, grants=list(grants), asks=False)


@pytest.fixture
def attached(agent: Any, online: Any, loop: Any, ask: Any) -> Any:
    """A window that code can reach. The clipboard answers as soon as it does."""
    import asyncio

    async def reached(node: Any) -> bool:
        for _ in range(100):
            run = await node.execute(body("clipboard.read()", "clipboard.read"))
            if run.ok:
                return True
            await asyncio.sleep(0.05)
        return False

    assert ask(reached)
    return online


def executed(ask: Any, code: str, *grants: str) -> Any:
    return ask(lambda node: node.execute(body(code, *grants))).record


def test_code_with_the_grant_reads_and_writes_the_clipboard_of_the_desktop(attached: Any, ask: Any, qapp: Any) -> None:
    qapp.clipboard().setText("old 雨")
    code = "old = clipboard.read(); clipboard.write('new'); old"
    assert executed(ask, code, "clipboard.read", "clipboard.write").value() == "old 雨"
    assert qapp.clipboard().text() == "new"
    assert executed(ask, code).error.code == "not_granted"


def test_where_the_system_shows_none_a_notification_is_said_in_the_window(attached: Any, ask: Any) -> None:
    assert executed(ask, "notify('Rain <b>at six</b>', 'Take the bicycle in.')", "notify").ok
    assert attached.here.banner.text == "This code: Rain <b>at six</b>. Take the bicycle in."


def test_a_notification_of_the_system_says_who_asked_and_has_no_markup(
    attached: Any, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QSystemTrayIcon

    shown = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda tray: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda tray, *said: shown.append(said))
    assert executed(ask, "notify('<a href=x>Pay</a>', '<i>now', urgency='critical')", "notify").ok
    [(title, text, icon, _)] = shown
    assert (title, text, icon) == ("This code: ‹a href=x>Pay‹/a>", "‹i>now", QSystemTrayIcon.MessageIcon.Critical)


def test_a_window_that_closes_is_no_face_any_more(attached: Any, ask: Any, loop: Any) -> None:
    attached.close()
    loop.run(attached.aclose())
    with pytest.raises(NoFace):
        executed(ask, "clipboard.read()", "clipboard.read").value()
    assert TIMEOUTS.face_ask < TIMEOUTS.local_call
