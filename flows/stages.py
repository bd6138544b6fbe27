"""The stages of a run as plain functions: load → pure step → save.

Each save is one transaction and each stage takes up only what is not yet in the warehouse, so that a run killed
anywhere is finished by the next one. `plan` puts the stages in order; whoever runs the steps (a loop, or Prefect)
adds nothing to them.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from claims.extract import EXTRACTOR as ATTRIBUTOR
from claims.extract import extract_claims
from claims.tagger import load_tagger
from claims.types import Claim
from flows import comparing, matching
from flows.batches import in_batches
from flows.fetching import Asking, is_archive, with_body
from flows.linking import link
from flows.settings import Settings
from flows.settling import settle
from flows.spreading import Each, in_threads, in_turn, workers
from sources.archive import Archive, ArchiveReader
from sources.connect import Outside
from sources.errors import RegistryError, SaysoError, UnreadablePage
from sources.extract import EXTRACTOR, extract
from sources.read import read_folder
from sources.registry import Registry, load_registry
from sources.types import Article, Page, Skipped
from warehouse import Warehouse

# Prefect's history stays readable, and its overhead small, with few tasks a flow.
MAX_BATCHES = 8
# In their order; a step's stage begins with one of them.
STAGES = (
    "recover", "poll", "fetch", "read", "extract", "attribute", "compare", "encode", "place", "match", "settle", "link",
    "audit", "publish", "report",
)  # fmt: skip
EXTRACTED = 4  # times as many pages as articles make a batch: reading one takes a fraction of the time
# Items that a machine takes in hand at once: each is a lock in PostgreSQL, which has room for some thousand.
_TAKEN = 500

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of work of a run."""

    stage: str
    do: Callable[[], int]  # returns how many items were new
    items: int = 1  # how many it processes
    total: int = 1  # how many the run's steps of this stage process together


def open_registry(settings: Settings, warehouse: Warehouse) -> Registry:
    """Return the packaged registry, the settings' overlays, and the outlets that earlier runs brought in.

    Where an outlet of an earlier run lays claim to a name or domain that another one has by now, today's has it, and
    the earlier one is left out.
    """
    registry = load_registry(*settings.outlets)
    known = {outlet.id for outlet in registry.outlets}
    for outlet in warehouse.load_outlets():
        if outlet.id not in known:
            with suppress(RegistryError):
                registry = registry.with_outlets([outlet])
    return registry


def read(warehouse: Warehouse, settings: Settings, folder: Path, outlet_id: str | None = None) -> int:
    """Read a folder's files into pages; return how many were new. What it had skipped before is tried again."""
    below = os.fsencode(folder.parent if folder.is_file() else folder).decode(errors="replace") + "/"
    try:
        reading = read_folder(folder, load_registry(*settings.outlets), now=settings.clock(), outlet_id=outlet_id)
    except UnreadablePage as error:
        return warehouse.save_reading([], [], [Skipped(below, "read", str(error))], below=below)
    skipped = [replace(item, key=below + item.key) for item in reading.skipped]
    return warehouse.save_reading(reading.registry.outlets, reading.pages, skipped, below=below)


def extract_pages(
    warehouse: Warehouse, page_ids: Sequence[str], with_body: Callable[[Page], Page], each: Each = in_turn
) -> int:
    """Extract an article version from each page; return how many versions were new.

    `with_body` brings the body of a page that lies in the archive.
    """
    pages = (_attempt(partial(with_body, page), _skipped_page(page)) for page in warehouse.load_pages(page_ids))
    outcomes = list(each(_read_page, pages, len(page_ids)))
    articles = [outcome for outcome in outcomes if not isinstance(outcome, Skipped)]
    return warehouse.save_extraction(articles, _skipped(outcomes), EXTRACTOR)


def _read_page(page: Page | Skipped) -> Article | Skipped:
    return page if isinstance(page, Skipped) else _attempt(partial(extract, page), _skipped_page(page))


def _skipped_page(page: Page) -> Skipped:
    return Skipped(page.url, "extract", "", page.id, EXTRACTOR)


def attribute(warehouse: Warehouse, registry: Registry, articles: Sequence[Article], each: Each = in_turn) -> int:
    """Find the claims of each article version; return how many were new."""
    load_tagger()  # a model that is missing or altered is no fault of an article: it ends the run
    outcomes = list(each(partial(_find_claims, registry), articles, len(articles)))
    claims = [claim for outcome in outcomes if not isinstance(outcome, Skipped) for claim in outcome]
    return warehouse.save_claims([article.version_id for article in articles], claims, _skipped(outcomes), ATTRIBUTOR)


def _find_claims(registry: Registry, article: Article) -> tuple[Claim, ...] | Skipped:
    skipped = Skipped(article.url, "attribute", "", article.version_id, ATTRIBUTOR)
    return _attempt(partial(extract_claims, article, registry), skipped)


def _attempt(work: Callable[[], Item], skipped: Skipped) -> Item | Skipped:
    """Return the work's result, or the skipped item with the reason why there is none.

    Every exception counts: a mistake of ours that one odd text brings out must not stop the other texts for ever.
    """
    try:
        return work()
    except SaysoError as error:
        return replace(skipped, reason=str(error))
    except Exception as error:  # noqa: BLE001 - stored, counted and shown
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return replace(skipped, reason=f"an error in sayso itself, please report it: {error!r} at {where}")


def _skipped(outcomes: Iterable[object]) -> list[Skipped]:
    return [outcome for outcome in outcomes if isinstance(outcome, Skipped)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be ingested besides the folders."""

    urls: tuple[str, ...] = ()  # of articles
    outlet_id: str | None = None  # whose files and URLs of no known outlet are
    follow: bool = True  # whether the followed outlets' articles are fetched
    poll: bool = True  # whether their feeds are asked what is new
    early: bool = False  # whether all of their feeds are asked, not only those that are due by their pace


def plan_ingest(
    warehouse: Warehouse, settings: Settings, wanted: Wanted = Wanted(), outside: Outside | None = None
) -> Iterator[Step]:
    """Yield the steps from feeds, URLs and folders to claims. Later steps depend on what earlier ones saved.

    Raises UnreadablePage where there is nothing to read, UnknownOutlet for a URL of no outlet.
    """
    follow = settings.follow if wanted.follow else ()
    if not (follow or wanted.urls or any(path.exists() for path in (*settings.folders, settings.archive))):
        names = ", ".join(map(str, settings.folders))
        raise UnreadablePage(
            f"nothing to read: {names} does not exist; name a folder of HTML and text, a URL, or outlets to `follow`"
        )
    registry = open_registry(settings, warehouse)
    with ExitStack() as stack:
        far = stack.enter_context(workers(settings))
        archive = ArchiveReader(settings.archive)
        if follow or wanted.urls or settings.archive.exists() or any(map(is_archive, settings.folders)):
            archive = stack.enter_context(Archive.open(settings.archive, labelled=warehouse.is_shared))
            asking = Asking(warehouse, registry, settings, archive, outside or Outside(now=settings.clock))
            yield Step("recover", asking.recover)
            yield from _plan_network(warehouse, asking, follow, wanted)
        for folder in settings.folders:
            if not folder.exists() and "folders" not in settings.model_fields_set:
                continue  # the default; nobody has asked for it
            if is_archive(folder):
                yield Step(f"read {folder}", partial(asking.read_archive, folder, wanted.outlet_id))
            else:
                yield Step(f"read {folder}", partial(read, warehouse, settings, folder, wanted.outlet_id))
        yield from _plan_extraction(warehouse, settings, archive, far or in_turn)
        yield from _plan_claims(warehouse, settings, far or in_threads(settings.threads))
    yield Step("compare", partial(comparing.compare, warehouse))


def plan_rederive(warehouse: Warehouse, settings: Settings, most: int | None = None) -> Iterator[Step]:
    """Yield the steps that make so many articles anew which another extractor or model has made, the latest first.

    All versions of an article are made by one, so that what two of them make is never taken for an edit. A page that
    cannot be read any more stays as it was read. `most` is the setting `rederive` unless given.
    """
    archive = ArchiveReader(settings.archive)
    number = settings.rederive if most is None else most
    chosen = warehouse.ingestion.pages_to_rederive(EXTRACTOR, ATTRIBUTOR, number, _own_files(warehouse, archive))
    with workers(settings) as far:
        yield from _plan_extraction(warehouse, settings, archive, far or in_turn, chosen)
        yield from _plan_claims(warehouse, settings, far or in_threads(settings.threads), chosen)
    yield Step("compare", partial(comparing.compare, warehouse))


def _plan_extraction(
    warehouse: Warehouse, settings: Settings, archive: ArchiveReader, each: Each, chosen: Sequence[str] | None = None
) -> Iterator[Step]:
    """Yield the steps from pages to articles, of the pages chosen or of all that wait."""
    waiting = partial(warehouse.pages_to_extract, EXTRACTOR, _own_files(warehouse, archive), chosen)
    bring = partial(with_body, archive)

    def read_pages(page_ids: Sequence[str]) -> int:
        return _shared_out(
            warehouse, "extract", page_ids, waiting, lambda ids: extract_pages(warehouse, ids, bring, each)
        )

    yield from _in_batches("extract", waiting(), EXTRACTED * settings.batch, read_pages)


def _own_files(warehouse: Warehouse, archive: ArchiveReader) -> Collection[str] | None:
    """Return the archive's files where that matters: bodies that another machine has fetched lie in its own archive."""
    return archive.names() if warehouse.is_shared else None


def _plan_claims(
    warehouse: Warehouse, settings: Settings, each: Each, chosen: Sequence[str] | None = None
) -> Iterator[Step]:
    """Yield the steps from articles to claims, of the pages chosen or of all articles that wait."""
    waiting = partial(warehouse.versions_to_attribute, ATTRIBUTOR, chosen)
    articles = {article.version_id: article for article in warehouse.load_articles(waiting())}
    registry = open_registry(settings, warehouse)

    def find(version_ids: Sequence[str]) -> int:
        return attribute(warehouse, registry, [articles[id_] for id_ in version_ids], each)

    def find_claims(version_ids: Sequence[str]) -> int:
        return _shared_out(warehouse, "attribute", version_ids, waiting, find)

    yield from _in_batches("attribute", list(articles), settings.batch, find_claims)


def _plan_network(warehouse: Warehouse, asking: Asking, follow: Sequence[str], wanted: Wanted) -> Iterator[Step]:
    """Yield the steps that ask servers. What another machine is asking just now is left to it."""
    if wanted.urls:
        asking.ask_for(wanted.urls, wanted.outlet_id)
    outlets = {outlet.id: outlet for outlet in asking.followed(follow)}
    with warehouse.taking("ask", outlets) as mine:
        followed = [outlets[id_] for id_ in mine]
        if followed and wanted.poll:
            yield Step("poll", partial(asking.poll, followed, early=wanted.early))
        due = asking.due(followed)
        if due:
            yield Step("fetch", partial(asking.fetch, due), len(due), len(due))


def _shared_out(
    warehouse: Warehouse,
    stage: str,
    ids: Sequence[str],
    waiting: Callable[[], Iterable[str]],
    work: Callable[[Sequence[str]], int],
) -> int:
    """Do the work for the ids; in a shared warehouse for those that no other machine has in hand or has done meanwhile.

    `waiting` says what is left to do.
    """
    if not warehouse.is_shared:
        return work(ids)
    fresh = 0
    for start in range(0, len(ids), _TAKEN):
        with warehouse.taking(stage, ids[start : start + _TAKEN]) as mine:
            left = set(waiting())
            fresh += work([id_ for id_ in mine if id_ in left])
    return fresh


def plan_match(warehouse: Warehouse, settings: Settings) -> Iterator[Step]:
    """Yield the steps from claims to stories, matches, groups and what follows from them."""
    with warehouse.alone("match"):
        registry = open_registry(settings, warehouse)
        yield Step("encode", lambda: matching.encode(warehouse, settings.threads))
        yield Step("place", lambda: matching.place(warehouse, registry))
        yield Step("match", lambda: matching.match(warehouse, settings.processes))
        yield Step("settle", lambda: settle(warehouse, registry))
        yield Step("link", lambda: link(warehouse))


def _in_batches(
    stage: str, items: Sequence[Item], least: int, process: Callable[[Sequence[Item]], int]
) -> Iterator[Step]:
    size = max(least, -(-len(items) // MAX_BATCHES))
    for batch in in_batches(items, size):
        yield Step(stage, partial(process, batch), len(batch), len(items))
