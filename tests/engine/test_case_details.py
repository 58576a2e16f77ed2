"""A case as data, what of its rows is counted as reached, and its checks of reasons, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.engine.case_run import dataset_of
from ccmotivate.engine.coverage.roles import _folded
from ccmotivate.model.calendar import Period
from ccmotivate.model.cases import Case, CaseOutcome, DetailGiven, GivenRow
from ccmotivate.model.period import Month
from ccmotivate.pipeline.testing import run_cases
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.cases import cases_of
from tests.support import shipped_rules

F = Fraction
MARCH = Month(2025, 3)
_GIVEN = "language: en\ngiven: {like: on_standard, role: inbound, project: 热线, colleague_assists: 1}\ncases:\n"


def outcome_of(text: str) -> CaseOutcome:
    cases, problems = cases_of(_GIVEN + text, shipped_rules(), "rules/cases/x.yaml")
    assert problems == ()
    (outcome,) = run_cases(cases, shipped_rules())
    return outcome


@pytest.mark.parametrize(
    ("words", "holds"),
    [("[No. 1, qualified]", True), ("[No. 1, nonsense]", False), ("[nonsense, No. 1]", False), ("[No. 2]", False)],
)
def test_every_word_of_a_reason_must_be_in_it(words: str, holds: bool) -> None:
    outcome = outcome_of(
        f"  - case: one\n    agents: {{A: {{}}}}\n    awards: {{best_agent: {{A: {{reason: {words}}}}}}}\n"
    )
    assert (outcome.failures == ()) is holds


def test_longer_periods_of_a_case_stand_in_the_order_of_time() -> None:
    outcome = outcome_of(
        "  - case: one\n    when: 2025\n    agents: {A: {}}\n"
        "    awards: {2025-Q3: {contribution: [A]}, 2025-Q1: {contribution: [A]}, 2025-H1: {}}\n"
    )
    assert [str(one.period) for one in outcome.periods] == ["2025-Q1", "2025-Q3", "2025"]


def test_a_score_of_nothing_is_a_score_and_none_is_that_of_who_was_away() -> None:
    outcome = outcome_of(
        "  - case: one\n    when: 2025-Q1\n    agents:\n"
        "      A: {productivity: 0%, error_rate: 1‰, complaints: 2, typing_speed: 0, project_knowledge: none, "
        "expect: {score: 0}}\n      B: {expect: {score: 0}}\n"
        "    months: {2025-02: {B: absent}}\n"
    )
    assert [(one.check.agent, one.got) for one in outcome.failures] == [("B", None)]


def given(agent: str, roster: Mapping[str, Fraction | str | None], **values: Fraction) -> GivenRow:
    identity = {"name": agent, "role": "inbound", "project": "P", "team": "T", "site": ""}
    return GivenRow(MARCH, agent, identity, values, {}, roster=roster)


def data_of(*rows: GivenRow) -> Case:
    return Case("one", "en", Period.of_month(MARCH), rows, (), SourceRef("rules/cases/x.yaml"))


def test_one_row_with_figures_of_a_roster_makes_a_roster_on_which_the_others_are_not() -> None:
    hired = F(739_000)
    data = dataset_of(data_of(given("A", {"hired": hired}), given("B", {})), shipped_rules())
    assert data.agents["roster"].tolist() == [0, -1]
    assert data.roster.numbers["hired"].to_list() == [hired, None]
    nobody = dataset_of(data_of(given("A", {}), given("B", {})), shipped_rules())
    assert "roster" not in nobody.agents
    assert nobody.roster.numbers == {}


def test_figures_of_a_case_stand_in_the_order_of_their_names() -> None:
    data = dataset_of(data_of(given("A", {}, csat=F(90)), given("B", {}, calls_taken=F(5), fcr=F(80))), shipped_rules())
    assert list(data.metrics) == ["calls_taken", "csat", "fcr"]
    assert data.metrics["csat"].to_list() == [90, None]


@pytest.mark.parametrize(
    ("blanks", "attended", "ways"),
    [
        ("left_out", (F(1), None), {"folded", "blank"}),
        ("left_out", (None, None), {"folded", "blank"}),
        ("left_out", (F(1), F(1)), {"folded"}),
        ("no_data", (F(1), None), {"folded"}),
    ],
)
def test_a_blank_counts_where_blanks_are_left_out(
    blanks: str, attended: tuple[Fraction | None, ...], ways: set[str]
) -> None:
    metric = shipped_rules().metrics["meeting_turnout"]
    assert metric.detail is not None
    fold = replace(metric.detail, blanks=blanks)
    rows = tuple(
        DetailGiven({"region": region}, {"required": F(1), "attended": one})
        for region, one in zip(("East", "West"), attended, strict=True)
    )
    assert {one.way for one in _folded(metric, fold, rows)} == ways


@pytest.mark.parametrize(("rows", "too_few"), [(1, True), (2, False), (3, False)])
def test_fewer_rows_than_asked_for_are_too_few(rows: int, too_few: bool) -> None:
    metric = shipped_rules().metrics["meeting_turnout"]
    assert metric.detail is not None
    fold = replace(metric.detail, least=2)
    sheet = tuple(DetailGiven({"region": f"R{at}"}, {"required": F(1), "attended": F(1)}) for at in range(rows))
    assert ("too few" in {one.way for one in _folded(metric, fold, sheet)}) is too_few
