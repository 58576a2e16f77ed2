"""``like: on_standard``: a case's agent meets every standard of the role exactly; given values win."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.formulas import evaluate
from ccmotivate.model.cases import GivenRow
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Metric
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion

_STRICT = {Comparison.MORE_THAN: 1, Comparison.LESS_THAN: -1}
_STEP = Fraction(1, 100)


def met_exactly(row: GivenRow, rules: RuleSet) -> GivenRow:
    """The row with missing values set to the standards of its role; unchanged without ``like: on_standard``."""
    if not row.on_standard:
        return row
    role = rules.roles[row.identity["role"]].variant(*(row.identity[name] for name in ("team", "project", "site")))
    values = dict(row.values)
    for criterion in role.must:
        metric = rules.metrics[criterion.metric]
        told = {metric.id, *(metric.formula.names if metric.formula else ())} & set(values)
        if told or (metric.detail and row.details.get(metric.detail.sheet)):
            continue
        values |= _inputs(metric, _figure(criterion, metric), rules)
    return replace(row, values=values)


def _figure(criterion: Criterion, metric: Metric) -> Fraction:
    """The standard, or the nearest figure beside it where the standard itself does not pass."""
    side = _STRICT.get(criterion.comparison, 0)
    return criterion.figures[0] + side * (1 if metric.share_scale == 1 else _STEP)


def _inputs(metric: Metric, figure: Fraction, rules: RuleSet) -> dict[str, Fraction]:
    """The metric itself; of a formula its first input, the others at nothing or 0, nothing where that cannot be."""
    if metric.formula is None:
        return {metric.id: figure}
    name = metric.formula.names[0]
    wanted = figure / metric.share_scale
    low, high = _value(metric, name, Fraction(0)), _value(metric, name, Fraction(1))
    if low is None or high is None or low == high:
        return {}
    needed = (wanted - low) / (high - low)
    if _value(metric, name, needed) != wanted:
        return {}
    return {name: needed * rules.metrics[name].share_scale}


def _value(metric: Metric, name: str, share: Fraction) -> Fraction | None:
    """The formula with one input (a share, of percent metrics) and the others blank."""
    if metric.formula is None:
        return None
    blank = metric.blanks_count
    columns = {
        one: Exact.from_fractions([share if one == name else blank]) for one in metric.formula.names
    }  # fmt: skip
    return evaluate(metric.formula.tree, columns, 1)[0]
