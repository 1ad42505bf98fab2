"""RSS, Atom and JSON Feed, read into items. Pure.

Names are compared without their namespaces: feeds mix them up, and what they mean is the same.
"""

import html.entities
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urljoin

from items import LONGEST_TITLE, Item, moment, plain

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
Parsed = tuple[str, str, list[Item]]


def parsed(data: bytes, base: str, url: str, most: int) -> Parsed:
    """Title, link and items of a feed. `base` is what links are relative to; `ValueError` where it is no feed."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return _json_feed(start, base, url, most)
    root = _xml(start, url)
    kind = _name(root)
    if kind == "feed":
        return _atom(root, base, url, most)
    channel = _child(root, "channel")
    if kind in ("rss", "RDF") and channel is not None:
        return _rss(root, channel, base, url, most)
    raise ValueError(
        f"What {url} has is no feed (its first element is '{kind[:50]}'). Look for the feed's own address."
    )


def _xml(data: bytes, url: str) -> ET.Element:
    try:
        return ET.fromstring(data)  # noqa: S314 - expat bounds what entities grow to, and the sandbox the rest
    except ET.ParseError as error:
        mended = _ENTITY.sub(_numbered, data)
        try:
            return ET.fromstring(mended)  # noqa: S314
        except ET.ParseError:
            raise ValueError(f"What {url} has is no feed: {error}.") from None


def _numbered(match: re.Match[bytes]) -> bytes:
    """`&nbsp;` and the like are HTML's, and XML does not know them."""
    name = match[1].decode()
    code = html.entities.name2codepoint.get(name)
    return match[0] if name in _XML_ENTITIES or code is None else b"&#%d;" % code


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """In the order of `names`."""
    for name in names:
        yield from (child for child in element if _name(child) == name)


def _child(element: ET.Element, *names: str) -> ET.Element | None:
    return next(_children(element, *names), None)


def _text(element: ET.Element, *names: str) -> str:
    """Of the first child of one of these names that has any; markup in it stays."""
    for child in _children(element, *names):
        inner = "".join(ET.tostring(part, "unicode", method="html") for part in child)
        if text := ((child.text or "") + inner).strip():
            return text
    return ""


def _rss(root: ET.Element, channel: ET.Element, base: str, url: str, most: int) -> Parsed:
    items = []
    for entry in [*_children(channel, "item"), *_children(root, "item")][:most]:  # RSS 1.0 has them beside the channel
        link = _text(entry, "link") or _permalink(entry)
        title, text = _text(entry, "title"), _text(entry, "description", "encoded", "summary")
        items.append(
            Item(
                id=(_text(entry, "guid") or link or title or text)[:500],
                title=plain(title, LONGEST_TITLE) or plain(text, 80),
                link=urljoin(base, link),
                time=moment(_text(entry, "pubDate", "date", "updated")),
                author=plain(_text(entry, "creator", "author"), LONGEST_TITLE),
                text=plain(text),
                feed=url,
            )
        )
    home = next((child.text.strip() for child in _children(channel, "link") if (child.text or "").strip()), "")
    return plain(_text(channel, "title"), LONGEST_TITLE), urljoin(base, home), items


def _permalink(entry: ET.Element) -> str:
    guid = _child(entry, "guid")
    text = (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""
    return text if text.startswith(("http://", "https://")) else ""


def _atom(root: ET.Element, base: str, url: str, most: int) -> Parsed:
    base = urljoin(base, root.get(_BASE, ""))
    author = _person(root)
    items = []
    for entry in list(_children(root, "entry"))[:most]:
        link = _atom_link(entry, urljoin(base, entry.get(_BASE, "")))
        title, text = _atom_text(entry, "title"), _atom_text(entry, "summary", "content")
        items.append(
            Item(
                id=(_text(entry, "id") or link)[:500],
                title=plain(title, LONGEST_TITLE) or plain(text, 80),
                link=link,
                time=moment(_text(entry, "published")) or moment(_text(entry, "updated")),
                author=plain(_person(entry) or author, LONGEST_TITLE),
                text=plain(text),
                feed=url,
            )
        )
    return plain(_atom_text(root, "title"), LONGEST_TITLE), _atom_link(root, base), items


def _atom_text(element: ET.Element, *names: str) -> str:
    """Of type `text` it may hold a plain `<`, which must not be taken for markup."""
    child = next((one for one in _children(element, *names) if one.text or len(one)), None)
    if child is None:
        return ""
    if child.get("type", "text") in ("html", "text/html"):
        return child.text or ""
    words = "".join(child.itertext())
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _person(element: ET.Element) -> str:
    return ", ".join(filter(None, (_text(author, "name") for author in _children(element, "author"))))


def _atom_link(element: ET.Element, base: str) -> str:
    links = [link for link in _children(element, "link") if link.get("href")]
    best = [link for link in links if link.get("rel", "alternate") == "alternate"] or links
    return urljoin(base, best[0].get("href", "")) if best else ""


def _json_feed(data: bytes, base: str, url: str, most: int) -> Parsed:
    try:
        found = json.loads(data)
        entries = found["items"]
        items = [_json_item(entry, base, url) for entry in entries[:most]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"What {url} has is JSON, but no JSON Feed.") from None
    home = urljoin(base, str(found.get("home_page_url") or ""))
    return plain(str(found.get("title") or ""), LONGEST_TITLE), home, items


def _json_item(entry: dict, base: str, url: str) -> Item:
    link = urljoin(base, str(entry.get("url") or entry.get("external_url") or ""))
    as_text = str(entry.get("summary") or entry.get("content_text") or "")
    text = as_text.replace("&", "&amp;").replace("<", "&lt;") or str(entry.get("content_html") or "")
    authors = entry.get("authors") or [entry.get("author") or {}]
    return Item(
        id=str(entry.get("id") or link)[:500],
        title=plain(str(entry.get("title") or ""), LONGEST_TITLE) or plain(text, 80),
        link=link,
        time=moment(str(entry.get("date_published") or entry.get("date_modified") or "")),
        author=", ".join(str(author["name"]) for author in authors if author.get("name"))[:LONGEST_TITLE],
        text=plain(text),
        feed=url,
    )
