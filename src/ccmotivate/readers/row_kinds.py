"""Which rows below a header hold agents: totals, footnotes, repeated headers, hidden and excluded rows are told apart.

This is decided before any cell is typed, so that a total never takes part in the vote on a column's scale.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fnmatch import translate
from functools import partial

import numpy as np
from msgspec import Struct

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import CellColumn, Rows
from ccmotivate.model.durations import parse_duration
from ccmotivate.model.exact import Bools
from ccmotivate.model.metrics import by_word
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import CellKind
from ccmotivate.model.words import half_width, normal, normals, split_unit
from ccmotivate.readers.currencies import split_amount
from ccmotivate.readers.dates import parse_in_either_order
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words, plain_cells
from ccmotivate.readers.numbers import parse_number

_CHINESE = ("合计", "总计", "小计", "汇总", "平均", "平均值", "目标")
_ENGLISH = ("Total", "Subtotal", "Grand Total", "Average", "Mean", "Sum", "Summary", "Target")
TOTALS = (*_CHINESE, *_ENGLISH)
"""Words of rows that are about several people; ``words: totals`` in the rules adds to them."""


_SIGN_OFF = re.compile(
    r"(制表|制单|填表|编制|审核|复核|审批|批准|经办|负责|统计|打印|导出|生成)(人员?|者|时间|日期|部门)?(签字|签名)?:"
    r"|(签字|签名|领导签字|盖章):|(prepared|checked|reviewed|approved|printed|exported|signed)(by|on|at):",
    re.IGNORECASE,
)
_SUM_MARK = re.compile(r"[*＊Σ∑]+", re.IGNORECASE)
_LABELLED = re.compile(r"[^\W\d_]+:")
_PLAIN = {ord(mark): f"[{mark}]" for mark in "?["}  # of the marks of patterns only * is one here
_NAMES = ("name", "role", "project")
_FIRST_LETTERS = "a-z0-9\u00e0-\u024f"


class KeptRows(Struct, frozen=True):
    """The 0-based sheet rows that hold agents, what was left out and why.

    Attributes:
        rows: Ascending.
        dropped: ``total``, ``footnote``, ``header``, ``hidden`` or ``excluded`` to sheet rows.
        hidden: Which of ``rows`` are hidden in the file.
        asked: Which of ``rows`` read like a total and name a person, with the column of the total word.
        moved: Repeated headers whose columns stand in another order; what is below them cannot be read.
    """

    rows: Rows
    dropped: Mapping[str, Sequence[int]]
    hidden: Rows
    asked: Mapping[int, int]
    moved: Sequence[int]


def kept_rows(table: FoundTable, rules: RuleSet) -> KeptRows:
    """Look at every row below the header of a table."""
    sheet = table.sheet
    keep = np.arange(sheet.height) > table.header
    dropped: dict[str, Sequence[int]] = {}
    keep[list(table.others.get("", ()))] = False
    kinds = _RowKinds.of(rules, table)
    found = kinds.tell(keep)
    asked = {row: kinds.total_in(row) for row in found.pop("person", [])}
    moved = found.pop("moved", [])
    keep[moved] = False
    for why, rows in found.items():
        keep[rows] = False
        dropped |= {why: rows} if why else {}
    for why, others in table.others.items():
        rows = [row for row in others if keep[row]]
        keep[rows] = False
        dropped |= {why: rows} if why and rows else {}
    excluded = _excluded(table, rules, np.flatnonzero(keep))
    keep[excluded] = False
    hidden = keep & np.isin(np.arange(sheet.height), sheet.hidden_rows)
    if rules.reading.hidden_rows == "leave_out" and hidden.any():
        dropped["hidden"] = np.flatnonzero(hidden).tolist()
        keep &= ~hidden
    if excluded:
        dropped["excluded"] = excluded
    return KeptRows(np.flatnonzero(keep), dropped, np.flatnonzero(keep & hidden), asked, moved)


# -- rows that the rules leave out ------------------------------------------------------------------------------------


def _excluded(table: FoundTable, rules: RuleSet, rows: Rows) -> list[int]:
    """The rows whose text in some column is one of those that the rules exclude."""
    found: set[int] = set()
    for column, texts in rules.reading.exclude.items():
        if column not in table.columns or not texts:
            continue
        found.update(rows_fitting(table.sheet.columns[table.columns[column]], rows, texts).tolist())
    return sorted(found)


def rows_fitting(column: CellColumn, rows: Rows, texts: Sequence[str], blanks: frozenset[str] = frozenset()) -> Rows:
    """Those of the rows whose cell is one of the texts, in which ``*`` stands for anything.

    A blank cell is none; what only ``*`` fits and is one of ``blanks``, in compared form, is none either.
    """
    forms = [normal(text) for text in texts]
    pattern = re.compile("|".join(translate(form.translate(_PLAIN)) for form in forms))
    hit: Bools = column.take(rows).every(partial(_fitting, pattern, {"", *blanks} - set(forms))).astype(bool)
    return rows[hit]


def _fitting(pattern: re.Pattern[str], blanks: Collection[str], cells: Sequence[Cell]) -> list[bool]:
    return [form not in blanks and pattern.fullmatch(form) is not None for form in _words(cells)]


# -- totals, footnotes, repeated headers ------------------------------------------------------------------------------


class TotalWords(Struct, frozen=True):
    """Recognises a cell that is a total word, or begins or ends with one."""

    begins: re.Pattern[str]
    ends: re.Pattern[str]
    words: frozenset[str]  # without spaces

    @classmethod
    def of(cls, rules: RuleSet, more: Sequence[str] = ()) -> TotalWords:
        known = (*TOTALS, *rules.words.totals, *more)
        words = sorted({" ".join(half_width(word).casefold().split()) for word in known} - {""})
        latin = "|".join(re.escape(word) for word in words if word.isascii())
        others = "|".join(re.escape(word) for word in words if not word.isascii())
        begins = re.compile(rf"(?:{latin})(?![{_FIRST_LETTERS}])|{others or latin}")
        ends = re.compile(rf"(?:(?<![{_FIRST_LETTERS}])(?:{latin})|{others or latin})[\s:.]*\Z")
        return cls(begins, ends, frozenset(map(_tight, words)))

    def found_in(self, cells: Sequence[Cell]) -> list[bool]:
        """True for ``North Total``, ``Subtotal: North``, ``本组合计``, ``平均值`` …; False for ``Summer``."""
        texts = [cell if type(cell) is str else "" for cell in cells]
        whole = _tight(half_width("\0".join(texts)).casefold())
        if not any(word in whole for word in self.words):
            return [False] * len(texts)
        return [self.holds(text) for text in texts]

    def are(self, cells: Sequence[Cell]) -> list[bool]:
        """True for cells that are a total word and nothing else."""
        return [type(cell) is str and _tight(half_width(cell).casefold()).rstrip(":.") in self.words for cell in cells]

    def holds(self, text: str) -> bool:
        """As ``found_in``, of one text: Chinese words and whole cells are compared without their spaces."""
        if self.are([text])[0]:
            return True
        plain = " ".join(half_width(text).casefold().split())
        forms = (plain,) if plain.isascii() else (plain, _tight(plain))
        return any(self.begins.match(form) or self.ends.search(form) for form in forms)


def is_sign_off(filled: Sequence[Cell]) -> bool:
    """True for a row of who made and checked a sheet, by its filled cells.

    ``制表人：…`` comes first, and all that follows belongs to it.
    """
    return bool(filled) and _signs_off(filled[0]) and all(map(_belongs_to_sign_off, filled[1:], filled))


def _signs_off(cell: Cell) -> bool:
    return (
        isinstance(cell, str)
        and (":" in cell or "：" in cell)
        and _SIGN_OFF.match(_tight(half_width(cell))) is not None
    )


def _belongs_to_sign_off(cell: Cell, before: Cell) -> bool:
    """True for ``部门：客服部``, a day, and a text behind a label alone, ``审核人：``; False for figures."""
    if not isinstance(cell, str):
        return isinstance(cell, dt.date)
    if parse_number(split_amount(cell)[0]) is not None or parse_duration(cell) is not None:
        return False
    waits = isinstance(before, str) and half_width(before).rstrip().endswith(":")
    return waits or _LABELLED.match(_tight(half_width(cell))) is not None or parse_in_either_order(cell) is not None


def is_sum_mark(text: str) -> bool:
    """True for what stands in place of an id beside a sum: ``*``, ``**``, ``Σ``."""
    return _SUM_MARK.fullmatch(text) is not None


def odd_ids(table: FoundTable, rules: RuleSet, texts: Sequence[str]) -> list[bool]:
    """True for texts in the column of agents that may make their row a header, a footnote or one of totals."""
    kinds = _RowKinds.of(rules, table)
    odd = kinds.headers | kinds.blanks
    told = zip(_words(texts), texts, strict=True)
    return [word in odd or is_sum_mark(word) or _signs_off(text) for word, text in told]


def _tight(text: str) -> str:
    """A text without its spaces and line breaks."""
    return "".join(text.split())


def _words(cells: Sequence[Cell]) -> list[str]:
    """Cells as rows are told by them."""
    return [form.rstrip(":") for form in normals(plain_cells(cells))]


class _RowKinds(Struct, frozen=True):
    """What tells a row of totals, a footnote or a repeated header from an agent."""

    table: FoundTable
    totals: TotalWords
    headers: frozenset[str]
    blanks: frozenset[str]
    marked: Mapping[int, int]  # row → cells with an error or a formula that was never calculated
    filled: Sequence[int]  # the columns that hold anything: a stray cell far right makes thousands that do not

    @classmethod
    def of(cls, rules: RuleSet, table: FoundTable) -> _RowKinds:
        part = table.part
        label = part.columns[part.anchor].label if part else rules.columns["agent_id"].label
        headers = frozenset(normal(word) for word in (*label.words, part.anchor if part else "agent_id"))
        marked = Counter(row for row, _ in (*table.sheet.errors, *table.sheet.uncalculated))
        real = enumerate(table.sheet.columns[: len(table.sheet.columns) - len(table.origin)])
        filled = [place for place, column in real if not column.is_blank.all()]
        if table.layout.is_mapped:
            headers |= {normal(table.headers[table.anchor])}
        return cls(table, TotalWords.of(rules, table.layout.totals), headers, blank_words(rules), marked, filled)

    @property
    def named(self) -> Mapping[str, int]:
        """The columns that may name a person beside its id."""
        places = {name: self.table.real(place) for name, place in self.table.columns.items() if name in _NAMES}
        return {name: place for name, place in places.items() if place != self.table.anchor}

    def tell(self, keep: Bools) -> dict[str, list[int]]:
        """The rows that are no agents by their kind; ``""`` are blank ones, ``person`` those to ask about."""
        found: dict[str, list[int]] = {}
        for row in np.flatnonzero(keep & self._odd()).tolist():
            why = self._why(row)
            if why is not None:
                found.setdefault(why, []).append(row)
        return found

    def _odd(self) -> Bools:
        """The rows that are worth a look: few at most, for each is looked at by itself."""
        columns = [self.table.sheet.columns[place] for place in self.filled]
        ids = self.table.sheet.columns[self.table.anchor]
        words = self.headers | self.blanks | {""}
        filled = np.sum([~column.is_blank for column in columns] or [np.zeros(len(ids), dtype=bool)], axis=0)
        odd: Bools = ids.every(lambda many: [word in words or is_sum_mark(word) for word in _words(many)]).astype(bool)
        odd &= ~ids.is_number
        odd |= (filled == 1) | ids.every(self.totals.found_in).astype(bool)
        odd |= ids.every(lambda many: [*map(_signs_off, many)]).astype(bool)
        if "name" in self.named:
            odd |= self.table.sheet.columns[self.named["name"]].every(self.totals.are).astype(bool)
        unseen = np.ones(len(ids), dtype=bool)
        for column in columns:
            if not unseen.any():
                break
            first = unseen & ~column.is_blank
            if first.any():
                odd[first] |= column.take(np.flatnonzero(first)).every(self.totals.found_in).astype(bool)
            unseen &= column.is_blank
        return odd

    def _why(self, row: int) -> str | None:
        """The kind of a row as ``tell`` gives it, ``moved`` for a header in another order, None for one that stays."""
        cells = self._cells(row)
        texts = _words(cells)
        at = self.table.anchor
        if texts[at] in self.headers:
            return "moved" if self._is_moved(texts) else "header"
        name = cells[self.named.get("name", at)]
        if self._has_id(texts) and "name" in self.named and self.totals.are([name])[0]:
            return "person"
        filled = [place for place, text in enumerate(texts) if text]
        marked = self.marked.get(row, 0)
        if not filled and not marked:
            return ""
        for place in dict.fromkeys((*filled[:1], at)):
            if self.totals.found_in([cells[place]])[0]:
                return self._total(texts, place)
        if is_sum_mark(texts[at]):
            return "total" if self.totals.are([name])[0] else self._total(texts, at)
        blank = not self._has_id(texts)
        if (blank or _signs_off(cells[at])) and not marked and is_sign_off([cells[place] for place in filled]):
            return "footnote"
        broken = (row, at) in self.table.sheet.errors or (row, at) in self.table.sheet.uncalculated
        told = [place for place in filled if texts[place] not in self.blanks]
        alone = len(told) + marked == 1 and not self._is_unit(row, texts) and not self._is_half(told, cells)
        return "footnote" if alone and not broken and (blank or isinstance(cells[at], str)) else None

    def _cells(self, row: int) -> list[Cell]:
        """The cells of a row, by column."""
        columns = self.table.sheet.columns
        cells: list[Cell] = [None] * len(columns)
        for place in self.filled:
            cells[place] = columns[place][row]
        return cells

    def total_in(self, row: int) -> int:
        """The column whose cell reads like a total."""
        cells = self._cells(row)
        return next((at for at, is_total in enumerate(self.totals.found_in(cells)) if is_total), self.table.anchor)

    def _is_moved(self, texts: Sequence[str]) -> bool:
        """True for a header that has the word of one known column in another one."""
        known = self.table.columns.values()
        words = {normal(self.table.headers[place]): place for place in known}
        return any(words.get(texts[place], place) != place for place in known)

    def _is_unit(self, row: int, texts: Sequence[str]) -> bool:
        """True for a bracket such as ``(min)`` right under a known header: it belongs to that and is no footnote."""
        figures = [place for place in self.table.columns.values() if place != self.table.anchor and texts[place]]
        return row == self.table.header + 1 and any(split_unit(f"x{texts[place]}")[0] == "x" for place in figures)

    def _is_half(self, told: Sequence[int], cells: Sequence[Cell]) -> bool:
        """True for a lone cell that is what its column holds, on a sheet with two columns: the rest of it is blank.

        Of a part's sheet about words of a list one of them, or a figure beside it; of a roster what is no text.
        """
        part = self.table.part
        anchor = None if part is None else part.columns[part.anchor]
        of_words = anchor is not None and anchor.kind is CellKind.WORD
        if not told or not (of_words or (self.table.roster and len(self.table.columns) == 2)):
            return False
        cell = cells[told[0]]
        if anchor is not None and told[0] == self.table.anchor:
            return _words([cell])[0] in by_word(anchor.words)
        return told[0] in self.table.columns.values() and not isinstance(cell, str)

    def _total(self, texts: Sequence[str], place: int) -> str | None:
        """A row with a total word in this column: ``total``, ``person``, or None beside an agent's id.

        A name, role or project that reads like a total beside an id may be what it says: somebody called Sum Wing.
        """
        known = set(self.named.values())
        named = any(texts[at] not in ("", *self.blanks) for at in known - {place})
        if place == self.table.anchor or not self._has_id(texts):
            return "person" if named else "total"
        return None if named else "person" if place in known else "total"

    def _has_id(self, texts: Sequence[str]) -> bool:
        text = texts[self.table.anchor]
        return text not in ("", *self.blanks) and not is_sum_mark(text)
