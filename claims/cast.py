"""An article's text → its cast: the persons whom it names, what it calls them, and whom a later word means.

No parser and no model: capitals give the names, and what stands beside a name gives its callings ("the hydrologist
Mireille Cassan", "Edda Marlow, the harbour master,"). A pronoun is given to the candidate that Centering (Grosz, Joshi
and Weinstein 1995) would rank first: of the right gender, near, a subject, and somebody who was just speaking.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz.distance import JaroWinkler

from claims.cues import AUXILIARIES, cue_forms, word_set
from claims.function_words import DAYS, DETERMINERS, MONTHS, PREPOSITIONS, PRONOUNS
from claims.likeness import UNSURE, compare_names, parse_name
from claims.person_name import NAME, ROLE_HEADS, Gender, first_name_genders, is_body, is_person, key, without_titles

_REACH = 1_500  # characters back to what a pronoun stands for
_MOST_MENTIONS = 20_000  # names in a text beyond which it is a list, and no more are read
_SHORTEST_FUZZY = 5  # letters of a surname that may be misspelt
_ALIKE = 0.88  # Jaro-Winkler, 0 to 1: Feldhaus and Feldhouse, not Marlow and Barlow
_COURTESY = word_set("mr mrs ms miss dr sir dame lord lady")
_CALLING = 60  # characters beside a name in which it is called something

_MALE = word_set("mr sir lord king prince pope duke he his him himself husband father son brother uncle actor")
_FEMALE = word_set(
    "mrs ms miss dame lady queen princess duchess she her herself wife mother daughter sister aunt actress"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+(?=[\"“‘'(]?[A-Z0-9])|\n\s*")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|[A-Z])\.$")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BEFORE = re.compile(r"(?:(?:\b[A-Za-z][\w’'-]*\.?|U\.S\.)\s+){0,5}\b[A-Za-z][\w’'-]*,?\s+$")
_ASIDE = re.compile(
    r"(?:,|\s\()\s*(?:\d{1,3},\s*)?(?:who (?:is|was|runs|heads|leads) )?(?P<called>[^,;:()\n“”\"—–.]{2,60})"
)
_STOP = (
    DETERMINERS
    | PREPOSITIONS
    | PRONOUNS
    | AUXILIARIES
    | DAYS
    | MONTHS
    | word_set("and or but then who which that with said says told not as while when after before according")
)
_PAST = word_set("met saw beat led won left made took had gave sent named called arrested visited joined fired hired")
_NO_CALLING = word_set("who which and but while when after as where because")
_SAME_CALLING = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "chairman": "chair", "chairwoman": "chair",
    "businesswoman": "businessman", "congresswoman": "congressman", "policewoman": "policeman", "premier": "minister",
    "sen": "senator", "gov": "governor", "gen": "general", "rep": "representative", "advisor": "adviser",
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """Somebody whom the text names in full."""

    name: str  # as first given in full
    gender: Gender = ""
    callings: set[str] = field(default_factory=set)  # folded words: harbour, master
    mentions: list[int] = field(default_factory=list)  # where it is named, in order


@dataclass(frozen=True, slots=True)
class Cast:
    """The persons of a text, in the order in which it names them first."""

    persons: list[Person]
    by_part: dict[str, Person]  # folded surname, or first name where nobody has it as a surname
    sentences: tuple[int, ...]  # where each starts

    def named(self, name: str, gender: Gender = "") -> Person | None:
        """Return the person whom a full name, a surname or a first name means, however accented or misspelt."""
        words = [key(word) for word in name.split()]
        if not words:
            return None
        if gender or len(words) > 1:  # "Ms. Bettencourt" beside a Mr. Bettencourt
            for person in self.persons:
                parts = key(person.name).split()
                agrees = person.gender == gender if gender and len(words) == 1 else parts[0] == words[0]
                if parts[-1] == words[-1] and agrees:
                    return person
        known = self.by_part.get(words[-1])
        return known or (self._spelt_like(words) if len(words[-1]) >= _SHORTEST_FUZZY else None)

    def _spelt_like(self, words: list[str]) -> Person | None:
        """Return the one person whose surname is spelt almost so, and whose first name does not speak against it."""
        found = {
            person.name: person
            for person in self.persons
            if JaroWinkler.similarity(key(person.name.split()[-1]), words[-1]) >= _ALIKE
            and (len(words) == 1 or key(person.name)[:1] == words[0][:1])
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def sentence_start(self, at: int) -> int:
        """Return where the sentence that holds a place starts."""
        return self.sentences[bisect_right(self.sentences, at) - 1]

    def introduce(self, name: str, at: int) -> None:
        """Add somebody whom an attribution shows to be a person."""
        parts = key(name).split()
        if parts and parts[-1] not in self.by_part:
            person = Person(name, first_name_genders().get(parts[0], ""), set(), [at])
            self.persons.append(person)
            self.by_part[parts[-1]] = person

    def pronoun(self, word: str, at: int, speakers: Iterable[tuple[int, str]] = ()) -> Person | None:
        """Return whom "he" or "she" at a place stands for; speakers are (place, name) of those who spoke before."""
        wanted: Gender = "male" if word in _MALE else "female" if word in _FEMALE else ""
        here = bisect_right(self.sentences, at)
        spoke = {name: bisect_right(self.sentences, place) for place, name in speakers if at - _REACH <= place < at}
        best: tuple[float, Person] | None = None
        for person in self.persons:
            if person.gender and wanted and person.gender != wanted:
                continue
            score = self._salience(person, at, here, spoke)
            if score is None:
                continue
            score += 1.0 if person.gender and person.gender == wanted else 0.0
            if best is None or score > best[0]:
                best = (score, person)
        return best[1] if best else None

    def _salience(self, person: Person, at: int, here: int, spoke: dict[str, int]) -> float | None:
        last = bisect_left(person.mentions, at)
        if last == 0 or at - person.mentions[last - 1] > _REACH:
            if person.name not in spoke:
                return None
            score = -1.0 * (here - spoke[person.name])
        else:
            place = person.mentions[last - 1]
            sentence = bisect_right(self.sentences, place)
            score = -1.0 * (here - sentence)
            opens = place - self.sentences[sentence - 1]
            score += 0.8 if opens < 60 else 0.0
            score -= (at - place) / (10 * _REACH)
        if person.name in spoke:
            score = max(score, -1.0 * (here - spoke[person.name])) + 1.0
        return score

    def called(self, words: Iterable[str], at: int) -> Person | None:
        """Return whom a role means: who is called all of these words, named last before a place, or first after it."""
        wanted = {_calling(word) for word in words} - {""}
        fitting = [person for person in self.persons if wanted and wanted <= person.callings]
        before = [person for person in fitting if person.mentions[0] < at]
        if before:
            return max(before, key=lambda person: person.mentions[bisect_left(person.mentions, at) - 1])
        return min(fitting, key=lambda person: person.mentions[0]) if fitting else None


def read_cast(text: str, outlets: tuple[tuple[int, int], ...] = ()) -> Cast:
    """Return the cast of a text, in which outlets are named at the given places; linear in its length."""
    persons: dict[str, Person] = {}
    by_part: dict[str, Person] = {}
    taken = {place for start, end in outlets for place in range(start, end)}
    found_names = islice(NAME.finditer(text), _MOST_MENTIONS)
    names = [match for match in found_names if match.end() - len(without_titles(match[0])) not in taken]
    alone = _names_alone(names)
    for match in names:
        bare = without_titles(match[0])
        if not bare or " " not in bare or not is_person(text, match, bare, alone):
            continue
        known = by_part.get(key(bare.split()[-1]))
        if known and _same(known.name, bare):
            persons.setdefault(key(bare), known)
        person = persons.setdefault(key(bare), Person(bare))
        by_part.setdefault(key(bare.split()[-1]), person)
    for person in list(persons.values()):
        by_part.setdefault(key(person.name.split()[0]), person)
    _add_titled(text, names, persons, by_part)
    for match in names:  # somebody called by a first name alone: "her brother Karim"
        bare = without_titles(match[0])
        if bare and " " not in bare and key(bare) in first_name_genders() and key(bare) not in by_part:
            by_part[key(bare)] = persons[key(bare)] = Person(bare)
    for match in names:
        _mention(text, match, persons, by_part)
    found = {id(person): person for person in persons.values() if person.mentions}
    return Cast(list(found.values()), by_part, tuple(_sentence_starts(text)))


def _add_titled(
    text: str, names: Iterable[re.Match[str]], persons: dict[str, Person], by_part: dict[str, Person]
) -> None:
    """Add those whom the text names by title and surname alone, "President Trump" beside "Melania Trump" too."""
    for match in names:
        bare = without_titles(match[0])
        titles = {word.lower() for word in match[0].split()} & (ROLE_HEADS - _COURTESY)
        if not bare or " " in bare or not titles or is_body([bare.lower()]) or not match[0].endswith(bare):
            continue
        known = by_part.get(key(bare))
        if known is None or (known.name.split()[-1:] == [bare] and not titles & _titles_of(text, known, names)):
            person = persons.setdefault(key(bare), Person(bare))
            by_part[key(bare)] = person


def _titles_of(text: str, person: Person, names: Iterable[re.Match[str]]) -> set[str]:
    """Return the words that stand around the full mentions of a person."""
    found: set[str] = set()
    for match in names:
        if match[0].endswith(person.name):
            around = text[max(0, match.start() - _CALLING) : match.end() + _CALLING]
            found |= {word.lower() for word in _WORD.findall(around)}
    return found


def _names_alone(names: Iterable[re.Match[str]]) -> frozenset[str]:
    """Return the single names of a text: a full name whose surname is among them is a person's more likely than not."""
    bare = (without_titles(match[0]) for match in names)
    return frozenset(key(name) for name in bare if name and " " not in name)


def _same(known: str, bare: str) -> bool:
    """Tell whether two full names with one surname are one person's: "Yevhen" and "Evgeny", "Donald J.", "Donald"."""
    left, right = parse_name(known), parse_name(bare)
    return left is not None and right is not None and compare_names(left, right).score >= UNSURE


def title_gender(title: str) -> Gender:
    """Return the gender that a title tells, "" for none."""
    return "male" if title in _MALE else "female" if title in _FEMALE else ""


def _mention(text: str, match: re.Match[str], persons: dict[str, Person], by_part: dict[str, Person]) -> None:
    bare = without_titles(match[0])
    person = persons.get(key(bare)) or (by_part.get(key(bare)) if bare and " " not in bare else None)
    if person is None:
        return
    start = match.end() - len(bare)
    person.mentions.append(start)
    before = text[max(0, start - _CALLING) : start]
    called = [*_called_before(before), *_called_after(text, match.end())]
    person.callings |= {_calling(word) for word in called}
    person.gender = person.gender or _gender(person.name, called, before)


def _called_before(before: str) -> Iterator[str]:
    """Yield the words right before a name that call its bearer something: "the hydrologist", "a nurse,"."""
    found = _BEFORE.search(before)
    if found is None:
        return
    words = _WORD.findall(found[0])
    for word in reversed(words):
        lower = word.lower()
        if lower in _STOP or lower in cue_forms() or lower in _PAST or key(word) in first_name_genders():
            return
        yield word


def _called_after(text: str, end: int) -> Iterator[str]:
    found = _ASIDE.match(text, end, min(len(text), end + 2 * _CALLING))
    if found is None:
        return
    for word in _WORD.findall(found["called"])[:8]:
        lower = word.lower()
        if lower in _NO_CALLING or lower in cue_forms():
            return
        if lower not in _STOP:
            yield word


def _gender(name: str, called: Iterable[str], before: str) -> Gender:
    for word in (*(word.lower() for word in called), *(word.lower() for word in _WORD.findall(before)[-1:])):
        if word in _FEMALE or word.endswith("woman"):
            return "female"
        if word in _MALE or (word.endswith("man") and len(word) > 5 and word not in ("german", "roman", "norman")):
            return "male"
    return first_name_genders().get(key(name.split(maxsplit=1)[0]), "")


def _calling(word: str) -> str:
    folded = key(word).removesuffix("'s").removesuffix("’s")
    return _SAME_CALLING.get(folded, folded)


def _sentence_starts(text: str) -> Iterator[int]:
    yield 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start() + 1):
            yield end.end()
