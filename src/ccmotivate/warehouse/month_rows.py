"""The rows of one month of a table on their way to ``SourceRows``: each once, their cells looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
from msgspec import Struct

from ccmotivate.model.metrics import INSTANTS, DetailColumn, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.warehouse import columns as read
from ccmotivate.warehouse.columns import Typed, UnfitError
from ccmotivate.warehouse.failures import refuse
from ccmotivate.warehouse.rows import SourceRows, group_column
from ccmotivate.warehouse.source import MOST_ODD, SourceTable, Wrong

_MOST_WORTH = 500
_PLAIN = "^[ -~一-鿿]*$"  # texts of ASCII and Chinese signs only, whose compared form every database can make
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


def rows_of(source: SourceTable, month: Month, keys: Mapping[str, str], words: Sequence[str] | None) -> MonthRows:
    """The rows of a month: ``keys`` maps keys of agents to the one that stands for them, ``words`` are the cells
    that say the month where no day does (None: the month is fixed).
    """
    table = source.within(month) if source.dated_by is not None else source.table
    if source.month_header is not None and words is not None:
        table = table.filter(read.text_of(table[source.headers[source.month_header]]).isin(list(words)))
    key = source.key(table)
    odd = [(key == one, ibis.literal(other)) for one, other in keys.items() if one != other]
    if len(odd) > MOST_ODD:
        refuse(source.database.of, "table-many-people", MOST_ODD)
    return MonthRows(source, table.mutate(agent_id=ibis.cases(*odd, else_=key) if odd else key), month)


class MonthRows(Struct):
    """The rows of a month on their way to ``SourceRows``."""

    of: SourceTable
    table: Any
    month: Month

    def each_once(self) -> tuple[int, list[tuple[str, ...]]]:
        """Leave out rows that stand again under the same key.

        Returns:
            How many, and the first keys under which rows differ.

        Raises:
            DatabaseError: a row has no key.
        """
        source, names = self.of.source, [self._raw(name) for name in self.of.source.key]
        if not names:
            return 0, []
        blank = reduce(lambda left, right: left | right, (self.table[name].isnull() for name in names))
        counts = self.of.asked(self.table.aggregate(rows=self.table.count(), blank=self.table.count(where=blank)))
        if counts["blank"][0]:
            refuse(self.of.database.of, "table-no-key", ", ".join(names), count=counts["blank"][0])
        content = list(dict.fromkeys([*names, *(self.of.raw[name] for name in source.columns), "agent_id"]))
        extra = [name for name in self._told() if name not in content]
        distinct = self.table.select(*content, *extra).distinct()
        groups = distinct.group_by(names).aggregate(many=distinct.count())
        differ = (
            groups.filter(groups.many > 1).order_by(names).select(*(read.text_of(groups[n]).name(n) for n in names))
        )
        found = self.of.asked(differ.limit(12))
        left = self.of.asked(distinct.aggregate(rows=distinct.count()))["rows"][0]
        if counts["rows"][0] != left:
            self.table = distinct
        return counts["rows"][0] - left, list(zip(*(found[name] for name in names), strict=True))

    def _told(self) -> list[str]:
        """The columns of identity but for those of the agent, who may be called by several words."""
        fields = self.of.source.layout.fields
        own = set(fields["agent_id"].headers) if "agent_id" in fields else {self.of.reading.names["agent_id"][0]}
        return [name for header, name in self.of.headers.items() if header not in own]

    def _raw(self, name: str) -> str:
        """The column of the table behind an id of the rules."""
        if name in self.of.raw:
            return self.of.raw[name]
        made, words = self.of.source.layout.fields.get(name), self.of.reading.names.get(name, [name])
        header = made.headers[0] if made and made.headers else words[0]
        return "agent_id" if name == "agent_id" else self.of.headers[header]

    def typed(self) -> tuple[Any, SourceRows, list[Wrong]]:
        """The rows as a table of whole numbers and words, what it holds, and the cells in error.

        Raises:
            DatabaseError: a column cannot be read as its kind.
        """
        numbers = sorted({name for fold in self.of.folds for name in fold.columns})
        texts = sorted({name for fold in self.of.folds for name in fold.texts})
        fine = self._fineness(numbers)
        found = {name: self._figures(name, fine) for name in numbers}
        wrong = self._wrong(found)
        made: dict[str, Any] = {name: typed.numbers.whole for name, typed in found.items()}
        made |= {name: self._words(name) for name in texts}
        groups = {fold.per for fold in self.of.folds if fold.per}
        made |= {group_column(name): self._group(name) for name in sorted(groups)}
        if self.of.source.key:
            names = [_row_name(self.table[self._raw(name)]) for name in self.of.source.key]
            made["row"] = (
                names[0]
                if len(names) == 1
                else reduce(lambda left, right: left + ibis.literal("+") + right, (read.text_of(one) for one in names))
            )
        table = self.table.select("agent_id", month=ibis.literal(str(self.month)), **made)
        dens = {name: typed.numbers.den for name, typed in found.items()}
        return table, SourceRows(dens, are_named="row" in made, is_embedded=False), wrong

    def _group(self, name: str) -> Any:
        """A column that rows are told apart by: as written, but for words of the rules and those for no data."""
        own, text = self.of.source.columns.get(name), read.text_of(self.table[self._raw(name)])
        if own is not None and (own.values or own.no_data):
            text = self._words(name)
        return text.fill_null("")

    def _fineness(self, numbers: Sequence[str]) -> dict[str, Any]:
        """How many decimal places columns need, and whether shares and seconds look like something else."""
        asked: dict[str, Any] = {}
        for name in numbers:
            column, raw = self.of.source.columns[name], self.table[self.of.raw[name]]
            if column.is_instant or not raw.type().is_numeric():
                continue
            for places in range(read.places_wanted(raw)):
                asked[f"{places} {name}"] = self.table.count(where=read.is_finer(raw, places))
            if column.kind in (MetricKind.PERCENT, MetricKind.DURATION):
                size = raw.abs()
                small = size <= (ibis.literal(1.5) if column.kind == MetricKind.PERCENT else ibis.literal(1))
                is_one = (size == 1) & (column.kind == MetricKind.DURATION)
                asked[f"small {name}"] = self.table.count(where=(size > 0) & small & ~is_one)
                asked[f"large {name}"] = self.table.count(where=(size > 0) & (~small | is_one))
        found = self.of.asked(self.table.aggregate(**asked)) if asked else {}
        return {name: values[0] for name, values in found.items()}

    def _figures(self, name: str, fine: Mapping[str, Any]) -> Typed:
        column, raw = self.of.source.columns[name], self.table[self.of.raw[name]]
        try:
            if column.kind in INSTANTS:
                return read.instants(column, raw, self.of.reading.clock)
            if raw.type().is_string():
                return self._worded(column, raw)
            if column.kind == MetricKind.LEVEL or (column.kind == MetricKind.PASS and not self._is_answer(column, raw)):
                return read.unfit(raw)
            wanted = read.places_wanted(raw)
            places = next((at for at in range(wanted) if not fine.get(f"{at} {name}")), wanted)
            shares = self._look_like_shares(column, fine)
            nothing = self.of.reading.numbers(column)
            return read.figures(column, raw, places, read.factor_of(column, fractions=shares), nothing)
        except UnfitError as error:
            facts = {"type": error.args[0], "kind": column.kind}
        return refuse(self.of.database.of, "table-type", raw.get_name(), **facts)

    def _is_answer(self, column: DetailColumn, raw: Any) -> bool:
        return bool(raw.type().is_boolean() or (column.is_yes_no and raw.type().is_integer()))

    def _look_like_shares(self, column: DetailColumn, fine: Mapping[str, Any]) -> bool:
        """Whether percents stand as shares of 1; what could be two things is refused."""
        small, large = (bool(fine.get(f"{what} {column.id}")) for what in ("small", "large"))
        table, name = self.of.database.of, self.of.raw[column.id]
        if column.kind == MetricKind.PERCENT and small and large:
            refuse(table, "table-scale", name)
        if column.kind == MetricKind.DURATION and (small or large):
            if column.unit is None:
                refuse(table, "table-unit", name)
            if column.unit == "seconds" and not large:
                refuse(table, "table-seconds", name)
        return small

    def _worded(self, column: DetailColumn, raw: Any) -> Typed:
        """Words for numbers: levels, passes, durations as text."""
        texts = self.of.words(raw.get_name())
        if len(texts) > _MOST_WORTH:
            raise UnfitError(str(raw.type()))
        blank = self.of.reading.no_data | {normal(word) for word in column.no_data} | {""}
        filled = [text for text in texts if normal(text) not in blank]
        worth = dict(zip(filled, self.of.reading.worth(column, filled), strict=True))
        unknown = [text for text, value in worth.items() if value is None]
        typed = read.of_words(raw, worth)
        return Typed(typed.numbers, {"unknown-word": raw.isin(unknown)} if unknown else {})

    def _words(self, name: str) -> Any:
        """A column of words in compared form, NULL for a blank; held to the words of its rules.

        Raises:
            DatabaseError: more texts than can be looked at have letters beyond those of ASCII and Chinese.
        """
        column = read.text_of(self.table[self.of.raw[name]])
        own = self.of.source.columns[name]
        odd_rows = self.table.filter(~column.re_search(_PLAIN))
        odd_texts = odd_rows.select(text=column).distinct().limit(MOST_ODD + 1)
        odd = [text for text in self.of.asked(odd_texts)["text"] if text is not None]
        if len(odd) > MOST_ODD:
            refuse(self.of.database.of, "table-many-words", self.of.raw[name], most=MOST_ODD)
        form = column.replace(" ", "").translate(_UPPER, _LOWER)
        if odd:
            form = ibis.cases(*((column == text, ibis.literal(normal(text))) for text in sorted(odd)), else_=form)
        blank = sorted({"", *self.of.reading.no_data, *map(normal, own.no_data)})
        return ibis.ifelse(form.isin(blank), ibis.null("string"), form)

    def _wrong(self, found: Mapping[str, Typed]) -> list[Wrong]:
        """The cells in error, by agent."""
        checks = [(name, code, hit) for name, typed in found.items() for code, hit in typed.wrong.items()]
        checks += [(name, "unknown-word", hit) for name, hit in self._unlisted()]
        if not checks:
            return []
        hits = {f"hit {at}": one.fill_null(False) for at, (_name, _code, one) in enumerate(checks)}
        values = {
            f"value {at}": read.text_of(self.table[self.of.raw[name]]) for at, (name, _code, _one) in enumerate(checks)
        }
        rows = self.table.select("agent_id", **hits, **values)
        rows = rows.filter(reduce(lambda left, right: left | right, (rows[name] for name in hits)))
        made = {f"many {at}": rows.count(where=rows[f"hit {at}"]) for at in range(len(checks))}
        made |= {f"first {at}": rows[f"value {at}"].min(where=rows[f"hit {at}"]) for at in range(len(checks))}
        told = self.of.asked(rows.group_by("agent_id").aggregate(**made).order_by("agent_id"))
        return [
            Wrong(key, self.of.raw[name], code, told[f"first {at}"][row] or "")
            for at, (name, code, _one) in enumerate(checks)
            for row, key in enumerate(told["agent_id"])
            if told[f"many {at}"][row]
        ]

    def _unlisted(self) -> Iterator[tuple[str, Any]]:
        """Texts that are none of the words of their rules."""
        for name, column in self.of.source.columns.items():
            if column.values:
                known = {normal(word) for word in (*column.values, *column.no_data)} | self.of.reading.no_data | {""}
                texts = self.of.words(self.of.raw[name])
                if unknown := [text for text in texts if normal(text) not in known]:
                    yield name, read.text_of(self.table[self.of.raw[name]]).isin(unknown)


def _row_name(raw: Any) -> Any:
    """What names a row, in the order in which rows are shown: whole numbers by size, all else as text."""
    return raw.cast("int64") if raw.type().is_integer() else read.text_of(raw)
