"""Batches of pairs → matches, in several processes where there are many: the same ones in the same order as in one.

Each process is a Python of its own that is handed batches on standard input and hands back matches on standard output,
pickled. Nothing is forked: the process that starts them has threads, and a database open. Standard input ends with the
process that holds its other end, however that one ends, and the worker with it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields
from io import BytesIO
from itertools import chain
from operator import attrgetter
from pathlib import Path
from queue import SimpleQueue
from struct import Struct
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self, cast

from threadpoolctl import threadpool_limits

from claims.errors import ScoringStopped
from claims.matches import Matches
from claims.reading import Reading
from claims.score import load_weights
from claims.scoring import Batch, score_batch
from claims.types import DateMention, Hop, Quantity, Span

# Pairs that are scored in this process: they take a second or two, and so does the start of others.
FEW = 100_000

_WORK = "from claims.scoring_pool import work; work()"
_PARTS: tuple[type, ...] = (Reading, Hop, Span, Quantity, DateMention)
_SIZE = Struct("<Q")
_ROOT = str(Path(__file__).resolve().parents[1])


def _by_fields(kind: type) -> Callable[[object], tuple[type, tuple[object, ...]]]:
    """Return how a dataclass is pickled as its class and its fields: in half the time of its own way."""
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda item: (kind, values(item))


_BY_FIELDS = {kind: _by_fields(kind) for kind in _PARTS}


class ScoringPool:
    """Scores batches in so many processes. They are started when there is much to do, and end with the block.

    Of several processes, this one included, each works out matrix products in one thread: threads wait for one another
    actively, on cores that the others could have.
    """

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._workers: list[subprocess.Popen[bytes]] = []
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(processes)  # one waits for each process
        self._products = threadpool_limits(1 if processes > 1 else None, "blas")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.kill()
        self._products.restore_original_limits()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.communicate()

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the ids of the processes that were started."""
        return tuple(worker.pid for worker in self._workers)

    def score(self, batches: Iterable[Batch]) -> Iterator[Matches]:
        """Yield the matches of each batch in turn, as `score_batch` does. Raises ScoringStopped.

        Some batches more are taken than those whose matches were yielded, so that no process waits for work.
        """
        supply = iter(batches)
        if not self._workers:
            first = [] if self._processes == 1 else list(_many(supply))
            if sum(map(len, first)) <= FEW:
                yield from (matches for batch in chain(first, supply) for matches in score_batch(batch))
                return
            self._start()
            supply = chain(first, supply)
        asked: deque[Future[list[Matches]]] = deque()
        for batch in supply:
            asked.append(self._threads.submit(self._ask, batch))
            if len(asked) > 2 * self._processes:
                yield from asked.popleft().result()
        while asked:
            yield from asked.popleft().result()

    def _start(self) -> None:
        load_weights()  # a file that is missing or altered is told here
        paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        for _ in range(self._processes):
            worker = subprocess.Popen(
                [sys.executable, "-P", "-c", _WORK],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": paths},
                process_group=0,  # Ctrl-C is for the process that started it
            )
            self._workers.append(worker)
            self._idle.put(worker)

    def _ask(self, batch: Batch) -> list[Matches]:
        worker = self._idle.get()
        questions, answers = cast(IO[bytes], worker.stdin), cast(IO[bytes], worker.stdout)
        try:
            _send(questions, batch)
            return list(_received(answers))
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            raise ScoringStopped(worker.wait(), self._processes) from error
        finally:
            self._idle.put(worker)


def _send(sink: IO[bytes], item: object) -> None:
    """Write an item, and before it how many bytes it has.

    In one piece: a pickle written or read bit by bit hands the interpreter's lock over at each bit.
    """
    held = BytesIO()
    pickler = pickle.Pickler(held, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _BY_FIELDS
    pickler.dump(item)
    sink.write(_SIZE.pack(held.tell()))
    sink.write(held.getbuffer())
    sink.flush()


def _received(source: IO[bytes]) -> Any:
    """Return the next item. Raises EOFError where none comes any more, UnpicklingError where a part does."""
    size = source.read(_SIZE.size)
    if len(size) < _SIZE.size:
        raise EOFError
    return pickle.loads(source.read(*_SIZE.unpack(size)))  # noqa: S301 - a process of our own writes it


def _many(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield batches until they have more pairs than a few, or there are no more."""
    pairs = 0
    while pairs <= FEW and (batch := next(batches, None)) is not None:
        pairs += len(batch)
        yield batch


def work() -> None:
    """Be one of the processes: score the batches that come on standard input until it ends."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what else is printed would be read as an answer
    threadpool_limits(1, "blas")
    batches: SimpleQueue[Batch] = SimpleQueue()
    Thread(target=_receive, args=(asked, batches), daemon=True).start()
    while True:
        matches = list(score_batch(batches.get()))
        try:
            _send(answers, matches)
        except BrokenPipeError:
            os._exit(0)


def _receive(source: IO[bytes], batches: SimpleQueue[Batch]) -> None:
    """Pass batches on; end the process, whatever it is doing, when none can come any more."""
    try:
        while True:
            batches.put(_received(source))
    except (EOFError, pickle.UnpicklingError):
        os._exit(0)
    finally:
        os._exit(1)
