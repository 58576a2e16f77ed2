"""What would have been enough is the least: with it the award is won, with one smallest step less it is not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf, _drew_level, _passed, _runs
from ccmotivate.engine.decisions import with_decisions
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.calendar import PeriodKind, parse_period
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.explanation import AwardExplanation
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed
from ccmotivate.model.results import Decision, MonthResult, PeriodResult
from tests.engine.cases import make_agents
from tests.engine.compare import as_dataset
from tests.engine.least import Verdict, judge
from tests.engine.test_trace import (
    RULES,
    Decided,
    _inbound,
    _story,
    decided,
    edited,
    of_year,
    told_of,
    winners,
    with_letters,
)
from tests.engine.year_cases import make_year
from tests.samples import sample, sampled
from tests.support import dataset


def _advice(whole: Decided, agent_id: str, award: str) -> dict[str, Fraction]:
    enough = WhatIf(whole.data, RULES, whole.months, agent_id).counterfactual(_story(whole, agent_id, award))
    assert enough is not None
    assert enough.wins
    return {edit.metric: edit.after for edit in enough.edits}


# -- by hand: domain.md, productivity 75 % = 100 points, 100 % = 120 points, half of the score -----------------------
# 93.2 % has 114.56 points, of which half and the other 50 are a score of 107.28. That is also what 114.55 points give
# (57.275, half-up 57.28), and 114.55 are reached from 114.545 on: 93.18125 %.


def test_a_percent_moves_by_a_hundredth() -> None:
    rows = [_inbound("A1", productivity=Fraction("93.2")), _inbound("A2", productivity=90)]
    assert _advice(decided(dataset(rows)), "A2", "best_agent") == {"productivity": Fraction("93.19")}


def test_a_column_that_is_written_finer_moves_in_its_own_steps() -> None:
    rows = [_inbound("A1", productivity=Fraction("93.2004")), _inbound("A2", productivity=90)]
    assert _advice(decided(dataset(rows)), "A2", "best_agent") == {"productivity": Fraction("93.1813")}


def test_a_shared_place_is_a_place() -> None:
    rows = [_inbound("A1", productivity=100), _inbound("A2", productivity=90)]
    assert _advice(decided(dataset(rows)), "A2", "best_agent") == {"productivity": Fraction("99.99")}


def test_level_is_enough_where_a_tie_breaker_decides() -> None:
    rows = [_inbound("A1", productivity=Fraction("93.2")), _inbound("A2", productivity=90, proposals_adopted=4)]
    whole = decided(dataset(rows))
    assert _advice(whole, "A2", "best_agent") == {"productivity": Fraction("93.19")}
    enough = WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(_story(whole, "A2", "best_agent"))
    assert enough is not None
    assert (enough.reached, enough.gain) == (Fraction("107.28"), Fraction("1.28"))


def test_level_is_not_enough_where_a_tie_breaker_is_lost() -> None:
    rows = [_inbound("A1", productivity=Fraction("93.2"), proposals_adopted=4), _inbound("A2", productivity=90)]
    # 107.29 takes 114.57 points (57.285), from 114.565 on: 93.20625 %
    whole = decided(dataset(rows))
    assert _advice(whole, "A2", "best_agent") == {"productivity": Fraction("93.21")}
    enough = WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(_story(whole, "A2", "best_agent"))
    assert enough is not None
    assert (enough.reached, enough.gain) == (Fraction("107.29"), Fraction("1.29"))


def test_nothing_needless_is_asked_for() -> None:
    """One complaint less would do; the productivity beside it stays."""
    rows = [_inbound("A1"), _inbound("A2", complaints=1, productivity=100)]
    assert _advice(decided(dataset(rows)), "A2", "best_agent") == {"complaints": 0}


def test_data_where_there_was_none_is_the_least_that_wins() -> None:
    rows = [_inbound("A1", csat=Fraction("95.5")), _inbound("A2", csat=None), _inbound("A3", csat=90)]
    found = _advice(decided(dataset(rows)), "A2", "csat_star")
    assert found["csat"] in (Fraction("95.5"), Fraction("95.51"))


def test_a_quarter_is_won_by_two_months_running() -> None:
    """Of two ways to an award the one that asks for less: a monthly place twice, not the lead three times."""
    whole = of_year(make_year(random.Random(30).choice, 14, 3))
    kinds: Counter[Verdict] = Counter()
    for agent_id, entry in told_of(whole):
        if entry.award == "quarterly_project" and entry.missed and entry.missed.why == "any":
            kinds[judge(whole, agent_id, entry)] += 1
    assert kinds[Verdict.LEAST] >= 5
    assert not kinds[Verdict.MORE]


# -- over everything --------------------------------------------------------------------------------------------------


def some(whole: Decided, choose: random.Random, each: int) -> list[tuple[str, AwardExplanation]]:
    """So many non-winners of every award and every reason."""
    kinds: dict[str, list[tuple[str, AwardExplanation]]] = {}
    for agent_id, entry in told_of(whole):
        if entry.missed:
            kinds.setdefault(f"{entry.award} {entry.missed.why}", []).append((agent_id, entry))
    return [one for name in sorted(kinds) for one in choose.sample(kinds[name], min(each, len(kinds[name])))]


@sampled
@pytest.mark.parametrize("seed", sample([30], [30, 41]))
def test_the_advice_of_random_years_is_the_least(seed: int) -> None:
    choose = random.Random(seed)
    whole = of_year(make_year(choose.choice, 14, 6))
    found = Counter(judge(whole, *one) for one in some(whole, choose, 1))
    assert not found[Verdict.MORE]
    assert not found[Verdict.SILENT]
    assert found[Verdict.LEAST] > 12


@sampled
@settings(max_examples=sample(6, 24))
@given(st.data(), st.integers(2, 6))
def test_the_advice_of_random_months_is_the_least(data: st.DataObject, count: int) -> None:
    agents = make_agents(lambda choices: data.draw(st.sampled_from(choices)), count, cells=False)
    whole = decided(with_letters(as_dataset(agents, cells=False)))
    lost = [one for one in told_of(whole) if one[1].missed]
    if lost:
        assert judge(whole, *data.draw(st.sampled_from(lost))) in (
            Verdict.LEAST,
            Verdict.CONDITION,
            Verdict.NONE,
        )


# -- what people decided ----------------------------------------------------------------------------------------------
# Three places a month; A1, A2 and A3 are ahead of B in every month unless it is said. Quarter and year ask for two
# running: of the monthly places for the quarter, of the quarters for the year.


def _halves(ahead: Sequence[int]) -> Dataset:
    """Six months in which B is behind the three places, but for those months in which he leads."""
    months = [Month(2025, number) for number in range(1, 7)]
    scores = {"A1": 99, "A2": 98, "A3": 97}
    rows = [_inbound(agent, productivity=score, month=month) for month in months for agent, score in scores.items()]
    return dataset(rows + [_inbound("B", productivity=100 if one.month in ahead else 80, month=one) for one in months])


def _word(period: str, award: str, verdict: str) -> Decision:
    return Decision(period, award, "B", None, verdict, "a reason", "Manager One", "2025-04-02T08:00:00Z")


def _counted(
    data: Dataset, period: str, words: Sequence[Decision], published: Sequence[PeriodResult] = ()
) -> tuple[dict[Month, MonthResult], PeriodResult]:
    """The months and a period as they count with what was decided and published."""
    months = {one.month: with_decisions(one, words) for one in score_months(data, RULES)[0]}
    wanted = parse_period(period)
    assert wanted is not None
    facts = [one for month, one in months.items() if month in wanted.months]
    return months, award_period(wanted, facts, RULES, words, published)


def _advised(
    data: Dataset, period: str, award: str, words: Sequence[Decision], published: Sequence[PeriodResult] = ()
) -> set[int]:
    """The months in which B is advised to change something; it wins, and without any one of them it does not."""
    months, result = _counted(data, period, words, published)
    (entry,) = award_stories(RULES.awards[award], result.period, result, "B", "T")
    assert entry.missed is not None
    enough = WhatIf(data, RULES, months, "B", tuple(words), tuple(published)).counterfactual(entry)
    assert enough is not None
    assert enough.wins
    touched = {edit.month.month for edit in enough.edits}
    standing = [one for one in published if not any(month.month in touched for month in one.period.months)]
    assert "B" in winners(_counted(edited(data, "B", enough.edits), period, words, standing)[1], award)
    for edit in enough.edits:
        rest = [one for one in enough.edits if one is not edit]
        assert "B" not in winners(_counted(edited(data, "B", rest), period, words, standing)[1], award)
    return touched


def test_a_granted_month_is_one_of_those_running() -> None:
    assert _advised(_halves(()), "2025-Q1", "quarterly_project", []) == {1, 2}
    granted = [_word("2025-03", "monthly_project", "grant")]
    assert _advised(_halves(()), "2025-Q1", "quarterly_project", granted) == {2}


def test_a_withheld_month_stays_withheld_whatever_the_figures_are() -> None:
    withheld = [_word("2025-01", "monthly_project", "withhold")]
    assert _advised(_halves((1,)), "2025-Q1", "quarterly_project", []) == {2}
    assert _advised(_halves((1,)), "2025-Q1", "quarterly_project", withheld) == {2, 3}
    assert _advised(_halves(()), "2025-Q1", "quarterly_project", withheld) == {2, 3}


def test_what_is_withheld_beforehand_is_not_advised_on() -> None:
    """February is withheld, so no two months of the quarter follow each other; leading all three is another way."""
    withheld = [_word("2025-02", "monthly_project", "withhold")]
    assert _advised(_halves((1,)), "2025-Q1", "quarterly_project", withheld) == {2, 3}
    refused = [*withheld, _word("2025-Q1", "quarterly_project", "withhold")]
    data = _halves((1,))
    months, result = _counted(data, "2025-Q1", refused)
    (entry,) = award_stories(RULES.awards["quarterly_project"], result.period, result, "B", "T")
    assert WhatIf(data, RULES, months, "B", tuple(refused)).counterfactual(entry) is None


def test_a_granted_quarter_is_one_of_those_running() -> None:
    data, granted = _halves((4,)), [_word("2025-Q1", "quarterly_project", "grant")]
    assert _advised(data, "2025", "annual_outstanding", []) == {1, 2, 5}
    assert _advised(data, "2025", "annual_outstanding", granted) == {5}


def test_a_published_quarter_counts_as_it_was_published() -> None:
    data, granted = _halves((4,)), [_word("2025-Q1", "quarterly_project", "grant")]
    published = _counted(data, "2025-Q1", granted)[1]
    assert _advised(data, "2025", "annual_outstanding", [], [published]) == {5}


def test_a_column_of_quotients_moves_by_the_step_of_its_kind() -> None:
    """93.3333333333333 is a third that a cell cut off; nobody writes, or reads, the thirteenth decimal."""
    third = Fraction("93.3333333333333")
    rows = [_inbound("A1", csat=third, proposals_adopted=4), _inbound("A2", csat=90)]
    assert _advice(decided(dataset(rows)), "A2", "csat_star") == {"csat": Fraction("93.34")}
    written = [*rows, _inbound("A3", csat=Fraction("90.125"))]
    assert _advice(decided(dataset(written)), "A2", "csat_star") == {"csat": Fraction("93.334")}


# -- what counts as met -----------------------------------------------------------------------------------------------


def test_what_was_missed_is_met_once_another_thing_is_missed() -> None:
    behind = Missed("behind", period="2025-01", figure="score")
    assert _passed(behind, None)
    assert _passed(behind, Missed("behind", period="2025-02"))
    assert _passed(behind, Missed("not_eligible", period="2025-01"))
    assert _passed(Missed("no_metric", metric="csat"), Missed("no_metric", metric="qc_accuracy"))
    assert not _passed(behind, replace(behind, rank=2))
    assert not _passed(behind, Missed("tie", period="2025-01"))
    assert not _passed(Missed("tie"), Missed("behind"))
    assert _passed(Missed("tie"), Missed("not_eligible"))


def test_of_alternatives_one_less_is_missed_or_none_of_them_is_the_same() -> None:
    behind, times, led = Missed("behind", period="2025-01"), Missed("times"), Missed("not_eligible")
    both = Missed("any", parts=(behind, times))
    assert not _passed(both, both)
    assert not _passed(both, Missed("any", parts=(led, times)))
    assert _passed(both, None)
    assert _passed(both, times)
    assert _passed(Missed("any", parts=(behind, times, led)), both)
    assert not _passed(behind, both)
    assert _passed(led, both)


def test_level_is_drawn_where_the_same_figure_was_behind() -> None:
    behind = Missed("behind", figure="score")
    assert _drew_level(behind, Missed("tie", figure="score"))
    assert not _drew_level(behind, Missed("tie", figure="csat"))
    assert not _drew_level(behind, replace(behind, rank=2))
    assert not _drew_level(Missed("tie", figure="score"), Missed("tie", figure="score"))
    assert not _drew_level(behind, None)


def test_of_runs_that_lack_something_the_shortest_comes_first() -> None:
    quarter = parse_period("2025-H1")
    assert quarter is not None
    months = quarter.parts(PeriodKind.MONTH)

    def lacking(times: int, *met: str) -> list[list[str]]:
        return [[str(one) for one in run] for run in _runs(months[:4], times, set(met))]

    assert lacking(2) == [["2025-01", "2025-02"], ["2025-02", "2025-03"], ["2025-03", "2025-04"]]
    assert lacking(2, "2025-03") == [["2025-02"], ["2025-04"], ["2025-01", "2025-02"]]
    assert lacking(3, "2025-01", "2025-04") == [["2025-02", "2025-03"], ["2025-02", "2025-03"]]
    assert lacking(4) == [["2025-01", "2025-02", "2025-03", "2025-04"]]
    assert lacking(5) == []


def test_two_blank_cells_are_advised_on_and_three_are_not() -> None:
    def advised(*blank: str) -> dict[str, Fraction] | None:
        figures: dict[str, Fraction | None] = {"productivity": Fraction(100), **dict.fromkeys(blank)}
        whole = decided(dataset([_inbound("A1"), _inbound("A2", **figures)]))
        enough = WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(_story(whole, "A2", "best_agent"))
        return None if enough is None else {edit.metric: edit.after for edit in enough.edits}

    assert advised("complaints", "error_rate") == {"complaints": 0, "error_rate": 0}
    assert advised("complaints", "error_rate", "attitude") is None


def test_a_mean_over_months_takes_every_month() -> None:
    """Who was away in February has no score of the quarter, whatever the other months are."""
    months = [Month(2025, number) for number in (1, 2, 3)]
    rows = [
        _inbound(name, month=month) for month in months for name in ("A1", "A2") if (name, month.month) != ("A2", 2)
    ]
    whole = decided(dataset(rows))
    needed = Fraction(107)
    assert WhatIf(whole.data, RULES, whole.months, "A2")._mean(months[:2], Fraction(1), ()) is None
    assert WhatIf(whole.data, RULES, whole.months, "A2")._mean(months[::2], needed, ()) is not None
    assert WhatIf(whole.data, RULES, whole.months, "A1")._mean(months[:2], needed, ()) is not None


def test_a_tie_that_a_tie_breaker_turns_leaves_the_score() -> None:
    """Both have full marks; as many contributions share the place, and the score is what it was."""
    rows = [_inbound("A1", productivity=100, proposals_adopted=4), _inbound("A2", productivity=100)]
    whole = decided(dataset(rows))
    enough = WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(_story(whole, "A2", "best_agent"))
    assert enough is not None
    assert [(edit.metric, edit.after) for edit in enough.edits] == [("proposals_adopted", 4)]
    assert (enough.reached, enough.gain) == (110, 0)
