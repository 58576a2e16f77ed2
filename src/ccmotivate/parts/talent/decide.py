"""Where everybody stands: both axes, the quadrant, what is near a line, the quadrant of the month before, the tier.

An axis is the weighted sum of its lines' points, each rounded half-up to 2 decimals, by 100, rounded half-up to 2
decimals (domain.md §2); on the line is high; a missing figure makes the axis no data (people.md §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.parts import PartValue
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import UNKNOWN, tenures
from ccmotivate.parts.talent.rules import ABILITY, AXES, ENTHUSIASM, OWN_SCORE, QUADRANTS, Axis, TalentSettings, Tier

Texts = NDArray[np.object_]


class AxisResult(Struct, frozen=True):
    """An axis of everybody: the figures and the rounded points of its lines, the sum; no data where it is missing."""

    axis: Axis
    figures: tuple[Exact, ...]
    points: tuple[Exact, ...]
    value: Exact
    high: Bools
    near: Bools


class Before(Struct, frozen=True):
    """The month before, by agent: the quadrant (``""`` for none) and the value of each axis."""

    quadrant: Texts
    values: tuple[Exact, Exact]


class TalentResult(Struct, frozen=True):
    """Where everybody stands, aligned with the month's agents.

    ``quadrant`` is ``""`` where an axis has no data; ``tier`` are places in the settings' tiers; ``tenure`` are months
    of service, ``UNKNOWN`` for no day of hiring.
    """

    settings: TalentSettings
    month: Month
    on_roster: Bools
    axes: tuple[AxisResult, AxisResult]
    quadrant: Texts
    before: Before
    tenure: NDArray[np.int64]
    tier: NDArray[np.intp]

    def near_of(self, at: int) -> tuple[str, ...]:
        """The axes of an agent that are near their line."""
        return tuple(one.axis.id for one in self.axes if one.near[at])


def decide(settings: TalentSettings, month: MonthResult) -> TalentResult:
    """Where everybody of a month stands."""
    rows = len(month.agents)
    known = month.sheets.on_roster
    there = np.zeros(rows, dtype=bool) if known is None else known
    figures = _figures(month, there)
    enthusiasm, ability = (_axis(axis, figures, settings.near, there) for axis in settings.axes)
    quadrant = np.where(
        enthusiasm.value.missing | ability.value.missing,
        "",
        np.array(QUADRANTS, dtype=object)[2 * ~ability.high + ~enthusiasm.high],
    ).astype(object)
    served = _tenure(month, there)
    holds = np.array([_holds(tier, month, figures[OWN_SCORE], served, quadrant, enthusiasm, ability)
                      for tier in settings.tiers])  # fmt: skip
    before = _before(month, there)
    tier = np.argmax(holds, axis=0) if rows else np.empty(0, dtype=np.intp)
    return TalentResult(settings, month.month, there, (enthusiasm, ability), quadrant, before, served, tier)


def _figures(month: MonthResult, there: Bools) -> dict[str, Exact]:
    """What axes are made of; roster columns count for those who have a row on the roster."""
    own = month.agents["score"].to_numpy(dtype=np.int64) if month.own_scores is None else month.own_scores
    roster = {name: column.without(~there) for name, column in month.roster.numbers.items()}
    return {**month.metrics, **roster, OWN_SCORE: Exact.from_ints(own, own < 0, 100)}


def _axis(axis: Axis, known: Mapping[str, Exact], near: Fraction, there: Bools) -> AxisResult:
    rows = len(there)
    figures = tuple(known.get(line.metric.id, Exact.empty(rows)) for line in axis.lines)
    points = tuple(line.method.points(column).rounded(2) for line, column in zip(axis.lines, figures, strict=True))
    total = Exact.full(rows, Fraction(0))
    for line, earned in zip(axis.lines, points, strict=True):
        total = total + earned * (line.weight / 100)
    value = total.rounded(2).without(~there)
    close = (value >= axis.cut - near) & (value <= axis.cut + near)
    return AxisResult(axis, figures, points, value, value >= axis.cut, close)


def _tenure(month: MonthResult, there: Bools) -> NDArray[np.int64]:
    """Months of service by the roster; a day after the month is none (reading refuses it before)."""
    hired = month.roster.numbers.get("hired", Exact.empty(len(there))).without(~there)
    return tenures(hired, month.month)


def _holds(
    tier: Tier,
    month: MonthResult,
    own: Exact,
    served: NDArray[np.int64],
    quadrant: Texts,
    enthusiasm: AxisResult,
    ability: AxisResult,
) -> Bools:
    """For whom every condition of a tier holds; without data a condition does not hold."""
    holds = np.ones(len(quadrant), dtype=bool)
    if tier.qualified is not None:
        holds &= month.agents["qualified"].to_numpy(dtype=bool) == tier.qualified
    if tier.own_score is not None:
        holds &= own >= tier.own_score
    if tier.tenure_below is not None:
        holds &= (served != UNKNOWN) & (Exact.from_ints(served) < tier.tenure_below)
    if tier.quadrants:
        holds &= np.isin(quadrant, tier.quadrants)
    for axis, high in tier.sides.items():
        one = {ENTHUSIASM: enthusiasm, ABILITY: ability}[axis]
        holds &= ~one.value.missing & (one.high == high)
    return holds


def _before(month: MonthResult, there: Bools) -> Before:
    """What was decided of the month before, from the run or the ledger."""
    earlier = [one for one in month.earlier if one.month.ordinal == month.month.ordinal - 1]
    known = earlier[-1].compared.get("talent") if earlier else None
    ids = month.agents["agent_id"].to_numpy(dtype=object)
    found: dict[int, Mapping[str, PartValue]] = (
        {at: known.values.get(ids[at], {}) for at in np.flatnonzero(there).tolist()} if known else {}
    )
    quadrant = np.full(len(ids), "", dtype=object)
    values: list[list[Fraction | None]] = [[None] * len(ids), [None] * len(ids)]
    for at, one in found.items():
        quadrant[at] = str(one.get("quadrant") or "")
        for column, axis in zip(values, AXES, strict=True):
            value = one.get(axis)
            column[at] = Fraction(value) if isinstance(value, Fraction | int) else None
    return Before(quadrant, (Exact.from_fractions(values[0]), Exact.from_fractions(values[1])))
