"""What was over before a month, where awards and parts look back: which periods count, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
from ccmotivate.engine.history import History, _with_others, _with_past, looking_back, unseen
from ccmotivate.engine.months import _before, score_months
from ccmotivate.engine.periods import award_shorter_periods
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.before import NOTHING_BEFORE, Before
from ccmotivate.model.results import MonthFacts, Past
from tests.conditions.test_not_won import (
    _MONTHLY,
    best,
    data,
    held,
    month_of,
    period_of,
    rules,
    scored,
    span,
    stated,
    word,
)
from tests.points.scoring import with_texts
from tests.support import shipped_rules

QUARTERLY = rules(12, every="quarter")
"""The best agent of a quarter is nobody who was that in the four quarters before."""


def best_of(past: Past) -> dict[str, list[str | None]]:
    """The best agents by period, of those that have one."""
    found = {
        str(period): [one.agent_id for one in given if one.award == "best_agent"] for period, given in past.items()
    }
    return {period: ids for period, ids in found.items() if ids}


def names(months: Sequence[MonthFacts]) -> list[str]:
    return [str(one.month) for one in months]


def test_a_month_that_is_known_before_counts_as_it_is_known_and_others_as_they_are_scored() -> None:
    """December went to nobody and January to A3, as they were published; the files give January to A1."""
    made = rules(2)
    december, january = (held(scored(made, name)[0], *ids) for name, ids in (("2024-12", ()), ("2025-01", ("A3",))))
    months = scored(made, *span("2025-01", 3), before=Before(months=(december, january)))
    assert [best(one) for one in months] == [["A1"], ["A1"], ["A2"]]
    assert best_of(months[-1].past) == {"2025-01": ["A3"], "2025-02": ["A1"]}


def test_only_what_ended_before_the_month_is_over() -> None:
    january = held(scored(rules(2), "2025-01")[0], "A1")
    history = History(rules(2), replace(stated({"2025-02": ["A2"]}), months=(january,)))
    assert [best_of(history.until(month_of(f"2025-{n:02}"))) for n in (1, 2, 3)] == [
        {},
        {"2025-01": ["A1"]},
        {"2025-01": ["A1"], "2025-02": ["A2"]},
    ]


def test_quarters_are_decided_in_the_order_of_time() -> None:
    """A1 is always ahead: the best of the first quarter, so that the second goes to A2 and the third to A3."""
    months = tuple(held(one) for one in scored(shipped_rules(), *span("2025-01", 9)))
    past = History(QUARTERLY, Before(months=months)).until(month_of("2025-10"))
    assert best_of(past) == {"2025-Q1": ["A1"], "2025-Q2": ["A2"], "2025-Q3": ["A3"]}


def test_a_quarter_is_decided_where_every_month_of_it_is_known() -> None:
    months = tuple(held(one) for one in scored(shipped_rules(), *span("2025-01", 6)))
    for left_out in (3, 4, 5):
        known = tuple(one for one in months if one is not months[left_out])
        past = History(QUARTERLY, Before(months=known)).until(month_of("2025-07"))
        assert best_of(past) == {"2025-Q1": ["A1"]}


def test_a_month_of_two_workbooks_makes_no_quarter() -> None:
    """Each workbook has its own winners, so that it is not known who would win the quarter."""
    history = History(QUARTERLY)
    for name in (*span("2025-01", 3), "2025-02"):
        history.add(scored(QUARTERLY, name)[0])
    assert best_of(history.until(month_of("2025-04"))) == {}


def test_what_was_decided_of_a_month_counts_beside_what_was_decided_of_others() -> None:
    words = (word("withhold", "A1", "2025-01"), word("grant", "A3", "2025-02"))
    for told, february in ((words[:1], ["A1"]), (words, ["A1", "A3"])):
        months = scored(rules(2), *span("2025-01", 3), before=Before(decisions=told))
        assert best_of(months[-1].past) == {"2025-02": february}
        assert [best(one) for one in months] == [["A1"], ["A1"], ["A2"]]


def test_months_of_several_workbooks_in_any_order_are_those_of_one() -> None:
    made = rules(2)
    alone = [scored(made, name)[0] for name in span("2025-01", 4)]
    seen = looking_back([alone[at] for at in (2, 0, 3, 1)], made, NOTHING_BEFORE)
    assert names(seen) == ["2025-03", "2025-01", "2025-04", "2025-02"]
    assert [best(one) for one in seen] == [["A3"], ["A1"], ["A1"], ["A2"]]
    together = {one.month: one.past for one in scored(made, *span("2025-01", 4))}
    assert all(one.past == together[one.month] for one in seen)


def test_a_month_that_knows_its_past_is_not_decided_again() -> None:
    (march,) = scored(rules(2), "2025-03", before=stated({"2025-02": ["A1"]}))
    assert _with_past(march, dict(march.past)) is march
    assert best(march) == ["A2"]
    assert best(_with_past(march, {})) == ["A1"]


def test_parts_look_at_the_months_of_their_window_in_the_order_of_time() -> None:
    """Of May's window of three months April is known already; January is too early, and May is not before itself."""
    months = dict(zip(span("2025-01", 5), scored(shipped_rules(), *span("2025-01", 5)), strict=True))
    april, may = months["2025-04"], replace(months["2025-05"], earlier=(months["2025-04"],), given=())
    others = [months[name] for name in ("2025-05", "2025-03", "2025-01", "2025-04", "2025-02")]
    found = _with_others(may, others, 3)
    assert names(found.earlier) == names(found.given) == ["2025-02", "2025-03", "2025-04"]
    assert _with_others(april, [april, months["2025-05"]], 3) is april


def test_awards_that_could_not_look_far_enough_stand_in_order_with_their_months() -> None:
    project = "rank: {by: score, places: 3, then: [{error_rate: low}, {contributions: high}]}"
    made = with_texts(
        (project, "all: [{rank: {by: score, places: 3}}, {not_won: {award: best_agent, months: 1}}]"),
        (_MONTHLY, "all: [{rank: {by: score}}, {not_won: {award: monthly_project, months: 2}}]"),
        file="awards.yaml",
    )
    months = [*scored(made, "2025-03"), *scored(made, "2025-06")]
    told = [(one.fields["award"], one.fields["months"]) for one in unseen(months)]
    assert told == [
        ("best_agent", "2025-01, 2025-02, 2025-04, 2025-05"),
        ("monthly_project", "2025-02, 2025-05"),
    ]
    assert unseen([replace(one, past={period_of(name): () for name in span("2025-01", 6)}) for one in months]) == []


def test_a_month_that_is_known_before_is_not_before_itself() -> None:
    months = {one.month: held(one) for one in scored(shipped_rules(), *span("2025-01", 4))}
    known = Before(months=tuple(months.values()))
    (march,) = scored(shipped_rules(), "2025-03", before=known)
    assert names(march.earlier) == ["2025-01", "2025-02"]
    assert names(march.given) == []


def test_advice_changes_the_month_and_whoever_won_before_stays_out() -> None:
    """A1 won in February, A2 in March with 90 %; 89.99 % is as much for A3, in points rounded to two places."""
    made = rules(1)
    months = {one.month: one for one in scored(made, "2025-02", "2025-03")}
    march = months[month_of("2025-03")]
    assert best(march) == ["A2"]
    (entry,) = award_stories(made.awards["best_agent"], march.period, march, "A3", "")
    enough = WhatIf(data(["2025-02", "2025-03"]), made, months, "A3").counterfactual(entry)
    assert enough is not None
    assert [(str(one.month), one.metric, one.after) for one in enough.edits] == [
        ("2025-03", "productivity", Fraction("89.99"))
    ]


def test_who_won_one_of_two_awards_that_rule_out_gets_no_advice() -> None:
    """And who won neither is advised; a condition that is only one of several ways rules nobody out."""
    ranked, first, second = (
        "{rank: {by: score}}",
        "{not_won: {award: best_agent, months: 2}}",
        ("{not_won: {award: csat_star, months: 2}}"),
    )

    def advised(condition: str) -> list[str]:
        made = with_texts((_MONTHLY, condition), file="awards.yaml")
        before = Before(
            stated={**stated({"2025-01": ["A2"]}).stated, **stated({"2025-02": ["A3"]}, "csat_star").stated}
        )
        figures = (100, 90, 80, 76)
        (march,), _notes = score_months(data(["2025-03"], figures), made, before=before)
        found = []
        for name in ("A2", "A3", "A4"):
            (entry,) = award_stories(made.awards["best_agent"], march.period, march, name, "")
            known = {march.month: march}
            if WhatIf(data(["2025-03"], figures), made, known, name).counterfactual(entry) is not None:
                found.append(name)
        return found

    assert advised(f"all: [{ranked}, {first}, {second}]") == ["A4"]
    assert advised(f"all: [{ranked}, {{any: [{first}, {second}]}}]") == ["A2", "A3", "A4"]


def test_a_window_holds_so_many_months_and_the_first_of_them() -> None:
    months = {one.month: held(one) for one in reversed(scored(shipped_rules(), *span("2025-01", 5)))}
    may = month_of("2025-05")
    assert [names(_before(may, months, window)) for window in (0, 1, 3)] == [
        [],
        ["2025-04"],
        ["2025-02", "2025-03", "2025-04"],
    ]


@pytest.mark.parametrize(
    ("award", "first", "known"),
    [
        ("monthly_project", 1, ["2025-01", "2025-02", "2025-03"]),
        ("monthly_project", 2, ["2025-02", "2025-03"]),
        ("quarterly_project", 1, ["2025-Q1"]),
        ("quarterly_project", 2, []),  # a quarter without January is not decided
    ],
)
def test_a_quarter_of_a_year_knows_what_was_over_before_its_first_month(
    award: str, first: int, known: list[str]
) -> None:
    made = rules(12, award, "quarter")
    months = [replace(one, past={}) for one in scored(shipped_rules(), *span(f"2025-{first:02}", 7 - first))]
    parts = award_shorter_periods(period_of("2025-H1"), months, made)
    (second,) = (one for one in parts if one.period == period_of("2025-Q2"))
    assert [str(one) for one in sorted(second.past)] == known
