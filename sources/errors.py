"""The errors of sayso, one small tree.

SaysoError                      anything a person can do something about; its text says what was received and what works
├── RegistryError               outlets.toml, an overlay or a manifest is wrong
│   └── UnknownOutlet           an outlet id that no registry entry has
├── UnreadablePage              a file or response that holds no text to read
│   ├── EmptyArticle            a page from which no article text could be extracted
│   │   ├── BotCheck            a check for robots, sent instead of the page
│   │   ├── ConsentWall         a question for consent to cookies or tracking
│   │   ├── ErrorPage           "page not found" and the like, sent as if it were an article
│   │   └── IndexPage           a front page, section or list: it shows articles and is none
│   ├── NotAFeed                a body that is no RSS, Atom or JSON Feed
│   └── NotASitemap             a body that is no sitemap, or unpacks to more than is taken
├── FetchError                  nothing of use came of a request; its `kind` says how soon to try again
│   ├── Unreachable             no such host, no connection, bad TLS, or closed before an answer
│   ├── TooSlow                 an answer that took too long
│   ├── HalfBody                an answer that broke off
│   ├── TooLarge                an answer of more bytes than are taken, as sent or unpacked
│   ├── BadAnswer               an answer that is no HTTP, or not what was asked for
│   ├── RedirectLoop            redirects in a circle, or too many
│   ├── RefusedAddress          a URL or address that is not fetched from: a private network, another scheme or port
│   └── RobotsForbid            robots.txt forbids it, or could not be read for now
├── ArchiveError                the archive of responses could not be opened, written or read
│   ├── ArchiveLocked           another process writes it
│   ├── ArchiveUnwritable       a full disk, a folder that cannot be written to, or what no archive file takes
│   └── DamagedRecord           bytes that are no whole record
│       └── TornRecord          a record whose end is missing
└── WarehouseError              (warehouse/errors.py has its kinds)
"""

from __future__ import annotations

from typing import Literal

# What went wrong with a fetch, told apart by how soon another try makes sense; sources/pace.py has the times.
FailureKind = Literal["network", "server", "busy", "gone", "forbidden", "robots", "content", "refused"]


class SaysoError(Exception):
    """Anything a person can do something about."""


class RegistryError(SaysoError):
    """The outlet registry, an overlay or a manifest is wrong."""


class UnknownOutlet(RegistryError):
    """An outlet id that no registry entry has."""


class UnreadablePage(SaysoError):
    """A file or response that holds no text to read."""


class EmptyArticle(UnreadablePage):
    """A page from which no article text could be extracted."""


class BotCheck(EmptyArticle):
    """A check for robots, sent instead of the page."""


class ConsentWall(EmptyArticle):
    """A question for consent to cookies or tracking, and no article."""


class ErrorPage(EmptyArticle):
    """A page that says "not found", "unavailable" and the like, sent as if it were an article."""


class IndexPage(EmptyArticle):
    """A front page, section, search or list: it shows articles and is none."""


class NotAFeed(UnreadablePage):
    """A body that is no RSS, Atom or JSON Feed."""


class NotASitemap(UnreadablePage):
    """A body that is no sitemap, or unpacks to more than is taken."""


class FetchError(SaysoError):
    """Nothing of use came of a request."""

    kind: FailureKind = "network"

    def __init__(self, message: str, kind: FailureKind | None = None) -> None:
        super().__init__(message)
        if kind is not None:
            self.kind = kind


class Unreachable(FetchError):
    """No such host, no connection, bad TLS, or the connection closed before an answer."""


class TooSlow(FetchError):
    """An answer that took too long, be it to begin or to end."""


class HalfBody(FetchError):
    """An answer that broke off."""


class TooLarge(FetchError):
    """An answer of more bytes than are taken, as sent or unpacked."""

    kind = "content"


class BadAnswer(FetchError):
    """An answer that is no HTTP, or not what was asked for."""

    kind = "content"


class RedirectLoop(FetchError):
    """Redirects in a circle, or too many."""

    kind = "content"


class RefusedAddress(FetchError):
    """A URL or address that is not fetched from: a private network, another scheme or port."""

    kind = "refused"


class RobotsForbid(FetchError):
    """robots.txt forbids it, or could not be read for now (then `kind` says why)."""

    kind = "robots"


class ArchiveError(SaysoError):
    """The archive of responses, or a WARC file of others, could not be opened, written or read."""


class ArchiveLocked(ArchiveError):
    """Another process writes the archive."""


class ArchiveUnwritable(ArchiveError):
    """A full disk, a folder that cannot be written to, or what no archive file takes."""


class DamagedRecord(ArchiveError):
    """Bytes that are no whole record."""


class TornRecord(DamagedRecord):
    """A record whose end is missing."""
