"""A reader of a lake that is being written: publishes, opens, counts, over and over, until it is told to stop.

`python -m tests.lake.reader LAKE DATA SNAPSHOT`: says how many batches it saw each time, or what was wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.lake.writer import HALF
from warehouse import Lake, Snapshot, Warehouse

LOOK = f"""
    SELECT count(*) AS addresses, count(DISTINCT address_id) AS once,
        (SELECT count(*) FROM sightings) AS sightings,
        (FROM (SELECT count(*) AS n FROM addresses GROUP BY url.split('/')[3], url.split('/')[4])
         SELECT count(*) FILTER (n <> {HALF})) AS torn
    FROM addresses
"""


def main(text: str, data: str, snapshot: str) -> None:
    seen = 0
    with Warehouse.open(Lake.parse(text, data)) as warehouse:
        while not Path(f"{snapshot}.stop").exists():
            warehouse.publish(Path(snapshot))
            with Snapshot.open(Path(snapshot)) as opened:
                [found] = opened.query(LOOK).to_pylist()
            whole = found["addresses"] == found["once"] == found["sightings"] >= seen and found["torn"] == 0
            print(found["addresses"] if whole else f"wrong: {found}", flush=True)  # noqa: T201 - the test reads it
            seen = found["addresses"]


if __name__ == "__main__":
    main(*sys.argv[1:])
