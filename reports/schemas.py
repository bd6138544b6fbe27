"""Makes the JSON Schemas (2020-12) of reports from the records that they consist of.

A report's JSON is its records and nothing else (`as_json.json_document`), so its schema need not be written by hand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(view_type: type[DataclassInstance], name: str) -> dict[str, Any]:
    """Return the schema of what `json_document(name, view)` writes for views of a frozen dataclass.

    `name` is the one that the documents carry, "sayso-report/1". Every record has all of its fields and no others;
    times are in UTC.
    """
    made = TypeAdapter(view_type).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = {key: _strict(part) for key, part in made.pop("$defs", {}).items()}
    top = _strict(made)
    kind, _, version = name.partition("/")
    return {
        "$schema": DIALECT,
        "$id": f"urn:sayso:schema:{kind}:{version}",
        "title": f"{kind.replace('-', ' ')}, version {version}",
        **{key: value for key, value in top.items() if key not in {"title", "properties", "required"}},
        "properties": {"schema": {"const": name}, **top["properties"]},
        "required": ["schema", *top["required"]],
        "$defs": definitions,
    }


def schema_document(view_type: type[DataclassInstance], name: str) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(json_schema(view_type, name), ensure_ascii=False, indent=2) + "\n"


def _strict(schema: Any) -> Any:
    """Return a part of pydantic's schema without titles and defaults, closed to other fields, its times marked UTC."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {
        key: {name: _strict(part) for name, part in value.items()} if key == "properties" else _strict(value)
        for key, value in schema.items()
        if key not in {"title", "default"}
    }
    if "properties" in strict:
        # What json_document writes has every field, those with defaults too.
        strict |= {"required": list(strict["properties"]), "additionalProperties": False}
    if strict.get("format") == "date-time":
        strict["pattern"] = "Z$"
    return strict
