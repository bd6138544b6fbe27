"""A story's page → the parts that it is laid out in: one, or several of about one size where it is large. Pure.

Articles come first, then claims by number, then copies. With a claim goes all that is said of it: its row in the
matrix, its tellings, its provenance and its relay checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from urllib.parse import quote

from reports.as_json import json_size
from reports.parts import claim_weights, cuts, in_words, relays_by_number, some_claims
from reports.tracing_types import StoryPage, TimelineEntry, TimelineRow

# What is counted on a part, and where a page says it: "matrix" is every claim, the others are of these.
SECTIONS = ("timeline", "matrix", "origins", "relays", "only", "named-sources", "copies")


@dataclass(frozen=True, slots=True)
class Contents:
    """What one part of a story has."""

    number: int  # of the part, from 1
    articles: str  # "1 to 40"; "" where there are none
    claims: str  # their numbers likewise
    copies: str
    counts: Mapping[str, int]  # by section


@dataclass(frozen=True, slots=True)
class StoryPart:
    """Some of a story's articles, claims and copies, with all that its page says of these; or the whole of it.

    The story's counts and outlets are the whole story's; the latter are the columns of the matrix.
    """

    view: StoryPage
    number: int  # from 1
    stem: str  # of the first part's file name, and its ending
    suffix: str
    all: tuple[Contents, ...]  # of every part, this one's too
    groups: tuple[str, ...]  # ids of the story's claim groups, by number
    shared: int  # claims that several outlets tell
    places: Mapping[str, int] = field(repr=False)  # which part has an anchor

    @property
    def last(self) -> int:
        """Return how many parts there are."""
        return len(self.all)

    def address(self, number: int) -> str:
        """Return the address of another part, from this one."""
        return quote(part_name(self.stem, number, self.suffix))

    def at(self, anchor: str) -> str:
        """Return the address of an anchor, wherever it is; of one that no part has, as if it were here."""
        there = self.places.get(anchor, self.number)
        return f"#{anchor}" if there == self.number else f"{self.address(there)}#{anchor}"

    def here(self, section: str) -> bool:
        """Return whether a section is laid out here: it has content, or no part has, which the first one says."""
        return self.count(section) > 0 or (self.number == 1 and self.total(section) == 0)

    def count(self, section: str) -> int:
        """Return how many items of a section are here."""
        return self.all[self.number - 1].counts[section]

    def total(self, section: str) -> int:
        """Return how many items of a section all parts have."""
        return sum(part.counts[section] for part in self.all)

    def others(self, section: str) -> list[int]:
        """Return the other parts that have a section."""
        return [part.number for part in self.all if part.counts[section] and part.number != self.number]

    def begins(self, section: str, anchor: str) -> str:
        """Return the address of a section: here, or in the first part that has it."""
        elsewhere = self.others(section)
        there = self.number if self.here(section) or not elsewhere else elsewhere[0]
        return f"#{anchor}" if there == self.number else f"{self.address(there)}#{anchor}"


def part_name(stem: str, number: int, suffix: str) -> str:
    """Return the file name of a part: "a.html", "a.p2.html"."""
    return f"{stem}{suffix}" if number == 1 else f"{stem}.p{number}{suffix}"


def whole_story(view: StoryPage) -> StoryPart:
    """Return the story as one part."""
    return split_story(view, None, "story", ".html")[0]


def split_story(view: StoryPage, most: int | None, stem: str, suffix: str) -> list[StoryPart]:
    """Return the story in parts that weigh at most so much as JSON, or hold one article, claim or copy alone.

    most: bytes; None for no limit. stem, suffix: of the file name of the first part.
    """
    story = view.story
    entries = [(row, entry) for row in view.timeline for entry in row.entries]
    relays = relays_by_number(story)
    lineages = {lineage.number: lineage for lineage in view.lineages}
    sizes = (len(entries), len(story.matrix), len(view.copies))
    places = [(0, sum(sizes))]
    if most is not None:
        weights = [2 * json_size(entry) for _, entry in entries]  # each is in the drawing, and in the table
        weights += [
            weight + (json_size(lineages[number]) if number in lineages else 0)
            for number, weight in enumerate(claim_weights(story, relays, json_size), 1)
        ]
        places = cuts(weights + [json_size(copy) for copy in view.copies], most)
    views: list[StoryPage] = []
    contents: list[Contents] = []
    for number, (begin, end) in enumerate(places, 1):
        articles, claims, copies = _within(begin, end, sizes)
        numbers = range(claims.start + 1, claims.stop + 1)
        here = replace(
            view,
            # Where a story has no claims, its relay checks, if any, are under none.
            story=some_claims(story, numbers, relays, {0} if number == 1 else ()),
            timeline=_rows(entries[articles.start : articles.stop]),
            lineages=tuple(lineage for lineage in view.lineages if lineage.number in numbers),
            copies=view.copies[copies.start : copies.stop],
        )
        views.append(here)
        contents.append(_contents(number, here, len(story.shared), articles, claims, copies))
    anchors = {anchor: number for number, here in enumerate(views, 1) for anchor in _anchors(here)}
    groups = tuple(row.group_id for row in story.matrix)
    return [
        StoryPart(here, number, stem, suffix, tuple(contents), groups, len(story.shared), anchors)
        for number, here in enumerate(views, 1)
    ]


def _within(begin: int, end: int, sizes: Sequence[int]) -> list[range]:
    """Return which items of each sort are among these, where the sorts follow each other; all from 0."""
    found = []
    for size in sizes:
        low, high = (min(max(place, 0), size) for place in (begin, end))
        found.append(range(low, high))
        begin, end = begin - size, end - size
    return found


def _rows(entries: Sequence[tuple[TimelineRow, TimelineEntry]]) -> tuple[TimelineRow, ...]:
    # Rows are told apart by their outlets, which each have one.
    return tuple(
        TimelineRow(outlet, tuple(entry for _, entry in found))
        for outlet, found in groupby(entries, key=lambda pair: pair[0].outlet)
    )


def _contents(number: int, here: StoryPage, shared: int, *items: range) -> Contents:
    story = here.story
    counts = {
        "timeline": sum(len(row.entries) for row in here.timeline),
        "matrix": len(story.matrix),
        "origins": len(story.shared),
        "relays": len(story.relay_checks),
        "only": sum(len(found.claims) for found in story.only),
        "named-sources": sum(lineage.number > shared for lineage in here.lineages),
        "copies": len(here.copies),
    }
    articles, claims, copies = (in_words(range(it.start + 1, it.stop + 1)) for it in items)
    return Contents(number, articles, claims, copies, counts)


def _anchors(here: StoryPage) -> chain[str]:
    story = here.story
    tellings = chain(
        (
            telling
            for claim in story.shared
            for telling in (claim.reference, *(one.telling for one in claim.comparisons))
        ),
        (telling for found in story.only for claim in found.claims for telling in claim.tellings),
    )
    return chain(
        (f"version-{entry.source.version_id}" for row in here.timeline for entry in row.entries),
        (f"group-{row.group_id}" for row in story.matrix),
        (f"claim-{telling.claim_id}" for telling in tellings),
    )
