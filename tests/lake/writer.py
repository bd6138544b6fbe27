"""One of several writers of a lake: saves batches of addresses until it is killed, and says which it has saved.

`python -m tests.lake.writer LAKE DATA NAME FIRST`: of each batch half is its own and half is what all writers save.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count

from sources.follow import Address, Sighting
from warehouse import Lake, Warehouse

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HALF = 5


def batch(name: str, number: int) -> list[Address]:
    """Return what the writer of this name saves at once."""
    urls = [f"https://{whose}.example/{number}/{i}" for whose in (name, "all") for i in range(HALF)]
    return [Address("outlet", url, NOW, NOW) for url in urls]


def save(warehouse: Warehouse, addresses: list[Address]) -> None:
    desk = warehouse.ingestion
    with desk.saving():
        desk.add_addresses(addresses)
        desk.save_sightings([Sighting(address.id, "feed", "", None, NOW) for address in addresses])


def main(text: str, data: str, name: str, first: str) -> None:
    with Warehouse.open(Lake.parse(text, data)) as warehouse:
        for number in count(int(first)):
            save(warehouse, batch(name, number))
            print(number, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
