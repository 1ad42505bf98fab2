"""Small durable commits through `Database.write`, alone and many at once, beside bare sqlite3 on one thread.

The floor commits each row by itself with `synchronous=FULL`: what a disk allows without gathering.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Column, Connection, Integer, MetaData, String
from sqlalchemy import Table as Rows

from shared.system.database import Database
from shared.system.schema import Schema

TABLES = MetaData()
ROW = Rows("row", TABLES, Column("id", Integer, primary_key=True), Column("text", String, nullable=False))
SCHEMA = Schema(TABLES, Path("/nowhere"), released=0, version=1)
TEXT = "x" * 300
Figures = tuple[float, float, float]


def floor(path: Path, count: int) -> Figures:
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("PRAGMA synchronous=FULL")
        plain.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)")
        took = []
        began = time.perf_counter()
        for _ in range(count):
            start = time.perf_counter()
            plain.execute("INSERT INTO row (text) VALUES (?)", (TEXT,))
            took.append(time.perf_counter() - start)
        return figures(took, time.perf_counter() - began)


async def ours(path: Path, count: int, in_flight: int) -> Figures:
    database = Database.open(path, SCHEMA)
    took: list[float] = []

    def work(connection: Connection) -> None:
        connection.execute(ROW.insert(), {"text": TEXT})

    async def one_after_another() -> None:
        for _ in range(count // in_flight):
            start = time.perf_counter()
            await database.write(work)
            took.append(time.perf_counter() - start)

    await database.write(work)
    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    seconds = time.perf_counter() - began
    await database.close()
    return figures(took, seconds)


def figures(took: list[float], seconds: float) -> Figures:
    ordered = sorted(took)
    return statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3, len(ordered) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4_000)
    count = parser.parse_args().count
    table = Table("writer", "in flight", "p50 ms", "p99 ms", "commits a second", box=None)
    with tempfile.TemporaryDirectory() as folder:
        rows = [("sqlite3", 1, floor(Path(folder) / "floor.db", count))]
        for number in (1, 2, 10, 50, 250):
            rows.append(("Database", number, asyncio.run(ours(Path(folder) / f"{number}.db", count, number))))
    for name, number, (p50, p99, rate) in rows:
        table.add_row(name, str(number), f"{p50:.2f}", f"{p99:.2f}", f"{rate:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
