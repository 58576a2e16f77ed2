"""The parser of workbooks in this process: the same bytes in and out, without an interpreter a file, and a file once.

For tests of what is done with workbooks; the process of the parser is the subject of those in ``formats``.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

from ccmotivate.formats import isolated, parser, sheets, xlsx
from ccmotivate.formats.isolated import Parsed
from ccmotivate.formats.limits import Refusal


class Nearby:
    """Stands for ``isolated.Parsing``."""

    def __init__(self, data: bytes, kind: str, _memory: int | None = None) -> None:
        self.kind, self._data = kind, data

    def sheets(self, _timeout: float | None = None) -> tuple[list[Parsed], list[str]]:
        """What the child would have answered."""
        return isolated._read(_answer(self._data, self.kind))

    def may_lack_memory(self, _refusal: Refusal) -> bool:
        return False

    def stop(self) -> None:
        """There is nothing to stop."""


@functools.lru_cache(128)
def _answer(data: bytes, kind: str) -> bytes:
    """What the child writes."""
    out = io.BytesIO()
    with (
        mock.patch.object(parser, "_limit_memory"),
        mock.patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data))),
        mock.patch("sys.stdout", SimpleNamespace(buffer=out)),
        warnings.catch_warnings(action="ignore"),  # a child's are not seen
    ):
        parser.main(kind, isolated.NARROW)
    gc.enable()
    return out.getvalue()


@contextlib.contextmanager
def parsed_nearby() -> Iterator[None]:
    """Workbooks are parsed in this process."""
    with mock.patch.object(sheets, "Parsing", Nearby), mock.patch.object(xlsx, "Parsing", Nearby):
        yield
