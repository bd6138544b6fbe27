"""The attribution model at run time: text → sources, cues and contents with exact offsets.

claims/models/attribution/ holds the network (int8 ONNX), its vocabulary, and model.json with the SHA-256 of both.
Each window goes through the network alone and on one thread: dynamic quantisation scales by the largest value of a
call, so that what shares a call with a text would change what is found in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from pathlib import Path

from tokenizers import Tokenizer

from claims.decode import Found, Piece, Scores, decode
from claims.network import MODELS, Network, open_network, read_card, read_tokenizer
from claims.types import Attribution, Span
from claims.window import USUAL, Window, encode, pack

MODEL = MODELS / "attribution"


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
        return chain.from_iterable(
            [_attribution(window, found) for found in decode(self.score(window), window.starts < 0)]
            for window in windows
        )

    def score(self, window: Window) -> Scores:
        """Run the network on one window."""
        inputs = {"ids": window.ids[None], "features": window.features[None]}
        tags, queries, keys = self.network.run(("tags", "queries", "keys"), inputs)
        return Scores(tags[0], queries[0], keys[0])


@cache
def load_tagger(folder: Path = MODEL) -> Tagger:
    """Return the model of a folder. Raises ModelMissing or ModelAltered."""
    card = read_card(folder)
    return Tagger(f"{card.name}/{card.version}", read_tokenizer(card), open_network(card.read("tagger.onnx")))


def _attribution(window: Window, found: Found) -> Attribution:
    def span(part: Piece) -> Span:
        return Span(int(window.starts[part[0]]), int(window.ends[part[1] - 1]))

    return Attribution(
        tuple(span(part) for part in found.content),
        span(found.source) if found.source else None,
        span(found.cue) if found.cue else None,
        sureness=found.sureness,
    )
