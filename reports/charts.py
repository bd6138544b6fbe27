"""Records of story and trace reports → what their HTML draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reports.graph import Drawing
from reports.lineage import draw_lineage
from reports.moments import moment_in_words
from reports.timeline import Chart, Moment, Row, lay_out_timeline
from reports.tracing_types import CarrierRole, Lineage, SourceRecord, TimelineEntry, TimelineRow

ROLE_TEXT: Mapping[CarrierRole, str] = {
    "first": "likely first carrier",
    "origin": "independent source",
    "taken": "has it from another",
    "named": "named only, no telling held",
}


def chart_of_timeline(rows: Sequence[TimelineRow]) -> Chart:
    """Return the timeline as it is drawn."""
    return lay_out_timeline([Row(row.outlet.name, tuple(map(_moment, row.entries))) for row in rows])


def graphs_of(lineages: Iterable[Lineage]) -> dict[str, Drawing]:
    """Return the drawings of lineages, by claim group."""
    return {lineage.group_id: draw_lineage(lineage) for lineage in lineages}


def when_of(source: SourceRecord) -> str:
    """Return when an article was published, in words."""
    return moment_in_words(source.published) if source.published else "no date"


def _moment(entry: TimelineEntry) -> Moment:
    source, number = entry.source, len(entry.first_with)
    label = f"first with {number}" if number else ""
    told = f"{source.outlet.name}, {when_of(source)}: {source.title}" + (f" ({label})" if label else "")
    return Moment(source.version_id, source.published, source.day_only, label, bool(number), told)


# What the templates of both forms call.
TOOLS: Mapping[str, Any] = MappingProxyType({"when": when_of, "roles": ROLE_TEXT})
