"""Reduce a workbook to the requested months."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec.structs import replace

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.period import Month
from ccmotivate.readers.reading import ReadResult, RosterRows


def within(part: ReadResult, months: Collection[Month]) -> ReadResult | None:
    """Only the rows of these months; None when there are none, of agents where the file has a sheet of them.

    Rows whose month could not be read stay, for they may be among them and have an error of their own; so do those of a
    roster that count for every month.
    """
    wanted = np.array([0, *(month.ordinal for month in months)], dtype=np.int64)
    if not len(part.dataset.agents):
        return _companion(part, wanted)
    keep = np.isin(part.dataset.agents["month"].to_numpy(dtype=np.int64), wanted)
    if keep.all():
        return part
    rows = np.flatnonzero(keep)
    if not len(rows):
        return None
    places = {old: new for new, old in enumerate(rows.tolist())}
    return replace(
        part,
        dataset=_take(part.dataset, rows, wanted),
        bad=frozenset(places[row] for row in part.bad if row in places),
        bad_details=frozenset(key for key in part.bad_details if key[1] in wanted),
        roster=_cut_roster(part.roster, wanted),
    )


def _companion(part: ReadResult, wanted: np.ndarray) -> ReadResult | None:
    """A file without a sheet of agents, cut down."""
    details = {kind: _cut(detail, wanted) for kind, detail in part.dataset.details.items()}
    bare = {kind for kind, detail in part.dataset.details.items() if not len(detail.frame) and detail.is_of(wanted)}
    left = {kind: one for kind, one in details.items() if len(one.frame) or kind in bare}
    roster = _cut_roster(part.roster, wanted)
    if not left and not part.dataset.sheets and (roster is None or not len(roster.frame) or details):
        return None
    people = _cut_roster(part.people, wanted)
    return replace(part, dataset=replace(part.dataset, details=left), roster=roster, people=people)


def _cut_roster(rows: RosterRows | None, wanted: np.ndarray) -> RosterRows | None:
    if rows is None:
        return None
    kept = rows.frame["month"].isin(wanted).to_numpy()
    return replace(
        rows.take(np.flatnonzero(kept)), left_out=rows.left_out.union(rows.frame["agent_id"][~kept].tolist())
    )


def _take(data: Dataset, rows: np.ndarray, wanted: np.ndarray) -> Dataset:
    return replace(data.take(rows), details={kind: _cut(detail, wanted) for kind, detail in data.details.items()})


def _cut(detail: DetailRows, wanted: np.ndarray) -> DetailRows:
    return detail.take(np.flatnonzero(np.isin(detail.frame["month"].to_numpy(dtype=np.int64), wanted)))
