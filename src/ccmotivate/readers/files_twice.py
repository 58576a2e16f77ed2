"""Files of which most rows stand in another file too, where no key tells rows apart: a copy, or a correction of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.cells import Cell
from ccmotivate.formats.columns import Rows
from ccmotivate.model.dataset import DetailRows
from ccmotivate.model.exact import Bools
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import stacked_sheets
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import plain_cells
from ccmotivate.readers.reading import ReadResult

MARK = "@mark"
"""The column of a frame by which whole rows are compared, where the kind of rows has no key."""

_SAME = ["agent_id", "month", MARK]
_FEWEST = 2
_SHARE = (3, 4)  # a correction leaves more rows as they were, and by chance fewer are alike

# -- what stands in rows ----------------------------------------------------------------------------------------------


def row_marks(table: FoundTable, rows: Rows) -> NDArray[np.uint64]:
    """A number of each row, made of all its cells and their headers: rows that say the same have the same."""
    marks = np.zeros(len(rows), dtype=np.uint64)
    for place, header in table.headers.items():
        cells = table.sheet.columns[place].take(rows).every(_cell_marks).astype(np.uint64)
        marks += cells * (_hashed([normal(header)]) | np.uint64(1))
    return marks


def _cell_marks(cells: Sequence[Cell]) -> Sequence[int]:
    """A number of each cell by its text, so that 5 and the text 5 are one; 0 for a blank one."""
    texts = plain_cells(cells)
    return [mark if text else 0 for text, mark in zip(texts, _hashed(texts).tolist(), strict=True)]


def _hashed(texts: Sequence[str]) -> NDArray[np.uint64]:
    return np.asarray(pd.util.hash_array(np.array(texts, dtype=object), categorize=False), dtype=np.uint64)


# -- rows that stand in several files ---------------------------------------------------------------------------------


class _Copy(Struct, frozen=True):
    """The rows (``frame``) of a file and month that stand in the ``first`` file too, of so many that say anything."""

    file: int
    month: int
    first: int
    frame: pd.DataFrame
    rows: int


def held_apart(parts: Sequence[ReadResult], rules: RuleSet) -> list[ReadResult]:
    """The readings, with an error in each without agents whose rows of a month mostly stand in an earlier one too.

    The agents and months of these rows are in error.
    """
    found = list(parts)
    beside = {at: part.dataset.details for at, part in enumerate(parts) if not len(part.dataset.agents)}
    for kind, sheet in rules.details.items():
        rows = {at: details[kind] for at, details in beside.items() if kind in details}
        rows = {at: some for at, some in rows.items() if some.folded is None}
        if not sheet.key and len(rows) > 1:
            for copy in _copies(rows):
                found[copy.file] = _with_error(found[copy.file], copy, kind, parts[copy.first].dataset.inputs[0].file)
    return _histories_apart(found, rules)


def _with_error(part: ReadResult, copy: _Copy, kind: str, other: str) -> ReadResult:
    table, row = copy.frame[["table", "row"]].to_numpy(dtype=np.int64)[0].tolist()
    facts = {"count": len(copy.frame), "rows": copy.rows, "month": Month.from_ordinal(copy.month), "other": other}
    wrong = problem("rows-in-two-files", part.dataset.tables[table].ref("agent_id", row), kind, **facts)
    bad = {(agent_id, copy.month) for agent_id in copy.frame["agent_id"].tolist()}
    return replace(part, problems=(*part.problems, wrong), bad_details=part.bad_details | bad)


def _copies(rows: Mapping[int, DetailRows]) -> Iterator[_Copy]:
    """The copies among files, of those rows that say anything in either."""
    files = np.repeat(list(rows), [len(some.frame) for some in rows.values()])
    whole = DetailRows.concat(list(rows.values()))
    frame = whole.frame.assign(file=files)[_telling(whole)]
    frame = frame.assign(first=frame.groupby(_SAME, sort=False)["file"].transform("min"))
    counts = frame.groupby(["file", "month"]).size().to_dict()
    again = frame[frame["file"] != frame["first"]]
    for _key, twice in again.groupby(["file", "month", "first"]):
        file, month, first = twice[["file", "month", "first"]].to_numpy(dtype=np.int64)[0].tolist()
        if _are_most(len(twice), counts[file, month], counts[first, month]):
            yield _Copy(file, month, first, twice, counts[file, month])


def _histories_apart(parts: list[ReadResult], rules: RuleSet) -> list[ReadResult]:
    """Likewise for sheets of parts that are histories: an earlier state of one would count beside the later one."""
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
            if _are_most(len(twice), len(rows[file]), len(rows[first])):
                table = found[file].dataset.tables[int(rows[file].frame["table"].iloc[0])]
                facts = {"count": len(twice), "rows": len(rows[file]), "other": parts[first].dataset.inputs[0].file}
                wrong = problem("history-in-two-files", SourceRef(table.file, table.sheet), **facts)
                bad = {(agent, 0) for name in kind.agents for agent in twice[name].tolist()}
                problems, bad_details = (*found[file].problems, wrong), found[file].bad_details | bad
                found[file] = replace(found[file], problems=problems, bad_details=bad_details)
    return found


def _are_most(twice: int, rows: int, others: int) -> bool:
    """True where so many rows are most of one of two files."""
    return twice >= _FEWEST and twice * _SHARE[1] >= min(rows, others) * _SHARE[0]


def _telling(rows: DetailRows) -> Bools:
    """True for rows with a word or a number that is not 0, where any are read: others may well be alike."""
    frame = rows.frame
    words = [name for name in frame if frame[name].dtype == object and name != "agent_id"]
    told = [(frame[name] != "").to_numpy(dtype=bool) for name in words]
    told += [~number.missing & (number.num != 0) for number in rows.numbers.values()]
    known = ((frame["agent_id"] != "") & (frame["month"] != 0)).to_numpy(dtype=bool)
    return known & np.logical_or.reduce(told) if told else known
