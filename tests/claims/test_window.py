"""Paragraphs, pieces and windows: offsets, features and sizes of what the network reads."""

from __future__ import annotations

from itertools import chain, cycle, pairwise, repeat

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.tagger import load_tagger
from claims.window import FEATURES, LONGEST, QUOTING, USUAL, Pieces, Window, encode, pack, split_paragraphs

TOKENIZER = load_tagger().tokenizer
LINE = "The river has never been this high in November"

PARAGRAPHS = [
    ("One.\n\nTwo.", ["One.", "Two."]),
    ("One.\nTwo.", ["One.", "Two."]),
    ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
    ("One.\r\nTwo.", ["One.", "Two."]),
    ("One. \t\n \t Two.", ["One.", "Two."]),
    ("  \n \n One. \n\n\n Two. \n ", ["One.", "Two."]),
    # headings and lists are short lines
    ("Heading\nText follows here.", ["Heading", "Text follows here."]),
    ("Heading\n\nText follows here.", ["Heading", "Text follows here."]),
    ("apples\npears\nplums", ["apples", "pears", "plums"]),
    # hard-wrapped prose
    (f"{LINE}\nand nobody was prepared.\nIt rained.", [f"{LINE}\nand nobody was prepared.", "It rained."]),
    (f"{LINE}\r\nand nobody was prepared.", [f"{LINE}\r\nand nobody was prepared."]),
    (f"{LINE}\n{LINE.lower()}\n{LINE.lower()}.", [f"{LINE}\n{LINE.lower()}\n{LINE.lower()}."]),
    (f"{LINE}\nPeople were not prepared.", [LINE, "People were not prepared."]),
    # a blank line elsewhere shows that the others only wrap
    (
        f"{LINE}\nPeople were not prepared.\n\nIt rained.",
        [f"{LINE}\nPeople were not prepared.", "It rained."],
    ),
    (f"{LINE}.\nand nobody was prepared.", [f"{LINE}.", "and nobody was prepared."]),
    (f"“{LINE}”\nsaid nobody.", [f"“{LINE}”", "said nobody."]),
    (f"{LINE}\n", [LINE]),
    ("one", ["one"]),
    ("", []),
    (" \r\n\t\n ", []),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in split_paragraphs(text)] == expected


TOKENS = ["word", "Lee", "said", ".", "“", "”", '"', "'", "''", "\n", "\r\n", "\n\n", "\u200b", "é", "😀", LINE]
ANY_TEXT = st.text(max_size=120) | st.lists(st.sampled_from(TOKENS), max_size=60).map(" ".join)


@given(ANY_TEXT)
def test_paragraphs_are_all_that_is_no_white_space(text: str) -> None:
    spans = list(split_paragraphs(text))
    edges = [0, *chain.from_iterable((span.start, span.end) for span in spans), len(text)]
    assert edges == sorted(edges)
    assert not any(text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True))
    assert all(span.of(text).strip() and not text[span.end - 1].isspace() for span in spans)


def pieces(text: str) -> list[Pieces]:
    return list(encode(text, TOKENIZER))


def words(text: str) -> list[str]:
    """Return the pieces of a text as it has them."""
    return [text[start:end] for part in pieces(text) for start, end in zip(part.starts, part.ends, strict=True)]


def ids(text: str) -> list[int]:
    return np.concatenate([part.ids for part in pieces(text)]).tolist()


def features(text: str) -> list[int]:
    return np.concatenate([part.features for part in pieces(text)]).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lee said: “We go.”", ["Lee", "said", ":", "“", "We", "go", ".", "”"]),
        ("Zoë said 😀 é e\u0301.", ["Zoë", "said", "😀", "é", "e", "."]),
        ("İstanbul said", ["İstanbul", "said"]),
        ("said\xa0Lee\r\n\r\nLee", ["said", "Lee", "Lee"]),
        ("12,5 %", ["12", ",", "5", "%"]),
        ("中文 said", ["中", "文", "said"]),
        ("\u200b \x00", []),
        ("", []),
    ],
)
def test_pieces_stand_where_the_text_has_them(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@settings(max_examples=200)
@given(ANY_TEXT)
def test_pieces_are_inside_the_text_and_in_order(text: str) -> None:
    for part in pieces(text):
        assert len(part) == len(part.ids) == len(part.features) == len(part.starts) == len(part.ends)
        assert 0 < len(part) <= LONGEST - 2
        assert ((part.features >= 0) & (part.features < FEATURES)).all()
    places = [place for part in pieces(text) for place in zip(part.starts, part.ends, strict=True)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    for before, after in pairwise(places):  # a Korean letter is one character of the text and several pieces
        assert before[1] <= after[0] or before == after


@settings(max_examples=200)
@given(st.text(st.characters(codec="latin-1"), max_size=120) | st.text("abCD éß😀“”\"'.\n\u0301", max_size=300))
def test_every_letter_and_digit_is_in_a_piece(text: str) -> None:
    places = chain.from_iterable(zip(part.starts, part.ends, strict=True) for part in pieces(text))
    covered = {at for start, end in places for at in range(start, end)}
    assert not [character for at, character in enumerate(text) if character.isalnum() and at not in covered]


STYLES = [("“", "”"), ('"', '"'), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'")]


@pytest.mark.parametrize(("opening", "closing"), STYLES)
def test_quotation_marks_of_all_styles_look_the_same(opening: str, closing: str) -> None:
    def told(opening: str, closing: str) -> str:
        return f"Lee said {opening}we go on Monday,{closing} and left. {opening}You stay,{closing} she said."

    assert ids(told(opening, closing)) == ids(told("“", "”"))
    assert features(told(opening, closing)) == features(told("“", "”"))


def test_two_apostrophes_are_one_mark() -> None:
    assert ids("``We go,'' Lee said.") == ids("“We go,” Lee said.")


def test_a_feature_tells_inside_and_outside_of_a_quotation() -> None:
    text = "Lee said: “we go” today"
    assert [one % QUOTING for one in features(text)] == [0, 0, 0, 2, 1, 1, 3, 0]


def test_a_feature_tells_letter_case_and_where_a_paragraph_opens() -> None:
    cases = [one // QUOTING for one in features("lee Lee LEE A 12 .\n\nso it is")]
    assert cases == [4, 1, 2, 1, 3, 3, 4, 0, 0]


def test_an_all_caps_paragraph_looks_like_lower_case() -> None:
    text = "“The river is high,” said Lee, 12 people told Reuters."
    assert features(text.upper()) == features(text.lower())
    assert ids(text.upper()) == ids(text.lower())
    assert features(f"{text}\n\n{text.upper()}") == features(text) + features(text.lower())


@given(st.text('abc xyz.,12"“”', min_size=1, max_size=60).filter(lambda text: text.islower()))
def test_any_all_caps_paragraph_looks_like_lower_case(text: str) -> None:
    assert features(text.upper()) == features(text)
    assert ids(text.upper()) == ids(text)


def windows(text: str, *limits: int) -> list[Window]:
    return list(pack(encode(text, TOKENIZER), TOKENIZER, cycle(limits or (USUAL,))))


LONG = [
    "word " * 5_000,
    "A short sentence. " * 500,
    "“A short quotation,” he said.\n\n" * 300,
    "x" * 5_000,
    "a-" * 2_000,
    "“" * 2_000,
    f"{LINE}\n" * 200,
]


@pytest.mark.parametrize("limit", [2, USUAL, LONGEST])
@pytest.mark.parametrize("text", LONG)
def test_windows_hold_all_pieces_in_order_and_are_bounded(text: str, limit: int) -> None:
    found = windows(text, limit)
    assert max(len(window.ids) for window in found) <= LONGEST
    opener, closer = (TOKENIZER.token_to_id(token) for token in ("[CLS]", "[SEP]"))
    for window in found:
        outside = window.starts < 0
        assert (window.ends[outside] == -1).all()
        assert window.ids[outside].tolist() == [opener] + [closer] * (int(outside.sum()) - 1)
        assert outside[0]
        assert outside[-1]
    held = np.concatenate([window.starts[window.starts >= 0] for window in found])
    assert held.tolist() == np.concatenate([part.starts for part in pieces(text)]).tolist()


def test_windows_hold_as_many_whole_paragraphs_as_fit() -> None:
    text = "\n\n".join(["one two three."] * 10)  # 4 pieces each, and a separator
    assert [int((window.starts < 0).sum()) - 1 for window in windows(text, 21)] == [4, 4, 2]
    assert [int((window.starts < 0).sum()) - 1 for window in windows(text, 11, 21)] == [2, 4, 2, 2]


def test_a_paragraph_too_long_is_cut_between_sentences() -> None:
    text = "This is a sentence of some words. " * 100
    parts = pieces(text)
    assert len(parts) > 1
    assert all(text[part.ends[-1] - 1] == "." for part in parts)
    assert all(before.ends[-1] <= after.starts[0] for before, after in pairwise(parts))


def test_no_text_gives_no_window() -> None:
    assert windows(" \n\n ") == []
    assert list(pack([], TOKENIZER, repeat(USUAL))) == []
