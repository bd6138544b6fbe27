"""What is measured: sayso's extraction, and those beside it as functions from URL and bytes to the article's text.

Peers get the page as bytes, or as text where they take no bytes; none of them opens a connection. newspaper4k and
news-please come with the dependency group `extractors`; without it they are left out, with a note.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import trafilatura

from benchmarks.ingestion.pages import page_of
from sources.errors import UnreadablePage
from sources.extract import extract

Extractor = Callable[[str, bytes], str]

SAYSO, DEFAULT, FAST, NEWSPAPER, NEWS_PLEASE = (
    "sayso", "trafilatura", "trafilatura fast", "newspaper4k", "news-please",
)  # fmt: skip


def sayso(url: str, body: bytes) -> str:
    """Return the text of the article, with all else that an article has worked out; "" where the page is refused."""
    try:
        return extract(page_of(url, body)).text
    except UnreadablePage:
        return ""


def trafilatura_default(_url: str, body: bytes) -> str:
    """Return what trafilatura finds as it comes, without comments."""
    return trafilatura.extract(body, include_comments=False) or ""


def trafilatura_fast(_url: str, body: bytes) -> str:
    """Return what trafilatura finds without its fallbacks, without comments."""
    return trafilatura.extract(body, fast=True, include_comments=False) or ""


def load() -> tuple[dict[str, Extractor], list[str]]:
    """Return name → extractor, and a note for each that is not installed."""
    systems: dict[str, Extractor] = {SAYSO: sayso, DEFAULT: trafilatura_default, FAST: trafilatura_fast}
    notes = []
    for name, loader in {NEWSPAPER: _newspaper, NEWS_PLEASE: _news_please}.items():
        try:
            systems[name] = _quiet(loader())
        except ModuleNotFoundError as error:
            notes.append(f"not measured: {name}; {error.name} is not installed, make extractors installs it")
    return systems, notes


def _quiet(extractor: Extractor) -> Extractor:
    """Keep a peer's warnings and log lines to itself; a page that it fails on has no text."""

    def quiet(url: str, body: bytes) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return extractor(url, body)
            except Exception:  # noqa: BLE001 - a peer may fail in any way
                return ""

    return quiet


def _newspaper() -> Extractor:
    newspaper: Any = import_module("newspaper")

    def found(url: str, body: bytes) -> str:
        article = newspaper.Article(url=url, fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return str(article.text or "")

    return found


def _news_please() -> Extractor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader: Any = import_module("newsplease").NewsPlease
    logging.getLogger("newsplease").setLevel(logging.CRITICAL)

    def found(url: str, body: bytes) -> str:
        article = reader.from_html(body.decode("utf-8", "replace"), url=url, fetch_images=False)
        return str(getattr(article, "maintext", None) or "")

    return found
