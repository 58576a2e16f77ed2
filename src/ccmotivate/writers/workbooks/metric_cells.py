"""Columns of metrics: values with their unit's number format, failed red, lacking amber, no fail that looks passed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact, fixed_text, half_up
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, MonthResult
from ccmotivate.model.scorecards import Comparison, Criterion
from ccmotivate.writers.words.figures import (
    PLACES,
    cell_divisor,
    is_word,
    no_data_text,
    number_format,
    number_text,
    places_needed,
    points_format,
    value_text,
)
from ccmotivate.writers.words.row_order import BY_ID, row_order
from ccmotivate.writers.workbooks.styles import FAILED, LACKING, PLAIN, Style
from ccmotivate.writers.workbooks.tables import Cells, Codes, number_body, text_body

Bools = NDArray[np.bool_]
_LOOKS = (PLAIN, FAILED, LACKING)
_DIGITS = 1e-14  # a workbook shows 15 digits
_EXCEL_DIGITS = 15
_TESTS = {
    Comparison.AT_LEAST: (0, 1),
    Comparison.AT_MOST: (-1, 0),
    Comparison.MORE_THAN: (1,),
    Comparison.LESS_THAN: (-1,),
}


def values_of(result: MonthResult, metric: str) -> Exact:
    """A metric's values, all missing where the month lacks it."""
    found = result.metrics.get(metric)
    return Exact.empty(len(result.agents)) if found is None else found


def status_of(result: MonthResult, metric: str) -> NDArray[np.int8]:
    """A metric's status, ``NOT_ASKED`` everywhere where it is no criterion."""
    found = result.status.get(metric)
    return np.full(len(result.agents), NOT_ASKED, dtype=np.int8) if found is None else found


def met(values: Exact, criterion: Criterion) -> Bools:
    """Where the values meet a criterion, to explain what the engine decided."""
    if criterion.comparison in _TESTS:
        sign = values.compare(criterion.figures[0])
        return np.isin(sign, _TESTS[criterion.comparison]) & ~values.missing
    hits = [values.equals(figure) for figure in criterion.figures]
    either: Bools = np.logical_or.reduce(hits)
    return either


def decimals_of(results: Sequence[MonthResult], metric: Metric) -> int:
    """Decimals of a metric's column: none, one or two, as its values need."""
    values = Exact.concat([values_of(result, metric.id) for result in results])
    if metric.kind is MetricKind.DURATION:
        return 0
    return next((d for d in range(PLACES) if bool((values.rounded(d).compare(values) == 0).all())), PLACES)


class Standards:
    """The criterion on each metric for each agent of a month."""

    def __init__(self, result: MonthResult) -> None:
        self._codes, names = pd.factorize(result.roles.keys)
        self._kinds = [result.roles.roles.get(name) for name in names]

    def of(self, metric: str) -> tuple[Codes, list[Criterion | None]]:
        """For each agent a place in the list of criteria of the kinds of agents."""
        return self._codes, [kind.criterion(metric) if kind is not None else None for kind in self._kinds]

    def figures(self, metric: str, at: int = 0) -> Exact:
        """Each agent's standard on a metric (its figure number ``at``), missing where there is none."""
        codes, criteria = self.of(metric)
        figures = [c.figures[at] if c is not None and at < len(c.figures) else None for c in criteria]
        return Exact.from_fractions(figures).take(codes)


def hard_rows(month: MonthCells, metric: Metric) -> NDArray[np.intp]:
    """Rows whose value, shown with the column's decimals, would stand otherwise to its standard than it does."""
    values = values_of(month.result, metric.id)
    shown, doubles = values.rounded(month.decimals(metric)), values.to_floats()
    _codes, criteria = month.standards.of(metric.id)
    hard = np.zeros(len(values), dtype=bool)
    for at in range(max((len(c.figures) for c in criteria if c is not None), default=0)):
        figures = month.standards.figures(metric.id, at)
        sign = values.compare(figures)
        standards = figures.to_floats()
        close = np.abs(doubles - standards) <= np.abs(standards) * _DIGITS  # the cell would hold the standard itself
        hard |= (shown.compare(figures) != sign) | (close & (sign != 0))
    return np.flatnonzero(hard)


def metric_cells(month: MonthCells, metric: Metric) -> Cells:
    """The column of a metric."""
    result, lang = month.result, month.lang
    status = status_of(result, metric.id)
    looks = np.select([status == FAIL, status == NO_DATA], [1, 2], default=0)
    rules = result.rules
    if is_word(metric):
        plain = _word_cells(result, metric, lang)
        return plain.restyled(looks, [Style(look, align="center") for look in _LOOKS])
    number = number_format(metric, month.decimals(metric), rules.currency, month.lang)
    plain = Cells.numbers(_in_cells(values_of(result, metric.id), metric), Style())
    styles = [Style(look, number, "right") for look in _LOOKS[:2]] + [Style(LACKING, align="right")]
    cells = plain.restyled(looks, styles)
    cells = _with_no_data(cells, month.result, metric, styles[2], lang)
    hard = hard_rows(month, metric)
    return _with_hard_rows(cells, month, metric, hard, looks) if len(hard) else cells


def _in_cells(values: Exact, metric: Metric) -> NDArray[np.float64]:
    """The nearest doubles of the values as a spreadsheet holds them."""
    divisor = cell_divisor(metric)
    return (values if divisor == 1 else values / divisor).to_floats()


def _word_cells(result: MonthResult, metric: Metric, lang: str) -> Cells:
    values = values_of(result, metric.id)
    codes, distinct = pd.factorize(values.to_floats(), use_na_sentinel=False)
    texts = ["" if math.isnan(v) else value_text(metric, Fraction(v), result.rules, lang) for v in distinct.tolist()]
    cells = Cells.labels(codes, texts, [Style()] * len(texts))
    return _with_no_data(cells, result, metric, Style(), lang)


def _with_no_data(cells: Cells, result: MonthResult, metric: Metric, style: Style, lang: str) -> Cells:
    """The cells with words where a standard lacks data, and where too few rows are why there is none."""
    lacking = status_of(result, metric.id) == NO_DATA
    gone: list[int] = np.flatnonzero(values_of(result, metric.id).missing).tolist() if result.few else []
    few = {row: found for row in gone if (found := result.too_few(metric.id, row)) is not None}
    lacking[list(few)] = True
    texts = [no_data_text(None, lang), *(no_data_text(one, lang) for one in dict.fromkeys(few.values()))]
    codes = np.zeros(len(lacking), dtype=np.intp)
    codes[list(few)] = [texts.index(no_data_text(one, lang)) for one in few.values()]
    return cells.where(~lacking, Cells.labels(codes, texts, [style] * len(texts)))


def _with_hard_rows(
    cells: Cells, month: MonthCells, metric: Metric, rows: NDArray[np.intp], looks: NDArray[np.int_]
) -> Cells:
    """The cells with more decimals in these rows, or as exact text where a spreadsheet has too few digits."""
    codes, criteria = month.standards.of(metric.id)
    values = values_of(month.result, metric.id)
    special: list[tuple[Style, str]] = []
    for row in rows.tolist():
        value, criterion = values[row], criteria[codes[row]]
        if value is None or criterion is None:
            continue
        look = _LOOKS[int(looks[row])]
        special.append(_hard_cell(month, metric, value, criterion, look))
    others = Cells.mixed(special, np.zeros(len(cells), dtype=np.intp))
    others.codes[rows] = np.arange(len(special))
    keep = np.ones(len(cells), dtype=bool)
    keep[rows] = False
    return cells.where(keep, others)


def _hard_cell(
    month: MonthCells, metric: Metric, value: Fraction, criterion: Criterion, look: str
) -> tuple[Style, str]:
    rules = month.result.rules
    places = places_needed(value, criterion.figures)
    digits = len(fixed_text(abs(half_up(value, max(places, 0))), 0)) + places
    divisor = cell_divisor(metric)
    exact = value / divisor
    number = exact.numerator / exact.denominator
    held = Fraction(repr(number)) * divisor
    same = all((held > f) == (value > f) and (held < f) == (value < f) for f in criterion.figures)
    if places < 0 or digits > _EXCEL_DIGITS or not same or metric.kind is MetricKind.DURATION:
        return Style(look, align="right"), text_body(value_text(metric, value, rules, "en", criterion.figures))
    return Style(look, number_format(metric, places, rules.currency, month.lang), "right"), number_body(number)


def gap_cells(month: MonthCells, metric: Metric, rows: NDArray[np.intp]) -> Cells:
    """Value minus standard in the metric's unit, for numeric metrics with one figure; else blank."""
    result = month.result
    _codes, criteria = month.standards.of(metric.id)
    single = all(c is None or len(c.figures) == 1 for c in criteria)
    if is_word(metric) or not single:
        return Cells.texts([""] * len(rows))
    gaps = values_of(result, metric.id).take(rows) - month.standards.figures(metric.id).take(rows)
    places = max([month.decimals(metric), *(_places(c.figures[0]) for c in criteria if c is not None)])
    if metric.kind is MetricKind.DURATION:  # a spreadsheet cannot show a negative time
        zero = (Fraction(0),)
        clocks = ["" if gap is None else value_text(metric, gap, result.rules, "en", zero) for gap in gaps.to_list()]
        return Cells.texts(clocks, Style(align="right"))
    percent = metric.kind is MetricKind.PERCENT  # points of a percent, which are no percents
    plain = number_format(metric, places, result.rules.currency, month.lang)
    number = points_format(places, month.lang) if percent else f"+{plain};-{plain};{plain}"
    cells = Cells.numbers(gaps.to_floats(), Style(number=number, align="right"))
    hidden = (gaps.rounded(places).num == 0) & (gaps.num != 0)
    if not hidden.any():
        return cells
    exact = [number_text(gap, (Fraction(0),)) if hide and gap is not None else "" for gap, hide in _pairs(gaps, hidden)]
    return cells.where(~hidden, Cells.texts(exact, Style(align="right")))


def _pairs(gaps: Exact, hidden: Bools) -> list[tuple[Fraction | None, bool]]:
    return list(zip(gaps.to_list(), hidden.tolist(), strict=True))


def _places(figure: Fraction) -> int:
    return max(places_needed(figure, (figure,), start=0), 0)


class MonthCells:
    """The cells of a month that several tables show, each column made once; ``order`` is that of their rows."""

    def __init__(self, result: MonthResult, decimals: Mapping[str, int], lang: str, sort: str = BY_ID) -> None:
        self.result, self.lang, self.standards = result, lang, Standards(result)
        self.order = row_order(result.agents, sort)
        self._decimals = decimals
        self._made: dict[str, Cells] = {}

    def decimals(self, metric: Metric) -> int:
        """Decimals of a metric's column, the same in every month."""
        return self._decimals[metric.id]

    def metric(self, metric: Metric) -> Cells:
        """The column of a metric."""
        if metric.id not in self._made:
            self._made[metric.id] = metric_cells(self, metric)
        return self._made[metric.id]

    def identity(self, column: str) -> Cells:
        """An identity column; roles by their label."""
        if column not in self._made:
            self._made[column] = identity_cells(self.result, column, self.lang)
        return self._made[column]


def months_of(results: Sequence[MonthResult], lang: str, sort: str) -> list[MonthCells]:
    """The cells of each month, with the same decimals throughout."""
    decimals = {name: decimals_of(results, metric) for name, metric in results[0].rules.metrics.items()}
    return [MonthCells(result, decimals, lang, sort) for result in results]


def identity_cells(result: MonthResult, column: str, lang: str) -> Cells:
    """An identity column; roles by their label."""
    values = result.agents[column].to_numpy(dtype=object)
    if column != "role":
        return Cells.texts(values, Style())
    codes, roles = pd.factorize(values, use_na_sentinel=False)
    known = result.rules.roles
    labels = [known[role].label.text(lang) if role in known else str(role) for role in roles]
    return Cells.labels(codes, labels, [Style()] * len(labels))
