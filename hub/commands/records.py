"""Commands on what the hub has written down: audit, use, bounds."""

from __future__ import annotations

import datetime
import re
import time
from typing import Annotated, Any

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, show, table
from shared.errors import InvalidArgument
from shared.system import terminal

_FOLLOW_S = 1.0
_COLUMNS = ("at_ms", "actor", "action", "user", "details")
_KEYS = {"user": ("user",), "device": ("user", "device"), "model": ("model",), "day": ("day",)}
_CALLS = ("calls", "failed", "channel_bytes", "sync_bytes", "connected")
_REQUEST = ("at_ms", "user", "device", "model", "upstream", "outcome", "tokens", "cost", "first_byte", "took")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines, newest first.")] = 50,
    user: Annotated[str | None, typer.Option(help="Only of this user.")] = None,
    device: Annotated[str | None, typer.Option(help="Only of this device (handle or id).")] = None,
    action: Annotated[str | None, typer.Option(help="Only this, such as call, sign-in, pair.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From then on: 2026-11-20, '2026-11-20 14:30', 90m, 2h, 7d.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Until then, in the same forms.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new lines as they come.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show who did what: sign-ins, pairings, calls, admin acts."""
    asked: dict[str, Any] = {"user": user, "device": device, "action": action}
    asked |= {"since_ms": _moment(since), "until_ms": _moment(until)}
    lines = ask(data, "GET", "/audit", limit=limit, **asked)
    if not follow:
        table(as_json, lines, _COLUMNS)
        return
    newest = 0
    while True:
        for line in reversed(lines):
            newest = max(newest, line["id"])
            _print(line, as_json)
        time.sleep(_FOLLOW_S)
        lines = ask(data, "GET", "/audit", limit=10_000, **asked, after=newest)


def usage(
    days: Annotated[int, typer.Option(min=1, max=3_660, help="Of the last days, today included (UTC).")] = 30,
    by: Annotated[str, typer.Option(help="user, device, model or day; request: the last ones to models.")] = "user",
    user: Annotated[str | None, typer.Option(help="Only of this user.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what users and devices used: calls, bytes, connection time, and models with tokens and cost."""
    if by == "request":
        requests = ask(data, "GET", "/model-requests", user=user)
        table(as_json, requests if as_json else [_about(row) for row in requests], _REQUEST)
        return
    if by not in _KEYS:
        raise typer.BadParameter("user, device, model, day or request", param_hint="--by")
    found = ask(data, "GET", "/usage", days=days, by=by, user=user)
    if not as_json:
        for row in found:
            row["connected"] = str(datetime.timedelta(seconds=row.get("connected_ms", 0) // 1000))
            row["tokens"] = _tokens(row, row["estimated"])
            row["cost"] = f"{row['cost']:.4f}" + (f" + {row['unpriced']} without a price" if row["unpriced"] else "")
    columns = ("model_requests", "model_failed") if by == "model" else (*_CALLS, "model_requests")
    table(as_json, found, (*_KEYS[by], *columns, "tokens", "cost"))


def _about(row: dict[str, Any]) -> dict[str, Any]:
    first, cost = row["first_byte_ms"], row["cost"]
    return row | {
        "tokens": _tokens(row, row["estimated"]),
        "cost": None if cost is None else f"{cost:.6f}",
        "first_byte": None if first is None else f"{first} ms",
        "took": f"{row['ms']} ms",
    }


def _tokens(row: dict[str, Any], estimated: int) -> str:
    """Of prompts and answers; `~` where the hub counted some itself."""
    return f"{'~' if estimated else ''}{row['prompt_tokens']} + {row['completion_tokens']}"


def limit(
    user: Annotated[str | None, typer.Argument(help="Whose; without it, all are listed.", metavar="[USER]")] = None,
    calls_in_flight: Annotated[str | None, typer.Option(help="Calls on their way at a time; none lifts it.")] = None,
    calls_a_minute: Annotated[str | None, typer.Option(help="Calls in a minute; none lifts it.")] = None,
    storage: Annotated[str | None, typer.Option(help="Bytes of chats, such as 500M or 2G; none lifts it.")] = None,
    models: Annotated[
        str | None, typer.Option(help="The only models that may be asked, with commas; none lifts it.")
    ] = None,
    model_requests_in_flight: Annotated[
        str | None, typer.Option(help="Requests to models at a time; none lifts it.")
    ] = None,
    model_requests_a_day: Annotated[str | None, typer.Option(help="Of those on a day (UTC); none lifts it.")] = None,
    model_tokens_a_day: Annotated[
        str | None, typer.Option(help="Their tokens on a day, such as 500000 or 2M; none lifts it.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show or set what a user may use. It holds at once."""
    wanted = {
        "calls_in_flight": _number(calls_in_flight),
        "calls_a_minute": _number(calls_a_minute),
        "storage_bytes": _number(storage),
        "models": _names(models),
        "model_requests_in_flight": _number(model_requests_in_flight),
        "model_requests_a_day": _number(model_requests_a_day),
        "model_tokens_a_day": _number(model_tokens_a_day, 1000),
    }
    given = {name: value[0] for name, value in wanted.items() if value is not None}
    columns = ("user", *wanted)
    if given and user is None:
        raise typer.BadParameter("name the user whose bound it is", param_hint="USER")
    if given:
        from hub.commands.talk import segment

        set_now = ask(data, "PATCH", f"/limits/{segment(user or '')}", given)
        bounds = ", ".join(
            f"{name.replace('_', ' ')} {_bound(set_now[name])}" for name in columns[1:] if set_now[name] is not None
        )
        show(as_json, set_now, f"{user}: {bounds or 'no bounds'}.")
        return
    rows = [row for row in ask(data, "GET", "/limits") if user in (None, row["user"])]
    if user is not None and not rows:
        raise InvalidArgument(f"There is no user {user}.")
    table(as_json, rows, columns)


def _bound(value: int | list[str]) -> str:
    return " ".join(value) if isinstance(value, list) else f"{value:,}"


def _print(line: dict[str, Any], as_json: bool) -> None:
    if as_json:
        terminal.print_json(line)
        return
    at = datetime.datetime.fromtimestamp(line["at_ms"] / 1000).strftime("%Y-%m-%d %H:%M:%S")
    details = " ".join(f"{name}={part}" for name, part in line["details"].items())
    terminal.console.print(
        terminal.one_line(f"{at} {line['actor']} {line['action']} {line['user']} {details}"), markup=False
    )


def _moment(text: str | None) -> int | None:
    """Milliseconds since 1970, of a date or of "so long ago"."""
    if text is None:
        return None
    if ago := re.fullmatch(r"(\d{1,6})([smhd])", text):
        return int((time.time() - int(ago[1]) * _UNITS[ago[2]]) * 1000)
    try:
        return int(datetime.datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"'{text}' is no time; it looks like 2026-11-20, 90m, 2h or 7d") from None


def _names(text: str | None) -> tuple[list[str] | None] | None:
    """As `_number`. An empty text is no model at all."""
    if text is None:
        return None
    return (None,) if text == "none" else ([name for part in text.split(",") if (name := part.strip())],)


def _number(text: str | None, thousand: int = 1024) -> tuple[int | None] | None:
    """None where it was not given, (None,) where it is to be lifted."""
    if text is None:
        return None
    if text == "none":
        return (None,)
    if found := re.fullmatch(r"(\d{1,15})([KMGT]?)", text):
        return (int(found[1]) * thousand ** _POWERS[found[2]],)
    raise typer.BadParameter(f"'{text}' is no number; it looks like 100, 500M, 2G or none")
