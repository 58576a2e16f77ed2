"""Months → the awards of a period: gather its months from files and the ledger, decide, write the list to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ccmotivate.pipeline.inputs import Input, Inputs
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import NotWrittenError, holding, put, set_aside, write_problems
from ccmotivate.pipeline.scoring import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import Awarded, Decision, MonthFacts, PeriodResult, PublishedMonth
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.reading import ReadResult


_SHOWN = 12


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

    inputs, problems = _gather(period, given, rules, options, progress)
    progress("deciding", str(period))
    try:
        awarded = _decide(period, inputs, rules, options, memory, open_end=open_end)
    except LedgerRefused as why:
        return AwardsOutcome(problems=(*problems, why.problem), rules=rules)
    outcome = AwardsOutcome(awarded, (), tuple(problems), rules)
    return _write(outcome, [entry for entry, _part in inputs], options, progress) if options.write else outcome


_Gathered = list[tuple[Input, "ReadResult | None"]]


def _gather(
    period: Period, given: Sequence[str], rules: RuleSet, options: Options, progress: Progress
) -> tuple[_Gathered, list[Problem]]:
    """The files that hold anything of the period, cut down to it; the others are named and left out.

    Every file is read, for the month column outranks the name of a file.
    """
    from ccmotivate.readers.months import within

    gathered: _Gathered = []
    outside: list[str] = []
    with closing(Inputs(given)) as inputs:
        for entry in inputs.read(rules, options, progress):
            part = None if entry.read is None else within(entry.read, period.months)
            if entry.read is not None and part is None:
                outside.append(entry.name)
            else:
                gathered.append((entry, part))
    problems = inputs.problems
    gathered.sort(key=lambda pair: pair[0].name)  # the same files give the same result, however they were named
    if outside:
        shown = ", ".join(sorted(outside))
        problems.append(problem("outside-period", SourceRef(), shown, period=period, count=len(outside)))
    return gathered, problems


def _decide(
    period: Period,
    inputs: _Gathered,
    rules: RuleSet,
    options: Options,
    memory: Memory | None,
    *,
    open_end: bool,
) -> Awarded:
    from ccmotivate.engine.periods import award_period
    from ccmotivate.model.results import Awarded

    early = [found for entry, _part in inputs for found in entry.problems]
    parts = [part for _entry, part in inputs if part is not None]
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
        return [problem("period-not-over", SourceRef(), period=period, months=", ".join(map(str, lacking)))]
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
        shown = ", ".join(f"{agent} ({month})" for agent, month in left.lacking[:_SHOWN])
        many = f" … ({len(left.lacking)})" if len(left.lacking) > _SHOWN else ""
        notes.append(problem("index-part-off", SourceRef(), award=left.award, metric=left.metric, lacking=shown + many))
    return notes


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(outcome: AwardsOutcome, inputs: Sequence[Input], options: Options, progress: Progress) -> AwardsOutcome:
    """The awards of the period, or the problems of its inputs; an outdated list never stays."""
    from ccmotivate.writers.period_book import write_period

    awarded = outcome.awarded
    if awarded is None:
        return outcome
    folders = {entry.path.parent for entry in inputs}
    folder = options.out or (folders.pop() if len(folders) == 1 else Path())
    stem, written, aside = str(awarded.period), list[Path](), list[Problem]()
    try:
        with holding(folder, options):
            for entry in inputs if has_errors(awarded.problems) else ():
                target = options.out or entry.path.parent
                written += write_problems(awarded.problems, awarded.rules, entry, target, options)
            if awarded.result is None:
                aside += set_aside(folder, stem, ("awards",))
            else:
                progress("writing", f"{stem}.awards.xlsx")
                write = partial(write_period, awarded=awarded, lang=options.lang)
                written += put({folder / f"{stem}.awards.xlsx": write}, options)
    except NotWrittenError as why:
        aside.append(why.problem)
    return replace(outcome, problems=(*outcome.problems, *aside), written=tuple(written))
