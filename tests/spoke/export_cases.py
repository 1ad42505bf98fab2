"""Exports of other programs, small and with their oddities, each as public descriptions and parsers show it.

ChatGPT:
github.com/mitkury/chatgpt-export-parser (docs/chatgpt-data-export-format.md: null roots, empty system
messages, branches, `current_node`), github.com/TomzxCode/llm-conversations-viewer (docs/formats.md: `model_slug`),
github.com/josephjohncox/chatgpt-json-to-md (README.md: `code`, `thoughts`).
Open WebUI: github.com/open-webui/open-webui (src/lib/utils/index.ts: `history.messages` with `parentId` and
`childrenIds`, `currentId`, `chat.messages` of old ones).
"""

from __future__ import annotations

from itertools import count
from typing import Any

_seconds = count()
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


def node(key: str, parent: str | None, role: str | None = None, content: Any = None, **more: Any) -> dict[str, Any]:
    """A node of ChatGPT's `mapping`; `content`: text, or a content object."""
    message = None
    if role is not None:
        if not isinstance(content, dict):
            content = {"content_type": "text", "parts": [content]}
        message = {
            "id": key, "author": {"role": role, "name": None, "metadata": {}}, "content": content,
            "create_time": 1_700_000_000.5 + next(_seconds), "status": "finished_successfully", "recipient": "all",
            "metadata": {},
        } | more  # fmt: skip
    return {"id": key, "message": message, "parent": parent, "children": []}


def chatgpt(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": "Boats", "create_time": 1_700_000_000.25, "update_time": 1_700_000_100.0,
        "mapping": {each["id"]: each for each in nodes}, "moderation_results": [], "current_node": nodes[-1]["id"],
        "conversation_id": "c0ffee00-0000-4000-8000-000000000001", "is_archived": False,
    } | more  # fmt: skip


CHATGPT = chatgpt(
    node("root", None),
    node("sys", "root", "system", ""),
    node("q1", "sys", "user", "A name for the boat?"),
    node("a1", "q1", "assistant", "Halcyon.", metadata={"model_slug": "gpt-4o"}),
    node("a2", "q1", "assistant", "Kestrel.", metadata={"model_slug": "gpt-4o"}),
    node("t1", "a2", "assistant", {"content_type": "code", "language": "python", "text": "print('```')"},
         recipient="python"),
    node("t2", "t1", "tool", {"content_type": "execution_output", "text": "```"},
         author={"role": "tool", "name": "python", "metadata": {}}),
    node("pic", "t2", "user", {"content_type": "multimodal_text", "parts": [
        {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-AbCdEf123456", "size_bytes": 14},
        "What is this?"]}),
    node("a3", "pic", "assistant", {"content_type": "thoughts", "thoughts": [{"summary": "Look", "content": "A boat"}]},
         status="in_progress"),
)  # fmt: skip

OPEN_WEBUI = {
    "id": "0f0f0f0f-1111-4222-8333-444444444444", "user_id": "u", "title": "Boats", "pinned": True, "archived": False,
    "created_at": 1_700_000_000, "updated_at": 1_700_000_100, "share_id": None, "meta": {"tags": ["sea", "names"]},
    "chat": {
        "title": "Boats", "models": ["llama3"], "params": {}, "timestamp": 1_700_000_000_000,
        "history": {
            "currentId": "a1",
            "messages": {
                "q1": {"id": "q1", "parentId": None, "childrenIds": ["a1", "a2"], "role": "user",
                       "content": "A name for the boat?", "timestamp": 1_700_000_001, "models": ["llama3"],
                       "files": [{"type": "image", "url": "data:image/png;base64,iVBORw0KGgpwaXhlbHM="}]},
                "a1": {"id": "a1", "parentId": "q1", "childrenIds": [], "role": "assistant", "content": "Halcyon.",
                       "model": "llama3", "modelName": "Llama 3", "done": True, "timestamp": 1_700_000_002,
                       "sources": [{"source": {"name": "names.txt"}}]},
                "a2": {"id": "a2", "parentId": "q1", "childrenIds": [], "role": "assistant", "content": "Kes",
                       "model": "llama3", "done": False, "timestamp": 1_700_000_003},
            },
        },
        "messages": [],
    },
}  # fmt: skip

OLD_OPEN_WEBUI = {
    "id": "old", "title": "Old", "timestamp": 1_700_000_000,
    "chat": {"title": "Old", "messages": [{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"}]},
}  # fmt: skip
