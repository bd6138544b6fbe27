"""Text → the notices in which an outlet owns up to a change: corrections, clarifications, updates, editor's notes.

Outlets put them before or after the article, in few set forms; the English, German, French and Spanish ones are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

NoticeKind = Literal["correction", "clarification", "update", "editors_note"]

# Where notices stand, in paragraphs; in between the same words are the article's own.
_AT_THE_BEGINNING, _AT_THE_END = 3, 6
_LONGEST = 1500  # characters of a paragraph that is a notice

_PARAGRAPH = re.compile(r"[^\s\n](?:[^\n]*[^\s\n])?")

# A paragraph that is headed so: "Correction: …", "CORRECTION (May 3): …", "Clarification, 5 p.m. — …", or this alone.
_LABELS: tuple[tuple[NoticeKind, str], ...] = (
    (
        "correction",
        r"corrections?(?: (?:and|&) clarifications?)?|corrected|corrigend(?:um|a)|errat(?:um|a)|retraction"
        r"|korrektur(?:hinweis)?|berichtigung|richtigstellung|correctifs?|rectificati(?:f|fs|on)"
        r"|correcci[oó]n(?:es)?|rectificaci[oó]n|fe de (?:errores|erratas)",
    ),
    ("clarification", r"clarifications?|klarstellung|précisions?|aclaraci[oó]n|precisi[oó]n"),
    ("update", r"updates?|updated|aktualisierung|aktualisiert|mise [aà] jour|actualizaci[oó]n"),
    (
        "editors_note",
        r"editor(?:['’]s|s['’]?|ial) note|note from the editors?|note to readers"
        r"|(?:anmerkung|hinweis) der redaktion|anm\. d\. red\.|note de la r[eé]daction|ndlr"
        r"|nota (?:de la redacci[oó]n|del? (?:editor|director)|a los lectores)",
    ),
)
# To what, and when: "to this article", "(May 3)", ", 5 p.m.", "vom 3. Mai".
_WHAT_FOR = (
    r"(?: to (?:this|an?|our) [^:.!?\n]{1,60}| appended[^:.!?\n]{0,60}"
    r"|,? \(?[^:.!?\n()]{0,20}\d[^:!?\n()]{0,40}\)?| \([^()\n]{1,60}\))?"
)


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


_THIS = "(?:this|the)"
_TEXT = "(?:article|story|report|post|piece|column|headline|page|item|version|review|obituary|caption|analysis)"
_HAS_BEEN = "(?:has been|had been|was|is being|will be)"
_DIESER = "(?:dieser|der|dieses|diese|des|unseres)"
_ARTIKEL = "(?:artikels?|texte?s?|beitrag(?:e?s)?|berichts?|meldung|fassung|überschrift|version)"
_WORDS_DE = r"(?:[^!?\n]{0,60} )?"  # "am 3. Mai"
_CET, _ARTICLE = "(?:cet|cette|ce|notre)", "(?:article|texte|papier|titre|dépêche|version)"
_ESTE, _NOTICIA = "(?:este|esta|nuestra|nuestro)", "(?:artículo|noticia|nota|información|texto|pieza|titular|versión)"

# Sentences that say so, wherever in such a paragraph they begin.
_SENTENCES: tuple[tuple[NoticeKind, str], ...] = (
    (
        "correction",
        _any(
            r"(?:in )?(?:an?|the) (?:earlier|previous|prior|original|initial) (?:online )?versions? "
            rf"of (?:this|the|our) {_TEXT}",
            r"(?:because of|owing to|due to) an? (?:editing|reporting|production|transcription) error",
            r"an? correction was made on",
            rf"{_THIS} {_TEXT} {_HAS_BEEN} (?:updated and |since )?"
            r"(?:corrected|amended|revised|changed|edited|fixed|modified)\b",
            rf"{_THIS} {_TEXT} {_HAS_BEEN} updated to (?:correct|fix|reflect the correct)",
            rf"{_THIS} {_TEXT} (?:originally|previously|initially|incorrectly|mistakenly|wrongly) "
            r"(?:said|stated|gave|reported|misstated|misidentified|referred)",
            r"we (?:regret|apologi[sz]e for) the error",
            r"(?:in )?(?:einer|der|eine|die) (?:frühere|ursprüngliche|vorherige|erste|ältere)[nr]? "
            rf"(?:version|fassung)(?: {_DIESER} {_ARTIKEL})? (?:hieß|stand|war|wurden?|hatten?|haben|enthielt|gab)",
            rf"{_DIESER} {_ARTIKEL} wurde {_WORDS_DE}(?:korrigiert|berichtigt|geändert|richtiggestellt|angepasst)",
            rf"wir haben {_WORDS_DE}(?:korrigiert|berichtigt|geändert|richtiggestellt)",
            r"(?:dans )?une (?:première |précédente |ancienne )?version (?:antérieure |précédente |initiale )?"
            rf"de {_CET} {_ARTICLE}",
            rf"{_CET} {_ARTICLE} a été (?:modifié|corrigé|amendé|rectifié)e?",
            r"(?:en )?una (?:primera |anterior )?versión (?:anterior |previa |inicial |original )?"
            rf"de {_ESTE} {_NOTICIA}",
            rf"{_ESTE} {_NOTICIA} (?:ha sido|fue) (?:corregid|modificad|rectificad|editad)[oa]",
        ),
    ),
    ("clarification", rf"{_THIS} {_TEXT} {_HAS_BEEN} (?:updated to clarify|clarified)"),
    (
        "update",
        _any(
            rf"{_THIS} (?:developing |breaking )?{_TEXT} {_HAS_BEEN} updated\b",
            rf"{_DIESER} {_ARTIKEL} (?:wurde|wird) {_WORDS_DE}(?:aktualisiert|ergänzt)",
            rf"{_CET} {_ARTICLE} a été (?:mise? à jour|actualisée?|complétée?)",
            rf"{_ESTE} {_NOTICIA} (?:ha sido|fue) (?:actualizad|ampliad)[oa]",
        ),
    ),
)
_OPENING = r"[*•†‡\[(–—_\s]*"
_LABELLED = tuple(
    (kind, re.compile(rf"{_OPENING}(?:{label}){_WHAT_FOR}\s*(?:[:—–]|[.)\]]*$|\.\s|\s-\s|\]|\))", re.IGNORECASE))
    for kind, label in _LABELS
)
_LABEL_ALONE = re.compile(
    rf"{_OPENING}(?:{'|'.join(label for _, label in _LABELS)}){_WHAT_FOR}\s*[:.)\]–—]*", re.IGNORECASE
)
_SAID = tuple(
    (kind, re.compile(rf"(?:(?<=[.!?:)\]*] )|(?<=[.!?]” )|^){_OPENING}(?:{said})", re.IGNORECASE))
    for kind, said in _SENTENCES
)


@dataclass(frozen=True, slots=True)
class Notice:
    """text[start:end] is a notice, in code points: one paragraph or its end, two where the first is only a label."""

    start: int
    end: int
    kind: NoticeKind


def correction_notices(text: str) -> tuple[Notice, ...]:
    """Return the notices among a text's first and last paragraphs, in order.

    >>> text = "He will resign.\\n\\nCorrection: An earlier version of this article misspelt the name."
    >>> [(notice.kind, text[notice.start : notice.end][:15]) for notice in correction_notices(text)]
    [('correction', 'Correction: An ')]
    """
    spans = [match.span() for match in _PARAGRAPH.finditer(text)]
    found: list[Notice] = []
    for number, (start, end) in enumerate(spans):
        if _AT_THE_BEGINNING <= number < len(spans) - _AT_THE_END or (found and start < found[-1].end):
            continue
        notice = _notice(text, start, end)
        if notice and number + 1 < len(spans) and _LABEL_ALONE.fullmatch(text, notice.start, end):
            notice = Notice(notice.start, spans[number + 1][1], notice.kind)
        if notice:
            found.append(notice)
    return tuple(found)


def added_notices(old: str, new: str) -> tuple[Notice, ...]:
    """Return the notices of the new version that the old one does not have, in order; one that was changed counts."""
    known = {_plain(old, notice) for notice in correction_notices(old)}
    return tuple(notice for notice in correction_notices(new) if _plain(new, notice) not in known)


def _plain(text: str, notice: Notice) -> str:
    return " ".join(text[notice.start : notice.end].casefold().split())


def _notice(text: str, start: int, end: int) -> Notice | None:
    """Return the notice that a paragraph is or ends with, or None."""
    if end - start > _LONGEST:
        return None
    paragraph = text[start:end]
    for kind, form in _LABELLED:
        if form.match(paragraph):
            return Notice(start, end, kind)
    said = [(match.start(), kind) for kind, form in _SAID if (match := form.search(paragraph))]
    if not said:
        return None
    at, kind = min(said, key=lambda one: one[0])
    return Notice(start + at, end, kind)
