"""What a decision of the gatekeeper costs with few and with many rules, beside the comparison it comes down to; µs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict, args_digest

ASKED = {
    "files.read": Capability("files.read", "/home/ana/Notes/2026/november/today.md"),
    "http": Capability("http", "GET@api.example.org"),
    "call": Capability("call", "attic:climate.summary"),
}
ARGS = {"path": "/home/ana/Notes/2026/november/today.md", "offset": 0, "length": 700_000}
DECISIONS = 5_000


def gate(others: int) -> Gatekeeper:
    rules = [Rule(Verdict.ALLOW, Capability.parse(text)) for text in _granted(others)]
    return Gatekeeper("bench", lambda: rules)


def _granted(others: int) -> list[str]:
    of_others = [f"http:host{number}.example.net" for number in range(others // 2)]
    of_others += [f"files.read:/srv/data{number}" for number in range(others - others // 2)]
    return [*of_others, "files.read:/home/ana/Notes", "http:api.example.org", "call:attic:climate.*"]


def us(work: Callable[[], object]) -> float:
    """Median of a hundred batches."""
    batches = []
    for _ in range(100):
        begun = time.perf_counter()
        for _ in range(DECISIONS // 100):
            work()
        batches.append((time.perf_counter() - begun) / (DECISIONS // 100))
    return statistics.median(batches) * 1e6


def main() -> None:
    table = Table("decision", "floor", "3 rules", "20 rules", "200 rules", box=None)
    for service, asked in ASKED.items():
        granted = next(rule.capability for rule in gate(0).rules() if rule.capability.covers(asked))
        floor = us(lambda granted=granted, asked=asked: granted.covers(asked))  # type: ignore[misc]
        gates = [gate(others) for others in (0, 17, 197)]
        figures = [us(lambda keeper=keeper, asked=asked: keeper.decide(asked)) for keeper in gates]  # type: ignore[misc]
        table.add_row(service, f"{floor:.1f}", *(f"{figure:.1f}" for figure in figures))
    table.add_row("digest of arguments", "", f"{us(lambda: args_digest(ARGS)):.1f}", "", "")
    Console().print(table)


if __name__ == "__main__":
    main()
