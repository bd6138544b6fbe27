"""Claims of named persons → speakers, across all articles; these are read a part at a time."""

from __future__ import annotations

from itertools import chain, groupby

from claims.naming import Use, placed_in, uses_of
from claims.speaker import link_uses
from flows.batches import in_batches
from flows.settings import VERSION
from sources.types import content_id
from warehouse import Warehouse

_READ = 2_000  # articles whose texts are held at once


def link(warehouse: Warehouse) -> int:
    """Link the speakers of all claims, unless the claims are those of last time; return how many speakers there are."""
    fingerprint = link_fingerprint(warehouse)
    if fingerprint == warehouse.speakers_fingerprint():
        return 0
    story_of = placed_in(warehouse.load_stories())
    uses: list[Use] = []
    by_version = (list(said) for _, said in groupby(warehouse.load_spoken(), key=lambda one: one.version_id))
    for some in in_batches(by_version, _READ):
        articles = warehouse.load_articles([said[0].version_id for said in some])
        uses += uses_of(chain.from_iterable(some), articles, story_of)
    speakers, links = link_uses(uses)
    warehouse.save_speakers(speakers, links, fingerprint)
    return len(speakers)


def link_fingerprint(warehouse: Warehouse) -> str:
    """Return what speakers are linked from: this version of sayso, and the claims that are held."""
    return content_id(VERSION, warehouse.claims_digest())
