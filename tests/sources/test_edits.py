import random
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from sources import subsequence
from sources.edits import Edit, edits, snippet

PARAGRAPHS = (
    "The finance minister said on Monday that the plan would cost 3 billion euros.",
    "Two officials, who asked not to be named, said “nobody has read the plan” yet.",
    "The opposition called for a vote before the summer.",
    "Talks go on; a decision is expected next week — or later.",
)
WORDS = ("the", "plan", "cost", "3", "billion", "“won't”", "'won’t'", "-", "—", "…", "a", "b.", "said")
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=12)
TEXTS = (
    st.lists(SENTENCES.map(" ".join) | st.sampled_from(PARAGRAPHS), max_size=7).map("\n\n".join)
    | st.text(alphabet="ab1. ,'’“\"-–\n\u00a0\u00ad\u0301é", max_size=60)
    | st.text(max_size=60)
)


def rebuilt(old: str, new: str, found: tuple[Edit, ...]) -> str:
    """Put the new text together from what the edits leave of the old one, and the new ranges."""
    kept, at = "", 0
    for edit in sorted(found, key=lambda edit: edit.old_start):
        kept += old[at : edit.old_start]
        at = max(at, edit.old_end)
    kept += old[at:]
    result, taken = "", 0
    for edit in found:
        gap = edit.new_start - len(result)
        result += kept[taken : taken + gap] + new[edit.new_start : edit.new_end]
        taken += gap
    return result + kept[taken:]


def told(old: str, new: str, *, trivial: bool = False) -> list[tuple[str, str, str]]:
    return [
        (edit.kind, old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end])
        for edit in edits(old, new)
        if edit.trivial is trivial
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("the same", "the same", []),
        ("", "new words", [("added", "", "new words")]),
        ("old words", "", [("removed", "old words", "")]),
        ("a war", "a very long war", [("added", "", "very long ")]),
        ("a very long war", "a war", [("removed", "very long ", "")]),
        ("They met on Monday.", "They met on Tuesday.", [("changed", "Monday", "Tuesday")]),
        ("600,000 troops", "800,000 troops", [("changed", "600,000", "800,000")]),
        ("It is over", "It isn’t over", [("changed", "is", "isn’t")]),
        ("now here", "nowhere", [("changed", "now here", "nowhere")]),
        ("he said it", "he said “it”", [("added", "", "“"), ("added", "", "”")]),
        # a word that both have by chance does not part a passage that was written anew
        (
            "He said that all of the proposals were unacceptable to him.",
            "He said he had read none of it.",
            [("changed", "that all of the proposals were unacceptable to him", "he had read none of it")],
        ),
    ],
)
def test_words(old: str, new: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“It’s over” – he said", '"It\'s over" — he said'),
        ("one  two\u00a0three", "one two three"),
        ("One sentence. Another sentence.", "One sentence.\n\nAnother sentence."),
        ("One.\n\nTwo words here.\n\nThree.", "One. Two words here. Three."),
        ("and so ... on", "and so … on"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a -- b", "a — b"),
        ("``quoted''", '"quoted"'),
        ("cafe\u0301", "café"),
        ("text", " text\n"),
    ],
)
def test_white_space_and_typography_are_trivial(old: str, new: str) -> None:
    assert told(old, new) == told(new, old) == []
    assert told(old, new, trivial=True)


@pytest.mark.parametrize(
    ("old", "new"), [("us", "US"), ("50", "5 0"), ("re-sign", "resign"), ("it", "“it”"), ("x²", "x2"), ("a, b", "a b")]
)
def test_what_may_change_the_sense_is_not_trivial(old: str, new: str) -> None:
    assert told(old, new)
    assert told(new, old)


def test_paragraphs_come_and_go_whole() -> None:
    a, b, c, d = PARAGRAPHS
    assert told(f"{a}\n\n{b}", f"{a}\n\n{c}\n\n{b}") == [("added", "", f"{c}\n\n")]
    assert told(f"{a}\n\n{b}", f"{a}\n\n{b}\n\n{c}\n\n{d}") == [("added", "", f"\n\n{c}\n\n{d}")]
    assert told(f"{a}\n\n{b}\n\n{c}", f"{a}\n\n{c}") == [("removed", f"{b}\n\n", "")]
    assert told(f"{a}\n\n{b}\n\n{c}", f"{b}\n\n{c}") == [("removed", f"{a}\n\n", "")]
    assert told(f"{a}\n\n{b}\n\n{c}", f"{a}\n\n{d}\n\n{c}") == [("changed", b, d)]


def test_words_change_within_the_paragraph_that_they_stand_in() -> None:
    a, b, c, d = PARAGRAPHS
    old, new = "\n\n".join((a, b, c)), "\n\n".join((a.replace("3", "5"), d, b.replace("Two", "Three"), c))
    assert told(old, new) == [("changed", "3", "5"), ("added", "", f"{d}\n\n"), ("changed", "Two", "Three")]


def test_a_paragraph_with_the_same_words_elsewhere_was_moved() -> None:
    a, b, c, d = PARAGRAPHS
    old, new = "\n\n".join((a, b, c, d)), "\n\n".join((c, a.replace("Monday", "Tuesday"), b, d))
    assert told(old, new) == [("moved", c, c), ("changed", "Monday", "Tuesday")]
    assert told(new, old) == [("changed", "Tuesday", "Monday"), ("moved", c, c)]
    straight = b.replace("“", '"').replace("”", '"')
    assert told("\n\n".join((a, b, c, d)), "\n\n".join((a, c, d, straight))) == [("moved", b, straight)]


@given(TEXTS, TEXTS)
@example("\n\n".join(PARAGRAPHS), "\n\n".join(PARAGRAPHS[::-1]))
@example("a\n\nb c d e\n\nf", "x b c d e\n\nb c d e\n\n")
def test_the_new_text_can_be_put_together_from_the_old_one(old: str, new: str) -> None:
    found = edits(old, new)
    assert rebuilt(old, new, found) == new
    for side in ("old", "new"):
        ranges = sorted((getattr(edit, f"{side}_start"), getattr(edit, f"{side}_end")) for edit in found)
        assert all(first[1] <= second[0] for first, second in pairwise(ranges))


@given(TEXTS, TEXTS)
def test_edits_are_of_whole_words_and_of_the_kind_that_they_say(old: str, new: str) -> None:
    for edit in edits(old, new):
        was, now = old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end]
        assert was != now or edit.kind == "moved"
        assert (not was.strip() or not now.strip()) or edit.kind in ("changed", "moved")
        assert now or edit.kind == "removed"
        assert was or edit.kind == "added"
        for text, places in ((old, (edit.old_start, edit.old_end)), (new, (edit.new_start, edit.new_end))):
            assert not any(
                text[at - 1 : at].isascii() and text[at - 1 : at + 1].isalnum() and len(text[at - 1 : at + 1]) == 2
                for at in places
                if at
            )
        assert "\n" not in snippet(old, new, edit)


@given(TEXTS, TEXTS)
def test_the_way_back_is_the_same_edits_the_other_way_round(old: str, new: str) -> None:
    back = {"added": "removed", "removed": "added"}
    assert sorted(
        (edit.old_start, edit.old_end, edit.new_start, edit.new_end, edit.kind, edit.trivial)
        for edit in edits(old, new)
    ) == sorted(
        (edit.new_start, edit.new_end, edit.old_start, edit.old_end, back.get(edit.kind, edit.kind), edit.trivial)
        for edit in edits(new, old)
    )


@given(TEXTS)
def test_a_text_has_no_edits_against_itself(text: str) -> None:
    assert edits(text, text) == ()


@given(TEXTS)
def test_other_typography_alone_is_trivial(text: str) -> None:
    other = text.replace("“", '"').replace("—", "–").replace("’", "'").replace("\n\n", "\n \n")
    assert all(edit.trivial or edit.kind == "moved" for edit in edits(text, other))


def test_a_snippet_shows_the_words_around_cut_between_words() -> None:
    a, b, c, _ = PARAGRAPHS
    old, new = "\n\n".join((a, b, c)), "\n\n".join((a, b.replace("nobody", "hardly anybody"), c))
    (edit,) = edits(old, new)
    assert snippet(old, new, edit, around=30) == (
        "…asked not to be named, said “[-nobody-]{+hardly anybody+} has read the plan” yet. The…"
    )
    moved = next(edit for edit in edits(f"{a}\n\n{b}", f"{b}\n\n{a}") if edit.kind == "moved")
    assert snippet(f"{a}\n\n{b}", f"{b}\n\n{a}", moved).startswith("moved: ")
    long = "word " * 500
    assert len(snippet("", long, edits("", long)[0])) < 200


def test_a_hundred_thousand_words_take_no_long_time() -> None:
    """The bound is far above what it takes, so that a busy machine does not fail it; quadratic code would."""
    chance = random.Random(1)  # noqa: S311 - no secret
    words = [f"w{number}" for number in range(20_000)]
    old = [" ".join(chance.choices(words, k=60)) for _ in range(1_700)]
    new = [line.replace("w1", "x", 1) if number % 9 else line for number, line in enumerate(old)]
    new.insert(7, new.pop(900))
    for joint in ("\n\n", " "):
        before, after = joint.join(old), joint.join(new)
        start = time.process_time()
        found = edits(before, after)
        assert time.process_time() - start < 20
        assert rebuilt(before, after, found) == after


@given(st.lists(st.integers(0, 5), max_size=20), st.lists(st.integers(0, 5), max_size=20), st.sampled_from([0, 30]))
def test_what_two_sequences_have_in_common_ascends_on_both_sides(
    left: list[int], right: list[int], largest: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsequence, "_LARGEST", largest)
        approximate = subsequence.in_common(left, right)
    exact = subsequence.in_common(left, right)
    assert len(exact) == LCSseq.similarity(left, right)
    for pairs in (approximate, exact):
        assert all(left[i] == right[j] for i, j in pairs)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
