"""Files, folders and globs → workbooks read, each parsed while something else is done."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.pipeline import finding
from ccmotivate.pipeline.finding import find_inputs, names_of
from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.pipeline.log_folds import LogFolder
from ccmotivate.pipeline.log_process import BegunLog, end_idle
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.spool import Kept, Spool
from ccmotivate.pipeline.team import Answer, Task, Team, team_size
from ccmotivate.problems import Problem, SourceRef, problem

# pandas, pydantic and the readers are loaded when there is something to read: `--help` pays for none of them.
if TYPE_CHECKING:
    from ccmotivate.formats.book import Book
    from ccmotivate.formats.sheets import Begun
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.log_file import KeptLog
    from ccmotivate.readers.month_column import MonthOptions
    from ccmotivate.readers.reading import ReadResult


class Input(Struct):
    """A file on its way: what it became, and what was wrong.

    The rows of a large log are laid aside (``kept``, in ``logs``), to be folded with those of the other files.
    """

    path: Path
    name: str
    book: Book | None = None
    read: ReadResult | None = None
    problems: list[Problem] = field(default_factory=list)
    source: str | None = None  # of a table of a database, what reads it
    kept: KeptLog | None = None
    logs: LogFolder | None = None

    @property
    def is_read(self) -> bool:
        """Whether it has tables that could be read."""
        return self.read is not None

    @property
    def outside(self) -> tuple[Month, ...]:
        """The months of its rows where none of them was requested."""
        return self.read.left_out if self.read is not None and self.read.is_empty else ()

    @property
    def tells_whose(self) -> bool:
        """Whether it has rows, of agents, sources or rosters, of months that were not requested."""
        if self.read is None:
            return False
        return bool(self.read.elsewhere) or (self.read.roster is not None and bool(self.read.roster.left_out))


class Inputs:
    """The files behind files, folders and globs, each parsed while something else is done.

    The first one goes to its parser at once, so that the rules and pandas are loaded meanwhile, each other one when
    the parser of the one before it is done, so that it is parsed while that one is read. A large text file may come
    with its rows laid aside in ``logs``, and without its cells; where ``cells`` are wanted only if it has too many.
    """

    def __init__(self, given: Sequence[str], *, cells: bool = False) -> None:
        self.paths, self.problems = find_inputs(given) if given else ([], [])
        self._names = names_of(self.paths)
        self.outside: dict[str, tuple[Month, ...]] = {}
        self._large = frozenset(path for path in self.paths if finding.is_log(path, cells=cells))
        self._logs = LogFolder(is_shared=len(self.paths) > 1) if self._large else None
        self._begun: Begun | BegunLog | None = None
        self._begin(self.paths[:1])

    def _begin(self, paths: Sequence[Path]) -> None:
        self.close()
        for path in paths:
            self._begun = _begun(path, self._names[path], is_log=path in self._large)

    def read(self, rules: RuleSet, options: Options, progress: Progress = silent) -> Iterator[Input]:
        """Each file in turn; once only.

        Files without a row of the requested month (``outside``, with the months they have) are given only where
        ``gather`` must know whose rows they have; a problem at the end lists them.
        """
        months: set[int] = set()
        parts: list[ReadResult] = []
        for one in self._of_files(rules, options, progress):
            months |= _months_of(one)
            parts += [one.read] if one.read is not None and rules.tables and rules.has_known_as else []
            yield one
        if rules.tables:
            yield from self._requested(_of_tables(rules, options, months, parts, progress), options)

    def _of_files(self, rules: RuleSet, options: Options, progress: Progress) -> Iterator[Input]:
        if team_size(options.jobs, len(self.paths)) < 2:
            yield from self._requested(self._each(rules, options, progress), options)
            return
        with Team(team_size(options.jobs, len(self.paths)), (rules, options)) as team:
            packed = self.packed(team, options, progress)
            yield from (one.unpacked() for one in packed)

    def packed(self, team: Team, options: Options, progress: Progress = silent) -> Iterator[Packed]:
        """The same, read by the processes of a team whose members share the rules and options."""
        self.close()
        return self._requested(self._each_packed(team, progress), options)

    def laid_aside(self, rules: RuleSet, options: Options, progress: Progress = silent) -> Iterator[Packed]:
        """The same, read by this process."""
        packed = map(_packed, self._each(rules, options, progress))
        return self._requested(self._kept(packed), options)

    def _requested(self, entries: Iterable[OneFile], options: Options) -> Iterator[OneFile]:
        is_any_left = False
        if self._logs is not None:
            self._logs.options = options
        for entry in entries:
            if entry.outside:
                self.outside[entry.name] = entry.outside
            is_any_left |= not entry.outside
            if not entry.outside or entry.tells_whose:
                yield entry
        if options.only and self.outside:
            self.problems.append(self._left_out(options.only) if is_any_left else self.without(options.only))

    def _each(self, rules: RuleSet, options: Options, progress: Progress) -> Iterator[Input]:
        for at, path in enumerate(self.paths, start=1):
            progress("reading", self._names[path])
            begun, self._begun = self._begun, None
            if begun is not None:
                entry = Input(path, self._names[path], logs=self._logs)
                _guarded(entry, partial(_parse, entry, begun, rules, options))
                self._begin(self.paths[at : at + 1])
                if path in self._large and self._large.isdisjoint(self.paths[at:]):
                    end_idle()
                _guarded(entry, partial(_read, entry, rules, options))
                yield entry

    def _each_packed(self, team: Team, progress: Progress) -> Iterator[Packed]:
        aside = None if self._logs is None else self._logs.path
        given = ((path, self._names[path], aside if path in self._large else None) for path in self.paths)
        tasks = (Task(one[1], read_packed, one) for one in given)
        return self._kept(self._answers(team.map(tasks), progress))

    def _kept(self, packed: Iterable[Packed]) -> Iterator[Packed]:
        """The files with their bytes on disk."""
        spool = Spool()
        return (replace(one, kept=spool.keep(one.data), data=b"", logs=self._logs) for one in packed)

    def _answers(self, answers: Iterable[Answer], progress: Progress) -> Iterator[Packed]:
        for path, (found, problems) in zip(self.paths, answers, strict=True):
            progress("reading", self._names[path])
            entry = Packed(path, self._names[path], problems=problems) if found is None else found
            assert isinstance(entry, Packed)
            yield entry

    def without(self, only: Month) -> Problem:
        """The error that there is no row of a month, with the months that are there."""
        held = sorted({month for months in self.outside.values() for month in months})
        shown = SourceRef(", ".join(self.outside) if len(self.outside) == 1 else "")
        return problem("period-without-data", shown, only, months=held)

    def _left_out(self, only: Month) -> Problem:
        names = sorted(self.outside)
        return problem("outside-period", SourceRef(), ", ".join(names), files=names, period=only, count=len(names))

    def close(self) -> None:
        """Stop the parser of a file that was not requested."""
        if self._begun is not None:
            self._begun.stop()
            self._begun = None


def month_options(rules: RuleSet, options: Options) -> MonthOptions:
    """What the command line and the rules say of months and dates."""
    from ccmotivate.readers.month_column import MonthOptions

    return MonthOptions(options.month, options.year, rules.reading.dates, rules.reading.zone, options.only)


def _load_ahead(options: Options) -> None:
    """Load what a sound file will need, while its parser is still at work."""
    for name in ("pandas", "ccmotivate.readers.agents", "ccmotivate.readers.companions", "ccmotivate.engine.months"):
        import_module(name)
    if options.write:
        for name in ("scored_book", "award_list"):
            import_module(f"ccmotivate.writers.workbooks.{name}")


def _guarded(entry: Input, step: Callable[[], None]) -> None:
    """Run a step of reading a file; any exception becomes a problem of the file, which is then left out."""
    _done, found = attempt(step, entry.name)
    if found:
        entry.book = entry.read = None
        entry.problems += found


def _begun(path: Path, name: str, *, is_log: bool) -> Begun | BegunLog:
    """A file with its parser; a log that is too large to be held with what looks through it."""
    if is_log:
        return BegunLog.of(path)
    from ccmotivate.formats.sheets import begin

    return begin(path, name)


def _parse(entry: Input, begun: Begun | BegunLog, rules: RuleSet, options: Options) -> None:
    """The cells of a file, as soon as its parser is done; of a log what its rows say."""
    from ccmotivate.formats.sheets import Begun, begin, finish

    encoding, separator = rules.written_as(str(entry.path), entry.name)
    encoding = options.encoding or encoding
    load = partial(_load_ahead, options)
    if not isinstance(begun, Begun):
        assert entry.logs is not None
        has_keys = any(one.key for one in rules.details.values())
        aside = entry.logs.path if entry.logs.is_shared or has_keys or rules.has_known_as else None
        from ccmotivate.pipeline import large_logs  # here: it loads pandas, while the log is looked through

        how = month_options(rules, options)
        with begun.looking(encoding) as server:
            told = large_logs.read_log(server, entry.name, rules, how, (encoding, separator), aside, load)
        entry.book, entry.read, entry.kept = told.book, told.read, told.kept
        entry.problems += told.problems
        if told.is_done:
            return
        begun = begin(entry.path, entry.name)
    entry.book, found = finish(begun, load, encoding, separator)
    entry.problems += found


def _read(entry: Input, rules: RuleSet, options: Options) -> None:
    """What the tables of a file say, where it could be parsed and has some."""
    from ccmotivate.readers.headers import find_tables

    if entry.read is not None:  # a log
        return
    tables, found = find_tables(entry.book, rules) if entry.book is not None else ((), ())
    entry.problems += found
    if entry.book is not None and tables:
        from ccmotivate.readers.agents import read_agents

        entry.read, found = read_agents(entry.book, tables, rules, month_options(rules, options))
        entry.problems += found


class Packed(Struct, frozen=True):
    """A file that another process has read: what a run must know of every file, and the rest laid aside.

    ``is_read`` where it has tables, and then ``is_alone`` where no other file is to give it or take from it anything:
    it has agents, of whichever month, no roster and no source; ``months`` and ``ids`` are those of its agents,
    ``sha256`` that of its bytes, ``sheets`` the kinds of sheets that parts need. ``problems`` are those of a file that
    is not read.
    """

    path: Path
    name: str
    outside: tuple[Month, ...] = ()
    is_read: bool = False
    is_alone: bool = False
    months: frozenset[int] = frozenset()
    ids: frozenset[str] = frozenset()
    sha256: str = ""
    sheets: frozenset[str] = frozenset()
    tells_whose: bool = False
    problems: Sequence[Problem] = ()
    data: bytes = b""
    kept: Kept | None = None
    logs: LogFolder | None = None

    def unpacked(self) -> Input:
        """The file as it was read."""
        data = self.kept.bytes() if self.kept is not None else b""
        if not data:
            return Input(self.path, self.name, problems=list(self.problems))
        entry = pickle.loads(data)
        assert isinstance(entry, Input)
        return replace(entry, logs=self.logs)


OneFile = TypeVar("OneFile", Input, Packed)


def read_packed(shared: tuple[Any, ...], path: Path, name: str, aside: Path | None) -> Packed:
    """A file read in a process of a team; one with ``aside`` is a large log, whose rows are laid aside there."""
    rules, options = shared[:2]
    entry = Input(path, name, logs=None if aside is None else LogFolder(aside))
    begun = _begun(path, name, is_log=aside is not None)
    _guarded(entry, partial(_parse, entry, begun, rules, options))
    _guarded(entry, partial(_read, entry, rules, options))
    return _packed(entry)


def _packed(entry: Input) -> Packed:
    """A file that was read, as bytes with what a run must know of it."""
    data = pickle.dumps(replace(entry, logs=None), pickle.HIGHEST_PROTOCOL)
    if entry.read is None:
        return Packed(entry.path, entry.name, problems=entry.problems, data=data)
    agents = entry.read.dataset.agents
    has_agents = len(agents) > 0 or "agents" in entry.read.elsewhere
    is_alone = has_agents and entry.read.roster is None and entry.read.people is None
    months = frozenset(one for one in agents["month"].unique().tolist() if one)
    ids = frozenset(agents["agent_id"].unique().tolist())
    sheets = frozenset(entry.read.dataset.sheets)
    sha256 = "" if entry.book is None else entry.book.sha256
    about = (entry.outside, True, is_alone, months, ids, sha256, sheets, entry.tells_whose)
    return Packed(entry.path, entry.name, *about, data=data)


def _months_of(entry: Input) -> set[int]:
    """The months (ordinals) of the rows of a file."""
    if entry.read is None:
        return set()
    data = entry.read.dataset
    frames = [data.agents, *(detail.frame for detail in data.details.values())]
    return {month for frame in frames for month in frame["month"].unique().tolist() if month}


def _of_tables(
    rules: RuleSet,
    options: Options,
    of_files: Set[int],
    others: Sequence[ReadResult],
    progress: Progress,
    source: str | None = None,
) -> Iterator[Input]:
    """The tables of databases, in the months that are asked for, else those of the files.

    Rosters come first: they, and those among the ``others``, may tell by which words tables name people.
    """
    from ccmotivate.pipeline.databases import read_table

    months, parts = _months_wanted(options, of_files), list(others)
    for one in sorted(rules.tables, key=lambda one: bool(one.columns)):
        if source in (None, one.id):
            progress("reading", one.id)
            read, found = read_table(one, rules, months, month_options(rules, options), parts)
            parts += [] if read is None else [read]
            assert one.layout.table is not None
            yield Input(Path(one.id), one.layout.table.name, read=read, problems=list(found), source=one.id)


def _months_wanted(options: Options, of_files: Set[int]) -> set[Month]:
    """The month that an option names; with a period all of its months, and those of the files beside."""
    from ccmotivate.model.period import Month

    if options.only is not None:
        return {options.only}
    if options.month is not None and not options.months:
        return {options.month}
    return {*options.months, *map(Month.from_ordinal, of_files)}


def read_by_rows(entry: Input, rules: RuleSet, options: Options, why: Problem | None = None) -> Input:
    """A large log as any file; ``why`` is a note."""
    again = Input(entry.path, entry.name, problems=[why] if why else [])
    begun = _begun(entry.path, entry.name, is_log=False)
    _guarded(again, partial(_parse, again, begun, rules, options))
    _guarded(again, partial(_read, again, rules, options))
    return again


def all_again(entries: Iterable[Input], rules: RuleSet, options: Options) -> list[Input]:
    """Files that were parsed, and the tables after them, read by other rules."""
    again: list[Input] = []
    for entry in entries:
        again.append(_again(entry, rules, options, [one.read for one in again if one.read is not None]))
    return again


def _again(entry: Input, rules: RuleSet, options: Options, others: Sequence[ReadResult]) -> Input:
    """A file read by other rules; one that could not be parsed as it is."""
    if entry.source is not None:
        return next(_of_tables(rules, options, _months_of(entry), others, silent, entry.source), entry)
    if entry.book is None:
        return entry
    again = Input(entry.path, entry.name, entry.book, logs=entry.logs)
    if entry.book.sheets:
        _read(again, rules, options)
        return again
    again.book = None  # a log, whose cells nobody holds
    _guarded(again, partial(_parse, again, _begun(entry.path, entry.name, is_log=True), rules, options))
    _guarded(again, partial(_read, again, rules, options))
    return again
