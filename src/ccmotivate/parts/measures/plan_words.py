"""What a measure could show before it begins, in words."""

from __future__ import annotations

import math
from fractions import Fraction

from ccmotivate.locale import N_, counted
from ccmotivate.parts.measures.drawing import DRAWS
from ccmotivate.parts.measures.power import POWER, Plan, Planned
from ccmotivate.parts.measures.words import Words

_FIGURES = 2  # significant ones: a plan is no measurement
_RISE = N_("With {sides}, {metric} would have to rise by about {size}.")
_FALL = N_("With {sides}, {metric} would have to fall by about {size}.")
_NEVER = N_("With {sides}, no change of {metric} could be told from chance.")
_UNKNOWN = N_("Of {metric} nothing can be planned: the months given do not tell how it varies.")
_MORE = N_("Take more units into it, or expect fewer metrics of it: each one asks for more certainty.")
_SIDES = N_("{pilot} in the pilot and {rest} to compare with")
_METHOD = (
    N_("To show means: in {power} of 100 cases the verdict is improved, if the change is as large as that."),
    N_(
        "How much units (or people) change by themselves is taken from the months given, from each window of {length} "
        "months there to the next; what changed for all alike does not count."
    ),
    N_(
        "The decision is tried on {worlds} random companies that vary as much, always the same ones; that few months "
        "tell this only roughly counts too. Several metrics are each held to the strictest step of Holm."
    ),
)


def plan_lines(planned: Planned, plan: Plan, words: Words) -> list[str]:
    """What one metric could show, a sentence each."""
    _ = words.say
    expected = planned.expected
    facts = {"sides": _sides(planned, plan, words), "metric": words.metric(expected)}
    if planned.spread is None:
        return [_(_UNKNOWN).format(**facts)]
    if planned.smallest is None:
        return [_(_NEVER).format(**facts), _(_MORE)]
    size = words.size(expected, _about(planned.smallest))
    lines = [_(_RISE if expected.up else _FALL).format(size=size, **facts)]
    if planned.seen is not None:
        least, share = words.size(expected, expected.least), f"{planned.seen:.0%}"
        told = _("The smallest change worth having, {least}, would be told with a chance of {share}.")
        lines.append(told.format(least=least, share=share))
    spread = words.size(expected, _about(planned.spread))
    told = _("By itself a unit changes by {spread} (standard deviation) from one window to the next.")
    if planned.units is None:
        told = _("By themselves people change by {spread} (standard deviation) from one window to the next.")
    return [*lines, told.format(spread=spread)]


def plan_method(plan: Plan, words: Words) -> list[str]:
    """How this is found, in plain words."""
    facts = {"power": int(100 * POWER), "length": plan.length, "worlds": f"{DRAWS:,}"}
    return [counted(words.say(text), **facts) for text in _METHOD]


def _sides(planned: Planned, plan: Plan, words: Words) -> str:
    """How many would be compared."""
    if planned.units is None or plan.measure.dimension is None:
        return counted(words.say(N_("{people} people")), people=planned.people[0])
    pilot, rest = (words.units(plan.measure.dimension, count) for count in planned.units)
    return words.say(_SIDES).format(pilot=pilot, rest=rest)


def _about(value: float) -> Fraction:
    """A figure by its first digits."""
    if not value:
        return Fraction(0)
    places = _FIGURES - 1 - math.floor(math.log10(abs(value)))
    return Fraction(round(Fraction(value) * Fraction(10) ** places)) / Fraction(10) ** places
