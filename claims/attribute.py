"""Text → attributions (source, cue, content), by a lexicon of cues, quotation marks and the order of words.

Spans follow PolNeAR (Newell et al. 2018): a content holds its complementiser ("that", "whether"), its quotation marks
and what is inside them, but no comma or full stop outside them; a source holds its article, titles and asides; a cue
holds its auxiliaries ("has not said"). Of nested attributions the outermost is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claims.cues import CueForm, cue_forms, word_set
from claims.phrase import (
    DOCUMENTS,
    POSSESSIVES,
    STATEMENTS,
    Range,
    is_name,
    source_after,
    source_before,
    subject,
    time_end,
)
from claims.split import LONGEST_SENTENCE, Sentence, closing_mark, split_sentences
from claims.spot import COMPLEMENTISERS, CONTRASTS, COORDINATORS, Hit, find_hits, find_limits
from claims.types import Attribution, Span

_ADDRESSED = word_set("tell inform remind assure brief warn advise promise")
_ADJUNCTS = word_set("to in on at during through via from late early last this after by with about of against ( ,")
_UNNAMED = word_set("people person sources source officials official those diplomats insiders")
_RELATIVES = word_set("who which whom")
_BARE = word_set("which who that this these it he she they")  # what was reported stands elsewhere
_SUBORDINATORS = CONTRASTS | word_set("if when as since because after whereas")
_FAR = 14  # tokens that may stand between a cue and its "that": "told reporters at the Kremlin on Thursday that"


@dataclass(slots=True)
class _Draft:
    """An attribution in the making, in token numbers of its sentence; an inherited source may lie outside it."""

    content: list[Range]
    source: Span | None
    cue: Range | None
    floor: int  # where its clause starts
    end: int  # where reading goes on


def find_attributions(text: str) -> tuple[Attribution, ...]:
    """Return the attributions of an English news text, in the order of their contents; spans are code points.

    Takes time linear in the text's length: sentences, phrases and look-ahead are bounded.
    """
    found: list[Attribution] = []
    later: dict[int, list[Span]] = {}  # quotations that go on with an attribution, by its number
    age = 2  # paragraphs since the last attribution
    for paragraph in _joined_at_colons(split_sentences(text)):
        age += 1
        for sentence in paragraph:
            if age < 2 and _is_quotation(sentence) and _quotes(found[-1], text):
                later.setdefault(len(found) - 1, []).extend(_spans_of_quotes(sentence))
                age = 0
            elif read := _read_sentence(sentence, found[-1].source if age == 0 else None):
                found += read
                age = 0
    whole = [
        replace(attribution, content=(*attribution.content, *later.get(number, ())))
        for number, attribution in enumerate(found)
    ]
    return tuple(sorted(whole, key=lambda attribution: attribution.content))


def _joined_at_colons(paragraphs: Iterable[list[Sentence]]) -> Iterator[list[Sentence]]:
    """Join a sentence that ends in a colon with the quotation in the paragraph after it."""
    held: list[Sentence] = []
    for paragraph in paragraphs:
        current = paragraph
        if held and _is_quotation(current[0]) and len(held[-1]) < LONGEST_SENTENCE:
            current = [*held[:-1], held[-1] + current[0], *current[1:]]
        elif held:
            yield held
        if current[-1][-1].text == ":":
            held = current
        else:
            held = []
            yield current
    if held:
        yield held


def _is_quotation(sentence: Sentence) -> bool:
    return sentence[0].kind == "quote" and all(token.kind != "word" for token in sentence)


def _quotes(attribution: Attribution, text: str) -> bool:
    return text[attribution.content[-1].start] in "\"“'„«‘`"


def _spans_of_quotes(sentence: Sentence) -> list[Span]:
    return [Span(token.start, token.end) for token in sentence if token.kind == "quote"]


def _read_sentence(tokens: Sentence, heir: Span | None) -> list[Attribution]:
    hits = list(find_hits(tokens))
    limits = find_limits(tokens, hits)
    drafts: list[_Draft] = []
    for hit, limit in zip(hits, limits, strict=True):
        floor = drafts[-1].end if drafts else 0
        if hit.first < floor:
            continue
        reader = _Reader(tokens, floor, limit, drafts, heir)
        draft = reader.according(hit) if hit.form is None else reader.verb(hit, hit.form)
        if draft and draft.content:
            drafts.append(draft)
    return [_finished(tokens, draft) for draft in drafts]


def _finished(tokens: Sentence, draft: _Draft) -> Attribution:
    content = tuple(_span(tokens, *part) for part in draft.content)
    return Attribution(content, draft.source, _span(tokens, *draft.cue) if draft.cue else None)


def _span(tokens: Sentence, begin: int, end: int) -> Span:
    return Span(tokens[begin].start, tokens[end - 1].end)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one cue in the part of a sentence that is its own."""

    tokens: Sentence
    floor: int
    limit: int
    drafts: list[_Draft]
    heir: Span | None

    def verb(self, hit: Hit, form: CueForm) -> _Draft | None:
        if form.cue.cue_class == "none":
            return None
        if hit.lemma in ("quote", "cite"):
            return self.quoted(hit)
        return self.passive(hit) if hit.passive else self.active(hit)

    def active(self, hit: Hit) -> _Draft | None:
        before = self.tokens[hit.first - 1] if hit.first > self.floor else None
        if not hit.finite or (before is not None and before.lower in COORDINATORS):
            return self.right(hit, self.inherited(hit))
        inverted = self.inverted(hit) if before is not None else None
        if inverted:
            return inverted
        source = source_before(self.tokens, self.floor, hit.first)
        if source is None:
            return None
        return self.left(hit, source, hit.last) or self.within(source).right(hit, self.span(source))

    def within(self, source: Range) -> _Reader:
        """Return a reader that stops at the comma after a clause that only introduces another: "While X said …, Y"."""
        lead = self.tokens[self.floor : source[0]]
        opens = lead and lead[0].lower in _SUBORDINATORS and not any(token.text == "," for token in lead)
        relative = {self.tokens[source[0]].lower, lead[-1].lower if lead else ""} & _RELATIVES
        if not opens and not relative:
            return self
        comma = next((n for n in range(source[1], self.limit) if self.tokens[n].text == ","), self.limit)
        return replace(self, limit=comma)

    def span(self, part: Range) -> Span:
        return _span(self.tokens, *part)

    def inherited(self, hit: Hit) -> Span | None:
        """Return the source of a cue without a subject of its own: "…, adding that"."""
        if self.drafts:
            return self.drafts[-1].source
        head = subject(self.tokens, self.floor, hit.first)
        return self.span(head) if head else self.heir

    def inverted(self, hit: Hit) -> _Draft | None:
        """Read "“…,” said X" and "…, said X"."""
        before = self.tokens[hit.first - 1]
        if hit.first - 1 < self.floor or (before.text != "," and before.kind != "quote"):
            return None
        source = source_after(self.tokens, hit.last, self.limit, "all")
        if source is None:
            return None
        quoted = before.kind == "quote" or (hit.first - 2 >= self.floor and self.tokens[hit.first - 2].kind == "quote")
        ends = source[1] >= self.limit or self.tokens[source[1]].text == ","
        if not quoted and (not ends or source_before(self.tokens, self.floor, hit.first)):
            return None
        return self.around(hit, source, hit.first, source[1])

    def left(self, hit: Hit, source: Range, after: int) -> _Draft | None:
        """Read "“…,” X said", "…, X said" and "…, X said, …"."""
        at = source[0] - 1
        if at < self.floor:
            return None
        before = self.tokens[at]
        comma = before.text == ","
        quote = self.tokens[at - 1] if comma and at > self.floor else before
        if quote.kind == "quote" and (comma or closing_mark(quote) in ",.?!—-…"):
            return self.around(hit, source, source[0], after)
        end = self.past_adjuncts(after, addressed=hit.lemma in _ADDRESSED)
        if comma and at > self.floor and (end >= self.limit or self.tokens[end].text == ","):
            return self.around(hit, source, source[0], end)
        return None

    def around(self, hit: Hit, source: Range, before: int, after: int) -> _Draft:
        """Take what stands before a cue and its source as content, and what goes on after them."""
        content = [self.quote_or_clause(before)]
        quote = next(
            (n for n in range(after, min(self.limit, after + _FAR + 6)) if self.tokens[n].kind == "quote"), None
        )
        plain = not any(token.kind == "quote" for token in self.tokens[self.floor : before])
        if quote is not None and self.tokens[quote - 1].text in ",:":
            content.append(self.quote_on(quote))
        elif plain and after < self.limit and self.tokens[after].text == ",":
            content.append(self.trimmed(after + 1, self.limit))
        return self.draft(hit, content, self.span(source), after)

    def right(self, hit: Hit, source: Span | None) -> _Draft | None:
        """Read "X said (on Thursday) (that) …", "X said: “…”", "X refused to comment on …"."""
        start = self.content_start(hit, hit.last)
        return None if start is None else self.draft(hit, [self.content_from(start)], source, hit.last)

    def content_from(self, start: int) -> Range:
        """Return what a content takes from its first token on; of "that “…”" the quotation alone."""
        quote = start + (self.tokens[start].lower == "that")
        if quote < self.limit and self.tokens[quote].kind == "quote":
            begin, end = self.quote_on(quote)
            return (begin if end == quote + 1 else start), end
        return self.trimmed(start, self.limit)

    def content_start(self, hit: Hit, at: int) -> int | None:
        if at >= self.limit or hit.form is None:
            return None
        token = self.tokens[at]
        if token.kind == "quote" or token.lower in COMPLEMENTISERS or hit.form.cue.cue_class == "refusal":
            return at
        if token.text in ":," and at + 1 < self.limit and self.tokens[at + 1].kind == "quote":
            return at + 1
        addressed = hit.lemma in _ADDRESSED
        if addressed or token.lower in _ADJUNCTS or time_end(self.tokens, at, self.limit) > at:
            ahead = self.clause_ahead(at, addressed=addressed)
            if ahead is not None:
                return ahead
        start = self.past_adjuncts(at, addressed=addressed)
        if start >= self.limit or hit.form.cue.frame == "clause":
            return None
        return start if self.tokens[start].kind != "mark" or self.tokens[start].text in "'$€£" else None

    def clause_ahead(self, at: int, *, addressed: bool) -> int | None:
        for n in range(at, min(self.limit, at + _FAR)):
            token = self.tokens[n]
            if token.lower in ("that", "whether", "how", "why", "what", "if"):
                return n
            if token.kind == "quote":
                return n if self.tokens[n - 1].text in ",:" or addressed else None
            if token.text in ";—":
                return None
        return None

    def past_adjuncts(self, at: int, *, addressed: bool = False) -> int:
        """Skip "reporters", "on Thursday", "in a statement"."""
        if addressed and at < self.limit and self.tokens[at].kind == "word" and self.tokens[at].lower not in _ADJUNCTS:
            named = is_name(self.tokens[at])
            at += 2 if self.tokens[at].lower in POSSESSIVES else 1
            while named and at < self.limit and is_name(self.tokens[at]):
                at += 1
        at = time_end(self.tokens, at, self.limit)
        if at < self.limit and self.tokens[at].lower in ("in", "at", "during", "to", "on", "of"):
            for n in range(at + 1, min(self.limit, at + 6)):
                if self.tokens[n].lower in STATEMENTS or self.tokens[n].lower == "reporters":
                    return time_end(self.tokens, n + 1, self.limit)
        return at

    def quote_on(self, at: int) -> Range:
        """Return a quotation and what of the sentence goes on after it: "“a hoax” at best"."""
        end = at + 1
        while end < self.limit and (self.tokens[end].kind == "quote"):
            end += 1
        if closing_mark(self.tokens[at]) in ".,!?" and not (end < self.limit and self.tokens[end].lower == "and"):
            return at, end
        return self.trimmed(at, self.limit)

    def trimmed(self, begin: int, end: int) -> Range:
        while begin < end and (self.tokens[begin].text in ",;:—–-)" or self.tokens[begin].lower in COORDINATORS):
            begin += 1
        while end > begin and self.tokens[end - 1].text in ",;:—–-(":
            end -= 1
        return begin, end

    def quote_or_clause(self, end: int) -> Range:
        """Return the clause before a cue, or of ", “…,”" and ": “…,”" the quotation alone."""
        begin, end = self.clause(self.floor, end)
        quotes = [n for n in range(begin, end) if self.tokens[n].kind == "quote"]
        if quotes and quotes[-1] == end - 1 and quotes[0] > begin and self.tokens[quotes[0] - 1].text in ",:—–-(":
            return quotes[0], end
        return begin, end

    def clause(self, begin: int, end: int) -> Range:
        """Return the clause before a cue, without what joins it to the one before: ", while"."""
        begin, end = self.trimmed(begin, end)
        return begin + (begin > 0 and begin < end and self.tokens[begin].lower in CONTRASTS), end

    def draft(self, hit: Hit, content: list[Range], source: Span | None, end: int) -> _Draft:
        kept = sorted(part for part in content if part[0] < part[1])
        last = max([end, hit.last, *(part[1] for part in kept)])
        return _Draft(kept, source, (hit.first, hit.last), self.floor, last)

    def passive(self, hit: Hit) -> _Draft | None:
        """Read "it was reported that …", "he was asked whether …", "… was first reported by X"."""
        at = hit.last
        if at < self.limit and self.tokens[at].lower == "by":
            agent = source_after(self.tokens, at + 1, self.limit)
            told = source_before(self.tokens, self.floor, hit.first)
            if agent and told and self.tokens[told[0]].lower not in _BARE:
                return self.draft(hit, [told], self.span(agent), agent[1])
            return None
        if at < self.limit and self.tokens[at].lower in ("that", "whether", "about", "if", "why"):
            return self.right(hit, None)
        return None

    def quoted(self, hit: Hit) -> _Draft | None:
        """Read "X was quoted by Tass as saying …", "Tass quoted him as saying …" and "…, citing officials"."""
        if not hit.finite:
            cited = source_after(self.tokens, hit.last, len(self.tokens), "none")
            if cited and self.drafts and self.unnamed(cited):
                self.drafts[-1].source = self.span(cited)
                self.drafts[-1].end = max(self.drafts[-1].end, cited[1])
            return None
        saying = next(
            (
                n + 2
                for n in range(hit.last, min(self.limit - 1, hit.last + _FAR))
                if self.tokens[n].lower == "as" and self.tokens[n + 1].lower in ("saying", "telling", "stating")
            ),
            None,
        )
        if saying is None:
            return None
        source = source_before(self.tokens, self.floor, hit.first) if hit.passive else (hit.last, saying - 2)
        start = self.content_start(hit, saying)
        if source is None or start is None or source[0] >= source[1]:
            return None
        return self.draft(hit, [self.content_from(start)], self.span(source), saying)

    def unnamed(self, part: Range) -> bool:
        return any(token.lower in _UNNAMED for token in self.tokens[part[0] : part[1]])

    def according(self, hit: Hit) -> _Draft | None:
        """Read "according to X, …", "…, according to X" and "…, according to what X reported from Y"."""
        origin, phrase = self.origin(hit)
        if origin is None or phrase is None:
            return None
        floor = self.floor
        told = self.drafts[-1] if self.drafts else None
        if told and self.trimmed(told.end, hit.first)[0] >= hit.first:
            cites = self.tokens[origin[0] - 1].lower in ("from", "citing")
            if not cites and self.relays(told, phrase):
                told.end = max(told.end, phrase[1])
                return None
            floor = self.drafts.pop().floor
        content = [self.clause(floor, hit.first)]
        after = phrase[1]
        if content[0][0] >= content[0][1] or (after < self.limit and self.tokens[after].text == ","):
            content.append(self.trimmed(after, self.limit))
        return self.draft(hit, content, self.span(origin), after)

    def relays(self, told: _Draft, phrase: Range) -> bool:
        """Tell whether "according to X" names who relays the attribution before it, and not whose account holds it.

        "Officials said …, according to Reuters" is relayed; "The plan calls for …, according to officials" and
        "They were shocked, as they believed …, according to Reuters" are contents of X as a whole.
        """
        begin, end = self.clause(told.floor, told.end)
        if told.source is None or told.source.start > self.tokens[begin].start:
            return False
        source = [token for token in self.tokens[begin:end] if token.end <= told.source.end]
        return not self.unnamed(phrase) and not any(token.lower in DOCUMENTS for token in source)

    def origin(self, hit: Hit) -> tuple[Range | None, Range | None]:
        """Return the source of "according to" and the whole phrase that names it."""
        tokens, limit = self.tokens, self.limit
        if hit.last < limit and tokens[hit.last].lower == "what":
            end = next((n for n in range(hit.last, limit) if tokens[n].text == ","), limit)
            source = source_after(tokens, hit.last + 1, end)
            for n in range(hit.last + 2, end):
                if tokens[n].lower in ("from", "citing"):
                    return source_after(tokens, n + 1, end), (hit.last, end)
                if tokens[n].lower in cue_forms() and not is_name(tokens[n]):
                    source = (hit.last + 1, n)
            return source, (hit.last, end)
        initial = self.clause(self.floor, hit.first)[1] == self.floor  # "According to Lee, the plan failed"
        phrase = source_after(tokens, hit.last, limit, "none" if initial else "clear")
        if phrase is None:
            return None, None
        for n in range(phrase[0] + 1, phrase[1] - 1):
            if tokens[n].lower == "citing":
                return (n + 1, phrase[1]), phrase
        return phrase, phrase
