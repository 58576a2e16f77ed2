"""What takes long and is the same every time, done once in a process of tests.

A parser of workbooks in this process: the same bytes in and out, without an interpreter a file, and a file once; the
process of the parser is the subject of the tests in ``formats``. Rules: the same texts give the same frozen rules.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import warnings
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from unittest import mock

from ccmotivate.formats import isolated, parser, sheets, xlsx
from ccmotivate.formats.isolated import Parsed
from ccmotivate.formats.limits import Refusal
from ccmotivate.model.parts import PartDeclared
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.ruleset import files


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
def rules_once() -> Iterator[None]:
    """Rules of the same texts are made once."""
    with mock.patch.object(files, "rules_of", _rules_of):
        yield


_make_rules = files.rules_of
_Made = tuple[RuleSet | None, tuple[Problem, ...]]
_MADE: dict[Hashable, tuple[Sequence[PartDeclared], _Made]] = {}


def _rules_of(
    texts: Mapping[str, str],
    shown: str,
    folder: str = "",
    *,
    taken: Collection[str] = (),
    parts: Sequence[PartDeclared] = (),
    elsewhere: Mapping[str, str] | None = None,
) -> _Made:
    """``files.rules_of``; the parts are kept, so that their identity stays theirs."""
    places = tuple((elsewhere or {}).items())
    key = (tuple(texts.items()), shown, folder, frozenset(taken), tuple(map(id, parts)), places)
    if key not in _MADE:
        if len(_MADE) == 64:
            del _MADE[next(iter(_MADE))]
        _MADE[key] = parts, _make_rules(texts, shown, folder, taken=taken, parts=parts, elsewhere=elsewhere)
    return _MADE[key][1]


@contextlib.contextmanager
def parsed_nearby() -> Iterator[None]:
    """Workbooks are parsed in this process."""
    with mock.patch.object(sheets, "Parsing", Nearby), mock.patch.object(xlsx, "Parsing", Nearby):
        yield
