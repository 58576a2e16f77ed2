"""Sentences about awards: every way to win, to come close, to be left out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.conditions.combine import AllOf, Not
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.conditions.lead_every import LeadEvery
from ccmotivate.conditions.rank import Rank
from ccmotivate.model.award_rules import Figure, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.results import Behind, NotGiven
from ccmotivate.model.scorecards import Comparison
from ccmotivate.writers.words.award_notes import (
    close_notes,
    condition_text,
    decision_notes,
    left_out_notes,
    not_given_text,
    tie_notes,
)
from ccmotivate.writers.words.award_sentences import award_reason, behind_texts, names_of
from ccmotivate.writers.words.figures import money_format, money_text, points_format, points_text, standard_text
from ccmotivate.writers.words.sentences import part_text, partial_text, period_text
from tests.writers import builders

RESULT = builders.period_result()
RULES = RESULT.rules
F = Fraction


def reason(at: int, **changes: object) -> str:
    """The reason of one of the awards of the test quarter."""
    return award_reason(replace(RESULT.awards[at], **changes), RULES, "en", names_of(RESULT))


def test_a_total_names_its_months_and_the_quarter_score_that_broke_the_tie() -> None:
    assert reason(0) == (
        "No. 1 by total of Contributions (9) among 12 eligible agents in the department; "
        "month by month: January 3, February 3, March 3; "
        "tie: 测试1 (0001), Agent 2 (0002) were equal by total of Contributions at 9; quarter score decided: "
        "测试1 (0001) 104.50 points (no. 1), Agent 2 (0002) 103.50 points (no. 2)"
    )


def test_leading_tells_each_month_and_the_next() -> None:
    months = "January 103.50 (next 101.00), February 103.50 (next 101.00), March 103.50 (next 101.00)"
    assert reason(1) == f"Led project “信用卡” in all 3 months: {months}; quarter score 103.50 points"


def test_a_shared_lead_and_a_lead_over_nobody_say_so() -> None:
    behind = (Behind("2025-01", F(100), F(100), rank=1), Behind("2025-02", F(100), None, rank=1))
    given = replace(RESULT.awards[1], behind=behind)
    assert behind_texts(given, RULES, "en") == ["January 100.00 (as much as the next)", "February 100.00"]


def test_quarters_are_led_in_a_year() -> None:
    behind = tuple(Behind(f"2025-Q{at}", F(104), F(103), rank=1) for at in (1, 2, 3, 4))
    text = reason(1, behind=behind)
    assert text.startswith("Led project “信用卡” in all 4 quarters: Q1 104.00 (next 103.00), Q2")


def test_awards_running_name_the_award_and_its_places() -> None:
    assert reason(2) == (
        "Won the Monthly project award in 2 months running in project “信用卡”: January (no. 2), February (no. 1)"
    )


def test_both_conditions_are_told_in_the_order_that_decided() -> None:
    both = (*RESULT.awards[1].behind, *RESULT.awards[2].behind)
    led, won = reason(1, behind=both), reason(2, behind=both)
    assert led.index("Led") < led.index("Won")
    assert won.index("Won") < won.index("Led")


def test_months_may_be_left_to_their_own_column() -> None:
    short = [award_reason(given, RULES, "en", months=False) for given in RESULT.awards[1:3]]
    assert short == [
        "Led project “信用卡” in all 3 months; quarter score 103.50 points",
        "Won the Monthly project award in 2 months running in project “信用卡”",
    ]


def test_an_index_names_its_parts() -> None:
    text = reason(4)
    assert "No. 1 by index (98.75) among 12 eligible agents of role Inbound in the department" in text
    assert "made of total of Typing speed 100% of the best candidate's, mean of CSAT 97.5%" in text
    assert text.endswith("0.25 ahead of the best score without a place")


def test_a_grant_is_told_as_such() -> None:
    assert reason(3) == "Granted by Agent Omega: took two shifts (2025-04-02)"


def test_a_condition_without_a_kind_still_has_a_sentence() -> None:
    assert reason(2, via=None, behind=()) == "Met the conditions of the award in project “信用卡”"


def test_who_came_next_and_why_not() -> None:
    assert close_notes(RESULT, "en") == [
        "Quarterly project award: 测试六 (0006) in project “信用卡”: led in March; "
        "behind in January with 104.28 points against 107.00 points",
        "Quarterly project award: 测试七 (0007) in project “信用卡”: "
        "won the Monthly project award in January, March, not 2 times running",
        "Quarterly project award: 测试八 (0008) in project “信用卡”: led in January; in another group in February",
        "Contribution award: 测试二 (0002) in the department: equal by total of Contributions at 9, "
        "behind by the tie-breaker",
    ]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("absent", "no data at all in February"),
        ("not_eligible", "not eligible in February"),
        ("not_qualified", "not qualified in February"),
        ("condition", "kept out by a condition of the award"),
    ],
)
def test_every_miss_has_its_words(why: str, words: str) -> None:
    (note,) = close_notes(replace(RESULT, close=(replace(RESULT.close[2], why=why),)), "en")
    assert note.endswith(f"led in January; {words}")


def test_decisions_and_parts_left_out_have_their_notes() -> None:
    granted, withheld = decision_notes(RESULT, "en")
    assert granted.endswith("in project “信用卡”: Granted by Agent Omega: took two shifts (2025-04-02)")
    assert "测试九 (0009)" in withheld and "Withheld by Agent Omega" in withheld
    assert left_out_notes(RESULT, "en") == [
        "Woodpecker award: CSAT is left out for everybody, for it is lacking: Agent 4 (0004) in January, February"
    ]
    assert len(tie_notes(RESULT, "en")) == 1


def test_nobody_who_met_it_names_the_condition() -> None:
    text = not_given_text(NotGiven("quarterly_project", "not-met"), RULES, "en")
    assert text == (
        "not given: nobody met it: no. 1 by score in every month among the qualified of the group, and eligible in "
        "every month; or the Monthly project award in 2 months running"
    )


def test_conditions_in_words() -> None:
    rank = Rank(Figure("csat", "mean"), "high", 1)
    lead = LeadEvery(PeriodKind.QUARTER, Who.EVERYONE, Who.QUALIFIED)
    text = condition_text(AllOf((rank, Not(lead), Consecutive("best_agent", 3))), RULES, "en", PeriodKind.YEAR)
    assert text == (
        "mean of CSAT (highest first); and not (no. 1 by score in every quarter among the agents of the group, "
        "and qualified in every month); and the Best agent in 3 months running"
    )


@pytest.mark.parametrize(
    ("period", "long", "short"),
    [
        ("2025-03", "March 2025", "March"),
        ("2025-Q4", "Q4 2025", "Q4"),
        ("2025-H2", "H2 2025", "H2"),
        ("2025", "Year 2025", "Year 2025"),
        ("someday", "someday", "someday"),
    ],
)
def test_periods_in_words(period: str, long: str, short: str) -> None:
    assert (period_text(period, "en"), part_text(period, "en")) == (long, short)


def test_a_period_that_is_not_over_says_what_is_missing() -> None:
    text = partial_text(Period.of(PeriodKind.QUARTER, 2025, 1), (Month(2025, 2), Month(2025, 3)), "en")
    assert text == "PROVISIONAL: Q1 2025 is not over or not complete. Missing: February 2025, March 2025."


def test_a_difference_of_percents_is_in_points_and_never_a_negative_percent() -> None:
    assert (points_text(Fraction("8.8"), "zh"), points_text(Fraction("5.70"), "zh")) == ("8.8个百分点", "5.7个百分点")
    assert points_text(Fraction(1, 3000), "en") == "0.0003 percentage points"
    assert points_format(1, "zh") == '"高"0.0"个百分点";"低"0.0"个百分点";0'
    assert points_format(0, "en") == '0" points higher";0" points lower";0'


def test_money_reads_the_same_in_cells_and_sentences() -> None:
    assert (money_text(Fraction(200), "CNY", "zh"), money_format("CNY", "zh")) == ("200元", '#,##0.00"元"')
    assert (money_text(Fraction(200), "CNY", "en"), money_format("CNY", "en")) == ("¥200", '"¥"#,##0.00')


@pytest.mark.parametrize(
    ("comparison", "figure", "words", "says"),
    [
        (Comparison.AT_MOST, 0, {"zero": Label("无投诉", "no complaints")}, "无投诉"),
        (Comparison.AT_MOST, 1, {"zero": Label("无投诉", "no complaints")}, "不超过1"),
        (Comparison.AT_LEAST, 70, {"at_least": Label("每分钟不少于{figure}字", "{figure}")}, "每分钟不少于70字"),
        (Comparison.AT_MOST, 0, {"at_most": Label("最多{figure}次", "{figure}")}, "最多0次"),
        (Comparison.AT_MOST, 0, {}, "为0"),
    ],
)
def test_a_standard_in_words_of_its_metric(
    comparison: Comparison, figure: int, words: dict[str, Label], says: str
) -> None:
    rules = builders.rules()
    metric = replace(rules.metrics["contributions"], words=words)
    scheme = replace(rules, metrics={**rules.metrics, "contributions": metric})
    criterion = replace(next(iter(rules.eligible)), comparison=comparison, figures=(Fraction(figure),))
    assert standard_text(criterion, scheme, "zh") == says


def test_figures_without_end_are_rounded_where_others_are_equal_or_decide_after_them() -> None:
    third, next_to_it = F(3300, 43), F(7674, 100)
    text = reason(0, figure="csat", score=third, next_figure=third)
    assert "by CSAT (76.74%)" in text
    assert "by CSAT (76.744%)" in reason(0, figure="csat", score=third, next_figure=next_to_it)
