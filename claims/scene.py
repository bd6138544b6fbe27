"""What an article has told up to a place: whom and which outlets it names, and who spoke."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from claims.cast import Cast
from claims.person_name import is_thing, key
from claims.types import SourceType
from sources.registry import Mention

NEAR = 1_000  # characters back to what a pronoun or a second mention stands for


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a source is."""

    source_type: SourceType
    name: str
    anonymity: str | None = None


@dataclass(slots=True)
class Scene:
    """What an article has told so far: its text, whom it names, which outlets, and who spoke, in order."""

    text: str
    cast: Cast
    outlets: tuple[Mention, ...]
    spoken: list[tuple[int, Identity]] = field(default_factory=list)

    def heard(self, at: int, who: Identity) -> None:
        """Remember that a source spoke at a place."""
        self.spoken.append((at, who))
        if who.source_type == "named_person":
            self.cast.introduce(who.name, at)

    def persons_heard(self) -> list[tuple[int, str]]:
        """Return (place, name) of the persons who spoke."""
        return [(at, who.name) for at, who in self.spoken if who.source_type == "named_person"]

    def last_heard(self, before: int, *types: SourceType) -> Identity | None:
        """Return the source of one of these types that spoke last before a place."""
        return next(
            (who for at, who in reversed(self.spoken) if before - NEAR <= at < before and who.source_type in types),
            None,
        )


def surname_of(scene: Scene, name: str) -> bool:
    """Tell whether a text has an outlet's name as the surname of a person: "Michael Bloomberg"."""
    person = scene.cast.named(name)
    return person is not None and " " not in name and not is_thing(name, []) and key(person.name) != key(name)


def mentions_in(scene: Scene, start: int, end: int) -> list[Mention]:
    """Return the outlets that a stretch of the text names, in order."""
    first = bisect_left(scene.outlets, start, key=lambda mention: mention.start)
    found: list[Mention] = []
    for mention in scene.outlets[first:]:
        if mention.start >= end:
            break
        if mention.end <= end:
            found.append(mention)
    return found
