"""The functions, with a web and a store that the test makes up."""

from felloe import HostError
from felloe.testing import calls, fake, raises
from skill import newest, read, search, unseen

ONE, TWO = "https://xkcd.com/rss.xml", "https://github.com/a/releases.atom"


def _feed(*items):
    told = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><pubDate>{time}</pubDate></item>" for title, time in items
    )
    return f"<rss><channel><title>T</title>{told}</channel></rss>"


OLD, NEW = ("Old boat", "2026-01-01"), ("New car", "2026-03-01")


def _web(pages, etag="v1"):
    def answer(asked):
        if asked["url"] not in pages:
            raise HostError("There is no such host.", code="unreachable")
        if ["If-None-Match", etag] in asked["headers"]:
            return {"status": 304, "headers": {"ETag": etag}, "content": b""}
        return {"status": 200, "headers": {"ETag": etag}, "content": pages[asked["url"]].encode()}

    fake("http", answer)


def _kept():
    values = {}
    fake("store.get", lambda asked: {"found": asked["key"] in values, "value": values.get(asked["key"])})
    fake("store.set", lambda asked: values.__setitem__(asked["key"], asked["value"]))


def test_a_feed_is_read_newest_first():
    _kept()
    _web({ONE: _feed(OLD, NEW)})
    found = read(ONE)
    assert [item["title"] for item in found["items"]] == ["New car", "Old boat"]
    assert (found["title"], found["unchanged"], found["count"]) == ("T", False, 2)
    assert read(ONE, limit=1)["items"] == found["items"][:1]


def test_an_unchanged_feed_is_not_sent_again():
    _kept()
    _web({ONE: _feed(OLD, NEW)})
    first = read(ONE)
    again = read(ONE)
    assert again["unchanged"] and again["items"] == first["items"]
    assert ["If-None-Match", "v1"] in calls("http")[-1]["headers"]


def test_without_a_store_the_whole_feed_is_read():
    fake("store.get", HostError("Not granted.", code="not_granted"))
    fake("store.set", HostError("Not granted.", code="not_granted"))
    _web({ONE: _feed(OLD)})
    assert read(ONE)["count"] == read(ONE)["count"] == 1
    assert not any(name == "If-None-Match" for name, _ in calls("http")[-1]["headers"])


def test_feeds_are_put_together_by_time_and_one_that_fails_is_named():
    _kept()
    _web({ONE: _feed(OLD), TWO: _feed(NEW)})
    found = newest([ONE, TWO, "https://xkcd.com/none"])
    assert [item["title"] for item in found["items"]] == ["New car", "Old boat"]
    assert found["failed"] == [{"url": "https://xkcd.com/none", "why": "There is no such host.", "granted": True}]
    assert newest([ONE, TWO], since="2026-02-01")["count"] == 1
    with raises(ValueError, "not a time"):
        newest([ONE], since="last week")


def test_each_item_is_unseen_once():
    _kept()
    _web({ONE: _feed(OLD, NEW)})
    assert [item["title"] for item in unseen([ONE], limit=1)["items"]] == ["New car"]
    assert [item["title"] for item in unseen([ONE])["items"]] == ["Old boat"]
    assert unseen([ONE])["items"] == []
    _web({ONE: _feed(OLD, NEW, ("Third", "2026-03-02"))}, etag="v2")
    assert [item["title"] for item in unseen([ONE])["items"]] == ["Third"]


def test_all_words_are_searched_for():
    _kept()
    _web({ONE: _feed(OLD, NEW)})
    assert [item["title"] for item in search([ONE], "BOAT old")["items"]] == ["Old boat"]
    assert search([ONE], "boat car")["count"] == 0


def test_an_error_of_the_server_is_said():
    _kept()
    fake("http", {"status": 503, "headers": {}, "content": b""})
    with raises(ValueError, "answered 503 Service Unavailable."):
        read(ONE)
