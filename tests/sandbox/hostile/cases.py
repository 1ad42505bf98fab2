"""All cases, by theme."""

from __future__ import annotations

from hostile import bombs, grants, interpreter, messages, reach

CASES = (*reach.CASES, *bombs.CASES, *messages.CASES, *interpreter.CASES, *grants.CASES)
