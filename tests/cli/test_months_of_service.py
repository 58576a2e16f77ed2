"""Awards by months of service: the days of hiring of published months are those they were published with."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.parts.books import with_sheets

FIRST, SECOND = (1, 2, 3), (4, 5, 6)
STEADY = "\nsteady: {name: Steady, every: quarter, all: [{rank: {by: score, best: high}}, {tenure: 2}]}\n"
Day = dt.date | None


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A working folder with an award for who has been there for two months, and exports of some agents.

    No part of its scheme goes by days of hiring.
    """
    left_out = shutil.ignore_patterns("cases", "careers.yaml", "talent.yaml")
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=left_out)
    with (tmp_path / "rules/awards.yaml").open("a", encoding="utf-8") as file:
        file.write(STEADY)
    for number in (*FIRST, *SECOND):
        with_sheets(tmp_path, {}, ROOT / f"examples/2025/2025-0{number}.xlsx", few=True)
    return tmp_path


def files(*months: int) -> list[str]:
    return [f"2025-0{number}.xlsx" for number in months]


def rehired(folder: Path, months: tuple[int, ...], day_of: Callable[[str, Day], Day]) -> None:
    """The days of hiring in the files of these months become what ``day_of`` makes of id and day."""
    for name in files(*months):
        book = openpyxl.load_workbook(folder / name)
        ids, _names, days, *_rest = book["人员"].iter_cols(min_row=2)
        for agent, cell in zip(ids, days, strict=True):
            day = cell.value.date() if isinstance(cell.value, dt.datetime) else None
            cell.value = day_of(str(agent.value), day)
        book.save(folder / name)


def publish(folder: Path, period: str, *given: str) -> Ran:
    ran = ccmotivate("publish", period, *given, "--by", "Manager One", "--yes", "--lang", "en", folder=folder)
    assert ran.code == 0, ran.out + ran.err
    return ran


def publish_months(folder: Path, *months: int) -> None:
    for name in files(*months):
        publish(folder, name[:7], name)


def awards(folder: Path, *given: str) -> dict[str, Any]:
    ran = ccmotivate("awards", "2025-Q1", *given, "--out", "o", "--json", "--lang", "en", folder=folder)
    return dict(json.loads(ran.out))


def steady(found: dict[str, Any]) -> list[str]:
    return [one["agent_id"] for one in found["awards"] if one["award"] == "steady"]


def told(found: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [one for one in found["problems"] if one["code"] == code]


def test_a_published_month_keeps_them(office: Path) -> None:
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    assert len(wanted) == 1
    publish_months(office, *FIRST)
    for given in ([], files(3), files(*FIRST)):
        found = awards(office, *given)
        assert steady(found) == wanted
        assert not told(found, "hired-not-kept")
    rehired(office, FIRST, lambda who, day: None if who in wanted else day)
    found = awards(office, *files(*FIRST))
    assert steady(found) == wanted
    assert not told(found, "published-differs")
    publish(office, "2025-Q1", *files(*FIRST))
    for given in ([], files(2), files(*FIRST)):
        assert "nothing was written" in publish(office, "2025-Q1", *given).out
        assert not told(awards(office, *given), "published-differs")
    publish_months(office, *SECOND)
    publish(office, "2025-H1")


def test_another_day_in_a_file_is_told_and_does_not_count(office: Path) -> None:
    publish_months(office, *FIRST)
    wanted = steady(awards(office))
    rehired(office, (3,), lambda who, day: dt.date(2025, 3, 3) if who in wanted else day)
    found = awards(office, *files(3))
    assert steady(found) == wanted
    (differs,) = told(found, "published-differs")
    (line,) = [one for one in differs["facts"]["changes"] if wanted[0] in one]
    assert "day of hiring" in line
    assert line.endswith("→ 2025-03-03")
    assert [one["now"] for one in found["differs"] if one["field"] == "hired"] == ["2025-03-03"]
    again = ccmotivate("publish", "2025-03", *files(3), "--by", "Manager One", "--yes", "--lang", "en", folder=office)
    assert again.code == 1
    assert "reopen" in again.err


def test_published_without_them_it_goes_by_the_files_given(office: Path) -> None:
    days: dict[str, Day] = {}
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    rehired(office, FIRST, lambda who, day: days.setdefault(who, day) and None)
    publish_months(office, *FIRST)
    alone = awards(office)
    assert steady(alone) == []
    (note,) = told(alone, "hired-not-kept")
    assert note["message"] == "the award Steady asks for months of service, and no day of hiring is known in 2025-Q1"
    rehired(office, FIRST, lambda who, _day: days[who])
    assert steady(awards(office, *files(*FIRST))) == wanted
    assert steady(awards(office, *files(3))) == wanted
    publish(office, "2025-Q1", *files(*FIRST))
    for given in (files(*FIRST), files(1), []):
        again = publish(office, "2025-Q1", *given)
        assert "nothing was written" in again.out
        assert "Steady" not in again.err
