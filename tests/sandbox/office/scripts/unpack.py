#!/usr/bin/env python3
"""Unpack an office document and lay out its XML for reading.

Usage: python unpack.py <office_file> <output_dir>
"""

import sys
import zipfile
from pathlib import Path
from xml.dom import minidom

if len(sys.argv) != 3:
    sys.exit(f"Usage: python {Path(sys.argv[0]).name} <office_file> <output_dir>")
source, target = sys.argv[1], Path(sys.argv[2])

target.mkdir(parents=True, exist_ok=True)
root = target.resolve()
with zipfile.ZipFile(source) as archive:
    for member in archive.namelist():
        if not (root / member).resolve().is_relative_to(root):
            sys.exit(f"Unsafe path in the archive: {member}")
    archive.extractall(target)

found = sorted(target.rglob("*.xml")) + sorted(target.rglob("*.rels"))
for path in found:
    document = minidom.parseString(path.read_text(encoding="utf-8"))
    path.write_bytes(document.toprettyxml(indent="  ", encoding="ascii"))
print(f"Unpacked {source} to {target}: {len(found)} XML files")
