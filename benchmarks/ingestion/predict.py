"""A folder of HTML pages → the article's text of each, in the form of the article-extraction-benchmark's outputs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ingestion.pages import page_of, read_folder
from sources.errors import UnreadablePage
from sources.extract import extract


def predict(folder: Path, target: Path, tell: Callable[[str], None]) -> int:
    """Write {name: {"articleBody": text}} for each page of a folder, and return how many.

    The name is the file's, without .html and .gz. A page that is refused is told of and has an empty text. The pages
    have no address; what would be read from one, as the kind of page, is not asked for.
    """
    now = datetime.now(UTC)
    found = {}
    for name, body in read_folder(folder):
        try:
            text = extract(page_of(f"file:{name}", body, now)).text
        except UnreadablePage as error:
            tell(f"no text: {error}")
            text = ""
        found[name] = {"articleBody": text}
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return len(found)
