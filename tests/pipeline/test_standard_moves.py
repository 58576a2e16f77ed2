"""``simulate --set`` on every standard of the shipped rules: who is on the new standard everywhere has 100 points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.results import UNWEIGHED, MonthResult
from ccmotivate.model.scorecards import Role, ScoreLine
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.simulating import Material
from ccmotivate.pipeline.trials import Trial, rules_to_try
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.problems import Problem
from tests.nearby import rules_once
from tests.support import RULES, shipped_rules, workbook

_PER = {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰"}
_LEVELS = shipped_rules().level_ids()


@dataclass(frozen=True)
class Move:
    """A standard of a role set to another figure."""

    role: str
    metric: str
    figure: Fraction

    @property
    def metric_rule(self) -> Metric:
        return shipped_rules().metrics[self.metric]

    @property
    def setting(self) -> str:
        kind, number = self.metric_rule.kind, self.figure
        word = _LEVELS[int(number)] if kind is MetricKind.LEVEL else decimal(number) + _PER.get(kind, "")
        return f"roles.{self.role}.{self.metric}={word}"


def decimal(number: Fraction) -> str:
    """As a person writes it, with three decimals at most."""
    assert (1000 * number).denominator == 1
    return f"{float(number):.3f}".rstrip("0").rstrip(".")


def near(role: Role, line: ScoreLine) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
    """Figures to set in place of a standard: well apart, one smallest step apart, and such as the line cannot follow.

    On a curve well apart is half-way to its neighbours, and what cannot be is a neighbour itself; of levels it is one
    level, of the rest a tenth.
    """
    standard = role.criterion(line.metric)
    assert standard is not None, f"{role.id}.{line.metric} is scored without a standard"
    metric, (figure,) = shipped_rules().metrics[line.metric], standard.figures
    steps = [figure - metric.step, figure + metric.step]
    wide, beyond = [figure * Fraction(9, 10), figure * Fraction(11, 10)], []
    if isinstance(line.method, Curve):
        values = [value for value, _points in line.method.pairs]
        at = values.index(figure)
        beyond = [*values[:at][-1:], *values[at + 1 :][:1]]
        wide = [(figure + one) / 2 for one in beyond] if metric.step < 1 else []
        wide += [figure / 2] if at == 0 else []
        steps = [one for one in steps if not any(min(figure, one) <= end <= max(figure, one) for end in beyond)]
    if isinstance(line.method, Levels):
        wide = steps
    holds = metric.reach(len(_LEVELS)).holds
    return [one for one in wide if holds(one) and one != figure], [one for one in steps if holds(one)], beyond


def standard_of(move: Move) -> Fraction:
    """The shipped figure."""
    standard = shipped_rules().roles[move.role].criterion(move.metric)
    assert standard is not None
    return standard.figures[0]


LINES = [(role, line, near(role, line)) for role in shipped_rules().roles.values() for line in role.scorecard]
TAKEN = [Move(role.id, line.metric, one) for role, line, (wide, _steps, _beyond) in LINES for one in wide]
STEPS = [Move(role.id, line.metric, one) for role, line, (_wide, steps, _beyond) in LINES for one in steps]
DOWN = [one for one in STEPS if one.figure < standard_of(one)]
UP = [one for one in STEPS if one.figure > standard_of(one)]
REFUSED = [Move(role.id, line.metric, one) for role, line, (_wide, _steps, beyond) in LINES for one in beyond]


@pytest.fixture(scope="module", autouse=True)
def shipped_rules_once() -> Iterator[None]:
    """Each trial begins with the same rules."""
    with rules_once():
        yield


def tried(*settings: str) -> tuple[Trial | None, tuple[Problem, ...]]:
    return rules_to_try(RULES, RULES, settings, None, {})


def cells(role: Role, moved: dict[str, Fraction]) -> dict[str, Any]:
    """What an agent exactly on the standards writes, by header; ``moved`` are the standards that are others."""
    rules, written = shipped_rules(), {}
    for line in role.must:
        metric, figure = rules.metrics[line.metric], moved.get(line.metric, line.figures[0])
        value: Any
        match metric.kind:
            case MetricKind.LEVEL:
                value = rules.levels[_LEVELS[int(figure)]].zh
            case MetricKind.PASS:
                value = "合格"
            case MetricKind.PERCENT:
                value = f"{decimal(figure)}%"
            case _:
                value = float(figure)
        header = metric.label.zh
        if metric.id == "workload":  # 300 questionnaires a day are 100 %
            header, value = "调查问卷", float(3 * figure)
        written[header] = value
    return written | {"采纳建议": 1}


def book(folder: Path, agents: dict[str, dict[str, Any]]) -> Path:
    """A month of these agents, whose ids begin with their role."""
    headers = list(dict.fromkeys(header for row in agents.values() for header in row))
    rows = [
        ["2025-03", agent, f"测试{at}", shipped_rules().roles[agent.split("-")[0]].label.zh, "信用卡", "",
         *(row.get(header) for header in headers)]
        for at, (agent, row) in enumerate(agents.items())
    ]  # fmt: skip
    head = ["月份", "工号", "姓名", "岗位", "项目", "组别", *headers]
    return workbook(folder / "march.xlsx", {"坐席": [head, *rows]})


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A month with somebody on each of the standards that are tried, and somebody of each role on the shipped ones."""
    roles = shipped_rules().roles
    agents = {f"{role.id}-0": cells(role, {}) for role in roles.values()}
    agents |= {
        f"{one.role}-{at}": cells(roles[one.role], {one.metric: one.figure}) for at, one in enumerate(TAKEN, start=1)
    }
    for role in roles.values():
        agents[f"{role.id}-down"] = cells(role, at_once(role, DOWN))
        agents[f"{role.id}-up"] = cells(role, at_once(role, UP))
    path = book(tmp_path_factory.mktemp("moves"), agents)
    return Material.read(Inputs([str(path)]), shipped_rules(), Options(lang="en"), None, ())


def at_once(role: Role, moves: Iterable[Move]) -> dict[str, Fraction]:
    """The figures of a role by metric."""
    return {one.metric: one.figure for one in moves if one.role == role.id}


def decided(material: Material, *settings: str) -> MonthResult:
    """The month under the shipped rules with values set."""
    trial, problems = tried(*settings)
    assert trial is not None, problems
    scenario, problems = material.decide(trial.new)
    assert scenario is not None, problems
    return scenario.months[0]


def standing(month: MonthResult, agent: str) -> tuple[bool, int, set[int]]:
    """Whether qualified, the score and the points of all metrics, in hundredths."""
    row = month.agents["agent_id"].tolist().index(agent)
    points = {int(column[row]) for column in month.points.values()} - {UNWEIGHED}
    return bool(month.agents["qualified"][row]), int(month.agents["score"][row]), points


FULL = (True, 10_000, {10_000})


def test_every_standard_that_is_scored_is_in_the_table() -> None:
    scored = {(role.id, line.metric) for role in shipped_rules().roles.values() for line in role.scorecard}
    assert {(one.role, one.metric) for one in (*TAKEN, *REFUSED)} == scored
    never = scored - {(one.role, one.metric) for one in TAKEN}
    assert {metric for _role, metric in never} == {"complaints"}  # nothing is between 0 and 1


@pytest.mark.parametrize("move", TAKEN, ids=[one.setting for one in TAKEN])
def test_who_is_on_the_new_standard_has_100_points(move: Move, material: Material) -> None:
    month = decided(material, move.setting)
    assert standing(month, f"{move.role}-{TAKEN.index(move) + 1}") == FULL
    others = [role for role in shipped_rules().roles if role != move.role]
    assert [standing(month, f"{role}-0") for role in others] == [FULL] * len(others)  # whose standards stayed


@pytest.mark.parametrize(("moves", "name"), [(DOWN, "down"), (UP, "up")])
def test_on_all_new_standards_at_once(moves: list[Move], name: str, material: Material) -> None:
    month = decided(material, *(one.setting for one in moves))
    assert [standing(month, f"{role}-{name}") for role in shipped_rules().roles] == [FULL] * 6


@pytest.mark.parametrize("move", REFUSED, ids=[one.setting for one in REFUSED])
def test_a_curve_that_would_not_ascend_is_refused(move: Move) -> None:
    trial, problems = tried(move.setting)
    (found,) = [one for one in problems if one.is_error]
    assert (trial, found.code) == (None, "set-line-order")
    assert found.fields["path"] == f"roles.{move.role}.scorecard.{move.metric}.curve"
    assert found.value == move.setting.partition("=")[2]


def test_what_is_refused_can_be_had_with_a_curve_of_its_own(material: Material) -> None:
    """With the line as well, one complaint is the standard and has 100 points."""
    line = "roles.inbound.scorecard.complaints.curve={1: 100, 2: 0}"
    assert standing(decided(material, "roles.inbound.complaints=1", line), "inbound-0") == FULL
