"""The project's own gold passages (tests/gold) against the claims that sayso finds in them.

A gold attribution is found where a claim's content shares half of the longer one's words with it. Of those: is the
whole chain right (each hop in order, its role, its type and who it is), and does the speaker have the right name?
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claims.extract import extract_claims
from claims.person_name import key
from claims.types import Claim, Hop, Span
from sources.registry import Registry, load_registry
from sources.types import Article, Outlet

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold"
PARTS = ("tune", "kept")
PUBLISHER = Outlet("example-gazette", "Example Gazette", "newspaper", "GB", "en", synthetic=True)
_WORD = re.compile(r"\w+")
_LEAD = re.compile(
    r"^(?:the|an?|one|two|three|four|five|six|seven|eight|nine|ten|some|several|many|both|its|their|\d+)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one gold attribution: aspect → whether it was right; an aspect that it lacks is absent."""

    passage: str
    number: int
    right: dict[str, bool]
    wanted: str
    got: str


def load_passages(part: str) -> list[dict[str, Any]]:
    """Read the passages of a part, "tune" or "kept"."""
    return list(json.loads((GOLD / f"{part}.json").read_text(encoding="utf-8")))


def gold_registry() -> Registry:
    """Return the registry with the invented publisher of the passages."""
    return load_registry().with_outlets([PUBLISHER])


def article_of(passage: dict[str, Any]) -> Article:
    """Return a passage as an article."""
    published = datetime.fromisoformat(passage["published"]).replace(hour=12, tzinfo=UTC)
    return Article(
        id=passage["id"], version_id=passage["id"], page_id=passage["id"], outlet_id=PUBLISHER.id,
        url=f"https://gazette.example/{passage['id']}", title="", byline="", published=published, modified=None,
        language="en", kind="news", completeness="complete", synthetic=True, text=passage["text"], extractor="gold",
    )  # fmt: skip


def place(text: str, quoted: str | dict[str, Any] | None) -> Span | None:
    """Return where a text has a quoted piece: its only occurrence, or the nth of several."""
    if quoted is None:
        return None
    piece, nth = (quoted, 1) if isinstance(quoted, str) else (quoted["text"], quoted["nth"])
    at = -1
    for _ in range(nth):
        at = text.index(piece, at + 1)
    return Span(at, at + len(piece))


def outcomes(passages: Sequence[dict[str, Any]], registry: Registry) -> Iterator[tuple[list[Outcome], int]]:
    """Yield for each passage what became of its attributions, and how many claims are none of them."""
    for passage in passages:
        claims = extract_claims(article_of(passage), registry)
        pairs = _paired(passage, claims)
        found = [
            _outcome(passage, number, gold, claims[pairs[number]] if number in pairs else None)
            for number, gold in enumerate(passage["attributions"])
        ]
        yield found, len(claims) - len(pairs)


def figures(passages: Sequence[dict[str, Any]], registry: Registry) -> dict[str, float]:
    """Return the share of right ones by aspect, precision and recall of attributions among them (0 to 1)."""
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    extra = 0
    for found, more in outcomes(passages, registry):
        extra += more
        for outcome in found:
            tried.update(outcome.right.keys())
            right.update(aspect for aspect, good in outcome.right.items() if good)
    shares = {aspect: right[aspect] / number for aspect, number in tried.items()}
    shares["precision"] = right["found"] / max(1, right["found"] + extra)
    return shares


def _paired(passage: dict[str, Any], claims: Sequence[Claim]) -> dict[int, int]:
    """Return gold number → claim number, the pairs that share most words first."""
    text = passage["text"]
    wanted = [_words(text, [place(text, part) for part in gold["content"]]) for gold in passage["attributions"]]
    got = [_words(text, list(claim.fragments)) for claim in claims]
    scored = sorted(
        (
            (-len(left & right) / max(len(left), len(right)), -_same_source(passage, i, claims[j]), i, j)
            for i, left in enumerate(wanted)
            for j, right in enumerate(got)
            if left & right
        ),
    )
    pairs: dict[int, int] = {}
    for overlap, _, i, j in scored:
        if -overlap >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _same_source(passage: dict[str, Any], number: int, claim: Claim) -> int:
    source = place(passage["text"], passage["attributions"][number]["source"])
    return int(
        any(hop.span and source and hop.span.start < source.end and source.start < hop.span.end for hop in claim.hops)
    )


def _words(text: str, spans: Sequence[Span | None]) -> frozenset[int]:
    return frozenset(m.start() for span in spans if span for m in _WORD.finditer(text, span.start, span.end))


def _outcome(passage: dict[str, Any], number: int, gold: dict[str, Any], claim: Claim | None) -> Outcome:
    chain = [*map(_wanted_hop, gold["chain"])]
    got = [*map(_got_hop, claim.hops[:-1])] if claim else []
    right = {"found": claim is not None, "chain": chain == got}
    if chain and chain[0][0] == "speaker":
        right["speaker"] = bool(got) and got[0][0] == "speaker" and got[0][2] == chain[0][2]
        right["source type"] = bool(got) and got[0][:2] == chain[0][:2]
    if claim:
        right |= _attributes(gold, claim)
    return Outcome(passage["id"], number, right, _shown(chain), _shown(got))


def _attributes(gold: dict[str, Any], claim: Claim) -> dict[str, bool]:
    right = {name: gold[name] == getattr(claim, name) for name in ("kind", "cue_class", "polarity")}
    if gold["quantities"] or claim.quantities:
        wanted = sorted((round(one["value"], 2), one["bound"]) for one in gold["quantities"])
        right["quantities"] = wanted == sorted((round(one.value, 2), one.bound) for one in claim.quantities)
    if gold["dates"] or claim.dates:
        right["dates"] = {one["day"] for one in gold["dates"]} == {one.day.isoformat() for one in claim.dates}
    return right


def _wanted_hop(hop: dict[str, Any]) -> tuple[str, str, str]:
    return hop["role"], hop["source_type"], hop.get("outlet") or _bare(hop["name"])


def _got_hop(hop: Hop) -> tuple[str, str, str]:
    return hop.role, hop.source_type, hop.outlet_id or _bare(hop.name)


def _bare(name: str) -> str:
    """Return a name without case, accents and what counts or points: "The two officials" and "officials" are one."""
    bare = name.strip(" ,")
    while match := _LEAD.match(bare):
        bare = bare[match.end() :]
    return key(bare)


def _shown(chain: Sequence[tuple[str, str, str]]) -> str:
    return " ← ".join(f"{name} ({role}, {kind})" for role, kind, name in chain) or "–"
