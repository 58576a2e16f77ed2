"""Several processes that work on the files of a run, each on one file at a time; answers come in the order of tasks.

A process that dies costs the file that it had, and another one takes its place.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Lock
from typing import Any

from msgspec import Struct

from ccmotivate.pipeline.cycles import freed
from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.processes import Process, receive, send, start
from ccmotivate.signals import uninterrupted

FILES_EACH = 16
"""Fewer files a process do not pay: to start one takes as long as to score six small ones."""

MOST = 60
"""Processes at most, whatever the machine: each needs 100 MiB or more."""

MANY = 64
"""Files of which one process alone keeps what they gave on disk, about 1 MiB each; fewer are read and scored sooner."""

_AHEAD = 2  # tasks given out for each process, done and not yet asked for included
_GRACE = 10.0  # seconds for a process to leave its files whole


def team_size(jobs: int | None, files: int) -> int:
    """How many processes work on so many files; without a number as many as there are processors and files for."""
    if jobs is not None:
        return min(jobs, files, MOST)
    return max(1, min(_processors(), files // FILES_EACH, MOST))


def is_laid_aside(jobs: int | None, files: int) -> bool:
    """Whether what so many files gave is laid aside on disk: by several processes, or where it would fill memory."""
    return team_size(jobs, files) > 1 or files >= MANY


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Task(Struct, frozen=True):
    """A step (a function of a module, called with what all share and ``args``) for the file that ``name`` is."""

    name: str
    step: Callable[..., Any]
    args: tuple[Any, ...]


Answer = tuple[Any, tuple[Problem, ...]]
"""What a step gives, None where it failed; then the problems that say why."""


class Alone:
    """This process in place of a team: each step when its answer is asked for."""

    def __init__(self, shared: object) -> None:
        self._shared = shared

    def map(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """The answers in the order of the tasks."""
        return freed(attempt(partial(one.step, self._shared, *one.args), one.name) for one in tasks)

    def close(self) -> None:
        """Nothing is to be ended."""


class Team:
    """Processes for a run, to be closed; ``shared`` is the first argument of every step."""

    def __init__(self, size: int, shared: object) -> None:
        self._size = size
        self._setup = (sys.argv, shared)
        self._lock, self._is_over = Lock(), False
        self._alive: set[Process] = set()
        self._free: SimpleQueue[Process | None] = SimpleQueue()
        for _ in range(size):
            self._free.put(None)  # started by its first task
        self._threads = ThreadPoolExecutor(size)

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def map(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """The answers in the order of the tasks, of which only a few are taken ahead."""
        given: deque[Future[Answer]] = deque()
        for task in tasks:
            given.append(self._threads.submit(self._do, task))
            if len(given) >= self._size * _AHEAD:
                yield given.popleft().result()
        while given:
            yield given.popleft().result()

    def close(self) -> None:
        """End every process, each file that it has in hand being whole or as before."""
        with uninterrupted():
            with self._lock:
                self._is_over = True
                alive = list(self._alive)
            for process in alive:
                process.terminate()
            for process in alive:
                _end(process, _GRACE)
            self._threads.shutdown(cancel_futures=True)

    def _do(self, task: Task) -> Answer:
        process = self._free.get()
        try:
            process = process or self._start()
            send(process.stdin, (task.name, task.step, task.args))
            answer: Answer = receive(process.stdout)
        except (OSError, EOFError) as failure:
            process, reason = None, self._gone(process, failure)
            answer = None, (problem("worker-stopped", SourceRef(task.name), reason=reason),)
        finally:
            self._free.put(process)
        return answer

    def _start(self) -> Process:
        """A new process.

        Raises:
            OSError: the system gives none, or the run is over.
        """
        with self._lock:
            if self._is_over:
                raise OSError
            process = start("ccmotivate.pipeline.worker")
            self._alive.add(process)
        send(process.stdin, self._setup)
        return process

    def _gone(self, process: Process | None, failure: Exception) -> str:
        """Why a process does not answer."""
        if process is None:
            return getattr(failure, "strerror", None) or "–"
        _end(process, _GRACE)
        with self._lock:
            self._alive.discard(process)
        return f"exit {process.returncode}"


def _end(process: Process, grace: float) -> None:
    """Wait for a process that is to end, not for ever."""
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
