"""Rosters with days of service, at random: a month has the same agents with all files, by ``--only`` and by itself.

Who they are is recomputed here from the days as they were drawn.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.exports.shapes import lines, scheme, scored
from tests.exports.test_office_rosters import HR, SOURCES, STAFF
from tests.exports.test_roster_days import DAYS

MONTHS = ("2024-12", "2025-01", "2025-02")
FIRST, LAST = dt.date(2024, 11, 1), dt.date(2025, 3, 31)
Days = tuple[dt.date | None, dt.date | None]
WRITTEN: Sequence[Callable[[dt.date], str]] = (
    str,
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%d %b %Y}",
    lambda day: f"{day:%Y%m%d}",
)
HERE = ("", "-", "在职", "至今", "Active", "present", "–")


@dataclass(frozen=True)
class Office:
    """Services by id; the staff list has the days, or that of HR; ``named`` is the month that its name tells."""

    people: Mapping[str, Sequence[Days]]
    by_hr: bool
    named: str

    def is_there(self, who: str, month: str) -> bool:
        """By the days alone."""
        return any(
            (hired is None or f"{hired:%Y-%m}" <= month) and (left is None or month <= f"{left:%Y-%m}")
            for hired, left in self.people[who]
        )

    def agents(self, month: str) -> set[str]:
        if month == self.named:
            return set(self.people)
        return {who for who in self.people if self.is_there(who, month)}


def drawn(chance: random.Random) -> Office:
    people: dict[str, Sequence[Days]] = {"A0": [(None, None)]}
    edges = [dt.date(2024, 12, 1), dt.date(2024, 11, 30), dt.date(2025, 1, 1), dt.date(2025, 1, 31), LAST]
    for at in range(1, 9):
        days = sorted(chance.choice([*edges, FIRST + dt.timedelta(chance.randrange(150))]) for _ in range(2))
        kind = chance.choice(["hired", "left", "both", "always"])
        people[f"A{at}"] = [
            (days[0] if kind in ("hired", "both") else None, days[1] if kind in ("left", "both") else None)
        ]
    again = chance.choice([False, True])
    if again:  # somebody who left in December is back in February
        since = chance.choice([None, dt.date(2020, 1, 2)])
        people["A9"] = [(since, dt.date(2024, 12, 5)), (dt.date(2025, 2, 3), None)]
    named = "" if again else chance.choice(["", "", *MONTHS])
    if named:  # its list knows nobody of later months
        known = {who for who, ((hired, _left),) in people.items() if hired is None or f"{hired:%Y-%m}" <= named}
        people = {who: days for who, days in people.items() if who in known}
    return Office(people, by_hr=chance.random() < 0.3 and not named, named=named)


def written(office: Office, folder: Path, chance: random.Random) -> Path:
    """The files: one list or two of the same people, in any order, with whatever names."""
    how = chance.choice(WRITTEN)
    rows: list[tuple[str, ...]] = []
    for who, services in office.people.items():
        for at, (hired, left) in enumerate(services):
            told = how(hired) if hired else "", how(left) if left else chance.choice(HERE)
            rows.append((who, f"Agent {who}", f"T{at}", *told))
    chance.shuffle(rows)
    header = (*STAFF, "入职日期", "离职日期")
    if office.by_hr:
        lines(folder / "staff.csv", STAFF, *{row[0]: (*row[:2], "T") for row in rows}.values())
        lines(folder / "hr.csv", ("Number", "Line", *header[3:]), *((row[0], "Main", *row[3:]) for row in rows))
    elif office.named:
        lines(folder / f"staff_{office.named}.csv", header, *rows)
    else:
        half, both = chance.randrange(1, len(rows)), next(row for row in rows if row[0] == "A0")
        names = chance.sample(["staff_a.csv", "staff_b.csv", "staff_zz.csv", "staff0.csv"], 2)
        for name, some in zip(names, (rows[:half], rows[half:]), strict=True):
            lines(folder / name, header, *dict.fromkeys((*some, both)))
    for month in MONTHS:
        told = [who for who in office.people if office.is_there(who, month) and chance.random() < 0.9] or ["A0"]
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *((who, f"{month}-09", 60) for who in told))
    return folder


@pytest.mark.parametrize("seed", range(12))
def test_each_month_has_the_agents_that_it_has_by_itself(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rules = scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS)
    office = drawn(chance)
    folder = written(office, tmp_path / "in", chance)
    files = sorted(folder.iterdir())
    whole = scored(rules, *chance.sample(files, len(files)))
    assert whole.code == 0, whole.said
    expected = {(month, who) for month in MONTHS for who in office.agents(month)}
    assert set(whole.agents()) == expected
    for month in MONTHS:
        here = {one for one in expected if one[0] == month}
        only = scored(rules, folder, "--only", month)
        assert (only.code, set(only.agents())) == (0, here), only.said
        alone = tmp_path / month
        alone.mkdir()
        for file in files:
            if not file.name.startswith("calls") or month in file.name:
                shutil.copy(file, alone)
        by_itself = scored(rules, alone)
        assert (by_itself.code, set(by_itself.agents())) == (0, here), by_itself.said
        teams = {who: one["team"] for who, one in whole.agents().items() if who[0] == month}
        assert {who: one["team"] for who, one in by_itself.agents().items()} == teams
