"""Files → explanations for an agent or each member of a team, with counterfactuals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.ids import in_order
from ccmotivate.pipeline.choosing import award_named, named_agent, named_team
from ccmotivate.pipeline.counting import (
    Memory,
    count_months,
    count_period,
    decisions_of,
    differing,
    or_refused,
    standing_within,
)
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import deliver
from ccmotivate.pipeline.pooling import files_before, pool
from ccmotivate.pipeline.service import with_published_days
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas and the engine are loaded when there is something to explain
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.dataset import Dataset
    from ccmotivate.model.explanation import Explanation
    from ccmotivate.model.results import MonthResult, PeriodResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.known_as import KnownAs
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.writers.files.replacing import Fill


class Question(Struct, frozen=True):
    """About whom (an agent or a team), one award or period alone where named, and whether to say what was enough."""

    agent: str | None = None
    team: str | None = None
    award: str | None = None
    period: Period | None = None
    counterfactual: bool = True


class Explained(Struct, frozen=True):
    """The outcome of ``explain``: an explanation, or those of a ``team``; without any the problems say why."""

    explanation: tuple[Explanation, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    written: tuple[Path, ...] = ()
    team: str = ""

    @property
    def exit_code(self) -> int:
        """0 when there is an explanation, 2 when there is none."""
        failed = not self.explanation or any(one.is_fatal for one in self.problems)
        return 2 if failed else 0


def explain(
    question: Question,
    given: Sequence[str],
    rules: RuleSet,
    options: Options,
    progress: Progress = silent,
    memory: Memory | None = None,
) -> Explained:
    """The explanations from files, folders and globs, awards as ``memory`` holds them."""
    return or_refused(
        memory,
        lambda: _explain(question, given, rules, options, progress, memory),
        lambda why: Explained(problems=(why,), rules=rules),
    )


def _explain(
    question: Question,
    given: Sequence[str],
    rules: RuleSet,
    options: Options,
    progress: Progress,
    memory: Memory | None,
) -> Explained:
    award = None if question.award is None else award_named(question.award, rules)
    if isinstance(award, Problem):
        return Explained(problems=(award,), rules=rules)
    wanted = question.period
    options = options if wanted is None else replace(options, months=wanted.months)
    with closing(Inputs(given)) as inputs:
        entries = list(inputs.read(rules, options, progress))
    question = replace(question, award=award)
    run = gather(entries, rules, None if wanted is None else wanted.months)
    earlier = files_before(entries, wanted, rules, options, memory, far=True)
    parts, problems = run.parts, [*inputs.problems, *run.early]
    if not parts:
        return Explained(problems=_nothing(question, problems, run.seen), rules=rules)
    progress("deciding", question.agent or question.team or "")
    scored = pool(parts, problems, rules, options, memory, earlier, far=True)
    if has_errors(scored.problems) or not scored.months:
        return Explained(problems=scored.problems, rules=rules)
    scored = replace(scored, months=count_months(scored.months, memory, options.lang).months)
    explained = _told(question, scored.months, rules, memory, options, run.known_as)
    explanation = (
        _with_counterfactuals(explained.explanation, parts, scored.months, rules, memory)
        if question.counterfactual
        else explained.explanation
    )
    return replace(explained, explanation=explanation, problems=(*scored.problems, *explained.problems))


def _nothing(question: Question, problems: Sequence[Problem], seen: Iterable[int]) -> tuple[Problem, ...]:
    """No file has anything of the period (``seen`` are the months there are); else why none could be read."""
    from ccmotivate.model.period import Month

    if question.period is None or has_errors(problems):
        return tuple(problems)
    held = [Month.from_ordinal(ordinal) for ordinal in sorted(seen) if ordinal] or "–"
    return (*problems, problem("period-without-data", SourceRef(), str(question.period), months=held))


def _told(
    question: Question,
    months: Sequence[MonthResult],
    rules: RuleSet,
    memory: Memory | None,
    options: Options,
    known: KnownAs | None,
) -> Explained:
    from ccmotivate.engine.history import unseen
    from ccmotivate.engine.trace import Wanted, trace_agent

    periods = whole_periods(months, rules, memory)
    wanted = question.period
    if wanted is not None and wanted.kind != "month" and wanted not in {one.period for one in periods}:
        lacking = [month for month in wanted.months if month not in {one.month for one in months}]
        found = tuple(problem("month-missing", SourceRef(), month=month, period=wanted) for month in lacking)
        return Explained(problems=found, rules=rules)
    who, team = _whom(question, months, known)
    if isinstance(who, Problem):
        return Explained(problems=(who,), rules=rules)
    explanation = [trace_agent(Wanted(one, question.award, wanted), months, periods, rules) for one in who]
    every: list[MonthResult | PeriodResult] = [*months, *periods]
    within = [one for one in every if wanted in (None, one.period) or wanted.holds(one.period)]
    differs = (found for agent_id in who for one in within for found in differing(one, options.lang, about=agent_id))
    notes = (*dict.fromkeys(differs), *unseen(one for one in periods if one in within))
    return Explained(tuple(one for one in explanation if one is not None), notes, rules, team=team)


def _whom(
    question: Question, months: Sequence[MonthResult], known: KnownAs | None
) -> tuple[Sequence[str] | Problem, str]:
    """The agent that is asked for, or everybody who was in the team in any of the months, with the team's name."""
    if question.team is None:
        agent_id = named_agent(question.agent or "", _names(months), known, [one.month for one in months])
        return (agent_id if isinstance(agent_id, Problem) else (agent_id,)), ""
    teams = {team for one in months for team in one.agents["team"].tolist() if team}
    team = named_team(question.team, sorted(teams))
    if isinstance(team, Problem):
        return team, ""
    frames = [one.agents for one in months]
    return in_order({who for frame in frames for who in frame.loc[frame["team"] == team, "agent_id"]}), team


def _names(months: Sequence[MonthResult]) -> Mapping[str, str]:
    """The latest name of every agent, in the order of the ids."""
    frames = [one.agents for one in sorted(months, key=lambda one: one.month)]
    pairs = {agent_id: name for one in frames for agent_id, name in zip(one["agent_id"], one["name"], strict=True)}
    return {agent_id: pairs[agent_id] for agent_id in in_order(pairs)}


def whole_periods(
    months: Sequence[MonthResult], rules: RuleSet, memory: Memory | None = None
) -> tuple[PeriodResult, ...]:
    """Every quarter and year of which all months are there, and half-years where an award is given for them."""
    from ccmotivate.engine.periods import award_period
    from ccmotivate.model.calendar import Period, PeriodKind

    held = memory.months([one.month for one in months]) if memory and rules.asks_service else ()
    known = {one.month: one for one in with_published_days(months, (one.facts for one in held))}
    kinds = [PeriodKind.QUARTER, *([PeriodKind.HALF] if rules.awards_of(PeriodKind.HALF) else []), PeriodKind.YEAR]
    found = [
        period
        for year in sorted({month.year for month in known})
        for kind in kinds
        for period in Period.of(PeriodKind.YEAR, year).parts(kind)
        if all(month in known for month in period.months)
    ]
    decisions = decisions_of(known, memory)
    periods: list[PeriodResult] = []
    for period in sorted(found):
        facts = [known[month] for month in period.months]
        within = standing_within(period, memory) if memory else ()
        periods.append(count_period(award_period(period, facts, rules, decisions, within), memory))
    return tuple(periods)


def _with_counterfactuals(
    explanation: Sequence[Explanation],
    parts: Sequence[ReadResult],
    months: Sequence[MonthResult],
    rules: RuleSet,
    memory: Memory | None,
) -> tuple[Explanation, ...]:
    """What would have been enough for each award that was missed, each proved by deciding again."""
    from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
    from ccmotivate.model.calendar import Period, PeriodKind
    from ccmotivate.readers.together import together

    data: Dataset = together(parts, rules).dataset
    known = {one.month: one for one in months}
    years = [Period.of(PeriodKind.YEAR, year) for year in sorted({month.year for month in known})] if memory else []
    published = tuple(one for year in years if memory for one in standing_within(year, memory))
    decisions = decisions_of(known, memory)

    def proved(one: Explanation) -> Explanation:
        what_if = WhatIf(data, rules, known, one.agent_id, decisions, published)
        return replace(
            one, awards=tuple(replace(entry, counterfactual=what_if.counterfactual(entry)) for entry in one.awards)
        )

    return tuple(map(proved, explanation))


def write_page(explained: Explained, path: Path, options: Options, *, names: bool) -> Explained:
    """Write the page of the one agent."""
    from ccmotivate.writers.explain.context import RenderContext
    from ccmotivate.writers.explain.page import write_explanation

    if not explained.explanation:
        return explained
    render = RenderContext(explained.explanation[0], options.lang, names)
    return _delivered(explained, {path: partial(write_explanation, render=render)}, options)


def write_pages(explained: Explained, folder: Path, options: Options, *, names: bool) -> Explained:
    """Write a page for each of a team and the index, all of them or none."""
    from ccmotivate.writers.explain.context import RenderContext
    from ccmotivate.writers.explain.page import write_explanation
    from ccmotivate.writers.explain.team import INDEX, page_names, write_index

    if not explained.explanation:
        return explained
    contexts = [RenderContext(one, options.lang, names) for one in explained.explanation]
    pages = page_names(explained.explanation)
    writers: dict[Path, Fill] = {
        folder / INDEX: partial(write_index, team=explained.team, contexts=contexts, pages=pages)
    }
    writers |= {
        folder / name: partial(write_explanation, render=one) for name, one in zip(pages, contexts, strict=True)
    }
    return _delivered(explained, writers, options)


def _delivered(explained: Explained, writers: Mapping[Path, Fill], options: Options) -> Explained:
    done = deliver(writers, options)
    return replace(explained, problems=(*explained.problems, *done.problems), written=done.paths)
