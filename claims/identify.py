"""A source's words → who that is: its type, its name within the article, and why it goes unnamed.

Small closed classes of nouns and the capitals of names decide. A surname, a role, a pronoun or a second mention ("the
ministry", "the proposal") takes the name that the same article gives first; every search looks at bounded stretches.
"""

from __future__ import annotations

import re

from claims.anonymity import reason_of, without_clause
from claims.cast import title_gender
from claims.cues import word_set
from claims.function_words import DETERMINERS, DOCUMENTS
from claims.person_name import (
    GROUPS,
    METONYMS,
    NAME,
    ORGANISATIONS,
    ROLE_HEADS,
    ROLES,
    first_name_genders,
    is_body,
    is_group,
    key,
    lower_words,
    without_titles,
)
from claims.scene import NEAR, Identity, Scene
from claims.second_mention import BODY_NOUNS, document_before, head_of, plain_name, same_body, same_document, whole_body
from claims.types import Span

_SINGULAR = word_set("he she him her who")
_PLURAL = word_set("they them")

_UNNAMED_HEADS = word_set(
    "official diplomat aide source insider person adviser advisor ambassador employee lawmaker witness reporter "
    "journalist officer guard staffer colleague friend neighbour neighbor relative participant"
)
_SPOKEN_FOR = word_set("spokesperson spokesman spokeswoman lawyer attorney clerk manager")
_UNNAMED_SOURCE = re.compile(
    r"\bsources?\b|\b(?:person|people|officials?|diplomats?|individuals?|aides?|advisers?)\s+"
    r"(?:(?:who (?:are|is|were|was)\s)?(?:familiar|briefed|close to)|with (?:direct )?knowledge"
    r"|who (?:have|has) (?:read|seen))",
    re.IGNORECASE,
)
_ASIDE_NAME = re.compile(
    r"^(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s(?P<lead>[^,]{3,60}),\s(?P<name>[A-Z][^,]{2,60}),?(?:\s?\d{1,3},?)?$"
)
_PERSONS_NOUN = re.compile(r"poet|actor|author|[a-z]+(?:ist|ian|man|woman|ress)")
_LINK = re.compile(r"\s(?:of|in|at|for|from|with|by|near|on|to|who|that|which)\s")
_COUNT = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|a number of|at least \w+|\d+)\s+(?:of (?:the|its|their)\s+)?",
    re.IGNORECASE,
)
_UNNAMED_PHRASE = re.compile(
    r"\b(?:(?:[A-Z][\w.]*|and|an?|one|two|three|four|five|six|several|some|many|senior|informed|unnamed|administration)"
    r"\s+){1,8}(?P<noun>people|(?:official|source|diplomat|aide|adviser|insider|person|minister|leader|lawmaker|analyst"
    r"|expert|resident|worker|farmer|teacher|critic|supporter|investigator|prosecutor|landlord)s?)\b"
    r"(?:\s(?:familiar|briefed|who (?:have|has)|with (?:direct )?knowledge)[^.,;\n]{0,60})?"
)


def identify(scene: Scene, span: Span) -> Identity:  # noqa: PLR0911 - one for each form of source
    """Return type and name of the source that text[span] names; the name is never empty.

    "Peskov", "he" and "the Kremlin spokesperson" become "Dmitry Peskov" where the article has that name for them.
    """
    words = span.of(scene.text)
    name, lower = plain_name(words), lower_words(words)
    reason = reason_of(scene.text, span, lower)
    if not lower:
        return Identity("unknown", name)
    if lower == ["it"]:
        last = scene.last_heard(span.start, "document", "organisation")
        return last or document_before(scene, span.start) or Identity("unknown", name)
    if (
        len(lower) == 1
        and lower[0].endswith("s")
        and not _UNNAMED_SOURCE.search(words)
        and _opens_sentence(scene.text, span.start)
        and not scene.cast.named(name)
    ):
        plural = _by_head(scene, span, lower)  # "Investigators said": the capital tells nothing
        if plural and (plural.source_type != "collective" or not _is_name_elsewhere(scene.text, name)):
            return plural
    if lower[0] in _SINGULAR and len(lower) < 3:
        person = scene.cast.pronoun(lower[0], span.start, scene.persons_heard())
        last = scene.last_heard(span.start, "anonymous", "role")
        return Identity("named_person", person.name) if person else last or Identity("unknown", name)
    if reason or _UNNAMED_SOURCE.search(words) or lower[:2] == ["one", "of"]:
        known = _named(scene, span, lower)
        if known is None or known.source_type != "named_person":
            return Identity("anonymous", without_clause(name), reason)
    if lower[0] in _PLURAL or (lower[0] == "the" and len(lower) == 2 and _is_unnamed(lower[1])):
        earlier = _antecedent(scene, span.start, lower[-1])
        return earlier or _by_head(scene, span, lower) or Identity("collective", name)
    return _named(scene, span, lower) or _by_head(scene, span, lower) or Identity("unknown", name)


def _named(scene: Scene, span: Span, lower: list[str]) -> Identity | None:  # noqa: PLR0911 - one for each form
    words = span.of(scene.text)
    if aside := _ASIDE_NAME.match(words):  # "The builder, Ostrander Systems", "Her manager, Bruno Astier"
        bare = without_titles(aside["name"])
        person = scene.cast.named(bare) if bare else None
        if person is None and (head_of(lower_words(aside["lead"])) in BODY_NOUNS | ORGANISATIONS or not bare):
            return Identity("organisation", plain_name(aside["name"]))
        if bare:
            return Identity("named_person", person.name if person else bare)
    if is_group(head_of(lower)) or _named_after_link(words):
        return None
    found = _person_in(words)
    if found is None:
        return None
    person = scene.cast.named(found, title_gender(lower[0]))
    if person and (" " not in found or _agree(person.name, found)):
        return Identity("named_person", person.name)
    article = lower[0] == "the" and not set(lower) & ROLE_HEADS  # "the Saltmere Harbour Trust"
    pointed = lower[0] in ("the", "its", "their", "his", "her", "a", "an")
    apposed = pointed and words.split()[1][:1].islower()  # "the hydrologist Mireille Cassan", "its rival Crumbwell"
    parts = found.lower().split()
    body = is_body(parts)
    titled = (
        lower[0] in ("mr", "mrs", "ms", "dr", "sir", "dame", "sen", "gov", "rep", "gen") or set(lower[:-1]) & ROLE_HEADS
    )
    if (titled or (apposed and _is_persons(words, parts))) and not body:
        return Identity("named_person", found)
    if body or article or " " not in found:
        whole = whole_body(scene, found, span.start) if " " not in found else found
        return Identity(
            "organisation", whole if apposed or whole != found else _without_aside(without_clause(plain_name(words)))
        )
    return Identity("named_person", found)


def _is_persons(words: str, parts: list[str]) -> bool:
    """Tell "the poet Facundo Irazábal" from "the brewer Anchor Ales", by the noun before the name or a first name."""
    noun = words.split()[1]
    return len(parts) > 1 and (key(parts[0]) in first_name_genders() or _PERSONS_NOUN.fullmatch(noun) is not None)


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \t“\"‘'")
    return not before or before[-1] in ".!?\n:"


def _is_name_elsewhere(text: str, name: str) -> bool:
    """Tell whether a text has a word with its capital inside a sentence too."""
    return re.search(rf"[a-z,]\s{re.escape(name)}\b", text) is not None


def _without_aside(name: str) -> str:
    """Return a name without what explains it: "Pell & Varley" of "Pell & Varley, the biscuit maker"."""
    head, comma, _ = name.partition(", ")
    return head if comma and head[:1].isupper() else name


def _named_after_link(words: str) -> bool:
    """Tell "a spokesperson for the European Commission" and "doctors in Freetown": the name only places the noun."""
    head = _LINK.split(words, maxsplit=1)
    return len(head) > 1 and not NAME.search(head[0][1:] if head[0][:1].isupper() else head[0])


def _agree(known: str, found: str) -> bool:
    """Tell whether a full name can be another spelling of one known by its surname."""
    left, right = key(known.split(maxsplit=1)[0]), key(found.split(maxsplit=1)[0])
    return left[:1] == right[:1] or left == right


def _by_head(scene: Scene, span: Span, lower: list[str]) -> Identity | None:  # noqa: PLR0911 - one for each kind
    """Tell roles, documents, organisations and collectives apart by the noun that heads the phrase."""
    name = without_clause(plain_name(span.of(scene.text)))
    head = head_of(lower)
    definite = lower[0] in ("the", "this", "that") or lower[0] not in DETERMINERS
    if head in DOCUMENTS or head.removesuffix("s") in DOCUMENTS:
        return Identity("document", same_document(scene, span.start, head, lower) or name)
    if definite and head not in ORGANISATIONS | GROUPS and (holder := _holder(scene, span, lower)):
        return Identity("named_person", holder)
    if head in _UNNAMED_HEADS and not _spoken_for(lower):
        return Identity("anonymous", name)
    if head in ROLE_HEADS or head in _SPOKEN_FOR:
        return Identity("role", name)
    again = len(lower) == 2 and lower[0] in ("the", "that") and head in BODY_NOUNS | ORGANISATIONS
    if again and (same := same_body(scene, span.start, head)):
        return Identity("organisation", same)
    if head in ORGANISATIONS or head in METONYMS or head in BODY_NOUNS or head == "police":
        return Identity("organisation", name)
    if is_group(head) or (head.endswith("s") and not head.endswith("ss")):
        return Identity("collective", _COUNT.sub("", name))
    if lower[0] in ("the", "a", "an") and span.of(scene.text).split()[-1].islower():
        return Identity("role", name)  # "a fisherman", "the neighbour"
    return None


def _spoken_for(lower: list[str]) -> bool:
    return bool(set(lower) & _SPOKEN_FOR)


def _is_unnamed(noun: str) -> bool:
    return noun.removesuffix("s") in _UNNAMED_HEADS or noun == "people"


def _person_in(words: str) -> str | None:
    """Return the name in a phrase, without titles: "Rubio" of "U.S. Secretary of State Rubio, who …"; or None."""
    main = _without_place(re.split("[,(]", words, maxsplit=1)[0])
    for part in (main, words) if head_of(lower_words(main)) in ROLES else (main,):
        found = [(match.end(), bare) for match in NAME.finditer(part) if (bare := without_titles(match[0]))]
        if found:
            end, name = found[-1]
            following = part[end:]
            if not re.match(r"[’']s\b|\s+[a-z]", following) or re.match(r"\s+(?:of|in|at|from|who|said)\b", following):
                return name
    return None


def _without_place(words: str) -> str:
    """Drop what follows a person's name: "of Delaware", "in Geneva"; "Secretary of State Rubio" stays whole."""
    for match in re.finditer(r"\s(?:of|from|in|at)\s", words):
        for name in NAME.finditer(words, 0, match.start()):
            bare = without_titles(name[0])
            before = lower_words(words[: name.start()])[-1:]
            if " " in bare or (bare and {*lower_words(name[0]), *before} & ROLE_HEADS):
                return words[: match.start()]
    return words


def _holder(scene: Scene, span: Span, lower: list[str]) -> str | None:
    """Return the person whom the article calls what the phrase says: "the Kremlin spokesperson"."""
    wanted = [word for word in lower if word not in DETERMINERS and word not in ("of", "of the", "for", "to")]
    if not wanted or (lower[0] not in ("the", "this", "that") and lower[-1] not in ROLE_HEADS):
        return None
    person = scene.cast.called(wanted, span.start)
    return person.name if person else None


def _antecedent(scene: Scene, at: int, noun: str) -> Identity | None:
    """Return who "they", "the officials" or "the source" are: the nearest phrase before that introduces such ones."""
    for match in reversed(list(_UNNAMED_PHRASE.finditer(scene.text, max(0, at - NEAR), at))):
        if match["noun"] == noun or (noun in _PLURAL and match["noun"].endswith(("s", "people"))):
            return identify(scene, Span(match.start(), match.end()))
    return scene.last_heard(at, "collective", "organisation") if noun in _PLURAL else None
