"""What can be wrong with a file, a cell or a rule: a stable code, an address, and a sentence made later.

A problem is a value, never an exception: readers return ``(result, problems)`` and go on. Sentences are English
templates here, translated by the catalogues in ``locale/`` and filled in by the writers, so that the same problem
reads in the language of whoever looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.locale.names import file_name, shown_name


class Severity(StrEnum):
    """``error`` stops the award list; ``note`` never changes the exit code."""

    ERROR = "error"
    NOTE = "note"


class About(IntEnum):
    """What a problem is about, the most far-reaching first: what hides behind a missing column is said after it."""

    FILE = 1
    SHEET = 2
    COLUMN = 3
    ROW = 4
    CELL = 5


Fact = str | tuple[str, ...]
"""A fact of a sentence: a text, or a list that is whole here and cut by those who show it."""

_ROW_NUMBERS = re.compile(r"\d+")


class SourceRef(Struct, frozen=True):
    """Where something stands: a file, then a sheet and an A1 cell (or a range, a row, a column), or a line."""

    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


class Kind(Struct, frozen=True):
    """One entry of the catalogue: severity and the two sentences, with ``{fields}`` for the facts.

    ``fatal`` marks what keeps a whole file from being used (exit code 2) as against a finding in it (exit code 1),
    ``always`` a note that is shown even where notes are not. ``about`` is said of columns and rows; else the address of
    a problem tells what it is about. Of a hint with several lines those are left out whose list is empty.
    """

    severity: Severity
    message: str
    hint: str = ""
    fatal: bool = False
    about: About | None = None
    always: bool = False


class Problem(Struct, frozen=True):
    """One finding: its code in the catalogue, its address, the offending value and the facts of its sentence.

    Where the same mistake stands in several cells of a column, ``source`` and ``value`` are those of the first,
    ``cells`` all of them and ``values`` theirs; ``values`` is empty where all are alike. Both are empty for one cell.
    """

    code: str
    source: SourceRef
    value: str | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    cells: tuple[str, ...] = ()
    values: tuple[str | None, ...] = ()

    @property
    def kind(self) -> Kind:
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def is_error(self) -> bool:
        return self.kind.severity is Severity.ERROR

    @property
    def is_fatal(self) -> bool:
        return self.kind.fatal

    @property
    def about(self) -> About:
        """What it is about: as the catalogue says, else by its address."""
        if self.kind.about is not None:
            return self.kind.about
        if self.kind.fatal or self.source.sheet is None:
            return About.FILE
        return About.SHEET if self.source.cell is None else About.CELL

    @property
    def count(self) -> int:
        """How many cells it is found in; 1 where it is not about cells."""
        return len(self.cells) or 1

    @property
    def fields(self) -> Mapping[str, str]:
        """The facts as plain text, whole; ``{value}`` is always there."""
        return {"value": self.value or "", **{name: plain(fact) for name, fact in self.facts}}


def add_codes(codes: Mapping[str, Kind]) -> None:
    """Take over the codes of a part, which are found by ``Problem.kind`` from then on.

    Raises:
        ValueError: one of them is another problem's.
    """
    for code, kind in codes.items():
        if CATALOGUE.setdefault(code, kind) is not kind:
            raise ValueError(f"two problems have the code {code}")


def plain(fact: Fact) -> str:
    """A fact as text, the members of a list with commas between them."""
    return fact if isinstance(fact, str) else ", ".join(fact)


def problem(code: str, source: SourceRef, value: object = None, **facts: object) -> Problem:
    """Make a problem of a catalogued code; a fact that is a tuple or list stays one.

    Raises:
        KeyError: the code is not in the catalogue (a bug, never a user's mistake).
    """
    CATALOGUE[code]
    texts = tuple((name, _fact(fact)) for name, fact in facts.items())
    if not source.file.isascii():
        source = replace(source, file=file_name(source.file))
    return Problem(code, source, None if value is None else shown_name(str(value)), texts)


def _fact(fact: object) -> Fact:
    return tuple(shown_name(str(one)) for one in fact) if isinstance(fact, tuple | list) else shown_name(str(fact))


def gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same mistake in several cells of a column as one problem with its cells, at the place of the first."""
    groups: dict[object, list[Problem]] = {}
    for found in problems:
        source = found.source
        column = _ROW_NUMBERS.sub("", source.cell) if source.cell else None
        key = (found.code, source.file, source.sheet, column, source.line, found.facts)
        groups.setdefault(key if column else (key, len(groups)), []).append(found)
    return tuple(group[0] if len(group) == 1 else _as_one(group) for group in groups.values())


def _as_one(group: Sequence[Problem]) -> Problem:
    """Problems that differ in cell and value only, as one; a cell that was named twice is named once."""
    found = {one.source.cell or "": one.value for many in group for one in parted(many)}
    if len(found) == 1:
        return group[0]
    cells = found
    if group[0].is_error:  # to be corrected one after the other; notes are in the order of the agents
        cells = dict(sorted(found.items(), key=lambda cell: [int(row) for row in _ROW_NUMBERS.findall(cell[0])]))
    first, values = next(iter(cells)), tuple(cells.values())
    source = replace(group[0].source, cell=first)
    return replace(
        group[0], source=source, value=values[0], cells=tuple(cells), values=values if len(set(values)) > 1 else ()
    )


def parted(found: Problem) -> Iterator[Problem]:
    """The problem of each cell by itself."""
    if not found.cells:
        yield found
    for place, cell in enumerate(found.cells):
        value = found.values[place] if found.values else found.value
        yield Problem(found.code, replace(found.source, cell=cell), value, found.facts)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """As people should meet them: errors before notes, files before sheets, columns, rows and cells; else as found."""
    return sorted(problems, key=lambda found: (not found.is_error, not found.kind.always, found.about))


def has_errors(problems: Iterable[Problem]) -> bool:
    """True when one of the problems is an error."""
    return any(found.is_error for found in problems)


def error(message: str, hint: str = "", about: About | None = None) -> Kind:
    return Kind(Severity.ERROR, message, hint, about=about)


def fatal(message: str, hint: str = "") -> Kind:
    return Kind(Severity.ERROR, message, hint, fatal=True)


def note(message: str, hint: str = "", about: About | None = None, *, always: bool = False) -> Kind:
    return Kind(Severity.NOTE, message, hint, about=about, always=always)


CATALOGUE: dict[str, Kind] = {
    # -- a file as a whole (formats/guard.py, formats/sheets.py) --
    "no-such-file": fatal(N_("there is no such file"), N_("check the path and the spelling")),
    "not-a-file": fatal(N_("this cannot be read: {reason}"), N_("give a workbook or a text file")),
    "unreadable-file": fatal(
        N_("the file cannot be opened: {reason}"),
        N_("check the permissions, close it elsewhere and try again"),
    ),
    "empty-file": fatal(N_("the file is empty (0 bytes)"), N_("export it again")),
    "file-too-large": fatal(
        N_("the file has {size} MiB, more than {limit}"), N_("export fewer months or columns at a time")
    ),
    "not-enough-memory": fatal(
        N_("there is not enough memory for this file"),
        N_("close other programs, or give fewer files at a time"),
    ),
    "worker-stopped": fatal(
        N_("the process that worked on this file ended before it was done: {reason}"),
        N_("run it again, with --jobs 1 if there may be too little memory; the other files are not affected"),
    ),
    "file-fault": fatal(
        N_("ccmotivate itself failed on this file ({value}); the other files are not affected"),
        N_("this is a bug: please send the report {report}"),
    ),
    "encrypted": fatal(
        N_("the workbook is protected by a password"), N_("open it in Excel, remove the password and save it")
    ),
    "html-not-excel": fatal(
        N_("the file is a web page that asks for a password or has no table of two rows or more: {title}"),
        N_("it may be a login page or an error page instead of the export: log in and export it again"),
    ),
    "html-frame": fatal(
        N_("the file is only the frame of a workbook saved as a web page: its sheets lie in the folder beside it"),
        N_("open it in Excel, with that folder beside it, and save it as .xlsx"),
    ),
    "table-in-row": fatal(
        N_("row {row} of a table of the web page holds a table of several rows in one of its cells"),
        N_("export it without those details, or open it in Excel, put each record into one row and save it as .xlsx"),
    ),
    "page-hidden-cells": fatal(
        N_("of the cells of column {column} of the web page some are hidden and others are not"),
        N_(
            "export it again without hidden columns, or open it in Excel, see that each figure is under its header and "
            "save it as .xlsx"
        ),
    ),
    "page-cut-off": fatal(
        N_("the web page breaks off before its end"),
        N_("export it again; if nothing is missing, open it in Excel and save it as .xlsx"),
    ),
    "xml-not-excel": fatal(
        N_("the file is XML, but no XML spreadsheet of Excel"), N_("export it as .xlsx, .xls, .ods or .csv")
    ),
    "not-a-workbook": fatal(
        N_("the file is neither a workbook nor a text table"), N_("export it as .xlsx, .xls, .ods or .csv")
    ),
    "packed-file": fatal(
        N_("the file is an archive ({kind}), not a workbook"),
        N_("unpack it and give the files in it, or their folder"),
    ),
    "other-kind": fatal(
        N_("the file is {kind}, not a workbook or a text table"),
        N_("export the table itself as .xlsx or .csv"),
    ),
    "broken-zip": fatal(N_("the file is damaged or incomplete"), N_("copy or export it again")),
    "zip-bomb": fatal(
        N_("the file unpacks to more than a workbook may: {part} {reason}"),
        N_("open it in Excel and save it as a new .xlsx"),
    ),
    "zip-duplicate": fatal(N_("the file holds {part} twice"), N_("open it in Excel and save it as a new .xlsx")),
    "xml-entities": fatal(
        N_("the file declares XML entities, which are never followed: {part}"),
        N_("export it again with Excel"),
    ),
    "xml-encoding": fatal(N_("{part} in the file is not UTF-8"), N_("open it in Excel and save it as a new .xlsx")),
    "malformed-workbook": fatal(
        N_("the workbook cannot be read: {reason}"), N_("open it in Excel and save it as a new .xlsx")
    ),
    "ambiguous-value": fatal(
        N_("the value of this cell is written in a way that programs read differently ({reason})"),
        N_("open the workbook in Excel, type the value again as it should be, and save it"),
    ),
    "grid-too-large": fatal(
        N_("{cells} filled cells are spread over {rows} rows and {columns} columns"),
        N_("delete the stray cell named here, or copy the used range into a new workbook"),
    ),
    "too-many-merged": fatal(
        N_("a sheet has more than {limit} blocks of merged cells"),
        N_("unmerge the cells in Excel (Home → Merge & Center) and save the file again"),
    ),
    "empty-workbook": fatal(N_("no sheet of the file holds anything"), N_("check that the export finished")),
    "reader-stopped": fatal(
        N_("reading the file was stopped: {reason}"), N_("open it in Excel and save it as a new .xlsx")
    ),
    "log-stopped": fatal(
        N_("the process that reads this large text file has ended: {reason}"),
        N_("close other programs to free memory and run it again, or split the file, for example by month"),
    ),
    "csv-encoding": fatal(
        N_("the text is in none of these encodings: {tried}"),
        N_("save it as CSV UTF-8, or name its encoding, for example --encoding cp1252"),
    ),
    "csv-encoding-doubtful": fatal(
        N_("the text is not UTF-8, and as GB18030 it would read {value}, with Chinese inside a Latin word"),
        N_("name its encoding: --encoding cp1252, or in columns.yaml reading: {{encoding: cp1252}} (Chinese: gb18030)"),
    ),
    "csv-malformed": fatal(
        N_("the text table breaks off at line {line}: {reason}"),
        N_("check the quotation marks around this line"),
    ),
    "csv-cut-off": error(
        N_("the text table breaks off within its last line, after {value}"),
        N_("export it again; if nothing is missing, end its last line with a line break"),
    ),
    "log-by-rows": note(
        N_("the rows of this large text file were read one by one, which takes longer: {reason}"),
        N_("nothing to do while there is time and memory for it"),
    ),
    "map-ids-elsewhere": note(
        N_(
            "map makes nothing of this file: {value} in {header} is {column} of {roster}, and other files have the "
            "{ids} of it"
        ),
        N_("put {ids} into a column of this file, by XLOOKUP or VLOOKUP in {roster}, and map it again"),
    ),
    "map-people-again": note(
        N_("map makes nothing of this sheet: it has people of {roster} again, and nothing to measure"),
    ),
    "map-words-turned": note(
        N_("map makes nothing of this file: {value} in {header} stands with its words in another order in {roster}"),
        N_("write names in one order, in the same way in every file, and map them again"),
    ),
    "map-ids-unknown": note(
        N_(
            "map makes nothing of this file: too few of its agents, like {value} in {header}, stand under {column} in "
            "{roster}"
        ),
        N_("complete the list of agents, or map this file with a list of its own"),
    ),
    "map-agents-apart": note(
        N_(
            "no agent of this file, like {value} in {header}, stands in another one, like {file}: "
            "who is in both counts twice"
        ),
        N_(
            "give a list of the agents that has what stands in either, or answer for both with columns of the same kind"
        ),
    ),
    "map-some-agents": note(
        N_(
            "map makes nothing of this sheet: nothing to measure in it, and no roster, for of {all} agents it names "
            "{some}"
        ),
        N_(
            "leave it out when you score, or write into a column what each row counts, like the days of a leave, and "
            "map it again"
        ),
    ),
    "map-second-roster": note(
        N_("map makes nothing of this sheet: its people are those of {roster}, which says who is who"),
        N_("put its columns into {roster}, and leave it out when you score"),
    ),
    "map-days-across": note(
        N_("map makes nothing of this sheet: it has a column for each day of a month, and no sums of them"),
        N_(
            "add columns of what the days of each person come to (days worked, calls), or write a row for each "
            "person and day, and map it again; or leave it out when you score"
        ),
    ),
    "map-no-good-side": note(
        N_(
            "no header says which side of its figure is good: the scorecard takes more as better until metrics.yaml "
            "says good: low"
        ),
        N_("take out of roles/agent.yaml what is neither"),
    ),
    "map-no-figures": note(
        N_("map makes nothing of this sheet: no column of agents, or nothing to measure"),
        N_("give what should count a column of agents and one of figures, of days or of ids"),
    ),
    "first-rows-mapped": note(
        N_("only the first {value} rows of this large text file were looked at"),
        N_("look through the answers: further down other words and dates may stand"),
    ),
    "csv-too-long": fatal(N_("the text table has more than {limit} lines"), N_("split it")),
    "text-not-excel": note(
        N_("named {suffix} but holds plain text; read as a text table in {encoding}"),
        N_("nothing to do if the columns look right"),
    ),
    # -- which sheet, which column (readers/headers.py) --
    "sheet-hidden": note(N_("this hidden sheet was left out"), N_("unhide it if it holds agents")),
    "sheet-other-kind": note(N_("this chart or macro sheet was left out")),
    "sheet-empty": note(N_("this sheet is empty and was left out")),
    "sheet-left-out": note(
        N_("this sheet was left out; missing: {absent}; best is row {row}: found {found}; not known: {unknown}"),
        N_(
            "if it holds agents, give its columns the headers after ≈, or add yours to the rules:{lines}\n"
            "if it holds something else, there is nothing to do"
        ),
    ),
    "no-agents": fatal(
        N_(
            "no sheet holds agents; missing: {absent}; best is row {row} of the sheet {sheet}: found {found}; "
            "not known: {unknown}"
        ),
        N_(
            "give these columns the headers after ≈, or add yours to the rules:{lines}\n"
            "put one of these headers over the agent ids: {words}\n"
            "put one of these over each figure: {metrics}\n"
            "if it is a list of calls or cases, or a dashboard, export the table with a row for each agent and month\n"
            "if your figures are others altogether, make rules of your own from the file: "
            "ccmotivate init my-rules --from FILE\n"
            "ccmotivate template writes a workbook with all known headers"
        ),
    ),
    "details-empty": fatal(
        N_("no row of {details} stands in this file, and nothing else that could be scored in any other"),
        N_("check that the export is complete, and that it is of the right month"),
    ),
    "details-alone": fatal(
        N_("this file has only rows of a detail sheet ({details}), and no file of the run says who the agents are"),
        N_(
            "give the file with the agents too, or a roster (agent id, role, project, team): "
            "ccmotivate score agents.csv meetings.csv"
        ),
    ),
    "roster-alone": fatal(
        N_(
            "this file has agent ids, but no column with a figure that a role is judged by (headers not known: "
            "{unknown}), and no other file of the run has figures for these agents"
        ),
        N_(
            "if it is a list of people, give the file with their figures too\n"
            "if it has the figures, add their headers as aliases to metrics.yaml, or make rules of your own from it: "
            "ccmotivate init my-rules --from FILE\n"
            "if it has a row for each call, case or day, give the table with a row for each agent and month instead, "
            "or fold it (detail_sheets in docs/rules.md)"
        ),
    ),
    "same-content": note(N_("this file holds the same as {first}, byte by byte; it was read once")),
    "same-content-months": error(
        N_("this file holds the same as {first}, byte by byte, but by its name it is of {value}"),
        N_("give the export of {value}; if both months do have the same figures, add a column of months to the files"),
    ),
    "same-content-both": note(
        N_("this file holds the same as {first}, byte by byte, but by its name it is of {value}; both count"),
        N_("if it was copied under a wrong name, give the export of {value}"),
        always=True,
    ),
    "no-rows": fatal(
        N_("the header is there, but no row with an agent stands below it"),
        N_("write a row for each person below it, or check that the export is complete"),
    ),
    "sheet-names-people": error(
        N_("the column {value} says who has answered: {sheet} has no ids and no names"),
        N_("delete the column, so that nobody can tell whose answers these are"),
        about=About.COLUMN,
    ),
    "no-survey": error(
        N_("the rules have no survey"),
        N_("put a file survey.yaml among the rules; ccmotivate rules show lists what they have"),
    ),
    "item-unknown": error(
        N_("there is no item {value}; the rules have: {allowed}"),
        N_("correct the header, or add the item to the rules"),
        about=About.COLUMN,
    ),
    "answer-unknown": error(
        N_(
            "this is no answer; an answer is a whole number from {low} to {high}. It is not shown here, for "
            "answers are never shown"
        ),
        N_("correct the cell or empty it"),
    ),
    "detail-incomplete": error(
        N_("this sheet lacks columns: {missing}"), N_("add them, or rename the sheet if it is something else")
    ),
    "second-table": note(
        N_("a second table starts at {value}, which stands in {first} too; its columns were left out: {headers}"),
        N_("move it to a sheet of its own if it matters"),
        about=About.COLUMN,
    ),
    "column-twice": error(
        N_("the header {value} means the same as the one in {first}"),
        N_("remove or rename one of the two columns"),
        about=About.COLUMN,
    ),
    "column-resembles": note(
        N_("the header {value} is not known and was not used; it resembles {nearest}"),
        N_("if it is the same, add to {id} in the rules: aliases: [{value}]"),
        about=About.COLUMN,
    ),
    "set-aside": note(N_("{value} of an earlier run no longer holds; it was renamed to {name}")),
    "column-unused": note(N_("the header {value} is not known and was not used"), about=About.COLUMN),
    "column-absent": note(N_("there is no column for {fields}; it stays blank"), about=About.COLUMN),
    "no-identity-column": error(
        N_("no column for {field} (looked for {words}; nearest header: {nearest})"),
        N_(
            "add the column, add its header as an alias in columns.yaml, give a default there, or give a roster "
            "(a sheet or file with the agent id and this column) in the same run"
        ),
        about=About.COLUMN,
    ),
    "column-missing": error(
        N_("no column for {metrics}, which these roles need: {roles} (looked for {words}; nearest header: {nearest})"),
        N_("add the column, or add its header as an alias in metrics.yaml"),
        about=About.COLUMN,
    ),
    "source-empty": note(
        N_("the header is there, but no row stands below it: this file says that there are none in {month}")
    ),
    "table-empty": note(N_("no row of {months} that counts stands in this table: it says that there are none")),
    "source-filtered": note(
        N_(
            "only in the rules leaves out all {value} rows below the header: this file says that there are none in "
            "{month}"
        ),
        N_("if there should be some, look at what only says in sources.yaml"),
    ),
    "source-none": note(
        N_("no row of the source {value} for {months}: {metrics} is computed as if there were none"),
        N_("right if there were none; if their files were not given, give them too"),
    ),
    "source-missing": error(
        N_("no row of the source {value} for {months}, of which {metrics} is made; roles that need it: {roles}"),
        N_(
            "give its rows of these months too, or look at their days; if only one month is meant, name it: with "
            "--only, or as the period where the command has one\n"
            "the first rows of these months, and how many there are: {rows}\n"
            "its files are called {files}\n"
            "if there are none and none are needed, say so: coalesce(…, 0) in a formula, or, where no must asks for it,"
            " if_no_data: left_out in the scorecard; where that stands there, give the exports of these months, even"
            " without rows"
        ),
        about=About.COLUMN,
    ),
    # -- a row (readers/agents.py, identity.py) --
    "dropped-total": note(N_("rows of totals were left out: {rows}"), about=About.ROW),
    "dropped-footnote": note(
        N_("sign-offs and rows with a single cell, no agent's, were left out: {rows}"), about=About.ROW
    ),
    "dropped-hidden": note(N_("hidden rows were left out, as the rules say: {rows}"), about=About.ROW),
    "dropped-excluded": note(N_("rows that the rules exclude were left out: {rows}"), about=About.ROW),
    "dropped-filtered": note(
        N_("rows that do not count by only in sources.yaml: {value}; the first is row {first}"), about=About.ROW
    ),
    "dropped-header": note(N_("repeated header rows were left out: {rows}"), about=About.ROW),
    "header-moved": error(
        N_("the headers stand in another order here than in row {first}"),
        N_("give each table a sheet of its own, or put the columns in one order"),
        about=About.ROW,
    ),
    "total-or-person": error(
        N_("{value} reads like a row of totals, but the row names a person"),
        N_("delete the row if it is a total; if it is a person, write another agent id, or the id in the first column"),
        about=About.ROW,
    ),
    "hidden-rows": note(
        N_("hidden rows were read: {rows}"),
        N_("to leave them out, say in columns.yaml reading: {{hidden_rows: leave_out}}"),
        about=About.ROW,
    ),
    "hidden-rows-refused": error(
        N_("these rows are hidden: {rows}"), N_("unhide them, or delete them"), about=About.ROW
    ),
    "hidden-columns": note(N_("hidden columns were read: {columns}"), about=About.COLUMN),
    "hidden-winner": note(
        N_("the award {award} went to {person} ({value}), who stands in a hidden row"),
        N_("check whether the row was meant to count"),
        about=About.ROW,
    ),
    "merged-identity": note(N_("merged cells of {field} count for each of their rows: {cells}")),
    "merged-figure": error(
        N_("the cells {cells} are merged over several agents or columns ({field})"),
        N_("unmerge them and write each agent's own value"),
    ),
    "blank-id": error(N_("the agent id is blank"), N_("fill it in, or delete the row"), about=About.ROW),
    "id-not-text": error(N_("{value} is not an agent id"), N_("write the id as text"), about=About.ROW),
    "id-lost-digits": error(
        N_("this id is stored as a number with more than 15 digits; Excel has lost the last ones"),
        N_("export the id as text"),
        about=About.ROW,
    ),
    "id-twice": error(
        N_("the agent id {value} stands twice in {month}, first at {first}"),
        N_("keep one of the two rows"),
        about=About.ROW,
    ),
    "several-rows": error(
        N_(
            "several rows a person and month: {agents} agents on {rows} rows; "
            "one row is probably a day, a call or a case"
        ),
        N_(
            "if so, keep one row a person and month (id, role, project) on a sheet of its own and fold these rows\n"
            "add to columns.yaml (if detail_sheets stands there, under it):{lines}\n"
            "add to metrics.yaml, each to its metric:{metric_lines}\n"
            "if not, delete the rows that are too many"
        ),
        about=About.FILE,  # what kind of file it is
    ),
    "id-alike": error(
        N_("the agent id {value} differs only in case, spaces, width or leading zeros from {other} at {first}"),
        N_("write the same id the same way, or give different ids"),
        about=About.ROW,
    ),
    "id-alike-months": error(
        N_(
            "the agent ids {value} in {month} and {other} in {earlier} differ only in case, spaces, width or leading "
            "zeros; one person would count as two"
        ),
        N_(
            "write the id as it stands in the ledger, or give different ids; where the ledger is wrong, reopen the "
            "month and publish it again"
        ),
    ),
    "id-alike-ledger": note(
        N_(
            "the agent ids {value} in {month} and {other} in {earlier} differ only in case, spaces, width or leading "
            "zeros; awards of a period with both months will be refused"
        ),
        N_("write the id as it stands in the ledger; where the ledger is wrong, reopen the month and publish it again"),
        always=True,
    ),
    "blank-field": error(N_("the {field} is blank"), N_("fill it in")),
    "unknown-role": error(
        N_("{value} is not a role of the rules: {allowed}"),
        N_("did you mean {nearest}? otherwise add it as an alias to a file in roles/"),
    ),
    "month-unreadable": error(N_("{value} is not a month"), N_("write it like 2025-03 or 2025年3月")),
    "day-alone": error(
        N_("{value} says no month: {header} is a column of days"),
        N_("write whole dates, like 2025-03-07; where these are months, call the column Month or 月份"),
    ),
    "month-column-outranks": note(
        N_("the month column says {value}, the name {sheet} or {file} another month; the column counts")
    ),
    "month-blank": error(
        N_("the month is blank here and filled in other rows"), N_("fill it in, or leave the whole column blank")
    ),
    "date-ambiguous": error(
        N_("nothing says whether {value} begins with the day or the month"),
        N_(
            "say in columns.yaml reading: {{dates: day-month-year}} or {{dates: month-day-year}}; where other files "
            "have the other order, write the dates of this one like 2025-03-31"
        ),
    ),
    "month-option-conflict": error(
        N_("the cell says {value}, --month says {option}"),
        N_(
            "leave out --month; to take the rows of one month only, name it: with --only {option}, or as the period "
            "where the command has one"
        ),
    ),
    "month-option-outranks": note(
        N_("--month {value} counts, although title, sheet {sheet} or file {file} says {other}")
    ),
    "other-months": note(N_("only {value} is used; rows of other months left out ({count}): {months}")),
    "month-conflict": error(
        N_("the title, the sheet name {sheet} and the file name {file} say different months: {value}"),
        N_("correct one of them, add a month column, or give --month"),
    ),
    "no-month": error(
        N_("nothing says which month and year this is: no month column, no title, no name of sheet or file"),
        N_("give --month 2025-03 (or --year 2025 for sheets named by month)"),
    ),
    "homonyms": note(
        N_("{value} is the name of several agents: {ids}"),
        N_("nothing to do: agents are told apart by id"),
        about=About.ROW,
    ),
    "agents-absent": note(N_("not among the agents of {month}, but of another month: {agents}"), about=About.ROW),
    "agents-absent-for-months": note(
        N_("not among the agents of {month} to {last}, but of another month: {agents}"), about=About.ROW
    ),
    "agent-changed": note(N_("{value}: {field} changed from {old} to {new} in {month}"), about=About.ROW),
    "role-by-unknown": error(
        N_("the rules give no role for the {field} {value}"),
        N_("did you mean {nearest}? Correct the cell, or add the word under role in scheme.yaml; there are {allowed}"),
        about=About.ROW,
    ),
    "role-by-blank": error(
        N_("the role goes by {field}, and nothing says that of {value}"),
        N_("fill in the {field}, add a column of roles, or name another column under role: by: in scheme.yaml"),
        about=About.ROW,
    ),
    # -- a cell (readers/values.py) --
    "not-a-number": error(
        N_("{value} is not a number"), N_("write a number, or leave the cell blank if there is no data")
    ),
    "numbers-apart": error(
        N_("{value} is not one number: something stands between its digits"),
        N_("write one number, or leave the cell blank if there is no data"),
    ),
    "decimal-mark": error(
        N_("{value} does not fit numbers whose decimal mark is “{decimal}”"),
        N_('write it otherwise; if the whole file is written so, say in columns.yaml reading: {{decimal: "{other}"}}'),
    ),
    "unit-unknown": error(
        N_("nothing says whether {value} is seconds, minutes, hours or days ({metric}: {cells})"),
        N_("put the unit into the header, for example (min), or in metrics.yaml unit: seconds or unit: minutes"),
    ),
    "seconds-or-days": error(
        N_(
            "all of {metric} are below 1: {value} is {value} seconds, or {seconds} seconds if written in days ({cells})"
        ),
        N_("give the cells a time format in Excel, or put the unit into the header: (s) or (d)"),
    ),
    "not-an-instant": error(
        N_("{value} is no {kind}"), N_("write a date like 2025-03-07, a time like 18:05, a moment as both")
    ),
    "instant-zones": error(
        N_("some moments of this column have a time zone, others do not"),
        N_("set zone under reading in columns.yaml: it holds for those without one"),
    ),
    "not-whole": error(
        N_("{value} is a count and must be a whole number"),
        N_("correct the cell, or make the column a number in the rules (kind: number)"),
    ),
    "sign-on-plain-number": error(
        N_("{value} carries the sign ‰ or %, but this column holds plain numbers"),
        N_("correct the cell, or give the column the kind percent or permille in the rules"),
    ),
    "unknown-word": error(N_("{value} is not one of the words allowed here: {allowed}"), N_("did you mean {nearest}?")),
    "out-of-range": error(
        N_("{value} is outside the plausible range {range}"),
        N_("correct the cell, or widen plausible in metrics.yaml"),
    ),
    "computed-out-of-range": error(
        N_("{metric} computed from these cells is {value}, outside the plausible range {range}"),
        N_("correct the cells, or widen plausible in metrics.yaml"),
    ),
    "number-size": error(
        N_("{value} is no figure to compute with: more than {digits} digits before the point, or {places} after it"),
        N_("correct the cell, or leave it blank if there is no data"),
    ),
    "computed-too-large": error(
        N_("{metric} computed from these cells is {value}, which has more than {digits} digits"),
        N_("correct the cells, or the formula in metrics.yaml"),
    ),
    "odd-scale": note(
        N_("the header says percent, so {value} was read as {value}%, far below the rest of the column; check {cells}"),
        about=About.COLUMN,
    ),
    "mixed-scale": error(
        N_("the column mixes two scales: {cells} look like one, {others} like the other"),
        N_("write all as percents with the sign %, or put the unit in the header, for example (%)"),
        about=About.COLUMN,
    ),
    "currencies-mixed": error(
        N_("the column mixes currencies: {value} here, {other} in {cell}"),
        N_("write all amounts of the column in one currency"),
        about=About.COLUMN,
    ),
    "unit-doubtful": error(
        N_("the column has {other} in {cell} and bare numbers in {cells}, which may be in that unit too"),
        N_(
            "write all numbers of the column in full, or all with their unit; if they are right, lower "
            "least_beside_units under reading in columns.yaml"
        ),
        about=About.COLUMN,
    ),
    "cell-error": error(
        N_("the cell holds the error {value}"),
        N_("correct the formula in Excel, or leave the cell blank if there is no data"),
    ),
    "formula-not-calculated": error(
        N_("the formula in this cell was never calculated"),
        N_("open the file in Excel, save it, and run again"),
    ),
    "placeholder": note(N_("placeholders in {field} taken as no data: {cells}"), about=About.COLUMN),
    "column-and-sheet": error(
        N_("the value stands both here and in the detail sheet at {other}"), N_("keep one of the two")
    ),
    "detail-repeated": note(
        N_("{count} rows with the key and the content of an earlier row count once with it: rows {rows}"),
        about=About.ROW,
    ),
    "rows-in-two-files": note(
        N_(
            "{count} of the {rows} rows of {month} stand in {other} as well: it is probably a copy or a correction of "
            "it, and both count"
        ),
        N_("give only the right one of the two files; if both count, nothing is to be done"),
        about=About.FILE,
        always=True,
    ),
    "rows-as-many-in-two-files": note(
        N_(
            "{count} of the {agents} agents of {month} have exactly as many rows here as in {other}: it is probably a "
            "copy or a correction of it, and both count"
        ),
        N_("give only the right one of the two files; if both count, nothing is to be done"),
        about=About.FILE,
        always=True,
    ),
    "history-in-two-files": error(
        N_("{count} of the {rows} rows stand in {other} as well, and would count twice"),
        N_("give only the file that holds the whole history"),
        about=About.FILE,
    ),
    "detail-contradicts": error(
        N_("the row with the key {key} stands twice: {field} is {value} here and {other} at {first}"),
        N_("keep the right row; if both are right, add to key in {rules} the column that tells them apart"),
        about=About.ROW,
    ),
    "roster-twice": error(
        N_("{value} stands twice in the roster for the same month, first at {first}"),
        N_("keep one of the two rows"),
        about=About.ROW,
    ),
    "roster-differs": error(
        N_("{field} is {value} here, but {there} in the roster at {other}, for {months}"),
        N_(
            "correct one of the two cells; whoever moved during the month stays only where the month is to count; "
            "whoever left and came back needs days of hiring"
        ),
    ),
    "days-over-working": error(
        N_("{value} days in post are more than the {working} working days at {other}"),
        N_("correct one of the two cells"),
    ),
    "no-working-days": error(
        N_("the working days are 0, so days in post cannot be divided by them"),
        N_("give the working days of the month, or leave the cell blank"),
    ),
    "hired-later": error(
        N_("hired on {value}, after the end of {month}"),
        N_(
            "correct the day of hiring, or leave out the row, or what was counted before the hiring\n"
            "the first row of {month}: {first}"
        ),
    ),
    "left-before-hired": note(
        N_("left on {value}, before the day of hiring, {hired}, at {other}: taken for an earlier service"),
        N_("if it is none, correct one of the two cells"),
        about=About.ROW,
    ),
    "roster-days": note(
        N_(
            "no agents in the months before the one of their day of hiring, or after the one of their day of leaving: "
            "{agents}"
        ),
        N_("nothing to do if these days are right"),
        about=About.ROW,
    ),
    "roster-days-nobody": error(
        N_("by their days of hiring and leaving nobody on a roster is an agent of {months}: {agents}"),
        N_("correct the days, give the roster of these months, or leave their rows out"),
        about=About.ROW,
    ),
    "rows-after-leaving": note(
        N_(
            "rows of months after the one in which their agent had left, not used: {count}; the first of each month, "
            "and the day of leaving on the roster: {agents}"
        ),
        N_("if they are to count, correct the day of leaving"),
        about=About.ROW,
    ),
    "agents-left": note(
        N_("among the agents of a month after the one of their day of leaving: {agents}"),
        N_("leave them out of the agents of the month, or correct the day of leaving"),
        about=About.ROW,
    ),
    "not-a-date": error(N_("{value} is no date"), N_("write the day as a date, like 2025-03-31")),
    "not-in-roster": error(
        N_("no {field} for {value}: this sheet has no such column, and the roster does not list the agent: {roster}"),
        N_("add the agent to the roster, or the column to this sheet"),
        about=About.ROW,
    ),
    "roster-repeats": note(
        N_("{value} and others stand several times here, so this sheet is no roster; it was left out")
    ),
    "roster-of-month": note(
        N_(
            "by its name this roster is of {value}; it counts for {months} too, for those of its people whom no roster "
            "of these months lists or stands for"
        ),
        N_("give the roster of these months too, if people came, left or changed"),
    ),
    "roster-missing": note(
        N_("no file is of the roster {value}, so whoever has rows is an agent"),
        N_("give the roster too\nits files are called {files}"),
    ),
    "roster-of-today": note(
        N_(
            "{field} is {value} here, but {there} in the roster of {month} at {other}, which counts, as this list "
            "tells no month; the ids of whom it differs: {agents}"
        ),
        N_("if the list is right, correct the roster of the month"),
        about=About.ROW,
    ),
    "roster-stranger": note(N_("in the roster only, not among the agents: {agents}"), about=About.ROW),
    "detail-stranger": note(
        N_("the agent id {value} is not among the agents of that month; its rows were not used"), about=About.ROW
    ),
    "known-as": note(
        N_("rows taken under another id: {value}; people: {count}, known by {header} in {roster}"), about=About.ROW
    ),
    "known-as-several": error(
        N_("{value} may be several people of the roster: {agents} ({cells})"),
        N_("name people here by a column in which nobody has another one's word, or correct the roster"),
        about=About.ROW,
    ),
    "source-strangers": note(
        N_("rows of ids that are not among the agents of their month, not used: {value}; the ids: {agents}"),
        N_(
            "if they are agents, add them to the roster, write their ids as there, or name the column of the roster in "
            "which they stand: known_as\n"
            "agents without any row here, whose ids are nearly these: {alike}"
        ),
        about=About.ROW,
    ),
    "source-incomplete": fatal(
        N_("no row of this sheet has the headers {missing} of the source {value}; not known: {unknown}"),
        N_(
            "correct the headers or the patterns at {rules}\n"
            "or add to the columns of the source how they are called now:{lines}"
        ),
    ),
    "source-other-name": fatal(
        N_("this has the headers of the source {value}, but its name fits none of its patterns: {patterns}"),
        N_("rename it, or add its name to the patterns at {rules}"),
    ),
    "source-no-sheets": fatal(
        N_("in the source {value} the name of the sheet is {fields}, and a text file has no sheets"),
        N_("save it as a workbook, or put {fields} into a column of it and name its header at {rules}"),
    ),
    "source-two": error(
        N_("this sheet fits several sources alike: {value}"),
        N_("say with files or sheet which of them it is, as at {rules}"),
    ),
    "source-unlike": error(
        N_("{value} does not read like {pattern}, from which {field} is taken"),
        N_("correct the cell, or the pattern in sources.yaml"),
    ),
    "source-differs": error(
        N_("{field} of {agent} in {month} is {value} here and {other} at {first}"),
        N_("correct one of them, or give a roster that says who is who in that month"),
        about=About.ROW,
    ),
    "across-lacks": error(
        N_("the months side by side have no {missing} in {value}"), N_("add the column, or correct its header")
    ),
    # -- tables of databases (warehouse/, readers/databases.py) --
    "warehouse-missing": fatal(
        N_("what reads tables of this kind of database is not installed: {reason}"),
        N_("install it: pip install 'ccmotivate[warehouse]'; for Spark pip install 'ccmotivate[spark]'"),
    ),
    "database-variable": fatal(
        N_("the environment variable {value} that the source names is not set"), N_("set it to what connect says")
    ),
    "database-unreachable": fatal(
        N_("the database of this table cannot be reached: {reason}"),
        N_("check the address, the user and the password, and whether the server lets this machine in"),
    ),
    "database-lost": fatal(
        N_("the connection was lost while the table was read; nothing of it was used: {reason}"), N_("run it again")
    ),
    "database-slow": fatal(
        N_("the database took longer than {minutes} minutes for one query"),
        N_("ask for fewer months, or have an index made on the column of days"),
    ),
    "database-denied": fatal(
        N_("this user may not read the table: {reason}"), N_("have SELECT on it granted; nothing more is needed")
    ),
    "database-failed": fatal(
        N_("the database could not answer: {reason}"), N_("look at its queries with ccmotivate check --verbose")
    ),
    "database-inexact": fatal(
        N_("this database does not reckon exactly with long numbers"),
        N_("export the table as csv and name that as files, or use PostgreSQL, DuckDB or Spark"),
    ),
    "table-absent": fatal(
        N_("there is no table {value} (nearest: {nearest}); the tables there: {tables}"),
        N_("correct table: in sources.yaml; one of a schema is written schema.table"),
    ),
    "table-column": fatal(
        N_("the table has no column {value} (nearest: {nearest}); its columns: {columns}"),
        N_("correct the name in sources.yaml, or add it as an alias"),
    ),
    "table-months": fatal(
        N_("nothing says which months of the table are wanted"),
        N_("name one, like --month 2025-03, or give the files of the month with it"),
    ),
    "table-undated": error(
        N_("rows without a day in this column, which are in no month: {value}"),
        N_("fill the day in, or leave such rows out with a view or with only"),
    ),
    "table-zone": fatal(
        N_("the stamps in {value} cannot be dated: no zone says where the centre counts its days"),
        N_("write it into scheme.yaml: zone: Asia/Shanghai"),
    ),
    "table-type": fatal(
        N_("{value} has the type {type}, which cannot be read as {kind}"),
        N_("correct its kind, or make a view in the database that gives it as a number, text, date or timestamp"),
    ),
    "table-scale": fatal(
        N_("the percents in {value} are partly shares of 1 and partly percents"),
        N_("make a view in the database that gives them alike"),
    ),
    "table-unit": fatal(
        N_("nothing says what the bare numbers in {value} are"), N_("write unit: seconds (or minutes, hours, days)")
    ),
    "table-seconds": fatal(
        N_("all numbers in {value} are below 1, so they may be parts of a day and not seconds"),
        N_("write unit: days if they are"),
    ),
    "table-fine": error(
        N_("{value} has more decimal places than can be read exactly from a column of this type"),
        N_("make a view in the database that rounds it: round(column, 2)"),
    ),
    "table-far": error(N_("{value} is years away from the month of its row"), N_("correct it in the database")),
    "table-many-words": fatal(
        N_("{value} has more than {most} different texts, too many to compare here"),
        N_("make a view in the database with a column that has fewer"),
    ),
    "table-many-people": fatal(
        N_("the table has more than {value} different agents, names and teams"),
        N_("check that agent_id and name are the columns of agents, not of customers"),
    ),
    "table-no-key": fatal(
        N_("rows without {value}, which tells rows apart: {count}"),
        N_("name a key that every row has, or leave these rows out with only"),
    ),
    "table-key-differs": error(
        N_("rows with the same {key} ({value}) say different things"),
        N_("remove one of them in the database, or name more columns as key"),
    ),
    "table-repeated": note(N_("rows that stand again under the same {key}, each counted once: {value}")),
    "table-changed": fatal(
        N_("the table changed while {value} was read; nothing of it was used"), N_("run it again when it is at rest")
    ),
    "table-overflow": fatal(
        N_("a figure of this table is too large for the database to reckon exactly: {reason}"),
        N_("look for wrong numbers in the table, or fold numbers with fewer digits"),
    ),
    "table-division": fatal(
        N_("a fold of this table divides one column by another, which no database does exactly"),
        N_(
            "fold both columns by themselves and divide in a formula of the metric; "
            "in a condition write a > 2 * b in place of a / b > 2"
        ),
    ),
    "table-size": fatal(
        N_("{value} in a fold of this table has more digits than the database can hold"), N_("write a shorter figure")
    ),
    # -- sheets of parts (readers/part_sheets.py, engine/month_sheets.py) --
    "sheet-word": error(
        N_("{value} is not one of the words for {field}: {allowed}"),
        N_("did you mean {nearest}? otherwise add it as an alias to the rules"),
    ),
    "sheets-alone": fatal(
        N_("this file has only {sheets}, and no file of the run says who the agents are"),
        N_("give the file with the agents too"),
    ),
    "sheet-later": note(N_("left out, for they are dated after {month}: {value} rows")),
    "sheet-strangers": note(
        N_("on this sheet, but not among the agents of {month}; their rows were left out of it: {agents}"),
        about=About.ROW,
    ),
    "parts-off": note(N_("left out in {months}, for there is no sheet {sheets}: {parts}")),
    "no-data": note(
        N_("no data for {metric} in {month}, so not qualified: {agents}"),
        N_("fill in the cells if the data exists"),
    ),
    "line-left-out": note(
        N_(
            "no data for {metric} in {month}: the line is left out of the scorecard and its weight goes to the others, "
            "for {agents}"
        ),
        N_("fill in the cells if the data exists"),
    ),
    "few-rows": note(
        N_("no data for {metric} in {month} from fewer than {least} rows; agents with their rows: {agents}"),
        N_("least in metrics.yaml says how many are wanted"),
    ),
    "award-off": note(N_("the award {award} is not given in {month}: there is no data for {metric}")),
    "no-candidates": note(N_("the award {award} has no candidates in {month}")),
    "hired-unknown": note(
        N_(
            "the award {award} in {month} asks for months of service, and no day of hiring is known of these, who "
            "would be considered: {agents}"
        ),
        N_(
            "put the days of hiring into the files, or into a list of the agents; a published month counts as it was "
            "published, until it is reopened"
        ),
        always=True,
    ),
    "not-met": note(N_("nobody met the conditions of the award {award} in {month}")),
    # -- periods (pipeline/awarding.py) --
    "month-missing": error(
        N_("no file given holds {month}, a month of {period}"),
        N_("add the export of that month, or publish the month; for a period that is not over give --partial"),
    ),
    "period-not-over": note(N_("{period} is not over: {months} missing; everything here is provisional")),
    "outside-period": note(N_("files that hold nothing of {period}, left out ({count}): {files}")),
    "months-unseen": note(
        N_(
            "the award {award} looks at who won before; of these months nothing is known, so nobody counts as a winner "
            "of them ({count}): {months}"
        ),
        N_("give the exports of those months too, or publish them in the ledger"),
    ),
    "published-differs": note(
        N_(
            "{period} was published ({published}), and that counts; these files would give another result, by person "
            "and team: {changes}"
        ),
        N_("to correct what was published, reopen it and publish it again; --no-ledger shows what the files give"),
        always=True,
    ),
    "published-compared": note(
        N_(
            "{period} was published ({published}); these files give another result, and it is this that is compared; "
            "by person and team: {changes}"
        ),
        N_("to correct what was published, reopen it and publish it again"),
        always=True,
    ),
    "winner-gone": note(
        N_("winners who are no longer there in {month}: {winners}"),
        N_("look at it before money is paid; withhold the award with decide where the rules of the house say so"),
        always=True,
    ),
    "no-prizes": error(
        N_("a money table was asked for, and no award of {period} or of a shorter period within it has a prize"),
        N_("leave out --money, or give an award a prize in awards.yaml"),
    ),
    "period-published": note(N_("{period} is shown as it was published ({published})")),
    "month-published": note(N_("{month} was taken from the ledger: published {published}")),
    "index-part-off": note(
        N_("{metric} was left out of the award {award} for everybody, for it is missing: {lacking}"),
        N_("fill in the cells if the data exists"),
    ),
    "month-before-rules": error(
        N_("the rules have no value for {month} here"),
        N_("add the value that counted then, with its month, or use the rules of that time"),
    ),
    # -- rules that are only tried, exports that are compared (ruleset/paths.py, pipeline/correcting.py) --
    "set-unreadable": fatal(N_("{value} does not set anything"), N_("write it like roles.inbound.productivity=78%")),
    "set-unknown-path": fatal(
        N_("{value} leads to nothing in the rules (nearest: {nearest})"),
        N_("name a value by its path, like roles.inbound.productivity or awards.monthly_project.prize"),
    ),
    "set-line-order": fatal(
        N_("{path} cannot go along with the standard {value}: its values {line} would no longer ascend"),
        N_("set a standard {within}, or set the line too: --set '{path}=…'"),
    ),
    "set-line-zero": fatal(
        N_("{path} cannot go along with the standard {value}: points in proportion need a target above 0"),
        N_("set a standard above 0, or set the line too: --set '{path}=…'"),
    ),
    "set-line-shared": note(
        N_("the line {path} stays as it is, for the standard {value} of other agents stands on it too"),
        N_("give the agents whose standard is set a line of their own in the scorecard"),
        always=True,
    ),
    "sweep-unreadable": fatal(
        N_("{value} is not a range of values"), N_("write it like roles.inbound.productivity=70%..85%:1%")
    ),
    "sweep-unending": fatal(
        N_("the range {value} has no values, or more than {limit}"),
        N_("let it rise, in larger steps"),
    ),
    "not-compared": note(
        N_("only the cells were compared, for {files} cannot be scored"),
        N_("correct the errors, or give --keep-going to compare the results of the sound rows"),
    ),
    "rows-not-compared": note(
        N_("the rows of {value} were not compared one by one: a file of them is too large"),
        N_("nothing to do: the results are compared, and say which figures differ"),
    ),
    # -- who and what is meant (pipeline/choosing) --
    "agent-unknown": fatal(
        N_("there is no agent {value} (nearest: {nearest})"),
        N_("give the id as it stands in the workbook, or the name"),
    ),
    "agent-without-roster": fatal(
        N_("there is no agent {value} (nearest: {nearest})"),
        N_(
            "give the id or the name; for what else a roster calls people (known_as), give its file with the exports "
            "of the period"
        ),
    ),
    "agent-unknown-ledger": fatal(
        N_("there is no agent {value} (nearest: {nearest})"),
        N_(
            "give the id or the name as it was published: the ledger does not keep what else a roster calls people "
            "(known_as)"
        ),
    ),
    "agent-not-here": fatal(
        N_("by the roster {value} stands for {agents}, and there are no rows of theirs here"),
        N_("give the files or the period in which they have rows"),
    ),
    "agent-ambiguous": fatal(N_("{value} may be any of several agents: {agents}"), N_("give the id")),
    "team-unknown": fatal(
        N_("there is no team {value} (nearest: {nearest})"), N_("give the team as it stands in the workbook")
    ),
    "award-unknown": fatal(N_("no award {value} in the rules"), N_("did you mean {nearest}?")),
    "no-such-question": fatal(
        N_("no question has the id {value} (nearest: {nearest})"), N_("the questions are: {questions}")
    ),
    "period-without-data": fatal(N_("{value} is not in these files"), N_("they hold {months}")),
    # -- files asked for and written (pipeline/) --
    "no-columns": fatal(
        N_("no header row with columns of figures below it"),
        N_("the headers must stand in one of the first 30 rows of a visible sheet; or begin with init --blank"),
    ),
    "nothing-found": fatal(
        N_("no workbook found here"),
        N_("check the path; folders and patterns take xlsx, xlsm, xls, xlsb, ods, csv and text tables"),
    ),
    "no-table": note(
        N_("files that are no tables were not read ({count}): {value}"),
        N_("name a file by itself to read it all the same"),
    ),
    "folders-inside": note(
        N_("folders inside with workbooks or tables were not read ({count}): {value}"),
        N_("give them too, or a pattern in quotes for everything inside, like “exports/**”"),
    ),
    "own-output": note(N_("this is an output of ccmotivate and was left out")),
    "same-target": fatal(
        N_("its output {value} would replace the one of {first}"),
        N_("rename one of the two files, or score them in two runs with different --out folders"),
    ),
    "device-name": fatal(
        N_("Windows keeps this name for a device; no file is written under it"),
        N_("rename the input, or give the output another name or folder"),
    ),
    "in-use": fatal(
        N_("this file is open in another program, or protected; neither it nor what is written with it was replaced"),
        N_("close it in Excel, or in the preview or sync that holds it, and run the command again"),
    ),
    "not-ours": fatal(
        N_("this file exists and was not written by ccmotivate"),
        N_("move it away, choose another folder with --out, or give --force"),
    ),
    "changed-output": note(
        N_("this file was changed since it was written and stays as it is; the new one is {name}"),
        N_("carry your changes over and remove one of the two, or give --force to replace the changed one"),
        always=True,
    ),
    "folder-busy": fatal(
        N_("another run of ccmotivate is writing into this folder ({holder})"),
        N_("wait for it to end, give --wait more seconds, or choose another folder with --out"),
    ),
    "cannot-write": fatal(
        N_("cannot write here: {value}"),
        N_("check the folder, the space left and whether the file is open in Excel"),
    ),
    # -- the ledger (ledger/) --
    "export-exists": error(N_("this file exists"), N_("choose another name, or give --force")),
    "ledger-none": fatal(
        N_("there is no ledger here"), N_("publish a period first, or say with --ledger where the ledger is")
    ),
    "ledger-not-one": fatal(
        N_("this is not a ledger of ccmotivate but {what}"),
        N_("give another path or database; this one was left as it is"),
    ),
    "ledger-empty": fatal(
        N_("this file is empty: no ledger has been made in it yet"),
        N_("publish a period, which makes one; or say with --ledger where the ledger is"),
    ),
    "ledger-link": fatal(
        N_("this is a symbolic link to {value}, in another folder"),
        N_("give the path of the ledger itself with --ledger"),
    ),
    "ledger-address": fatal(
        N_("{value} is not the address of a ledger"),
        N_("give the path of a file, or postgresql://user@server/database"),
    ),
    "ledger-network": fatal(
        N_("the ledger would lie on a network drive ({value}), where two programs can write it at the same time"),
        N_("keep the file on a local disk, or use PostgreSQL: --ledger postgresql://user@server/database"),
    ),
    "ledger-busy": fatal(
        N_("the ledger is in use; waited {wait} s for it"), N_("try again when the other command has ended")
    ),
    "ledger-busy-by": fatal(
        N_("the ledger is in use by {value}; waited {wait} s for it"), N_("try again when that command has ended")
    ),
    "ledger-unreadable": fatal(
        N_("the ledger cannot be opened: {reason}"), N_("check the folder and the permissions of the file")
    ),
    "ledger-not-writable": fatal(
        N_("the ledger cannot be written: {reason}"), N_("check the permissions and the space left")
    ),
    "ledger-damaged": fatal(
        N_("the ledger is damaged: {reason}"),
        N_("keep the file as it is, and restore a copy of it or import an export into a new ledger"),
    ),
    "ledger-newer": fatal(
        N_("the ledger was written by a newer version of ccmotivate (revision {value})"), N_("upgrade ccmotivate")
    ),
    "ledger-no-driver": fatal(
        N_("the driver for PostgreSQL is not installed"), N_("run: pip install 'ccmotivate[postgres]'")
    ),
    "ledger-unreachable": fatal(
        N_("the database does not let us in: {reason}"),
        N_("check server, port, database, user and password, and that the server runs"),
    ),
    "ledger-failed": fatal(N_("the database refused: {reason}"), N_("check the database, and run ccmotivate verify")),
    "ledger-unsound": error(
        N_("the ledger is not as it was written, at record {records}; nothing is taken from it or written to it"),
        N_(
            "run ccmotivate verify to see what is wrong; import an exported copy into a new ledger, or leave the "
            "ledger out with --no-ledger"
        ),
    ),
    "table-replaced": error(
        N_("what is called {value} in the database is not the table of the ledger; nothing is taken from it"),
        N_("import an exported copy into a new ledger"),
    ),
    "trigger-gone": error(
        N_("the database would let records be changed or deleted: {value} is gone or not as it was made"),
        N_("export the ledger and import it into a new one; until then --no-ledger leaves it out"),
    ),
    "trigger-added": error(
        N_("{value} was added to the table of the ledger and can change what is read or written"),
        N_("ask who can alter the database; remove it, and run ccmotivate verify"),
    ),
    "ledger-record": fatal(
        N_("a record of the ledger cannot be read: {reason}"), N_("run ccmotivate verify to see which one changed")
    ),
    "ledger-rules": fatal(
        N_("the rules under which {value} was published cannot be used by this version: {reason}"),
        N_("use the version of ccmotivate that published it"),
    ),
    "ledger-text": error(
        N_("{value} holds a character that cannot be recorded"), N_("remove the character that is shown as �")
    ),
    "ledger-unsigned": error(N_("nobody signs this"), N_("give a name with --by")),
    "ledger-no-reason": error(N_("no reason is given"), N_("give one with --reason")),
    "publish-partial": error(
        N_("{value} is not over and cannot be published; there is nothing for {missing}"),
        N_("publish it when all of its months are there"),
    ),
    "publish-same-person": error(
        N_("{value} both publishes and approves"), N_("give the name of somebody else with --approved-by")
    ),
    "publish-approved-late": error(
        N_("{value} was published at {at} by {by}; the approval of {approved} cannot be added to it now"),
        N_("to have it recorded, reopen the period and publish it again with --approved-by"),
    ),
    "publish-differs": error(
        N_(
            "{value} was published at {at} by {by} with other results; differences: {count}; of no person or team among"
            " them (ties, who came next, what was not given or left out): {notes}"
        ),
        N_("a published period is closed; to correct it, reopen it first with a reason"),
    ),
    "publish-parts-differ": error(
        N_(
            "what {value} is made of was published with other results: {periods}; differences: {count}; of no person or"
            " team among them (ties, who came next, what was not given or left out): {notes}"
        ),
        N_("use the files that were published, or reopen what was published and publish it again first"),
    ),
    "publish-decisions": error(
        N_("the results of {value} do not hold what {by} decided on {award} for {winner}"),
        N_("compute them again; take a decision back with the verdict as-ruled"),
    ),
    "decide-not-won": error(
        N_("{value} did not win {award} in {period}, so it cannot be withheld"), N_("it was won by {winners}")
    ),
    "decide-won": error(
        N_("{value} wins {award} in {period} by the rules; there is nothing to grant"),
        N_("take a decision that withholds it back with as-ruled"),
    ),
    "decide-closed": error(
        N_("{value} was published at {at} by {by}, so nothing in it can be decided any more"),
        N_("reopen it first, with a reason"),
    ),
    "reopen-not-published": error(N_("{value} is not published"), N_("there is nothing to reopen")),
    "reopen-needed": error(
        N_("{value} is part of what was published for {periods}"), N_("reopen first, in this order: {periods}")
    ),
    "record-changed": error(
        N_("record {value} ({about}) is not as it was written"), N_("compare it with an exported copy")
    ),
    "record-gap": error(N_("records {first} to {last} are missing before record {value} ({about})")),
    "record-link": error(
        N_("record {value} ({about}) does not follow the one before it: one of the two was replaced"),
        N_("compare both with an exported copy"),
    ),
    "record-shape": error(
        N_("record {value} ({about}) is none that ccmotivate writes: {reason}"),
        N_("compare it with an exported copy"),
    ),
    "record-incomplete": error(
        N_("the publication in record {value} ({about}) has {count} of its {needed} records"),
        N_("compare it with an exported copy"),
    ),
    "copy-differs": error(N_("record {value} ({about}) differs from the exported copy")),
    "copy-longer": error(N_("record {value} ({about}) of the exported copy is missing at the end of the ledger")),
    "hash-missing": error(
        N_("no record has the hash {value}: what stood behind it was removed or written anew"),
        N_("compare the ledger with an exported copy"),
    ),
    "list-ahead": error(
        N_("record {record} does not have the hash on {file}: what stood there was removed or written anew"),
        N_("compare the ledger with an exported copy"),
    ),
    "list-without-hash": fatal(
        N_("this is not an award list that was written with a ledger"),
        N_("give an award list as ccmotivate wrote it, or type the hash from its print: --expect HASH"),
    ),
    "import-line": fatal(
        N_("line {value} of the export cannot be read: {reason}"), N_("import a file that ledger export wrote, whole")
    ),
    "import-cut": fatal(
        N_("the export is not whole: behind record {value} its end is missing or names other records"),
        N_("import another copy"),
    ),
    "import-without-end": note(
        N_("this export is of an earlier version and does not say where it ends; whether it is whole cannot be told"),
        N_("compare its last hash with one that was kept: ccmotivate verify --expect HASH"),
        always=True,
    ),
    "import-broken": fatal(
        N_("the export does not hold together at record {value}: it was changed after it was written"),
        N_("import another copy"),
    ),
    "import-differs": fatal(
        N_("record {value} of the ledger is not the one in the export"), N_("import into a new ledger")
    ),
    "import-shorter": fatal(
        N_("the ledger has {value} records, the export only {last}"), N_("there is nothing to import")
    ),
    # -- rule files (ruleset/yaml_text.py, rule_files.py, rule_resolve.py) --
    "rules-no-folder": fatal(
        N_("there is no such rules folder"),
        N_("give a folder with --rules, or leave it out to use the shipped rules"),
    ),
    "rules-missing-file": fatal(N_("this rule file is missing"), N_("add it; the shipped rules show its form")),
    "rules-not-utf8": fatal(N_("this rule file is not UTF-8 text"), N_("save it as UTF-8")),
    "rules-stray-file": note(
        N_("this file is not a rule file and was not read (nearest: {nearest})"), N_("rename or move it")
    ),
    "rules-ending": fatal(
        N_("{value} is not read: the names of rule files end in .yaml, in small letters"),
        N_("rename it to {meant}"),
    ),
    "rules-ending-ignored": note(
        N_("{value} is not read, for {meant} stands beside it"),
        N_("keep one of the two, named {meant}, and move the other away"),
    ),
    "yaml-syntax": fatal(
        N_("not valid YAML: {why}"), N_("check the indentation, colons and brackets around this line")
    ),
    "yaml-too-large": fatal(
        N_("more than {limit} characters or entries"), N_("split the rules or remove what is not needed")
    ),
    "yaml-too-deep": fatal(N_("more than {limit} levels deep"), N_("rules need a few levels only; check the brackets")),
    "yaml-alias": fatal(N_("aliases like {value} are not allowed"), N_("write the value out in full")),
    "yaml-duplicate-key": fatal(N_("{value} stands twice, first in line {first}"), N_("keep one of the two")),
    "rule-unknown-key": fatal(N_("unknown key {value}; allowed here: {allowed}"), N_("did you mean {nearest}?")),
    "rule-missing-key": fatal(N_("the key {key} is missing"), N_("add it")),
    "rule-not-allowed": fatal(N_("{value} is not allowed here; allowed: {allowed}"), N_("did you mean {nearest}?")),
    "rule-unknown-word": fatal(N_("{value} is not one of the {what}: {allowed}"), N_("did you mean {nearest}?")),
    "rule-not-a-number": fatal(
        N_("expected a number, got {value}"), N_("write it like 75, 0.5 or 75%; a time like 3:25 or 205s")
    ),
    "rule-figure-size": fatal(
        N_("{value} is too large or too fine: rules hold {digits} digits before the point and {places} after it"),
        N_("write a shorter figure"),
    ),
    "rule-share": fatal(N_("{key} must be above 0 % and at most 100 %, got {value}"), N_("write it like 75%")),
    "rule-many-points": fatal(N_("{value} points are more than the {limit} that a score can hold"), N_("write fewer")),
    "rule-not-a-count": fatal(N_("{key} must be a whole number of at least 1, got {value}"), N_("write it like 3")),
    "rule-negative": fatal(N_("expected a number of at least 0, got {value}"), N_("remove the minus sign")),
    "rule-bad-id": fatal(N_("{value} is not an id"), N_("use small letters, digits and _, starting with a letter")),
    "rule-id-taken": fatal(
        N_("{value} cannot be the id of a column of a detail sheet, for every such sheet has one of its own"),
        N_("use another id; the day of a row is a column of kind date, which gives its month"),
    ),
    "rule-source-id": fatal(
        N_("{value} cannot be the id of a source: sheets that no source describes are called that"),
        N_("use another id, like {value}_list"),
    ),
    "rule-unknown-zone": error(
        N_("{value} is not a time zone"), N_("write a name like Asia/Shanghai or Europe/Berlin")
    ),
    "rule-two-zones": fatal(
        N_("the zone is {value} here and {other} at {first}"), N_("keep one of them: the zone of scheme.yaml is enough")
    ),
    "rule-no-zone": fatal(
        N_("stamps written in {value} cannot be dated: no zone says where the centre counts its days"),
        N_("write it into scheme.yaml: zone: Asia/Shanghai"),
    ),
    "rule-pattern-outside": fatal(
        N_("the pattern {value} points out of the folder"),
        N_("write the end of a path, such as calls_*.csv or march/calls.csv, without .. and without a root"),
    ),
    "rule-of-or-value": fatal(
        N_("{key} needs exactly one of of and value"),
        N_("write {{of: header}} or {{value: text}}"),
    ),
    "rule-month-from": fatal(
        N_("{key} needs exactly one of of, value and days_in_names"),
        N_("write {{of: header}}, {{value: 2025-03}} or {{days_in_names: yes}}"),
    ),
    "rule-template-empty": fatal(
        N_("{value} names no column"), N_('write headers in braces: "{{First name}} {{Last name}}"')
    ),
    "rule-template-lacks": fatal(
        N_("{value} does not say where the field stands: {wanted} must be in it once"),
        N_('write it like the cells read: "{{name}} ({{id}})"; a brace of the cells themselves is written twice'),
    ),
    "rule-month-unreadable": fatal(N_("{value} is not a month"), N_("write it like 2025-03")),
    "rule-values-of-what": fatal(
        N_("values lists the words of a text, and this column is a {value}"), N_("remove values, or write kind: text")
    ),
    "rule-source-of-nothing": fatal(
        N_("the source {value} names no file, no header and no column"), N_("say what it is made of: agent_id: Agent")
    ),
    "rule-source-needs": fatal(
        N_("{value} is for a source with {needed}, and this one has none"),
        N_("add {needed}, or remove {value}"),
    ),
    "rule-roster-only": fatal(
        N_("{value} is for a roster, and this source has columns"),
        N_("write {value} in the source that says who is who, or remove it"),
    ),
    "rule-known-as-own": fatal(
        N_("known_as names {value}, which is a header of agent_id"),
        N_("name another column of the roster, or say in which column the ids stand, like agent_id: Emp ID"),
    ),
    "rule-password": fatal(
        N_("a password or token stands in the rules; it is not shown here"),
        N_(
            "take it out, and change it where others may have seen it; put the address into an environment variable, "
            "connect: {{env: CALLS_DB}}, or only the password, connect: {{url: …, password: {{env: CALLS_PASSWORD}}}}, "
            "or set PGUSER and PGPASSWORD"
        ),
    ),
    "rule-url-or-env": fatal(
        N_("{key} needs exactly one of url and env"),
        N_("write {{url: postgresql://server/database}} or {{env: CALLS_DB}}"),
    ),
    "rule-table-key": fatal(N_("{value} is for files, and this source is a table of a database"), N_("remove {value}")),
    "rule-table-month": fatal(
        N_("nothing says of which month a row of {value} is"),
        N_("write month: and its column, or give it a column of kind date or moment"),
    ),
    "rule-across": fatal(
        N_("{value} does not say where month and column stand in a header"),
        N_('write it with both in braces, once each: "{{month}} {{column}}"'),
    ),
    "rule-across-and-month": fatal(
        N_("the months stand in the headers ({value}) and in a column of their own"), N_("remove month or across")
    ),
    "rule-unknown-encoding": error(N_("{value} is not an encoding"), N_("write a name like utf-8, gb18030 or cp1252")),
    "rule-bad-currency": fatal(N_("{value} is not a currency code"), N_("use three capital letters, such as CNY")),
    "rule-bad-length": fatal(N_("the text of {key} is empty or longer than 200 characters"), N_("write a short text")),
    "rule-wrong-shape": fatal(
        N_("{key} must have the form {expected}, got {value}"), N_("compare with the shipped rules")
    ),
    "rule-one-comparison": fatal(
        N_("{key} needs exactly one comparison: at_least, at_most, more_than, less_than, equals or one_of"),
        N_("write for example {{at_least: 75%}}"),
    ),
    "rule-one-method": fatal(
        N_("{key} needs exactly one points method: ratio, curve, bands, levels or pass"),
        N_("write for example {{weight: 10, ratio: 60, cap: 100}}"),
    ),
    "rule-words-figure": fatal(
        N_("{key}: at_least and at_most must hold {{figure}} once in each language"),
        N_('write for example {{at_least: {{zh: "不少于{{figure}}项", en: "at least {{figure}}"}}}}'),
    ),
    "rule-ratio-cap": fatal(
        N_("{key}: ratio and cap go together"), N_("write for example {{weight: 10, ratio: 60, cap: 100}}")
    ),
    "rule-ratio-goal": fatal(
        N_("{key}: ratio: goal and else go together; else is the target of whoever has no goal"),
        N_("write both, as in ratio: goal, cap: 120, else: 80"),
    ),
    "rule-ratio-zero": fatal(
        N_("a ratio needs a target above 0, got {value}"), N_("use curve for a metric whose target is 0")
    ),
    "rule-ratio-of-low": fatal(
        N_("a ratio gives more points for more, but less is better for {metric}"),
        N_("use a curve that falls, such as curve: {{{value}: 100, {worse}: 0}}"),
    ),
    "rule-standard-impossible": fatal(
        N_("nobody can meet the standard {value} of {metric}: its plausible range is {range}"),
        N_("correct the standard, or widen plausible in metrics.yaml"),
    ),
    "rule-standard-idle": note(
        N_("everybody who has data meets the standard {value} of {metric}: its plausible range is {range}"),
        N_("correct the standard, or leave it if it only asks for data"),
    ),
    "rule-standard-points": note(
        N_("{metric} earns {points} points on its standard {value} (at {first}), not 100"),
        N_("let the standard earn 100 points, or leave it if another figure is meant to"),
    ),
    "rule-curve-order": fatal(
        N_("a curve needs at least two values, in ascending order"),
        N_("write for example {{0%: 0, 75%: 100, 100%: 120}}"),
    ),
    "rule-one-step": fatal(
        N_("the step {value} needs exactly one of base, times, unless_qualified, add, at_most, if_repeat: {found}"),
        N_("write one of them, and a step of its own for each of the others"),
    ),
    "rule-one-direction": fatal(
        N_("what is expected of a metric is exactly one of up and down, with the smallest change worth having"),
        N_("write it like {{up: 2}}"),
    ),
    "rule-nothing-worth": fatal(
        N_("the smallest change worth having must be above 0, got {value}"), N_("write how much would be worth it")
    ),
    "rule-one-assignment": fatal(
        N_("a measure is for teams, for projects or for sites, not for several of these"), N_("keep one of them")
    ),
    "rule-introduces": fatal(
        N_("{value} leads nowhere in these rules"), N_("write a path like awards.csat_star; did you mean {nearest}?")
    ),
    "rule-measure-levels": fatal(
        N_("{value} has levels, of which a person has no mean"),
        N_("choose a metric of figures or of passes, the score or attrition"),
    ),
    "rule-step-method": fatal(
        N_("the step {value} needs exactly one of bands and curve beside times, and none beside anything else or days"),
        N_("write for example {{times: score, curve: {{60: 0.5, 100: 1}}}}"),
    ),
    "rule-bands-order": fatal(
        N_("bands need ascending limits, each with either below or up_to, and a last band without a limit"),
        N_("write for example [{{below: 60, points: 0}}, {{points: 100}}]"),
    ),
    "rule-levels-missing": fatal(N_("no points for the level {value}"), N_("give points for every level")),
    "rule-method-of-kind": fatal(
        N_("the method {value} does not fit a metric of kind {kind}"),
        N_("levels is for level, pass is for pass, the others are for numbers"),
    ),
    "rule-pass-compared": fatal(N_("{value} does not fit a pass/fail metric"), N_("write pass")),
    "rule-wrong-unit": fatal(
        N_("{value} does not fit a metric of kind {kind}"), N_("write the number in the metric's own unit")
    ),
    "rule-weights": fatal(
        N_("the weights sum to {value}, not to 100"), N_("change the weights so that they sum to 100")
    ),
    "rule-word-twice": fatal(
        N_("the {what} word {value} is taken already, at {first}"),
        N_("each word may mean one thing only; change one of the two"),
    ),
    "rule-role-twice": fatal(N_("the role {value} stands twice, first at {first}"), N_("give each role its own id")),
    "rule-role-default": fatal(
        N_("where a column of roles is lacking, both role in scheme.yaml and the default {value} would stand in"),
        N_("remove one of the two"),
    ),
    "rule-formula": fatal(
        N_("not allowed in a formula: {value}"), N_("allowed are metric names, numbers and {allowed}")
    ),
    "rule-open": fatal(
        N_("a question is open: {value}"),
        N_(
            "write the answer in place of the ? at {key}, in quotes or not; where the question says --answer, give it "
            "to map"
        ),
    ),
    "targets-placeholders": note(
        N_("placeholder targets: the targets are medians of the data and no standards that anybody has set"),
        N_("set your own in roles/*.yaml, then take out the line placeholder_targets"),
        always=True,
    ),
    "rule-unquoted": fatal(
        N_("inside braces YAML does not take {value} as one text"), N_('quote it: {key}: "{value}"')
    ),
    "rule-formula-of-words": fatal(
        N_("{value} is of kind {kind} and cannot be computed with"), N_("use metrics that are numbers")
    ),
    "rule-formula-kinds": fatal(
        N_("{value} is of kind {kind} and cannot be computed with or compared so"),
        N_(
            'compare a text with words, like == "sales"; subtract and compare dates, times and moments only '
            "with their like"
        ),
    ),
    "rule-formula-word-beside": fatal(
        N_('{name} is of kind {kind} and cannot be compared so with the word "{value}"'),
        N_(
            "a number has no quotes; a text and a pass know only ==, != and in; a date is written like 2025-03-07, a "
            "time like 18:05, a moment as both"
        ),
    ),
    "rule-formula-no-condition": fatal(
        N_("{value} is no condition, as “{sign}” wants it"),
        N_('compare it with something (> 0, == "yes"), or ask filled(column)'),
    ),
    "rule-fold-of-kind": fatal(
        N_("take {value} wants numbers, and this is of kind {kind}"),
        N_("take count or distinct, or write a number: a condition gives 1 or 0, a difference of times seconds"),
    ),
    "rule-fold-per-words": fatal(
        N_("{value} cannot be summed, as per wants it"),
        N_("remove per, or read {value} in where only, where it is asked of each row"),
    ),
    "rule-fold-weigh": fatal(N_("take {value} has no weight"), N_("remove weigh, or take mean or share")),
    "rule-fold-weight-kind": fatal(
        N_("{value} is of kind {kind} and is no weight"), N_("weigh by a column of numbers")
    ),
    "rule-fold-of-words": fatal(
        N_("a metric of kind {value} cannot be folded so"),
        N_("take min or max of one column of the same kind (a pass also of a comparison), without per"),
    ),
    "rule-formula-circle": fatal(N_("the formula of {value} needs itself"), N_("break the circle")),
    "rule-formula-and-detail": fatal(N_("{value} has both a formula and a detail sheet"), N_("keep one of the two")),
    "rule-blanks-without-formula": fatal(
        N_("blanks_count needs a formula"), N_("add the formula or remove blanks_count")
    ),
    "rule-scale-of-what": fatal(N_("scale {value} is for percent and per mille metrics only"), N_("remove it")),
    "rule-unit-of-what": fatal(N_("the unit {value} is for metrics of kind duration only"), N_("remove it")),
    "rule-days-of-what": fatal(N_("{value} is for the columns of days only, hired and left"), N_("remove it")),
    "rule-clock-of-what": fatal(N_("the clock {value} is for columns of kind duration only"), N_("remove it")),
    "rule-fraction-or-percent": fatal(
        N_("{value} of a percent metric could mean {percent} or {same}"), N_("write {percent} or {same}")
    ),
    "rule-range-of-words": fatal(N_("a metric of kind {value} has no range"), N_("remove plausible")),
    "rule-range-upside-down": fatal(N_("the range starts above its end"), N_("swap from and to")),
    "rule-dated-mixed": fatal(
        N_("{value} stands among months: a table of months holds nothing else"),
        N_("write months like 2025-07 only, or move it out of the table"),
    ),
    "rule-not-a-month": fatal(N_("{value} is not a month"), N_("write it like 2025-07")),
    "rule-active-backwards": fatal(N_("this line ends before it begins"), N_("swap from and to")),
    "rule-active-many": fatal(
        N_("the scorecard tells more than {value} kinds of agents apart"), N_("name fewer teams, projects and sites")
    ),
    "rule-weights-of": fatal(
        N_("the weights of agents of {whom} sum to {value}, not 100"),
        N_("change the weights of the lines that are active for them"),
    ),
    "rule-many-dates": fatal(
        N_("the rules change at more than {value} months"), N_("remove dates that no longer matter")
    ),
    "rule-one-condition": fatal(
        N_("an award is decided by exactly one of rank, lead_every, consecutive, all, any and not"),
        N_("keep one of them, or put several under all or any"),
    ),
    "rule-one-figure": fatal(
        N_("a figure is exactly one of value, sum, mean, min, max and index"), N_("keep one of them")
    ),
    "rule-figure-over-months": fatal(
        N_("an award given every {every} cannot rank by {value} alone, which has one value a month"),
        N_("say how the months become one figure, such as {{sum: {value}}} or {{mean: {value}}}"),
    ),
    "rule-index-part": fatal(
        N_("{value} is neither a percentage nor a share of anything"),
        N_("add of: best, to take it as a share of the best candidate's"),
    ),
    "rule-not-shorter": fatal(
        N_("a {every} is not made of periods of kind {value}"), N_("use a shorter one, such as month")
    ),
    "rule-too-often": fatal(
        N_("{value} times running cannot be reached: a {every} holds only {most}"), N_("lower times")
    ),
    "rule-prizes": fatal(N_("{value} prizes for {places} places"), N_("give one prize a place")),
    "rule-team-award": fatal(
        N_("{value} does not go with an award for teams"),
        N_("remove it; a team award looks at all members, across the department"),
    ),
    # Cases of a scheme (ruleset/cases.py).
    "case-none": fatal(
        N_("there are no cases here"), N_("write some in cases/*.yaml; those of the shipped rules show their form")
    ),
    "case-no-period": fatal(
        N_("{value} is not a month, quarter, half-year or year"), N_("write it like 2025-03, 2025-Q1, 2025-H1 or 2025")
    ),
    "case-outside": fatal(
        N_("{value} is not part of {period}, which the case is about"), N_("change it, or change when")
    ),
    "case-not-before": fatal(
        N_("{value} is not over before {period}, which the case is about"), N_("change it, or change when")
    ),
    "case-award-period": fatal(
        N_("the award {award} is given every {every}, not in {period}"),
        N_("put it under the name of such a period, or change when"),
    ),
    "case-needs-month": fatal(
        N_("{value} is something of a single month, but this is about {period}"),
        N_("put the expectation under a month, in months"),
    ),
    "case-no-rules": fatal(
        N_("no rules are in force in {month}: a dated value starts later, at {line}"), N_("use a later month")
    ),
    # Recognition: photos and the certificate template.
    "photos-folder": fatal(N_("the folder of photos cannot be read: {why}"), N_("check the path given with --photos")),
    "photo-unreadable": note(N_("the photo cannot be read: {why}"), N_("check the file's permissions")),
    "photo-too-large": note(
        N_("the photo is larger than {limit} and is left out"), N_("scale it down to about 400 × 400 pixels")
    ),
    "photo-no-picture": note(
        N_("the photo is no whole PNG, JPEG or WebP picture and is left out"), N_("save it again as PNG or JPEG")
    ),
    "photo-moving": note(N_("the photo is animated and is left out"), N_("save one picture of it as PNG or JPEG")),
    "photo-size": note(
        N_("the photo measures {size} pixels and is left out"),
        N_("scale it to about 400 × 400 pixels; allowed are {low} to {high}"),
    ),
    "logo-unreadable": fatal(
        N_("the logo of the certificates, {value}, cannot be read: {why}"),
        N_("put the picture there, or correct or leave out `logo` in scheme.yaml"),
    ),
    "logo-outside": fatal(
        N_("the logo of the certificates, {value}, is not inside the rules folder"),
        N_("put the picture beside scheme.yaml and give `logo` its name"),
    ),
    "logo-too-large": fatal(
        N_("the logo of the certificates, {value}, is larger than {limit}"),
        N_("scale the picture down to about 600 pixels across"),
    ),
    "logo-no-picture": fatal(
        N_("the logo of the certificates, {value}, is no whole PNG or JPEG picture"),
        N_("save it again as PNG or JPEG"),
    ),
    "logo-moving": fatal(
        N_("the logo of the certificates, {value}, is animated"), N_("save one picture of it as PNG or JPEG")
    ),
    "logo-size": fatal(
        N_("the logo of the certificates, {value}, measures {size} pixels"),
        N_("scale it to about 600 pixels across; allowed are {low} to {high}"),
    ),
    "template-no-winner": fatal(
        N_("the certificate template does not say who won: it has none of the placeholders {lacking}"),
        N_("write {{{{ name }}}} where the name belongs; there are {known}"),
    ),
    "template-unreadable": fatal(N_("the template cannot be read: {why}"), N_("check the path given with --template")),
    "template-no-word": fatal(
        N_("the template is no whole Word document (.docx): {value}"),
        N_("open it in Word and save it as .docx"),
    ),
    "template-locked": fatal(
        N_("the template is protected by a password"), N_("open it in Word and save it without a password")
    ),
    "template-part-name": fatal(
        N_("the template holds a part whose name cannot be: {value}"),
        N_("open it in Word and save it as .docx"),
    ),
    "template-encoding": fatal(
        N_("a part of the template is not in UTF-8: {value}"), N_("open it in Word and save it as .docx")
    ),
    "template-broken-part": fatal(
        N_("a part of the template is broken XML: {value}"), N_("open it in Word and save it as .docx")
    ),
    "template-no-body": fatal(
        N_("the template is a document without a text"),
        N_("write {{{{ name }}}} where the name belongs"),
    ),
    "template-too-large": fatal(
        N_("the template is larger than it needs to be: {value}"),
        N_("make its pictures smaller and save it again"),
    ),
    "template-active": fatal(
        N_("the template holds what could run or fetch something: {value}"),
        N_("remove macros, embedded objects, linked pictures and fields that read other files"),
    ),
    "template-syntax": fatal(
        N_("the template cannot be understood at “{value}”: {why}"),
        N_("write a placeholder as {{{{ name }}}}, a condition as {{%p if place %}} … {{%p endif %}}"),
    ),
    "template-unclosed": fatal(
        N_("a placeholder of the template does not end: “{value}”"),
        N_("write a placeholder as {{{{ name }}}}, whole, in one paragraph"),
    ),
    "template-misplaced": fatal(
        N_("the template has a placeholder where nothing is filled in: {value}"),
        N_("write placeholders into the text of paragraphs and cells only"),
    ),
    "template-placeholder": fatal(
        N_("the template asks for {value}, which is not there, in “{line}”"),
        N_("the nearest is {nearest}; there are {known}"),
    ),
    "template-construct": fatal(
        N_("not allowed in a template: {value}, in “{line}”"),
        N_("use placeholders, if, else and comparisons only"),
    ),
}
