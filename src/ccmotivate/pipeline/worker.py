"""A process that works for a run: tasks in on standard input, answers out on standard output, one after the other.

The process ends when its run does, for its input ends then.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import Any, BinaryIO

from ccmotivate import arrow
from ccmotivate.frames import in_one_piece
from ccmotivate.pipeline.cycles import freed, seldom
from ccmotivate.processes import receive, send
from ccmotivate.signals import Interrupted, end, listen, obey


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Do tasks until there are no more.

    The first message is the arguments of the run and what every step gets; each other one is a file's name, a step
    and its own arguments. An answer is what the step gives, or None, and the problems of a step that failed.
    """
    from ccmotivate.pipeline.last_resort import attempt

    sys.argv, shared = receive(tasks)
    for name, step, args in freed(iter(partial(receive, tasks), None)):

        def task(step: Any = step, args: Any = args) -> Any:
            return step(shared, *args)

        send(answers, attempt(task, name))


@in_one_piece
def main() -> None:
    """Work until the run is over or a signal comes; standard output is for answers alone."""
    listen()
    seldom()
    arrow.leave_out()
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        obey()
        serve(tasks, answers)
    except (Interrupted, EOFError, BrokenPipeError):
        end(0)


if __name__ == "__main__":
    main()
