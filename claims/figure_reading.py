"""A claim → its numbers as they are compared, with what the words around them say: of what, per what, by how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.figure import ABOUT, MULTIPLE, SHARE, Figure, figure_of
from claims.function_words import DAYS, MONTHS
from claims.loose_figure import loose_figures
from claims.scale import PERIODS, is_counted
from claims.tokens import STOP_WORDS, words
from claims.types import Claim, Quantity, Span
from claims.verbs import lemma

_AROUND = 60  # characters before and after a number in which its clause says what it counts
_TIMES = re.compile(r"\s*(?:times)?\s+(?:as|the|that|what|its|more|higher|larger|bigger|their)\b", re.IGNORECASE)
_RISE = (
    r"(?:up|down|by|rose|risen|rising|rises?|fell|fallen|falling|falls?|grew|grown|grow(?:s|ing)?|shrank|shrunk"
    r"|climb(?:ed|s|ing)?|dropp?(?:ed|s|ing)?|drop|jump(?:ed|s|ing)?|gain(?:ed|s)?|lost|slipp?(?:ed|s|ing)?|slid"
    r"|declin(?:ed?|es|ing)|increas(?:ed?|es|ing)|decreas(?:ed?|es|ing)|rise of|increase of|drop of|fall of|cut of"
    r"|gain of|growth of|decline of|plung(?:ed|es)|soar(?:ed|s)|surg(?:ed|es))"
)
_CHANGE_BEFORE = re.compile(
    rf"\b{_RISE}\s+(?:(?:by|about|around|some|roughly|nearly|almost|at least|more than|over|up to|just)\s+)*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"\s+(?:more|less|fewer|higher|lower|larger|smaller|rise|increase|drop|fall|cut|growth|decline|jump|gain)\b"
    r"|\s+(?:up|down)\b",
    re.IGNORECASE,
)
_PER = re.compile(
    rf"(?:\s+(?:more|less))?(?:\s+(?:an?|per|each|every|every\s+single)\s+|/)(?P<period>{'|'.join(PERIODS)})\b"
    r"|\s+(?P<adverb>hourly|daily|weekly|monthly|yearly|annually|quarterly)\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\s+(?:each|apiece|per\s+(?:head|person|unit))\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|rose|fell|grew|climbed|dropped|jumped|up|down)\s+$", re.IGNORECASE)
_BASE = re.compile(
    r"\b(?:from|compared\s+with|against)\s+(?:(?:its|a|the|their|his|her|last\s+year['’]s)\s+)?(?:\w+\s+){0,2}?"
    r"(?:(?:peak|high|low|level|total|record)\s+(?:of\s+)?)?(?:about\s+|around\s+|some\s+)?$",
    re.IGNORECASE,
)
# At which moment a count holds, or from which on: two of different moments may both be right. "By Friday" and "in
# March" may as well say until when and of when, and count where something had come about by then.
_WHEN = (
    r"(?:(?:late|early|mid|the|start|end|middle|of|last|this|noon|on)[\s-]+){0,3}"
    rf"(?:{'|'.join(sorted(DAYS))}|{'|'.join(sorted(month for month in MONTHS if month.isalpha()))}"
    r"|noon|midday|midnight|dawn|dusk|nightfall|morning|afternoon|evening|night|today|yesterday"
    r"|spring|summer|autumn|winter|(?:19|20)\d\d|\d{1,2}(?::\d\d)?\s*[ap]\.?m)\b"
)
_AS_OF = re.compile(rf"\b(?:as\s+of|since)\s+(?P<when>{_WHEN})", re.IGNORECASE)
_BY_THEN = re.compile(rf"\b(?:by|in)\s+(?P<when>{_WHEN})", re.IGNORECASE)
_HAD = re.compile(r"\b(?:had|has|have)\b", re.IGNORECASE)
_JOIN = re.compile(r"(?:-|–|\s+(?:to|or|and)\s+)(?:[$€£¥])?")
_OF_WHOLE = re.compile(r"\s+(?:out\s+)?of\s+(?:\w+(?:[’']s?)?\s+){0,3}$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)|[–—]|\s(?:and|but|while|which|who|that|with|as)\s|[”“\"]")

# What became of those who are counted. Numbers of different fates are never of one thing.
_FATES = {
    **dict.fromkeys(("kill", "di", "die", "dead", "death", "fatal", "toll", "drown", "fatality", "fatalit"), "dead"),
    **dict.fromkeys(("injur", "wound", "hurt", "injury", "maim"), "hurt"),
    **dict.fromkeys(("miss", "unaccount"), "missing"),
    **dict.fromkeys(("arrest", "detain", "custod"), "arrested"),
    **dict.fromkeys(("rescu", "surviv", "alive", "survivor", "sav"), "saved"),
    **dict.fromkeys(("evacuat", "displac", "homeles"), "displaced"),
    **dict.fromkeys(("charg", "convict", "sentenc"), "tried"),
}


def read_figures(claim: Claim, text: str) -> tuple[Figure, ...]:
    """Return the numbers of a claim in the order of the text, a range as one."""
    found = [*_joined(claim.quantities, text)]
    taken = [figure.span for figure in found]
    for part in claim.fragments:
        found += [figure for figure in loose_figures(text, part) if not any(_meet(figure.span, span) for span in taken)]
    return tuple(_placed(figure, claim, text, found) for figure in sorted(found, key=lambda figure: figure.span))


def number_span(figure: Figure, text: str) -> Span:
    """Return where the number itself stands, without the noun that is counted: that is a word like others."""
    noun = _LAST_WORD.search(text, figure.span.start, figure.span.end)
    if not figure.unit or not is_counted(figure.dimension) or not noun or "-" in figure.span.of(text):
        return figure.span
    return Span(figure.span.start, noun.start())


def _joined(quantities: Sequence[Quantity], text: str) -> Iterator[Figure]:
    """Yield the quantities as figures, both ends of a range ("between 90 and 110") as one."""
    number = 0
    while number < len(quantities):
        low = quantities[number]
        high = quantities[number + 1] if number + 1 < len(quantities) else None
        if high and _is_range(low, high, text):
            ends = figure_of(replace(low, bound="exact")), figure_of(replace(high, bound="exact"))
            slack = ABOUT if low.bound == "about" else 0.0
            yield replace(
                ends[1],
                span=Span(low.span.start, high.span.end),
                scaled=(ends[0].scaled + ends[1].scaled) / 2,
                low=ends[0].low * (1 - slack),
                high=ends[1].high * (1 + slack),
                grain=0.0,
            )
            number += 2
        else:
            yield figure_of(low)
            number += 1


def _is_range(low: Quantity, high: Quantity, text: str) -> bool:
    between = text[low.span.end : high.span.start]
    if low.unit != high.unit or not low.value < high.value or not _JOIN.fullmatch(between):
        return False
    if (low.bound, high.bound) == ("at_least", "at_most"):
        return True
    rises = _FROM.search(text, max(0, low.span.start - 12), low.span.start)
    return "to" in between and rises is None


def _placed(figure: Figure, claim: Claim, text: str, others: Sequence[Figure]) -> Figure:
    """Return the figure with what the words around it say: of what, per what, by how much."""
    part = next(part for part in claim.fragments if part.start <= figure.span.start < part.end)
    span, end = figure.span, part.end
    per = _PER.match(text, span.end, end)
    change = _CHANGE_BEFORE.search(text, max(part.start, span.start - 24), span.start) or (
        _CHANGE_AFTER.match(text, span.end, end)
    )
    stems, fate = _context(figure, text, part)
    after = (other for other in others if other.span.start > span.start and not other.relative)
    wholes = [other.scaled for other in after if _OF_WHOLE.fullmatch(text, span.end, other.span.start)]
    placed = replace(
        figure,
        context=stems,
        fate=fate,
        per=_period(per) if per else "",
        each=_EACH.match(text, span.end, end) is not None,
        change=figure.dimension == SHARE and change is not None,
        base=_BASE.search(text, max(part.start, span.start - 40), span.start) is not None,
        moment=_moment(text, part),
        whole=wholes[0] if wholes else None,
    )
    if figure.unit == "time" and _TIMES.match(text, span.end, end):
        return replace(placed, dimension=MULTIPLE)
    return placed


def _moment(text: str, part: Span) -> str:
    """Return the words that say at which moment the numbers of a passage hold; "" where none do."""
    found = _AS_OF.search(text, part.start, part.end)
    if found is None and _HAD.search(text, part.start, part.end):
        found = _BY_THEN.search(text, part.start, part.end)
    return " ".join(words(found["when"])) if found else ""


_LAST_WORD = re.compile(r"(?<=\s)[^\W\d_]+$")
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}


def _period(match: re.Match[str]) -> str:
    return match["period"].lower() if match["period"] else _ADVERBS.get(match["adverb"].lower(), "year")


def _context(figure: Figure, text: str, part: Span) -> tuple[dict[str, float], str]:
    """Return the stems near the number in its clause, and what is said to have become of those counted.

    What is counted stands after its number, what a sum or a share is of before it ("a profit of $2.5 billion").
    """
    span = figure.span
    before = _CLAUSE_END.split(text[max(part.start, span.start - _AROUND) : span.start])[-1]
    after = _CLAUSE_END.split(text[span.end : min(part.end, span.end + _AROUND)])[0]
    ahead = [lemma(word) for word in words(after) if word not in STOP_WORDS]
    behind = [lemma(word) for word in reversed(words(before)) if word not in STOP_WORDS]
    unit = [lemma(word) for word in words(span.of(text))]
    fate = next((_FATES[stem] for stem in (*unit, *ahead, *behind) if stem in _FATES), "")
    weights: dict[str, float] = {}
    counted = is_counted(figure.dimension)
    for stems, heavy in ((unit, True), (ahead, counted), (behind, not counted)):
        for distance, stem in enumerate(stems):
            weight = (1.0 if heavy else 0.5) / (1 + distance)
            if not stem[0].isdigit() and weight > weights.get(stem, 0.0):
                weights[stem] = weight
    return weights, fate


def _meet(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end
