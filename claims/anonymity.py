"""A source's words, and those after it → why it goes unnamed, in the article's words."""

from __future__ import annotations

import re

from claims.types import Span

_REST = r"[^.;:”\"\n]{0,120}"
_REASON = re.compile(
    rf"(?:(?:who\s)?(?:spoke|speaking|talked|commented)\s(?:\w+\s){{0,4}})?on (?:the )?condition of anonymity{_REST}"
    rf"|(?:was |were )?granted anonymity{_REST}"
    rf"|whose names? (?:is|are|was|were) (?:being )?withheld{_REST}"
    rf"|(?:asked|requested|declined|wanted|preferred|refused|insisted) (?:that (?:his|her|their) names? )?"
    rf"(?:not )?(?:to )?(?:be|remain|being) (?:named|identified|anonymous|withheld|used){_REST}"
    rf"|(?:(?:was|were|is|are) )?(?:not|n[o’']t|un)\s?(?:authori[sz]ed|allowed) to "
    rf"(?:speak|discuss|comment|talk|brief){_REST}",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:,? who|,? speaking|,? on condition|,? (?:citing|because)|,? asking)[^.\n”\"]{0,200}")
_LATER = re.compile(
    r"(?:[^.!?\n]|\.(?=\S)){0,300}[.!?][”\"’]?\s{1,3}(?:The|Both|All|That|Those|They)\s(?P<noun>\w+)?[^.\n”\"]{0,60}?"
    r"(?=\b(?:spoke|asked|requested|declined|was not|were not|insisted|was granted|were granted))"
)
_ANONYMITY_CLAUSE = re.compile(
    r",?\s+(?:(?:who|whose|speaking|on condition|asking not|citing)\b.*|with (?:direct )?knowledge.*)$",
    re.IGNORECASE | re.DOTALL,
)


def reason_of(text: str, span: Span, lower: list[str]) -> str | None:
    """Return why the source goes unnamed, in the words of its phrase, of an aside after it or of the next sentence."""
    match = _REASON.search(text, span.start, span.end)
    if match is None and (aside := _ASIDE.match(text, span.end)):
        match = _REASON.search(text, span.end, aside.end())
    if match is None and lower and (later := _LATER.match(text, span.end)):
        noun = (later["noun"] or "").lower().removesuffix("s")
        if (
            not noun
            or noun in ("two", "three", "peop", "people")
            or any(word.removesuffix("s") == noun for word in lower)
        ):
            match = _REASON.match(text, later.end())
    if match is None:
        return None
    reason = re.split(r"\s(?:said|told|says|added|warned|confirmed)\b", match[0], maxsplit=1)[0]
    return re.sub(r"^(?:who\s|was\s|were\s|is\s|are\s)+", "", reason.strip(" ,"))


def without_clause(name: str) -> str:
    """Return a name without what tells why it is none: "a senior diplomat" of "a senior diplomat who asked …"."""
    return _ANONYMITY_CLAUSE.sub("", name) if _REASON.search(name) else name
