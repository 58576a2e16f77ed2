"""A roster of no month with days of hiring and leaving: nobody is an agent of months in which she was not there."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from ccmotivate.model.words import normal
from tests.cli.commands import ccmotivate
from tests.exports.shapes import COLUMNS, lines, scheme, scored
from tests.exports.test_logs_beside import streamed
from tests.exports.test_office_rosters import HR, SOURCES, STAFF
from tests.support import shipped_rules

ROSTER = """
roster:
  hired: {name: {zh: 入职日期, en: Hired}}
  left: {name: {zh: 离职日期, en: Left}, aliases: [离职时间, Leaving date], no_data: [在职, 至今, Active, Present, "–"]}
words:"""
DAYS = COLUMNS.replace("\nwords:", ROSTER)
MONTHS = ("2025-01", "2025-02", "2025-03")
PEOPLE = {
    "A1": ("Ada Example", "North", "2024-01-08", ""),
    "A2": ("Ben Muster", "North", "2024-01-08", "2025-02-20"),
    "A3": ("Cleo Sample", "South", "2025-02-10", "2025-12-31"),
    "A4": ("Dora Prov", "South", "2025-03-31", ""),
    "A5": ("Egon Test", "South", "2019-05-02", "2023-06-30"),
}
"""Ben leaves in February, Cleo comes in that month, Dora on the last day of March; Egon left long before."""


def there(month: str) -> list[str]:
    """Whose days are not against the month, recomputed from the texts."""
    return [who for who, (*_, hired, left) in PEOPLE.items() if hired[:7] <= month <= (left[:7] or month)]


EXPECTED = {(month, who) for month in MONTHS for who in there(month)}


def with_logs(folder: Path, *more: tuple[str, str]) -> Path:
    """A log of each month with rows of everybody there, and ``more`` of months and ids."""
    for month in MONTHS:
        ids = there(month) + [who for when, who in more if when == month]
        rows = [(who, f"{month}-{day:02}", 60 * day) for who in ids for day in (3, 4)]
        lines(folder / f"calls_{month}.csv", ("Agent", "Day", "Talk"), *rows)
    return folder


def office(folder: Path, *more: tuple[str, str], header: tuple[str, str] = ("Hired", "Left")) -> Path:
    lines(folder / "staff.csv", (*STAFF, *header), *((who, *told) for who, told in PEOPLE.items()))
    return with_logs(folder, *more)


@pytest.mark.parametrize(
    "header", [("Hired", "Left"), ("入职日期", "离职日期"), ("Hired", "Leaving date"), ("入职日期", "离职时间")]
)
def test_everybody_counts_in_the_months_of_service(tmp_path: Path, header: tuple[str, str]) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), office(tmp_path / "in", header=header))
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    (note,) = found.problems("roster-days")
    assert (note["file"], note["cell"], note["severity"]) == ("staff.csv", "E3", "note")
    assert note["facts"]["agents"] == [
        "Ben Muster A2: 2025-02-20 (staff.csv!csv!E3)",
        "Cleo Sample A3: 2025-02-10 (staff.csv!csv!D4)",
        "Dora Prov A4: 2025-03-31 (staff.csv!csv!D5)",
        "Egon Test A5: 2023-06-30 (staff.csv!csv!E6)",
    ]
    assert found.codes.isdisjoint({"hired-later", "source-strangers", "agents-left"})


@pytest.mark.parametrize("words", [("--only", "2025-03"), ("--jobs", "2"), ("--only", "2025-01")])
def test_the_days_count_however_the_files_are_read(tmp_path: Path, words: tuple[str, str]) -> None:
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), office(tmp_path / "in"), *words)
    assert found.code == 0, found.said
    assert set(found.agents()) == {who for who in EXPECTED if words[1] in (who[0], "2")}


def test_the_days_count_beside_a_large_log(tmp_path: Path) -> None:
    folder, rules = office(tmp_path / "in", ("2025-03", "A2")), scheme(tmp_path / "rules", SOURCES, columns=DAYS)
    with streamed("calls_2025-02.csv", "calls_2025-03.csv") as told:
        found = scored(rules, folder)
    assert any(one.is_done for one in told)
    assert set(found.agents()) == EXPECTED
    assert [one["file"] for one in found.problems("rows-after-leaving")] == ["calls_2025-03.csv"]


def test_rows_after_the_leaving_are_named(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", ("2025-03", "A2"))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    (note,) = found.problems("rows-after-leaving")
    row = next(at for at, text in enumerate((folder / "calls_2025-03.csv").read_text().split(), 1) if "A2," in text)
    assert (note["file"], note["cell"], note["value"]) == ("calls_2025-03.csv", f"A{row}", "2")
    assert note["facts"]["agents"] == [f"Ben Muster A2: 2025-03 (calls_2025-03.csv!csv!A{row}), 2025-02-20"]
    assert found.problems("source-strangers") == []


def test_rows_before_the_hiring_are_an_error(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", ("2025-01", "A3"))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 1
    assert [(one["code"], one["cell"]) for one in found.document["problems"] if one["severity"] == "error"] == [
        ("hired-later", "D4")
    ]


def test_a_leaving_before_the_hiring_is_of_an_earlier_service(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    people = (("A1", *PEOPLE["A1"]), ("A3", *PEOPLE["A3"][:3], "2023-01-08"))
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), *people)
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == {*((month, "A1") for month in MONTHS), ("2025-02", "A3"), ("2025-03", "A3")}
    (one,) = found.problems("left-before-hired")
    assert (one["cell"], one["value"], one["severity"]) == ("E3", "2023-01-08", "note")
    assert one["facts"]["other"] == "staff.csv!csv!D3"


def test_without_days_everybody_counts_in_every_month(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", STAFF, *((who, *told[:2]) for who, told in PEOPLE.items()))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == set(itertools.product(MONTHS, PEOPLE))
    assert "roster-days" not in found.codes


def test_who_left_and_is_back_may_stand_twice_where_one_row_is_of_none_of_the_months(tmp_path: Path) -> None:
    folder = office(tmp_path / "in")
    with (folder / "staff.csv").open("a", encoding="utf-8") as file:
        file.write("A5,Egon Test,North,2025-02-03,\n")
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED | {("2025-02", "A5"), ("2025-03", "A5")}


def test_days_of_another_list_count_for_a_roster_without_any(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", STAFF, *((who, *told[:2]) for who, told in PEOPLE.items()))
    lines(folder / "hr.csv", ("Number", "Line", "Hired", "Left"), *((w, "Main", *t[2:]) for w, t in PEOPLE.items()))
    found = scored(scheme(tmp_path / "rules", SOURCES + HR, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED
    assert found.problems("roster-days")[0]["file"] == "hr.csv"


def test_a_roster_of_the_month_itself_lists_whoever_is_its_agent(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in", ("2025-03", "A2"))
    for month in ("2025-01", "2025-03"):
        ids = [*there(month), *(["A2"] if month == "2025-03" else [])]
        lines(folder / f"staff_{month}.csv", (*STAFF, "Hired", "Left"), *((who, *PEOPLE[who]) for who in ids))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert ("2025-03", "A2") in found.agents()
    (note,) = found.problems("agents-left")
    assert note["facts"]["agents"] == ["Ben Muster A2: 2025-03, 2025-02-20 (staff_2025-03.csv!csv!E5)"]


def test_a_roster_is_carried_into_no_month_after_the_leaving(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    for month in ("2025-01", "2025-02"):
        lines(folder / f"staff_{month}.csv", (*STAFF, "Hired", "Left"), *((w, *PEOPLE[w]) for w in there(month)))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == EXPECTED - {("2025-03", "A4")}
    assert [text[:13] for text in found.problems("roster-days")[0]["facts"]["agents"]] == ["Ben Muster A2"]


def test_that_nobody_is_there_is_an_error(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff.csv", (*STAFF, "Hired", "Left"), ("A5", *PEOPLE["A5"]))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 1
    assert [one["cell"] for one in found.problems("roster-days-nobody")] == ["E2"]


QUARTER = """
by_score: {name: By score, every: quarter, rank: {by: score, places: 3}, prize: [50, 40, 30]}
by_calls: {name: By calls, every: quarter, rank: {by: {sum: calls}, best: high, places: 3}, prize: [50, 40, 30]}
leader: {name: Leader, every: quarter, lead_every: month, prize: 20}
monthly: {name: Monthly, every: month, rank: {by: score}, prize: 10}
twice: {name: Twice, every: quarter, consecutive: {award: monthly, times: 2}, prize: 20}
"""


def test_who_lacks_a_month_wins_no_rank_of_the_quarter(tmp_path: Path) -> None:
    folder, rules = office(tmp_path / "in"), scheme(tmp_path / "rules", SOURCES, columns=DAYS, awards=QUARTER)
    ran = ccmotivate("awards", "2025-Q1", folder, "--json", "--rules", rules, "--lang", "en")
    assert ran.code == 0, ran.out + ran.err
    won = {(one["award"], one["agent_id"]) for one in json.loads(ran.out)["awards"]}
    whole = set.intersection(*(set(there(month)) for month in MONTHS))
    ranked = {(award, who) for award in ("by_score", "by_calls") for who in whole}
    assert {one for one in won if one[0] in ("by_score", "by_calls", "leader")} == {*ranked, ("leader", "A1")}


def test_a_sheet_of_agents_lists_whoever_is_its_agent(tmp_path: Path) -> None:
    metrics = "calls: {name: Calls handled, kind: count}\n"
    folder, who = tmp_path / "in", itertools.product(MONTHS, ("A1", "A2"))
    lines(folder / "agents.csv", ("Month", "Agent ID", "Calls handled"), *((month, one, 5) for month, one in who))
    lines(
        folder / "staff.csv", ("Agent ID", "Name", "Left"), *((one, PEOPLE[one][0], PEOPLE[one][3]) for one in PEOPLE)
    )
    found = scored(scheme(tmp_path / "rules", "", metrics, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == set(itertools.product(MONTHS, ("A1", "A2")))
    (note,) = found.problems("agents-left")
    assert note["facts"]["agents"] == ["Ben Muster A2: 2025-03, 2025-02-20 (staff.csv!csv!C3)"]
    assert "roster-days" not in found.codes


@pytest.mark.parametrize("header", ["离职日期", "离职时间", "Left", "Leaving date", "Termination date", "Last day"])
def test_the_shipped_rules_know_the_usual_headers_of_the_leaving(header: str) -> None:
    assert normal(header) in {normal(word) for word in shipped_rules().roster["left"].label.words}


def test_a_site_that_everybody_has_left_does_not_hold_up_the_others(tmp_path: Path) -> None:
    folder = with_logs(tmp_path / "in")
    lines(folder / "staff_a.csv", (*STAFF, "Hired", "Left"), ("A5", *PEOPLE["A5"]))
    lines(folder / "staff_b.csv", (*STAFF, "Hired", "Left"), *((who, *PEOPLE[who]) for who in ("A1", "A2")))
    found = scored(scheme(tmp_path / "rules", SOURCES, columns=DAYS), folder)
    assert found.code == 0, found.said
    assert set(found.agents()) == {one for one in EXPECTED if one[1] in ("A1", "A2")}
    (note,) = found.problems("roster-days")
    assert [text.partition(" (")[2] for text in note["facts"]["agents"]] == [
        "staff_b.csv!csv!E3)",
        "staff_a.csv!csv!E2)",
    ]
