"""Read → check → score → award → write: the one place where the rooms meet.

Every function takes what it needs and returns what came of it; nothing is printed here. One bad file does not stop the
others, and nothing is written for a file whose data has errors but the workbook that shows them.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.problems import Problem, SourceRef, has_errors, problem

# pandas, pydantic, openpyxl and the writers are loaded by the command that needs them: `--help` pays for none of them.
if TYPE_CHECKING:
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import Scored
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.cells import Book
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.writers.files import NotOursError, WorkbookShape

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
_OUTPUTS = ("scored", "awards", "problems")

Progress = Callable[[str, str], None]  # what is being done ("reading", "scoring", "writing"), to which file


def _silent(_what: str, _name: str) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    lang: str = "en"
    out: Path | None = None
    month: Month | None = None
    year: int | None = None
    together: bool = False
    keep_going: bool = False
    force: bool = False
    write: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """One scoring job: a workbook, or a pooled month, with what was written for it."""

    name: str
    scored: Scored
    written: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: jobs, problems of files that never became one, and the exit code that follows."""

    jobs: tuple[Job, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem of the run, in order."""
        return (*self.problems, *(found for job in self.jobs for found in job.scored.problems))

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        found = self.all_problems
        if any(one.is_fatal for one in found) or self.rules is None:
            return 2
        return 1 if has_errors(found) else 0


# -- rules ------------------------------------------------------------------------------------------------------------


def shipped_rules() -> Path:
    """The folder of the scheme that comes with ccmotivate: inside the wheel, or beside ``src/`` in a checkout."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "rules"


def choose_rules(given: Path | None, environment: Mapping[str, str]) -> tuple[Path, str]:
    """The rules folder and what chose it: ``--rules``, ``CCMOTIVATE_RULES``, ``./rules``, the shipped one."""
    if given:
        return given, "--rules"
    if environment.get("CCMOTIVATE_RULES"):
        return Path(environment["CCMOTIVATE_RULES"]), "CCMOTIVATE_RULES"
    local = Path("rules")
    if (local / "scheme.yaml").is_file():
        return local, "./rules"
    return shipped_rules(), "shipped"


def load(folder: Path, chosen: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules of a folder, with every problem in them."""
    from ccmotivate.readers.rule_files import load_rules

    return load_rules(folder, "rules" if chosen == "shipped" else None)


# -- which files ------------------------------------------------------------------------------------------------------


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
        elif path.exists() and kind_of(path) in ("scored", "awards"):
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


# -- reading ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Input:
    """A file on its way: what it became, and what was wrong."""

    path: Path
    name: str
    book: Book | None = None
    read: ReadResult | None = None
    problems: list[Problem] = field(default_factory=list)


def _read(path: Path, name: str, rules: RuleSet, options: Options) -> _Input:
    from ccmotivate.readers.headers import find_tables
    from ccmotivate.readers.sheets import read_book

    entry = _Input(path, name)
    entry.book, found = read_book(path, name)
    entry.problems += found
    if entry.book is None:
        return entry
    tables, found = find_tables(entry.book, rules)
    entry.problems += found
    if tables:
        from ccmotivate.readers.agents import read_agents
        from ccmotivate.readers.identity import MonthOptions

        entry.read, found = read_agents(entry.book, tables, rules, MonthOptions(options.month, options.year))
        entry.problems += found
    return entry


# -- scoring ----------------------------------------------------------------------------------------------------------


def score(
    given: Sequence[str], rules: RuleSet, options: Options, rules_from: str = "", progress: Progress = _silent
) -> Outcome:
    """Score files, folders and globs: each workbook by itself, or all together month by month."""
    paths, problems = find_inputs(given)
    names = _names(paths)
    jobs: list[Job] = []
    if options.together:
        inputs = [_reading(path, names, rules, options, progress) for path in paths]
        jobs, lost = _score_together(inputs, rules, options, progress)
        return Outcome(tuple(jobs), (*problems, *lost), rules, rules_from)
    targets: dict[Path, str] = {}
    for path in paths:
        entry = _reading(path, names, rules, options, progress)
        folder = options.out or path.parent
        first = targets.setdefault(folder / path.stem, entry.name)
        if first != entry.name and options.write:
            problems.append(problem("same-target", SourceRef(entry.name), f"{path.stem}.scored.xlsx", first=first))
        elif entry.read is None:
            problems += entry.problems
            problems += _put_aside(folder, [path.stem], options)
        else:
            progress("scoring", entry.name)
            scored = _score([entry.read], entry.problems, rules, options)
            jobs.append(_write(Job(entry.name, scored), folder, path.stem, [entry], options, progress))
    return Outcome(tuple(jobs), tuple(problems), rules, rules_from)


def _reading(path: Path, names: Mapping[Path, str], rules: RuleSet, options: Options, progress: Progress) -> _Input:
    progress("reading", names[path])
    return _read(path, names[path], rules, options)


def _score(parts: Sequence[ReadResult], before: Sequence[Problem], rules: RuleSet, options: Options) -> Scored:
    """One workbook, or several pooled, scored; with errors only what is sound, and only with ``--keep-going``."""
    import numpy as np

    from ccmotivate.engine.months import score_months
    from ccmotivate.engine.plausible import check_computed
    from ccmotivate.model.results import Scored
    from ccmotivate.readers.together import together

    whole = together(parts, rules)
    data = whole.dataset
    implausible, outside = check_computed(data, rules)
    problems = (*before, *whole.problems, *implausible)
    scored = Scored(data.inputs, rules, (), problems, whole.interpretations)
    if has_errors(problems) and not options.keep_going:
        return scored
    agents = data.agents
    bad = sorted(whole.bad | outside)
    sound = np.setdiff1d(np.arange(len(agents)), np.array(bad, dtype=np.intp))
    rows = zip(*(agents[name].tolist() for name in ("agent_id", "table", "row")), strict=True)
    named = (
        [f"{agent_id} ({data.tables[table].address('agent_id', row)})" for agent_id, table, row in rows] if bad else []
    )
    months, notes = score_months(data.take(sound) if bad else data, rules)
    return replace(scored, months=months, problems=(*problems, *notes), unscored=tuple(named[at] for at in bad))


def _score_together(
    inputs: Sequence[_Input], rules: RuleSet, options: Options, progress: Progress
) -> tuple[list[Job], list[Problem]]:
    """All files pooled, one job a month; an error anywhere stops the pool, for a missing part changes every rank."""
    readable = [entry.read for entry in inputs if entry.read is not None]
    early = [found for entry in inputs for found in entry.problems]
    if not readable:
        return [], early
    progress("scoring", "")
    scored = _score(readable, early, rules, options)
    folders = {entry.path.parent for entry in inputs}
    folder = options.out or (folders.pop() if len(folders) == 1 else Path())
    if not scored.months or (any(found.is_fatal for found in early) and not options.keep_going):
        lost = _put_aside(folder, _months_of(readable), options)
        return [_write(Job("", replace(scored, months=())), folder, "", inputs, options, progress)], lost
    jobs: list[Job] = []
    for month in scored.months:  # the problems of the pool are said once, with its first month
        problems, unscored = ((), ()) if jobs else (scored.problems, scored.unscored)
        alone = replace(scored, inputs=month.inputs, months=(month,), problems=problems, unscored=unscored)
        jobs.append(_write(Job(str(month.month), alone), folder, str(month.month), inputs, options, progress))
    return jobs, []


def _months_of(parts: Sequence[ReadResult]) -> list[str]:
    """The months in the data, as outputs are named."""
    from ccmotivate.model.period import Month

    ordinals = {ordinal for part in parts for ordinal in part.dataset.agents["month"].tolist() if ordinal}
    return [str(Month.from_ordinal(ordinal)) for ordinal in sorted(ordinals)]


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(job: Job, folder: Path, stem: str, inputs: Sequence[_Input], options: Options, progress: Progress) -> Job:
    """The files of a job: scores and awards, and the problems of each input that has errors."""
    from ccmotivate.writers.files import NotOursError

    if not options.write:
        return job
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        wrong = has_errors(job.scored.problems)
        if wrong and stem:
            _set_aside(folder, stem)
        for entry in inputs if wrong else ():
            written += _write_problems(job, entry, options.out or entry.path.parent, options)
        if job.scored.months:
            progress("writing", f"{stem}.scored.xlsx")
            written = [*_write_results(job, folder, stem, options), *written]
        if not wrong:
            _set_aside(folder, stem, ("problems",))
    except (OSError, NotOursError) as error:
        failed = _failure(error, folder)
        return replace(job, scored=replace(job.scored, problems=(*job.scored.problems, failed)), written=tuple(written))
    return replace(job, written=tuple(written))


def _failure(error: OSError | NotOursError, folder: Path) -> Problem:
    if isinstance(error, OSError):
        place = error.filename2 or error.filename or folder  # of a failed renaming, the target
        return problem("cannot-write", SourceRef(str(place)), error.strerror or str(error))
    return problem("not-ours", SourceRef(str(error.path)))


def _write_results(job: Job, folder: Path, stem: str, options: Options) -> list[Path]:
    """The scored workbook and the award list, which take their places together."""
    from ccmotivate.writers.award_list import write_awards
    from ccmotivate.writers.workbook import write_scored

    writers: dict[Path, Callable[[Path], WorkbookShape]] = {
        folder / f"{stem}.scored.xlsx": partial(write_scored, scored=job.scored, lang=options.lang),
        folder / f"{stem}.awards.xlsx": partial(write_awards, scored=job.scored, lang=options.lang),
    }
    return _put(writers, options)


def _write_problems(job: Job, entry: _Input, folder: Path, options: Options) -> list[Path]:
    """``march.problems.xlsx``, for an input with errors of its own."""
    from ccmotivate.writers.problems_book import write_problems

    own = tuple(found for found in job.scored.problems if found.source.file in (entry.name, ""))
    if entry.book is None or not has_errors(own):
        return []
    cells = {sheet.name: sheet.columns for sheet in entry.book.sheets}
    write = partial(
        write_problems, input_path=entry.path, problems=own, rules=job.scored.rules, lang=options.lang, cells=cells
    )
    return _put({folder / f"{entry.path.stem}.problems.xlsx": write}, options)


def _put(writers: Mapping[Path, Callable[[Path], WorkbookShape]], options: Options) -> list[Path]:
    from ccmotivate.writers.files import replace_files

    replace_files(writers, force=options.force)
    return list(writers)


def _put_aside(folder: Path, stems: Sequence[str], options: Options) -> list[Problem]:
    """As ``_set_aside``, for files of which nothing is written; a folder that does not let it is a problem."""
    try:
        for stem in stems if options.write else ():
            _set_aside(folder, stem)
    except OSError as error:
        return [_failure(error, folder)]
    return []


def _set_aside(folder: Path, stem: str, kinds: Sequence[str] = ("scored", "awards")) -> None:
    """Rename our earlier outputs, so that no outdated list passes for current."""
    from ccmotivate.writers.files import mark_stale

    for kind in kinds:
        mark_stale(folder / f"{stem}.{kind}.xlsx")
