"""What each scheduled job does, whoever starts it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from flows.alerting import alert
from flows.digest import build_digest_file
from flows.logs import logging_to
from flows.notify import send
from flows.reporting import write_whole
from flows.run import Outcome, Plan, run_plans
from flows.schedule import Job
from flows.settings import Settings
from flows.stages import Step, Wanted, plan_ingest, plan_match, plan_rederive
from flows.watching import look
from reports.digest import build_digest, digest_to_html
from reports.digest_feed import HOME, digest_to_rss, digest_to_text, summary_line
from reports.digest_ranking import default_weights
from sources.errors import SaysoError
from warehouse import Snapshot, Warehouse, WarehouseLocked
from warehouse.compact import Compacted, Retention

DIGEST_SINCE, DIGEST_FINDINGS = "24h", 20

LOCKED_LOOKS, LOCKED_PAUSE = 60, 10.0  # looks at a locked warehouse, and seconds between two

T = TypeVar("T")

# job → what the run carries out before it publishes, and whether it writes the report
PLANS: Mapping[Job, tuple[tuple[Plan, ...], bool]] = MappingProxyType(
    {
        "ingest": ((plan_ingest,), False),
        "recheck": ((partial(plan_ingest, wanted=Wanted(poll=False)),), False),
        "match": ((plan_match,), True),
        "report": ((), True),
    }
)

logger = logging.getLogger(__name__)


def tell_steps(execute: Callable[[Step], int] | None = None) -> Callable[[Step], int]:
    """Return what carries out a step and logs what came of it; nobody watches a scheduled run's progress bars."""

    def told(step: Step) -> int:
        began = time.monotonic()
        fresh = step.do() if execute is None else execute(step)
        logger.info("%s: %d new of %d items, %.1f s", step.stage, fresh, step.items, time.monotonic() - began)
        return fresh

    return told


def raise_alerts(settings: Settings) -> None:
    """Tell what the detectors find new, where there is somebody to tell; that it cannot be told fails no run."""
    if not settings.alert:
        return
    try:
        alert(settings)
    except SaysoError as error:
        logger.warning("alerts: %s", error)


def write_digest(settings: Settings) -> int:
    """Write what the last day has brought, as page and as feed, and send it where it is to go.

    Returns how many findings it has; of none nothing is sent. Raises NoSnapshot, CannotNotify.
    """
    with Snapshot.open(settings.snapshot) as snapshot:
        file = build_digest_file(snapshot, default_weights(), since=DIGEST_SINCE, limit=DIGEST_FINDINGS)
    made = build_digest(file)
    write_whole(settings.out / "digest.html", digest_to_html(made))
    write_whole(settings.out / "digest.xml", digest_to_rss(made, HOME))
    if made.items and settings.digest:
        send(summary_line(made), digest_to_text(made), settings.digest)
    return len(made.items)


def maintain(settings: Settings, sleep: Callable[[float], object] = time.sleep) -> str:
    """Keep the warehouse in order, once nobody else has it open, and tell of faults; return in a line what was done.

    Some articles that an earlier extractor or model has made are made anew, all is audited and published. Then what
    is not to be kept is let go, and the file written anew where that frees enough. A fatal fault ends it before
    anything is let go. Killed anywhere, it is finished the next night. Raises AuditFailed, WarehouseError.
    """
    try:
        with logging_to(settings.log):
            return when_free(lambda: _maintain(settings), sleep)
    finally:
        raise_alerts(settings)


def _maintain(settings: Settings) -> str:
    outcome = run_plans(settings, (plan_rederive, plan_match), tell_steps(), report=True)
    behind = look(settings).behind
    parts = [outcome_line(outcome)]
    if behind and behind.articles_to_rederive:
        parts.append(f"{behind.articles_to_rederive:,} articles are still an earlier extractor's or model's")
    faults = sum(outcome.findings.values())
    parts.append(f"{faults:,} faults found" if faults else "no fault found")
    if isinstance(settings.warehouse, Path):  # a shared one: `sayso lake tidy`, on one machine of them
        with Warehouse.open(settings.warehouse) as warehouse:
            keep = Retention(settings.keep_pages, settings.keep_fetches)
            parts.append(compacted_line(warehouse.compact(keep, settings.clock(), if_it_pays=True)))
    return "; ".join(parts)


def compacted_line(done: Compacted) -> str:
    """Return in some words what was let go, and what that did for the file."""
    gone = [f"{number:,} {what}" for number, what in ((done.bodies, "bodies of pages"), (done.fetches, "requests"))
            if number]  # fmt: skip
    freed = done.bytes_before - done.bytes_after
    return f"{' and '.join(gone) or 'nothing'} let go" + (f", {freed:,} bytes freed" if freed > 0 else "")


def when_free(work: Callable[[], T], sleep: Callable[[float], object] = time.sleep) -> T:
    """Do the work, waiting for whoever has the warehouse open, a person with `sayso run`, say.

    Raises WarehouseLocked where that lasts longer than ten minutes.
    """
    for _ in range(LOCKED_LOOKS):
        try:
            return work()
        except WarehouseLocked as error:
            logger.info("waiting: %s", error)
            sleep(LOCKED_PAUSE)
    return work()


def outcome_line(outcome: Outcome) -> str:
    """Return in a line what a run brought."""
    fresh = ", ".join(f"{number:,} {stage}" for stage, number in outcome.fresh.items() if number) or "nothing new"
    return f"{fresh}; {len(outcome.skipped):,} skipped items on record"
