"""How the columns of a large log are kept, and what their distinct texts are worth by the readers' word."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.book import Book
from ccmotivate.formats.columns import CellColumn
from ccmotivate.locale import N_
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import DetailColumn, DetailSheet, MetricKind
from ccmotivate.model.period import Month, parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.readers.dates import YEAR_FIRST, is_either_order, order_of
from ccmotivate.readers.detail_columns import read_figures, read_words
from ccmotivate.readers.header_words import source_headers
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words
from ccmotivate.readers.month_column import MonthOptions, read_months
from ccmotivate.readers.numbers import fits_other_mark
from ccmotivate.readers.reading import Reading
from ccmotivate.readers.row_kinds import TotalWords, odd_ids, rows_fitting
from ccmotivate.readers.values import Vocabulary

if TYPE_CHECKING:
    from ccmotivate.warehouse.log_rows import OddRows, PlainRows
    from ccmotivate.warehouse.log_table import Kept, LogTable

MAX_ODD = 100_000
"""Rows that are read one by one at most."""

MAX_KNOWN = 50_000
"""Distinct texts of a column that are known at most."""

_MANY_TEXTS = N_("this column holds too many different texts")
_TWO_WAYS = N_("this column is read in two ways")
_TOGETHER = N_("the cells of this column can only be understood together")
_FREE = r"[0-9A-Za-z_:#/+.-]*[0-9A-Za-z_]"
_ISO = len("2025-03-31")
_SHARES = (MetricKind.PERCENT, MetricKind.PERMILLE)


class NotLargeError(Exception):
    """A log that only Python's rows can tell: the reason, and the column it is about where it is about one."""

    def __init__(self, reason: str, place: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


@dataclass(frozen=True, slots=True)
class Worth:
    """What the cells of a column of figures are worth: each known text (None: no data), and a plain 1 (``factor``)."""

    texts: Mapping[str, Fraction | None] = field(default_factory=dict)
    factor: Fraction = Fraction(1)


@dataclass(slots=True)
class LogColumns:
    """The columns of a log.

    Attributes:
        width: How many there are in the file.
        who: Those that fields are made of, but for the month.
        month: The one of the month, None where it is a fixed text.
        kept: How each is kept.
        months: Of each known text of the month's column, its ordinal.
        worths: By id, of the columns of figures that folds read.
        words: By id, of the columns of texts, what each known one reads as (``""``: blank).
        only: Of each column by which rows are left out, the known texts that stay.
        is_named: Whether the month of all rows is that of a name or the command line.
    """

    table: FoundTable
    rules: RuleSet
    options: MonthOptions
    separator: str
    width: int
    cells: Sequence[Sequence[str]]
    who: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    month: int | None = None
    kept: dict[int, Kept] = field(default_factory=dict)
    months: dict[str | None, int] = field(default_factory=dict)
    worths: dict[str, Worth] = field(default_factory=dict)
    words: dict[str, Mapping[str, str]] = field(default_factory=dict)
    only: dict[int, tuple[str, ...]] = field(default_factory=dict)
    is_named: bool = False

    @classmethod
    def of(cls, table: FoundTable, rules: RuleSet, options: MonthOptions, sample: str, separator: str) -> LogColumns:
        """By some of its rows.

        Raises:
            NotLargeError: they cannot be kept.
        """
        rows = _parsed(sample, separator)
        width = max(len(table.sheet.columns), max(map(len, rows), default=0))
        cells = list(zip(*(row + [""] * (width - len(row)) for row in rows), strict=True)) or [()] * width
        made = cls(table, rules, options, separator, width, cells)
        made._plan()
        return made

    @property
    def source(self) -> DetailSheet:
        assert self.table.source is not None
        return self.table.source

    # -- how they are kept --------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        from ccmotivate.warehouse.log_table import Kept

        table, source = self.table, self.source
        layout, slots = source.layout, source_headers(self.rules, source).places
        asked = {
            name: [table.columns[slots[normal(one)]] for one in made.headers] for name, made in layout.fields.items()
        }
        asked |= {
            name: [place] for name, place in table.columns.items() if name in self.rules.columns and name not in asked
        }
        months = asked.pop("month", [])
        dates = [table.columns[name] for name, one in source.columns.items() if one.kind in ("date", "moment")]
        if "month" not in layout.fields and not months:
            months = dates[:1]
        if len(months) > 1 or ("month" in layout.fields and months and not layout.fields["month"].is_header):
            raise NotLargeError(N_("their month stands in several columns or in none"))
        self.month = months[0] if months else None
        if not months and "month" not in layout.fields:
            self._plan_named_month()
        elif self.month is None:
            fixed = parse_month(layout.fields["month"].text)
            self.months = {None: fixed.ordinal if fixed else 0}
        self.ids = asked["agent_id"]
        self.who = sorted({place for places in asked.values() for place in places} - set(months))
        only = {header: table.columns[slots.get(header) or slots[normal(header)]] for header in layout.only}
        for place in dict.fromkeys((*self.who, *only.values())):
            self.kept[place] = Kept(self._known(place))
        for header, place in only.items():
            texts = self.kept[place].texts
            fitting = rows_fitting(CellColumn.of(texts), np.arange(len(texts)), layout.only[header])
            stay = {texts[at] for at in fitting.tolist()}
            self.only[place] = tuple(sorted(stay & set(self.only.get(place, stay))))
        if self.month is not None:
            self._plan_month(self.month)
        self._plan_columns()

    def _plan_named_month(self) -> None:
        """One month for every row, by the command line or a name."""
        read = read_months(self._table_of({0: ["-"]}, {}), np.arange(1), *self._how)
        if read.named is None:
            raise NotLargeError(N_("their month stands in several columns or in none"))
        self.months, self.is_named = {None: int(read.months[0])}, True

    def _known(self, place: int, texts: Iterable[str] | None = None) -> tuple[str, ...]:
        """The distinct texts of a column that may stand in a plain row.

        Raises:
            NotLargeError: there are too many.
        """
        found = sorted({*(self.cells[place] if texts is None else texts)} - {""})
        if len(found) > MAX_KNOWN:
            raise NotLargeError(_MANY_TEXTS, place)
        total = self._totals.found_in(found)
        with_id = replace(self.table, columns={**self.table.columns, "agent_id": place})
        odd = odd_ids(with_id, self.rules, found) if place in self.ids else total
        told = zip(found, total, odd, strict=True)
        return tuple(text for text, *is_odd in told if text.strip() and not any(is_odd))

    @property
    def _totals(self) -> TotalWords:
        return TotalWords.of(self.rules, self.source.layout.totals)

    def _plan_month(self, place: int) -> None:
        """Dates before a time are known by themselves, with the hour where a zone may move them over a month's edge."""
        from ccmotivate.warehouse.log_table import Kept

        cells = [text for text in dict.fromkeys(self.cells[place]) if text]
        hours = self.source.layout.written_in is not None
        timed = [text for text in cells if len(text) > 8 and text[-3] == ":" and text.count(":") in (1, 2)]
        dated = _date_length(timed)
        if dated:
            is_iso = all(len(text) == _ISO + 9 and text[4] == "-" and text[_ISO] == " " for text in timed)
            bare = dict.fromkeys(cells).keys() - timed
            cells = [*dict.fromkeys(text[: dated + 3 * hours] for text in timed), *bare]
            one = Kept(("x",), dated=dated, hours=hours, is_iso=is_iso)
        else:
            one = Kept(("x",))
        known = self._known(place, cells)
        forms = (":00:00", ":59:59") if hours and dated else ("", " 00:00:00") if dated else ("",)
        read = [self._months_of(place, [text + form for text in known]) for form in forms]
        self.months = {
            text: months[0] for text, *months in zip(known, *read, strict=True) if months[0] and len({*months}) == 1
        }
        self.kept[place] = replace(one, texts=tuple(text for text in known if text in self.months))

    def _months_of(self, place: int, texts: Sequence[str]) -> list[int]:
        """The months of texts in the column, 0 for none or one of which something is to be said."""
        read = read_months(self._table_of({place: texts}, {"month": place}), np.arange(len(texts)), *self._how)
        return [0 if at in read.bad else month for at, month in enumerate(read.months.tolist())]

    @property
    def _how(self) -> tuple[MonthOptions, frozenset[str]]:
        return self.options, blank_words(self.rules)

    def _table_of(self, cells: Mapping[int, Sequence[str]], more: Mapping[str, int]) -> FoundTable:
        """A table with these texts in these columns, from its first row on."""
        height = max(map(len, cells.values()))
        columns = [CellColumn.of(cells.get(place, [""] * height)) for place in range(self.width)]
        sheet = plain_sheet(self.table.sheet.name, columns)
        return replace(self.table, sheet=sheet, columns={**self.table.columns, **more})

    def _plan_columns(self) -> None:
        from ccmotivate.warehouse.log_table import Kept

        folds = self.rules.folds_of(self.source.id)
        words, figures = {*self._words(), *self._held()}, {name for fold in folds for name in fold.columns}
        mark = self.table.decimal(self.rules)
        for name, column in self.source.columns.items():
            place = self.table.columns[name]
            if any(fits_other_mark(text, mark) for text in {*self.cells[place]}):
                raise NotLargeError(N_("numbers of this column are written with another decimal mark"), place)
            if (name in figures and place in self.kept) or (name in figures | words and place == self.month):
                raise NotLargeError(_TWO_WAYS, place)
            if name in figures:
                self.kept[place] = self._kept_figures(place, column, mark)
            elif name in words:
                self.kept[place] = self.kept.get(place) or self._kept_words(place, column)
            elif place not in self.kept:
                self.kept[place] = Kept(without="," if mark == "." else ".")
        for name in figures & words:
            raise NotLargeError(_TWO_WAYS, self.table.columns[name])

    def _kept_figures(self, place: int, column: DetailColumn, mark: str) -> Kept:
        from ccmotivate.warehouse.log_table import Kept

        texts = {*self.cells[place]} - {""}
        numbers = column.is_number and column.kind not in ("pass", "level") and not column.no_data
        rest = {text for text in texts if not (numbers and _is_plain_number(text, mark))}
        decimals = numbers and column.kind != "count" and any(mark in text for text in texts - rest)
        known = self._known(place, rest) if len(rest) <= MAX_KNOWN else ()
        return Kept(known, numbers=numbers, decimals=decimals, mark=mark)

    def _kept_words(self, place: int, column: DetailColumn) -> Kept:
        from ccmotivate.warehouse.log_table import Kept

        texts = {*self.cells[place]} - {""}
        if len(texts) <= MAX_KNOWN // 20 or column.values:
            return Kept(self._known(place))
        other = "," if self.table.decimal(self.rules) == "." else "."
        nothing = {*blank_words(self.rules), *map(normal, column.no_data)}
        return Kept(pattern=_FREE.replace(other, ""), but=tuple(sorted(nothing - {""})))

    # -- the table ----------------------------------------------------------------------------------------------------

    def keep_what_is_silent(self) -> None:
        """Known texts of which the readers have something to say are known no more."""
        for name in sorted({*self._words(), *self._held()}):
            self.words[name] = self._read_words(name)
        for name in self._figures():
            self._keep_silent(name, ())

    def weigh(self, log: LogTable) -> None:
        """Work out what plain numbers are worth."""
        for name in self._figures():
            self._weigh(log, name)

    def _figures(self) -> list[str]:
        folds = self.rules.folds_of(self.source.id)
        return sorted({name for fold in folds for name in fold.columns})

    def _pers(self) -> set[str]:
        """The columns by which folds tell rows apart."""
        return {fold.per for fold in self.rules.folds_of(self.source.id) if fold.per}

    def _words(self) -> list[str]:
        """The columns of texts that folds and the key read."""
        folds = self.rules.folds_of(self.source.id)
        return sorted({name for fold in folds for name in fold.texts} | self._pers() | {*self.source.key})

    def _held(self) -> list[str]:
        """The columns whose texts must be words of the rules."""
        return [name for name, one in self.source.columns.items() if one.values]

    def _read_words(self, name: str) -> dict[str, str]:
        """What the known texts of a column of words are; those of which something is to be said are known no more."""
        place = self.table.columns[name]
        texts = self.kept[place].texts
        if not texts:
            return {}
        table = self._table_of({place: texts}, {})
        read = read_words(table, self.source, name, np.arange(len(texts)))
        is_key = name in self.source.key  # a key that says nothing is an error
        worth = {
            text: str(read.values[at])
            for at, text in enumerate(texts)
            if at not in read.bad and (read.values[at] or not is_key)
        }
        if len(worth) < len(texts):
            self.kept[place] = replace(self.kept[place], texts=tuple(worth))
        return worth

    def _keep_silent(self, name: str, more: Sequence[str]) -> tuple[Exact, list[int]]:
        """The values of a column's known texts and of ``more``, and which of these cannot be read.

        Known texts of which something is to be said are known no more.
        """
        place = self.table.columns[name]
        known = self.kept[place].texts
        texts = [*known, *more] or [""]
        reading = Reading(_BOOK, self.rules, self.options, Vocabulary.of(self.rules))
        table = self._table_of({place: texts}, {})
        values, bad = read_figures(reading, table, self.source, name, np.arange(len(texts)))
        said = {int(row) for one in reading.problems for row in _rows_of(one.source.cell, one.fields.get("cells"))}
        loud = bad | {row - 1 for row in said}
        column = self.source.columns[name]
        if column.is_instant and (loud or (_by_order(texts) and not self.source.layout.dates)):
            raise NotLargeError(_TOGETHER, place)
        if not more:
            self.kept[place] = replace(self.kept[place], texts=tuple(t for at, t in enumerate(known) if at not in loud))
        worth = {text: values[at] for at, text in enumerate(known) if at not in loud}
        self.worths[name] = Worth(worth)
        return values.take(np.arange(len(known), len(texts))) if more else Exact.empty(0), sorted(
            at - len(known) for at in loud if at >= len(known)
        )

    def _weigh(self, log: LogTable, name: str) -> None:
        """What a plain 1 is worth, by the readers' word on the extremes of the column.

        Raises:
            NotLargeError: they have something to say on the column.
        """
        place, column = self.table.columns[name], self.source.columns[name]
        if not self.kept[place].numbers:
            return
        scale = self._scale(place)
        known = len(self.worths[name].texts)
        values, bad = self._read_extremes(log, name, scale)
        if bad and not self._is_of_range(column):
            raise NotLargeError(_TOGETHER, place)
        if bad:
            self._set_range_apart(log, name, scale)
            values, bad = self._read_extremes(log, name, scale)
        if bad or len(self.worths[name].texts) < known:
            raise NotLargeError(_TOGETHER, place)
        self.worths[name] = replace(self.worths[name], factor=values)

    def _scale(self, place: int) -> int:
        from ccmotivate.warehouse.log_table import PLACES

        return 10**PLACES if self.kept[place].decimals else 1

    def _read_extremes(self, log: LogTable, name: str, scale: int) -> tuple[Fraction, list[int]]:
        """The factor, and which of the extremes are bad."""
        place = self.table.columns[name]
        some = f"n{place}"
        found = log.ask(
            f"select min({some}), max({some}), min({some}) filter ({some} > 0), max({some}) filter ({some} < 0) "
            f"from log where plain and rowid > {log.header}"
        )[0]
        numbers = sorted({int(one) for one in found if one is not None})
        if not numbers:
            return Fraction(1), []
        if self.source.columns[name].metric.kind in _SHARES and _straddles(numbers, scale):
            raise NotLargeError(_TOGETHER, place)
        values, bad = self._keep_silent(name, [_shown(number, scale, self.kept[place].mark) for number in numbers])
        pairs = [(one, values[at]) for at, one in enumerate(numbers) if one and at not in bad]
        factors = {value * scale / one for one, value in pairs if value is not None}
        if len(factors) > 1:
            raise NotLargeError(_TOGETHER, place)
        return (factors.pop() if factors else Fraction(1)), bad

    def _is_of_range(self, column: DetailColumn) -> bool:
        return column.plausible.low is not None or column.plausible.high is not None

    def _set_range_apart(self, log: LogTable, name: str, scale: int) -> None:
        """Make rows odd whose number is outside of the range."""
        place, column = self.table.columns[name], self.source.columns[name]
        if column.metric.kind in (MetricKind.DURATION, *_SHARES):
            raise NotLargeError(_TOGETHER, place)
        low, high = column.plausible.low, column.plausible.high
        for bound, sign in ((low, "<"), (high, ">")):
            if bound is not None:
                log.set_apart(f"n{place}::hugeint * {bound.denominator} {sign} {bound.numerator * scale}")

    @property
    def told(self) -> str:
        """The condition on the first text of a row: it is no word of totals; and who and when are told."""
        from ccmotivate.warehouse.log_table import cell, literal

        words = sorted(word for word in self._totals.words if word.isascii())
        spaced = "|".join(" *".join(map(_escaped, word)) for word in words)
        first = f"coalesce({', '.join(map(cell, range(min(self.ids) + 1)))}, '')"
        told = f"not regexp_matches({first}, {literal(f'(?i){spaced}|[^ -~]')})"
        if 0 in self.kept and self.kept[0].texts and not self.kept[0].dated:
            told = f"(try_cast(c0 as e0) is not null or {told})"
        needed = [*self.ids, *([] if self.month is None else [self.month])]
        needed += [self.table.columns[name] for name in self.source.key]
        parts = [told, *(f"{cell(place)} is not null" for place in needed)]
        others = [cell(place) for place in range(self.width) if place not in self.ids]
        if self.month is None:
            parts.append(f"coalesce({', '.join(others)}) is not null")
        return " and ".join(parts)

    # -- who, when, and which rows stay -------------------------------------------------------------------------------

    def _code(self, place: int) -> str:
        return f"coalesce(enum_code(log.k{place})::integer, -1)" if self.kept[place].texts else "-1"

    @property
    def who_sql(self) -> list[str]:
        return [self._code(place) for place in self.who]

    def stays(self, header: int) -> str:
        """The condition for rows that are plain and count."""
        parts = [f"log.plain and log.rowid > {header}"]
        return " and ".join([*parts, *(self._fits(place) for place in self.only)])

    def _fits(self, place: int) -> str:
        from ccmotivate.warehouse.log_table import literal

        listed = ", ".join(map(literal, self.only[place]))
        return f"coalesce(log.k{place} in ({listed}), false)" if listed and self.kept[place].texts else "false"

    def groups_sql(self, header: int) -> str:
        """Whoever stands in which text of a month, how often and where first."""
        known = self.month is not None and self.kept[self.month].texts
        month = f"k{self.month}::varchar" if known else "null"
        columns = [*self.who_sql, month, "count(*)", "min(rowid)"]
        return f"select {', '.join(columns)} from log where {self.stays(header)} group by all having count(*) > 0"

    def counted(self, log: LogTable) -> list[tuple[int, int]]:
        """The first and the last of each run of plain rows that count (0-based)."""
        run = "rowid - row_number() over (order by rowid)"
        rows = f"select rowid as line, {run} as run from log where {self.stays(log.header)}"
        found = log.ask(f"select min(line), max(line) from ({rows}) group by run order by 1")
        return [(int(first), int(last)) for first, last in found]

    def filtered(self, log: LogTable) -> list[int]:
        """The plain rows that ``only`` leaves out."""
        if not self.only:
            return []
        fits = " and ".join(self._fits(place) for place in self.only)
        wanted = f"select rowid from log where plain and rowid > {log.header} and not ({fits}) order by 1"
        return [row for (row,) in log.ask(wanted)]

    def set_apart(self, log: LogTable, who: Sequence[tuple[int, ...]]) -> None:
        """Make all rows of these odd."""
        listed = ", ".join(f"({', '.join(map(str, one))}, 0)" for one in dict.fromkeys(who))
        log.set_apart(f"({', '.join((*self.who_sql, '0'))}) in ({listed})")

    # -- for the folds ------------------------------------------------------------------------------------------------

    def plain_rows(
        self, header: int, whose: Mapping[tuple[int, ...], str], is_wanted: Callable[[int], bool]
    ) -> PlainRows:
        """How the folds read plain rows of the months that are wanted."""
        from ccmotivate.warehouse.log_rows import Figures, PlainRows, Texts

        months = {text: str(Month.from_ordinal(one)) for text, one in self.months.items() if is_wanted(one)}
        places = self.table.columns
        figures = {
            name: Figures(
                places[name],
                self.worths[name].texts,
                self.worths[name].factor,
                self._scale(places[name]),
                self.kept[places[name]].numbers,
            )
            for name in self._figures()
        }
        texts = {
            name: Texts(places[name], self.words[name], self.kept[places[name]].pattern is not None)
            for name in self._words()
        }
        stays = self.stays(header)
        apart = frozenset(self._pers() | {*self.source.key})
        return PlainRows(stays, self.who_sql, whose, self.month, months, figures, texts, apart)

    def odd_rows(self, odd: DetailRows) -> OddRows:
        """Rows that were read."""
        from ccmotivate.warehouse.log_rows import OddRows

        frame = odd.frame
        months = [str(Month.from_ordinal(one)) if one else "" for one in frame["month"].tolist()]
        texts = {name: frame[name].tolist() for name in self._words()}
        return OddRows(frame["agent_id"].tolist(), months, frame["row"].tolist(), odd.numbers, texts)

    def is_blank(self, text: str) -> bool:
        """Whether a fold takes a text for no data."""
        return normal(text) in {"", *blank_words(self.rules)}

    def witnesses(self, log: LogTable) -> list[int]:
        """Rows whose dates tell the order of day and month, where the order is not known otherwise."""
        if self.month is None:
            return []
        found: dict[str, str] = {}
        for text in self.kept[self.month].texts:
            order = order_of([text[:_ISO]])
            if order != YEAR_FIRST:
                found.setdefault(order, text)
        from ccmotivate.warehouse.log_table import literal

        asked = [
            f"select min(rowid) from log where plain and k{self.month} = {literal(text)}" for text in found.values()
        ]
        return [row for query in asked for (row,) in log.ask(query) if row is not None]


_BOOK = Book("", None, "", "csv", (), ())  # type: ignore[arg-type]


def _rows_of(cell: str | None, cells: object) -> Iterator[int]:
    for one in (cell, *(cells if isinstance(cells, list | tuple) else ())):
        digits = str(one or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isdigit():
            yield int(digits)


def _parsed(sample: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
    except csv.Error as failure:
        raise NotLargeError(N_("its quotation marks are unusual")) from failure


def _date_length(timed: Sequence[str]) -> int:
    """How long the dates before these times are, 0 where they differ or something else stands there."""
    lengths = {max(text.rfind(" "), text.rfind("T")) for text in timed}
    return lengths.pop() if len(lengths) == 1 and min(lengths) >= 8 else 0


def _by_order(texts: Sequence[str]) -> bool:
    """Whether the order of day and month is told by other cells of the column."""
    return any(is_either_order(text) or order_of([text]) != YEAR_FIRST for text in texts)


def _is_plain_number(text: str, mark: str) -> bool:
    digits = text.removeprefix("-")
    whole, point, places = digits.partition(mark)
    if not (digits.isascii() and whole.isdigit() and len(whole) <= 9):
        return False
    return not point or (places.isdigit() and len(places) <= 6)


def _straddles(numbers: Sequence[int], scale: int) -> bool:
    """Whether some numbers may be fractions of 1 and others not."""
    sizes = [Fraction(abs(number), scale) for number in numbers if number]
    return bool(sizes) and min(sizes) <= Fraction(3, 2) < max(sizes)


def _shown(number: int, scale: int, mark: str) -> str:
    if scale == 1:
        return str(number)
    whole, rest = divmod(abs(number), scale)
    text = f"{whole}{mark}{rest:06d}".rstrip("0").removesuffix(mark)
    return f"-{text}" if number < 0 else text


def _escaped(sign: str) -> str:
    return f"[{sign}]" if not sign.isalnum() and sign not in "\\^]" else ("\\" + sign if not sign.isalnum() else sign)
