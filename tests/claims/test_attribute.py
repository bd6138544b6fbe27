"""Sources, cues and contents in the constructions of news prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.attribute import find_attributions
from claims.cues import cue_forms, polarity, read_cue
from claims.split import LONGEST_SENTENCE, split_sentences
from claims.types import Attribution

Found = tuple[str | None, str | None, list[str]]

CASES: list[tuple[str, list[Found]]] = [
    # quotations before, after and around the cue
    ('Peskov said: "We go."', [("Peskov", "said", ['"We go."'])]),
    ("“We go,” Ann Lee said.", [("Ann Lee", "said", ["“We go,”"])]),
    ("“We go,” said Ann Lee.", [("Ann Lee", "said", ["“We go,”"])]),
    ("“We go,” said Ann Lee, “and you stay.”", [("Ann Lee", "said", ["“We go,”", "“and you stay.”"])]),
    ("“We go,” she told reporters on Monday. “You stay.”", [("she", "told", ["“We go,”", "“You stay.”"])]),
    ("“Will you go?” Lee asked Ann.", [("Lee", "asked", ["“Will you go?”"])]),
    ("“We go.”\n\nAnn smiled.", []),
    ("He went on to say:\n\n“We go.”\n\n“You stay.”", [("He", "went on to say", ["“We go.”", "“You stay.”"])]),
    ("He called it “a hoax” on Monday.", [("He", "called", ["it “a hoax” on Monday"])]),
    ("He said that “we go.”", [("He", "said", ["“we go.”"])]),
    ("He said that it was “a hoax” at best.", [("He", "said", ["that it was “a hoax” at best"])]),
    # clauses
    ("He said that the plan had failed.", [("He", "said", ["that the plan had failed"])]),
    ("He said the plan had failed.", [("He", "said", ["the plan had failed"])]),
    ("The plan, he said, had failed.", [("he", "said", ["The plan", "had failed"])]),
    ("The plan had failed, Mr. Lee said on Monday.", [("Mr. Lee", "said", ["The plan had failed"])]),
    ("The minister told reporters on Monday that he would go.", [("The minister", "told", ["that he would go"])]),
    ("She told Reuters he would go.", [("She", "told", ["he would go"])]),
    ("Lee, the minister of finance, said he would go.", [("Lee, the minister of finance", "said", ["he would go"])]),
    ("Lee and Ann said they would go.", [("Lee and Ann", "said", ["they would go"])]),
    ("On Monday Lee said he would go.", [("Lee", "said", ["he would go"])]),
    ("The bank, which Lee said was broke, closed.", [("Lee", "said", ["was broke"])]),
    ("Lee, who said he would go, stayed.", [("who", "said", ["he would go"])]),
    ("While Lee said he would go, Ann stayed.", [("Lee", "said", ["he would go"])]),
    # inherited sources
    ("Lee said A was so, adding that B was.", [("Lee", "said", ["A was so"]), ("Lee", "adding", ["that B was"])]),
    ('Lee said: "A," adding, "B."', [("Lee", "said", ['"A,"']), ("Lee", "adding", ['"B."'])]),
    ("Lee said A was so and warned that B was not.", [
        ("Lee", "said", ["A was so"]), ("Lee", "warned", ["that B was not"])]),
    ("Lee sharply attacked Ann, saying she lied.", [("Lee", "saying", ["she lied"])]),
    # two sources
    ("Lee said A was so, while Ann said B was not.", [("Lee", "said", ["A was so"]), ("Ann", "said", ["B was not"])]),
    # according to
    ("According to Lee, the plan failed.", [("Lee", "According to", ["the plan failed"])]),
    ("The plan failed, according to Lee.", [("Lee", "according to", ["The plan failed"])]),
    ("The plan, according to Lee, failed.", [("Lee", "according to", ["The plan", "failed"])]),
    ("The plan calls for cuts, according to officials.", [("officials", "according to", ["The plan calls for cuts"])]),
    # relays
    ("Officials said the plan failed, according to Reuters.", [("Officials", "said", ["the plan failed"])]),
    ("Officials said the plan failed, Reuters reported.", [("Officials", "said", ["the plan failed"])]),
    ("They fell, as they thought it over, according to what Tass reported from witnesses.", [
        ("witnesses", "according to", ["They fell, as they thought it over"])]),
    ("The plan failed, according to a Bloomberg report citing people familiar with the matter.", [
        ("people familiar with the matter", "according to", ["The plan failed"])]),
    ("The plan failed, Reuters reported, citing two officials.", [("two officials", "reported", ["The plan failed"])]),
    ("Lee was quoted by Tass as saying that he would go.", [("Lee", "was quoted", ["that he would go"])]),
    ("Tass quoted him as saying “we go”.", [("him", "quoted", ["“we go”"])]),
    # other classes of cue
    ("Lee refused to comment on whether he would go.", [("Lee", "refused", ["to comment on whether he would go"])]),
    ("Lee would not say whether he would go.", [("Lee", "would not say", ["whether he would go"])]),
    ("Lee denied that he lied.", [("Lee", "denied", ["that he lied"])]),
    ("The draft calls for peace.", [("The draft", "calls for", ["peace"])]),
    ("Lee claims that he won.", [("Lee", "claims", ["that he won"])]),
    ("Lee’s lawyer questions whether he won.", [("Lee’s lawyer", "questions", ["whether he won"])]),
    ("The proposal urges Kyiv to wait.", [("The proposal", "urges", ["Kyiv to wait"])]),
    ("Ann was asked whether she would go.", [(None, "was asked", ["whether she would go"])]),
    ("The deal was first reported by Reuters.", [("Reuters", "was first reported", ["The deal"])]),
    ("The deal, which was first reported by Reuters, failed.", []),
    ("Reuters reported in December that he left.", [("Reuters", "reported", ["that he left"])]),
    ("Reuters reported on Nov. 3.", []),
    ("The president praised Ann, saying she won.", [
        ("The president", "praised", ["Ann"]), ("The president", "saying", ["she won"])]),
    # where a content ends
    ("Lee said the plan failed, commenting on the leak.", [("Lee", "said", ["the plan failed"])]),
    ("Lee said the plan failed, amid fears of war.", [("Lee", "said", ["the plan failed"])]),
    ("Lee said the plan failed, a day after Ann left.", [("Lee", "said", ["the plan failed"])]),
    ("Lee said he met Mr. Smith of the U.S. Navy. He left.", [("Lee", "said", ["he met Mr. Smith of the U.S. Navy"])]),
    # no attributions
    ("Details of the plan", []),
    ("The reported deal fell through.", []),
    ("Four informed sources met.", []),
    ("The claims of both sides", []),
    ("37 states that signed the deal left.", []),
    ("A list of questions that he must answer is out.", []),
    ("He faces fraud charges that carry a fine.", []),
    ("Serious questions about the deal are open.", []),
    ("They have questions about the deal.", []),
    ("The officials’ claims about the deal fell flat.", []),
    ("The building is said to be old.", []),
    ("", []),
]  # fmt: skip


def shown(text: str, attribution: Attribution) -> Found:
    source, cue = attribution.source, attribution.cue
    return source and source.of(text), cue and cue.of(text), [part.of(text) for part in attribution.content]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_attributions(text: str, expected: list[Found]) -> None:
    assert [shown(text, attribution) for attribution in find_attributions(text)] == expected


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
    "said", "saying", "says", "told", "adding", "according", "to", "what", "that", "whether", "was", "quoted",
    "as", "by", "citing", "reported", "and", "while", "who", "he", "Lee", "Mr.", "officials", "the", "plan",
    "on", "Monday", "a", "in", ",", ".", ":", "—", "(", ")", '"', "“", "”", "''", "‘", "’", "\n", "\n\n", "?",
    "not", "would", "refused", "first",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_ordered_and_disjoint_spans_inside_it(text: str) -> None:
    for attribution in find_attributions(text):
        assert attribution.content
        end = 0
        for part in attribution.content:
            assert end <= part.start < part.end <= len(text)
            assert part.of(text).strip() == part.of(text)
            end = part.end
        for part in (attribution.source, attribution.cue):
            assert part is None or 0 <= part.start < part.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "said ",
        '"',
        "“a ",
        "A.",
        "Lee said ",
        "Lee, a man, ",
        ", according to ",
        "said:\n\n“a”:\n\n",
        "and Lee ",
        "that ",
    ],
)
def test_a_flood_of_anything_is_read_to_its_end(piece: str) -> None:
    text = piece * 20_000
    assert all(part.end <= len(text) for found in find_attributions(text) for part in found.content)


def test_a_sentence_without_an_end_is_cut() -> None:
    (paragraph,) = split_sentences("word " * 1000)
    assert max(len(sentence) for sentence in paragraph) <= LONGEST_SENTENCE + 1
