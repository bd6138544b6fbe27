"""Two tellings → whether words of meaning differ outside their quotations.

Words are compared as rough stems, in any order, so that grammar, tense and voice make no difference. What stands for a
name on the other side ("the club", "her party", "it") is none, nor is a whole clause left out at an end.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from rapidfuzz.distance import JaroWinkler

from claims.cues import AUXILIARIES, BE, word_set
from claims.person_name import ROLES
from claims.tokens import words
from claims.types import Claim, Span
from claims.verbs import lemma

# Similarity of two capitalised words from which they are spellings of one name.
_SPELLING = 0.84
_FEW = 60  # differing words up to which forms, names and pronouns are looked for: of more, enough will differ
_FAMILY = 5  # letters that two stems of one family begin with

# Words that another telling may add, drop or change with its grammar.
LIGHT = word_set(
    """
    a about already also am an and any are around as at be been being both but by can comment could did do does
    doing dr earlier for from had has have having he he'd he'll her here hers him himself his i i'd i'll i'm i've in
    into is it it'll its itself just later may me might mr mrs ms my now of on one onto our ours out s said say
    saying says she she'd she'll sir so some still such t that that'll the their them themselves then there these
    they they'd they'll they're they've this those to too toward towards up upon us was we we'd we'll we're we've
    were what whether which while who whom whose will with within would yet you you'd you'll you're your
    """
)
# Words that go with numbers, and differ where the numbers do.
_WITH_NUMBERS = word_set(
    "about almost altogether all approximately around at both combined each exactly just least many more most much "
    "nearly only over roughly some than total under up fewer less between close estimated or every per out"
)
_PRONOUNS = word_set("he her him his i it its me my our she their them they this that these those us we you your who")
# A content that opens with one of these has its subject elsewhere: "it would …", "(the Greens,) would …".
_OPENERS = word_set("he she it they we i you this these those") | AUXILIARIES
_BE = BE | word_set("get gets got getting")
_JOINING = word_set("and or")
_APART = 5
_DETERMINERS = word_set("the his her its their our my this that these those your")
_SAME = {
    "telephone": "phone", "aeroplane": "plane", "airplane": "plane", "aircraft": "plane", "percentage": "percent",
    "nobody": "noone", "anyone": "anybody", "everyone": "everybody", "someone": "somebody", "bicycle": "bike",
    "spokesperson": "spokesman", "spokeswoman": "spokesman", "television": "tv", "no-one": "noone", "british": "uk",
    "britain": "uk", "america": "us", "american": "us", "further": "more",
    "additional": "more", "ex": "former", "mt": "mount", "govt": "government", "dept": "department",
}  # fmt: skip
_CLAUSE = re.compile(
    r"[,;:.!?](?=\s|$|[”\"])|[–—]|\s-+\s|\n"
    r"|\b(?=(?:because|although|though|while|when|after|since|where|which|who|whereas|despite)\s)",
    re.IGNORECASE,
)
_NEGATIONS = word_set("not no never cannot neither nor nothing none")
_CONDITIONS = word_set("if unless provided only")
_SEQUENCE = {"after", "befor"}
_TIMES_OF_DAY = frozenset(
    map(lemma, word_set("noon midday midnight dawn dusk nightfall night morning afternoon evening"))
)
# Said of a name, and more than who it is.
_TELLING = frozenset(
    map(
        lemma,
        word_set(
            "not alleged suspected accused convicted disgraced former ex fake killer murderer rapist terrorist "
            "fraudster criminal dictator fugitive"
        ),
    )
)
# What a number or a day brings with it, before and after.
_BEFORE = re.compile(
    rf"(?:\b(?:{'|'.join(_WITH_NUMBERS)}|as\s+(?:many|much|few|little)\s+as|close\s+to|(?:total|maximum|minimum|excess|shy|upwards?)\s+of"
    r"|(?:come|comes|came|amount(?:s|ed)?)\s+to|estimated|not\s+exceed|n[’']t\s+exceed|exceed(?:s|ed|ing)?"
    r"|next|last|this|coming|until|till|minus|plus|down|a|an|the|(?:late|early)(?:\s+on)?"
    r"|(?:night|morning|afternoon|evening)\s+of)\s+)+$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s+(?:morning|afternoon|evening|night)\b)?(?:\s+or\s+(?:more|less|fewer|so))?(?:(?:\s+(?:per|a|an|each|every)\s+|/)(?:billion|million|[a-z]+)(?=[\s.,;:!?]|$))?"
    r"(?:\s+(?:each|apiece|altogether|in\s+all|in\s+total))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\b(?:about|around|just|before|after|shortly)\s+)*(?:\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\b(?:\d{1,2}|[a-z]+)\s+(?:o['’]clock\b|in\s+the\s+(?:morning|afternoon|evening)\b)"
    r"|\b\d{1,2}:\d\d\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of meaning as it is compared."""

    stem: str
    clause: int
    named: bool  # capitalised
    definite: bool  # after "the", "her", "its"
    quoted: bool
    place: int  # number among all words; a comma or an "and" counts for several
    span: Span


@dataclass(frozen=True, slots=True)
class Told:
    """The words of meaning of a telling, and whether pronouns stand for others."""

    words: tuple[Word, ...]
    pronouns: frozenset[str]
    lacks_subject: bool  # opens with a pronoun or an auxiliary
    passive: frozenset[str]  # stems right after a form of "be"
    conditions: frozenset[int]  # numbers of the clauses that say under which condition


def read_told(claim: Claim, text: str, quoted: Sequence[Span], masked: Iterable[Span]) -> Told:
    """Return the words of meaning of a claim; what is masked (numbers, days, hedges) has kinds of its own."""
    gaps, quotes = sorted(_widened(span, text) for span in masked), sorted(quoted)
    gaps += [Span(*match.span()) for part in claim.fragments for match in _CLOCK.finditer(text, part.start, part.end)]
    found: list[Word] = []
    told: list[tuple[str, str]] = []  # all words, light ones too, each after the one before it
    conditions: set[int] = set()
    clause = place = 0
    for part in claim.fragments:
        edges = sorted({match.end() for match in _CLAUSE.finditer(text, part.start, part.end)})
        before, last = "", clause
        for match in _WORD.finditer(text, part.start, part.end):
            number = clause + bisect_right(edges, match.start())
            for lower, stem, light in _forms(match[0]):
                place += _APART if lower in _JOINING or number != last else 1
                told.append((before, lower))
                if lower in _CONDITIONS:
                    conditions.add(number)
                if not (light or _lies_in(match.start(), gaps)):
                    definite = before in _DETERMINERS or before.endswith("'s")
                    in_quotes = _lies_in(match.start(), quotes)
                    span = Span(match.start(), match.end())
                    found.append(Word(stem, number, match[0][:1].isupper(), definite, in_quotes, place, span))
                before, last = lower, number
        clause += len(edges) + 1
    return Told(
        words=tuple(found),
        pronouns=_PRONOUNS.intersection(word for _, word in told),
        lacks_subject=next((word for _, word in told if word != "that"), "") in _OPENERS,
        passive=frozenset(lemma(word) for before, word in told if before in _BE),
        conditions=frozenset(conditions),
    )


@lru_cache(maxsize=65_536)
def _forms(token: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the folded words of a token, each with its stem and whether it is light."""
    forms = [_negation(form) for form in words(token)]
    if token.isupper() and len(token) > 1:  # an acronym: "US" is no pronoun
        return tuple((form, _SAME.get(form, form), False) for form in forms)
    return tuple(
        (form, lemma(_SAME.get(form, plain(form))), form in LIGHT or form.removesuffix("'s") in LIGHT) for form in forms
    )


def differences(left: Told, right: Told, *, negations: bool = True) -> tuple[Sequence[Word], Sequence[Word]] | None:
    """Return the words of meaning outside quotations that one side alone has, None where nothing differs.

    With negations=False, "not" and "never" do not count.
    """
    ours: Sequence[Word] = _only(left, right, negations=negations)
    theirs: Sequence[Word] = _only(right, left, negations=negations)
    if not (ours or theirs):
        return None
    if max(len(ours), len(theirs)) <= _FEW:
        ours, theirs = _without_other_forms(left, right, ours, theirs)
    dropped_here, dropped_there = _end_clauses(left, ours), _end_clauses(right, theirs)
    if not (dropped_here and dropped_there and dropped_here[1] == dropped_there[1]):  # else both end otherwise
        ours = [word for word in ours if not dropped_here or word.clause not in dropped_here[0]]
        theirs = [word for word in theirs if not dropped_there or word.clause not in dropped_there[0]]
    return (ours, theirs) if ours or theirs else None


def _without_other_forms(
    left: Told, right: Told, ours: Sequence[Word], theirs: Sequence[Word]
) -> tuple[Sequence[Word], Sequence[Word]]:
    """Return the words that one side alone has without those for which the other has another form, name or pronoun."""
    ours, theirs = _unjoined(ours, theirs), _unjoined(theirs, ours)
    ours, theirs = _unrelated(ours, right, left), _unrelated(theirs, left, right)
    ours, theirs = _unpaired_names(ours, theirs), _unpaired_names(theirs, ours)
    if _stands_for(ours, right, left, theirs):
        return [], [word for word in theirs if not word.definite]
    if _stands_for(theirs, left, right, ours):
        return [word for word in ours if not word.definite], []
    if _are_turned(left, right, ours, theirs):
        return [], []
    if not (ours and theirs):
        return _undescribed(_untimed(ours), left, right), _undescribed(_untimed(theirs), right, left)
    return ours, theirs


def _are_turned(left: Told, right: Told, ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether all that differs is "B after A" for "A before B"."""
    if len(ours) != 1 or len(theirs) != 1 or {ours[0].stem, theirs[0].stem} != _SEQUENCE:
        return False
    (first, second), (other_first, other_second) = (
        (
            {word.stem for word in told.words if word.place < at.place},
            {word.stem for word in told.words if word.place > at.place},
        )
        for told, at in ((left, ours[0]), (right, theirs[0]))
    )
    return bool(first & other_second and second & other_first) and not (first & other_first or second & other_second)


def _untimed(only: Sequence[Word]) -> Sequence[Word]:
    """Return what one side alone tells, nothing where that is a time of the day, which the other leaves out."""
    return [] if all(word.stem in _TIMES_OF_DAY for word in only) else only


def _undescribed(only: Sequence[Word], home: Told, other: Told) -> Sequence[Word]:
    """Return what one side alone tells without what it says of a name before it: "actor" of "actor Bo Landreth"."""
    shared = {word.stem for word in other.words if word.named}
    extra = {word.place for word in only if word.stem not in _TELLING}
    described: set[int] = set()
    for word, following in reversed([*pairwise(home.words)]):
        beside = following.place == word.place + 1 and following.clause == word.clause
        if word.place in extra and beside and (following.stem in shared or following.place in described):
            described.add(word.place)
    return [word for word in only if word.place not in described]


def _only(left: Told, right: Told, *, negations: bool) -> list[Word]:
    """Return the unquoted words of the left that the right does not have, one for one."""
    has: dict[str, int] = {}
    for word in right.words:
        has[word.stem] = has.get(word.stem, 0) + 1
    found: list[Word] = []
    for word in sorted(left.words, key=lambda word: word.quoted):
        if has.get(word.stem, 0) > 0:
            has[word.stem] -= 1
        elif not word.quoted and (negations or word.stem != "not"):
            found.append(word)
    found.sort(key=lambda word: word.place)
    missing = {word.place for word in found}
    first = next((word for word in left.words if word.place not in missing), None)
    if first and (
        (right.lacks_subject and not left.lacks_subject)
        or (first.stem in right.passive and first.stem not in left.passive)
    ):
        found = [word for word in found if word.place > first.place]  # who did it, which the right leaves open
    return found


def _unrelated(only: Sequence[Word], other: Told, home: Told) -> list[Word]:
    """Return the words of which the other side does not have another form that is left over there."""
    has = Counter(word.stem for word in other.words)
    has.subtract(word.stem for word in home.words)
    free = [stem for stem, times in has.items() if times > 0]
    return [word for word in only if not any(_are_forms(word.stem, stem) for stem in free)]


def _are_forms(left: str, right: str) -> bool:
    """Tell whether two stems are of one family: "delet" and "deletion", "announc" and "announcement"."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
    return shared >= _FAMILY and shared >= 0.7 * min(len(left), len(right))


def _unjoined(left: Sequence[Word], right: Sequence[Word]) -> list[Word]:
    """Return the left words without what the right writes in one word, or in two, or as an acronym."""
    joined: set[str] = set()
    for words_there in (right[at : at + size] for size in (2, 3) for at in range(len(right))):
        told = [word.stem for word in words_there]
        joined |= {"".join(told), "".join(stem[0] for stem in told)}
    found = [word for word in left if word.stem not in joined]
    single = {word.stem for word in right}
    paired = {
        id(word)
        for size in (2, 3)
        for at in range(len(left) - size + 1)
        for run in [left[at : at + size]]
        if not single.isdisjoint({"".join(word.stem for word in run), "".join(word.stem[0] for word in run)})
        for word in run
    }
    return [word for word in found if id(word) not in paired]


def _unpaired_names(left: Sequence[Word], right: Sequence[Word]) -> list[Word]:
    """Return the left words without the names that the right spells otherwise."""
    return [
        word
        for word in left
        if not any(
            (word.named or other.named) and JaroWinkler.similarity(word.stem, other.stem) >= _SPELLING
            for other in right
        )
    ]


def _stands_for(names: Sequence[Word], told: Told, home: Told, others: Sequence[Word]) -> bool:
    """Tell whether a name of one side is, on the other, a pronoun, "the club", or the rest of the name."""
    if (
        not names
        or not any(word.named for word in names)
        or not all(word.named or word.stem in ROLES for word in names)
    ):
        return False
    if any(word.named for word in others):
        return False
    if others:
        return len(others) <= 2 and any(word.definite for word in others)
    if told.pronouns - home.pronouns:
        return True
    kept = {word.stem: word for word in told.words}
    anchors = {word.place for word in home.words if word.stem in kept and (word.named or kept[word.stem].definite)}
    for name in [*names, *reversed(names)]:
        if not anchors.isdisjoint((name.place - 1, name.place + 1)):
            anchors.add(name.place)
    return all(name.place in anchors for name in names)


def _end_clauses(told: Told, only: Sequence[Word]) -> tuple[frozenset[int], str] | None:
    """Return the clauses at one end that hold nothing of the other side, and which end it is; None for no clauses."""
    extra = {id(word) for word in only}
    clauses: dict[int, bool] = {}
    for word in told.words:
        if not word.quoted:
            clauses[word.clause] = clauses.get(word.clause, True) and id(word) in extra
    numbers = sorted(clauses)
    last = _run(reversed(numbers), clauses, told.conditions)
    if last and len(last) < len(numbers):
        return frozenset(last), "end"
    first = _run(numbers, clauses, told.conditions)
    return (frozenset(first), "begin") if first and len(first) < len(numbers) else None


def _run(numbers: Iterable[int], clauses: dict[int, bool], conditions: frozenset[int]) -> list[int]:
    found: list[int] = []
    for number in numbers:
        if not clauses[number] or number in conditions:
            break
        found.append(number)
    return found


def _negation(word: str) -> str:
    """Return "not" for all words that negate a verb: "hasn't", "no", "never"."""
    return "not" if word.endswith("n't") or word in _NEGATIONS else word


def _widened(span: Span, text: str) -> Span:
    """Return the span of a number or a day with what goes with it: "as many as", "next", "a month", "or more"."""
    before = _BEFORE.search(text, max(0, span.start - 40), span.start)
    after = _AFTER.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def plain(word: str) -> str:
    """Return a word without accents: "Dragoş" and "Dragos" are one."""
    if word.isascii():
        return word.removesuffix("'s")
    letters = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(char for char in letters if not unicodedata.combining(char)).removesuffix("'s")


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def _lies_in(at: int, spans: Sequence[Span]) -> bool:
    return any(span.start <= at < span.end for span in spans)
