"""The forms of feeds, and what is odd in them."""

from felloe.testing import raises
from items import moment, plain
from parsing import parsed

URL = "https://a.example/feed"

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>News &amp; more</title><link>/</link>
<item><title>One&nbsp;thing</title><link>/1</link><guid isPermaLink="false">x1</guid>
<pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate><dc:creator>Ana</dc:creator>
<description>&lt;p&gt;Some &lt;b&gt;bold&lt;/b&gt; text&lt;/p&gt;&lt;script&gt;no()&lt;/script&gt;</description></item>
<item><description>Without a title</description><guid>https://b.example/2</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/"><title type="html">A &lt;i&gt;b&lt;/i&gt;</title>
<author><name>Ben</name></author><link rel="self" href="feed"/><link href="home"/>
<entry><id>e1</id><title>1 &lt; 2</title><link rel="edit" href="e"/><link rel="alternate" href="posts/1"/>
<updated>2026-03-01T09:00:00Z</updated><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Hi <b>you</b></div></summary>
</entry></feed>"""


def _read(text):
    return parsed(text.encode() if isinstance(text, str) else text, URL, URL, 10)


def test_rss_is_read():
    title, link, (one, two) = _read(RSS)
    assert (title, link) == ("News & more", "https://a.example/")
    assert (one.id, one.title, one.link, one.author) == ("x1", "One thing", "https://a.example/1", "Ana")
    assert one.time == "2026-03-01T09:00:00+00:00"
    assert one.text == "Some bold text"
    assert (two.title, two.link, two.time) == ("Without a title", "https://b.example/2", None)


def test_atom_is_read():
    title, link, (one,) = _read(ATOM)
    assert (title, link) == ("A b", "https://b.example/home")
    assert (one.title, one.link, one.author) == ("1 < 2", "https://b.example/posts/1", "Ben")
    assert (one.time, one.text) == ("2026-03-01T09:00:00+00:00", "Hi you")


def test_rss_1_has_its_items_beside_the_channel():
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel>'
        "<item><title>I</title><link>http://c.example/</link><dc:date>2026-03-01</dc:date></item></rdf:RDF>"
    )
    _, _, (one,) = _read(rdf)
    assert (one.title, one.link, one.time) == ("I", "http://c.example/", "2026-03-01T00:00:00+00:00")


def test_json_feed_is_read():
    text = '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "url": "/7", '
    text += '"content_html": "<p>a</p><p>b</p>", "date_published": "2026-03-01T10:00:00.5+01:00", "authors": [{"name": "Cy"}]}]}'
    _, _, (one,) = _read(text)
    assert (one.id, one.link, one.text, one.title, one.author) == ("7", "https://a.example/7", "a b", "a b", "Cy")
    assert one.time == "2026-03-01T09:00:00+00:00"


def test_other_encodings_are_those_the_feed_says():
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><title>Größe</title></channel></rss>'
    assert _read(text.encode("latin-1"))[0] == "Größe"


def test_what_is_no_feed_is_said():
    for text in ("<html><body/></html>", "hello", "", '{"a": 1}', "<rss/>", "[1]", "<rss><channel>"):
        with raises(ValueError, "no "):
            _read(text)


def test_a_bomb_of_entities_is_no_feed():
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with raises(ValueError, "no feed"):
        _read(f'<!DOCTYPE rss [<!ENTITY a0 "aaaaaaaaaa">{levels}]><rss><channel><title>&a9;</title></channel></rss>')


def test_times_are_those_of_utc_or_none():
    assert moment("Mon, 02 Mar 2026 00:30:00 GMT") == "2026-03-02T00:30:00+00:00"
    assert moment("2026-03-01 10:00:00") == "2026-03-01T10:00:00+00:00"
    assert moment("yesterday") is None and moment("") is None and moment(None) is None


def test_long_texts_end_with_a_word():
    assert plain("word " * 200, 12) == "word word …"
    assert plain("x" * 30, 10) == "x" * 10 + "…"
    assert plain("a < b &amp; c") == "a < b & c"
