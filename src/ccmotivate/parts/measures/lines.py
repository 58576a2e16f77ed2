"""Each unit before and after, pilot and rest, and the mean of either side: what the tables list and the charts draw."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.parts.measures.changes import mean_of
from ccmotivate.parts.measures.results import Found, UnitChange
from ccmotivate.parts.measures.rules import ATTRITION
from ccmotivate.parts.measures.words import Words
from ccmotivate.writers.words.text import visible

MOST_LINES = 60
"""Of more units only the means are drawn."""


class Line(Struct, frozen=True):
    """A unit or the mean of several; ``before`` and ``change`` are None where there are no months to tell."""

    name: str
    pilot: bool
    mean: bool
    people: int
    before: Fraction | None
    after: Fraction
    change: Fraction | None


def lines(found: Found, words: Words) -> tuple[Line, ...]:
    """The means, then each unit, the pilot's first; of a measure for everybody the one mean."""
    if found.units is None:
        return _everybody(found, words)
    sides = [[one for one in found.changes if one.pilot is side] for side in (True, False)]
    means = [_mean(own, words) for own in sides if len(own) > 1]
    return (*means, *(_unit(one) for one in found.changes))


def drawn(some: Sequence[Line]) -> tuple[Line, ...]:
    """Those that a chart draws, the means last and so in front."""
    units = [one for one in some if not one.mean]
    return (*(units if len(units) <= MOST_LINES else ()), *(one for one in reversed(some) if one.mean))


def chart_text(found: Found, words: Words) -> str:
    """What the chart shows, in a sentence."""
    _ = words.say
    if found.expected.id == ATTRITION:
        return _(
            "The share that left, in the window before the start and in the one from it on; thick lines are means."
        )
    if found.units is None:
        return _("The mean of all people who were compared, before and after.")
    if len(found.changes) <= MOST_LINES:
        return _("Each line is a unit, before and after; the thick lines are the means of the pilot and of the rest.")
    text = _("The means of the pilot and of the rest, before and after; {count} units are too many to draw each.")
    return text.format(count=len(found.changes))


def side_text(words: Words, *, pilot: bool) -> str:
    """The name of a side."""
    return words.say(N_("Pilot")) if pilot else words.say(N_("Rest"))


def ends(words: Words) -> tuple[str, str]:
    """What the two windows are called."""
    return words.say(N_("Before the start")), words.say(N_("From the start on"))


def _unit(one: UnitChange) -> Line:
    return Line(visible(one.unit), one.pilot, False, one.people, one.before, one.after, one.change)


def _mean(own: Sequence[UnitChange], words: Words) -> Line:
    """The mean of the units of a side, each counting once."""
    pilot = own[0].pilot
    name = words.say(N_("Mean of the pilot")) if pilot else words.say(N_("Mean of the rest"))
    before = mean_of([one.before for one in own if one.before is not None])
    after, change = (mean_of([value(one) for one in own]) for value in (_after, _change))
    assert after is not None
    return Line(name, pilot, True, sum(one.people for one in own), before, after, change)


def _after(one: UnitChange) -> Fraction:
    return one.after


def _change(one: UnitChange) -> Fraction:
    return one.change


def _everybody(found: Found, words: Words) -> tuple[Line, ...]:
    if found.after is None:
        return ()
    name = words.say(N_("Everybody"))
    return (Line(name, True, True, found.people[0], found.before, found.after, found.effect),)
