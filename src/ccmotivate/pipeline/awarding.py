"""Months → the awards of a period: gather its months from files and the ledger, decide, write the list to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.counting import (
    Memory,
    differing,
    differing_within,
    files_differ,
    gone,
    latest_agents,
    month_changes,
    or_refused,
    otherwise_in_year,
    settlement_of,
    standing_within,
)
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.gathering import Gathered, gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.looking_back import past_before
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import NotWrittenError, archive_outputs, holding, put, write_problems
from ccmotivate.pipeline.paying import with_payroll
from ccmotivate.pipeline.pooling import files_before, pool
from ccmotivate.pipeline.service import with_published_days, without_days
from ccmotivate.pipeline.written_apart import APART, ids_apart, written_apart
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.known import KnownMonth, KnownPeriod
    from ccmotivate.model.outcomes import Awarded
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import AwardGiven, MonthFacts, MonthResult, Past, PeriodResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.known_as import KnownAs
    from ccmotivate.writers.files.replacing import Fill


class AwardsOutcome(Struct, frozen=True):
    """The outcome of ``awards``: the period, what was written, and the exit code that follows.

    ``known_as`` is what the rosters of the files call people; None where the rules know no such words.
    """

    awarded: Awarded | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""
    known_as: KnownAs | None = None

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem of the run, in order."""
        return (*self.problems, *(self.awarded.problems if self.awarded else ()))

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        return exit_code(self.all_problems, ran=self.rules is not None)


def awards(
    period: Period,
    given: Sequence[str],
    rules: RuleSet,
    options: Options,
    *,
    memory: Memory | None = None,
    open_end: bool = False,
    anew: bool = False,
    progress: Progress = silent,
) -> AwardsOutcome:
    """The awards of a period from files, folders and globs.

    What ``memory`` holds as published counts before files; ``anew`` decides from the files all the same, and takes
    from it only months without a file. With ``open_end`` the last months may be missing: the period is not over.
    """
    return or_refused(
        memory,
        lambda: _awards(period, given, rules, options, memory, open_end=open_end, anew=anew, progress=progress),
        lambda why: AwardsOutcome(problems=(why,), rules=rules),
    )


def _awards(
    period: Period,
    given: Sequence[str],
    rules: RuleSet,
    options: Options,
    memory: Memory | None,
    *,
    open_end: bool,
    anew: bool,
    progress: Progress,
) -> AwardsOutcome:
    options = replace(options, months=period.months)
    with closing(Inputs(given)) as inputs:
        # every file is read, for the month column outranks the name of a file
        entries = list(inputs.read(rules, options, progress))
    run = gather(entries, rules, period.months)
    earlier = files_before(entries, period, rules, options, memory, anew=anew)
    problems = [*inputs.problems, *_outside(run, period)]
    progress("deciding", str(period))
    awarded, fresh = _scored(period, run, rules, options, memory, earlier, anew=anew)
    if not has_errors(awarded.problems) or options.keep_going:
        past = past_before(period, rules, memory, earlier, anew=anew)
        awarded = _decide(awarded, fresh, options, memory, past, open_end=open_end, anew=anew)
    if awarded.result is not None and memory is not None:
        awarded = _with_ledger(awarded, awarded.result, run, memory)
    if awarded.result is not None and options.money:
        latest = latest_agents(awarded.result, run.latest, memory)
        awarded = with_payroll(awarded, awarded.result, fresh, memory, latest, options.lang)
        problems += [] if awarded.payroll else [problem("no-prizes", SourceRef(), period=period)]
    outcome = AwardsOutcome(awarded, (), tuple(problems), rules, known_as=run.known_as)
    return _write(outcome, run, options, progress) if options.write else outcome


def _outside(run: Gathered, period: Period) -> list[Problem]:
    """A note that names the files which hold nothing of the period."""
    if not run.outside:
        return []
    facts = {"files": run.outside, "period": period, "count": len(run.outside)}
    return [problem("outside-period", SourceRef(), ", ".join(run.outside), **facts)]


def _decide(
    awarded: Awarded,
    fresh: Mapping[Month, MonthResult],
    options: Options,
    memory: Memory | None,
    past: Past,
    *,
    open_end: bool,
    anew: bool,
) -> Awarded:
    from ccmotivate.engine.periods import award_period
    from ccmotivate.model.recorded import LedgerView

    period, rules = awarded.period, awarded.rules
    standing = memory.published(period) if memory and not anew else None
    if standing is not None and memory is not None:
        return _published(awarded, standing, fresh, memory, options)
    known = {one.facts.month: one for one in memory.months(period.months)} if memory else {}
    months = _months(fresh, known, anew=anew)
    notes = [*_from_ledger(months, fresh), *_missing(period, months, open_end=open_end)]
    apart = (one for one, _ids in written_apart([(one.month, one.agents) for one in months.values()], {}))
    notes += [one for one in apart if one not in awarded.problems]
    named = ids_apart((*awarded.problems, *notes))
    notes += [one for one in otherwise_in_year(list(months.values()), memory) if one.value not in named]
    of_months = [] if anew else _contradicting(fresh, known)
    of_parts = differing_within(period, of_months, rules, memory) if of_months and memory else []
    other: list[MonthResult | PeriodResult] = [*of_months, *of_parts]
    notes += [found for one in other for found in differing(one, options.lang)]
    awarded = replace(awarded, problems=(*awarded.problems, *notes))
    if has_errors(one for one in notes if one.code != APART or not options.keep_going) or not months:
        return awarded
    decisions = memory.decisions(period) if memory else ()
    within = standing_within(period, memory) if memory and not anew else []
    left_out = ids_apart(awarded.problems)
    if left_out:
        months = {month: _without(one, left_out) for month, one in months.items()}
        decisions = tuple(one for one in decisions if one.agent_id not in left_out)
        within = [replace(one, awards=_of_others(one.awards, left_out)) for one in within]
    result = award_period(period, list(months.values()), rules, decisions, within, past)
    notes = [*_notes(result, months.values()), *without_days([result])]
    found = (*awarded.problems, *notes)
    if other:
        differs = tuple(change for one in other if one.ledger for change in one.ledger.differences)
        result = replace(result, ledger=LedgerView(period, differences=differs))
    return replace(awarded, inputs=result.inputs, result=result, problems=found)


def _scored(
    period: Period,
    run: Gathered,
    rules: RuleSet,
    options: Options,
    memory: Memory | None,
    earlier: Sequence[MonthResult],
    *,
    anew: bool,
) -> tuple[Awarded, dict[Month, MonthResult]]:
    """What the files give: how they were read and their problems, and their months."""
    from ccmotivate.model.outcomes import Awarded

    awarded = Awarded(period, (), rules, None, tuple(run.early))
    if not run.parts:
        return awarded, {}
    known = memory.months(period.months) if memory and (anew or memory.published(period) is None) else ()
    read = {month for part in run.parts for month in part.dataset.agents["month"].tolist()}
    beside = [one.facts for one in known if one.facts.month.ordinal not in read]
    scored = pool(run.parts, run.early, rules, options, memory, earlier, beside, anew=anew)
    awarded = replace(
        awarded,
        inputs=scored.inputs,
        problems=scored.problems,
        interpretations=scored.interpretations,
        unscored=scored.unscored,
    )
    return awarded, {one.month: one for one in scored.months}


def _months(
    fresh: Mapping[Month, MonthResult], known: Mapping[Month, KnownMonth], *, anew: bool
) -> dict[Month, MonthFacts]:
    """The months of a period: those of the ledger count before those of files, unless it is decided ``anew``."""
    held = {month: one.facts for month, one in known.items()}
    read = {one.month: one for one in with_published_days(fresh.values(), held.values())}
    return {**held, **read} if anew else {**read, **held}


def _published(
    awarded: Awarded, standing: KnownPeriod, fresh: Mapping[Month, MonthResult], memory: Memory, options: Options
) -> Awarded:
    """A published period as it was published, with the differences that the files would give."""
    from ccmotivate.model.recorded import LedgerView

    period, result = awarded.period, standing.result
    found = files_differ(result, fresh, awarded.rules, memory)
    result = replace(result, ledger=LedgerView(period, standing.publication, found))
    taken = problem("period-published", SourceRef(), period=period, published=standing.publication.text)
    problems = (*awarded.problems, taken, *differing(result, options.lang))
    return replace(awarded, inputs=result.inputs, result=result, problems=problems)


def _with_ledger(awarded: Awarded, result: PeriodResult, run: Gathered, memory: Memory) -> Awarded:
    """The result with its ledger facts, and winners who have left."""
    from ccmotivate.model.recorded import LedgerView

    view = result.ledger or LedgerView(result.period)
    pending = () if view.publication else memory.pending(result.period)
    view = replace(view, pending=pending, settlement=settlement_of(result, memory), tip=memory.tip())
    notes = gone(result, latest_agents(result, run.latest, memory))
    return replace(awarded, result=replace(result, ledger=view), problems=(*awarded.problems, *notes))


def _without(month: MonthFacts, left_out: Set[str]) -> MonthFacts:
    """A month without some agents; those of files have none of them."""
    from ccmotivate.model.results import PublishedMonth

    rows = month.agents["agent_id"].isin(left_out).to_numpy()
    if not isinstance(month, PublishedMonth) or not rows.any():
        return month
    kept = (~rows).nonzero()[0]
    metrics = {name: one.take(kept) for name, one in month.metrics.items()}
    agents = month.agents[~rows].reset_index(drop=True)
    return replace(month, agents=agents, metrics=metrics, awards=_of_others(month.awards, left_out))


def _of_others(awards: Iterable[AwardGiven], left_out: Set[str]) -> tuple[AwardGiven, ...]:
    return tuple(one for one in awards if one.agent_id not in left_out)


# -- notes ------------------------------------------------------------------------------------------------------------


def _from_ledger(months: Mapping[Month, MonthFacts], fresh: Mapping[Month, MonthResult]) -> list[Problem]:
    """A note for each month that no file was given for."""
    return [
        problem("month-published", SourceRef(), month=month, published=facts.published)
        for month, facts in sorted(months.items())
        if facts.published and month not in fresh
    ]


def _contradicting(fresh: Mapping[Month, MonthResult], known: Mapping[Month, KnownMonth]) -> list[MonthResult]:
    """The months of files of which the ledger holds figures, each with what differs."""
    from ccmotivate.model.recorded import LedgerView

    views = {
        month: LedgerView(one.period, known[month].publication, month_changes(known[month], one))
        for month, one in sorted(fresh.items())
        if month in known
    }
    return [replace(fresh[month], ledger=view) for month, view in views.items()]


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
    """Notes on awards of longer periods; a month's own notes were made when it was scored.

    Covers winners in hidden rows, awards without winners, and parts of an index left out for all.
    """
    from ccmotivate.engine.history import unseen
    from ccmotivate.engine.months import hidden_winners
    from ccmotivate.model.reasons import NotGivenReason
    from ccmotivate.model.results import MonthResult

    if result.period.kind == "month":
        return []
    notes = unseen([result])
    notes += hidden_winners([month for month in months if isinstance(month, MonthResult)], result.awards)
    for lost in result.not_given:
        code = "award-off" if lost.reason == NotGivenReason.NO_COLUMN else lost.reason.value
        facts = {"award": lost.award, "metric": lost.metric or "", "month": result.period}
        notes.append(problem(code, SourceRef(), **facts))
    for left in result.left_out:
        lacking = [f"{agent} ({month})" for agent, month in left.lacking]
        notes.append(problem("index-part-off", SourceRef(), award=left.award, metric=left.metric, lacking=lacking))
    return notes


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(outcome: AwardsOutcome, run: Gathered, options: Options, progress: Progress) -> AwardsOutcome:
    """The awards of the period, or the problems of its inputs; an outdated list never stays."""
    awarded = outcome.awarded
    if awarded is None:
        return outcome
    folders = {entry.path.parent for entry in run.entries}
    folder = options.out or (folders.pop() if len(folders) == 1 else Path())
    fills, written, aside = _fills(awarded, folder, options.lang), list[Path](), list[Problem]()
    try:
        with holding(folder, options):
            for entry in run.files if has_errors(awarded.problems) else ():
                target = options.out or entry.path.parent
                marked = write_problems(awarded.problems, awarded.rules, entry, target, options)
                written, aside = [*written, *marked.paths], [*aside, *marked.problems]
            aside += archive_outputs(folder, _outdated(awarded, options))
            if fills:
                progress("writing", next(iter(fills)).name)
                done = put(fills, options)
                written, aside = [*written, *done.paths], [*aside, *done.problems]
    except NotWrittenError as why:
        aside += why.problems
    return replace(outcome, problems=(*outcome.problems, *aside), written=tuple(written))


def _fills(awarded: Awarded, folder: Path, lang: str) -> dict[Path, Fill]:
    """The files to write: the award list, and the money table if requested."""
    from ccmotivate.writers.workbooks.money_book import write_money
    from ccmotivate.writers.workbooks.period_book import write_period

    fills: dict[Path, Fill] = {}
    if awarded.result is not None:
        fills[folder / f"{awarded.period}.awards.xlsx"] = partial(write_period, awarded=awarded, lang=lang)
    if awarded.payroll is not None:
        fills[folder / f"{awarded.period}.money.xlsx"] = partial(write_money, awarded=awarded, lang=lang)
    return fills


def _outdated(awarded: Awarded, options: Options) -> list[str]:
    """The names of earlier outputs that nothing takes the place of, though it was looked for."""
    lists = [f"{awarded.period}.awards.xlsx"] if awarded.result is None else []
    without_money = awarded.payroll is None and (options.money or awarded.result is None)
    return [*lists, *([f"{awarded.period}.money.xlsx"] if without_money else [])]
