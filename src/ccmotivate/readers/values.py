"""A column of cells → exact numbers: percents, per mille, levels, pass/fail, counts, durations, plain numbers.

The grammar is explicit and the column decides its own scale, so that nothing is guessed silently: text that is not a
number, an error cell, two percent scales in one column are errors with their cells named. Blank never becomes 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.model.bounds import FINEST, LIMIT, MOST_CELL_PLACES, MOST_DIGITS
from ccmotivate.model.durations import UNITS, parse_duration, unit_of_word
from ccmotivate.model.exact import Bools, Exact, half_up, plain_text
from ccmotivate.model.metrics import Metric, MetricKind, by_word
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import PERCENTS, PERMILLES, nearest, normal
from ccmotivate.problems import Problem, problem
from ccmotivate.readers.column_cells import ColumnCells
from ccmotivate.readers.currencies import signed_amounts
from ccmotivate.readers.doubtful_units import doubtful, to_the_cent
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.numbers import (
    BARE,
    PERCENT,
    PERMILLE,
    fits_other_mark,
    holds_numbers_apart,
    parse_number,
    times_of,
)

_FRACTIONS_UP_TO = Fraction(3, 2)
_FAR = 20  # a cell below 1 % is odd where all others are above so many percent

_OTHER_MARK = {".": ",", ",": "."}
_MARKS = frozenset(_OTHER_MARK)
_POINT, _COMMA = re.compile(r"\d[.．]\d"), re.compile(r"(?<=\d)[,，](?=\d)")
_WORD_KINDS = (MetricKind.LEVEL, MetricKind.PASS)


class ReadColumn(Struct):
    """What a column became: values in the metric's unit, problems, rows in error, the scale taken, placeholders met.

    ``signed`` is True where a percent or per mille sign was written, None of a kind that has none.
    """

    values: Exact
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)  # positions
    scale: str | None = None
    no_data: list[int] = field(default_factory=list)  # positions of placeholders
    signed: Bools | None = None


class Vocabulary(Struct, frozen=True):
    """The words that cells are matched with, in compared form."""

    no_data: frozenset[str]
    levels: Mapping[str, int]
    passes: Mapping[str, int]
    level_words: tuple[str, ...]
    pass_words: tuple[str, ...]

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        """The words of a scheme; ids are accepted beside labels and aliases."""
        place = {name: at for at, name in enumerate(rules.levels)}
        levels = {word: place[name] for word, name in by_word(rules.levels).items()}
        passes = {normal(word): 0 for word in (*rules.words.fails, "fail")}
        passes |= {normal(word): 1 for word in (*rules.words.passes, "pass")}
        return cls(
            frozenset(normal(word) for word in rules.words.no_data),
            levels,
            passes,
            tuple(word for label in rules.levels.values() for word in label.names),
            (*rules.words.passes, *rules.words.fails),
        )


def read_column(cells: ColumnCells, metric: Metric, words: Vocabulary) -> ReadColumn:
    """Read one metric's column; every cell that cannot be read is a problem and has no data."""
    raw = _Raw.sort(cells, words)
    wordy = metric.kind in _WORD_KINDS
    read = _read_words(cells, raw, metric, words) if wordy else _read_numbers(cells, raw, metric)
    read.no_data = raw.placeholders
    _refuse(read, cells, raw)
    _check_range(read, cells, metric)
    _check_size(read, cells)
    if metric.kind is MetricKind.COUNT:
        _check_whole(read, cells, metric)
    return read


class _Raw(Struct):
    """The cells of a column, sorted by what they are, each by its positions; what is blank is nowhere."""

    numbers: NDArray[np.float64]  # NaN where the cell is not a number
    texts: dict[str, list[int]]  # the same text is looked at once
    others: dict[int, Cell]
    placeholders: list[int]
    broken: dict[int, str]  # error cells
    uncalculated: list[int]

    @classmethod
    def sort(cls, column: ColumnCells, words: Vocabulary) -> _Raw:
        raw = cls(column.cells.numbers, {}, {}, [], {}, [])
        for cell, places in column.cells.places().items():
            if not isinstance(cell, str):
                raw.others |= dict.fromkeys(places, cell)
            elif cell.strip() and normal(cell) in words.no_data:
                raw.placeholders += places
            elif cell.strip():
                raw.texts[cell] = places
        raw.others = dict(sorted(raw.others.items(), key=lambda item: item[0]))
        if column.errors or column.uncalculated:
            raw._sort_marks(column, words)
        raw.placeholders.sort()
        return raw

    def _sort_marks(self, column: ColumnCells, words: Vocabulary) -> None:
        for place, row in enumerate(column.rows.tolist()):
            shown = column.errors.get(row)
            if shown is not None and normal(shown) in words.no_data:
                self.placeholders.append(place)
            elif shown is not None:
                self.broken[place] = shown
            elif row in column.uncalculated:
                self.uncalculated.append(place)


def _refuse(read: ReadColumn, column: ColumnCells, raw: _Raw) -> None:
    """Error cells and formulas that were never calculated."""
    for place, shown in raw.broken.items():
        _say(read, column, place, "cell-error", shown)
    for place in raw.uncalculated:
        _say(read, column, place, "formula-not-calculated", None)


def _say(read: ReadColumn, column: ColumnCells, place: int, code: str, value: object, **facts: object) -> None:
    read.bad.add(place)
    read.problems.append(problem(code, column.ref(int(column.rows[place])), value, **facts))


# -- numbers ----------------------------------------------------------------------------------------------------------

Parsed = tuple[Fraction, int] | str
"""A number and its sign, or the code of what is wrong with the text."""


def _read_numbers(column: ColumnCells, raw: _Raw, metric: Metric) -> ReadColumn:
    values = Exact.from_floats(raw.numbers)
    signs = np.where(column.percent, PERCENT, BARE)
    read = ReadColumn(values)
    bare = ~values.missing
    written: list[tuple[Fraction, int]] = []
    which = np.full(len(values), -1, dtype=np.intp)  # the place in ``written`` of each cell
    amounts = signed_amounts(raw.texts) if metric.kind is MetricKind.MONEY else {}
    other = any(fits_other_mark(number, column.decimal) for number, _sign in amounts.values())
    among = replace(column, has_other_mark=column.has_other_mark or other)
    told = {text: (number, among) for text, (number, _sign) in amounts.items()}
    for text, places in raw.texts.items():
        duration = _duration(text, column.decimal, metric.clock) if metric.kind is MetricKind.DURATION else None
        parsed = _parse(*told.get(text, (text, column))) if duration is None else (duration, BARE)
        if parsed == "numbers-apart" and (metric.kind is MetricKind.DURATION or ":" in text):
            parsed = "not-a-number"  # a clock that is none, or where none belongs
        marks = {"decimal": column.decimal, "other": _OTHER_MARK[column.decimal]} if parsed == "decimal-mark" else {}
        if isinstance(parsed, str):
            for place in places:
                _say(read, column, place, parsed, text, **marks)
        else:
            which[places] = len(written)
            bare[places] = duration is None and parsed[1] == BARE
            written.append(parsed)
    for place, cell in raw.others.items():
        seconds = seconds_of(cell) if metric.kind is MetricKind.DURATION else None
        if seconds is None:
            _say(read, column, place, "not-a-number", plain_cell(cell))
        else:
            which[place] = len(written)
            written.append((seconds, BARE))
    is_text = which >= 0
    if written:
        numbers, carried = zip(*written, strict=True)
        read.values = Exact.from_fractions(numbers).take(np.maximum(which, 0)).where(is_text, values)
        signs[is_text] = np.array(carried)[which[is_text]]
    signs_of_currency = {place: sign for text, (_, sign) in amounts.items() for place in raw.texts[text]}
    _refuse_currencies(read, column, signs_of_currency)
    times = {text: times_of(told.get(text, (text,))[0]) for text in raw.texts}
    with_unit = {
        at: times[text] for text in raw.texts if times[text] > 1 for at in raw.texts[text] if at not in read.bad
    }
    if with_unit:
        cents = [place for text in to_the_cent(amounts) for place in raw.texts[text]]
        bare_ones, is_count = (signs == BARE) & ~read.values.missing, metric.kind is MetricKind.COUNT
        least = column.least_beside_units
        _refuse_doubtful(
            read, column, doubtful(read.values, bare_ones, with_unit, cents, least, is_count=is_count), min(with_unit)
        )
    read.values = _in_unit(read, column, metric, signs, ~is_text)
    if metric.kind is MetricKind.DURATION:
        _to_seconds(read, column, metric, bare & ~read.values.missing)
    return read


def _refuse_currencies(read: ReadColumn, column: ColumnCells, signs: Mapping[int, str]) -> None:
    """One problem for all amounts with a sign of currency, by their positions, where two signs differ."""
    first = min(signs, default=0)
    other = next((place for place in sorted(signs) if signs[place] != signs[first]), None)
    if other is not None:
        facts = {"other": column.shown(other), "cell": column.ref(int(column.rows[other])).cell}
        signed = np.isin(np.arange(len(column.rows)), list(signs))
        _refuse_all(read, column, signed, first, "currencies-mixed", **facts)


def _refuse_doubtful(read: ReadColumn, column: ColumnCells, small: Bools, first: int) -> None:
    """One problem for the bare numbers that may be in 万 or 亿, like that at ``first``."""
    if small.any():
        places = np.flatnonzero(small)
        other = {"other": column.shown(first), "cell": column.addresses(np.array([first]))[0]}
        _refuse_all(read, column, small, int(places[0]), "unit-doubtful", cells=column.addresses(places), **other)


def _duration(text: str, decimal: str, clock: str | None) -> Fraction | None:
    """The seconds of a text with this decimal mark; None for none, and for one with the other mark in its digits."""
    if decimal == ".":
        return parse_duration(text, clock)
    return None if _POINT.search(text) else parse_duration(_COMMA.sub(".", text), clock)


def _parse(text: str, column: ColumnCells) -> Parsed:
    """A text as one number; else ``decimal-mark``, ``numbers-apart`` or ``not-a-number``."""
    parsed = parse_number(text, column.decimal, column.header)
    if fits_other_mark(text, column.decimal) or (parsed and column.has_other_mark and _MARKS.intersection(text)):
        return "decimal-mark"
    return parsed or ("numbers-apart" if holds_numbers_apart(text) else "not-a-number")


def _to_seconds(read: ReadColumn, column: ColumnCells, metric: Metric, bare: Bools) -> None:
    """Bare numbers of a duration in seconds, by the unit of the header's bracket, else of the metric.

    With neither, or where seconds are all below 1, the unit is ambiguous: an error with both readings.
    """
    positive = bare & (read.values > 0)
    if not positive.any():
        return
    unit = unit_of_word(column.unit) or metric.unit
    first = int(np.flatnonzero(positive)[0])
    shown = {"cells": column.addresses(np.flatnonzero(positive)), "metric": metric.id}
    if unit is None:
        _refuse_all(read, column, positive, first, "unit-unknown", **shown)
    elif unit == "seconds" and not (bare & (read.values >= 1)).any():
        value = read.values.to_list()[first] or Fraction(0)
        as_days = plain_text(half_up(value * UNITS["days"], 2))
        _refuse_all(read, column, positive, first, "seconds-or-days", seconds=as_days, **shown)
    else:
        read.scale = unit
        if UNITS[unit] != 1:
            read.values = (read.values * UNITS[unit]).where(bare, read.values)


def _refuse_all(read: ReadColumn, column: ColumnCells, places: Bools, first: int, code: str, **facts: object) -> None:
    """One problem for all these cells, named at the first of them."""
    read.bad.update(np.flatnonzero(places).tolist())
    here = column.ref(int(column.rows[first]))
    read.problems.append(problem(code, here, column.shown(first), **facts))


def _in_unit(read: ReadColumn, column: ColumnCells, metric: Metric, signs: NDArray[np.int64], cell: Bools) -> Exact:
    """Each number in the metric's unit, by its own sign or the scale of the column.

    ``cell`` marks numbers that are cells, not text: a percent-formatted cell holds the share (0.8 is shown as 80 %).
    """
    values = read.values
    if metric.share_scale == 1:
        for place in np.flatnonzero((signs != BARE) & ~values.missing).tolist():
            _say(read, column, place, "sign-on-plain-number", column.shown(place))
        return values
    bare = (signs == BARE) & ~values.missing
    read.signed = signs != BARE
    scale = _scale(read, column, metric, values, bare)
    read.scale = scale if bare.any() else None
    per_unit = {"fraction": Fraction(1), "percent": Fraction(1, 100), "permille": Fraction(1, 1000)}
    factors = {
        "bare": per_unit[scale] * metric.share_scale,
        "formatted": Fraction(metric.share_scale),
        "percent": per_unit["percent"] * metric.share_scale,
        "permille": per_unit["permille"] * metric.share_scale,
    }
    masks = {
        "bare": bare,
        "formatted": (signs == PERCENT) & cell,
        "percent": (signs == PERCENT) & ~cell,
        "permille": signs == PERMILLE,
    }
    for name, mask in masks.items():
        if mask.any() and factors[name] != 1:
            values = (values * factors[name]).where(mask, values)
    return values


def _scale(read: ReadColumn, column: ColumnCells, metric: Metric, values: Exact, bare: Bools) -> str:
    """The scale of a column's bare numbers: the header's bracket, the rules, or the vote of a percent column."""
    if column.unit in PERCENTS:
        _note_odd_scale(read, column, values, bare)
        return "percent"
    if column.unit in PERMILLES:
        return "permille"
    if metric.scale:
        return metric.scale
    if metric.kind is MetricKind.PERMILLE:
        return "permille"
    size = values.where(values > 0, -values)
    voters = bare & (size > 0)
    small = voters & (size <= _FRACTIONS_UP_TO)
    large = voters & ~small
    if small.any() and large.any():
        few, many = sorted((np.flatnonzero(small), np.flatnonzero(large)), key=len)
        facts = {"cells": column.addresses(few), "others": column.addresses(many), "metric": metric.id}
        _refuse_all(read, column, voters, int(few[0]), "mixed-scale", **facts)
        return "percent"
    return "fraction" if small.any() else "percent"


def _note_odd_scale(read: ReadColumn, column: ColumnCells, values: Exact, bare: Bools) -> None:
    """A note on the few bare numbers of a percent column that would fit the others only as fractions of 1."""
    small = bare & (values > 0) & (values <= 1)
    large = bare & (values > _FRACTIONS_UP_TO)
    few = np.flatnonzero(small)
    if 0 < len(few) < int(large.sum()) / 4 and not (large & (values < _FAR)).any():
        place = int(few[0])
        here = column.ref(int(column.rows[place]))
        read.problems.append(problem("odd-scale", here, column.shown(place), cells=column.addresses(few)))


# -- words ------------------------------------------------------------------------------------------------------------


def _read_words(column: ColumnCells, raw: _Raw, metric: Metric, words: Vocabulary) -> ReadColumn:
    level = metric.kind is MetricKind.LEVEL
    table = words.levels if level else words.passes
    choices = words.level_words if level else words.pass_words
    found = np.full(len(column.cells), -1, dtype=np.int64)
    read = ReadColumn(Exact.empty(0))
    for text, places in raw.texts.items():
        found[places] = table.get(normal(text), -1)
        for place in places if normal(text) not in table else ():
            like = nearest(text, choices) or "–"
            _say(read, column, place, "unknown-word", text, nearest=like, allowed=choices)
    for place, cell in raw.others.items():
        if isinstance(cell, bool) and not level:
            found[place] = int(cell)
        else:
            _say(read, column, place, "unknown-word", plain_cell(cell), nearest="–", allowed=choices)
    for place in np.flatnonzero(~np.isnan(raw.numbers)).tolist():
        _say(read, column, place, "unknown-word", column.shown(place), nearest="–", allowed=choices)
    read.values = Exact.from_ints(found, found < 0)
    return read


# -- checks -----------------------------------------------------------------------------------------------------------


def _check_range(read: ReadColumn, column: ColumnCells, metric: Metric) -> None:
    for place in np.flatnonzero(metric.plausible.outside(read.values)).tolist():
        if place not in read.bad:
            _say(read, column, place, "out-of-range", column.shown(place), range=metric.range_text())


def _check_size(read: ReadColumn, column: ColumnCells) -> None:
    """Numbers that nothing can be computed with have no data, so that they spoil no other's figures either."""
    beyond = read.values.beyond(LIMIT, FINEST)
    if not beyond.any():
        return
    for place in np.flatnonzero(beyond).tolist():
        if place not in read.bad:
            facts = {"digits": MOST_DIGITS, "places": MOST_CELL_PLACES}
            _say(read, column, place, "number-size", column.shown(place), **facts)
    read.values = read.values.without(beyond)


def _check_whole(read: ReadColumn, column: ColumnCells, metric: Metric) -> None:
    """A fraction of a count is an error."""
    whole = read.values.num % read.values.den == 0
    for place in np.flatnonzero(~whole.astype(bool) & ~read.values.missing).tolist():
        if place not in read.bad:
            _say(read, column, place, "not-whole", column.shown(place), metric=metric.id)
