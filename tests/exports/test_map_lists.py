"""Lists as SAP prints them, with ruled columns, and words of totals that stand beside another text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.formats.csv_text import separator_of
from ccmotivate.readers.mapping.evaluations import is_evaluation_id
from ccmotivate.readers.mapping.lexicon import field_of, tells_rows
from tests.exports.made import Map
from tests.exports.shapes import lines

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample", "Dan Probe")
RULE = "-" * 48
HEAD = [RULE, "|PersNr  |Name           |Anrufe|Umsatz EUR|", RULE]


def ruled(who: str, name: str, calls: str, sales: str) -> str:
    return f"|{who:<8}|{name:<15}|{calls:>6}|{sales:>10}|"


def page(number: int) -> list[str]:
    """What stands above the table of a page."""
    return [f"31.03.2025        Dynamische Listenausgabe        {number}", "", "Leistung 03.2025, Service", ""]


def test_a_printed_list_is_read_as_its_ruled_columns(tmp_path: Path, mapped: Map) -> None:
    rows = [ruled(f"{7001 + at:08}", who, f"1.{at}50", f"{at}.809,77") for at, who in enumerate(PEOPLE, start=1)]
    total = ruled("*", "Gesamt", "5.000", "13.239,08")
    made = mapped(
        lines(
            tmp_path / "LEISTUNG_202503.txt",
            *([one] for one in [*page(1), *HEAD, *rows[:2], RULE, "", *page(2), *HEAD, *rows[2:], RULE, total, RULE]),
            separator="\0",
        )
    )
    assert made.code == 0, made.said
    ids = [("2025-03", f"{7001 + at:08}") for at in range(1, 5)]
    assert made.values("anrufe") == {who: 1050 + 100 * at for at, who in enumerate(ids, start=1)}
    assert made.values("umsatz_eur") == {who: 1000 * at + Fraction("809.77") for at, who in enumerate(ids, start=1)}
    assert made.agents("name") == dict(zip(ids, PEOPLE, strict=True))


@pytest.mark.parametrize("word", ["Gesamt", "Summe", "Insgesamt", "Mittelwert", "Promedio", "Overall:"])
def test_a_total_in_place_of_an_agent_is_none(tmp_path: Path, mapped: Map, word: str) -> None:
    header = ("Standort", "Mitarbeiter", "Anrufe", "Note")
    rows = [("Nord", who, 100 + at, 3) for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "März 2025.csv", header, *rows, ("Nord", word, 101, 3), separator=";"))
    assert made.code == 0, made.said
    assert {who for _month, who in made.values("anrufe")} == {*PEOPLE}


@pytest.mark.parametrize("mark", ["*", "**", "Σ"])
def test_a_mark_of_sums_in_place_of_an_id_is_no_agent(tmp_path: Path, mapped: Map, mark: str) -> None:
    rows = [ruled(f"{7001 + at:08}", who, f"{at}50", f"{at}.809,77") for at, who in enumerate(PEOPLE, start=1)]
    sums = [RULE, ruled(mark, "", "1.500", "13.239,08"), RULE]
    made = mapped(
        lines(tmp_path / "LIST_202503.txt", *([one] for one in [*page(1), *HEAD, *rows, *sums]), separator="\0")
    )
    assert made.code == 0, made.said
    assert made.values("anrufe") == {("2025-03", f"{7001 + at:08}"): 50 + 100 * at for at in range(1, 5)}


def test_a_mark_of_sums_beside_a_name_is_asked_about(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"E{at}", who, 100 + at) for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Emp ID", "Name", "Calls handled"), *rows, ("*", "Nord", 406)))
    assert "* reads like a row of totals, but the row names a person" in made.said


def test_a_name_like_a_total_without_an_id_is_not_left_out(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"E{at}", who, "N", 100 + at) for at, who in enumerate(PEOPLE)]
    header = ("Emp ID", "Name", "Team", "Calls handled")
    made = mapped(lines(tmp_path / "2025-03.csv", header, *rows, ("-", "Sum Wing", "N", 120)))
    assert "2025-03.csv!csv!A6: the agent id is blank" in made.said


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (("Agent",), "Suma"),
        (("Emp ID", "Name"), "Suma"),
        (("Emp ID", "Name"), "Overall"),
        (("Emp ID", "Agent"), "Overall"),
    ],
)
def test_names_of_people_are_no_totals(tmp_path: Path, mapped: Map, header: tuple[str, ...], name: str) -> None:
    rows = [((f"E{at}", who)[-len(header) :], 100 + at) for at, who in enumerate(("Ravi", name, "Priya"))]
    table = [(*header, "Calls handled"), *((*who, calls) for who, calls in rows)]
    made = mapped(lines(tmp_path / "2025-03.csv", *table))
    assert made.code == 0, made.said
    assert sorted(made.values("calls_handled").values()) == [100, 101, 102]


@pytest.mark.parametrize("rule", ["|:---|---:|", "|------|---|", "| ----- | -- |", "+------+---+"])
def test_a_rule_below_the_header_is_no_row(tmp_path: Path, mapped: Map, rule: str) -> None:
    rows = [rule, "|Agent|Calls handled|", rule, *(f"|A{at}|1,{at}50|" for at in range(4)), rule]
    made = mapped(lines(tmp_path / "Leistung 2025-03.txt", *([row] for row in rows), separator="\0"))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {("2025-03", f"A{at}"): 1050 + 100 * at for at in range(4)}


def test_the_separator_of_a_text_with_pipes_in_it_is_what_it_was() -> None:
    assert separator_of("|Tags|,Agent,Calls,|Skills|\n|vip|b2b|,A0,100,|de|en|\n|vip|,A1,101,|de|\n") == ","
    assert separator_of("Agent,Note\nA1,a|b\nA2,|c|\n") == ","
    assert separator_of("List, of calls\n\n|Agent|Calls|\n|A1|1,5|\n|A2|2,5|\n") == "|"


@pytest.mark.parametrize("header", ["PersNr", "Pers.-Nr.", "MA-Nr.", "Payroll No", "Emp ID", "Personalnr."])
def test_numbers_of_staff_are_ids(header: str) -> None:
    assert field_of(header) == "agent_id"


@pytest.mark.parametrize("header", ["Grading ID", "Evaluation ID", "Scorecard No."])
def test_ids_of_evaluations(header: str) -> None:
    assert is_evaluation_id(header)


@pytest.mark.parametrize(("header", "is_id"), [("Engagement ID", True), ("Call ID", True), ("Engagement", False)])
def test_ids_of_contacts(header: str, is_id: bool) -> None:
    assert tells_rows(header) == is_id


def test_a_count_of_engagements_is_a_figure(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"A{at}", 50 + 2 * at, 100 + at) for at in range(4)]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Engagement", "Calls handled"), *rows))
    assert made.code == 0, made.said
    assert made.values("engagement") == {("2025-03", f"A{at}"): 50 + 2 * at for at in range(4)}


def test_the_number_of_the_payroll_is_no_id_beside_another(tmp_path: Path, mapped: Map) -> None:
    people = [(9000 + at, f"A{at}") for at in range(4)]
    calls = lines(
        tmp_path / "calls.csv",
        ("Payroll No", "Agent ID", "Month", "Calls handled"),
        *((*who, "2025-03", 100 + at) for at, who in enumerate(people)),
    )
    quality = [(who, "2025-03", 80 + at) for at, (_number, who) in enumerate(people)]
    made = mapped(calls, lines(tmp_path / "qa.csv", ("Agent ID", "Month", "QA score"), *quality))
    assert made.code == 0, made.said
    assert (
        made.values("calls_handled").keys()
        == made.values("qa_score").keys()
        == {("2025-03", f"A{at}") for at in range(4)}
    )


def test_a_name_that_other_files_have_goes_before_the_number_of_the_payroll(tmp_path: Path, mapped: Map) -> None:
    calls = [(9000 + at, who, "2025-03", 100 + at) for at, who in enumerate(PEOPLE)]
    quality = [(who, "2025-03", 80 + at) for at, who in enumerate(PEOPLE)]
    made = mapped(
        lines(tmp_path / "calls.csv", ("Payroll No", "Agent name", "Month", "Calls handled"), *calls),
        lines(tmp_path / "qa.csv", ("Agent name", "Month", "QA score"), *quality),
    )
    assert made.code == 0, made.said
    assert {who for _month, who in made.values("calls_handled")} == {who for _month, who in made.values("qa_score")}
