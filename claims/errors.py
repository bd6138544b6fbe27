"""The errors of claims/.

SaysoError
└── ClaimsError
    └── UnsupportedLanguage     an article in a language that the extractor cannot read
"""

from __future__ import annotations

from sources.errors import SaysoError


class ClaimsError(SaysoError):
    """Claims could not be extracted or compared."""


class UnsupportedLanguage(ClaimsError):
    """An article in a language that the extractor cannot read."""

    def __init__(self, language: str, supported: tuple[str, ...]) -> None:
        super().__init__(
            f"the article's language is {language!r}; this extractor reads {', '.join(supported)} only "
            "(an article whose language is unknown, '', is tried)"
        )
        self.language = language
        self.supported = supported
