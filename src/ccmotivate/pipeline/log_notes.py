"""What is noted of a large log, in the readers' words, where they saw only some of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ccmotivate.model.results import Interpretation
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import row_ranges

_TOLD_BEFORE = ("dropped-total", "dropped-footnote", "dropped-header")
_CELL = re.compile(r"[A-Z]{1,3}([0-9]+)")


def counted(one: Interpretation, many: int, lines: str) -> Interpretation:
    """A note with how many rows were read, or which of them (``lines``) have their month from a name."""
    if lines and one.what.startswith("month-"):
        return replace(one, where=lines)
    return replace(one, meaning=str(many)) if one.what == "rows" else one


def runs_of(plain: Sequence[tuple[int, int]], odd: Sequence[int]) -> str:
    """Rows as people count them, neighbours together: runs of plain ones (0-based), and odd ones (1-based)."""
    runs = list[list[int]]()
    ours = [(first + 1, last + 1) for first, last in plain]
    for first, last in sorted([*ours, *((row, row) for row in odd)]):
        if runs and runs[-1][1] + 1 >= first:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def with_filtered(
    how: Sequence[Interpretation], problems: Sequence[Problem], rows: Sequence[int], here: SourceRef
) -> tuple[tuple[Interpretation, ...], tuple[Problem, ...]]:
    """With the rows of a sheet that ``only`` leaves out: plain ones (``rows``) and odd ones together."""
    ours = [one for one in how if (one.what, one.subject) == ("dropped", "filtered")]
    every = sorted({*rows, *(row for one in ours for row in _of_ranges(one.where))})
    odd = [one for one in problems if one.code == "dropped-filtered"]
    many = len(rows) + sum(int(one.value or 0) for one in odd)
    first = min([every[0] + 1, *(int(str(one.fields["first"])) for one in odd)])
    told = problem("dropped-filtered", replace(here, cell=f"A{first}"), many, first=first)
    note = Interpretation(here.file, here.sheet or "", "dropped", row_ranges(every), "filtered", str(len(every)))
    kept = [one for one in how if one not in ours]
    said = [
        replace(one, value=str(many)) if one.code == "source-filtered" else one
        for one in problems
        if one.code != told.code
    ]
    at = next((at for at, one in enumerate(kept) if _comes_after(one)), len(kept))
    place = next((at for at, one in enumerate(said) if one.code not in _TOLD_BEFORE), len(said))
    return (*kept[:at], note, *kept[at:]), (*said[:place], told, *said[place:])


def _comes_after(one: Interpretation) -> bool:
    """Whether the readers note it after the rows that ``only`` leaves out."""
    return one.what.startswith(("month", "hidden", "rows")) or (one.what, one.subject) == ("dropped", "excluded")


def rows_named(found: Problem) -> Iterable[int]:
    """The rows (1-based) that a problem is about: of its own cell, and of those in its facts."""
    texts = [found.source.cell or ""]
    for fact in found.fields.values():
        texts += [str(one) for one in fact] if isinstance(fact, list | tuple) else [str(fact)]
    for text in texts:
        for cell in text.split(","):
            if match := _CELL.fullmatch(cell.strip()) or re.match(r"([0-9]+)(?: \(|$)", cell.strip()):
                yield int(match[1])


def _of_ranges(text: str) -> Iterable[int]:
    """The 0-based rows of ``2, 5-9``."""
    for part in filter(None, text.split(", ")):
        first, _, last = part.partition("-")
        yield from range(int(first) - 1, int(last or first))
