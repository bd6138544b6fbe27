"""What a detector finds of one thing that it watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Detector = Literal[
    "failed_run",
    "audit_fault",
    "silent_outlet",
    "failing_feed",
    "claims_per_article",
    "unknown_speakers",
    "unsure_matches",
    "incomplete_texts",
    "undated_articles",
]
# "unclear" is between the two: what was an alert stays one, what was none is none. "too little" has no say either.
State = Literal["well", "unclear", "alert", "too little"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one outlet or feed, or all of them together, stands with one detector."""

    detector: Detector
    subject: str  # outlet id, or a feed's URL; "" for all together
    state: State
    reason: str  # for people, one line
    points: int  # what it was judged on: articles, items, requests, runs

    @property
    def key(self) -> str:
        """Return what the same condition is known by in later runs."""
        return f"{self.detector} {self.subject}".strip()
