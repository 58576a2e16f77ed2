"""The money table for payroll: a row an award with a prize, each person's total beside the last of theirs.

Where something is paid beside prizes, further sheets have everything paid and won: a row a person, and sums by group.

Id and name stand in every row and the totals in columns of their own, so that the table can be sorted, filtered and
looked up; the filled cells of a total column are the list of who gets how much in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct
from xlsxwriter.utility import xl_range

from ccmotivate.locale import translator
from ccmotivate.model.outcomes import Awarded
from ccmotivate.model.payroll import Payee, Payment, Payroll, Worth, sum_of
from ccmotivate.model.results import PeriodResult
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.words.award_notes import decision_notes, problem_notes
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.words.ledger_notes import (
    differing_notes,
    pending_notes,
    published_notes,
    settlement_notes,
    settlement_title,
)
from ccmotivate.writers.words.payroll import (
    amount_headers,
    award_text,
    counted_payments,
    nobody_paid,
    when_text,
    who_text,
)
from ccmotivate.writers.words.sentences import inputs_line, partial_text, period_text, rules_line, unscored_text
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.paid_tables import people_table, totals_table
from ccmotivate.writers.workbooks.styles import ACCENT_LIGHT, FAIL_FILL, FAIL_TEXT, GREY, LINE

_WIDTHS, _AMOUNT = (9, 13, 29, 14, 16), 12  # id, name, award, project, period; each column of amounts
_ROW, _LINE, _TITLE, _SIGNED = 18.0, 14.0, 32.0, 100.0  # points
_TOGETHER = 3  # so many rows of a person are not parted
_PAPER, _ACROSS = 700.0, 717.0  # A4 between the margins: points down, a little to spare, and pixels across
_BODY = {"bottom": 1, "bottom_color": LINE}


def write_money(target: Path | BinaryIO, awarded: Awarded, lang: str) -> WorkbookShape:
    """Write ``2025-Q1.money.xlsx``.

    Returns:
        The sheets that the file must have when it is opened again.

    Raises:
        ValueError: there is no payroll to write.
    """
    result, payroll = awarded.result, awarded.payroll
    if result is None or payroll is None:
        raise ValueError(f"{awarded.period}: no payroll")
    _ = translator(lang)
    marked = _("{title} (provisional)") if result.partial else "{title}"
    title = marked.format(title=_("{month}: prizes by person").format(month=period_text(str(result.period), lang)))
    book = Book("money", title, result.months[-1] if result.months else None, lang)
    page = _MoneyPage(book.page(marked.format(title=_("Money table")), landscape=False), payroll, lang)
    page.head(title, awarded, result)
    page.payees()
    page.signatures()
    page.notes(awarded, result)
    if result.partial:
        page.page.sheet.set_tab_color(FAIL_TEXT)
    if payroll.paid:
        book.table(_("Paid and won by person"), people_table(payroll, lang), frozen=2)
        book.table(_("Paid and won in sum"), totals_table(payroll, lang), frozen=0)
    return book.save(target)


class _MoneyPage(Struct, frozen=True):
    """The table in the making, from top to bottom."""

    page: Page
    payroll: Payroll
    lang: str

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its columns."""
        return (*_WIDTHS, *[_AMOUNT] * 2 * len(self.payroll.worths))

    @property
    def last(self) -> int:
        """Its last column."""
        return len(self.widths) - 1

    def head(self, title: str, awarded: Awarded, result: PeriodResult) -> None:
        """Title, scheme, what is wrong with the table as a whole, and the header row."""
        page, lang = self.page, self.lang
        _ = translator(lang)
        for col, width in enumerate(self.widths):
            page.sheet.set_column(col, col, width)
        page.wide(0, 0, self.last, title, page.formats.title)
        page.sheet.set_row(0, _TITLE)
        page.wide(1, 0, self.last, result.rules.name.text(lang), page.formats.subtitle)
        page.row = 3
        warnings = [partial_text(result.period, result.missing, lang)] if result.partial else []
        warnings += [unscored_text(awarded.unscored, lang)] if awarded.unscored else []
        for warning in warnings:
            look = page.formats.get(bold=True, font_color=FAIL_TEXT, bg_color=FAIL_FILL, text_wrap=True)
            self._wrapped(warning, look)
        amounts = [header for worth in self.payroll.worths for header in amount_headers(worth, self.payroll, lang)]
        page.headers(page.row, [_("Agent ID"), _("Name"), _("Award"), _("Project"), _("Period"), *amounts])
        page.sheet.set_row(page.row, 20)
        page.sheet.repeat_rows(page.row)
        page.sheet.freeze_panes(page.row + 1, 2)
        page.row += 1

    def payees(self) -> None:
        """Person by person, and the total with the last."""
        page, payees = self.page, self.payroll.payees
        first = page.row
        if not payees:
            page.wide(page.row, 0, self.last, nobody_paid(self.lang), page.formats.get())
            page.row += 1
            return
        for payee in payees:
            self._payee(payee)
        page.sheet.autofilter(first - 1, 0, page.row - 1, self.last)
        self._total(first)
        scale = max(1.0, sum(7 * width + 5 for width in self.widths) / _ACROSS)  # a page shrunk to its width holds more
        heights = [[self._height(payment) for payment in payee.payments] for payee in payees]
        heights[-1][-1] += _ROW + _SIGNED  # the total and the signatures stay with the last row
        room = _PAPER * scale
        breaks = page_breaks(heights, room - _TITLE - first * _ROW, room - _ROW)
        page.sheet.set_h_pagebreaks([first + row for row in breaks])

    def _payee(self, payee: Payee) -> None:
        first = self.page.row
        for payment in payee.payments:
            self._payment(payee, payment, again=self.page.row > first)
        for col, worth in self._columns():
            look = self._money(worth, bold=True)
            amount = sum_of(payee.payments, worth)
            if amount is not None:
                formula = f"=SUM({xl_range(first, col, self.page.row - 1, col)})"
                self.page.formula(self.page.row - 1, col + 1, formula, float(amount), look)

    def _payment(self, payee: Payee, payment: Payment, *, again: bool) -> None:
        page, lang = self.page, self.lang
        grey = {"font_color": GREY} if again else {}
        who = page.formats.get(**_BODY, **grey, text_wrap=True)
        look = page.formats.get(**_BODY, text_wrap=True)
        page.text(page.row, 0, visible(payee.agent_id or ""), who)
        page.text(page.row, 1, who_text(payee, lang), who)
        for col, text in enumerate(self._texts(payment), start=2):
            page.text(page.row, col, text, look)
        for col, worth in self._columns():
            if worth == payment.worth:
                page.number(page.row, col, float(payment.amount), self._money(worth))
            else:
                page.text(page.row, col, "", self._money(worth))
            page.text(page.row, col + 1, "", self._money(worth))
        page.sheet.set_row(page.row, self._height(payment))
        page.row += 1

    def _texts(self, payment: Payment) -> tuple[str, str, str]:
        """Award, project and period."""
        return award_text(payment, self.lang), visible(payment.given.project), when_text(payment, self.lang)

    def _height(self, payment: Payment) -> float:
        cells = zip((visible(payment.given.name), *self._texts(payment)), _WIDTHS[1:], strict=True)
        return _LINE * max(wrapped_lines(text, width + 2) for text, width in cells) + _ROW - _LINE

    def _total(self, first: int) -> None:
        """The grand total, under the amounts and again under the totals."""
        page = self.page
        strong = {"bold": True, "top": 2, "bg_color": ACCENT_LIGHT}
        page.wide(page.row, 0, len(_WIDTHS) - 1, counted_payments(self.payroll, self.lang), page.formats.get(**strong))
        for col, worth in self._columns():
            amount = sum_of(self.payroll.payments, worth) or Fraction(0)
            look = page.formats.get(**strong, num_format=money_format(worth.currency, self.lang), align="right")
            for at in (col, col + 1):
                formula = f"=SUM({xl_range(first, at, page.row - 1, at)})"
                page.formula(page.row, at, formula, float(amount), look)
        page.sheet.set_row(page.row, _ROW + 2)
        page.row += 1

    def _columns(self) -> Iterable[tuple[int, Worth]]:
        """The columns of the amounts, each with its kind; the totals are one column to the right."""
        return ((len(_WIDTHS) + 2 * at, worth) for at, worth in enumerate(self.payroll.worths))

    def _money(self, worth: Worth, **more: Any) -> Any:
        return self.page.formats.get(**_BODY, num_format=money_format(worth.currency, self.lang), align="right", **more)

    def signatures(self) -> None:
        """Three signatures with their dates."""
        _ = translator(self.lang)
        page = self.page
        page.row += 1
        line, small = page.formats.get(bottom=1), page.formats.get(font_color=GREY, font_size=8)
        for words, first, last in (
            (_("Prepared by"), 0, 1),
            (_("Checked by"), 3, 3),
            (_("Approved by"), 5, self.last),
        ):
            page.wide(page.row, first, last, words, page.formats.get(font_color=GREY))
            page.wide(page.row + 2, first, last, " ", line)
            page.wide(page.row + 3, first, last, _("Signature, date"), small)
        page.row += 5

    def notes(self, awarded: Awarded, result: PeriodResult) -> None:
        """What must be known before anything is paid, period by period, and where it all comes from."""
        _ = translator(self.lang)
        parts, lang = self.payroll.parts, self.lang
        gone = problem_notes("winner-gone", awarded.problems, result.rules, lang)
        self._notes(_("Winners who are no longer there"), gone)
        for part in parts:
            settlement = part.ledger.settlement if part.ledger else None
            if settlement is not None:
                self._notes(settlement_title(settlement, lang), settlement_notes(part, lang))
        self._notes(_("Granted or withheld by decision"), [one for part in parts for one in decision_notes(part, lang)])
        differing = [one for part in parts for one in differing_notes(part, lang)]
        self._notes(_("The files would give another result than was published"), differing)
        pending = [one for part in parts for one in pending_notes(part, lang)]
        self._notes(_("Decided, not yet published"), pending)
        self._sources(result)

    def _sources(self, result: PeriodResult) -> None:
        lang = self.lang
        lines = [rules_line(result.rules, lang), inputs_line(result.inputs, lang)]
        for line in (*lines, *published_notes(self.payroll.parts, lang)):
            self._wrapped(line, self.page.formats.get(font_color=GREY, font_size=8, text_wrap=True, valign="top"), 11)

    def _notes(self, heading: str, notes: Sequence[str]) -> None:
        """Notes in small print under a heading, each once."""
        page = self.page
        if not notes:
            return
        page.wide(page.row, 0, self.last, heading, page.formats.section)
        page.sheet.set_row(page.row, 22)
        page.row += 1
        for note in dict.fromkeys(notes):
            self._wrapped(note, page.formats.get(text_wrap=True, valign="top", font_size=9), 12)
        page.row += 1

    def _wrapped(self, text: str, look: Any, line: float = 15.0) -> None:
        """A text over the whole width, in a row as high as it needs."""
        self.page.wide(self.page.row, 0, self.last, text, look)
        self.page.sheet.set_row(self.page.row, line * wrapped_lines(text, sum(self.widths)) + 3)
        self.page.row += 1


def page_breaks(heights: Sequence[Sequence[float]], first: float, room: float) -> list[int]:
    """The rows before which a page ends, so that nobody has a row alone on it who has several.

    Args:
        heights: of the rows of each person, in points.
        first: the room on the first page.
        room: the room on every other page.
    """
    starts = [(person, at) for person, rows in enumerate(heights) for at in range(len(rows))]
    flat = [height for rows in heights for height in rows]
    breaks, row, left = list[int](), 0, first
    while row < len(flat):
        if flat[row] > left and row > (breaks[-1] if breaks else 0):
            person, at = starts[row]
            row = max(row - _rows_kept(at, len(heights[person])), (breaks[-1] if breaks else 0) + 1)
            breaks.append(row)
            left = room
        left -= flat[row]
        row += 1
    return breaks


def _rows_kept(at: int, rows: int) -> int:
    """How many rows of a person before this one go to the next page with it."""
    if at == 1 or rows <= _TOGETHER:
        return at
    return 1 if at == rows - 1 else 0
