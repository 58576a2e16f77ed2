"""A value of the rules over a range: what each would come to, as a table and three charts."""

from __future__ import annotations

import re
from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.comparison import Comparison, Swept
from ccmotivate.model.exact import half_up
from ccmotivate.writers.words.changes import swept_along_text
from ccmotivate.writers.words.figures import money_format, percent_format
from ccmotivate.writers.workbooks.charts import Look, Series, add_chart
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, LINE

_WIDTHS = (16, 12, 12, 12, 12, 12, 16)
_FIRST_CHART_COL = len(_WIDTHS) + 1
_CHART_ROWS = 17
_MONEY = 6
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def write_sweep(page: Page, swept: Swept, comparison: Comparison, lang: str) -> None:
    """Fill the page; the row of the value that the rules have is marked."""
    _ = translator(lang)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.text(0, 0, _("{path} over a range").format(path=swept.path), page.formats.title)
    page.sheet.set_row(0, 30)
    if swept.current is not None:
        page.text(1, 0, _("The rules tried have {value}.").format(value=swept.current), page.formats.subtitle)
    page.text(2, 0, swept_along_text(swept, comparison, lang), page.formats.subtitle)
    headers = [
        _("Value tried"),
        _("Qualified"),
        _("Qualified %"),
        _("Eligible"),
        _("Awards"),
        _("Winners"),
        _("Prize money"),
    ]
    page.headers(3, headers)
    first = 4
    money = money_format(comparison.new.rules.currency, lang)
    formats = ("#,##0", percent_format(2), "#,##0", "#,##0", "#,##0", money)
    for row, point in enumerate(swept.points, start=first):
        one = point.totals
        values = (one.qualified, (one.share_qualified or 0) / 100, one.eligible, one.awards, one.winners, one.money)
        look = {"bottom": 1, "bottom_color": LINE}
        if point.value == swept.current:
            look |= {"bold": True, "bg_color": ACCENT_LIGHT}
        page.figure(row, 0, _tried(point.value), {"align": "right", **look})
        for col, (value, number) in enumerate(zip(values, formats, strict=True), start=1):
            page.number(row, col, float(half_up(Fraction(value or 0), 4)), page.formats.get(num_format=number, **look))
    last = first + len(swept.points) - 1
    charts = ((_("Qualified %"), 2, "0%"), (_("Winners"), 5, "0"), (_("Prize money"), _MONEY, "#,##0"))
    for at, (name, column, number) in enumerate(charts):
        look_of = Look(name, lang, "line", swept.path, number, width=620, height=320)
        place = (3 + at * _CHART_ROWS, _FIRST_CHART_COL)
        add_chart(page, look_of, [Series(name, ACCENT, column)], (first, last), place)


def _tried(value: str) -> tuple[Fraction, str] | str:
    """A value of the rules as a number; what is neither a decimal nor a percent (``3:25``, ``fluent``) as it stands."""
    figure = value.removesuffix("%")
    if not _DECIMAL.fullmatch(figure):
        return value
    places = len(figure.partition(".")[2])
    plain = "0." + "0" * places if places else "0"
    return (Fraction(figure), plain) if figure == value else (Fraction(figure) / 100, percent_format(places))
