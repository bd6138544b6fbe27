from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.group import group_claims
from claims.linkage import average_linkage
from claims.match import match_claims
from claims.score import SAME, UNSURE
from claims.types import Claim, ClaimGroup, Match, Verdict
from sources.types import content_id
from tests.claims.build import article, claim

QUOTE = "“Nothing new can be added beyond what was discussed during the Alaska summit”"

# Claims of nothing in common, so that only the matches given decide.
FIVE = [claim(f"{word} alone", outlet_id=word) for word in ("alpha", "beta", "gamma", "delta", "epsilon")]


def match(left: Claim, right: Claim, score: float, verdict: Verdict | None = None) -> Match:
    left_id, right_id = sorted((left.id, right.id))
    verdict = verdict or ("same" if score >= SAME else "unsure" if score >= UNSURE else "different")
    return Match(content_id(left_id, right_id), left_id, right_id, score, verdict, "", (), "test/1")


def partition(groups: tuple[ClaimGroup, ...], claims: list[Claim] = FIVE) -> list[str]:
    """Return the groups as letters: a for the first claim, b for the second."""
    letter = {claim.id: "abcdefgh"[number] for number, claim in enumerate(claims)}
    return ["".join(letter[claim_id] for claim_id in group.claim_ids) for group in groups]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({}, ["a", "b", "c", "d", "e"]),
        ({"ab": 0.9}, ["ab", "c", "d", "e"]),
        ({"ab": 0.59}, ["a", "b", "c", "d", "e"]),
        ({"ab": 0.9, "bc": 0.9, "ac": 0.9}, ["abc", "d", "e"]),
        ({"ab": 0.9, "bc": 0.9, "ac": 0.5}, ["abc", "d", "e"]),
        ({"ab": 0.95, "bc": 0.9}, ["ab", "c", "d", "e"]),
        ({"ab": 0.95, "bc": 0.7, "cd": 0.95, "de": 0.7}, ["ab", "cd", "e"]),
        ({"ab": 0.5, "bc": 0.5, "ac": 0.5}, ["a", "b", "c", "d", "e"]),
        ({"be": 0.8, "ad": 0.8}, ["ad", "be", "c"]),
    ],
)
def test_no_chain_of_weak_links_makes_a_giant(links: dict[str, float], expected: list[str]) -> None:
    matches = [match(FIVE["abcde".index(a)], FIVE["abcde".index(b)], score) for (a, b), score in links.items()]
    assert partition(group_claims("story", FIVE, matches)) == expected


@pytest.mark.parametrize(
    ("score", "verdict", "expected"),
    [
        (0.1, "same", ["ab", "c", "d", "e"]),
        (0.9, "unsure", ["a", "b", "c", "d", "e"]),
        (0.9, "different", list("abcde")),
    ],
)
def test_a_verdict_outranks_its_score(score: float, verdict: Verdict, expected: list[str]) -> None:
    assert partition(group_claims("story", FIVE, [match(FIVE[0], FIVE[1], score, verdict)])) == expected


def test_the_canonical_telling_is_the_one_most_like_all_others() -> None:
    a, b, c = FIVE[:3]
    (group, *_) = group_claims("story", FIVE, [match(a, b, 0.9), match(b, c, 0.9), match(a, c, 0.6)])
    assert group == ClaimGroup(content_id(a.id), "story", b.id, (a.id, b.id, c.id))


def test_copies_form_one_group_and_count_each_for_themselves() -> None:
    copies = [claim(QUOTE, within=article(f"{number} {QUOTE}")) for number in range(40)]
    altered = claim(QUOTE.replace("discussed", "agreed"), outlet_id="beta")
    claims = [altered, *copies]
    (group,) = group_claims("story", claims, match_claims(claims))
    assert group.claim_ids == tuple(claim.id for claim in claims)
    assert group.canonical_id == copies[0].id


def test_copies_that_say_too_little_stay_apart() -> None:
    copies = [claim("“No”", within=article(f"{number} “No”")) for number in range(3)]
    assert len(group_claims("story", copies, match_claims(copies))) == 3


def test_the_order_decides_on_ids_and_never_on_who_belongs_together() -> None:
    matches = [match(FIVE[0], FIVE[1], 0.9), match(FIVE[2], FIVE[4], 0.8)]
    forwards, backwards = group_claims("story", FIVE, matches), group_claims("story", FIVE[::-1], matches[::-1])
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
    groups = group_claims("story", [*once, copy], match_claims([*once, copy]))
    assert [group.claim_ids for group in groups] == [(once[0].id, once[1].id, "ffff")]
