"""The errors of sayso, one small tree.

SaysoError                      anything a person can do something about; its text says what was received and what works
├── RegistryError               outlets.toml, an overlay or a manifest is wrong
│   └── UnknownOutlet           an outlet id that no registry entry has
├── UnreadablePage              a file or response that holds no text to read
│   └── EmptyArticle            a page from which no article text could be extracted
└── WarehouseError              (warehouse/errors.py has its kinds)
"""

from __future__ import annotations


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
