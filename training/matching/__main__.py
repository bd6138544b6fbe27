"""Make claims/models/matching/weights.toml: `python -m training.matching [--data DIR] [--reviews FILE]`.

Reads MRPC, STS (news), ECB+ and quotations of BASIL from SAYSO_DATA, the project's own gold pairs, and, with --reviews,
what `sayso review --export FILE` wrote: verdicts of people join the gold. A few minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from sklearn.metrics import average_precision_score

from benchmarks.matching.pairs import by_event, load_records, read_pairs
from claims.encoder import Encoder, load_encoder
from claims.score import WEIGHTS, Curve
from training.matching.examples import Examples, examples_of, quotation_pairs, read_records, text_pairs
from training.matching.fit import Plan, calibrate, fit_claims, fit_sentences, held_out, held_out_sentences, scaled
from training.matching.seeds import seed_pairs

VERSION = "2"
SAME, UNSURE = 0.5, 0.25  # probabilities from which a pair is the same, and from which somebody should look
# What a pair of strangers counts for in the calibration: of the pairs that come to be scored, most are no hard ones.
STRANGERS = 0.2
WORDS = 5  # of a claim, from which another one that says the same words is surely the same
ALIKE = 70  # token_set_ratio from which claims of one event may be the same after all
THINNED = 3  # of ECB+'s pairs, every third: they are many, and much alike


def main() -> None:
    """Fit, calibrate, write, and print what the figures are."""
    parser = argparse.ArgumentParser(prog="python -m training.matching", description=__doc__)
    data = os.environ.get("SAYSO_DATA")
    parser.add_argument("--data", type=Path, default=data, required=data is None)
    parser.add_argument("--reviews", type=Path, help="verdicts of people, as `sayso review --export` writes them")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    encoder, plan = load_encoder(), Plan()
    for_sentences = [_texts(name, path, arguments.data, encoder) for name, path in _SENTENCES.items()]
    sentences = fit_sentences(for_sentences, plan)
    reviews = read_records(arguments.reviews) if arguments.reviews else []
    strangers = _strangers("tune", encoder)
    gold = _gold(encoder, reviews)
    sets = [_quotations(arguments.data, encoder), _copies(encoder), _seeds(encoder), strangers, gold]
    sums = held_out(sets, sentences, plan)
    importance = np.repeat([STRANGERS, 1.0], [len(strangers.labels), len(gold.labels)])
    labels = np.concatenate([strangers.labels, gold.labels])
    slope, bias = calibrate(np.concatenate(sums[-2:]), labels, importance)
    claims = scaled(fit_claims(sets, sentences, plan), slope)
    arguments.into.parent.mkdir(parents=True, exist_ok=True)
    arguments.into.write_text(render(claims, sentences, bias), "utf-8")
    folds = {
        it.name: _precision(it.labels, found) for it, found in zip(sets, sums, strict=True) if 0 < it.labels.mean() < 1
    }
    folds["mrpc"] = _precision(for_sentences[0].labels, held_out_sentences(for_sentences, plan))
    print(json.dumps({"average precision, 5 folds": folds, "slope": slope}, indent=2))  # noqa: T201


_SENTENCES = {
    "mrpc": "matching/mrpc.train.pairs.jsonl",
    "stsnews": "matching/stsnews.train.pairs.jsonl",
    "ecbplus": "matching/ecbplus.train.pairs.jsonl",
}


def render(claims: Mapping[str, Curve], sentences: Mapping[str, Curve], bias: float) -> str:
    """Return the file that claims.score reads."""
    lines = [
        "# What each feature of claims/features.py adds to the log-odds that two claims are one, or that two sentences",
        "# say the same: straight lines between the values in `at`. Made by `python -m training.matching`.",
        'name = "matching"',
        f'version = "{VERSION}"',
        f"bias = {bias:.4f}  # log-odds of two claims to start from",
        f"same = {SAME}  # probability from which two claims are the same",
        f"unsure = {UNSURE}  # and from which somebody should look",
    ]
    for part, curves in (("claims", claims), ("sentences", sentences)):
        for name, curve in curves.items():
            at, adds = ", ".join(f"{it:g}" for it in curve.at), ", ".join(f"{it:.4f}" for it in curve.adds)
            lines += ["", f"[{part}.{name}]", f"at = [{at}]", f"adds = [{adds}]"]
    return "\n".join(lines) + "\n"


def _texts(name: str, path: str, data: Path, encoder: Encoder) -> Examples:
    records = read_records(data / path)[:: THINNED if name == "ecbplus" else 1]
    return examples_of(name, text_pairs(records), [int(str(record["label"])) for record in records], encoder)


def _quotations(data: Path, encoder: Encoder) -> Examples:
    records = read_records(data / "matching/basil_quotes.dev.silver.jsonl")
    labels = [int(str(record["same_utterance"])) for record in records]
    return examples_of("quotations", quotation_pairs(records), labels, encoder)


def _copies(encoder: Encoder) -> Examples:
    """Return claims as told word for word by another outlet: hard pairs must not teach that the same words are none."""
    pairs = read_pairs(load_records("tune"))
    told = [claim for pair in pairs for claim in (pair.left, pair.right)]
    claims = [claim for claim in told if len(claim.wording.split()) >= WORDS]
    texts = {id_: text for pair in pairs for id_, text in pair.texts.items()}
    found = examples_of("copies", [(claim, claim) for claim in claims], [1] * len(claims), encoder, texts)
    return replace(found, notion="gold")


def _seeds(encoder: Encoder) -> Examples:
    pairs, labels, texts = seed_pairs()
    return replace(examples_of("seeds", pairs, labels, encoder, texts), notion="gold")


def _gold(encoder: Encoder, reviews: Sequence[Mapping[str, object]]) -> Examples:
    pairs = read_pairs(load_records("tune"))
    judged = text_pairs({"a": it["left_wording"], "b": it["right_wording"]} for it in reviews)
    labels = [*(int(pair.gold.same) for pair in pairs), *(int(it["verdict"] == "same") for it in reviews)]
    texts = {id_: text for pair in pairs for id_, text in pair.texts.items()}
    return examples_of("gold", [*((pair.left, pair.right) for pair in pairs), *judged], labels, encoder, texts)


def _strangers(part: str, encoder: Encoder) -> Examples:
    """Return claims of one event that are not the same: what matching mostly sees; gold has only the hard ones."""
    pairs = read_pairs(load_records(part))
    found = [
        (left, right)
        for event in by_event(pairs).values()
        for place, one in enumerate(event)
        for other in event[place + 1 :]
        for left, right in ((one.left, other.right), (one.right, other.left), (one.left, other.left))
        if fuzz.token_set_ratio(left.wording, right.wording) < ALIKE
    ]
    texts = {id_: text for pair in pairs for id_, text in pair.texts.items()}
    strangers = examples_of("strangers", found, [0] * len(found), encoder, texts)
    return replace(strangers, notion="gold")


def _precision(labels: np.ndarray, sums: np.ndarray) -> float:
    return round(float(average_precision_score(labels, sums)), 4)


if __name__ == "__main__":
    main()
