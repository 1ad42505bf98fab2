"""One address has one form, whatever it is written like; what two readers could read differently is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.capability import Capability
from sandbox.services.http.request import needed
from shared.addresses import is_public, plain
from shared.errors import InvalidArgument
from shared.urls import MAX_URL, Url


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://api.example.org", "https://api.example.org/"),
        ("HTTPS://API.Example.ORG/A?B=c#d", "https://api.example.org/A?B=c"),
        ("https://api.example.org:443/", "https://api.example.org/"),
        ("http://api.example.org:443/", "http://api.example.org:443/"),
        ("http://api.example.org:/", "http://api.example.org/"),
        ("https://api.example.org./", "https://api.example.org/"),
        ("https://api.example.org?q=1", "https://api.example.org/?q=1"),
        ("https://bücher.example/ü?ü=ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC=%C3%BC"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a%20b@c", "https://example.org/a%20b@c"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://①②⑦。0。0。1/", "http://127.0.0.1/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://[::ffff:7f00:1]/", "http://127.0.0.1/"),
        ("http://127.0.0.1./", "http://127.0.0.1/"),
        ("http://nas:8080/x", "http://nas:8080/x"),
        ("http://a_b.example.org/", "http://a_b.example.org/"),
    ],
)
def test_an_address_has_one_form(written: str, read: str) -> None:
    assert str(Url.parse(written)) == read
    assert Url.parse(read) == Url.parse(written)


@pytest.mark.parametrize(
    "written",
    [
        "", "api.example.org", "ftp://example.org/", "file:///etc/passwd", "http:example.org", "http:/example.org",
        "http://", "http:///path", "http://:80/", "http://good.example@evil.example/", "http://u:p@evil.example/",
        "http://good.example\\@evil.example/", "http:\\\\evil.example/", "http://evil.example\\.good.example/",
        "http://good.example\t/", "http://good\n.example/", "http://good.example/\r\nHost: evil", "http://good.example/\0",
        " http://good.example/", "http://good .example/", "http://good.example:80:81/", "http://good.example:0/",
        "http://good.example:65536/", "http://good.example:٨٠/", "http://good.example:+80/", "http://good.example:8_0/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
        "http://127.0.0.01/", "http://127.0.0.1.1/", "http://256.0.0.1/", "http://good.example.0x/", "http://1/",
        "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1/", "http://::1/", "http://[]/", "http://[127.0.0.1]/",
        "http://[::1]evil/", "http://good%2eexample/", "http://a..b/", "http://.example/", "http://-a.example/",
        "http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/", "http://exa$mple/", "http://xn--a/",
        "http://good.example,evil.example/", "http://good.example;evil/", "http://\ud800/", "http://good.example/\ud800",
        "http://good.example/" + "a" * MAX_URL,
    ],
)  # fmt: skip
def test_an_address_that_can_be_read_in_two_ways_is_refused(written: str) -> None:
    with pytest.raises(InvalidArgument):
        Url.parse(written)


@pytest.mark.parametrize("user", ["good.example", "user:password", ""])
def test_a_user_name_is_refused_by_its_own_sentence(user: str) -> None:
    with pytest.raises(InvalidArgument, match="may not hold a user name"):
        Url.parse(f"http://{user}@evil.example/")


@given(st.text(alphabet="aA1.:/@\\?#[]%-_x0 \t\n\u3002\uff11é", max_size=30))
def test_whatever_is_read_is_read_the_same_again(rest: str) -> None:
    try:
        url = Url.parse("http://" + rest)
    except InvalidArgument:
        return
    assert Url.parse(str(url)) == url
    assert set(url.host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_:")


def test_what_the_gate_is_asked_names_the_port_only_where_it_is_not_the_schemes_own() -> None:
    assert needed("GET", Url.parse("https://example.org:443/")) == Capability("http", "GET@example.org")
    assert needed("GET", Url.parse("http://example.org:443/")) == Capability("http", "GET@example.org:443")
    assert needed("PUT", Url.parse("http://[::1]:80/")) == Capability("http", "PUT@[::1]")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255",
        "::", "::1", "::7f00:1", "::5db8:d822", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d822",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:5db8:d822::1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_everybodys_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "100.128.0.1",
        "2606:2800:220:1::1",
        "2a00:1450::1",
        "64:ff9b::5db8:d822",
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_an_ipv4_address_in_the_clothes_of_an_ipv6_one_is_judged_as_what_it_is() -> None:
    assert plain("::ffff:127.0.0.1") == "127.0.0.1"
    assert plain("::ffff:a9fe:a9fe") == "169.254.169.254"
    assert [plain(text) for text in ("::1", "1.1.1.1", "fe80::1%lo")] == ["::1", "1.1.1.1", "fe80::1%lo"]
