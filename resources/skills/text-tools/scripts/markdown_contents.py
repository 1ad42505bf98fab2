"""The table of contents of a Markdown text. Pure."""

import re

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def contents(text: str, deepest: int) -> str:
    found = [(level, title) for level, title in headings(text) if level <= deepest]
    top = min((level for level, _ in found), default=1)
    anchors: dict[str, int] = {}
    rows = []
    for level, title in found:
        rows.append(f"{'  ' * (level - top)}- [{title}](#{_anchor(title, anchors)})")
    return "\n".join(rows)


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of each, also of those underlined with = or -; not those in code."""
    found, fence, before = [], "", ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line.strip(" " + fence[0])
            fence = "" if closes else fence
            before = ""
            continue
        if mark:
            fence, before = mark[1], ""
        elif match := _HEADING.match(line):
            found.append((len(match[1]), _words(match[2])))
            before = ""
        elif before and re.fullmatch(r" {0,3}(=+|-+)[ \t]*", line):
            found.append((1 if "=" in line else 2, _words(before)))
            before = ""
        else:
            before = "" if re.match(r"\s*([-*+>|]|\d+[.)]\s)|    ", line) else line.strip()
    return [(level, title) for level, title in found if title]


def _words(title: str) -> str:
    """Without links, so that it can be one itself."""
    return _LINK.sub(r"\1", title).strip().replace("[", "\\[").replace("]", "\\]")


def _anchor(title: str, taken: dict[str, int]) -> str:
    """As GitHub makes them: small letters, no punctuation, a hyphen for each space, a number where one comes again."""
    plain = re.sub(r"[^\w\- ]", "", title.lower().replace("*", "")).strip().replace(" ", "-")
    number = taken.get(plain, 0)
    taken[plain] = number + 1
    return f"{plain}-{number}" if number else plain
