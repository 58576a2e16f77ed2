"""Whether two talent files can be told apart by any input: every value that a figure can take, on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from msgspec.structs import replace

from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.talent.rules import AxisLine, TalentSettings, Tier

MOST = 1_000  # of a count without a largest plausible value; bands and curves of the file end far below


@dataclass(frozen=True)
class _Told:
    """What a line gives for every value, in the place of its method."""

    points: tuple[Fraction | None, ...]


def reason(rules: RuleSet, other: RuleSet) -> str | None:
    """Why no input tells the talent of these rules apart; None where some input may."""
    one, two = (each.parts["talent"].settings for each in (rules, other))
    if _canonical(one) != _canonical(two):
        return None
    pairs = zip(_lines(one), _lines(two), strict=True)
    texts = [_of_line(line) for line, changed in pairs if line.method != changed.method]
    texts += [_of_tier(tier) for tier, changed in zip(one.tiers, two.tiers, strict=True)
              if tier.tenure_below != changed.tenure_below]  # fmt: skip
    return "; ".join(texts)


def _of_line(line: AxisLine) -> str:
    values = _values(line.metric)
    step = plain_text(line.metric.step)
    return (
        f"each value of {line.metric.id} from {plain_text(values[0])} to {plain_text(values[-1])} by {step} "
        "earns the same points"
    )


def _of_tier(tier: Tier) -> str:
    assert tier.tenure_below is not None
    return f"tenure is whole months, and the same are below: 0 to {ceil(tier.tenure_below) - 1}"


def _canonical(settings: TalentSettings) -> tuple[Any, ...]:
    """The settings with methods by what they give, and tenure by the whole months that are below."""
    axes = [replace(axis, lines=tuple(_given(line) for line in axis.lines)) for axis in settings.axes]
    tiers = [replace(tier, tenure_below=None if tier.tenure_below is None else Fraction(ceil(tier.tenure_below)))
             for tier in settings.tiers]  # fmt: skip
    return axes, tiers, settings.near, settings.quadrants


def _given(line: AxisLine) -> AxisLine:
    if line.metric.kind is MetricKind.LEVEL:
        return line
    points = line.method.points(Exact.from_fractions(_values(line.metric))).rounded(2)
    method: Any = _Told(tuple(points.to_list()))
    return replace(line, method=method)


def _lines(settings: TalentSettings) -> list[AxisLine]:
    return [line for axis in settings.axes for line in axis.lines]


def _values(metric: Metric) -> list[Fraction]:
    """Every plausible value, by the smallest step of its kind."""
    low = metric.plausible.low or Fraction(0)
    high = MOST if metric.plausible.high is None else metric.plausible.high
    return [low + metric.step * at for at in range(int((high - low) / metric.step) + 1)]
