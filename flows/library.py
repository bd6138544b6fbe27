"""The pages of a site, made from a snapshot one by one: what `sayso site` writes and `sayso browse` serves."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from functools import cached_property
from math import ceil
from typing import TypeVar

from flows.reporting import NEVER
from flows.stages import VERSION
from flows.story_pages import Loader, StoryPages
from flows.words import fold, has_words
from reports import site
from reports.evidence import claim_evidence
from reports.held import Held
from reports.types import Version
from warehouse import Snapshot
from warehouse.rows import Row, aware

# Stories loaded at once where all are wanted, and kept.
BATCH = 100
MOST_HITS = 50

T = TypeVar("T")

_LIST = re.compile(r"(index|outlets|speakers)(?:\.p([1-9][0-9]{0,5}))?\.html")
_ONE = re.compile(r"(stories|claims|outlets|speakers)/([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.p([1-9][0-9]{0,5}))?\.html")


class Library:
    """Makes the page under an address, or says that there is none."""

    def __init__(self, snapshot: Snapshot, *, live: bool = False, review: bool = False) -> None:
        self._snapshot = snapshot
        self._live = live
        self._review = review
        self._loader = Loader(snapshot)
        self._kept: OrderedDict[str, StoryPages] = OrderedDict()

    def frame(self, root: str = "") -> site.Frame:
        """Return what stands around the content of a page, so far below the start page."""
        return site.Frame(root, self._live, self._review)

    def page(self, address: str) -> str | None:
        """Return the page under an address relative to the start page, None where there is none."""
        if address == "search.html":
            return site.search_page(self.frame())
        if found := _LIST.fullmatch(address):
            return self._list(found[1], int(found[2] or 1))
        if found := _ONE.fullmatch(address):
            kind, id_, number = found[1], found[2], int(found[3] or 1)
            if kind == "outlets":
                return self._outlet(id_, number)
            if kind == "speakers":
                return self._speaker(id_, number)
            if found[3] is None:
                return self._story(id_) if kind == "stories" else self._claim(id_)
        return None

    def addresses(self) -> list[str]:
        """Return the addresses of all pages; what belongs to a story stands together, the start page comes last."""
        return [
            *(address for line in self._stories.values() for address in self._story_addresses(line.id)),
            *(f"claims/{place['claim_id']}.html" for place in self._places[None]),
            *(
                f"outlets/{address}"
                for line in self._outlets.values()
                for address in _list_addresses(line.outlet.id, self._listed[line.outlet.id])
            ),
            *(
                f"speakers/{address}"
                for line in self._speakers.values()
                for address in _list_addresses(line.id, line.claims)
            ),
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
        lines: Sequence[object] = list((self._stories if name == "index" else self._speakers).values())
        pager = _pager(name, number, len(lines))
        if pager is None:
            return None
        if name == "speakers":
            return site.speakers_page(self.frame(), _on_page(list(self._speakers.values()), number), pager)
        made = self._snapshot.last_run_at() or NEVER
        versions = [Version(*item) for item in (("sayso", VERSION), *self._snapshot.makers())]
        return site.index_page(self.frame(), _on_page(list(self._stories.values()), number), pager, made, versions)

    def _story(self, story_id: str) -> str | None:
        pages = self._pages_of(story_id)
        return None if pages is None else site.story_page(self.frame("../"), pages.view)

    def _claim(self, id_: str) -> str | None:
        """Return the page of a claim group or, under a claim's id, one that leads there; or of a claim in none."""
        frame = self.frame("../")
        pages = self._pages_of(self._story_of(id_))
        if pages and id_ in pages.claims:
            return site.claim_page(frame, *pages.claims[id_], pages.records)
        place = self._place(id_)
        if place is None:
            return None
        pages = self._pages_of(place["story_id"] or "")
        if pages and id_ in pages.told:
            return site.leading_page(frame, id_, place["group_id"])
        return self._lone(id_, newest=place["newest"])

    def _lone(self, claim_id: str, *, newest: bool) -> str:
        [claim] = self._snapshot.load_claims(claim_ids=[claim_id])
        [article] = self._snapshot.load_articles([claim.version_id])
        named = {
            outlet.id: site.outlet_ref(outlet.id, outlet.name, stand_in=outlet.synthetic)
            for outlet in self._loader.registry.outlets
        }
        outlet = named.get(claim.outlet_id) or site.outlet_ref(
            claim.outlet_id, claim.outlet_id, stand_in=article.synthetic
        )
        told = site.Told(
            story_id="",
            story="",
            version_id=claim.version_id,
            outlet=outlet,
            title=article.title,
            url=article.url,
            published=article.published,
            language=article.language,
            claim_id=claim.id,
            wording=claim.wording,
            speaker=claim.speaker.name if claim.speaker else "",
        )
        held = Held({article.version_id: article}, {claim.id: claim}, named)
        return site.lone_claim_page(self.frame("../"), told, claim_evidence(claim, held), newest=newest)

    def _outlet(self, outlet_id: str, number: int) -> str | None:
        line = self._outlets.get(outlet_id)
        pager = _pager(outlet_id, number, self._listed[outlet_id]) if line else None
        if line is None or pager is None:
            return None
        told = self._told(outlet=outlet_id)
        return site.outlet_page(self.frame("../"), line, _on_page(told, number), pager)

    def _speaker(self, speaker_id: str, number: int) -> str | None:
        line = self._speakers.get(speaker_id)
        pager = _pager(speaker_id, number, line.claims) if line else None
        if line is None or pager is None:
            return None
        told = self._told(speaker=speaker_id)
        return site.speaker_page(self.frame("../"), line, _on_page(told, number), pager)

    def _told(self, outlet: str | None = None, speaker: str | None = None) -> Sequence[site.Told]:
        if not self._live:
            return self._told_by.get(outlet or speaker or "", [])
        return [_told_of(row) for row in self._snapshot.rows("site_told", outlet=outlet, speaker=speaker)]

    @cached_property
    def _told_by(self) -> dict[str, list[site.Told]]:
        """Return all that is told, by outlet and by speaker: one question in place of one for each."""
        speakers = defaultdict(set)
        for link in self._snapshot.load_speaker_links():
            if link.verdict == "same":
                speakers[link.claim_id].add(link.speaker_id)
        told_by: dict[str, list[site.Told]] = defaultdict(list)
        for row in self._snapshot.rows("site_told", outlet=None, speaker=None):
            told = _told_of(row)
            for teller in (told.outlet.id, *speakers[told.claim_id]):
                told_by[teller].append(told)
        return told_by

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
        groups = dict.fromkeys(place["group_id"] for place in places if place["newest"])
        return [
            *(f"claims/{group_id}.html" for group_id in groups),
            *(f"claims/{place['claim_id']}.html" for place in places),
            f"stories/{story_id}.html",
        ]

    def _pages_of(self, story_id: str) -> StoryPages | None:
        if story_id not in self._stories:
            return None
        if story_id not in self._kept:
            order = list(self._stories)
            start = order.index(story_id)
            for id_, pages in self._loader.load(order[start : start + (1 if self._live else BATCH)]).items():
                self._kept[id_] = pages
            while len(self._kept) > BATCH:
                self._kept.popitem(last=False)
        return self._kept[story_id]

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
    def _outlet_rows(self) -> list[Row]:
        return self._snapshot.rows("site_outlets")

    @cached_property
    def _listed(self) -> dict[str, int]:
        return {row["outlet_id"]: row["listed"] for row in self._outlet_rows}

    @cached_property
    def _outlets(self) -> dict[str, site.OutletLine]:
        return {
            row["outlet_id"]: site.OutletLine(
                site.outlet_ref(row["outlet_id"], row["outlet"], stand_in=row["synthetic"]),
                stories=row["stories"],
                articles=row["articles"],
                claims=row["claims"],
            )
            for row in self._outlet_rows
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


def _told_of(row: Row) -> site.Told:
    return site.Told(
        story_id=row["story_id"] or "",
        story=row["story"] or "",
        version_id=row["version_id"],
        outlet=site.outlet_ref(row["outlet_id"], row["outlet"], stand_in=row["synthetic"]),
        title=row["title"],
        url=row["url"],
        published=aware(row["published"]),
        language=row["language"] or "",
        claim_id=row["claim_id"] or "",
        wording=row["wording"] or "",
        speaker=row["speaker"] or "",
    )


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
