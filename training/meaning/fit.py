"""Examples → a fitted network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.meaning.examples import Batch, Belonging, Draft, Graded, Material, fill, rounds
from training.meaning.network import SentenceEncoder

SCALE = 20.0  # of cosines in both losses: what differs by a tenth is told apart well
REPORTED = 25  # steps


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn."""

    seed: int = 5
    epochs: float = 3
    rate: float = 3e-5
    warm_up: float = 0.1  # share of the steps
    decay: float = 0.01
    graded_weight: float = 0.125  # the losses of graded pairs are sums over a batch, the others are means
    mutual_weight: float = 0.7
    share: float = 0.8  # of the fitted weights in those that are shipped; the rest are the pretrained ones


def fit(
    network: SentenceEncoder, material: Material, tokenizer: Tokenizer, plan: Plan, tell: Callable[[str], None]
) -> SentenceEncoder:
    """Fit a network in place and return it; tell gets a line of progress now and then."""
    random = Random(plan.seed)  # noqa: S311 - it shuffles
    torch.manual_seed(plan.seed)
    drawn = rounds(material, random)
    total = max(1, int(len(next(drawn)) * plan.epochs))  # the first round drawn only says how large a round is
    learnt = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=plan.rate, weight_decay=plan.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total, plan.warm_up))
    network.train()
    started, pieces = time.monotonic(), 0
    losses: dict[str, list[float]] = {}
    for step, batch in zip(range(1, total + 1), _batches(drawn, material, random), strict=False):
        ids, lengths = padded([*batch.lefts, *batch.rights], tokenizer, batch.longest)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = network(ids, lengths)
        loss = loss_of(vectors, batch, plan)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        schedule.step()
        pieces += int(lengths.sum())
        losses.setdefault(batch.name, []).append(loss.item())
        if step % REPORTED == 0 or step == total:
            means = "  ".join(f"{name} {sum(found) / len(found):.3f}" for name, found in sorted(losses.items()))
            tell(f"step {step}/{total}  {means}  {pieces / (time.monotonic() - started):,.0f} pieces/s")
            losses.clear()
    return network.eval()


def padded(texts: list[str], tokenizer: Tokenizer, longest: int) -> tuple[Tensor, Tensor]:
    """Return the ids of the texts' first pieces, [texts, pieces], and how many of each row are its text's."""
    rows = [torch.tensor(encoding.ids[:longest]) for encoding in tokenizer.encode_batch(texts)]
    lengths = torch.tensor([len(row) for row in rows])
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths


def loss_of(vectors: Tensor, batch: Batch, plan: Plan) -> Tensor:
    """Return the loss of a batch; vectors are the lefts', then the rights'."""
    lefts, rights = vectors[: len(batch.lefts)], vectors[len(batch.lefts) :]
    match batch:
        case Graded():
            return plan.graded_weight * order_loss(lefts, rights, torch.tensor(batch.likeness))
        case Belonging(mutual=True):
            scores = lefts @ rights.T * SCALE
            return (_first_choice(scores) + _first_choice(scores.T)) / 2 * plan.mutual_weight
        case Belonging():
            spared = torch.zeros(len(lefts), len(rights))
            for number, other in batch.also:
                spared[number, other] = -1e4
            return _first_choice(lefts @ rights.T * SCALE + spared)


def order_loss(lefts: Tensor, rights: Tensor, likeness: Tensor) -> Tensor:
    """Return how far the cosines are from standing in the order of the likenesses.

    This is CoSENT (Su 2022, "CoSENT: a more effective sentence vector scheme than Sentence-BERT"): log(1 + Σ exp(λ (cos
    of the less alike pair - cos of the more alike pair))), over all two pairs of a batch that are not equally alike.
    """
    cosines = (lefts * rights).sum(1) * SCALE
    wrong = torch.exp((cosines[None, :] - cosines[:, None]).clamp(max=40))
    ordered = (likeness[:, None] > likeness[None, :]).float()
    return torch.log1p((wrong * ordered).sum())


def _first_choice(scores: Tensor) -> Tensor:
    """Return the cross-entropy of each row's own column among all of the batch (Henderson et al. 2017)."""
    return functional.cross_entropy(scores, torch.arange(len(scores)))


def _batches(drawn: Iterator[list[Draft]], material: Material, random: Random) -> Iterator[Batch]:
    return (fill(draft, material, random) for drafts in drawn for draft in drafts)


def _rate(step: int, total: int, warm_up: float) -> float:
    return min(1.0, (step + 1) / (warm_up * total)) * max(0.0, (total - step) / total)
