"""The models that a node is spoken to with, each module imported with its first use.

They take longer to import than all that stands in the first picture of the window.
`spoke.ui.event_loop.deferred_imports` imports them when that is seen; what runs before it only names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared import parts as parts
    from spoke.node.bodies import answers as answers
    from spoke.node.bodies import calls as calls
    from spoke.node.bodies import sessions as sessions
else:
    from importlib import import_module

    class _Contract:
        def __init__(self, module: str) -> None:
            self._module = module

        def __getattr__(self, name: str) -> object:
            found = getattr(import_module(self._module), name)
            setattr(self, name, found)
            return found

    parts = _Contract("shared.parts")
    answers = _Contract("spoke.node.bodies.answers")
    calls = _Contract("spoke.node.bodies.calls")
    sessions = _Contract("spoke.node.bodies.sessions")
