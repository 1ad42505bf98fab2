"""What the palette finds: functions, chats, devices, actions, each hit with the places where the words stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from spoke.ui.actions import Actions, native
from spoke.ui.devices.device_rows import DeviceMetrics, device_icon, state_words
from spoke.ui.i18n.figures import present, short_time
from spoke.ui.i18n.translate import later, tr
from spoke.ui.widgets.row_model import Marks

if TYPE_CHECKING:
    from shared.api import DeviceInfo, FoundFunction
    from spoke.node.bodies.search import SearchHit

Group = Literal["functions", "chats", "devices", "actions"]
HEADS: dict[Group, str] = {
    "functions": later("Functions"),
    "chats": later("Chats"),
    "devices": later("Devices"),
    "actions": later("Actions"),
}
SIGILS: dict[str, Group] = {">": "actions", "@": "devices", "/": "functions"}
MOST = 5
"""Of each group, while all groups are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`act` is what Enter does. A hit with a `group` alone is the head of one."""

    group: Group
    title: str
    act: Callable[[], object] | None = None
    second: str = ""
    side: str = ""
    icon: str = ""
    key_hint: bool = False
    """`side` is keys."""

    fixed: bool = False
    """The title is code."""

    marks: Marks = ()
    second_marks: Marks = ()
    path: str = ""
    """Of a function."""

    devices: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.second, self.side) if part)


def split(typed: str) -> tuple[Group | None, str]:
    """The one group that is meant, and the words."""
    only = SIGILS.get(typed[:1])
    return only, (typed[1:] if only else typed).strip()


def marks_of(text: str, words: Sequence[str]) -> Marks | None:
    """Where each of the words stands in the text first; none when one does not."""
    low = text.casefold()
    found = [(low.find(word), low.find(word) + len(word)) for word in words]
    if any(begin < 0 for begin, _ in found) or len(low) != len(text):
        return None if any(begin < 0 for begin, _ in found) else ()
    return tuple(sorted(set(found)))


def in_both(title: str, second: str, words: Sequence[str]) -> tuple[Marks, Marks] | None:
    """Each word stands in one of the two texts, or it is no hit."""
    here = [word for word in words if word in title.casefold()]
    there = [word for word in words if word not in here]
    first, other = marks_of(title, here), marks_of(second, there)
    return None if first is None or other is None else (first, other)


def functions(
    found: Iterable[FoundFunction],
    words: Sequence[str],
    name_of: Callable[[str], str],
    opens: Callable[[str], object],
) -> list[Hit]:
    """Hits in the path before those in the description, the shorter path first. `name_of` a device, by its handle."""
    hits: list[tuple[bool, int, Hit]] = []
    for one in found:
        path = one.info.path
        lines = one.info.description.strip().splitlines()
        marks = in_both(path, lines[0] if lines else "", words)
        if marks is None:
            continue
        where = ", ".join(name_of(handle) for handle in one.devices[:2])
        more = one.device_count - min(2, len(one.devices))
        hit = Hit(
            "functions",
            path,
            partial(opens, path),
            lines[0] if lines else "",
            f"{where} +{more}" if more > 0 else where,
            "skill",
            fixed=True,
            marks=marks[0],
            second_marks=marks[1],
            path=path,
            devices=tuple(one.devices),
        )
        hits.append((not marks[0], len(path), hit))
    return [hit for *_, hit in sorted(hits, key=lambda one: one[:2])]


def chats(found: Iterable[SearchHit], words: Sequence[str], opens: Callable[[SearchHit], object]) -> list[Hit]:
    """One line for each chat: the first that was found in it."""
    hits: dict[str, Hit] = {}
    for one in found:
        if one.session_id in hits:
            continue
        title = one.title or tr("Untitled")
        excerpt, shift = (" ".join(one.excerpt.split()), one.excerpt) if one.message_id else ("", "")
        hits[one.session_id] = Hit(
            "chats",
            title,
            partial(opens, one),
            excerpt,
            short_time(one.created_ms, present()),
            "chats",
            marks=marks_of(title, [word for word in words if word in title.casefold()]) or (),
            second_marks=tuple(one.marks) if shift == excerpt and one.message_id else _first_marks(excerpt, words),
        )
    return list(hits.values())


def devices(found: Iterable[DeviceInfo], own: str, words: Sequence[str], opens: Callable[[str], object]) -> list[Hit]:
    hits = []
    for one in found:
        marks = in_both(one.name, one.handle, words)
        if marks is not None:
            *_, state = state_words(one, own, DeviceMetrics(), present())
            icon = device_icon(one, own)
            act = partial(opens, one.id)
            hits.append(Hit("devices", one.name, act, one.handle, state, icon, marks=marks[0], second_marks=marks[1]))
    return hits


def actions(known: Actions, words: Sequence[str]) -> list[Hit]:
    hits = []
    for action, icon in known.listed:
        marks = marks_of(action.text(), words)
        if marks is not None:
            keys = action.shortcut().toString()
            hits.append(
                Hit(
                    "actions",
                    action.text(),
                    action.trigger,
                    side=native(keys),
                    icon=icon,
                    key_hint=bool(keys),
                    marks=marks,
                )
            )
    return hits


def _first_marks(text: str, words: Sequence[str]) -> Marks:
    return marks_of(text, [word for word in words if word in text.casefold()]) or ()
