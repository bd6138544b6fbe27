from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from claims.match import ReadingPair, score_readings
from claims.relay import check_relays
from claims.types import (
    Change,
    Claim,
    CueChanged,
    HedgeChanged,
    Hop,
    Match,
    Passage,
    PolarityChanged,
    QuantityChanged,
    QuoteCut,
    QuoteMerged,
    QuoteParaphrased,
    RelayCheck,
    Span,
)
from sources.registry import Registry
from sources.types import Article
from tests.claims.build import article, claim, numbers, outlet, relay

REGISTRY = Registry(
    (outlet("alpha"), outlet("wsj"), outlet("wsj-stand-in", stands_in_for="wsj"), outlet("tass")),
)
HOME = article(
    "The plan would cap the army of Ukraine at 600,000 troops, an official said. "
    "“There are no talks on such a plan today,” Peskov said. "
    "Several elements of the framework are unacceptable, officials said.\n\n"
    "The foreign ministers of the bloc will meet in Brussels on the day after.",
    outlet_id="wsj",
)
TROOPS = "The plan would cap the army of Ukraine at 600,000 troops"
TALKS = "“There are no talks on such a plan today,”"
ELEMENTS = "Several elements of the framework are unacceptable"
TOLD = [
    claim(TROOPS, within=HOME, speaker="an official", source_type="anonymous", quantities=numbers(TROOPS, "troop")),
    claim(TALKS, within=HOME, speaker="Peskov"),
    claim(ELEMENTS, within=HOME, speaker="officials", source_type="collective"),
]


def check(wording: str, home: Article = HOME, told: list[Claim] = TOLD, **chain: Any) -> RelayCheck:
    """Return the check of what the outlet "alpha" says that the Journal says."""
    relaying = article(wording, outlet_id="alpha")
    quantities = numbers(wording, "troop")
    relayed = claim(wording, within=relaying, relays=[relay("wsj")], quantities=quantities, **chain)
    (found,) = check_relays([relayed, *told], [relaying, home], REGISTRY)
    assert (found.claim_id, found.relay_id) == (relayed.id, "wsj")
    return found


OFFICIALS = {"speaker": "officials", "source_type": "collective"}
NOBODY: dict[str, Any] = {"speaker": None}


@pytest.mark.parametrize(
    ("wording", "chain", "verdict", "found"),
    [
        (TROOPS, NOBODY, "verified", TROOPS),
        (TROOPS, {"speaker": "officials", "source_type": "anonymous"}, "verified", TROOPS),
        (TROOPS.replace("600,000", "800,000"), NOBODY, "altered", TROOPS),
        (TROOPS.replace("cap the army", "limit the army"), NOBODY, "reworded", TROOPS),
        (TROOPS, {"speaker": "Marco Rubio"}, "altered", TROOPS),
        (TALKS, {"speaker": "Dmitry Peskov", "cue_class": "assertive"}, "verified", TALKS),
        (TALKS.replace("are no talks", "are talks"), {"polarity": "negated"}, "altered", TALKS),
        (TALKS.strip("“,”"), {}, "reworded", TALKS),
        (ELEMENTS, OFFICIALS, "verified", ELEMENTS),
        (ELEMENTS.replace("Several", "Many"), OFFICIALS, "altered", ELEMENTS),
        (ELEMENTS.replace("elements", "parts"), OFFICIALS, "reworded", ELEMENTS),
        ("All sanctions on Russia would be lifted within years", NOBODY, "not_found", None),
    ],
)
def test_what_the_relay_itself_says(wording: str, chain: dict[str, Any], verdict: str, found: str | None) -> None:
    result = check(wording, **chain)
    assert result.verdict == verdict
    assert result.checked_id == "wsj"
    assert (result.found.text if result.found else None) == found
    if result.found:
        assert result.found.span.of(HOME.text) == found
        assert result.found.claim_id in {told.id for told in TOLD}


@pytest.mark.parametrize(
    ("wording", "verdict"),
    [
        ("that the foreign ministers of the bloc would meet in Brussels on the day after", "verified"),
        ("that the foreign ministers of the bloc would gather in Brussels on the day after", "reworded"),
    ],
)
def test_a_sentence_in_the_relays_own_voice_counts_where_no_claim_does(wording: str, verdict: str) -> None:
    result = check(wording, speaker="officials", source_type="collective", cue_class="factive")
    assert result.verdict == verdict
    assert result.found is not None
    assert result.found.text == "The foreign ministers of the bloc will meet in Brussels on the day after."
    assert result.found.span.of(HOME.text) == result.found.text
    assert result.found.claim_id is None


def test_a_stand_in_is_looked_into_where_the_relay_is_not_held() -> None:
    home = article(HOME.text, outlet_id="wsj-stand-in")
    result = check(TROOPS, home, [claim(TROOPS, within=home, speaker=None)], speaker=None)
    assert (result.verdict, result.checked_id) == ("verified", "wsj-stand-in")


def test_the_relay_itself_comes_before_what_stands_in_for_it() -> None:
    relaying, stand_in = article(TROOPS), article(HOME.text, outlet_id="wsj-stand-in")
    relayed = claim(TROOPS, within=relaying, speaker=None, relays=[relay("wsj")])
    (result,) = check_relays([relayed, *TOLD], [relaying, stand_in, HOME], REGISTRY)
    assert (result.verdict, result.checked_id) == ("verified", "wsj")


def test_an_outlet_without_an_article_in_the_story_is_not_held() -> None:
    relaying = article(TROOPS)
    relayed = claim(TROOPS, within=relaying, relays=[relay("tass")])
    (result,) = check_relays([relayed], [relaying], REGISTRY)
    assert result == RelayCheck(relayed.id, "tass", None, "not_held", None)


@pytest.mark.parametrize("outlet_id", ["wsj", "wsj-stand-in"])
def test_an_outlet_that_names_itself_relays_nobody(outlet_id: str) -> None:
    home = article(TROOPS, outlet_id=outlet_id)
    assert check_relays([claim(TROOPS, within=home, relays=[relay("wsj")])], [home, HOME], REGISTRY) == ()


def test_each_relay_of_a_chain_is_checked_and_claims_without_one_are_not() -> None:
    relaying = article(TROOPS)
    relayed = claim(TROOPS, within=relaying, speaker=None, relays=[relay("tass"), relay("wsj")])
    checks = check_relays([relayed, *TOLD], [relaying, HOME], REGISTRY)
    assert [(check.relay_id, check.verdict) for check in checks] == [("tass", "not_held"), ("wsj", "verified")]


HERE = Passage(HOME.version_id, Span(0, 3), "The")
LATER = datetime(2025, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hop", "checked"),
    [
        (Hop("relay", "outlet", "Wsj"), ["wsj"]),  # a name that the registry knows
        (Hop("relay", "outlet", "the WSJ"), ["wsj"]),
        (Hop("relay", "outlet", "local media"), []),
        (Hop("relay", "organisation", "Wsj"), []),  # not named as an outlet
    ],
)
def test_a_relay_that_is_but_a_name(hop: Hop, checked: list[str]) -> None:
    relayed = claim(TROOPS, within=article(TROOPS), speaker=None, relays=[hop])
    found = check_relays([relayed, *TOLD], [article(TROOPS), HOME], REGISTRY)
    assert [it.relay_id for it in found] == checked


def test_one_outlet_by_id_and_by_name_is_checked_once() -> None:
    relayed = claim(TROOPS, within=article(TROOPS), relays=[relay("wsj"), Hop("relay", "outlet", "Wsj")])
    assert len(check_relays([relayed, *TOLD], [article(TROOPS), HOME], REGISTRY)) == 1


def test_what_a_text_that_was_cut_off_does_not_have_is_not_held() -> None:
    home = article(HOME.text, outlet_id="wsj", completeness="truncated")
    told = [replace(it, version_id=home.version_id) for it in TOLD]
    lost = check("All sanctions on Russia would be lifted within years", home, told, speaker=None)
    assert (lost.verdict, lost.checked_id, lost.found) == ("not_held", None, None)
    assert check(TROOPS, home, told, speaker=None).verdict == "verified"


def test_a_relay_that_has_it_from_another_is_checked_for_what_it_says_itself() -> None:
    """Alpha has it from Tass, Tass from the Journal: the number went wrong with Tass."""
    wrong = TROOPS.replace("600,000", "800,000")
    told = claim(wrong, outlet_id="tass", speaker=None, relays=[relay("wsj")], quantities=numbers(wrong, "troop"))
    between = article(wrong, outlet_id="tass")
    home = article(wrong)
    relayed = claim(
        wrong, within=home, speaker=None, relays=[relay("tass"), relay("wsj")], quantities=numbers(wrong, "troop")
    )
    checks = check_relays([relayed, told, *TOLD], [home, between, HOME], REGISTRY)
    assert [(it.claim_id, it.relay_id, it.verdict) for it in checks] == [
        (relayed.id, "tass", "verified"),
        (relayed.id, "wsj", "altered"),
        (told.id, "wsj", "altered"),
    ]


def test_what_is_dated_later_is_looked_into_all_the_same() -> None:
    home = article(HOME.text, outlet_id="wsj", published=LATER)
    told = [replace(it, version_id=home.version_id) for it in TOLD]
    assert check(TROOPS, home, told, speaker=None).verdict == "verified"


CHANGES: list[tuple[list[Change], str]] = [
    ([], "verified"),
    ([CueChanged(HERE, HERE, "neutral", "factive")], "verified"),
    ([QuoteCut(HERE, HERE)], "verified"),
    ([QuoteMerged(HERE, HERE)], "altered"),
    ([QuoteParaphrased(HERE, HERE)], "reworded"),
    ([QuantityChanged(HERE, HERE, 6, 8, "troop")], "altered"),
    ([QuantityChanged(HERE, HERE, 6, 8, "troop", certain=False)], "reworded"),
    ([QuoteParaphrased(HERE, HERE), PolarityChanged(HERE, HERE)], "altered"),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_what_changes_come_to(monkeypatch: pytest.MonkeyPatch, changes: list[Change], expected: str) -> None:
    monkeypatch.setattr("claims.relay.compare", lambda *_: tuple(changes))
    assert check(TROOPS, speaker=None).verdict == expected


@pytest.mark.parametrize(
    ("hedged", "hedged_relayed", "verdict"),
    [(True, False, "altered"), (False, True, "verified"), (True, True, "verified")],
)
def test_a_hedge_that_is_lost_alters_and_one_that_is_added_does_not(
    monkeypatch: pytest.MonkeyPatch, *, hedged: bool, hedged_relayed: bool, verdict: str
) -> None:
    monkeypatch.setattr("claims.relay.compare", lambda *_: (HedgeChanged(HERE, HERE),))
    relaying, hedge = article(TROOPS), (Span(0, 3),)
    relayed = claim(TROOPS, within=relaying, speaker=None, relays=[relay("wsj")])
    told = [replace(TOLD[0], hedges=hedge if hedged else ())]
    checks = check_relays([replace(relayed, hedges=hedge if hedged_relayed else ()), *told], [relaying, HOME], REGISTRY)
    assert [it.verdict for it in checks] == [verdict]


def test_a_bulletin_on_hundreds_of_sites_is_compared_with_the_relay_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[ReadingPair] = []

    def score(pairs: Iterable[ReadingPair]) -> Iterator[Match]:
        asked = list(pairs)
        scored.extend(asked)
        return score_readings(asked)

    monkeypatch.setattr("claims.relay.score_readings", score)
    homes = [article(f"{number}: {TROOPS}") for number in range(300)]
    relayed = [claim(TROOPS, within=home, speaker=None, relays=[relay("wsj")]) for home in homes]
    checks = check_relays([*relayed, *TOLD], [*homes, HOME], REGISTRY)
    assert {(it.verdict, it.checked_id) for it in checks} == {("verified", "wsj")}
    assert len(checks) == len(homes)
    assert len(scored) == len(TOLD)


def test_of_hundreds_of_claims_those_with_the_same_words_are_looked_into() -> None:
    others = [claim(f"That is the end of case {number} in court", outlet_id="wsj") for number in range(200)]
    homes = [article(it.wording, outlet_id="wsj") for it in others]
    relayed = claim(TROOPS, within=article(TROOPS), speaker=None, relays=[relay("wsj")])
    (found,) = check_relays([relayed, *others, *TOLD], [article(TROOPS), *homes, HOME], REGISTRY)
    assert found.found is not None
    assert (found.verdict, found.found.text) == ("verified", TROOPS)
