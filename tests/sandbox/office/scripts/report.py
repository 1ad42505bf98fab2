"""Make a Markdown report of a table."""

import csv
import shutil
import sys
from collections import defaultdict
from pathlib import Path

import tiny

rows = list(csv.DictReader(open(sys.argv[1], newline="")))
sums = defaultdict(float)
for row in rows:
    sums[row["region"]] += float(row["amount"])
lines = ["# Report", "", "| region | amount |", "|---|---:|"]
lines += [f"| {region} | {tiny.money(amount)} |" for region, amount in sorted(sums.items())]
out = Path(sys.argv[2])
if out.exists():
    shutil.move(out, out.with_suffix(".bak"))
out.write_text("\n".join(lines) + "\n", encoding="utf-8")
print(f"{len(rows)} rows, {len(sums)} regions")
