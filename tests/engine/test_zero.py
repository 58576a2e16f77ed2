"""A score of 0 is a score, and no score is none: in ranks, periods, leads, stories, comparisons and cases."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from ccmotivate.engine.comparing import compare
from ccmotivate.engine.months import score_months
from ccmotivate.engine.trace import Wanted, trace_agent
from ccmotivate.model.comparison import Scenario
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from tests.conditions.test_conditions import NAMED, decided
from tests.engine.test_trace import decided as year_of
from tests.support import dataset, shipped_rules

F = Fraction
_ROLE = "id | project | score | status\n"


def _zero(agent_id: str, month: int = 1, **other: Any) -> dict[str, Any]:
    """Nothing at all earned."""
    nothing = dict.fromkeys(("typing_speed", "project_knowledge", "productivity", "attitude"), 0)
    return {
        "agent_id": agent_id, "role": "inbound", "project": "P", "month": Month(2025, month), **nothing,
        "error_rate": 1000, "complaints": 9, **other,
    }  # fmt: skip


def _quarter() -> Dataset:
    return dataset([_zero("A", month, **({"error_rate": 0} if month == 2 else {})) for month in (1, 2, 3)])


def test_months_of_nothing_have_a_mean(tmp_path: Path) -> None:
    table = _ROLE + " a | A | 0 | E\n b | A | 10 | E"
    result = decided(
        tmp_path, NAMED + "  within: project\n  rank: {by: score, places: 2}\n", dict.fromkeys((1, 2, 3), table)
    )
    given = {one.agent_id: one for one in result.awards if one.award == "crown"}
    assert (given["a"].rank, given["a"].score) == (2, 0)
    assert [one.value for one in given["a"].behind] == [0, 0, 0]
    assert result.agents["rank"].tolist() == [2, 1]


def test_who_leads_with_nothing_leads(tmp_path: Path) -> None:
    table = _ROLE + " a | A | 0 | E\n b | A | 0 | E"
    result = decided(tmp_path, NAMED + "  within: project\n  lead_every: month\n", dict.fromkeys((1, 2, 3), table))
    given = [one for one in result.awards if one.award == "crown"]
    assert [(one.agent_id, one.score, one.candidates) for one in given] == [("a", 0, 2), ("b", 0, 2)]
    assert [(one.value, one.next) for one in given[0].behind] == [(0, 0)] * 3


def test_a_story_tells_nothing_apart_from_no_month() -> None:
    whole = year_of(_quarter())
    (period,) = whole.told("A").periods
    assert [score for _month, score in period.scores] == [0, 20, 0]
    assert period.score == F("6.67")
    gone = year_of(dataset([_zero("A", 1), _zero("A", 3), *(_zero("B", month) for month in (1, 2, 3))]))
    told = trace_agent(Wanted("A"), list(gone.months.values()), gone.periods, shipped_rules())
    assert told is not None
    assert [score for _month, score in told.periods[0].scores] == [0, None, 0]
    assert told.periods[0].score is None


def test_a_comparison_tells_nothing_apart_from_nobody() -> None:
    before, after = (
        score_months(data, shipped_rules())[0] for data in (dataset([_zero("A")]), dataset([_zero("A", error_rate=0)]))
    )
    comparison = compare(*(Scenario(shipped_rules(), months, ()) for months in (before, after)))
    (person,) = comparison.people
    assert person.old is not None
    assert person.new is not None
    assert (person.old.score, person.new.score) == (0, 20)
    assert person.points == (("error_rate", 0, 100),)
    (came,) = compare(*(Scenario(shipped_rules(), months, ()) for months in ((), before))).people
    assert came.old is None
    assert came.new is not None
    assert came.new.score == 0


def test_awards_that_change_hands_stand_in_order() -> None:
    rows = [_zero("A", month, typing_speed=60, project_knowledge=3, productivity=75, attitude=1, error_rate=0,
                  complaints=0, proposals_adopted=1, project=project)
            for month in (2, 1) for project in ("P",)]  # fmt: skip
    others = [{**row, "agent_id": "B", "project": "N"} for row in rows]
    empty, full = (
        score_months(dataset(some), shipped_rules())[0] for some in ([_zero("A", 1), _zero("A", 2)], [*rows, *others])
    )
    changes = compare(*(Scenario(shipped_rules(), months, ()) for months in (empty, full))).awards
    told = [(one.given.period, one.given.award, one.given.within, one.given.agent_id) for one in changes]
    assert told == [
        ("2025-01", "best_agent", (), "A"),
        ("2025-01", "best_agent", (), "B"),
        ("2025-01", "monthly_project", (("project", "N"),), "B"),
        ("2025-01", "monthly_project", (("project", "P"),), "A"),
        ("2025-02", "best_agent", (), "A"),
        ("2025-02", "best_agent", (), "B"),
        ("2025-02", "monthly_project", (("project", "N"),), "B"),
        ("2025-02", "monthly_project", (("project", "P"),), "A"),
    ]


def test_a_team_must_be_large_enough_in_every_month(tmp_path: Path) -> None:
    head = _ROLE.strip() + " | team\n"
    full, small = " a | A | 90 | Q | X\n b | A | 80 | Q | X", " a | A | 90 | Q | X\n b | A | 80 | Q | Y"
    award = NAMED + "  for: team\n  members: 2\n  rank: {by: mean_score}\n"
    for at, tables in enumerate(((full, full, small), (small, full, full))):
        result = decided(tmp_path / str(at), award, {n: head + table for n, table in enumerate(tables, 1)})
        assert [one.reason for one in result.not_given if one.award == "crown"] == ["no-candidates"]
    whole = decided(tmp_path / "9", award, dict.fromkeys((1, 2, 3), head + full))
    assert [(one.team, one.score, one.members) for one in whole.awards if one.award == "crown"] == [("X", 85, 2)]


def test_a_group_is_said_where_it_was_one_in_every_month_there(tmp_path: Path) -> None:
    def table(project: str, team: str) -> str:
        return _ROLE.strip() + f" | team\n a | {project} | 90 | E | {team}\n b | A | 80 | E | X"

    result = decided(tmp_path, "", {1: table("A", "X"), 2: table("A", "Y"), 3: _ROLE + " b | A | 80 | E"})
    row = result.agents.set_index("agent_id").loc["a"]
    assert (row["project"], row["team"], row["months"], row["name"]) == ("A", "", 2, "Agent a")
