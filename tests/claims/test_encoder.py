import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.encoder import LONGEST, MODEL, WIDTH, load_encoder, pack, unpack
from claims.errors import ModelAltered, ModelMissing

TEXTS = st.text(max_size=60)


@settings(max_examples=20)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_vector_has_length_one_and_depends_on_its_text_alone(texts: list[str], random: object) -> None:
    encoder = load_encoder()
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)


@settings(max_examples=20)
@given(TEXTS)
def test_what_is_stored_is_the_vector_to_the_last_bit(text: str) -> None:
    [vector] = load_encoder().encode([text])
    assert len(pack(vector)) == WIDTH
    assert np.array_equal(unpack(pack(vector)), vector)


def test_no_texts_have_no_vectors() -> None:
    assert load_encoder().encode([]).shape == (0, WIDTH)


def test_only_the_beginning_of_a_long_text_counts() -> None:
    told = "The council voted to dredge the harbour. " * LONGEST
    one, other, third = load_encoder().encode([told, told + "Nobody came.", "Nobody came. " + told])
    assert np.array_equal(one, other)
    assert not np.array_equal(one, third)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud7ff", "🧭", "12", "習近平", "x" * 100_000, "a " * 50_000])
def test_any_text_has_a_vector(text: str) -> None:
    [vector] = load_encoder().encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ("Larger ferries will dock at low tide once the harbour is dredged", "The striker scored twice in the final"),
        ("Dredging of the harbour lets bigger ferries dock", "The dredger's crew went on strike over their pay"),
    ],
)
def test_what_is_said_in_other_words_lies_closer(near: str, far: str) -> None:
    told, ours, theirs = load_encoder().encode(["The harbour is dredged so that larger ferries can dock", near, far])
    assert told @ ours > told @ theirs


def test_a_vector_of_nothing_is_packed_as_nothing() -> None:
    nothing = np.zeros(WIDTH, np.float32)
    assert np.array_equal(unpack(pack(nothing)), nothing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the card and the vocabulary, and no network."""
    for name in ("model.json", "vocab.json"):
        shutil.copy(MODEL / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("missing", ["model.json", "vocab.json", "encoder.onnx"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink(missing_ok=True)
    with pytest.raises(ModelMissing, match=missing):
        load_encoder(folder)


@pytest.mark.parametrize("altered", ["vocab.json", "encoder.onnx"])
def test_an_altered_file_is_named(folder: Path, altered: str) -> None:
    (folder / altered).write_bytes(b"{}")
    with pytest.raises(ModelAltered, match=altered):
        load_encoder(folder)


@pytest.mark.parametrize("card", ["", "[]", "null", '{"name": "meaning"}', '{"name": 1, "version": 2, "sha256": 3}'])
def test_a_card_that_says_too_little_is_named(folder: Path, card: str) -> None:
    (folder / "model.json").write_text(card, encoding="utf-8")
    with pytest.raises(ModelAltered, match=r"model\.json"):
        load_encoder(folder)


def test_a_file_that_the_card_does_not_know_is_altered(folder: Path) -> None:
    card = json.loads((folder / "model.json").read_bytes())
    (folder / "model.json").write_text(json.dumps({**card, "sha256": {}}), encoding="utf-8")
    with pytest.raises(ModelAltered, match=r"vocab\.json"):
        load_encoder(folder)
