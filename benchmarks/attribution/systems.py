"""The peers that can be loaded here, and why others cannot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.attribution.predict import Finder
from benchmarks.peers import gendergap, naive, textacy_quotes

GENDERGAP = "GenderGapTracker"
GENDERGAP_BARE = "GenderGapTracker without NER"
PEERS: dict[str, Callable[[], Finder]] = {
    "naive": naive.load,
    "textacy": textacy_quotes.load,
    GENDERGAP: gendergap.load,
    GENDERGAP_BARE: partial(gendergap.load, whole=False),
}


def load_peers() -> tuple[dict[str, Finder], list[str]]:
    """Return name → finder of the peers that are installed, and a line on each that is not."""
    finders: dict[str, Finder] = {}
    notes: list[str] = []
    for name, load in PEERS.items():
        try:
            finders[name] = load()
        except ModuleNotFoundError as error:
            notes.append(f"{name} was not measured: {error}; install the dependency group peers")
    return finders, notes
