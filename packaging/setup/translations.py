"""`make translations`: gather the desktop's texts, write the new ones into each language's .ts, and compile it to .qm.

A .ts keeps the translations that it has; texts that the code no longer has are dropped. `--check` changes nothing
and fails where a text lacks a translation or a .qm is older than its .ts.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "Felloe"
FORMS = 2  # of plurals, in the languages that we have


class Text(NamedTuple):
    source: str
    plural: bool


def texts() -> list[Text]:
    """Each text once, in the order of files and lines."""
    found: dict[Text, None] = {}
    for file in sorted((ROOT / "spoke" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("tr", "later"):
                    found.setdefault(Text(_literal(node, 0, file), plural=False))
                elif node.func.id == "plural":
                    found.setdefault(Text(_literal(node, 1, file), plural=True))
    return [text for text in found if text.source]


def _literal(call: ast.Call, position: int, file: Path) -> str:
    """Empty for `tr(name)`, which shows a text that `later` marked."""
    argument = call.args[position]
    if isinstance(argument, ast.JoinedStr):
        raise SystemExit(f"{file}:{call.lineno}: an f-string cannot be translated; hand values in by name")
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def translations(ts: Path) -> dict[Text, list[str]]:
    found: dict[Text, list[str]] = {}
    if ts.exists():
        for message in ElementTree.parse(ts).iter("message"):  # noqa: S314  # our own file
            plural = message.get("numerus") == "yes"
            said = message.find("translation")
            forms = [] if said is None else [form.text or "" for form in said] if plural else [said.text or ""]
            found[Text(message.findtext("source") or "", plural)] = forms
    return found


def written(language: str, wanted: list[Text], known: dict[Text, list[str]]) -> str:
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in wanted:
        forms = known.get(text) or [""] * (FORMS if text.plural else 1)
        message = ElementTree.SubElement(context, "message", {"numerus": "yes"} if text.plural else {})
        ElementTree.SubElement(message, "source").text = text.source
        said = ElementTree.SubElement(message, "translation", {} if all(forms) else {"type": "unfinished"})
        if text.plural:
            for form in forms:
                ElementTree.SubElement(said, "numerusform").text = form
        else:
            said.text = forms[0]
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{ElementTree.tostring(root, "unicode")}\n'


def compiled(ts_text: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        ts, qm = Path(folder, "in.ts"), Path(folder, "out.qm")
        ts.write_text(ts_text, encoding="utf-8")
        release = Path(sys.executable).with_name("pyside6-lrelease")
        subprocess.run([release, "-silent", ts, "-qm", qm], check=True)
        return qm.read_bytes()


def main(arguments: list[str]) -> int:
    wanted, wrong = texts(), 0
    for ts in sorted(FOLDER.glob("felloe_*.ts")):
        language = ts.stem.removeprefix("felloe_")
        known = translations(ts)
        lacking = [text.source for text in wanted if not all(known.get(text) or [""])]
        made = written(language, wanted, known)
        current = ts.read_text(encoding="utf-8") == made
        qm = ts.with_suffix(".qm")
        if "--check" in arguments:
            wrong += len(lacking) + (not current) + (not qm.exists() or qm.read_bytes() != compiled(made))
        else:
            ts.write_text(made, encoding="utf-8")
            qm.write_bytes(compiled(made))
        for source in lacking:
            print(f"{ts.name}: no translation yet: {source}")
    if wrong:
        print("The translations are not up to date: make translations", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
