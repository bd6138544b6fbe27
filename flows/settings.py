"""Where a run reads from and writes to: `sayso.toml` in the working directory, overridden by SAYSO_… variables."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from sources.errors import SaysoError

SETTINGS_FILE = Path("sayso.toml")


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
    batch: int = Field(50, ge=1, description="Articles processed and saved at once, at least.")
    threads: int = Field(1, ge=1, description="Articles read for claims at the same time, one a core.")
    now: AwareDatetime | None = Field(None, description="A fixed clock (ISO 8601 with zone), for reproducible runs.")

    @property
    def warehouse(self) -> Path:
        """Return the file that runs write; nobody else can open it meanwhile."""
        return self.out / "warehouse.duckdb"

    @property
    def snapshot(self) -> Path:
        """Return the file that people and reports read."""
        return self.out / "sayso.duckdb"

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
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']} (received {problem['input']!r})"
            for problem in error.errors()
        ]
        known = ", ".join(Settings.model_fields)
        raise SettingsError(
            f"settings in {SETTINGS_FILE} or SAYSO_… variables: " + "; ".join(lines) + f". Settings are: {known}."
        ) from error
    except ValueError as error:  # tomllib.TOMLDecodeError, UnicodeDecodeError
        raise SettingsError(f"{SETTINGS_FILE} is not valid TOML: {error}") from error
