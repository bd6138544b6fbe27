from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from claims.change import compare
from claims.types import Change, Claim, Span
from tests.claims.build import article, claim, mention, numbers, relay

WIRE = "“Although there are communications, there are currently no negotiations on such a plan”"
SEVENTEENTH, EIGHTEENTH = date(2025, 11, 17), date(2025, 11, 18)


def changes(left: Claim, right: Claim) -> tuple[Change, ...]:
    """Compare two claims, each of which is all of its article."""
    return compare(left, right, {told.version_id: told.text for told in (left, right)})


def kinds(left: Claim, right: Claim) -> list[str]:
    return [change.kind for change in changes(left, right)]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # typography, spelling, case, tense and articles are no change
        (WIRE, WIRE.replace("“", '"').replace("”", '"').upper(), []),
        ("“the centre of Labour’s plan is dead”", "“the center of Labor's plan is dead”", []),
        ("that the plan is under review", "The plan was under review", []),
        ("any settlement must address details", "that any settlement must address the details", []),
        ("the plan hasn’t been seen", "the plan had not been seen", []),
        ("nothing new can be added", "Nothing new could be added", []),
        # a part is no change, where it is a clause, and words that mean something are one
        ("officials were shocked by the plan, because they had come to hope", "officials were shocked by the plan", []),
        ("A draft would cap the army of Ukraine", "It would also cap the army of Ukraine", []),
        ("Ukrainian and European officials were shocked", "European officials were shocked", ["wording"]),
        ("several elements are unacceptable", "many elements are unacceptable", ["wording"]),
        ("both nations must talk", "both countries must talk", ["wording"]),
        ("the plan may be dropped", "the plan must be dropped", ["wording"]),
        # quotations
        (WIRE, WIRE.replace("currently no", "no longer any"), ["quote_altered"]),
        (WIRE, "“there are currently no negotiations on such a plan”", []),
        (WIRE, WIRE.replace("currently no ", "… "), []),
        (WIRE, WIRE.replace("communications", "[channels]"), []),
        (WIRE, "that no negotiations on such a plan were under way", ["quote_paraphrased"]),
        ("that no negotiations on such a plan were under way", WIRE, ["quote_paraphrased"]),
        (WIRE, "that there were communications, but no “negotiations on such a plan”", ["quote_paraphrased"]),
        ("that the plan is “dead” for now", "that the plan is dead for now", []),
        ("that the plan is “dead” for now", "that the plan is “alive” for now", ["wording"]),
        ("that Kyiv “will never give up the Donbas”", "that Kyiv “will never hand over the Donbas”", ["quote_altered"]),
        ("that Kyiv “will never give up the Donbas”", "that Ukraine “will never give up the Donbas”", ["wording"]),
        ("“We will talk. We will not sign anything today.”", "“We will talk.” “We will not sign anything today.”", []),
    ],
)
def test_changes_of_words(left: str, right: str, expected: list[str]) -> None:
    assert kinds(claim(left), claim(right, outlet_id="beta")) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({}, {}, []),
        ({"speaker": "Dmitry Peskov"}, {"speaker": "Dmitriy Peskov"}, []),
        ({"speaker": "Dmitry Peskov"}, {"speaker": "Peskov"}, []),
        ({"speaker": "Dmitry Peskov"}, {"speaker": "Marco Rubio"}, ["speaker"]),
        ({"speaker": "Dmitry Peskov"}, {"speaker": None}, ["speaker"]),
        ({"speaker": None}, {"speaker": None}, []),
        ({}, {"speaker": "a Kremlin official", "source_type": "anonymous"}, ["anonymity"]),
        ({}, {"speaker": "Russian officials", "source_type": "collective"}, ["anonymity"]),
        ({}, {"speaker": "they", "source_type": "collective"}, []),
        ({"speaker": "Kremlin aide Ann Roe"}, {"speaker": "Kremlin officials", "source_type": "collective"}, []),
        ({"speaker": "Kremlin", "source_type": "organisation"}, {"speaker": "a man", "source_type": "anonymous"}, []),
        ({"speaker": "a video", "source_type": "unknown"}, {"speaker": None}, []),
        ({"speaker": "a video", "source_type": "unknown"}, {}, []),
        ({"speaker": "Assistant Attorney General Ann Roe"}, {"speaker": "Ann B. Roe"}, []),
        ({}, {"speaker": "the Kremlin spokesperson", "source_type": "role"}, []),
        ({}, {"speaker": "the plan", "source_type": "document"}, []),
        ({}, {"cue": "admit", "cue_class": "factive"}, ["cue"]),
        ({"cue_class": "distancing"}, {"cue_class": "distancing", "cue": "claim"}, []),
        ({}, {"polarity": "negated"}, []),
        ({}, {"relays": [relay("wsj")]}, ["relay"]),
        ({"relays": [relay("wsj")]}, {"relays": [relay("wsj")]}, []),
        ({"relays": [relay("wsj")]}, {"relays": [relay("tass")]}, ["relay"]),
    ],
)
def test_changes_of_the_chain(left: dict[str, Any], right: dict[str, Any], expected: list[str]) -> None:
    ours, theirs = claim("the plan is ready", **left), claim("the plan is ready", outlet_id="beta", **right)
    assert kinds(ours, theirs) == kinds(theirs, ours) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Kyiv had been shown the draft", "Kyiv had not been shown the draft", ["polarity"]),
        ("Kyiv won’t sign the plan", "Kyiv will sign the plan", ["polarity"]),
        ("there are no talks", "there are talks", ["polarity"]),
        ("“We will never sign the draft”", "“We will sign the draft”", ["quote_altered", "polarity"]),
        # negations that both have, or that stand in what only one of them tells
        ("Kyiv has not seen the draft", "Kyiv hasn’t seen the draft", []),
        ("“It is not about you. It is not about peace.”", "“It is not about peace.”", []),
        ("“I will not beg. We must talk.”", "“We must talk.”", []),
        ("the deal should never have been made", "the deal should have never been made", []),
        ("Kyiv wants not only a pause but peace", "Kyiv wants a pause but peace", ["wording"]),
    ],
)
def test_a_negation_is_a_change_of_polarity_where_the_rest_is_told_alike(
    left: str, right: str, expected: list[str]
) -> None:
    ours, theirs = claim(left), claim(right, outlet_id="beta", polarity="negated")
    assert kinds(ours, theirs) == kinds(theirs, ours) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("“We are ready to talk,” Dmitry Peskov said.", "“We are ready to talk,” Marco Rubio said.", ["speaker"]),
        ("“We are ready to talk,” Dmitry Peskov said.", "“We are ready to talk,” he said.", []),
        (
            "“We are ready to talk,” Dmitry Peskov said.",
            "Peskov had time. “We are ready to talk,” Marco Rubio said.",
            [],
        ),
    ],
)
def test_another_speaker_is_one_whom_the_article_names_there(left: str, right: str, expected: list[str]) -> None:
    """A pronoun may stand for another one, and so may the speaker where both are named around the quotation."""
    homes = article(left), article(right, outlet_id="beta")
    ours = claim("“We are ready to talk,”", within=homes[0])
    theirs = claim("“We are ready to talk,”", within=homes[1], speaker="Marco Rubio")
    if "Rubio" not in right:
        pronoun = Span(right.index(" he ") + 1, right.index(" he ") + 3)
        theirs = replace(theirs, hops=(replace(theirs.hops[0], span=pronoun), *theirs.hops[1:]))
    found = compare(ours, theirs, {home.version_id: home.text for home in homes})
    assert [change.kind for change in found] == expected


def test_a_changed_number_has_both_numbers_as_passages() -> None:
    left = claim("12 people were killed", quantities=numbers("12 people were killed", "people"))
    right = claim("40 people were killed", outlet_id="beta", quantities=numbers("40 people were killed", "people"))
    (change,) = changes(left, right)
    assert change.kind == "quantity"
    assert (change.left_value, change.right_value, change.unit) == (12, 40, "people")
    assert (change.left.text, change.right.text) == ("12", "40")
    assert (change.left.claim_id, change.right.claim_id) == (left.id, right.id)


def test_a_changed_day_has_both_days() -> None:
    left = replace(claim("told nothing before Nov. 17"), quantities=(), dates=(mention("Nov. 17", SEVENTEENTH, 20),))
    right = claim("told nothing before November 18", outlet_id="beta")
    right = replace(right, quantities=(), dates=(mention("November 18", EIGHTEENTH, 20),))
    (change,) = changes(left, right)
    assert change.kind == "date"
    assert (change.left.text, change.left_day) == ("Nov. 17", SEVENTEENTH)
    assert (change.right.text, change.right_day) == ("November 18", EIGHTEENTH)


def test_the_day_of_a_statement_is_not_compared_with_a_day_in_it() -> None:
    left_home = article("Peskov said on Thursday that talks begin on Nov. 17.")
    right_home = article("Talks begin on November 18, Peskov said.", outlet_id="beta")
    left = claim("that talks begin on Nov. 17", within=left_home, speaker=None, cue="")
    right = claim("Talks begin on November 18", within=right_home, speaker=None, cue="")
    days = mention("Thursday", date(2025, 11, 20), 15), mention("Nov. 17", SEVENTEENTH, 44)
    left = replace(left, quantities=(), dates=days)
    right = replace(right, quantities=(), dates=(mention("November 18", EIGHTEENTH, 15),))
    texts = {home.version_id: home.text for home in (left_home, right_home)}
    assert [change.left.text for change in compare(left, right, texts)] == ["Nov. 17"]


def test_an_altered_quotation_is_narrowed_to_its_sentence() -> None:
    left = claim("“We are ready. There are currently no talks on this.”")
    right = claim("“We are ready. There are no longer any talks on this.”", outlet_id="beta")
    (change,) = changes(left, right)
    assert (change.left.text, change.right.text) == (
        "There are currently no talks on this.",
        "There are no longer any talks on this.",
    )


def test_passages_outside_the_claim_come_from_the_article() -> None:
    home = article("European officials warned that the plan is ready, the Wall Street Journal reported.")
    span = Span(home.text.index("the Wall"), home.text.index(" reported"))
    left = claim("that the plan is ready", within=home, speaker="European officials", source_type="collective")
    left = replace(left, hops=(left.hops[0], replace(relay("wsj"), span=span), left.hops[-1]))
    right = claim("the plan is ready", outlet_id="beta", speaker="Dmitry Peskov", cue="")
    texts = {home.version_id: home.text, right.version_id: right.text}
    found = {change.kind: change for change in compare(left, right, texts)}
    assert set(found) == {"anonymity", "relay"}
    assert found["anonymity"].left.text == "European officials"
    assert found["anonymity"].right.text == "the plan is ready"
    assert found["relay"].left.text == "the Wall Street Journal"
    for change in found.values():
        assert change.left.span.of(home.text) == change.left.text
