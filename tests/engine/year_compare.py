"""The engine's periods held against the year oracle's documents, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.model.calendar import parse_period
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.writers.json.awards import awards_object
from tests.engine.oracle import Agent, appraise
from tests.engine.year_cases import YEAR_COLUMNS
from tests.engine.year_oracle import Document, decide, months_of
from tests.support import dataset, detail_rows, shipped_rules

_OPTIONAL = ("csat", "qc_accuracy")  # a column that nobody fills may as well not be there
_STANDING = ("agent_id", "project", "scores", "score", "rank", "months_qualified")
_AWARD = ("award", "period", "within", "rank", "agent_id", "team", "score", "tied", "prize", "via")


def periods_of(months: Sequence[str]) -> list[str]:
    """Every period that is whole in these months of one year: months, quarters, halves, the year."""
    year = months[0][:4]
    parts = [*(f"{year}-Q{at}" for at in range(1, 5)), f"{year}-H1", f"{year}-H2", year]
    return [*months, *(part for part in parts if set(months_of(part)) <= set(months))]


def as_months(year: Mapping[str, Sequence[Agent]]) -> tuple[MonthResult, ...]:
    """The engine's months of a random year."""
    months, _ = score_months(year_dataset(year), shipped_rules())
    return tuple(months)


def year_dataset(year: Mapping[str, Sequence[Agent]]) -> Dataset:
    rows = [(_month(month), agent) for month, agents in year.items() for agent in agents]
    identity = [
        {"month": month, "agent_id": a.id, "name": _name(a.id), "role": a.role, "project": a.project, "team": a.team}
        for month, a in rows
    ]
    columns = {name: [agent.values.get(name) for _, agent in rows] for name in YEAR_COLUMNS}
    metrics = {
        name: Exact.from_fractions(values)
        for name, values in columns.items()
        if name not in _OPTIONAL or any(value is not None for value in values)
    }
    meetings = [
        {"month": month, "agent_id": agent.id, "region": region, "required": required, "attended": attended}
        for month, agent in rows
        for region, required, attended in agent.meetings
    ]
    return dataset(identity, metrics, {"meetings": detail_rows(meetings, ["region"], ["required", "attended"])})


def _month(name: str) -> Month:
    return Month(int(name[:4]), int(name[5:]))


def _name(agent_id: str) -> str:
    return f"测试{agent_id}"


def year_differences(year: Mapping[str, Sequence[Agent]]) -> tuple[dict[str, int], list[str]]:
    """What was compared (``periods``, ``standings``, ``awards``), and every difference, over all whole periods."""
    months = as_months(year)
    appraised = {month: appraise(agents) for month, agents in year.items()}
    count = {"periods": 0, "standings": 0, "awards": 0}
    wrong: list[str] = []
    for name in periods_of(list(year)):
        wanted = decide(appraised, name)
        wrong += period_differences(months, wanted, name)
        count["periods"] += 1
        count["standings"] += len(wanted["standings"])
        count["awards"] += len(wanted["awards"])
    return count, wrong


def period_differences(months: Sequence[MonthResult], wanted: Document, name: str) -> list[str]:
    """How the engine's document of a period differs from the oracle's."""
    found = _document(months, name)
    if found["period"] != name:
        return [f"{name}: the document says {found['period']}"]
    wrong = []
    for part, keys in (("standings", _STANDING), ("awards", _AWARD)):
        got = [_contract(one, keys) for one in found[part]]
        want = [_contract(one, keys) for one in wanted[part]]
        wrong += [f"{name} {part}: {one} is missing" for one in want if one not in got]
        wrong += [f"{name} {part}: {one} is too much" for one in got if one not in want]
        if not wrong and got != want:
            wrong.append(f"{name} {part}: another order, or somebody twice")
        wrong += [
            f"{name} {part}: {one['agent_id']} is called {one['name']}"
            for one in found[part]
            if one.get("agent_id") and one["name"] != _name(one["agent_id"])
        ]
    return wrong


def _document(months: Sequence[MonthResult], name: str) -> dict[str, Any]:
    wanted = set(months_of(name))
    period = parse_period(name)
    assert period is not None
    result = award_period(period, [one for one in months if str(one.month) in wanted], shipped_rules())
    return awards_object(result, "en")


def _contract(one: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The contract's keys; a condition's ``via`` and the winner's kind may be absent."""
    return {key: one.get(key) if key in ("via", "agent_id", "team") else one[key] for key in keys}
