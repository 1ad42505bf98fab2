#!/usr/bin/env python3
"""Check the text of documents against patterns: exit code 0 if all is well, 1 with findings, 2 for wrong usage."""

import argparse
import json
import os
import re
from pathlib import Path

RULES = Path(__file__).parent.parent / "rules.json"


def findings(folder, rules):
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(base, name)
            if path.suffix != ".md":
                continue
            with open(path, encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    for rule in rules:
                        if re.search(rule["pattern"], line):
                            yield {"file": os.path.relpath(path, folder), "line": number, "rule": rule["name"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    args = parser.parse_args()
    found = list(findings(args.folder, json.loads(RULES.read_text())))
    if args.format == "json":
        print(json.dumps(found, indent=2))
    else:
        for one in found:
            print("{file}:{line}: {rule}".format(**one))
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
