"""`sayso versions`: the versions of an article for people, and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.text import Text

from flows import show
from flows.comparing import revise
from flows.listing import print_json
from sources.edits import snippet
from sources.errors import SaysoError
from sources.types import Article
from warehouse import Snapshot
from warehouse.rows import Row


class UnknownArticle(SaysoError):
    """An article that the snapshot does not hold."""


def show_versions(snapshot: Snapshot, url: str, *, as_json: bool) -> None:
    """Print an article's versions, what was edited, and which claims changed or went. Raises UnknownArticle."""
    history = snapshot.article_history(url)
    if not history:
        raise UnknownArticle(
            f"no article is held under {url}; `sayso sql \"FROM articles WHERE contains(url, '…')\"` finds its URL"
        )
    found = {article.version_id: article for article in snapshot.load_articles(row["version_id"] for row in history)}
    versions = [found[row["version_id"]] for row in history]
    steps = snapshot.standing_steps(history[0]["article_id"])
    if as_json:
        print_json(_record(history, versions, steps))
        return
    _print(versions[-1].url)
    show.show_rows(
        ("version", "fetched", "headline", "characters", "complete"),
        [
            (row["version"], f"{row['first_fetched_at']:%Y-%m-%d %H:%M}", row["title"], len(article.text),
             article.completeness)
            for row, article in zip(history, versions, strict=True)
        ],
    )  # fmt: skip
    if len(versions) == 1:
        _print("No other version is held.")
    for number, (old, new) in enumerate(pairwise(versions), start=2):
        _print("")
        _print(f"Version {number}", style="bold")
        for line in _lines(old, new):
            _print(line)
    changed = [(step["version"], step["kind"].replace("_", " "), step["before_text"], step["after_text"])
               for step in steps if step["kind"] != "kept"]  # fmt: skip
    if changed:
        _print("")
        show.show_rows(("version", "claim", "before", "after"), changed, title="Claims")


def _print(line: str, style: str = "") -> None:
    """Print a line as it is: an article's words are no markup, and ":100:" in them is no picture."""
    show.stdout().print(Text(show.printable(line), style), soft_wrap=True)


def _lines(old: Article, new: Article) -> list[str]:
    """Return the edits that are more than typography, a line each."""
    lines = []
    for part, edit, _, _ in revise(old, new).edits:
        if not edit.trivial:
            before, after = (old.title, new.title) if part == "title" else (old.text, new.text)
            lines.append(f"  {part}: {snippet(before, after, edit)}")
    return lines or ["  nothing but typography"]


def _record(history: Sequence[Row], versions: Sequence[Article], steps: Sequence[Row]) -> dict[str, object]:
    return {
        "url": versions[-1].url,
        "versions": [
            {
                "version": row["version"],
                "version_id": row["version_id"],
                "first_fetched_at": row["first_fetched_at"].isoformat(),
                "last_fetched_at": row["last_fetched_at"].isoformat(),
                "title": row["title"],
                "completeness": article.completeness,
            }
            for row, article in zip(history, versions, strict=True)
        ],
        "edits": [
            {"version": number, "part": part, "kind": edit.kind, "trivial": edit.trivial, "old": before, "new": after}
            for number, (old, new) in enumerate(pairwise(versions), start=2)
            for part, edit, before, after in revise(old, new).edits
        ],
        "claims": list(steps),
    }
