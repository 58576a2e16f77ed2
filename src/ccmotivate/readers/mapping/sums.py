"""Rows that are sums of those above or below them, such as one of a team below its agents, or of all of them.

Only those that are called teams are left out: a person's figures may be such sums, by chance or as who leads a team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ccmotivate.formats.cells import Cell
from ccmotivate.model.words import normal
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.numbers import parse_number

_LARGE = 100  # so that a single column of sums is no chance
_LEAST = 2
_TEAM = re.compile(
    r"\b(all|every(body|one)?|team|group|dept|department|centre|center|company|gesamt|alle|gruppe)\b"
    r"|全部|所有|整体|全员|全组|团队|小组|部门|中心|公司",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"lead|manager|supervisor|\bhead\b|coach|trainer|leiter|组长|班长|队长|主管|经理|负责人|主任", re.IGNORECASE
)
_MOST_ROWS = 5000  # a log has no teams in it, unless rows are called so


def is_of_team(text: str) -> bool:
    """True for ``Team North``, but not for who leads it, whose figures may be those of the team."""
    return bool(_TEAM.search(text)) and not _PERSON.search(text)


def rows_of_sums(who: Sequence[str], columns: Iterable[Sequence[Cell]]) -> dict[int, str]:
    """The places of rows that are sums, where every row is in a group with one sum, and ``who`` they are of.

    All sums of a column must be large. Two columns of unlike figures must agree, or there are several sums, or they are
    called teams.
    """
    if not any(who):
        return {}
    is_named = any(map(is_of_team, dict.fromkeys(who)))
    if len(who) > _MOST_ROWS and not is_named:
        return {}
    numbers = list(dict.fromkeys(tuple(values) for column in columns if (values := _numbers(column))))
    for step in (1, -1):
        marked = [(values, marks) for values in numbers if any(marks := _sums(values[::step])[::step])]
        alike = [values for values, marks in marked if marks == marked[0][1]]
        found = {at: who[at] for at, is_sum in enumerate(marked[0][1]) if is_sum} if marked else {}
        is_large = any(all(values[at] >= _LARGE for at in found) for values in alike)
        is_sure = len(alike) > 1 or len(found) > 1 or all(map(is_of_team, found.values()))
        if found and is_large and is_sure:
            return found
    return {}


def are_teams(found: Mapping[int, str], who: Sequence[str]) -> bool:
    """True where rows that are sums are called teams, and no other row is, or begins or ends like them."""
    words = tuple(map(normal, found.values()))
    others = dict.fromkeys(text for at, text in enumerate(who) if at not in found)
    is_alike = any(normal(text).startswith(words) or normal(text).endswith(words) for text in others)
    return all(map(is_of_team, found.values())) and not (is_alike or any(map(is_of_team, others)))


def _numbers(column: Iterable[Cell]) -> list[Fraction]:
    """The numbers of a column without any other text; none otherwise."""
    found = []
    for cell in column:
        one = parse_number(plain_cell(cell))
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
