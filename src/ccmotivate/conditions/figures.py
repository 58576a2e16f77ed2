"""Figures: what awards rank by, for each agent of a period, exact.

Means, shares and indexes are rounded half-up to two decimals, for they decide as they are shown; sums and single
values of a metric stay as they are (domain, "decided on what is shown").
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from ccmotivate.model.award_rules import Award, Figure, IndexPart
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.results import LeftOut
from ccmotivate.model.rules import RuleSet

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext


class FigureColumn(Struct, frozen=True):
    """A figure by agent; for an index also its parts (shares, unrounded) and what was left out."""

    values: Exact
    parts: tuple[tuple[str, Exact], ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def column_of(figure: Figure, context: AwardContext, rules: RuleSet, award: Award, may: Bools) -> FigureColumn:
    """The figure of every agent; ``may`` are the candidates, who alone matter to an index."""
    if figure.parts:
        return _index(figure, context, rules, award, may)
    if figure.name == "score":
        return FigureColumn(context.score())
    months = _months(figure, context)
    if figure.take is None:
        return FigureColumn(months[0])
    values = fold(months, figure.take)
    return FigureColumn(values.rounded(2) if figure.take == "mean" and len(context.months) > 1 else values)


def _months(figure: Figure, context: AwardContext) -> list[Exact]:
    """A column a month of whoever is there, with what no data counts."""
    columns = context.metric(figure.name)
    if figure.blank is None:
        return columns
    away = (context.place < 0).T
    return [column.filled(figure.blank).without(gone) for column, gone in zip(columns, away, strict=True)]


def fold(months: list[Exact], take: str) -> Exact:
    """One value from a column a month: ``sum``, ``mean``, ``min`` or ``max``; missing where any month is."""
    if take == "min":
        return reduce(Exact.lowest, months)
    if take == "max":
        return reduce(Exact.highest, months)
    total = reduce(Exact.__add__, months)
    return total / len(months) if take == "mean" else total


def _index(figure: Figure, context: AwardContext, rules: RuleSet, award: Award, may: Bools) -> FigureColumn:
    """100 x the mean of the parts, rounded at the end; an optional part that a candidate lacks counts for nobody."""
    used: list[tuple[str, Exact]] = []
    left_out: list[LeftOut] = []
    for part in figure.parts:
        months = context.metric(part.metric)
        share = _share(part, fold(months, part.take), rules, may)
        if part.optional and bool((share.missing & may).any()):
            left_out.append(LeftOut(award.id, part.metric, _lacking(months, context, may)))
        else:
            used.append((part.id, share))
    if not used:
        return FigureColumn(Exact.empty(len(context)), (), tuple(left_out))
    mean = reduce(Exact.__add__, (share for _, share in used)) / len(used)
    return FigureColumn((mean * 100).rounded(2), tuple(used), tuple(left_out))


def _share(part: IndexPart, values: Exact, rules: RuleSet, may: Bools) -> Exact:
    """A part as a share: of the best candidate's value, or of the whole that percents and per milles speak of."""
    if not part.of_best:
        return values / rules.metrics[part.metric].share_scale
    best = max((value for value in values.take(np.flatnonzero(may)).to_list() if value is not None), default=None)
    if best is None:
        return values
    return values * 0 if best == 0 else values / Exact.full(len(values), best)


def _lacking(months: list[Exact], context: AwardContext, may: Bools) -> tuple[tuple[str, str], ...]:
    """The candidates who lack a metric, and where."""
    return tuple(
        (context.ids[agent], str(month.month))
        for agent in np.flatnonzero(may).tolist()
        for month, column in zip(context.months, months, strict=True)
        if column.missing[agent]
    )
