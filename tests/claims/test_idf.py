from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import ModelAltered, ModelMissing
from claims.idf import idf, load_table
from claims.tokens import stem


@pytest.mark.parametrize(
    ("common", "rare"),
    [("year", "harbor"), ("govern", "dredg"), ("president", "estuar"), ("minister", "zzyzx"), ("plan", "žółć")],
)
def test_a_rarer_stem_weighs_more(common: str, rare: str) -> None:
    assert idf(stem(common)) < idf(stem(rare))


@given(st.text(max_size=12))
def test_rarity_lies_between_what_every_text_has_and_what_none_has(word: str) -> None:
    assert 0 <= idf(word) <= log(load_table().documents + 1)


def test_what_no_text_has_is_as_rare_as_can_be() -> None:
    assert idf("zzyzx") == log(load_table().documents + 1)


def test_the_table_agrees_with_itself() -> None:
    table = load_table()
    assert all(0 < count <= table.documents for count in table.stems.values())


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"stems\.json"):
        load_table(tmp_path / "stems.json")


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"documents": 3}', '{"documents": "x", "stems": {}}'])
def test_a_table_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "stems.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelAltered, match=r"stems\.json"):
        load_table(path)
