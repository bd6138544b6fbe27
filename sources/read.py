"""Folder → pages: files as an outlet served them, with what their manifests say of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from sources.decode import decode
from sources.errors import SaysoError, UnknownOutlet, UnreadablePage
from sources.manifest import MANIFEST, Entry, parse_manifest
from sources.registry import Registry
from sources.structured import SelfDescription, describe, parse_html
from sources.types import Page, Skipped, content_id

LARGEST_FILE = 20_000_000  # bytes; a page of news has some 500,000

_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".txt": "text/plain"}
_SUFFIXES = ", ".join(_MEDIA_TYPES)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder held: its pages by path, the registry with its manifests' outlets, and what could not be read."""

    registry: Registry
    pages: tuple[Page, ...]
    skipped: tuple[Skipped, ...]


def read_folder(
    root: Path,
    registry: Registry,
    *,
    now: datetime,
    outlet_id: str | None = None,
    largest: int = LARGEST_FILE,
) -> Reading:
    """Read a folder's files, or one file, into pages.

    A manifest.toml governs its own folder and those below, the nearest one outranking the others; a single file is
    governed by the manifest beside it. A page's outlet is the manifest's, else the one on whose domain the page says
    that it stands, else `outlet_id`. Its URL is the manifest's, else the one that the page names as its own, else
    "file:" and its path from the name of `root` on. It was fetched when the manifest says, else `now` (aware).

    What cannot be read is skipped, under its path: a file that is missing, empty, unreadable, not text, of more than
    `largest` bytes or of no known outlet; a malformed manifest, and with it the files that it would govern.

    Raises UnreadablePage where `root` does not exist, UnknownOutlet where no outlet has the id `outlet_id`.
    """
    if not root.exists():
        raise UnreadablePage(f"{root} does not exist; name a folder, or a file of {_SUFFIXES}")
    if root.is_file():
        base, scan = root.parent, _Scan((root, *filter(Path.is_file, [root.with_name(MANIFEST)])), ())
    else:
        base, scan = root, _scan(root)
    said = _read_manifests((path for path in scan.files if path.name == MANIFEST), base, registry, largest)
    if outlet_id is not None:
        said.registry.get(outlet_id)
    files = [path for path in scan.files if path == root or _is_page(path)]
    missing = [] if root.is_file() else list(_missing(said.entries, files, base))
    given = _Given(base, said, now, outlet_id, largest)
    outcomes = [_read(path, given) for path in files]
    skipped = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    return Reading(
        registry=said.registry,
        pages=tuple(outcome for outcome in outcomes if isinstance(outcome, Page)),
        skipped=(*(_closed(error, base) for error in scan.errors), *said.broken.values(), *missing, *skipped),
    )


@dataclass(frozen=True, slots=True)
class _Scan:
    """The files under a folder, sorted, and the folders that could not be looked into."""

    files: tuple[Path, ...]
    errors: tuple[OSError, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a folder's manifests say, together."""

    registry: Registry
    entries: Mapping[Path, Entry]
    broken: Mapping[Path, Skipped]  # by the folder that the manifest would govern


@dataclass(frozen=True, slots=True)
class _Given:
    """All that the reading of one file depends on, but for the file."""

    base: Path
    said: _Said
    now: datetime
    outlet_id: str | None
    largest: int


def _scan(root: Path) -> _Scan:
    errors: list[OSError] = []
    home = root.resolve()
    files: list[Path] = []
    for folder, below, names in os.walk(root, onerror=errors.append):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(folder, name) for name in names if not name.startswith("."))
        files += [path for path in paths if not path.is_symlink() or _stays_in(path, home)]
    return _Scan(tuple(sorted(files)), tuple(errors))


def _stays_in(link: Path, home: Path) -> bool:
    """Tell whether the link's end lies below home; a link that leads round in a circle is kept, to be told of."""
    return Path(os.path.realpath(link)).is_relative_to(home)


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in _MEDIA_TYPES and not path.name.upper().startswith("README")


def _read_manifests(paths: Iterable[Path], base: Path, registry: Registry, largest: int) -> _Said:
    entries: dict[Path, Entry] = {}
    broken: dict[Path, Skipped] = {}
    for path in sorted(paths, key=lambda path: len(path.parts)):  # so that the nearest to a page has the last word
        key = _key(path, base)
        try:
            manifest = parse_manifest(_read_bytes(path, largest), key)
            registry = registry.with_outlets(manifest.outlets, key)
        except SaysoError as error:
            broken[path.parent] = Skipped(key, "read", str(error))
        else:
            entries |= {path.parent / entry.file: entry for entry in manifest.entries}
    return _Said(registry, entries, broken)


def _missing(entries: Mapping[Path, Entry], files: Iterable[Path], base: Path) -> Iterator[Skipped]:
    for path in sorted(set(entries).difference(files)):
        if path.is_file():
            reason = f"{MANIFEST} names it, but it is hidden, a README, a link out of the folder or not of {_SUFFIXES}"
        else:
            reason = f"{MANIFEST} names it, but there is no such file; put it there or drop it from the manifest"
        yield Skipped(_key(path, base), "read", reason)


def _closed(error: OSError, base: Path) -> Skipped:
    return Skipped(_key(Path(error.filename), base), "read", f"the folder cannot be opened: {error.strerror}")


def _read(path: Path, given: _Given) -> Page | Skipped:
    key = _key(path, given.base)
    try:
        for folder in path.parents:
            if folder in given.said.broken:
                manifest = given.said.broken[folder].key
                raise UnreadablePage(f"{manifest} would say what this file is, and cannot be used: mend that first")
        return _page(path, key, given)
    except SaysoError as error:
        return Skipped(key, "read", str(error))


def _page(path: Path, key: str, given: _Given) -> Page:
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise UnreadablePage(f"a file of {path.suffix or 'no suffix'}; those of {_SUFFIXES} can be read")
    body = _read_bytes(path, given.largest)
    entry = given.said.entries.get(path, _UNSAID)
    # A page whose manifest says it all is not looked into: whether it can be read is the extraction's business.
    looked_into = media_type == "text/html" and not (entry.outlet_id and entry.url)
    said = describe(parse_html(decode(body, key), key)) if looked_into else None
    outlet_id = _outlet_id(entry, said, given)
    url = entry.url or _url(outlet_id, said, given.said.registry) or _file_url(path, given.base)
    return Page(
        id=content_id(outlet_id, url, body),
        outlet_id=outlet_id,
        url=url,
        fetched_at=entry.fetched_at or given.now,
        media_type=media_type,
        body=body,
        notes=entry.notes,
    )


_UNSAID = Entry(PurePosixPath())


def _outlet_id(entry: Entry, said: SelfDescription | None, given: _Given) -> str:
    if entry.outlet_id:
        return given.said.registry.get(entry.outlet_id).id
    # rel=canonical comes last: a republished copy names the original's place there, and its own in og:url.
    places = [place for place in (entry.url, said and said.own_url, said and said.canonical) if place]
    for place in places:
        if outlet := given.said.registry.by_domain(place):
            return outlet.id
    if given.outlet_id:
        return given.outlet_id
    found = f"{places[0]} is of no known outlet" if places else "the page names no URL of its own"
    raise UnknownOutlet(
        f"no outlet: {found}. Name one in {MANIFEST}, or with --outlet, or add its domain to an outlets file"
    )


def _url(outlet_id: str, said: SelfDescription | None, registry: Registry) -> str | None:
    """Return the URL under which the page says it stands, unless that is another outlet's."""
    for place in (said.canonical, said.own_url) if said else ():
        owner = registry.by_domain(place) if place else None
        if place and (owner is None or owner.id == outlet_id):
            return place
    return None


def _read_bytes(path: Path, largest: int) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadablePage("not a regular file, so not read")
        with path.open("rb") as file:
            body = file.read(largest + 1)
    except OSError as error:
        raise UnreadablePage(f"cannot be read: {error.strerror}") from error
    if len(body) > largest:
        raise UnreadablePage(f"larger than {largest:,} bytes, the most that is read; cut it down to the article's page")
    if not body.strip():
        raise UnreadablePage("the file is empty")
    return body


def _file_url(path: Path, base: Path) -> str:
    """Return "file:" with the path from the base's name on: what tells files of no other URL apart."""
    return "file:" + quote(os.fsencode(f"{base.resolve().name}/{path.relative_to(base).as_posix()}"))


def _key(path: Path, base: Path) -> str:
    """Return the path from the base, with / between its parts; bytes that are no UTF-8 are shown as "?"."""
    return path.relative_to(base).as_posix().encode("utf-8", "replace").decode()
