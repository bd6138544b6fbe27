"""How the pipeline stands → Prometheus' text exposition format, version 0.0.4.

Names and units follow Prometheus' conventions. Labels are outlets, stages, detectors, kinds of items and of work: a few
hundred series, however much is ingested. Feeds' URLs and reasons for people are no labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from flows.status import Ran, Status
from flows.verdict import Detector, State

_WORK = (
    "feeds_due", "addresses_due", "rechecks_due", "pages_to_extract", "versions_to_attribute",
    "articles_to_rederive", "claims_to_match", "stories_to_settle",
)  # fmt: skip

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Family:
    """One metric with all of its samples."""

    name: str
    help: str
    samples: tuple[tuple[Labels, float], ...]


def metrics_text(status: Status) -> str:
    """Return all metrics, one sample a line; what is not known has no sample."""
    return "".join(_written(family) for family in _families(status) if family.samples)


def _families(status: Status) -> Iterator[_Family]:
    yield from _of_files(status)
    yield from _of_runs(status)
    yield from _of_items(status)
    yield from _of_detectors(status)


def _of_files(status: Status) -> Iterator[_Family]:
    sizes = status.sizes
    files = {"warehouse": sizes.warehouse, "snapshot": sizes.snapshot, "archive": sizes.archive}
    yield _labelled("sayso_file_size_bytes", "Size on the disk.", "file", files)
    yield _one("sayso_archive_files", "Files of the archive.", sizes.archive_files)
    yield _one("sayso_disk_free_bytes", "Free room where sayso writes.", sizes.free)
    yield _time("sayso_snapshot_timestamp_seconds", "When the snapshot was published.", status.snapshot_at)
    yield _one("sayso_running", "1 while a run or a review has the warehouse open.", int(status.running is not None))


def _of_runs(status: Status) -> Iterator[_Family]:
    last = next((run for run in status.runs if run.status != "running"), None)
    done = next((run for run in status.runs if run.status == "done"), None)
    yield _time("sayso_last_run_timestamp_seconds", "When the last run that has ended began.", _begun(last))
    yield _time("sayso_last_success_timestamp_seconds", "When the last run that went well began.", _begun(done))
    took = done.took if done else None
    yield _one("sayso_last_success_duration_seconds", "How long it took.", took.total_seconds() if took else None)
    yield _one("sayso_last_run_failed", "1 where the last run failed or was killed.", _failed(last))


def _of_items(status: Status) -> Iterator[_Family]:
    yield _labelled("sayso_items", "What the warehouse holds.", "kind", status.counts or {})
    yield _outlets("sayso_articles", "Articles.", {o.id: o.articles for o in status.outlets})
    yield _outlets("sayso_claims", "Claims of articles' newest versions.", {o.id: o.claims for o in status.outlets})
    newest = {o.id: o.newest.timestamp() for o in status.outlets if o.newest}
    yield _outlets("sayso_outlet_newest_timestamp_seconds", "When its newest item was published.", newest)
    read = {o.id: o.read_at.timestamp() for o in status.outlets if o.read_at}
    yield _outlets("sayso_outlet_read_timestamp_seconds", "When one of its feeds last answered.", read)
    yield _labelled("sayso_feeds", "Feeds and sitemaps.", "state", Counter(feed.state for feed in status.feeds))
    skipped = Counter[str]()
    for item in status.skipped:
        skipped[item.stage] += item.items
    yield _labelled("sayso_skipped", "Skipped items that are on record.", "stage", skipped)
    if status.behind:
        waits = {work: getattr(status.behind, work) for work in _WORK}
        yield _labelled("sayso_waiting", "Items that wait for a run.", "work", waits)
        late = (status.at - status.behind.due_since).total_seconds() if status.behind.due_since else 0
        yield _one("sayso_late_seconds", "For how long the oldest address has been due.", max(late, 0))


def _of_detectors(status: Status) -> Iterator[_Family]:
    """Yield for each detector that it lives, what it had to go by, and how many of its subjects are in which state."""
    by_state = Counter((verdict.detector, verdict.state) for verdict in status.verdicts)
    points = Counter[str]()
    for verdict in status.verdicts:
        points[verdict.detector] += verdict.points
    detectors: tuple[Detector, ...] = get_args(Detector)
    at: dict[str, float] = {detector: status.at.timestamp() for detector in detectors}
    yield _labelled("sayso_detector_evaluated_timestamp_seconds", "When it last judged.", "detector", at)
    seen: dict[str, float] = {detector: points[detector] for detector in detectors}
    yield _labelled("sayso_detector_points", "Runs, items, requests or articles that it judged by.", "detector", seen)
    samples = tuple(
        ({"detector": detector, "state": state.replace(" ", "_")}, float(by_state[detector, state]))
        for detector in detectors
        for state in get_args(State)
    )
    yield _Family("sayso_detector_subjects", "Outlets, feeds or wholes that it judged so.", samples)
    alerts = tuple(
        ({"detector": verdict.detector, "outlet": verdict.subject}, 1.0)
        for verdict in status.alerts
        if verdict.detector != "failing_feed"
    )
    yield _Family("sayso_alert", "1 for each alert; feeds are counted alone.", alerts)


def _begun(run: Ran | None) -> datetime | None:
    return run.started_at if run else None


def _failed(run: Ran | None) -> int | None:
    return None if run is None else int(run.status != "done")


def _one(name: str, help_: str, value: float | None) -> _Family:
    return _Family(name, help_, () if value is None else (({}, float(value)),))


def _time(name: str, help_: str, moment: datetime | None) -> _Family:
    return _one(name, help_, None if moment is None else moment.timestamp())


def _labelled(name: str, help_: str, label: str, values: Mapping[str, float]) -> _Family:
    return _Family(name, help_, tuple(({label: key}, float(value)) for key, value in sorted(values.items())))


def _outlets(name: str, help_: str, values: Mapping[str, float]) -> _Family:
    return _labelled(name, help_, "outlet", values)


def _written(family: _Family) -> str:
    lines = [f"# HELP {family.name} {_escaped(family.help)}", f"# TYPE {family.name} gauge"]
    lines += [f"{family.name}{_braced(labels.items())} {_number(value)}" for labels, value in family.samples]
    return "".join(f"{line}\n" for line in lines)


def _braced(labels: Iterable[tuple[str, str]]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value, quoted=True)}"' for name, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def _escaped(text: str, *, quoted: bool = False) -> str:
    """Return the text as the format has it: backslashes, line feeds and, in labels, quotation marks are escaped."""
    text = text.replace("\\", r"\\").replace("\n", r"\n")
    return text.replace('"', r"\"") if quoted else text


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
