"""What is done to Markdown before Qt parses it: nothing is fetched, nothing is lost."""

from __future__ import annotations

import re

LINKS = ("http://", "https://", "mailto:")
"""What may be opened."""

BOXES = ("☐ ", "☑ ")
_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)", re.MULTILINE)
_CODE = r"`+[^`]*`+"
_PICTURE = re.compile(rf"({_CODE}|\\!)|!\[")
_FORMULA = re.compile(
    rf"({_CODE})"
    r"|\\[(\[](.+?)\\[)\]]"
    r"|\$\$([^$\n]+?)\$\$"
    r"|(?<![\w$\\])\$(?=[^\s$])([^$\n`]*?[^\s$\\])\$(?![\w$])"
)
_LIKE_A_FORMULA = re.compile(r"[\\^_=<>+*/{}|]|^[A-Za-z]$|^[a-z]\(")


def shown(text: str) -> str:
    """A picture of elsewhere is not fetched, so it is shown as the link that it is. Qt's boxes show no tick. Formulas
    stand as the TeX that they are, where Markdown would take their signs for its own."""
    text = _TASK.sub(lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'}", text)
    if "$" in text or "\\(" in text or "\\[" in text:
        text = _FORMULA.sub(_as_code, text)
    return _PICTURE.sub(lambda found: found[1] or "[", text)


def _as_code(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    formula = (found[2] or found[3] or found[4]).strip()
    if (found[4] and not _LIKE_A_FORMULA.search(formula)) or "`" in formula:
        return found[0]
    return f"`{formula}`"
