"""Articles → what sayso reads: a folder of HTML files, or a WARC file of answers; and the registry of their outlets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.operations.articles import OUTLETS, MadeArticle
from benchmarks.operations.templates import Template
from sources.members import pack_member
from sources.types import Response
from sources.warc import Archived, write_record

FETCHED = timedelta(minutes=10)  # after publication


def html_of(article: MadeArticle, templates: Sequence[Template]) -> bytes:
    """Return the article's page; an outlet has two layouts at most."""
    outlet = OUTLETS.index(article.outlet)
    return templates[(2 * outlet + article.number % 2) % len(templates)].fill(article)


def write_folder(folder: Path, articles: Sequence[MadeArticle], templates: Sequence[Template]) -> None:
    """Write a file for each article."""
    folder.mkdir(parents=True)
    for article in articles:
        (folder / f"{article.number:06}.html").write_bytes(html_of(article, templates))


def write_warc(path: Path, articles: Sequence[MadeArticle], templates: Sequence[Template]) -> None:
    """Write a file of the answers in which the articles came."""
    headers = (("content-type", "text/html; charset=utf-8"),)
    with path.open("wb") as file:
        for article in articles:
            at, body = article.published + FETCHED, html_of(article, templates)
            answer = Response(article.url, article.url, 200, headers, body, at)
            file.write(pack_member(write_record(Archived(answer, article.outlet, "article"))))


def write_outlets(path: Path) -> None:
    """Write the overlay to the registry."""
    entries = [
        f'[[outlets]]\nid = "{name}"\nname = "Outlet number {name[-2:]}"\nkind = "newspaper"\ncountry = ""\n'
        f'language = "en"\ndomains = ["{name}.example"]\n'
        for name in OUTLETS
    ]
    path.write_text("\n".join(entries), encoding="utf-8")
