"""The generator of companies with mentors: repeatable, without errors, on both sides of every boundary."""

from functools import cache
from itertools import pairwise

import pytest

from tests.parts.mentoring.generate import CompanyMonth, company
from tests.parts.mentoring.oracle import Month, blended, counted, days_of, later, mentored, not_counted, own, strangers
from tests.parts.pay.generate import AGENTS, MENTORING

SEEDS = range(40)


@cache
def made(seed: int) -> list[CompanyMonth]:
    """The company of a seed, made once."""
    return company(seed)


def months() -> list[CompanyMonth]:
    """All months of the seeds."""
    return [month for seed in SEEDS for month in made(seed)]


def truths() -> list[Month]:
    """What the oracle decides on in those that have a sheet 师徒."""
    return [month.truth for month in months() if month.truth]


@pytest.mark.parametrize("seed", SEEDS)
def test_repeatable_and_true_to_its_cells(seed: int) -> None:
    assert company(seed) == made(seed)
    for month in made(seed):
        assert (month.truth is None) == (MENTORING not in month.sheets)
        assert [row["工号"] for row in month.sheets[AGENTS]] == [agent.agent_id for agent in month.agents]
        if month.truth:
            told = [(row["导师工号"], row["学员工号"], row["开始"], row["结束"]) for row in month.sheets[MENTORING]]
            assert told == [
                (row.mentor, row.mentee, row.since.isoformat(), row.until.isoformat() if row.until else "")
                for row in month.truth.pairings
            ]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_pair_overlaps_itself_or_ends_before_it_begins(seed: int) -> None:
    for month in made(seed):
        rows = sorted(month.truth.pairings, key=lambda row: (row.mentor, row.mentee, row.since)) if month.truth else []
        assert all(row.until is None or row.since <= row.until for row in rows)
        for row, after in pairwise(rows):
            same = (row.mentor, row.mentee) == (after.mentor, after.mentee)
            assert not same or (row.until is not None and row.until < after.since)


def test_days_and_numbers_of_mentees_occur() -> None:
    lengths, shares, sizes = set(), set(), set()
    for truth in truths():
        whole = len(days_of(truth.month))
        lengths.add(whole)
        for agent_id in truth.scores:
            mentees = counted(truth, agent_id)
            sizes.add(len(mentees))
            shares |= {whole - len(days) for days in mentees.values()} | {-len(days) for days in mentees.values()}
    assert lengths == {28, 29, 30, 31}
    assert {0, 1, 2, 3, 4} >= sizes >= {0, 1, 2, 3}
    assert {0, 1, 2, -1} <= shares  # all the month, all but a day or two, a single day


def test_scores_lift_cost_and_change_nothing_and_stop_at_0() -> None:
    changes = set()
    for truth in truths():
        for agent_id in truth.scores:
            if counted(truth, agent_id):
                score = blended(truth, agent_id)
                changes.add("at 0" if score == 0 else (score > own(truth, agent_id)) - (score < own(truth, agent_id)))
    assert changes == {"at 0", -1, 0, 1}


def test_what_gives_notes_occurs() -> None:
    left_out = [
        "no data" if mentee in truth.scores else "no row"
        for truth in truths()
        for mentees in not_counted(truth).values()
        for mentee in mentees
    ]
    assert set(left_out) == {"no data", "no row"}
    assert any(strangers(truth) for truth in truths())
    assert any(later(truth) for truth in truths())
    assert any(month.truth is None for month in months())
    assert any(mentored(truth, "G01").get("G02") and mentored(truth, "G02") for truth in truths())  # a chain


def test_mentees_who_lack_one_metric_occur() -> None:
    lacking = {
        agent.agent_id[0]
        for month in months()
        for agent in month.agents
        if agent.has_data and agent.values["project_knowledge"] is None
    }
    assert lacking == {"G", "g"}
