"""The problems workbook: a copy of the input with each bad cell marked and explained, after a list of all problems.

openpyxl copies a workbook with its formatting; where it cannot (other formats, large or unreadable files) the copy has
values only, and says so. openpyxl never opens a file that the guard refused, and reads only the bytes that the guard
checked, even if the file has changed since.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, in_order, parted, plain
from ccmotivate.writers.files.replacing import SheetShape, WorkbookShape
from ccmotivate.writers.files.signature import PROPERTY
from ccmotivate.writers.words.sentences import SCREEN, problem_hint, problem_message, severity_word
from ccmotivate.writers.words.text import cell_text, wrapped_lines
from ccmotivate.writers.workbooks.package import restamp

Columns = Mapping[str, Sequence[Sequence[object]]]  # sheet name → columns of cells

_MOST_BYTES = 4 * 2**20
_MOST_CELLS, _FIRST_ROWS = 200_000, 30  # openpyxl takes 50 µs a cell
_MOST_MARKS, _MOST_COMMENTS = 100_000, 2_000
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_MARK = PatternFill("solid", fgColor="FFEB3B")
_HEAD = PatternFill("solid", fgColor="1F4E79")
_LINE, _TALLEST = 15, 400  # Excel's rows end at 409
_WIDTHS = (10, 18, 16, 10, 22, 60, 50)
_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_REFUSALS = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OverflowError, KeyError, ValueError, TypeError,
    AttributeError, IndexError,
)  # fmt: skip


def write_problems(
    target: Path,
    data: bytes,
    problems: Sequence[Problem],
    rules: RuleSet,
    lang: str,
    cells: Columns,
    without: Collection[str] = (),
) -> WorkbookShape:
    """Write the problems of one input.

    Args:
        target: where to write.
        data: the workbook as it was read, copied with its look where openpyxl can; empty for none.
        problems: what is wrong in it, errors and notes.
        rules: for the labels in the sentences.
        lang: ``zh`` or ``en``.
        cells: the raw cells by sheet, for the values-only copy.
        without: sheets that are not copied, for their cells must not be shown.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    large = sum(len(column) for columns in cells.values() for column in columns) > _MOST_CELLS
    book = None if large else _copied(data, without)
    copied = book is not None
    if book is None:
        book = _values_only(cells, _rows_to_keep(problems) if large else None)
    _mark(book, problems, rules, lang, _MOST_COMMENTS if large else _MOST_MARKS)
    note = (
        _("The cells are marked yellow on their sheets, with a comment each.")
        if copied
        else _("This copy has the values only, not the look of the original.")
    )
    if large:
        note = _("This copy of a large file has only its first rows and the rows with errors, in their places.")
    if not cells and not without:
        note = _("The file is too large to be copied; the list below names its rows.")
    if without:
        note += " " + _("Not copied, for answers are never shown: {names}").format(names=_(", ").join(sorted(without)))
    _list_problems(book, problems, rules, lang, note)
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs do not know it
    if PROPERTY in properties.names:  # the input is an edited output of ccmotivate
        del properties[PROPERTY]
    properties.append(StringProperty(name=PROPERTY, value="problems"))
    draft = io.BytesIO()
    book.save(draft)
    restamp(target, draft)
    return WorkbookShape(tuple(SheetShape(name, -1, -1) for name in book.sheetnames))


def _copied(data: bytes, without: Collection[str]) -> Workbook | None:
    """The workbook as openpyxl loads it, without macros and these sheets; None where it cannot or should not."""
    if not 0 < len(data) <= _MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # what openpyxl leaves out is no news to the user
            book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False, rich_text=False)
    except _REFUSALS:
        return None  # openpyxl is stricter than the reader
    return _cut(book, without) if book.worksheets else None


def _cut(book: Workbook, without: Collection[str]) -> Workbook:
    """The workbook without these sheets, and without what may hold copies of their cells: charts, pivots, names."""
    if not without:
        return book
    for name in {*without} & {*book.sheetnames}:
        del book[name]
    for sheet in book.worksheets:
        sheet._charts, sheet._pivots = [], []  # type: ignore[attr-defined]  # with the values that they were made of
        sheet.defined_names.clear()
    book.defined_names.clear()
    return book


def _rows_to_keep(problems: Sequence[Problem]) -> dict[str, set[int]]:
    """The 1-based rows with errors, by sheet."""
    rows: dict[str, set[int]] = {}
    for sheet, address, _found in _bad_cells(problems):
        rows.setdefault(sheet, set()).add(int(address.lstrip(ascii_uppercase)))
    return rows


def _bad_cells(problems: Sequence[Problem]) -> Iterator[tuple[str, str, Problem]]:
    """Sheet and address of each cell with an error, and what is wrong there."""
    for found in problems:
        for one in parted(found) if found.is_error else ():
            for sheet, address in _cells(one.source):
                yield sheet, address, one


def _cells(source: SourceRef) -> Iterator[tuple[str, str]]:
    """The sheet and the address of each cell of a file that a problem names: ``J3,K3; calls.xlsx!April!J5``."""
    first, *others = (source.cell or "").split("; ")
    named = [(source.file, source.sheet or "", first)]
    named += [
        (file, sheet, cells)
        for file, sheet, cells in (other.rsplit("!", 2) for other in others if other.count("!") > 1)
    ]
    for file, sheet, cells in named:
        for address in cells.split(",") if file == source.file else ():
            if _ADDRESS.fullmatch(address):
                yield sheet, address


def _values_only(cells: Columns, keep: Mapping[str, set[int]] | None) -> Workbook:
    """The cells without their look; with ``keep``, the first rows of each sheet and these only."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, columns in cells.items():
        sheet = book.create_sheet(_title(name))
        height = len(columns[0]) if columns else 0
        every = range(1, height + 1)
        rows: Sequence[int] = every
        if keep is not None:
            rows = sorted({*every[:_FIRST_ROWS], *sorted(keep.get(name, ()))[:_MOST_COMMENTS]})
        for col, column in enumerate(columns, start=1):
            for row in rows:
                if column[row - 1] is not None:
                    _put(sheet.cell(row, col), column[row - 1])
    return book


def _title(name: str) -> str:
    """A sheet's name as a workbook may have it; other formats allow more."""
    return _NOT_IN_TITLES.sub("_", name)[:_TITLE].strip("'") or "Sheet"


def _put(cell: Any, value: object) -> None:
    """Set a value; text stays text, also with a leading ``=``."""
    cell.value = cell_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _mark(book: Workbook, problems: Sequence[Problem], rules: RuleSet, lang: str, most: int) -> None:
    """Colour each bad cell and attach what is wrong to the first ones; several problems of a cell share its comment."""
    names = frozenset(book.sheetnames)
    wrong: dict[tuple[str, str], list[Problem]] = {}
    for given, address, found in _bad_cells(problems):
        sheet = given if given in names else _title(given)
        if sheet in names:
            wrong.setdefault((sheet, address), []).append(found)
    for place, ((sheet, address), here) in enumerate(islice(wrong.items(), most)):
        cell = book[sheet][address]
        if isinstance(cell, MergedCell):
            continue
        cell.fill = _MARK
        if place >= _MOST_COMMENTS:
            continue
        texts = [_explained(found, rules, lang) for found in here]
        comment = Comment(cell_text("\n\n".join(texts)), "ccmotivate")
        comment.width, comment.height = 320, 60 + 30 * len(texts)
        cell.comment = comment


def _explained(found: Problem, rules: RuleSet, lang: str) -> str:
    """What is wrong and what to do, as short as a comment must be."""
    parts = (problem_message(found, lang, rules, SCREEN), problem_hint(found, lang, rules, SCREEN))
    return "\n".join(part for part in parts if part)


def _list_problems(book: Workbook, problems: Sequence[Problem], rules: RuleSet, lang: str, note: str) -> None:
    """The first sheet: errors first, then notes."""
    _ = translator(lang)
    sheet = book.create_sheet(_free_name(book, _("Problems")), 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    errors = sum(found.count for found in problems if found.is_error)
    _put(sheet.cell(1, 1), _("Errors to correct: {count}. Then run again.").format(count=errors))
    sheet.cell(1, 1).font = Font(bold=True, size=14, color="1F4E79")
    _put(sheet.cell(2, 1), note)
    headers = (_("Severity"), _("File"), _("Sheet"), _("Cell"), _("Value"), _("What is wrong"), _("What to do"))
    for col, (header, width) in enumerate(zip(headers, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(4, col, header)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        sheet.column_dimensions[cell.column_letter].width = width
    ordered = in_order(problems)
    for row, found in enumerate(ordered, start=5):
        source, first = found.source, next(parted(found))
        cells = plain(found.cells or (source.cell or "",))
        values = plain(tuple(dict.fromkeys(value or "" for value in found.values or (found.value,))))
        texts = (
            severity_word(found, lang), source.file, source.sheet or "", cell_text(cells), cell_text(values),
            problem_message(first, lang, rules), problem_hint(first, lang, rules),
        )  # fmt: skip
        for col, text in enumerate(texts, start=1):
            cell = sheet.cell(row, col)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        lines = max(wrapped_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = min(_LINE * lines + 2, _TALLEST)
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:G{max(4 + len(ordered), 5)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _free_name(book: Workbook, name: str) -> str:
    while name in book.sheetnames:
        name += "_"
    return name
