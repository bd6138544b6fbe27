"""How the pipeline stands: what ran, what is silent, what was skipped, how far behind it is, what needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.verdict import State, Verdict

FAILING_AFTER, FAILING_REQUESTS = timedelta(hours=24), 3  # both, for a feed to be worth an alert


@dataclass(frozen=True, slots=True)
class Ran:
    """A run, and what was new in it."""

    started_at: datetime
    finished_at: datetime | None  # None where it was killed, or is under way
    status: str  # done, failed, running, or killed
    version: str
    fresh: Mapping[str, int]  # what the warehouse held more at its end than at the end of the run before, without zeros

    @property
    def took(self) -> timedelta | None:
        """Return how long it took; None where it has no end."""
        return None if self.finished_at is None else self.finished_at - self.started_at


@dataclass(frozen=True, slots=True)
class OutletState:
    """An outlet that is followed or has articles."""

    id: str
    name: str
    articles: int
    claims: int
    feeds: int  # 0 where it is not followed
    read_at: datetime | None  # when one of its feeds last answered
    newest: datetime | None  # item of a feed, or article
    silence: Verdict | None  # None where it is not followed


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed or sitemap that is followed."""

    outlet_id: str
    url: str
    state: str  # new, working, empty or failing
    failures: int  # in a row
    reason: str
    checked_at: datetime | None
    next_at: datetime | None
    requests: int
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class SkippedState:
    """Items skipped in one stage for one reason."""

    stage: str
    reason: str
    items: int
    newest: datetime | None
    example: str


@dataclass(frozen=True, slots=True)
class Behind:
    """How much work waits."""

    feeds_due: int
    addresses_due: int  # never fetched
    rechecks_due: int
    due_since: datetime | None
    pages_to_extract: int
    versions_to_attribute: int
    articles_to_rederive: int  # made by another extractor or model than this sayso's
    claims_to_match: int
    stories_to_settle: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on the disk; 0 for what is not there."""

    warehouse: int
    snapshot: int
    archive: int
    archive_files: int
    free: int


@dataclass(frozen=True, slots=True)
class Status:
    """All that `sayso status`, the metrics and the alerts know."""

    at: datetime
    running: int | None  # process that writes the warehouse; 0 where it is not known which
    snapshot_at: datetime | None  # when the snapshot was published
    sizes: Sizes
    runs: tuple[Ran, ...] = ()  # newest first
    counts: Mapping[str, int] | None = None  # what the warehouse holds; None where nothing has ever run
    outlets: tuple[OutletState, ...] = ()
    feeds: tuple[FeedState, ...] = ()
    skipped: tuple[SkippedState, ...] = ()
    behind: Behind | None = None
    verdicts: tuple[Verdict, ...] = ()  # of all detectors

    @property
    def alerts(self) -> tuple[Verdict, ...]:
        """Return what needs attention."""
        return tuple(verdict for verdict in self.verdicts if verdict.state == "alert")


def judge_runs(runs: Sequence[Ran]) -> Verdict:
    """Return whether the last run that has ended went wrong; `runs` are the newest first."""
    ended = [run for run in runs if run.status != "running"]
    if not ended:
        return Verdict("failed_run", "", "too little", "no run has ended yet", 0)
    last = ended[0]
    state: State = "well" if last.status == "done" else "alert"
    return Verdict(
        "failed_run", "", state, f"the run of {last.started_at:%Y-%m-%d %H:%M} UTC: {last.status}", len(runs)
    )


def judge_audits(findings: Mapping[str, int] | None) -> Verdict:
    """Return whether the audits of the last run that came to them found anything; `findings` are their numbers."""
    if findings is None:
        return Verdict("audit_fault", "", "too little", "no run has looked for faults yet", 0)
    if not findings:
        return Verdict("audit_fault", "", "well", "the last run found no fault", 1)
    told = ", ".join(f"{audit} ({number:,})" for audit, number in sorted(findings.items()))
    return Verdict(
        "audit_fault", "", "alert", f"the last run found {told}; `sayso audit` says what that means and what to do", 1
    )


def judge_feed(feed: FeedState, now: datetime) -> Verdict:
    """Return whether a feed has been failing for long: FAILING_REQUESTS in a row, over FAILING_AFTER."""
    if feed.requests == 0:
        return Verdict("failing_feed", feed.url, "too little", "it has not been asked yet", 0)
    if feed.failures == 0 or feed.failing_since is None:
        return Verdict("failing_feed", feed.url, "well", "it answers", feed.requests)
    long = feed.failures >= FAILING_REQUESTS and now - feed.failing_since >= FAILING_AFTER
    reason = (
        f"{feed.outlet_id}: {feed.failures} failures in a row since {feed.failing_since:%Y-%m-%d %H:%M} UTC: "
        f"{feed.reason or 'no reason is on record'}"
    )
    return Verdict("failing_feed", feed.url, "alert" if long else "unclear", reason, feed.requests)


def fresh_counts(counts: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Return what there is more of than before, or less of, without zeros."""
    differences = {name: number - before.get(name, 0) for name, number in counts.items()}
    return {name: number for name, number in differences.items() if number}


def in_order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts by detector and subject."""
    return tuple(sorted(verdicts, key=lambda verdict: (verdict.detector, verdict.subject)))
