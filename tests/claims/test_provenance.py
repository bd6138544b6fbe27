from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.provenance import chains_of_relays, trace_group
from claims.types import Claim, ClaimGroup, CopiedPassage, Copy, Hop, Provenance, Span
from sources.registry import Registry
from sources.types import Article
from tests.claims.build import DAY, article, at, claim, outlet, relay

REGISTRY = Registry(
    (
        *(outlet(name) for name in ("alpha", "beta", "gamma", "wire", "wsj")),
        outlet("wsj-stand-in", stands_in_for="wsj"),
    )
)
Held = tuple[Article, Claim]
TALKS = "There are no talks on such a plan today"


def telling(outlet_id: str, hour: float | None, *relays: Hop | str, text: str = "", wording: str = TALKS) -> Held:
    """Return an article and its claim; relays are outlet ids, or hops."""
    published = None if hour is None else DAY + timedelta(hours=hour)
    home = article(text or f"{outlet_id} {hour}: {wording}", outlet_id=outlet_id, published=published)
    hops = [relay(name) if isinstance(name, str) else name for name in relays]
    return home, claim(wording, within=home, relays=hops)


def again(held: Held, wording: str) -> Held:
    """Return another telling in the same article."""
    return held[0], claim(wording, within=held[0])


def copied(copy: Held, origin: Held, *, of: Span | None = None) -> Copy:
    """Return what says that the whole text of the one, or a part, was taken from the other."""
    ours, theirs = Span(0, len(copy[0].text)), Span(0, len(origin[0].text))
    passage = CopiedPassage(of or ours, theirs, 30, 0)
    return Copy(copy[0].version_id, origin[0].version_id, (passage,), 1.0, credited=False, whole=True)


def trace(*told: Held, copies: Sequence[Copy] = (), held: Sequence[Article] = ()) -> Provenance:
    by_version: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_version[copy.version_id].append(copy)
    return trace_group(
        ClaimGroup("group", "story", told[0][1].id, tuple(it.id for _, it in told)),
        {it.id: it for _, it in told},
        {it.version_id: it for it in [*held, *(home for home, _ in told)]},
        by_version,
        REGISTRY,
    )


def named(found: Provenance, tellings: Mapping[str, Held]) -> list[tuple[str, str, str]]:
    """Return (who, from whom, how) of each taking, by the names of the tellings."""
    names = {it.id: name for name, (_, it) in tellings.items()}
    return [
        (names[it.claim_id], names[it.from_claim_id] if it.from_claim_id else f"outlet {it.from_outlet_id}", it.how)
        for it in found.takings
    ]


LOCAL = Hop("relay", "outlet", "local media")
THE_WSJ = Hop("relay", "outlet", "Wsj")  # a name that the registry knows, without its id
MINISTER = Hop("relay", "role", "a minister")


@pytest.mark.parametrize(
    ("told", "takings", "origins"),  # the first telling of each case is the likely first carrier's
    [
        ({"a": telling("alpha", 1)}, [], ["alpha"]),
        ({"a": telling("alpha", 1), "b": telling("beta", 2)}, [], ["alpha", "beta"]),
        ({"b": telling("beta", 2), "u": telling("alpha", None)}, [], ["beta", "alpha"]),  # undated ones come last
        ({"w": telling("wsj", 1), "a": telling("alpha", 2, "wsj")}, [("a", "w", "relay")], ["wsj"]),
        ({"w": telling("wsj-stand-in", 1), "a": telling("alpha", 2, "wsj")}, [("a", "w", "relay")], ["wsj-stand-in"]),
        ({"w": telling("wsj", 3), "a": telling("alpha", 2, "wsj")}, [("a", "w", "relay")], ["wsj"]),
        ({"a": telling("alpha", 1, "wsj"), "b": telling("beta", 2)}, [("a", "outlet wsj", "relay")], ["wsj", "beta"]),
        ({"a": telling("alpha", 1, "wsj"), "b": telling("beta", 2, "wsj")},
         [("a", "outlet wsj", "relay"), ("b", "outlet wsj", "relay")], ["wsj"]),
        ({"a": telling("alpha", 1, "wsj"), "b": telling("beta", 2, THE_WSJ)},
         [("a", "outlet wsj", "relay"), ("b", "outlet wsj", "relay")], ["wsj"]),
        ({"a": telling("alpha", 1, LOCAL), "b": telling("beta", 2, replace(LOCAL, name="The local media"))},
         [("a", "outlet local media", "relay"), ("b", "outlet The local media", "relay")], ["local media"]),
        ({"a": telling("alpha", 1, MINISTER)}, [], ["alpha"]),  # a person who passes it on is no outlet
        ({"a": telling("alpha", 1, "alpha")}, [], ["alpha"]),  # nor does an outlet take from itself
        ({"w": telling("wsj-stand-in", 1, "wsj")}, [], ["wsj-stand-in"]),
        # a relay of a relay
        ({"w": telling("wsj", 1), "b": telling("beta", 2, "wsj"), "a": telling("alpha", 3, "beta")},
         [("b", "w", "relay"), ("a", "b", "relay")], ["wsj"]),
        ({"b": telling("beta", 2, "wsj"), "a": telling("alpha", 3, "beta")},
         [("b", "outlet wsj", "relay"), ("a", "b", "relay")], ["wsj"]),
        # two outlets side by side
        ({"a": telling("alpha", 1, "wsj", "wire")},
         [("a", "outlet wsj", "relay"), ("a", "outlet wire", "relay")], ["wsj", "wire"]),
        # each names the other: the later took it from the earlier
        ({"a": telling("alpha", 1, "beta"), "b": telling("beta", 2, "alpha")},
         [("a", "outlet beta", "relay"), ("b", "a", "relay")], ["beta"]),
        # told again
        ({"a": telling("alpha", 1), "c": telling("alpha", 2)}, [("c", "a", "repeat")], ["alpha"]),
        ({"a": telling("alpha", 1, "wsj"), "c": telling("alpha", 2)},
         [("a", "outlet wsj", "relay"), ("c", "a", "repeat")], ["wsj"]),
        ({"w": telling("wsj", 1), "s": telling("wsj-stand-in", 2)}, [("s", "w", "repeat")], ["wsj"]),
        ({"a": telling("alpha", 1), "w": telling("wsj", 2), "c": telling("alpha", 3, "wsj")},
         [("c", "w", "relay")], ["alpha", "wsj"]),
    ],
)  # fmt: skip
def test_relays_and_repeats(told: dict[str, Held], takings: list[tuple[str, str, str]], origins: list[str]) -> None:
    found = trace(*told.values())
    assert sorted(named(found, told)) == sorted(takings)
    assert list(found.origins) == origins
    assert found.independent_sources == len(origins)
    assert found.first_claim_id == next(iter(told.values()))[1].id


def test_a_telling_in_a_copied_passage_is_taken_from_the_origins() -> None:
    wire, copy = telling("wire", 1), telling("alpha", 2)
    told = {"w": wire, "a": copy}
    found = trace(wire, copy, copies=[copied(copy, wire)])
    assert (named(found, told), found.origins) == ([("a", "w", "copy")], ("wire",))


def test_a_telling_outside_the_copied_passages_is_the_outlets_own() -> None:
    wire, copy = telling("wire", 1), telling("alpha", 2)
    claimed = copy[1]
    elsewhere = Span(0, claimed.start + (claimed.end - claimed.start) // 3)
    assert trace(wire, copy, copies=[copied(copy, wire, of=elsewhere)]).origins == ("wire", "alpha")


def test_a_copy_of_what_does_not_tell_the_claim_here_is_taken_from_its_outlet() -> None:
    wire, copy, other = telling("wire", 1), telling("alpha", 2), telling("beta", 3)
    found = trace(copy, other, copies=[copied(copy, wire)], held=[wire[0]])
    assert named(found, {"a": copy, "b": other}) == [("a", "outlet wire", "copy")]
    assert found.origins == ("wire", "beta")


def test_a_copy_of_a_copy_is_followed_to_where_the_claim_is() -> None:
    wire, between, copy = telling("wire", 1), telling("alpha", 2), telling("beta", 3)
    copies = [copied(between, wire), copied(copy, between)]
    told = {"w": wire, "b": copy}
    assert named(trace(wire, copy, copies=copies, held=[between[0]]), told) == [("b", "w", "copy")]


def test_a_relay_in_copied_words_is_the_origins() -> None:
    wire, copy = telling("wire", 1, "wsj"), telling("alpha", 2, "wsj")
    told = {"w": wire, "a": copy}
    found = trace(wire, copy, copies=[copied(copy, wire)])
    assert named(found, told) == [("w", "outlet wsj", "relay"), ("a", "w", "copy")]
    alone = trace(copy, copies=[copied(copy, wire)], held=[wire[0]])
    assert named(alone, told) == [("a", "outlet wsj", "relay")]


def test_an_origin_that_is_dated_later_stays_the_origin() -> None:
    copy, wire = telling("alpha", 1), telling("wire", 2)
    found = trace(copy, wire, copies=[copied(copy, wire)])
    assert (found.origins, found.first_claim_id) == (("wire",), wire[1].id)


def test_each_telling_of_a_copy_is_taken_from_the_one_like_it() -> None:
    said, meant = "no talks are being held with anybody on the plan", "“There are no talks on such a plan today,”"
    text = f"The Kremlin said that {said}. {meant} Peskov told reporters."
    wire, copy = telling("wire", 1, text=text, wording=said), telling("alpha", 2, text=text, wording=said)
    told = {"w": wire, "v": again(wire, meant), "a": copy, "b": again(copy, meant)}
    found = trace(*told.values(), copies=[copied(copy, wire)])
    assert named(found, told) == [("v", "w", "repeat"), ("a", "w", "copy"), ("b", "v", "copy")]
    assert found.origins == ("wire",)


CHAINS = [
    ("Reuters reported, citing the Journal, that there are no talks.", [["Reuters", "Journal"]]),
    ("There are no talks, Reuters said, quoting a report in the Journal.", [["Reuters", "Journal"]]),
    ("There are no talks, the Journal reported, according to Reuters.", [["Reuters", "Journal"]]),
    ("There are no talks, the Journal said in a report carried by Reuters.", [["Reuters", "Journal"]]),
    ("There are no talks, he told the Journal and Reuters.", [["Journal"], ["Reuters"]]),
    ("The Journal said there are no talks. Reuters, citing officials, has the same.", [["Journal"], ["Reuters"]]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_which_outlet_has_it_from_which(text: str, expected: list[list[str]]) -> None:
    home = article(text)
    hops = sorted(
        (Hop("relay", "outlet", name, at(text, name)) for name in ("Reuters", "Journal")),
        key=lambda hop: hop.span or Span(0, 0),
    )
    told = claim("there are no talks" if "there" in text else "There are no talks", within=home, relays=hops)
    assert [[hop.name for hop in chain] for chain in chains_of_relays(told, text)] == expected


@pytest.mark.parametrize(
    ("others", "taken_from"),
    [
        ([], "outlet wsj"),  # neither is here: the farther one is the source
        ([telling("wire", 1)], "wire"),
        ([telling("wsj", 1)], "wsj"),
        ([telling("wsj", 1), telling("wire", 2, "wsj")], "wire"),
    ],
)
def test_of_a_chain_of_relays_the_nearest_that_tells_the_claim_counts(others: list[Held], taken_from: str) -> None:
    text = f"The Wire, citing the Wsj: {TALKS}"
    hops = [Hop("relay", "outlet", name.title(), at(text, name.title()), name) for name in ("wire", "wsj")]
    told = telling("alpha", 3, *hops, text=text)
    found = trace(*others, told)
    names = {home.outlet_id: (home, it) for home, it in [*others, told]}
    assert named(found, names)[-1] == ("alpha", taken_from, "relay")
    assert found.origins == ("wsj",) if taken_from != "wire" or len(others) > 1 else ("wire",)


NAMES = ["alpha", "beta", "gamma", "wire", "wsj", "wsj-stand-in"]
TELLINGS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.one_of(st.none(), st.integers(0, 3)),
        st.lists(st.sampled_from([*NAMES, "local media"]), max_size=2, unique=True),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=7,
)


@given(TELLINGS, st.data())
@settings(max_examples=200)
def test_takings_are_a_forest_that_ends_in_the_origins(drawn: list[tuple[Any, ...]], data: st.DataObject) -> None:
    told = {
        it.id: (home, it)
        for name, hour, relays, number in drawn
        for home, it in [telling(name, hour, *map(relay, relays), text=f"{number} {name} {hour} {relays}: {TALKS}")]
    }
    held = list(told.values())
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(held), st.sampled_from(held)), max_size=4))
    copies = [copied(copy, origin) for copy, origin in pairs if copy[0].outlet_id != origin[0].outlet_id]
    found = trace(*held, copies=copies)
    assert found == trace(*data.draw(st.permutations(held)), copies=copies)
    assert {it.claim_id for it in found.takings} | {it.from_claim_id for it in found.takings} <= {*told, None}
    assert all((it.from_claim_id is None) != (it.from_outlet_id is None) for it in found.takings)
    assert found.first_claim_id in told
    ends = {end for claim_id in told for end in ends_of(claim_id, found, told)}
    assert len({same(end) for end in ends}) == found.independent_sources == len({same(end) for end in found.origins})
    assert {same(end) for end in ends} == {same(end) for end in found.origins}


def ends_of(claim_id: str, found: Provenance, told: Mapping[str, Held], above: tuple[str, ...] = ()) -> set[str]:
    """Return the outlets that a telling leads to; fails where it leads back to itself. The slow, obvious way."""
    assert claim_id not in above
    takings = [it for it in found.takings if it.claim_id == claim_id]
    if not takings:
        return {told[claim_id][1].outlet_id}
    return {
        end
        for it in takings
        for end in (
            ends_of(it.from_claim_id, found, told, (*above, claim_id))
            if it.from_claim_id
            else {it.from_outlet_id or ""}
        )
    }


def same(outlet_id: str) -> str:
    return outlet_id.removesuffix("-stand-in")


def test_a_bulletin_on_thousands_of_sites_is_one_source() -> None:
    first = telling("wire", 0)
    others = [telling(("alpha", "beta", "gamma")[n % 3], n, text=f"{n}: {TALKS}") for n in range(1, 3_000)]
    found = trace(first, *others, copies=[copied(other, first) for other in others])
    assert (found.origins, len(found.takings)) == (("wire",), len(others))
