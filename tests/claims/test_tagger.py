"""The model as it is shipped, and what is said when its files are missing or altered."""

from __future__ import annotations

import json
import re
import shutil
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.decode import POINTER, TAGS
from claims.errors import ClaimsError, ModelAltered, ModelMissing
from claims.network import CARD, Network
from claims.tagger import MODEL, load_tagger, score
from claims.types import Span
from claims.window import USUAL, encode, pack

MOST_BYTES = 35_000_000  # of the whole folder: it comes with every installation
SENTENCE = "“The river has never been this high in November,” Dmitry Peskov told reporters on Monday."


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "attribution"))


def test_the_shipped_model_is_small_and_has_its_card() -> None:
    card = json.loads((MODEL / CARD).read_bytes())
    assert {"name", "version", "sha256"} <= card.keys()
    assert sum(file.stat().st_size for file in MODEL.iterdir()) <= MOST_BYTES
    assert {file.name for file in MODEL.iterdir()} == {*card["sha256"], CARD, "MODEL_CARD.md"}
    assert (MODEL / "MODEL_CARD.md").read_text(encoding="utf-8").startswith("# ")
    assert load_tagger().name == f"{card['name']}/{card['version']}"


def test_a_model_is_loaded_once() -> None:
    assert load_tagger() is load_tagger()


def test_the_network_scores_each_piece() -> None:
    tagger = load_tagger()
    (window,) = pack(encode(SENTENCE, tagger.tokenizer), tagger.tokenizer, repeat(USUAL))
    scores = score(tagger.network, window.ids, window.features)
    count = len(window.ids)
    assert scores.tags.shape == (count, len(TAGS))
    assert scores.queries.shape == scores.keys.shape == (count, 3 * POINTER)
    assert all(np.isfinite(part).all() for part in (scores.tags, scores.queries, scores.keys))
    again = score(tagger.network, window.ids, window.features)
    assert all((getattr(scores, name) == getattr(again, name)).all() for name in ("tags", "queries", "keys"))


def test_a_part_has_the_places_of_the_longer_text() -> None:
    tagger = load_tagger()
    (whole,) = tagger.tag(SENTENCE)
    (part,) = tagger.tag_part(SENTENCE, 1_000)
    assert whole.source == Span(SENTENCE.index("Dmitry"), SENTENCE.index(" told"))
    assert part.source == Span(whole.source.start + 1_000, whole.source.end + 1_000)
    assert part.content == tuple(Span(one.start + 1_000, one.end + 1_000) for one in whole.content)


def test_what_was_read_already_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    run = Network.run

    def counted(network: Network, *rest: Any) -> Any:
        read.append(1)
        return run(network, *rest)

    monkeypatch.setattr(Network, "run", counted)
    text = "The mayor of Ghent said the bridge would open in May.\n\n" + "It rained all day in Ghent. " * 20
    (first,), (again,) = load_tagger().tag(text), load_tagger().tag("\n\n" + text)
    windows = len(read)
    (other,) = load_tagger().tag(text.replace("May", "June"))
    assert windows == 2
    assert len(read) == 3  # the second window is the same
    assert [span.start for span in again.content] == [span.start + 2 for span in first.content]
    assert other.content != first.content


@pytest.mark.parametrize("name", ["tagger.onnx", "vocab.json", CARD])
def test_a_missing_file(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelMissing, match=rf"{re.escape(str(copy / name))} is missing; .*`make train`") as raised:
        load_tagger(copy)
    assert isinstance(raised.value, ClaimsError)
    assert raised.value.path == copy / name


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nowhere"):
        load_tagger(tmp_path / "nowhere")


@pytest.mark.parametrize(("name", "at"), [("tagger.onnx", 0), ("tagger.onnx", -1), ("vocab.json", 1_000)])
def test_one_other_byte(copy: Path, name: str, at: int) -> None:
    content = bytearray((copy / name).read_bytes())
    content[at] ^= 1
    (copy / name).write_bytes(content)
    expected = json.loads((MODEL / CARD).read_bytes())["sha256"][name]
    with pytest.raises(ModelAltered) as raised:
        load_tagger(copy)
    message = str(raised.value)
    assert raised.value.path == copy / name
    assert raised.value.expected == f"SHA-256 {expected}"
    assert str(copy / name) in message
    assert f"expected SHA-256 {expected}, found {raised.value.found}" in message
    assert f"({len(content)} bytes)" in raised.value.found
    assert "install sayso again" in message


@pytest.mark.parametrize("size", [0, 1_000])
def test_a_file_cut_short(copy: Path, size: int) -> None:
    (copy / "tagger.onnx").write_bytes((copy / "tagger.onnx").read_bytes()[:size])
    with pytest.raises(ModelAltered, match=rf"tagger\.onnx .*\({size} bytes\)"):
        load_tagger(copy)


@pytest.mark.parametrize(
    ("card", "found"),
    [
        (b"", "JSONDecodeError"),
        (b'{"name": "tagger", "version"', "JSONDecodeError"),
        (b"[]", "TypeError"),
        (b"null", "TypeError"),
        (b'{"name": "tagger", "version": "1"}', "KeyError('sha256')"),
        (b'{"name": "tagger", "version": "1", "sha256": 7}', "TypeError"),
        (b'{"name": "tagger", "version": "1", "sha256": "abc"}', "ValueError"),
        (b"\xff\xfe\xff", "UnicodeDecodeError"),
    ],
)
def test_a_broken_card(copy: Path, card: bytes, found: str) -> None:
    (copy / CARD).write_bytes(card)
    with pytest.raises(ModelAltered) as raised:
        load_tagger(copy)
    message = str(raised.value)
    assert raised.value.path == copy / CARD
    assert found in raised.value.found
    assert str(copy / CARD) in message
    assert "expected a JSON object with name, version and sha256" in message
    assert "install sayso again" in message


def test_a_card_that_names_no_network(copy: Path) -> None:
    card = json.loads((copy / CARD).read_bytes())
    del card["sha256"]["tagger.onnx"]
    (copy / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelAltered, match=r"tagger\.onnx"):
        load_tagger(copy)
