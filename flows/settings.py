"""Where a run reads from and writes to: `sayso.toml` in the working directory, overridden by SAYSO_… variables."""

from __future__ import annotations

import os
from datetime import UTC, datetime
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


# A TOML array, or in the environment paths joined as in PATH.
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """All settings. Each is a key of sayso.toml and an environment variable: `batch` is SAYSO_BATCH."""

    model_config = SettingsConfigDict(env_prefix="SAYSO_", extra="forbid", frozen=True)

    folders: Paths = Field((Path("seeds"),), min_length=1, description="Folders of HTML and text that a run reads.")
    outlets: Paths = Field((), description="Overlay files to the outlet registry, later ones win.")
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
