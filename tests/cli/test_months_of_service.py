"""Awards by months of service: a published month keeps the days of hiring it was published with."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.ledger.codec import canonical
from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.ledger.forging import resealed
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


def names(found: list[dict[str, Any]]) -> list[str]:
    return [agent for one in found for agent in one["facts"]["agents"]]


def test_a_published_month_counts_as_it_was_published(office: Path) -> None:
    """Whichever files are given beside it, and whatever they say."""
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    assert len(wanted) == 1
    publish_months(office, *FIRST)
    for given in ([], files(3), files(*FIRST)):
        found = awards(office, *given)
        assert steady(found) == wanted
        assert not told(found, "hired-unknown")
        assert not told(found, "published-differs")
    for day in (None, dt.date(2025, 3, 3)):
        rehired(office, (3,), lambda who, was, day=day: day if who in wanted else was)  # type: ignore[misc]
        found = awards(office, *files(3))
        assert steady(found) == wanted
        (differs,) = told(found, "published-differs")
        (line,) = [one for one in differs["facts"]["changes"] if wanted[0] in one and "day of hiring" in one]
        assert line.endswith(f"→ {day or '–'}")
        assert [one["now"] for one in found["differs"] if one["field"] == "hired"] == [day and str(day)]
        for period, some in (("2025-03", files(3)), ("2025-Q1", files(*FIRST))):
            ran = ccmotivate("publish", period, *some, "--by", "Manager One", "--yes", "--lang", "en", folder=office)
            assert ran.code == 1
            assert "reopen" in ran.err
    publish(office, "2025-Q1")
    assert steady(awards(office)) == wanted
    publish_months(office, *SECOND)
    publish(office, "2025-H1")


def test_whom_it_does_not_know_is_named_whichever_files_are_given(office: Path) -> None:
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    days: dict[str, Day] = {}
    rehired(office, FIRST, lambda who, day: None if who in wanted else days.setdefault(who, day))
    publish_months(office, *FIRST)
    rehired(office, FIRST, lambda who, _day: days.get(who, dt.date(2020, 3, 3)))
    others = steady(awards(office))
    assert others != wanted
    for given in ([], files(1), files(*FIRST)):
        found = awards(office, *given)
        assert steady(found) == others
        assert names(told(found, "hired-unknown")) == wanted
        assert bool(told(found, "published-differs")) == bool(given)


def test_published_without_any_it_is_nobodys_until_the_months_are_reopened(office: Path) -> None:
    days: dict[str, Day] = {}
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    rehired(office, FIRST, lambda who, day: days.setdefault(who, day) and None)
    publish_months(office, *FIRST)
    rehired(office, FIRST, lambda who, _day: days[who])
    for given in ([], files(3), files(*FIRST)):
        found = awards(office, *given)
        assert steady(found) == []
        (note,) = told(found, "hired-unknown")
        assert wanted[0] in note["facts"]["agents"]
        assert note["message"].startswith(
            "the award Steady in 2025-Q1 asks for months of service, and no day of hiring"
        )
        words = ("--period", "2025-Q1", "--agent", wanted[0], "--award", "steady", "--json")
        story = ccmotivate("explain", *words, *(given or files(*FIRST)), folder=office)
        if len(given or FIRST) == len(FIRST):
            (one,) = [one for one in json.loads(story.out)["awards"] if one["award"] == "steady"]
            assert one["missed"]["why"] == "no_hired"
    publish(office, "2025-Q1", *files(*FIRST))
    for given in (files(1, 2), files(3), files(*FIRST), []):
        assert "nothing was written" in publish(office, "2025-Q1", *given).out
        assert not told(awards(office, *given), "published-differs")
    publish_months(office, *SECOND)
    publish(office, "2025-Q2")
    publish(office, "2025-H1", *files(*FIRST))
    for period in ("2025-H1", "2025-Q1", "2025-01", "2025-02", "2025-03"):
        again = ccmotivate("reopen", period, "--reason", "days of hiring", "--by", "Manager One", folder=office)
        assert again.code == 0, again.err
    publish_months(office, *FIRST)
    assert steady(awards(office)) == wanted
    publish(office, "2025-Q1")
    publish(office, "2025-H1")


def test_a_month_published_without_any_has_none_beside_others(office: Path) -> None:
    """A file of it cannot say another day than the ledger's other months."""
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    days: dict[str, Day] = {}
    rehired(office, (3,), lambda who, day: days.setdefault(who, day) and None)
    publish_months(office, *FIRST)
    rehired(office, (3,), lambda who, _day: dt.date(2025, 3, 3) if who in wanted else days[who])
    for given in ([], files(1, 2), files(3)):
        assert steady(awards(office, *given)) == wanted
    publish(office, "2025-Q1", *files(3))
    assert steady(awards(office)) == wanted
    assert "nothing was written" in publish(office, "2025-Q1").out
    publish_months(office, *SECOND)
    publish(office, "2025-H1")


def test_somebody_without_a_day_hides_no_difference(office: Path) -> None:
    wanted = steady(awards(office, *files(*FIRST), "--no-ledger"))
    rehired(office, FIRST, lambda who, day: None if who == "0048" else day)
    publish_months(office, *FIRST)
    publish(office, "2025-Q1", *files(*FIRST))
    rules = office / "rules/awards.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("{tenure: 2}", "{tenure: 66}"), encoding="utf-8")
    assert steady(awards(office, *files(*FIRST), "--no-ledger")) != wanted
    (differs,) = told(awards(office, *files(*FIRST)), "published-differs")
    assert any("Steady" in one and wanted[0] in one for one in differs["facts"]["changes"])
    ran = ccmotivate("publish", "2025-Q1", "--by", "Manager One", "--yes", folder=office)
    assert ran.code == 1


@pytest.mark.parametrize("condition", [
    "any: [{tenure: 2}, {rank: {by: score, best: high}}]",
    "any: [{all: [{tenure: 2}, {rank: {by: score, places: 2}}]}, {rank: {by: score}}]",
])  # fmt: skip
def test_whom_one_of_several_conditions_does_not_know_is_named(office: Path, condition: str) -> None:
    with (office / "rules/awards.yaml").open("a", encoding="utf-8") as file:
        file.write(f"several: {{name: Several, every: quarter, {condition}}}\n")

    def won() -> set[str]:
        found = awards(office, *files(*FIRST), "--no-ledger")
        notes = [one for one in told(found, "hired-unknown") if one["facts"]["award"] == "several"]
        assert set(names(notes)) == blank
        return {one["agent_id"] for one in found["awards"] if one["award"] == "several"}

    blank = set[str]()
    before = won()
    second = sorted(before)[-1]
    blank = {second}
    rehired(office, FIRST, lambda who, day: None if who == second else day)
    assert before - won() == blank


def test_days_are_kept_where_an_award_asks_for_them(office: Path) -> None:
    awards_file = office / "rules/awards.yaml"
    awards_file.write_text(awards_file.read_text(encoding="utf-8").replace(STEADY, ""), encoding="utf-8")
    publish_months(office, 1)
    with sqlite3.connect(office / "ccmotivate.db") as base:
        bodies = [body for (body,) in base.execute("select body from records where kind = 'result'")]
    base.close()
    assert bodies
    assert not any("hired" in body for body in bodies)


def test_a_month_says_whom_its_award_cannot_consider(office: Path) -> None:
    with (office / "rules/awards.yaml").open("a", encoding="utf-8") as file:
        file.write("there: {name: There, every: month, all: [{rank: {by: score}}, {tenure: 2}]}\n")
    given = ("--out", "o", "--json", "--lang", "en")

    def score() -> dict[str, Any]:
        return dict(json.loads(ccmotivate("score", *files(3), *given, folder=office).out))

    first = score()
    assert not told(first, "hired-unknown")
    (winner,) = [one["agent_id"] for one in first["months"][0]["awards"] if one["award"] == "there"]
    rehired(office, (3,), lambda who, day: None if who == winner else day)
    assert names(told(score(), "hired-unknown")) == [winner]


@pytest.mark.parametrize(("day", "code"), [("2025-01-31", 0), ("2025-02-01", 2), ("2025-02-30", 2), (20250101, 2)])
def test_a_forged_day_is_refused(office: Path, tmp_path: Path, day: object, code: int) -> None:
    publish_months(office, 1)
    assert ccmotivate("ledger", "export", "whole.jsonl", folder=office).code == 0
    records = [json.loads(line) for line in (office / "whole.jsonl").read_text(encoding="utf-8").splitlines()[1:-1]]
    one = next(record for record in records if record["kind"] == "result")
    body = json.loads(one["body"])
    body["facts"]["2025-01"]["hired"] = day
    one["body"] = canonical(body)
    (office / "forged.jsonl").write_text("\n".join([*resealed(records), ""]), encoding="utf-8")
    ran = ccmotivate("ledger", "import", "forged.jsonl", "--ledger", tmp_path / "other.db", folder=office)
    assert ran.code == code, ran.out + ran.err
