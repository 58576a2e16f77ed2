"""What takes long and is the same every time, done once in a process of tests.

A parser of workbooks in this process: the same bytes in and out, without an interpreter a file, and a file once; the
process of the parser is the subject of the tests in ``formats``. Rules: the same texts give the same frozen rules.
Readers and engine: the same workbook under the same rules gives the same frozen tables, rows and results.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import warnings
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any
from unittest import mock

from msgspec import Struct

from ccmotivate.engine import metrics, months
from ccmotivate.formats import isolated, parser, sheets, xlsx
from ccmotivate.formats.book import Book
from ccmotivate.formats.isolated import Parsed
from ccmotivate.formats.limits import Refusal
from ccmotivate.model.parts import PartDeclared
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline import log_process
from ccmotivate.problems import Problem
from ccmotivate.readers import agents, companions, headers, together
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.reading import ReadResult
from ccmotivate.ruleset import files
from ccmotivate.warehouse.log_server import LogServer


class Nearby:
    """Stands for ``isolated.Parsing``."""

    def __init__(self, data: bytes, kind: str, _memory: int | None = None, encoding: str | None = None) -> None:
        self.kind, self.encoding, self._data = kind, encoding, data

    def sheets(self, _timeout: float | None = None) -> tuple[list[Parsed], list[str]]:
        """What the child would have answered."""
        sheets, others, self.encoding = isolated._read(_answer(self._data, self.kind, self.encoding))
        return sheets, others

    def may_lack_memory(self, _refusal: Refusal) -> bool:
        return False

    def stop(self) -> None:
        """There is nothing to stop."""


class NearbyLogs(LogServer):
    """Stands for ``log_process.LogProcess``."""

    @classmethod
    def free(cls) -> NearbyLogs:
        return cls()

    def release(self) -> None:
        """There is nothing to keep."""
        self.close()

    def stop(self) -> None:
        """There is nothing to stop."""


@functools.lru_cache(128)
def _answer(data: bytes, kind: str, encoding: str | None) -> bytes:
    """What the child writes."""
    out = io.BytesIO()
    with (
        mock.patch.object(parser, "_limit_memory"),
        mock.patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data))),
        mock.patch("sys.stdout", SimpleNamespace(buffer=out)),
        warnings.catch_warnings(action="ignore"),  # a child's are not seen
    ):
        parser.main(kind, isolated.NARROW, encoding)
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
def read_once() -> Iterator[None]:
    """A workbook is read once under the same rules, and scored once, wherever a function is looked up when called."""
    with (
        mock.patch.object(headers, "find_tables", _find_tables),
        mock.patch.object(agents, "read_agents", _read_agents),
        mock.patch.object(companions, "joined", _joined),
        mock.patch.object(together, "together", _together),
        mock.patch.object(metrics, "metrics_by_version", _metrics_by_version),
        mock.patch.object(months, "score_months", _score_months),
    ):
        yield


_find, _read = headers.find_tables, agents.read_agents
_Tables = tuple[tuple[FoundTable, ...], tuple[Problem, ...]]
_Rows = tuple[ReadResult | None, tuple[Problem, ...]]
_FOUND: dict[Hashable, tuple[RuleSet, _Tables]] = {}
_READ: dict[Hashable, tuple[RuleSet, Sequence[FoundTable], _Rows]] = {}


def _find_tables(book: Book, rules: RuleSet) -> _Tables:
    """``headers.find_tables``; the rules are kept, so that their identity stays theirs."""
    if book.kind != "xlsx":
        return _find(book, rules)
    key = (*_identity(book), _fields(rules))
    if key not in _FOUND:
        _room(_FOUND)
        _FOUND[key] = rules, _find(book, rules)
    return _FOUND[key][1]


def _read_agents(
    book: Book,
    tables: Sequence[FoundTable],
    rules: RuleSet,
    options: MonthOptions,
    left_out: Mapping[int, int] = MappingProxyType({}),
) -> _Rows:
    """``agents.read_agents``; the tables and the rules are kept."""
    if book.kind != "xlsx" or left_out:
        return _read(book, tables, rules, options, left_out)
    key = (*_identity(book), _fields(rules), id(tables), options)
    if key not in _READ:
        _room(_READ)
        _READ[key] = rules, tables, _read(book, tables, rules, options)
    return _READ[key][2]


def _once(made: Callable[..., Any]) -> Callable[..., Any]:
    """Made once of the same objects, which are kept so that their identity stays theirs."""
    results: dict[Hashable, tuple[Any, Any]] = {}

    def once(*values: Any, **named: Any) -> Any:
        key = _same(values), _same(tuple(named.items()))
        if key not in results:
            _room(results)
            results[key] = (values, named), made(*values, **named)
        return results[key][1]

    return once


_joined, _together = _once(companions.joined), _once(together.together)
_metrics_by_version, _score_months = _once(metrics.metrics_by_version), _once(months.score_months)


def _same(value: object) -> Hashable:
    """By which objects a frozen value is the same: those in it that are no frozen values themselves."""
    match value:
        case tuple() | list():
            return tuple(map(_same, value))
        case RuleSet():
            return _fields(value)
        case Struct():
            return type(value), *(_same(getattr(value, name)) for name in value.__struct_fields__)
        case str() | int() | None:
            return value
        case dict() if not value:
            return ()
        case _:
            return id(value)


def _identity(book: Book) -> tuple[Hashable, ...]:
    """What a reader may see of a workbook: where and what it is, and how much of it the parser took."""
    place = book.path if book.path.is_absolute() else Path.cwd() / book.path
    sizes = tuple((one.name, one.visible, len(one.columns), one.height) for one in book.sheets)
    return book.name, book.path, place, book.sha256, book.encoding, sizes


def _fields(rules: RuleSet) -> tuple[Hashable, ...]:
    """By which objects rules are the same: commands copy them to say where they come from and which parts are off."""
    names = (name for name in rules.__struct_fields__ if name not in ("shipped", "sheets_off", "parts"))
    parts = ((name, id(part)) for name, part in rules.parts.items())  # of which a command puts another in its place
    return *(id(getattr(rules, name)) for name in names), *parts


def _room(made: dict[Hashable, Any]) -> None:
    if len(made) == 96:
        del made[next(iter(made))]


@contextlib.contextmanager
def parsed_nearby() -> Iterator[None]:
    """Workbooks are parsed, and large logs read, in this process."""
    with (
        mock.patch.object(sheets, "Parsing", Nearby),
        mock.patch.object(xlsx, "Parsing", Nearby),
        mock.patch.object(log_process, "LogProcess", NearbyLogs),
    ):
        yield
