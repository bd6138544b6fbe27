"""Capitals in a text → the names of persons, without what leads up to them: "Rubio" of "Secretary of State Rubio"."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from claims.cues import cue_forms, word_set
from claims.function_words import CLAUSE_WORDS, DAYS, DETERMINERS, LEADING, MONTHS, PREPOSITIONS, PRONOUNS

Gender = Literal["male", "female", ""]

# Capitalised where they open a sentence, and no names.
_NO_NAMES = (
    DETERMINERS
    | PRONOUNS
    | PREPOSITIONS
    | CLAUSE_WORDS
    | LEADING
    | word_set(
        "state nobody nothing does do did is are was were can will would should has have had may could might must "
        "let yes"
    )
)
_SUFFIXES = ("Jr", "Sr", "II", "III")  # Martin Luther King Jr.
ROLES = word_set(
    "spokesperson spokesman spokeswoman president minister secretary chancellor premier governor mayor senator "
    "ambassador chief head director chairman chairwoman chair commissioner general colonel envoy adviser advisor "
    "aide leader lawmaker congressman congresswoman representative judge justice prosecutor lawyer attorney "
    "professor analyst expert economist researcher historian strategist pollster author founder executive manager "
    "owner officer official diplomat negotiator candidate king queen prince pope bishop coach doctor editor "
    "correspondent journalist reporter host master captain speaker deputy vice prime foreign defence defense "
    "councillor councilman councilwoman inspector sergeant detective superintendent archbishop cardinal rabbi imam "
    "sheikh baroness baron count major admiral commander lieutenant principal comrade sheriff marshal father sister "
    "interior finance former senior special mr mrs ms dr sen rep gov gen col lt sir lord lady dame us u.s"
)
ROLE_HEADS = ROLES - word_set("vice prime foreign defence defense interior finance former senior special us u.s")
GROUPS = word_set(
    "people countries governments critics supporters allies voters republicans democrats police lawmakers "
    "residents others authorities media families men women children troops those"
)
ORGANISATIONS = word_set(
    "ministry department commission council party agency government court bank association union committee office "
    "house kremlin pentagon nato university institute group inc corp company ltd army service watch fund "
    "foundation trust parliament senate congress campaign administration federation organization organisation "
    "board authority embassy nations society academy bureau press club network center centre eu un fbi cia who "
    "line lines navy hospital church school college museum theatre theater airport port railway airline airlines "
    "railways systems holdings partners industries motors foods energy media capital labs technologies solutions "
    "protection customs patrol services economics research analytics international global rovers charity "
    "firm brewery factory mill yard shipyard league alliance coalition movement front force forces"
)
_PLACING = word_set("the in near across outside inside throughout")
OUTLET_NOUNS = word_set("news times post journal gazette herald tribune magazine radio tv television")
PLACE_NOUNS = word_set("street road avenue square garden city river lake island islands bay beach valley county bridge")
# Capitals and countries that stand for their governments.
METONYMS = word_set(
    "moscow kyiv kiev washington berlin paris london brussels beijing tehran ankara jerusalem warsaw rome tokyo "
    "seoul russia ukraine germany france britain china iran israel turkey poland italy japan europe america india"
)
_UPPER = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x530)) if letter.isupper())
_COMPOUND = r"-(?!(?:led|run|era|made|born|wide|long|like|type|held|only|free|area|way|to|up)\b)[a-z]{2,4}\b"  # Jong-un
_CAPITALISED = (
    rf"(?:[{_UPPER}]\.\s?){{0,3}}(?:[OD]['’])?[{_UPPER}][^\W\d_]+(?:[-'’][{_UPPER}][^\W\d_]+|{_COMPOUND}){{0,3}}"
)
NAME = re.compile(rf"{_CAPITALISED}(?:\s(?:(?:de|van|von|der|den|la|al|bin|el)\s){{0,2}}{_CAPITALISED}){{0,6}}")
WORD = re.compile(r"[^\W\d_]+(?:[.’'-][^\W\d_]+)*\.?")
_BODY_ENDING = re.compile(r"(?:[a-z]{3}(?:tions?|ics|ments?|ities|ances?|works|care|tech|soft|corp|bank))$")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Sen|Rep|Gov|Gen|Col|Lt|Capt)\.?\s+$")
_AGED = re.compile(r",\s(?:\d{1,3},|who\b|whose\b|(?:the|a|an)\s[a-z])")
_SAYS = re.compile(r"\s(?:said|says|told|added|wrote|asked|argued|replied)\b")


def is_body(words: Sequence[str]) -> bool:
    """Tell whether a name, in lower-case words, is a body's or a place's: by a word, or the last one's ending."""
    known = ORGANISATIONS | PLACE_NOUNS | OUTLET_NOUNS | METONYMS
    return bool(known & set(words)) or (bool(words) and _BODY_ENDING.search(words[-1]) is not None)


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return a name in lower case without accents: what its spellings share."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("ı", "i").strip(".’'")


@cache
def first_name_genders() -> dict[str, Gender]:
    """Return the gender that a first name, as `key` gives it, tells."""
    table = tomllib.loads((Path(__file__).parent / "first_names.toml").read_text(encoding="utf-8"))
    genders: tuple[Gender, ...] = ("female", "male")
    return {key(name): gender for gender in genders for name in table[gender].split()}


def lower_words(words: str) -> list[str]:
    """Return the words of a phrase in lower case."""
    return [word.lower().rstrip(".") for word in WORD.findall(words)]


def is_group(head: str) -> bool:
    """Tell whether a noun means several persons: "officials", "police"."""
    return head in GROUPS or (head.endswith("s") and head.removesuffix("s") in ROLES)


@lru_cache(maxsize=65_536)
def without_titles(name: str) -> str:
    """Drop what leads up to a name: "The", "German Foreign Minister", "Texas Governor", "Mr"."""
    words = name.split()
    while words and _is_title(words):
        words.pop(0)
    heads = [at for at, word in enumerate(words[:-1]) if word.lower() in ROLE_HEADS and words[at + 1] not in _SUFFIXES]
    if heads:
        return without_titles(" ".join(words[heads[-1] + 1 :]))
    return " ".join(words)


def _is_title(words: list[str]) -> bool:
    lower = words[0].lower().strip(".")
    if lower in ROLES or lower in _NO_NAMES or is_group(lower) or lower.endswith(("ish", "ese")):
        return True
    if lower in DAYS or lower in MONTHS:
        return len(words) > 1
    if lower.endswith("ing") and any(word.lower() in ROLE_HEADS for word in words[1:-1]):
        return True  # "Receiving French President Macron"
    # "Russian President Putin", but "Ian", "Susan Rice"
    known = key(lower) in first_name_genders()
    return lower.endswith("an") and len(lower) > 5 and not known and (len(words) == 1 or words[1].lower() in ROLES)


def is_person(text: str, match: re.Match[str], bare: str, alone: frozenset[str] = frozenset()) -> bool:
    """Tell whether a full name, found with titles at a match, is a person's and no body's or place's.

    `alone` are the names, as `key` gives them, that the text also has by themselves.
    """
    words = lower_words(bare)
    if not words or is_body(words):
        return False
    if key(words[0]) in first_name_genders():
        return True
    start = match.end() - len(bare)
    before = lower_words(text[max(0, start - 24) : start])[-1:]
    if _TITLED.search(text, max(0, start - 8), start) or set(before) & ROLE_HEADS:
        return True
    if is_thing(match[0], before) or (before and before[0] in PREPOSITIONS - {"by", "with", "about"}):
        return False
    if key(words[-1]) in alone and key(words[0]) not in alone:
        return True
    following = text[match.end() : match.end() + 12]
    return bool(_AGED.match(following) or _SAYS.match(following) or (before and before[0] in cue_forms()))


def is_thing(name: str, before: list[str]) -> bool:
    """Tell "the Rose Garden", "in New York" and "Fox News" from persons, who have no article but before their title."""
    words = lower_words(name)
    placed = words[0] in _PLACING or (before and before[0] in _PLACING)
    return words[-1] in OUTLET_NOUNS or (bool(placed) and not set(words) & ROLE_HEADS)
