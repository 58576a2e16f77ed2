"""The command line: options in, exit code out."""

from __future__ import annotations

import os
import sys

from ccmotivate import arrow
from ccmotivate.cli.app import app
from ccmotivate.pipeline.cycles import seldom
from ccmotivate.signals import raise_again

__all__ = ["app", "main"]


def main() -> None:
    """Run ccmotivate; a bug says one line and where its report was written, never a traceback."""
    seldom()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # no other package has a say in what a rule means
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing is multiplied: threads for it cost start-up only
    arrow.leave_out()
    try:
        app(prog_name="ccmotivate")
    except Exception as error:
        raise_again()
        from ccmotivate.cli.crash import report

        sys.stderr.write(report(error, sys.argv, os.environ) + "\n")
        sys.exit(2)
