"""Tables of one shape put together, whatever file or sheet they stand in, with each column looked at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.period import MONTH_NAMES
from ccmotivate.model.rules import Words
from ccmotivate.readers.mapping.columns import SeenColumn, filled_down, ordered_by, seen_column, settled
from ccmotivate.readers.mapping.dialects import Dialect
from ccmotivate.readers.mapping.lexicon import field_of, measure_of, plain
from ccmotivate.readers.mapping.tables import SeenTable

_ALIKE = 0.7
_SIGNS = re.compile(r"[\d_-]+")
_MONTH = rf"(?P<month>(?:{MONTH_NAMES})(?:[ '_-]?\d{{2,4}})?|\d{{4}}[-/年]\d{{1,2}}月?|\d{{1,2}}月)"
_ACROSS = (
    re.compile(rf"{_MONTH}(?P<between>[ _·-]+|(?<=月))(?P<column>.+)", re.I),
    re.compile(rf"(?P<column>.+?)(?P<between>[ _·-]+){_MONTH}", re.I),
)


class Pool(Struct, frozen=True):
    """Tables of one shape; ``columns`` by what they hold, those that every table has; ``lacking`` are the others.

    ``across`` is the template of headers with a month in them; ``columns`` then have the headers without it. The
    ``dialects`` are those of its text files.
    """

    tables: tuple[SeenTable, ...]
    columns: Mapping[str, SeenColumn]
    lacking: tuple[str, ...] = ()
    across: str = ""
    dialects: tuple[Dialect, ...] = ()

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)

    @property
    def place(self) -> tuple[str, str]:
        """Its first file and sheet, which no other pool has."""
        return self.name, self.tables[0].sheet.name

    @property
    def name(self) -> str:
        return self.tables[0].book.name

    @property
    def stem(self) -> str:
        """What its first file is called, without figures."""
        return " ".join(_SIGNS.sub(" ", self.tables[0].book.path.stem).split())


class _Keyed(Struct, frozen=True):
    """A table with its columns by what they hold, and what must be the same in all tables of a source."""

    table: SeenTable
    keys: Mapping[str, list[int]]
    across: str
    dialect: Dialect

    def fits(self, other: _Keyed) -> bool:
        same = (self.across, self.table.header_rows) == (other.across, other.table.header_rows)
        is_one_kind = not ((self.is_list and other.has_measures) or (other.is_list and self.has_measures))
        return same and is_one_kind and self.dialect.fits(other.dialect) and _alike(self.keys, other.keys)

    @property
    def is_list(self) -> bool:
        """True where every column is a field of people."""
        return all(map(field_of, self.table.headers.values()))

    @property
    def has_measures(self) -> bool:
        return any(map(measure_of, self.table.headers.values()))


def pools_of(tables: Sequence[SeenTable], words: Words, dialects: Mapping[Path, Dialect]) -> list[Pool]:
    """Tables whose columns are the same, or nearly so, and that can be read alike, are one pool."""
    groups: list[list[_Keyed]] = []
    for table in tables:
        one = _Keyed(table, *_keys(table), dialects.get(table.book.path, Dialect()))
        home = next((group for group in groups if all(one.fits(other) for other in group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return [_pool(group, words) for group in groups]


def _alike(some: Mapping[str, list[int]], others: Mapping[str, list[int]]) -> bool:
    shared = len(some.keys() & others.keys())
    return shared >= 2 and shared >= _ALIKE * max(len(some), len(others))


def _keys(table: SeenTable) -> tuple[dict[str, list[int]], str]:
    """The columns of a table by what they hold, and the template of headers that name months."""
    across, months = _across(table)
    kinds = {place: _kind_of(months.get(place, header)) for place, header in table.headers.items()}
    often = Counter(kinds[place] for place in kinds if place not in months)
    keys: dict[str, list[int]] = {}
    for place, header in table.headers.items():
        key = kinds[place] if place in months or often[kinds[place]] == 1 else plain(header).casefold()
        keys.setdefault(key, []).append(place)
    return keys, across


def _kind_of(header: str) -> str:
    measure = measure_of(header)
    return field_of(header) or (measure.id if measure else plain(header).casefold())


def _across(table: SeenTable) -> tuple[str, dict[int, str]]:
    """The template of headers like ``Jan AHT`` of several months, and by column the part without the month."""
    for pattern in _ACROSS:
        found = {place: match for place, header in table.headers.items() if (match := pattern.fullmatch(header))}
        months = {match["month"].casefold() for match in found.values()}
        if len(months) > 1:
            between = next(iter(found.values()))["between"]
            parts = ("{month}", "{column}") if pattern is _ACROSS[0] else ("{column}", "{month}")
            return between.join(parts), {place: match["column"] for place, match in found.items()}
    return "", {}


def _pool(group: Sequence[_Keyed], words: Words) -> Pool:
    shared = [key for key in group[0].keys if all(key in one.keys for one in group)]
    lacking = dict.fromkeys(
        one.table.headers[place] for one in group for key in one.keys if key not in shared for place in one.keys[key]
    )
    columns = settled({key: _column(key, group, words) for key in shared})
    dialects = tuple(one.dialect for one in group)
    return Pool(tuple(one.table for one in group), columns, tuple(lacking), group[0].across, dialects)


def _column(key: str, group: Sequence[_Keyed], words: Words) -> SeenColumn:
    places = [(one, place) for one in group for place in one.keys[key]]
    seen = seen_column([(one.table, place) for one, place in places], words)
    if seen.order is None:
        later = (one.dialect.later_cells(place, len(one.table.sheet.columns)) for one, place in places)
        seen = ordered_by(seen, chain.from_iterable(later))
    months = {
        header: part
        for one in group
        for place, part in _across(one.table)[1].items()
        for header in [one.table.headers[place]]
    }
    headers = tuple(dict.fromkeys(months.get(header, header) for header in seen.headers))
    is_down = any(one.table.down in one.keys[key] for one in group)
    named = replace(seen, headers=headers, is_sparse=is_down)
    return filled_down(named, len(group)) if field_of(named.header) in ("agent_id", "name") else named
