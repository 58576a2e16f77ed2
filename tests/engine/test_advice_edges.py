"""Advice at its edges: critical standards first, level or beyond, eight changes at most, and only what is least."""

from __future__ import annotations

from fractions import Fraction
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
from ccmotivate.engine.counterfactuals.input_changes import Changes, InputChanges
from ccmotivate.engine.months import score_months
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.award_rules import Figure, Who
from ccmotivate.model.explanation import AwardExplanation
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed
from ccmotivate.pipeline.scheme import rules_of
from tests.engine.test_trace import RULES, _inbound, _story, decided
from tests.points.scoring import inbound, with_texts
from tests.support import MONTH, dataset, shipped_rules


@pytest.mark.parametrize(
    ("failed", "advised"),
    [
        ({"attitude": 0}, {"attitude": 1, "productivity": Fraction("84.99")}),
        ({"complaints": 1}, {"complaints": 0, "productivity": Fraction("84.99")}),
        ({"attitude": 0, "complaints": 1}, {"attitude": 1, "complaints": 0, "productivity": Fraction("84.99")}),
        ({"attitude": 0, "productivity": 90}, {"attitude": 1}),
    ],
)
def test_critical_standards_are_met_before_the_score_is_raised(
    failed: dict[str, object], advised: dict[str, Fraction]
) -> None:
    """85 % has 108 points, a score of 104; 84.99 % has 107.992, or 107.99, of which half and 50 are 103.995: 104.00."""
    shipped = with_texts(("scorecard:", "critical: [attitude, complaints]\n\nscorecard:"))
    award = replace(shipped.awards["best_agent"], who=Who.EVERYONE)
    rules = replace(shipped, awards={**shipped.awards, award.id: award})
    data = dataset([_inbound("A1", productivity=85), _inbound("A2", **{"productivity": 80, **failed})])
    months = {one.month: one for one in score_months(data, rules)[0]}
    assert months[MONTH].agents["score"].tolist() == [10400, 0]
    (entry,) = award_stories(award, months[MONTH].period, months[MONTH], "A2", "T")
    enough = WhatIf(data, rules, months, "A2").counterfactual(entry)
    assert enough is not None
    assert enough.wins
    assert {edit.metric: edit.after for edit in enough.edits} == advised


def test_nothing_is_advised_where_less_of_one_figure_does_once_another_is_less() -> None:
    """Such a goal is not met the more the higher the figures; what is advised would not be the least."""
    whole = decided(dataset([_inbound("A1", csat=Fraction(90))]))
    entry = _story(whole, "A1", "csat_star")
    wanted = {(95, 3), (95, 2), (Fraction("94.99"), 2)}

    def again(_self: WhatIf, entry: AwardExplanation, changes: Changes) -> AwardExplanation:
        found = {metric: value for _month, metric, value in changes}
        won = (found.get("csat"), found.get("proposals_adopted")) in wanted
        return entry if won else replace(entry, given=None, missed=Missed("behind"))

    with patch.object(WhatIf, "again", again):
        one = WhatIf(whole.data, RULES, whole.months, "A1")
        changes = ((MONTH, "csat", Fraction(95)), (MONTH, "proposals_adopted", Fraction(3)))
        assert one._least(entry, changes, wins=True) is None
        wanted.remove((Fraction("94.99"), 2))
        assert one._least(entry, changes, wins=True) == (changes[0], (MONTH, "proposals_adopted", Fraction(2)))


@pytest.mark.parametrize(
    ("february", "edits", "wins"),
    [({}, 7, True), ({"attitude": 0}, 8, True), ({"attitude": 0, "complaints": 1}, 7, False)],
)
def test_no_more_than_eight_changes_are_advised(february: dict[str, object], edits: int, wins: bool) -> None:
    """In January everything was failed that a role and eligibility ask for; where nine are needed, January is told."""
    failed = {"typing_speed": 59, "project_knowledge": 2, "productivity": 74, "attitude": 0, "error_rate": 1,
              "complaints": 1, "proposals_adopted": 0}  # fmt: skip
    months = {1: failed, 2: february, 3: {}}
    whole = decided(dataset([_inbound("A1", month=Month(2025, n), **figures) for n, figures in months.items()]))
    entry = next(one for one in whole.told("A1").awards if one.award == "contribution")
    enough = WhatIf(whole.data, RULES, whole.months, "A1").counterfactual(entry)
    assert enough is not None
    assert (len(enough.edits), enough.wins) == (edits, wins)


@pytest.mark.parametrize(
    ("metric", "best", "needed", "level", "found"),
    [
        ("csat", "high", "95", False, "95.01"),
        ("csat", "high", "95", True, "95"),
        ("error_rate", "low", "0.5", False, "0.49"),
        ("error_rate", "low", "0.5", True, "0.5"),
    ],
)
def test_a_place_is_taken_by_more_than_the_last_or_shared_by_as_much(
    metric: str, best: str, needed: str, level: bool, found: str
) -> None:
    whole = decided(dataset([_inbound("A1", csat=90, error_rate=1)]))
    advice = WhatIf(whole.data, RULES, whole.months, "A1")
    assert advice._better(Figure(metric), best, Fraction(needed), [MONTH], (), level=level) == (
        (MONTH, metric, Fraction(found)),
    )


@pytest.mark.parametrize(
    ("figures", "advised"),
    [
        ({"calls_taken": 90, "csat": 70}, {"calls_taken": Fraction(100), "csat": Fraction(90)}),
        ({"calls_taken": 90, "csat": 95}, {"calls_taken": Fraction(100)}),
        ({"calls_taken": None, "csat": 70}, {"calls_taken": Fraction(100), "csat": Fraction(90)}),
    ],
)
def test_figures_that_only_help_together_are_advised_together(
    figures: dict[str, object], advised: dict[str, Fraction]
) -> None:
    """The lower of two figures counts: 100 calls and 90 % are asked for, each as a share of its own standard."""
    shipped = shipped_rules()
    texts = dict(shipped.texts)
    texts["metrics.yaml"] += (
        "\nboth: {name: {zh: 两项, en: Both}, kind: number, formula: 'min(calls_taken / 100, csat / 0.9)'}\n"
    )
    texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace("must:", "must:\n  both: {at_least: 1}", 1)
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    data = inbound(figures)
    months = {one.month: one for one in score_months(data, rules)[0]}
    inputs = InputChanges(months, "A1")
    found = inputs.meeting(MONTH, (), eligible=False)
    assert found == tuple((MONTH, metric, value) for metric, value in sorted(advised.items()))
