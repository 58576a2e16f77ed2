"""Processes of ours beside this one: how they are started, ended and written to.

A message is eight bytes of length, little-endian, and a pickle; both ends are ours.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from ccmotivate.signals import uninterrupted

Process = subprocess.Popen[bytes]
_LENGTH = 8
_RUNNING: set[Process] = set()


@atexit.register
def _end_all() -> None:
    """Stop processes still running because a signal arrived before their owner had stored them."""
    while _RUNNING:
        kill(next(iter(_RUNNING)))


def start(module: str, *words: str, is_apart: bool = False) -> Process:
    """Start a module as a program that is spoken with by its standard input and output.

    One that ``is_apart`` does not hear the signals of the terminal and of those who end this process with all others of
    its group.

    Raises:
        OSError: the system gives no process.
    """
    roots = [os.environ.get("PYTHONPATH"), str(Path(__file__).resolve().parents[1])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots)), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=is_apart,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if is_apart else 0,
    )


def start_helper(module: str, *words: str) -> Process:
    """The same, apart, to be killed when this process ends.

    Raises:
        OSError: the system gives no process.
    """
    with uninterrupted():  # a signal in between would leave an untracked process
        child = start(module, *words, is_apart=True)
        _RUNNING.add(child)
    return child


def kill(child: Process) -> None:
    """Stop a process at any time."""
    child.kill()
    child.wait()
    _RUNNING.discard(child)


def send(stream: Any, message: object) -> None:
    """Write a message.

    Raises:
        OSError: nobody reads it.
    """
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH, "little"))
    stream.write(data)
    stream.flush()


def receive(stream: Any) -> Any:
    """The next message.

    Raises:
        EOFError: the other end is gone.
    """
    return pickle.loads(_exactly(stream, int.from_bytes(_exactly(stream, _LENGTH), "little")))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
