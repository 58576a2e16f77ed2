"""Workbooks → scored workbooks and award lists, one by one or pooled by month.

One bad file does not stop the others, and nothing is written for a file whose data has errors but the workbook that
shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.counting import Memory, count_months, or_refused
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.gathering import Gathered, gather
from ccmotivate.pipeline.inputs import Input, Inputs, OneFile
from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.pipeline.looking_back import known_before
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import (
    NotWrittenError,
    Targets,
    Written,
    archive_if_writing,
    archive_outputs,
    holding,
    put,
    results_of,
    write_problems,
)
from ccmotivate.pipeline.pooling import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

# pandas and the writers are loaded when there is something to score: `--help` pays for neither.
if TYPE_CHECKING:
    from ccmotivate.model.outcomes import Scored
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.writers.files.replacing import Fill


class Job(Struct, frozen=True):
    """One scoring job: a workbook, or a pooled month, with what was written for it.

    Where another process scored it, ``scored`` has no months, and ``shown`` is what was asked to be shown of it.
    """

    name: str
    scored: Scored
    written: tuple[Path, ...] = ()
    shown: tuple[Shown, ...] | None = None


class Shown(Struct, frozen=True):
    """A text that is to be printed of a job; ``month`` where it is of one month."""

    text: Callable[[], str]
    month: Month | None = None


Show = Callable[[Job], Sequence[tuple[str, "Month | None"]]]
"""What to show of a job, as text by text; it is sent to other processes, so it is a function of a module."""


class Outcome(Struct, frozen=True):
    """The outcome of a command: jobs, problems of files that never became one, and the exit code."""

    jobs: tuple[Job, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem of the run, in order, each once: that of a file which several results use is one."""
        found = (*self.problems, *(found for job in self.jobs for found in job.scored.problems))
        return tuple(dict.fromkeys(found))

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        return exit_code(self.all_problems, ran=self.rules is not None)


def score(
    given: Sequence[str] | Inputs,
    rules: RuleSet,
    options: Options,
    rules_from: str = "",
    progress: Progress = silent,
    memory: Memory | None = None,
) -> Outcome:
    """Score files, folders and globs: each workbook by itself, or all together month by month.

    Awards are shown as ``memory`` holds them: published, withheld, granted.
    """
    return or_refused(
        memory,
        lambda: _score(given, rules, options, rules_from, progress, memory),
        lambda why: Outcome(problems=(why,), rules=rules, rules_from=rules_from),
    )


def _score(
    given: Sequence[str] | Inputs,
    rules: RuleSet,
    options: Options,
    rules_from: str,
    progress: Progress,
    memory: Memory | None,
) -> Outcome:
    inputs = given if isinstance(given, Inputs) else Inputs(given)
    run = gather(inputs.read(rules, options, progress), rules)
    if options.together:
        found, lost = _score_together(run, rules, options, progress, memory)
        return Outcome(tuple(found), (*inputs.problems, *lost), rules, rules_from)
    jobs, problems = score_each(run, rules, options, progress, memory)
    return Outcome(jobs, (*inputs.problems, *problems), rules, rules_from)


def score_each(
    run: Gathered, rules: RuleSet, options: Options, progress: Progress, memory: Memory | None
) -> tuple[tuple[Job, ...], tuple[Problem, ...]]:
    """Each workbook by itself, in this process; its parts look back at the months of the others."""
    scored = _each_scored(run, rules, options, progress, memory)

    def write(entry: Input) -> Made:
        return write_job(entry, *scored[entry.name], memory, options, progress)

    targets = Targets()
    jobs, problems = one_by_one(run.entries, targets, options, lambda wanted: map(write, wanted))
    problems += run.problems
    for entry in () if jobs else run.companions:  # one of them may have given the agents before
        problems += archive_if_writing(folder_of(entry, options), results_of(entry.path.stem), options)
    written, lost = _write_companions(run, targets, jobs, rules, options) if jobs and options.write else ([], [])
    if written:
        jobs[-1] = replace(jobs[-1], written=(*jobs[-1].written, *written))
    return tuple(jobs), (*problems, *lost)


Made = tuple["Job | None", Sequence[Problem]]
"""The job of a file, None where it failed, and the problems that then say why."""


def one_by_one(
    entries: Sequence[OneFile],
    targets: Targets,
    options: Options,
    make: Callable[[Sequence[OneFile]], Iterator[Made]],
) -> tuple[list[Job], list[Problem]]:
    """The jobs of files in their order, and the problems of those that become none.

    ``make`` gives what comes of each of the files that can be scored and have a name of their own to write under.
    """
    first = [targets.claim(folder_of(entry, options) / entry.path.stem, entry.name) for entry in entries]
    taken = {entry.name: one for entry, one in zip(entries, first, strict=True) if one is not None and options.write}
    made = make([entry for entry in entries if entry.name not in taken and entry.is_read])
    jobs: list[Job] = []
    problems: list[Problem] = []
    for entry in entries:
        stem = entry.path.stem
        if entry.name in taken:
            there = SourceRef(entry.name)
            problems.append(problem("same-target", there, f"{stem}.scored.xlsx", first=taken[entry.name]))
        elif not entry.is_read:
            problems += entry.problems
            problems += archive_if_writing(folder_of(entry, options), results_of(stem), options)
        else:
            job, fault = next(made)
            jobs += [job] if job else []
            problems += fault
    return jobs, problems


def folder_of(entry: OneFile, options: Options) -> Path:
    """Where what comes of a file is written."""
    return options.out or entry.path.parent


def _each_scored(
    run: Gathered, rules: RuleSet, options: Options, progress: Progress, memory: Memory | None
) -> dict[str, tuple[Scored | None, tuple[Problem, ...]]]:
    """Each workbook scored by itself, by name, or what went wrong; its parts look back at the months of the others."""
    scored: dict[str, tuple[Scored | None, tuple[Problem, ...]]] = {}
    for entry in run.entries:
        if entry.read is not None:
            progress("scoring", entry.name)
            scored[entry.name] = attempt(
                partial(pool, [entry.read], entry.problems, rules, options, memory), entry.name
            )
    if not rules.looks_back or len(scored) < 2:
        return scored
    from ccmotivate.engine.history import looking_back, unseen

    months = [month for one, _found in scored.values() if one is not None for month in one.months]
    own = {one.month for one in months}
    before = known_before(own, rules, memory, window=rules.awards_window)  # months for parts are known already
    seen = iter(looking_back(months, rules, before))

    def again(one: Scored) -> Scored:
        then = tuple(next(seen) for _month in one.months)
        kept = tuple(found for found in one.problems if found.code != "months-unseen")
        return replace(one, months=then, problems=(*kept, *unseen(then)))

    return {name: (one and again(one), found) for name, (one, found) in scored.items()}


def write_job(
    entry: Input,
    made: Scored | None,
    fault: tuple[Problem, ...],
    memory: Memory | None,
    options: Options,
    progress: Progress,
) -> Made:
    """Write a scored workbook; on failure its outdated outputs are archived and the other workbooks continue."""
    stem, folder = entry.path.stem, folder_of(entry, options)
    if made is not None:
        job = Job(entry.name, counted(made, memory, options))
        written, fault = attempt(lambda: _write(job, folder, stem, [entry], options, progress), entry.name)
        if written is not None:
            return written, []
    return None, [*fault, *archive_if_writing(folder, results_of(stem), options)]


def _write_companions(
    run: Gathered, taken: Targets, jobs: Sequence[Job], rules: RuleSet, options: Options
) -> tuple[list[Path], list[Problem]]:
    """Write the problems of files that others use: one workbook for each."""
    found = tuple(dict.fromkeys((*run.problems, *(one for job in jobs for one in job.scored.problems))))
    written: list[Path] = []
    notes: list[Problem] = []
    for entry in run.companions:
        folder, stem = options.out or entry.path.parent, entry.path.stem
        right = _without_errors([entry], found, options)
        wrong = has_errors(one for one in found if one.source.file == entry.name)
        first = taken.first(folder / stem)
        if first is not None:
            facts = {"first": first}
            notes += [problem("same-target", SourceRef(entry.name), f"{stem}.problems.xlsx", **facts)] if wrong else []
            continue
        try:
            with holding(folder, options):
                marked = write_problems(found, rules, entry, folder, options)
                written, notes = [*written, *marked.paths], [*notes, *marked.problems]
                notes += archive_outputs(folder, [f"{stem}.problems.xlsx"]) if right else []
        except NotWrittenError as why:
            notes += why.problems
    return written, notes


def counted(scored: Scored, memory: Memory | None, options: Options) -> Scored:
    """What was scored, its awards as the ledger holds them.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    found = count_months(scored.months, memory, options.lang)
    known = {name: award for month in found.months for name, award in month.rules.awards.items()}
    rules = scored.rules if memory is None else replace(scored.rules, awards={**known, **scored.rules.awards})
    return replace(scored, rules=rules, months=found.months, problems=(*scored.problems, *found.problems))


def _score_together(
    run: Gathered, rules: RuleSet, options: Options, progress: Progress, memory: Memory | None
) -> tuple[list[Job], list[Problem]]:
    """All files pooled, one job a month; an error anywhere stops the pool, for a missing part changes every rank."""
    readable, early, inputs = run.parts, run.early, run.files
    if not readable:
        return [], early
    progress("scoring", "")
    scored = counted(pool(readable, early, rules, options, memory), memory, options)
    folders = {entry.path.parent for entry in run.entries}
    folder = options.out or (folders.pop() if len(folders) == 1 else Path())
    if not scored.months or (any(found.is_fatal for found in early) and not options.keep_going):
        lost = archive_if_writing(folder, results_of(*_months_of(readable)), options)
        return [_write(Job("", replace(scored, months=())), folder, "", inputs, options, progress)], lost
    jobs: list[Job] = []
    for month in scored.months:  # problems of the pool are reported once, with its first month
        problems, unscored = ((), ()) if jobs else (scored.problems, scored.unscored)
        alone = replace(scored, inputs=month.inputs, months=(month,), problems=problems, unscored=unscored)
        whose = () if jobs else inputs
        jobs.append(_write(Job(str(month.month), alone), folder, str(month.month), whose, options, progress))
    return jobs, []


def _months_of(parts: Sequence[ReadResult]) -> list[str]:
    """The months in the data, as outputs are named."""
    from ccmotivate.model.period import Month

    ordinals = {ordinal for part in parts for ordinal in part.dataset.agents["month"].tolist() if ordinal}
    return [str(Month.from_ordinal(ordinal)) for ordinal in sorted(ordinals)]


def _write(job: Job, folder: Path, stem: str, inputs: Sequence[Input], options: Options, progress: Progress) -> Job:
    """The files of a job: scores and awards, and the problems of each input that has errors."""
    if not options.write:
        return job
    problems, rules, written, aside = job.scored.problems, job.scored.rules, list[Path](), list[Problem]()
    wrong = has_errors(problems)
    try:
        with holding(folder, options):
            if wrong and stem:
                aside += archive_outputs(folder, results_of(stem))
            for entry in _without_errors(inputs, problems, options):
                aside += archive_outputs(folder_of(entry, options), [f"{entry.path.stem}.problems.xlsx"])
            for entry in inputs if wrong else ():
                marked = write_problems(problems, rules, entry, options.out or entry.path.parent, options)
                written, aside = [*written, *marked.paths], [*aside, *marked.problems]
            if job.scored.months:
                progress("writing", f"{stem}.scored.xlsx")
                done = _write_results(job, folder, stem, options)
                written, aside = [*done.paths, *written], [*aside, *done.problems]
    except NotWrittenError as why:
        aside += why.problems
    return replace(job, scored=replace(job.scored, problems=(*problems, *aside)), written=tuple(written))


def _without_errors(inputs: Sequence[Input], problems: Sequence[Problem], options: Options) -> list[Input]:
    """The files that have no errors, where that is said of all their months."""
    wrong = {found.source.file for found in problems if found.is_error}
    return [entry for entry in inputs if entry.book is not None and entry.name not in wrong and not options.only]


def _write_results(job: Job, folder: Path, stem: str, options: Options) -> Written:
    """The scored workbook and the award list, which take their places together."""
    from ccmotivate.writers.workbooks.award_list import write_awards
    from ccmotivate.writers.workbooks.scored_book import write_scored

    writers: dict[Path, Fill] = {
        folder / f"{stem}.scored.xlsx": partial(write_scored, scored=job.scored, lang=options.lang, sort=options.sort),
        folder / f"{stem}.awards.xlsx": partial(write_awards, scored=job.scored, lang=options.lang),
    }
    return put(writers, options)
