"""How rare a word is in news, whatever the articles at hand: inverse document frequency from a table that never grows.

Since it does not depend on what has been read so far, what was compared yesterday compares in the same way today. The
table, claims/models/stems.json, has how many of some thousands of news texts each common stem stands in;
`python -m training.stems` makes it.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

from claims.errors import ModelAltered, ModelMissing
from claims.network import MODELS

TABLE = MODELS / "stems.json"


class Table(NamedTuple):
    """In how many of the documents each stem stands; a stem that is not listed stands in fewer than are listed."""

    documents: int
    stems: dict[str, int]


@cache
def load_table(path: Path = TABLE) -> Table:
    """Return the table of a file. Raises ModelMissing or ModelAltered."""
    try:
        found = json.loads(path.read_bytes())
        return Table(int(found["documents"]), dict(found["stems"]))
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelAltered(path, "a JSON object with documents and stems", f"{error!r}") from error


@lru_cache(maxsize=262_144)
def idf(stem: str) -> float:
    """Return the rarity of a stem of claims.tokens: 0 where every text has it, some 9 where none is known to."""
    table = load_table()
    return log((table.documents + 1) / (table.stems.get(stem, 0) + 1))
