"""Text → the words by which it weakens what it says: "may", "reportedly", "is believed to".

A small closed list after Hyland, Hedging in Scientific Research Articles (1998), and the cues of the CoNLL-2010 shared
task (Farkas et al. 2010), cut to what news says of statements. A word that describes a thing weakens no statement and
is left out ("a likely candidate", "the alleged attacker"); so are amounts, whose vagueness is a quantity's bound.
"""

from __future__ import annotations

import re

from claims.types import Span

_ADVERBS = (
    "allegedly|apparently|arguably|conceivably|maybe|ostensibly|perhaps|plausibly|possibly|potentially|presumably"
    "|probably|purportedly|reportedly|seemingly|supposedly"
)
_OPINIONS = "assume|believe|guess|imagine|presume|suppose|suspect|think"
_HELD = "alleged|assumed|believed|claimed|expected|feared|presumed|rumou?red|suspected|thought|understood"
_BE = r"(?:is|are|was|were|been|be|['’]s|['’]re)"
_IT_IS = r"it(?:\s+(?:is|was|remains|has\s+been)|['’]s)"
_ADVERB = r"(?:\s+(?:also|now|still|\w+ly)){0,2}"

_HEDGE = re.compile(
    rf"""
    \b(?: (?P<modal>(?-i:may|might|could)\b)
      | (?P<likely>(?:un)?likely\b)
      | (?:{_ADVERBS})\b
      | (?:appear(?:s|ed)?|seem(?:s|ed)?|tend(?:s|ed)?)\s+to\b(?!\s+(?:the|a|an|him|her|them|us|me)\b)
      | (?:it\s+)?(?:appear|seem)(?:s|ed)?(?=\s+(?:that|as\s+if|like|un?likely|clear|certain|set)\b)
      | looks?(?:ed)?\s+(?:as\s+(?:if|though)|set\s+to)\b
      | {_IT_IS}{_ADVERB}\s+(?:possible|probable|conceivable|plausible)\s+that\b
      | {_IT_IS}{_ADVERB}\s+(?:{_HELD}|reported|said)\s+that\b
      | {_BE}{_ADVERB}\s+(?:{_HELD}|said)\s+to\b(?!\s+(?:the|a|an|him|her|them|us|me)\b)
      | {_BE}{_ADVERB}\s+reported\s+to(?=\s+(?:have|be)\b)
      | (?:there\s+(?:is|was|['’]s)|with)\s+an?\s+(?:good\s+|real\s+|strong\s+)?(?:chance|possibility|likelihood)\b
      | (?:I|we)\s+(?:(?:do\s+not|don['’]t|also|just|really|still)\s+)?(?:{_OPINIONS})\b
      | in\s+(?:my|our|his|her|their)\s+(?:own\s+)?(?:view|opinion|judge?ment|estimation|understanding)\b
      | (?:to|as\s+far\s+as|so\s+far\s+as)\s+(?:my|our|I|we)\s+(?:knowledge|know|can\s+(?:tell|see|judge))\b
      | if\s+(?:true|confirmed|verified)\b
      | to\s+(?:some|a\s+certain)\s+(?:extent|degree)\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INABILITY = re.compile(
    r"\s*(?:n['’]t\b|\s(?:not|no\s+longer|never|barely|hardly|scarcely|only|see|hear|feel|smell|tell|afford|remember)\b)"
)
_MIGHT = re.compile(r"\b(?:economic|financial|full|industrial|its|military|naval|the|their)\s+$", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"\b(?:a|an|another|any|as|equally|every|her|his|its|less|more|no|one|our|the|their|times|twice)\s+(?:most\s+|more\s+)?$",
    re.IGNORECASE,
)
_LOOK_BACK = 24  # characters


def find_hedges(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the words that weaken the statements of text[start:end], disjoint and in order.

    Spans are offsets into the text. "Would", "should" and "can" are none, nor is what somebody "could not" do.
    """
    return tuple(
        Span(match.start(), match.end())
        for match in _HEDGE.finditer(text, start, end)
        if _weakens(text, match, start, end)
    )


def _weakens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Tell a hedge from its homonyms: military might, could not come, a likely candidate, more likely than others."""
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    if match["likely"]:
        return _DESCRIBED.search(before) is None
    if match["modal"] == "could":
        return _INABILITY.match(text, match.end(), end) is None
    return match["modal"] != "might" or _MIGHT.search(before) is None
