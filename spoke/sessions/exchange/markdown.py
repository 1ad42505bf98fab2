"""A chat as Markdown to read: one branch of it, from its first message to its last.

Text of messages is Markdown already and stays so, but for what would be taken for the document's own: a fence that a
message leaves open is closed, and its headings go below ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from shared.parts import Attachment, attachments_in
from shared.sync.ops import Message

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$")
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=\s|$)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")
_NAMES = {"user": "You", "assistant": "Assistant", "system": "System", "tool": "Tool"}


def chat(title: str, branch: Iterable[Message], files: Mapping[str, str] | None = None) -> str:
    """`files`: where each attached file lies, by its hash, beside the document."""
    parts = [f"# {escaped(title) or 'Untitled'}\n"]
    for message in branch:
        parts.append(_heading(message))
        if message.text:
            parts.append(_contained(message.text) + "\n")
        parts.extend(_file(each, files or {}) for each in attachments_in(message.parts))
    return "\n".join(parts)


def escaped(text: str) -> str:
    """Text on one line that no reader takes for Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _heading(message: Message) -> str:
    when = datetime.fromtimestamp(message.created_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    who = [_NAMES.get(message.role, message.role), *([escaped(message.model)] if message.model else [])]
    cut = ", interrupted" if message.status == "interrupted" else ""
    return f"## {' · '.join(who)}\n\n*{when}{cut}*\n"


def _contained(text: str) -> str:
    """The text with its headings two levels down, and with all fences closed."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        found = _FENCE.match(line)
        if fence:
            if found and found[1][0] == fence[0] and len(found[1]) >= len(fence) and not found[2].strip():
                fence = ""
            lines.append(line)
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
            lines.append(line)
        else:
            lines.append(_HEADING.sub(lambda at: at[1] + "#" * min(6, len(at[2]) + 2), line))
    if fence:
        lines.append(fence)
    return "\n".join(lines)


def _file(attachment: Attachment, files: Mapping[str, str]) -> str:
    name = escaped(attachment.name)
    where = files.get(attachment.sha256)
    if where is None:
        return f"Attached: {name} ({attachment.size} bytes, not exported)\n"
    picture = "!" if attachment.media_type.startswith("image/") else ""
    return f"{picture}[{name}]({quote(where)})\n"
