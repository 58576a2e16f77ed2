"""Small inputs that are read otherwise than specified, found by the properties or beside them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.formats.builders import Grid
from tests.properties.runs import Ran, column, run

_PEOPLE = (["A1", 100], ["A2", 90])


def table(*rows: list[Any], name: str = "2025-03.csv", reading: str = "", change: str = "", **layout: Any) -> Ran:
    return run({name: Grid([list(row) for row in rows], **layout)}, reading, change)


# Totals: a total word matches without regard to spaces and line breaks, as every word in a cell does.
@pytest.mark.parametrize("word", ["合　计", "小 计", "总  计", "To tal", "GRANDTOTAL", "合\n计", "本组 合 计"])
def test_a_spaced_total_word_is_no_agent(word: str) -> None:
    ran = table(["ID", "Calls"], *_PEOPLE, [word, 900])
    assert ran.picture == table(["ID", "Calls"], *_PEOPLE).picture


# Totals: a total word in the first column, the id blank, but a name: one that names a person is an error that asks.
@pytest.mark.parametrize("first", ["Month", "Team", "Site"])
def test_a_total_word_beside_a_name_without_an_id_is_asked(first: str) -> None:
    head = [first, "ID", "Name", "Role", "Project", "Calls"]
    cells = "2025-03" if first == "Month" else "North"
    good = [[cells, "A1", "Agent 1", "Agent", "Cards", 100], [cells, "A2", "Agent 2", "Agent", "Cards", 90]]
    ran = table(head, *good, ["合计", None, "Agent 9", None, None, 900])
    assert ran.outcome.exit_code == 1
    assert ran.names("4") or ran.names("A4")


# Header: merged down over two rows, with groups of one column each: the lower row joins. Slips is lost with a note.
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls", "xlsb"])
def test_a_header_merged_down_with_a_group_of_one_column(kind: str) -> None:
    rows = ["A1", 100, 2], ["A2", 90, 1]
    flat = table(["ID", "Calls", "Slips"], *rows, name=f"2025-03.{kind}")
    upper, lower = ["ID", "Calls", "Inbound"], [None, None, "Slips"]
    two = table(upper, lower, *rows, name=f"2025-03.{kind}", merged=((0, 0, 1, 0), (0, 1, 1, 1)))
    assert two.picture == flat.picture


# Header: the same where every figure has a group of its own, and only the ids are merged down: "this file is a roster".
def test_a_header_whose_ids_alone_are_merged_down() -> None:
    rows = ["A1", 100, 2], ["A2", 90, 1]
    flat = table(["ID", "Calls", "Slips"], *rows, name="2025-03.xlsx")
    upper, lower = ["ID", "Inbound", "Quality control"], [None, "Calls", "Slips"]
    two = table(upper, lower, *rows, name="2025-03.xlsx", merged=((0, 0, 1, 0),))
    assert two.picture == flat.picture


# Header: ids in the lower row only, a figure merged down over both rows: it is lost without any note.
def test_a_figure_merged_down_beside_ids_in_the_lower_row() -> None:
    rows = ["A1", 100, 5, 2], ["A2", 90, 6, 1]
    flat = table(["ID", "Calls", "Items", "Slips"], *rows, name="2025-03.xlsx")
    upper, lower = [None, "Inbound", None, "Slips"], ["ID", "Calls", "Items", None]
    two = table(upper, lower, *rows, name="2025-03.xlsx", merged=((0, 1, 0, 2), (0, 3, 1, 3)))
    assert two.picture == flat.picture


# Header: % and ‰ in brackets decide, whether or not the rules list them under units (durations' units need no list).
@pytest.mark.parametrize("header", ["Quality (%)", "Quality（%）", "Quality (‰)"])
def test_a_sign_in_the_header_needs_no_list_of_units(header: str) -> None:
    ran = column(["20", "80"], header, change='units: ["%", "‰"] => # no units')
    assert list(ran.of("quality").values()) == ([2, 8] if "‰" in header else [20, 80])


# Month: a full date in the file's name is the day of the export and no month, however it is written.
@pytest.mark.parametrize(
    "name", ["export 01-Apr-2025", "calls 1 April 2025", "calls April 1 2025", "calls April 1, 2025", "export 1Apr2025"]
)
def test_a_full_date_with_the_month_in_words_is_no_month(name: str) -> None:
    ran = table(["ID", "Calls"], *_PEOPLE, name=f"{name}.csv")
    assert ran.codes == {"no-month"}


# Dates: a day that does not exist is no date (31/04/2025 is refused, 2025-04-31 is not).
@pytest.mark.parametrize("cell", ["2025-02-30", "2025-04-31", "2025/2/30", "2025年2月30日", "2025-03-01 25:61"])
def test_a_day_that_does_not_exist_is_refused(cell: str) -> None:
    ran = table(["ID", "Calls", "Month"], ["A1", 100, cell], name="calls.csv")
    assert ran.names("C2")
    agents = Grid([["ID", "Calls", "Month"], *(["A1", 100, f"2025-0{month}"] for month in (2, 3, 4))])
    days = run({"agents.csv": agents, "visits.csv": Grid([["ID", "Day", "Seen"], ["A1", cell, 1]])})
    assert days.names("B2", "visits")


# Numbers: in a file whose numbers use decimal commas a point is an error, in a duration too; 1,5 min is 90 seconds.
def test_decimal_commas_in_durations() -> None:
    pointed = column(["1.5 min", "200"], "Talk", reading='{decimal: ","}')
    assert pointed.names("C2")
    comma = column(["1,5 min", "200"], "Talk", reading='{decimal: ","}')
    assert comma.of("talk") == {"A1": Fraction(90), "A2": Fraction(200)}


# Identity: an id in scientific notation in full width was damaged all the same.
def test_a_damaged_id_in_full_width() -> None:
    assert table(["ID", "Calls"], ["１．２３Ｅ＋１１", 100]).names("A2")


# Identity: a placeholder is a blank name, so ids that differ by leading zeros only have no names to tell them apart.
@pytest.mark.parametrize("names", [("-", "无"), ("-", "Agent 1"), ("N/A", "/")])
def test_a_placeholder_is_no_name(names: tuple[str, str]) -> None:
    ran = table(["ID", "Name", "Calls"], ["0012", names[0], 100], ["12", names[1], 90])
    assert ran.names("A2")
    assert ran.names("A3")


# Blank and absent: placeholders are no data, with a note; in a detail sheet and in site and name there is none.
def test_a_placeholder_in_a_detail_sheet_has_its_note() -> None:
    agents = Grid([["ID", "Calls", "Month"], ["A1", 100, "2025-03"]])
    visits = Grid([["ID", "Day", "Seen"], ["A1", "2025-03-07", "-"], ["A1", "2025-03-08", 4]])
    assert "C2" in run({"agents.csv": agents, "visits.csv": visits}).notes.get("placeholder", "")


def test_a_placeholder_for_a_site_has_its_note() -> None:
    ran = table(["ID", "Site", "Calls"], ["A1", "-", 100], ["A2", "Oslo", 90])
    assert "B2" in ran.notes.get("placeholder", "")
