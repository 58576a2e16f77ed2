"""Rows that stand again in a file whose name says that it is a copy or a correction of another one."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Sequence
from pathlib import Path

from ccmotivate.readers.mapping.columns import FIGURES
from ccmotivate.readers.mapping.pools import Pool

_COPY = re.compile(
    r"[(（]\d{1,2}[)）]|副本|最新版?|(更正|修正|修改|更新|最终|终|新)版|更正|修正|定稿"
    r"|(?<![a-z])(copy( of)?|kopie( von)?|final|latest|updated?|revised|correct(ed|ion)|korrigiert|korrektur)(?![a-z])",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_]+")
_File = tuple[Path, str, bool]


def copied_rows(pool: Pool, keys: Sequence[Hashable], no_figures: Collection[str]) -> int:
    """How many rows have the ``key`` of a row of a file of which theirs is a copy or a correction.

    None where no more are alike in all columns than differ: parts of a day may be in files of such names, too. Those
    without a figure other than 0, in columns that are not ``no_figures`` and not the same in every row, do not count as
    alike: others are so as well.
    """
    files = [(table.book.path, *_name(table.book.path.stem)) for table in pool.tables for _row in table.rows]
    columns = [one for one in pool.columns.values() if one.kind in FIGURES and one.header not in no_figures]
    unlike = [one.values for one in columns if len(set(one.values)) > 1]
    figures = list(zip(*unlike, strict=True)) if unlike else [(not columns,)] * len(files)
    rows = list(zip(*(one.texts for one in pool.columns.values()), strict=True))
    first: dict[Hashable, int] = {}
    pairs = [(at, first.setdefault(key, at)) for at, key in enumerate(keys)]
    again = [pair for pair in pairs if _are_copies(*(files[at] for at in pair))]
    alike = [at for at, there in again if rows[at] == rows[there]]
    return len(again) if sum(any(figures[at]) for at in alike) > len(again) - len(alike) else 0


def _name(stem: str) -> tuple[str, bool]:
    """A file's name without words for copies and signs, and whether there are any."""
    return _SIGNS.sub("", _COPY.sub("", stem)).casefold(), bool(_COPY.search(stem))


def _are_copies(one: _File, other: _File) -> bool:
    """True for two files of one name but for words like 最新版 or ``(1)``."""
    return one[0] != other[0] and one[1] == other[1] and (one[2] or other[2])
