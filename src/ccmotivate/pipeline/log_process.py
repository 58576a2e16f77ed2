"""A server of large logs in a process of its own, which looks through a file while this process loads its libraries.

One that has done its work is kept for the next log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ccmotivate.formats.limits import Refusal
from ccmotivate.processes import Process, kill, receive, send, start_helper

if TYPE_CHECKING:  # pandas and numpy are loaded while the process is at work
    from ccmotivate.formats.large_text import LargeText
    from ccmotivate.warehouse.log_kept import Scan
    from ccmotivate.warehouse.log_table import Columns

_IDLE: list[LogProcess] = []
_A_MOMENT = 1.0  # seconds


def end_idle() -> None:
    """End those that are kept for other logs."""
    while _IDLE:
        _IDLE.pop().stop()


class LogProcess:
    """A ``log_table.Server`` elsewhere."""

    def __init__(self) -> None:
        self.path = Path()
        self._child: Process | None = None
        self._reason = ""
        try:
            self._child = start_helper("ccmotivate.warehouse.log_server")
        except OSError as failure:
            self._reason = failure.strerror or str(failure)
        self._due, self._is_looking, self._is_filling = 0, False, False

    @classmethod
    def free(cls) -> LogProcess:
        """One that has nothing to do."""
        while _IDLE:
            idle = _IDLE.pop()
            if idle._child is not None and idle._child.poll() is None:
                return idle
            idle.stop()
        return cls()

    def release(self) -> None:
        """Nothing more is wanted of it."""
        if self._due or self._is_looking:
            self.stop()
        elif self._child is not None:
            _IDLE.append(self)

    def stop(self) -> None:
        """End it at any time; what was asked is not answered."""
        self._due = 0
        if self._child is not None:
            kill(self._child)
            for stream in (self._child.stdin, self._child.stdout):
                with suppress(OSError):  # what was not sent is lost with it
                    stream and stream.close()
            self._reason, self._child = f"exit {self._child.returncode}", None

    def look(self, path: Path, named: str | None) -> None:
        """Begin to look through a file."""
        self.path, self._is_looking = path, True
        self._begin("look", path, named)

    def text(self) -> LargeText:
        """What was seen in it."""
        try:
            text: LargeText = self._done("text")
        finally:
            self._is_looking = False
        return text

    def open(self, folder: Path, files: Sequence[Path]) -> None:
        """Open a database."""
        self._begin("open", folder, files)

    def close(self) -> None:
        """Close it; one that is still filling a table, which nobody waits for any more, is stopped."""
        if self._is_filling:
            self.stop()
        if self._child is not None:
            self._done("close")

    def fill(self, scan: Scan) -> None:
        """Begin to make the table of the file that is looked through."""
        self._is_filling = True
        self._begin("fill", scan)

    def own(self) -> None:
        """Let rows be changed."""
        self._done("own")

    def put(self, name: str, columns: Columns) -> None:
        """Make a table of these columns."""
        self._done("put", name, columns)

    def execute(self, query: str) -> None:
        """Run a query."""
        self._done("execute", query)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        rows: list[tuple[Any, ...]] = self._done("ask", query)
        return rows

    def columns(self, query: str) -> dict[str, list[Any]]:
        """All rows of a query, by column."""
        columns: dict[str, list[Any]] = self._done("columns", query)
        return columns

    def _begin(self, step: str, *values: Any) -> None:
        """Ask for something whose answer is not waited for; that nobody hears it is told by the next answer."""
        with self._whole():
            if self._child is not None:
                with suppress(OSError):
                    send(self._child.stdin, (step, values))
            self._due += 1

    def _done(self, step: str, *values: Any) -> Any:
        """The answer to a question, or what a step before it raised.

        Raises:
            Refusal: the process has ended.
        """
        self._begin(step, *values)
        found = failure = None
        while self._due and failure is None:
            with self._whole():
                found, failure = self._answer()
                self._due -= 1
        if failure is not None:
            if self._due:  # steps that need the one that failed
                self.stop()
            raise failure
        self._is_filling = False
        return found

    def _answer(self) -> tuple[Any, Exception | None]:
        if self._child is not None:
            with suppress(EOFError):
                found, failure = receive(self._child.stdout)
                return found, failure
            with suppress(TimeoutExpired):  # it has ended, or closed its output
                self._child.wait(_A_MOMENT)
            self.stop()
        raise Refusal("log-stopped", reason=self._reason)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Stop the process where a message breaks off: what follows would be taken for the rest of it."""
        try:
            yield
        except BaseException:
            self.stop()
            raise


class BegunLog(Struct, frozen=True):
    """The file and what looks through it, as if nobody knew its encoding."""

    path: Path
    server: LogProcess

    @classmethod
    def of(cls, path: Path) -> BegunLog:
        """Begin; never raises."""
        server = LogProcess.free()
        server.look(path, None)
        return cls(path, server)

    @contextmanager
    def looking(self, encoding: str | None) -> Iterator[LogProcess]:
        """What looks through it, from the start again where its encoding is known; once only."""
        server = self.server
        if encoding is not None:
            server.stop()
            server = LogProcess.free()
            server.look(self.path, encoding)
        try:
            yield server
        finally:
            server.release()

    def stop(self) -> None:
        """Stop looking when it is not needed."""
        self.server.stop()
