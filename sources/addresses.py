"""Which URLs and addresses may be fetched from: public ones, so that no feed makes this machine ask its own network."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

PORTS = (80, 443, 8080, 8443)

# IANA's special-purpose registries (RFC 6890 and its updates). Not ipaddress.is_global: what it says differs between
# Python versions, and it takes multicast and the relays of 6to4 for global.
_SPECIAL_V4 = tuple(
    (ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-internal"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")  # all else is loopback, private, link-local, multicast, or not given out
_SPECIAL_V6 = tuple(
    (ip_network(network), name)
    for network, name in (
        ("2001::/23", "reserved"),  # Teredo among it, which wraps addresses of its own
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# What inet_aton reads as a number, and the resolver with it: decimal, octal and hexadecimal.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def refuse_target(scheme: str, host: str, port: int | None, *, allow_private: bool = False) -> str:
    """Return why a URL of these parts is not fetched, "" where it may be as far as can be told before DNS.

    `host` is lower case, in ASCII (IDNA), without brackets; `port` is None for the scheme's own.
    """
    if scheme not in {"http", "https"}:
        return f"the scheme is {scheme or 'missing'}; http and https are fetched"
    if port is not None and port not in PORTS and not allow_private:
        return f"port {port}; only {', '.join(map(str, PORTS))} are fetched from"
    if _literal(host) is not None:
        return "" if allow_private else refuse_address(host)
    reason = _refuse_name(host)
    if not reason and not allow_private and (host == "localhost" or host.endswith(".localhost")):
        reason = "this machine"
    return reason


def refuse_address(address: str) -> str:
    """Return why an IPv4 or IPv6 address is not connected to, "" where it is a public one.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged itself. What is no address is refused.
    """
    parsed = _literal(address)
    if parsed is None:
        return "not an address"
    name = _special(parsed)
    return f"a {name} address" if name else ""


def _refuse_name(host: str) -> str:
    if not host or len(host) > 253 or not all(map(_LABEL.fullmatch, host.split("."))):
        return "no host name"
    return "an address not written as four numbers" if _NUMBER.fullmatch(host.rpartition(".")[2]) else ""


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _special(address: IPv4Address | IPv6Address) -> str:
    """Return the name of the special-purpose network that the address lies in, "" for a public one."""
    if isinstance(address, IPv6Address):
        if (wrapped := _wrapped(address)) is not None:
            return _special(wrapped)
        if address not in _GLOBAL_V6:
            return "non-public"
        return next((name for network, name in _SPECIAL_V6 if address in network), "")
    return next((name for network, name in _SPECIAL_V4 if address in network), "")


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
