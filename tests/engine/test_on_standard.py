"""``like: on_standard``: the figures on which every standard is met exactly, and formulas for which there are none."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.on_standard import _figure, _inputs
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion
from ccmotivate.pipeline.scheme import rules_of
from tests.support import shipped_rules

RULES = shipped_rules()


def _workload(formula: str) -> RuleSet:
    old = "questionnaires / 300 + membership_forms / 300 + purchase_records / 600"
    rules, problems = rules_of(
        {**RULES.texts, "metrics.yaml": RULES.texts["metrics.yaml"].replace(old, formula)}, "rules"
    )
    assert rules is not None, problems
    return rules


def test_a_standard_is_met_on_it_or_one_step_beside_it() -> None:
    criterion = Criterion("x", Comparison.AT_LEAST, (Fraction(75),), "")
    percent, count = RULES.metrics["productivity"], RULES.metrics["complaints"]
    for comparison, beside in ((Comparison.AT_LEAST, 0), (Comparison.MORE_THAN, 1), (Comparison.LESS_THAN, -1)):
        asked = replace(criterion, comparison=comparison)
        assert _figure(asked, count) == 75 + beside
        assert _figure(asked, percent) == 75 + Fraction(beside, 100)


def test_of_a_formula_the_first_input_is_told() -> None:
    def inputs(formula: str, figure: int = 100) -> dict[str, Fraction]:
        rules = _workload(formula)
        return _inputs(rules.metrics["workload"], Fraction(figure), rules)

    assert _inputs(RULES.metrics["emails"], Fraction(80), RULES) == {"emails": 80}
    assert _inputs(RULES.metrics["workload"], Fraction(100), RULES) == {"questionnaires": 300}
    assert inputs("questionnaires / 150 + membership_forms") == {"questionnaires": 150}
    assert inputs("questionnaires * membership_forms") == {}  # nothing, whatever the first one is
    assert inputs("questionnaires * questionnaires", 400) == {}  # no straight line
    assert inputs("questionnaires * questionnaires") == {"questionnaires": 1}  # the line hits it
