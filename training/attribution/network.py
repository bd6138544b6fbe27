"""The network: an encoder (`training.bert`) with a tagging head and pointing heads.

Each piece gets seven scores for its tag. A source, content or cue piece points at the first piece of its cue, and the
first piece of each cue points at the first and last piece of its source, or at [CLS] where it has none: three times
query · key, after the biaffine parsers of Dozat and Manning (2017), without their bilinear term.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from torch import Tensor, nn

from claims.decode import POINTER, TAGS
from claims.window import FEATURES
from training.bert import WIDTH, Encoder, load_pretrained


class Scores(NamedTuple):
    """What the network says of a batch of windows."""

    tags: Tensor  # [batch, pieces, tags]
    queries: Tensor  # [batch, pieces, 3 × POINTER]: to its cue; from a cue to its source's first and last piece
    keys: Tensor  # [batch, pieces, 3 × POINTER]


class Tagger(Encoder):
    """Windows of pieces → scores."""

    def __init__(self, layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__(layers, dropout, FEATURES)
        self.tag = nn.Linear(WIDTH, len(TAGS))
        self.query = nn.Linear(WIDTH, 3 * POINTER)
        self.key = nn.Linear(WIDTH, 3 * POINTER)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> Scores:
        """Score [batch, pieces] windows; mask, [batch, 1, 1, pieces], is added to attention: -1e4 where no piece is."""
        return self.judge(self.read(ids, features, mask))

    def judge(self, hidden: Tensor) -> Scores:
        """Return the scores that the heads give."""
        hidden = self.dropout(hidden)
        return Scores(self.tag(hidden), self.query(hidden), self.key(hidden))


def pretrained(weights: Path, layers: int = 6) -> Tagger:
    """Return a tagger whose encoder has the weights of a BERT-shaped safetensors file."""
    return load_pretrained(Tagger(layers), weights)


def shallower(tagger: Tagger, kept: Sequence[int]) -> Tagger:
    """Return a network with some of another's layers, and all else of it."""
    small = Tagger(len(kept))
    state = {name: tensor for name, tensor in tagger.state_dict().items() if not name.startswith("layers.")}
    for new, old in enumerate(kept):
        for name, tensor in tagger.layers[old].state_dict().items():
            state[f"layers.{new}.{name}"] = tensor
    small.load_state_dict(state)
    return small
