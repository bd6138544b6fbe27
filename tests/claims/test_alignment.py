from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq, Levenshtein

from claims.alignment import GAP, SHINGLE, align, read_words
from claims.tokens import words

MOVES = "The harbour board met in the morning and put off the vote on the new ferry until the spring of next year."
AMERICAN = MOVES.upper().replace("HARBOUR", "HARBOR")
EDITED = MOVES.replace("morning", "small hours of the night")
DOUBLED = "and so it was said that that was all there was"
COST = "Dredging the inner basin would cost more than four million pounds, most of which the county has yet to find."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“…”",
        MOVES,
        "The U.S. “28-point plan” would cost 1,200.50 roubles at 7:30, didn’t it? It’s son-in-law’s ‘deal’.",
        "Żółć na Ślą\u00adsku, naïve café; 12％ of ﬁnance, mañana’s",
    ],
)
def test_words_are_those_that_all_else_compares(text: str) -> None:
    worded = read_words(text)
    spans = [worded.span(at, at + 1) for at in range(len(worded))]
    assert tuple(word for span in spans for word in words(span.of(text))) == words(text)


def test_what_is_quoted() -> None:
    text = "He said “we will not sign” and left. ‘Never,’ she said."
    worded = read_words(text)
    assert [worded.span(at, at + 1).of(text) for at in range(len(worded)) if worded.quoted[at]] == [
        *("we", "will", "not", "sign"),
        "Never",
    ]


@pytest.mark.parametrize(
    ("copy", "origin", "expected"),  # expected: (text of the copy, text of the origin, edits)
    [
        (MOVES, MOVES, [(MOVES[:-1], MOVES[:-1], 0)]),
        (MOVES, COST, []),
        ("one two three four", "one two three four", []),  # fewer than a shingle
        (AMERICAN, MOVES, [(AMERICAN[:-1], MOVES[:-1], 0)]),
        (EDITED, MOVES, [(EDITED[:-1], MOVES[:-1], 5)]),
        (f"{COST}\n\n{MOVES}", f"{MOVES}\n\n{COST}", [(COST[:-1], COST[:-1], 0), (MOVES[:-1], MOVES[:-1], 0)]),
        (f"Then this. {MOVES} And that.", MOVES, [(MOVES[:-1], MOVES[:-1], 0)]),
        (DOUBLED, DOUBLED.replace("that that", "that"), [(DOUBLED, DOUBLED.replace("that that", "that"), 1)]),
    ],
    ids=["same", "nothing", "short", "spelling", "edited", "another order", "within", "a word doubled"],
)
def test_alignment(copy: str, origin: str, expected: list[tuple[str, str, int]]) -> None:
    ours, theirs = read_words(copy), read_words(origin)
    found = align(ours, theirs)
    assert [
        (ours.span(it.start, it.end).of(copy), theirs.span(it.origin_start, it.origin_end).of(origin), it.edits)
        for it in found
    ] == expected


def test_quoted_words_are_the_same_but_not_a_texts_own() -> None:
    text = "“We shall never sign a paper like this,” the minister told reporters in the harbour."
    (found,) = align(read_words(text), read_words(text.replace("“", "").replace("”", "")))
    assert (found.words, found.same, found.own) == (15, 15, 7)


def test_too_many_words_between_part_two_passages() -> None:
    between = " ".join(f"x{number}" for number in range(GAP + 1))
    found = align(read_words(f"{MOVES} {between} {COST}"), read_words(f"{MOVES} {COST}"))
    assert [it.edits for it in found] == [0, 0]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.lists(st.sampled_from("abcdefgh"), max_size=60))
@example(list("aaaaaabaabaaa"), list("aaaaababaaa"))  # "aba" for "b" between two runs: the b stays, though in no run
def test_stretches_are_in_both_texts(copy: list[str], origin: list[str]) -> None:
    ours, theirs = read_words(" ".join(copy)), read_words(" ".join(origin))
    found = align(ours, theirs)
    for it in found:
        mine, other = copy[it.start : it.end], origin[it.origin_start : it.origin_end]
        assert SHINGLE <= it.same <= LCSseq.similarity(mine, other)
        assert it.own == it.same
        assert Levenshtein.distance(mine, other) <= it.edits <= len(mine) + len(other) - 2 * it.same
        assert mine[:SHINGLE] == other[:SHINGLE]
        assert mine[-1] == other[-1]
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.lists(st.sampled_from("abcd"), max_size=60), st.lists(st.sampled_from("abcd"), max_size=60))
def test_no_shared_run_of_a_shingle_is_missed(copy: list[str], origin: list[str]) -> None:
    """The slow reference: wherever SHINGLE words of the copy stand in the origin, a stretch has the first of them."""
    found = align(read_words(" ".join(copy)), read_words(" ".join(origin)))
    theirs = [origin[place : place + SHINGLE] for place in range(len(origin) - SHINGLE + 1)]
    for place in range(len(copy) - SHINGLE + 1):
        if copy[place : place + SHINGLE] in theirs:
            assert any(it.start <= place < it.end for it in found)


def test_a_refrain_of_thousands_of_lines_takes_no_longer_than_its_words() -> None:
    line = "to be or not to be that is the question "
    found = align(read_words(line * 5_000), read_words(line.replace("the", "a") * 5_000))
    assert sum(it.words for it in found) > 40_000
