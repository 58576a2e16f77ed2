"""An independent oracle of quarters, half-years and years: plain Python on top of the month oracle's verdicts.

Like the month oracle it shares nothing with the engine and reads no rule file: the awards stand here as functions,
typed in from the texts. A document has the shape of the ``awards@1`` contract, without names of people.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.engine.oracle import Agent, Appraisal, Verdict, appraise, hundredths

Document = dict[str, list[dict[str, Any]]]
Months = Mapping[str, Appraisal]  # "2025-01" -> what the month oracle says, in the order of the calendar

_LENGTHS = {"Q": 3, "H": 6}


def months_of(period: str) -> list[str]:
    """The months of ``2025-03``, ``2025-Q1``, ``2025-H1`` or ``2025``."""
    year, _, part = period.partition("-")
    if not part:
        first, count = 1, 12
    elif part[0] in _LENGTHS:
        count = _LENGTHS[part[0]]
        first = (int(part[1]) - 1) * count + 1
    else:
        first, count = int(part), 1
    return [f"{year}-{month:02}" for month in range(first, first + count)]


def period(months: Mapping[str, Sequence[Agent]], name: str) -> Document:
    """Standings and awards of a period from its agents by month."""
    return decide({month: appraise(months[month]) for month in months_of(name)}, name)


def decide(appraised: Months, name: str) -> Document:
    """The same from months that are already appraised; months outside the period do not matter."""
    months = {month: appraised[month] for month in months_of(name)}
    standing = standings(months)
    awards = [{**award, "period": name} for award in _KINDS[len(months)](months, standing, name)]
    awards.sort(key=_order)
    return {"standings": [_shown(standing[agent_id]) for agent_id in sorted(standing)], "awards": awards}


# -- standings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One agent in a period: a verdict (or None) a month, the mean in hundredths, the rank in the project."""

    agent_id: str
    verdicts: Mapping[str, Verdict | None]
    score: int | None
    rank: int | None = None

    @property
    def present(self) -> list[Verdict]:
        return [one for one in self.verdicts.values() if one is not None]

    @property
    def whole(self) -> bool:
        return len(self.present) == len(self.verdicts)

    @property
    def project(self) -> str | None:
        """The one project of all months in which the agent was there; None when it changed."""
        projects = {one.agent.project for one in self.present}
        return projects.pop() if len(projects) == 1 else None

    @property
    def qualified(self) -> bool:
        return self.whole and all(one.qualified for one in self.present)

    @property
    def eligible(self) -> bool:
        return self.whole and all(one.eligible for one in self.present)

    def always(self, role: str) -> bool:
        """Eligible and in this role in every month."""
        return self.eligible and all(one.agent.role == role for one in self.present)

    def total(self, metric: str) -> Fraction:
        return sum((Fraction(one.metrics[metric] or 0) for one in self.present), Fraction(0))


def standings(months: Months) -> dict[str, Standing]:
    """Everybody who was there in at least one month."""
    found = {}
    for agent_id in sorted({agent_id for month in months.values() for agent_id in month.verdicts}):
        verdicts = {name: month.verdicts.get(agent_id) for name, month in months.items()}
        scores = [one.score for one in verdicts.values() if one is not None]
        mean = hundredths(Fraction(sum(scores), 100 * len(scores))) if len(scores) == len(months) else None
        found[agent_id] = Standing(agent_id, verdicts, mean)
    ranked = {one.agent_id: _rank_in_project(one, list(found.values())) for one in found.values()}
    return {name: Standing(name, one.verdicts, one.score, ranked[name]) for name, one in found.items()}


def _rank_in_project(one: Standing, everybody: Sequence[Standing]) -> int | None:
    if not one.qualified or one.project is None:
        return None
    rivals = [other for other in everybody if other.qualified and other.project == one.project]
    return 1 + sum(_score(other) > _score(one) for other in rivals)


def _score(one: Standing) -> int:
    assert one.score is not None
    return one.score


def _shown(one: Standing) -> dict[str, Any]:
    return {
        "agent_id": one.agent_id,
        "project": one.project,
        "scores": {name: None if verdict is None else _fixed(verdict.score) for name, verdict in one.verdicts.items()},
        "score": None if one.score is None else _fixed(one.score),
        "rank": one.rank,
        "months_qualified": sum(verdict.qualified for verdict in one.present),
    }


# -- awards -----------------------------------------------------------------------------------------------------------


def _month_awards(months: Months, _: Mapping[str, Standing], __: str) -> list[dict[str, Any]]:
    (month,) = months.values()
    found = []
    for given in month.awards:
        winner = {"team" if given.award == "best_team" else "agent_id": given.winner}
        figure = _plain(given.figure) if given.award == "csat_star" else _fixed(int(given.figure * 100))
        group = {"project": given.group} if given.group else {}
        found.append(_award(given.award, group, winner, figure, given.prize, rank=given.rank, tied=given.tied))
    return found


def _quarter_awards(months: Months, standing: Mapping[str, Standing], _: str) -> list[dict[str, Any]]:
    found = [
        _condition("quarterly_project", project, standing[agent_id], 300, via)
        for (agent_id, project), via in quarterly_winners(months).items()
    ]
    found += _ranked("woodpecker", _woodpecker([one for one in standing.values() if one.always("qa")]), 200)
    givers = [one for one in standing.values() if one.eligible]
    sums = {one.agent_id: (one.total("contributions"), Fraction(_score(one))) for one in givers}
    found += _ranked("contribution", sums, 100, _plain)
    leaders = [one for one in standing.values() if one.always("team_leader")]
    return found + _ranked("best_leader", {one.agent_id: (Fraction(_score(one), 100),) for one in leaders}, None)


def _no_awards(*_: object) -> list[dict[str, Any]]:
    return []


def _year_awards(months: Months, standing: Mapping[str, Standing], name: str) -> list[dict[str, Any]]:
    return [
        _condition("annual_outstanding", project, standing[agent_id], 500, via)
        for (agent_id, project), via in annual_winners(months, name).items()
    ]


_KINDS: Mapping[int, Callable[[Months, Mapping[str, Standing], str], list[dict[str, Any]]]] = {
    1: _month_awards,
    3: _quarter_awards,
    6: _no_awards,
    12: _year_awards,
}
Winners = dict[tuple[str, str], str]  # (agent id, project) -> the condition that holds, the first of the two


def quarterly_winners(months: Months) -> Winners:
    """Led every month of the quarter, or won the monthly award in two consecutive months of it, in one project."""
    monthly = [
        {(given.winner, given.group) for given in month.awards if given.award == "monthly_project"}
        for month in months.values()
    ]
    winners = dict.fromkeys(_twice_running(monthly), "consecutive")
    for agent_id, one in standings(months).items():
        if one.eligible and one.project and all(month.ranks[agent_id] == 1 for month in months.values()):
            winners[agent_id, one.project] = "lead_every"
    return winners


def annual_winners(months: Months, year: str) -> Winners:
    """Led every quarter of the year, or won the quarterly award in two consecutive quarters, in one project."""
    quarters = [{month: months[month] for month in months_of(f"{year}-Q{quarter}")} for quarter in range(1, 5)]
    winners = dict.fromkeys(_twice_running([set(quarterly_winners(quarter)) for quarter in quarters]), "consecutive")
    by_quarter = [standings(quarter) for quarter in quarters]
    for agent_id, one in standings(months).items():
        if one.eligible and one.project and all(quarter[agent_id].rank == 1 for quarter in by_quarter):
            winners[agent_id, one.project] = "lead_every"
    return winners


def _twice_running(won: Sequence[set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Who won in one part of a period and in the next."""
    return set().union(*(first & second for first, second in itertools.pairwise(won)))


def _woodpecker(candidates: Sequence[Standing]) -> dict[str, tuple[Fraction, ...]]:
    """Index × 100 of every candidate: quantity and quality, or quantity alone when any accuracy is missing."""
    best = max((one.total("qa_checks") for one in candidates), default=Fraction(0))
    lacking = any(verdict.metrics.get("qc_accuracy") is None for one in candidates for verdict in one.present)
    found: dict[str, tuple[Fraction, ...]] = {}
    for one in candidates:
        index = one.total("qa_checks") / best
        if not lacking:
            index = (index + one.total("qc_accuracy") / len(one.present) / 100) / 2
        found[one.agent_id] = (Fraction(hundredths(100 * index), 100),)
    return found


def _ranked(
    award: str,
    keys: Mapping[str, tuple[Fraction, ...]],
    prize: int | None,
    text: Callable[[Fraction], str] | None = None,
) -> list[dict[str, Any]]:
    """Who has the best keys of the department; the first key is the figure, shown with 2 decimals or by ``text``."""
    best = [agent_id for agent_id, one in keys.items() if one == max(keys.values())]
    shown = text or (lambda figure: _fixed(int(figure * 100)))
    return [
        _award(award, {}, {"agent_id": one}, shown(keys[one][0]), prize, rank=1, tied=len(best) > 1) for one in best
    ]


def _condition(award: str, project: str, one: Standing, prize: int, via: str) -> dict[str, Any]:
    score = None if one.score is None else _fixed(one.score)
    return _award(award, {"project": project}, {"agent_id": one.agent_id}, score, prize, rank=None, tied=False, via=via)


def _award(
    award: str,
    within: dict[str, str],
    winner: dict[str, str],
    score: str | None,
    prize: int | None,
    **place: Any,
) -> dict[str, Any]:
    money = None if prize is None else {"amount": str(prize), "currency": "CNY"}
    return {"award": award, "within": within, **winner, "score": score, "prize": money, "via": None, **place}


def _order(award: Mapping[str, Any]) -> tuple[str, str, int, str]:
    return award["award"], award["within"].get("project", ""), award["rank"] or 0, award.get("agent_id", "")


def _fixed(in_hundredths: int) -> str:
    return f"{in_hundredths // 100}.{in_hundredths % 100:02}"


def _plain(value: Fraction) -> str:
    """A finite decimal without trailing zeros."""
    digits = next(count for count in range(60) if (value * 10**count).denominator == 1)
    whole, rest = divmod(int(value * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}}" if digits else str(whole)
