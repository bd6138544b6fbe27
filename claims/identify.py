"""A source's words → who that is: its type, its name within the article, and why it goes unnamed.

Small closed classes of nouns and the capitals of names decide. A surname, a role or a pronoun takes the full name that
the same article gives; every search but the one for names, done once an article, looks at bounded stretches of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from claims.cues import cue_forms, word_set
from claims.phrase import (
    CLAUSE_WORDS,
    DAYS,
    DETERMINERS,
    DOCUMENTS,
    LEADING,
    MONTHS,
    PREPOSITIONS,
    PRONOUNS,
)
from claims.types import SourceType, Span

_PERSONS = word_set("he she him her who")
_GROUPS = word_set("they them")
# Capitalised where they open a sentence, and no names.
_NO_NAMES = DETERMINERS | PRONOUNS | PREPOSITIONS | CLAUSE_WORDS | LEADING | word_set("state nobody nothing")
_REACH = 20_000  # characters back and forth in which a role may be paired with its person
_SUFFIXES = ("Jr", "Sr", "II", "III")  # Martin Luther King Jr.
_NEAR = 1_000  # characters back to what a pronoun stands for

_ROLES = word_set(
    "spokesperson spokesman spokeswoman president minister secretary chancellor premier governor mayor senator "
    "ambassador chief head director chairman chairwoman chair commissioner general colonel envoy adviser advisor "
    "aide leader lawmaker congressman congresswoman representative judge justice prosecutor lawyer attorney "
    "professor analyst expert economist researcher historian strategist pollster author founder executive manager "
    "owner officer official diplomat negotiator candidate king queen prince pope bishop coach doctor editor "
    "correspondent journalist reporter host master captain speaker deputy vice prime foreign defence defense "
    "interior finance former senior special mr mrs ms dr sen rep gov gen col lt sir lord lady us u.s"
)
_ROLE_HEADS = _ROLES - word_set("vice prime foreign defence defense interior finance former senior special us u.s")
_UNNAMED_HEADS = word_set("official diplomat aide source insider person adviser advisor ambassador employee lawmaker")
_COLLECTIVES = word_set(
    "people countries governments critics supporters allies voters republicans democrats police lawmakers "
    "residents others authorities media families men women children troops those"
)
_ORGANISATIONS = word_set(
    "ministry department commission council party agency government court bank association union committee office "
    "house kremlin pentagon nato university institute group inc corp company ltd army service watch fund "
    "foundation trust parliament senate congress campaign administration federation organization organisation "
    "board authority embassy nations society academy bureau press club network center centre eu un fbi cia who "
    "line lines"
)
_PLACING = word_set("the in near across outside inside throughout")
_OUTLET_NOUNS = word_set("news times post journal gazette herald tribune magazine radio tv television")
# Capitals and countries that stand for their governments.
_METONYMS = word_set(
    "moscow kyiv kiev washington berlin paris london brussels beijing tehran ankara jerusalem warsaw rome tokyo "
    "seoul russia ukraine germany france britain china iran israel turkey poland italy japan europe america india"
)
_UPPER = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x530)) if letter.isupper())
_COMPOUND = r"-(?!(?:led|run|era|made|born|wide|long|like|type|held|only|free|area|way|to|up)\b)[a-z]{2,4}\b"  # Jong-un
_CAPITALISED = (
    rf"(?:[{_UPPER}]\.\s?){{0,3}}(?:[OD]['’])?[{_UPPER}][^\W\d_]+(?:[-'’][{_UPPER}][^\W\d_]+|{_COMPOUND}){{0,3}}"
)
_NAME = re.compile(rf"{_CAPITALISED}(?:\s(?:(?:de|van|von|der|den|la|al|bin|el)\s){{0,2}}{_CAPITALISED}){{0,6}}")
_WORD = re.compile(r"[^\W\d_]+(?:[.’'-][^\W\d_]+)*\.?")
_UNNAMED_SOURCE = re.compile(
    r"\bsources?\b|\b(?:person|people|officials?|diplomats?|individuals?)\s+"
    r"(?:familiar|briefed|close to|with (?:direct )?knowledge|who (?:have|has) (?:read|seen))",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:(?:spoke|speaking|talked|commented)\s(?:\w+\s){0,4})?on (?:the )?condition of anonymity[^.;:”\"\n]{0,120}"
    r"|granted anonymity[^.;:”\"\n]{0,120}"
    r"|(?:asked|requested|declined|wanted|preferred|refused) (?:not )?to (?:be|remain) (?:named|identified|anonymous)"
    r"[^.;:”\"\n]{0,120}"
    r"|(?:not|n[o’']t) authori[sz]ed to [^.;:”\"\n]{0,120}",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:,? who|,? speaking|,? on condition)[^.\n”\"]{0,200}")
_UNNAMED_PHRASE = re.compile(
    r"\b(?:(?:[A-Z][\w.]*|and|an?|one|two|three|four|five|six|several|some|many|senior|informed|unnamed|administration)"
    r"\s+){1,8}(?P<noun>people|(?:official|source|diplomat|aide|adviser|insider|person|minister|leader|lawmaker|analyst"
    r"|expert)s?)\b"
    r"(?:\s(?:familiar|briefed|who (?:have|has)|with (?:direct )?knowledge)[^.,;\n]{0,60})?"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a source is."""

    source_type: SourceType
    name: str
    anonymity: str | None = None


def identify(text: str, span: Span) -> Identity:
    """Return type and name of the source that text[span] names; the name is never empty.

    "Peskov", "he" and "the Kremlin spokesperson" become "Dmitry Peskov" where the article has that name for them.
    """
    words = span.of(text)
    name, lower = _plain_name(words), _lower_words(words)
    reason = _reason(text, span)
    if reason or _UNNAMED_SOURCE.search(words) or lower[:2] == ["one", "of"]:
        return Identity("anonymous", name, reason)
    if not lower:
        return Identity("unknown", name)
    if lower[0] in _PERSONS:
        person = _person_before(text, span.start)
        return Identity("named_person", person) if person else Identity("unknown", name)
    if lower[0] in _GROUPS or (lower[0] == "the" and len(lower) == 2 and _is_unnamed(lower[1])):
        return _antecedent(text, span.start, lower[-1]) or _by_head(text, span, lower) or Identity("collective", name)
    return _named(text, span, lower) or _by_head(text, span, lower) or Identity("unknown", name)


def _named(text: str, span: Span, lower: list[str]) -> Identity | None:
    words = span.of(text)
    found = None if _is_group(_head(lower)) else _person_in(words)
    if found is None:
        return None
    full = found if " " in found else _full_names(text).get(found)
    article = lower[0] == "the" and not set(lower) & _ROLE_HEADS  # "the Saltmere Harbour Trust"
    if article or set(found.lower().split()) & _ORGANISATIONS or (full is None and found.lower() in _METONYMS):
        return Identity("organisation", _plain_name(words))
    return Identity("named_person", full or found)


def _by_head(text: str, span: Span, lower: list[str]) -> Identity | None:
    """Tell roles, documents, organisations and collectives apart by the noun that heads the phrase."""
    name = _plain_name(span.of(text))
    head = _head(lower)
    if head in DOCUMENTS or head.removesuffix("s") in DOCUMENTS:
        return Identity("document", name)
    if head in _UNNAMED_HEADS:
        return Identity("anonymous", name)
    if head in _ROLE_HEADS:
        holder = _holder(text, span, name)
        return Identity("named_person", holder) if holder else Identity("role", name)
    if head in _ORGANISATIONS or head in _METONYMS:
        return Identity("organisation", name)
    if _is_group(head) or (head.endswith("s") and not head.endswith("ss")):
        return Identity("collective", _COUNT.sub("", name))
    return None


def _is_group(head: str) -> bool:
    return head in _COLLECTIVES or (head.endswith("s") and head.removesuffix("s") in _ROLES)


def _is_unnamed(noun: str) -> bool:
    return noun.removesuffix("s") in _UNNAMED_HEADS or noun == "people"


_COUNT = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|some|several|many|most|a number of|\d+)\s+", re.IGNORECASE
)


def _head(lower: list[str]) -> str:
    """Return the last noun before "of", "in", "who" and the like: "officials" of "officials in three capitals"."""
    for number, word in enumerate(lower):
        if number and word in ("of", "in", "at", "for", "from", "with", "who", "that", "to", "close", "on", "by"):
            return lower[number - 1]
    return lower[-1] if lower else ""


def _person_in(words: str) -> str | None:
    """Return the name in a phrase, without titles: "Rubio" of "U.S. Secretary of State Rubio, who …"; or None."""
    main = _without_place(re.split("[,(]", words, maxsplit=1)[0])
    for part in (main, words) if _head(_lower_words(main)) in _ROLES else (main,):
        names = [stripped for match in _NAME.finditer(part) if (stripped := _without_titles(match[0]))]
        if names:
            following = part[part.rindex(names[-1]) + len(names[-1]) :]
            if not re.match(r"[’']s\b|\s+[a-z]", following) or re.match(r"\s+(?:of|in|at|from|who|said)\b", following):
                return names[-1]
    return None


def _without_place(words: str) -> str:
    """Drop what follows a person's name: "of Delaware", "in Geneva"; "Secretary of State Rubio" stays whole."""
    for match in re.finditer(r"\s(?:of|from|in|at)\s", words):
        for name in _NAME.finditer(words, 0, match.start()):
            bare = _without_titles(name[0])
            before = _lower_words(words[: name.start()])[-1:]
            if " " in bare or (bare and {*_lower_words(name[0]), *before} & _ROLE_HEADS):
                return words[: match.start()]
    return words


def _without_titles(name: str) -> str:
    """Drop what leads up to a name: "The", "German Foreign Minister", "Texas Governor", "Mr"."""
    words = name.split()
    while words and _is_title(words):
        words.pop(0)
    heads = [at for at, word in enumerate(words[:-1]) if word.lower() in _ROLE_HEADS and words[at + 1] not in _SUFFIXES]
    if heads:
        return _without_titles(" ".join(words[heads[-1] + 1 :]))
    return " ".join(words)


def _is_title(words: list[str]) -> bool:
    lower = words[0].lower().strip(".")
    if lower in _ROLES or lower in _NO_NAMES or _is_group(lower) or lower.endswith(("ish", "ese")):
        return True
    if lower.endswith("ing") and any(word.lower() in _ROLE_HEADS for word in words[1:-1]):
        return True  # "Receiving French President Macron"
    # "Russian President Putin", but "Ian", "Susan Rice"
    return lower.endswith("an") and len(lower) > 5 and (len(words) == 1 or words[1].lower() in _ROLES)


@lru_cache(maxsize=4)
def _full_names(text: str) -> dict[str, str]:
    """Return the first full name of each surname in a text."""
    names: dict[str, str] = {}
    for match in _NAME.finditer(text):
        full = _without_titles(match[0])
        if " " in full and not set(full.lower().split()) & _ORGANISATIONS:
            names.setdefault(full.split()[-1], full)
    return names


def full_name(text: str, surname: str) -> str | None:
    """Return the person whose surname a text first gives in full: "Michael Bloomberg" of "Bloomberg"; or None."""
    full = _full_names(text).get(surname)
    if full is None:
        return None
    first = full.partition(" ")[0].lower()
    dated = first in DAYS or first in MONTHS  # "On Monday Bloomberg reported"
    return None if dated or first in _METONYMS or first.endswith(("ish", "ese", "ian", "ican")) else full


def _holder(text: str, span: Span, role: str) -> str | None:
    """Return the person whom the article pairs with a role: "the Kremlin spokesperson Dmitry Peskov"."""
    if role.startswith(("a ", "an ")):
        return None
    bare = role.removeprefix("the ")
    begin = max(0, span.start - _REACH)
    nearby = text[begin : span.end + _REACH]
    for match in re.finditer(re.escape(bare) + r",?\s+", nearby, re.IGNORECASE):
        name = _NAME.match(nearby, match.end())
        full = _without_titles(name[0]) if name else ""
        if " " in full:
            return full
    return None


def _person_before(text: str, at: int) -> str | None:
    """Return whom "he" or "she" stands for: the person named last before, in its own paragraph if there is one.

    Of the persons there, one who stands beside a cue goes before the others.
    """
    near = max(0, at - _NEAR)
    paragraph = max(near, text.rfind("\n\n", near, at))
    return _speaker_in(text, paragraph, at) or _speaker_in(text, near, paragraph)


def _speaker_in(text: str, start: int, end: int) -> str | None:
    nearest = None
    for match in reversed(list(_NAME.finditer(text, start, end))):
        name = _without_titles(match[0])
        full = name if " " in name else _full_names(text).get(name)
        if full is None or set(full.lower().split()) & _ORGANISATIONS:
            continue
        before = _lower_words(text[max(start, match.start() - 24) : match.start()])[-1:]
        if _is_thing(match[0], before):
            continue
        if any(word in cue_forms() for word in (*before, *_next_word(text, match.end()))):
            return full
        nearest = nearest or full
    return nearest


def _is_thing(name: str, before: list[str]) -> bool:
    """Tell "the Rose Garden", "in New York" and "Fox News" from persons, who have no article but before their title."""
    words = _lower_words(name)
    placed = words[0] in _PLACING or (before and before[0] in _PLACING)
    return words[-1] in _OUTLET_NOUNS or (bool(placed) and not set(words) & _ROLE_HEADS)


def _next_word(text: str, at: int) -> tuple[str, ...]:
    match = re.compile(r",?\s+(\w+)").match(text, at)
    return (match[1].lower(),) if match else ()


def _antecedent(text: str, at: int, noun: str) -> Identity | None:
    """Return who "they", "the officials" or "the source" are: the nearest phrase before that introduces such ones."""
    for match in reversed(list(_UNNAMED_PHRASE.finditer(text, max(0, at - _NEAR), at))):
        if match["noun"] == noun or (noun in _GROUPS and match["noun"].endswith(("s", "people"))):
            return identify(text, Span(match.start(), match.end()))
    return None


def _reason(text: str, span: Span) -> str | None:
    """Return why the source goes unnamed, in the words of its phrase or of an aside right after it."""
    match = _REASON.search(text, span.start, span.end)
    if match is None and (aside := _ASIDE.match(text, span.end)):
        match = _REASON.search(text, span.end, aside.end())
    return match[0].strip(" ,") if match else None


def _plain_name(words: str) -> str:
    """Return a phrase as a name: one line, "the plan" for "The plan"."""
    name = " ".join(words.split())
    return name[:1].lower() + name[1:] if re.match(r"(?:The|A|An|One|Two|Some|Several)\s", name) else name


def _lower_words(words: str) -> list[str]:
    return [word.lower().rstrip(".") for word in _WORD.findall(words)]
