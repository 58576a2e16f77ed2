"""xls, xlsb and ods are parsed in a process of their own: an allocation bomb ends that process, not this one.

The file's bytes go in through a pipe, JSON comes out; nothing of the child is unpickled or executed here.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ccmotivate.readers.cells import Cell, Sheet
from ccmotivate.readers.limits import Refusal
from ccmotivate.readers.xlsx import assemble
from ccmotivate.readers.xlsx_marks import Marks

TIMEOUT = 60.0
"""Seconds; the largest xls (65,536 rows of 25 columns) takes about 10."""


def read_isolated(data: bytes, kind: str, timeout: float = TIMEOUT) -> tuple[list[Sheet], list[str]]:
    """The worksheets of an xls, xlsb or ods file and the names of its other sheets.

    Raises:
        Refusal: what the child refused, or that it had to be stopped or died.
    """
    command = [sys.executable, "-P", "-m", "ccmotivate.readers.legacy", kind]
    roots = [os.environ.get("PYTHONPATH"), str(Path(__file__).resolve().parents[2])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots))}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=timeout, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise Refusal("reader-stopped", reason=f"> {timeout:.0f} s") from None
    except OSError as failure:
        raise Refusal("reader-stopped", reason=failure.strerror or failure) from None
    if done.returncode != 0:
        raise Refusal("reader-stopped", reason=f"exit {done.returncode}")
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise Refusal("reader-stopped", reason="no answer") from None
    if "refused" in answer:
        raise Refusal(answer["refused"], cell=answer.get("cell"), sheet=answer.get("sheet"), **answer["facts"])
    return [_sheet(found) for found in answer["sheets"]], list(answer["others"])


def _sheet(found: dict[str, Any]) -> Sheet:
    marks = Marks(
        formats=[(code, np.array(rows, np.int64), np.array(at, np.int64)) for code, rows, at in found["formats"]],
        errors={(row, column): word for row, column, word in found["errors"]},
        uncalculated={(row, column) for row, column in found["uncalculated"]},
    )
    columns = [tuple(map(_cell, column)) for column in found["columns"]]
    return assemble(found["name"], found["visible"], columns, marks)


def _cell(value: Any) -> Cell:
    if not isinstance(value, list):
        scalar: Cell = None if value == "" else value
        return scalar
    kind, text = value
    if kind == "duration":
        return dt.timedelta(seconds=text)
    if kind == "time":
        return dt.time.fromisoformat(text)
    return dt.date.fromisoformat(text) if kind == "date" else dt.datetime.fromisoformat(text)
