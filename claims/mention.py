"""Text → the places and organisations that it names, by lists and by the words that their names are made of.

A place that stands for its government ("Moscow agreed") is a place all the same. Persons are none of this.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from claims.cues import word_set
from claims.types import Mention, MentionKind, Span

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĆČĐĞİŁŃŌŘŚŞŠŪŹŻŽ"
# It begins with a set of characters, which makes the search many times faster than one that begins with a boundary.
_WORD = re.compile(
    rf"[{_CAPITAL}](?<!\w.)"
    r"(?:\.(?:[A-Z]\.)+|\w*(?:(?<=\bCo)-[a-z]+|(?:(?<=People)|(?<=Women)|(?<=Children)|(?<=Workers)|(?<=King))['’]s\b)?"
    r"(?:[’'](?![sS]\b)\w+)*)"
)
_TAIL = re.compile(rf" (?:of|for|on) (?:the )?(?=[{_CAPITAL}])")
_OF = re.compile(rf" of (?:the )?(?=[{_CAPITAL}])")
_AND = re.compile(rf",? and (?=[{_CAPITAL}])")
_ACRONYM = re.compile(r" \((?:the )?([A-Z]{2,5})\)")

# Words that begin a sentence and no name.
_OPENERS = word_set(
    """
    a about after all also although among an and another any as at because before both but by despite during each even
    every for former four from given had has have he her his how however i if in inside instead into is it its last
    later like many meanwhile more most much my no nor not now of on once one only or other our outside over she should
    since so some still such than that the their then there these they this those three though through thus to today
    tomorrow two under unless unlike until was we were what when where whereas whether which while who whose why will
    with without would yesterday yet you your
    """
)
_TIMES = word_set(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December
    """
)
_LONGEST = 12  # words of a name; a line of capitalised words is looked at piece by piece
# What may stand before a place that is a person's name too ("North Georgia"), and what behind it ("Georgia Governor").
_DIRECTIONS = word_set("north south east west northern southern eastern western central upper lower greater downtown")
_OFFICES = word_set(
    """
    ambassador attorney chair chairman chairwoman chief city commissioner democrat democrats director general governor
    gov mayor minister president prime republican republicans rep representative secretary sen senator spokesman
    spokesperson spokeswoman state
    """
)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the lists."""

    words: str
    kind: MentionKind
    also_person: bool


@dataclass(frozen=True, slots=True)
class _Lists:
    """What places.toml holds: names by their first word, longest first, and the words that names end or begin with."""

    names: dict[str, tuple[_Name, ...]]
    heads: dict[str, MentionKind]
    heads_before_of: frozenset[str]


class _Word(NamedTuple):
    """A capitalised word."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What a whole text tells of its names."""

    acronyms: frozenset[str] = frozenset()  # that it introduces for organisations: "the Harbour Trust (SHT)"
    persons: frozenset[str] = frozenset()  # names of places that are a person's here: "Lloyd Austin"


def find_mentions(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """Return the places and organisations that text[start:end] names, disjoint and in order.

    Spans are offsets into the text. The text as a whole is looked at too, once, for the acronyms that it introduces and
    for persons who are called like places.
    """
    return tuple(Mention(span, span.of(text), kind) for span, kind in _named(text, start, end, _known(text)))


@lru_cache(maxsize=8)
def _known(text: str) -> _Known:
    found = _named(text, 0, len(text), _Known())
    acronyms = (_ACRONYM.match(text, span.end) for span, kind in found if kind == "organisation")
    names = _lists().names
    persons = (
        word.text
        for run in _runs(text, 0, len(text))
        if not any(word.text in _lists().heads for word in run)
        for before, word in pairwise(run)
        if any(name.also_person for name in names.get(word.text, ())) and _begins_a_name(before)
    )
    return _Known(frozenset(acronym[1] for acronym in acronyms if acronym), frozenset(persons))


def _named(text: str, start: int, end: int, known: _Known) -> Iterator[tuple[Span, MentionKind]]:
    """Yield the names with their kinds: what ends in a head among capitalised words, and what the lists have."""
    taken = start
    for run in _runs(text, start, end):
        left = [word for word in run if word.start >= taken]
        while left:
            number = _head(text, left, end)
            headless = left if number is None else left[: _opened(left, number)]
            for span, kind in _listed(text, end, headless, known):
                if span.start >= taken:
                    yield span, kind
                    taken = span.end
            if number is None:
                break
            span = Span(left[len(headless)].start, _tail(text, left[number], end))
            yield span, _lists().heads[left[number].text]
            taken = span.end
            left = [word for word in left if word.start >= taken]


def _runs(text: str, start: int, end: int) -> Iterator[list[_Word]]:
    """Yield the runs of capitalised words that a space or a hyphen joins; days and months belong to none."""
    run: list[_Word] = []
    for match in _WORD.finditer(text, start, end):
        if run and (match.start() != run[-1].end + 1 or text[run[-1].end] not in " -" or len(run) == _LONGEST):
            yield run
            run = []
        if match[0] in _TIMES:
            if run:
                yield run
            run = []
        else:
            run.append(_Word(match.start(), match.end(), match[0]))
    if run:
        yield run


def _head(text: str, run: Sequence[_Word], end: int) -> int | None:
    """Return the number of the run's last word that names an organisation or a place with what is around it."""
    lists = _lists()
    for number in range(len(run) - 1, -1, -1):
        word = run[number]
        if word.text not in lists.heads or _in_a_listed_name(text, run, number):
            continue
        if _opened(run, number) < number or (word.text in lists.heads_before_of and _tail(text, word, end) > word.end):
            return number
    return None


def _opened(run: Sequence[_Word], number: int) -> int:
    """Return the number of the word with which the name up to this head begins: behind "The", "But" or "In"."""
    openers = [place for place in range(number) if run[place].text.lower() in _OPENERS]
    return openers[-1] + 1 if openers else 0


def _in_a_listed_name(text: str, run: Sequence[_Word], number: int) -> bool:
    """Tell whether this head is part of a longer name of the lists: the West Bank is no bank."""
    return any(
        " " in name.words
        and word.start + len(name.words) >= run[number].end
        and text.startswith(name.words, word.start)
        for word in run[: number + 1]
        for name in _lists().names.get(word.text, ())
    )


def _tail(text: str, head: _Word, end: int) -> int:
    """Return where the name of a head ends: behind "of Defence", "for Culture and Sport" where these follow."""
    link = _TAIL.match(text, head.end, end) if head.text in _lists().heads_before_of else None
    run = _run_at(text, link.end(), end) if link else []
    if not run:
        return head.end
    stop = _stop(text, run, end)
    for link_on in (_AND, _OF):
        more = link_on.match(text, stop, end)
        run = _run_at(text, more.end(), end) if more else []
        if run and (link_on is _OF or not _is_another(text, head, run, end)):
            stop = _stop(text, run, end)
    return stop


def _is_another(text: str, head: _Word, run: Sequence[_Word], end: int) -> bool:
    """Tell whether what "and" adds is another name: "the University of Texas and Harvard University"."""
    if head.text in ("Department", "Ministry", "Office") and run[-1].text == "Services":
        return False
    return run[-1].text in _lists().heads or _listed_at(text, run[0], end) is not None


def _run_at(text: str, at: int, end: int) -> list[_Word]:
    """Return the run that begins at this place, up to a title: "Homeland Security" of "Homeland Security Secretary"."""
    run = next(_runs(text, at, end), [])
    if not run or run[0].start != at:
        return []
    titles = (number for number, word in enumerate(run) if word.text.lower() in _OFFICES)
    return run[: next(titles, len(run))]


def _stop(text: str, run: Sequence[_Word], end: int) -> int:
    """Return where a run that is the tail of a name ends: with a place that it begins with, unless a head comes."""
    heads = [word.end for word in run if word.text in _lists().heads]
    place = _listed_at(text, run[0], end)
    if heads:
        return heads[-1]
    return run[0].start + len(place.words) if place else run[-1].end


def _listed(text: str, end: int, run: Sequence[_Word], known: _Known) -> Iterator[tuple[Span, MentionKind]]:
    """Yield the run's names that the lists have, and the acronyms that the text introduces."""
    taken = 0
    for number, word in enumerate(run):
        if word.start < taken:
            continue
        name = _Name(word.text, "organisation", also_person=False) if word.text in known.acronyms else None
        name = name or _listed_at(text, word, end)
        if name is None:
            continue
        stop = word.start + len(name.words)
        if not name.also_person or _is_a_place(text, run, number, stop, end, known):
            taken = stop
            yield Span(word.start, stop), name.kind


def _listed_at(text: str, word: _Word, end: int) -> _Name | None:
    """Return the longest name of the lists that begins with this word."""
    for name in _lists().names.get(word.text, ()):
        stop = word.start + len(name.words)
        if stop <= end and text.startswith(name.words, word.start) and not text[stop : stop + 1].isalnum():
            return name
    return None


def _is_a_place(  # noqa: PLR0913, PLR0917 - one name among its neighbours
    text: str, run: Sequence[_Word], number: int, stop: int, end: int, known: _Known
) -> bool:
    """Tell a place from a person of its name: "Austin, Texas", "Georgia Governor", not Lloyd Austin or Paris Hilton."""
    word = _WORD.match(text, stop + 2, end) if text.startswith(", ", stop) else None
    if word and _listed_at(text, _Word(word.start(), word.end(), word[0]), end):
        return True
    if run[number].text in known.persons or (number > 0 and _begins_a_name(run[number - 1])):
        return False
    return number + 1 == len(run) or run[number + 1].text.lower() in _OFFICES


def _begins_a_name(word: _Word) -> bool:
    return word.text.lower() not in _OPENERS | _DIRECTIONS and word.text not in _lists().names


@cache
def _lists() -> _Lists:
    table = tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))
    places = [line for kind in ("countries", "states", "regions", "cities") for line in table[kind].splitlines()]
    names = {words: _Name(words, "place", also_person=False) for words in places if words}
    names |= {words: _Name(words, "place", also_person=True) for words in table["also_persons"].splitlines() if words}
    institutions = [words for words in table["institutions"].splitlines() if words]
    names |= {words: _Name(words, "organisation", also_person=False) for words in institutions}
    by_word: dict[str, list[_Name]] = {}
    for name in sorted(names.values(), key=lambda name: -len(name.words)):
        first = _WORD.match(name.words)
        by_word.setdefault(first[0] if first else name.words, []).append(name)
    heads: dict[str, MentionKind] = {
        **dict.fromkeys(table["heads"].split(), "organisation"),
        **dict.fromkeys(table["place_heads"].split(), "place"),
    }
    return _Lists({word: tuple(found) for word, found in by_word.items()}, heads, word_set(table["heads_before_of"]))
