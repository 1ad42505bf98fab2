"""What is asked, in plain words; the exact capability stands below them."""

from __future__ import annotations

from spoke.node.bodies.approvals import AskInfo

_WHOLE = {
    "store": "keep values of its own on this device",
    "notify": "show you notifications",
    "clipboard.read": "read the clipboard",
    "clipboard.write": "put text into the clipboard",
    "model": "ask a language model",
}
_SCOPED = {
    "files.read": "read {}",
    "files.write": "read and change {}",
    "http": "reach {} over the network",
    "secret": "use the secret {}",
    "script": "run {}",
}
_WHO = {"person": "Somebody", "assistant": "The assistant", "skill": "A skill"}


def question(info: AskInfo) -> str:
    """One sentence: who wants what."""
    if not info.number:
        return f"{asker(info.asker)} wants to run {info.title} here."
    return f"{info.label} wants to {wish(info.asked)}, in {info.title} for {_in_sentence(asker(info.asker))}."


def asker(principal: str) -> str:
    """`person@laptop`, `assistant:ID`, `skill:DIGEST@attic`; of this device's own person: you."""
    who, _, device = principal.partition("@")
    kind = who.partition(":")[0]
    if kind == "person" and not device:
        return "You"
    name = _WHO.get(kind, who)
    return f"{name} at {device}" if device else name


def wish(capability: str) -> str:
    service, _, scope = capability.partition(":")
    if service in _WHOLE and not scope:
        return _WHOLE[service]
    if service == "http" and "@" in scope:
        method, _, host = scope.partition("@")
        return f"reach {host} over the network ({method})"
    if service in _SCOPED and scope:
        return _SCOPED[service].format(scope)
    if service == "call":
        device, _, path = scope.partition(":")
        return f"call {path} on {'another device' if device == 'device' else device}" if path else f"call {scope}"
    return f"use {capability}"


def _in_sentence(who: str) -> str:
    return who[0].lower() + who[1:] if who.partition(" ")[0] in ("You", "Somebody", "The", "A") else who
