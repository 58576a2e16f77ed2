"""Files of which most rows stand in another file too, where no key tells rows apart: a copy, or a correction of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.book import Book
from ccmotivate.formats.cells import Cell, column_number
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Bools
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import stacked_sheets
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import ROSTER_FIELDS
from ccmotivate.readers.identity import plain_cells
from ccmotivate.readers.reading import ReadResult

Marks = NDArray[np.uint64]
File = tuple[ReadResult, Book]

_FEWEST = 2
_FORMS = Fraction(3, 4)  # of the rows, how many must say something of their own
_DAYS = 31  # rows of an agent, of which there may be one a day
_ANSWERS = (MetricKind.PASS, MetricKind.LEVEL)
_DATE = re.compile(r"\d{4}([-/.]\d{1,2}){2}([ T]\d{1,2}(:\d{2}){1,2})?", re.ASCII)
_DIGIT = re.compile(r"\d")
_MIDNIGHT = re.compile(r"(-00)+\Z")


def found_twice(files: Sequence[File], rules: RuleSet) -> Iterator[Problem]:
    """A note on each file whose rows of a month mostly stand in an earlier one as well.

    Whole rows are compared, but only where those columns are alike that are read; of files beside a large log, whose
    rows are folded, how many each agent has.
    """
    for kind, sheet in rules.details.items():
        folded = [part for part, _book in files if _is_folded(part, kind)]
        if not sheet.key and len(folded) > 1:
            yield from _as_many(folded, kind, rules.reading.same_rows)
        some = [one for one in files if _has_rows(one[0], kind)]
        share = rules.reading.same_rows
        if not sheet.key and len(some) > 1 and _most_again(_stacked(some, kind, whole=False), share):
            yield from _copies(_stacked(some, kind, whole=True), some, kind, share)


def _has_rows(part: ReadResult, kind: str) -> bool:
    rows = part.dataset.details.get(kind)
    return rows is not None and rows.folded is None and len(rows.frame) > 0


def _is_folded(part: ReadResult, kind: str) -> bool:
    rows = part.dataset.details.get(kind)
    return rows is not None and rows.folded is not None and len(rows.frame) > 0


# -- what stands in rows ----------------------------------------------------------------------------------------------


def _stacked(files: Sequence[File], kind: str, *, whole: bool) -> pd.DataFrame:
    """The rows of all files that say anything: ``file``, ``month``, ``agent_id``, ``table``, ``row`` and ``mark``.

    ``mark`` is a number made of the cells, of the ``whole`` row or in the columns that are read: rows that say the same
    have the same. ``first`` is the first file with such a row.
    """
    frames = []
    for at, (part, book) in enumerate(files):
        rows = part.dataset.details[kind]
        frame = rows.frame[["month", "agent_id", "table", "row"]]
        frames.append(frame.assign(file=at, mark=_row_marks(part, book, frame, whole=whole))[_telling(rows)])
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(first=frame.groupby("mark", sort=False)["file"].transform("min"))


def _row_marks(part: ReadResult, book: Book, frame: pd.DataFrame, *, whole: bool) -> Marks:
    sheets = {sheet.name: sheet for sheet in book.sheets}
    marks = pd.util.hash_array(frame["agent_id"].to_numpy(dtype=object)) * np.uint64(3)
    marks += frame["month"].to_numpy(dtype=np.uint64)
    lines = frame["row"].to_numpy(dtype=np.int64) - 1
    for place in frame["table"].unique().tolist():
        table = part.dataset.tables[place]
        columns = sheets[table.sheet].columns
        read = sorted({column_number(letters) for letters in table.letters.values()})
        at = np.flatnonzero(frame["table"].to_numpy() == place)
        for column in columns if whole else [columns[one] for one in read]:
            marks[at] += column.take(lines[at]).every(_cell_marks).astype(np.uint64)
    return np.asarray(marks, dtype=np.uint64)


def _cell_marks(cells: Sequence[Cell]) -> Sequence[int]:
    """A number of each cell by its text, so that 5 and the text 5 are one; 0 for a blank one."""
    texts = [_form(text) for text in plain_cells(cells)]
    marks = pd.util.hash_array(np.array(texts, dtype=object), categorize=False).tolist()
    return [mark if text else 0 for text, mark in zip(texts, marks, strict=True)]


def _form(text: str) -> str:
    """A text as it is compared: a date by its numbers, as spreadsheets write it otherwise when they save it again."""
    if not _DATE.fullmatch(text):
        return text
    return _MIDNIGHT.sub("", "-".join(number.zfill(2) for number in re.findall(r"\d+", text)))


def _telling(rows: DetailRows) -> Bools:
    """True for rows with a word or a number that is not 0, where any are read: others may well be alike."""
    frame = rows.frame
    words = [name for name in frame if frame[name].dtype == object and name != "agent_id"]
    told = [(frame[name] != "").to_numpy(dtype=bool) for name in words]
    told += [~number.missing & (number.num != 0) for number in rows.numbers.values()]
    known = ((frame["agent_id"] != "") & (frame["month"] != 0)).to_numpy(dtype=bool)
    return known & np.logical_or.reduce(told) if told else known


def may_repeat(part: ReadResult, book: Book, rules: RuleSet) -> bool:
    """True for details that two months may well have in common: one row an agent, and nothing that tells rows apart.

    A list of who has read the instructions, say. Rows that are counted, figures or texts that differ, and numbers or
    dates in columns that are not read tell of what happened in one month.
    """
    if part.dataset.sheets:
        return False
    for kind, rows in part.dataset.details.items():
        sheet = rules.details[kind]
        if sheet.key and "month" not in sheet.whole_key:
            return False
        if rows.folded is not None or rows.frame.duplicated(["agent_id", "month"]).any():
            return False
        if any(fold.take == "count" for fold in rules.folds_of(kind)):
            return False
        figures = [
            set(one.to_list()) - {None}
            for name, one in rows.numbers.items()
            if sheet.columns[name].kind not in _ANSWERS
        ]
        if any(len(one) > 1 or (len(rows.frame) == 1 and one != {0}) for one in figures if one):
            return False
        if any(len(texts) > 1 or _DIGIT.search("".join(texts)) for texts in _other_texts(part, book, rows)):
            return False
    return True


def _other_texts(part: ReadResult, book: Book, rows: DetailRows) -> Iterator[set[str]]:
    """The texts of each column of detail rows that is neither one of their figures nor says who somebody is."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for place, lines in rows.frame.groupby("table")["row"]:
        table = part.dataset.tables[int(str(place))]
        known = [table.letters[name] for name in (*rows.numbers, "agent_id", *ROSTER_FIELDS) if name in table.letters]
        left_out = {column_number(letters) for letters in known}
        for at, column in enumerate(sheets[table.sheet].columns):
            if at not in left_out:
                yield set(column.take(lines.to_numpy(dtype=np.int64) - 1).every(plain_cells)) - {""}


# -- rows that stand in several files ---------------------------------------------------------------------------------


def _most_again(frame: pd.DataFrame, share: Fraction) -> bool:
    """True where of some file and month so many rows may stand in earlier files that it may be a copy of one."""
    counts = frame.groupby(["file", "month"]).size()
    again = frame[frame["first"] != frame["file"]].groupby(["file", "month"]).size()
    least = counts.groupby("month").min().reindex(again.index.get_level_values("month")).to_numpy()
    return bool(((again >= _FEWEST) & (again * share.denominator >= least * share.numerator)).any())


def _copies(frame: pd.DataFrame, files: Sequence[File], kind: str, share: Fraction) -> Iterator[Problem]:
    """A note on each file and month of which most rows stand in one earlier file.

    Where an agent has one row a month, or rows mostly repeat each other, rows that are alike tell nothing.
    """
    counts = frame.groupby(["file", "month"]).agg(
        rows=("mark", "size"), forms=("mark", "nunique"), agents=("agent_id", "nunique")
    )
    differ = counts["forms"] * _FORMS.denominator >= counts["rows"] * _FORMS.numerator
    counts = counts[differ & (counts["forms"] >= 2 * counts["agents"])]
    told = dict(zip(counts.index.tolist(), counts["rows"].tolist(), strict=True))
    for _key, twice in frame[frame["first"] != frame["file"]].groupby(["file", "month", "first"]):
        where = ["file", "month", "first", "table", "row"]
        file, month, first, table, row = twice[where].to_numpy(dtype=np.int64)[0].tolist()
        if {(file, month), (first, month)} <= told.keys() and _are_most(
            len(twice), told[file, month], told[first, month], share
        ):
            other = files[first][0].dataset.inputs[0].file
            facts = {"count": len(twice), "rows": told[file, month], "month": Month.from_ordinal(month), "other": other}
            here = files[file][0].dataset.tables[table].ref("agent_id", row)
            yield problem("rows-in-two-files", here, kind, **facts)


def _as_many(parts: Sequence[ReadResult], kind: str, share: Fraction) -> Iterator[Problem]:
    """A note on each file and month in which most agents have exactly as many rows as in one earlier file.

    Where more than half of these agents have the same number, or a row a day, that tells nothing.
    """
    frames = []
    for at, part in enumerate(parts):
        rows = part.dataset.details[kind]
        known = ((rows.frame["agent_id"] != "") & (rows.frame["month"] != 0)).to_numpy(dtype=bool)
        frames.append(rows.frame[["month", "agent_id", "table", "row"]].assign(file=at, many=rows.counts)[known])
    whose = pd.concat(frames).groupby(["file", "month", "agent_id"], as_index=False)
    frame = whose.agg(many=("many", "sum"), table=("table", "first"), row=("row", "first"))
    frame["first"] = frame.groupby(["month", "agent_id", "many"])["file"].transform("min")
    agents = frame.groupby(["file", "month"]).size().to_dict()
    again = frame[(frame["first"] != frame["file"]) & (frame["many"] > _DAYS)]
    for _key, twice in again.groupby(["file", "month", "first"]):
        where = ["file", "month", "first", "table", "row"]
        file, month, first, table, row = twice[where].to_numpy(dtype=np.int64)[0].tolist()
        own, others = agents[file, month], agents[first, month]
        if 2 * twice["many"].value_counts().iloc[0] <= len(twice) and _are_most(len(twice), own, others, share):
            other = parts[first].dataset.inputs[0].file
            facts = {"count": len(twice), "agents": own, "month": Month.from_ordinal(month), "other": other}
            here = parts[file].dataset.tables[table].ref("agent_id", row)
            yield problem("rows-as-many-in-two-files", here, kind, **facts)


def _are_most(twice: int, rows: int, others: int, share: Fraction) -> bool:
    """True where so many rows are most of one of two files."""
    return twice >= _FEWEST and twice >= share * min(rows, others)


# -- histories --------------------------------------------------------------------------------------------------------


def histories_apart(parts: Sequence[ReadResult], rules: RuleSet) -> list[ReadResult]:
    """The readings, with an error where most rows of a part's history stand in another file without agents as well.

    An earlier state of one would count beside the later one. The people of these rows are in error.
    """
    found = list(parts)
    beside = {at: part.dataset.sheets for at, part in enumerate(parts) if not len(part.dataset.agents)}
    for kind in (kind for kind in rules.sheets.values() if kind.history):
        rows = {at: sheets[kind.id] for at, sheets in beside.items() if kind.id in sheets}
        if len(rows) < 2:
            continue
        whole = stacked_sheets([{kind.id: some} for some in rows.values()])[kind.id]
        said = {**{f"@{name}": one.order_keys() for name, one in whole.numbers.items()}, **whole.texts}
        frame = pd.DataFrame(said).assign(file=np.repeat(list(rows), [len(some) for some in rows.values()]))
        frame["first"] = frame.groupby(list(said), sort=False)["file"].transform("min")
        again = frame[frame["file"] != frame["first"]]
        for _key, twice in again.groupby(["file", "first"]):
            file, first = twice[["file", "first"]].to_numpy(dtype=np.int64)[0].tolist()
            if _are_most(len(twice), len(rows[file]), len(rows[first]), rules.reading.same_rows):
                table = found[file].dataset.tables[int(rows[file].frame["table"].iloc[0])]
                facts = {"count": len(twice), "rows": len(rows[file]), "other": parts[first].dataset.inputs[0].file}
                wrong = problem("history-in-two-files", SourceRef(table.file, table.sheet), **facts)
                bad = {(agent, 0) for name in kind.agents for agent in twice[name].tolist()}
                problems, bad_details = (*found[file].problems, wrong), found[file].bad_details | bad
                found[file] = replace(found[file], problems=problems, bad_details=bad_details)
    return found
