"""The rows of large logs laid aside while the files of a run are read, then folded with those of the other files.

Rows of one agent and month may stand in several files of a source, and only all of them together have a median or
a number of different texts. Files of which no two have rows of the same agent and month are folded each by itself.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.locale import N_

# pandas and DuckDB are loaded where there is a large log: no other run pays for them.
if TYPE_CHECKING:
    import pandas as pd

    from ccmotivate.model.dataset import DetailRows, TableColumns
    from ccmotivate.model.folded import FoldedColumn
    from ccmotivate.model.metrics import DetailFold
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.log_file import KeptLog
    from ccmotivate.pipeline.options import Options
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.warehouse.kept_rows import Rows


UNFOLDED = {
    "size": N_("a fold counts numbers with too many digits"),
    "division": N_("a fold divides one column by another"),
}


class CannotFoldTogetherError(Exception):
    """The rows of several files cannot be folded exactly, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LogFolder:
    """A temporary folder for the rows of a run; it is there as long as anybody refers to it, one ``of`` another longer.

    ``known`` are foldings that were done: files are put together several times, for each period that is looked at;
    ``options`` those by which files were read. It is not ``is_shared`` where a log is the only file.
    """

    def __init__(self, of: Path | None = None, *, is_shared: bool = True) -> None:
        self.is_shared = is_shared
        self.options: Options | None = None
        self._of = of
        self.known: list[tuple[object, list[DetailRows], list[DetailRows]]] = []

    @property
    def path(self) -> Path:
        """Where it is; it is made when it is needed first."""
        if self._of is None:
            self._of = Path(tempfile.mkdtemp(prefix="ccmotivate-"))
            weakref.finalize(self, shutil.rmtree, self._of, ignore_errors=True)
        return self._of


def fold_logs(
    reads: Sequence[tuple[ReadResult, KeptLog | None]], rules: RuleSet, folder: LogFolder
) -> list[ReadResult]:
    """The readings of a run, in their order, the rows of every source folded of which a file is a large log.

    Raises:
        CannotFoldTogetherError: the rows of several files cannot be folded exactly.
    """
    made = [read for read, _kept in reads]
    for kind in dict.fromkeys(kind for read, kept in reads if kept for kind in read.dataset.details):
        having = [at for at, one in enumerate(made) if kind in one.dataset.details]
        parts = [_Part(made[at].dataset.details[kind], made[at].dataset.tables, reads[at][1]) for at in having]
        folded = _of_kind(kind, parts, rules, folder)
        for at, detail in zip(having, folded, strict=True):
            data = made[at].dataset
            made[at] = replace(made[at], dataset=replace(data, details={**data.details, kind: detail}))
    return made


class _Part(Struct, frozen=True):
    """What a file has of one source: its rows, laid aside where it is a large log, and its tables."""

    detail: DetailRows
    tables: Sequence[TableColumns]
    kept: KeptLog | None = None


def _of_kind(kind: str, parts: Sequence[_Part], rules: RuleSet, folder: LogFolder) -> list[DetailRows]:
    """The rows of a source in each file, folded; what was folded before is not folded again."""
    key = (kind, tuple(rules.folds_of(kind)))
    details = [one.detail for one in parts]
    for known, before, found in folder.known:
        if known == key and len(before) == len(details) and all(map(_is_same, before, details)):
            return found
    found = [part.detail for part in parts]
    for together in _groups(parts, has_key=bool(rules.details[kind].key)):
        of_these = _folded([parts[at] for at in together], kind, rules, folder)
        for at, detail in zip(together, of_these, strict=True):
            found[at] = detail
    folder.known.append((key, details, found))
    return found


def _is_same(one: DetailRows, other: DetailRows) -> bool:
    """Whether these are the same rows of one reading, whose numbers are the same object under other ids too."""
    return one is other or (one.numbers is other.numbers and one.frame.equals(other.frame))


def _groups(parts: Sequence[_Part], *, has_key: bool) -> list[list[int]]:
    """The places of parts, those together that have rows of the same agent and month; with a key all."""
    if has_key:
        return [list(range(len(parts)))]
    whose: dict[tuple[str, int], int] = {}
    group = list(range(len(parts)))

    def root(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    for at, part in enumerate(parts):
        frame = part.detail.frame[["agent_id", "month"]].drop_duplicates()
        for who in zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True):
            first = root(whose.setdefault(who, at))
            own = root(at)
            group[max(first, own)] = min(first, own)
    found: dict[int, list[int]] = {}
    for at in range(len(parts)):
        found.setdefault(root(at), []).append(at)
    return list(found.values())


def _folded(parts: Sequence[_Part], kind: str, rules: RuleSet, folder: LogFolder) -> list[DetailRows]:
    """The rows of files folded together."""
    import duckdb

    from ccmotivate.pipeline.log_repeats import TOO_MANY, Found, Part, TooManyRepeatsError, find_repeats
    from ccmotivate.warehouse.kept_rows import together
    from ccmotivate.warehouse.terms import CannotFoldError

    starts = list(accumulate((len(part.tables) for part in parts), initial=0))
    numbered = list(zip(starts, parts, strict=False))
    folds, source = rules.folds_of(kind), rules.details[kind]
    try:
        rows = {at: part.kept.rows if part.kept else _loose(part.detail, kind, rules) for at, part in numbered}
        with together(rows, folder.path) as joint:
            files = {at: Part(one.detail, one.tables, one.kept.file if one.kept else None) for at, one in numbered}
            found = find_repeats(joint, files, source, rules) if source.key else Found()
            frame, folded = joint.fold(folds, found.left_out)
    except CannotFoldError as failure:
        raise CannotFoldTogetherError(UNFOLDED[failure.args[0]]) from failure
    except TooManyRepeatsError as failure:
        raise CannotFoldTogetherError(TOO_MANY) from failure
    except duckdb.Error as failure:
        raise CannotFoldTogetherError(str(failure).splitlines()[0][:200]) from failure
    place = _Places.of(frame)
    are_some_out = bool(found.left_out)
    made = [place.shared(part.detail, at, folded, are_some_out=are_some_out) for at, part in numbered]
    if not source.key:
        return made
    units = [range(at, at + len(part.tables)) for at, part in numbered]
    return [replace(one, repeats=found.of(own, own.start)) for one, own in zip(made, units, strict=True)]


def _loose(detail: DetailRows, kind: str, rules: RuleSet) -> Rows:
    from ccmotivate.readers.identity import blank_words
    from ccmotivate.warehouse.kept_rows import loose

    folds = rules.folds_of(kind)
    per = {fold.per for fold in folds if fold.per} | {*rules.details[kind].key}
    texts = {name for fold in folds for name in fold.texts} | per
    return loose(detail, sorted(texts), per, blank_words(rules))


def with_folds(detail: DetailRows, frame: pd.DataFrame, folded: Mapping[DetailFold, FoldedColumn]) -> DetailRows:
    """The rows of a file of one table with what was folded of them alone."""
    return _Places.of(frame).shared(detail, 0, folded)


class _Places(Struct, frozen=True):
    """Where each agent and month (ordinal) stands in what was folded."""

    at: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> _Places:
        from ccmotivate.model.period import Month

        texts = frame["month"].tolist()
        months = {text: Month(*map(int, text.split("-"))).ordinal if text else 0 for text in dict.fromkeys(texts)}
        who = zip(frame["agent_id"].tolist(), (months[text] for text in texts), strict=True)
        return cls({key: at for at, key in enumerate(who)})

    def shared(
        self,
        detail: DetailRows,
        base: int,
        folded: Mapping[DetailFold, FoldedColumn],
        *,
        are_some_out: bool = False,
    ) -> DetailRows:
        """The rows of a file with what was folded of them and others; its first table is number ``base`` of them.

        An agent whose rows of a month were all left out has any figures there: nobody is scored by a key that differs.
        """
        import numpy as np

        frame = detail.frame if "rows" in detail.frame else _counted(detail.frame)
        who = zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)
        places = np.array([self.at.get(key, 0) if are_some_out else self.at[key] for key in who], dtype=np.intp)
        units = (frame["table"].to_numpy(np.int64) + base).tolist()
        columns = {fold: _share(column.take(places), units) for fold, column in folded.items()}
        return replace(detail, frame=frame, numbers={}, folded=columns)


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """One row an agent, month and table, the first of theirs, with how many there are."""
    keys = ["month", "agent_id", "table"]
    groups = frame.groupby(keys, sort=False)
    first = groups["row"].min().reset_index()
    return first.assign(rows=groups.size().to_numpy())[["month", "agent_id", "table", "row", "rows"]]


def _share(column: FoldedColumn, units: Sequence[int]) -> FoldedColumn:
    """A fold's values with their evidence in one table alone: the first rows that stand there.

    The other rows that counted, which are only counted, go with the first of all.
    """
    import numpy as np

    from ccmotivate.model.folded import LINES

    rows = column.rows.copy()
    shown: list[tuple[int | str, ...]] = []
    for at, (unit, first) in enumerate(zip(units, column.first, strict=True)):
        pairs = [divmod(int(one), LINES) for one in first]
        own = tuple(line for place, line in pairs if place == unit)
        shown.append(own)
        if not own or pairs[0][0] != unit:
            rows[at] = len(own)
        else:
            rows[at] -= len(pairs) - len(own)
    return replace(column, rows=np.asarray(rows), first=tuple(shown))
