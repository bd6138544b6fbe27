"""Where a run reads from and writes to: `sayso.toml` in the working directory, overridden by SAYSO_… variables."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.schedule import Job
from sources.errors import SaysoError
from warehouse import Lake, LakeError
from warehouse.lake import SCHEME, masked
from warehouse.lake_snapshot import SUFFIX

VERSION = version("sayso")
SETTINGS_FILE = Path("sayso.toml")
LOCAL = "local"


class SettingsError(SaysoError):
    """`sayso.toml` or a SAYSO_… variable holds something that cannot be used."""


def _split(value: object) -> object:
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


def _split_words(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


# A TOML array, or in the environment words parted by commas or blanks.
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_words)]
Hours = Annotated[tuple[Annotated[float, Field(gt=0)], ...], NoDecode, BeforeValidator(_split_words)]
# A TOML array, or in the environment paths joined as in PATH.
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no such time zone; take a name such as Europe/Berlin or UTC") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


def _place(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str) and value.startswith(SCHEME):
        try:
            return Lake.parse(value, info.data["warehouse_data"])
        except LakeError as error:
            raise ValueError(str(error)) from error
    return value


# A DuckDB file, or a shared warehouse.
Place = Annotated[Path | Lake, NoDecode, BeforeValidator(_place)]


def _known_runner(text: str) -> str:
    if not re.fullmatch(rf"{LOCAL}|dask(:(tcp|tls)://\S+)?|ray(://\S+)?", text):
        raise ValueError("it takes local, dask, dask:tcp://HOST:PORT, ray or ray://HOST:PORT")
    return text


Runner = Annotated[str, AfterValidator(_known_runner)]


def _cores() -> int:
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """All settings. Each is a key of sayso.toml and an environment variable: `batch` is SAYSO_BATCH."""

    model_config = SettingsConfigDict(env_prefix="SAYSO_", extra="forbid", frozen=True)

    folders: Paths = Field((Path("seeds"),), min_length=1, description="Folders of HTML and text that a run reads.")
    outlets: Paths = Field((), description="Overlay files to the outlet registry, later ones win.")
    follow: Names = Field((), description="Ids of the outlets whose feeds a run asks for articles; * is all of them.")
    contact: str = Field("", description="Address or URL that servers are told, for who runs this.")
    recheck: Hours = Field((1, 24, 168), description="Hours after its first page when an article is looked at again.")
    per_outlet: int = Field(200, ge=1, description="Articles fetched of one outlet in a run, at most.")
    delay: float = Field(1.0, ge=0, description="Seconds between two requests to one host, at least.")
    hosts: int = Field(16, ge=1, description="Hosts asked at the same time.")
    robots: bool = Field(True, description="Whether robots.txt is obeyed.")
    private: bool = Field(False, description="Whether addresses on private networks may be asked.")
    out: Path = Field(Path("out"), description="Folder that holds what a run writes.")
    warehouse_data: str = Field("", description="Folder or s3:// URL of a shared warehouse's Parquet files.")
    warehouse: Place = Field(
        default_factory=lambda known: known["out"] / "warehouse.duckdb",
        description="What runs write: a DuckDB file, or ducklake:postgres:dbname=… host=… for many machines.",
    )
    batch: int = Field(50, ge=1, description="Articles processed and saved at once, at least.")
    threads: int = Field(
        default_factory=_cores,
        ge=1,
        description="Articles read for claims at the same time.",
    )
    runner: Runner = Field(
        LOCAL, description="Where articles are read: here (local), or by workers: dask, dask:tcp://…, ray, ray://…."
    )
    processes: int = Field(
        default_factory=_cores,
        ge=1,
        description="Processes that score pairs of claims, or lay out a report, where there are very many.",
    )
    timezone: Zone = Field("UTC", description="Time zone of the schedule, such as Europe/Berlin.")
    schedule: dict[Job, str] = Field({}, description="Cron line of each job of `sayso serve`, or off.")
    digest: Names = Field((), description="Where the scheduled digest is sent: addresses of Apprise.")
    alert: Names = Field((), description="Where `sayso alert` sends what is new: addresses of Apprise.")
    log: str = Field("", description="File for a line of JSON for each event of a run; - is standard error.")
    keep_snapshots: int = Field(3, ge=1, description="Snapshots of runs that are kept, the newest among them.")
    keep_pages: float = Field(
        0, ge=0, description="Days that the bytes of pages read from folders are kept; 0 is for ever."
    )
    keep_fetches: float = Field(
        0, ge=0, description="Days that requests are on record, but what is in use; 0 is for ever."
    )
    rederive: int = Field(
        2_000, ge=0, description="Articles that a night's maintenance makes anew after an upgrade, at most."
    )
    now: AwareDatetime | None = Field(None, description="A fixed clock (ISO 8601 with zone), for reproducible runs.")

    @property
    def snapshot(self) -> Path:
        """Return the file that people and reports read: of a shared warehouse, a copy of its catalogue."""
        return self.out / f"sayso{SUFFIX if isinstance(self.warehouse, Lake) else '.duckdb'}"

    @property
    def archive(self) -> Path:
        """Return the folder that keeps every answer of a server."""
        return self.out / "archive"

    @property
    def rechecks(self) -> tuple[timedelta, ...]:
        """Return how long after its first page an article is looked at again."""
        return tuple(timedelta(hours=hours) for hours in self.recheck)

    @property
    def report(self) -> Path:
        """Return the path of the HTML report; the Markdown and JSON ones lie beside it."""
        return self.out / "report.html"

    def clock(self) -> datetime:
        """Return the present time in UTC, or the fixed one."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then sayso.toml."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, SETTINGS_FILE)


def load_settings(**overrides: object) -> Settings:
    """Return the settings in force; overrides that are None do not count.

    Raises SettingsError, naming each setting that is wrong and what it takes.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']} (received {masked(repr(problem['input']))})"
            for problem in error.errors()
        ]
        known = ", ".join(Settings.model_fields)
        raise SettingsError(
            f"settings in {SETTINGS_FILE} or SAYSO_… variables: " + "; ".join(lines) + f". Settings are: {known}."
        ) from error
    except ValueError as error:  # tomllib.TOMLDecodeError, UnicodeDecodeError
        raise SettingsError(f"{SETTINGS_FILE} is not valid TOML: {error}") from error
