from collections.abc import Sequence
from datetime import timedelta

import pytest

from claims.cluster import cluster_articles
from claims.cover import coverage_diff
from claims.types import Claim, ClaimGroup, CoverageDiff, RelayCheck
from sources.errors import UnknownOutlet
from sources.registry import Registry
from sources.types import Article
from tests.claims.build import DAY, article, claim, outlet

REGISTRY = Registry(tuple(outlet(name) for name in ("alpha", "beta", "gamma", "delta")))
LEAD = "The Kremlin said it was holding no negotiations with Washington on a plan to end the war in Ukraine. "

A = article(LEAD + "The plan has 28 points. Talks go on.", outlet_id="alpha", published=DAY)
B = article(LEAD + "The plan has 28 points. Kyiv waits.", outlet_id="beta", published=DAY + timedelta(hours=1))
C = article(LEAD + "The plan has 29 points.", outlet_id="gamma", published=DAY + timedelta(hours=2))
CUT = article(LEAD + "Kyiv", outlet_id="delta", published=DAY + timedelta(hours=3), completeness="truncated")

POINTS = [
    claim("The plan has 28 points", within=A),
    claim("The plan has 28 points", within=B),
    claim("The plan has 29 points", within=C),
]
TALKS, WAITS = claim("Talks go on", within=A), claim("Kyiv waits", within=B)
CLAIMS = [*POINTS, TALKS, WAITS]


def diff(
    articles: Sequence[Article] = (A, B, C, CUT),
    claims: Sequence[Claim] = CLAIMS,
    canonical: Claim = POINTS[1],
    outlets: Sequence[str] | None = None,
    checks: Sequence[RelayCheck] = (),
) -> CoverageDiff:
    """Return the diff where the claims on the plan's points are one group, and each other claim is one of its own."""
    (story,) = cluster_articles(articles)
    points = [told for told in claims if told.wording.startswith("The plan")]
    groups = [
        ClaimGroup("points", story.id, canonical.id, tuple(told.id for told in points)),
        *(ClaimGroup(told.wording, story.id, told.id, (told.id,)) for told in claims if told not in points),
    ]
    return coverage_diff(story, articles, claims, groups, checks, REGISTRY, outlets)


def test_all_outlets_of_a_story_are_compared_with_the_canonical_telling() -> None:
    found = diff()
    assert [covered.outlet.id for covered in found.coverage] == ["alpha", "beta", "delta", "gamma"]
    (shared,) = found.shared
    assert shared.tellings == (POINTS[1], POINTS[0], POINTS[2])
    assert [(change.kind, change.left.text, change.right.text) for change in shared.changes] == [
        ("quantity", "28", "29")
    ]
    assert shared.changes[0].left.version_id == B.version_id


def test_named_outlets_are_compared_with_the_first_of_them() -> None:
    found = diff(outlets=["gamma", "alpha"])
    assert [covered.outlet.id for covered in found.coverage] == ["alpha", "gamma"]
    (shared,) = found.shared
    assert shared.tellings == (POINTS[2], POINTS[0])
    assert [(change.kind, change.left.text, change.right.text) for change in shared.changes] == [
        ("quantity", "29", "28")
    ]
    assert [only.tellings for only in found.only] == [(TALKS,)]
    assert found.only[0].absent_from == ("gamma",)


def test_an_omission_counts_only_where_the_text_is_whole() -> None:
    assert [(only.tellings, only.absent_from, only.unknown_for) for only in diff().only] == [
        ((TALKS,), ("beta", "gamma"), ("delta",)),
        ((WAITS,), ("alpha", "gamma"), ("delta",)),
    ]


QUOTED = "“There are no talks on any such plan at the moment”"


@pytest.mark.parametrize(
    ("text", "is_absent"),
    [
        ("Talks? There are no talks on any such PLAN, it is said.", False),
        ("There are no talks on any such scheme at the moment.", True),
        ("Talks, there are no such talks on any plan at the moment.", True),
    ],
)
def test_words_of_the_quotation_in_another_outlet_make_its_silence_unknown(text: str, *, is_absent: bool) -> None:
    quoting = article(LEAD + QUOTED, outlet_id="alpha")
    other = article(LEAD + text, outlet_id="beta")
    (only,) = diff((quoting, other), [claim(QUOTED, within=quoting)]).only
    assert (only.absent_from, only.unknown_for) == ((("beta",), ()) if is_absent else ((), ("beta",)))


def test_changes_within_one_outlet_are_not_told() -> None:
    other = article(LEAD + "The plan has 40 points.", outlet_id="beta", published=DAY + timedelta(hours=3))
    (shared,) = diff((A, B, other), [*POINTS[:2], claim("The plan has 40 points", within=other)]).shared
    assert (len(shared.tellings), shared.changes) == (3, ())


def test_one_truncated_article_among_whole_ones_makes_an_outlets_silence_unknown() -> None:
    cut = article(LEAD + "More", outlet_id="beta", published=DAY, completeness="truncated")
    (talks, _) = diff(articles=(A, B, C, cut)).only
    assert (talks.absent_from, talks.unknown_for) == (("gamma",), ("beta",))


def test_an_outlet_without_an_article_in_the_story_has_not_omitted_anything() -> None:
    found = diff(articles=(A, B, C), outlets=["alpha", "delta"])
    assert [(covered.outlet.id, covered.articles) for covered in found.coverage] == [("alpha", (A,)), ("delta", ())]
    assert {(only.absent_from, only.unknown_for) for only in found.only} == {((), ("delta",))}


def test_a_group_that_only_one_of_the_named_outlets_carries_is_only_in_it() -> None:
    found = diff(outlets=["alpha", "delta"])
    assert found.shared == ()
    assert [only.tellings for only in found.only] == [(POINTS[0],), (TALKS,)]


def test_only_the_latest_version_of_an_article_counts() -> None:
    old = article(LEAD + "Nobody knows the plan.", outlet_id="alpha", url=A.url, published=DAY - timedelta(hours=1))
    said_before = claim("Nobody knows the plan", within=old)
    found = diff(articles=(old, A, B, C), claims=[said_before, *CLAIMS])
    assert found.coverage[0].articles == (A,)
    assert said_before not in {told for only in found.only for told in only.tellings}


def test_a_canonical_telling_of_an_older_version_gives_way_to_the_earliest() -> None:
    old = article(LEAD + "The plan has 28 points.", outlet_id="alpha", url=A.url, published=DAY - timedelta(hours=1))
    canonical = claim("The plan has 28 points", within=old)
    (shared,) = diff(articles=(old, A, B, C), claims=[canonical, *CLAIMS], canonical=canonical).shared
    assert shared.tellings == tuple(POINTS)


def test_relay_checks_of_other_outlets_claims_are_left_out() -> None:
    checks = [RelayCheck(told.id, "wsj", None, "not_held", None) for told in (TALKS, WAITS)]
    assert diff(outlets=["beta", "gamma"], checks=checks).relay_checks == (checks[1],)


def test_a_relay_check_of_a_claim_whose_group_is_another_storys_is_left_to_that_one() -> None:
    (story,) = cluster_articles((A, B, C))
    checks = [RelayCheck(told.id, "wsj", None, "not_held", None) for told in (TALKS, WAITS)]
    groups = [ClaimGroup("talks", story.id, TALKS.id, (TALKS.id,))]
    found = coverage_diff(story, (A, B, C), CLAIMS, groups, checks, REGISTRY)
    assert found.relay_checks == (checks[0],)


def test_the_order_given_makes_no_difference() -> None:
    found, expected = diff(articles=(CUT, C, B, A), claims=CLAIMS[::-1]), diff()
    assert found.coverage == expected.coverage
    assert [shared.tellings for shared in found.shared] == [shared.tellings for shared in expected.shared]
    assert found.only == expected.only


def test_an_unknown_outlet_is_refused() -> None:
    with pytest.raises(UnknownOutlet, match="omega"):
        diff(outlets=["alpha", "omega"])
