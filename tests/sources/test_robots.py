"""What a robots.txt, or the lack of one, lets sayso do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import FailureKind, FetchError, RedirectLoop, TooSlow, Unreachable
from sources.robots import LARGEST, Robots, missing_robots, parse_robots, robots_url
from sources.types import Response

NOW = datetime(2025, 11, 21, 9, tzinfo=UTC)
PLACE = "https://north.example/robots.txt"
SITE = "https://north.example"


def robots(body: str | bytes, status: int = 200) -> Robots:
    raw = body.encode() if isinstance(body, str) else body
    return parse_robots(Response(PLACE, PLACE, status, (), raw, NOW), "sayso")


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /a\nAllow: /ab", "/ab", True),
        ("User-agent: *\nDisallow: /*?\nDisallow: /*.pdf$", "/x?y", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: sayso\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Sayso\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: sayso/1.0 (news)\nDisallow: /", "/a", False),
        ("User-agent: say\nDisallow: /", "/a", True),  # another's name, though ours begins with it
        ("User-agent: saysobot\nDisallow: /", "/a", True),
        ("useragent: sayso\ndisallow: /", "/a", False),
        ("USER-AGENT : SAYSO # us\r\nDISALLOW : / # all\r\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("<!doctype html><p>User-agent: *<br>\nUser-agent: *\nDisallow: /", "/a", True),
        ("\n <html>\nUser-agent: *\nDisallow: /", "/a", True),
        ("\0\0\0", "/a", True),
    ],
)
def test_rules(lines: str, path: str, *, allowed: bool) -> None:
    assert robots(lines).allows(SITE + path) is allowed


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_the_wrong_charset_is_read_all_the_same(encoding: str) -> None:
    rules = robots("# Füße\nUser-agent: *\nDisallow: /füße".encode(encoding))
    assert not rules.allows(f"{SITE}/f%C3%BC%C3%9Fe")
    assert rules.allows(f"{SITE}/a")


@pytest.mark.parametrize(
    ("status", "allowed", "kind"),
    [
        *((400, True, "robots"), (401, True, "robots"), (403, True, "robots"), (404, True, "robots")),
        *((410, True, "robots"), (304, True, "robots"), (429, False, "busy"), (503, False, "busy")),
        *((500, False, "server"), (502, False, "server")),
    ],
)
def test_a_status_allows_or_refuses_all(status: int, kind: FailureKind, *, allowed: bool) -> None:
    rules = robots("User-agent: *\nDisallow: /", status)
    assert rules.allows(f"{SITE}/a") is allowed
    assert rules.kind == kind
    assert rules.is_fresh(NOW + timedelta(minutes=4))
    assert rules.is_fresh(NOW + timedelta(hours=23)) is allowed  # what was refused is soon asked for again
    assert not rules.is_fresh(NOW + timedelta(hours=24))


@pytest.mark.parametrize(
    ("error", "allowed"), [(TooSlow("t"), False), (Unreachable("u"), False), (RedirectLoop("r"), True)]
)
def test_without_an_answer_nothing_is_asked_for_but_where_there_is_none(error: FetchError, *, allowed: bool) -> None:
    rules = missing_robots(error, "sayso", NOW)
    assert rules.allows(f"{SITE}/a") is allowed
    assert bool(rules.refusal) is not allowed


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nCrawl-delay: 2.5\nRequest-rate: 1/10", 10),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: sayso\nDisallow:", None),
        ("User-agent: other\nCrawl-delay: 7", None),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("", None),
    ],
)
def test_the_delay_is_what_is_asked_of_us(lines: str, delay: float | None) -> None:
    assert robots(lines).delay() == delay


def test_sitemaps_are_absolute_and_once_each() -> None:
    lines = "Sitemap: /a.xml\nUser-agent: x\nSitemap: https://cdn.example/b.xml\nSitemap: /a.xml\nSitemap: javascript:1"
    assert robots(lines).sitemaps == (f"{SITE}/a.xml", "https://cdn.example/b.xml")


def test_a_cut_leaves_no_half_rule() -> None:
    line = "Disallow: /abc"
    filler = "#" * (LARGEST - len("User-agent: *\n") - len("\nDisallow: /"))
    body = f"User-agent: *\n{filler}\n{line}\nDisallow: /b"
    assert robots(body).allows(f"{SITE}/x")  # "Disallow: /" is not what was meant
    assert robots("User-agent: *\nDisallow: /a\n" + "#" * 5_000_000).allows(f"{SITE}/a") is False


def test_thousands_of_agents_and_rules_are_read_at_once() -> None:
    agents = "\n".join(f"User-agent: bot{number}" for number in range(10_000))
    stars = "\n".join(f"User-agent: {'*' * number}" for number in range(2, 300))
    rules = "\n".join(f"Disallow: /{number}/" for number in range(10_000))
    read = robots(f"{agents}\n{stars}\nUser-agent: sayso\n{rules}")
    assert not read.allows(f"{SITE}/77/")
    assert read.allows(f"{SITE}/a")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.sampled_from([200, 404, 500]))
def test_any_bytes_can_be_read(body: bytes, status: int) -> None:
    rules = robots(b"User-agent: *\nDisallow: /x\n" + body, status)
    assert rules.allows(f"{SITE}/a") in {True, False}
    assert rules.delay() is None or rules.delay() >= 0


def test_each_scheme_host_and_port_has_its_own() -> None:
    assert robots_url("http://north.example:8080/a/b?c#d") == "http://north.example:8080/robots.txt"
