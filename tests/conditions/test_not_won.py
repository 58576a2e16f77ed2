"""``not_won``: who won before, on both sides of the line, month by month and over longer periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.conditions.not_won import NotWon
from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
from ccmotivate.engine.coverage.awards import conditions_reached, wanted
from ccmotivate.engine.fairness.material import gather
from ccmotivate.engine.history import History, looking_back, unseen
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period, award_shorter_periods
from ccmotivate.engine.rescoring import award_periods, rescore
from ccmotivate.engine.rule_changes import differences
from ccmotivate.engine.trace import award_stories
from ccmotivate.ledger.codec import canonical, decode, encode, parsed
from ccmotivate.model.award_rules import LooksBack
from ccmotivate.model.before import NOTHING_BEFORE, Before
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.given import PassedOver
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, Decision, MonthResult, Past, PeriodResult, PublishedMonth
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.testing import run_cases
from ccmotivate.ruleset.cases import cases_of
from ccmotivate.writers.handbook.awards import award_section
from ccmotivate.writers.words.award_sentences import award_reason, screened_text
from ccmotivate.writers.words.rule_changes import change_text
from tests.points.scoring import inbound, with_texts
from tests.support import shipped_rules

_MONTHLY = "rank: {by: score, then: [{contributions: high}]}"
_QUARTERLY = "rank: {by: score, places: 3, then: [{mean error_rate: low}, {sum contributions: high}]}"


def rules(months: int = 12, award: str = "best_agent", every: str = "month") -> RuleSet:
    """The award of the best agent, given to nobody who won ``award`` in so many months before."""
    texts = dict(shipped_rules().texts)
    head = "best_agent:\n  name: {zh: 最佳客服奖, en: Best agent}\n  every: "
    assert head + "month" in texts["awards.yaml"]
    text = texts["awards.yaml"].replace(head + "month", head + every, 1)
    condition = f"all: [{{rank: {{by: score}}}}, {{not_won: {{award: {award}, months: {months}}}}}]"
    made, problems = rules_of({**texts, "awards.yaml": text.replace(_MONTHLY, condition, 1)}, "rules")
    assert made is not None, problems
    return made


def data(months: Sequence[str], productivity: Sequence[int] = (100, 90, 80)) -> Dataset:
    """A1, A2, A3 … with the same figures in every month."""
    return inbound(
        *({"agent_id": f"A{at}", "month": month_of(month), "productivity": value}
          for month in months for at, value in enumerate(productivity, start=1))
    )  # fmt: skip


def month_of(text: str) -> Month:
    return period_of(text).months[0]


def period_of(text: str) -> Period:
    found = parse_period(text)
    assert found is not None
    return found


def scored(made: RuleSet, *months: str, before: Before = NOTHING_BEFORE) -> tuple[MonthResult, ...]:
    found, _notes = score_months(data(months), made, before=before)
    return found


def stated(wins: Mapping[str, Sequence[str]], award: str = "best_agent") -> Before:
    """Who won in which period."""
    (model,) = (one for one in scored(shipped_rules(), "2025-01")[0].awards if one.award == "best_agent")
    past: Past = {
        period_of(name): tuple(replace(model, award=award, period=name, agent_id=one) for one in ids)
        for name, ids in wins.items()
    }
    return Before(stated=past)


def best(result: MonthResult | PeriodResult) -> list[str | None]:
    return [one.agent_id for one in result.awards if one.award == "best_agent"]


def span(first: str, count: int) -> list[str]:
    start = month_of(first).ordinal
    return [str(Month.from_ordinal(start + at)) for at in range(count)]


# -- the line ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "won", "winner"),
    [
        (12, "2024-03", "A2"),
        (12, "2024-02", "A1"),
        (12, "2025-02", "A2"),
        (12, "2025-03", "A1"),  # not over before
        (1, "2025-02", "A2"),
        (1, "2025-01", "A1"),
        (60, "2020-03", "A2"),
        (60, "2020-02", "A1"),
    ],
)
def test_both_sides_of_the_months_before(months: int, won: str, winner: str) -> None:
    (march,) = scored(rules(months), "2025-03", before=stated({won: ["A1"]}))
    assert best(march) == [winner]
    missed = march.trace["best_agent"]("A1")
    assert (missed is None) == (winner == "A1")
    if missed is not None:
        facts = (missed.why, missed.period, missed.needed, missed.other)
        assert facts == ("won", won, Fraction(months), "best_agent")


@pytest.mark.parametrize(
    ("won", "winner"),
    [("2024-Q4", "A2"), ("2024-Q1", "A2"), ("2023-Q4", "A1"), ("2025-Q1", "A1")],
)
def test_an_award_of_a_quarter_was_won_in_its_last_month(won: str, winner: str) -> None:
    """Before March 2025 the twelve months begin with March 2024, the last of the first quarter."""
    before = stated({won: ["A1"]}, "quarterly_project")
    (march,) = scored(rules(12, "quarterly_project"), "2025-03", before=before)
    assert best(march) == [winner]


def test_the_next_in_rank_moves_up_and_the_reason_says_why() -> None:
    made = rules()
    (march,) = scored(made, "2025-03", before=stated({"2024-07": ["A1"], "2024-11": ["A1"]}))
    (first,) = (one for one in march.awards if one.award == "best_agent")
    assert (first.agent_id, first.rank, first.candidates) == ("A2", 1, 2)
    assert first.passed_over == (PassedOver("A1", "won", "2024-11", None, Fraction(12), "best_agent"),)
    reason = award_reason(first, made, "en")
    assert "passed over: 1 (won the Best agent in November 2024, in the 12 months before)" in reason
    assert "另有1人因条件不符未列入（此前12个月内已获最佳客服奖（2024年11月））" in award_reason(first, made, "zh")
    assert decode(AwardGiven, parsed(canonical(encode(first)))) == first
    missed = march.trace["best_agent"]("A1")
    assert missed is not None
    assert screened_text(missed, made, "en") == "won the Best agent in November 2024, in the 12 months before"


# -- month by month ---------------------------------------------------------------------------------------------------


def test_it_goes_round() -> None:
    months = scored(rules(2), *span("2025-01", 6))
    assert [best(one) for one in months] == [["A1"], ["A2"], ["A3"], ["A1"], ["A2"], ["A3"]]
    assert [best(one) for one in scored(rules(1), *span("2024-12", 3))] == [["A1"], ["A2"], ["A1"]]
    assert [best(one) for one in scored(rules(12), *span("2025-01", 4))] == [["A1"], ["A2"], ["A3"], []]


def test_months_one_by_one_are_those_of_one_run() -> None:
    made = rules(2)
    alone = [one for name in span("2025-01", 5) for one in scored(made, name)]
    assert [best(one) for one in alone] == [["A1"]] * 5
    seen = looking_back([alone[at] for at in (3, 0, 4, 1, 2)], made, NOTHING_BEFORE)
    assert [best(seen[at]) for at in (1, 3, 4, 0, 2)] == [["A1"], ["A2"], ["A3"], ["A1"], ["A2"]]
    together = {one.month: one for one in scored(made, *span("2025-01", 5))}
    assert all(one.awards == together[one.month].awards and one.past == together[one.month].past for one in seen)
    assert looking_back(seen, shipped_rules(), NOTHING_BEFORE)[0].awards == seen[0].awards


def word(verdict: str, agent_id: str, period: str) -> Decision:
    return Decision(period, "best_agent", agent_id, None, verdict, "a reason", "Manager One", "2025-04-01", 1)


def test_a_withheld_win_is_no_win_and_a_granted_one_is() -> None:
    made = rules(2)
    stopped = Before(decisions=(word("withhold", "A1", "2025-01"),))
    january, february, march = scored(made, *span("2025-01", 3), before=stopped)
    assert best(january) == ["A1"]  # as the rules give it; what was decided is laid over it later
    assert [best(february), best(march)] == [["A1"], ["A2"]]
    given = Before(decisions=(word("grant", "A2", "2025-01"),))
    assert [best(one) for one in scored(made, *span("2025-01", 3), before=given)] == [["A1"], ["A3"], []]


def held(result: MonthResult, *winners: str, published: str | None = "2025-02-01 by Manager One") -> PublishedMonth:
    """The month as a ledger has it, with other winners."""
    (model,) = (one for one in result.awards if one.award == "best_agent")
    awards = tuple(replace(model, agent_id=one) for one in winners)
    return PublishedMonth(result.month, result.inputs, result.agents, result.metrics, awards, published)


def test_what_was_published_counts_before_files() -> None:
    made = rules(2)
    january = held(scored(made, "2025-01")[0], "A3")
    months = scored(made, *span("2025-01", 3), before=Before(months=(january,)))
    assert [best(one) for one in months] == [["A1"], ["A1"], ["A2"]]
    stopped = (word("withhold", "A3", "2025-01"),)
    assert best(scored(made, "2025-02", before=Before((january,), stopped))[0]) == ["A1"]
    open_month = Before((held(scored(made, "2025-01")[0], "A1", published=None),), (word("withhold", "A1", "2025-01"),))
    assert best(scored(made, "2025-02", before=open_month)[0]) == ["A1"]


# -- longer periods ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("every", "length"), [("quarter", 3), ("half", 6), ("year", 12)])
def test_longer_periods_look_at_what_was_over_before_their_first_month(every: str, length: int) -> None:
    made = rules(12, every=every)
    months = scored(made, *span("2024-01", 24))
    periods = Period.of(PeriodKind.YEAR, 2025).parts(PeriodKind(every)) or (Period.of(PeriodKind.YEAR, 2025),)
    first = periods[0]
    found = award_period(first, [one for one in months if one.month in first.months], made)
    # of quarters four were won in 2024 by A1, A2, A3, nobody; of half-years two, of years one
    assert best(found) == {3: [], 6: ["A3"], 12: ["A2"]}[length]
    whole = award_periods((period_of("2024"), first), months, made)
    assert whole[-1].awards == found.awards
    blocked = found.trace["best_agent"]("A1")
    assert blocked is not None
    assert (blocked.why, blocked.period) == ("won", {3: "2024-Q1", 6: "2024-H1", 12: "2024"}[length])


def test_a_quarter_looks_at_the_months_before_its_first_month() -> None:
    made = rules(2, "monthly_project", "quarter")
    before = stated({"2024-11": ["A1"], "2024-10": ["A2"]}, "monthly_project")
    months = scored(made, *span("2025-01", 3), before=before)
    quarter = award_period(period_of("2025-Q1"), months, made)
    assert best(quarter) == ["A2"]  # who won in January to March is not asked
    assert any(one.agent_id == "A2" and one.award == "monthly_project" for month in months for one in month.awards)


def test_a_month_looks_at_quarters_that_its_files_give() -> None:
    made = rules(3, "quarterly_project")
    months = scored(made, *span("2025-01", 5))
    quarter = award_period(period_of("2025-Q1"), months[:3], made)
    winners = {one.agent_id for one in quarter.awards if one.award == "quarterly_project"}
    assert winners == {"A1", "A2", "A3"}
    assert [best(one) for one in months] == [["A1"]] * 3 + [[], []]
    stopped = Decision("2025-Q1", "quarterly_project", "A2", None, "withhold", "a reason", "Manager One", "2025-04-01")
    seen = scored(made, *span("2025-01", 5), before=Before(decisions=(stopped,)))
    assert [best(one) for one in seen[3:]] == [["A2"], ["A2"]]
    published = replace(quarter, awards=tuple(one for one in quarter.awards if one.agent_id != "A3"))
    seen = scored(made, *span("2025-01", 5), before=Before(published=(published,)))
    assert [best(one) for one in seen[3:]] == [["A3"], ["A3"]]


def test_a_period_without_months_of_files_takes_what_is_given() -> None:
    made = rules(12, every="quarter")
    months = [held(one) if best(one) else one for one in scored(shipped_rules(), *span("2025-01", 3))]
    past = History(made, stated({"2024-Q2": ["A1"]})).until(month_of("2025-01"))
    assert best(award_period(period_of("2025-Q1"), months, made, past=past)) == ["A2"]
    (part,) = (
        one
        for one in award_shorter_periods(period_of("2025-H1"), months, made, past=past)
        if one.period == period_of("2025-Q1")
    )
    assert best(part) == ["A2"]


# -- decided again ----------------------------------------------------------------------------------------------------


def test_it_is_decided_again_compared_covered_and_told() -> None:
    made, other = rules(2), rules(1)
    (change,) = differences(made, other)
    assert "without the Best agent in the 1 month before" in change_text(change, "en")
    assert "此前1个月内未获最佳客服奖" in change_text(change, "zh")
    months = scored(made, *span("2025-01", 3))
    again = [rescore(replace(one, past=then.past), other)
             for one, then in zip(months, scored(other, *span("2025-01", 3)), strict=True)]  # fmt: skip
    assert [best(one) for one in again] == [["A1"], ["A2"], ["A1"]]
    ways = {(one.kind, one.subject, one.way) for one in wanted(made) if one.owner == "best_agent"}
    assert {("refusal", "", "won"), ("condition", "all[2]", "holds"), ("condition", "all[2]", "fails")} <= ways
    reached = {(one.subject, one.way) for one in conditions_reached(months[1], months) if one.owner == "best_agent"}
    assert {("all[2]", "holds"), ("all[2]", "fails")} <= reached
    condition = made.awards["best_agent"].condition.parts[1]
    assert isinstance(condition, NotWon)
    assert condition.looks_back == LooksBack(PeriodKind.MONTH, 2)
    text = str(award_section(made.awards["best_agent"], HandbookFacts(made, None, examples_of(made), ()), "en"))
    assert "without the Best agent in the 2 months before" in text


@pytest.mark.parametrize(
    ("months", "award", "every", "window"),
    [(12, "best_agent", "month", 12), (12, "best_agent", "quarter", 16), (12, "quarterly_project", "month", 14)],
)
def test_rules_say_how_far_back_they_look(months: int, award: str, every: str, window: int) -> None:
    """A quarter's last month is two after its first; the first of a quarter that is looked at is two before its end."""
    assert rules(months, award, every).awards_window == window
    assert shipped_rules().awards_window == 0


def test_the_material_of_fairness_has_the_same_winners() -> None:
    made = rules(12, every="quarter")
    months = scored(made, *span("2025-01", 6))
    found = {str(one.period): best(one) for one in gather(months, made).results}
    assert (found["2025-Q1"], found["2025-Q2"]) == (["A1"], ["A2"])


# -- advice -----------------------------------------------------------------------------------------------------------


def advice(made: RuleSet, months: Sequence[MonthResult], agent_id: str, figures: Sequence[int]) -> object:
    march = months[-1]
    (entry,) = award_stories(made.awards["best_agent"], march.period, march, agent_id, "")
    names = [str(one.month) for one in months]
    return WhatIf(data(names, figures), made, {one.month: one for one in months}, agent_id).counterfactual(entry)


@pytest.mark.parametrize("figures", [(100, 90), (60, 90)])
def test_who_won_before_gets_no_advice(figures: tuple[int, int]) -> None:
    """Nor who misses a standard as well: to meet that would not be enough."""
    made = rules()
    months, _notes = score_months(data(["2025-03"], figures), made, before=stated({"2025-01": ["A1"]}))
    assert best(months[0]) == ["A2"]
    assert advice(made, months, "A1", figures) is None


def test_who_did_not_win_is_advised_on_those_who_may() -> None:
    made, figures = rules(), (100, 90, 80)
    months, _notes = score_months(data(["2025-03"], figures), made, before=stated({"2025-01": ["A1"]}))
    found = advice(made, months, "A3", figures)
    assert found is not None
    assert [(one.metric, one.before, one.after) for one in found.edits] == [("productivity", 80, Fraction("89.99"))]  # type: ignore[attr-defined]


# -- what is not known ------------------------------------------------------------------------------------------------


def test_months_that_are_not_known_are_named() -> None:
    made = rules(3)
    february, march = scored(made, "2025-02", "2025-03", before=stated({"2024-12": []}))
    (note,) = unseen([march])
    assert (note.fields["award"], note.fields["months"]) == ("best_agent", "2025-01")
    (note,) = unseen([february, march])
    assert note.fields["months"] == "2024-11, 2025-01"
    assert unseen(scored(shipped_rules(), "2025-02")) == []
    assert unseen([replace(march, published="2025-04-01 by Manager One")]) == []


def test_of_a_quarter_the_months_are_named_that_lack() -> None:
    made = rules(3, "quarterly_project")
    months = scored(made, *span("2024-11", 5))
    (note,) = unseen([months[-1]])  # before March 2025 ended the last quarter of 2024
    assert note.fields["months"] == "2024-10"


# -- cases ------------------------------------------------------------------------------------------------------------

CASE = """
when: 2025-03
given: {role: inbound, like: on_standard, project: P}
cases:
  - case: Who won a year ago is kept out
    agents: {A: {productivity: 100%}, B: {productivity: 90%}}
    won: {2024-03: {best_agent: [A]}, 2024-02: {best_agent: B}, 2025-02: {best_agent: nobody}}
    awards: {best_agent: {A: {refused: won}, B: {place: 1, reason: [March 2024]}}}
"""


def test_a_case_states_who_won() -> None:
    made = rules()
    cases, problems = cases_of("language: en" + CASE, made, "cases/won.yaml")
    assert problems == ()
    (outcome,) = run_cases(cases, made)
    assert outcome.failures == ()
    wrong, _problems = cases_of("language: en" + CASE.replace("2024-03", "2024-01"), made, "cases/won.yaml")
    assert len(run_cases(wrong, made)[0].failures) > 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2024-03: {best_agent", "2025-03: {best_agent", "case-not-before"),
        ("2024-03: {best_agent", "2024-Q1: {best_agent", "case-award-period"),
        ("2024-03: {best_agent", "last year: {best_agent", "case-no-period"),
        ("{best_agent: [A]}", "{best_agnt: [A]}", "rule-unknown-word"),
        ("{best_agent: [A]}", "{best_agent: [Z]}", "rule-unknown-word"),
        ("{best_agent: [A]}", "{best_agent: {A: yes}}", "rule-wrong-shape"),
    ],
)
def test_what_a_case_cannot_say_has_its_line(old: str, new: str, code: str) -> None:
    assert old in CASE
    _cases, problems = cases_of(CASE.replace(old, new, 1), rules(), "cases/won.yaml")
    assert [(one.code, str(one.source)) for one in problems] == [(code, "cases/won.yaml:7")]


# -- what cannot be written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{award: best_agnt, months: 12}", "rule-unknown-word"),
        ("{award: best_team, months: 12}", "rule-unknown-word"),
        ("{award: best_agent, months: 0}", None),
        ("{award: best_agent, months: 61}", None),
        ("{award: best_agent, months: 1.5}", None),
        ("{award: best_agent}", "rule-missing-key"),
    ],
)
def test_what_is_wrong_has_its_file_and_line(written: str, code: str | None) -> None:
    texts = dict(shipped_rules().texts)
    line = texts["awards.yaml"].split(_MONTHLY)[0].count("\n") + 1
    texts["awards.yaml"] = texts["awards.yaml"].replace(_MONTHLY, f"not_won: {written}", 1)
    made, problems = rules_of(texts, "rules")
    assert made is None
    (found,) = (one for one in problems if one.is_error)
    assert str(found.source) == f"rules/awards.yaml:{line}"
    assert code in (None, found.code)


def test_a_team_award_cannot_ask_it() -> None:
    texts = dict(shipped_rules().texts)
    old = "rank: {by: mean_score, then: [{share_qualified: high}]}"
    assert old in texts["awards.yaml"]
    texts["awards.yaml"] = texts["awards.yaml"].replace(old, "not_won: {award: best_agent, months: 3}", 1)
    made, problems = rules_of(texts, "rules")
    assert made is None
    assert "rule-team-award" in {one.code for one in problems}


def test_awards_may_name_each_other() -> None:
    """Each looks only at what was over before, so that neither waits for the other."""
    project = "rank: {by: score, places: 3, then: [{error_rate: low}, {contributions: high}]}"
    made = with_texts(
        (project, "all: [{rank: {by: score, places: 3}}, {not_won: {award: best_agent, months: 1}}]"),
        (_MONTHLY, "all: [{rank: {by: score}}, {not_won: {award: monthly_project, months: 1}}]"),
        file="awards.yaml",
    )
    months = scored(made, *span("2025-01", 3))
    assert [best(one) for one in months] == [["A1"], [], ["A1"]]
    assert [[one.agent_id for one in month.awards if one.award == "monthly_project"] for month in months] == [
        ["A1", "A2", "A3"],
        ["A2", "A3"],
        ["A1", "A2", "A3"],
    ]
