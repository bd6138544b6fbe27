"""The network: a MiniLM encoder (BERT's architecture, Devlin et al. 2019) with a tagging head and pointing heads.

Each piece gets seven scores for its tag. A source, content or cue piece points at the first piece of its cue, and the
first piece of each cue points at the first and last piece of its source, or at [CLS] where it has none: three times
query · key, after the biaffine parsers of Dozat and Manning (2017), without their bilinear term.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claims.decode import POINTER, TAGS
from claims.window import FEATURES

WIDTH, HEADS = 384, 12


class Scores(NamedTuple):
    """What the network says of a batch of windows."""

    tags: Tensor  # [batch, pieces, tags]
    queries: Tensor  # [batch, pieces, 3 × POINTER]: to its cue; from a cue to its source's first and last piece
    keys: Tensor  # [batch, pieces, 3 × POINTER]


class Layer(nn.Module):
    """One encoder layer, post-norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_out = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        batch, pieces, _ = hidden.shape
        parts = self.query_key_value(hidden).view(batch, pieces, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        # Written out: in bfloat16 on a CPU this is half again as fast as torch's fused attention.
        weights = parts[0] * (WIDTH // HEADS) ** -0.5 @ parts[1].transpose(-1, -2)
        if mask is not None:
            weights = weights + mask
        attended = (torch.softmax(weights, -1, dtype=weights.dtype) @ parts[2]).transpose(1, 2)
        attended = attended.reshape(batch, pieces, WIDTH)
        hidden = self.attention_norm(hidden + self.attention_out(attended))
        return self.norm(hidden + self.dropout(self.narrow(functional.gelu(self.wide(hidden)))))


class Tagger(nn.Module):
    """Windows of pieces → scores."""

    def __init__(self, layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.features = nn.Embedding(FEATURES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.tag = nn.Linear(WIDTH, len(TAGS))
        self.query = nn.Linear(WIDTH, 3 * POINTER)
        self.key = nn.Linear(WIDTH, 3 * POINTER)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.features.weight)
        self.words.weight.requires_grad_(False)  # 11.7 of 22 million weights: frozen, they keep what pretraining knew

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> Scores:
        """Score [batch, pieces] windows; mask, [batch, 1, 1, pieces], is added to attention: -1e4 where no piece is."""
        return self.judge(self.read(ids, features, mask))

    def read(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return what the last layer makes of each piece, [batch, pieces, WIDTH]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.words(ids) + self.positions(places) + self.kind + self.features(features)
        hidden = self.dropout(self.norm(hidden))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden

    def judge(self, hidden: Tensor) -> Scores:
        """Return the scores that the heads give."""
        hidden = self.dropout(hidden)
        return Scores(self.tag(hidden), self.query(hidden), self.key(hidden))


def pretrained(weights: Path, layers: int = 6) -> Tagger:
    """Return a tagger whose encoder has the weights of a BERT-shaped safetensors file."""
    found = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    tagger = Tagger(layers)
    state = tagger.state_dict()

    def put(name: str, *sources: str) -> None:
        state[name] = torch.cat([found[source] for source in sources])

    put("words.weight", "embeddings.word_embeddings.weight")
    put("positions.weight", "embeddings.position_embeddings.weight")
    state["kind"] = found["embeddings.token_type_embeddings.weight"][0]
    for end in ("weight", "bias"):
        put(f"norm.{end}", f"embeddings.LayerNorm.{end}")
        for number in range(layers):
            new, old = f"layers.{number}", f"encoder.layer.{number}"
            put(f"{new}.query_key_value.{end}", *(f"{old}.attention.self.{n}.{end}" for n in ("query", "key", "value")))
            put(f"{new}.attention_out.{end}", f"{old}.attention.output.dense.{end}")
            put(f"{new}.attention_norm.{end}", f"{old}.attention.output.LayerNorm.{end}")
            put(f"{new}.wide.{end}", f"{old}.intermediate.dense.{end}")
            put(f"{new}.narrow.{end}", f"{old}.output.dense.{end}")
            put(f"{new}.norm.{end}", f"{old}.output.LayerNorm.{end}")
    tagger.load_state_dict(state)
    return tagger


def shallower(tagger: Tagger, kept: Sequence[int]) -> Tagger:
    """Return a network with some of another's layers, and all else of it."""
    small = Tagger(len(kept))
    state = {name: tensor for name, tensor in tagger.state_dict().items() if not name.startswith("layers.")}
    for new, old in enumerate(kept):
        for name, tensor in tagger.layers[old].state_dict().items():
            state[f"layers.{new}.{name}"] = tensor
    small.load_state_dict(state)
    return small
