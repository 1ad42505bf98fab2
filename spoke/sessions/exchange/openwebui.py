"""Chats of Open WebUI's export: a list of rows, each with a `chat` whose `history` is a tree.

The shapes are those of github.com/open-webui/open-webui (src/lib/utils/index.ts, backend/open_webui/models/chats.py);
older exports have a list of messages and no history, and a chat that was exported alone may lack the row around it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

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
    tags_of,
    title_of,
)

ORIGIN = "Open WebUI"
_ROLES = {"user", "assistant", "system", "tool"}
_KEPT = ("sources", "citations", "info", "usage", "error", "statusHistory", "tool_calls", "annotation")
_RAW = 64 * 1024


def is_one(item: Any) -> bool:
    return isinstance(item, dict) and (_has_messages(item.get("chat")) or _has_messages(item))


def _has_messages(chat: Any) -> bool:
    return isinstance(chat, dict) and (isinstance(chat.get("history"), dict) or isinstance(chat.get("messages"), list))


def session(item: dict[str, Any]) -> ImportedSession:
    row = item if _has_messages(item.get("chat")) else {"chat": item}
    chat = row["chat"]
    created = milliseconds(row.get("created_at") or chat.get("timestamp"))
    source = str(row.get("id") or chat.get("id") or _digest(item))
    nodes, chosen = _tree(chat)
    skipped: list[str] = []
    if len(nodes) > MOST_MESSAGES:
        skipped.append(f"{len(nodes) - MOST_MESSAGES} messages are more than a chat may have")
        nodes = dict(list(nodes.items())[:MOST_MESSAGES])
    above = {key: node["parentId"] if isinstance(node.get("parentId"), str) else None for key, node in nodes.items()}
    times = {key: milliseconds(node.get("timestamp"), created) for key, node in nodes.items()}
    ids = {key: derived_id(times[key], "openwebui", source, key) for key in nodes}
    messages: list[ImportedMessage] = []
    for key, parent in parents(above, nodes).items():
        try:
            messages.append(_message(nodes[key], ids[key], ids[parent] if parent else None, times[key]))
        except (ValidationError, ValueError, TypeError, AttributeError, RecursionError) as error:
            skipped.append(f"message {key[:40]}: {type(error).__name__}")
    return ImportedSession(
        id=derived_id(created, "openwebui", source),
        title=title_of(row.get("title") or chat.get("title"), ORIGIN),
        created_ms=created,
        messages=messages,
        pinned=row.get("pinned") is True,
        archived=row.get("archived") is True,
        tags=_tags(row, chat),
        branch=ids.get(chosen) if isinstance(chosen, str) else None,
        skipped=skipped,
    )


def _tree(chat: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], Any]:
    """Nodes by id, and the chosen one. Messages without a tree are one branch."""
    history = _object(chat.get("history"))
    found = history.get("messages")
    if isinstance(found, dict) and found:
        return {key: node for key, node in found.items() if isinstance(node, dict)}, history.get("currentId")
    nodes: dict[str, dict[str, Any]] = {}
    last: str | None = None
    for number, each in enumerate(chat.get("messages") or []):
        if isinstance(each, dict):
            key = str(each.get("id") or number)
            nodes[key] = each | {"parentId": each.get("parentId", last)}
            last = key
    return nodes, last


def _message(node: dict[str, Any], message_id: str, parent_id: str | None, created_ms: int) -> ImportedMessage:
    said, files = _content(node.get("content"))
    text, rest = fitting(clean(said))
    files += [*_files(node.get("files")), *([rest] if rest else [])]
    role = node.get("role")
    message = Message(
        id=message_id,
        parent_id=parent_id,
        role=role if role in _ROLES else "system",
        text=text,
        model=clean(node.get("model"))[:200] or None,
        status="interrupted" if node.get("done") is False and role == "assistant" else "complete",
        device=ORIGIN,
        created_ms=created_ms,
        parts=_raw(node),
    )
    return ImportedMessage(message, files)


def _content(content: Any) -> tuple[str, list[ImportedFile]]:
    if not isinstance(content, list):
        return clean(content), []
    texts = [each["text"] for each in content if isinstance(each, dict) and isinstance(each.get("text"), str)]
    images = (each.get("image_url") for each in content if isinstance(each, dict))
    urls = (image.get("url") for image in images if isinstance(image, dict))
    return "\n".join(texts), [file for url in urls if (file := _from_data_url(url, "image"))]


def _files(files: Any) -> Iterator[ImportedFile]:
    for each in files if isinstance(files, list) else []:
        if not isinstance(each, dict):
            continue
        inner = _object(each.get("file"))
        name = str(each.get("name") or inner.get("filename") or each.get("type") or "file")
        if file := _from_data_url(each.get("url"), name):
            yield file
        elif each.get("id") or inner.get("id"):
            yield ImportedFile(name, "application/octet-stream", ids=(str(each.get("id") or inner.get("id")),))


def _from_data_url(url: Any, name: str) -> ImportedFile | None:
    if not isinstance(url, str) or not url.startswith("data:"):
        return None
    head, _, data = url.partition(",")
    kind = head.removeprefix("data:").partition(";")[0] or "application/octet-stream"
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    ending = kind.rpartition("/")[2].partition("+")[0]
    return ImportedFile(name if "." in name else f"{name}.{ending}", kind, content=content)


def _raw(node: dict[str, Any]) -> list[dict[str, Any]]:
    kept = {key: node[key] for key in _KEPT if node.get(key)}
    text = json.dumps(kept)
    return [{"type": "openwebui", "content": kept}] if kept and len(text) <= _RAW and "\\ud" not in text else []


def _tags(row: dict[str, Any], chat: dict[str, Any]) -> list[str]:
    found = _object(row.get("meta")).get("tags") or chat.get("tags") or []
    return tags_of(found)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _digest(item: Any) -> str:
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
