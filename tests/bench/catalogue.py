"""How long a search over 1,000 functions takes, beside reading all their texts, which is the simplest search."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from shared.catalogue import Catalogue, Entry

FUNCTIONS, ROUNDS = 1_000, 200
QUERIES = [
    "temperature",
    "find note attic",
    "s",
    "convert the length of something into metres",
    "zebra",
    "",
    "a b c d e f g h i j k l m n o p",
]
WORDS = [
    "temperature",
    "humidity",
    "attic",
    "cellar",
    "find",
    "note",
    "search",
    "convert",
    "length",
    "metres",
    "weight",
    "light",
    "switch",
    "photo",
    "camera",
    "music",
    "play",
    "stop",
    "volume",
    "calendar",
    "meeting",
    "remind",
    "contact",
    "message",
    "send",
    "receive",
    "network",
    "printer",
    "scan",
    "document",
    "page",
    "translate",
    "language",
    "weather",
    "forecast",
    "rain",
    "wind",
    "sun",
    "battery",
    "charge",
    "backup",
    "restore",
    "file",
    "folder",
    "copy",
    "move",
    "remove",
    "list",
]


def entries() -> list[Entry]:
    chance = random.Random(7)
    pick = lambda count: " ".join(chance.choices(WORDS, k=count))  # noqa: E731
    return [
        Entry(f"skill_{number // 5}", pick(2).replace(" ", "_") + f"_{number}", pick(25), f"{pick(12)}.\n\n{pick(60)}")
        for number in range(FUNCTIONS)
    ]


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def main() -> None:
    found = entries()
    begun = time.perf_counter()
    catalogue = Catalogue(found)
    print(
        f"{FUNCTIONS} functions, indexed in {(time.perf_counter() - begun) * 1e3:.0f} ms; medians of {ROUNDS} searches"
    )
    print(f"{'query':46}{'search':>10}{'reading all':>14}")
    for query in QUERIES:
        ours = median_ms(lambda query=query: catalogue.search(query))  # type: ignore[misc]
        plain = median_ms(
            lambda query=query: [e for e in found if query in f"{e.path} {e.description} {e.doc}".lower()]
        )  # type: ignore[misc]
        print(f"{query!r:46}{ours:7.2f} ms{plain:11.2f} ms")


if __name__ == "__main__":
    main()
