"""``tenure``: months of service, on both sides of the line, without data, beside a rank and alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.conditions.tenure import Tenure
from ccmotivate.engine.coverage.awards import wanted
from ccmotivate.engine.months import score_months
from ccmotivate.engine.rescoring import rescore
from ccmotivate.engine.rule_changes import differences
from ccmotivate.ledger.codec import canonical, decode, encode, parsed
from ccmotivate.model.exact import Exact
from ccmotivate.model.given import PassedOver
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.results import AwardGiven, MonthResult
from ccmotivate.model.roster import RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.handbook.awards import award_section
from ccmotivate.writers.json.scores import award_object
from ccmotivate.writers.words.award_sentences import award_reason, screened_text
from ccmotivate.writers.words.rule_changes import change_text
from tests.points.scoring import inbound, with_texts
from tests.support import shipped_rules

_RANK = "rank: {by: score, then: [{contributions: high}]}"
BESIDE = "all: [{rank: {by: score, places: 2}}, {tenure: 6}]"
"""March 2025: on the 1st of October 2024 or in September 2024 are 6 months, on the 2nd of October are 5."""


def rules(condition: str = BESIDE, prize: str = "") -> RuleSet:
    return with_texts((_RANK, condition + (f"\n  prize: {prize}" if prize else "")), file="awards.yaml")


def month(made: RuleSet, hired: Sequence[str | None], productivity: Sequence[int]) -> MonthResult:
    data = inbound(*({"productivity": value} for value in productivity))
    days = [None if one is None else dt.date.fromisoformat(one).toordinal() for one in hired]
    data = replace(data, roster=RosterValues({"hired": Exact.from_fractions(days)}, {}))
    (found,), _notes = score_months(data, made)
    return found


def given(result: MonthResult) -> list[AwardGiven]:
    return [one for one in result.awards if one.award == "best_agent"]


@pytest.mark.parametrize(
    ("hired", "wins"),
    [("2024-09-30", True), ("2024-10-01", True), ("2024-10-02", False), ("2025-03-31", False), (None, False)],
)
def test_both_sides_of_six_months(hired: str | None, *, wins: bool) -> None:
    alone = month(rules("tenure: 6"), [hired], [75])
    assert bool(given(alone)) == wins
    missed = alone.trace["best_agent"]("A1")
    assert (missed is None) == wins
    if missed is not None:
        assert missed.why == ("no_hired" if hired is None else "tenure")
        served = {"2024-10-02": 5, "2025-03-31": 0}.get(hired or "")
        assert (missed.value, missed.needed) == (None if served is None else Fraction(served), missed.needed)


@pytest.mark.parametrize(
    "condition",
    [
        "all: [{rank: {by: score, places: 3}}, {rank: {by: productivity, places: 3}}]",
        "any: [{rank: {by: score, places: 3}}, {tenure: 6}]",
        "all: [{rank: {by: score, places: 3}}, {tenure: 6}, {not: {rank: {by: score, best: low}}}]",
    ],
)
def test_a_rank_among_conditions_that_decide_together_wins_the_one_prize(condition: str) -> None:
    result = month(rules(condition, prize="50"), ["2020-01-01"] * 4, [75, 85, 95, 80])
    assert sorted((one.rank, one.prize) for one in given(result) if one.rank is not None) == [
        (1, Fraction(50)),
        (2, Fraction(50)),
        (3, Fraction(50)),
    ]


def test_a_column_that_is_not_there_is_no_data_for_anybody() -> None:
    (found,), _notes = score_months(inbound({}), rules("tenure: 6"))
    assert given(found) == []
    missed = found.trace["best_agent"]("A1")
    assert missed is not None
    assert missed.why == "no_hired"


def test_the_next_in_rank_moves_up_and_the_reason_says_why() -> None:
    made = rules()
    found = month(made, ["2024-12-15", "2020-05-01", None, "2021-01-01", "2019-01-01"], [100, 95, 94, 90, 80])
    assert [(one.agent_id, one.rank, one.candidates) for one in given(found)] == [("A2", 1, 3), ("A4", 2, 3)]
    first = given(found)[0]
    assert first.passed_over == (PassedOver("A1", "tenure", "2025-03", Fraction(3), Fraction(6)),)
    reason = award_reason(first, made, "en")
    assert "passed over: 1 (3 months of service at the end of March 2025, where 6 are asked for)" in reason
    assert "另有1人因条件不符未列入（截至2025年3月末在职3个月，要求满6个月）" in award_reason(first, made, "zh")
    assert "A1" not in reason
    assert award_object(first, made)["passed_over"] == ["A1"]
    assert decode(AwardGiven, parsed(canonical(encode(first)))) == first
    behind = found.trace["best_agent"]("A5")
    assert behind is not None
    assert (behind.why, behind.rank) == ("behind", 3)


def test_nothing_is_added_where_nobody_is_passed_over() -> None:
    made = rules()
    found = month(made, ["2020-05-01", "2020-05-01", None], [100, 95, 80])
    assert all(one.passed_over == () and "passed_over" not in award_object(one, made) for one in given(found))
    assert "passed over" not in award_reason(given(found)[0], made, "en")


def test_the_screened_are_told_first_what_every_award_asks() -> None:
    found = month(rules(), ["2025-01-01", "2020-01-01"], [70, 80])
    missed = found.trace["best_agent"]("A1")
    assert missed is not None
    assert missed.why == "not_qualified"


@pytest.mark.parametrize(("lang", "says"), [
    ("en", "3 months of service at the end of March 2025, where 6 are asked for."),
    ("zh", "截至2025年3月末在职3个月，要求满6个月。"),
])  # fmt: skip
def test_it_is_explained(lang: str, says: str) -> None:
    made = rules()
    found = month(made, ["2024-12-15", "2020-05-01"], [100, 95])
    missed = found.trace["best_agent"]("A1")
    assert missed is not None
    assert screened_text(missed, made, lang) == says.rstrip(".。")


def test_places_prizes_and_handbook_are_those_of_the_rank() -> None:
    made = rules(prize="[200, 100]")
    assert made.awards["best_agent"].places == 2
    found = month(made, ["2025-01-01", "2020-05-01", "2020-05-01"], [100, 95, 80])
    assert [(one.agent_id, one.prize) for one in given(found)] == [("A2", 200), ("A3", 100)]
    text = str(award_section(made.awards["best_agent"], HandbookFacts(made, None, examples_of(made), ()), "en"))
    assert "at least 6 months of service" in text
    assert "All of it within" not in text
    texts = dict(made.texts)
    texts["awards.yaml"] = texts["awards.yaml"].replace("[200, 100]", "[200]", 1)
    assert "rule-prizes" in {one.code for one in rules_of(texts, "rules")[1]}


def test_it_is_compared_decided_again_and_covered() -> None:
    made = rules()
    (change,) = differences(made, rules(BESIDE.replace("6", "12")))
    assert "at least 6 months of service" in change_text(change, "en")
    found = month(made, ["2024-12-15", "2020-05-01"], [100, 95])
    longer = rescore(found, rules(BESIDE.replace("6", "12")))
    assert longer.awards == month(longer.rules, ["2024-12-15", "2020-05-01"], [100, 95]).awards
    ways = {(one.kind, one.subject, one.way) for one in wanted(made) if one.owner == "best_agent"}
    assert {("refusal", "", "tenure"), ("refusal", "", "no_hired"), ("condition", "all[2]", "holds")} <= ways
    assert isinstance(made.awards["best_agent"].condition.parts[1], Tenure)


@pytest.mark.parametrize("months", ["0", "-1", "601", "half"])
def test_months_are_a_number_of_months(months: str) -> None:
    texts = dict(shipped_rules().texts)
    texts["awards.yaml"] = texts["awards.yaml"].replace(_RANK, f"tenure: {months}", 1)
    made, problems = rules_of(texts, "rules")
    assert made is None
    assert {one.source.file for one in problems if one.is_error} == {"rules/awards.yaml"}


def test_no_data_is_no_reason_to_be_new() -> None:
    """``not: {tenure: 6}`` is for those who are known to be new."""
    found = month(rules("not: {tenure: 6}"), ["2024-12-15", None, "2020-05-01"], [80, 80, 80])
    assert [one.agent_id for one in given(found)] == ["A1"]
    told = [found.trace["best_agent"](one) for one in ("A1", "A2", "A3")]
    assert [one and one.why for one in told] == [None, "no_hired", "kept_out"]
    beside = month(rules("all: [{rank: {by: score}}, {not: {tenure: 6}}]"), ["2024-12-15", None, "2020-05-01"],
                   [80, 90, 100])  # fmt: skip
    assert [(one.agent_id, one.rank) for one in given(beside)] == [("A1", 1)]
    reason = award_reason(given(beside)[0], beside.rules, "en")
    assert reason.endswith("passed over: 1 (kept out by a condition of the award)")
