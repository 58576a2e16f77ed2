"""Values and changes of an expected metric, as text and as cells of a workbook: each in the metric's unit."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.parts.measures.rules import Expected
from ccmotivate.parts.measures.words import Words
from ccmotivate.writers.words.figures import (
    PLACES,
    cell_divisor,
    metric_cell,
    money_format,
    number_format,
    number_text,
    value_text,
)

P_FORMAT = '[<0.001]"< 0.001";0.000'
_POINTS, _SECONDS = N_("{share} points"), N_("{seconds} seconds")  # as ``Words.size`` says them
_ZERO = (Fraction(0),)


def level_text(expected: Expected, value: Fraction, words: Words) -> str:
    """A value, of pass and fail the share that passes."""
    return value_text(_counted(expected), value, words.rules, words.lang)


def mark_text(expected: Expected, value: Fraction, words: Words) -> str:
    """As ``level_text``, with every digit: a mark of a scale."""
    return value_text(_counted(expected), value, words.rules, words.lang, (value,))


def level_cell(expected: Expected, value: Fraction, words: Words) -> tuple[Fraction, str]:
    """As ``level_text``: the number of a cell and its number format."""
    metric = _counted(expected)
    places = 0 if metric.kind is MetricKind.DURATION else PLACES
    return value / cell_divisor(metric), number_format(metric, places, words.rules.currency, words.lang)


def change_cell(expected: Expected, value: Fraction, words: Words) -> tuple[Fraction, str]:
    """A difference of two values with its sign and unit: percentages differ by points, times by seconds."""
    number, form = size_cell(expected, value, words)
    return number, f'"+"{form};"−"{form};{form}'


def size_cell(expected: Expected, value: Fraction, words: Words) -> tuple[Fraction, str]:
    """As ``change_cell``, without a sign."""
    kind = _counted(expected).kind
    if kind is MetricKind.MONEY:
        form = money_format(words.rules.currency, words.lang)
    else:
        places = max(PLACES, len(number_text(abs(value), _ZERO).partition(".")[2]))
        unit = {MetricKind.PERCENT: words.say(_POINTS), MetricKind.DURATION: words.say(_SECONDS)}.get(kind, "")
        unit = unit.replace("{share}", "").replace("{seconds}", "") or ("‰" if kind is MetricKind.PERMILLE else "")
        form = f"#,##0.{'0' * places}" + (f'"{unit}"' if unit else "")
    return value, form


def marks_format(expected: Expected, step: Fraction, words: Words) -> str:
    """The number format of values that are multiples of a step, as those of a scale."""
    return metric_cell(_counted(expected), step, words.rules, words.lang)[1]


def _counted(expected: Expected) -> Metric:
    metric = expected.metric
    return replace(metric, kind=MetricKind.PERCENT) if metric.kind is MetricKind.PASS else metric
