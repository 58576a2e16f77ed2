"""Problems as values: many cells with one mistake are one problem, lists are whole, what concerns most comes first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ccmotivate.problems import Problem, SourceRef, gathered, in_order, parted, problem


def bad(cell: str | None, value: str | None = "abc", sheet: str = "坐席", **facts: object) -> Problem:
    """An error in a cell of March."""
    return problem("not-a-number", SourceRef("march.xlsx", sheet, cell), value, **facts)


def test_one_mistake_in_many_cells_is_one_problem_at_its_first_place() -> None:
    other = problem("blank-id", SourceRef("march.xlsx", "坐席", "B4"))
    found = gathered([bad("E5"), other, bad("F5"), bad("E7", "def"), bad("E9"), bad("E5", sheet="二组")])
    assert [(one.code, str(one.source), one.value) for one in found] == [
        ("not-a-number", "march.xlsx!坐席!E5", "abc"),
        ("blank-id", "march.xlsx!坐席!B4", None),
        ("not-a-number", "march.xlsx!坐席!F5", "abc"),
        ("not-a-number", "march.xlsx!二组!E5", "abc"),
    ]
    assert (found[0].cells, found[0].values) == (("E5", "E7", "E9"), ("abc", "def", "abc"))
    assert [one.count for one in found] == [3, 1, 1, 1]
    assert found[1] is other


def test_values_that_are_all_alike_are_not_repeated() -> None:
    (found,) = gathered([bad("E5"), bad("E6")])
    assert (found.cells, found.values, found.value) == (("E5", "E6"), (), "abc")


def test_other_facts_and_problems_without_a_cell_stay_apart() -> None:
    apart = [bad("E5", nearest="x"), bad("E6", nearest="y"), bad(None), bad(None)]
    assert gathered(apart) == tuple(apart)


def test_cells_that_one_value_is_made_of_go_by_their_columns() -> None:
    (found,) = gathered([bad("C2,D2"), bad("C3,D3")])
    assert found.cells == ("C2,D2", "C3,D3")


def test_gathering_twice_changes_nothing_and_parts_are_what_they_were() -> None:
    single = [bad("E5"), bad("E6", "def"), bad("E7")]
    once = gathered(single)
    assert gathered(once) == once
    assert gathered([*once, bad("E8")])[0].cells == ("E5", "E6", "E7", "E8")
    assert [part for one in once for part in parted(one)] == single


def test_thirty_thousand_cells_are_one_problem_and_none_is_left_out() -> None:
    (found,) = gathered(bad(f"E{row}", str(row)) for row in reversed(range(2, 30_002)))
    assert found.cells == tuple(f"E{row}" for row in range(2, 30_002))
    assert found.values == tuple(map(str, range(2, 30_002)))


def test_a_cell_is_looked_at_once_to_be_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Problem] = []

    def counting(found: Problem) -> Iterator[Problem]:
        looked.append(found)
        return parted(found)

    monkeypatch.setattr("ccmotivate.problems.parted", counting)
    many = [bad(f"E{row}", str(row)) for row in range(2, 302)]
    gathered(many)
    assert looked == many


def test_lists_stay_lists_and_read_as_text() -> None:
    found = problem("dropped-total", SourceRef(), rows=[2, 5])
    assert dict(found.facts)["rows"] == ("2", "5")
    assert found.fields["rows"] == "2, 5"


def test_what_concerns_most_comes_first_and_the_rest_stays_in_order() -> None:
    cell, file = bad("E5"), problem("no-such-file", SourceRef("april.xlsx"))
    row = problem("blank-id", SourceRef("march.xlsx", "坐席", "A3"))
    column = problem("column-twice", SourceRef("march.xlsx", "坐席", "F1"), "x", first="E1")
    sheet = problem("no-month", SourceRef("march.xlsx", "坐席"))
    note = problem("sheet-hidden", SourceRef("march.xlsx", "旧"))
    later = bad("A1")
    assert in_order([note, cell, later, row, column, sheet, file]) == [file, sheet, column, row, cell, later, note]
