"""Numpy arrays → Arrow columns, without a Python object a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_HEX = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint8).reshape(256, 2)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(*parts: int | Numbers | Hashes) -> Hashes:
    """Return 64 bits that depend on every part; equal for equal parts, and distinct for distinct last ones."""
    state: Hashes = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            state = _scattered(state ^ np.asarray(part).astype(np.uint64))
    return state


def _scattered(state: Hashes) -> Hashes:
    """Return splitmix64 of each: a bijection."""
    state = state + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def hexes(hashes: Hashes) -> pyarrow.Array:
    """Return ids as the warehouse has them, of 16 hexadecimal digits."""
    digits = _HEX[hashes.astype(">u8").view(np.uint8)].reshape(-1)
    return _strings(digits, np.arange(len(hashes) + 1, dtype=np.int32) * 16)


def blobs(rows: NDArray[np.int8]) -> pyarrow.Array:
    """Return [n, width] bytes as n binary values."""
    number, width = rows.shape
    offsets = np.arange(number + 1, dtype=np.int32) * width
    return pyarrow.Array.from_buffers(
        pyarrow.binary(), number, [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(rows)]
    )


def joined(words: pyarrow.Array, ends: Numbers) -> pyarrow.Array:
    """Return the words before each end and after the one before it, run together without anything between."""
    # The words' bytes lie one after the other already: other boundaries make longer strings of them.
    _, offsets, data = words.buffers()
    starts = np.frombuffer(offsets, np.int32)[words.offset : words.offset + len(words) + 1]
    return _strings(data, np.ascontiguousarray(starts[np.concatenate([[0], ends])]))


def _strings(data: Any, offsets: NDArray[np.int32]) -> pyarrow.Array:
    buffer = data if isinstance(data, pyarrow.Buffer) else pyarrow.py_buffer(data)
    return pyarrow.Array.from_buffers(pyarrow.string(), len(offsets) - 1, [None, pyarrow.py_buffer(offsets), buffer])


def where(valid: Flags, values: pyarrow.Array | Numbers) -> pyarrow.Array:
    """Return the values where they are valid, NULL elsewhere."""
    return pyarrow.compute.if_else(pyarrow.array(valid), pyarrow.array(values), None)


def chosen(names: Sequence[str], which: Numbers) -> pyarrow.Array:
    """Return the name of each number."""
    return pyarrow.array(names, pyarrow.string()).take(pyarrow.array(which))


def lists(values: pyarrow.Array, lengths: Numbers) -> pyarrow.Array:
    """Return the values as lists of these lengths, one after the other."""
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pyarrow.ListArray.from_arrays(offsets, values)


def within(lengths: Numbers) -> Numbers:
    """Return 0 … n-1 for each of the lengths n, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def moments(microseconds: Numbers) -> pyarrow.Array:
    """Return TIMESTAMP values of microseconds since 1970."""
    return pyarrow.array(microseconds.astype("datetime64[us]"))


def drawn(random: np.random.Generator, shares: Sequence[float], number: int) -> Numbers:
    """Return so many numbers of choices, which come with these shares; what they lack to 1 falls to the last."""
    return np.searchsorted(np.cumsum(shares[:-1]), random.random(number), side="right").astype(np.int64)
