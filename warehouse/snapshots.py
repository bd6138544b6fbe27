"""Which runs there were, and which snapshot was current after each: read from files that never wait for a writer.

`snapshots/runs.json` lists the runs and is written anew, whole, at the end of each. A catalogue that can look back in
time by itself would answer the same two questions: `load_runs` and `snapshot_at`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.connect import records
from warehouse.errors import NoSnapshot, NoSnapshotAt, WarehouseError

HELD = "snapshots"  # the folder of those of the last runs
LISTED = 1_000  # runs; those before are in the table `runs`
_RUN_ID = re.compile(r"[0-9a-f]{16}")
_PREFIX = re.compile(r"[0-9a-f]{4,16}")
_LAST = re.compile(r"last(?:-(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run, and the snapshot that was current after it."""

    run_id: str
    started_at: datetime  # UTC, as are all
    finished_at: datetime | None  # None while it runs, or where it was killed
    status: str  # running, done or failed
    sayso_version: str
    counts: Mapping[str, int]  # what the warehouse held at its end
    findings: Mapping[str, int] | None  # audit → what it found wrong; None where none ran
    published_in: str | None  # the run whose snapshot has what was held after this one; None where it published none
    held: bool = False  # whether that snapshot is still there


def load_runs(snapshot: Path) -> tuple[RunRecord, ...]:
    """Return the last thousand runs, earliest first. Raises NoSnapshot where none was listed, or WarehouseError."""
    path = _list_file(snapshot)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["runs"]
        return tuple(_record(snapshot, run) for run in found)
    except FileNotFoundError as error:
        raise NoSnapshot(snapshot) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WarehouseError(f"{path} could not be read; the next `sayso run` writes it anew: {error}") from error


def snapshot_at(snapshot: Path, wanted: str) -> Path:
    """Return the file of the snapshot that was current at a run or time; see `choose`. Raises as `load_runs` and it."""
    runs = load_runs(snapshot)
    chosen = choose(runs, wanted)
    if chosen.published_in is None or not chosen.held:
        raise NoSnapshotAt(wanted, f"its snapshot, of {_moment(chosen)}, is not held any more", tuple(_held(runs)))
    return held_file(snapshot, chosen.published_in)


def choose(runs: Sequence[RunRecord], wanted: str) -> RunRecord:
    """Return the run meant by an id, the beginning of one, `last`, `last-N` (N runs before it), or a time.

    A time (ISO 8601, UTC where it has no zone; a day means its end) is that of the last run that had published by then.
    Only runs that published count. Raises NoSnapshotAt, which lists the snapshots that are held.
    """
    published = [run for run in runs if run.published_in is not None and run.finished_at is not None]
    word = wanted.strip().lower()
    if back := _LAST.fullmatch(word):
        place = len(published) - 1 - int(back[1] or 0)
        found = published[place : place + 1] if place >= 0 else []
    elif _PREFIX.fullmatch(word) and (begins := [run for run in published if run.run_id.startswith(word)]):
        if len(begins) > 1:
            names = ", ".join(run.run_id for run in begins)
            raise NoSnapshotAt(wanted, f"{len(begins)} runs begin so: {names}", tuple(_held(runs)))
        found = begins
    else:
        moment = _time(word)
        if moment is None:
            raise NoSnapshotAt(wanted, "it is no run that published, no last-N and no time", tuple(_held(runs)))
        found = [run for run in published if run.finished_at and run.finished_at <= moment][-1:]
    if not found:
        raise NoSnapshotAt(wanted, "no run had published by then", tuple(_held(runs)))
    return found[0]


def held_file(snapshot: Path, run_id: str) -> Path:
    """Return where the snapshot of the run lies, as long as it is held."""
    return _folder(snapshot) / f"{run_id}{snapshot.suffix}"


def held_files(snapshot: Path) -> list[Path]:
    """Return the snapshots that are held, in no order; other files of the folder are not among them."""
    return [path for path in _folder(snapshot).glob(f"*{snapshot.suffix}") if _RUN_ID.fullmatch(path.stem)]


def published_runs(connection: DuckDBPyConnection) -> list[str]:
    """Return the runs that published a snapshot of their own, earliest first.

    Here as elsewhere in the order of their rows, which is that in which they ended: their times may be those of a clock
    that was wrong, and one run of a clock a month ahead would be the last for a month.
    """
    found = connection.execute("SELECT run_id FROM runs WHERE published_in = run_id ORDER BY rowid").fetchall()
    return [run_id for (run_id,) in found]


def list_runs(connection: DuckDBPyConnection, snapshot: Path) -> None:
    """Write the list of runs anew, whole or not at all. Raises OSError."""
    found = records(connection, f"FROM runs ORDER BY rowid DESC LIMIT {LISTED}")
    runs = [{**run, **{name: _text(run[name]) for name in ("started_at", "finished_at")}} for run in reversed(found)]
    path = _list_file(snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps({"runs": runs}, indent=1), encoding="utf-8")
    partial.replace(path)


def is_held(path: Path) -> bool:
    """Tell whether the file is a run's own snapshot, as they lie beside the newest one."""
    return path.parent.name == HELD


def _folder(snapshot: Path) -> Path:
    return snapshot.with_name(HELD)


def _list_file(snapshot: Path) -> Path:
    return _folder(snapshot) / "runs.json"


def _record(snapshot: Path, run: Mapping[str, Any]) -> RunRecord:
    moments = {name: run[name] and datetime.fromisoformat(run[name]) for name in ("started_at", "finished_at")}
    published_in = run["published_in"]
    held = bool(published_in) and held_file(snapshot, published_in).exists()
    return RunRecord(**{**run, **moments, "held": held})


def _held(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Yield the snapshots that are held, newest first, as people read them: by their own runs."""
    for run in reversed(runs):
        if run.held and run.published_in == run.run_id:
            yield f"{run.run_id} ({_moment(run)})"


def _moment(run: RunRecord) -> str:
    return f"{run.finished_at or run.started_at:%Y-%m-%d %H:%M:%S} UTC"


def _time(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(tzinfo=UTC)) + timedelta(days=1, microseconds=-1)
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=UTC).isoformat()
