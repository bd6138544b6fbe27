from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.group import group_claims
from claims.keys import find_keys
from claims.linkage import average_linkage
from claims.match import match_claims
from claims.score import load_weights
from claims.types import Claim, ClaimGroup, Match, Verdict
from sources.types import content_id
from tests.claims.build import article, claim

QUOTE = "“Nothing new can be added beyond what was discussed during the Alaska summit”"

# Claims of nothing in common, so that only the matches given decide.
FIVE = [claim(f"{word} alone", outlet_id=word) for word in ("alpha", "beta", "gamma", "delta", "epsilon")]


SAME = load_weights().same


def match(left: Claim, right: Claim, score: float, verdict: Verdict | None = None, *, reviewed: bool = False) -> Match:
    left_id, right_id = sorted((left.id, right.id))
    verdict = verdict or load_weights().verdict(score)
    return Match(content_id(left_id, right_id), left_id, right_id, score, verdict, "", (), "test/1", reviewed)


def grouped(
    claims: Sequence[Claim], matches: Sequence[Match], tellings: Mapping[str, str] | None = None
) -> tuple[ClaimGroup, ...]:
    """Group claims of one story; nothing is a copy unless `tellings` says so."""
    story_of = {claim.version_id: "story" for claim in claims}
    return group_claims(claims, matches, story_of, tellings or {claim.id: claim.id for claim in claims})


def matched(claims: Sequence[Claim]) -> tuple[ClaimGroup, ...]:
    """Match and group claims of one story."""
    tellings = {claim.id: find_keys(claim, "story").telling for claim in claims}
    return grouped(claims, match_claims(claims, "story"), tellings)


def links(**scores: float) -> list[Match]:
    """Return matches of the five, named by two letters; above 1 stands for an accepted one, below 0 rejected."""
    found = []
    for (a, b), score in scores.items():
        verdict: Verdict | None = "same" if score > 1 else "different" if score < 0 else None
        pair = FIVE["abcde".index(a)], FIVE["abcde".index(b)]
        found.append(match(*pair, 0.4 if verdict else score, verdict, reviewed=verdict is not None))
    return found


def partition(groups: tuple[ClaimGroup, ...], claims: list[Claim] = FIVE) -> list[str]:
    """Return the groups as letters: a for the first claim, b for the second."""
    letter = {claim.id: "abcdefgh"[number] for number, claim in enumerate(claims)}
    return ["".join(letter[claim_id] for claim_id in group.claim_ids) for group in groups]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, ["a", "b", "c", "d", "e"]),
        ({"ab": 0.9}, ["ab", "c", "d", "e"]),
        ({"ab": SAME}, ["ab", "c", "d", "e"]),
        ({"ab": SAME - 0.01}, ["a", "b", "c", "d", "e"]),
        ({"ab": 0.9, "bc": 0.9, "ac": 0.9}, ["abc", "d", "e"]),
        ({"ab": 0.9, "bc": 0.9, "ac": 0.5}, ["abc", "d", "e"]),
        ({"ab": 0.95, "bc": 0.9}, ["ab", "c", "d", "e"]),
        ({"ab": 0.95, "bc": 0.7, "cd": 0.95, "de": 0.7}, ["ab", "cd", "e"]),
        ({"ab": 0.99, "bc": 0.98, "cd": 0.99, "de": 0.98}, ["ab", "cd", "e"]),
        ({"ab": 0.45, "bc": 0.45, "ac": 0.45}, ["a", "b", "c", "d", "e"]),
        ({"be": 0.8, "ad": 0.8}, ["ad", "be", "c"]),
    ],
)
def test_no_chain_of_weak_links_makes_a_giant(scores: dict[str, float], expected: list[str]) -> None:
    assert partition(grouped(FIVE, links(**scores))) == expected


YES, NO = 2, -1  # what a reviewer says


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"ab": YES}, ["ab", "c", "d", "e"]),
        ({"ab": NO}, ["a", "b", "c", "d", "e"]),
        ({"ab": 0.9, "ac": 0.9, "bc": NO}, ["ab", "c", "d", "e"]),
        ({"ab": 0.9, "ac": 0.95, "bc": NO}, ["ac", "b", "d", "e"]),
        ({"ab": YES, "ac": 0.99, "bc": NO}, ["ab", "c", "d", "e"]),
        ({"ab": YES, "bc": YES, "ac": NO}, ["ab", "c", "d", "e"]),
        ({"ab": YES, "cd": YES, "ac": 0.99, "bc": 0.99, "ad": 0.99, "bd": NO}, ["ab", "cd", "e"]),
        ({"ab": YES, "bc": YES, "cd": YES, "de": YES}, ["abcde"]),
        # An accepted pair stays in the group of either: what one has is not torn from it by the other.
        ({"ac": 0.9, "ad": 0.9, "cd": 0.9}, ["acd", "b", "e"]),
        pytest.param({"ac": 0.9, "ad": 0.9, "cd": 0.9, "ab": YES}, ["abcd", "e"]),
        pytest.param({"ac": 0.9, "ab": YES}, ["abc", "d", "e"]),
    ],
)
def test_a_reviewers_verdict_outranks_all_scores(scores: dict[str, float], expected: list[str]) -> None:
    assert partition(grouped(FIVE, links(**scores))) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"ab": 0.95, "ac": 0.95}, ["abc", "d", "e"]),
        ({"ab": 0.4, "ac": 0.95}, ["ac", "b", "d", "e"]),
        ({"ab": NO, "ac": 0.95}, ["ac", "b", "d", "e"]),
        pytest.param({"ab": 0.95, "ac": 0.95, "bc": NO}, ["ab", "c", "d", "e"]),
    ],
)
def test_a_reviewer_can_tell_copies_apart(scores: dict[str, float], expected: list[str]) -> None:
    copies = {claim.id: "abc" for claim in FIVE[:3]}
    assert partition(grouped(FIVE, links(**scores), {**{claim.id: claim.id for claim in FIVE}, **copies})) == expected


@pytest.mark.parametrize(
    ("score", "verdict", "expected"),
    [
        (0.1, "same", ["ab", "c", "d", "e"]),
        (0.9, "unsure", ["a", "b", "c", "d", "e"]),
        (0.9, "different", list("abcde")),
    ],
)
def test_a_verdict_outranks_its_score(score: float, verdict: Verdict, expected: list[str]) -> None:
    assert partition(grouped(FIVE, [match(FIVE[0], FIVE[1], score, verdict)])) == expected


def test_the_canonical_telling_is_the_one_most_like_all_others() -> None:
    a, b, c = FIVE[:3]
    (group, *_) = grouped(FIVE, [match(a, b, 0.9), match(b, c, 0.9), match(a, c, 0.6)])
    assert group == ClaimGroup(content_id(a.id), "story", b.id, (a.id, b.id, c.id))


@given(st.permutations(range(5)), st.permutations([0.91, 0.93, 0.97, 0.89]))
def test_of_tellings_equally_central_the_earliest_is_canonical(order: list[int], scores: list[float]) -> None:
    # A ring with its diagonals: each telling is as like the others as any, but for the rounding of floating-point sums.
    near, far, *_ = scores
    claims = [FIVE[number] for number in order]
    matches = [match(FIVE[a], FIVE[b], near if b - a in {1, 4} else far) for a, b in combinations(range(5), 2)]
    (group,) = grouped(claims, matches)
    assert group.canonical_id == claims[0].id


def test_copies_form_one_group_and_count_each_for_themselves() -> None:
    copies = [claim(QUOTE, within=article(f"{number} {QUOTE}")) for number in range(40)]
    altered = claim(QUOTE.replace("discussed", "agreed"), outlet_id="beta")
    claims = [altered, *copies]
    (group,) = matched(claims)
    assert group.claim_ids == tuple(claim.id for claim in claims)
    assert group.canonical_id == copies[0].id


@pytest.mark.parametrize("wording", ["12 and 40", "", "“No”", "12", "that it was"])
def test_copies_that_say_too_little_stay_apart(wording: str) -> None:
    copies = [claim(wording, within=article(f"{number} {wording}")) for number in range(3)]
    assert len(matched(copies)) == 3


def test_a_bulletin_on_five_thousand_sites_is_one_group_with_a_match_for_each() -> None:
    copies = [claim(QUOTE, within=article(f"{number} {QUOTE}", outlet_id=f"site{number}")) for number in range(5_000)]
    tellings = {copy.id: find_keys(copy, "story").telling for copy in copies}
    matches = match_claims(copies, "story")
    assert len(matches) == len(copies) - 1
    (group,) = grouped(copies, matches, tellings)
    assert group.claim_ids == tuple(copy.id for copy in copies)
    assert group.canonical_id == copies[0].id


def near_copies(count: int) -> list[Claim]:
    """Return tellings of one statement, no two alike."""
    choices = (
        ("the ministry", "the health ministry", "the government"),
        ("expects", "believes", "hopes"),
        ("the number", "the total", "the count"),
        ("of hospital beds in the northern provinces", "of beds in hospitals of the northern provinces"),
        ("to double", "to grow", "to increase"),
        ("before the end of next winter", "before the end of next season", "by the end of next winter"),
    )
    told = list(islice(map(" ".join, product(*choices)), 0, None, 486 // count))[:count]
    return [claim(one, within=article(f"{n} {one}", outlet_id=f"site{n}")) for n, one in enumerate(told)]


@pytest.mark.parametrize("count", [40, pytest.param(300, marks=pytest.mark.slow)])
def test_near_copies_are_one_group(count: int) -> None:
    assert len(matched(near_copies(count))) == 1


def test_the_order_decides_on_ids_and_never_on_who_belongs_together() -> None:
    matches = [match(FIVE[0], FIVE[1], 0.9), match(FIVE[2], FIVE[4], 0.8)]
    forwards, backwards = grouped(FIVE, matches), grouped(FIVE[::-1], matches[::-1])
    assert {frozenset(group.claim_ids) for group in forwards} == {frozenset(group.claim_ids) for group in backwards}
    assert [group.id for group in backwards] == [content_id(FIVE[n].id) for n in (4, 3, 1)]


STRENGTHS = st.dictionaries(
    st.sampled_from([*combinations("abcdefgh", 2)]), st.floats(0, 1).map(lambda value: round(value, 1)), max_size=28
)


def slow_average_linkage(items: str, strengths: dict[tuple[str, str], float], threshold: float) -> list[list[str]]:
    """Merge the closest two clusters, found by comparing all with all, until none are close enough."""
    clusters = [[item] for item in items]

    def mean(left: list[str], right: list[str]) -> float:
        return sum(strengths.get((min(a, b), max(a, b)), 0.0) for a in left for b in right) / len(left) / len(right)

    while len(clusters) > 1:
        closest = max(combinations(clusters, 2), key=lambda pair: mean(*pair))
        if mean(*closest) < threshold:
            break
        clusters = [cluster for cluster in clusters if cluster not in closest] + [closest[0] + closest[1]]
    return clusters


@given(STRENGTHS, st.permutations("abcdefgh"))
def test_every_item_is_in_exactly_one_cluster_whatever_the_order(
    strengths: dict[tuple[str, str], float], shuffled: list[str]
) -> None:
    clusters = average_linkage("abcdefgh", strengths, SAME)
    assert sorted(item for cluster in clusters for item in cluster) == list("abcdefgh")
    assert clusters == average_linkage(shuffled, dict(reversed(strengths.items())), SAME)


@given(st.permutations(range(1, 29)))
def test_clusters_are_those_of_the_slow_way(ranks: list[int]) -> None:
    # With strengths of this kind no two means are equal, so that neither way has a tie to break.
    strengths = {pair: (rank + 2**-rank) / 30 for pair, rank in zip(combinations("abcdefgh", 2), ranks, strict=True)}
    slow = slow_average_linkage("abcdefgh", strengths, SAME)
    assert list(average_linkage("abcdefgh", strengths, SAME)) == sorted(tuple(sorted(cluster)) for cluster in slow)


def test_a_group_is_the_same_with_copies_of_its_claims_left_out() -> None:
    once = [claim(QUOTE, outlet_id="alpha"), claim(QUOTE.replace("new", "else"), outlet_id="beta")]
    copy = replace(once[0], id="ffff")
    assert [group.claim_ids for group in matched([*once, copy])] == [(once[0].id, once[1].id, "ffff")]


def test_a_group_is_in_the_story_of_its_earliest_telling() -> None:
    a, b = FIVE[:2]
    story_of = {a.version_id: "first", b.version_id: "second"}
    for claims, story in (((a, b), "first"), ((b, a), "second")):
        (group,) = group_claims(claims, links(ab=0.9), story_of, {a.id: a.id, b.id: b.id})
        assert group.story_id == story


def test_matches_with_claims_that_are_not_there_count_for_nothing() -> None:
    assert partition(grouped(FIVE[:2], links(ab=0.9, ac=0.9, cd=0.9)), FIVE) == ["ab"]
    assert grouped([], links(ab=0.9)) == ()
