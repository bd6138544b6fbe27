"""Work on many items keeps their order wherever it is done; a runner that cannot be had says so."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import SettingsError, load_settings
from flows.spreading import CODE, OtherCode, batches, carry_out, in_threads, in_turn
from tests.support import Sayso

NUMBERS = st.lists(st.integers())


@given(items=NUMBERS, threads=st.integers(1, 4))
def test_here_results_come_in_the_order_of_the_items(items: list[int], threads: int) -> None:
    for each in (in_turn, in_threads(threads)):
        assert list(each(str, items, len(items))) == list(map(str, items))


@given(number=st.integers(0, 2_000))
def test_batches_of_a_step_are_few_or_large_and_lose_nothing(number: int) -> None:
    cut = list(batches(range(number), number))
    assert [item for batch in cut for item in batch] == list(range(number))
    sizes = [len(batch) for batch in cut]
    assert len(sizes) <= 16 or set(sizes[:-1]) == {50}
    assert all(0 < size <= 50 for size in sizes)


@given(items=NUMBERS)
def test_a_worker_does_what_is_done_here(items: list[int]) -> None:
    assert pickle.loads(carry_out(CODE, pickle.dumps((str, items)))) == list(map(str, items))  # noqa: S301


def test_a_worker_of_another_version_refuses() -> None:
    with pytest.raises(OtherCode, match=r"install the same") as raised:
        carry_out("sayso 0.0.1", pickle.dumps((str, [1])))
    assert pickle.loads(pickle.dumps(raised.value)).args == raised.value.args  # noqa: S301


@pytest.mark.parametrize("runner", ["local", "dask", "dask:tcp://head.example:8786", "ray", "ray://head.example:10001"])
def test_runners(runner: str) -> None:
    assert load_settings(runner=runner).runner == runner


@pytest.mark.parametrize("runner", ["", "spark", "dask:", "dask://head.example", "ray:8786", "ray:// head", "local "])
def test_what_is_no_runner_is_told_with_what_would_be_one(runner: str) -> None:
    with pytest.raises(SettingsError, match=r"runner: .*dask:tcp://HOST:PORT"):
        load_settings(runner=runner)


@pytest.mark.parametrize(("runner", "package"), [("dask:tcp://head.example:8786", "dask"), ("ray", "ray")])
def test_a_runner_whose_packages_are_missing_says_what_to_install(
    sayso: Sayso, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, f"prefect_{package}", None)
    done = sayso("ingest", "--direct", env={"SAYSO_RUNNER": runner})
    assert (done.returncode, f"install sayso[{package}]" in done.stderr) == (1, True)
    assert done.stderr.count("\n") == 1
