"""Random answer sheets: teams around the limit of five answers, blanks, ties, teams that leave an item out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.sheets import MonthSheets, SheetRows
from tests.parts.survey.oracle import Row
from tests.support import shipped_rules

ITEMS = tuple(f"q{at}" for at in range(1, 13))
_TEAMS = ("一组", "二组", "三组", "A", "B", "b")


def answer_sheets(seed: int, items: Sequence[str] = ITEMS, most: int = 9) -> list[Row]:
    """Rows of one to six teams in any order, some of them without any answer."""
    draw = random.Random(seed)
    blank = draw.choice((0.0, 0.05, 0.3, 0.7))
    mood = draw.choice(((1, 2, 3, 4, 5), (1, 2, 3, 4, 5), (3, 4), (5,)))
    rows: list[Row] = []
    for team in draw.sample(_TEAMS, draw.randint(1, len(_TEAMS))):
        out = {item for item in items if draw.random() < 0.1}
        for _row in range(draw.choice((1, 2, 3, 4, 4, 5, 5, 6, most))):
            given = {one: None if one in out or draw.random() < blank else draw.choice(mood) for one in items}
            rows.append((team, given))
    draw.shuffle(rows)
    return rows


def month_of(rows: Sequence[Row], items: Sequence[str] = ITEMS, month: str = "2025-06") -> Any:
    """What the part needs of a month in which these answer sheets stand on a sheet with these items."""
    table = {"workbook": ["m.xlsx"] * len(rows), "month": 0, "table": 0, "row": range(2, len(rows) + 2)}
    columns = {item: Exact.from_fractions([_fraction(answers.get(item)) for _team, answers in rows]) for item in ITEMS}
    teams = {"team": np.array([team for team, _answers in rows], dtype=object)}
    sheet = SheetRows(pd.DataFrame(table), columns, teams, (("m.xlsx", 0),))
    letters = {name: chr(65 + at) for at, name in enumerate(("team", *items))}
    sheets = MonthSheets({"survey": sheet}, addresses={0: ("m.xlsx", "调查", letters)})
    return SimpleNamespace(
        month=Month(*map(int, month.split("-"))), sheets=sheets, earlier=(), given=(), rules=shipped_rules()
    )


def _fraction(answer: int | None) -> Fraction | None:
    return None if answer is None else Fraction(answer)
