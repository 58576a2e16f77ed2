"""How the columns of a large log are kept, by lines from all over it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice, zip_longest
from typing import Self

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import CellColumn
from ccmotivate.locale import N_
from ccmotivate.model.formula import Name, names_of
from ccmotivate.model.metrics import DetailColumn, DetailSheet
from ccmotivate.model.period import parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.pipeline.log_days import days_of_months, hours_of
from ccmotivate.readers.header_words import source_headers
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words
from ccmotivate.readers.month_column import MonthOptions, read_months
from ccmotivate.readers.numbers import fits_other_mark
from ccmotivate.readers.row_kinds import TotalWords, odd_ids, rows_fitting
from ccmotivate.warehouse.log_kept import Kept, Telling, stamp

MAX_KNOWN = 50_000
"""Distinct texts of a column that are known at most."""

_MANY_TEXTS = N_("this column holds too many different texts")
_TWO_WAYS = N_("this column is read in two ways")
_ISO = len("2025-03-31")
_HOURS = {2: [f"{hour:02}" for hour in range(24)], 1: [*"0123456789", *(f"{hour:02}" for hour in range(24))]}
_ENDINGS = 100  # of stamps, at most
_STAMP = re.compile(stamp(r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"))


class NotLargeError(Exception):
    """A log that only Python's rows can tell: the reason, and the column it is about where it is about one."""

    def __init__(self, reason: str, place: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


class Worth(Struct, frozen=True):
    """What the cells of a column of figures are worth: each known text (None: no data), and a plain 1 (``factor``)."""

    texts: Mapping[str, Fraction | None] = field(default_factory=dict)
    factor: Fraction = Fraction(1)


class LogPlan(Struct):
    """The columns of a log.

    Attributes:
        texts: The distinct texts of each column of the file in some of its lines.
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
    texts: Sequence[Sequence[str]]
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
    def of(
        cls, table: FoundTable, rules: RuleSet, options: MonthOptions, texts: Sequence[Sequence[str]], separator: str
    ) -> Self:
        """By the distinct texts of some of its rows.

        Raises:
            NotLargeError: they cannot be kept.
        """
        made = cls(table, rules, options, separator, texts)
        made._plan()
        return made

    @property
    def width(self) -> int:
        """How many columns the file has."""
        return len(self.texts)

    @property
    def source(self) -> DetailSheet:
        assert self.table.source is not None
        return self.table.source

    # -- how they are kept --------------------------------------------------------------------------------------------

    def _plan(self) -> None:
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

    def _known(self, place: int, texts: Iterable[str] | None = None, more: Iterable[str] = ()) -> tuple[str, ...]:
        """The distinct texts of a column that may stand in a plain row, and ``more`` where these are not too many.

        Raises:
            NotLargeError: there are too many.
        """
        seen = {*(self.texts[place] if texts is None else texts)} - {""}
        if len(seen) > MAX_KNOWN:
            raise NotLargeError(_MANY_TEXTS, place)
        both = seen.union(islice(more, MAX_KNOWN + 1))
        found = sorted(both if len(both) <= MAX_KNOWN else seen)
        total = self._totals.found_in(found)
        with_id = replace(self.table, columns={**self.table.columns, "agent_id": place})
        odd = odd_ids(with_id, self.rules, found) if place in self.ids else total
        told = zip(found, total, odd, strict=True)
        return tuple(text for text, *is_odd in told if text.strip() and not any(is_odd))

    @property
    def told(self) -> Telling:
        """What a row must have to be plain besides cells that are kept."""
        key = [self.table.columns[name] for name in self.source.key]
        needed = (*self.ids, *([] if self.month is None else [self.month]), *key)
        first = tuple(range(min(self.ids) + 1))
        totals = tuple(sorted(word for word in self._totals.words if word.isascii()))
        return Telling(
            first=first,
            totals=totals,
            signs=_rare_signs(totals, zip(*(self.table.sheet.columns[place] for place in first), strict=True)),
            may_be_known=0 in self.kept and bool(self.kept[0].texts) and self.kept[0].is_whole,
            needed=needed,
            others=tuple({*range(self.width)} - {*self.ids}) if self.month is None else (),
        )

    @property
    def _totals(self) -> TotalWords:
        return TotalWords.of(self.rules, self.source.layout.totals)

    def _plan_month(self, place: int) -> None:
        """Dates before a time are known by themselves, with the hour where a zone may move them over a month's edge.

        Where ``only`` asks for whole texts of the column these are known.
        """
        timed, bare = _timed(self.texts[place])
        are_stamps = any(map(_STAMP.fullmatch, bare)) and all(map(_STAMP.fullmatch, timed))
        dated = 0 if are_stamps else _date_length(timed)
        if place in self.only:
            one, known = Kept(("x",)), self._known(place)
        elif dated:
            one, known = self._plain_stamps(place, timed, bare, dated)
        elif any(map(_STAMP.fullmatch, (*timed, *bare))):
            one, known = self._stamps(place)
        else:
            one, known = Kept(("x",)), self._known(place, more=days_of_months(bare, self._order))
        read = [self._months_of(place, texts) for texts in zip(*map(one.ends, known), strict=True)]
        self.months = {
            text: months[0] for text, *months in zip(known, *read, strict=True) if months[0] and len({*months}) == 1
        }
        self.kept[place] = replace(one, texts=tuple(text for text in known if text in self.months))

    def _plain_stamps(
        self, place: int, timed: Sequence[str], bare: Sequence[str], dated: int
    ) -> tuple[Kept, tuple[str, ...]]:
        """How dates of one length before times are kept, and which texts may be known."""
        hours = self.source.layout.written_in is not None
        is_iso = all(len(text) == _ISO + 9 and text[4] == "-" and text[_ISO] == " " for text in timed)
        days = days_of_months((text[:dated] for text in timed), self._order)
        more = hours_of(days, (text[dated] for text in timed), _HOURS[2]) if hours else days
        seen = [*(f"{text[: dated + 3]}:00" if hours else text[:dated] for text in timed), *bare]
        known = self._known(place, seen, chain(days_of_months(bare, self._order), more))
        return Kept(("x",), dated=dated, hours=hours, is_iso=is_iso), known

    def _stamps(self, place: int) -> tuple[Kept, tuple[str, ...]]:
        """How stamps of several forms are kept, and which texts may be known."""
        texts = self.texts[place]
        stamps = [found for found in map(_STAMP.fullmatch, texts) if found]
        bare = [text for text in texts if not _STAMP.fullmatch(text)]
        hours = self.source.layout.written_in is not None or any(one["zone"] for one in stamps)
        endings = tuple(sorted({one[3] for one in stamps})[:_ENDINGS])
        days = days_of_months((one[1][:-1] for one in stamps), self._order)
        clock = _HOURS[min(len(one[2]) for one in stamps)] if hours else ["00"]
        more = hours_of(days, (one[1][-1] for one in stamps), clock, endings)
        seen = [*(f"{one[1]}{one[2] if hours else '00'}:00{one[3]}" for one in stamps), *bare]
        known = self._known(place, seen, chain(days_of_months(bare, self._order), more))
        return Kept(("x",), hours=hours, endings=endings), known

    @property
    def _order(self) -> str:
        """The order of day and month, where the rules say it."""
        return self.source.layout.dates or self.options.dates

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
        folds = self.rules.folds_of(self.source.id)
        words, figures = {*self._words(), *self._held()}, {name for fold in folds for name in fold.columns}
        mark = self.table.decimal(self.rules)
        for name, column in self.source.columns.items():
            place = self.table.columns[name]
            if any(fits_other_mark(text, mark) for text in self.texts[place]):
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

    def _figures(self) -> list[str]:
        folds = self.rules.folds_of(self.source.id)
        return sorted({name for fold in folds for name in fold.columns})

    def _pers(self) -> set[str]:
        """The columns by which folds tell rows apart."""
        return {fold.per for fold in self.rules.folds_of(self.source.id) if fold.per}

    def _counted(self) -> frozenset[str]:
        """The columns of texts of which folds ask nothing but how many different ones there are."""
        folds = self.rules.folds_of(self.source.id)
        asked: list[Iterable[str]] = [names_of(one) for fold in folds for one in fold.conditions]
        asked += [fold.of.names for fold in folds if fold.take != "distinct" or not isinstance(fold.of.tree, Name)]
        return frozenset(self._words()).difference(*asked, self._pers(), self.source.key)

    def _words(self) -> list[str]:
        """The columns of texts that folds and the key read."""
        folds = self.rules.folds_of(self.source.id)
        return sorted({name for fold in folds for name in fold.texts} | self._pers() | {*self.source.key})

    def _held(self) -> list[str]:
        """The columns whose texts must be words of the rules."""
        return [name for name, one in self.source.columns.items() if one.values]

    def _kept_figures(self, place: int, column: DetailColumn, mark: str) -> Kept:
        texts = {*self.texts[place]} - {""}
        numbers = column.is_number and column.kind not in ("pass", "level") and not column.no_data
        rest = {text for text in texts if not (numbers and _is_plain_number(text, mark))}
        decimals = numbers and column.kind != "count" and any(mark in text for text in texts - rest)
        known = self._known(place, rest) if len(rest) <= MAX_KNOWN else ()
        return Kept(known, numbers=numbers, decimals=decimals, mark=mark)

    def _kept_words(self, place: int, column: DetailColumn) -> Kept:
        texts = {*self.texts[place]} - {""}
        if len(texts) <= MAX_KNOWN // 20 or column.values:
            return Kept(self._known(place))
        nothing = {*blank_words(self.rules), *map(normal, column.no_data)}
        return Kept(is_free=True, mark=self.table.decimal(self.rules), but=tuple(sorted(nothing - {""})))


def texts_of(lines: str, separator: str, width: int) -> list[list[str]]:
    """The distinct texts of each column of some whole lines, ``width`` columns or more.

    Raises:
        NotLargeError: they cannot be told apart.
    """
    columns = _even(lines, separator, width)
    if columns is not None:
        return [list(dict.fromkeys(cells)) for cells in columns]
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator))
    except csv.Error as failure:
        raise NotLargeError(N_("its quotation marks are unusual")) from failure
    found = [list(dict.fromkeys(cells)) for cells in zip_longest(*rows, fillvalue="")]
    return found + [[""]] * (width - len(found))


def _even(lines: str, separator: str, width: int) -> list[list[str]] | None:
    """The cells by column of lines without quotation marks that have ``width`` cells each; None of others."""
    lines = lines.replace("\r\n", "\n")
    if '"' in lines or "\r" in lines or not lines.endswith("\n"):
        return None
    cells = lines.replace("\n", f"{separator}\n").split(separator)  # the first of each line begins with its end
    starts = cells[width::width]
    if len(cells) % width != 1 % width or not all(one.startswith("\n") for one in starts):
        return None
    if lines.count("\n") != len(starts):
        return None
    return [[cells[0], *(one[1:] for one in starts[:-1])], *(cells[at:-1:width] for at in range(1, width))]


def _timed(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of texts that end like a time of the clock one for each hour and length; and all others that are not blank."""
    timed, bare = dict[tuple[str, int], str](), list[str]()
    for text in texts:
        if len(text) > 8 and text[-3] == ":" and text.count(":") in (1, 2):
            timed[text[: -6 if text[-6] == ":" else -3], len(text)] = text
        elif text:
            bare.append(text)
    return [*timed.values()], bare


def _rare_signs(words: Iterable[str], rows: Iterable[Sequence[Cell]]) -> tuple[str, ...]:
    """A sign of each word, such as few of the first cells of these rows have that are not blank."""
    counts = Counter("".join(str(next(filter(None, row), "")) for row in rows).lower())
    found: list[str] = []
    for word in words:
        found.append(min(word, key=lambda sign: (counts[sign], sign not in found, sign)))
    return tuple(sorted(set(found)))


def _date_length(timed: Sequence[str]) -> int:
    """How long the dates before these times are, 0 where they differ or something else stands there."""
    lengths = {max(text.rfind(" "), text.rfind("T")) for text in timed}
    length = lengths.pop() if len(lengths) == 1 else 0
    return length if length >= 8 and all(len(text) - length in (6, 9) for text in timed) else 0


def _is_plain_number(text: str, mark: str) -> bool:
    digits = text.removeprefix("-")
    whole, point, places = digits.partition(mark)
    if not (digits.isascii() and whole.isdigit() and len(whole) <= 9):
        return False
    return not point or (places.isdigit() and len(places) <= 6)
