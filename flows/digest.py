"""Snapshot → digest: finds what changed in the window, ranks it, and loads the evidence for what is shown."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.profiles import found_passage, load_evidence
from flows.reporting import NEVER, edition_of
from flows.window import read_window
from reports.digest import DigestFile
from reports.digest_ranking import Finding, Weights, is_slight, rank
from warehouse import Snapshot
from warehouse.rows import Row

_FROM_SOURCE = {"named_person": "named", "role": "role", "organisation": "organisation"}


def build_digest_file(
    snapshot: Snapshot, weights: Weights, *, since: str, limit: int, now: datetime | None = None
) -> DigestFile:
    """Return what is worth an editor's eye since then, counted back from `now` or else from the last run.

    Raises BadWindow.
    """
    edition = edition_of(snapshot)
    until = (now or edition.made).astimezone(UTC)
    begin = read_window(since, None, None, until).since or NEVER
    findings = load_findings(snapshot, weights, begin, until)
    ranking = rank(findings, weights, limit)
    shown = [ranked.finding for ranked in ranking.ranked]
    claim_ids = {id_ for one in shown for id_ in (one.left_claim_id, one.right_claim_id) if id_}
    found = {one.found.version_id for one in shown if one.found}
    by = load_evidence(snapshot, claim_ids, found, outlets=edition.outlets)
    return DigestFile(edition.made, begin, until, edition.versions, ranking, by)


def load_findings(snapshot: Snapshot, weights: Weights, since: datetime, until: datetime) -> tuple[Finding, ...]:
    """Return all findings of the window whose kind weighs anything."""
    kinds = {kind for kind, weight in weights.kinds.items() if weight > 0}
    if kinds & {"named_to_anonymous", "anonymous_to_named"}:
        kinds.add("anonymity")  # which of the two it is, the row's sources say
    if "quote_altered_slightly" in kinds:
        kinds.add("quote_altered")
    rows = snapshot.rows("digest_findings", since=_naive(since), until=_naive(until), kinds=sorted(kinds))
    return tuple(map(_finding, rows))


def _finding(row: Row) -> Finding:
    is_withdrawal = row["kind"] in {"withdrawn", "attribution_removed"}
    return Finding(
        kind=_kind(row),
        at=row["known_at"].replace(tzinfo=UTC),
        story_id=row["story_id"] or "",
        story=row["story"] or "",
        group_id=row["group_id"] or "",
        left_claim_id=row["left_claim_id"] or "",
        right_claim_id=row["right_claim_id"] or "",
        left_text=row["left_text"] or "",
        right_text=row["right_text"] or "",
        other=row["other"] or "",
        found=found_passage({**row, "found_text": row["left_text"]}),
        later_version_id=row["found_version_id"] if is_withdrawal else "",
        url=row["url"] or "",
        title=row["title"] or "",
        outlet_id=row["outlet_id"] or "",
        outlets=row["outlets"],
        speaker=_speaker(row),
    )


def _kind(row: Row) -> str:
    """Return the kind as the weights have it, which tell apart what changes alone do not."""
    kind = str(row["kind"])
    if kind == "anonymity":
        # A role without a name, "the Texas lawmaker", is unnamed too.
        later_is_named = row["right_source"] == "named_person" or row["left_source"] == "anonymous"
        return "anonymous_to_named" if later_is_named else "named_to_anonymous"
    pairs = (("left_text", "right_text"), ("left_wording", "right_wording"))
    if kind == "quote_altered" and any(is_slight(row[left], row[right]) for left, right in pairs):
        return "quote_altered_slightly"
    return kind


def _speaker(row: Row) -> str:
    """Return the weightiest that the source is on either side: one side may not name it."""
    sources = (row["left_source"], row["right_source"])
    if row["official"] and "named_person" in sources:
        return "official"
    return next((name for source, name in _FROM_SOURCE.items() if source in sources), "other")


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
