"""Records of the training data → windows with labels. What torch does with them is tried by `make train` alone."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from claims.decode import TAGS
from claims.tagger import load_tagger
from claims.window import LONGEST
from training.attribution.examples import IGNORED, Example, examples_of, read_documents, windows_of

TOKENIZER = load_tagger().tokenizer
TEXT = "Edda Marlow said the ferry was late.\n\n“Nobody told us,” she added. The crew was silent."


def span(piece: str) -> list[int]:
    start = TEXT.index(piece)
    return [start, start + len(piece)]


RECORD = {
    "doc_id": "ferry",
    "text": TEXT,
    "attributions": [
        {"source": [span("Edda Marlow")], "cue": [span("said")], "content": [span("the ferry was late")]},
        {"source": [], "cue": [span("added")], "content": [span("“Nobody told us,”")]},
    ],
}


def example(tmp_path: Path) -> Example:
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    [document] = read_documents(path, TOKENIZER)
    [found] = examples_of(document, TOKENIZER, None)
    return found


def pieces(found: Example, tag: str) -> list[str]:
    """Return the text of the pieces with a tag, B- and I- alike."""
    window = found.window
    return [
        TEXT[window.starts[at] : window.ends[at]] for at in range(len(found.tags)) if TAGS[found.tags[at]].endswith(tag)
    ]


def test_pieces_are_tagged_by_the_spans_that_hold_them(tmp_path: Path) -> None:
    found = example(tmp_path)
    assert "".join(pieces(found, "source")) == "EddaMarlow"
    assert pieces(found, "cue") == ["said", "added"]
    assert "".join(pieces(found, "content")) == "theferrywaslate“Nobodytoldus,”"


def test_each_span_opens_with_b(tmp_path: Path) -> None:
    assert [TAGS[tag] for tag in example(tmp_path).tags if TAGS[tag].startswith("B")] == [
        "B-source", "B-cue", "B-content", "B-content", "B-cue",
    ]  # fmt: skip


def test_pieces_point_at_their_cue_and_cues_at_their_source(tmp_path: Path) -> None:
    found = example(tmp_path)
    said, added = (at for at, tag in enumerate(found.tags) if TAGS[tag] == "B-cue")
    assert {int(at) for at in found.cues if at != IGNORED} == {said, added}
    assert TEXT[found.window.starts[found.first[said]] : found.window.ends[found.last[said]]] == "Edda Marlow"
    assert (found.first[added], found.last[added]) == (0, 0), "a cue without a source points at [CLS]"
    assert sum(found.first != IGNORED) == 2, "nothing but a cue's first piece points at a source"


def test_windows_drawn_at_random_hold_the_same_pieces(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    long = {**RECORD, "text": "\n\n".join([TEXT] * 40), "attributions": []}
    path.write_text(json.dumps(long) + "\n", encoding="utf-8")
    [document] = read_documents(path, TOKENIZER)
    fixed, drawn = (list(windows_of(document, TOKENIZER, random)) for random in (None, Random(1)))  # noqa: S311
    assert max(len(window.ids) for window in (*fixed, *drawn)) <= LONGEST
    ids = [
        [int(id_) for window in windows for id_ in window.ids if id_ not in (101, 102)] for windows in (fixed, drawn)
    ]
    assert ids[0] == ids[1]
