from math import exp, isclose, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import ModelAltered, ModelMissing
from claims.score import WEIGHTS, Curve, Weights, load_weights
from claims.types import Verdict

CURVE = Curve((0, 0.5, 1), (0, 2, -1))
MADE_UP = Weights("made up", -1.0, {"likeness": CURVE}, {"likeness": Curve((0, 1), (0, 4))}, same=0.6, unsure=0.25)


@pytest.mark.parametrize(("value", "adds"), [(-1, 0), (0, 0), (0.25, 1), (0.5, 2), (0.75, 0.5), (1, -1), (2, -1)])
def test_a_curve_is_straight_between_its_bends_and_level_outside(value: float, adds: float) -> None:
    assert CURVE.adds_for(value) == adds
    assert CURVE.adds_for_all(np.array([value]))[0] == adds


def test_a_curve_knows_the_most_that_it_adds() -> None:
    assert CURVE.best == 2
    assert Curve((0, 1), (-3, -2)).best == -2


@given(st.sampled_from(sorted(load_weights().curves)), st.floats(0, 1))
def test_one_value_and_many_give_the_same(name: str, value: float) -> None:
    curve = load_weights().curves[name]
    assert isclose(curve.adds_for(value), float(curve.adds_for_all(np.array([value]))[0]), abs_tol=1e-12)
    assert curve.adds_for(value) <= curve.best + 1e-12


@given(st.sampled_from(sorted(load_weights().curves)), st.floats(0, 1), st.floats(0, 1))
def test_what_is_at_most_so_much_adds_no_more_than_that(name: str, value: float, share: float) -> None:
    curve = load_weights().curves[name]
    most = float(curve.most_up_to(np.array([value]))[0])
    assert curve.adds_for(value * share) <= most + 1e-12
    assert most <= curve.best + 1e-12


@given(st.floats(0, 1))
def test_contributions_and_bias_are_the_log_odds_of_the_score(value: float) -> None:
    values, adds = MADE_UP.weigh({"likeness": np.array([value])})
    assert values.tolist() == [[value]]
    assert isclose(adds[0, 0], CURVE.adds_for(value), abs_tol=1e-12)
    [score] = MADE_UP.probabilities(adds)
    assert isclose(log(score / (1 - score)), -1 + CURVE.adds_for(value), abs_tol=1e-9)
    assert isclose(MADE_UP.likeness({"likeness": value}), 1 / (1 + exp(1 - 4 * value)))


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(0, "different"), (0.2499, "different"), (0.25, "unsure"), (0.5999, "unsure"), (0.6, "same"), (1, "same")],
)
def test_thresholds_belong_to_the_verdict_above(score: float, verdict: Verdict) -> None:
    assert MADE_UP.verdict(score) == verdict


def test_what_is_more_than_different_has_the_least_log_odds() -> None:
    assert MADE_UP.least == pytest.approx(-log(3))


def test_the_shipped_weights_can_come_to_every_verdict() -> None:
    weights = load_weights()
    assert 0 < weights.unsure < weights.same < 1
    most, least = (weights.bias + sum(pick(curve.adds) for curve in weights.curves.values()) for pick in (max, min))
    assert least < weights.least < log(weights.same / (1 - weights.same)) < most
    assert all(
        list(curve.at) == sorted(set(curve.at)) and len(curve.at) == len(curve.adds)
        for curve in (*weights.curves.values(), *weights.sentences.values())
    )


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"weights\.toml"):
        load_weights(tmp_path / "weights.toml")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("bias =", "bias"),
        ("bias =", "other ="),
        ("same =", "other ="),
        ("unsure =", "other ="),
        ("version =", "other ="),
        ("[claims.", "[other."),
        ("[sentences.", "[other."),
        ("at =", "other ="),
        ("adds =", "other ="),
        ("\nat = [0, 1]", "\nat = 1"),
    ],
)
def test_altered_weights_are_named(tmp_path: Path, was: str, now: str) -> None:
    path = tmp_path / "weights.toml"
    content = WEIGHTS.read_text("utf-8")
    assert was in content
    path.write_text(content.replace(was, now), encoding="utf-8")
    with pytest.raises(ModelAltered, match=r"weights\.toml"):
        load_weights(path)
