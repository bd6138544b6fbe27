"""Two outlets side by side: what the records say, and that each form says it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

import reports
from claims.types import CoverageDiff, GroupDiff, OutletCoverage, QuantityChanged
from reports.changes import KIND_LABELS
from reports.pair import WEIGHTS, build_pair
from reports.pair_forms import SCHEMA, render_pair
from reports.pair_types import PairView
from reports.schemas import schema_document
from tests.reports.build_diff import GAZETTE, LEDGER, LEDGER_ARTICLE, passage_of
from tests.reports.build_pair import bridge_diff, pair_report, two_pair_stories
from tests.reports.test_formats import REGENERATE, Text

GOLDEN = Path(__file__).parent / "golden"
SCHEMA_FILE = Path(reports.__file__).parent / "diff.schema.json"


def view() -> PairView:
    return build_pair(pair_report())


def with_diff(diff: CoverageDiff) -> PairView:
    return build_pair(replace(pair_report(), diffs=(replace(diff, relay_checks=()),)))


@pytest.mark.parametrize("form", ["md", "json"])
def test_the_form_is_as_it_was(form: str) -> None:
    text = render_pair(pair_report(), form)
    path = GOLDEN / f"diff.{form}"
    if os.environ.get(REGENERATE):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), (
        f"{path.name} changed. If it should, run {REGENERATE}=1 pytest tests/reports/test_pair.py and look at the diff."
    )


def test_the_schema_file_is_what_the_records_give() -> None:
    text = schema_document(PairView, SCHEMA)
    if os.environ.get(REGENERATE):
        SCHEMA_FILE.write_text(text, encoding="utf-8", newline="\n")
    assert SCHEMA_FILE.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "report", [pair_report(), two_pair_stories(), replace(pair_report(), diffs=(), alone=(), articles=(), left_out={})]
)
def test_the_json_is_as_its_schema_says(report: reports.pair_types.PairReport) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(render_pair(report, "json")))


def test_claims_stand_as_the_left_outlet_has_them() -> None:
    [story] = view().stories
    assert [claim.reference.wording[:12] for claim in story.shared] == ["“We will not", "The repairs ", "Two of the b"]
    assert [claim.number for claim in story.shared] == [1, 2, 3]
    assert [(only.number, only.tellings[0].outlet.id) for only in (*story.only_left, *story.only_right)] == [
        (4, GAZETTE.id),
        (5, LEDGER.id),
    ]


def test_every_kind_of_change_has_a_weight() -> None:
    assert set(WEIGHTS) == set(KIND_LABELS)


def test_a_claim_weighs_what_its_changes_do() -> None:
    [story] = view().stories
    assert [claim.weight for claim in story.shared] == [3, 3 + 2, 1 + 2 + 2]


def test_numbers_that_may_both_be_right_weigh_less_and_come_last() -> None:
    diff = bridge_diff()
    cost = diff.shared[2]
    left, right = map(passage_of, cost.tellings)
    possible = QuantityChanged(left, right, 600_000, 900_000, "EUR", certain=False)
    [story] = with_diff(replace(diff, shared=(replace(cost, changes=(possible, *cost.changes)),))).stories
    assert story.shared[0].weight == 1 + 2 + 3
    assert [(one.right.value, one.certain) for one in story.quantities] == [(800_000, True), (900_000, False)]


def test_a_change_that_is_shown_once_weighs_once() -> None:
    diff = bridge_diff()
    pledge = diff.shared[1]
    [story] = with_diff(replace(diff, shared=(replace(pledge, changes=pledge.changes * 2),))).stories
    assert story.shared[0].weight == 3


def test_further_tellings_of_the_left_outlet_are_no_comparisons() -> None:
    diff = bridge_diff()
    pledge, cost = diff.shared[1], diff.shared[2]
    again = replace(pledge, tellings=(pledge.tellings[0], cost.tellings[0], pledge.tellings[1]))
    [story] = with_diff(replace(diff, shared=(again,))).stories
    [claim] = story.shared
    assert [telling.wording for telling in claim.again] == ["The repairs will cost 600,000 euros"]
    assert [one.telling.outlet.id for one in claim.comparisons] == [LEDGER.id]


@pytest.mark.parametrize(
    ("completeness", "absent", "silence"),
    [
        ("complete", (LEDGER.id,), "absent"),
        ("complete", (), "words"),
        ("truncated", (), "incomplete"),
        (None, (), "no_article"),
    ],
)
def test_why_the_other_outlet_lacks_a_claim(completeness: str | None, absent: tuple[str, ...], silence: str) -> None:
    diff = bridge_diff()
    only = replace(diff.only[1], absent_from=absent, unknown_for=() if absent else (LEDGER.id,))
    text = replace(LEDGER_ARTICLE, completeness=completeness)  # type: ignore[arg-type]
    ledger = OutletCoverage(LEDGER, (text,) if completeness else ())
    [story] = with_diff(replace(diff, coverage=(ledger, diff.coverage[1]), shared=(), only=(only,))).stories
    assert [one.silence for one in story.only_left] == [silence]


def test_relay_checks_are_those_between_the_two() -> None:
    [story] = view().stories
    assert [(check.teller.id, check.verdict) for check in story.relay_checks] == [(GAZETTE.id, "reworded")]
    assert story.relayed_elsewhere == 1


def test_voices_count_each_claim_once() -> None:
    rows = view().voices
    found = {row.voice: (row.left.number, row.right.number) for row in rows}
    assert found == {
        "named_person": (2, 1),
        "organisation": (1, 1),
        "collective": (1, 0),
        "anonymous": (0, 1),
        "nobody_named": (0, 1),
    }
    assert sum(row.left.share for row in rows) == pytest.approx(1)
    assert sum(row.right.share for row in rows) == pytest.approx(1)


def test_cues_are_those_of_speakers_that_both_have() -> None:
    rows = view().cues
    assert [(row.speaker, row.differs) for row in rows] == [("the port authority", True), ("Ana Ruiz", False)]
    ruiz = rows[1]
    assert [(use.cue, len(use.claims)) for use in ruiz.left] == [("said", 2)]


def test_a_person_is_one_under_two_spellings() -> None:
    diff = bridge_diff()
    pledge, pledge_ledger = diff.shared[1].tellings
    [speaker, *rest] = pledge_ledger.hops
    respelt = replace(pledge_ledger, hops=(replace(speaker, name="Anna Ruíz"), *rest))
    shared = (replace(diff.shared[1], tellings=(pledge, respelt), changes=()),)
    report = replace(pair_report(), diffs=(replace(diff, shared=shared, only=(), relay_checks=()),))
    assert build_pair(report).cues == ()
    known = replace(report, speakers={pledge.id: ("s1", "Ana Ruiz"), respelt.id: ("s1", "Ana Ruiz")})
    assert [row.speaker for row in build_pair(known).cues] == ["Ana Ruiz"]


def test_sides_count_articles_and_what_the_window_leaves_out() -> None:
    left, right = view().left, view().right
    assert (left.articles, left.complete, left.truncated, left.stand_ins, left.undated, left.outside) == (
        *(2, 1, 1, 0, 1, 3),
    )
    assert (right.articles, right.complete, right.stand_ins, right.undated) == (2, 2, 2, 1)


def test_a_claim_of_several_stories_is_told_by_both_numbers() -> None:
    links = [claim.label for row in build_pair(two_pair_stories()).voices for claim in row.left.claims]
    assert "1.1" in links


def test_each_form_says_the_same() -> None:
    said = view()
    page = " ".join(Text(render_pair(pair_report(), "html")).text.split())
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(render_pair(pair_report(), "md"))
    text = " ".join(Text(rendered).text.split())
    [story] = said.stories
    facts = [
        said.title,
        said.window.label,
        *(f"{item.name} {item.version}" for item in said.versions),
        *(entry.title for entry in (*said.both, *said.only_left, *said.only_right)),
        *(row.label for row in said.voices),
        "50 % (2)",
        *(row.speaker for row in said.cues),
        *(item.article.title for item in (*story.left_articles, *story.right_articles)),
        "version 2 of 2",
        "archive 20251120-1.warc.gz at byte 1024, 512 bytes",
        *(entry.label for entry in story.kinds),
        *(change.label for claim in story.shared for one in claim.comparisons for change in one.changes),
        *(claim.source for claim in story.shared),
        "600,000",
        "800,000",
        "EUR",
        "certain",
        *(check.verdict_text for check in story.relay_checks),
        "1 claim came through third outlets",
        *(only.silence_text for only in (*story.only_left, *story.only_right)),
        *(only.tellings[0].wording for only in (*story.only_left, *story.only_right)),
        "has 2 articles on it that this window leaves out",
        "without a date",
        "live blog",
        "cut off",
        "because the report has not been published",
    ]
    for fact in facts:
        assert fact in page, fact
        assert fact in text, fact
    document = render_pair(pair_report(), "json")
    for telling in (one.reference for one in story.shared):
        assert telling.evidence.url in document


def test_equal_reports_give_equal_bytes() -> None:
    for form in ("html", "md", "json"):
        assert render_pair(pair_report(), form) == render_pair(pair_report(), form)


def test_a_story_of_two_hundred_claims_weighs_less_than_a_megabyte() -> None:
    diff = bridge_diff()
    large: list[GroupDiff] = []
    for number in range(70):
        for group in diff.shared:
            tellings = tuple(replace(claim, id=f"{claim.id}-{number}") for claim in group.tellings)
            large.append(replace(group, tellings=tellings, changes=()))
    report = replace(pair_report(), diffs=(replace(diff, shared=tuple(large), relay_checks=()),))
    assert len(render_pair(report, "html").encode()) < 1_000_000
