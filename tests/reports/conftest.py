"""A real browser, and a page in it that keeps an account of what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.reports.hostile import make_hostile

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Opened:
    """A page in the browser with everything it logged, asked for or popped up."""

    page: Page
    url: str
    logged: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    refused: dict[str, str | None] = field(default_factory=dict)  # URL: why nothing came back

    def assert_quiet(self) -> None:
        assert self.logged == []
        assert self.dialogs == []
        assert self.requested == [self.url]


OpenPage = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Open HTML in a new page; keyword arguments are those of Browser.new_context."""
    contexts = []

    def open_html(html: str, **context_options: object) -> Opened:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(**context_options)  # type: ignore[arg-type]
        contexts.append(context)
        opened = Opened(context.new_page(), file.as_uri())
        page = opened.page
        page.on("console", lambda message: opened.logged.append(message.text))
        page.on("pageerror", lambda error: opened.logged.append(str(error)))
        page.on("request", lambda request: opened.requested.append(request.url))
        page.on("requestfailed", lambda request: opened.refused.update({request.url: request.failure}))

        def dismiss(dialog: Dialog) -> None:
            opened.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.goto(opened.url)
        return opened

    yield open_html
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working directory with a warehouse and snapshot full of attacks (hostile.py); tests only read them."""
    return make_hostile(tmp_path_factory.mktemp("hostile"))
