"""Prompts: files in `resources/prompts`, with what is known of the device put in. Their first line is their version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Template

from spoke.assistant.tools import Tools

FOLDER = Path(__file__).parents[2] / "resources" / "prompts"

_SHORT_CATALOGUE = 300
"""Tokens of the catalogue in the short form."""

_DEVICES_NAMED = 12


def system_prompt(
    tools: Tools,
    others: Sequence[str],
    now: datetime,
    *,
    instructions: Sequence[str] = (),
    summary: str = "",
    short: bool = False,
) -> str:
    """`others`: handles of the user's devices that are online, this one left out."""
    return prompt(
        "system_short" if short else "system",
        handle=tools.reach.handle,
        date=now.strftime("%A, %d %B %Y"),  # without the time: what does not change is read from a provider's cache
        devices=_devices(others),
        skills=_skills(tools, short=short),
        instructions=_section("What the person wants of you always:", "\n".join(each for each in instructions if each)),
        summary=_section("What came before in this chat, in short:", summary),
    )


def prompt(name: str, **values: str) -> str:
    return _template(name).safe_substitute(values).strip()


def version(name: str) -> str:
    """Of a prompt's file, as its first line says."""
    return _text(name).partition("\n")[0].removeprefix("<!-- version ").removesuffix(" -->")


@lru_cache(maxsize=16)
def _template(name: str) -> Template:
    return Template(_text(name).partition("\n")[2])


@lru_cache(maxsize=16)
def _text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _skills(tools: Tools, *, short: bool) -> str:
    reach = tools.reach
    catalogue = reach.catalogue(_SHORT_CATALOGUE) if short else reach.catalogue()
    if not catalogue:
        return ""
    name = "skills_direct" if tools.direct else "skills_search"
    return f"\n{prompt(name, catalogue=catalogue, count=str(len(reach.functions)))}\n"


def _section(title: str, text: str) -> str:
    return f"\n{title}\n{text.strip()}\n" if text.strip() else ""


def _devices(others: Sequence[str]) -> str:
    if not others:
        return "No other device of theirs is online."
    named = ", ".join(others[:_DEVICES_NAMED])
    more = f" and {len(others) - _DEVICES_NAMED} more" if len(others) > _DEVICES_NAMED else ""
    return f"Online are also: {named}{more}."
