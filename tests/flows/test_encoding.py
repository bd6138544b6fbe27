"""Encoding: each wording once, and in several threads what one thread saves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from claims.encoder import Encoder, Vectors, load_encoder
from flows import matching
from tests.flows.test_matching import ALL, COPY, DONE, EARLY, VOW, WIRE, files, ingest, rows  # noqa: F401 - a fixture
from warehouse import Warehouse

Files = Callable[[], Warehouse]


def test_several_threads_save_what_one_saves(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(matching, "_ENCODED_AT_ONCE", 2)
    alone, several = files(), files()
    for warehouse in (alone, several):
        ingest(warehouse, ALL)
    encoded = len(alone.load_claims()) + len(ALL)
    assert (matching.encode(alone), matching.encode(several, threads=3)) == (encoded, encoded)
    assert rows(several) == rows(alone)
    assert matching.encode(several, threads=3) == 0


def test_what_a_copy_or_an_update_says_again_is_not_encoded_again(
    files: Files,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoded: list[str] = []
    encode = Encoder.encode

    def watched(encoder: Encoder, texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        return encode(encoder, texts)

    monkeypatch.setattr(Encoder, "encode", watched)
    warehouse, anew = files(), files()
    for one in (WIRE, COPY, EARLY):
        ingest(warehouse, [one])
        matching.encode(warehouse)
    said = [VOW, DONE, DONE.replace("spring", "May")]
    assert sorted(told for told in encoded if told in said) == sorted(said)
    ingest(anew, [WIRE, COPY, EARLY])
    matching.encode(anew)
    assert rows(warehouse, "claim_vectors", "article_vectors") == rows(anew, "claim_vectors", "article_vectors")


def test_another_encoder_s_vector_of_the_same_words_does_not_count(
    files: Files,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warehouse = files()
    ingest(warehouse, [WIRE])
    other = replace(load_encoder(), name="other/1")
    with monkeypatch.context() as patch:
        patch.setattr(matching, "load_encoder", lambda: other)
        matching.encode(warehouse)
    ingest(warehouse, [COPY])
    assert matching.encode(warehouse) == len(WIRE.claims) + len(COPY.claims) + 2
    assert {encoder for _, _, encoder in rows(warehouse, "claim_vectors")["claim_vectors"]} == {load_encoder().name}
