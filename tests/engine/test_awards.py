"""The month awards, case by case: places, ties, who may, teams, and why nobody won."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from ccmotivate.engine.months import score_months
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.dataset import TableColumns
from ccmotivate.model.results import AwardGiven, InputFile, MonthResult
from ccmotivate.model.rules import RuleSet
from tests.support import dataset, sentences, shipped_rules

_GOOD: Mapping[str, Any] = {
    "role": "inbound", "project": "信用卡", "typing_speed": 60, "project_knowledge": 3, "productivity": 75,
    "attitude": 1, "error_rate": 0, "complaints": 0, "proposals_adopted": 1, "colleague_assists": 0, "csat": None,
}  # fmt: skip


def _month(agents: Mapping[str, Mapping[str, Any]], rules: RuleSet | None = None) -> MonthResult:
    rows = [{**_GOOD, "agent_id": name, **changes} for name, changes in agents.items()]
    (result,), _ = score_months(dataset(rows), rules or shipped_rules())
    return result


def _given(result: MonthResult, award: str) -> list[AwardGiven]:
    return [one for one in result.awards if one.award == award]


def _with(award: str, **changes: Any) -> RuleSet:
    rules = shipped_rules()
    changed: Award = replace(rules.awards[award], **changes)
    return replace(rules, awards={award: changed})


def test_places_one_two_two_and_prizes() -> None:
    result = _month({"1": {"productivity": 100}, "2": {"productivity": 80}, "3": {"productivity": 80}, "4": {}})
    given = _given(result, "monthly_project")
    assert [(one.agent_id, one.rank, one.prize, one.tied) for one in given] == [
        ("1", 1, 200, False), ("2", 2, 150, True), ("3", 2, 150, True),
    ]  # fmt: skip
    (tie,) = result.ties["monthly_project"]
    assert (tie.members, tie.places, tie.decided_by, tie.shared) == (("2", "3"), (2, 2), None, True)
    assert result.agents["rank"].tolist() == [1, 2, 2, 4]


def test_tie_breakers_decide_in_turn() -> None:
    result = _month({"1": {}, "2": {"colleague_assists": 2}, "3": {}})
    given = _given(result, "monthly_project")
    assert [(one.agent_id, one.rank) for one in given] == [("2", 1), ("1", 2), ("3", 2)]
    assert result.ties["monthly_project"][0].decided_by == "contributions"
    assert [one.agent_id for one in _given(result, "best_agent")] == ["2"]


def test_only_the_eligible_and_each_project_by_itself() -> None:
    result = _month({"1": {"proposals_adopted": 0}, "2": {"complaints": 1}, "3": {"project": "会员"}, "4": {}})
    assert [(one.agent_id, one.within) for one in _given(result, "monthly_project")] == [
        ("3", (("project", "会员"),)), ("4", (("project", "信用卡"),)),
    ]  # fmt: skip
    assert result.agents["qualified"].tolist() == [True, False, True, True]
    assert result.agents["eligible"].tolist() == [False, False, True, True]


def test_a_team_of_three_may_win_a_team_of_two_may_not() -> None:
    large = {str(n): {"team": "甲", "productivity": 70 if n == 1 else 75} for n in range(3)}
    small = {str(n): {"team": "乙", "productivity": 100} for n in (7, 8)}
    (team,) = _given(_month({**large, **small}), "best_team")
    assert (team.team, team.agent_id, team.members, team.figure) == ("甲", None, 3, "mean_score")
    assert team.score * 100 == 9889  # (100 + 96.67 + 100) / 3, as shown
    assert _given(_month(small), "best_team") == []


def test_the_members_without_data_count_and_no_team_is_no_team() -> None:
    none = {"typing_speed": None, "productivity": None}
    result = _month({"1": {"team": "甲"}, "2": {"team": "甲"}, "3": {"team": "甲", **none}, "4": {}, "5": {}, "6": {}})
    (team,) = _given(result, "best_team")
    assert team.team == "甲"
    assert team.score == (100 + 100 + 40) / 3


def test_within_team_leaves_out_who_has_none() -> None:
    rules = _with("best_agent", within="team")
    result = _month({"1": {"productivity": 100}, "2": {"team": "甲"}}, rules)
    assert [(one.agent_id, one.within) for one in _given(result, "best_agent")] == [("2", (("team", "甲"),))]


def test_roles_and_who_narrow_the_field() -> None:
    assert _given(_month({"1": {}}, _with("best_agent", roles=("qa",))), "best_agent") == []
    everyone = _with("best_agent", who=Who.EVERYONE)
    assert [one.agent_id for one in _given(_month({"1": {"complaints": 2}}, everyone), "best_agent")] == ["1"]


def test_the_satisfaction_star_needs_a_figure() -> None:
    result = _month(
        {"1": {"csat": 90}, "2": {"csat": 95, "complaints": 1}, "3": {}, "4": {"csat": 90, "productivity": 76}}
    )
    (star,) = _given(result, "csat_star")
    assert (star.agent_id, star.figure, star.score, star.candidates) == ("4", "csat", 90, 2)


def test_an_award_nobody_can_win_says_why() -> None:
    rows = [{**_GOOD, "agent_id": "1", "complaints": 1}]
    (result,), notes = score_months(dataset(rows), shipped_rules())
    reasons = {lost.award: lost.reason for lost in result.not_given}
    assert reasons["csat_star"] == "no-column"
    assert reasons["best_agent"] == reasons["monthly_project"] == reasons["best_team"] == "no-candidates"
    assert result.awards == ()
    assert {"award-off", "no-candidates"} <= {note.code for note in notes}
    assert all(sentences(note) for note in notes)


def test_winners_in_hidden_rows_are_told_by_their_own_sheet() -> None:
    """1 and 2 stand in rows of the same number on two sheets and on a sheet of the same name in another file."""
    rows = [{**_GOOD, "agent_id": name, "project": name} for name in "123"]
    letters = {"agent_id": "B"}
    data = replace(
        dataset(rows),
        tables=(
            TableColumns("a.xlsx", "one", letters, frozenset({7})),
            TableColumns("a.xlsx", "two", letters),
            TableColumns("b.xlsx", "one", letters),
        ),
    )
    data = replace(data, agents=data.agents.assign(table=[0, 1, 2], row=[7, 7, 7]))
    (result,), notes = score_months(data, shipped_rules())
    assert {one.agent_id for one in _given(result, "monthly_project")} == {"1", "2", "3"}
    told = [(str(one.source), one.value) for one in notes if one.code == "hidden-winner"]
    assert set(told) == {("a.xlsx!one!B7", "1")}


def test_who_lacks_data_is_told_in_order() -> None:
    rows = [{**_GOOD, "agent_id": name, "error_rate": None if name != "2" else 0} for name in ("3", "1", "2")]
    _results, notes = score_months(dataset(rows), shipped_rules())
    assert [(one.fields["metric"], one.fields["agents"]) for one in notes if one.code == "no-data"] == [
        ("error_rate", "1, 3")
    ]


def test_a_note_names_the_file_where_there_is_one_alone() -> None:
    data = dataset([{"agent_id": name, "role": "inbound", "project": "P"} for name in "12"])
    _months, notes = score_months(data, shipped_rules())
    assert {one.source.file for one in notes} == {"march.xlsx"}
    tables = tuple(TableColumns(file, "one", {"agent_id": "A"}) for file in ("march.xlsx", "other.xlsx"))
    inputs = (*data.inputs, InputFile("other.xlsx", "1" * 64))
    both = replace(data, inputs=inputs, tables=tables, agents=data.agents.assign(table=[0, 1]))
    _months, notes = score_months(both, shipped_rules())
    assert {one.source.file for one in notes} == {""}


def test_a_winner_is_told_with_project_and_team_whatever_the_award_is_within() -> None:
    agents = {"1": {"team": "T1"}, "2": {"team": "T2", "project": "会员", "productivity": 90}}
    for within, groups in ((None, ["2"]), ("project", ["2", "1"]), ("team", ["1", "2"])):
        given = _given(_month(agents, _with("monthly_project", within=within, who=Who.QUALIFIED)), "monthly_project")
        assert [one.agent_id for one in given if one.rank == 1] == groups
        told = {one.agent_id: (one.project, one.team) for one in given}
        assert told == {"1": ("信用卡", "T1"), "2": ("会员", "T2")}


def test_awards_stand_in_the_order_of_their_ids_however_they_are_written() -> None:
    award = shipped_rules().awards["best_agent"]
    for names in (("b", "c", "a"), ("c", "b", "a")):
        rules = replace(shipped_rules(), awards={name: replace(award, id=name) for name in names})
        result = _month({"1": {}, "2": {}}, rules)
        assert [one.award for one in result.awards] == ["a", "a", "b", "b", "c", "c"]
        assert list(result.ties) == list(result.trace) == ["a", "b", "c"]
        nobody = _month({"1": {"complaints": 1}}, rules)
        assert [one.award for one in nobody.not_given] == ["a", "b", "c"]
