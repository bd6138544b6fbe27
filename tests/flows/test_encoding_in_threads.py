"""Encoding in several threads: what is saved is what one thread saves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows import matching
from tests.flows.test_matching import ALL, files, ingest, rows  # noqa: F401 - a fixture
from warehouse import Warehouse


def test_several_threads_save_what_one_saves(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "_ENCODED_AT_ONCE", 2)
    alone, several = files(), files()
    for warehouse in (alone, several):
        ingest(warehouse, ALL)
    encoded = len(alone.load_claims()) + len(ALL)
    assert (matching.encode(alone), matching.encode(several, threads=3)) == (encoded, encoded)
    assert rows(several) == rows(alone)
    assert matching.encode(several, threads=3) == 0
