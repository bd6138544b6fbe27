"""What the warehouse benchmark can fail with."""

from __future__ import annotations

from sources.errors import SaysoError


class Unequal(SaysoError):
    """Two systems that hold the same rows gave different answers."""

    def __init__(self, mart: str, system: str, rows: int, wanted: int) -> None:
        super().__init__(
            f"{mart}: {system} answers otherwise, {rows:,} rows, DuckDB {wanted:,}; its time counts for nothing"
        )


class Unsound(SaysoError):
    """A synthetic warehouse in which something points nowhere."""

    def __init__(self, found: int, first: str) -> None:
        super().__init__(f"the synthetic warehouse has {found:,} faults, such as: {first}")
