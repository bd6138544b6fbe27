"""The attribution model at run time: text → sources, cues and contents with exact offsets.

claims/models/attribution/ holds the network (int8 ONNX), its vocabulary, and model.json with the SHA-256 of both.
Each window goes through the network alone and on one thread: dynamic quantisation scales by the largest value of a
call, so that what shares a call with a text would change what is found in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.decode import Found, Piece, Scores, decode
from claims.network import MODELS, Network, open_network, read_card, read_tokenizer
from claims.types import Attribution, Span
from claims.window import USUAL, Window, encode, pack

MODEL = MODELS / "attribution"
_REMEMBERED = 10_000  # windows, of 2 kB each: copies of a wire's article have most of them in common


@dataclass(frozen=True, slots=True)
class Tagger:
    """A loaded model. It can be used by several threads at once."""

    name: str  # with its version, as rows carry it
    tokenizer: Tokenizer
    network: Network

    def tag(self, text: str) -> Iterator[Attribution]:
        """Yield the attributions of a text in the order of its windows; nested ones are not found."""
        return self.tag_windows(pack(encode(text, self.tokenizer), self.tokenizer, repeat(USUAL)))

    def tag_part(self, text: str, start: int) -> list[Attribution]:
        """Return the attributions of a text that is part of a longer one, from `start` on; places are the longer one's.

        A part goes through the network by itself: what stands elsewhere in the longer text is no context of it.
        """
        pieces = (piece.shifted(start) for piece in encode(text, self.tokenizer))
        return list(self.tag_windows(pack(pieces, self.tokenizer, repeat(USUAL))))

    def tag_windows(self, windows: Iterable[Window]) -> Iterator[Attribution]:
        """Yield the attributions of windows that are packed already."""
        for window in windows:
            parted = window.starts < 0
            read = _read(self.network, window.ids.tobytes(), window.features.tobytes(), parted.tobytes())
            yield from (_attribution(window, found) for found in read)


@cache
def load_tagger(folder: Path = MODEL) -> Tagger:
    """Return the model of a folder. Raises ModelMissing or ModelAltered."""
    card = read_card(folder)
    return Tagger(f"{card.name}/{card.version}", read_tokenizer(card), open_network(card.read("tagger.onnx")))


def score(network: Network, ids: NDArray[np.int64], features: NDArray[np.int64]) -> Scores:
    """Run the network on the pieces of one window."""
    tags, queries, keys = network.run(("tags", "queries", "keys"), {"ids": ids[None], "features": features[None]})
    return Scores(tags[0], queries[0], keys[0])


@lru_cache(maxsize=_REMEMBERED)
def _read(network: Network, ids: bytes, features: bytes, parted: bytes) -> tuple[Found, ...]:
    """Return what the network and the decoder find in a window, given by the bytes of its arrays."""
    scores = score(network, np.frombuffer(ids, np.int64), np.frombuffer(features, np.int64))
    return tuple(decode(scores, np.frombuffer(parted, np.bool_)))


def _attribution(window: Window, found: Found) -> Attribution:
    def span(part: Piece) -> Span:
        return Span(int(window.starts[part[0]]), int(window.ends[part[1] - 1]))

    return Attribution(
        tuple(span(part) for part in found.content),
        span(found.source) if found.source else None,
        span(found.cue) if found.cue else None,
        sureness=found.sureness,
    )
