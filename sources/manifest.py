"""manifest.toml → what a folder says of its own pages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from sources.errors import RegistryError
from sources.registry import parse_outlets
from sources.types import Outlet, PageNotes
from sources.urls import clean_url

MANIFEST = "manifest.toml"

_TEXTS = ("file", "outlet", "url", "title", "byline", "language")
_MOMENTS = ("fetched", "published", "modified")
_FLAGS = ("synthetic",)
_YEARS = range(1900, 2200)
_LONGEST_NAME = 255  # bytes, on every common file system


@dataclass(frozen=True, slots=True)
class Entry:
    """What a manifest says of one page; None where it says nothing."""

    file: PurePosixPath  # relative to the manifest's folder, never out of it
    outlet_id: str | None = None
    url: str | None = None  # cleaned
    fetched_at: datetime | None = None  # UTC
    notes: PageNotes = field(default_factory=PageNotes)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The outlets and pages of one folder."""

    outlets: tuple[Outlet, ...] = ()
    entries: tuple[Entry, ...] = ()


def parse_manifest(raw: bytes, where: str) -> Manifest:
    """Return what a manifest says. Dates and times without a zone count as UTC, dates without a time as midnight.

    Raises RegistryError, naming the file `where` and the entry, for what is not TOML in UTF-8, for an unknown field, a
    value of the wrong type, a file named twice and a path that leads out of the folder.
    """
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: TOMLDecodeError and UnicodeDecodeError
        raise RegistryError(f"{where}: not a TOML file in UTF-8 ({error})") from error
    _refuse_unknown(data, ("outlets", "pages"), where)
    tables = data.get("pages", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RegistryError(f"{where}: pages is {tables!r}; write tables, each headed [[pages]]")
    entries = tuple(_entry(table, f"{where}: page {number}") for number, table in enumerate(tables, start=1))
    _refuse_twins(entries, where)
    return Manifest(parse_outlets(data.get("outlets", []), where), entries)


def _entry(table: Mapping[str, object], where: str) -> Entry:
    _refuse_unknown(table, (*_TEXTS, *_MOMENTS, *_FLAGS), where)
    texts = {name: _text(table[name], f"{where}: {name}") for name in _TEXTS if name in table}
    moments = {name: _moment(table[name], f"{where}: {name}") for name in _MOMENTS if name in table}
    synthetic = table.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise RegistryError(f"{where}: synthetic is {synthetic!r}; it takes true or false")
    if "file" not in texts:
        raise RegistryError(f"{where}: file is missing; name a file beside the manifest")
    return Entry(
        file=_path(texts["file"], where),
        outlet_id=texts.get("outlet"),
        url=_url(texts["url"], where) if "url" in texts else None,
        fetched_at=moments.get("fetched"),
        notes=PageNotes(
            title=texts.get("title"),
            byline=texts.get("byline"),
            published=moments.get("published"),
            modified=moments.get("modified"),
            language=texts.get("language"),
            synthetic=synthetic,
        ),
    )


def _refuse_unknown(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    unknown = [name for name in table if name not in known]
    if unknown:
        raise RegistryError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(known)}")


def _refuse_twins(entries: tuple[Entry, ...], where: str) -> None:
    seen: set[PurePosixPath] = set()
    for entry in entries:
        if entry.file in seen:
            raise RegistryError(f"{where}: two pages have the file {entry.file.as_posix()!r}; keep one")
        seen.add(entry.file)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RegistryError(f"{where} is {value!r}; it takes text that is not empty")
    return value


def _moment(value: object, where: str) -> datetime:
    """Return a TOML date or time as UTC."""
    parsed = datetime.fromisoformat(str(value)) if hasattr(value, "isoformat") and hasattr(value, "year") else None
    if parsed is None:
        raise RegistryError(
            f"{where} is {value!r}; it takes a date or time without quotes, such as 2025-11-20T20:00:00Z"
        )
    if parsed.year not in _YEARS:
        raise RegistryError(f"{where} is {value}; it takes a year from {_YEARS[0]} to {_YEARS[-1]}")
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _path(text: str, where: str) -> PurePosixPath:
    path = PurePosixPath(text)
    if any(len(part.encode()) > _LONGEST_NAME for part in path.parts):
        raise RegistryError(f"{where}: file has a name of more than {_LONGEST_NAME} bytes, which no file can have")
    if path.is_absolute() or ".." in path.parts:
        raise RegistryError(
            f"{where}: file is {text!r}, which leads out of the manifest's folder; name a file inside it"
        )
    return path


def _url(text: str, where: str) -> str:
    url = clean_url(text)
    if url is None:
        raise RegistryError(f"{where}: url is {text!r}; it takes an address on http:// or https://")
    return url
