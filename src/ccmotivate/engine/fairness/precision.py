"""How fine the data is: the step in which a metric was written, and how far one step of it moves a figure.

The step of a metric is the smallest decimal step used in its columns (80.5 % beside 79 %: 0.1 %). Counts,
levels, passes and money are exact, and so is what was folded from a detail sheet: they have no step. A zero is exact
too: no errors are no errors. A computed metric moves with the inputs of its formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct

from ccmotivate.engine.metrics import by_formula
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.results import MonthResult
from ccmotivate.model.scorecards import ScoreLine

_MEASURED = (MetricKind.NUMBER, MetricKind.PERCENT, MetricKind.PERMILLE, MetricKind.DURATION)
_MOST_PLACES = 15
_MINUTE = 60
Steps = Mapping[str, Fraction]


class Effect(Struct, frozen=True):
    """One step of a metric moves a figure by ``size``."""

    size: Fraction
    metric: str
    step: Fraction


def step_of(values: Exact, kind: MetricKind) -> Fraction | None:
    """The smallest decimal step used in a column; None for exact kinds, no data, and what is no decimal."""
    if kind not in _MEASURED:
        return None
    num, den = values.num[~values.missing], values.den[~values.missing]
    if not len(num):
        return None
    found: list[int] = np.unique(den // np.gcd(num, den)).tolist()  # the denominators of the reduced values
    if kind is MetricKind.DURATION and found == [1] and not (num // den % _MINUTE).any():
        return Fraction(_MINUTE)
    for places in range(_MOST_PLACES + 1):
        if all(10**places % denominator == 0 for denominator in found):
            return Fraction(1, 10**places)
    return None


def leaves(name: str, month: MonthResult) -> tuple[str, ...]:
    """The metrics that were read for one: itself, or the inputs of its formula."""
    metric = month.rules.metrics[name]
    if metric.formula is None or not metric.has_inputs(month.metrics):
        return (name,)
    inputs = metric.formula.names
    return tuple(dict.fromkeys(leaf for one in inputs for leaf in leaves(one, month)))


def finest_steps(months: Sequence[MonthResult]) -> Steps:
    """The step of every metric that has one, over all months: a month of round figures may be just that."""
    metrics = {name: metric for month in months for name, metric in month.rules.metrics.items() if not metric.detail}
    found: dict[str, Fraction] = {}
    for name, metric in metrics.items():
        columns = [month.metrics[name] for month in months if name in month.metrics]
        step = step_of(Exact.concat(columns), metric.kind)
        if step is not None:
            found[name] = step
    return found


def steps_of(name: str, month: MonthResult, finest: Steps) -> dict[str, Fraction]:
    """The steps of the metrics that were read for one, where they have any."""
    return {leaf: finest[leaf] for leaf in leaves(name, month) if leaf in finest and leaf in month.metrics}


def moved(name: str, month: MonthResult, rows: Sequence[int], leaf: str, by: Fraction) -> Exact:
    """The values of a metric for these agents, had ``leaf`` been ``by`` more for each."""
    metric = month.rules.metrics[name]
    if metric.formula is None or not metric.has_inputs(month.metrics):
        values = month.metrics.get(name, Exact.empty(len(month.agents))).take(rows)
        return values + by if name == leaf else values
    inputs = {one: moved(one, month, rows, leaf, by) for one in metric.formula.names}
    return by_formula(metric, inputs, month.rules.metrics, len(rows))


def metric_effects(name: str, month: MonthResult, rows: Sequence[int], finest: Steps) -> list[Effect | None]:
    """The farthest that one step of anything read for a metric moves it, by agent."""
    here = moved(name, month, rows, "", Fraction(0))
    best: list[Effect | None] = [None] * len(rows)
    for leaf, step in steps_of(name, month, finest).items():
        for by in (step, -step):
            there = moved(name, month, rows, leaf, by)
            _keep(best, _rounded_only((there - here), month, rows, leaf), leaf, step)
    return best


def score_effects(month: MonthResult, finest: Steps, asked: Bools | None = None) -> list[Effect | None]:
    """The farthest that one step of one metric moves each agent's score, in points; None where not ``asked``."""
    keys = month.roles.keys
    best: list[Effect | None] = [None] * len(keys)
    for key in set(keys.tolist()):
        rows = np.flatnonzero(keys == key if asked is None else (keys == key) & asked).tolist()
        for line in month.roles.roles[key].scorecard:
            for row, effect in zip(rows, _line_effects(line, month, rows, finest), strict=True):
                best[row] = larger(best[row], effect)
    return best


def _line_effects(line: ScoreLine, month: MonthResult, rows: Sequence[int], finest: Steps) -> list[Effect | None]:
    best: list[Effect | None] = [None] * len(rows)
    targets = month.targets.get(line.metric, Exact.empty(len(month.agents))).take(rows)
    here = line.method.points_by_person(moved(line.metric, month, rows, "", Fraction(0)), targets)
    for leaf, step in steps_of(line.metric, month, finest).items():
        for by in (step, -step):
            there = line.method.points_by_person(moved(line.metric, month, rows, leaf, by), targets)
            _keep(best, _rounded_only((there - here) * (line.weight / 100), month, rows, leaf), leaf, step)
    return best


def _rounded_only(changes: Exact, month: MonthResult, rows: Sequence[int], leaf: str) -> list[Fraction | None]:
    """The changes of those whose value of ``leaf`` is no zero."""
    return changes.without(month.metrics[leaf].take(rows).equals(0)).to_list()


def _keep(best: list[Effect | None], changes: Sequence[Fraction | None], metric: str, step: Fraction) -> None:
    """Note the changes that are larger than what was found before."""
    for place, change in enumerate(changes):
        if change:
            best[place] = larger(best[place], Effect(abs(change), metric, step))


def larger(one: Effect | None, other: Effect | None) -> Effect | None:
    """The larger effect, the first of equals."""
    if one is None or other is None:
        return one or other
    return other if other.size > one.size else one


def scaled(effect: Effect | None, share: Fraction) -> Effect | None:
    """An effect on a part, as one on the whole."""
    return None if effect is None else Effect(effect.size * share, effect.metric, effect.step)


def rows_by_id(month: MonthResult) -> Mapping[str, int]:
    """The row of each agent of a month."""
    return {str(agent_id): at for at, agent_id in enumerate(month.agents["agent_id"].tolist())}
