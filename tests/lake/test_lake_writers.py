"""Several writers and readers of one lake at once, of whom one is killed now and then: nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lake.conftest import Shared
from tests.lake.rows import all_rows
from tests.lake.writer import NOW, batch
from tests.support import ROOT
from warehouse import LakeBusy, Warehouse, WarehouseError
from warehouse.connect import open_writer
from warehouse.lake import waiting

SECONDS = 30
WRITERS = ("one", "two", "three", "four")


class Process:
    """A writer or reader whose output goes to a file, which outlives it."""

    def __init__(self, module: str, shared: Shared, said: Path, *arguments: str) -> None:
        self.said = said
        with said.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"tests.lake.{module}", shared.text, str(shared.data), *arguments],
                cwd=ROOT,
                env=dict(os.environ),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def lines(self) -> list[str]:
        return self.said.read_text().split()


@pytest.mark.timeout(280)
def test_four_writers_and_two_readers_with_kills(shared: Shared, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - when to kill
    Warehouse.open(shared.lake).close()
    writers = {name: Process("writer", shared, tmp_path / name, name, "0") for name in WRITERS}
    readers = [Process("reader", shared, tmp_path / f"reader{i}", str(tmp_path / f"{i}.ducklake")) for i in (1, 2)]
    kills = 0
    try:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until or kills < 5:
            time.sleep(chance.uniform(3, 7))
            name = chance.choice(WRITERS)
            writers[name].process.kill()
            writers[name].process.wait()
            kills += 1
            said = writers[name].lines()
            following = str(int(said[-1]) + 1) if said else "0"
            writers[name] = Process("writer", shared, tmp_path / name, name, following)
    finally:
        for process in writers.values():
            process.process.kill()
            process.process.wait()
        for number in (1, 2):
            (tmp_path / f"{number}.ducklake.stop").touch()
        ended = [reader.process.wait(timeout=60) for reader in readers]
    saved = {name: writers[name].lines() for name in WRITERS}
    assert all(line.isdigit() for said in saved.values() for line in said), saved
    assert ended == [0, 0], [reader.said.read_text() for reader in readers]
    for reader in readers:
        assert reader.lines(), "it read nothing"
        assert all(line.isdigit() for line in reader.lines()), reader.said.read_text()
    with Warehouse.open(shared.lake) as warehouse:
        assert warehouse.audit() == ()
    rows = all_rows(shared.lake)
    assert all(times == 1 for table in rows.values() for times in table.values())
    connection = open_writer(shared.lake)
    held = [id_ for (id_,) in connection.execute("SELECT address_id FROM addresses").fetchall()]
    connection.close()
    assert len(held) == len(set(held))
    told = {address.id for name, said in saved.items() for number in said for address in batch(name, int(number))}
    assert told, "nothing was saved"
    assert told <= set(held)
    # A batch that was committed and not told of, when its writer was killed, is saved again by its successor.
    print(f"{len(held):,} addresses in {sum(map(len, saved.values())):,} saves of {SECONDS} s, {kills} kills")  # noqa: T201


def test_a_save_that_began_before_another_was_committed_is_refused(shared: Shared) -> None:
    Warehouse.open(shared.lake).close()
    early, late = open_writer(shared.lake), open_writer(shared.lake)
    for connection in (early, late):
        connection.execute("BEGIN")
        connection.execute("INSERT INTO derivations SELECT 'x', 'y' WHERE 'x' NOT IN (SELECT name FROM derivations)")
    late.execute("COMMIT")
    with pytest.raises(Exception, match="Failed to commit"):
        early.execute("COMMIT")
    late.close()
    early.close()
    assert all_rows(shared.lake)["derivations"]["('x', 'y')"] == 1


def test_what_fails_is_taken_back_and_the_next_one_has_its_turn(shared: Shared) -> None:
    def save_and(warehouse: Warehouse, number: int, fail: Callable[[], object]) -> None:
        with warehouse.ingestion.saving():
            warehouse.ingestion.add_addresses(batch("one", number))
            fail()

    def end() -> None:
        raise KeyError

    with Warehouse.open(shared.lake) as warehouse:
        with pytest.raises(WarehouseError, match="nothing of this was saved"):
            save_and(warehouse, 1, lambda: warehouse._connection.execute("SELECT nonsense"))
        with pytest.raises(KeyError):
            save_and(warehouse, 2, end)
        with warehouse.ingestion.saving():
            assert warehouse.ingestion.add_addresses(batch("one", 3)) == 10
    assert sum(all_rows(shared.lake)["addresses"].values()) == 10


def test_one_machine_has_a_stage_or_an_item_in_hand(shared: Shared) -> None:
    with Warehouse.open(shared.lake) as first, Warehouse.open(shared.lake) as second:
        with first.taking("extract", ["a", "b"]) as mine, second.taking("extract", ["b", "c"]) as others:
            assert (mine, others) == (["a", "b"], ["c"])
            with second.taking("attribute", ["a"]) as other_stage, second.taking("extract", []) as nothing:
                assert (other_stage, nothing) == (["a"], [])
        with second.taking("extract", ["b", "b'; --"]) as free:
            assert free == ["b", "b'; --"]
        with (
            first.alone("match"),
            pytest.raises(LakeBusy, match="match"),
            waiting(second._connection, "match", patience=0),
        ):
            pass
        with second.alone("match"), second.alone("other"):
            pass


def test_what_a_killed_process_had_in_hand_is_free(shared: Shared, tmp_path: Path) -> None:
    Warehouse.open(shared.lake).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, shared.text, str(shared.data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with holder, Warehouse.open(shared.lake) as warehouse:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with warehouse.taking("extract", ["a"]) as mine:
            assert mine == []
        running = warehouse.start_run(NOW, "1")
        assert statuses(warehouse) == {"running": 2}
        holder.kill()
        holder.wait()
        with warehouse.alone("match"), warehouse.taking("extract", ["a"]) as mine:
            assert mine == ["a"]
        with Warehouse.open(shared.lake) as other:
            other.start_run(NOW, "1")
            assert statuses(other) == {"running": 2, "failed": 1}
        warehouse.finish_run(running, NOW, "done", {})
        assert statuses(warehouse) == {"running": 1, "failed": 1, "done": 1}


HOLD = """
import sys
import time
from tests.lake.writer import NOW
from warehouse import Lake, Warehouse
with Warehouse.open(Lake.parse(*sys.argv[1:])) as warehouse:
    warehouse.start_run(NOW, "1")
    with warehouse.alone("match"), warehouse.taking("extract", ["a"]):
        print("held", flush=True)
        time.sleep(200)
"""


def statuses(warehouse: Warehouse) -> dict[str, int]:
    return dict(warehouse._connection.execute("SELECT status, count(*) FROM runs GROUP BY status").fetchall())
