"""What would bring a person to the line of an axis: which figure, from what to what.

Each figure alone first; where none is enough, the figures with most to gain together, the last of them no further
than is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from msgspec import Struct

from ccmotivate.model.exact import Exact, half_up
from ccmotivate.parts.talent.decide import AxisResult
from ccmotivate.parts.talent.rules import AxisLine


class Move(Struct, frozen=True):
    """A figure that would be otherwise."""

    line: AxisLine
    before: Fraction
    after: Fraction


class Ways(Struct, frozen=True):
    """Figures each of which is enough alone; else ``together`` those that are enough in common."""

    alone: tuple[Move, ...] = ()
    together: tuple[Move, ...] = ()


def ways(one: AxisResult, at: int) -> Ways:
    """What would bring an agent below the line to it; nothing for who is on it or has no data."""
    value = one.value[at]
    if value is None or value >= one.axis.cut:
        return Ways()
    lines = one.axis.lines
    figures = [column[at] or Fraction(0) for column in one.figures]
    points = [column[at] or Fraction(0) for column in one.points]
    found = [_move(one, place, figures[place], points) for place in range(len(lines))]
    alone = tuple(move for move in found if move is not None)
    return Ways(alone) if alone else Ways(together=_together(one, figures, points))


def _move(one: AxisResult, place: int, value: Fraction, points: Sequence[Fraction]) -> Move | None:
    """The least step of one figure that is enough, all others as they are."""
    line = one.axis.lines[place]

    def enough(figure: Fraction) -> bool:
        tried = [*points]
        tried[place] = _points(line, figure)
        return _sum(one, tried) >= one.axis.cut

    step, steps = _steps(line, value)
    if steps < 1 or not enough(value + step * steps):
        return None
    low, high = 0, steps
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(value + step * middle) else (middle, high)
    return Move(line, value, value + step * high)


def _together(one: AxisResult, figures: Sequence[Fraction], points: Sequence[Fraction]) -> tuple[Move, ...]:
    """Figures brought to their best, those with most to gain first, until they are enough; () where all are not."""
    lines = one.axis.lines
    best = [_best(line, value) for line, value in zip(lines, figures, strict=True)]
    gains = [line.weight * (_points(line, top) - now) for line, top, now in zip(lines, best, points, strict=True)]
    order = sorted(range(len(gains)), key=lambda place: -gains[place])
    held = [*points]
    moves: list[Move] = []
    for place in order:
        last = _move(one, place, figures[place], held)
        if last is not None:
            return (*moves, last)
        held[place] = _points(lines[place], best[place])
        moves.append(Move(lines[place], figures[place], best[place]))
    return ()


def _best(line: AxisLine, value: Fraction) -> Fraction:
    step, steps = _steps(line, value)
    return value + step * max(steps, 0)


def _points(line: AxisLine, value: Fraction) -> Fraction:
    return line.method.points(Exact.from_fractions([value])).rounded(2)[0] or Fraction(0)


def _sum(one: AxisResult, points: Sequence[Fraction]) -> Fraction:
    total = sum((line.weight * earned for line, earned in zip(one.axis.lines, points, strict=True)), Fraction(0))
    return half_up(total / 100)


def _steps(line: AxisLine, value: Fraction) -> tuple[Fraction, int]:
    """The step of a figure towards its better end, and how many there are; ratings move by whole steps."""
    metric, ends = line.metric, line.method.examples()
    if not line.method.rises(metric.good):
        return Fraction(1), 0
    step = Fraction(1) if line.of_roster else metric.step
    low, high = metric.plausible.low, metric.plausible.high
    if metric.good == "low":
        end = min(ends, default=value) if low is None else max(low, min(ends, default=low))
        return -step, floor((value - end) / step)
    end = max(ends, default=value) if high is None else min(high, max(*ends, high) if ends else high)
    return step, floor((end - value) / step)
