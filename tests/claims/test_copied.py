from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.copied import PASSAGE, WHOLE, find_copies
from claims.tokens import words
from sources.registry import Registry
from sources.types import Article, Outlet, OutletKind
from tests.claims.build import DAY, article


def outlet(outlet_id: str, kind: OutletKind = "newspaper", stands_in_for: str | None = None) -> Outlet:
    aliases = () if stands_in_for else (outlet_id.title(),)
    synthetic = stands_in_for is not None
    return Outlet(outlet_id, outlet_id, kind, "BE", "en", aliases, synthetic=synthetic, stands_in_for=stands_in_for)


REGISTRY = Registry(
    (
        outlet("wire", "wire"),
        outlet("agence", "wire"),
        *(outlet(name) for name in ("alpha", "beta", "gamma", "delta")),
        outlet("beta-stand-in", stands_in_for="beta"),
        *(outlet(f"site-{number}") for number in range(600)),
    )
)
FERRY = (
    "The harbour board met in the morning and put off the vote on the new ferry until the spring of next year, after "
    "fishermen from both sides of the bay had filled the hall and the corridor outside it for the third week running."
)
DREDGING = (
    "Dredging the inner basin would cost more than four million pounds, most of which the county has yet to find, and "
    "nobody at the meeting could say what the work would mean for the oyster beds that lie under the old sea wall."
)
OWN = (
    "In the town itself few people had heard of the meeting. A baker on the quay, who has watched three boards come "
    "and go, went on stacking crates while visitors asked her about it, and a retired pilot showed photographs of the "
    "winter in which the basin froze over and schoolchildren walked across to the island for a dare."
)
BULLETIN = "The board of the bay resigned on Monday morning."
SPEECH = (
    "“We shall not be hurried into a decision that our grandchildren will have to pay for, and we shall not be told by "
    "people who have never hauled a net in their lives what this bay can bear and what it cannot bear any longer.”"
)


def hours(number: float) -> datetime:
    return DAY + timedelta(hours=number)


def copies(*articles: Article) -> list[tuple[str, str, bool, bool]]:
    """Return (outlet of the copy, outlet of its origin, credited, whole) of each copy."""
    outlets = {found.version_id: found.outlet_id for found in articles}
    return [
        (outlets[copy.version_id], outlets[copy.origin_id], copy.credited, copy.whole)
        for copy in find_copies(articles, REGISTRY)
    ]


Where = dict[str, Any]
A: Where = {"outlet_id": "alpha", "published": hours(1)}
B: Where = {"outlet_id": "beta", "published": hours(2)}
C: Where = {"outlet_id": "gamma", "published": hours(3)}
WIRE: Where = {"outlet_id": "wire", "published": hours(4)}
BOTH = f"{FERRY}\n\n{DREDGING}"
EDITED = BOTH.replace("harbour board", "port board").replace("more than four", "some four").replace("hall", "room")


@pytest.mark.parametrize(
    ("told", "expected"),  # told: (text, outlet and date); expected: (copy, origin, credited, whole)
    [
        ([(BOTH, A), (BOTH, B)], [("beta", "alpha", False, True)]),
        ([(BOTH, A), (EDITED, B)], [("beta", "alpha", False, True)]),
        ([(BOTH, A), (OWN, B)], []),
        ([(BOTH, A), (BOTH, {**B, "outlet_id": "alpha"})], []),  # one outlet twice
        ([(BOTH, B), (BOTH, {**C, "outlet_id": "beta-stand-in"})], []),  # and what stands in for it
        ([(f"{FERRY} {OWN} {OWN.upper()}", A), (FERRY, B)], [("beta", "alpha", False, True)]),
        ([(FERRY, A), (f"{OWN} {FERRY} {OWN}", B)], [("beta", "alpha", False, False)]),  # a passage
        ([(f"{OWN} {SPEECH} she said.", A), (f"{SPEECH} she said. {FERRY}", B)], []),  # a speech that both quote
        ([(f"{SPEECH} she said.", A), (f"{SPEECH} she said.", B)], []),
        ([(f"{FERRY} {SPEECH}", A), (f"{FERRY} {SPEECH}", B)], [("beta", "alpha", False, True)]),
        ([(BULLETIN, A), (BULLETIN, B)], [("beta", "alpha", False, True)]),
        ([("Six dead in a fire.", A), ("Six dead in a fire.", B)], []),  # too short to tell
        ([("", A), ("", B), ("“”", C)], []),
    ],
    ids=["same", "edited", "nothing", "one outlet", "stand-in", "cut", "passage", "speech", "speech alone",
         "speech in a copy", "bulletin", "too short", "empty"],
)  # fmt: skip
def test_what_is_a_copy(told: list[tuple[str, Where]], expected: list[tuple[str, str, bool, bool]]) -> None:
    assert copies(*(article(text, **where) for text, where in told)) == expected


UNDATED: Where = {"published": None}


@pytest.mark.parametrize(
    ("told", "expected"),  # expected: (copy, origin, credited)
    [
        ([(BOTH, B), (BOTH, A), (BOTH, C)], [("beta", "alpha", False), ("gamma", "alpha", False)]),
        # a wire that is named is the origin, though it be dated later or not at all
        ([(f"{BOTH} (Wire)", A), (BOTH, WIRE)], [("alpha", "wire", True)]),
        ([(f"{BOTH} (Wire)", A), (BOTH, {**WIRE, **UNDATED})], [("alpha", "wire", True)]),
        ([(f"{BOTH} the news agency said.", A), (BOTH, WIRE)], [("alpha", "wire", True)]),
        ([(BOTH, A), (BOTH, WIRE)], [("wire", "alpha", False)]),
        ([(BOTH, A), (BOTH, {**WIRE, **UNDATED})], [("alpha", "wire", False)]),
        ([(f"{BOTH} (Wire)", A), (BOTH, WIRE), (BOTH, B)], [("alpha", "wire", True), ("beta", "alpha", False)]),
        ([(f"{BOTH} (Wire)", C), (BOTH, {**WIRE, "published": hours(2)}), (BOTH, A)],
         [("wire", "alpha", False), ("gamma", "wire", True)]),
        # of two wires the one that is named, of others the one that is named before the earliest
        ([(BOTH, {**A, "outlet_id": "agence"}), (BOTH, {**B, "outlet_id": "wire"}), (f"{BOTH} (Wire)", C)],
         [("wire", "agence", False), ("gamma", "wire", True)]),
        ([(BOTH, A), (BOTH, B), (f"{BOTH} Beta reported.", C)], [("beta", "alpha", False), ("gamma", "beta", True)]),
        # another outlet that is named is dated: what is later took from what is earlier
        ([(f"{BOTH} Beta reported.", A), (BOTH, B)], [("beta", "alpha", False)]),
        ([(f"{BOTH} Beta reported.", A), (BOTH, {**B, **UNDATED})], [("alpha", "beta", True)]),
        # each names the other: the earlier one is the origin
        ([(f"{BOTH} Beta reported.", A), (f"{BOTH} Alpha reported.", B)], [("beta", "alpha", True)]),
        # pieced together
        ([(f"{FERRY} {OWN}", A), (DREDGING, B), (BOTH, C)], [("gamma", "alpha", False), ("gamma", "beta", False)]),
    ],
)  # fmt: skip
def test_who_copied_whom(told: list[tuple[str, Where]], expected: list[tuple[str, str, bool]]) -> None:
    found = [copy[:3] for copy in copies(*(article(text, **where) for text, where in told))]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("byline", "credited"),
    [
        ("Wire", True),
        ("By Ann Lee and Wire", True),
        ("Agencies", True),
        ("wire services", True),
        ("Agence", False),
        ("Ann Lee", False),
        ("", False),
    ],
)
def test_a_byline_credits(byline: str, *, credited: bool) -> None:
    origin = article(BOTH, outlet_id="wire", published=hours(0))
    (copy,) = find_copies([origin, replace(article(BOTH, **A), byline=byline)], REGISTRY)
    assert (copy.origin_id, copy.credited) == (origin.version_id, credited)


def test_no_chain_of_copies_leads_back_to_where_it_began() -> None:
    """Alpha names the wire, which is dated after Beta, which is dated after Alpha."""
    told = [
        article(f"{BOTH} (Wire)", **A),
        article(BOTH, **B),
        article(BOTH, **C | {"outlet_id": "wire"}),
    ]
    assert sorted(copies(*told)) == [("alpha", "wire", True, True), ("beta", "alpha", False, True)]


def test_passages_and_their_edits() -> None:
    cut = f"{EDITED}\n\n{OWN[:120]}"
    told = EDITED.removeprefix("The port ").removesuffix(".")
    (copy,) = find_copies([article(BOTH, **A), article(cut, **B)], REGISTRY)
    (passage,) = copy.passages
    assert passage.span.of(cut) == told
    assert passage.origin_span.of(BOTH) == BOTH.removeprefix("The harbour ").removesuffix(".")
    assert (passage.words, passage.edits) == (len(words(told)), 3)
    assert copy.share == len(words(told)) / len(words(cut))
    assert copy.edited == 3 / len(words(told))


def test_a_sentence_in_common_is_no_copy() -> None:
    sentence = " ".join(FERRY.split()[: PASSAGE - 1])
    assert copies(article(f"{sentence}. {OWN}", **A), article(f"{DREDGING} {sentence}.", **B)) == []


def test_versions_of_a_text_with_typography_of_their_own_are_the_same() -> None:
    plain = BOTH.replace(" - ", " – ").replace("'", "’").replace(" ", "\u00a0", 3)
    assert copies(article(BOTH, **A), article(plain, **B)) == [("beta", "alpha", False, True)]


PIECES = st.sampled_from(
    [FERRY, DREDGING, OWN, EDITED, SPEECH, "Wire reported.", "Alpha said so, the news agency said."]
)
ARTICLES = st.lists(
    st.builds(
        lambda pieces, outlet_id, at, byline: replace(
            article("\n\n".join(pieces), outlet_id=outlet_id, published=None if at is None else hours(at)),
            byline=byline,
        ),
        st.lists(PIECES, max_size=3),
        st.sampled_from(["alpha", "beta", "beta-stand-in", "gamma", "wire", "agence"]),
        st.one_of(st.none(), st.integers(0, 3)),
        st.sampled_from(["", "Wire", "Agencies"]),
    ),
    max_size=6,
    unique_by=lambda found: found.version_id,
)


@given(ARTICLES, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_given_makes_no_difference(told: list[Article], source: Any) -> None:
    shuffled = list(told)
    source.shuffle(shuffled)
    assert find_copies(shuffled, REGISTRY) == find_copies(told, REGISTRY)
    assert find_copies([*told, *told], REGISTRY) == find_copies(told, REGISTRY)


@given(ARTICLES)
@settings(max_examples=150)
def test_copies_hold_together(told: list[Article]) -> None:
    held = {found.version_id: found for found in told}
    found = find_copies(told, REGISTRY)
    for copy in found:
        ours, theirs = held[copy.version_id], held[copy.origin_id]
        assert ours.outlet_id.removesuffix("-stand-in") != theirs.outlet_id.removesuffix("-stand-in")
        assert 0 < copy.share <= 1
        assert not copy.whole or copy.share >= WHOLE
        ends = [(passage.span.start, passage.span.end) for passage in copy.passages]
        assert ends == sorted(ends)
        for passage in copy.passages:
            mine, other = words(passage.span.of(ours.text)), words(passage.origin_span.of(theirs.text))
            assert passage.words == len(mine)
            assert edits(mine, other) <= passage.edits < passage.words
    assert not cycle(
        {copy.version_id: [it.origin_id for it in found if it.version_id == copy.version_id] for copy in found}
    )


def edits(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the edit distance of two word sequences, the slow and obvious way (Wagner and Fischer 1974)."""
    row = list(range(len(right) + 1))
    for at, word in enumerate(left, start=1):
        before, row[0] = row[0], at
        for place, other in enumerate(right, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != other))
    return row[-1]


def cycle(origins: dict[str, list[str]]) -> bool:
    """Tell whether some article is, over any steps, its own origin."""

    def reaches(start: str, at: str, seen: frozenset[str]) -> bool:
        return any(
            origin == start or (origin not in seen and reaches(start, origin, seen | {origin}))
            for origin in origins.get(at, ())
        )

    return any(reaches(version_id, version_id, frozenset()) for version_id in origins)


def test_a_bulletin_on_hundreds_of_sites_has_one_origin() -> None:
    told = [article(BOTH, outlet_id=f"site-{number}", published=hours(number)) for number in range(300)]
    told += [
        article(f"{BOTH} Filed as {number}.", outlet_id=f"site-{number}", published=hours(number))
        for number in range(300, 600)
    ]
    found = find_copies(told, REGISTRY)
    assert {copy.version_id for copy in found} == {it.version_id for it in told[1:]}
    assert {copy.origin_id for copy in found} == {told[0].version_id}


def test_a_long_text_of_one_word_is_no_blow_up() -> None:
    told = [
        article("ha " * 50_000, outlet_id="alpha"),
        article("ha " * 50_000 + "ho", outlet_id="beta", published=hours(1)),
    ]
    assert len(find_copies(told, REGISTRY)) <= 1
