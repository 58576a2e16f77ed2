"""Find the header row of each sheet and the metric of each column.

A visible sheet holds agents when one of its first 30 rows has an agent-id header and a header of a metric that a role
must meet or is scored on; it is a detail sheet or the sheet of a part when a row has all columns that these must have,
and no such metric beside them; it is a roster when a row has the agent id, an identity column and no metric. The row
under a merged header joins it. Whatever else stands in a header is named, with the alias line to add where it resembles
a known word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.cells import Position, a1, column_letters
from ccmotivate.model.metrics import DetailSheet, Label
from ccmotivate.model.roster import LEFT
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.sources import SHORT, Layout
from ccmotivate.model.words import nearest, same_thing
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.anonymous import (
    naming,
    with_unknown_items,
    withheld,
    without_anonymous,
)
from ccmotivate.readers.header_rows import HEADER_ROWS, Head, Header, double_headers, find_header, headers
from ccmotivate.readers.header_words import Words, words_of
from ccmotivate.readers.refusals import Seen, best_row, left_out, no_agents, source_alias
from ccmotivate.readers.sheet_kinds import Kinds, OtherKind, kinds_of_parts

_LIKELY = 0.6
ROSTER_FIELDS = ("name", "role", "project", "team", "site")


class FoundTable(Struct, frozen=True):
    """A sheet with its header found.

    ``detail`` is the id of a detail sheet, ``part`` the kind of a part's sheet, both None for agents and for a
    ``roster``; ``top`` and ``header`` are the first and the last row of the header, 0-based; ``columns`` field id →
    0-based column; ``headers`` the text of each header by column; ``units`` field id → the bracketed unit of its
    header; ``unused`` the other headers; ``twice`` is True when two columns claim one field, so that no row can be
    trusted. ``source`` is what maps it (``sourced.py``); ``origin`` are the columns that were made for it, each with
    the one that it is made of; ``others`` are rows that are not of this table though they stand in its sheet, by the
    reason (``""`` for none worth a note); ``unlike`` are cells of made columns that do not read as the source says.
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
    source: DetailSheet | None = None
    origin: Mapping[int, int] = field(default_factory=dict)
    others: Mapping[str, Sequence[int]] = field(default_factory=dict)
    unlike: Mapping[Position, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """``agents``, ``roster`` or the id of a detail sheet or of a part's."""
        return self.detail or (self.part.id if self.part else "roster" if self.roster else "agents")

    @property
    def layout(self) -> Layout:
        """What its source says of its files and headers; nothing of a sheet that no source maps."""
        return self.source.layout if self.source else SHORT

    @property
    def anchor(self) -> int:
        """The column that tells rows from footnotes and totals: of agent ids, where there are any."""
        return self.real(self.columns[self.part.anchor if self.part else "agent_id"])

    def letters(self, field: str) -> str:
        """The letters of the column of a field in the file."""
        return column_letters(self.real(self.columns[field]))

    def decimal(self, rules: RuleSet) -> str:
        """The decimal mark of its texts."""
        return self.layout.decimal or rules.reading.decimal

    def real(self, place: int) -> int:
        """The column of the file that a column is, or is made of."""
        return self.origin.get(place, place)

    def ref(self, row: int, column: int) -> SourceRef:
        """The address of a cell, both 0-based."""
        return SourceRef(self.file, self.sheet.name, a1(self.sheet.line(row), self.real(column)))


def find_tables(book: Book, rules: RuleSet) -> tuple[tuple[FoundTable, ...], tuple[Problem, ...]]:
    """The tables of a workbook: agents, details, rosters, then those of parts, each in the order of its sheets."""
    tables: list[FoundTable] = []
    problems: list[Problem] = []
    kinds = Kinds.of(rules)
    for sheet in book.sheets:
        if not sheet.visible:
            problems.append(problem("sheet-hidden", SourceRef(book.name, sheet.name)))
            continue
        table, found = _find_table(book, sheet, kinds)
        problems += found
        if table:
            tables.append(table)
    if no_sheets := _of_sheets(book, kinds, tables):
        return (), (*problems, *no_sheets)
    unmet = _unmet(book, kinds, tables)
    told = {found.source.sheet for found in unmet}
    problems = [one for one in problems if one.code != "sheet-left-out" or one.source.sheet not in told] + unmet
    problems += [problem("sheet-other-kind", SourceRef(book.name, name)) for name in book.other_sheets]
    if not tables:
        return (), _refused(book, kinds, problems)
    return tuple(sorted(tables, key=_place)), tuple(problems)


def _place(table: FoundTable) -> tuple[bool, bool, bool]:
    return table.part is not None, table.roster, table.detail is not None


def _of_sheets(book: Book, kinds: Kinds, tables: Sequence[FoundTable]) -> list[Problem]:
    """An error of a text file, which has no sheets, where its source takes a field from the name of the sheet."""
    ids = {table.source.id for table in tables if table.source} if book.kind == "csv" else set()
    named = [(kind, kind.layout.of_sheets) for kind in kinds.others if kind.is_mapped and kind.id in ids]
    here = SourceRef(book.name)
    return [problem("source-no-sheets", here, kind.id, fields=of, rules=kind.place) for kind, of in named if of]


def _unmet(book: Book, kinds: Kinds, tables: Sequence[FoundTable]) -> list[Problem]:
    """An error for each source that claims the file and of which no sheet has the headers."""
    met = {table.source.id for table in tables if table.source}
    found: list[Problem] = []
    for kind in kinds.others:
        own = [Head.of(one) for one in book.sheets if kind.id not in met and one.visible and kind.claims(book, one)]
        if own:
            found.append(_lacking(book.name, min(own, key=lambda head: len(_missing(head, kind)[0])), kind))
    return found


def _missing(head: Head, kind: OtherKind) -> tuple[list[str], list[str]]:
    """The columns that a sheet lacks of a kind, and the unknown headers of the row that has most of its columns."""
    rows = double_headers(head) if kind.rows == 2 else headers(head, kind.words)
    best = max(rows, key=lambda header: len(kind.wanted & header.fields(kind.words)), default=None)
    fields = best.fields(kind.words) if best else set()
    lacking = sorted(kind.wanted - fields)
    if kind.headers.across and not any("\0" in one for one in fields):
        lacking += sorted(kind.headers.across)
    there = best.texts.values() if best else []
    return lacking, [" ".join(texts[0].split()) for texts in there if kind.words.find(texts)[0] is None]


def _lacking(file: str, head: Head, kind: OtherKind) -> Problem:
    """The error of a sheet that a source claims by its patterns and that lacks headers."""
    missing, unknown = _missing(head, kind)
    columns = kind.source.columns if kind.source else {}
    near = {name: nearest(kind.labels[name].names[0], unknown, _LIKELY) for name in missing if name in columns}
    facts = {
        "missing": ["/".join(kind.labels[name].names) for name in missing],
        "unknown": unknown or ["–"],
        "rules": kind.place,
        "lines": [source_alias(kind.id, name, header, kind.labels[name]) for name, header in near.items() if header],
    }
    return problem("source-incomplete", SourceRef(file, head.sheet.name), kind.id, **facts)


def _nearly(book: Book, kinds: Kinds) -> Problem | None:
    """The error of a sheet that lacks at most half of the headers of a source without patterns."""
    heads = [Head.of(sheet) for sheet in book.sheets if sheet.visible]
    tries = [(len(_missing(head, kind)[0]), head, kind) for kind in kinds.others if kind.is_mapped for head in heads]
    near = [one for one in tries if 0 < one[0] * 2 <= len(one[2].wanted)]
    return _lacking(book.name, *min(near, key=lambda one: one[0])[1:]) if near else None


def _refused(book: Book, kinds: Kinds, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of a file without agents: the most similar sheet is named in the error, not in its own note."""
    sheets = [sheet for sheet in without_anonymous(book, kinds.rules).sheets if sheet.visible]
    seen = [one for sheet in sheets if (one := best_row(sheet, kinds.known.field_of, HEADER_ROWS))]
    refusal = no_agents(book.name, seen, kinds.labels, kinds.rules)
    said = ("sheet-left-out", refusal.source.sheet)
    if any(found.code == "source-incomplete" for found in problems):
        return tuple(problems)
    if (misnamed := _misnamed(book, kinds)) is not None:
        return (*(found for found in problems if found.code != "sheet-left-out"), misnamed)
    refusal = (None if any(kinds.metrics.intersection(one.known) for one in seen) else _nearly(book, kinds)) or refusal
    return (*(found for found in problems if (found.code, found.source.sheet) != said), refusal)


def _misnamed(book: Book, kinds: Kinds) -> Problem | None:
    """The error of a sheet with all headers of a source whose patterns its name, or that of its file, does not fit."""
    for sheet in (one for one in book.sheets if one.visible):
        for kind in kinds.others:
            if (
                kind.is_mapped
                and not kind.may_be(book, sheet)
                and kind.header(Head.of(sheet), kinds.metrics, kinds.known)
            ):
                patterns = (*kind.layout.files, *kind.layout.sheets)
                here = SourceRef(book.name, sheet.name)
                return problem("source-other-name", here, kind.id, patterns=patterns, rules=kind.place)
    return None


def _find_table(book: Book, sheet: Sheet, kinds: Kinds) -> tuple[FoundTable | None, list[Problem]]:
    rules, known, metrics, file = kinds.rules, kinds.known, kinds.metrics, book.name
    head = Head.of(sheet)
    others = [one for one in kinds.others if one.may_be(book, sheet)]
    found = [(one, header) for one in others if (header := one.header(head, metrics, known))]
    if found:
        fits = {one.id: (one.claims(book, sheet), one.least, one.is_called(sheet)) for one, _header in found}
        kind, header = max(found, key=lambda pair: fits[pair[0].id])
        like = [one for one, _header in found if one.is_mapped and fits[one.id] == fits[kind.id]]
        if len(like) > 1:
            named = [one.id for one in like]
            return None, [problem("source-two", SourceRef(file, sheet.name), ", ".join(named), rules=like[0].place)]
        if kind.part and kind.part.anonymous and (who := naming(header, kind.words, known)):
            here = SourceRef(file, sheet.name, a1(header.last, who[0]))
            return None, [problem("sheet-names-people", here, who[1], sheet=kind.id)]
        detail = kind.id if kind.source and kind.source.columns else None
        table, problems = _table(file, sheet, detail, header, kind.words, kind.labels)
        problems = with_unknown_items(problems, kind.part) if kind.part and kind.part.some else problems
        roster = kind.source is not None and not kind.source.columns
        return replace(table, part=kind.part, roster=roster, source=kind.source), problems
    header = find_header(head, known, lambda found: "agent_id" in found and not metrics.isdisjoint(found))
    if header is not None:
        labels = {name: label for name, label in kinds.labels.items() if name != LEFT}  # lists whoever is its agent
        return _table(file, sheet, None, header, words_of(labels, rules.units, known.forms), labels)
    called = (one for one in others if one.is_called(sheet) and not (one.source and one.source.layout.claims))
    incomplete = next(filter(None, (_incomplete(file, head, one) for one in called)), None)
    if incomplete is not None:
        return None, [incomplete]
    header = find_header(head, known, lambda found: _heads_roster(found, rules))
    if header is not None and not _is_of_a_part_off(head, header, kinds):
        table, problems = _table(file, sheet, None, header, known, kinds.labels)
        return replace(table, roster=True), problems
    seen = None if withheld([sheet], rules) else best_row(sheet, known.field_of, HEADER_ROWS)
    if seen is None and all(column.is_blank.all() for column in sheet.columns):
        return None, [problem("sheet-empty", SourceRef(file, sheet.name))]
    return None, [left_out(file, seen or Seen(sheet.name, -1, (), ()), kinds.labels, rules)]


def _heads_roster(found: set[str], rules: RuleSet) -> bool:
    """True for the fields of a header with an agent id, an identity or roster column and no metric."""
    of_people = {*ROSTER_FIELDS, *rules.roster}
    return "agent_id" in found and not found.isdisjoint(of_people) and found.isdisjoint(rules.metrics)


def _is_of_a_part_off(head: Head, header: Header, kinds: Kinds) -> bool:
    """True for the sheet of a part that is off: whose rows are about people, but say nothing that a roster says.

    Such a sheet has two columns at least that are none of people.
    """
    if len(header.texts) < len(fields := header.fields(kinds.known)) + 2 or not fields.isdisjoint(kinds.rules.roster):
        return False
    off = kinds_of_parts(kinds.rules, kinds.rules.sheets_off(), kinds.known.forms)
    return any(one.header(head, kinds.metrics, kinds.known) for one in off)


def _incomplete(file: str, head: Head, kind: OtherKind) -> Problem | None:
    """The error of a sheet that is called like another kind and lacks columns.

    None where a part's name heads something else, which is no sheet of the part: less than half of its columns.
    """
    best: set[str] = max((header.fields(kind.words) for header in headers(head, kind.words)), key=len, default=set())
    lacking = kind.lacks(best)
    if kind.part and 2 * lacking > kind.least:
        return None
    missing = sorted(kind.wanted - best) or [
        name for name in kind.labels if kind.part and name in kind.part.some - best
    ]
    named = ["/".join(kind.labels[name].names) for name in missing]
    return problem("detail-incomplete", SourceRef(file, head.sheet.name), missing=named)


def _table(
    file: str, sheet: Sheet, detail: str | None, header: Header, words: Words, labels: Mapping[str, Label]
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
