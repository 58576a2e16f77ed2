"""What reads a large log, as a server in this process or (``main``) of another one; see ``log_table.Server``.

As a process, messages come on standard input, each a method and its arguments, and each gets an answer on standard
output: what the method gives, or what it raises.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from ccmotivate import arrow
from ccmotivate.formats.hashing import hashing
from ccmotivate.formats.large_text import LargeText
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.text_look import Span, looked_through
from ccmotivate.frames import in_one_piece
from ccmotivate.processes import receive, send
from ccmotivate.warehouse.log_kept import Scan
from ccmotivate.warehouse.log_table import Columns, TableError

if TYPE_CHECKING:  # they are loaded while a file is looked through
    import duckdb
    import pyarrow as pa

HELD = 384 * 2**20
"""Bytes of rows that are held in memory as they are, where DuckDB need not keep a table of them."""


class LogServer:
    """A log and its table."""

    def __init__(self) -> None:
        self.path = Path()
        self._spans: SimpleQueue[Span | None] = SimpleQueue()
        self._text: Future[LargeText] = Future()
        self._looking = ThreadPoolExecutor(1)
        self._opened = ExitStack()
        self._duck: Future[duckdb.DuckDBPyConnection] = Future()
        self._held: pa.Table | None = None

    # -- the file -----------------------------------------------------------------------------------------------------

    def look(self, path: Path, named: str | None) -> None:
        """Begin to look through a file."""
        self.path, self._spans = path, SimpleQueue()
        self._text = self._looking.submit(self._look, path, named, self._spans)

    @staticmethod
    def _look(path: Path, named: str | None, spans: SimpleQueue[Span | None]) -> LargeText:
        def follow(found: Iterator[Span]) -> None:
            for span in found:
                spans.put(span)

        try:
            with hashing(path) as hashed:
                return looked_through(path, named, hashed, follow)
        except OSError as failure:
            raise Refusal("unreadable-file", reason=failure.strerror or failure) from None
        finally:
            spans.put(None)

    def text(self) -> LargeText:
        """What was seen in it."""
        return self._text.result()

    # -- the table ----------------------------------------------------------------------------------------------------

    def open(self, folder: Path, files: Sequence[Path]) -> None:
        """Open a database."""
        from ccmotivate.warehouse.confined import connecting

        self.close()
        self._duck = self._opened.enter_context(connecting(folder, files))

    def close(self) -> None:
        """Close it."""
        self._held = None
        self._opened.close()

    def fill(self, scan: Scan) -> None:
        """Make the table of the file that is looked through."""
        import numpy as np
        import pyarrow as pa

        from ccmotivate.warehouse.log_scan import Scanner

        scanner = Scanner(self.path, scan)
        batches, size, most, way = deque[pa.RecordBatch](), 0, HELD, "create table log as"
        for batch in scanner.rows(iter(self._spans.get, None)):
            batches.append(batch)
            size += batch.nbytes
            if size > most:
                self._store(way, scanner.schema, batches)
                size, most, way = 0, HELD // 8, "insert into log"
        if most < HELD:
            self._store(way, scanner.schema, batches)
            return
        ends = np.cumsum([0, *map(len, batches)])
        numbers = [np.arange(*one, dtype=np.int32) for one in pairwise(ends)]  # one large array takes much longer
        table = pa.Table.from_batches(batches, scanner.schema)
        self._held = table.append_column("rowid", pa.chunked_array(numbers, pa.int32()))
        with self._asking() as duck:
            duck.register("log", self._held)

    def _store(self, way: str, schema: pa.Schema, batches: deque[pa.RecordBatch]) -> None:
        """Move rows into a table of DuckDB."""
        import pyarrow as pa

        moved = (batches.popleft() for _ in range(len(batches)))
        self._take(f"{way} from given", pa.RecordBatchReader.from_batches(schema, moved))

    def _take(self, query: str, given: pa.Table | pa.RecordBatchReader) -> None:
        """Run a query of the table ``given``."""
        with self._asking() as duck:
            duck.register("given", given)
            duck.execute(query)
            duck.unregister("given")

    def own(self) -> None:
        """Let rows be changed: a table of DuckDB's own."""
        if self._held is not None:
            self.execute("create table own_log as from log")
            with self._asking() as duck:
                duck.unregister("log")
            self.execute("alter table own_log rename to log")
            self._held = None

    def put(self, name: str, columns: Columns) -> None:
        """Make a table of these columns."""
        import pyarrow as pa

        kinds = {"integer": pa.int32(), "bigint": pa.int64(), "varchar": pa.string()}
        table = pa.table({name: pa.array(values, kinds[kind]) for name, (kind, values) in columns.items()})
        self._take(f"create or replace temp table {name} as from given", table)

    def execute(self, query: str) -> None:
        """Run a query."""
        with self._asking() as duck:
            duck.execute(query)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._asking() as duck:
            return duck.execute(query).fetchall()

    def columns(self, query: str) -> dict[str, list[Any]]:
        """All rows of a query, by column."""
        with self._asking() as duck:
            found: dict[str, list[Any]] = duck.sql(query).to_arrow_table().to_pydict()
        return found

    @contextmanager
    def _asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        import duckdb

        try:
            yield self._duck.result()
        except duckdb.Error as failure:
            raise TableError(str(failure).splitlines()[0][:200]) from failure


# -- as a process -----------------------------------------------------------------------------------------------------


@in_one_piece
def main() -> None:
    """Serve until nobody asks any more, and end then, whatever is being done."""
    questions, answers = SimpleQueue[Any](), os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Thread(target=_take, args=(questions,), daemon=True).start()
    arrow.alone()
    for name in ("ccmotivate.warehouse.log_scan", "ccmotivate.warehouse.confined"):
        import_module(name)  # sooner than beside the look
    server = LogServer()
    while True:
        step, values = questions.get()
        with suppress(OSError):  # then its input ends, too
            send(answers, _answer(server, step, values))


def _take(questions: SimpleQueue[Any]) -> None:
    """Take what is asked; end the process when who asks is gone."""
    try:
        while True:
            questions.put(receive(sys.stdin.buffer))
    except (EOFError, OSError):
        os._exit(0)


def _answer(server: LogServer, step: str, values: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    """What a method gives, and what it raises, in a form that the other end can read."""
    try:
        return getattr(server, step)(*values), None
    except Exception as failure:
        failure.add_note(traceback.format_exc())
        return None, failure if _can_be_sent(failure) else RuntimeError(traceback.format_exc())


def _can_be_sent(failure: Exception) -> bool:
    try:
        return isinstance(pickle.loads(pickle.dumps(failure)), Exception)
    except Exception:
        return False


if __name__ == "__main__":
    main()
