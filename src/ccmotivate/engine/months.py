"""A dataset, month by month → results: metrics, criteria, points, scores, ranks, the awards of the month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.conditions.context import MonthAgents, award_context
from ccmotivate.engine.awards.decide import decide_awards
from ccmotivate.engine.criteria import all_met, judge
from ccmotivate.engine.history import History
from ccmotivate.engine.metrics import Computed, VersionMetrics, compute_metrics
from ccmotivate.engine.month_sheets import month_sheets, off_notes, sheet_notes
from ccmotivate.engine.parts import own_targets, part_cells, part_notes, shown_scores, with_parts
from ccmotivate.engine.scoring import score
from ccmotivate.engine.standings import standings
from ccmotivate.model.before import NOTHING_BEFORE, Before
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.hiring import HIRED, NO_DAY
from ccmotivate.model.ids import natural_order
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import NotGivenReason
from ccmotivate.model.results import NO_DATA, AwardGiven, MonthFacts, MonthResult, Past
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.model.variants import reckoned, variants
from ccmotivate.problems import Problem, SourceRef, problem


def score_months(
    data: Dataset, rules: RuleSet, by_version: Sequence[VersionMetrics] = (), before: Before = NOTHING_BEFORE
) -> tuple[tuple[MonthResult, ...], tuple[Problem, ...]]:
    """Score each month of the dataset, ascending, under the rules of that month; with notes on missing data.

    ``by_version`` are the metrics of this dataset where they are known already. Parts and awards that look at
    earlier months find those of the dataset and those of ``before``, which count before them.
    """
    fixed: dict[Month, MonthFacts] = {one.month: one for one in before.months}
    history = History(rules, before)
    months = data.agents["month"].to_numpy(dtype=np.int64)
    results: list[MonthResult] = []
    notes: list[Problem] = []
    for ordinal in sorted(set(months.tolist())):
        rows = np.flatnonzero(months == ordinal)
        ids = data.agents["agent_id"].to_numpy()[rows].tolist()
        month = Month.from_ordinal(ordinal)
        ordered = rows[natural_order(ids)]
        then = rules.at(month)
        scored: dict[Month, MonthFacts] = {one.month: one for one in results}
        earlier = _before(month, {**scored, **fixed}, rules.looks_back)
        given = _before(month, scored, rules.looks_back)
        known = _known(by_version, ordered)
        result = score_month(data.take(ordered), then, month, known, earlier, history.until(month), given)
        history.add(result)
        results.append(result)
        notes += _notes(result)
    return tuple(results), (*notes, *off_notes(results))


def _before(month: Month, known: Mapping[Month, MonthFacts], window: int) -> tuple[MonthFacts, ...]:
    """The months before that parts may look at, ascending."""
    first = month.ordinal - window
    return tuple(one for when, one in sorted(known.items()) if first <= when.ordinal < month.ordinal)


def _known(by_version: Iterable[VersionMetrics], rows: NDArray[np.intp]) -> Computed | None:
    """The metrics of the agents in these rows of the dataset, None where not computed yet."""
    for version in by_version:
        if np.isin(rows, version.rows).all():
            return version.computed.take(np.searchsorted(version.rows, rows))
    return None


def score_month(
    data: Dataset,
    rules: RuleSet,
    month: Month,
    computed: Computed | None = None,
    earlier: tuple[MonthFacts, ...] = (),
    past: Past | None = None,
    given: tuple[MonthFacts, ...] = (),
) -> MonthResult:
    """One month under the rules in force; ``data.agents`` holds only its rows, sorted by id.

    ``computed`` are their metrics, where they are known already; ``earlier`` the months before it, for parts; ``past``
    the awards of what was over before it; ``given`` the months before it that the files of the run hold.
    """
    computed = computed or compute_metrics(data, rules)
    metrics = computed.metrics
    roles = reckoned(variants(data.agents, rules.roles), metrics)
    status = judge(metrics, roles)
    sheets = month_sheets(data, rules, month)
    targets = own_targets(rules, data.agents, sheets)
    points, own = score(metrics, roles, targets)
    scores = shown_scores(ScoredMonth(month, data.agents, own, metrics, sheets, rules, roles))
    decided = standings(data.agents, metrics, rules, all_met(status, len(roles.keys)), scores)
    agents = _frame(data, {**decided, "own_score": own})
    months = [MonthAgents(month, agents, metrics)]
    context = award_context(Period.of_month(month), months, past=past, sheets=sheets)
    outcome = decide_awards(rules.awards_of(PeriodKind.MONTH), context, agents, rules)
    result = MonthResult(
        month=month,
        inputs=data.inputs,
        rules=rules,
        agents=agents,
        metrics=metrics,
        status=status,
        points=points,
        awards=outcome.given,
        ties=outcome.ties,
        not_given=outcome.not_given,
        sources=CellSources(data, rules.metrics, computed.folded, part_cells(rules)),
        roles=roles,
        close=outcome.close,
        trace=outcome.trace,
        roster=data.roster,
        own_scores=own,
        sheets=sheets,
        targets=targets,
        earlier=earlier,
        given=given,
        past=context.past,
        few={name: one for name, one in computed.few.items() if (one.rows >= 0).any()},
    )
    return with_parts(result)


def _frame(data: Dataset, decided: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """The agents with their source rows and their results."""
    tables = data.agents["table"].to_numpy(dtype=np.int64)
    files = np.array([table.file for table in data.tables], dtype=object)
    sheets = np.array([table.sheet for table in data.tables], dtype=object)
    identity = data.agents[["agent_id", "name", "role", "project", "team", "site"]]
    if HIRED in data.roster.numbers:
        hired = data.roster.numbers[HIRED]
        identity = identity.assign(**{HIRED: np.where(hired.missing, NO_DAY, hired.num).astype(np.int64)})
    return identity.assign(
        file=pd.Series(files[tables], dtype=object),
        sheet=pd.Series(sheets[tables], dtype=object),
        row=data.agents["row"].to_numpy(),
        **decided,
    )


def hidden_winners(months: Iterable[MonthResult], awards: Iterable[AwardGiven]) -> list[Problem]:
    """A note for each award won by an agent who is in a hidden row in one of the months."""
    places: dict[str, SourceRef] = {}
    for result in months:
        tables = result.sources.dataset.tables if isinstance(result.sources, CellSources) else ()
        for table in (table for table in tables if table.hidden):
            agents = result.agents
            rows = agents[(agents["file"] == table.file) & (agents["sheet"] == table.sheet)]
            for agent, row in zip(rows["agent_id"], rows["row"], strict=True):
                if row in table.hidden:
                    places.setdefault(agent, table.ref("agent_id", row))
    return [
        problem("hidden-winner", places[given.agent_id], given.agent_id, award=given.award, person=given.name)
        for given in awards
        if given.agent_id in places
    ]


def _notes(result: MonthResult) -> list[Problem]:
    """Notes on required metrics without data, awards without candidates, and winners in hidden rows."""
    here = SourceRef(result.inputs[0].file if len(result.inputs) == 1 else "")
    notes = [*hidden_winners([result], result.awards), *sheet_notes(result), *part_notes(result)]
    ids = result.agents["agent_id"].to_numpy()
    for metric, status in result.status.items():
        gone = np.flatnonzero(status == NO_DATA)
        if len(gone):
            notes.append(problem("no-data", here, metric=metric, agents=ids[gone].tolist(), month=result.month))
    for metric in result.rules.metrics:
        left = np.flatnonzero(result.left_out(metric))
        if len(left):
            notes.append(problem("line-left-out", here, metric=metric, agents=ids[left].tolist(), month=result.month))
    for metric, few in result.few.items():
        lacking = np.flatnonzero(few.rows >= 0)
        counts = [f"{ids[at]} ({few.rows[at]})" for at in lacking.tolist()]
        facts = {"metric": metric, "month": result.month, "least": few.least}
        notes.append(problem("few-rows", here, agents=counts, **facts))
    for lost in result.not_given:
        code = "award-off" if lost.reason == NotGivenReason.NO_COLUMN else lost.reason.value
        notes.append(problem(code, here, award=lost.award, metric=lost.metric or "", month=result.month))
    return notes
