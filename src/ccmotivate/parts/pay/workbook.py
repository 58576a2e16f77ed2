"""The sheets of pay in the scored workbook: everybody's amounts step by step, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.locale import translator
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import MonthResult
from ccmotivate.parts.pay.decide import NOTES, PayAmounts, PayResult
from ccmotivate.parts.pay.words import note_text, role_name
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import identity_header, month_cells
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

Sheet = tuple[str, Table, int]
"""A sheet: its name, its table, how many columns stay in sight."""

_WHO = ("agent_id", "name", "role", "project", "team")
_WIDEST, _WIDE = 40.0, 60.0
_GROUPS = ("role", "project", "team")


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[Sheet]:
    """Everybody's amounts, months one under the other, then the totals by role, project and team."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts]
    if not having:
        return []
    several = len(months) > 1
    parts = [_columns(month, month.result.parts[part], lang, months=several) for month in having]
    stacked = [(cells[0][0], Cells.stacked([one for _name, one in cells])) for cells in zip(*parts, strict=True)]
    columns = tuple(Column(name, cells, _WIDE if name == _("Notes") else _WIDEST) for name, cells in stacked)
    table = Table(columns, tall=len(columns) - 1)
    totals = _totals([(month.result, month.result.parts[part]) for month in having], lang)
    return [(_("Pay"), table, 3 if several else 2), (_("Pay in sum"), totals, 0)]


def _columns(month: MonthCells, result: PayResult, lang: str, *, months: bool) -> list[tuple[str, Cells]]:
    """The columns of a month: who, the steps of each pay with the amount behind them, notes."""
    _ = translator(lang)
    columns = [(_("Month"), month_cells(month.result))] if months else []
    columns += [(identity_header(name, month.result, lang), month.identity(name)) for name in _WHO]
    for pay in result.pays:
        columns += _of_pay(pay, result, lang, several=len(result.pays) > 1)
    columns.append((_("Notes"), _notes(result, len(month.result.agents), lang)))
    return [(header, cells.take(month.order)) for header, cells in columns]


def _of_pay(pay: PayAmounts, result: PayResult, lang: str, *, several: bool) -> Iterator[tuple[str, Cells]]:
    _ = translator(lang)
    name = pay.pay.label.text(lang)
    money = Style(number=money_format(result.currency, lang), align="right")
    for step in pay.steps:
        header = _("{name}: after {step}") if several else _("after {step}")
        yield header.format(name=name, step=step.label.text(lang)), _cells(step.amount, pay.paid, money)
    yield name, _cells(pay.amount, pay.paid, money)


def _cells(amount: Exact, paid: NDArray[np.bool_], style: Style) -> Cells:
    return Cells.numbers(np.where(paid, amount.to_floats(), np.nan), style)


def _notes(result: PayResult, rows: int, lang: str) -> Cells:
    """What is to be said of each agent's steps; each distinct text is made once."""
    _ = translator(lang)
    steps = [(step.label.text(lang), step.notes * pay.paid) for pay in result.pays for step in pay.steps]
    kinds = np.zeros(rows, dtype=np.intp)
    for _name, notes in steps:
        if notes.any():
            kinds = pd.factorize(kinds * len(NOTES) + notes)[0]
    texts = []
    for row in np.unique(kinds, return_index=True)[1].tolist():
        said = [(name, NOTES[notes[row]]) for name, notes in steps if notes[row]]
        texts.append(
            _("; ").join(_("{name}: {text}").format(name=name, text=note_text(one, lang)) for name, one in said)
        )
    return Cells.texts(texts, Style(wrap=True, indent=1)).take(kinds)


def _totals(months: Sequence[tuple[MonthResult, PayResult]], lang: str) -> Table:
    """Each pay of each month in sum: all, by role, project and team."""
    _ = translator(lang)
    rows = [row for month, result in months for pay in result.pays for row in _sums(month, pay, lang)]
    periods, names, groups, words, people, cents = zip(*rows, strict=True)
    look = Style(number=money_format(months[0][1].currency, lang), align="right")
    columns = (
        Column(_("Month"), Cells.texts(list(periods))),
        Column(_("Pay"), Cells.texts(list(names))),
        Column(_("Grouped by"), Cells.texts(list(groups))),
        Column(_("Group name"), Cells.texts(list(words))),
        Column(_("Agents"), Cells.numbers(np.array(people, dtype=np.float64), Style(number="0", align="right"))),
        Column(_("Sum"), Cells.numbers(np.array([one / 100 for one in cents]), look)),
    )
    return Table(columns)


def _sums(month: MonthResult, pay: PayAmounts, lang: str) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Number and cents of all who are paid, and of each role, project and team that has some of them."""
    _ = translator(lang)
    when, name = str(month.month), pay.pay.label.text(lang)
    cents = np.where(pay.paid, pay.amount.num * (100 // np.maximum(pay.amount.den, 1)), 0)
    yield when, name, _("All"), "", int(pay.paid.sum()), int(cents.sum())
    for by in _GROUPS:
        header = identity_header(by, month, lang)
        codes, words = pd.factorize(month.agents[by][pay.paid], sort=True)
        people = np.bincount(codes, minlength=len(words))
        sums = np.zeros(len(words), dtype=np.int64)
        np.add.at(sums, codes, cents[pay.paid])
        for word, count, total in zip(words.tolist(), people.tolist(), sums.tolist(), strict=True):
            shown = role_name(word, month.rules, lang) if by == "role" else str(word)
            yield when, name, header, shown, count, total
