"""Two tellings → what was done to their quotations: altered, cut, merged, paraphrased; each with both passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from claims.meaning import Word
from claims.quoting import A_FEW, is_altered, is_cut, is_edited, merged, quoted_words, versions
from claims.telling import Telling
from claims.tokens import stems
from claims.types import Passage, QuoteAltered, QuoteCut, QuoteMerged, Span
from claims.verbs import lemma
from claims.wording import Quotation, QuotedSentence

# Share of the words that one side quotes and the other does not, from which the other has them in a paraphrase.
_PARAPHRASED = 0.5

Pair = tuple[QuotedSentence, QuotedSentence]


def quoted_versions(ours: Telling, theirs: Telling) -> list[Pair]:
    """Return pairs of quoted sentences that are two versions of one."""
    return versions(ours.sentences, theirs.sentences)


def quote_changes(
    ours: Telling, theirs: Telling, pairs: Sequence[Pair]
) -> Iterator[QuoteAltered | QuoteCut | QuoteMerged]:
    """Yield what differs in the quotations, given which of their sentences are versions of one another."""
    joined = [*_merges(ours, theirs)]
    yield from joined
    for a, b in pairs:
        if any(_lies_in(a.span, change.left.span) and _lies_in(b.span, change.right.span) for change in joined):
            continue
        passages = ours.passage(a.span), theirs.passage(b.span)
        if is_altered(a.text, b.text):
            yield QuoteAltered(*passages)
        elif is_cut(a, b, ours.quotations, theirs.quotations) and not _is_retold(a, b, ours, theirs):
            yield QuoteCut(*passages)
    moved = [_moved(left, right, pairs) for left in ours.quotations for right in theirs.quotations]
    for those in filter(None, moved):
        yield QuoteAltered(ours.passage(_whole(a for a, _ in those)), theirs.passage(_whole(b for _, b in those)))
    yield from _gaps(ours, theirs, [pair for pair in pairs if not any(pair in those for those in moved)])
    if not pairs and len(ours.quotations) == len(theirs.quotations) == 1 and _stand_alike(ours, theirs):
        yield QuoteAltered(ours.passage(ours.quotations[0].span), theirs.passage(theirs.quotations[0].span))


def borrowed_words(
    ours: Telling, theirs: Telling, reworded: tuple[Sequence[Word], Sequence[Word]]
) -> QuoteAltered | None:
    """Return the change of a few quoted words where all that differs between two tellings lies in them."""
    left, right = (_holder(side.borrowed, words) for side, words in zip((ours, theirs), reworded, strict=True))
    return QuoteAltered(ours.passage(left.span), theirs.passage(right.span)) if left and right else None


def _holder(quotes: Sequence[Quotation], words: Sequence[Word]) -> Quotation | None:
    return next((one for one in quotes if words and all(_lies_in(word.span, one.span) for word in words)), None)


def is_paraphrased(quoting: Telling, telling: Telling) -> bool:
    """Tell whether one side quotes what the other, which quotes less or nothing of it, says in its own words."""
    own = telling.own_words - quoting.own_words
    if not quoting.sentences or not own:
        return False
    if not telling.sentences or (telling.quoted_words <= A_FEW < quoting.quoted_words and len(own) > 1):
        return True
    lost = {lemma(stem) for sentence in quoting.sentences for stem in stems(sentence.words)}
    lost -= {lemma(stem) for sentence in telling.sentences for stem in stems(sentence.words)}
    return bool(lost) and len(lost & own) >= _PARAPHRASED * min(len(lost), len(own))


def paraphrase(ours: Telling, theirs: Telling) -> tuple[Passage, Passage]:
    """Return the quotations of the side that quotes more, and the whole claim of the other."""
    left = right = None
    if ours.quoted_words >= theirs.quoted_words:
        left = Span(ours.quotations[0].span.start, ours.quotations[-1].span.end)
    else:
        right = Span(theirs.quotations[0].span.start, theirs.quotations[-1].span.end)
    return ours.passage(left), theirs.passage(right)


def _merges(ours: Telling, theirs: Telling) -> Iterator[QuoteMerged | QuoteAltered]:
    """Yield the quotations that one side runs together, and that words were put in to do so."""
    for split, whole, swapped in ((ours, theirs, False), (theirs, ours, True)):
        for span, running, joint in merged(split.quotations, whole.quotations, split.text):
            passages = split.passage(span), whole.passage(running.span)
            left, right = passages[::-1] if swapped else passages
            yield QuoteMerged(left, right)
            if joint:
                yield QuoteAltered(left, right)


def _moved(left: Quotation, right: Quotation, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the sentences that two running quotations have in another order."""
    both = [(a, b) for a, b in pairs if _in_one([left], a, a) and _in_one([right], b, b)]
    return [(a, b) for a, b in both if any((a.span < c.span) is (d.span < b.span) for c, d in both if (c, d) != (a, b))]


def _whole(sentences: Iterable[QuotedSentence]) -> Span:
    spans = [sentence.span for sentence in sentences]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _gaps(ours: Telling, theirs: Telling, pairs: Sequence[Pair]) -> Iterator[QuoteAltered]:
    """Yield where a running quotation leaves out, unmarked, a sentence between two that the other side's has."""
    for (a, b), (c, d) in pairwise(pairs):
        for near, far, side, other in ((a, c, ours, theirs), (b, d, theirs, ours)):
            first, second = (b, d) if side is ours else (a, c)
            together = _in_one(side.quotations, near, far) and _in_one(other.quotations, first, second)
            if together and _follow(side, near, far) and not _follow(other, first, second) and first.span < second.span:
                yield QuoteAltered(
                    ours.passage(Span(a.span.start, c.span.end)), theirs.passage(Span(b.span.start, d.span.end))
                )


def _in_one(quotations: Sequence[Quotation], first: QuotedSentence, second: QuotedSentence) -> bool:
    return any(
        _lies_in(first.span, one.span) and _lies_in(second.span, one.span) and not is_edited(one.text)
        for one in quotations
    )


def _follow(side: Telling, first: QuotedSentence, second: QuotedSentence) -> bool:
    return side.sentences.index(second) == side.sentences.index(first) + 1


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _stand_alike(ours: Telling, theirs: Telling) -> bool:
    """Tell whether two short quotations stand in the same place: called it “fiction”, called it “a lie”."""
    told = [quoted_words(one.text) for one in (*ours.quotations, *theirs.quotations)]
    return max(map(len, told)) <= A_FEW and "".join(told[0]) != "".join(told[1]) and ours.own_words == theirs.own_words


def _is_retold(a: QuotedSentence, b: QuotedSentence, ours: Telling, theirs: Telling) -> bool:
    """Tell whether the side that quotes less of a sentence tells the rest, or most of it, in its own words."""
    short, long, side = (a, b, ours) if len(a.words) < len(b.words) else (b, a, theirs)
    left_out = {lemma(stem) for stem in stems(long.words)} - {lemma(stem) for stem in stems(short.words)}
    return bool(left_out & side.own_words) or (len(short.words) <= A_FEW and bool(side.own_words))
