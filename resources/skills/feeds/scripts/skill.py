"""News feeds of granted hosts: read, searched, and what is new in them."""

import asyncio

from felloe import HostError, NotGranted, store
from items import Item, moment
from reading import Feed, fetched

FEEDS = 20
KEPT_SEEN = 500
"""Ids of a feed's items that were seen: more than a feed shows at a time."""


def read(url: str, limit: int = 20) -> dict:
    """Read one feed, the newest items first.

    Args:
        url: Its address.
        limit: How many items at most, up to 100.

    Effects: idempotent
    """
    found = asyncio.run(fetched(url))
    items = _ordered(found.items)[: _limit(limit)]
    about = {"title": found.title, "link": found.link, "unchanged": found.unchanged}
    return {**about, "count": len(found.items), "items": [_told(item) for item in items]}


def newest(urls: list[str], since: str = "", limit: int = 20) -> dict:
    """Read several feeds and put their items together, the newest first.

    Args:
        urls: Their addresses, up to 20.
        since: Only items from this time on, such as 2026-03-01 or 2026-03-01T08:00Z, and none without a time.
        limit: How many items at most, up to 100.

    Effects: idempotent
    """
    after = moment(since) if since else ""
    if since and not after:
        raise ValueError(f"'{since[:50]}' is not a time. Write it as 2026-03-01 or 2026-03-01T08:00Z.")
    feeds, failed = asyncio.run(_all(urls))
    items = [item for feed in feeds for item in feed.items if (item.time or "") >= after]
    return {"items": [_told(item) for item in _ordered(items)[: _limit(limit)]], "count": len(items), "failed": failed}


def unseen(urls: list[str], limit: int = 20) -> dict:
    """Say which items were not there when this was called the last time, and remember those it says.

    Args:
        urls: Addresses of feeds, up to 20.
        limit: How many items at most, up to 100. Those beyond come the next time.

    Effects: effect
    """
    feeds, failed = asyncio.run(_all(urls))
    seen = {feed.url: store.get(f"seen {feed.key}", []) for feed in feeds}
    fresh = _ordered([item for feed in feeds for item in feed.items if item.id not in seen[feed.url]])
    shown = fresh[: _limit(limit)]
    for feed in feeds:
        new = [item.id for item in shown if item.feed == feed.url]
        if new:
            store[f"seen {feed.key}"] = [*new, *seen[feed.url]][:KEPT_SEEN]
    return {"items": [_told(item) for item in shown], "count": len(fresh), "failed": failed}


def search(urls: list[str], query: str, limit: int = 20) -> dict:
    """Find items that have all the words in their title, text or author, those with most in the title first.

    Args:
        urls: Addresses of feeds, up to 20.
        query: Words; case does not matter.
        limit: How many items at most, up to 100.

    Effects: idempotent
    """
    words = query.casefold().split()
    if not words:
        raise ValueError("There is nothing to search for. Give words.")
    feeds, failed = asyncio.run(_all(urls))
    found = [item for feed in feeds for item in feed.items if item.has(words)]
    best = sorted(_ordered(found), key=lambda item: -sum(word in item.title.casefold() for word in words))
    return {"items": [_told(item) for item in best[: _limit(limit)]], "count": len(found), "failed": failed}


async def _all(urls: list[str]) -> tuple[list[Feed], list[dict]]:
    """The feeds that could be read, side by side, and why the others could not."""
    urls = list(dict.fromkeys(urls))
    if not 1 <= len(urls) <= FEEDS:
        raise ValueError(f"Give 1 to {FEEDS} addresses of feeds.")
    done = await asyncio.gather(*(fetched(url) for url in urls), return_exceptions=True)
    feeds, failed = [], []
    for url, result in zip(urls, done, strict=True):
        if isinstance(result, Feed):
            feeds.append(result)
        elif isinstance(result, (HostError, ValueError)):
            failed.append({"url": url, "why": str(result), "granted": not isinstance(result, NotGranted)})
        else:
            raise result
    return feeds, failed


def _ordered(items: list[Item]) -> list[Item]:
    """Newest first, those without a time last; what a feed gives in one order stays in it."""
    return sorted(items, key=lambda item: item.time or "", reverse=True)


def _told(item: Item) -> dict:
    return {"title": item.title, "link": item.link, "time": item.time, "author": item.author, "text": item.text,
            "feed": item.feed}  # fmt: skip


def _limit(limit: int) -> int:
    if not 1 <= limit <= 100:
        raise ValueError("'limit' must be from 1 to 100.")
    return limit
