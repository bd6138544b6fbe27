"""The soak's rounds, all in this process: `python -m tests.operations.soak_rounds FOLDER PORT HOSTS`.

Each line read is an Order, each line written an Outcome, as JSON. A round that is to be killed goes to a child, so that
what the other rounds leave in memory adds up here.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

import flows.stages
import sources.fetch
import sources.registry
from flows.run import run_plans
from flows.stages import plan_match
from tests.flows.killing import Elsewhere, Events, watch_all
from tests.flows.web import World
from tests.operations.soak_world import House, host_of
from tests.sources.server import Server


@dataclass(frozen=True, slots=True)
class Order:
    """What a round is to do."""

    now: str  # by the machine's clock, which may be wrong
    kill: int = 0  # the event at which to kill it, 0 for none
    match: bool = False
    delay: float = 0.0  # seconds between two requests to a host


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to."""

    error: str = ""
    killed: bool = False
    resident: int = 0  # bytes, after the round
    peak: int = 0  # bytes, since the round began


def outlets_of(houses: list[House]) -> str:
    """Return the overlay that has the houses as outlets."""
    return "".join(
        f'[[outlets]]\nid = "{house.host.partition(".")[0]}"\nname = "House {house.number}"\nkind = "newspaper"\n'
        f'country = "GB"\nlanguage = "en"\ndomains = ["{house.host}"]\n'
        f"feeds = {json.dumps([f'http://{house.host}{path}' for path in house.feeds])}\n\n"
        for house in houses
    )


def carry_out(world: World, order: Order) -> None:
    world.now = datetime.fromisoformat(order.now)
    world.more["delay"] = order.delay
    world.run()
    if order.match:
        run_plans(world.settings, (plan_match,), lambda step: step.do(), report=False)


def killed_in_a_child(world: World, order: Order) -> bool:
    """Carry the order out in a child that kills itself; tell whether it came to that."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            watch_all(Events(order.kill))
            carry_out(world, order)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def memory() -> tuple[int, int]:
    """Return this process's memory and its peak since `reset_peak`, in bytes."""
    told = Path("/proc/self/status").read_text("utf-8")
    found = {name: int(size) * 1024 for name, size in re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", told, re.MULTILINE)}
    return found["VmRSS"], found["VmHWM"]


def obey(world: World, order: Order) -> Outcome:
    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the peak is counted from here
    try:
        if order.kill and killed_in_a_child(world, order):
            return Outcome("", True, *memory())
        if not order.kill:
            carry_out(world, order)
    except Exception as error:  # noqa: BLE001 - told to whoever gave the order
        return Outcome(repr(error), False, *memory())
    return Outcome("", False, *memory())


def main() -> None:
    folder, port, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    flows.stages.load_tagger()
    # What is the same each time: the packaged outlets, and the system's certificates.
    sources.registry._read_overlay = cache(sources.registry._read_overlay)
    sources.fetch.httpx.create_ssl_context = cache(sources.fetch.httpx.create_ssl_context)
    follow = tuple(host_of(one).partition(".")[0] for one in range(number))
    outlets = (folder / "houses.toml").read_text("utf-8")
    more = {"keep_snapshots": 1, "hosts": 16}
    world = World(folder, cast(Server, Elsewhere(port)), follow=follow, outlets=outlets, more=more)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(obey(world, Order(**json.loads(line))))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
