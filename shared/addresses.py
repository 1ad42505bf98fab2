"""Which addresses are public: those that anybody on the internet can reach anyway. Pure.

Everything else may be a machine that trusts its own network, and needs `private` in its grant. Decided by the
registries of special addresses (IANA, RFC 6890), written out, since what `ipaddress` calls global differs by version.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a carrier's NAT; some clouds' metadata
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's host agent
            "169.254.0.0/16",  # link-local; most clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments; Teredo, which carries an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """`text` is a `plain` address; one with a zone is never public."""
    if "%" in text:
        return False
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        inner = _behind_nat64(address)
        if inner is None:
            return address in _GLOBAL_6 and not any(address in network for network in _NOT_PUBLIC_6)
        address = inner
    return not any(address in network for network in _NOT_PUBLIC_4)


def plain(text: str) -> str:
    """An IPv4 address written as an IPv6 one (`::ffff:192.0.2.1`) by itself; any other one as it is."""
    address = None if "%" in text else ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or text)


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    """What a network without IPv4 makes of each public IPv4 address (RFC 6052): as public as that one is."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
