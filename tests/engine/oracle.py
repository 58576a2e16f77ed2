"""An independent oracle of the appraisal: plain Python Fractions, one agent at a time, tables typed in from the texts.

It shares nothing with the engine and reads no rule file, so that an error in either shows as a difference. Percents are
in percent, error rates in per mille, levels are 0 (none) to 3 (fluent), pass is 1 and fail 0; None is no data.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Value = Fraction | None
Meeting = tuple[str, Value, Value]  # region, required, attended

ROLES = ("data_entry", "email", "qa", "inbound", "outbound", "team_leader")
_MOST = {"error_rate", "complaints"}  # the others are at least
STANDARDS: dict[str, dict[str, int]] = {
    "data_entry": {"typing_speed": 70, "project_knowledge": 3, "productivity": 80, "workload": 100, "attitude": 1,
                   "error_rate": 1, "complaints": 0},
    "email": {"typing_speed": 70, "project_knowledge": 3, "productivity": 80, "emails": 80, "attitude": 1,
              "error_rate": 1, "complaints": 0},
    "qa": {"typing_speed": 70, "project_knowledge": 3, "productivity": 80, "qa_checks": 800, "filing": 1, "attitude": 1,
           "error_rate": 0, "complaints": 0},
    "inbound": {"typing_speed": 60, "project_knowledge": 3, "productivity": 75, "attitude": 1, "error_rate": 0,
                "complaints": 0},
    "outbound": {"typing_speed": 60, "project_knowledge": 3, "productivity": 90, "confirm_rate": 40,
                 "meeting_turnout": 100, "attitude": 1, "error_rate": 0, "complaints": 0},
    "team_leader": {"project_knowledge": 3, "productivity": 90, "confirm_rate": 40, "meeting_turnout": 100,
                    "attitude": 1, "error_rate": 0, "complaints": 0},
}  # fmt: skip


def _ratio(target: int, cap: int) -> Callable[[Fraction], Fraction]:
    return lambda value: min(max(100 * value / target, Fraction(0)), Fraction(cap))


def _line(*pairs: tuple[int, int]) -> Callable[[Fraction], Fraction]:
    def points(value: Fraction) -> Fraction:
        if value <= pairs[0][0]:
            return Fraction(pairs[0][1])
        for (x0, y0), (x1, y1) in itertools.pairwise(pairs):
            if value <= x1:
                return y0 + (value - x0) * Fraction(y1 - y0, x1 - x0)
        return Fraction(pairs[-1][1])

    return points


def _productivity(standard: int) -> Callable[[Fraction], Fraction]:
    return _line((0, 0), (standard, 100), (100, 120))


def _levels(value: Fraction) -> Fraction:
    return Fraction((0, 60, 90, 100)[int(value)])


_CURVE_1 = _line((1, 100), (2, 0))
_CURVE_0 = _line((0, 100), (1, 0))
_COMPLAINTS = _line((0, 100), (1, 40), (2, 0))

SCORECARDS: dict[str, dict[str, tuple[int, Callable[[Fraction], Fraction]]]] = {
    "data_entry": {
        "workload": (30, _ratio(100, 120)), "productivity": (20, _productivity(80)), "error_rate": (20, _CURVE_1),
        "complaints": (10, _COMPLAINTS), "typing_speed": (10, _ratio(70, 100)), "project_knowledge": (10, _levels),
    },
    "email": {
        "emails": (30, _ratio(80, 120)), "productivity": (20, _productivity(80)), "error_rate": (20, _CURVE_1),
        "complaints": (10, _COMPLAINTS), "typing_speed": (10, _ratio(70, 100)), "project_knowledge": (10, _levels),
    },
    "qa": {
        "qa_checks": (30, _ratio(800, 120)), "productivity": (20, _productivity(80)), "error_rate": (20, _CURVE_0),
        "complaints": (10, _COMPLAINTS), "typing_speed": (10, _ratio(70, 100)), "project_knowledge": (10, _levels),
    },
    "inbound": {
        "productivity": (50, _productivity(75)), "error_rate": (20, _CURVE_0), "complaints": (10, _COMPLAINTS),
        "typing_speed": (10, _ratio(60, 100)), "project_knowledge": (10, _levels),
    },
    "outbound": {
        "confirm_rate": (30, _ratio(40, 120)), "productivity": (20, _productivity(90)),
        "meeting_turnout": (20, _ratio(100, 100)), "error_rate": (10, _CURVE_0), "typing_speed": (10, _ratio(60, 100)),
        "project_knowledge": (10, _levels),
    },
    "team_leader": {
        "confirm_rate": (30, _ratio(40, 120)), "productivity": (20, _productivity(90)),
        "meeting_turnout": (20, _ratio(100, 100)), "error_rate": (10, _CURVE_0), "complaints": (10, _COMPLAINTS),
        "project_knowledge": (10, _levels),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Agent:
    """One agent in one month, as read: ``values`` by metric id, and the agent's own rows of the meetings sheet."""

    id: str
    role: str
    project: str
    team: str
    values: Mapping[str, Value]
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the appraisal says of one agent; points and score in hundredths."""

    agent: Agent
    metrics: Mapping[str, Value]
    statuses: Mapping[str, str]
    points: Mapping[str, int]
    score: int
    qualified: bool
    eligible: bool


@dataclass(frozen=True)
class Given:
    """One award to one winner; ``figure`` is what ranked it."""

    award: str
    group: str
    rank: int
    winner: str
    figure: Fraction
    tied: bool
    prize: int | None


@dataclass(frozen=True)
class Appraisal:
    """A whole month: verdicts by agent id, ranks in the project (0: none), awards, ties (equals near a place)."""

    verdicts: Mapping[str, Verdict]
    ranks: Mapping[str, int]
    awards: tuple[Given, ...]
    ties: Mapping[str, frozenset[frozenset[str]]] = field(default_factory=dict)

    def ranks_among(self, whom: Collection[str]) -> dict[str, int]:
        """The ranks among these agents of any project: one more than there are better ones; 0 for the others."""
        scores = {name: self.verdicts[name].score for name in whom}
        better = {name: sum(other > score for other in scores.values()) for name, score in scores.items()}
        return {name: better[name] + 1 if name in better else 0 for name in self.verdicts}


def hundredths(value: Fraction) -> int:
    """Half-up to 2 decimals, in hundredths; nothing here is negative."""
    return (value * 100 + Fraction(1, 2)).__floor__()


def turnout(meetings: Sequence[Meeting]) -> Value:
    """The lowest attended/required in percent; repeated regions summed, regions that ask for nobody ignored."""
    required: dict[str, Fraction] = {}
    attended: dict[str, Fraction] = {}
    for region, asked, came in meetings:
        if asked and came is None:
            return None
        required[region] = required.get(region, Fraction(0)) + (asked or 0)
        attended[region] = attended.get(region, Fraction(0)) + (came or 0)
    rates = [100 * attended[region] / asked for region, asked in required.items() if asked]
    return min(rates, default=None)


def metrics_of(agent: Agent) -> dict[str, Value]:
    """What was read and what follows from it."""
    known = dict(agent.values)
    mix = [
        (known.get("questionnaires"), 300),
        (known.get("membership_forms"), 300),
        (known.get("purchase_records"), 600),
    ]
    filled = [100 * amount / full for amount, full in mix if amount is not None]
    known["workload"] = sum(filled, Fraction(0)) if filled else None
    known["contributions"] = (known.get("proposals_adopted") or Fraction(0)) + (
        known.get("colleague_assists") or Fraction(0)
    )
    if known.get("meeting_turnout") is None:
        known["meeting_turnout"] = turnout(agent.meetings)
    return known


def judge(agent: Agent) -> Verdict:
    """Criteria, points and score of one agent."""
    metrics = metrics_of(agent)
    statuses = {}
    for metric, standard in STANDARDS[agent.role].items():
        value = metrics.get(metric)
        if value is None:
            statuses[metric] = "no_data"
        else:
            met = value <= standard if metric in _MOST else value >= standard
            statuses[metric] = "pass" if met else "fail"
    points = {}
    total = Fraction(0)
    for metric, (weight, method) in SCORECARDS[agent.role].items():
        value = metrics.get(metric)
        points[metric] = 0 if value is None else hundredths(method(value))
        total += Fraction(weight * points[metric], 100)
    qualified = all(status == "pass" for status in statuses.values())
    contributed = (metrics["contributions"] or 0) >= 1
    return Verdict(agent, metrics, statuses, points, hundredths(total / 100), qualified, qualified and contributed)


def appraise(agents: Sequence[Agent]) -> Appraisal:
    """A whole month."""
    verdicts = {agent.id: judge(agent) for agent in agents}
    ranks = dict.fromkeys(verdicts, 0)
    for members in _by_project(v for v in verdicts.values() if v.qualified).values():
        place_of = _places([one.score for one in members])
        ranks |= {one.agent.id: place_of[one.score] for one in members}
    awards: list[Given] = []
    ties: dict[str, frozenset[frozenset[str]]] = {}
    for name, groups, places, prizes in _awards(list(verdicts.values())):
        found: set[frozenset[str]] = set()
        for group in sorted(groups):
            awards += _winners(name, group, groups[group], places, prizes)
            found |= _ties(groups[group], places)
        if found:
            ties[name] = frozenset(found)
    return Appraisal(verdicts, ranks, tuple(awards), ties)


Runner = tuple[str, Fraction, tuple[Fraction, ...]]  # who, the figure, everything that ranks (higher is better)


def _by_project(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    groups: dict[str, list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault(one.agent.project, []).append(one)
    return groups


def _need(value: Value) -> Fraction:
    assert value is not None
    return value


def _awards(verdicts: Sequence[Verdict]) -> list[tuple[str, dict[str, list[Runner]], int, tuple[int, ...]]]:
    """The month awards by id: name, runners by group, places, prizes."""
    qualified = [one for one in verdicts if one.qualified]
    best_agent: list[Runner] = [
        (v.agent.id, Fraction(v.score, 100), (Fraction(v.score), _need(v.metrics["contributions"]))) for v in qualified
    ]
    teams: dict[str, list[Verdict]] = {}
    for one in verdicts:
        if one.agent.team:
            teams.setdefault(one.agent.team, []).append(one)
    best_team: list[Runner] = []
    for team, members in teams.items():
        if len(members) >= 3:
            mean = hundredths(Fraction(sum(v.score for v in members), 100 * len(members)))
            share = hundredths(Fraction(100 * sum(v.qualified for v in members), len(members)))
            best_team.append((team, Fraction(mean, 100), (Fraction(mean), Fraction(share))))
    star: list[Runner] = [
        (v.agent.id, _need(v.metrics["csat"]), (_need(v.metrics["csat"]), Fraction(v.score)))
        for v in qualified
        if v.metrics.get("csat") is not None
    ]
    monthly: dict[str, list[Runner]] = {
        project: [
            (
                v.agent.id,
                Fraction(v.score, 100),
                (Fraction(v.score), -_need(v.metrics["error_rate"]), _need(v.metrics["contributions"])),
            )
            for v in members
        ]
        for project, members in _by_project(v for v in verdicts if v.eligible).items()
    }
    return [
        ("best_agent", {"": best_agent}, 1, ()),
        ("best_team", {"": best_team}, 1, ()),
        ("csat_star", {"": star}, 1, ()),
        ("monthly_project", monthly, 3, (200, 150, 100)),
    ]


def _winners(award: str, group: str, runners: list[Runner], places: int, prizes: tuple[int, ...]) -> list[Given]:
    given = []
    place_of = _places([keys for _, _, keys in runners])
    for who, figure, keys in runners:
        rank = place_of[keys]
        if rank <= places:
            shared = sum(other[2] == keys for other in runners) > 1
            given.append(Given(award, group, rank, who, figure, shared, prizes[rank - 1] if prizes else None))
    return sorted(given, key=lambda one: (one.rank, one.winner))


def _ties(runners: list[Runner], places: int) -> set[frozenset[str]]:
    """Everybody who is equal on the ranking figure where that touches a place."""
    place_of = _places([figure for _, figure, _ in runners])
    equals: dict[Fraction, set[str]] = {}
    for who, figure, _ in runners:
        equals.setdefault(figure, set()).add(who)
    return {frozenset(found) for figure, found in equals.items() if len(found) > 1 and place_of[figure] <= places}


def _places(figures: Sequence[Any]) -> dict[Any, int]:
    """The place of each figure: one more than there are better ones."""
    ordered = sorted(figures, reverse=True)
    places: dict[Any, int] = {}
    for better, figure in enumerate(ordered):
        places.setdefault(figure, better + 1)
    return places
