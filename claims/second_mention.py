"""Second mentions → what a body or document was called before: "the ministry", "the proposal", "it"."""

from __future__ import annotations

import re

from claims.cues import AUXILIARIES, word_set
from claims.function_words import CLAUSE_WORDS, DAYS, DETERMINERS, DOCUMENTS, MONTHS, PREPOSITIONS
from claims.person_name import METONYMS, NAME, lower_words, without_titles
from claims.scene import NEAR, Identity, Scene

# Nouns for what a body was called before: "Zeltra will close … The company confirmed".
BODY_NOUNS = word_set(
    "company firm group charity airline bank builder maker operator union club organisation organization agency "
    "manufacturer retailer carrier theatre theater museum university school hospital brewery foundation trust party "
    "campaign developer supplier chain network team producer shipyard factory ministry department council commission"
)
_NO_MODIFIERS = DETERMINERS | PREPOSITIONS | CLAUSE_WORDS | AUXILIARIES | word_set("and or said says told which who")
_ALIKE = (
    word_set("plan proposal draft framework blueprint scheme"),
    word_set("report study survey analysis paper review"),
    word_set("letter memo note email e-mail"),
    word_set("lawsuit complaint filing suit petition"),
    word_set("agreement deal treaty accord"),
)
_DOCUMENT = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir)\s(?:[\w’'-]+\s){{0,2}}?(?:{'|'.join(sorted(DOCUMENTS))})\b"
)


def document_before(scene: Scene, at: int) -> Identity | None:
    """Return the document that the text named last before "it"."""
    found = None
    for match in _DOCUMENT.finditer(scene.text, max(0, at - 400), at):
        found = match
    return Identity("document", plain_name(found[0])) if found else None


def whole_body(scene: Scene, found: str, at: int) -> str:
    """Return the full name of a body that is called by its first word: "Halden Freight" of "Halden"."""
    for match in NAME.finditer(scene.text, max(0, at - 4 * NEAR), at):
        bare = without_titles(match[0])
        if bare.startswith(found + " ") and not scene.cast.named(bare):
            return bare
    return found


def same_document(scene: Scene, at: int, head: str, lower: list[str]) -> str | None:
    """Return what "the proposal" was called when it spoke before: "the plan"."""
    if len(lower) != 2 or lower[0] != "the":
        return None
    full = _full_phrase(scene, max(0, at - NEAR), at, head)
    if (
        full
        and head not in _ALIKE[0] | _ALIKE[4]
        and not any(who.source_type == "document" and head in who.name for _, who in scene.spoken)
    ):
        return full
    kin = next((group for group in _ALIKE if head in group), frozenset({head}))
    for place, who in reversed(scene.spoken):
        if place >= at or at - place > NEAR or who.source_type != "document":
            continue
        if head_of(lower_words(who.name)) in kin:
            return who.name
    return None


def same_body(scene: Scene, at: int, head: str) -> str | None:
    """Return what "the ministry" or "the company" was called before: "Syrian transport ministry", "Zeltra"."""
    start = max(0, at - NEAR)
    full = _full_phrase(scene, start, at, head)
    if full:
        return full
    if head not in BODY_NOUNS:
        return None
    last = scene.last_heard(at, "organisation")
    if last and last.name[:1].isupper():
        return last.name
    return next((name for name in _bodies_before(scene, start, at)), None)


def _full_phrase(scene: Scene, start: int, at: int, head: str) -> str | None:
    """Return the last phrase before a place that says more than its head: "Syrian transport ministry"."""
    words_before = r"(?:(?:the|an?)\s+)?(?P<name>(?:[^\W\d_][\w’'-]*\s+){1,3}"
    pattern = rf"{words_before}{re.escape(head)}(?:\s+(?:of|in|for)\s(?:the\s)?(?-i:[A-Z])\w+)?)\b"
    full = None
    for match in re.finditer(pattern, scene.text[start:at], re.IGNORECASE):
        words = match["name"].split()
        dropped = [number for number, word in enumerate(words[:-1]) if word.lower() in _NO_MODIFIERS]
        words = words[dropped[-1] + 1 :] if dropped else words
        if len(words) > 1:
            full = " ".join(words)
    return full


def _bodies_before(scene: Scene, start: int, at: int) -> list[str]:
    """Return the names before a place, nearest first, that are no person's, no outlet's and stand for no place."""
    found: list[str] = []
    for match in NAME.finditer(scene.text, start, at):
        bare = without_titles(match[0])
        before = lower_words(scene.text[max(0, match.start() - 12) : match.start()])[-1:]
        if not bare or scene.cast.named(bare) or bare.lower() in METONYMS:
            continue
        if before and before[0] in ("in", "at", "near", "from", "to", "on", "of", "by", "until", "since"):
            continue
        if bare.lower() in DAYS | MONTHS or any(m.start <= match.start() < m.end for m in scene.outlets):
            continue
        found.append(bare)
    return found[::-1]


def plain_name(words: str) -> str:
    """Return a phrase as a name: one line, "the plan" for "The plan"."""
    name = " ".join(words.split())
    return name[:1].lower() + name[1:] if re.match(r"(?:The|A|An|One|Two|Some|Several|Many)\s", name) else name


def head_of(lower: list[str]) -> str:
    """Return the last noun before "of", "in", "who" and the like: "officials" of "officials in three capitals"."""
    for number, word in enumerate(lower):
        if number and word in (
            "of", "in", "at", "for", "from", "with", "who", "that", "which", "to", "close", "on", "by", "near",
            "familiar", "briefed", "released", "published", "conducted", "seen", "obtained", "posted",
            "speaking", "filed",
        ):  # fmt: skip
            return lower[number - 1]
    return lower[-1] if lower else ""
