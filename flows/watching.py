"""Loads how the pipeline stands from the snapshot and, where nobody writes it, the warehouse. Neither need be there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claims.extract import EXTRACTOR as ATTRIBUTOR
from flows.drift import MEASURES, Sums, judge_drift
from flows.rhythm import HISTORY, judge_silence
from flows.settings import Settings
from flows.status import (
    Behind,
    FeedState,
    OutletState,
    Ran,
    Sizes,
    SkippedState,
    Status,
    fresh_counts,
    in_order,
    judge_audits,
    judge_feed,
    judge_runs,
)
from flows.verdict import Verdict
from sources.extract import EXTRACTOR
from warehouse import Snapshot, WarehouseLocked
from warehouse.rows import Row

RUNS = 10  # shown; one more is loaded, for what was new in the last of them
RECENT, DAYS = 150, 30  # of an outlet's articles: the last so many, and none older


def look(settings: Settings) -> Status:
    """Return how the pipeline stands now.

    The warehouse is opened for a moment, for the runs alone: a failed one has published nothing. What has changed since
    the snapshot is read from it too then. Raises WarehouseError for a file that cannot be read.
    """
    now = settings.clock()
    running, runs = _runs_of_writer(settings.warehouse)
    path = settings.snapshot if settings.snapshot.exists() else None
    if runs and isinstance(settings.warehouse, Path) and (path is None or _newest_run(path) != runs[0]["run_id"]):
        path = settings.warehouse
    known = Status(
        now, running, _published_at(settings.snapshot), _sizes(settings), verdicts=(judge_runs(()), judge_audits(None))
    )
    if path is None:
        return known
    with Snapshot.open(path) as snapshot:
        return _load(snapshot, known, runs or snapshot.rows("status_runs", most=RUNS + 1))


def _load(snapshot: Snapshot, known: Status, runs: Sequence[Row]) -> Status:
    naive = known.at.replace(tzinfo=None)
    ran = _ran(runs, under_way=known.running is not None)
    feeds = tuple(_record(FeedState, row) for row in snapshot.rows("status_feeds"))
    outlets = _outlets(snapshot.rows("status_outlets", since=naive - HISTORY))
    drift = snapshot.rows("status_quality", now=naive, recent=RECENT, days=DAYS)
    verdicts = [
        judge_runs(ran),
        judge_audits(next((row["findings"] for row in runs if row["findings"] is not None), None)),
        *(outlet.silence for outlet in outlets if outlet.silence),
        *(judge_feed(feed, known.at) for feed in feeds),
        *_drift(drift),
    ]
    return replace(
        known,
        runs=ran[:RUNS],
        counts={row["name"]: row["number"] for row in snapshot.rows("counts")},
        outlets=outlets,
        feeds=feeds,
        skipped=tuple(_record(SkippedState, row) for row in snapshot.rows("status_skipped")),
        behind=_behind(snapshot, naive),
        verdicts=in_order(verdicts),
    )


def _behind(snapshot: Snapshot, now: datetime) -> Behind:
    [row] = snapshot.rows("status_behind", now=now)
    makers = {"extractor": EXTRACTOR, "attributor": ATTRIBUTOR}
    waiting = {
        "pages_to_extract": snapshot.count("pages_to_extract", extractor=EXTRACTOR, archive=None, chosen=None),
        "versions_to_attribute": snapshot.count("versions_to_attribute", extractor=ATTRIBUTOR, chosen=None),
        "articles_to_rederive": snapshot.count("articles_to_rederive", **makers, most=None, archive=None),
    }
    return _record(Behind, {**row, **waiting})  # type: ignore[no-any-return]


def _runs_of_writer(path: object) -> tuple[int | None, list[Row]]:
    """Return the process that has the warehouse's file open, and the last runs, where the file can be read."""
    if not isinstance(path, Path) or not path.exists():
        return None, []
    try:
        with Snapshot.open(path) as warehouse:
            return None, warehouse.rows("status_runs", most=RUNS + 1)
    except WarehouseLocked as error:
        return error.process or 0, []


def _newest_run(path: Path) -> str | None:
    with Snapshot.open(path) as snapshot:
        return next((row["run_id"] for row in snapshot.rows("status_runs", most=1)), None)


def _ran(rows: Sequence[Row], *, under_way: bool) -> tuple[Ran, ...]:
    """Return the runs; one without an end was killed, unless it is the newest and its process lives."""
    found = []
    for number, row in enumerate(rows):
        status = row["status"]
        if status == "running" and not (under_way and number == 0):
            status = "killed"
        before: Mapping[str, int] = next((other["counts"] for other in rows[number + 1 :] if other["counts"]), {})
        fresh = fresh_counts(row["counts"], before) if row["counts"] else {}
        found.append(
            Ran(_utc(row["started_at"]), _utc_or_none(row["finished_at"]), status, row["sayso_version"], fresh)
        )
    return tuple(found)


def _outlets(rows: Sequence[Row]) -> tuple[OutletState, ...]:
    followed = sum(row["feeds"] > 0 for row in rows)
    return tuple(
        OutletState(
            row["outlet_id"],
            row["name"],
            row["articles"],
            row["claims"],
            row["feeds"],
            _utc_or_none(row["read_at"]),
            _utc_or_none(row["newest"]),
            _silence(row, followed),
        )
        for row in rows
    )


def _silence(row: Row, followed: int) -> Verdict | None:
    if not row["feeds"]:
        return None
    if row["since"] is None or row["read_at"] is None:
        return Verdict("silent_outlet", row["outlet_id"], "too little", "its feeds have named nothing yet", 0)
    items = [_utc(moment) for moment in row["items"]]
    return judge_silence(row["outlet_id"], items, _utc(row["since"]), _utc(row["read_at"]), outlets=followed)


def _drift(rows: Sequence[Row]) -> Iterator[Verdict]:
    sums = {
        (row["outlet_id"] or "", row["measure"], row["part"]): Sums(
            row["articles"], row["x"], row["n"], row["xx"], row["xn"], row["nn"]
        )
        for row in rows
    }
    none = Sums(0, 0, 0, 0, 0, 0)
    subjects = sorted({subject for subject, _, _ in sums})
    for subject in subjects:
        for measure in MEASURES:
            recent, before = (sums.get((subject, measure.detector, part), none) for part in ("recent", "before"))
            yield judge_drift(measure, subject, recent, before, tests=len(subjects) * len(MEASURES))


def _sizes(settings: Settings) -> Sizes:
    archive = sorted(settings.archive.glob("*.warc.gz"))
    there = next(folder for folder in (settings.out.absolute(), *settings.out.absolute().parents) if folder.exists())
    return Sizes(
        _bytes(settings.warehouse) if isinstance(settings.warehouse, Path) else 0,
        _bytes(settings.snapshot),
        sum(map(_bytes, archive)),
        len(archive),
        shutil.disk_usage(there).free,
    )


def _published_at(snapshot: Path) -> datetime | None:
    return datetime.fromtimestamp(snapshot.stat().st_mtime, UTC) if snapshot.exists() else None


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _record(kind: type[Any], row: Row) -> Any:
    """Return the row as the dataclass whose fields it has."""
    values = {field.name: row[field.name] for field in fields(kind)}
    return kind(**{n: _utc(value) if isinstance(value, datetime) else value for n, value in values.items()})


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _utc_or_none(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment)
