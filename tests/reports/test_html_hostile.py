"""Text that others wrote stays text: in a real browser, hostile articles run nothing, load nothing, hide nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.types import GroupDiff, QuoteAltered, SpeakerChanged
from reports import Report, render_html
from reports.safe import clean, safe_href
from sources.types import Skipped
from tests.reports.build_diff import (
    GAZETTE,
    LEDGER,
    MADE,
    Source,
    article_of,
    claim_in,
    group_of,
    harbour_diff,
    passage_of,
)
from tests.reports.conftest import OpenPage

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<base href=https://evil.example/><a href=x>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<form action=https://evil.example/><button autofocus>",
    "<details open ontoggle=alert(1)>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)" x="',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %} ${alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a\x00b\x1b[31mc\x07",
    "user\u202egnp.exe\u202c \u2066x\u2069",
    "lone \ud800 surrogate",
    '`<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]


def hostile_report(payload: str) -> Report:
    """Return a report with the payload wherever text comes from outside."""
    speaker = Source(payload, "anonymous", anonymity=payload)
    relay = Source(payload, "outlet", payload)
    outlets = [replace(GAZETTE, name=payload), replace(LEDGER, name=payload)]
    articles = [
        article_of(
            outlet,
            payload,
            f"{payload} one {number} said. After it: {payload}",
            number,
            byline=payload,
            url=payload,
            language=payload,
        )
        for number, outlet in enumerate(outlets)
    ]
    left, right = (
        claim_in(article, f"{payload} one {number}", speaker, "said", relay) for number, article in enumerate(articles)
    )
    diff = harbour_diff()
    changes = (
        QuoteAltered(passage_of(left), passage_of(right)),
        SpeakerChanged(passage_of(left), passage_of(right)),
    )
    return Report(
        title=payload,
        made=MADE,
        diffs=(
            replace(
                diff,
                story=replace(diff.story, title=payload),
                coverage=tuple(
                    replace(entry, outlet=outlet, articles=(article,))
                    for entry, outlet, article in zip(diff.coverage, outlets, articles, strict=False)
                ),
                shared=(GroupDiff(group_of(left, right), (left, right), changes),),
                only=(replace(diff.only[0], tellings=(left,), absent_from=(payload,), unknown_for=(payload,)),),
                relay_checks=(
                    replace(diff.relay_checks[0], claim_id=left.id, relay_id=payload, found=passage_of(right)),
                ),
            ),
        ),
        skipped=(Skipped(payload, "read", payload),),
        versions=((payload, payload),),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_shown_and_does_nothing(open_page: OpenPage, payload: str) -> None:
    opened = open_page(render_html(hostile_report(payload)))
    page = opened.page
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("h1").hover()
    shown = " ".join(clean(payload).split())
    places = ["h1", ".story h2", ".byline", "blockquote", ".passage", ".chain", ".skipped tbody th", ".address"]
    for place in places:
        assert shown in " ".join(page.locator(place).first.inner_text().split()), place
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("img, svg, iframe, form, base, link, object, embed, noscript").count() == 0
    targets = page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")
    assert all(target.startswith("#") for target in targets)
    handlers = "[...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => n.startsWith('on')))"
    assert page.evaluate(handlers) is False
    opened.assert_quiet()


def test_markup_that_slipped_through_would_still_not_run_or_load(open_page: OpenPage) -> None:
    planted = (
        "<script>window.ran = 1</script><p onclick='window.ran = 1'>planted</p><p style='color: red'>styled</p>"
        "<img src='https://evil.example/x.png'>"
    )
    opened = open_page(render_html(hostile_report("plain")).replace("</main>", f"{planted}</main>"))
    opened.page.get_by_text("planted").click()
    assert opened.page.evaluate("window.ran") is None
    assert opened.refused == {"https://evil.example/x.png": "csp"}
    assert all("Content Security Policy" in line for line in opened.logged)
    assert len(opened.logged) == 4


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/a?b=1&c=2#d",
        "http://gazette.example:8080/",
        "https://gazette.example/ünïcode",
        "HTTPS://GAZETTE.EXAMPLE/",
    ],
)
def test_web_addresses_become_links(url: str) -> None:
    assert safe_href(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gazette.example/a",
        "//gazette.example/a",
        "file:seeds/a.txt",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https:",
        "https:///a",
        "https://gazette.example@evil.example/",
        "https://gaz\u202eette.example/",
        "https://gazette.example/a b",
        " https://gazette.example/",
        "http://[::1",
    ],
)
def test_all_else_stays_text(url: str) -> None:
    assert safe_href(url) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, “quoted” – ünïcode", "plain, “quoted” – ünïcode"),
        ("a\x00b\x1b\x7f\x85c", "abc"),
        ("line\n\tbreak", "line\n\tbreak"),
        ("\u202aa\u202bb\u202cc\u202dd\u202ee", "abcde"),
        ("\u2066a\u2067b\u2068c\u2069", "abc"),
        ("\ud83d", "\ufffd"),
        ("العربية \u200f(1)", "العربية \u200f(1)"),
    ],
)
def test_clean_takes_out_what_could_mislead(text: str, expected: str) -> None:
    assert clean(text) == expected
