"""The pages of a site, made from a snapshot one by one: what `sayso site` writes and `sayso browse` serves."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import ceil
from typing import TypeVar

from claims.types import Story
from flows.profiles import Candidate, build_outlet_file, load_speaker_files
from flows.reporting import Edition, edition_of
from flows.story_files import StoryFile, load_story_files
from flows.story_report import story_report
from flows.tracing import lone_story, trace_group, trace_report, trace_ungrouped
from flows.words import fold, has_words
from reports import site
from reports.outlet_page import build_outlet_page, outlet_to_html
from reports.page import Frame
from reports.paged import PAGE_BYTES
from reports.speaker_page import SpeakerFile, build_speaker_page, speaker_to_html
from reports.story_page import build_story_page, story_pages
from reports.story_parts import part_name
from reports.trace import build_trace_page, trace_html
from reports.tracing_types import Asked, TracedClaim
from reports.types import Version
from warehouse import Snapshot
from warehouse.rows import Row, aware

# Stories loaded at once where all are wanted, and kept.
BATCH = 100
MOST_HITS = 50

T = TypeVar("T")

_LIST = re.compile(r"(index|outlets|speakers)(?:\.p([1-9][0-9]{0,5}))?\.html")
_FURTHER = re.compile(r"stories/([a-z0-9]+(?:-[a-z0-9]+)*)\.p([2-9]|[1-9][0-9]{1,5})\.html")
_ONE = re.compile(r"(stories|claims|outlets|speakers)/([a-z0-9]+(?:-[a-z0-9]+)*)\.html")
_STORIES = ("../index.html", "Stories")


class Library:
    """Makes the page under an address, or says that there is none."""

    def __init__(
        self, snapshot: Snapshot, *, live: bool = False, review: bool = False, page_bytes: int = PAGE_BYTES
    ) -> None:
        self._snapshot = snapshot
        self._live = live
        self._review = review
        self._page_bytes = page_bytes  # that a page of a story has at most
        self._laid: tuple[str, tuple[str, ...]] = ("", ())  # the story laid out last, and its pages
        self._kept: OrderedDict[str, StoryFile] = OrderedDict()
        self._speaker_files: Mapping[str, SpeakerFile] = {}

    def frame(self, root: str = "", crumbs: tuple[tuple[str, str], ...] = (("index.html", "Stories"),)) -> Frame:
        """Return what stands around the content of a page, so far below the start page."""
        return Frame(root, self._live, self._review, crumbs)

    def page(self, address: str) -> str | None:
        """Return the page under an address relative to the start page, None where there is none."""
        if address == "search.html":
            return site.search_page(self.frame())
        if found := _LIST.fullmatch(address):
            return self._list(found[1], int(found[2] or 1))
        if found := _FURTHER.fullmatch(address):
            return self._story(found[1], int(found[2]))
        if found := _ONE.fullmatch(address):
            if found[1] == "stories":
                return self._story(found[2])
            make = {"claims": self._claim, "outlets": self._outlet, "speakers": self._speaker}
            return make[found[1]](found[2])
        return None

    def further(self, address: str) -> list[str]:
        """Return the addresses of the further pages of a story that has several, given that of its first one."""
        found = _ONE.fullmatch(address)
        if found is None or found[1] != "stories":
            return []
        return [
            f"stories/{part_name(found[2], number, '.html')}" for number in range(2, len(self._pages(found[2])) + 1)
        ]

    def addresses(self) -> list[str]:
        """Return the addresses of all pages; what belongs to a story stands together, the start page comes last.

        `further` has those of further pages of a story, which are known once it is laid out.
        """
        return [
            *(address for line in self._stories.values() for address in self._story_addresses(line.id)),
            *(f"claims/{place['claim_id']}.html" for place in self._places[None]),
            *(f"outlets/{line.outlet.id}.html" for line in self._outlets.values()),
            *(f"speakers/{line.id}.html" for line in self._speakers.values()),
            *_list_addresses("speakers", len(self._speakers)),
            *("outlets.html", "search.html"),
            *reversed(_list_addresses("index", len(self._stories))),
        ]

    def index(self) -> str:
        """Return the script with all that a search looks through."""
        claims = (
            site.Hit("claim", f"claims/{row['page_id']}.html", row["wording"], _note(row["speaker"], *row["outlets"]))
            for row in self._snapshot.rows("site_search_index")
        )
        return site.search_index([*self._named(), *claims])

    def search(self, asked: str) -> list[site.Hit]:
        """Return what has these words, or words nearly like them: stories, outlets and speakers, then claims."""
        text = " ".join(fold(asked).split())
        words = list(dict.fromkeys(re.findall(r"\w+", text)))
        if not words:
            return []
        named = [hit for hit in self._named() if has_words(fold(f"{hit.text} {hit.note}"), words)]
        rows = self._snapshot.rows("site_search", text=text, words=words, most=MOST_HITS)
        claims = [
            site.Hit("claim", f"claims/{row['claim_id']}.html", row["wording"], _note(row["speaker"], row["outlet"]))
            for row in rows
        ]
        return [*named[:MOST_HITS], *claims]

    def _list(self, name: str, number: int) -> str | None:
        if name == "outlets":
            return site.outlets_page(self.frame(), list(self._outlets.values())) if number == 1 else None
        pager = _pager(name, number, len(self._stories if name == "index" else self._speakers))
        if pager is None:
            return None
        if name == "speakers":
            return site.speakers_page(self.frame(), _on_page(list(self._speakers.values()), number), pager)
        made, versions = self._edition.made, [Version(*item) for item in self._edition.versions]
        lines = _on_page(list(self._stories.values()), number)
        return site.index_page(self.frame(crumbs=()), lines, pager, made, versions)

    def _story(self, story_id: str, number: int = 1) -> str | None:
        pages = self._pages(story_id)
        return pages[number - 1] if number <= len(pages) else None

    def _pages(self, story_id: str) -> tuple[str, ...]:
        """Return the pages of a story, none where there is no such story."""
        if self._laid[0] != story_id and (file := self._file_of(story_id)):
            view = build_story_page(story_report(file, self._edition))
            pages = story_pages(view, story_id, frame=self._below(), page_bytes=self._page_bytes)
            self._laid = story_id, pages
        return self._laid[1] if self._laid[0] == story_id else ()

    def _claim(self, id_: str) -> str | None:
        """Return the trace of a claim group; under a claim's id a page that leads there, or its own trace."""
        file = self._file_of(self._story_of(id_))
        if file and id_ in file.groups:
            return self._trace(trace_group(file, id_), "group", id_)
        place = self._place(id_)
        if place is None:
            return None
        if place["group_id"]:
            return site.leading_page(self._below(), id_, place["group_id"], told_there=True)
        file = self._file_of(place["story_id"] or "") or self._lone_file(place)
        traced = trace_ungrouped(file, id_)
        if traced.group:
            return site.leading_page(self._below(), id_, traced.group.id, told_there=False)
        return self._trace(traced, "claim", id_)

    def _trace(self, traced: TracedClaim, how: Asked, asked: str) -> str:
        view = build_trace_page(trace_report(asked, how, traced, self._edition))
        frame = self._below()
        above = ((frame.to("stories", traced.story_id), traced.story_title),) if traced.story_id else ()
        return trace_html(view, replace(frame, crumbs=(_STORIES, *above)))

    def _below(self) -> Frame:
        return self.frame("../", (_STORIES,))

    def _lone_file(self, place: Row) -> StoryFile:
        story = lone_story(place["version_id"])
        return load_story_files(self._snapshot, [story], {story.id: [place["claim_id"]]})[story.id]

    def _outlet(self, outlet_id: str) -> str | None:
        if outlet_id not in self._outlets:
            return None
        page = build_outlet_page(build_outlet_file(self._snapshot, outlet_id, self._edition))
        return outlet_to_html(page, self.frame("../", (_STORIES, ("../outlets.html", "Outlets"))))

    def _speaker(self, speaker_id: str) -> str | None:
        if speaker_id not in self._speakers:
            return None
        page = build_speaker_page(self._speaker_file(speaker_id))
        return speaker_to_html(page, self.frame("../", (_STORIES, ("../speakers.html", "Speakers"))))

    def _speaker_file(self, speaker_id: str) -> SpeakerFile:
        if speaker_id not in self._speaker_files:
            chosen = self._batch(list(self._speakers), speaker_id)
            who = [
                Candidate(line.id, line.name, line.spellings, line.roles, line.claims, known=True)
                for line in map(self._speakers.__getitem__, chosen)
            ]
            self._speaker_files = load_speaker_files(self._snapshot, who, self._edition)
        return self._speaker_files[speaker_id]

    def _batch(self, ids: list[str], first: str) -> list[str]:
        """Return what is loaded at once: where pages are asked for one by one, one; else those that come next."""
        start = ids.index(first)
        return ids[start : start + (1 if self._live else BATCH)]

    def _named(self) -> list[site.Hit]:
        """Return the stories, outlets and speakers that a search may find."""
        return [
            *(site.Hit("story", f"stories/{line.id}.html", line.title, "") for line in self._stories.values()),
            *(
                site.Hit("outlet", f"outlets/{line.outlet.id}.html", line.outlet.name, "")
                for line in self._outlets.values()
            ),
            *(
                site.Hit("speaker", f"speakers/{line.id}.html", line.name, ", ".join((*line.spellings, *line.roles)))
                for line in self._speakers.values()
            ),
        ]

    def _story_addresses(self, story_id: str) -> list[str]:
        places = self._places[story_id]
        groups = dict.fromkeys(place["group_id"] for place in places if place["group_id"])
        return [
            *(f"claims/{group_id}.html" for group_id in groups),
            *(f"claims/{place['claim_id']}.html" for place in places),
            f"stories/{story_id}.html",
        ]

    def _file_of(self, story_id: str) -> StoryFile | None:
        if story_id not in self._stories:
            return None
        if story_id not in self._kept:
            chosen = self._batch(list(self._stories), story_id)
            stories = [self._held_stories[id_] for id_ in chosen]
            also = {id_: self._ungrouped(id_) for id_ in chosen}
            self._kept.update(load_story_files(self._snapshot, stories, also))
            while len(self._kept) > BATCH:
                self._kept.popitem(last=False)
        return self._kept[story_id]

    def _ungrouped(self, story_id: str) -> list[str]:
        """Return the claims of a story's articles that are in no group: of older versions, or not matched yet."""
        if self._live:
            rows = self._snapshot.rows("site_ungrouped", story=story_id)
        else:
            rows = [place for place in self._places[story_id] if not place["group_id"]]
        return [row["claim_id"] for row in rows]

    def _story_of(self, group_id: str) -> str:
        """Return the story of a claim group, "" where there is no such group."""
        if self._live:
            return next((str(row["story_id"]) for row in self._snapshot.rows("site_story_of", group=group_id)), "")
        return self._story_of_group.get(group_id, "")

    @cached_property
    def _story_of_group(self) -> dict[str, str]:
        return {row["group_id"]: row["story_id"] for row in self._place_of.values() if row["group_id"]}

    def _place(self, claim_id: str) -> Row | None:
        if self._live:
            return next(iter(self._snapshot.rows("site_claims", claim=claim_id)), None)
        return self._place_of.get(claim_id)

    @cached_property
    def _places(self) -> dict[str | None, list[Row]]:
        """Return where all claims stand, by story; those in no group are in None."""
        places: dict[str | None, list[Row]] = defaultdict(list)
        for row in self._snapshot.rows("site_claims", claim=None):
            story_id = row["story_id"] if row["story_id"] in self._stories else None
            places[story_id].append(row)
        return places

    @cached_property
    def _place_of(self) -> dict[str, Row]:
        return {row["claim_id"]: row for rows in self._places.values() for row in rows}

    @cached_property
    def _edition(self) -> Edition:
        return edition_of(self._snapshot)

    @cached_property
    def _held_stories(self) -> dict[str, Story]:
        return {story.id: story for story in self._snapshot.load_stories()}

    @cached_property
    def _stories(self) -> dict[str, site.StoryLine]:
        return {
            row["story_id"]: site.StoryLine(
                id=row["story_id"],
                title=row["title"],
                first_published=aware(row["first_published"]),
                last_published=aware(row["last_published"]),
                outlets=row["outlets"],
                articles=row["articles"],
                claims=row["claims"],
                changes=row["changes"],
                stand_in=row["synthetic"],
            )
            for row in self._snapshot.rows("site_stories")
        }

    @cached_property
    def _outlets(self) -> dict[str, site.OutletLine]:
        return {
            row["outlet_id"]: site.OutletLine(
                site.outlet_ref(row["outlet_id"], row["outlet"], stand_in=row["synthetic"]),
                stories=row["stories"],
                articles=row["articles"],
                claims=row["claims"],
            )
            for row in self._snapshot.rows("site_outlets")
        }

    @cached_property
    def _speakers(self) -> dict[str, site.SpeakerLine]:
        return {
            row["speaker_id"]: site.SpeakerLine(
                id=row["speaker_id"],
                name=row["name"],
                spellings=tuple(row["spellings"]),
                roles=tuple(row["roles"]),
                outlets=row["outlets"],
                claims=row["claims"],
                stand_in=row["synthetic"],
            )
            for row in self._snapshot.rows("site_speakers")
        }


def _pager(stem: str, number: int, count: int) -> site.Pager | None:
    last = max(1, ceil(count / site.PER_PAGE))
    return site.Pager(number, last, stem) if 1 <= number <= last else None


def _list_addresses(stem: str, count: int) -> list[str]:
    pager = site.Pager(1, max(1, ceil(count / site.PER_PAGE)), stem)
    return [pager.address(number) for number in range(1, pager.last + 1)]


def _on_page(lines: Sequence[T], number: int) -> Sequence[T]:
    return lines[(number - 1) * site.PER_PAGE : number * site.PER_PAGE]


def _note(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
