"""A made-up company with a pilot and a measure for everybody, evaluated: what the reports are tested with."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.rules import ATTRITION_METRIC, Measure
from tests.parts.measures.worlds import CSAT, ERRORS, Row, expected, measure, panel, rows
from tests.support import shipped_rules

PILOT = ("T0", "T1", "T2", "T3")


def company(teams: int = 11, size: int = 9) -> list[Row]:
    """People whose pilot, the first four teams, gains five points of satisfaction from July on."""
    return rows(3, teams=teams, size=size, effect=5)


def measures(pilot: Sequence[str] = PILOT) -> dict[str, Measure]:
    """The pilot, and one for everybody that begins in the same month."""
    everybody = [expected(CSAT, up=True), expected(ERRORS, up=False), expected(ATTRITION_METRIC, up=False)]
    return {
        "coaching": replace(measure(pilot), id="coaching", label=Label("质检辅导试点", "Coaching pilot")),
        "bonus": replace(measure(expects=everybody), id="bonus", label=Label("全员奖励", "Bonus for all")),
    }


def report(of: Sequence[Row] = (), made: dict[str, Measure] | None = None) -> Report:
    """The report on them."""
    return evaluated(panel(of or company()), made or measures())


def evaluated(found: Panel, made: dict[str, Measure]) -> Report:
    """The report on measures in these months."""
    done = tuple(decide(one, found, tuple(made.values())) for one in made.values())
    return Report(evaluated=done, measures=made, months=found.months, rules=shipped_rules())


def as_kind(kind: MetricKind) -> Metric:
    """Satisfaction, its figures read as another kind of metric."""
    return Metric("csat", Label("指标", "Figure"), kind, Range())
