"""`sayso import`: a warehouse out of what `sayso export --whole` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flows.export import MANIFEST, UnreadableExport, checksum
from flows.settings import Settings
from warehouse import Lake, Warehouse
from warehouse.fill import make_from_parquet


def import_whole(folder: Path, settings: Settings) -> int:
    """Make the warehouse, publish it, and return how many rows it has.

    Raises UnreadableExport for a folder that is no whole export, or whose files are not as they were written,
    NewerSchema for one of a newer sayso, WarehouseError where there is a warehouse already.
    """
    if isinstance(settings.warehouse, Lake):
        raise UnreadableExport("an export is imported into a file; `sayso lake` moves a file into a shared warehouse")
    manifest = _manifest(folder)
    tables = {file["name"]: _checked(folder, file) for file in manifest["files"]}
    rows = make_from_parquet(settings.warehouse, manifest["schema"], tables)
    with Warehouse.open(settings.warehouse) as warehouse:
        warehouse.publish(settings.snapshot)
    return rows


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        int(found["schema"])
        named = all(
            {"name", "file", "sha256"} <= file.keys() and Path(file["file"]).name == file["file"]
            for file in found["files"]
        )
    except FileNotFoundError as error:
        raise UnreadableExport(
            f"{folder} has no {MANIFEST}: name a folder that `sayso export --whole` wrote"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableExport(f"{path} is no list of an export: {error!r}") from error
    if not (found.get("whole") and named):
        raise UnreadableExport(f"{folder} holds an export, but not of the whole: make one with `sayso export --whole`")
    return found


def _checked(folder: Path, file: dict[str, Any]) -> Path:
    path = folder / str(file["file"])
    try:
        found = checksum(path)
    except OSError as error:
        raise UnreadableExport(f"{path} could not be read: {error.strerror}") from error
    if found != file["sha256"]:
        raise UnreadableExport(
            f"{path} is not as it was written (SHA-256 {found}, not {file['sha256']}); nothing is read"
        )
    return path
