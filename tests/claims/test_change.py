from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from claims.change import compare, is_altered_quotation
from claims.hedge import find_hedges
from claims.quantity import find_quantities
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
        (WIRE, "“there are currently no negotiations on such a plan”", ["quote_cut"]),
        (WIRE, WIRE.replace("there are communications, ", "… "), ["quote_cut"]),
        (WIRE, WIRE.replace("currently no ", "… "), ["quote_cut", "polarity"]),
        (WIRE, WIRE.replace("communications", "[channels]"), []),
        ("“We don’t know the eleven names”", "“We do not know the 11 names”", []),
        ("“Our work force is paid into April”", "“Our workforce is paid in to April”", []),
        ("“We knew,” she said, “and we paid.”", "“We knew, and we paid.”", []),
        ("“We saw the smoke and we jumped”", "“We saw smoke and we jumped”", ["quote_altered"]),
        ("“We are close, closer than we have ever been”", "“We are closer than ever”", ["quote_altered"]),
        ("“We have never seen a bloom like it”", "“We have rarely seen a bloom like it”", ["quote_altered"]),
        ("“a lie”", "“a mistake”", ["quote_altered"]),
        ("“We will fight on, and we will win in the end”", "“We will fight on.”", ["quote_cut"]),
        ("“We will fight on. We will win.”", "“We will fight on.”", []),
        ("“We lost. We deserved to lose. I am sorry.”", "“We lost. I am sorry.”", ["quote_altered"]),
        ("“We lost. We deserved to lose. I am sorry.”", "“We lost … I am sorry.”", []),
        ("“We tuned. We sat. It went dark.”", "“We tuned. It went dark. We sat.”", ["quote_altered"]),
        ("“The government has failed us”", "“They have failed us”", ["quote_altered"]),
        (WIRE, "that no negotiations on such a plan were under way", ["quote_paraphrased"]),
        ("that no negotiations on such a plan were under way", WIRE, ["quote_paraphrased"]),
        (WIRE, "that there were communications, but no “negotiations on such a plan”", ["quote_paraphrased"]),
        ("that the plan is “dead” for now", "that the plan is dead for now", []),
        ("that the plan is “dead” for now", "that the plan is “alive” for now", ["quote_altered"]),
        ("“This line was built for steam and run on hope”", "the line one “run on hope”", ["quote_paraphrased"]),
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
        ({}, {"speaker": "Kremlin officials", "source_type": "collective"}, ["anonymity"]),
        (
            {"speaker": "Kremlin", "source_type": "organisation"},
            {"speaker": "a Kremlin source", "source_type": "anonymous"},
            ["anonymity"],
        ),
        (
            {"speaker": "police", "source_type": "organisation"},
            {"speaker": "two officers", "source_type": "collective"},
            [],
        ),
        ({}, {"speaker": "TASS", "source_type": "outlet", "relays": [relay("tass")]}, ["speaker", "relay"]),
        ({"speaker": "Radek Štěpnička"}, {"speaker": "Stepnicka"}, []),
        ({"speaker": "a video", "source_type": "unknown"}, {"speaker": None}, []),
        ({"speaker": "a video", "source_type": "unknown"}, {}, []),
        ({"speaker": "Assistant Attorney General Ann Roe"}, {"speaker": "Ann B. Roe"}, []),
        ({}, {"speaker": "the Kremlin spokesperson", "source_type": "role"}, []),
        (
            {"speaker": "the union", "source_type": "organisation"},
            {"speaker": "Usbal", "source_type": "organisation"},
            [],
        ),
        (
            {"speaker": "the union", "source_type": "organisation"},
            {"speaker": "the ministry", "source_type": "organisation"},
            ["speaker"],
        ),
        (
            {"speaker": "the transport ministry", "source_type": "organisation"},
            {"speaker": "Green Party", "source_type": "organisation"},
            ["speaker"],
        ),
        (
            {"speaker": "a spokesman for the city", "source_type": "role"},
            {"speaker": "a spokesman for the railway", "source_type": "role"},
            ["speaker"],
        ),
        (
            {"speaker": "a spokesman for the city", "source_type": "role"},
            {"speaker": "a city spokeswoman", "source_type": "role"},
            [],
        ),
        ({}, {"speaker": "the plan", "source_type": "document"}, []),
        ({}, {"cue": "admit", "cue_class": "factive"}, ["cue"]),
        ({"cue_class": "distancing"}, {"cue_class": "distancing", "cue": "claim"}, []),
        ({}, {"cue": "find"}, ["cue"]),
        ({}, {"cue": "reckons", "cue_class": "none"}, ["cue"]),
        ({}, {"cue": "in the words of", "cue_class": "none"}, []),
        (
            {"speaker": "the plan", "source_type": "document", "cue": "call for", "cue_class": "request"},
            {"speaker": "officials", "source_type": "collective"},
            [],
        ),
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
        ("Beer is not going away, it is going alcohol-free", "Beer is going alcohol-free", ["wording"]),
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


def told(wording: str, outlet_id: str = "alpha") -> Claim:
    """Return a claim with the numbers and hedges that extraction finds in its wording."""
    found = claim(wording, outlet_id=outlet_id)
    size = len(wording)
    return replace(found, quantities=find_quantities(wording, 0, size), hedges=find_hedges(wording, 0, size))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # numbers, negations and hedges have kinds of their own, and the words that go with them too
        ("at least 41 people had died", "44 people died", []),
        ("the damage at between 90 and 110 million euros", "the damage at 250 million euros", [("quantity", True)]),
        ("an army of 600,000 troops", "an army halved from 900,000", [("quantity", False)]),
        ("orders had risen to 600,000 wafers", "orders had tripled since 2023", [("quantity", False)]),
        ("63 patients had been discharged", "63 patients had been treated", [("wording", None)]),
        ("the bridge may collapse", "the bridge will collapse", [("hedge", None)]),
        ("the ship may have sunk", "the ship might have sunk", []),
        ("Gunmen allegedly stole it", "Gunmen stole it", [("hedge", None)]),
        ("he could not walk, which may be a sign", "he could not walk", []),
        ("the captain knew of it", "the captain did not know of it", [("polarity", None)]),
        ("“We will not leave”", "the army would leave", [("quote_paraphrased", None), ("polarity", None)]),
        ("“We will not leave”", "the army would stay", [("quote_paraphrased", None)]),
        ("the union did not accept the offer", "the union rejected the offer", [("wording", None)]),
        ("there would be no talks", "no talks would be held", [("wording", None)]),
        # what stands for another word, or only spells it otherwise
        ("the U.S. would send troops", "the United States will send troops", []),
        ("Goalkeeper Aino Hakola will be missed", "the goalkeeper will be missed", []),
        ("the Greens would give up the post", "her party would give up the post", []),
        ("the airport would reopen", "the airport will re-open", []),
        ("regulators fined the shop", "the shop was fined", []),
        ("officers found the bones under a tree", "the bones had been found under a tree by officers", []),
        ("he would resign if the audit found fault", "he would resign", [("wording", None)]),
        ("the road was closed, because the river rose", "the road was closed", []),
        (
            "the road was closed, because the river rose",
            "the road was closed, because a tree fell",
            [("wording", None)],
        ),
        ("the attack came from the north", "the attack came from the south", [("wording", None)]),
        ("the officer fired after the man raised a knife", "the man raised a knife before the officer fired", []),
        ("the officer fired after the man fled", "the officer fired before the man fled", [("wording", None)]),
        ("actor Bo Landreth was driving home", "Landreth was driving home", []),
        ("disgraced actor Bo Landreth was driving home", "actor Bo Landreth was driving home", [("wording", None)]),
        ("the fleeing man was driving home", "the man was driving home", [("wording", None)]),
        ("the plant is safe", "the plant is unsafe", [("polarity", None)]),
        ("the strike was illegal", "the strike was legal", [("polarity", None)]),
        ("the strike was counted", "the strike was discounted", [("wording", None)]),
        ("Ash rose from Mount Rasau", "ash rose from Mt. Rasau", []),
        ("the road was shut at midday", "the road was shut", []),
        ("the road was shut at midday", "the road was shut at midnight", [("wording", None)]),
        ("the tram did 58 km/h in the bend", "the tram did almost 60 kilometres an hour in the bend", []),
    ],
)
def test_what_is_a_change_of_words_and_what_has_a_kind_of_its_own(
    left: str, right: str, expected: list[tuple[str, bool | None]]
) -> None:
    for ours, theirs in ((left, right), (right, left)):
        found = changes(told(ours), told(theirs, "beta"))
        assert [(change.kind, getattr(change, "certain", None)) for change in found] == expected


@pytest.mark.parametrize(
    ("between", "running", "expected"),
    [
        (" Roe said. An hour later she came back to the hall. ", "“We lost. We go home.”", ["quote_merged"]),
        (" Roe said, “and badly.” She paused. ", "“We lost. We go home.”", ["quote_merged"]),
        (
            " Roe said. An hour later she came back to the hall. ",
            "“We lost, and we go home.”",
            ["quote_merged", "quote_altered"],
        ),
        (" Roe said. An hour later she came back to the hall. ", "“We lost … We go home.”", []),
        (" Roe said. ", "“We lost. We go home.”", []),
        (" Roe said. She added: ", "“We lost. We go home.”", []),
    ],
)
def test_two_quotations_are_merged_where_more_stands_between_them_than_their_cue(
    between: str, running: str, expected: list[str]
) -> None:
    home = article(f"“We lost,”{between}“We go home.”")
    end = len(home.text) - len("“We go home.”")
    apart = claim("“We lost,”", within=home)
    fragments = (*apart.fragments, Span(end, len(home.text)))
    wording = "“We lost,” “We go home.”"
    apart = replace(apart, fragments=fragments, end=len(home.text), text=home.text, wording=wording)
    whole = claim(running, outlet_id="beta")
    texts = {home.version_id: home.text, whole.version_id: whole.text}
    assert [change.kind for change in compare(apart, whole, texts)] == expected
    assert [change.kind for change in compare(whole, apart, texts)] == expected


@pytest.mark.parametrize(
    ("left", "right", "passages"),
    [
        ("The dam broke. The mayor fled the town.", "The dam broke. The mayor left the town.",
         ("The mayor fled the town.", "The mayor left the town.")),
        ("the bridge may collapse soon", "the bridge will collapse soon", ("may", "will collapse")),
        ("“It broke. We knew it.” All was lost", "it broke", ("“It broke. We knew it.”", "it broke")),
        ("the captain knew of it", "the captain did not know of it", ("knew", "not know")),
        ("it rose to 612 last week", "it rose to 621 last week", ("612", "621")),
    ],
)  # fmt: skip
def test_passages_are_the_smallest_that_hold_the_change(left: str, right: str, passages: tuple[str, str]) -> None:
    (change, *_) = changes(told(left), told(right, "beta"))
    assert (change.left.text, change.right.text) == passages


@pytest.mark.parametrize(
    ("left", "right", "altered"),
    [
        ("I feel badly for General Roe", "I feel very badly for Gen. Roe", True),
        ("I feel badly for General Roe", "I feel badly for Gen. Roe", False),
        ("what is this? A circus?", "We need a tent. What is this the circus? It is no show.", True),
        ("It is a phony ideal. Not one from the book.", "It is a phony ideal, oh, not one from the book", True),
        ("He promised jobs, pay, or any other benefit", "He promised jobs...or any other benefit to us all", False),
        ("would end the scheme as we know it", "ending the scheme as we know it.", False),
        ("You paid into it for years, every week", "You paid in to it for years … and now it is gone", False),
        ("Muammar al-Qaddafi is winning", "Moammar Gadhafi is winning", False),
        ("Roe and I have talked, and we think herds & fields matter", "we think herds and fields matter.", False),
        ("The House will defend our rights of old", "defend our rights of old in the courts", False),
        ("a radical environmentalist", "a radical environmentalists", True),
    ],
)
def test_altered_quotations(left: str, right: str, *, altered: bool) -> None:
    assert is_altered_quotation(left, right) is is_altered_quotation(right, left) is altered
