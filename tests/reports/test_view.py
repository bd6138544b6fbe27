"""What a report says, before it is laid out: changes in words, evidence, presence, names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.types import (
    AnonymityChanged,
    Change,
    CoverageDiff,
    CueChanged,
    CueClass,
    DateChanged,
    OutletCoverage,
    Passage,
    PolarityChanged,
    QuantityChanged,
    QuoteAltered,
    QuoteParaphrased,
    RelayChanged,
    RelayCheck,
    Span,
    SpeakerChanged,
    WordingChanged,
)
from reports.changes import KIND_LABELS, describe_change, describe_changes
from reports.evidence import CONTEXT, claim_evidence, passage_evidence
from reports.held import hold
from reports.moments import moment_in_iso, moment_in_words
from reports.types import OutletRef, StoryView
from reports.view import build_view
from sources.types import Outlet
from tests.reports.build_diff import (
    GAZETTE,
    GAZETTE_ARTICLE,
    LEDGER,
    STAR,
    harbour_diff,
    harbour_report,
    passage_of,
)

DIFF = harbour_diff()
HELD = hold(DIFF)
PLEDGE, _, _, PLEDGE_WIRE = DIFF.shared[0].tellings
BEGIN, BEGIN_WIRE = DIFF.shared[3].tellings
LEFT, RIGHT = passage_of(PLEDGE), passage_of(PLEDGE_WIRE)


def story_of(diff: CoverageDiff) -> StoryView:
    [story] = build_view(replace(harbour_report(), diffs=(diff,))).stories
    return story


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (WordingChanged(LEFT, RIGHT), "wording differs"),
        (QuoteAltered(LEFT, RIGHT), "quote altered"),
        (QuoteParaphrased(LEFT, RIGHT), "quote and paraphrase: quoted / paraphrased"),
        (SpeakerChanged(passage_of(BEGIN), passage_of(BEGIN_WIRE)), "speaker differs: Ana Ruiz / a city official"),
        (AnonymityChanged(LEFT, passage_of(BEGIN_WIRE)),
         "anonymity differs: Ana Ruiz (named person) / a city official (role)"),
        (PolarityChanged(passage_of(BEGIN), passage_of(BEGIN_WIRE)), "polarity differs: affirmed / negated"),
        (QuantityChanged(LEFT, RIGHT, 600_000, 800_000, "people"), "number differs: 600,000 / 800,000 (people)"),
        (QuantityChanged(LEFT, RIGHT, 2.5, 0.1 + 0.2, ""), "number differs: 2.5 / 0.3"),
        (QuantityChanged(LEFT, RIGHT, 1.3e12, 28, "USD"), "number differs: 1,300,000,000,000 / 28 (USD)"),
        (DateChanged(LEFT, RIGHT, date(2026, 3, 2), date(2026, 12, 31)),
         "date differs: 2 March 2026 / 31 December 2026"),
        (RelayChanged(LEFT, RIGHT, ("daily-ledger", "sea-radio"), ()),
         "relay differs: the Daily Ledger, sea-radio / no relay"),
        (RelayChanged(LEFT, RIGHT, (), (LEDGER.id,)), "relay differs: no relay / The Daily Ledger (stand-in)"),
    ],
    ids=lambda value: value.kind if not isinstance(value, str) else "",
)  # fmt: skip
def test_a_change_in_words(change: Change, label: str) -> None:
    assert describe_change(change, HELD).label == label


@pytest.mark.parametrize(
    ("left", "right", "direction"),
    [
        ("neutral", "distancing", "softer"),
        ("factive", "neutral", "softer"),
        ("neutral", "assertive", "stronger"),
        ("belief", "factive", "stronger"),
        ("belief", "distancing", "differs"),
        ("neutral", "denial", "differs"),
        ("none", "neutral", "differs"),
    ],
)
def test_a_cue_is_softer_or_stronger_where_the_two_can_be_ordered(
    left: CueClass, right: CueClass, direction: str
) -> None:
    label = describe_change(CueChanged(LEFT, RIGHT, left, right), HELD).label
    assert label == f"attribution {direction}: said → confirmed"


def test_a_passage_of_no_known_claim_speaks_for_itself() -> None:
    passage = Passage("elsewhere", Span(0, 7), "a clerk")
    assert describe_change(SpeakerChanged(LEFT, passage), HELD).label == "speaker differs: Ana Ruiz / a clerk"


def test_changes_are_told_once_and_the_weightiest_first() -> None:
    changes = (WordingChanged(LEFT, RIGHT), WordingChanged(LEFT, RIGHT), QuoteAltered(LEFT, RIGHT))
    assert [change.kind for change in describe_changes(changes, HELD)] == ["quote_altered", "wording"]


def test_every_kind_of_change_is_shown_for_its_telling() -> None:
    story = story_of(DIFF)
    shown = [
        (change.kind, comparison.telling.claim_id)
        for claim in story.shared
        for comparison in claim.comparisons
        for change in comparison.changes
    ]
    expected = [(change.kind, change.right.claim_id) for group in DIFF.shared for change in group.changes]
    assert sorted(shown) == sorted(expected)
    assert [entry.kind for entry in story.kinds if 4 in entry.claims] == ["date", "polarity", "speaker"]


def test_every_kind_of_change_has_a_name() -> None:
    assert set(KIND_LABELS) == {kind.kind for kind in Change.__args__}


def test_evidence_tells_content_cue_and_source_apart() -> None:
    evidence = claim_evidence(PLEDGE, HELD)
    parts = [(segment.kind, segment.text) for segment in evidence.segments]
    assert parts[1:6] == [
        ("content", "“We will not reopen the bridge before every cable has been tested,”"),
        ("context", " Mayor "),
        ("source", "Ana Ruiz"),
        ("context", " "),
        ("cue", "said"),
    ]
    assert not evidence.cut_before
    assert evidence.cut_after
    assert evidence.segments[-1].text.endswith("Two of the bridge’s")


@given(st.data())
def test_evidence_is_the_article_around_the_passage(data: st.DataObject) -> None:
    text = GAZETTE_ARTICLE.text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = Passage(GAZETTE_ARTICLE.version_id, Span(start, end), text[start:end])
    evidence = passage_evidence(passage, HELD)
    before, content, after = "", "", ""
    for segment in evidence.segments:
        if segment.kind == "content":
            content += segment.text
        elif content:
            after += segment.text
        else:
            before += segment.text
    assert content == passage.text
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    assert max(len(before), len(after)) <= CONTEXT
    assert evidence.cut_before == (len(before) < start)
    assert evidence.cut_after == (len(after) < len(text) - end)


def test_a_passage_of_an_article_outside_the_diff_stands_alone() -> None:
    evidence = passage_evidence(Passage("elsewhere", Span(3, 10), "a bridge"), HELD)
    assert [segment.text for segment in evidence.segments] == ["a bridge"]
    assert (evidence.title, evidence.url, evidence.cut_before, evidence.cut_after) == ("", "", True, True)


def test_presence_is_absence_only_where_the_text_was_read_whole() -> None:
    silent = OutletCoverage(Outlet("sea-radio", "Sea Radio", "broadcaster", "NL", "en"), ())
    only = tuple(replace(item, unknown_for=(*item.unknown_for, "sea-radio")) for item in DIFF.only)
    story = story_of(replace(DIFF, coverage=(*DIFF.coverage, silent), only=only))
    presence = [[cell.presence for cell in row.cells] for row in story.matrix]
    assert presence[1] == ["absent", "carried", "unknown", "carried", "not_held"]
    assert presence[4] == ["carried", "absent", "unknown", "absent", "not_held"]
    ferries = story.only[0].claims[0]
    assert [ref.id for ref in ferries.absent_from] == [GAZETTE.id, LEDGER.id]
    assert [ref.id for ref in ferries.unknown_for] == [STAR.id]
    assert [ref.name for ref in ferries.not_held] == ["Sea Radio"]


def test_pieces_join_to_both_wordings() -> None:
    for claim in story_of(DIFF).shared:
        for comparison in claim.comparisons:
            left = "".join(piece.left for piece in comparison.pieces)
            right = "".join(piece.right for piece in comparison.pieces)
            assert (left, right) == (claim.reference.wording, comparison.telling.wording)


def test_a_relay_looked_into_through_a_stand_in_says_so_even_where_the_diff_does_not_cover_it() -> None:
    checks = (RelayCheck(DIFF.shared[2].tellings[0].id, "daily-ledger", "another-stand-in", "not_found", None),)
    [check] = story_of(replace(DIFF, relay_checks=checks)).relay_checks
    assert check.checked == OutletRef("another-stand-in", "the Daily Ledger (stand-in)", stand_in=True)


def test_a_stand_in_is_marked_once_whatever_its_name() -> None:
    for name in ("The Daily Ledger", "The Daily Ledger (stand-in)"):
        covered = OutletCoverage(replace(LEDGER, name=name), DIFF.coverage[1].articles)
        story = story_of(replace(DIFF, coverage=(DIFF.coverage[0], covered, *DIFF.coverage[2:])))
        assert story.outlets[1].outlet.name == "The Daily Ledger (stand-in)"


@pytest.mark.parametrize(
    ("moment", "words", "iso"),
    [
        (datetime(2025, 11, 20, 21, 5, tzinfo=UTC), "20 November 2025, 21:05 UTC", "2025-11-20T21:05:00Z"),
        (datetime(2025, 11, 20, tzinfo=UTC), "20 November 2025", "2025-11-20T00:00:00Z"),
        (
            datetime(2025, 12, 31, 20, 30, tzinfo=timezone(timedelta(hours=-5))),
            "1 January 2026, 01:30 UTC",
            "2026-01-01T01:30:00Z",
        ),
    ],
)
def test_moments_are_told_in_utc(moment: datetime, words: str, iso: str) -> None:
    assert moment_in_words(moment) == words
    assert moment_in_iso(moment) == iso


def test_a_telling_names_the_first_one_above_it_with_the_same_words() -> None:
    reference, same, other, _ = DIFF.shared[0].tellings
    copy = replace(other, id="copy", outlet_id=STAR.id)
    group = replace(DIFF.shared[0], tellings=(reference, other, same, copy), changes=())
    [claim] = story_of(replace(DIFF, shared=(group,), relay_checks=())).shared
    names = [comparison.same_words_as and comparison.same_words_as.id for comparison in claim.comparisons]
    assert names == [None, GAZETTE.id, LEDGER.id]
