"""Which addresses may be connected to: public ones, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import refuse_address, refuse_target
from tests.sources.server import PUBLIC

PRIVATE = [
    *("0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1"),
    *("2001::1", "2001:db8::1", "3fff::1", "5f00::1"),
    *("", "north.example", "127.1", "0x7f000001"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refuse_address(address)


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:5.6.7.8", "64:ff9b::506:708", "2002:506:708::1"],
)
def test_a_public_address_is_not(address: str) -> None:
    assert refuse_address(address) == ""


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_the_same(address: IPv4Address) -> None:
    number = int(address)
    six_to_four = f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"
    wrapped = (f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}", six_to_four)
    assert {refuse_address(one) for one in wrapped} == {refuse_address(str(address))}


def test_leave_lifts_what_is_said_of_places_alone() -> None:
    assert refuse_target("http", "localhost", 1234, allow_private=True) == ""
    assert refuse_target("http", "10.0.0.1", 80, allow_private=True) == ""
    assert refuse_target("ftp", "localhost", None, allow_private=True)
    assert refuse_target("http", "", None, allow_private=True)
