"""A whole warehouse by the million, made up after real ones and the same each time: all tables, in batches.

A batch is some stories with all that belongs to them; stories follow one another over a year. Claims lie in texts where
their offsets say, tellings of one claim have most of their words in common, later versions of articles tell what the
earlier ones told but for a claim, and what points somewhere points at something (queries/audit.sql finds nothing).
What shapes.py says is how frequent things are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow

from benchmarks.warehouse import derived, shapes
from benchmarks.warehouse.batch import OUTLETS, Batch, Tables, ids
from benchmarks.warehouse.columns import Numbers, chosen, drawn, hexes, joined, lists, mixed, moments, where, within
from benchmarks.warehouse.layout import (
    DAY,
    PLACES,
    UNITS,
    Articles,
    Facts,
    common_words,
    fact_of_claims,
    make_articles,
    make_facts,
    write,
)
from claims.extract import EXTRACTOR as ATTRIBUTOR
from sources.extract import EXTRACTOR

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
BATCH = 100_000  # claims
SEED = 17


def make(claims: int, seed: int = SEED, batch: int = BATCH) -> Iterator[Tables]:
    """Yield tables with so many claims together, some at a time; the first have outlets and feeds too."""
    numbers = -(-claims // batch)
    public = np.arange(shapes.PUBLIC)
    for number in range(numbers):
        when = number / numbers, (number + 1) / numbers
        made = _make_batch(seed, number, min(batch, claims - number * batch), when, public)
        if number == 0:
            spoken = made.person[made.newest]
            public = np.unique(spoken[(spoken >= 0) & (spoken < shapes.PUBLIC)])
            made.tables.update(_outlets())
        made.tables["speakers"], made.tables["speaker_links"] = _speakers(made, public if number else None)
        yield made.tables


def _make_batch(seed: int, number: int, claims: int, when: tuple[float, float], public: Numbers) -> Batch:
    random = np.random.default_rng((seed, number))
    articles = make_articles(random, claims, when)
    facts = make_facts(random, articles, number, public)
    fact = fact_of_claims(articles)
    version = np.repeat(np.arange(len(articles.article)), articles.count)
    hashes = ids(1, number, len(fact))
    names = _names(facts, number)
    made = Batch(
        number=number, random=random, articles=articles, facts=facts, texts=write(articles, facts, names, number),
        fact=fact, version=version, article_ids=hexes(ids(2, number, len(articles.story))),
        version_ids=hexes(ids(3, number, len(articles.article))), claim_ids=hexes(hashes), claim_hashes=hashes,
        newest=np.flatnonzero(articles.newest[version]),
        person=np.where(facts.source[fact] == 0, facts.person[fact], -1),
    )  # fmt: skip
    made.tables.update(_articles(made) | _claims(made, names) | _parts(made))
    made.tables.update(derived.tables(made))
    return made


def _names(facts: Facts, number: int) -> pyarrow.Array:
    """Return what articles call the source of each fact."""
    of_all = facts.person < shapes.PUBLIC
    code = np.where(of_all, facts.person, facts.person + (number + 1) * 10_000_000)
    named = [f"Speaker {int(one):,}" for one in np.unique(code)]
    others = [f"the {name} {place}" for name in shapes.SOURCES for place in range(40)]
    which = len(named) + facts.source * 40 + (facts.seed % np.uint64(40)).astype(np.int64)
    which = np.where(facts.source == 0, np.unique(code, return_inverse=True)[1], which)
    return chosen([*named, *others, ""], np.where(facts.source < 0, len(named) + len(others), which))


def _outlets() -> Tables:
    number = np.arange(len(OUTLETS))
    kinds = ["wire" if one < shapes.WIRES else ("newspaper", "broadcaster", "website")[one % 3] for one in number]
    feeds = [f"https://{name}.example/feed" for name in OUTLETS]
    times = moments(np.full(len(OUTLETS), 20_454 * DAY))
    none = pyarrow.nulls(len(OUTLETS))
    return {
        "outlets": pyarrow.table({
            "outlet_id": OUTLETS, "name": [name.title() for name in OUTLETS], "kind": kinds,
            "country": ["US", "GB", "DE", "FR"] * (len(OUTLETS) // 4), "language": ["en"] * len(OUTLETS),
            "aliases": [[]] * len(OUTLETS), "domains": [[f"{name}.example"] for name in OUTLETS],
            "feeds": [[feed] for feed in feeds], "synthetic": [True] * len(OUTLETS),
            "stands_in_for": none.cast(pyarrow.string()),
        }),
        "feeds": pyarrow.table({
            "feed_id": hexes(ids(4, 0, len(OUTLETS))), "outlet_id": OUTLETS, "url": feeds,
            "purpose": ["feed"] * len(OUTLETS), "next_at": times, "checked_at": times, "read_at": times,
            "changed_at": times, "status": np.where(number % 9, 200, 503), "failures": np.where(number % 9, 0, 3),
            "failure": np.where(number % 9, "", "status"), "etag": [""] * len(OUTLETS),
            "last_modified": [""] * len(OUTLETS), "digest": hexes(ids(5, 0, len(OUTLETS))),
            "conditional": [True] * len(OUTLETS), "items": [30] * len(OUTLETS), "newest": times,
        }),
    }  # fmt: skip


def _articles(made: Batch) -> Tables:
    """Return pages with their answers and addresses, and articles with their versions."""
    articles, random = made.articles, made.random
    outlet = chosen(OUTLETS, articles.outlet)
    urls = _urls(articles, made.number)
    looks = 1 + random.binomial(3, shapes.PAGES, len(articles.article))
    version, nth = np.repeat(np.arange(len(looks)), looks), within(looks)
    article = articles.article[version]
    # The pages of the earlier version come before those of the later one.
    fetched = articles.published[article] + DAY // 24 * (1 + nth + 24 * articles.newest[version])
    page_ids = hexes(ids(6, made.number, len(version)))
    number = len(version)
    archive = chosen([f"batch-{made.number:05}.warc.gz"], np.zeros(number, np.int64))
    length = random.integers(20_000, 90_000, number)
    kinds = ["text/html"] * number
    url = urls.take(pyarrow.array(article))
    first = np.flatnonzero(nth == 0)
    offsets = np.cumsum(length)
    nothing = pyarrow.nulls(number)
    versions = len(articles.article)
    edited = np.bincount(articles.article) > 1
    own = articles.article
    newest = np.flatnonzero(articles.newest)
    return {
        "pages": pyarrow.table({
            "page_id": page_ids, "outlet_id": outlet.take(pyarrow.array(article)), "url": url,
            "fetched_at": moments(fetched), "media_type": kinds, "body": [b""] * number,
            **{f"note_{name}": nothing for name in ("title", "byline", "published", "modified", "language")},
            "note_synthetic": [True] * number, "archived_in": archive, "archive_offset": offsets,
            "archive_length": length,
        }),
        "fetches": pyarrow.table({
            "fetch_id": hexes(ids(7, made.number, number)), "outlet_id": outlet.take(pyarrow.array(article)),
            "url": url, "final_url": url, "purpose": ["article"] * number, "fetched_at": moments(fetched),
            "status": np.full(number, 200), "failure": [""] * number, "reason": [""] * number, "page_id": page_ids,
            "archived_in": archive, "archive_offset": offsets, "archive_length": length,
        }),
        "page_extractions": pyarrow.table({
            "page_id": page_ids, "version_id": made.version_ids.take(pyarrow.array(version)),
            "extractor": [EXTRACTOR] * number,
        }),
        "articles": pyarrow.table({"article_id": made.article_ids, "outlet_id": outlet, "url": urls}),
        "article_versions": pyarrow.table({
            "version_id": made.version_ids, "article_id": made.article_ids.take(pyarrow.array(own)),
            "page_id": page_ids.take(pyarrow.array(first)), "title": _titles(made), "byline": [""] * versions,
            "published": moments(articles.published[own]),
            "modified": where(edited[own] & articles.newest, moments(articles.published[own] + DAY)),
            "language": ["en"] * versions, "kind": ["news"] * versions,
            "completeness": np.where(random.random(versions) < shapes.TRUNCATED, "truncated", "complete"),
            "synthetic": [True] * versions, "text": made.texts.version, "extractor": [EXTRACTOR] * versions,
            "section": [""] * versions, "credit": [""] * versions,
        }),
        "newest_versions": pyarrow.table({
            "article_id": made.article_ids.take(pyarrow.array(own[newest])),
            "version_id": made.version_ids.take(pyarrow.array(newest)),
            "fetched_at": moments(fetched[(first + looks - 1)[newest]]),
        }),
        "version_attributions": pyarrow.table({
            "version_id": made.version_ids, "extractor": [ATTRIBUTOR] * versions,
        }),
        **_addresses(made, urls, outlet, fetched[first[articles.newest]]),
    }  # fmt: skip


def _urls(articles: Articles, number: int) -> pyarrow.Array:
    names = [f"https://{OUTLETS[outlet]}.example/{number}/{at}" for at, outlet in enumerate(articles.outlet.tolist())]
    return pyarrow.array(names, pyarrow.string())


def _titles(made: Batch) -> pyarrow.Array:
    """Return headlines of nine words, those of an article's versions alike."""
    phrase = mixed(8, made.number, made.articles.article[:, None] * 3 + np.arange(3)) % np.uint64(100_000)
    words = common_words()
    begin = np.array([words.starts["first"], words.starts["phrase"], words.starts["phrase"]])
    pieces = words.pieces.take(pyarrow.array((phrase.astype(np.int64) + begin).reshape(-1)))
    return joined(pieces, 3 * np.arange(1, len(phrase) + 1))


def _addresses(made: Batch, urls: pyarrow.Array, outlet: pyarrow.Array, checked: Numbers) -> Tables:
    """Return the addresses of articles, and some that never gave a page, with where they were named."""
    failing = int(shapes.NEVER_FETCHED * len(urls))
    lost = pyarrow.array(
        [f"https://{OUTLETS[0]}.example/{made.number}/lost/{at}" for at in range(failing)], pyarrow.string()
    )
    all_outlets = pyarrow.concat_arrays([outlet, chosen(OUTLETS, np.zeros(failing, np.int64))])
    number = len(urls) + failing
    fine = np.arange(number) < len(urls)
    found = np.append(made.articles.published, np.full(failing, made.articles.published.min()))
    seen = np.append(checked, found[len(urls) :])
    gone = fine & (made.random.random(number) < 0.005)
    address_ids = hexes(ids(9, made.number, number))
    named = 1 + (made.random.random(number) < shapes.SIGHTED - 1)
    address, nth = np.repeat(np.arange(number), named), within(named)
    outlets = np.append(made.articles.outlet, np.zeros(failing, np.int64))
    feeds = [f"https://{name}.example/{place}" for name in OUTLETS for place in ("feed", "sitemap")]
    found_in = chosen(feeds, outlets[address] * 2 + nth)
    lost_ids = address_ids[len(urls) :]
    return {
        "addresses": pyarrow.table({
            "address_id": address_ids, "outlet_id": all_outlets,
            "url": pyarrow.concat_arrays([urls, lost]), "found_at": moments(found), "next_at": pyarrow.nulls(number),
            "first_fetched_at": where(fine, moments(found)), "checked_at": moments(seen),
            "checks": np.where(fine, 3, 0),
            "status": np.where(fine, np.where(gone, 404, 200), 503), "failures": np.where(fine, 0, 3),
            "failure": np.where(fine, "", "status"), "etag": [""] * number, "last_modified": [""] * number,
            "gone_at": where(gone, moments(seen + DAY)),
        }),
        "sightings": pyarrow.table({
            "address_id": address_ids.take(pyarrow.array(address)), "found_in": found_in,
            "title": [""] * len(address), "published": moments(found[address]), "first_seen": moments(found[address]),
            "last_seen": moments(found[address] + DAY),
        }),
        "skipped": pyarrow.table({
            "skipped_id": hexes(ids(10, made.number, failing)), "item_key": lost, "stage": ["fetch"] * failing,
            "reason": ["the server answered 503"] * failing, "item_id": lost_ids, "maker": [""] * failing,
        }),
    }  # fmt: skip


def _claims(made: Batch, names: pyarrow.Array) -> Tables:
    facts, texts, fact = made.facts, made.texts, made.fact
    number = len(fact)
    kinds, cues = list(shapes.KINDS), list(shapes.CUES)
    classes = [shapes.CUES[cue][0] for cue in cues]
    outlet = made.articles.outlet[made.articles.article[made.version]]
    nested = (made.random.random(number) < shapes.NESTED) & (np.diff(made.version, prepend=-1) == 0)
    inner = pyarrow.StructArray.from_arrays(
        [pyarrow.array(texts.start.astype(np.int32)), pyarrow.array(texts.end.astype(np.int32))], ["start", "end"]
    )
    ones = np.ones(number, np.int64)
    negated = mixed(12, facts.seed[fact]) % np.uint64(100) < 100 * shapes.NEGATED
    has_cue = facts.cue[fact] != cues.index("")
    claims = pyarrow.table({
        "claim_id": made.claim_ids, "version_id": made.version_ids.take(pyarrow.array(made.version)),
        "outlet_id": chosen(OUTLETS, outlet), "text": texts.claim, "start_offset": texts.start,
        "end_offset": texts.end, "fragments": lists(inner, ones), "wording": texts.claim,
        "kind": chosen(kinds, facts.kind[fact]), "cue": chosen(cues, facts.cue[fact]),
        "cue_start": where(has_cue, texts.cue_start), "cue_end": where(has_cue, texts.cue_end),
        "cue_class": chosen(classes, facts.cue[fact]),
        "polarity": np.where(negated, "negated", "affirmed"),
        "extractor": [ATTRIBUTOR] * number,
        "nested_in": where(nested, made.claim_ids.take(pyarrow.array(np.maximum(np.arange(number) - 1, 0)))),
    })  # fmt: skip
    return {"claims": claims, "hops": _hops(made, names, outlet)}


def _hops(made: Batch, names: pyarrow.Array, outlet: Numbers) -> pyarrow.Table:
    facts, texts, fact = made.facts, made.texts, made.fact
    speaks, relay = facts.source[fact] >= 0, facts.relay[fact]
    size = 1 + speaks + (relay != -1)
    claim, position = np.repeat(np.arange(len(fact)), size), within(size)
    role = np.where(position == size[claim] - 1, 2, np.where((position == 0) & speaks[claim], 0, 1))
    types = [*shapes.SOURCES, "outlet"]
    kind = np.where(
        role == 0, facts.source[fact][claim], np.where((role == 1) & (relay[claim] == -2), 0, len(types) - 1)
    )
    titles = pyarrow.array([*(name.title() for name in OUTLETS), "another outlet"])
    named_outlet = np.where(role == 2, outlet[claim], np.where(role == 1, relay[claim], -1))
    outlet_name = titles.take(pyarrow.array(np.where(named_outlet >= 0, named_outlet, len(OUTLETS))))
    speaker = names.take(pyarrow.array(fact[claim]))
    anonymous = (role == 0) & (kind == types.index("anonymous")) & (made.random.random(len(claim)) < 0.05)
    reason = chosen(["speaking on condition of anonymity"], np.zeros(len(claim), np.int64))
    known = role == 0
    return pyarrow.table({
        "claim_id": made.claim_ids.take(pyarrow.array(claim)), "position": position, "role": chosen(
            ["speaker", "relay", "publisher"], role),
        "source_type": chosen(types, kind), "name": pyarrow.compute.if_else(pyarrow.array(known), speaker, outlet_name),
        "span_start": where(known, texts.speaker_start[claim]), "span_end": where(known, texts.cue_start[claim]),
        "outlet_id": where(named_outlet >= 0, chosen(OUTLETS, np.maximum(named_outlet, 0))),
        "anonymity": where(anonymous, reason),
    })  # fmt: skip


def _parts(made: Batch) -> Tables:
    """Return the numbers, names, hedges and dates that claims have: of each kind one at most."""
    facts, texts, fact = made.facts, made.texts, made.fact
    words = common_words()
    found: Tables = {}
    for nth, (table, start, values) in enumerate((
        ("quantities", "amount", facts.quantity), ("mentions", "place", facts.mention),
        ("hedges", "hedge", facts.hedge), ("date_mentions", "date", facts.date),
    )):  # fmt: skip
        claim = np.flatnonzero(values[fact] >= 0)
        value = values[fact][claim]
        found[table] = pyarrow.table({
            "claim_id": made.claim_ids.take(pyarrow.array(claim)), "position": np.zeros(len(claim), np.int64),
            "span_start": texts.part_start[claim, nth], "span_end": texts.part_end[claim, nth],
            "text": words.pieces.take(pyarrow.array(words.starts[start] + value)),
            **_details(table, value, made.random),
        })  # fmt: skip
    return found


def _details(table: str, value: Numbers, random: np.random.Generator) -> dict[str, pyarrow.Array]:
    """Return the columns that only numbers, dates or mentions have."""
    if table == "quantities":
        bounds = chosen(["exact", "at_least", "about", "at_most"], drawn(random, [0.83, 0.07, 0.04, 0.06], len(value)))
        number = value + 2
        return {"value": number.astype(float), "unit": chosen(UNITS, number % len(UNITS)), "bound": bounds}
    if table == "date_mentions":
        return {"day": pyarrow.array(np.datetime64("2025-01-01") + value)}
    if table == "mentions":
        return {"kind": np.where(value < shapes.PLACES * PLACES, "place", "organisation")}
    return {}


def _speakers(made: Batch, public: Numbers | None) -> tuple[pyarrow.Table, pyarrow.Table]:
    """Return who speaks in newest versions, and in which claims; without public, those of all stories too."""
    claim = made.newest[made.person[made.newest] >= 0]
    person = made.person[claim]
    everybody = mixed(11 << 56 | np.arange(shapes.PUBLIC))
    own = ids(12, made.number, int(person.max(initial=0)) + 1)
    speaker = np.where(person < shapes.PUBLIC, everybody[np.minimum(person, shapes.PUBLIC - 1)], own[person])
    new = person if public is None else person[person >= shapes.PUBLIC]
    known, first = np.unique(speaker[np.isin(person, new)], return_index=True)
    numbers = person[np.isin(person, new)][first]
    code = np.where(numbers < shapes.PUBLIC, numbers, numbers + (made.number + 1) * 10_000_000)
    names = pyarrow.array([f"Speaker {int(one):,}" for one in code])
    one_each = np.ones(len(known), np.int64)
    roles = chosen(["spokesperson", "minister", "president", "analyst"], numbers % 4)
    unsure = made.random.random(len(claim)) < shapes.UNSURE_SPEAKER
    return (
        pyarrow.table({
            "speaker_id": hexes(known), "name": names, "spellings": lists(names, one_each),
            "roles": lists(roles, one_each),
        }),
        pyarrow.table({
            "claim_id": made.claim_ids.take(pyarrow.array(claim)), "speaker_id": hexes(speaker),
            "verdict": np.where(unsure, "unsure", "same"), "score": np.where(unsure, 0.5, 0.97),
            "evidence": chosen(["named so in other articles too"], np.zeros(len(claim), np.int64)),
        }),
    )  # fmt: skip
