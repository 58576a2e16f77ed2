"""Whom or what a word names: ids before names, only what is certain, and what a miss resembles."""

from __future__ import annotations

import pytest

from ccmotivate.model.choosing import Miss, is_id, labelled, one_of
from ccmotivate.model.metrics import Label

NAMES = {"0012": "示安然", "A2": "示博文", "A10": "示博文", "B1": "", "0018": "A2"}
LABELS = {
    "monthly_project": Label("月度项目奖", "Monthly project award", ("项目奖",)),
    "best_agent": Label("最佳员工", "Best agent"),
}


@pytest.mark.parametrize(("word", "agent_id"), [("0012", "0012"), ("示安然", "0012"), (" ａ２ ", "A2"), ("b1", "B1")])
def test_an_id_or_the_name_of_one(word: str, agent_id: str) -> None:
    assert one_of(word, NAMES) == agent_id


@pytest.mark.parametrize(
    ("word", "near"), [("12", "0012 示安然"), ("示安", "0012 示安然"), ("A010", "A10 示博文"), ("B01", "B1")]
)
def test_a_miss_is_never_taken_for_what_it_resembles(word: str, near: str) -> None:
    assert one_of(word, NAMES) == Miss((near,))


def test_a_name_of_several_names_nobody() -> None:
    assert one_of("示博文", NAMES) == Miss(("A2 示博文", "A10 示博文"), several=True)


def test_nothing_near() -> None:
    assert one_of("zzzzzz", NAMES) == Miss()
    assert one_of("", {"1": ""}) == Miss()


@pytest.mark.parametrize("word", ["monthly_project", "月度项目奖", "monthly PROJECT award", "项目奖"])
def test_an_award_by_id_and_by_any_of_its_names(word: str) -> None:
    assert labelled(word, LABELS) == "monthly_project"


def test_a_slip_in_an_award() -> None:
    assert labelled("最佳员", LABELS) == Miss(("最佳员工",))


def test_a_team_has_no_other_name() -> None:
    teams = {"一组": "", "二组": "", "Team 07": ""}
    assert [one_of(word, teams) for word in ("二组", " team 07", "ＴＥＡＭ 07")] == ["二组", "Team 07", "Team 07"]
    assert one_of("team 7", teams) == Miss(("Team 07",))
    assert one_of("", teams) == Miss()


def test_what_a_roster_calls_people_stands_beside_their_names_and_behind_their_ids() -> None:
    assert one_of("an@example.org", NAMES, ["0012"]) == "0012"
    assert one_of("an@example.org", NAMES, ["X"]) == Miss()
    assert one_of("示安然", NAMES, ["A10"]) == Miss(("0012 示安然", "A10 示博文"), several=True)
    assert one_of("b1", NAMES, ["A10"]) == "B1"


@pytest.mark.parametrize(
    ("word", "is_one"), [("0012", True), (" ｂ1", True), ("A2", True), ("示安然", False), ("12", False)]
)
def test_an_id_is_known_however_it_is_written(word: str, is_one: bool) -> None:
    assert is_id(word, NAMES) == is_one
