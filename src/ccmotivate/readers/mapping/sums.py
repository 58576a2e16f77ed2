"""Rows that are sums of those above or below them, such as one of a team below its agents, or of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.formats.cells import Cell
from ccmotivate.model.words import normal
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.numbers import parse_number

_LARGE = 100  # so that a single column of sums is no chance
_LEAST = 2
_ALL = re.compile(
    r"\b(all|every|team|group|dept|department|centre|center|company|gesamt|alle)\b"
    r"|全部|所有|整体|全员|全组|团队|小组|部门|中心|公司",
    re.IGNORECASE,
)
_MOST_ROWS = 5000  # a log has no teams in it


def rows_of_sums(columns: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """The places of such rows with the texts that they begin with, where every row is in a group with one sum.

    All sums of a column must be large. Two columns of figures must agree, or there are several sums, or the only one
    is named after all. No other row may begin or end like them.
    """
    if not columns or len(columns[0]) > _MOST_ROWS:
        return {}
    texts = [[plain_cell(cell) for cell in column] for column in columns]
    firsts = [next(filter(None, row), "") for row in zip(*texts, strict=True)]
    numbers = [values for column in texts if (values := _numbers(column))]
    for step in (1, -1):
        marked = [(values, marks) for values in numbers if any(marks := _sums(values[::step])[::step])]
        alike = [values for values, marks in marked if marks == marked[0][1]]
        places = [at for at, is_sum in enumerate(marked[0][1]) if is_sum] if marked else []
        found = {at: firsts[at] for at in places}
        is_large = any(all(values[at] >= _LARGE for at in places) for values in alike)
        is_sure = len(alike) > 1 or len(places) > 1 or any(map(_ALL.search, found.values()))
        if found and is_large and is_sure and _are_apart(found, firsts):
            return found
    return {}


def _numbers(texts: Sequence[str]) -> list[Fraction]:
    """The numbers of a column without any other text; none otherwise."""
    found = []
    for text in texts:
        one = parse_number(text)
        if one is None:
            return []
        found.append(one[0])
    return found


def _sums(values: Sequence[Fraction]) -> list[bool]:
    """Which values are the sums of two or more before them, since the last one; none where the last value is not.

    The last one may be the sum of these sums.
    """
    marks = [False] * len(values)
    run, count = Fraction(0), 0
    for at, value in enumerate(values):
        if count >= _LEAST and value == run > 0:
            marks[at], run, count = True, Fraction(0), 0
        else:
            run, count = run + value, count + 1
    if count == 1 and values[-1] == sum(value for value, is_sum in zip(values, marks, strict=True) if is_sum):
        marks[-1], count = True, 0
    return [False] * len(values) if count else marks


def _are_apart(found: dict[int, str], firsts: Sequence[str]) -> bool:
    """True where no other row begins or ends with the text of a sum."""
    words = tuple(map(normal, found.values()))
    others = [normal(text) for at, text in enumerate(firsts) if at not in found]
    return all(words) and not any(text.startswith(words) or text.endswith(words) for text in others)
