"""Sheets beside the agents that parts read (findings, goals, lessons …): their columns, and the rows that were read.

Which sheet is what, histories and months: people.md §0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.problems import SourceRef

if TYPE_CHECKING:  # rules are read without pandas
    import pandas as pd


ANYTHING = Range()


class CellKind(StrEnum):
    """What the cells of a column hold."""

    AGENT = "agent"  # an agent id
    DATE = "date"
    TEXT = "text"
    WORD = "word"  # one of a list, read as its id
    METRIC = "metric"  # a metric of the scheme or the score, read as its id
    TARGET = "target"  # a figure of the metric that the row's METRIC column names
    TEAM_TARGET = "team_target"  # a figure of a team in that metric; of a level nothing, which has none
    NUMBER = "number"
    FIGURE = "figure"  # a number of any unit: 95% is 95, and its sign is kept as the text of the column
    PERCENT = "percent"
    COUNT = "count"
    PASS = "pass"  # yes and no, read as 1 and 0
    ANSWER = "answer"  # a whole number of its range; what stands there otherwise is never quoted


_AS_METRIC = {
    CellKind.NUMBER: MetricKind.NUMBER,
    CellKind.FIGURE: MetricKind.PERCENT,
    CellKind.PERCENT: MetricKind.PERCENT,
    CellKind.COUNT: MetricKind.COUNT,
    CellKind.PASS: MetricKind.PASS,
    CellKind.ANSWER: MetricKind.COUNT,
}
TARGETS = frozenset({CellKind.TARGET, CellKind.TEAM_TARGET})
_NUMERIC = frozenset({CellKind.DATE, *TARGETS, *_AS_METRIC})
PERCENT_SIGN = "%"
ROSTER = "roster"
"""The core's own sheet, which parts may need too."""
SCORE = "score"
SCORE_METRIC = Metric(SCORE, Label("综合得分", "Score"), MetricKind.NUMBER, Range(Fraction(0)))
"""What a METRIC column may name beside metrics."""


def as_target(metric: Metric) -> Metric:
    """A metric as its targets are read: bare numbers in the unit that is reported, of counts also fractions."""
    kind = MetricKind.NUMBER if metric.kind is MetricKind.COUNT else metric.kind
    scale = metric.kind.value if metric.kind in (MetricKind.PERCENT, MetricKind.PERMILLE) else metric.scale
    return replace(metric, kind=kind, scale=scale)


def as_team_figure(metric: Metric) -> Metric | None:
    """A metric as teams have it: a mean, of passes the share in percent; None of a level, which has no mean."""
    if metric.kind is MetricKind.LEVEL:
        return None
    if metric.kind is not MetricKind.PASS:
        return as_target(metric)
    return replace(metric, kind=MetricKind.PERCENT, scale="percent", plausible=Range(Fraction(0), Fraction(100)))


def target_metric(kind: CellKind, metric: Metric) -> Metric | None:
    """The metric that a target of this kind is read like, None for nothing to be read."""
    return as_target(metric) if kind is CellKind.TARGET else as_team_figure(metric)


class SheetColumn(Struct, frozen=True):
    """A column of a part's sheet.

    Attributes:
        id: Its id among the columns of the sheet.
        label: How its header reads.
        kind: What its cells hold.
        required: Whether a sheet must have it, and each row a value in it.
        blank_ok: Whether the cells of a required column may be blank all the same.
        plausible: The range of a number; a value outside is an error.
        words: The list of a WORD column, by id.
        about: What it asks for, where its kind does not say; it stands above the column of a blank sheet.
    """

    id: str
    label: Label
    kind: CellKind
    required: bool = False
    blank_ok: bool = False
    plausible: Range = ANYTHING
    words: Mapping[str, Label] = field(default_factory=dict)
    about: Label | None = None

    @property
    def is_number(self) -> bool:
        """True for what is kept as exact numbers: dates are day numbers, a pass is 1, a fail 0."""
        return self.kind in _NUMERIC

    @property
    def has_text(self) -> bool:
        """True for what is kept as text, and for a figure, whose sign is."""
        return not self.is_number or self.kind is CellKind.FIGURE

    @property
    def metric(self) -> Metric:
        """As a metric, to be read like one; of numbers, figures, percents, counts, passes and answers."""
        scale = "percent" if self.kind is CellKind.FIGURE else None
        return Metric(self.id, self.label, _AS_METRIC[self.kind], self.plausible, scale=scale)


class SheetKind(Struct, frozen=True):
    """A kind of sheet: its id, its name, its columns by id, and the part that reads it.

    The rows of a ``history`` are everything that is known up to the end of a month, by the first date column; those of
    another sheet count for every month of the workbook, unless a month column says which. Beside the required columns
    a sheet has ``least`` of ``some`` at least. An ``anonymous`` one may say of nobody who it is, and is copied nowhere.
    """

    id: str
    label: Label
    columns: Mapping[str, SheetColumn]
    history: bool = False
    some: frozenset[str] = frozenset()
    least: int = 0
    anonymous: bool = False

    @property
    def required(self) -> frozenset[str]:
        """The columns without which a sheet is not of this kind."""
        return frozenset(name for name, column in self.columns.items() if column.required)

    def lacks(self, found: Set[str]) -> int:
        """How many columns a sheet with these lacks to be of this kind."""
        return len(self.required - found) + max(0, self.least - len(self.some & found))

    @property
    def anchor(self) -> str:
        """The column that tells rows from footnotes: the first of agents, else the first required one."""
        agents = self.agents
        return agents[0] if agents else next(name for name, column in self.columns.items() if column.required)

    @property
    def agents(self) -> tuple[str, ...]:
        """The columns of agent ids."""
        return tuple(name for name, column in self.columns.items() if column.kind is CellKind.AGENT)

    @property
    def day(self) -> str | None:
        """The column of a history by which rows are known or not yet."""
        dates = [name for name, column in self.columns.items() if column.kind is CellKind.DATE]
        return dates[0] if self.history and dates else None


class SheetRows(Struct, frozen=True):
    """The rows of one kind of sheet, without those in error.

    ``frame`` has ``workbook`` (str, the file whose agents they are about), ``month`` (ordinal, 0 for every month),
    ``table`` (index into ``Dataset.tables``), ``row`` (1-based); ``numbers`` and ``texts`` (str, ``""`` for none) are
    the columns by id, aligned with it. ``tables`` are the sheets that were found, also those without a row: (workbook,
    index into ``Dataset.tables``). ``refused`` are whose rows are in error: (workbook, agent id, ``""`` for nobody's).
    """

    frame: pd.DataFrame
    numbers: Mapping[str, Exact]
    texts: Mapping[str, NDArray[np.object_]]
    tables: tuple[tuple[str, int], ...]
    refused: frozenset[tuple[str, str]] = frozenset()

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, rows: NDArray[np.intp]) -> SheetRows:
        """The rows at these positions."""
        if np.array_equal(rows, np.arange(len(self))):
            return self
        return SheetRows(
            self.frame.iloc[rows].reset_index(drop=True),
            {name: column.take(rows) for name, column in self.numbers.items()},
            {name: column[rows] for name, column in self.texts.items()},
            self.tables,
            self.refused,
        )

    def moved(self, by: int, workbook: str | None = None) -> SheetRows:
        """With tables that stand further on in the list of all, and as rows of another workbook's agents."""
        frame = self.frame.assign(table=self.frame["table"] + by)
        if workbook is not None:
            frame = frame.assign(workbook=workbook)
        tables = tuple((workbook or book, table + by) for book, table in self.tables)
        refused = frozenset((workbook or book, agent) for book, agent in self.refused)
        return SheetRows(frame, self.numbers, self.texts, tables, refused)


def first_places(ids: Sequence[str] | NDArray[np.object_], wanted: NDArray[np.object_]) -> NDArray[np.intp]:
    """The first position of each wanted id among the ids of agents, -1 for none.

    Ids repeat where a month stands in two files, which is an error of its own.
    """
    first = {one: at for at, one in reversed(list(enumerate(ids)))}
    return np.array([first.get(one, -1) for one in wanted], dtype=np.intp)


def stacked_sheets(parts: Sequence[Mapping[str, SheetRows]]) -> dict[str, SheetRows]:
    """The rows of each kind under each other."""
    having: dict[str, list[SheetRows]] = {}
    for part in parts:
        for kind, rows in part.items():
            having.setdefault(kind, []).append(rows)
    return {kind: _stacked(rows) for kind, rows in sorted(having.items())}


def _stacked(parts: Sequence[SheetRows]) -> SheetRows:
    import pandas as pd

    if len(parts) == 1:
        return parts[0]
    return SheetRows(
        pd.concat([part.frame for part in parts], ignore_index=True),
        {name: Exact.concat([part.numbers[name] for part in parts]) for name in parts[0].numbers},
        {name: np.concatenate([part.texts[name] for part in parts]) for name in parts[0].texts},
        tuple(dict.fromkeys(table for part in parts for table in part.tables)),
        frozenset().union(*(part.refused for part in parts)),
    )


class MonthSheets(Struct, frozen=True):
    """What the sheets of one month's workbooks say, by kind: the rows that count for it, and where each stands.

    A kind that no workbook of the month has is not among ``rows``; every column of a kind is there, also one that the
    sheet lacks. ``later`` counts the rows of a history that are dated after the month, ``strangers`` are the people on
    rows of the month who are not among its agents, each with the sheet; ``addresses`` are file, sheet and column
    letters of each table. ``on_roster`` tells who of the month's agents has a row on a roster, None without one.
    ``elsewhere`` are the kinds whose rows all say that they are of other months.
    """

    rows: Mapping[str, SheetRows] = field(default_factory=dict)
    later: Mapping[str, tuple[int, SourceRef]] = field(default_factory=dict)
    strangers: Mapping[str, tuple[tuple[str, ...], SourceRef]] = field(default_factory=dict)
    addresses: Mapping[int, tuple[str, str, Mapping[str, str]]] = field(default_factory=dict)
    on_roster: NDArray[np.bool_] | None = None
    elsewhere: frozenset[str] = frozenset()

    def lacks(self, kinds: Iterable[str]) -> list[str]:
        """Those of these kinds of sheets (``roster`` is one) that no workbook of the month has."""
        return [kind for kind in kinds if (self.on_roster is None if kind == ROSTER else kind not in self.rows)]

    def cell(self, kind: str, at: int, column: str) -> SourceRef:
        """The address of a cell of the row at this position; of the row where its table lacks the column."""
        frame = self.rows[kind].frame
        table, row = (int(frame[name].to_numpy()[at]) for name in ("table", "row"))
        return self._cell(table, row, column)

    def cells(self, kind: str, column: str) -> list[SourceRef]:
        """The addresses of a column of every row."""
        frame = self.rows[kind].frame
        places = zip(frame["table"].tolist(), frame["row"].tolist(), strict=True)
        return [self._cell(table, row, column) for table, row in places]

    def _cell(self, table: int, row: int, column: str) -> SourceRef:
        file, sheet, letters = self.addresses[table]
        return SourceRef(file, sheet, f"{letters[column]}{row}" if column in letters else f"{row}:{row}")


NO_SHEETS = MonthSheets()
"""No sheet of any part."""
