"""Schemas made from records, and the one written by hand, describe what is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

import reports
from reports import Report, render_json
from reports.as_json import SCHEMA, json_document
from reports.schemas import json_schema, schema_document
from reports.types import ReportView
from sources.types import Stage
from tests.reports.build_diff import MADE, empty_report, harbour_report
from tests.reports.test_html_hostile import hostile_report

WRITTEN = json.loads((Path(reports.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
MADE_SCHEMA = json_schema(ReportView, SCHEMA)
REPORTS = [harbour_report(), empty_report(), hostile_report("<script>alert(1)</script>\x1b[31m\u202e")]


@dataclass(frozen=True, slots=True)
class Part:
    """One part."""

    title: str  # a field of this name is no title of the schema
    default: int = 3
    kind: Literal["a", "b"] = "a"


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole."""

    made: datetime
    days: tuple[datetime | None, ...]
    parts: tuple[Part, ...] = ()
    first: Part | None = None
    pair: tuple[str, int] = ("", 0)
    note: str = field(default="")


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("schema", [WRITTEN, MADE_SCHEMA], ids=["written", "made"])
def test_a_schema_describes_what_is_written(schema: dict[str, Any], report: Report) -> None:
    validator(schema).validate(json.loads(render_json(report)))


def spoiled() -> dict[str, Any]:
    return json.loads(render_json(harbour_report()))


SPOILT = [
    lambda report: report.update(extra=1),
    lambda report: report.update(schema="sayso-report/2"),
    lambda report: report.update(made="yesterday"),
    lambda report: report.update(made="2025-11-20T21:05:00+01:00"),
    lambda report: report.pop("stories"),
    lambda report: report["stories"][0].pop("counts"),
    lambda report: report["stories"][0].update(extra=1),
    lambda report: report["stories"][0]["counts"].update(claims="many"),
    lambda report: report["stories"][0]["matrix"][0]["cells"][0].update(presence="maybe"),
    lambda report: report["stories"][0]["outlets"][0]["articles"][0].update(kind="poem"),
]


@pytest.mark.parametrize("schema", [WRITTEN, MADE_SCHEMA], ids=["written", "made"])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_schema_refuses_anything_else(schema: dict[str, Any], spoil: Any) -> None:
    report = spoiled()
    spoil(report)
    with pytest.raises(ValidationError):
        validator(schema).validate(report)


def test_the_written_schema_knows_every_value_that_the_records_know() -> None:
    made, written = enumerations(MADE_SCHEMA, MADE_SCHEMA), enumerations(WRITTEN, WRITTEN)
    assert {place: written[place] for place in made} == made
    assert written["/skipped/[]/stage"] == frozenset(get_args(Stage))


def enumerations(schema: Any, root: dict[str, Any], place: str = "") -> dict[str, frozenset[str]]:
    """Return the values that a schema lists, by where they stand in a document."""
    if "$ref" in schema:
        return enumerations(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    if "enum" in schema:
        return {place: frozenset(schema["enum"])}
    inner = [(f"{place}/{name}", part) for name, part in schema.get("properties", {}).items()]
    inner += [(f"{place}/[]", schema["items"])] if isinstance(schema.get("items"), dict) else []
    inner += [(place, part) for part in schema.get("anyOf", [])]
    return {known: values for place_, part in inner for known, values in enumerations(part, root, place_).items()}


def test_a_schema_is_made_of_any_record() -> None:
    schema = json_schema(Whole, "sayso-whole/7")
    assert (schema["$id"], schema["title"]) == ("urn:sayso:schema:sayso-whole:7", "sayso whole, version 7")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["description"] == "The whole."
    assert schema["required"] == ["schema", "made", "days", "parts", "first", "pair", "note"]
    part = schema["$defs"]["Part"]
    assert part["required"] == ["title", "default", "kind"]
    assert part["properties"]["title"] == {"type": "string"}
    assert (part["additionalProperties"], schema["additionalProperties"]) == (False, False)
    whole = Whole(MADE, (None, datetime(2025, 1, 2, tzinfo=UTC)), (Part("x"),), Part("y", 4, "b"), ("a", 1))
    validator(schema).validate(json.loads(json_document("sayso-whole/7", whole)))
    assert json.loads(schema_document(Whole, "sayso-whole/7")) == schema


def test_a_record_that_has_no_json_form_is_refused() -> None:
    @dataclass(frozen=True)
    class Odd:
        day: date

    with pytest.raises(TypeError, match="no JSON form"):
        json_document("sayso-odd/1", Odd(date(2025, 1, 1)))
