"""Find the header row of each sheet and the metric of each column.

A visible sheet holds agents when one of its first 30 rows has an agent-id header and a header of a metric that a role
must meet or is scored on; it is a detail sheet or the sheet of a part when a row has all columns that these must have,
and no such metric beside them; it is a roster when a row has the agent id, an identity column and no metric. The row
under a merged header joins it. Whatever else stands in a header is named, with the alias line to add where it resembles
a known word.
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
from ccmotivate.model.sheets import SheetKind
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

    ``detail`` is the id of a detail sheet, ``part`` the kind of a part's sheet, both None for agents and for a
    ``roster``; ``top`` and ``header`` are the first and the last row of the header, 0-based; ``columns`` field id →
    0-based column; ``headers`` the text of each header by column; ``units`` field id → the bracketed unit of its
    header; ``unused`` the other headers; ``twice`` is True when two columns claim one field, so that no row can be
    trusted.
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
    part: SheetKind | None = None

    @property
    def kind(self) -> str:
        """``agents``, ``roster`` or the id of a detail sheet or of a part's."""
        return self.detail or (self.part.id if self.part else "roster" if self.roster else "agents")

    @property
    def anchor(self) -> int:
        """The column that tells rows from footnotes and totals: of agent ids, where there are any."""
        return self.columns[self.part.anchor if self.part else "agent_id"]

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


def part_labels(rules: RuleSet, kind: SheetKind) -> dict[str, Label]:
    """Every column that a part's sheet may have: its own, the name of an agent, the month where it is no history."""
    beside = ("name",) if kind.history else ("name", "month")
    own = {name: column.label for name, column in kind.columns.items()}
    return {name: rules.columns[name].label for name in beside if name not in own} | own


def find_tables(book: Book, rules: RuleSet) -> tuple[tuple[FoundTable, ...], tuple[Problem, ...]]:
    """The tables of a workbook: agents, details, rosters, then those of parts, each in the order of its sheets."""
    tables: list[FoundTable] = []
    problems: list[Problem] = []
    others = tuple(_others(rules))
    for sheet in book.sheets:
        if not sheet.visible:
            problems.append(problem("sheet-hidden", SourceRef(book.name, sheet.name)))
            continue
        table, found = _find_table(book.name, sheet, rules, others)
        problems += found
        if table:
            tables.append(table)
    problems += [problem("sheet-other-kind", SourceRef(book.name, name)) for name in book.other_sheets]
    if not tables:
        return (), _refused(book, rules, problems)
    return tuple(sorted(tables, key=_place)), tuple(problems)


def _place(table: FoundTable) -> tuple[bool, bool, bool]:
    return table.part is not None, table.roster, table.detail is not None


def _refused(book: Book, rules: RuleSet, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of a file without agents: the most similar sheet is named in the error, not in its own note."""
    labels = agent_labels(rules)
    words = _words(labels, rules.units)
    sheets = [sheet for sheet in book.sheets if sheet.visible]
    seen = [one for sheet in sheets if (one := best_row(sheet, words.field_of, HEADER_ROWS))]
    refusal = no_agents(book.name, seen, labels, rules)
    said = ("sheet-left-out", refusal.source.sheet)
    return (*(found for found in problems if (found.code, found.source.sheet) != said), refusal)


@dataclass(frozen=True, slots=True)
class _Other:
    """A kind of sheet that is no sheet of agents: a detail sheet of the rules or the sheet of a part."""

    id: str
    label: Label
    wanted: frozenset[str]
    labels: Mapping[str, Label]
    words: _Words
    part: SheetKind | None = None

    def is_called(self, sheet: Sheet) -> bool:
        """True when the sheet has its name."""
        return normal(sheet.name) in {normal(word) for word in (*self.label.words, self.id)}

    def header(self, head: _Head, metrics: frozenset[str], known: _Words) -> _Header | None:
        """The header of a sheet of this kind; None where figures of agents stand beside its columns."""
        header = _find_header(head, self.words, self.wanted.issubset)
        if header is None or "agent_id" not in self.wanted:
            return header
        return header if metrics.isdisjoint(header.fields_beside(self.words, known)) else None


def _others(rules: RuleSet) -> Iterator[_Other]:
    for name, detail in rules.details.items():
        labels = _detail_labels(rules, detail)
        wanted = frozenset({"agent_id", *detail.columns})
        yield _Other(name, detail.label, wanted, labels, _words(labels, rules.units))
    for name, kind in rules.sheets.items():
        labels = part_labels(rules, kind)
        yield _Other(name, kind.label, kind.required, labels, _words(labels, rules.units), kind)


def _find_table(
    file: str, sheet: Sheet, rules: RuleSet, others: Sequence[_Other]
) -> tuple[FoundTable | None, list[Problem]]:
    metrics, known = frozenset(needed_metrics(rules)), _words(agent_labels(rules), rules.units)
    head = _Head.of(sheet)
    found = [(one, header) for one in others if (header := one.header(head, metrics, known))]
    if found:
        kind, header = max(found, key=lambda pair: (len(pair[0].wanted), pair[0].is_called(sheet)))
        table, problems = _table(file, sheet, None if kind.part else kind.id, header, kind.words, kind.labels)
        return replace(table, part=kind.part), problems
    header = _find_header(head, known, lambda found: "agent_id" in found and not metrics.isdisjoint(found))
    if header is not None:
        return _table(file, sheet, None, header, known, agent_labels(rules))
    incomplete = next(filter(None, (_incomplete(file, head, one) for one in others if one.is_called(sheet))), None)
    if incomplete is not None:
        return None, [incomplete]
    header = _find_header(head, known, lambda found: _heads_roster(found, rules))
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

    ``texts`` are by column, of those that are filled: what its header may be matched by, the most telling first.
    """

    top: int
    last: int
    texts: Mapping[int, Sequence[str]]

    def fields(self, words: _Words) -> set[str]:
        return {field for texts in self.texts.values() if (field := words.find(texts)[0])}

    def fields_beside(self, words: _Words, known: _Words) -> set[str]:
        """The fields of ``known`` in columns in which ``words`` know nothing."""
        rest = (texts for texts in self.texts.values() if not words.find(texts)[0])
        return {field for texts in rest if (field := known.find(texts)[0])}


@dataclass(frozen=True, slots=True)
class _Head:
    """The rows of a sheet among which its header is sought, and one more.

    ``rows`` are their texts by column, up to the last column that is filled in any of them; whatever is no text is no
    header and ``""``. ``plain`` tells the rows that hold nothing but texts.
    """

    sheet: Sheet
    rows: Sequence[Sequence[str]]
    plain: Sequence[bool]

    @classmethod
    def of(cls, sheet: Sheet) -> _Head:
        count = min(HEADER_ROWS + 1, sheet.height)
        tops = [column[:count] for column in sheet.columns]
        filled = [place for place, column in enumerate(tops) if not column.is_blank.all()]
        rows = [[""] * (filled[-1] + 1 if filled else 0) for _ in range(count)]
        plain = [True] * count
        for place in filled:
            for row, cell in enumerate(tops[place]):
                if isinstance(cell, str):
                    rows[row][place] = cell
                elif cell is not None:
                    plain[row] = False
        return cls(sheet, rows, plain)


def _find_header(head: _Head, words: _Words, enough: Callable[[set[str]], bool]) -> _Header | None:
    """The first header whose fields are enough."""
    return next((header for header in _headers(head, words) if enough(header.fields(words))), None)


def _headers(head: _Head, words: _Words) -> Iterator[_Header]:
    """Every row that may be a header; one with the row under it first, where that row belongs to it."""
    for row, upper in enumerate(head.rows[:HEADER_ROWS]):
        if not any(upper):
            continue
        joined = _joined(head, row, upper, words)
        if joined is not None:
            yield joined
        yield _Header(row, row, {place: [text] for place, text in enumerate(upper) if text})


def _joined(head: _Head, row: int, upper: Sequence[str], words: _Words) -> _Header | None:
    """The header that a row makes with the one under it; None where that one is no part of it.

    It is one where both hold only texts, the agent id stands in one of them with nothing in the other half of its
    header, and a cell is merged over both rows, or the upper row spans columns (``_spans``) that the lower one names.
    """
    if row + 1 >= len(head.rows) or not head.plain[row + 1]:
        return None
    sheet, lower = head.sheet, head.rows[row + 1]
    spans = _spans(sheet, row, upper)
    is_upper = [bool(text) and words.field_of(text) == "agent_id" for text in upper]
    ids_above = any(is_upper) and not any(text for text, here in zip(lower, is_upper, strict=True) if here)
    ids_below = any(words.field_of(text) == "agent_id" for text in lower if text)
    down = any(lower) and _is_merged_down(sheet, row)
    wide = ids_above and _names_spans(sheet, row, upper, lower, spans, words)
    if not (wide or (down and (ids_above or ids_below))):
        return None
    pairs = (
        (over or spans.get(place, ""), over, text) for place, (over, text) in enumerate(zip(upper, lower, strict=True))
    )
    joint = {place: _joint(*pair) for place, pair in enumerate(pairs)}
    return _Header(row, row + 1, {place: texts for place, texts in joint.items() if texts})


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


def _incomplete(file: str, head: _Head, kind: _Other) -> Problem | None:
    """The error of a sheet that is called like another kind and lacks columns.

    None where a part's name heads something else, which is no sheet of the part: less than half of its columns.
    """
    best: set[str] = max((header.fields(kind.words) for header in _headers(head, kind.words)), key=len, default=set())
    missing = kind.wanted - best
    if kind.part and 2 * len(missing) > len(kind.wanted):
        return None
    named = ["/".join(kind.labels[name].names) for name in sorted(missing)]
    return problem("detail-incomplete", SourceRef(file, head.sheet.name), missing=named)


def _table(
    file: str, sheet: Sheet, detail: str | None, header: _Header, words: _Words, labels: Mapping[str, Label]
) -> tuple[FoundTable, list[Problem]]:
    row, texts = header.last, {place: texts[0] for place, texts in sorted(header.texts.items())}
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unused: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for place, cell in texts.items():
        field, unit = words.find(header.texts[place])
        here = SourceRef(file, sheet.name, a1(row, place))
        if field is None:
            unused.append((cell, place))
            continue
        if field in columns:
            first = a1(row, columns[field])
            if place and place - 1 not in texts:
                left = [text for at, text in texts.items() if at >= place]
                problems.append(problem("second-table", here, cell, first=first, headers=left))
                break
            problems.append(problem("column-twice", here, cell, first=first, field=field))
            continue
        columns[field] = place
        units[field] = unit
    twice = any(found.code == "column-twice" for found in problems)
    shown = {place: " ".join(text.split()) for place, text in texts.items()}
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
