"""Sentence → its cues, and how far the content of each may reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.cues import AUXILIARIES, BE, CueForm, cue_forms, word_set
from claims.phrase import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    is_adverb,
    is_name,
    source_after,
    source_before,
)
from claims.split import Sentence, Token

COMPLEMENTISERS = word_set("that whether if how why what who where when")
COORDINATORS = word_set("and but or then")
CONTRASTS = word_set("while but although though whereas and yet")
_NOT_FINITE = word_set("to as than when if once")
_BEFORE_ING = word_set("by after before while in and but for without")
# Verbs whose present form is a plural noun too: "37 states that", "a list of questions", "fraud charges".
_NOUNS = word_set(
    "state question charge claim report note remark demand request comment answer view fear hope doubt promise pledge "
    "vow post tweet joke estimate signal quote reply worry dispute challenge urge guarantee hint call brief"
)
_SUBJECTS = word_set("he she it who which that this")
# What ends no noun phrase in the singular: adjectives, participles, plurals, possessives.
_MODIFIER = re.compile(
    r".*(?:\d.*|[^s]s|'s|ed|ing|ive|ous|ful|less|able|ible|ary|ical|eral|inal|onal|ial|ian|ican|ish|ese)|u\.s\.|.*-.*"
)
_NO_MODIFIER = word_set(
    "official general proposal executive representative filing briefing meeting hearing building "
    "secretary commentary beneficiary summary campus congress christian librarian guardian historian politician "
    "president physician republican trial memorial editorial king bus this"
)
_NO_NOUNS = (
    AUXILIARIES
    | COORDINATORS
    | PREPOSITIONS
    | PRONOUNS
    | word_set("face faces answer answers sent took made got put brought drew gave met won lost left raise raises")
)
_PERIODS = word_set("day days week weeks month months year years hour hours")


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue in a sentence: the verb with its auxiliaries and its particle, tokens first to last, end-exclusive."""

    first: int
    last: int
    form: CueForm | None  # None for "according to"
    passive: bool = False
    finite: bool = True  # no participle such as "adding"

    @property
    def lemma(self) -> str:
        """The cue's lemma, particle included."""
        return self.form.cue.lemma if self.form else "according to"


def find_hits(tokens: Sentence) -> Iterator[Hit]:
    """Yield the cues of a sentence that stand outside quotations, in order."""
    for at, token in enumerate(tokens):
        if token.lower == "according" and at + 1 < len(tokens) and tokens[at + 1].lower == "to":
            yield Hit(at, at + 2, None)
        elif token.lower in cue_forms() and not (is_name(token) and at > 0):
            form = _form_at(tokens, at)
            hit = _verb_hit(tokens, at, form) if form else None
            if hit:
                yield hit


def _form_at(tokens: Sentence, at: int) -> CueForm | None:
    for form in cue_forms()[tokens[at].lower]:
        if all(at + n < len(tokens) and tokens[at + n].lower == word for n, word in enumerate(form.words[1:], start=1)):
            return form
    return None


def _verb_hit(tokens: Sentence, at: int, form: CueForm) -> Hit | None:
    """Return the cue with its auxiliaries, or None where the word is a noun, an adjective or an infinitive."""
    first = at
    while first > 0 and (tokens[first - 1].lower in AUXILIARIES or is_adverb(tokens[first - 1])):
        first -= 1
    while first < at and is_adverb(tokens[first]) and (first == 0 or tokens[first - 1].kind != "word"):
        first += 1  # "Earlier, he"; "recently said" after a comma keeps its subject elsewhere
    helpers = {token.lower for token in tokens[first:at]}
    before = tokens[first - 1] if first else None
    if "to" in helpers or (before and before.lower in POSSESSIVES | _NOT_FINITE):
        return None
    end = at + len(form.words)
    ahead = [token.lower for token in tokens[end : end + 3]]
    if ahead[:2] in (["to", "be"], ["to", "have"]) or ahead == ["not", "to", "be"]:
        return None  # "is said to be", "who asked not to be named"
    if not _agrees(form, helpers, before, ahead[0] if ahead else ""):
        return None
    if form.form == "present" and form.cue.lemma.split()[0] in _NOUNS and not _singular(tokens, first):
        return None
    progressive = form.form == "ing" and bool(helpers & BE)
    passive = form.form in ("past", "participle") and bool(helpers & BE)
    return Hit(first, end, form, passive, form.form != "ing" or progressive)


def _agrees(form: CueForm, helpers: set[str], before: Token | None, following: str) -> bool:
    """Tell whether the words around a form let it be a verb: "the plan calls for", but not "four informed sources"."""
    helped = bool(helpers & AUXILIARIES)
    if form.form == "base":
        return helped or (before is not None and (form.cue.lemma == "say" or _plural(before)))
    if form.form == "participle":
        return helped
    if form.form == "present":
        nominal = following in AUXILIARIES or following in ("of", "said", "say", "and")
        return before is not None and not helped and not nominal
    if form.form == "past" and not helpers & BE:
        adjective = before is not None and before.lower in DETERMINERS and following.endswith("s")
        return following != "by" and not adjective
    return form.form != "ing" or helped or before is None or before.kind != "word" or before.lower in _BEFORE_ING


def _singular(tokens: Sentence, end: int) -> bool:
    """Tell whether what stands before a word can be its subject in the singular: "the draft", "Lee", "who", a mark."""
    head = tokens[end - 1]
    if head.kind != "word":
        return head.text not in "'’"
    if head.lower in _SUBJECTS:
        return True
    if is_name(head) and end > 1:
        return not head.lower.endswith(("'s", "ian", "ican", "ish", "ese", "u.s."))
    if head.lower not in _NO_MODIFIER and _MODIFIER.fullmatch(head.lower):
        return False
    return is_name(head) or _is_introduced(tokens, end)


def _is_introduced(tokens: Sentence, end: int) -> bool:
    """Tell whether a common noun has what one in the singular needs: a determiner or a name before it."""
    for at in range(end - 1, max(0, end - 8) - 1, -1):
        token = tokens[at]
        if token.lower in DETERMINERS or is_name(token):
            return at < end - 1
        if token.kind != "word" or token.lower in _NO_NOUNS:
            return False
    return False


def _plural(token: Token) -> bool:
    lower = token.lower
    if lower in PRONOUNS or lower in ("people", "men", "women", "police") or token.text in ",)":
        return True
    return lower.endswith("s") and not lower.endswith(("'s", "ss"))


def find_limits(tokens: Sentence, hits: list[Hit]) -> list[int]:
    """Return, for each cue, the token at which its content ends at the latest: where another cue's clause begins."""
    end = len(tokens)
    while end and tokens[end - 1].text in ".!?…;:":
        end -= 1
    asides = _asides(tokens)
    limits: list[int] = []
    for hit in reversed(hits):
        while asides and asides[-1] > hit.last:
            end = min(end, asides.pop())
        limits.append(end)
        opened = _clause_start(tokens, hit)
        if opened is not None:
            end = min(end, opened)
    return [max(limit, hit.last) for limit, hit in zip(reversed(limits), hits, strict=True)]


def _clause_start(tokens: Sentence, hit: Hit) -> int | None:
    """Return where a cue's clause starts, if it is one beside the clause before it and no part of that."""
    before = tokens[hit.first - 1] if hit.first else None
    if before is None:
        return None
    if hit.form is None:
        phrase = source_after(tokens, hit.last, len(tokens))
        closed = phrase is not None and phrase[1] < len(tokens) and tokens[phrase[1]].text == ","
        return None if closed else _comma_before(tokens, hit.first)
    if not hit.finite:
        return hit.first - (before.text == ",") if before.text == "," or before.kind == "quote" else None
    if before.lower in COORDINATORS:
        return _comma_before(tokens, hit.first - 1) if _opens_content(tokens, hit) else None
    source = source_before(tokens, 0, hit.first)
    return _joint_before(tokens, hit, source[0]) if source and source[0] else None


def _joint_before(tokens: Sentence, hit: Hit, source: int) -> int | None:
    """Return where "…, while X said" or, at a sentence's end, "…, X reported" is joined to what stands before."""
    joint = tokens[source - 1]
    ends = all(token.text in ",.!?" for token in tokens[hit.last : hit.last + 1])
    if joint.text == "," and ends:
        return source - 1
    return _comma_before(tokens, source - 1) if joint.lower in CONTRASTS else None


def _asides(tokens: Sentence) -> list[int]:
    """Return the commas after which the writer sets the scene: ", amid fears", ", a day after"."""
    found: list[int] = []
    for at, token in enumerate(tokens):
        if token.text == ",":
            ahead = [other.lower for other in tokens[at + 1 : at + 4]]
            period = next((n for n, word in enumerate(ahead) if word in _PERIODS), None)
            if ahead[:1] == ["amid"] or (
                period is not None and ahead[period + 1 : period + 2] in (["after"], ["before"])
            ):
                found.append(at)
    return found


def _comma_before(tokens: Sentence, at: int) -> int:
    return at - 1 if at and tokens[at - 1].text == "," else at


def _opens_content(tokens: Sentence, hit: Hit) -> bool:
    if hit.last >= len(tokens):
        return False
    following = tokens[hit.last]
    if following.lower in COMPLEMENTISERS or following.lower in PRONOUNS or following.lower == "there":
        return True
    return following.kind == "quote" or following.text in ",:" or hit.lemma == "say"
