#!/usr/bin/env python3
"""Pack a folder that unpack.py made into a document again, without the white space that was for reading."""

import argparse
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.dom import minidom

from checks import xml_errors


def condense(path):
    document = minidom.parse(str(path))
    for element in document.getElementsByTagName("*"):
        for child in list(element.childNodes):
            if child.nodeType == child.TEXT_NODE and not child.data.strip():
                element.removeChild(child)
    path.write_bytes(document.toxml(encoding="UTF-8"))


def pack(source, target):
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary) / "content"
        shutil.copytree(source, work)
        for pattern in ("*.xml", "*.rels"):
            for path in work.rglob(pattern):
                condense(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(work.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(work))


def main():
    parser = argparse.ArgumentParser(description="Pack a folder into an office document")
    parser.add_argument("folder", type=Path)
    parser.add_argument("document", type=Path)
    parser.add_argument("--force", action="store_true", help="pack even what is not well formed")
    args = parser.parse_args()
    if not args.folder.is_dir():
        sys.exit(f"Error: {args.folder} is not a folder")
    if args.document.suffix not in {".docx", ".pptx", ".xlsx"}:
        parser.error(f"{args.document} must be a .docx, .pptx or .xlsx file")
    errors = [] if args.force else list(xml_errors(args.folder))
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        return 3
    pack(args.folder, args.document)
    print(f"Packed {args.document} ({args.document.stat().st_size > 0})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
