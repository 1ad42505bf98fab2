"""What happened, found again: runs and decisions in one list, filtered, a page at a time."""

from __future__ import annotations

import asyncio
import json

import pytest
from PySide6.QtCore import Qt

from shared.error_body import ErrorBody
from shared.ids import new_id
from spoke.node.bodies.approvals import AsksReply, Decision, DecisionsReply
from spoke.node.bodies.calls import CommandInfo, CommandsReply, ExecBody
from spoke.node.bodies.runs import RunsReply, RunSummary
from spoke.ui.activity.entries import asker, of_decision, of_run
from spoke.ui.activity.feed import ActivityQuery, Feed
from spoke.ui.activity.table import EntryTable
from spoke.ui.event_loop import slice_clock
from spoke.ui.look.look import Look
from spoke.ui.navigation import ACTIVITY, CHATS
from spoke.ui.preferences import Preferences

pytestmark = pytest.mark.requires("qt")


class Many:
    """A node that did a lot: runs at even times, decisions at odd ones, handed out in pages."""

    def __init__(self, count):
        self.count, self.pages = count, 0

    def on(self, device):
        return self

    async def asks(self):
        return AsksReply(asks=[])

    async def commands(self, limit):
        return CommandsReply(calls=[])

    async def runs(self, limit, before=None, **_):
        times, following = self._times(limit, before)
        return RunsReply(runs=[run(2 * time) for time in times], next=following and str(following))

    async def decisions(self, limit, before=None, **_):
        times, following = self._times(limit, before)
        return DecisionsReply(decisions=[decision(2 * time + 1) for time in times], next=following)

    def _times(self, limit, before):
        self.pages += 1
        top = self.count if before is None else int(before)
        times = list(range(top, max(0, top - limit), -1))
        return times, (times[-1] - 1 if times and times[-1] > 1 else None)


def run(at):
    return RunSummary(
        id=new_id(), started_ms=at, title="a.b", principal="person", ok=True, error=None, elapsed_ms=1,
        peak_memory_bytes=None, calls=0,
    )  # fmt: skip


def decision(at):
    return Decision(
        id=at, at_ms=at, kind="host_call", who="a", what="http", target="x", verdict="denied", rule="", work=""
    )


@pytest.mark.anyio
async def test_pages_of_both_kinds_come_in_the_order_of_their_times():
    node = Many(1_000)
    feed = Feed(node, ActivityQuery())
    first = await feed.page(100)
    assert [each.at_ms for each in first] == list(range(2001, 1901, -1))
    assert node.pages == 2
    everything = first
    while not feed.ended:
        everything += await feed.page(100)
    assert [each.at_ms for each in everything] == list(range(2001, 1, -1))


@pytest.fixture
def activity(agent, ask, online, loop, qtbot):
    ask(lambda node: node.execute(ExecBody(code="sum(range(10))")))
    ask(lambda node: node.execute(ExecBody(code="from felloe import http\nhttp.get('https://secret.example/')")))
    qtbot.keyClick(online, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    loop.until(lambda: any("secret.example" in each.what for each in online.places.activity.model.entries))
    return online.places.activity


def what(activity):
    return [(each.state, each.what) for each in activity.model.entries]


def test_a_denied_call_stands_in_the_list_and_opens_its_run(activity, loop, qtbot):
    assert ("Denied", "Fetch from secret.example") in what(activity)
    denied = next(each for each in activity.model.entries if each.what == "Fetch from secret.example")
    assert "http GET@secret.example" in denied.detail
    assert ("Ran", "sum(range(10))") in what(activity)
    activity.table.selectRow(what(activity).index(("Denied", "Fetch from secret.example")))
    loop.until(lambda: activity.panes.right_open and activity.detail.denied.text() == "1 call denied")
    assert "not granted" in activity.detail.calls.itemAt(0).widget().accessibleName().lower()


def test_filters_narrow_it_and_are_taken_back_at_once(activity, loop, qtbot):
    filters = activity.filters
    qtbot.keyClicks(filters.search, "secret.example")
    loop.until(lambda: {each.state for each in activity.model.entries} == {"Denied"})
    qtbot.mouseClick(filters.clear, Qt.MouseButton.LeftButton)
    filters.state.setCurrentIndex(filters.state.findData("ran"))
    loop.until(lambda: activity.model.entries and {each.state for each in activity.model.entries} == {"Ran"})
    filters.choose(words="nothing is called so")
    loop.until(lambda: activity.empty.isVisible())
    assert "Nothing fits" in activity.empty.title.text()
    qtbot.mouseClick(activity.empty.button, Qt.MouseButton.LeftButton)
    loop.until(lambda: activity.table.isVisible())


def test_esc_in_the_list_closes_what_was_opened_from_it_and_then_leaves(activity, online, loop, qtbot):
    loop.until(lambda: activity.panes.width_class == "wide")
    activity.focus_list()
    activity.table.chosen.emit(next(each for each in activity.model.entries if each.key.startswith("run:")))
    loop.until(lambda: activity.panes.right_open)
    qtbot.keyClick(activity.table, Qt.Key.Key_Escape)
    assert online.place == ACTIVITY and not activity.panes.right_open and activity.table.hasFocus()
    qtbot.keyClick(activity.table, Qt.Key.Key_Escape)
    assert online.place == CHATS


def test_what_is_listed_is_written_line_by_line(activity, loop, tmp_path):
    listed = len(activity.model.entries)
    activity.write(str(tmp_path / "list.jsonl"))
    loop.until(lambda: "Wrote" in activity.banner.text)
    lines = (tmp_path / "list.jsonl").read_text().splitlines()
    assert len(lines) == listed
    entries = [json.loads(line) for line in lines]
    runs = [entry for entry in entries if entry["entry"] == "run"]
    assert runs and {"id", "started_ms", "ok", "error", "elapsed_ms", "peak_memory_bytes", "principal"} <= set(runs[0])
    assert {entry["entry"] for entry in entries} <= {"run", "decision", "ask", "call"}
    activity.write(str(tmp_path / "no" / "folder.jsonl"))
    loop.until(lambda: "cannot be written" in activity.banner.text)


def test_a_cancelled_export_leaves_the_file_that_was_there(activity, online, loop, tmp_path):
    file, progress = tmp_path / "list.jsonl", online.tasks.progress
    file.write_text("what was there")
    activity.model.show(activity.model.entries[:1] * 300_000, more=False)
    activity.write(str(file))
    loop.until(lambda: any(each.share() for each in progress.all))
    next(each for each in progress.all if each.share()).cancel()  # the place may look for something newer since
    loop.until(lambda: "cancelled" in activity.banner.text)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("list.jsonl", "what was there")]


def test_nothing_is_said_of_what_was_not_read_yet(window, loop):
    window.go(ACTIVITY)
    activity = window.places.activity
    assert window.node.state != "online" and not activity.empty.isVisible()
    loop.until(activity.empty.isVisible)
    assert activity.empty.title.text() == "Nothing ran here yet"


def test_news_come_on_top_and_leave_the_reader_where_they_are(qtbot, home, qapp):
    table = EntryTable(Look(qapp, Preferences(home / "preferences.json")), "What happened")
    qtbot.addWidget(table)
    model = table.entries
    old = [of_run(run(at)) for at in range(300, 0, -1)]
    model.show(list(old), more=True)
    said = []
    table.chosen.connect(said.append)
    table.selectRow(250)
    new = [of_run(run(at)) for at in (302, 301)]
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    table.refresh(new + old[:98])
    assert [each.at_ms for each in model.entries] == list(range(302, 0, -1))
    assert (table.currentIndex().row(), resets, len(said)) == (252, [], 1)
    table.refresh([*new[1:], *old[:99]])
    assert model.entries[table.currentIndex().row()].key == old[250].key
    assert len(said) == 1


def test_the_focus_stands_at_the_first_row_and_enter_opens_that(qtbot, home, qapp):
    table, said = EntryTable(Look(qapp, Preferences(home / "preferences.json")), "What happened"), []
    qtbot.addWidget(table)
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    table.chosen.connect(lambda entry: said.append(entry.at_ms))
    old = [of_run(run(at)) for at in (3, 2, 1)]
    table.entries.show(list(old), more=False)
    assert table.currentIndex().row() == 0 and not table.selectionModel().hasSelection() and not said
    table.refresh([of_run(run(4)), *old])
    assert table.currentIndex().row() == 1 and not table.selectionModel().hasSelection(), "at the same entry still"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert said == [3] and table.selectionModel().isRowSelected(1)


@pytest.mark.parametrize(
    ("verdict", "why"), [("cancelled", "What asked for it has ended"), ("expired", "Nobody answered in time")]
)
def test_a_question_that_went_away_by_itself_is_listed_as_that(qapp, verdict, why):
    row = decision(1).model_copy(update={"kind": "answer", "who": "person@laptop", "verdict": verdict})
    entry = of_decision(row)
    assert (entry.state, entry.by, entry.detail) == ("Unanswered", "You, from laptop", why)


def test_what_was_answered_is_listed_in_the_words_that_it_was_asked_in(qapp):
    answered = {"kind": "answer", "verdict": "allowed", "what": "find_file.find"}
    of_file = of_decision(decision(1).model_copy(update={**answered, "target": "files.read:/home/ana/Documents"}))
    assert of_file.what == "Read Documents in /home/ana" and not of_file.fixed
    assert of_file.detail == "find_file.find files.read:/home/ana/Documents", "what is exact is there too"
    of_function = of_decision(decision(1).model_copy(update={**answered, "target": "attic:climate.calibrate"}))
    assert of_function.what == "find_file.find attic:climate.calibrate" and of_function.fixed


def call(at, state, code=""):
    error = ErrorBody(code=code, message="No.") if code else None
    return CommandInfo(
        id=new_id(), path="attic:a.b", device="attic", state=state, error=error, created_ms=at, changed_ms=at
    )


CALLS = {"queued": "Queued", "started": "Running", "suspended": "Waiting", "unknown": "Unknown"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("", ["Ran", "Denied", "Failed", "Failed"]), ("ran", ["Ran"]), ("denied", ["Denied"]),
        ("failed", ["Failed", "Failed"]), ("decided", []), ("waiting", []),
    ],
)  # fmt: skip
async def test_calls_to_other_devices_are_listed_with_how_they_ended(state, seen):
    class Calls(Many):
        async def commands(self, limit):
            ended = [("done", ""), ("failed", "not_exposed"), ("failed", "code_failed"), ("expired", "deadline")]
            return CommandsReply(calls=[
                *(call(100 - n, each) for n, each in enumerate(CALLS)),
                *(call(50 - n, *each) for n, each in enumerate(ended)),
            ])  # fmt: skip

    node = Calls(0)
    waiting = await Feed(node, ActivityQuery()).waiting()
    assert [each.state for each in waiting] == list(CALLS.values())
    found = await Feed(node, ActivityQuery(state=state)).page()
    assert [each.state for each in found if each.kind == "call"] == seen
    assert await Feed(node, ActivityQuery(words="other", state=state)).page() == []


@pytest.mark.anyio
async def test_as_many_calls_as_are_listed_are_shown_in_turns_of_the_loop(monkeypatch):
    """A thousand took 8 ms."""
    monkeypatch.setattr(slice_clock, "SLICE_S", 0.0)

    class Calls(Many):
        async def commands(self, limit):
            return CommandsReply(calls=[call(at, "done") for at in range(10)])

    reading, turns = asyncio.ensure_future(Feed(Calls(0), ActivityQuery()).page()), 0
    while not reading.done():
        turns += 1
        await asyncio.sleep(0)
    assert len(reading.result()) == 10 <= turns


def test_what_a_skill_had_run_is_said_to_be_a_skills():
    assert asker("skill:a1b2c3d4e5f6") == "A skill, a1b2c3d4e5f6"
    assert asker("skill:a1b2c3d4e5f6@attic") == "A skill, a1b2c3d4e5f6, from attic"
    assert asker("person@attic") == "You, from attic"
