"""The list of chats as rows: folders and tags, pinned ones, then by day; what was sought; the archive and the trash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from spoke.ui.i18n.figures import section, short_time
from spoke.ui.i18n.translate import tr
from spoke.ui.widgets.row_model import Row

if TYPE_CHECKING:
    from spoke.node.bodies.search import SearchHit
    from spoke.node.bodies.sessions import SessionInfo
    from spoke.sessions.glance import Glanced

Chat: TypeAlias = "SessionInfo | Glanced"
"""As the node says it, or as it was seen before there was a node."""

FOLDER, TAG, PLACE, BACK = "folder:", "tag:", "place:", "back:"
"""What keys begin with that are no chats."""

_STEP = 50
"""Rows, half a millisecond."""

_BEFORE = 16
"""Characters before what was sought that a narrow row has room for."""


@dataclass(frozen=True, slots=True)
class ChatFilter:
    """Which chats the list shows: all, one folder, one tag, the archive or the trash."""

    kind: Literal["all", "folder", "tag", "archived", "trash"] = "all"
    name: str = ""

    @property
    def title(self) -> str:
        return {"archived": tr("Archive"), "trash": tr("Trash")}.get(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class ChatListState:
    sessions: Sequence[Chat]
    """That fit the filter."""

    every: Sequence[Chat] = ()
    """All that are not put away: by these folders and tags are counted."""

    filter: ChatFilter = ChatFilter()
    asking: Collection[str] = ()
    """Chats that wait for a word of the user."""

    answering: Collection[str] = ()
    archived: bool = False
    """There is something in the archive."""

    trashed: bool = False
    paired: bool = False

    @property
    def folders(self) -> Mapping[str, int]:
        return Counter(info.folder for info in self.every if info.folder)

    @property
    def tags(self) -> Mapping[str, int]:
        return Counter(tag for info in self.every for tag in info.tags)


def session_rows(shown: ChatListState, now: datetime) -> Iterator[list[Row] | None]:
    """Without a search; there may be thousands. Steps: the last one has the rows, those before it have nothing."""
    rows: list[Row] = []
    if shown.filter.kind != "all":
        rows.append(Row(key=BACK, title=shown.filter.title, icon="chevron-left", opens_list=True))
    ordered = sorted(shown.sessions, key=lambda info: (not info.pinned, -info.updated_ms))
    pinned = [info for info in ordered if info.pinned]
    if pinned:
        rows.append(Row(key="", title=tr("Pinned")))
        rows += [_row(info, shown, now, icon="pin") for info in pinned]
    if shown.filter.kind == "all":
        yield None
        rows += _filed(shown)
    head = ""
    for number, info in enumerate(ordered[len(pinned) :]):
        if number % _STEP == 0:
            yield None
        heading = section(info.updated_ms, now)
        if heading != head:
            head = heading
            rows.append(Row(key="", title=heading))
        rows.append(_row(info, shown, now))
    if not shown.sessions:
        rows.append(_nothing(shown))
    if shown.filter.kind == "all":
        rows += _below(shown)
    yield rows


def hit_rows(hits: Sequence[SearchHit], words: str, now: datetime, *, complete: bool) -> list[Row]:
    """What a search found: chats by title, then messages, each with the part that holds it."""
    rows: list[Row] = []
    titles = [hit for hit in hits if hit.message_id is None]
    messages = [hit for hit in hits if hit.message_id is not None]
    if titles:
        rows.append(Row(key="", title=tr("By title")))
        rows += [_title_hit(hit, now) for hit in titles]
    if messages:
        rows.append(Row(key="", title=tr("In messages")))
        rows += [_message_hit(hit, now) for hit in messages]
    if not hits:
        rows.append(Row(key="", title=tr("No chat contains “{words}”", words=words)))
    if not complete:
        rows.append(Row(key="", title=tr("There may be more: use more words")))
    return rows


def title_of(info: Chat) -> str:
    return info.title or tr("Untitled")


def chat_of(key: str) -> tuple[str, str]:
    """The chat of a row's key, and the message in it, where it is a hit."""
    if key.startswith((FOLDER, TAG, PLACE, BACK)):
        return "", ""
    chat, _, message = key.partition("/")
    return chat, message


def _row(info: Chat, shown: ChatListState, now: datetime, icon: str = "") -> Row:
    badges = []
    if shown.paired and info.stays:
        badges.append(("lock", tr("Only on this device")))
    if info.archived and shown.filter.kind != "archived":
        badges.append(("archive", tr("Archived")))
    side, side_icon, ink = short_time(info.updated_ms, now), "", "text.third"
    if info.id in shown.asking:
        side, side_icon, ink = tr("Asks you"), "clock", "warn"
    elif info.id in shown.answering:
        side, side_icon, ink = tr("Answering"), "edit", "accent.text"
    elif shown.paired and info.pending:
        badges.append(("cloud-up", tr("Waits to sync")))
    return Row(
        key=info.id,
        title=title_of(info),
        icon=icon,
        side=side,
        side_icon=side_icon,
        side_ink=ink,
        badges=tuple(badges),
    )


def _filed(shown: ChatListState) -> list[Row]:
    rows: list[Row] = []
    for head, prefix, icon, counts in (
        (tr("Folders"), FOLDER, "folder", shown.folders),
        (tr("Tags"), TAG, "tag", shown.tags),
    ):
        if counts:
            rows.append(Row(key="", title=head))
            rows += [
                Row(key=f"{prefix}{name}", title=name, icon=icon, side=str(count), opens_list=True)
                for name, count in sorted(counts.items(), key=lambda each: each[0].casefold())
            ]
    return rows


def _below(shown: ChatListState) -> list[Row]:
    rows = []
    if shown.archived:
        rows.append(Row(key=f"{PLACE}archived", title=tr("Archive"), icon="archive", opens_list=True))
    if shown.trashed:
        rows.append(Row(key=f"{PLACE}trash", title=tr("Trash"), icon="trash", opens_list=True))
    return [Row(key="", title=tr("Put away")), *rows] if rows else []


def _nothing(shown: ChatListState) -> Row:
    if shown.filter.kind == "trash":
        return Row(key="", title=tr("Nothing in the trash"))
    if shown.filter.kind != "all":
        return Row(key="", title=tr("No chats here"))
    alone = tr("What you start here stays on this device until you pair it with a hub.")
    second = tr("What you start here is on all your devices.") if shown.paired else alone
    return Row(key="", title=tr("No chats yet"), second=second)


def _title_hit(hit: SearchHit, now: datetime) -> Row:
    whole = hit.excerpt == hit.title
    return Row(
        key=hit.session_id,
        title=hit.title or tr("Untitled"),
        side=short_time(hit.created_ms, now),
        marks=tuple(hit.marks) if whole else (),
        badges=(("archive", tr("Archived")),) if hit.archived else (),
    )


def _message_hit(hit: SearchHit, now: datetime) -> Row:
    text, marks = _beginning_near(hit.excerpt.replace("\n", " "), hit.marks)
    return Row(
        key=f"{hit.session_id}/{hit.message_id}",
        title=hit.title or tr("Untitled"),
        second=text,
        second_marks=marks,
        side=short_time(hit.created_ms, now),
        badges=(("archive", tr("Archived")),) if hit.archived else (),
    )


def _beginning_near(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text from a few words before the first mark on, for a row shows only so much."""
    first = marks[0][0] if marks else 0
    if first <= _BEFORE:
        return text, tuple(marks)
    cut = text.rfind(" ", 0, first - _BEFORE // 2) + 1
    return f"…{text[cut:]}", tuple((begin - cut + 1, end - cut + 1) for begin, end in marks)
