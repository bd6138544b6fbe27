"""Names → the pairs of them that could be one person's, each judged by letters, roles and articles.

Names are compared where they share a block: a surname's sound with a first name, a first name with how a surname begins
or ends, a role with a surname's consonants. Blocks too large to compare whole are sorted, and each name is compared
with its neighbours (the sorted neighbourhood of Hernández and Stolfo 1995).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.likeness import SAME, UNSURE, compare_names, variants
from claims.naming import Named, best_accord
from claims.transliterate import skeleton, sounds, spelled

_BLOCK = 120  # names up to which all of a block are compared with each other
_NEIGHBOURS = 12  # in a larger one, names after each that it is compared with
_WORDS = 4  # first and middle names by which a name is looked for

# What a role adds and what takes away: an office that both hold leaves this share of the doubt; offices that exclude
# each other, or one article that has both spellings of names that are not surely one, leave this share of the score.
DOUBT_LEFT = 0.3
CONFLICT = 0.4
_SIDE_BY_SIDE = 0.6
# Short forms and like sounds are less where both have telling roles and none in common: two men are Steve Rosenthal.
_LIKE_NAME = 0.9
_OTHER_ROLES = 0.85
_NO_SLIP = 5  # articles that have a spelling, from which on it is not taken for a misspelt other name

Block = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two names are one person's."""

    score: float  # 0 to 1; from likeness.SAME on they are, below likeness.UNSURE they are not
    reason: str  # half a sentence
    agreed: bool = False  # an office or a body that both have


DIFFERENT = Judgement(0.0, "other name")


def judge(left: Named, right: Named) -> Judgement:
    """Return whether two full names are one person's. Symmetric but for the order within the reason."""
    likeness = compare_names(left.person, right.person)
    if likeness.score * CONFLICT == 0.0:
        return DIFFERENT
    kind, role = best_accord(left.roles, right.roles)
    if kind != "agree" or role is None:
        return _without_role(left, right, likeness.score, likeness.reason, suffixed=likeness.suffixed)
    if likeness.suffixed and not (
        role.head and (role.country or not role.body) and left.versions.isdisjoint(right.versions)
    ):
        return DIFFERENT  # a father and a son may share a firm
    score = 1 - (1 - likeness.score) * DOUBT_LEFT
    called = f"both called {role.text}" if role.head else f"both of {role.text}"
    return Judgement(score, f"{likeness.reason}; {called}", agreed=True)


def _without_role(left: Named, right: Named, score: float, reason: str, *, suffixed: bool) -> Judgement:
    if suffixed or left.person.key == right.person.key or score < UNSURE:
        return DIFFERENT  # of two with one name, roles excluded each other
    accord = best_accord(left.main_roles, right.main_roles)[0]
    if accord == "conflict":
        return Judgement(score * CONFLICT, f"{reason}, but one office of two places")
    if score < SAME and not left.versions.isdisjoint(right.versions):
        return Judgement(score * _SIDE_BY_SIDE, f"{reason}, but one article has both")
    if score < SAME and min(len(left.articles), len(right.articles)) >= _NO_SLIP:
        return Judgement(score * _SIDE_BY_SIDE, f"{reason}, but many articles have each")
    told = all(any(role.specific for role in name.main_roles) for name in (left, right))
    if accord == "none" and SAME <= score < _LIKE_NAME and told:
        return Judgement(score * _OTHER_ROLES, f"{reason}, but other roles")
    return Judgement(score, reason)


def judged_pairs(names: Sequence[Named]) -> dict[tuple[int, int], Judgement]:
    """Return the pairs (by number, the smaller first) of full names that are the same or unsure."""
    judged = {pair: judge(names[pair[0]], names[pair[1]]) for pair in candidate_pairs(names)}
    return {pair: judgement for pair, judgement in judged.items() if judgement.score >= UNSURE}


def candidate_pairs(names: Sequence[Named]) -> list[tuple[int, int]]:
    """Return the pairs worth comparing, each once, sorted; at most _BLOCK / 2 pairs for each name of a block."""
    blocks: dict[Block, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for block in set(_blocks(name)):
            blocks[block].append(number)
    found: set[tuple[int, int]] = set()
    for members in blocks.values():
        reach = len(members) if len(members) <= _BLOCK else _NEIGHBOURS
        if reach < len(members):
            members.sort(key=lambda number: (spelled(names[number].person.surname), names[number].person.key))
        for at, one in enumerate(members):
            found.update((min(one, other), max(one, other)) for other in members[at + 1 : at + 1 + reach])
    return sorted(found)


def _blocks(name: Named) -> Iterator[Block]:
    """Yield the blocks of a name. Two names that `judge` could find the same or unsure share at least one."""
    person = name.person
    first, surname, bones = person.given[0], spelled(person.surname), skeleton(person.surname)
    yield "letters", person.letters
    for sound in sounds(person.surname):
        for word in person.given[:_WORDS]:
            for form in _forms(word):
                yield "surname, first name", sound, form
        yield "surname, initial", sound, first[0]
        yield "surname, start", sound, spelled(first)[:2]
        yield "surname, end", sound, spelled(first)[-2:]
        yield "surname, consonants", sound, skeleton(first)
    for form in _forms(first):
        yield "first name, start", form, surname[:2]
        yield "first name, end", form, surname[-2:]
        yield "first name, consonants", form, bones
    for role in name.roles:
        if role.specific:
            yield "role, consonants", *role.key, bones
            yield "role, start", *role.key, surname[:2]
            yield "role, end", *role.key, surname[-2:]
        if role.body:
            yield "body, consonants", role.body, bones
            yield "body, start", role.body, surname[:2]
            yield "body, end", role.body, surname[-2:]


def _forms(word: str) -> set[str]:
    """Return what a first name shares with its spellings and variants."""
    return {*sounds(word), *(f"#{line}" for line in variants(word))}
