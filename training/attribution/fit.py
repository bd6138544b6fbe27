"""Examples → a fitted network."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from claims.decode import POINTER
from training.attribution.examples import IGNORED, Document, Example, examples_of
from training.attribution.network import Scores, Tagger
from training.bert import mask_of


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn."""

    seed: int = 13
    epochs: float = 6
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.05  # share of the steps
    batch: int = 2048  # pieces
    link_weight: float = 0.3
    source_weight: float = 0.15  # of each of the two pointers
    decay: float = 0.01
    average: float = 0.997  # of the running mean of weights that is kept at each step


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of like length with their labels, padded."""

    ids: Tensor
    features: Tensor
    held: Tensor  # [batch, pieces], True where there is a piece
    labelled: bool
    tags: Tensor
    pointers: Tensor  # [3, batch, pieces]: cue, source's first piece, source's last piece

    @property
    def mask(self) -> Tensor:
        """Return what is added to attention: nothing for a piece, a large negative number for padding."""
        return mask_of(self.held)

    @property
    def pieces(self) -> int:
        """Return how many pieces there are, padding included."""
        return self.ids.numel()


def batches(examples: list[Example], size: int, random: Random) -> Iterator[Batch]:
    """Yield the examples in batches of about so many pieces, of like lengths, in random order."""
    by_length = sorted(examples, key=lambda example: (len(example.tags), random.random()))
    groups: list[list[Example]] = [[]] if examples else []
    for example in reversed(by_length):
        if groups[-1] and (len(groups[-1]) + 1) * _rounded(len(groups[-1][0].tags)) > size:
            groups.append([])
        groups[-1].append(example)
    random.shuffle(groups)
    return map(_padded, groups)


def _rounded(length: int) -> int:
    return -(-length // 16) * 16


def _padded(examples: list[Example]) -> Batch:
    longest = _rounded(max(len(example.tags) for example in examples))

    def stack(arrays: list[np.ndarray], filler: int) -> Tensor:
        return torch.from_numpy(
            np.stack([np.pad(array, (0, longest - len(array)), constant_values=filler) for array in arrays])
        )

    return Batch(
        ids=stack([example.window.ids for example in examples], 0),
        features=stack([example.window.features for example in examples], 0),
        held=stack([np.ones(len(example.tags), bool) for example in examples], 0),
        labelled=examples[0].labelled,
        tags=stack([example.tags for example in examples], IGNORED),
        pointers=torch.stack(
            [
                stack([example.cues for example in examples], IGNORED),
                stack([example.first for example in examples], IGNORED),
                stack([example.last for example in examples], IGNORED),
            ]
        ),
    )


def loss_of(scores: Scores, batch: Batch, plan: Plan) -> Tensor:
    """Return the cross-entropy of the tags, and weighted with it those of the three pointers."""
    loss = functional.cross_entropy(scores.tags.flatten(0, 1).float(), batch.tags.flatten(), ignore_index=IGNORED)
    weights = (plan.link_weight, plan.source_weight, plan.source_weight)
    for number, weight in enumerate(weights):
        targets = batch.pointers[number]
        where = targets != IGNORED
        if where.any():
            part = slice(number * POINTER, (number + 1) * POINTER)
            rows = where.nonzero()
            chosen = scores.queries[..., part][where].float()
            keys = scores.keys[..., part].float()
            # only the rows that have a target: a tenth of all, or a hundredth
            pointing = torch.einsum("nd,ntd->nt", chosen, keys[rows[:, 0]]) if len(rows) < 256 else None
            if pointing is None:
                full = torch.matmul(scores.queries[..., part].float(), keys.transpose(1, 2))
                pointing = full[where]
            pointing = pointing / math.sqrt(POINTER)
            pointing = pointing.masked_fill(~batch.held[rows[:, 0]], -1e4)
            loss = loss + weight * functional.cross_entropy(pointing, targets[where])
    return loss


def fit(  # noqa: PLR0913, PLR0917 - what is learnt, from what, how, and who is told
    tagger: Tagger,
    documents: list[Document],
    tokenizer: Tokenizer,
    plan: Plan,
    tell: Callable[[str], None],
    after_epoch: Callable[[Tagger, int], None] | None = None,
    teacher: Tagger | None = None,
) -> Tagger:
    """Fit a network and return the running mean of its weights; tell gets a line of progress now and then.

    With a teacher the network also learns to say what that one says (Hinton et al. 2015) and to see what its last layer
    sees (Jiao et al. 2020); documents without labels then help too.
    """
    random = Random(plan.seed)  # noqa: S311 - it shuffles
    torch.manual_seed(plan.seed)
    mean = copy.deepcopy(tagger)
    heads = [*tagger.tag.parameters(), *tagger.query.parameters(), *tagger.key.parameters(), tagger.features.weight]
    if teacher is not None:
        teacher.eval()
    known = {id(parameter) for parameter in heads}
    encoder = [p for p in tagger.parameters() if p.requires_grad and id(p) not in known]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}],
        weight_decay=plan.decay,
    )
    rounds = math.ceil(plan.epochs)
    first = _epoch(documents, tokenizer, random, plan)
    total = int(len(first) * plan.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total, plan.warm_up))
    step, seen, started, running = 0, 0, time.monotonic(), 0.0
    for epoch in range(rounds):
        for batch in first if epoch == 0 else _epoch(documents, tokenizer, random, plan):
            if step >= total:
                break
            tagger.train()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = tagger.read(batch.ids, batch.features, batch.mask)
                scores = tagger.judge(hidden)
            loss = loss_of(scores, batch, plan) if batch.labelled else hidden.new_zeros((), dtype=torch.float32)
            if teacher is not None:
                loss = loss + _unlike(hidden, scores, teacher, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            _average(mean, tagger, min(plan.average, (1 + step) / (10 + step)))
            seen += batch.pieces
            running = 0.98 * running + 0.02 * loss.item() if step > 1 else loss.item()
            if step % 25 == 0:
                speed = seen / (time.monotonic() - started)
                tell(f"epoch {epoch + 1}/{rounds}  step {step}/{total}  loss {running:.4f}  {speed:,.0f} pieces/s")
        if after_epoch:
            after_epoch(mean, epoch + 1)
    return mean


def _epoch(documents: list[Document], tokenizer: Tokenizer, random: Random, plan: Plan) -> list[Batch]:
    examples = [example for document in documents for example in examples_of(document, tokenizer, random)]
    found = [
        batch
        for labelled in (True, False)
        for batch in batches([example for example in examples if example.labelled is labelled], plan.batch, random)
    ]
    random.shuffle(found)
    return found


def _unlike(hidden: Tensor, scores: Scores, teacher: Tagger, batch: Batch) -> Tensor:
    """Return how far tags and last layer are from the teacher's: a divergence, and a share of its variance."""
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        seen = teacher.read(batch.ids, batch.features, batch.mask)
        said = teacher.judge(seen)
    aim = seen[batch.held].float()
    apart = (hidden[batch.held].float() - aim).square().mean() / aim.var()
    expected = functional.log_softmax(said.tags[batch.held].float(), -1)
    given = functional.log_softmax(scores.tags[batch.held].float(), -1)
    return apart + functional.kl_div(given, expected, reduction="batchmean", log_target=True)


def _rate(step: int, total: int, warm_up: float) -> float:
    warm = max(1, int(total * warm_up))
    return (step + 1) / warm if step < warm else max(0.0, (total - step) / max(1, total - warm))


@torch.no_grad()
def _average(mean: Tagger, tagger: Tagger, kept: float) -> None:
    for ours, theirs in zip(mean.parameters(), tagger.parameters(), strict=True):
        if theirs.requires_grad:
            ours.lerp_(theirs, 1 - kept)
