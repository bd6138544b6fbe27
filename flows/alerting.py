"""What the detectors find → messages: a condition is told of once when it begins, and once when it is over.

What has been told stands in alerts.json beside the warehouse: neither the snapshot, which is only read, nor the
warehouse, which a run may be writing, is the place for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flows.notify import send
from flows.reporting import write_whole
from flows.settings import Settings
from flows.show import one_line
from flows.verdict import Verdict
from flows.watching import look
from sources.errors import SaysoError

STATE_FILE = "alerts.json"


class BadAlertState(SaysoError):
    """The file of what has been told cannot be read."""


@dataclass(frozen=True, slots=True)
class Told:
    """A condition that has been told of and is not over."""

    since: str  # ISO 8601
    reason: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new since last time."""

    begun: tuple[Verdict, ...]
    over: tuple[tuple[str, str], ...]  # key of the condition, and why it is none any more
    standing: Mapping[str, Told]  # all that stand now, by key

    @property
    def title(self) -> str:
        """Return the news in some words."""
        counts = ((len(self.begun), "new alert"), (len(self.over), "over"))
        plural = "s" if len(self.begun) > 1 else ""
        return "sayso: " + ", ".join(f"{n} {what}{plural if what != 'over' else ''}" for n, what in counts if n)

    @property
    def text(self) -> str:
        """Return the news, a line each; what articles and servers say cannot make a line of its own."""
        lines = [f"ALERT {verdict.key}: {verdict.reason}" for verdict in self.begun]
        lines += [f"over: {key}: {reason}" for key, reason in self.over]
        return "\n".join(map(one_line, lines))


def news(told: Mapping[str, Told], verdicts: Sequence[Verdict], now: datetime) -> News:
    """Return what has begun and what is over, and what stands after that.

    A condition stands until its detector finds that all is well, or until nobody watches its subject any more; that
    there is too little to judge by does not end it.
    """
    by_key = {verdict.key: verdict for verdict in verdicts}
    begun = tuple(verdict for verdict in verdicts if verdict.state == "alert" and verdict.key not in told)
    over = []
    for key in sorted(told):
        verdict = by_key.get(key)
        if verdict is None:
            over.append((key, "nobody watches it any more"))
        elif verdict.state == "well":
            over.append((key, verdict.reason))
    ended = {key for key, _ in over}
    standing = {key: one for key, one in told.items() if key not in ended}
    standing |= {verdict.key: Told(now.isoformat(), verdict.reason) for verdict in begun}
    return News(begun, tuple(over), standing)


def alert(settings: Settings, urls: Sequence[str] = ()) -> News:
    """Let the detectors judge, and tell what is new; to be called when a scheduled run has ended. Raises as `tell`."""
    found = look(settings)
    return tell(settings.out, found.verdicts, found.at, (*settings.alert, *urls))


def tell(folder: Path, verdicts: Sequence[Verdict], now: datetime, urls: Sequence[str]) -> News:
    """Send what is new to the addresses, if any, and then note that it was told; return it.

    What could not be sent is new again next time. Raises CannotNotify, BadAlertState, UnwritableFile.
    """
    path = folder / STATE_FILE
    told = read_told(path)
    found = news(told, verdicts, now)
    if (found.begun or found.over) and urls:
        send(found.title, found.text, urls)
    if found.standing != told:
        standing = {key: asdict(one) for key, one in sorted(found.standing.items())}
        write_whole(path, json.dumps(standing, indent=2) + "\n")
    return found


def read_told(path: Path) -> dict[str, Told]:
    """Return what has been told of and stands, by key; nothing where there is no such file. Raises BadAlertState."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): Told(str(one["since"]), str(one["reason"])) for key, one in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadAlertState(
            f"{path} cannot be read ({error!r}): remove it, and what stands is told of once more"
        ) from error
