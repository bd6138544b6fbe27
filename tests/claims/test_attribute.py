"""Sources, cues and contents in sentences so clear that any good model finds them, and what holds of any text.

The weights may change: what the rules around the model do is tested on attributions made by hand (test_tidy.py,
test_settle.py, test_nest.py).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.attribute import find_attributions, outermost
from claims.cues import cue_forms, polarity, read_cue
from claims.extract import extract_claims
from claims.split import LONGEST_SENTENCE, split_sentences
from claims.tagger import load_tagger
from claims.types import Attribution, Span
from sources.registry import load_registry
from tests.claims.build import article

Found = tuple[str | None, str | None, list[str]]

HEARD = "Anna Keller told the council that engineers had warned that the bridge could collapse within a year."
CASES: list[tuple[str, list[Found]]] = [
    # quotations before, after and around the cue
    ("“The river has never been this high in November,” Dmitry Peskov told reporters on Monday.", [
        ("Dmitry Peskov", "told", ["“The river has never been this high in November,”"])]),
    ("“The river has never been this high in November,” said Anna Keller, the mayor of Weston.", [
        ("Anna Keller, the mayor of Weston", "said", ["“The river has never been this high in November,”"])]),
    ('The mayor of Weston, Anna Keller, said: "The river has never been this high in November."', [
        ("The mayor of Weston, Anna Keller", "said", ['"The river has never been this high in November."'])]),
    ("“We have waited for this bridge for ten years,” said Anna Keller, “and we will not wait any longer.”", [
        ("Anna Keller", "said",
         ["“We have waited for this bridge for ten years,”", "“and we will not wait any longer.”"])]),
    ("“I never received any money from the company,” the minister said on Friday. “The report is false.”", [
        ("the minister", "said", ["“I never received any money from the company,”", "“The report is false.”"])]),
    ("“Nobody was prepared for it,” Anna Keller told reporters.\n\n“We will rebuild the bridge,” she added.", [
        ("Anna Keller", "told", ["“Nobody was prepared for it,”"]),
        ("she", "added", ["“We will rebuild the bridge,”"])]),
    # clauses
    ("Anna Keller said on Monday that the city would rebuild the bridge before the end of the year.", [
        ("Anna Keller", "said", ["that the city would rebuild the bridge before the end of the year"])]),
    ("The city will rebuild the bridge before the end of the year, Anna Keller said on Monday.", [
        ("Anna Keller", "said", ["The city will rebuild the bridge before the end of the year"])]),
    ("The bridge, the mayor said, would be rebuilt before the end of the year.", [
        ("the mayor", "said", ["The bridge", "would be rebuilt before the end of the year"])]),
    ("Anna Keller said that the bridge was “a disgrace to the whole city” and had to be rebuilt.", [
        ("Anna Keller", "said", ["that the bridge was “a disgrace to the whole city” and had to be rebuilt"])]),
    ("The mayor said that the river was too high on Sunday, adding that the bridge would stay closed.", [
        ("The mayor", "said", ["that the river was too high on Sunday"]),
        ("The mayor", "adding", ["that the bridge would stay closed"])]),
    # two speakers
    ("The mayor said that the bridge was safe, while the engineers warned that it could collapse within a year.", [
        ("The mayor", "said", ["that the bridge was safe"]),
        ("the engineers", "warned", ["that it could collapse within a year"])]),
    ("Anna Keller told the council that the bridge would be closed, but Peter Marsh insisted that it was safe.", [
        ("Anna Keller", "told", ["that the bridge would be closed"]),
        ("Peter Marsh", "insisted", ["that it was safe"])]),
    # according to
    ("According to the police, three people were injured in the fire on Monday.", [
        ("the police", "According to", ["three people were injured in the fire on Monday"])]),
    ("Three people were injured in the fire on Monday, according to the police.", [
        ("the police", "according to", ["Three people were injured in the fire on Monday"])]),
    ("European officials were shocked after the announcement of the plan, according to what Politico reported from "
     "informed sources.", [
        ("what Politico reported from informed sources", "according to",
         ["European officials were shocked after the announcement of the plan"])]),
    # other classes of cue
    ("The minister denied that his office had received any money from the company.", [
        ("The minister", "denied", ["that his office had received any money from the company"])]),
    ("The ministry declined to comment on whether the minister had met the company’s owner.", [
        ("The ministry", "declined", ["to comment on whether the minister had met the company’s owner"])]),
    ("The spokesman refused to comment on the report about the minister’s travels.", [
        ("The spokesman", "refused", ["to comment on the report about the minister’s travels"])]),
    ("The company would not say whether it had paid the minister for the land.", [
        ("The company", "would not say", ["whether it had paid the minister for the land"])]),
    ("“Will the bridge ever be rebuilt?” a reporter asked the mayor on Monday.", [
        ("a reporter", "asked", ["“Will the bridge ever be rebuilt?”"])]),
    ("The lawyers asked whether the minister had known about the payments before the election.", [
        ("The lawyers", "asked", ["whether the minister had known about the payments before the election"])]),
    ("The report found that more than half of all bridges in the country were unsafe.", [
        ("The report", "found", ["that more than half of all bridges in the country were unsafe"])]),
    ("Analysts expect the economy to shrink by two percent this year.", [
        ("Analysts", "expect", ["the economy to shrink by two percent this year"])]),
    # inside another one, and only wrapped by it
    (HEARD, [
        ("Anna Keller", "told", ["that engineers had warned that the bridge could collapse within a year"]),
        ("engineers", "had warned", ["that the bridge could collapse within a year"])]),
    ("The lawyer told the court that the minister had denied that his office had received any money.", [
        ("The lawyer", "told", ["that the minister had denied that his office had received any money"]),
        ("the minister", "had denied", ["that his office had received any money"])]),
    ("Officials said the talks had failed after only two hours, Reuters reported on Monday.", [
        ("Officials", "said", ["the talks had failed after only two hours"])]),
    ("The police had warned that the bridge was unsafe, the mayor told the council on Monday.", [
        ("The police", "had warned", ["that the bridge was unsafe"])]),
    # whom an outlet quotes
    ("Tass quoted him as saying that Russia had not received any proposal from Washington.", [
        ("him", "quoted", ["that Russia had not received any proposal from Washington"])]),
    # in passing
    ("European leaders were surprised by the plan, two officials told Reuters, because nobody had asked them before.", [
        ("two officials", "told",
         ["European leaders were surprised by the plan", "because nobody had asked them before"])]),
    # free speech in the first person
    ("The mayor told reporters the river had never been this high. We continue to work on the bridge day and night.", [
        ("The mayor", "told", ["the river had never been this high"]),
        (None, None, ["We continue to work on the bridge day and night."])]),
    # no attributions
    ("The bridge was closed on Monday morning. Three trucks waited on the other side of the river.", []),
    ("The storm reached the coast on Sunday night and damaged more than two hundred houses.", []),
    ("Details of the plan", []),
    ("", []),
]  # fmt: skip


def shown(text: str, attribution: Attribution) -> Found:
    source, cue = attribution.source, attribution.cue
    return source and source.of(text), cue and cue.of(text), [part.of(text) for part in attribution.content]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_attributions(text: str, expected: list[Found]) -> None:
    assert [shown(text, attribution) for attribution in find_attributions(text, load_tagger())] == expected


@pytest.mark.parametrize(("text", "expected"), [case for case in CASES if case[0]])
def test_windows_line_ends_and_straight_marks_change_nothing(text: str, expected: list[Found]) -> None:
    plain = str.maketrans("“”’", '""\'')
    text = text.translate(plain).replace("\n", "\r\n")
    straight = [(source, cue, [part.translate(plain) for part in content]) for source, cue, content in expected]
    assert [shown(text, attribution) for attribution in find_attributions(text, load_tagger())] == straight


def test_a_nested_attribution_names_the_one_that_holds_it() -> None:
    outer, nested = find_attributions(HEARD, load_tagger())
    assert outer.outer is None
    assert nested.outer == outer
    assert outermost(HEARD, load_tagger()) == [outer]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("said", ("say", "neutral", False)),
        ("has not said", ("say", "neutral", True)),
        ("would not say", ("say", "refusal", True)),
        ("According to", ("according to", "neutral", False)),
        ("calls for", ("call for", "request", False)),
        ("did n’t confirm", ("confirm", "factive", False)),
        ("didn’t confirm", ("confirm", "factive", True)),
        ("admitting", ("admit", "factive", False)),
        ("denies", ("deny", "denial", False)),
        ("yodelled", ("yodelled", "none", False)),
        ("", ("", "none", False)),
    ],
)
def test_cues_are_read_from_their_words(words: str, expected: tuple[str, str, bool]) -> None:
    assert read_cue(words) == expected


@pytest.mark.parametrize(
    ("content", "negated_cue", "expected"),
    [
        ("that there are talks", False, "affirmed"),
        ("that there are no talks", False, "negated"),
        ("that there are no talks", True, "affirmed"),
        ("that there are talks", True, "negated"),
        ('"Although there are talks, there are no results,"', False, "negated"),
        ('"Nothing new can be added."', False, "negated"),
        ("On Monday, there were no talks", False, "negated"),
        ("“No, we go.”", False, "affirmed"),
        ("“No,”", False, "negated"),
        ("the deal, which he signed, will not hold", False, "negated"),
        ("the deal, which he did not sign, holds", False, "affirmed"),
        ("that he brought ideas, not demands", False, "affirmed"),
        ("that he knew who did not come", False, "affirmed"),
        ("whether he hasn’t been told", False, "negated"),
        ("", False, "affirmed"),
    ],
)
def test_polarity_is_that_of_the_main_clause(content: str, negated_cue: bool, expected: str) -> None:  # noqa: FBT001
    assert polarity(content, negated_cue=negated_cue) == expected


def test_no_form_belongs_to_two_cues_of_one_frame() -> None:
    for forms in cue_forms().values():
        assert len({(form.words, form.form) for form in forms}) == len(forms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Mr. Lee met Sen. J. Doe on Nov. 3 in the U.S. Senate.", None),
        ("He lives in the U.S. She left.", ["He lives in the U.S.", "She left."]),
        ("“We go. You stay.” He left.", ["“We go. You stay.”", "He left."]),
        ("“Shall we go?” Lee asked.", None),
        ("It rose 3.5 points. It fell.", ["It rose 3.5 points.", "It fell."]),
        ("No full stop\n\nNext one", ["No full stop", "Next one"]),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    sentences = [sentence for paragraph in split_sentences(text) for sentence in paragraph]
    assert [text[sentence[0].start : sentence[-1].end] for sentence in sentences] == (expected or [text])


PIECES = [
    "said", "saying", "says", "told", "adding", "according to", "what", "that", "whether", "by",
    "reported", "and", "while", "who", "he", "Lee", "Mr.", "officials", "the plan", "failed", "rained",
    "on Monday", "in", ",", ".", ":", "—", "(", ")", '"', "“", "”", "''", "‘", "’", "\n", "\r\n", "\n\n", "?", "\xa0",
    "declined to comment on", "would not", "citing", "was quoted", "as saying", "we", "\u200b", "😀", "é", "İ",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join)
ANY_TEXT = WORDS | st.text(max_size=80)


def is_clean(text: str, part: Span) -> bool:
    return 0 <= part.start < part.end <= len(text) and part.of(text).strip() == part.of(text)


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_ordered_and_disjoint_spans_inside_it(text: str) -> None:
    found = find_attributions(text, load_tagger())
    assert [one.content[0].start for one in found] == sorted(one.content[0].start for one in found)
    assert len(set(found)) == len(found)
    for one in found:
        assert one.content
        assert all(before.end <= after.start for before, after in pairwise(one.content))
        assert all(is_clean(text, part) for part in (*one.content, one.source, one.cue) if part)
    assert find_attributions(text, load_tagger()) == found


CLAUSES = ["Officials said", "the guards had told him", "Anna Keller warned the council"]
FACTS = ["that the bridge was unsafe", "that the prison on the hill was empty", "that nobody had paid for the work"]
NESTED = st.tuples(st.sampled_from(CLAUSES), st.sampled_from(CLAUSES[1:]), st.sampled_from(FACTS)).map(
    lambda parts: f"{parts[0]} that {parts[1]} {parts[2]}."
)


@settings(max_examples=25, deadline=None)
@given(NESTED | ANY_TEXT)
def test_a_nested_attribution_lies_in_the_content_of_the_one_that_holds_it(text: str) -> None:
    for one in find_attributions(text, load_tagger()):
        if one.outer:
            holder = one.outer.content
            for part in (*one.content, one.source, one.cue):
                assert part is None or (holder[0].start <= part.start and part.end <= holder[-1].end)


def test_what_shares_a_run_with_an_article_changes_nothing_in_it() -> None:
    """Alone, after others, or beside them in other threads: the model and its tokenizer keep no state."""
    registry = load_registry()
    wholes = [" ".join(text for text, _ in CASES[at::8] if "\n" not in text) for at in range(8)]
    articles = [article(whole, outlet_id="reuters") for whole in wholes]
    alone = [extract_claims(one, registry) for one in articles]
    assert all(alone)
    backwards = [extract_claims(one, registry) for one in reversed(articles)]
    assert backwards[::-1] == alone
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: extract_claims(one, registry), articles)) == alone


@pytest.mark.parametrize(
    "piece", ["said ", '"', "“a ", "A.", "Lee said ", "Lee, a man, ", ", according to ", "said:\n\n“a”:\n\n", "that "]
)
def test_a_flood_of_anything_is_read_to_its_end(piece: str) -> None:
    text = piece * 2_000
    for found in find_attributions(text, load_tagger()):
        assert all(part.end <= len(text) for part in found.content)


def test_a_sentence_without_an_end_is_cut() -> None:
    (paragraph,) = split_sentences("word " * 1000)
    assert max(len(sentence) for sentence in paragraph) <= LONGEST_SENTENCE + 1
