"""The report of a month's survey as a printed page: items by team, then the months given beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.locale import counted, translator
from ccmotivate.parts.survey.decide import Shown, SurveyResult
from ccmotivate.parts.survey.words import NOTHING, legend, team_name
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import display_width, wrapped_lines
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT_LIGHT, GREY, LINE

_STATEMENT, _FIGURE, _NAME = 70.0, 12.0, 16.0  # widths of columns
_LINE = 15.0
_TEAMS, _MONTHS = 10, 12  # side by side; more go below
_MOST_TEXT = 60
_LOW, _MID, _HIGH = "#F4C7A1", "#FFFFFF", "#A9D5B5"  # of a mean; told apart without colour by its number


def draw(page: Page, result: SurveyResult, lang: str) -> None:
    """Title, the items by team, the trend, and what the figures are."""
    _ = translator(lang)
    last = 2 + max(3, min(len(result.teams), _TEAMS) + 3)
    page.sheet.set_column(0, 0, _NAME)
    page.sheet.set_column(1, 1, _STATEMENT)
    page.sheet.set_column(2, last, _FIGURE)
    title = _("{month}: staff survey").format(month=month_text(result.shown.month, lang))
    page.text(0, 0, title, page.formats.title)
    page.tall(0, 30)
    page.text(1, 0, counted(_("{count} answer sheets"), count=result.answers), page.formats.subtitle)
    page.row = 3
    for at in range(0, max(len(result.teams), 1), _TEAMS):
        _items(page, result, result.teams[at : at + _TEAMS], lang)
    _trend(page, result, lang)
    note = page.formats.get(font_color=GREY, font_size=9, text_wrap=True, valign="top")
    text = legend(result.settings, lang)
    page.wide(page.row, 0, last, text, note)
    page.tall(page.row, _LINE * wrapped_lines(text, _NAME + _STATEMENT + _FIGURE * (last - 1)) + 3)


def _items(page: Page, result: SurveyResult, teams: Sequence[str], lang: str) -> None:
    """A row an item: answers, mean and favourable share of all, the mean of each of these teams."""
    _ = translator(lang)
    page.wide(page.row, 2, 4, team_name(None, lang), page.formats.header)
    if teams:
        page.wide(page.row, 5, 4 + len(teams), _("Mean, by team"), page.formats.header)
    page.row += 1
    heads = [_("Item"), _("Statement"), _("Answers"), _("Mean"), _("Favourable"), *map(_cut, teams)]
    _head(page, heads)
    first = page.row
    for item in result.settings.items:
        _names(page, item.label.text(lang), item.asks.text(lang))
        everybody = result.shown.cells.get((item.id, None))
        _figure(page, 2, everybody.answers if everybody else None, "0")
        _figure(page, 3, everybody.mean if everybody else None, "0.00")
        _figure(page, 4, everybody.favourable if everybody else None, '0.00"%"')
        for col, team in enumerate(teams, start=5):
            cell = result.shown.cells.get((item.id, team))
            _figure(page, col, cell.mean if cell else None, "0.00")
        page.row += 1
    _names(page, _("Mean over items"), "", strong=True)
    _figure(page, 2, None, "0", blank=True)
    _figure(page, 4, None, "0", blank=True)
    for col, one in [(3, None), *enumerate(teams, start=5)]:
        _figure(page, col, result.shown.over_items.get(one), "0.00", strong=True)
    _shade(page, result, first, [3, *range(5, 5 + len(teams))])
    page.row += 2


def _trend(page: Page, result: SurveyResult, lang: str) -> None:
    """The means of all by month and item, then of each team over items: of the months with answers, where several."""
    _ = translator(lang)
    months = [one for one in result.trend if one.cells][-_MONTHS:]
    if len(months) < 2:
        return
    heads = [str(one.month) for one in months]
    _head(page, [_("Trend"), _("Mean of all staff, by item"), *heads])
    first = page.row
    for item in result.settings.items:
        _names(page, item.label.text(lang), item.asks.text(lang))
        for col, one in enumerate(months, start=2):
            cell = one.cells.get((item.id, None))
            _figure(page, col, cell.mean if cell else None, "0.00")
        page.row += 1
    _shade(page, result, first, range(2, 2 + len(months)))
    page.row += 1
    _head(page, [_("Trend"), _("Mean over items, by team"), *heads])
    first = page.row
    for team in _teams(months):
        _names(page, _cut(team_name(team, lang)), "", strong=team is None)
        for col, one in enumerate(months, start=2):
            _figure(page, col, one.over_items.get(team), "0.00", strong=team is None)
        page.row += 1
    _shade(page, result, first, range(2, 2 + len(months)))
    page.row += 1


def _teams(months: Sequence[Shown]) -> list[str | None]:
    """All, then every team of these months with a cell that is shown, by name."""
    named = {team for one in months for _item, team in one.cells if team is not None}
    return [None, *sorted(named)]


def _head(page: Page, texts: Sequence[str]) -> None:
    page.headers(page.row, texts)
    page.tall(page.row, _LINE * max(1, *(wrapped_lines(text, _FIGURE - 2) for text in texts[2:])) + 6)
    page.row += 1


def _names(page: Page, name: str, statement: str, *, strong: bool = False) -> None:
    look = {"bottom": 1, "bottom_color": LINE, **({"bold": True, "bg_color": ACCENT_LIGHT} if strong else {})}
    page.text(page.row, 0, name, page.formats.get(**{"bold": True, **look}, shrink=display_width(name) > _NAME))
    page.text(page.row, 1, statement, page.formats.get(**look, text_wrap=True))
    page.tall(page.row, _LINE * max(1, wrapped_lines(statement, _STATEMENT)) + 3)


def _figure(
    page: Page,
    col: int,
    number: Fraction | int | None,
    number_format: str,
    *,
    strong: bool = False,
    blank: bool = False,
) -> None:
    look = {"bottom": 1, "bottom_color": LINE, "align": "center"}
    look |= {"bold": True, "bg_color": ACCENT_LIGHT} if strong or blank else {}
    if number is None:
        page.text(page.row, col, "" if blank else NOTHING, page.formats.get(**look, font_color=GREY))
    else:
        page.number(page.row, col, float(number), page.formats.get(**look, num_format=number_format))


def _shade(page: Page, result: SurveyResult, first: int, columns: Sequence[int]) -> None:
    """Colours of the means, over the whole scale of answers: the same mean has the same colour on every page."""
    low, high = float(result.settings.answers.low or 0), float(result.settings.answers.high or 0)
    scale = {"type": "3_color_scale", "min_color": _LOW, "mid_color": _MID, "max_color": _HIGH}
    limits = {"min_value": low, "mid_value": (low + high) / 2, "max_value": high}
    kinds = dict.fromkeys(("min_type", "mid_type", "max_type"), "num")
    for col in columns:
        page.sheet.conditional_format(first, col, page.row, col, {**scale, **limits, **kinds})


def _cut(text: str) -> str:
    """A name short enough for the page."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_TEXT else plain[: _MOST_TEXT - 1] + "…"
