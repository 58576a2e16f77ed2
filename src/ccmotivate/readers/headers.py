"""Find the header row of each sheet and the metric of each column.

A visible sheet holds agents when one of its first 30 rows has an agent-id header and a header of a metric that a role
must meet or is scored on; it is a detail sheet when a row has the agent id and all columns of one, and no such metric
beside them; it is a roster when a row has the agent id, an identity column and no metric. The row under a merged header
joins it. Unknown headers are reported, with the alias line to add where one resembles a known word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import a1
from ccmotivate.model.durations import WORDS
from ccmotivate.model.metrics import DetailSheet, Label, by_word
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import PERCENTS, PERMILLES, normal, same_thing, split_unit
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.refusals import Seen, best_row, left_out, needed_metrics, no_agents

HEADER_ROWS = 30
ROSTER_FIELDS = ("name", "role", "project", "team", "site")
_JOINT = " · "
_DURATION_UNITS = tuple(word for words in WORDS.values() for word in words)
_FORMATS = ("h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss", "mm:ss", "m:ss", "[h]:mm", "[h]:mm:ss")


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A sheet with its header found.

    ``detail`` is the id of a detail sheet, None for agents and for a ``roster``; ``top`` and ``header`` are the first
    and the last row of the header, 0-based; ``columns`` field id → 0-based column; ``headers`` the text of each header
    by column; ``units`` field id → the bracketed unit of its header; ``unused`` the other headers; ``twice`` is True
    when two columns map to one field, so that no row is usable.
    """

    file: str
    sheet: Sheet
    detail: str | None
    top: int
    header: int
    columns: Mapping[str, int]
    headers: Mapping[int, str]
    units: Mapping[str, str]
    unused: tuple[tuple[str, int], ...]
    twice: bool = False
    roster: bool = False

    @property
    def kind(self) -> str:
        """``agents``, ``roster`` or the id of a detail sheet."""
        return self.detail or ("roster" if self.roster else "agents")

    def ref(self, row: int, column: int) -> SourceRef:
        """The address of a cell, both 0-based."""
        return SourceRef(self.file, self.sheet.name, a1(row, column))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that headers are matched with: compared form → field id."""

    fields: Mapping[str, str]
    units: frozenset[str]

    def find(self, texts: Sequence[str]) -> tuple[str | None, str]:
        """The field of a header and its bracketed unit, by the first of its texts that is known."""
        return next((found for text in texts if (found := self._find(text))[0]), (None, ""))

    def field_of(self, cell: object) -> str | None:
        """The field of a cell that may be a header."""
        return self.find([cell])[0] if isinstance(cell, str) else None

    def _find(self, cell: str) -> tuple[str | None, str]:
        whole = normal(cell)
        if whole in self.fields:
            return self.fields[whole], split_unit(cell)[1]
        bare, unit = split_unit(cell)
        return (self.fields.get(bare), unit) if unit in self.units else (None, "")


def _words(labels: Mapping[str, Label], units: tuple[str, ...]) -> _Words:
    return _Words(
        by_word(labels),
        frozenset(normal(unit) for unit in (*units, *PERCENTS, *PERMILLES, *_DURATION_UNITS, *_FORMATS)),
    )


def agent_labels(rules: RuleSet) -> dict[str, Label]:
    """Every column that a sheet of agents may have, by field id."""
    identity = {name: column.label for name, column in rules.columns.items()}
    identity |= {name: column.label for name, column in rules.roster.items()}
    return identity | {name: metric.label for name, metric in rules.metrics.items() if metric.formula is None}


def _detail_labels(rules: RuleSet, detail: DetailSheet) -> dict[str, Label]:
    identity = {name: rules.columns[name].label for name in ("agent_id", "month", "name")}
    return identity | {name: column.label for name, column in detail.columns.items()}


def find_tables(book: Book, rules: RuleSet) -> tuple[tuple[FoundTable, ...], tuple[Problem, ...]]:
    """The tables of a workbook: agents, then details, then rosters, each in the order of its sheets."""
    tables: list[FoundTable] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if not sheet.visible:
            problems.append(problem("sheet-hidden", SourceRef(book.name, sheet.name)))
            continue
        table, found = _find_table(book.name, sheet, rules)
        problems += found
        if table:
            tables.append(table)
    problems += [problem("sheet-other-kind", SourceRef(book.name, name)) for name in book.other_sheets]
    if not tables:
        return (), _refused(book, rules, problems)
    return tuple(sorted(tables, key=lambda table: (table.roster, table.detail is not None))), tuple(problems)


def _refused(book: Book, rules: RuleSet, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of a file without agents: the most similar sheet is named in the error, not in its own note."""
    labels = agent_labels(rules)
    words = _words(labels, rules.units)
    sheets = [sheet for sheet in book.sheets if sheet.visible]
    seen = [one for sheet in sheets if (one := best_row(sheet, words.field_of, HEADER_ROWS))]
    refusal = no_agents(book.name, seen, labels, rules)
    said = ("sheet-left-out", refusal.source.sheet)
    return (*(found for found in problems if (found.code, found.source.sheet) != said), refusal)


def _find_table(file: str, sheet: Sheet, rules: RuleSet) -> tuple[FoundTable | None, list[Problem]]:
    metrics, known = frozenset(needed_metrics(rules)), _words(agent_labels(rules), rules.units)
    for name, detail in rules.details.items():
        words = _words(_detail_labels(rules, detail), rules.units)
        wanted = {"agent_id", *detail.columns}
        header = _find_header(sheet, words, wanted.issubset)
        if header is not None and not metrics.isdisjoint(header.fields_beside(words, known)):
            continue
        if header is not None:
            return _table(file, sheet, name, header, words, _detail_labels(rules, detail))
        named = normal(sheet.name) in {normal(word) for word in (*detail.label.words, name)}
        if named:
            return None, [_incomplete_detail(file, sheet, words, wanted, detail)]
    header = _find_header(sheet, known, lambda found: "agent_id" in found and not metrics.isdisjoint(found))
    if header is not None:
        return _table(file, sheet, None, header, known, agent_labels(rules))
    header = _find_header(sheet, known, lambda found: _heads_roster(found, rules))
    if header is not None:
        table, problems = _table(file, sheet, None, header, known, agent_labels(rules))
        return replace(table, roster=True), problems
    seen = best_row(sheet, known.field_of, HEADER_ROWS)
    if seen is None and all(column.is_blank.all() for column in sheet.columns):
        return None, [problem("sheet-empty", SourceRef(file, sheet.name))]
    return None, [left_out(file, seen or Seen(sheet.name, -1, (), ()), agent_labels(rules), rules)]


# -- the header row ---------------------------------------------------------------------------------------------------


def _heads_roster(found: set[str], rules: RuleSet) -> bool:
    """True for the fields of a header with an agent id, an identity or roster column and no metric."""
    of_people = {*ROSTER_FIELDS, *rules.roster}
    return "agent_id" in found and not found.isdisjoint(of_people) and found.isdisjoint(rules.metrics)


@dataclass(frozen=True, slots=True)
class _Header:
    """A header of one row, or of two of which the upper one spans columns.

    ``texts`` are by column: what its header may be matched by, the most telling first, none for a blank one.
    """

    top: int
    last: int
    texts: Sequence[Sequence[str]]

    def fields(self, words: _Words) -> set[str]:
        return {field for texts in self.texts if (field := words.find(texts)[0])}

    def fields_beside(self, words: _Words, known: _Words) -> set[str]:
        """The fields of ``known`` in columns that ``words`` do not match."""
        return {field for texts in self.texts if not words.find(texts)[0] and (field := known.find(texts)[0])}


def _find_header(sheet: Sheet, words: _Words, enough: Callable[[set[str]], bool]) -> _Header | None:
    """The first header whose fields are enough."""
    return next((header for header in _headers(sheet, words) if enough(header.fields(words))), None)


def _headers(sheet: Sheet, words: _Words) -> Iterator[_Header]:
    """Every row that may be a header; one with the row under it first, where that row belongs to it."""
    for row in range(min(HEADER_ROWS, sheet.height)):
        upper = _texts(sheet, row)
        if not any(upper):
            continue
        joined = _joined(sheet, row, upper, words)
        if joined is not None:
            yield joined
        yield _Header(row, row, [[text] if text else [] for text in upper])


def _texts(sheet: Sheet, row: int) -> list[str]:
    """The texts of a row; other values are no headers."""
    return [cell if isinstance(cell := column[row], str) else "" for column in sheet.columns]


def _joined(sheet: Sheet, row: int, upper: Sequence[str], words: _Words) -> _Header | None:
    """The header that a row makes with the one under it; None where that one is no part of it.

    It is one where both hold only texts, the agent id stands in one of them with nothing in the other half of its
    header, and a cell is merged over both rows, or the upper row spans columns (``_spans``) that the lower one names.
    """
    if row + 1 >= sheet.height:
        return None
    lower = _texts(sheet, row + 1)
    if any(column[row + 1] is not None and not text for column, text in zip(sheet.columns, lower, strict=True)):
        return None
    spans = _spans(sheet, row, upper)
    is_upper = [words.field_of(text) == "agent_id" for text in upper]
    ids_above = any(is_upper) and not any(text for text, here in zip(lower, is_upper, strict=True) if here)
    ids_below = any(words.field_of(text) == "agent_id" for text in lower)
    down = any(lower) and _is_merged_down(sheet, row)
    wide = ids_above and _names_spans(sheet, row, upper, lower, spans, words)
    if not (wide or (down and (ids_above or ids_below))):
        return None
    pairs = (
        (over or spans.get(place, ""), over, text) for place, (over, text) in enumerate(zip(upper, lower, strict=True))
    )
    return _Header(row, row + 1, [_joint(*pair) for pair in pairs])


def _joint(above: str, own: str, text: str) -> list[str]:
    """What a two-row header may be matched by: both texts, the lower one; the upper one where nothing is under it."""
    if not text:
        return [own] if own else []
    return [f"{above}{_JOINT}{text}", f"{above} {text}", text] if above else [text]


def _names_spans(
    sheet: Sheet, row: int, upper: Sequence[str], lower: Sequence[str], spans: Mapping[int, str], words: _Words
) -> bool:
    """True when the lower row names columns that a cell of the upper one spans.

    By merging; without merged cells only where the upper row has no known header but the id, or the lower one no other.
    """
    under = [place for place in spans if lower[place]]
    if any(top <= row <= bottom and left < right for top, left, bottom, right in _near(sheet, row)):
        return bool(under)
    known = {field for text in upper if (field := words.field_of(text))}
    return bool(under) and (len(known) == 1 or all(words.field_of(text) for text in lower if text))


def _spans(sheet: Sheet, row: int, upper: Sequence[str]) -> dict[int, str]:
    """The columns over which a cell of the row extends, with its text: by merging, or by the blanks beside it."""
    found: dict[int, str] = {}
    for top, left, bottom, right in _near(sheet, row):
        if top <= row <= bottom and right > left and upper[left : left + 1] != [""]:
            found |= dict.fromkeys(range(left, min(right + 1, len(upper))), upper[left])
    if not found and not sheet.merged:
        for place in range(1, len(upper)):
            if not upper[place]:
                text = found.get(place - 1, upper[place - 1])
                found |= {place - 1: text, place: text} if text else {}
    return found


def _is_merged_down(sheet: Sheet, row: int) -> bool:
    """True when a cell is merged over this row and the next one."""
    return any(top <= row < bottom for top, _left, bottom, _right in _near(sheet, row))


def _near(sheet: Sheet, row: int) -> Iterator[tuple[int, int, int, int]]:
    """The merged blocks that begin in this row or above it; they stand in order."""
    return takewhile(lambda block: block[0] <= row, sheet.merged)


def _incomplete_detail(file: str, sheet: Sheet, words: _Words, wanted: set[str], detail: DetailSheet) -> Problem:
    """A sheet that is called like a detail sheet, without all of its columns."""
    best: set[str] = max((header.fields(words) for header in _headers(sheet, words)), key=len, default=set())
    labels = {name: column.label for name, column in detail.columns.items()}
    missing = ["/".join(labels[name].names) if name in labels else name for name in sorted(wanted - best)]
    return problem("detail-incomplete", SourceRef(file, sheet.name), missing=missing)


def _table(
    file: str, sheet: Sheet, detail: str | None, header: _Header, words: _Words, labels: Mapping[str, Label]
) -> tuple[FoundTable, list[Problem]]:
    row, texts = header.last, [texts[0] if texts else "" for texts in header.texts]
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unused: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for place, cell in enumerate(texts):
        field, unit = words.find(header.texts[place])
        here = SourceRef(file, sheet.name, a1(row, place))
        if field is None:
            if cell:
                unused.append((cell, place))
            continue
        if field in columns:
            first = a1(row, columns[field])
            if place and not texts[place - 1]:
                left = list(filter(None, texts[place:]))
                problems.append(problem("second-table", here, cell, first=first, headers=left))
                break
            problems.append(problem("column-twice", here, cell, first=first, field=field))
            continue
        columns[field] = place
        units[field] = unit
    twice = any(found.code == "column-twice" for found in problems)
    shown = {place: " ".join(text.split()) for place, text in enumerate(texts) if text}
    table = FoundTable(file, sheet, detail, header.top, row, columns, shown, units, tuple(unused), twice)
    return table, [*problems, *_unused(table, labels)]


def _unused(table: FoundTable, labels: Mapping[str, Label]) -> list[Problem]:
    problems = []
    free = {word: name for name, label in labels.items() if name not in table.columns for word in label.words}
    for header, place in table.unused:
        here = table.ref(table.header, place)
        like = same_thing(header, free)
        if like:
            text = " ".join(header.split())
            problems.append(problem("column-resembles", here, text, nearest=like, id=free[like]))
        else:
            problems.append(problem("column-unused", here, " ".join(header.split())))
    return problems
