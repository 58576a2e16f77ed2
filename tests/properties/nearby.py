"""The parser of workbooks in this process: the same bytes in and out, without an interpreter a file."""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

from ccmotivate.formats import isolated, parser
from ccmotivate.formats.isolated import Parsed
from ccmotivate.formats.limits import Refusal


class Nearby:
    """Stands for ``isolated.Parsing``."""

    def __init__(self, data: bytes, kind: str, _memory: int | None = None) -> None:
        self.kind, self._data = kind, data

    def sheets(self, _timeout: float | None = None) -> tuple[list[Parsed], list[str]]:
        """What the child would have answered."""
        out = io.BytesIO()
        with (
            mock.patch.object(parser, "_limit_memory"),
            mock.patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(self._data))),
            mock.patch("sys.stdout", SimpleNamespace(buffer=out)),
        ):
            parser.main(self.kind, isolated.NARROW)
        gc.enable()
        return isolated._read(out.getvalue())

    def may_lack_memory(self, _refusal: Refusal) -> bool:
        return False

    def stop(self) -> None:
        """There is nothing to stop."""


@contextlib.contextmanager
def parsed_nearby() -> Iterator[None]:
    """Workbooks are parsed in this process."""
    with mock.patch("ccmotivate.formats.sheets.Parsing", Nearby), mock.patch("ccmotivate.formats.xlsx.Parsing", Nearby):
        yield
