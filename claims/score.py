"""Features → the probability that two claims are one, as a sum of log-odds that anyone can check.

The model is additive (Hastie and Tibshirani 1986): each feature adds what its curve, a line with a few bends, says for
its value. claims/models/matching/weights.toml holds all curves; training/matching makes it. There are two sets: whether
two claims are one claim, perhaps with another number or an altered quotation, and whether two sentences without speaker
or outlet say the same.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims.errors import ModelAltered, ModelMissing
from claims.network import MODELS
from claims.types import Verdict

WEIGHTS = MODELS / "matching" / "weights.toml"


@dataclass(frozen=True, slots=True)
class Curve:
    """What a feature's values add to the log-odds: straight lines between the bends, level outside them."""

    at: tuple[float, ...]  # values of the feature, ascending
    adds: tuple[float, ...]

    def adds_for(self, value: float) -> float:
        """Return the log-odds that the value adds."""
        right = bisect_right(self.at, value)
        if right in {0, len(self.at)}:
            return self.adds[min(right, len(self.at) - 1)]
        low, high = self.at[right - 1], self.at[right]
        return self.adds[right - 1] + (self.adds[right] - self.adds[right - 1]) * (value - low) / (high - low)

    def adds_for_all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds that each value adds."""
        return np.interp(values, self.at, self.adds)

    def most_up_to(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the most that a value adds which is not known, but is at most so much."""
        before = np.maximum.accumulate(self.adds)[np.maximum(np.searchsorted(self.at, values, side="right") - 1, 0)]
        return np.maximum(before, self.adds_for_all(values))

    @property
    def best(self) -> float:
        """Return the most that any value adds."""
        return max(self.adds)


@dataclass(frozen=True, slots=True)
class Weights:
    """The model: all curves, and the probabilities from which a verdict is "same" or "unsure"."""

    name: str
    bias: float
    curves: Mapping[str, Curve]
    sentences: Mapping[str, Curve]
    same: float
    unsure: float

    def weigh(self, values: Mapping[str, NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values of all features, [pairs, features], and what each adds, both in the order of the file."""
        told = np.stack([values[name] for name in self.curves], axis=1)
        return told, np.stack([curve.adds_for_all(values[name]) for name, curve in self.curves.items()], axis=1)

    def probabilities(self, adds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores, 0 to 1: the logistic function of the bias plus all that the features add."""
        total = np.zeros(len(adds))
        for column in adds.T:  # one after the other: the same sum for a pair, however many there are
            total += column
        return np.array([1 / (1 + exp(-self.bias - one)) for one in total.tolist()], np.float64)

    def likeness(self, values: Mapping[str, float]) -> float:
        """Return how much two sentences say the same, 0 to 1: for ranking, not a calibrated probability."""
        return 1 / (1 + exp(-self.bias - sum(curve.adds_for(values[name]) for name, curve in self.sentences.items())))

    def verdict(self, score: float) -> Verdict:
        """Return what a score comes to."""
        if score >= self.same:
            return "same"
        return "unsure" if score >= self.unsure else "different"

    @property
    def least(self) -> float:
        """Return the log-odds from which a pair is more than different."""
        return log(self.unsure / (1 - self.unsure))


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Return the weights of a file. Raises ModelMissing or ModelAltered."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        curves, sentences = (
            {name: Curve(tuple(one["at"]), tuple(one["adds"])) for name, one in found[part].items()}
            for part in ("claims", "sentences")
        )
        name = f"{found['name']}/{found['version']}"
        same, unsure = float(found["same"]), float(found["unsure"])
        return Weights(name, float(found["bias"]), curves, sentences, same, unsure)
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelAltered(path, "name, version, bias, same, unsure, claims and sentences", f"{error!r}") from error
