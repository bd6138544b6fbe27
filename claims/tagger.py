"""The attribution model at run time: text → sources, cues and contents with exact offsets. The one door to onnxruntime.

claims/models/attribution/ holds the network (int8 ONNX), its vocabulary, and model.json with the SHA-256 of both.
Each window goes through the network alone and on one thread: dynamic quantisation scales by the largest value of a
call, so that what shares a call with a text would change what is found in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import onnxruntime
from tokenizers import Tokenizer

from claims.decode import Found, Piece, Scores, decode
from claims.errors import ModelAltered, ModelMissing
from claims.types import Attribution, Span
from claims.window import USUAL, Window, encode, pack

MODEL = Path(__file__).parent / "models" / "attribution"
CARD = "model.json"


@dataclass(frozen=True, slots=True)
class Tagger:
    """A loaded model. It can be used by several threads at once."""

    name: str  # with its version, as rows carry it
    tokenizer: Tokenizer
    session: onnxruntime.InferenceSession

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
        tags, queries, keys = self.session.run(("tags", "queries", "keys"), inputs)
        return Scores(tags[0], queries[0], keys[0])


@cache
def load_tagger(folder: Path = MODEL) -> Tagger:
    """Return the model of a folder. Raises ModelMissing or ModelAltered."""
    card = _card(folder)
    network, vocabulary = (_checked(folder / name, card["sha256"].get(name)) for name in ("tagger.onnx", "vocab.json"))
    tokenizer = Tokenizer.from_str(vocabulary.decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Tagger(f"{card['name']}/{card['version']}", tokenizer, _session(network))


def _card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    try:
        card = json.loads(path.read_bytes())
        return {"name": str(card["name"]), "version": str(card["version"]), "sha256": dict(card["sha256"])}
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelAltered(path, "a JSON object with name, version and sha256", f"{error!r}") from error


def _checked(path: Path, expected: str | None) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelAltered(path, f"SHA-256 {expected}", f"{found} ({len(content)} bytes)")
    return content


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # windows differ in length, and a pattern is kept for each
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _attribution(window: Window, found: Found) -> Attribution:
    def span(part: Piece) -> Span:
        return Span(int(window.starts[part[0]]), int(window.ends[part[1] - 1]))

    return Attribution(
        tuple(span(part) for part in found.content),
        span(found.source) if found.source else None,
        span(found.cue) if found.cue else None,
        sureness=found.sureness,
    )
