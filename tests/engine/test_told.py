"""What is told of one agent's month beside what was decided: goals of one's own, too few rows, awards of parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from msgspec.structs import replace

from ccmotivate.engine.months import score_months
from ccmotivate.engine.trace import _is_held, month_explanation
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import MonthResult
from ccmotivate.problems import Problem
from tests.points.scoring import scored, with_texts
from tests.support import dataset, detail_rows, shipped_rules


def test_a_goal_is_told_of_a_line_that_goes_by_it() -> None:
    """Typing speed goes by the goal, productivity does not; a goal of 60 is the target of whoever has none."""
    made = with_texts(("{weight: 10, ratio: 60, cap: 100}", "{weight: 10, ratio: goal, else: 60, cap: 100}"))
    month = scored(made, {}, {}, {})
    goals = {
        name: Exact.from_fractions([Fraction(80), None, Fraction(60)]) for name in ("typing_speed", "productivity")
    }
    told = [month_explanation(replace(month, targets=goals), at) for at in range(3)]
    targets = [{one.line.metric: one.target for one in story.points if one.target is not None} for story in told]
    assert targets == [{"typing_speed": 80}, {}, {"typing_speed": 60}]


def test_the_score_of_the_scorecard_is_told_where_another_counts() -> None:
    month = scored(shipped_rules(), {}, {})
    assert month.agents["score"].tolist() == [10000, 10000]
    parts = replace(month, own_scores=np.array([10000, 9500]))
    assert [month_explanation(parts, at).own for at in range(2)] == [None, 95]


@pytest.mark.parametrize(
    ("given", "withheld", "held"),
    [((), (), False), (("other",), (), False), (("other", "lot"), (), True), ((), ("lot",), True)],
)
def test_an_award_of_a_part_was_held_where_it_was_given_or_withheld(
    given: Sequence[str], withheld: Sequence[str], held: bool
) -> None:
    awards = [SimpleNamespace(award=one) for one in given]
    stopped = [SimpleNamespace(given=SimpleNamespace(award=one)) for one in withheld]
    result = SimpleNamespace(awards=awards, withheld=stopped, trace={})
    assert _is_held(cast(Any, SimpleNamespace(part="lots", id="lot")), cast(Any, result)) is held
    assert _is_held(cast(Any, SimpleNamespace(part=None, id="lot")), cast(Any, result))


def folded(least: int) -> tuple[MonthResult, list[Problem]]:
    """A month in which A, B, C and D have so many rows of meetings, in different regions: 0, 1, 2, 3."""
    rules = shipped_rules()
    metric = rules.metrics["meeting_turnout"]
    assert metric.detail is not None
    fold = replace(metric, detail=replace(metric.detail, least=least))
    rows = [{"agent_id": name, "role": "outbound", "project": "P"} for name in "ABCD"]
    meetings = [
        {"agent_id": name, "region": f"R{at}", "required": 1, "attended": 1}
        for count, name in enumerate("ABCD")
        for at in range(count)
    ]
    details = {"meetings": detail_rows(meetings, ["region"], ["required", "attended"])}
    metrics = {**rules.metrics, "meeting_turnout": fold}
    (month,), notes = score_months(dataset(rows, {}, details), replace(rules, metrics=metrics))
    return month, [one for one in notes if one.code == "few-rows"]


def test_who_has_fewer_rows_than_asked_for_has_no_data_and_is_named() -> None:
    month, (note,) = folded(2)
    assert month.metrics["meeting_turnout"].to_list() == [None, None, 100, 100]
    assert note.fields["agents"] == "A (0), B (1)"
    assert [month.too_few("meeting_turnout", at) for at in range(4)] == [(0, 2), (1, 2), None, None]


def test_where_one_row_is_enough_only_who_has_none_is_named() -> None:
    month, (note,) = folded(1)
    assert note.fields["agents"] == "A (0)"
    assert month.metrics["meeting_turnout"].to_list() == [None, 100, 100, 100]
