"""Files, folders and globs → workbooks read, each parsed while something else is done."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.problems import Problem, SourceRef, problem

# pandas, pydantic and the readers are loaded when there is something to read: `--help` pays for none of them.
if TYPE_CHECKING:
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.cells import Book
    from ccmotivate.readers.month_column import MonthOptions
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.readers.sheets import Begun

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")


def find_inputs(given: Sequence[str]) -> tuple[list[Path], list[Problem]]:
    """The files behind files, folders and globs, each once; our own outputs and hidden files are passed over.

    A file that is named is taken as it is; only folders and globs are filtered.
    """
    from ccmotivate.writers.files import kind_of

    found: dict[Path, None] = {}
    problems: list[Problem] = []
    seen: set[Path] = set()
    for name in given:
        path = Path(name)
        try:
            listed = sorted(path.iterdir()) if path.is_dir() else []
        except OSError as error:
            problems.append(problem("unreadable-file", SourceRef(name), reason=error.strerror or str(error)))
            continue
        if path.is_dir():
            inside = _inputs_among(listed)
        elif path.exists() and kind_of(path) not in (None, "problems"):
            problems.append(problem("own-output", SourceRef(name)))
            continue
        elif path.exists() or not glob.has_magic(name):
            inside = [path]
        else:
            inside = _inputs_among(sorted(Path(match) for match in glob.glob(name, recursive=True)))  # noqa: PTH207 - absolute patterns too
        if not inside:
            problems.append(problem("nothing-found", SourceRef(name)))
        for one in inside:  # the same file under two names is one file
            if one.resolve() not in seen:
                seen.add(one.resolve())
                found[one] = None
    if given and not found and not any(one.is_fatal for one in problems):
        problems.append(problem("nothing-found", SourceRef(given[0])))
    return list(found), problems


def _inputs_among(paths: Iterable[Path]) -> list[Path]:
    from ccmotivate.writers.files import ours

    return [
        path
        for path in paths
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.is_file()
        and not ours(path)
    ]


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """How each file is called in results: by its name, by its path where two share one."""
    names = [path.name for path in paths]
    return {path: path.name if names.count(path.name) == 1 else path.as_posix() for path in paths}


@dataclass(slots=True)
class Input:
    """A file on its way: what it became, and what was wrong."""

    path: Path
    name: str
    book: Book | None = None
    read: ReadResult | None = None
    problems: list[Problem] = field(default_factory=list)


class Inputs:
    """The files behind files, folders and globs, each parsed while something else is done.

    The first one goes to its parser at once, so that the rules and pandas are loaded meanwhile, each other one when
    the one before it has been read, so that it is parsed while that one is scored.
    """

    def __init__(self, given: Sequence[str]) -> None:
        self.paths, self.problems = find_inputs(given) if given else ([], [])
        self._names = _names(self.paths)
        self._begun: Begun | None = None
        self._begin(self.paths[:1])

    def _begin(self, paths: Sequence[Path]) -> None:
        from ccmotivate.readers.sheets import begin

        self.close()
        for path in paths:
            self._begun = begin(path, self._names[path])

    def read(self, rules: RuleSet, options: Options, progress: Progress = silent) -> Iterator[Input]:
        """Each file in turn; once only."""
        for at, path in enumerate(self.paths, start=1):
            progress("reading", self._names[path])
            if self._begun is not None:
                entry = Input(path, self._names[path])
                _read(entry, self._begun, rules, options)
                self._begin(self.paths[at : at + 1])
                yield entry

    def close(self) -> None:
        """End the parser whose file nobody has asked for."""
        if self._begun is not None:
            self._begun.stop()
            self._begun = None


def month_options(rules: RuleSet, options: Options) -> MonthOptions:
    """What the command line and the rules say of months and dates."""
    from ccmotivate.readers.month_column import MonthOptions

    return MonthOptions(options.month, options.year, rules.reading.dates, rules.reading.zone)


def _load_ahead(options: Options) -> None:
    """Load what a sound file will need, while its parser is still at work."""
    for name in ("pandas", "ccmotivate.readers.agents", "ccmotivate.engine.months"):
        import_module(name)
    if options.write:
        import_module("ccmotivate.writers.workbook")


def _read(entry: Input, begun: Begun, rules: RuleSet, options: Options) -> Input:
    from ccmotivate.readers.headers import find_tables
    from ccmotivate.readers.sheets import finish

    text = rules.reading
    entry.book, found = finish(begun, partial(_load_ahead, options), options.encoding or text.encoding, text.separator)
    entry.problems += found
    if entry.book is None:
        return entry
    tables, found = find_tables(entry.book, rules)
    entry.problems += found
    if tables:
        from ccmotivate.readers.agents import read_agents

        entry.read, found = read_agents(entry.book, tables, rules, month_options(rules, options))
        entry.problems += found
    return entry
