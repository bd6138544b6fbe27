"""How findings are ranked, what is said of them, and the forms that only a digest has."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from claims.worddiff import diff_words
from reports.digest_feed import digest_to_rss, digest_to_text, summary_line
from reports.digest_ranking import (
    LABELS,
    SPEAKERS,
    Finding,
    default_weights,
    is_slight,
    rank,
    read_weights,
    score_of,
    with_cap,
)
from reports.digest_words import Told, sentence
from tests.reports.build_diff import MADE
from tests.reports.build_profiles import digest, findings
from tests.reports.test_profiles import ATTACKS

WEIGHTS = default_weights()


def finding(kind: str, number: int = 0, **fields: object) -> Finding:
    """Return a finding of two tellings of its own."""
    base = Finding(kind, MADE, story_id=f"story {number}", left_claim_id=f"l{number}", right_claim_id=f"r{number}")
    return replace(base, **fields)  # type: ignore[arg-type]


BEFORE = [
    (finding("quote_altered", speaker="official"), finding("wording", 1, speaker="official", outlets=30)),
    (finding("quote_altered", speaker="official"), finding("quote_altered", 1)),
    (finding("quote_altered", speaker="official"), finding("quote_altered", 1, speaker="named")),
    (finding("quote_altered"), finding("quote_cut", 1, outlets=30)),
    (finding("quote_altered"), finding("quote_altered_slightly", 1, speaker="official", outlets=30)),
    (finding("quantity"), finding("quantity_unsure", 1, outlets=30)),
    (finding("relay_altered"), finding("relay_not_found", 1)),
    (finding("single_anonymous", outlets=9), finding("single_anonymous", 1, outlets=2)),
    (finding("named_to_anonymous", speaker="official"), finding("anonymous_to_named", 1, speaker="official")),
    (finding("polarity"), finding("hedge", 1)),
    (finding("withdrawn"), finding("cue", 1, speaker="official", outlets=9)),
    (finding("attribution_removed"), finding("date", 1)),
    (finding("date", outlets=5), finding("date", 1, outlets=4)),
]


@pytest.mark.parametrize(("heavier", "lighter"), BEFORE, ids=[f"{a.kind}-{b.kind}" for a, b in BEFORE])
def test_what_matters_more_comes_first(heavier: Finding, lighter: Finding) -> None:
    for order in ((heavier, lighter), (lighter, heavier)):
        assert [one.finding for one in rank(order, WEIGHTS, 9).ranked] == [heavier, lighter]


def test_the_order_does_not_depend_on_what_comes_first() -> None:
    items = [finding(kind, n, at=MADE - timedelta(hours=n % 3)) for n, kind in enumerate([*LABELS, *LABELS])]
    expected = rank(items, WEIGHTS, 99)
    for seed in range(5):
        shuffled = items[:]
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        assert rank(shuffled, WEIGHTS, 99) == expected
    assert rank([*items, *items], WEIGHTS, 99) == expected
    scores = [one.score for one in expected.ranked]
    assert scores == sorted(scores, reverse=True)


def test_of_equal_ones_the_latest_comes_first() -> None:
    old, new = finding("date", 1, at=MADE - timedelta(days=1)), finding("date", 2)
    assert [one.finding for one in rank([old, new], WEIGHTS, 9).ranked] == [new, old]


def test_one_story_does_not_fill_it() -> None:
    many = [finding("quote_altered", n, story_id="one") for n in range(9)]
    ranking = rank([*many, finding("hedge", 99)], WEIGHTS, 20)
    assert [one.finding.kind for one in ranking.ranked] == ["quote_altered"] * 5 + ["hedge"]
    assert (ranking.capped, ranking.beyond) == (4, 0)
    assert len(rank(many, with_cap(WEIGHTS, 2), 20).ranked) == 2


def test_the_limit_is_kept_and_told() -> None:
    ranking = rank([finding("date", n) for n in range(7)], WEIGHTS, 3)
    assert (len(ranking.ranked), ranking.capped, ranking.beyond) == (3, 0, 4)


def test_two_tellings_are_shown_once_with_all_that_they_differ_in() -> None:
    found, _ = findings()
    pair = [finding("quantity"), finding("wording"), finding("quote_altered", left_claim_id="r0", right_claim_id="l0")]
    [one] = rank(pair, WEIGHTS, 9).ranked
    assert one.finding.kind == "quote_altered"
    assert one.also == ("numbers conflict", "wording differs")
    relay = next(one for one in found if one.kind == "relay_altered")
    assert relay.found is not None
    same = finding("quantity", left_claim_id=relay.found.claim_id or "", right_claim_id=relay.left_claim_id)
    assert [one.finding.kind for one in rank([same, relay], WEIGHTS, 9).ranked] == ["relay_altered"]


def test_a_kind_without_weight_is_not_listed() -> None:
    nothing = replace(WEIGHTS, kinds={**WEIGHTS.kinds, "date": 0})
    assert rank([finding("date")], nothing, 9).ranked == ()
    assert rank([finding("wording")], replace(WEIGHTS, least=4), 9).ranked == ()


def test_the_weight_is_said_as_it_is_worked_out() -> None:
    one = finding("quote_altered", speaker="official", outlets=7)
    assert score_of(one, WEIGHTS) == 120
    [ranked] = rank([one], WEIGHTS, 1).ranked
    assert ranked.weighed == "Weight 120: quotation altered 50 × named official 1.5 × 7 outlets 1.6"
    assert score_of(replace(one, outlets=1000), WEIGHTS) == 150


@pytest.mark.parametrize(
    ("left", "right", "slight"),
    [
        ("we win in the court", "“We’ll win at the Court”", True),
        ("in the pew every Sunday", "in the pews every Sunday", True),
        ("we will never win", "we will win", False),
        ("we can't win", "we can win", False),
        ("no talks currently", "no longer any talks", False),
        ("", "", True),
    ],
)
def test_small_words_make_a_slight_alteration(left: str, right: str, slight: bool) -> None:  # noqa: FBT001
    assert is_slight(left, right) is slight


def test_ids_stay_and_differ() -> None:
    found, _ = findings()
    assert len({one.id for one in found}) == len(found)
    assert replace(found[0], at=MADE, outlets=99, story="x").id == found[0].id


def test_weights_name_every_kind_and_speaker() -> None:
    assert set(WEIGHTS.kinds) == set(LABELS)
    assert set(WEIGHTS.speakers) == set(SPEAKERS)
    with pytest.raises(ValueError, match="weights are"):
        read_weights("reach = 1")
    text = "reach=0\nreach_at_most=1\nper_story=1\nleast=0\n[kinds]\nwording=1\n[speakers]\nother=1\n"
    with pytest.raises(ValueError, match="kinds"):
        read_weights(text)


@pytest.mark.parametrize("kind", LABELS)
def test_every_finding_has_a_sentence(kind: str) -> None:
    told = Told("Coast Wire", "Evening Star", "{later} Ana", "", "said", "{0}")
    for right in ("r", ""):
        one = Finding(kind, MADE, left_claim_id="l", right_claim_id=right, left_text="{a} not", right_text="{b} so")
        said = sentence(one, told)
        assert said.endswith(".")
        assert "Coast Wire" in said or kind == "single_anonymous"
    assert sentence(one, replace(told, left="", right=""))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("never again", "not again", "“never” became “not”"),
        ("a b c", "a c", "“b” is missing"),
        ("a c", "a b c", "“b” was put in"),
        ("a", "a", "the words differ"),
        ("“a, b” c", "“a b” c", "the words differ"),
        ("“so a is b,” he adds", "a was b", "“is” became “was”"),
        ("x a b c d", "a c d", "“b” is missing"),
        ("a b", "a b and so on", "“and so on” was put in"),
    ],
)
def test_a_sentence_names_the_words_that_differ(left: str, right: str, expected: str) -> None:
    said = sentence(finding("quote_altered"), Told("Wire", "Star", "Ana", "Ana", "", ""), diff_words(left, right))
    assert said == f"Star quotes Ana in other words than Wire: {expected}."


def test_a_sentence_names_nobody_by_a_pronoun() -> None:
    said = sentence(finding("quote_altered"), Told("Wire", "Star", "he", "Ana Ruiz", "", ""))
    assert said.startswith("Star quotes Ana Ruiz in other words")
    said = sentence(finding("quote_altered"), Told("Wire", "Star", "He", "", "", ""))
    assert said.startswith("Star quotes its source in other words")


def test_a_feed_is_read_back() -> None:
    made = digest()
    feed = feedparser.parse(digest_to_rss(made, "https://newsroom.example/digest"))
    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.link == "https://newsroom.example/digest"
    assert [entry.id for entry in feed.entries] == [f"urn:sayso:finding:{item.id}" for item in made.items]
    assert [entry.title for entry in feed.entries] == [
        f"{item.label.capitalize()}: {item.sentence}" for item in made.items
    ]
    assert all(entry.published_parsed for entry in feed.entries)
    for entry, item in zip(feed.entries, made.items, strict=True):
        assert entry.get("link", "") == item.url
        for side in item.sides:
            assert side.wording in entry.summary


def test_a_feed_of_nothing_is_a_feed() -> None:
    empty = replace(digest(), items=())
    feed = feedparser.parse(digest_to_rss(empty, "javascript:alert(1)"))
    assert (feed.bozo, feed.entries) == (False, [])
    assert feed.feed.link == "https://sayso.example/digest"
    assert digest_to_text(empty).splitlines()[1].startswith("Nothing found from 20 November 2025")
    assert summary_line(empty) == "sayso: 0 findings since 20 November 2025, 06:30 UTC"


def test_hostile_text_stays_text_in_a_feed() -> None:
    text = digest_to_rss(digest(ATTACKS + "\ufffe\uffff\ud800"))
    root = etree.fromstring(text.encode())
    assert root.tag == "rss"
    for title in root.iter("title"):
        assert not set("<>") & set(title.text or "")
    for description in root.iterfind(".//item/description"):
        html = etree.HTML(description.text or "")
        tags = {element.tag for element in html.iter() if isinstance(element.tag, str)}
        assert tags <= {"html", "body", "p", "a", "blockquote"}
        assert {name for element in html.iter() for name in element.attrib} <= {"href", "dir"}
    for link in root.iterfind(".//item/link"):
        assert (link.text or "").startswith("https://")


def test_nothing_in_the_text_is_markup_or_a_mention() -> None:
    text = digest_to_text(digest("<!channel> @everyone <https://evil.example|x> \x1b[31m \n2. FAKE: x a@b.example"))
    assert not set("<>\x1b") & set(text)
    assert "@everyone" not in text
    assert "a@b.example" in text
    assert not any(line.startswith("2. FAKE") for line in text.splitlines())


def test_every_form_leads_to_the_articles() -> None:
    made = digest()
    for item in made.items:
        assert item.url in digest_to_text(made)
        for side in item.sides:
            assert side.cited.url in digest_to_rss(made)
            assert side.cited.version_id
