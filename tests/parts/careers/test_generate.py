"""The generator of companies for promotion: repeatable, true to its cells, on both sides of every boundary."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from tests.parts.careers.generate import HEADS, POSITIONS, VACANCIES, Company, company
from tests.parts.careers.oracle import FIGURES, Run, competitions, mean_score, own_months, promote, target, window
from tests.parts.english import in_english
from tests.parts.pay.generate import AGENTS, MENTORING, ROSTER
from tests.parts.pay.oracle import half_up
from tests.samples import sample, sampled

SEEDS = range(60)
FIGURES_OF = {"tenure", "mean_score", "qualified_months", "rotation", "vacancy"}
WORDS = {word: position for position, word in POSITIONS.items()}


@cache
def made(seed: int) -> Company:
    """The company of a seed, made once."""
    return company(seed)


@cache
def told(seed: int) -> dict[str, list[dict[str, Any]]] | None:
    """What the oracle says of a company."""
    return promote(made(seed).truth)


def runs() -> list[Run]:
    """The runs of all seeds that are no errors."""
    return [made(seed).truth for seed in SEEDS if told(seed) is not None]


def people() -> list[dict[str, Any]]:
    """Everybody as the oracle tells them."""
    return [person for seed in SEEDS for person in (told(seed) or {"people": []})["people"]]


def of_month(row: dict[str, str], month: str) -> bool:
    """Whether a row counts for a month."""
    return row.get("月份", month) == month


@sampled
def test_repeatable() -> None:
    for seed in sample(SEEDS[::6], SEEDS):
        assert company(seed) == made(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_true_to_its_cells(seed: int) -> None:
    one = made(seed)
    assert set(one.books) in ({"all"}, set(one.truth.months))
    for month, facts in one.truth.months.items():
        book = one.books.get(month) or one.books["all"]
        assert {row["工号"] for row in book[AGENTS] if row["月份"] == month} == set(facts.people)
        rows = {row["工号"]: row for row in book.get(ROSTER, []) if of_month(row, month) and row["工号"] != "X900"}
        assert set(rows) == set(facts.roster or {})
        for who, row in (facts.roster or {}).items():
            assert WORDS.get(rows[who][HEADS["grade"]]) == row.grade
            assert WORDS.get(rows[who][HEADS["wanted"]]) == row.wanted
            assert rows[who][HEADS["rotations"]] == ("" if row.rotations is None else str(row.rotations))
            assert (rows[who][HEADS["wish"]] == "") == (row.wish is None)
        posts = {row["职位"]: row["名额"] for row in book.get(VACANCIES, []) if of_month(row, month)}
        assert posts == {POSITIONS[name]: str(number) for name, number in (facts.vacancies or {}).items()}


def test_every_header_is_there_in_english() -> None:
    for seed in SEEDS:
        for book in made(seed).books.values():
            other = in_english(book, WORDS)
            assert [len(rows) for rows in other.values()] == [len(rows) for rows in book.values()]
            assert all(cell.isascii() for row in other.get("Roster", [])
                       for head, cell in row.items() if head != "Hired")  # fmt: skip


def test_every_status_and_step_occurs() -> None:
    assert {person["status"] for person in people()} == {
        "no_grade", "top", "unreachable", "no_wish", "not_ready", "ready", "proposed", "tied", "outranked",
    }  # fmt: skip
    steps = {(person["grade"], person["target"]) for person in people() if person["conditions"]}
    assert steps == {(grade, wanted) for wanted, grades in FIGURES["reached_from"].items() for grade in grades}
    assert {None, 1, 2, 3} <= {person["rank"] for person in people()}


def test_every_condition_is_met_failed_and_without_data_and_tips_the_balance_alone() -> None:
    found = {(each["condition"], each["status"]) for person in people() for each in person["conditions"]}
    always_there = {"vacancy", "qualified_months"}
    names = {name for name, _status in found}
    assert len(names) == 10
    assert found == {(name, status) for name in names for status in ("pass", "fail", "no_data")
                     if status != "no_data" or name not in always_there}  # fmt: skip
    alone = [
        missed
        for person in people()
        if len(missed := [each["condition"] for each in person["conditions"] if each["status"] != "pass"]) == 1
    ]
    assert {one for (one,) in alone} == names


def test_figures_on_and_beside_what_is_needed_occur() -> None:
    gaps: dict[tuple[str, str], set[Fraction]] = {}
    for person in people():
        for each in person["conditions"]:
            if (
                each["condition"] in {"tenure", "mean_score", "qualified_months", "rotation", "vacancy"}
                and each["value"]
            ):
                key = each["condition"], each["needed"]
                gaps.setdefault(key, set()).add(Fraction(each["value"]) - Fraction(each["needed"]))
    for (name, needed), found in gaps.items():
        step = Fraction(1, 100) if name == "mean_score" else Fraction(1)
        assert {-step, Fraction(0), step} <= found, (name, needed)
    assert {("mean_score", text) for text in ("100", "102", "104")} <= set(gaps)
    assert {("tenure", text) for text in ("6", "12", "24")} <= set(gaps)


def test_means_that_rounding_lifts_to_what_is_needed_occur() -> None:
    lifted = set()
    for run in runs():
        for who in run.months[run.month].people:
            shown, wanted = mean_score(run, who), target(run, who)
            least = FIGURES["least"][wanted][2] if wanted else None
            exact = [month.score for month in own_months(run, who)]
            lifted |= {len(exact)} if shown == least and shown and sum(exact) < shown * len(exact) else set()
            assert shown is None or shown == half_up(sum(exact, Fraction(0)) / len(exact))
    assert lifted == {5, 6}


def test_every_tie_breaker_decides_and_ties_reach_the_cut_and_not() -> None:
    decided_by, ties = set(), set()
    for run in runs():
        for rivals in competitions(run).values():
            ranked = sorted(rivals.values(), reverse=True)
            for one, other in pairwise(ranked):
                decided_by.add(next((at for at in range(3) if one[at] != other[at]), None))
    assert decided_by == {0, 1, 2, None}
    for person in people():
        ties.add((person["status"], person["rank"]))
    assert {("tied", 1), ("tied", 2), ("proposed", 1), ("proposed", 2), ("outranked", 2), ("outranked", 3)} <= ties


def test_months_and_sheets_lack_and_stand_elsewhere() -> None:
    counts = {len(window(made(seed).truth)) for seed in SEEDS}
    assert counts == {4, 5, 6}
    every = [made(seed).truth for seed in SEEDS]
    assert {len(run.months) - len(window(run)) for run in every} == {0, 1, 2}
    for name in ("roster", "vacancies"):
        where = {run.month in {month for month, facts in run.months.items() if getattr(facts, name)} for run in every}
        assert where == {True, False}, name
        assert any(not any(getattr(facts, name) for facts in run.months.values()) for run in every), name
    kinds = {(set(made(seed).books) == {"all"}, "月份" in (rows[0] if rows else {}))
             for seed in SEEDS for book in made(seed).books.values() for rows in [book.get(ROSTER, [])]}  # fmt: skip
    assert {(True, True), (True, False), (False, False)} <= kinds
    assert any(MENTORING in book for seed in SEEDS for book in made(seed).books.values())
    assert any(len(own_months(run, who)) == 4 for run in runs() for who in run.months[run.month].people)
    assert any(row["工号"] == "X900" for seed in SEEDS for book in made(seed).books.values()
               for row in book.get(ROSTER, []))  # fmt: skip
