"""A blank month workbook made from the rules: headers, drop-downs, ranges, and a line on what each column means.

Filled in, it is read like any export, so it must hold nothing that the reader would stop at: what explains it stands
above the header, and lists of choices are in the validation itself, or above the header where they are long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_, translator
from ccmotivate.model.metrics import DetailSheet, Metric, MetricKind, Range
from ccmotivate.model.period import Month
from ccmotivate.model.roster import RosterColumn, RosterKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.model.words import normal
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import TEMPLATE
from ccmotivate.writers.starter.template_columns import asked_metrics, identity_fields
from ccmotivate.writers.words.text import display_width, visible, wrapped_lines
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, GREY, LINE
from ccmotivate.writers.workbooks.tables import column_name

_TITLE, _HOW = 0, 1
_LAST_ROW = 1_048_575
_LIST_LIMIT, _MESSAGE_LIMIT, _MESSAGE_TITLE, _NAME_LIMIT = 255, 250, 32, 31
_NARROW, _WIDE = 13.0, 24.0
_FROZEN = 2
_COLUMNS_A_PAGE = 13
_NOTE_LINE, _HEADER_LINE = 13, 16
_ILLEGAL_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SECONDS_A_DAY = 86_400
_INSTANT_NOTES = {
    "date": N_("a date like 2025-03-07"),
    "time": N_("a time like 18:05"),
    "moment": N_("a date and a time like 2025-03-07 18:05"),
}
_FIRST_DAY = date(1950, 1, 1)  # of a hiring: a day before it is a slip of the keyboard
_FORMATS = {
    MetricKind.PERCENT: "0.00%",
    MetricKind.COUNT: "0",
    MetricKind.DURATION: "[h]:mm:ss",
    MetricKind.MONEY: "#,##0.00",
    MetricKind.LEVEL: "@",
    MetricKind.PASS: "@",
}
_CELL_SCALE = {MetricKind.PERCENT: 100, MetricKind.DURATION: _SECONDS_A_DAY}  # of a metric's unit in a cell's 1
_ENTRIES = {
    MetricKind.NUMBER: N_("a number"),
    MetricKind.PERCENT: N_("a percentage, typed like 85%"),
    MetricKind.PERMILLE: N_("per mille, typed like 0.8"),
    MetricKind.COUNT: N_("a whole number"),
    MetricKind.DURATION: N_("a time, typed like 0:03:25"),
    MetricKind.MONEY: N_("an amount"),
    MetricKind.LEVEL: N_("one of the list"),
    MetricKind.PASS: N_("one of the list"),
}
_IDENTITY_NOTES = {
    "month": N_("like 2025-03"),
    "agent_id": N_("who it is: no two agents share one"),
    "name": N_("for people to read"),
    "role": N_("one of the list"),
    "project": N_("must be filled"),
    "team": N_("may stay blank"),
    "site": N_("may stay blank"),
}

_LIKE_METRICS = (CellKind.NUMBER, CellKind.PERCENT, CellKind.COUNT, CellKind.PASS)
_SHEET_NOTES = {
    CellKind.AGENT: N_("as on the first sheet"),
    CellKind.DATE: N_("a date like 2025-03-07"),
    CellKind.TEXT: N_("any text"),
    CellKind.WORD: N_("one of the list"),
    CellKind.METRIC: N_("one of the list"),
    CellKind.TARGET: N_("a figure of the metric, as it is reported"),
    CellKind.TEAM_TARGET: N_("a figure of the metric, as it is reported"),
    CellKind.ANSWER: N_("a whole number"),
    CellKind.FIGURE: N_("a number, with a percent sign where it is a percentage"),
}


class Wanted(Struct, frozen=True):
    """Which blank month: ids of the roles it is for, its month where it is known, how many rows are made ready."""

    roles: tuple[str, ...]
    month: Month | None = None
    rows: int = 100


class Field(Struct, frozen=True):
    """A column to fill in.

    ``choices`` are its drop-down; ``check`` is what Excel checks otherwise, in XlsxWriter's words, None for nothing.
    """

    header: str
    note: str
    number: str = "@"
    choices: tuple[str, ...] = ()
    check: Mapping[str, Any] | None = None
    optional: bool = False


def write_template(target: Path, rules: RuleSet, wanted: Wanted, lang: str) -> WorkbookShape:
    """Write a blank month; returns what the file must have when it is opened again."""
    _ = translator(lang)
    versions = _versions_for(rules, wanted.month)
    title = versions[-1].name.text(lang) + (f" · {wanted.month}" if wanted.month else "")
    book = Book(TEMPLATE, visible(title), wanted.month, lang)
    asked = asked_metrics(versions, wanted.roles, lang)
    columns = [one for one in asked if one.metric.detail is None]
    fields = [_identity(rules, name, wanted.roles, lang) for name in identity_fields(versions, month=not wanted.month)]
    fields += [_field(rules, one.metric, one.why, optional=one.optional, lang=lang) for one in columns]
    how = _("One row an agent, from row {row} on; a blank is no data. Then: ccmotivate score FILE")
    names = _Names(wanted.month)
    fill(book.page(names.agents(_("Agent data")), landscape=True), title, how, fields, wanted.rows)
    for sheet in dict.fromkeys(one.metric.detail.sheet for one in asked if one.metric.detail):
        detail = rules.details[sheet]
        if detail.layout.is_mapped:
            continue  # its system gives it out
        why = [one for one in asked if one.metric.detail and one.metric.detail.sheet == sheet]
        about = ", ".join(one.metric.label.text(lang) for one in why)
        how = _("{metric}: as many rows an agent as are needed, from row {row} on").replace("{metric}", visible(about))
        page = book.page(names.detail(detail.label.text(lang)), landscape=True)
        heading = detail.label.text(lang) + (f" · {wanted.month}" if wanted.month else "")
        fill(page, heading, how, _detail_fields(rules, detail, wanted, lang), wanted.rows)
    if rules.roster:
        heading = _("Roster") + (f" · {wanted.month}" if wanted.month else "")
        how = _("One row a person, from row {row} on; a blank is no data, and the sheet may stay empty")
        page = book.page(names.detail(_("Roster")), landscape=True)
        fill(page, heading, how, _roster_fields(rules, wanted, lang), wanted.rows)
    for kind in {name: kind for then in versions for name, kind in then.sheets.items()}.values():
        page = book.page(names.plain(kind.label.text(lang)), landscape=True)
        how = _("One row each, from row {row} on; delete the sheet if you have none")
        fill(page, kind.label.text(lang), how, _sheet_fields(rules, kind, lang), wanted.rows)
    return book.save(target)


def _versions_for(rules: RuleSet, month: Month | None) -> tuple[RuleSet, ...]:
    """The rules of the month; of all times where it is not known."""
    if month is not None:
        return (rules.at(month),)
    return rules.version_rules


class _Names:
    """Unique sheet names valid in Excel; with the month in the name, ``score`` reads it from there."""

    def __init__(self, month: Month | None) -> None:
        self._month = str(month) if month else ""
        self._taken: set[str] = set()

    def agents(self, name: str) -> str:
        return self._free(self._month or name)

    def detail(self, name: str) -> str:
        return self._free(name, f" {self._month}" if self._month else "")

    def plain(self, name: str) -> str:
        return self._free(name)

    def _free(self, name: str, end: str = "") -> str:
        plain = _ILLEGAL_NAME.sub("-", name).strip("' ") or "-"
        for at in range(1, 100):
            ending = end if at == 1 else f"{end} ({at})"
            made = plain[: _NAME_LIMIT - len(ending)] + ending
            if made.casefold() not in self._taken:
                break
        self._taken.add(made.casefold())
        return made


# -- fields -----------------------------------------------------------------------------------------------------------


def _identity(rules: RuleSet, name: str, roles: Sequence[str], lang: str) -> Field:
    _ = translator(lang)
    choices = tuple(rules.roles[role].label.text(lang) for role in roles) if name == "role" else ()
    optional = name in ("name", "team", "site")
    return Field(rules.columns[name].label.text(lang), _(_IDENTITY_NOTES[name]), choices=choices, optional=optional)


def _whose(rules: RuleSet, wanted: Wanted, lang: str) -> list[Field]:
    """Month and agent id of a sheet beside that of the agents."""
    _ = translator(lang)
    names = ("agent_id",) if wanted.month else ("month", "agent_id")
    fields = [Field(rules.columns[name].label.text(lang), _(_IDENTITY_NOTES[name])) for name in names]
    fields[-1] = Field(fields[-1].header, _("as on the first sheet"))
    return fields


def _roster_fields(rules: RuleSet, wanted: Wanted, lang: str) -> list[Field]:
    return [*_whose(rules, wanted, lang), *(_roster_field(rules, column, lang) for column in rules.roster.values())]


def _roster_field(rules: RuleSet, column: RosterColumn, lang: str) -> Field:
    _ = translator(lang)
    header = column.label.text(lang)
    if column.kind is RosterKind.DATE:
        check = {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
        return Field(header, _("a date like 2025-03-07"), "yyyy-mm-dd", check=check, optional=True)
    if column.kind is RosterKind.TEXT:
        note = _(_SHEET_NOTES[CellKind.WORD]) if column.words else _("any text")
        return Field(header, note, choices=tuple(one.text(lang) for one in column.words.values()), optional=True)
    field = _field(rules, column.metric, (), optional=False, lang=lang)
    yes_no = {"zh": ("是", "否"), "en": ("Y", "N")}[lang]
    known = yes_no[0] in rules.words.passes and yes_no[1] in rules.words.fails
    choices = yes_no if column.id == "wants_promotion" and known else field.choices
    return replace(field, choices=choices, optional=True)


def _detail_fields(rules: RuleSet, detail: DetailSheet, wanted: Wanted, lang: str) -> list[Field]:
    _ = translator(lang)
    fields = _whose(rules, wanted, lang)
    for column in detail.columns.values():
        if not column.is_number:
            note = _(_INSTANT_NOTES.get(column.kind, N_("any text")))
            fields.append(Field(column.label.text(lang), note))
        else:
            fields.append(_field(rules, column.metric, (), optional=False, lang=lang))
    return fields


def _sheet_fields(rules: RuleSet, kind: SheetKind, lang: str) -> list[Field]:
    """The columns of a part's sheet."""
    return [_sheet_field(rules, column, lang) for column in kind.columns.values()]


def _sheet_field(rules: RuleSet, column: SheetColumn, lang: str) -> Field:
    _ = translator(lang)
    if column.kind in _LIKE_METRICS:
        return _field(rules, column.metric, (), optional=not column.required, lang=lang)
    if column.kind is CellKind.ANSWER:
        return answer_field(column, lang)
    labels = rules.metrics if column.kind is CellKind.METRIC else {}
    words = {name: metric.label for name, metric in labels.items()} or column.words
    note = _(_SHEET_NOTES[column.kind]) + ("" if column.required else "\n" + _("optional"))
    choices = tuple(label.text(lang) for label in words.values())
    number = "General" if column.kind is CellKind.FIGURE else "@"
    return Field(column.label.text(lang), note, number, choices, optional=not column.required)


def answer_field(column: SheetColumn, lang: str) -> Field:
    """A column of answers: its statement, and only whole numbers of its range."""
    low, high = (None if end is None else _bound(end) for end in (column.plausible.low, column.plausible.high))
    check = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    about = column.about.text(lang) if column.about else translator(lang)(_SHEET_NOTES[CellKind.ANSWER])
    return Field(column.label.text(lang), about, "0", check=check, optional=True)


def _field(rules: RuleSet, metric: Metric, why: Sequence[str], *, optional: bool, lang: str) -> Field:
    _ = translator(lang)
    choices = _choices(rules, metric, lang)
    entry = _(_ENTRIES[metric.kind])
    if metric.plausible != Range():
        entry = _("{entry}, {range}").format(entry=entry, range=metric.range_text())
    lines = [entry, *why, *([_("optional")] if optional else [])]
    check = None if choices else _check(metric)
    number = _FORMATS.get(metric.kind, "General")
    return Field(_header(rules, metric, lang), "\n".join(lines), number, choices, check, optional)


def _header(rules: RuleSet, metric: Metric, lang: str) -> str:
    """The name with its unit, where the rules allow the unit in a header."""
    units = {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰", MetricKind.MONEY: rules.currency}
    unit = units.get(metric.kind)
    known = unit is not None and normal(unit) in {normal(word) for word in rules.units}
    label = metric.label.text(lang)
    return f"{label} ({unit})" if known else label


def _choices(rules: RuleSet, metric: Metric, lang: str) -> tuple[str, ...]:
    if metric.kind is MetricKind.LEVEL:
        return tuple(label.text(lang) for label in rules.levels.values())
    if metric.kind is MetricKind.PASS:
        return (_word(rules.words.passes, "pass", lang), _word(rules.words.fails, "fail", lang))
    return ()


def _word(words: Sequence[str], fallback: str, lang: str) -> str:
    """The first of the words that is written in the language's letters; the fallback is always understood."""
    return next((word for word in words if word.isascii() == (lang == "en") and word.strip()), fallback)


def _check(metric: Metric) -> Mapping[str, Any]:
    """What Excel checks: a whole or any number within the plausible range, in the cell's own unit."""
    scale = _CELL_SCALE.get(metric.kind, 1)
    low, high = (None if end is None else _bound(end / scale) for end in (metric.plausible.low, metric.plausible.high))
    kind = {"validate": "integer" if metric.kind is MetricKind.COUNT else "decimal"}
    if low is not None and high is not None:
        return kind | {"criteria": "between", "minimum": low, "maximum": high}
    if high is not None:
        return kind | {"criteria": "<=", "value": high}
    return kind | {"criteria": ">=", "value": _LOWEST if low is None else low}


_LOWEST = -(10**12)


def _bound(figure: Fraction) -> int | float:
    return int(figure) if figure.denominator == 1 else float(figure)


# -- the sheet --------------------------------------------------------------------------------------------------------


def fill(page: Page, title: str, how: str | Sequence[str], fields: Sequence[Field], rows: int) -> None:
    """Title, how to fill it in, what the columns mean, lists of choices too long for a cell, header, blank rows."""
    sheet, formats = page.sheet, page.formats
    lines_above = [how] if isinstance(how, str) else how
    notes = _HOW + len(lines_above)
    header = notes + 1 + sum(not _fits(field.choices) for field in fields)
    page.text(_TITLE, 0, visible(title), formats.title)
    sheet.set_row(_TITLE, 28)
    for row, text in enumerate(lines_above, start=_HOW):
        page.text(row, 0, text.replace("{row}", str(header + 2)), formats.subtitle)
    note = formats.get(font_size=9, font_color=GREY, text_wrap=True, valign="bottom")
    lines = 1
    list_row = notes + 1
    for col, field in enumerate(fields):
        width = min(max(display_width(field.header) + 4.0, _NARROW), _WIDE)
        page.text(notes, col, field.note, note)
        page.text(header, col, field.header, _header_look(page, field))
        sheet.set_column(col, col, width, formats.get(num_format=field.number))
        lines = max(lines, wrapped_lines(field.note, width))
        source: Any = list(field.choices)
        if not _fits(field.choices):
            source = _list_above(page, list_row, field.choices)
            list_row += 1
        sheet.data_validation(header + 1, col, _LAST_ROW, col, _validation(field, source))
    sheet.set_row(notes, min(lines * _NOTE_LINE + 4, 400))
    sheet.set_row(header, 2 * _HEADER_LINE)
    for col, field in enumerate(fields):
        ready = formats.get(num_format=field.number, border=1, border_color=LINE)
        for row in range(header + 1, header + 1 + rows):
            sheet.write_blank(row, col, None, ready)
    _set_up(sheet, header, header + rows, len(fields))


def _set_up(sheet: Any, header: int, last: int, columns: int) -> None:
    """What stays in sight, and how it goes on paper: so many columns a page, header and names on each."""
    sheet.hide_gridlines(1)  # on paper only
    sheet.freeze_panes(header + 1, _FROZEN)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.repeat_rows(header)
    sheet.repeat_columns(0, _FROZEN - 1)
    sheet.fit_to_pages(-(-columns // _COLUMNS_A_PAGE), 0)


def _header_look(page: Page, field: Field) -> Any:
    if not field.optional:
        return page.formats.header
    return page.formats.get(
        bold=True, font_color=ACCENT, bg_color=ACCENT_LIGHT, text_wrap=True, align="center", border=1, border_color=LINE
    )


def _fits(choices: Sequence[str]) -> bool:
    """True when the choices can stand in the validation itself."""
    return len(",".join(choices)) <= _LIST_LIMIT and not any(
        set(word) & set(',"') or word[:1] == "=" for word in choices
    )


def _list_above(page: Page, row: int, choices: Sequence[str]) -> str:
    """Put choices in a hidden row above the header; returns the range."""
    for col, word in enumerate(choices):
        page.text(row, col, word)
    page.sheet.set_row(row, None, None, {"hidden": True})
    return f"=$A${row + 1}:${column_name(len(choices) - 1)}${row + 1}"


def _validation(field: Field, source: Any) -> dict[str, Any]:
    """XlsxWriter's options: what is checked, the words beside the cell, the words of a refusal."""
    title, note = visible(field.header, _MESSAGE_TITLE), field.note[:_MESSAGE_LIMIT]
    words: dict[str, Any] = {"input_title": title, "input_message": note}
    if field.choices:
        return words | {"validate": "list", "source": source, "error_title": title, "error_message": note}
    if field.check is None:
        return words | {"validate": "any"}
    return words | dict(field.check) | {"error_title": title, "error_message": note}
