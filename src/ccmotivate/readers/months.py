"""A workbook cut down to the months that somebody asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.period import Month
from ccmotivate.readers.reading import ReadResult


def within(part: ReadResult, months: Collection[Month]) -> ReadResult | None:
    """Only the rows of these months; None when there are none.

    Rows whose month could not be read stay, for they may be among them and have an error of their own.
    """
    wanted = np.array([0, *(month.ordinal for month in months)], dtype=np.int64)
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
    )


def _take(data: Dataset, rows: np.ndarray, wanted: np.ndarray) -> Dataset:
    return replace(data.take(rows), details={kind: _cut(detail, wanted) for kind, detail in data.details.items()})


def _cut(detail: DetailRows, wanted: np.ndarray) -> DetailRows:
    return detail.take(np.flatnonzero(np.isin(detail.frame["month"].to_numpy(dtype=np.int64), wanted)))
