"""What the window does not need to be seen and used, imported when it is, on another thread.

That holds the interpreter's lock too, but lets go of it when the window wants it: frames come some 10 ms late, where
the same imports on the window's thread, one at a time between two events, made them 50 ms late. A module brings those
it is made of, so the largest stand before who imports them: between two of those named here the work can be ended.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from spoke.ui.event_loop.threads import in_thread

FOR_THE_NODE = (
    "fractions", "email.parser", "urllib.request", "idna.idnadata", "typing_extensions",
    "annotated_types", "uuid", "csv", "importlib.metadata", "pydantic_core", "pydantic.aliases",
    "pydantic.annotated_handlers", "pydantic._internal._decorators", "pydantic._internal._schema_generation_shared",
    "pydantic.json_schema", "pydantic.types", "pydantic.functional_validators",
    "pydantic._internal._known_annotated_metadata", "pydantic._internal._generate_schema",
    "pydantic._internal._model_construction", "pydantic.main", "pydantic.dataclasses", "httpx",
    "anyio._backends._asyncio", "h11", "httpcore", "shared.error_body",
    "shared.parts", "shared.sync.ops", "spoke.node.bodies.answers", "spoke.node.bodies.events",
    "spoke.node.requests.answers", "spoke.node.bodies.approvals", "shared.api", "spoke.node.bodies.calls",
    "sandbox.bridge", "sandbox.journal", "sandbox.run_record", "spoke.node.requests.calls", "shared.accounts",
    "spoke.node.bodies.node", "spoke.node.bodies.sessions", "spoke.node.requests.faces", "spoke.node.requests.limits",
    "spoke.node.bodies.models", "spoke.node.bodies.exchange", "spoke.node.bodies.secrets", "spoke.node.bodies.skills",
    "spoke.node.client", "spoke.faces.serving",
)  # fmt: skip

FOR_PLACES = (
    "spoke.ui.palette.hit_list", "spoke.ui.palette.palette", "spoke.ui.activity.feed", "spoke.ui.activity.table",
    "spoke.ui.activity.filters", "spoke.ui.activity.place", "spoke.ui.skills.form", "spoke.ui.skills.reach",
    "spoke.ui.devices.exposure", "spoke.ui.devices.pairing", "spoke.ui.devices.place", "spoke.ui.skills.versions",
    "spoke.ui.skills.want_rows", "spoke.ui.skills.page", "spoke.ui.skills.try_pane", "spoke.ui.skills.place",
    "spoke.ui.chats.asks.ask_card", "spoke.ui.skills.calling",
    "spoke.ui.settings.assistant", "spoke.ui.settings.models", "spoke.ui.settings.place",
)  # fmt: skip

TO_EXCHANGE = ("spoke.sessions.exchange.importing", "spoke.sessions.exchange.exporting")
"""With them comes the database of the node."""

TO_WRITE_A_FILE = ("shared.system.appearing",)


async def imported(names: Sequence[str]) -> None:
    """Cancelling ends it after the module that is being imported."""
    wanted = [name for name in names if name not in sys.modules]
    if wanted:
        ended = threading.Event()
        await in_thread(partial(_import, wanted, ended), ended.set)


def _import(names: Sequence[str], ended: threading.Event) -> None:
    for name in names:
        if ended.is_set():
            return
        with contextlib.suppress(ImportError):  # of a library that is made of other modules now
            import_module(name)
