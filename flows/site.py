"""`sayso site`: the snapshot as a folder of pages that need nothing but a browser.

A manifest lists what was written, so that the next run rewrites only what changed, takes away only what it wrote
itself, and overwrites nobody else's file. It is written before the pages, with those to come, so that the pages of a
killed run count as sayso's too; each file is written beside its place and renamed into it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.library import Library
from flows.reporting import UnwritableFile, write_whole
from reports import site
from reports.paged import PAGE_BYTES
from sources.errors import SaysoError
from warehouse import Snapshot

MANIFEST = "sayso-site.json"
SCHEMA = "sayso-site/1"
Progress = Callable[[int], AbstractContextManager[Callable[[str, int], object]]]

_ADDRESS = re.compile(r"(?:(?:stories|claims|outlets|speakers)/)?[a-z0-9-]+(?:\.p[0-9]+)?\.(?:html|css|js)")


class NotASite(SaysoError):
    """A folder that holds other things than a site of sayso, or a file in one that sayso did not write."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a site's files."""

    written: int
    unchanged: int
    removed: int
    kept: tuple[str, ...]  # gone from the site, but changed by somebody since sayso wrote them: left where they are


def write_site(snapshot: Snapshot, folder: Path, progress: Progress, *, page_bytes: int = PAGE_BYTES) -> Written:
    """Write the site into the folder; return what became of its files.

    progress: gives, for a number of files, a function that is told of each. page_bytes: that a page of a story has at
    most; a larger story has several pages. Raises NotASite or UnwritableFile.
    """
    before = _read_manifest(folder)
    library = Library(snapshot, page_bytes=page_bytes)
    files = {**dict.fromkeys(site.assets()), "search-index.js": None, **dict.fromkeys(library.addresses())}
    _claim_places(folder, files, before)
    _write_manifest(folder, {**dict.fromkeys(files, ""), **before})
    after: dict[str, str] = {}
    written = 0
    with progress(len(files)) as advance:
        for name, text in _texts(library, list(files)):
            further = library.further(name)
            if further:  # known only now
                _claim_places(folder, further, before)
                files |= dict.fromkeys(further)
                _write_manifest(folder, {**dict.fromkeys(files, ""), **before})
            for address, page in ((name, text), *((address, library.page(address) or "") for address in further)):
                written += _write(folder / address, page)
                after[address] = _digest(page.encode())
            advance(folder.name, 1)
    gone = sorted(before.keys() - after.keys())
    kept = tuple(name for name in gone if not _remove(folder, name, before[name]))
    _write_manifest(folder, after)
    return Written(written, len(after) - written, len(gone) - len(kept), kept)


def _claim_places(folder: Path, names: Iterable[str], before: Container[str]) -> None:
    """Raise NotASite where a file that sayso did not write is in the place of one of these."""
    for name in names:
        if name not in before and (folder / name).exists():
            raise NotASite(
                f"{folder / name} is in the way, and sayso did not write it; move it, or name another folder"
            )


def _texts(library: Library, names: list[str]) -> Iterator[tuple[str, str]]:
    assets = site.assets()
    for name in names:
        text = assets.get(name) or (library.index() if name == "search-index.js" else library.page(name))
        if text is not None:
            yield name, text


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the files that sayso wrote there and their digests, "" where a run was cut off before it knew.

    Raises NotASite where the folder has anything else in it.
    """
    path = folder / MANIFEST
    try:
        entries = [entry.name for entry in folder.iterdir()] if folder.exists() else []
        if not path.exists():
            if set(entries) - {f".{MANIFEST}.partial"}:
                raise NotASite(
                    f"{folder} is not empty and no site that sayso wrote (it has {min(entries)!r}, say); "
                    "name a new or empty folder"
                )
            return {}
        document = json.loads(path.read_text(encoding="utf-8"))
        files = document["files"]
        known = document["schema"] == SCHEMA and all(
            _ADDRESS.fullmatch(name) and isinstance(digest, str) for name, digest in files.items()
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotASite(f"{path} is not what sayso wrote ({error}); name a new or empty folder") from error
    except OSError as error:
        raise NotASite(f"{folder} cannot be used for a site: {error.strerror or error}; name another folder") from error
    if not known:
        raise NotASite(f"{path} is not what this sayso wrote; name a new or empty folder")
    return dict(files)


def _write_manifest(folder: Path, files: dict[str, str]) -> None:
    document = {"schema": SCHEMA, "files": dict(sorted(files.items()))}
    _write(folder / MANIFEST, json.dumps(document, indent=0) + "\n")


def _write(path: Path, text: str) -> bool:
    """Write the text where the file has another one; return whether it had."""
    with suppress(OSError):
        if path.read_bytes() == text.encode():
            return False
    write_whole(path, text)
    return True


def _remove(folder: Path, name: str, digest: str) -> bool:
    """Remove a file that is as sayso wrote it; return whether it is gone."""
    path = folder / name
    try:
        if path.exists() and digest and _digest(path.read_bytes()) != digest:
            return False
        path.unlink(missing_ok=True)
        path.with_name(f".{path.name}.partial").unlink(missing_ok=True)
    except OSError as error:
        raise UnwritableFile(f"{path} could not be removed: {error.strerror}") from error
    return True


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
