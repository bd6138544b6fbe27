"""The same work on many items → the results in their order, done by the workers that the setting `runner` names.

Batches of items are tasks of the Prefect flow that is under way, submitted to Prefect's task runner for Dask or Ray;
what they come to returns to this process, which alone writes. A batch whose worker dies is given to another one. The
one door to prefect-dask and prefect-ray, which are imported where they are asked for.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from contextvars import Context, copy_context
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from claims.extract import EXTRACTOR as ATTRIBUTOR
from flows.batches import in_batches
from flows.settings import LOCAL, Settings, SettingsError
from sources.errors import SaysoError
from sources.extract import EXTRACTOR

if TYPE_CHECKING:
    from prefect import Task
    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

# What results depend on besides the items: workers have to have the same.
CODE = f"sayso {version('sayso')}, {EXTRACTOR}, {ATTRIBUTOR}"
BATCH = "batch"  # the tasks' name
# Prefect records some 25 tasks a second: a step has few, unless that makes them large.
_BATCHES, _LARGEST = 16, 50
_WAITING = 128  # batches handed out whose results are not yet taken: two for each of 64 workers

Item = TypeVar("Item")
Result = TypeVar("Result")


class OtherCode(SaysoError):
    """A worker has another version of sayso than the run that asks it."""


class WorkersFailed(SaysoError):
    """The workers of Dask or Ray cannot be reached, or die over their work."""


class Each(Protocol):
    """Does the work on each of so many items; gives the results in the items' order."""

    def __call__(self, work: Callable[[Item], Result], items: Iterable[Item], number: int, /) -> Iterable[Result]:
        """Return the results; `number` is that of the items."""
        ...


def in_turn(work: Callable[[Item], Result], items: Iterable[Item], _: int) -> Iterable[Result]:
    """Do the work here, on one item after the other."""
    return map(work, items)


def in_threads(threads: int) -> Each:
    """Return what does the work here in so many threads."""

    def each(work: Callable[[Item], Result], items: Iterable[Item], _: int) -> Iterable[Result]:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            return list(pool.map(work, items))

    return each


@contextmanager
def workers(settings: Settings) -> Iterator[Each | None]:
    """Give what has the work done by the workers that `runner` names; None where that is this process.

    A cluster of the run's own is started when there is work, and ends with the block. Raises SettingsError where the
    package for it is missing, or no Prefect flow is under way. What is given raises WorkersFailed; OtherCode.
    """
    if settings.runner == LOCAL:
        yield None
        return
    runner, context = open_runner(settings), _context_for_workers(settings.runner)
    with ExitStack() as stack:
        yield partial(_hand_out, cache(lambda: _start(runner, stack)), context)


def batches(items: Iterable[Item], number: int) -> Iterator[list[Item]]:
    """Return the items, of which there are so many, in batches of one size: sixteen, or more of 50 items each."""
    return in_batches(items, min(_LARGEST, max(1, -(-number // _BATCHES))))


def carry_out(code: str, asked: bytes) -> bytes:
    """Do what is asked for, on a worker. Raises OtherCode.

    Question and answer are bytes, for Prefect and Dask look into everything else that they are handed, field by field.
    """
    if code != CODE:
        raise OtherCode(f"a worker has {CODE} and this run {code}: install the same on both")
    work, items = pickle.loads(asked)  # noqa: S301 - from the run that this is a worker of
    return pickle.dumps([work(item) for item in items], pickle.HIGHEST_PROTOCOL)


def _hand_out(
    start: Callable[[], TaskRunner[PrefectFuture[bytes]]],
    context: Context,
    work: Callable[[Item], Result],
    items: Iterable[Item],
    number: int,
) -> Iterator[Result]:
    from prefect import task  # noqa: PLC0415  # it takes seconds
    from prefect.cache_policies import NO_CACHE  # noqa: PLC0415

    batch_task = task(name=BATCH, cache_policy=NO_CACHE, persist_result=False)(carry_out)
    asked: deque[PrefectFuture[bytes]] = deque()
    for batch in batches(items, number):
        asked.append(context.run(_submit, start(), batch_task, pickle.dumps((work, batch), pickle.HIGHEST_PROTOCOL)))
        if len(asked) > _WAITING:
            yield from _answer(asked.popleft())
    while asked:
        yield from _answer(asked.popleft())


def _submit(
    runner: TaskRunner[PrefectFuture[bytes]], batch_task: Task[[str, bytes], bytes], asked: bytes
) -> PrefectFuture[bytes]:
    with _as_ours():
        return runner.submit(batch_task, {"code": CODE, "asked": asked})


def _answer(future: PrefectFuture[bytes]) -> list[Any]:
    with _as_ours():
        return list(pickle.loads(future.result()))  # noqa: S301 - `carry_out` has written it


def _context_for_workers(runner: str) -> Context:
    """Return the context in which batches are submitted: tasks of the flow, whatever task of it asks for them.

    It goes with each batch. So the workers report to the flow's server, where it is one for the run alone, too.
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415
    from prefect.runtime import flow_run  # noqa: PLC0415
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    if flow_run.id is None:
        raise SettingsError(
            f"runner = {runner!r} hands articles out as tasks of a Prefect flow: leave out --direct, or set "
            f"SAYSO_RUNNER={LOCAL}"
        )
    with get_client(sync_client=True) as client, temporary_settings({PREFECT_API_URL: str(client.api_url)}):
        return copy_context()


def _start(runner: TaskRunner[Any], stack: ExitStack) -> TaskRunner[Any]:
    with _as_ours():
        return stack.enter_context(runner)


def open_runner(settings: Settings) -> TaskRunner[Any]:
    """Return Prefect's task runner for what `runner` names, not yet started. Raises SettingsError."""
    return _dask(settings) if settings.runner.startswith("dask") else _ray(settings)


def _dask(settings: Settings) -> TaskRunner[Any]:
    try:
        from prefect_dask import DaskTaskRunner  # noqa: PLC0415
    except ImportError as error:
        raise _missing(settings.runner, "dask") from error
    logging.getLogger("distributed").setLevel(logging.ERROR)  # it tells of each connection
    _, _, address = settings.runner.partition(":")
    local = {"n_workers": settings.processes, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    runner: TaskRunner[Any] = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    return runner


def _ray(settings: Settings) -> TaskRunner[Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers of every start
    try:
        from prefect_ray import RayTaskRunner  # noqa: PLC0415
    except ImportError as error:
        raise _missing(settings.runner, "ray") from error
    options = {"log_to_driver": False, "logging_level": "ERROR"}
    local = {"num_cpus": settings.processes, "include_dashboard": False}
    runner: TaskRunner[Any] = (
        RayTaskRunner(init_kwargs=options | local)
        if settings.runner == "ray"
        else RayTaskRunner(address=settings.runner, init_kwargs=options)
    )
    return runner


def _missing(runner: str, extra: str) -> SettingsError:
    return SettingsError(f"runner = {runner!r} needs packages that are not here: install sayso[{extra}]")


@contextmanager
def _as_ours() -> Iterator[None]:
    """Turn whatever a cluster that cannot be had provokes into an error of ours."""
    try:
        yield
    except SaysoError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise WorkersFailed(
            f"the workers failed ({reason}); see to the cluster that `runner` names and run again, or set "
            f"SAYSO_RUNNER={LOCAL}: what was saved stays"
        ) from error
