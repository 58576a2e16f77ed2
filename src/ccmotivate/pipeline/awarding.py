"""Months → the awards of a period: gather its months from files and the ledger, decide, write the list to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ccmotivate.pipeline.gathering import Gathered, gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import NotWrittenError, holding, put, set_aside, write_problems
from ccmotivate.pipeline.scoring import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import Awarded, Decision, MonthFacts, PeriodResult, PublishedMonth
    from ccmotivate.model.rules import RuleSet


class Memory(Protocol):
    """What the ledger knows that a period may need: its published months, and what people decided."""

    def months(self, period: Period) -> tuple[PublishedMonth, ...]:
        """The published months of a period."""
        ...

    def decisions(self, period: Period) -> tuple[Decision, ...]:
        """What was decided in the period and in the shorter ones within it."""
        ...


@dataclass(frozen=True, slots=True)
class AwardsOutcome:
    """What came of ``awards``: the period, what was written, and the exit code that follows."""

    awarded: Awarded | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem of the run, in order."""
        return (*self.problems, *(self.awarded.problems if self.awarded else ()))

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        found = self.all_problems
        if any(one.is_fatal for one in found) or self.rules is None:
            return 2
        return 1 if has_errors(found) else 0


def awards(
    period: Period,
    given: Sequence[str],
    rules: RuleSet,
    options: Options,
    *,
    memory: Memory | None = None,
    open_end: bool = False,
    progress: Progress = silent,
) -> AwardsOutcome:
    """The awards of a period from files, folders and globs; months without a file come from ``memory``.

    With ``open_end`` the last months may be missing: the period is not over.
    """
    from ccmotivate.ledger.refused import LedgerRefused

    with closing(Inputs(given)) as inputs:
        # every file is read, for the month column outranks the name of a file
        run = gather(inputs.read(rules, options, progress), rules, period.months)
    problems = [*inputs.problems, *_outside(run, period)]
    progress("deciding", str(period))
    try:
        awarded = _decide(period, run, rules, options, memory, open_end=open_end)
    except LedgerRefused as why:
        return AwardsOutcome(problems=(*problems, why.problem), rules=rules)
    outcome = AwardsOutcome(awarded, (), tuple(problems), rules)
    return _write(outcome, run, options, progress) if options.write else outcome


def _outside(run: Gathered, period: Period) -> list[Problem]:
    """A note that names the files which hold nothing of the period."""
    if not run.outside:
        return []
    facts = {"files": run.outside, "period": period, "count": len(run.outside)}
    return [problem("outside-period", SourceRef(), ", ".join(run.outside), **facts)]


def _decide(
    period: Period,
    run: Gathered,
    rules: RuleSet,
    options: Options,
    memory: Memory | None,
    *,
    open_end: bool,
) -> Awarded:
    from ccmotivate.engine.periods import award_period
    from ccmotivate.model.results import Awarded

    early, parts = run.early, run.parts
    awarded = Awarded(period, (), rules, None, tuple(early))
    months: dict[Month, MonthFacts] = {}
    if parts:
        scored = pool(parts, early, rules, options)
        months = {facts.month: facts for facts in scored.months}
        awarded = replace(
            awarded,
            inputs=scored.inputs,
            problems=scored.problems,
            interpretations=scored.interpretations,
            unscored=scored.unscored,
        )
    if has_errors(awarded.problems) and not options.keep_going:
        return awarded
    for facts in memory.months(period) if memory else ():
        months.setdefault(facts.month, facts)
    notes = [*_from_ledger(months), *_missing(period, months, open_end=open_end)]
    awarded = replace(awarded, problems=(*awarded.problems, *notes))
    if has_errors(notes) or not months:
        return awarded
    decisions = memory.decisions(period) if memory else ()
    result = award_period(period, list(months.values()), rules, decisions)
    found = (*awarded.problems, *_notes(result, months.values()))
    return replace(awarded, inputs=result.inputs, result=result, problems=found)


# -- what is said -----------------------------------------------------------------------------------------------------


def _from_ledger(months: Mapping[Month, MonthFacts]) -> list[Problem]:
    """A note for each month that no file was given for."""
    return [
        problem("month-published", SourceRef(), month=month, published=facts.published)
        for month, facts in sorted(months.items())
        if facts.published
    ]


def _missing(period: Period, months: Mapping[Month, MonthFacts], *, open_end: bool) -> list[Problem]:
    """Months without data are errors, but for the last ones of a period that is not over."""
    lacking = [month for month in period.months if month not in months]
    if not lacking:
        return []
    last = [month for month in lacking if open_end and months and month > max(months)]
    if len(last) == len(lacking):
        return [problem("period-not-over", SourceRef(), period=period, months=lacking)]
    wrong = [month for month in lacking if month not in last]
    return [problem("month-missing", SourceRef(), month=month, period=period) for month in wrong]


def _notes(result: PeriodResult, months: Iterable[MonthFacts]) -> list[Problem]:
    """What is to be known of the awards; a month said so when it was scored.

    That is: winners in hidden rows, awards that nobody got, and parts of an index that count for nobody.
    """
    from ccmotivate.engine.months import hidden_winners
    from ccmotivate.model.results import MonthResult

    if result.period.kind == "month":
        return []
    notes = hidden_winners([month for month in months if isinstance(month, MonthResult)], result.awards)
    for lost in result.not_given:
        code = "award-off" if lost.reason == "no-column" else lost.reason
        facts = {"award": lost.award, "metric": lost.metric or "", "month": result.period}
        notes.append(problem(code, SourceRef(), **facts))
    for left in result.left_out:
        lacking = [f"{agent} ({month})" for agent, month in left.lacking]
        notes.append(problem("index-part-off", SourceRef(), award=left.award, metric=left.metric, lacking=lacking))
    return notes


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(outcome: AwardsOutcome, run: Gathered, options: Options, progress: Progress) -> AwardsOutcome:
    """The awards of the period, or the problems of its inputs; an outdated list never stays."""
    from ccmotivate.writers.period_book import write_period

    awarded = outcome.awarded
    if awarded is None:
        return outcome
    folders = {entry.path.parent for entry in run.entries}
    folder = options.out or (folders.pop() if len(folders) == 1 else Path())
    name, written, aside = f"{awarded.period}.awards.xlsx", list[Path](), list[Problem]()
    try:
        with holding(folder, options):
            for entry in run.files if has_errors(awarded.problems) else ():
                target = options.out or entry.path.parent
                marked = write_problems(awarded.problems, awarded.rules, entry, target, options)
                written, aside = [*written, *marked.paths], [*aside, *marked.problems]
            if awarded.result is None:
                aside += set_aside(folder, [name])
            else:
                progress("writing", name)
                write = partial(write_period, awarded=awarded, lang=options.lang)
                done = put({folder / name: write}, options)
                written, aside = [*written, *done.paths], [*aside, *done.problems]
    except NotWrittenError as why:
        aside.append(why.problem)
    return replace(outcome, problems=(*outcome.problems, *aside), written=tuple(written))
