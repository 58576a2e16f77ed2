"""What the distinct texts of a large log's columns are worth by the readers' word, and its rows in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

import numpy as np
from msgspec.structs import replace

from ccmotivate.formats.book import Book
from ccmotivate.locale import N_
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.pipeline.log_plan import LogPlan, NotLargeError, Worth
from ccmotivate.readers.currencies import split_amount
from ccmotivate.readers.dates import YEAR_FIRST, is_either_order, order_of
from ccmotivate.readers.detail_columns import MARK, read_figures, read_words
from ccmotivate.readers.doubtful_units import least_in_full
from ccmotivate.readers.numbers import parse_number, times_of
from ccmotivate.readers.reading import Reading
from ccmotivate.readers.values import Vocabulary
from ccmotivate.warehouse.log_kept import PLACES, Scan, can_be_combined, code_of, numbers_of
from ccmotivate.warehouse.log_rows import Figures, OddRows, PlainRows, Texts
from ccmotivate.warehouse.log_table import LogTable

MAX_ODD = 100_000
"""Rows that are read one by one at most."""

_TOGETHER = N_("the cells of this column can only be understood together")
_SHARES = (MetricKind.PERCENT, MetricKind.PERMILLE)


class LogColumns(LogPlan):
    """The columns of a log, and what is asked of the table that it became.

    ``is_combined`` tells that who a row is about is one number in it.
    """

    is_combined: bool = False

    # -- the table ----------------------------------------------------------------------------------------------------

    def keep_what_is_silent(self) -> None:
        """Known texts of which the readers have something to say are known no more."""
        for name in sorted({*self._words(), *self._held()}):
            self.words[name] = self._read_words(name)
        for name in self._figures():
            self._keep_silent(name, ())

    def weigh(self, log: LogTable) -> None:
        """Work out what plain numbers are worth."""
        names = [name for name in self._figures() if self.kept[self.table.columns[name]].numbers]
        extremes = self._extremes(log, names)
        for name in names:
            known = len(self.worths[name].texts)
            values, bad = self._read_extremes(name, extremes[name])
            if bad:
                self._set_range_apart(log, name)
                extremes = self._extremes(log, names)
                values, bad = self._read_extremes(name, extremes[name])
            if bad or len(self.worths[name].texts) < known:
                raise NotLargeError(_TOGETHER, self.table.columns[name])
            self.worths[name] = replace(self.worths[name], factor=values)

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
        if column.kind == "money" and any(split_amount(text)[1] for text in texts):
            raise NotLargeError(_TOGETHER, place)
        if column.is_yes_no and loud and MARK in map(normal, texts):
            raise NotLargeError(_TOGETHER, place)
        if column.is_instant and (loud or (_by_order(texts) and not self.source.layout.dates)):
            raise NotLargeError(_TOGETHER, place)
        if not more:
            self.kept[place] = replace(self.kept[place], texts=tuple(t for at, t in enumerate(known) if at not in loud))
        worth = {text: values[at] for at, text in enumerate(known) if at not in loud}
        self.worths[name] = Worth(worth)
        return values.take(np.arange(len(known), len(texts))) if more else Exact.empty(0), sorted(
            at - len(known) for at in loud if at >= len(known)
        )

    def refuse_doubtful(self, log: LogTable, rows: Sequence[Sequence[str]]) -> None:
        """Refuse rows whose figures make others of the column doubtful: ``1.2万``, and ``x`` beside words for yes.

        Raises:
            NotLargeError: there are such rows.
        """
        for name in self._figures():
            place, column = self.table.columns[name], self.source.columns[name]
            texts = {cells[place] for cells in rows}
            if column.is_yes_no and MARK in map(normal, texts):
                raise NotLargeError(_TOGETHER, place)
            if self._may_be_doubtful(log, name, {*texts, *self.kept[place].texts}):
                raise NotLargeError(_TOGETHER, place)

    def _may_be_doubtful(self, log: LogTable, name: str, texts: Collection[str]) -> bool:
        """Whether bare numbers of a column may be in 万 or 亿, as some of these texts are."""
        times = {text: by for text in texts if (by := times_of(text)) > 1}
        least, kept = self.rules.reading.least_beside_units, self.kept[self.table.columns[name]]
        if not (times and least) or (self.source.columns[name].kind == "count" and not kept.decimals):
            return False
        read = {text: abs(found[0]) for text in texts if (found := parse_number(text, kept.mark))}
        full = least_in_full([read[text] / by for text, by in times.items() if text in read], least)
        numbers = self._extremes(log, [name])[name] if kept.numbers else []
        sizes = [Fraction(abs(one), self._scale(self.table.columns[name])) for one in numbers]
        bare = {one for one in (*sizes, *(one for text, one in read.items() if text not in times)) if one}
        return any(one < least for one in bare) or (bool(bare) and max(bare) < full)

    def _scale(self, place: int) -> int:
        return 10**PLACES if self.kept[place].decimals else 1

    def _extremes(self, log: LogTable, names: Sequence[str]) -> dict[str, list[int]]:
        """The plain numbers of these columns that are the farthest from 0 and the next to it, on either side."""
        ends = self._asked(log, {name: ["min({0})", "max({0})"] for name in names})
        next_to_0 = {
            name: ["max({0}) filter (where {0} < 0)", "min({0}) filter (where {0} > 0)"]
            for name, numbers in ends.items()
            if min(numbers, default=1) <= 0 <= max(numbers, default=0)
        }
        more = self._asked(log, next_to_0)
        return {name: sorted({*numbers, *more.get(name, ())}) for name, numbers in ends.items()}

    def _asked(self, log: LogTable, forms: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
        """What is there of these figures of the plain numbers of columns."""
        asked = [form.format(f"n{self.table.columns[name]}") for name, some in forms.items() for form in some]
        if not asked:
            return {}
        figures = iter(log.ask(f"select {', '.join(asked)} from log where plain and rowid > {log.header}")[0])
        return {name: [one for one in islice(figures, len(some)) if one is not None] for name, some in forms.items()}

    def _read_extremes(self, name: str, numbers: Sequence[int]) -> tuple[Fraction, list[int]]:
        """What a plain 1 is worth by the readers' word on these, and which of them are bad.

        Raises:
            NotLargeError: they have something to say on the column.
        """
        place = self.table.columns[name]
        scale = self._scale(place)
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

    def _set_range_apart(self, log: LogTable, name: str) -> None:
        """Make rows odd whose number is outside of the range.

        Raises:
            NotLargeError: there is none, or it is not that of numbers as they are written.
        """
        place, column = self.table.columns[name], self.source.columns[name]
        low, high = column.plausible.low, column.plausible.high
        if (low is None and high is None) or column.metric.kind in (MetricKind.DURATION, *_SHARES):
            raise NotLargeError(_TOGETHER, place)
        for bound, sign in ((low, "<"), (high, ">")):
            if bound is not None:
                log.set_apart(f"n{place}::hugeint * {bound.denominator} {sign} {bound.numerator * self._scale(place)}")

    # -- who, when, and which rows stay -------------------------------------------------------------------------------

    @property
    def can_be_scanned(self) -> bool:
        """Whether numpy can find the cells of a file without quotation marks: not those of decimal commas."""
        kept = self.kept.values()
        return len(self.separator.encode()) == 1 and all(
            one.mark == "." or not (one.decimals or one.is_free) for one in kept
        )

    def scan(self) -> Scan:
        """How a file without quotation marks becomes a table; who a row is about is one number then, if it can be."""
        self.is_combined = can_be_combined([len(self.kept[place].texts) for place in self.who])
        who = self.who if self.is_combined else ()
        read = {self.month, *self.only, *(self.table.columns[name] for name in (*self._words(), *self._figures()))}
        unread = frozenset({*who} - read)
        return Scan(self.separator, self.width, self.kept, self.told, who, unread)

    @property
    def who_sql(self) -> list[str]:
        if self.is_combined:
            return ["log.who"]
        return [code_of(place, self.kept[place]) for place in self.who]

    def stays(self, header: int) -> str:
        """The condition for rows that are plain and count."""
        parts = [f"log.plain and log.rowid > {header}"]
        return " and ".join([*parts, *(self._fits(place) for place in self.only)])

    def _fits(self, place: int) -> str:
        numbers = numbers_of(self.kept[place].texts)
        listed = ", ".join(str(numbers[text]) for text in self.only[place] if text in numbers)
        return f"{code_of(place, self.kept[place])} in ({listed})" if listed else "false"

    @property
    def month_sql(self) -> str:
        """The text of a row's month, by its number."""
        return "null" if self.month is None else code_of(self.month, self.kept[self.month])

    def groups_sql(self, header: int) -> str:
        """Whoever stands in which text of a month, how often and where first."""
        columns = [*self.who_sql, self.month_sql, "count(*)", "min(rowid)"]
        return f"select {', '.join(columns)} from log where {self.stays(header)} group by all having count(*) > 0"

    def month_of(self, number: int | None) -> int:
        """The month of a known text; -1 is of rows whose month is blank."""
        if number is None or self.month is None:
            return self.months[None]
        return self.months[self.kept[self.month].texts[number] if number >= 0 else None]

    def counted(self, log: LogTable) -> list[tuple[int, int]]:
        """The first and the last of each run of plain rows that count (0-based)."""
        run = "rowid - row_number() over (order by rowid)"
        rows = f"select rowid as line, {run} as run from log where {self.stays(log.header)}"
        found = log.ask(f"select min(line), max(line) from ({rows}) group by run order by 1")
        return [(int(first), int(last)) for first, last in found]

    def filtered(self, log: LogTable) -> list[int]:
        """The plain rows that ``only`` leaves out."""
        return [row for (row,) in log.ask(f"select rowid {self._left_out(log)} order by 1")] if self.only else []

    def filtered_by_month(self, log: LogTable) -> list[int]:
        """The first of them of each text of a month."""
        wanted = f"select {self.month_sql}, min(rowid) {self._left_out(log)} group by 1"
        return [row for _, row in log.ask(wanted)] if self.only else []

    def _left_out(self, log: LogTable) -> str:
        fits = " and ".join(self._fits(place) for place in self.only)
        return f"from log where plain and rowid > {log.header} and not ({fits})"

    def set_apart(self, log: LogTable, who: Sequence[tuple[int, ...]]) -> None:
        """Make all rows of these odd."""
        listed = ", ".join(f"({', '.join(map(str, one))}, 0)" for one in dict.fromkeys(who))
        log.set_apart(f"({', '.join((*self.who_sql, '0'))}) in ({listed})")

    # -- for the folds ------------------------------------------------------------------------------------------------

    def plain_rows(
        self,
        header: int,
        whose: Mapping[tuple[int, ...], str],
        is_wanted: Callable[[int], bool],
        *,
        are_all: bool,
        are_alone: bool,
    ) -> PlainRows:
        """How the folds read plain rows of the months that are wanted; ``are_alone`` without rows of other files."""
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
        counted = self._counted() if are_alone else frozenset()
        texts = {
            name: Texts(places[name], self.words[name], self.kept[places[name]].is_free, name in counted)
            for name in self._words()
        }
        stays = f"{self.stays(header)} and {self._is_of(months)}"
        numbers = {place: numbers_of(one.texts) for place, one in self.kept.items()}
        pers = frozenset(self._pers() | {*self.source.key})
        return PlainRows(stays, self.who_sql, whose, are_all, self.month, months, figures, texts, pers, numbers)

    def _is_of(self, months: Mapping[str | None, str]) -> str:
        """The condition for rows of these months."""
        if len(months) == len(self.months):
            return "true"
        if self.month is None or not months:
            return "false"
        numbers = numbers_of(self.kept[self.month].texts)
        listed = ", ".join(str(numbers[text]) for text in months if text in numbers)
        return f"{code_of(self.month, self.kept[self.month])} in ({listed})" if listed else "false"

    def odd_rows(self, odd: DetailRows) -> OddRows:
        """Rows that were read."""
        frame = odd.frame
        months = [str(Month.from_ordinal(one)) if one else "" for one in frame["month"].tolist()]
        texts = {name: frame[name].tolist() for name in self._words()}
        return OddRows(frame["agent_id"].tolist(), months, frame["row"].tolist(), odd.numbers, texts)

    def witnesses(self, log: LogTable) -> list[int]:
        """Rows whose dates tell the order of day and month, where the order is not known otherwise."""
        if self.month is None:
            return []
        found, kept = defaultdict[str, list[int]](list), self.kept[self.month]
        for text, number in numbers_of(kept.texts).items():
            order = order_of(kept.ends(text)[:1])
            if order != YEAR_FIRST:
                found[order].append(number)
        told = [", ".join(map(str, numbers)) for numbers in found.values()]
        stays = self.stays(log.header)
        asked = [f"select min(rowid) from log where {stays} and k{self.month} in ({numbers})" for numbers in told]
        return [row for query in asked for (row,) in log.ask(query) if row is not None]


_BOOK = Book("", None, "", "csv", (), ())  # type: ignore[arg-type]


def _rows_of(cell: str | None, cells: object) -> Iterator[int]:
    for one in (cell, *(cells if isinstance(cells, list | tuple) else ())):
        digits = str(one or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isdigit():
            yield int(digits)


def _by_order(texts: Sequence[str]) -> bool:
    """Whether the order of day and month is told by other cells of the column."""
    return any(is_either_order(text) or order_of([text]) != YEAR_FIRST for text in texts)


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
