"""Chats of ChatGPT's data export: `conversations.json`, alone or in its zip.

The shapes are nowhere specified; they were read from what others documented and parse:
github.com/mitkury/chatgpt-export-parser (docs/chatgpt-data-export-format.md), github.com/open-webui/open-webui
(src/lib/utils/index.ts), github.com/TomzxCode/llm-conversations-viewer (docs/formats.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import JsonValue, ValidationError

from shared.sync.ops import Message
from spoke.sessions.exchange.imported import (
    MOST_MESSAGES,
    ImportedFile,
    ImportedMessage,
    ImportedSession,
    clean,
    derived_id,
    fitting,
    milliseconds,
    parents,
    title_of,
)

ORIGIN = "ChatGPT"
_ROLES: dict[str, Literal["user", "assistant", "tool"]] = {"user": "user", "assistant": "assistant", "tool": "tool"}
_RAW = 64 * 1024
"""Bytes of a content that is no text and is kept as it came."""


def is_one(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("mapping"), dict)


def session(item: dict[str, Any]) -> ImportedSession:
    """A chat with its tree. What is no message in it is left out and named."""
    created = milliseconds(item.get("create_time"))
    source = str(item.get("conversation_id") or item.get("id") or _digest(item))
    nodes = {key: node for key, node in item["mapping"].items() if isinstance(node, dict)}
    skipped = [f"{len(item['mapping']) - len(nodes)} nodes are no objects"] if len(nodes) < len(item["mapping"]) else []
    kept = {key: node for key, node in nodes.items() if _says_something(node.get("message"))}
    if len(kept) > MOST_MESSAGES:
        skipped.append(f"{len(kept) - MOST_MESSAGES} messages are more than a chat may have")
        kept = dict(list(kept.items())[:MOST_MESSAGES])
    above = {key: _text_or_none(node.get("parent")) for key, node in nodes.items()}
    times = {key: milliseconds(node["message"].get("create_time"), created) for key, node in kept.items()}
    ids = {key: derived_id(times[key], "chatgpt", source, key) for key in kept}
    messages = []
    for key, parent in parents(above, kept).items():
        try:
            messages.append(_message(kept[key]["message"], ids[key], ids[parent] if parent else None, times[key]))
        except (ValidationError, ValueError, TypeError, AttributeError, RecursionError) as error:
            skipped.append(f"message {key[:40]}: {type(error).__name__}")
    here = {each.message.id for each in messages}
    return ImportedSession(
        id=derived_id(created, "chatgpt", source),
        title=title_of(item.get("title"), ORIGIN),
        created_ms=created,
        messages=messages,
        archived=item.get("is_archived") is True,
        pinned=bool(item.get("is_starred") or item.get("pinned_time")),
        branch=_chosen(item.get("current_node"), above, {key: each for key, each in ids.items() if each in here}),
        skipped=skipped,
    )


def _message(source: dict[str, Any], message_id: str, parent_id: str | None, created_ms: int) -> ImportedMessage:
    content = _object(source.get("content"))
    metadata = _object(source.get("metadata"))
    author = _object(source.get("author"))
    text, rest = fitting(clean(_text(content)))
    files = [*_images(content), *_attached(metadata), *([rest] if rest else [])]
    extra: dict[str, JsonValue] = {
        key: value
        for key, value in (("name", author.get("name")), ("recipient", source.get("recipient")))
        if isinstance(value, str) and value != "all"
    }
    message = Message(
        id=message_id,
        parent_id=parent_id,
        role=_ROLES.get(str(author.get("role")), "system"),
        text=text,
        model=_text_or_none(metadata.get("model_slug")),
        status="interrupted" if source.get("status") == "in_progress" else "complete",
        device=ORIGIN,
        created_ms=created_ms,
        parts=_raw(content),
        extra={"chatgpt": extra} if extra else {},
    )
    return ImportedMessage(message, files)


def _says_something(message: Any) -> bool:
    if not isinstance(message, dict):
        return False
    content = _object(message.get("content"))
    return bool(_text(content).strip() or any(_images(content)) or any(_attached(_object(message.get("metadata")))))


def _text(content: Mapping[str, Any]) -> str:
    """What of a content is read as text, by its type."""
    kind = content.get("content_type")
    match kind:
        case "code":
            return _fenced(content.get("text"), content.get("language"))
        case "execution_output":
            return _fenced(content.get("text"), "")
        case "thoughts":
            thoughts = content.get("thoughts")
            found = [each for each in thoughts if isinstance(each, dict)] if isinstance(thoughts, list) else []
            return "\n\n".join(f"**{each.get('summary', '')}**\n{each.get('content', '')}" for each in found)
        case "tether_quote":
            return "\n".join(str(content[key]) for key in ("title", "url", "text") if content.get(key))
        case "user_editable_context":
            return "\n\n".join(str(content[key]) for key in ("user_profile", "user_instructions") if content.get(key))
    parts = content.get("parts")
    if isinstance(parts, list):
        return "\n".join(_part_text(part) for part in parts if _part_text(part))
    said = next((content[key] for key in ("text", "result", "content", "model_set_context") if content.get(key)), "")
    return said if isinstance(said, str) else ""


def _part_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    found = _object(part).get("text")  # of an audio_transcription
    return found if isinstance(found, str) else ""


def _fenced(text: Any, language: Any) -> str:
    if not isinstance(text, str) or not text:
        return ""
    fence = "```"
    while fence in text:
        fence += "`"
    name = language if isinstance(language, str) and language.isalnum() and language != "unknown" else ""
    return f"{fence}{name}\n{text}\n{fence}"


def _images(content: Mapping[str, Any]) -> Iterator[ImportedFile]:
    parts = content.get("parts")
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, dict) and isinstance(part.get("asset_pointer"), str):
            name = part["asset_pointer"].rpartition("/")[2]
            yield ImportedFile(name, "application/octet-stream", ids=(name,))


def _attached(metadata: Mapping[str, Any]) -> Iterator[ImportedFile]:
    attachments = metadata.get("attachments")
    for each in attachments if isinstance(attachments, list) else []:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            kind = each.get("mime_type") or each.get("mimeType")
            yield ImportedFile(str(each.get("name") or each["id"]), str(kind or ""), ids=(each["id"],))


def _raw(content: dict[str, Any]) -> list[dict[str, Any]]:
    """What of a content is no plain text is kept as it came, if it is not large."""
    parts = content.get("parts")
    plain = isinstance(parts, list) and all(isinstance(part, str) for part in parts)
    if content.get("content_type") == "text" and plain:
        return []
    text = json.dumps(content)
    return [{"type": "chatgpt", "content": json.loads(clean(text))}] if len(text) <= _RAW and "\\ud" not in text else []


def _chosen(node: Any, above: Mapping[str, str | None], ids: Mapping[str, str]) -> str | None:
    seen: set[str] = set()
    at = _text_or_none(node)
    while at is not None and at not in ids and at not in seen:
        seen.add(at)
        at = above.get(at)
    return ids.get(at) if at else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text_or_none(value: Any) -> str | None:
    return clean(value)[:200] if isinstance(value, str) and value else None


def _digest(item: Any) -> str:
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
