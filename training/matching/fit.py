"""Examples → curves: a logistic regression on piecewise-linear features, with an intercept for each notion of sameness.

Two steps. First, sentences: public sets call different things the same (a paraphrase, four of five points of likeness,
an event in common), and each has its own share of pairs that are; an intercept of its own for each keeps that out of
the curves. Then, claims: what the first step gives is one feature more, and the project's own gold and quotations say
what else makes two claims one. There a number or a negation may differ: that is a change, and no other claim. The
probability is calibrated (Platt 1999) on scores of models that had not seen the pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from claims.score import Curve
from training.matching.examples import Examples

BENDS = 5
PAIRS = 3000  # what a set of weight 1 counts for in the first step, however many pairs it has
FOLDS = 5
# Columns that the ridge penalty should leave alone are made large, so that their weights are small.
_FREE = 10.0

# What is there or not there, and can only speak for a pair or, with -1, against it: in the gold's hard pairs a negation
# mostly is a change of one claim, which must not teach that it speaks for the pair.
AGAINST = dict.fromkeys(("other_quotation", "negation", "numbers_conflict", "dates_conflict", "other_speaker"), -1.0)
ONE_SIDED = (*AGAINST, "numbers_agree", "same_speaker")

Array = NDArray[np.float64]
Curves = Mapping[str, Curve]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much each set counts, and how strongly weights are held back (the inverse of the ridge penalty)."""

    sentences: Mapping[str, float] = field(default_factory=lambda: {"mrpc": 1.0, "stsnews": 1.0, "ecbplus": 0.4})
    claims: Mapping[str, float] = field(
        default_factory=lambda: {"quotations": 0.3, "copies": 0.3, "strangers": 0.3, "seeds": 1.0, "gold": 1.0}
    )
    sentence_strength: float = 0.1
    claim_strength: float = 0.1
    seed: int = 1


def fit_sentences(sets: Sequence[Examples], plan: Plan) -> dict[str, Curve]:
    """Return what each value of each feature adds for two sentences; a feature adds nothing at its lowest value."""
    importance = [np.full(len(it.labels), plan.sentences[it.name] * PAIRS / len(it.labels)) for it in sets]
    return _fit(sets, importance, plan.sentence_strength, None)


def fit_claims(sets: Sequence[Examples], sentences: Curves, plan: Plan) -> dict[str, Curve]:
    """Return what each value of each feature adds for two claims: as for sentences, where the claims say no other."""
    importance = [np.full(len(it.labels), plan.claims[it.name]) for it in sets]
    curves = _fit(sets, importance, plan.claim_strength, sentences)
    return {
        name: _one_sided(curve, AGAINST.get(name, 1.0)) if name in ONE_SIDED else curve
        for name, curve in curves.items()
    }


def _one_sided(curve: Curve, side: float) -> Curve:
    """Return the curve without what it adds to the other side."""
    return Curve(curve.at, tuple(side * max(0.0, side * adds) for adds in curve.adds))


def add_up(curves: Curves, examples: Examples) -> Array:
    """Return the sum of what all features add for each pair."""
    columns = [curves[name].adds_for_all(examples.features[:, at]) for at, name in enumerate(examples.names)]
    return np.asarray(sum(columns))


def held_out(sets: Sequence[Examples], sentences: Curves, plan: Plan) -> list[Array]:
    """Return for each set the sums of its pairs, each by curves for claims that were fitted without it."""
    sums = [np.zeros(len(it.labels)) for it in sets]
    splits = [folds(it, plan) for it in sets]
    for fold in range(FOLDS):
        curves = fit_claims([it.part(split[fold][0]) for it, split in zip(sets, splits, strict=True)], sentences, plan)
        for it, split, found in zip(sets, splits, sums, strict=True):
            unseen = split[fold][1]
            found[unseen] = add_up(curves, it.part(unseen))
    return sums


def held_out_sentences(sets: Sequence[Examples], plan: Plan) -> Array:
    """Return the sums for the pairs of the first set, each by curves for sentences that were fitted without it."""
    chosen, *others = sets
    sums = np.zeros(len(chosen.labels))
    for seen, unseen in folds(chosen, plan):
        sums[unseen] = add_up(fit_sentences([chosen.part(seen), *others], plan), chosen.part(unseen))
    return sums


def folds(examples: Examples, plan: Plan) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the numbers of the pairs seen and unseen of each fold."""
    split = (StratifiedKFold if examples.labels.any() else KFold)(FOLDS, shuffle=True, random_state=plan.seed)
    return list(split.split(examples.features, examples.labels))


def calibrate(sums: Array, labels: NDArray[np.int64], importance: Array) -> tuple[float, float]:
    """Return slope and intercept that make the sums the log-odds of the labels."""
    model = LogisticRegression(C=100.0).fit(sums[:, None], labels, sample_weight=importance)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def scaled(curves: Curves, slope: float) -> dict[str, Curve]:
    """Return the curves with all that they add multiplied."""
    return {name: Curve(one.at, tuple(slope * adds for adds in one.adds)) for name, one in curves.items()}


def _fit(
    sets: Sequence[Examples], importance: Sequence[Array], strength: float, prior: Curves | None
) -> dict[str, Curve]:
    """Return the curves of least loss. The ridge penalty holds them to a multiple of the prior's, or to nothing."""
    places = _places(sets)
    columns = np.concatenate([_hats(it, places) for it in sets])
    scale = columns.std(axis=0) + 0.05
    known = np.concatenate([add_up(prior, it) for it in sets])[:, None] if prior else np.zeros((len(columns), 0))
    notions = list(dict.fromkeys(it.notion for it in sets))
    member = np.concatenate([np.full(len(it.labels), notions.index(it.notion)) for it in sets])
    model = LogisticRegression(C=strength, max_iter=10_000)
    design = np.hstack([columns / scale, known * _FREE, np.eye(len(notions))[member] * _FREE])
    model.fit(design, np.concatenate([it.labels for it in sets]), sample_weight=np.concatenate(importance))
    width = columns.shape[1]
    heights = model.coef_[0][:width] / scale
    if prior:
        heights = heights + model.coef_[0][width] * _FREE * _heights(prior, places)
    return _curves(heights, places)


def _places(sets: Sequence[Examples]) -> dict[str, tuple[float, ...]]:
    """Return where each feature's curve may bend; a feature of two or three values gets a straight line."""
    values = {name: np.concatenate([it.features[:, at] for it in sets]) for at, name in enumerate(sets[0].names)}
    even = tuple(float(place) for place in np.linspace(0, 1, BENDS))
    return {name: even if len(np.unique(found)) > 3 else (0.0, 1.0) for name, found in values.items()}


def _hats(examples: Examples, places: Mapping[str, Sequence[float]]) -> Array:
    """Return for each bend but the first of each feature how near the value is to it."""
    columns = []
    for at, name in enumerate(examples.names):
        for bend in range(1, len(places[name])):
            peak = np.eye(len(places[name]))[bend]
            columns.append(np.interp(examples.features[:, at], places[name], peak))
    return np.array(columns).T


def _curves(heights: Array, places: Mapping[str, tuple[float, ...]]) -> dict[str, Curve]:
    found = iter(heights)
    return {name: Curve(at, (0.0, *(float(next(found)) for _ in at[1:]))) for name, at in places.items()}


def _heights(curves: Curves, places: Mapping[str, Sequence[float]]) -> Array:
    """Return what each curve adds at each bend but the first."""
    return np.array([curves[name].adds_for(place) for name, at in places.items() for place in at[1:]])
