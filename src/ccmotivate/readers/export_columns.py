"""An export without rules → its columns: identity and month, metrics, and columns that cannot be classified.

A guessed kind is accepted only when the reader of that kind reads the whole column without a problem, so that ``score``
will read what is planned here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import Cell, column_letters
from ccmotivate.formats.columns import Rows
from ccmotivate.model.exact import Exact
from ccmotivate.model.export_plan import Doubt, Plan, Reason, SeenColumn
from ccmotivate.model.metrics import Label, Metric, MetricKind
from ccmotivate.model.period import parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal, split_unit
from ccmotivate.readers.header_rows import HEADER_ROWS
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.month_column import MonthOptions, read_months
from ccmotivate.readers.numbers import parse_number
from ccmotivate.readers.reading import Reading, cells_of
from ccmotivate.readers.values import Vocabulary, read_column

_IDENTITY = ("month", "agent_id", "name", "role", "project", "team", "site")
_RESERVED = frozenset(  # words that mean something in formulas, awards or cases
    (*_IDENTITY, "score", "mean_score", "share_qualified", "index", "min", "max", "coalesce", "and", "or", "not", "if",
     "else", "in", "is", "for", "lambda", "none", "true", "false", "absent", "expect", "like")
)  # fmt: skip
_ID_HEADER = re.compile(
    r"\bid\b|\bno\.?$|\bcode\b|^(agent|user|employee|staff|operator|login)$|工号|编号|账号|帐号|号码", re.I
)
_ID_OF_OTHERS = re.compile(  # of a call, a case, an order: never of a person
    r"\b(call|ticket|case|order|session|contact|conversation|interaction|record|row)s?\b|话单|通话|工单|订单|会话|案件|流水|序号",
    re.I,
)
_LOW_HEADER = re.compile(
    r"error|complaint|abandon|transfer|late|absen|time|aht|defect|差错|出错|投诉|时长|放弃|迟到|缺勤", re.I
)
_TIME_HEADER = re.compile(r"time|duration|aht|seconds|minutes|时长|时间|秒|分钟", re.I)
_OWN_DAY = re.compile(r"hire|join|birth|start|入职|出生|生日|离职|转正", re.I)
_MOST_LEVELS = 8
_FEW = 200  # words of a role column
_MOST_HEADER = 200  # characters; a longer one cannot be a name in the rules


@dataclass(frozen=True, slots=True)
class _Found:
    """The table that holds the agents: a sheet, its header, the rows below it."""

    sheet: Sheet
    header: int
    rows: Rows
    known: int  # identity columns that its headers name

    def cells(self, place: int) -> list[Cell]:
        """The filled cells of a column."""
        return [cell for cell in self.sheet.columns[place].take(self.rows) if plain_cell(cell)]


def plan_of(book: Book, rules: RuleSet) -> Plan | None:
    """Look at a book; the shipped ``rules`` lend their words. None where no sheet has a header with rows below it."""
    words = {normal(word): name for name in _IDENTITY for word in (*rules.columns[name].label.words, name)}
    found = [table for sheet in book.sheets if sheet.visible and (table := _find(sheet, words, rules))]
    if not found:
        return None
    table = max(found, key=lambda one: (one.known, len(one.rows)))
    seen = _columns(table, book, rules)
    identity = _identity(table, seen, words)
    taken = {one.letters for one in identity.values()}
    rest = [
        replace(one, kind=None, why=Reason.TAKEN) if _form(one.header, words) in words else one
        for one in seen
        if one.letters not in taken
    ]
    names = [one for one in rest if one.why is Reason.TEXT and _never_repeats(table, one, identity.get("month"))]
    role = identity.get("role")
    return Plan(
        file=book.name,
        sheet=table.sheet.name,
        rows=len(table.rows),
        identity=identity,
        metrics=tuple(one for one in rest if one.kind is not None),
        others=tuple(one for one in rest if one.kind is None),
        roles=_words_of(table, role) if role else (),
        named_month=_is_named(table, book),
        no_id=identity.get("name") or next(iter(names), None) if "agent_id" not in identity else None,
        other_sheets=tuple(one.name for one in book.sheets if one.name != table.sheet.name),
    )


# -- where the table is -----------------------------------------------------------------------------------------------


def _find(sheet: Sheet, words: Mapping[str, str], rules: RuleSet) -> _Found | None:
    """The first row that names an agent id, else the first that is mostly text and as wide as those below it."""
    top = [[plain_cell(column[row]) for column in sheet.columns] for row in range(min(HEADER_ROWS, sheet.height))]
    known = [{words[form] for text in texts if (form := _form(text, words)) in words} for texts in top]
    wide = max((sum(map(bool, texts)) for texts in top), default=0)
    looks = [at for at, texts in enumerate(top) if _looks_like_header(sheet, at, texts, wide)]
    header = next((at for at, one in enumerate(known) if "agent_id" in one and len(one) > 1), next(iter(looks), None))
    if header is None:
        return None
    rows = _rows(sheet, header, rules)
    return _Found(sheet, header, rows, len(known[header])) if len(rows) else None


def _form(text: str, words: Mapping[str, str]) -> str:
    """The form in which a header is known, with or without its bracket."""
    return normal(text) if normal(text) in words else split_unit(text)[0]


def _looks_like_header(sheet: Sheet, row: int, texts: Sequence[str], wide: int) -> bool:
    filled = sum(map(bool, texts))
    worded = sum(isinstance(column[row], str) and bool(text) for column, text in zip(sheet.columns, texts, strict=True))
    return filled >= 2 and worded == filled and filled * 10 >= wide * 6


def _rows(sheet: Sheet, header: int, rules: RuleSet) -> Rows:
    """The rows below the header that say something, totals left out."""
    totals = {normal(word) for word in rules.words.totals}
    kept = []
    for row in range(header + 1, sheet.height):
        first = next((text for column in sheet.columns if (text := plain_cell(column[row]))), "")
        if first and normal(first).rstrip(":") not in totals:
            kept.append(row)
    return np.array(kept, dtype=np.int64)


# -- what a column is -------------------------------------------------------------------------------------------------


def _columns(table: _Found, book: Book, rules: RuleSet) -> list[SeenColumn]:
    """Every column with a header, in the order of the sheet."""
    reading = Reading(book, rules, MonthOptions(), Vocabulary.of(rules))
    headers = [" ".join(plain_cell(column[table.header]).split()) for column in table.sheet.columns]
    often = Counter(map(normal, headers))
    found: list[SeenColumn] = []
    for place, header in enumerate(headers):
        if not header:
            continue
        one = _column(table, reading, place, header)
        if often[normal(header)] > 1 or len(header) > _MOST_HEADER:
            one = replace(one, kind=None, why=Reason.TWICE)
        found.append(replace(one, id=column_id(header, one.letters, {other.id for other in found})))
    return found


def _column(table: _Found, reading: Reading, place: int, header: str) -> SeenColumn:
    cells = table.cells(place)
    filled = [cell for cell in cells if normal(plain_cell(cell)) not in reading.words.no_data]
    samples = tuple(dict.fromkeys(_shown(table, place, cell) for cell in filled))[:2]
    seen = SeenColumn("", header, column_letters(place), samples, Reason.BLANK)
    if not filled:
        marked = any(at == place for _row, at in (*table.sheet.errors, *table.sheet.uncalculated))
        return replace(seen, why=Reason.UNREADABLE) if marked else seen
    if all(isinstance(cell, dt.date) for cell in filled):
        return replace(seen, why=Reason.DATES)
    units = {header: split_unit(header)[1]}
    alone = FoundTable(reading.book.name, table.sheet, None, table.header, table.header, {header: place}, {}, units, ())
    for kind, why in _kinds(table, place, filled, header):
        metric = Metric("", Label(header, header), kind)
        read = read_column(cells_of(reading, alone, header, table.rows), metric, reading.words)
        if not any(one.is_error for one in read.problems):
            low = bool(_LOW_HEADER.search(header)) and kind is not MetricKind.PASS
            doubt = _doubt(header, filled, kind)
            return replace(seen, kind=kind, why=why, middle=_middle(read.values), low_is_good=low, doubt=doubt)
    return replace(seen, why=_why_none(filled))


def _why_none(cells: Sequence[Cell]) -> Reason:
    """What stands in a column that no kind can read: a few words that come again, other text, or a mixture."""
    words = {cell for cell in cells if isinstance(cell, str) and parse_number(cell) is None}
    texts = [cell for cell in cells if cell in words]
    if len(texts) < len(cells):
        return Reason.UNREADABLE
    return Reason.WORDS if len(words) <= min(_MOST_LEVELS, len(cells) - 1) else Reason.TEXT


def _kinds(table: _Found, place: int, cells: Sequence[Cell], header: str) -> Iterator[tuple[MetricKind, Reason]]:
    """The possible kinds of a column, by strength of evidence, the strongest first."""
    unit = split_unit(header)[1]
    texts = [cell for cell in cells if isinstance(cell, str)]
    formats = [code for code, _rows in table.sheet.formats.get(place, ())]
    if (
        unit == "%"
        or header.endswith(("%", "％"))
        or any("%" in code for code in formats)
        or any(text.strip().endswith(("%", "％")) for text in texts)
    ):
        yield MetricKind.PERCENT, Reason.PERCENT_SIGN
    if unit == "‰" or any(text.strip().endswith("‰") for text in texts):
        yield MetricKind.PERMILLE, Reason.PERMILLE_SIGN
    if texts and len(texts) == len(cells):
        yield MetricKind.PASS, Reason.PASS_WORDS
    if not _TIME_HEADER.search(header):  # times are whole only by chance
        yield MetricKind.COUNT, Reason.WHOLE
    yield MetricKind.NUMBER, Reason.NUMBERS
    yield MetricKind.DURATION, Reason.TIMES


def _doubt(header: str, cells: Sequence[Cell], kind: MetricKind) -> Doubt | None:
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if kind is MetricKind.NUMBER and len(numbers) == len(cells) and all(0 <= number <= 1 for number in numbers):
        return Doubt.SHARE
    if kind is MetricKind.NUMBER and _TIME_HEADER.search(header) and not split_unit(header)[1]:
        return Doubt.TIME
    return None


def _middle(values: Exact) -> Fraction | None:
    """The lower median: a value that stands in the column."""
    known = sorted(value for value in values.to_list() if value is not None)
    return known[(len(known) - 1) // 2] if known else None


def _shown(table: _Found, place: int, cell: Cell) -> str:
    percent = any("%" in code for code, _rows in table.sheet.formats.get(place, ()))
    return f"{format(cell * 100, '.12g')}%" if percent and isinstance(cell, float) else plain_cell(cell)


def column_id(header: str, letters: str, taken: set[str]) -> str:
    """An id for the rules: the header's letters where it has any in ASCII, else ``column_c``; none twice."""
    plain = re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")[:50] if header.isascii() else ""
    name = plain if re.match("[a-z]", plain) and plain not in _RESERVED else f"column_{letters.lower()}"
    return name if name not in taken else f"{name}_{letters.lower()}"


# -- who and when -----------------------------------------------------------------------------------------------------


def _identity(table: _Found, seen: Sequence[SeenColumn], words: Mapping[str, str]) -> dict[str, SeenColumn]:
    """The columns that say who and when: by known words, month and id failing that by what they hold."""
    found: dict[str, SeenColumn] = {}
    for one in seen:
        name = words.get(_form(one.header, words))
        if name is not None and name not in found and one.why is not Reason.TWICE:
            found[name] = replace(one, kind=None, why=Reason.KNOWN_WORD)
    taken = {one.letters for one in found.values()}
    rest = [one for one in seen if one.why is not Reason.TWICE and one.letters not in taken]
    if "month" not in found:
        _take(found, "month", [one for one in rest if _holds_months(table, one)])
    if "agent_id" not in found:
        month = found.get("month")
        ids = [one for one in rest if one.letters != (month and month.letters) and _holds_ids(table, one, month)]
        _take(found, "agent_id", sorted(ids, key=lambda one: not _ID_HEADER.search(one.header)))
    return found


def _is_named(table: _Found, book: Book) -> bool:
    """True where a title, the name of the sheet or that of the file says the month."""
    whole = FoundTable(book.name, table.sheet, None, table.header, table.header, {}, {}, {}, ())
    return bool(read_months(whole, table.rows, MonthOptions(), frozenset()).months.all())


def _take(found: dict[str, SeenColumn], name: str, candidates: Sequence[SeenColumn]) -> None:
    """The first candidate, if there is one, as this identity column."""
    for one in candidates[:1]:
        found[name] = replace(one, kind=None, why=Reason.BY_CONTENT)


def _place(table: _Found, seen: SeenColumn) -> int:
    letters = [column_letters(place) for place in range(len(table.sheet.columns))]
    return letters.index(seen.letters)


def _holds_months(table: _Found, seen: SeenColumn) -> bool:
    """True for months, or repeated days of months; not for dates of hire or birth."""
    cells = table.cells(_place(table, seen))
    months = [None if isinstance(cell, bool) else parse_month(cell) for cell in cells]
    if not months or None in months or _OWN_DAY.search(seen.header):
        return False
    return not any(isinstance(cell, dt.date) for cell in cells) or len(set(months)) * 2 <= max(len(months), 2)


def _holds_ids(table: _Found, seen: SeenColumn, month: SeenColumn | None) -> bool:
    """True for values that never repeat in a month: words with digits; numbers with leading zeros or such a header."""
    if seen.why not in (Reason.WORDS, Reason.TEXT, Reason.WHOLE) or _ID_OF_OTHERS.search(seen.header):
        return False
    cells = table.cells(_place(table, seen))
    padded = any(isinstance(cell, str) and re.match("0\\d", cell) for cell in cells)
    if seen.why is Reason.WHOLE and not padded and not _ID_HEADER.search(seen.header):
        return False
    return all(re.search(r"\d", plain_cell(cell)) for cell in cells) and _never_repeats(table, seen, month)


def _never_repeats(table: _Found, seen: SeenColumn, month: SeenColumn | None) -> bool:
    """True when every row has a value and none stands twice in one month."""
    cells = [plain_cell(cell) for cell in table.sheet.columns[_place(table, seen)].take(table.rows)]
    column = None if month is None else table.sheet.columns[_place(table, month)].take(table.rows)
    months = [""] * len(cells) if column is None else [str(parse_month(cell)) for cell in column]
    return all(cells) and len(cells) > 1 and len(set(zip(months, cells, strict=True))) == len(cells)


def _words_of(table: _Found, role: SeenColumn) -> tuple[str, ...]:
    """The distinct words of the role column."""
    return tuple(dict.fromkeys(plain_cell(cell) for cell in table.cells(_place(table, role))))[:_FEW]
