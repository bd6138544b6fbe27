"""Two names of persons → how likely they are one person's: surname, first, middle names and suffix apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from typing import Literal

from rapidfuzz.distance import JaroWinkler, Levenshtein

from claims.cues import word_set
from claims.transliterate import LONGEST, latin, skeleton, sounds, spelled

Kinship = Literal["equal", "spelling", "variant", "sound", "near", "initial", "far"]

# What each part of a name counts; a name's likeness is the product. From SAME on, two names are one person's; down to
# UNSURE, it takes a role that both have. Set by hand so that one weak part leaves a pair unsure, and two leave nothing.
PARTS: dict[Kinship, float] = {
    "equal": 1.0,
    "spelling": 0.98,
    "variant": 0.88,
    "sound": 0.9,
    "near": 0.7,
    "initial": 0.65,
    "far": 0.0,
}
SAME = 0.8
UNSURE = 0.64
_NEAR = 0.8  # Levenshtein similarity of two keys: one letter in five
_ALIKE = 0.75  # Jaro-Winkler similarity of two keys with the same consonants; Wadephul and Wadipol .85
_MOST_WORDS = 8
_LOOKED_INTO = 4  # of the first and middle names, among which another's first name may stand
_NAMELESS = word_set("mr mrs ms miss mx dr prof sir dame lord lady rev hon sen rep gov gen col lt capt sgt") | word_set(
    "president chancellor premier minister judge justice king queen prince princess pope senator congressman governor "
    "congresswoman representative mayor ambassador secretary general captain sergeant lieutenant detective archbishop "
    "cardinal reverend pastor rabbi imam sheikh ayatollah moderator republican democrat"
)
_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
_NUMERAL = re.compile(r"X{0,2}(?:IX|IV|VI{0,3}|I{2,3})|XX?I{0,3}")  # Xi is no numeral
_PARTICLES = word_set("von van der den de del della di da do dos das du la le ten ter al el ul bin ibn ben abu zu")
_FIRST_TOO = word_set("al ben abu della")  # Al Gore and Ben Carson, but Bashar al Assad
# Surnames that stand first and are hardly anyone's first name; after them, those that are both.
_SURNAME_FIRST = word_set("xi li wang zhang liu chen zhao zhou huang wu hu jiang deng mao yoon nguyen tran pham qin")
MAYBE_SURNAME_FIRST = _SURNAME_FIRST | word_set("kim lee park moon choi yang ma han")

# Short forms, and one name in neighbouring languages: a line is one name. A word may stand in several lines.
_VARIANTS = """
william bill billy will willie willy liam
joseph joe joey jo
robert bob bobby rob robbie bert
richard dick rick ricky rich
james jim jimmy jamie
john jack johnny jon
michael mike mick mickey mikey
anthony antony tony
thomas tom tommy
charles charlie chuck chas
edward ed eddie ted ned
theodore ted teddy theo
timothy tim timmy
daniel dan danny
david dave davy
stephen steven steve
christopher chris kit
christine chris tina christina
alexander alex alec sandy aleksandr oleksandr aliaksandr alexandre alejandro sasha
alexandra alex sandra aleksandra oleksandra sasha
andrew andy drew
andrei andrey andriy andrii andrej
benjamin ben benny
samuel sam sammy
samantha sam
matthew matt matty
nicholas nick nicky nicolas
nikolai nikolay mykola mikola
gregory greg
donald don donnie
ronald ron ronnie
kenneth ken kenny
lawrence larry laurence
leonard len lenny leo
patrick pat paddy
patricia pat patty trish
philip phil phillip
peter pete
raymond ray
frederick fred freddie
francis frank
gerald gerry jerry
jeffrey jeff geoffrey geoff
walter walt wally
bernard bernie
joshua josh
jonathan jon jonny
nathaniel nathan nate
zachary zach zack
elizabeth liz beth betty lizzie eliza
katherine kate katie kathy catherine cathy kathryn
margaret maggie peggy meg
deborah debbie deb
susan sue susie
jennifer jen jenny
rebecca becky
barbara barb
victoria vicky
jacqueline jackie
natalia natalie nataliya natalya
julia yulia iuliia yuliya
maria mariya mariia
anna hanna ganna
elena olena yelena
kirill kyrylo
vladimir volodymyr uladzimir
mikhail mykhailo mykhaylo
sergei serhiy serhii siarhei
dmitry dmytro
alexei oleksiy oleksii aliaksei
yevgeny yevhen evgeny
yuri yuriy yury iurii
pavel pavlo
vasily vasyl
grigory hryhoriy
muhammad mohammed mohamed mohammad muhammed mohammad
ahmed ahmad
yasser yasir
"""


def _variant_lines() -> dict[str, frozenset[int]]:
    lines: dict[str, set[int]] = {}
    for number, line in enumerate(_VARIANTS.strip().splitlines()):
        for word in line.split():
            lines.setdefault(spelled(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in lines.items()}


_VARIANT_LINES = _variant_lines()


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts, as `latin` folds them; without particles and titles."""

    given: tuple[str, ...]  # first and middle names; initials are one letter; () for a bare surname
    surname: str  # never empty
    suffix: str = ""  # "jr", "sr", "iii"

    @property
    def letters(self) -> str:
        """Return all words as one, in which Kim Jong-un and Kim Jong Un are the same."""
        return "".join((*self.given, self.surname))

    @property
    def key(self) -> str:
        """Return what spellings that differ in accents, case, hyphens and particles share."""
        return f"{self.letters} {self.suffix}".strip() if self.given else f"- {spelled(self.surname)} {self.suffix}"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are."""

    score: float  # 0 to 1
    reason: str  # "same surname letters after transliteration (Lavrov); first names Sergei and Sergey"
    suffixed: bool = False  # one of them alone has "Jr."


@lru_cache(maxsize=65_536)
def parse_name(name: str) -> PersonName | None:
    """Return the parts of a name, or None where it has no letters.

    >>> parse_name("Donald J. Trump Jr."), parse_name("Ursula von der Leyen").surname, parse_name("Xi Jinping").surname
    (PersonName(given=('donald', 'j'), surname='trump', suffix='jr'), 'leyen', 'xi')
    """
    shouted = name.isupper()
    chunks = [chunk for chunk in untitled(name[: LONGEST * _MOST_WORDS]).replace(",", " ").split() if latin(chunk)]
    suffix = _suffix(chunks[-1]) if len(chunks) > 1 else ""
    chunks = chunks[:-1] if suffix else chunks
    if not chunks:
        return None
    words = [_words(chunk, shouted=shouted) for chunk in chunks[: _MOST_WORDS - 1] + chunks[_MOST_WORDS - 1 :][-1:]]
    first = 1 if len(words) > 1 and latin(chunks[0]) in _FIRST_TOO and chunks[0][0].isupper() else 0
    kept = words[:first] + _without_particles(words[first:])
    kept = kept if len(kept) > first else words
    if len(kept) > 1 and len(kept[0]) == 1 and kept[0][0] in _SURNAME_FIRST and kept[-1][-1] not in _SURNAME_FIRST:
        kept = [*kept[1:], kept[0]]
    given = tuple(part for parts in kept[:-1] for part in parts)
    return PersonName(given, "".join(kept[-1])[:LONGEST], suffix)


def untitled(name: str) -> str:
    """Return a name without "Mr.", "President" and the like before it, and with single spaces."""
    words = name.split()
    while len(words) > 1 and latin(words[0]) in _NAMELESS:
        words.pop(0)
    return " ".join(words)


def _suffix(chunk: str) -> str:
    return latin(chunk) if _NUMERAL.fullmatch(chunk) else _SUFFIXES.get(latin(chunk), "")


def _without_particles(words: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    bare = (tuple(part for part in parts if part not in _PARTICLES) for parts in words)
    return [parts for parts in bare if parts]


def _words(chunk: str, *, shouted: bool) -> tuple[str, ...]:
    """Return the words of what stands between two spaces: "Jean-Claude" has two, "J.D." and "JD" two initials."""
    dotted = [part for part in chunk.split(".") if part]
    if len(dotted) > 1 and all(len(part) == 1 for part in dotted):
        return tuple(filter(None, map(latin, dotted)))
    if len(chunk) == 2 and chunk.isalpha() and chunk.isupper() and not shouted:
        return tuple(filter(None, map(latin, chunk))) or (latin(chunk),)
    parts = (latin(part)[:LONGEST] for part in chunk.replace("‐", "-").replace("‑", "-").split("-"))
    return tuple(part for part in parts if part) or (latin(chunk)[:LONGEST],)


def compare_names(left: PersonName, right: PersonName) -> Likeness:
    """Return how likely two full names are one person's by their letters alone. Symmetric but for the reason's order.

    "Jr." on one side alone is only flagged: it takes an office that both hold.
    """
    suffixed = left.suffix != right.suffix
    if suffixed and left.suffix and right.suffix:
        return Likeness(0.0, "other suffixes")
    if left.letters == right.letters:
        return Likeness(PARTS["equal"], "same name", suffixed)
    first = _first(left.given, right.given)
    family = surnames(left, right) if first != "far" else "far"
    if family == "far" or not _middles_agree(left.given, right.given):
        return Likeness(0.0, "other name")
    return Likeness(PARTS[family] * PARTS[first], _reason(left, right, family, first), suffixed)


def surnames(left: PersonName, right: PersonName) -> Kinship:
    """Return how two surnames are akin: equal, spelling, sound, near or far."""
    return _kinship(left.surname, right.surname)


@lru_cache(maxsize=65_536)
def _kinship(left: str, right: str) -> Kinship:
    """Return how two words are akin by their letters; one letter is near nothing but itself."""
    if left == right:
        return "equal"
    one, other = spelled(left), spelled(right)
    if one == other:
        return "spelling"
    if sounds(left) & sounds(right):
        return "sound"
    same_bones = skeleton(left) == skeleton(right) and len(skeleton(left)) >= 3
    if same_bones and JaroWinkler.similarity(one, other) >= _ALIKE:
        return "near"
    an_end = one[:2] == other[:2] or one[-2:] == other[-2:]
    return "near" if an_end and Levenshtein.normalized_similarity(one, other) >= _NEAR else "far"


def variants(given: str) -> frozenset[int]:
    """Return the lines of the table of variants that a first name stands in."""
    return _VARIANT_LINES.get(spelled(given), frozenset())


def _first(left: tuple[str, ...], right: tuple[str, ...]) -> Kinship:
    """Return how the first names are akin; of "J. Robert" and "Robert", the second counts."""
    if not left or not right:
        return "equal" if left == right else "far"
    one, other = left[0], right[0]
    if len(one) == 1 or len(other) == 1:
        return _initials(left, right)
    kinship = _kinship(one, other)
    if kinship in ("equal", "spelling") or not (variants(one) & variants(other)):
        return _within(left, right) if kinship == "far" else _gendered(one, other, kinship)
    return "variant"


def _initials(left: tuple[str, ...], right: tuple[str, ...]) -> Kinship:
    if left == right:
        return "equal"
    if left[0][0] == right[0][0]:
        agree = len(left) > 1 and len(right) > 1 and left[1][0] == right[1][0]
        return "variant" if agree or len(left[0]) == len(right[0]) else "initial"
    for longer, shorter in ((left, right), (right, left)):
        if len(longer) > 1 and len(longer[0]) == 1 and len(shorter[0]) > 1 and longer[1] == shorter[0]:
            return "variant"
    return "far"


def _within(left: tuple[str, ...], right: tuple[str, ...]) -> Kinship:
    """Tell "Lula" within "Luiz Inácio Lula" from two first names."""
    shorter, longer = sorted((left, right), key=len)
    return (
        "near" if len(shorter) < len(longer) and len(shorter[0]) > 1 and shorter[0] in longer[1:_LOOKED_INTO] else "far"
    )


def _gendered(left: str, right: str, kinship: Kinship) -> Kinship:
    """Tell Paul from Paula and Daniel from Danielle, which are near by their letters."""
    if kinship not in ("near", "sound"):
        return kinship
    one, other = sorted((spelled(left), spelled(right)), key=lambda word: (len(word), word))
    if one.endswith("a") != other.endswith("a") or one[:-1] == other[:-1] or other[:-1] == one:
        return "far"
    return kinship


def _middles_agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether no middle name excludes the other's: George W. and George H. W."""
    if not left or not right or not _compatible(left[0], right[0]):
        return True  # "J. Robert" and "Robert" were compared at another word
    return all(starmap(_compatible, zip(left[1:], right[1:], strict=False)))


def _compatible(left: str, right: str) -> bool:
    if min(len(left), len(right)) == 1:
        return left[0] == right[0]
    return _kinship(left, right) != "far" or bool(variants(left) & variants(right))


def _reason(left: PersonName, right: PersonName, family: Kinship, first: Kinship) -> str:
    said = {
        "equal": f"same surname {left.surname.title()}",
        "spelling": "same surname letters after transliteration",
        "sound": "surnames that sound alike",
        "near": "surnames a letter apart",
    }.get(family, "")
    if family == "near" and skeleton(left.surname) == skeleton(right.surname):
        said = "same surname consonants"
    one, other = (" ".join(name.given).title() for name in (left, right))
    named = f"first names {one} and {other}" if one != other else f"first name {one}"
    return f"{said}, {named}" + (", a short form or variant" if first == "variant" else "")
