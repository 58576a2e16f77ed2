"""The figures of an evaluation as tables, once for the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.model.exact import half_up
from ccmotivate.parts.measures.levels import P_FORMAT, change_cell, level_cell, level_text, size_cell
from ccmotivate.parts.measures.lines import Line, ends, lines, side_text
from ccmotivate.parts.measures.power import Plan, Planned
from ccmotivate.parts.measures.results import Evaluated, Found
from ccmotivate.parts.measures.rules import ATTRITION, Expected
from ccmotivate.parts.measures.statistics import PLACES
from ccmotivate.parts.measures.words import VERDICTS, Words

NONE = "–"
_DIMENSIONS = {"team": N_("Team"), "project": N_("Project"), "site": N_("Site")}


class Num(Struct, frozen=True):
    """A number of a table: as text, and as a cell with its number format."""

    text: str
    number: Fraction
    form: str = "#,##0"


Cell = str | Num


class Grid(Struct, frozen=True):
    """A table: headers, rows of cells."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def units_grid(found: Found, one: Evaluated, words: Words) -> Grid:
    """The means and each unit of a metric; a unit’s change in attrition is what left after, so it has no column."""
    _ = words.say
    gone = found.expected.id == ATTRITION and found.units is not None
    name = _(_DIMENSIONS[one.measure.dimension]) if one.measure.dimension else ""
    headers = (
        name,
        _("Side"),
        _("People"),
        *ends(words),
        *(() if gone else (_("Change"),)),
    )
    return Grid(headers, tuple(_line(line, found, words)[: len(headers)] for line in lines(found, words)))


def _line(line: Line, found: Found, words: Words) -> tuple[Cell, ...]:
    return (
        line.name,
        NONE if found.units is None else side_text(words, pilot=line.pilot),
        _count(line.people),
        *(_level(found.expected, value, words) for value in (line.before, line.after)),
        _change(found.expected, line.change, words),
    )


def figures_grid(evaluated: Sequence[Evaluated], words: Words) -> Grid:
    """A row a metric of a measure."""
    _ = words.say
    headers = (
        _("What was done"),
        _("Metric"),
        _("Verdict"),
        _("Expected at least"),
        _("Effect"),
        _("Interval from"),
        _("Interval to"),
        _("p"),
        _("p corrected"),
        *ends(words),
        _("Change of the rest"),
        _("One window earlier"),
        *_sizes(words),
    )
    return Grid(headers, tuple(_figures(found, one, words) for one in evaluated for found in one.found))


def _figures(found: Found, one: Evaluated, words: Words) -> tuple[Cell, ...]:
    expected, (low, high) = found.expected, found.interval or (None, None)
    units = found.units or (None, None)
    least = expected.least if expected.up else -expected.least
    return (
        words.measure(one.measure),
        words.metric(expected),
        words.say(VERDICTS[found.verdict]),
        *(_change(expected, value, words) for value in (least, found.effect, low, high)),
        *(_p(value, words) for value in (found.p, found.corrected)),
        *(_level(expected, value, words) for value in (found.before, found.after)),
        *(_change(expected, value, words) for value in (found.rest_change, found.pre_trend)),
        *(_count(value) for value in (*units, *found.people)),
    )


def _count(value: int | None) -> Cell:
    return NONE if value is None else Num(f"{value:,}", Fraction(value))


def _level(expected: Expected, value: Fraction | None, words: Words) -> Cell:
    if value is None:
        return NONE
    return Num(level_text(expected, value, words), *level_cell(expected, value, words))


def _change(expected: Expected, value: Fraction | None, words: Words) -> Cell:
    if value is None:
        return NONE
    return Num(words.change(expected, value), *change_cell(expected, value, words))


def _p(value: Fraction | None, words: Words) -> Cell:
    return NONE if value is None else Num(words.p(value).removeprefix("p = ").removeprefix("p "), value, P_FORMAT)


def plan_grid(plan: Plan, words: Words) -> Grid:
    """A row a metric of a measure that was planned."""
    _ = words.say
    headers = (
        _("Metric"),
        _("Smallest change that would show"),
        _("Smallest change worth having"),
        _("Chance to show that"),
        _("Standard deviation of changes"),
        *_sizes(words),
    )
    return Grid(headers, tuple(_planned(one, words) for one in plan.planned))


def _planned(one: Planned, words: Words) -> tuple[Cell, ...]:
    expected, sign = one.expected, 1 if one.expected.up else -1
    smallest, spread = (
        None if value is None else half_up(Fraction(value), PLACES) for value in (one.smallest, one.spread)
    )
    return (
        words.metric(expected),
        _change(expected, None if smallest is None else sign * smallest, words),
        _change(expected, sign * expected.least, words),
        NONE if one.seen is None else Num(f"{one.seen:.0%}", Fraction(one.seen), "0%"),
        NONE if spread is None else Num(words.size(expected, spread), *size_cell(expected, spread, words)),
        *(_count(value) for value in (*(one.units or (None, None)), *one.people)),
    )


def _sizes(words: Words) -> tuple[str, ...]:
    """The headers of how many are compared."""
    _ = words.say
    return _("Units of the pilot"), _("Units of the rest"), _("People of the pilot"), _("People of the rest")
