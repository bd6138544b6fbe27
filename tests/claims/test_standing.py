from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.refind import out_of_order, same_claims
from claims.standing import Standing, standings
from claims.types import Claim, Span
from sources.types import Article
from tests.claims.build import article, claim

URL = "https://harbour-times.example/2025/11/budget"
# What is found from the other end: a claim that one version alone has.
BACK = {
    "added": "content_removed",
    "attribution_added": "attribution_removed",
    "parted": "joined",
    "content_removed": "added",
    "attribution_removed": "attribution_added",
    "joined": "parted",
}

# A budget story of a morning, as first published.
FIRST = """The government plans to spend more on harbours next year.

The finance minister said the programme would cost 3 billion euros over five years.

“We have run out of patience with the delays,” the harbour master said.

Dock workers have not been paid since June, according to the transport union.

The opposition leader called the programme a waste of money.

An official at the finance ministry said no contract had been signed."""

# Corrected an hour later: the sum, the quotation, who spoke for the workers; the opposition moved up.
SECOND = """The government plans to spend more on harbours next year.

The opposition leader called the programme a waste of money.

The finance minister said the programme would cost 5 billion euros over five years.

“We have run out of money because of the delays,” the harbour master said.

Dock workers have not been paid since June, according to the labour inspectorate.

An official at the finance ministry claimed no contract had been signed."""

# In the evening: what was said of the pay stands there without anyone to say it, and the official is gone.
THIRD = """The government plans to spend more on harbours next year, and two contracts were signed on Monday.

The opposition leader called the programme a waste of money.

The finance minister said the programme would cost 5 billion euros over five years.

“We have run out of money because of the delays,” the harbour master said.

Dock workers have not been paid since June.

Correction: An earlier version of this article gave another sum."""

COST = "the programme would cost 3 billion euros over five years"
PATIENCE = "“We have run out of patience with the delays,”"
PAID = "Dock workers have not been paid since June"
WASTE = "a waste of money"
CONTRACT = "no contract had been signed"


def told(home: Article, *claims: tuple[str, str, str]) -> list[Claim]:
    """Return claims from wording, speaker and cue."""
    return [claim(words, within=home, speaker=who, source_type="role", cue=cue) for words, who, cue in claims]


def budget() -> tuple[list[Article], dict[str, Sequence[Claim]]]:
    versions = [article(text, outlet_id="harbour-times", url=URL) for text in (FIRST, SECOND, THIRD)]
    minister, master, opposition = "finance minister", "harbour master", "opposition leader"
    five, money = COST.replace("3", "5"), "“We have run out of money because of the delays,”"
    claims = [
        told(
            versions[0],
            (COST, minister, "say"),
            (PATIENCE, master, "say"),
            (PAID, "transport union", "according to"),
            (WASTE, opposition, "call"),
            (CONTRACT, "finance ministry official", "say"),
        ),
        told(
            versions[1],
            (WASTE, opposition, "call"),
            (five, minister, "say"),
            (money, master, "say"),
            (PAID, "labour inspectorate", "according to"),
            (CONTRACT, "finance ministry official", "claim"),
        ),
        told(versions[2], (WASTE, opposition, "call"), (five, minister, "say"), (money, master, "say")),
    ]
    return versions, {home.version_id: found for home, found in zip(versions, claims, strict=True)}


def kinds(standing: Standing) -> list[str]:
    return [step.kind for step in standing.steps]


def by_first_words(found: Sequence[Standing], claims: Mapping[str, Sequence[Claim]]) -> dict[str, Standing]:
    wordings = {one.id: one.wording for held in claims.values() for one in held}
    return {wordings[standing.claim_id]: standing for standing in found}


def test_a_story_that_was_corrected_twice() -> None:
    versions, claims = budget()
    found = by_first_words(standings(versions, claims), claims)
    assert {words: (kinds(standing), standing.fate) for words, standing in found.items()} == {
        COST: (["reworded", "kept"], "stands"),
        PATIENCE: (["quote_altered", "kept"], "stands"),
        PAID: (["attribution_changed", "attribution_removed"], "unattributed"),
        WASTE: (["moved", "kept"], "stands"),
        CONTRACT: (["attribution_changed", "content_removed"], "withdrawn"),
    }
    cost, paid = found[COST].steps[0], found[PAID].steps[1]
    assert cost.before
    assert cost.after
    assert (cost.before.text, cost.after.text) == (COST, COST.replace("3", "5"))
    assert [change.kind for change in cost.changes] == ["quantity"]
    assert paid.after
    assert (paid.after.text, paid.after.claim_id) == (PAID, None)
    assert found[CONTRACT].steps[1].after is None
    assert found[PATIENCE].numbers == (0, 1, 2)
    assert found[PATIENCE].version_ids == tuple(version.version_id for version in versions)


def test_a_claim_that_comes_back_goes_on() -> None:
    versions, claims = budget()
    found = by_first_words(standings([*versions, versions[0]], claims), claims)
    assert kinds(found[CONTRACT]) == ["attribution_changed", "content_removed", "restored"]
    assert kinds(found[PAID]) == ["attribution_changed", "attribution_removed", "restored"]
    assert (found[CONTRACT].numbers, found[CONTRACT].fate) == ((0, 1, 3), "stands")
    assert found[CONTRACT].claim_ids[0] == found[CONTRACT].claim_ids[2]
    assert len(found) == 5


def test_a_live_article_grows() -> None:
    """The spokesman's two claims become one sentence's, and what the outlet had said itself gets a source."""
    early = article(
        "The bridge will stay closed until Friday.\n\nThe rail operator’s spokesman said that two trains were damaged."
        "\n\nThe rail operator’s spokesman said that nobody on board was hurt.",
        url=URL,
    )
    late = article(
        "The bridge will stay closed until Friday, the road authority said.\n\n"
        "Two trains were damaged but nobody on board was hurt, the rail operator’s spokesman said.\n\n"
        "Passengers waited for five hours in the cold, a fire officer said.",
        url=URL,
    )
    spokesman = "rail operator’s spokesman"
    claims = {
        early.version_id: told(
            early, ("two trains were damaged", spokesman, "say"), ("nobody on board was hurt", spokesman, "say")
        ),
        late.version_id: told(
            late,
            ("The bridge will stay closed until Friday", "road authority", "say"),
            ("Two trains were damaged but nobody on board was hurt", spokesman, "say"),
            ("Passengers waited for five hours in the cold", "fire officer", "say"),
        ),
    }
    steps = Counter(step.kind for standing in standings([early, late], claims) for step in standing.steps)
    assert steps == {"reworded": 1, "joined": 1, "attribution_added": 1, "added": 1}
    back = Counter(step.kind for standing in standings([late, early], claims) for step in standing.steps)
    assert back == {"reworded": 1, "parted": 1, "attribution_removed": 1, "content_removed": 1}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # words
        (("the plan is ready", "minister", "say"), ("the plan is ready", "minister", "say"), "kept"),
        (("that the plan is ready", "minister", "say"), ("the plan is ready", "minister", "say"), "kept"),
        (("the plan is ready", "minister", "say"), ("the plan is nearly ready", "minister", "say"), "reworded"),
        (("the plan was ready", "minister", "say"), ("the plan is ready", "minister", "say"), "reworded"),
        (("12 people were killed", "minister", "say"), ("15 people were killed", "minister", "say"), "reworded"),
        # a telling with more
        (
            ("the port stays shut until Friday", "minister", "say"),
            (
                "the port stays shut until Friday, and ships that wait outside will be sent on to other harbours along "
                "the northern coast",
                "minister",
                "say",
            ),
            "reworded",
        ),
        # quotations
        (
            ("“We will never sign this treaty”", "minister", "say"),
            ("“We will not sign this treaty now”", "minister", "say"),
            "quote_altered",
        ),
        (
            ("“We will never sign this treaty”", "minister", "say"),
            ("they would never sign the treaty", "minister", "say"),
            "quote_altered",
        ),
        # voices
        (("the plan is ready", "minister", "say"), ("the plan is ready", "minister", "claim"), "attribution_changed"),
        (("the plan is ready", "minister", "say"), ("the plan is ready", "mayor", "say"), "attribution_changed"),
        (("the plan is ready", "minister", "say"), ("the plan is ready", "finance minister", "say"), "kept"),
        (
            ("the plan is ready", "minister", "say"),
            ("the plan is ready", "minister", "announce"),
            "attribution_changed",
        ),
        # others
        (("the plan is ready", "minister", "say"), ("the opposition will vote against it", "mayor", "say"), None),
        (("it is a lie", "minister", "say"), ("it is a mistake", "mayor", "say"), None),
    ],
)
def test_steps(old: tuple[str, str, str], new: tuple[str, str, str], expected: str | None) -> None:
    homes = [article(f"{words}, {who} {cue}.", url=URL) for words, who, cue in (old, new)]
    claims = {home.version_id: told(home, one) for home, one in zip(homes, (old, new), strict=True)}
    found = standings(homes, claims)
    assert [kinds(standing) for standing in found] == ([[expected]] if expected else [["content_removed"], ["added"]])
    back = standings(homes[::-1], claims)
    assert [kinds(standing) for standing in back] == ([[expected]] if expected else [["content_removed"], ["added"]])


@pytest.mark.parametrize(
    ("ending", "expected"),
    [("", "attribution_changed"), (" The transport union had called for that.", "kept")],
)
def test_a_body_in_place_of_a_person_is_another_speaker_unless_both_are_named(ending: str, expected: str) -> None:
    old = article(f"Pay is late, the dock foreman said.{ending}", url=URL)
    new = article(f"Pay is late, the transport union said.{ending}", url=URL)
    claims = {
        old.version_id: [claim("Pay is late", within=old, speaker="the dock foreman", source_type="role")],
        new.version_id: [claim("Pay is late", within=new, speaker="the transport union", source_type="organisation")],
    }
    assert [kinds(standing) for standing in standings([old, new], claims)] == [[expected]]


def test_a_few_words_that_stand_anywhere_are_no_claim_that_lost_its_speaker() -> None:
    old = article("It is so, the minister said. The rest is known.", url=URL)
    new = article("The rest is known. It is so.", url=URL)
    claims = {old.version_id: told(old, ("It is so", "minister", "say"))}
    assert [kinds(standing) for standing in standings([old, new], claims)] == [["content_removed"]]


def test_the_same_words_twice_are_told_apart_by_speaker_then_by_place() -> None:
    home = article("The plan is ready, the mayor said. The plan is ready, the minister said.", url=URL)
    mayor, minister = told(home, ("The plan is ready", "mayor", "say"), ("The plan is ready", "minister", "say"))
    assert same_claims([mayor, minister], [minister, mayor]) == [(0, 1), (1, 0)]
    assert same_claims([mayor, mayor], [mayor, mayor, mayor]) == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([], set()),
        ([0, 1, 2, 3], set()),
        ([3, 0, 1, 2], {3}),
        ([1, 2, 3, 0], {0}),
        ([1, 0, 2], {0, 1}),
        ([2, 3, 0, 1, 4], {0, 1, 2, 3}),
        ([4, 5, 0, 1, 2, 3], {4, 5}),
    ],
)
def test_what_passed_most_others_moved(order: list[int], expected: set[int]) -> None:
    pairs = list(enumerate(order))
    assert {number for _, number in out_of_order(pairs)} == expected


def test_nothing_at_all() -> None:
    assert standings([], {}) == ()
    home = article("The plan is ready.", url=URL)
    assert standings([home, home], {}) == ()


SPEAKERS, CUES = ("the minister", "the mayor", "a union"), ("said", "claimed")
CONTENTS = (
    "the harbour programme will cost 3 billion euros",
    "the harbour programme will cost 5 billion euros",
    "“we have run out of patience with the delays”",
    "“we have run out of money and patience”",
    "dock workers have not been paid since June",
    "nothing was signed",
    "no",
)
SENTENCES = st.tuples(st.sampled_from(CONTENTS), st.sampled_from(SPEAKERS), st.sampled_from(CUES), st.booleans())
DRAFTS = st.lists(SENTENCES, max_size=6)


def written(draft: Sequence[tuple[str, str, str, bool]]) -> tuple[Article, list[Claim]]:
    """Return an article of these sentences, and claims of those that are said."""
    sentences = [f"{who} {cue} {words}" if said else words for words, who, cue, said in draft]
    home = article(". ".join(sentences), url=URL)
    found, at = [], 0
    for (words, who, cue, said), sentence in zip(draft, sentences, strict=True):
        if said:
            alone = claim(words, within=article(sentence), speaker=who, source_type="role", cue=cue)
            found.append(_moved(alone, home, at))
        at += len(sentence) + 2
    return home, found


def _moved(one: Claim, home: Article, by: int) -> Claim:
    """Return a claim of an article that is one sentence as a claim of the article in which that sentence stands."""

    def there(span: Span | None) -> Span | None:
        return Span(span.start + by, span.end + by) if span else None

    return replace(
        one,
        id=f"{home.version_id}-{by}",
        version_id=home.version_id,
        start=one.start + by,
        end=one.end + by,
        fragments=(Span(one.start + by, one.end + by),),
        cue_span=there(one.cue_span),
        hops=tuple(replace(hop, span=there(hop.span)) for hop in one.hops),
        quantities=tuple(replace(one, span=Span(one.span.start + by, one.span.end + by)) for one in one.quantities),
    )


@given(DRAFTS)
def test_of_identical_versions_all_claims_are_kept(draft: list[tuple[str, str, str, bool]]) -> None:
    home, told_there = written(draft)
    found = standings([home, home, home], {home.version_id: told_there})
    assert [standing.claim_ids for standing in found] == [(one.id,) * 3 for one in told_there]
    assert all(not standing.changed and standing.fate == "stands" for standing in found)


@given(DRAFTS, DRAFTS)
def test_from_the_other_end_what_was_added_is_removed(
    old: list[tuple[str, str, str, bool]], new: list[tuple[str, str, str, bool]]
) -> None:
    (before, ours), (after, theirs) = written(old), written(new)
    claims = {before.version_id: ours, after.version_id: theirs}
    there = Counter(step.kind for standing in standings([before, after], claims) for step in standing.steps)
    back = Counter(step.kind for standing in standings([after, before], claims) for step in standing.steps)
    assert Counter({BACK.get(kind, kind): count for kind, count in there.items()}) == back


@given(st.lists(DRAFTS, max_size=5))
def test_each_claim_of_each_version_is_in_exactly_one_standing(drafts: list[list[tuple[str, str, str, bool]]]) -> None:
    pairs = [written(draft) for draft in drafts]
    versions = [home for home, _ in pairs]
    found = standings(versions, {home.version_id: told_there for home, told_there in pairs})
    held = Counter((number, one) for s in found for number, one in zip(s.numbers, s.claim_ids, strict=True))
    assert held == Counter((number, one.id) for number, (_, told_there) in enumerate(pairs) for one in told_there)
    for standing in found:
        assert list(standing.numbers) == sorted(set(standing.numbers))
        assert [versions[number].version_id for number in standing.numbers] == list(standing.version_ids)
        assert (standing.fate == "stands") == (standing.numbers[-1] == len(versions) - 1)
        for step in standing.steps:
            assert step.version_id == versions[step.number].version_id
