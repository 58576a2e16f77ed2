"""What the cells of a column are: dates, months, durations, percents, yes or no, money, numbers, texts; and why."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.clock import seconds_of
from ccmotivate.locale import N_
from ccmotivate.model.durations import parse_duration
from ccmotivate.model.mapping import Remark
from ccmotivate.model.period import parse_month
from ccmotivate.model.rules import Words
from ccmotivate.model.words import normal
from ccmotivate.readers.currencies import signed_amounts, split_amount
from ccmotivate.readers.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    UNIX_MILLISECONDS,
    UNIX_SECONDS,
    YEAR_FIRST,
    counted_in,
    is_either_order,
    order_of,
    parse_in_either_order,
    parse_stamp,
)
from ccmotivate.readers.identity import plain_cell, plain_cells
from ccmotivate.readers.mapping.days_in_headers import A_DAY, A_WEEK, WHEN
from ccmotivate.readers.mapping.known_words import NO_FIGURES, OF_ABSENCE, is_rating
from ccmotivate.readers.mapping.lexicon import Measure, field_of, measure_of, plain
from ccmotivate.readers.mapping.tables import SeenTable, or_above
from ccmotivate.readers.numbers import fits_other_mark, parse_number

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_YES_NO = frozenset(("yes", "y", "true", "是", "no", "n", "false", "否", "ja", "nein"))
_PLACE = re.compile(r"region|area|zone|direction|地区|区域|方向", re.IGNORECASE)
_TIMES = re.compile(r"[:：'’′\"”″＇＂]|[a-zA-Z天时分秒]")
_SHORT_CLOCK = re.compile(r"\d+[:：]\d\d")
_UTC = re.compile(r"\butc\b|\bgmt\b|zulu", re.I)
_SINCE_1970 = {
    UNIX_SECONDS: N_("seconds since 1970: {text} in {cell}"),
    UNIX_MILLISECONDS: N_("milliseconds since 1970: {text} in {cell}"),
}
_FIRST_YEARS = 1904
_ODD_DATES = 10  # one in so many different dates may be none
NUMBERS = frozenset({"count", "number", "money"})
FIGURES = NUMBERS | {"duration", "percent", "permille"}


class SeenColumn(Struct, frozen=True, dict=True):
    """A column of one or several tables of one shape: ``headers`` as they are called there, ``cells`` of all of them.

    ``order`` is that of its dates, or what they count since 1970; None where nothing decides. ``zone`` is ``UTC`` where
    the header says so, ``own`` where stamps name a zone themselves. ``decimal`` is the mark of its numbers, None where
    ``1.234`` may be either. ``is_sparse`` where a blank cell meant what stands above it. ``is_short`` where all its
    durations are clocks of two parts; these begin with ``clock``: hours, else minutes. ``blanks`` are the words that
    stand for nothing.
    """

    headers: tuple[str, ...]
    cells: Sequence[Cell]
    kind: str
    why: tuple[Remark, ...] = ()
    order: str | None = YEAR_FIRST
    zone: str = ""
    decimal: str | None = "."
    is_sparse: bool = False
    is_short: bool = False
    clock: str | None = None
    blanks: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        return self.headers[0]

    @property
    def measure(self) -> Measure | None:
        """What it measures by its header; durations are no counts, shares or ratings, and shares no durations."""
        found = measure_of(self.header)
        if found is None or (found.kind == "duration") == (self.kind == "duration"):
            return found
        return None if self.kind in ("duration", "percent", "permille") else found

    @property
    def good(self) -> str:
        """``high``, ``low`` or ``""``; of losses that stand below 0 (退保保费 -1,731) more is better."""
        if self.measure is None:
            return ""
        is_below = max(filter(None, self.values), default=0) < 0
        return "high" if self.measure.id == "losses" and is_below else self.measure.good

    @cached_property
    def texts(self) -> list[str]:
        """Its cells as texts, ``""`` for blank ones."""
        return plain_cells(self.cells)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @cached_property
    def values(self) -> list[Fraction | None]:
        """Its numbers as they stand, durations in seconds; None where there is none."""
        memory = {text: _value(cell, text, self) for cell, text in zip(self.cells, self.texts, strict=True)}
        return [memory[text] for text in self.texts]

    def day(self, cell: Cell) -> dt.date | None:
        """The day of one of its cells; by day and month where that is not known."""
        if isinstance(cell, dt.date):
            return cell.date() if isinstance(cell, dt.datetime) else cell
        stamp = parse_stamp(plain_cell(cell), self.order or DAY_FIRST, is_said=True)
        return None if stamp is None else stamp.day


def _value(cell: Cell, text: str, column: SeenColumn) -> Fraction | None:
    if column.kind == "duration":
        return seconds_of(cell) if not isinstance(cell, str | float | None) else parse_duration(text, column.clock)
    return _number(text, column.decimal, column.header)


def seen_column(places: Sequence[tuple[SeenTable, int]], words: Words) -> SeenColumn:
    """A column of one or several tables, looked at as one; ``words`` are those of cells in the shipped scheme.

    Words for no figures, like 休, stand for nothing among figures, but not among those of absence, and those for no
    rating among ratings.
    """
    none = frozenset(map(normal, words.no_data))
    seen = _seen(places, words, none)
    away = dict.fromkeys(text for text in seen.texts if normal(text) in NO_FIGURES)
    if not away or OF_ABSENCE.search(plain(seen.header)):
        return seen
    without = _seen(places, words, none.union(map(normal, away)))
    left = [*filter(None, without.texts)]
    is_fit = without.kind in FIGURES or (left and all(map(is_rating, left)))
    return (
        replace(without, blanks=(*without.blanks, *(one for one in away if one not in without.blanks)))
        if is_fit
        else seen
    )


def _seen(places: Sequence[tuple[SeenTable, int]], words: Words, none: frozenset[str]) -> SeenColumn:
    """A column in which the words ``none`` stand for nothing."""
    pairs = [(cell, table.address(at, place)) for table, place in places for at, cell in enumerate(table.cells(place))]
    texts = plain_cells(cell for cell, _ in pairs)
    blanks = {text: None for text in dict.fromkeys(texts) if normal(text) in none}
    cells = [None if text in blanks else cell for text, (cell, _) in zip(texts, pairs, strict=True)]
    headers = tuple(dict.fromkeys(table.headers[place] for table, place in places))
    filled = {text: pair for text, pair in zip(texts, pairs, strict=True) if text and text not in blanks}
    if not filled:
        return SeenColumn(headers, cells, "blank")
    percent = any("%" in code for table, place in places for code, _rows in table.sheet.formats.get(place, ()))
    base = SeenColumn(headers, cells, "text", (), YEAR_FIRST, blanks=tuple(filter(None, blanks)))
    dated = _dated(base, filled)
    if dated is not None:
        return _by_table(dated, places) if dated.order is None else dated
    return _of_money(base, filled) or _counted(base, filled, percent=percent) or _worded(base, filled, words)


def counts_from_1970(column: SeenColumn) -> bool:
    """True for seconds or milliseconds since 1970, under a header that says when."""
    return bool(WHEN.search(plain(column.header))) and all(value > 10**8 for value in column.values if value)


def counts_days(column: SeenColumn) -> bool:
    """True for days since 1900 (of 2000 to 2100), under the header of a day."""
    values = [value for value in column.values if value is not None]
    is_of_days = all(value.denominator == 1 and 36_526 <= value < 73_051 for value in values)
    return is_of_days and bool(A_DAY.search(plain(column.header)))


def filled_down(column: SeenColumn, tables: int) -> SeenColumn:
    """A column whose texts stand once a table, above the blank cells that they are meant for, with these filled."""
    again = Counter(filter(None, column.texts))
    blank = column.texts.count("")
    if not again or blank * 2 < len(column.texts) or max(again.values()) > tables or not column.texts[0]:
        return column
    return replace(column, cells=list(accumulate(column.cells, or_above)), is_sparse=True)


def settled(columns: Mapping[str, SeenColumn]) -> dict[str, SeenColumn]:
    """Columns of one file: one that shows the decimal mark tells it of those that do not."""
    mark = next((mark for mark in ",." if any(_shows(one, mark) for one in columns.values())), None)
    return {key: one if one.decimal else _with_mark(one, mark) for key, one in columns.items()}


def _shows(column: SeenColumn, mark: str) -> bool:
    """True where a number of a column can be read with this decimal mark only."""
    if mark == "," or column.decimal != ".":
        return column.decimal == mark
    return any(isinstance(cell, str) and fits_other_mark(cell, ",") for cell in column.cells)


def _with_mark(column: SeenColumn, mark: str | None) -> SeenColumn:
    return replace(column, decimal=mark, kind="number" if mark == "." and column.kind == "count" else column.kind)


_Filled = Mapping[str, tuple[Cell, str]]


def _dated(base: SeenColumn, filled: _Filled) -> SeenColumn | None:
    """A column of days, moments or months."""
    cells = [cell for cell, _at in filled.values()]
    zone = "UTC" if _UTC.search(base.header) else ""
    if all(isinstance(cell, dt.date) for cell in cells):
        if is_of_1900(cells):
            return base
        timed = any(isinstance(cell, dt.datetime) and cell.time() != dt.time() for cell in cells)
        return SeenColumn(base.headers, base.cells, "moment" if timed else "date", zone=zone)
    unit = counted_in(filled) if WHEN.search(plain(base.header)) else ""
    if unit:
        text, (_cell, at) = next(iter(filled.items()))
        counted = Remark(_SINCE_1970[unit], {"text": text, "cell": at})
        return SeenColumn(base.headers, base.cells, "moment", (counted,), unit, "own")
    if not all(isinstance(cell, str) or _is_compact(text, base.header) for text, (cell, _at) in filled.items()):
        return None
    stamps = [parse_in_either_order(text) for text in filled]
    odd = [text for text, stamp in zip(filled, stamps, strict=True) if stamp is None]
    if len(odd) * _ODD_DATES <= len(filled):
        order, why = _order(filled)
        why = (*why, *(Remark(N_("{text} in {cell} is no date"), {"text": t, "cell": filled[t][1]}) for t in odd[:3]))
        kind = "moment" if any(stamp and stamp.is_timed for stamp in stamps) else "date"
        own = any(stamp and stamp.own for stamp in stamps)
        return SeenColumn(base.headers, base.cells, kind, why, order, "own" if own else zone)
    if all(parse_month(cell) for cell in cells):
        return base if A_WEEK.search(plain(base.header)) else SeenColumn(base.headers, base.cells, "month")
    return None


def _is_compact(text: str, header: str) -> bool:
    """True for a number that is a day without signs, 20250301, under a header that says when."""
    return bool(WHEN.search(plain(header))) and len(text) == len("20250301") and parse_in_either_order(text) is not None


def is_of_1900(cells: Sequence[Cell]) -> bool:
    """True for dates at which Excel begins to count: lengths of time in the format of a date."""
    return bool(cells) and all(isinstance(cell, dt.date) and cell.year <= _FIRST_YEARS for cell in cells)


def _order(filled: _Filled) -> tuple[str | None, tuple[Remark, ...]]:
    """The order of day and month, with the cell that decides; None where either may be meant."""
    days = {text: re.split(r"[ T]", text)[0] for text in filled}
    order = order_of(filled, with_short=True)
    if order == YEAR_FIRST:
        return (None if any(map(is_either_order, filled)) else YEAR_FIRST), ()
    text = _deciding(filled, order)
    return order, (Remark("{order}: {text} in {cell}", {"order": order, "text": days[text], "cell": filled[text][1]}),)


def _deciding(texts: Iterable[str], order: str) -> str:
    """The first date that is none in the other order."""
    other = MONTH_FIRST if order == DAY_FIRST else DAY_FIRST
    return next(text for text in texts if is_either_order(text) and not parse_stamp(text, other, is_said=True))


def ordered_by(column: SeenColumn, later: Iterable[str]) -> SeenColumn:
    """A column of dates with the order that later cells of the same file tell, where its own do not."""
    dates = [text for text in later if parse_in_either_order(text)]
    order = order_of(dates, with_short=True)
    if order == YEAR_FIRST:
        return column
    told = Remark(N_("{order}: {text} further down"), {"order": order, "text": _deciding(dates, order)})
    return replace(column, order=order, why=(*column.why, told))


def _by_table(column: SeenColumn, places: Sequence[tuple[SeenTable, int]]) -> SeenColumn:
    """A column of dates in either order, where each file or sheet tells its own: so they are read."""
    parts = [[plain_cell(cell) for cell in table.cells(place)] for table, place in places]
    orders = [order_of(texts) for texts in parts]
    if any(
        order == YEAR_FIRST and any(map(is_either_order, texts)) for texts, order in zip(parts, orders, strict=True)
    ):
        return column
    why = (*column.why, Remark(N_("each file and sheet tells the order of day and month by its days above 12")))
    if column.kind == "moment":
        return replace(column, order=YEAR_FIRST, why=why)
    stamps = [parse_stamp(text, order) for texts, order in zip(parts, orders, strict=True) for text in texts]
    days = [stamp and stamp.day for stamp in stamps]
    return replace(column, order=YEAR_FIRST, why=why, cells=days)


def _of_money(base: SeenColumn, filled: _Filled) -> SeenColumn | None:
    """A column of amounts with the same sign of currency, which is left out of its cells; of several signs texts."""
    amounts = signed_amounts(text for text, (cell, _at) in filled.items() if isinstance(cell, str))
    if len(amounts) < len(filled):
        return None
    first: dict[str, str] = {}
    for text, (_number, sign) in amounts.items():
        first.setdefault(sign, text)
    if len(first) > 1:
        one, other = [f"{text} ({filled[text][1]})" for text in first.values()][:2]
        facts = {"header": base.header, "one": one, "other": other}
        why = Remark(
            N_("{header} mixes currencies, {one} and {other}: write its amounts in one to have it taken"), facts
        )
        return replace(base, why=(why,))
    bare = replace(base, cells=[split_amount(text)[0] or None for text in base.texts])
    found = _counted(
        bare, {amounts[text][0]: (amounts[text][0], at) for text, (_cell, at) in filled.items()}, percent=False
    )
    if found is None or not found.is_number:
        return None
    text, (_cell, at) = next(iter(filled.items()))
    why = Remark(N_("an amount of money: {text} in {cell}"), {"text": text, "cell": at})
    return replace(found, kind="money", why=(why, *found.why))


def _counted(base: SeenColumn, filled: _Filled, *, percent: bool) -> SeenColumn | None:
    """A column of durations, percents or numbers."""
    text, (_cell, at) = next(iter(filled.items()))
    if all(_is_duration(cell, text) for text, (cell, _at) in filled.items()):
        short = all(_SHORT_CLOCK.fullmatch(text) for text in filled)
        why = Remark(N_("a duration: {text} in {cell}"), {"text": text, "cell": at})
        return SeenColumn(base.headers, base.cells, "duration", (why,), is_short=short)
    signs = [text for text in filled if text.endswith(("%", "％"))]
    comma = next((text for text in filled if fits_other_mark(text, ".")), None)
    decimal = _mark(base, comma)
    numbers = [_number(text, decimal, base.header) for text in filled]
    odd = [text for text, number in zip(filled, numbers, strict=True) if number is None]
    if odd and (base.measure is None or len(odd) * 2 > len(filled)):
        return None
    strange = _strange(odd, comma, filled)
    permille = all(text.endswith("‰") for text in filled)
    if signs or percent or permille or _has_percent(base.header):
        signed = Remark(N_("per mille, by its signs") if permille else N_("percent, by its signs"))
        kind = "permille" if permille else "percent"
        return SeenColumn(base.headers, base.cells, kind, (signed, *strange), decimal=decimal)
    whole = all(number.denominator == 1 and number >= 0 for number in numbers if number is not None)
    return SeenColumn(base.headers, base.cells, "count" if whole else "number", strange, decimal=decimal)


def _mark(base: SeenColumn, comma: str | None) -> str | None:
    """The decimal mark of texts: a comma where one shows it, None where every point may part thousands."""
    if comma is not None:
        return ","
    pointed = [cell for cell in base.cells if isinstance(cell, str) and "." in cell]
    return None if pointed and all(_GROUPED.fullmatch(text.strip()) for text in pointed) else "."


def _strange(odd: Sequence[str], comma: str | None, filled: _Filled) -> tuple[Remark, ...]:
    """The first cells that are no numbers, and one that shows a decimal comma."""
    found = [(N_("{text} in {cell} is no number"), text) for text in odd[:3]]
    found += [] if comma is None else [(N_("a decimal comma: {text} in {cell}"), comma)]
    return tuple(Remark(sentence, {"text": text, "cell": filled[text][1]}) for sentence, text in found)


def _has_percent(header: str) -> bool:
    """True for ``Occupancy (%)`` and ``% Occupancy``."""
    bare = header.strip("()（） ")
    return bare.startswith(("%", "％")) or bare.endswith(("%", "％"))


def _number(text: str, decimal: str | None, header: str) -> Fraction | None:
    found = parse_number(text, decimal or ",", header)
    return found[0] if found else None


def _is_duration(cell: Cell, text: str) -> bool:
    if isinstance(cell, str):
        return bool(_TIMES.search(text)) and parse_duration(text) is not None
    return not isinstance(cell, bool | float | dt.date) and cell is not None and seconds_of(cell) is not None


def _is_place(header: str) -> bool:
    return bool(field_of(header) or _PLACE.search(header))


def _worded(base: SeenColumn, filled: _Filled, words: Words) -> SeenColumn:
    """A column of yes and no, of pass and fail, or of texts."""
    forms = {normal(text) for text in filled}
    is_letter = len(forms) == 1 and forms <= {"y", "n"} and _is_place(base.header)  # N may be north
    if not is_letter and forms <= _YES_NO.union(map(normal, (*words.passes, *words.fails))):
        why = Remark(N_("yes or no: nothing but {words}"), {"words": tuple(filled)})
        return SeenColumn(base.headers, base.cells, "yes_no", (why,))
    return base
