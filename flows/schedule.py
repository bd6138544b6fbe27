"""Which jobs are run on which schedule. Decisions alone; `deployments.py` hands them to Prefect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

Job = Literal["ingest", "recheck", "match", "report", "digest", "maintenance"]
JOBS: tuple[Job, ...] = get_args(Job)

OFF = "off"  # in place of a cron line: the job is run by hand alone
DEFAULT_CRON: Mapping[Job, str] = MappingProxyType(
    {
        "ingest": "*/15 * * * *",
        "recheck": OFF,  # every ingest looks again at what is due
        "match": "10 * * * *",
        "report": OFF,  # every match writes it
        "digest": "0 7 * * *",
        "maintenance": "30 3 * * *",
    }
)
ABOUT: Mapping[Job, str] = MappingProxyType(
    {
        "ingest": "Ask the feeds that are due, fetch their articles, find the claims.",
        "recheck": "Look again at the articles that are due: what was edited, what is gone?",
        "match": "Match the claims, publish the snapshot, write the report.",
        "report": "Publish the snapshot and write the report.",
        "digest": "Write what changed in the last day, and send it where it is to go.",
        "maintenance": "Bring what is old up to date, look for faults, let go of what is not to be kept.",
    }
)
# After a failure of the server or the runner it is started again after a wait that doubles.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Planned:
    """A job and when it is run."""

    job: Job
    cron: str  # five fields, or OFF
    timezone: str  # IANA name

    @property
    def on(self) -> bool:
        """Tell whether it is run by the clock."""
        return self.cron != OFF


def planned(chosen: Mapping[Job, str], timezone: str) -> tuple[Planned, ...]:
    """Return all jobs with their cron lines, those chosen in place of the defaults."""
    return tuple(Planned(job, (chosen.get(job) or DEFAULT_CRON[job]).strip(), timezone) for job in JOBS)


def is_overtaken(scheduled: datetime, started: datetime | None) -> bool:
    """Tell whether a run that was due at `scheduled` has nothing left to do, the last one having started at `started`.

    After a night's suspension many runs are late at once: the first does the work of all.
    """
    return started is not None and started >= scheduled


def wait_before_start(failures: int) -> timedelta:
    """Return how long to wait before starting anew what has ended `failures` times in a row (1 for the first)."""
    return min(FIRST_WAIT * (1 << min(max(failures - 1, 0), 20)), LONGEST_WAIT)
