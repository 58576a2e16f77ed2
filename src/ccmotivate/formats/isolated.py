"""Workbooks are parsed in a process of their own: an allocation bomb ends that process, not this one.

The file's bytes go in through a pipe, columns come out; nothing of the child is unpickled or executed here. The child
works while this process does something else: load the rules, guard a large file, score the one before.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import time
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ccmotivate import processes
from ccmotivate.formats.cells import Cell, Position, a1
from ccmotivate.formats.clock import clock_cell
from ccmotivate.formats.layout import Layout
from ccmotivate.formats.limits import MIB, Refusal
from ccmotivate.formats.raw_sheet import HEAD_BYTES

if TYPE_CHECKING:  # numpy is loaded while the child is at work already
    import numpy as np
    from numpy.typing import NDArray

    from ccmotivate.formats.columns import CellColumn

TIMEOUT = 60.0
"""Seconds, and one more for each MiB of the file; the largest xls (65,536 rows of 25 columns) takes about 10."""

NARROW = 450
"""MiB of address space of a child whose file this process has not looked at: a full xls sheet needs about 350."""

ARRAYS = 2048
"""MiB of a child that reads a package by arrays, whose size it knows: 30 million cells and 128 MiB of texts."""

WIDE = 4096
"""MiB for a file that passed the guard: Excel's largest sheet of agents (1,048,576 rows of 25 columns)."""


MARKUP = ("html", "mhtml", "spreadsheetml")
"""The kinds of files that are text with tags."""


class Parsed(Struct, frozen=True):
    """A sheet as parsed; ``place`` counts all sheets of the workbook; ``xlsx-values`` has no cell metadata."""

    name: str
    visible: bool
    place: int
    columns: list[CellColumn]
    formats: list[tuple[str, list[int], list[int]]] = field(default_factory=list)
    errors: dict[Position, str] = field(default_factory=dict)
    uncalculated: set[Position] = field(default_factory=set)
    times: list[tuple[int, int, int]] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)


_WANTING = ("reader-stopped", "malformed-workbook")


class Parsing:
    """A file at its parser; ``memory`` in MiB, as much as its kind needs when not given.

    ``encoding`` is that of a page or of XML, None where it is to be found out; then it is known with the ``sheets``.
    """

    def __init__(self, data: bytes, kind: str, memory: int | None = None, encoding: str | None = None) -> None:
        self.kind = kind
        self.encoding = encoding
        self._is_late = False
        self._seconds = TIMEOUT + len(data) / MIB
        memory = memory or _memory(kind, len(data))
        words = (kind, str(memory), *filter(None, [encoding]))
        try:
            self._child = processes.start_helper("ccmotivate.formats.parser", *words)
        except OSError as failure:
            raise Refusal("reader-stopped", reason=failure.strerror or failure) from None
        self._answer: Future[bytes] = Future()
        self._exchange = Thread(target=_exchange, args=(self._child, data, self._answer), daemon=True)
        self._exchange.start()

    def sheets(self, timeout: float | None = None) -> tuple[list[Parsed], list[str]]:
        """The worksheets and the names of the other sheets, as soon as they are there.

        Raises:
            Refusal: what the child refused, or that it had to be stopped or died.
            MemoryError: there is no room for its answer.
        """
        limit = self._seconds if timeout is None else timeout
        if self._child.returncode is not None:
            raise Refusal("reader-stopped", reason="stopped")
        end = time.monotonic() + limit
        self._exchange.join(limit)
        try:
            self._child.wait(max(0, end - time.monotonic()))  # it ends as soon as it has answered
        except subprocess.TimeoutExpired:
            self._is_late = True
        self.stop()
        if self._is_late:
            raise Refusal("reader-stopped", reason=f"> {limit:.0f} s")
        answer = self._answer.result()
        if self._child.returncode != 0:
            raise Refusal("reader-stopped", reason=f"exit {self._child.returncode}")
        try:
            sheets, others, self.encoding = _read(answer)
        except (ValueError, LookupError, TypeError):
            raise Refusal("reader-stopped", reason="no answer") from None
        return sheets, others

    def may_lack_memory(self, refusal: Refusal) -> bool:
        """True when a refusal may be caused by lack of memory, which has many symptoms; a timeout is not one."""
        return refusal.code in _WANTING and not self._is_late

    def stop(self) -> None:
        """Stop the child at any time."""
        processes.kill(self._child)
        self._exchange.join()


def _exchange(child: subprocess.Popen[bytes], data: bytes, answer: Future[bytes]) -> None:
    """Give a child its file, in one long write, and take its answer as it comes; what fails is for who asks for it."""
    assert child.stdin is not None and child.stdout is not None
    try:
        with suppress(OSError), child.stdin:  # a child that ended reads no more: its exit code tells why
            child.stdin.write(data)
        with child.stdout:
            answer.set_result(child.stdout.read())
    except BaseException as failure:
        answer.set_exception(failure)


def _memory(kind: str, size: int) -> int:
    """MiB for a file of so many bytes; a page or XML is held as bytes, as text, and as cells."""
    if kind == "xlsx-plain":
        return ARRAYS
    return min(WIDE, NARROW + 15 * size // MIB) if kind in MARKUP else NARROW


def _read(answer: bytes) -> tuple[list[Parsed], list[str], str | None]:
    start = HEAD_BYTES + int.from_bytes(answer[:HEAD_BYTES], "little")
    head: dict[str, Any] = json.loads(answer[HEAD_BYTES:start].decode("utf-8", "surrogatepass"))
    if "refused" in head:
        raise Refusal(head["refused"], head.get("value"), head.get("sheet"), head.get("cell"), **head["facts"])
    sheets = []
    for found in head["sheets"]:
        columns = []
        for place, (rows, values, kinds) in enumerate(found["columns"]):
            columns.append(_column(answer, start, rows, values, kinds))
            _check_finite(found["name"], place, columns[-1])
            start += rows * (8 + 4) + 8 * sum(many for _, many in kinds)
        errors = {(row, column): word for row, column, word in found["errors"]}
        uncalculated = {(row, column) for row, column in found["uncalculated"]}
        formats = [(code, rows, at) for code, rows, at in found["formats"]]
        facts = (found["name"], found["visible"], found["place"], columns)
        times = [(row, column, thousandths) for row, column, thousandths in found["times"]]
        layout = Layout(**{name: list(map(tuple, ranges)) for name, ranges in found["layout"].items()})
        sheets.append(Parsed(*facts, formats, errors, uncalculated, times, layout))
    return sheets, list(head["others"]), head["encoding"]


def _column(answer: bytes, start: int, rows: int, values: list[Any], kinds: list[tuple[str, int]]) -> CellColumn:
    import numpy as np

    from ccmotivate.formats.columns import CellColumn

    numbers = np.frombuffer(answer, dtype=np.float64, count=rows, offset=start)
    codes = np.frombuffer(answer, dtype=np.int32, count=rows, offset=start + 8 * rows)
    start += 12 * rows
    cells = list(map(_cell, values))
    for kind, many in kinds:
        cells += _moments(kind, np.frombuffer(answer, dtype=np.int64, count=many, offset=start))
        start += 8 * many
    return CellColumn(numbers, codes, tuple(cells))


def _moments(kind: str, thousandths: NDArray[np.int64]) -> list[Cell]:
    """The cells of so many milliseconds."""
    if kind == "clock":
        return list(map(clock_cell, thousandths.tolist()))
    types = {"date": "datetime64[ms]", "datetime": "datetime64[ms]", "duration": "timedelta64[ms]"}
    moments = thousandths.astype(types[kind])
    found: list[Cell] = (moments.astype("datetime64[D]") if kind == "date" else moments).tolist()
    return found


def _check_finite(sheet: str, place: int, column: CellColumn) -> None:
    import numpy as np

    endless = np.isinf(column.numbers)
    if endless.any():
        cell = a1(int(endless.argmax()), place)
        raise Refusal("ambiguous-value", sheet=sheet, cell=cell, reason="NaN, inf")


def _cell(value: Any) -> Cell:
    if not isinstance(value, list):
        scalar: Cell = value
        return scalar
    kind, text = value
    if kind == "duration":
        return dt.timedelta(seconds=text)
    if kind == "time":
        return dt.time.fromisoformat(text)
    return dt.date.fromisoformat(text) if kind == "date" else dt.datetime.fromisoformat(text)
