"""Feeds from the web, and what is kept of them so that an unchanged one is not sent again."""

import hashlib
from dataclasses import asdict, dataclass, field

from felloe import HostError, http, store
from items import Item
from parsing import parsed

MAX_BYTES = 4 * 1024 * 1024
MAX_ITEMS = 200
MAX_KEPT = 200_000
"""Characters of a feed that is kept: a value of the store takes 256 KB."""
PATIENCE_S = 8


@dataclass(slots=True)
class Feed:
    """`unchanged`: the server said that it is as it was; `keep` is what to ask it by the next time."""

    url: str
    title: str
    link: str
    items: list[Item]
    unchanged: bool = False
    keep: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return _key(self.url)


async def fetched(url: str) -> Feed:
    """Read a feed, by way of what is kept. `HostError` or `ValueError` in one sentence where it cannot be."""
    kept = await _kept(url)
    headers = {
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
    }
    answer = await http.aio.get(url, headers=headers | _conditions(kept), timeout=PATIENCE_S, max_bytes=MAX_BYTES)
    if answer.status == 304 and kept:
        return Feed(url, kept["title"], kept["link"], [Item(**item) for item in kept["items"]], True, kept["keep"])
    if not answer.ok:
        raise ValueError(f"{url} answered {answer.status} {answer.reason}".rstrip() + ".")
    feed = Feed(url, *parsed(answer.content, answer.url, url, MAX_ITEMS))
    marks = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    feed.keep = {name: value for name, value in marks.items() if value}
    await _keep(feed)
    return feed


def _conditions(kept: dict | None) -> dict[str, str]:
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {names[mark]: value for mark, value in (kept or {}).get("keep", {}).items()}


def _key(url: str) -> str:
    """An address may be longer than a key."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


async def _kept(url: str) -> dict | None:
    try:
        found = await store.aio.get(f"feed {_key(url)}")
    except HostError:
        return None  # not granted, or full: then the whole feed is read
    return found if isinstance(found, dict) else None


async def _keep(feed: Feed) -> None:
    if not feed.keep:
        return
    told = {"title": feed.title, "link": feed.link, "keep": feed.keep, "items": [asdict(item) for item in feed.items]}
    if sum(len(str(item)) for item in told["items"]) > MAX_KEPT:
        return
    try:
        await store.aio.set(f"feed {feed.key}", told)
    except HostError:
        return
