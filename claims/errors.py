"""The errors of claims/.

SaysoError
└── ClaimsError
    ├── UnsupportedLanguage     an article in a language that the extractor cannot read
    ├── TextTooLong             a text longer than any article
    ├── ModelMissing            a file of a model in claims/models/ is not there
    ├── ModelAltered            a file of a model is not the one that was shipped
    └── ScoringStopped          a process that scores pairs of claims ended before it was done
"""

from __future__ import annotations

from pathlib import Path

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


class TextTooLong(ClaimsError):
    """A text longer than any article."""

    def __init__(self, length: int, longest: int) -> None:
        super().__init__(
            f"the text has {length:,} characters; {longest:,} are read at most, and no article is longer: "
            "split what was put into one file, or leave it out"
        )
        self.length = length
        self.longest = longest


class ModelMissing(ClaimsError):
    """A file of a model in claims/models/ is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the model file {path} is missing; install sayso again, or make it anew with `make train`")
        self.path = path


class ModelAltered(ClaimsError):
    """A file of a model is not the one that was shipped."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(
            f"the model file {path} is not the one that belongs here: expected {expected}, found {found}; "
            "install sayso again, or make it anew with `make train`"
        )
        self.path = path
        self.expected = expected
        self.found = found


class ScoringStopped(ClaimsError):
    """A process that scores pairs of claims ended before it was done."""

    def __init__(self, code: int, processes: int) -> None:
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        why = " (9: the system does so where memory runs out)" if code == -9 else ""
        super().__init__(
            f"a process that scores pairs of claims {how}{why}; nothing of what it was part of is saved, what was "
            f"saved before stays: run again with `processes` below {processes}, 1 for none but the main one, or free "
            "memory"
        )
        self.code = code
