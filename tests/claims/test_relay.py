from typing import Any

import pytest

from claims.relay import check_relays
from claims.types import Claim, RelayCheck
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
