"""A jump in a curve: the points at a value, and others just above it, in everything that looks at a method."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.months import score_months
from ccmotivate.engine.rule_changes import differences
from ccmotivate.engine.standards import standard_notes
from ccmotivate.model.exact import Exact
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import ScoreLine
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.points.curve import Curve
from ccmotivate.points.intervals import intervals
from ccmotivate.writers.words.rule_changes import change_text
from ccmotivate.writers.words.rules import points_words
from tests.ruleset.test_follow import following, rules, set_of
from tests.support import MONTH, dataset, fractions, shipped_rules

F = Fraction
JUMP = "curve: {0%: 0, 75%: [100, 110], 100%: 120}"


def line(made: RuleSet) -> ScoreLine:
    return next(one for one in made.roles["inbound"].scorecard if one.metric == "productivity")


def points(curve: Curve, *values: str | int | None) -> list[Fraction | None]:
    return curve.points(Exact.from_fractions(fractions(*values))).to_list()


def test_both_sides_use_the_near_value() -> None:
    falling = Curve(((F(0), F(300)), (F(180), F(300)), (F(180), F(200)), (F(360), F(0))))
    found = points(falling, -1, 0, 179, 180, "180.9", 270, 360, 400, None)
    assert found == fractions(300, 300, 300, 300, 199, 100, 0, 0, None)
    rising = Curve(((F(0), F(0)), (F(100), F(50)), (F(100), F(80)), (F(200), F(100))))
    assert points(rising, 50, 100, "100.5", 150, 200) == fractions(25, 50, "80.1", 90, 100)


def test_a_jump_at_either_end_holds_beyond_it() -> None:
    ends = Curve(((F(0), F(10)), (F(0), F(50)), (F(10), F(60)), (F(10), F(100))))
    assert points(ends, -9, 0, "0.1", 10, "10.000001", 99) == fractions(10, 10, "50.1", 60, 100, 100)


@pytest.mark.parametrize(
    ("curve", "codes"),
    [
        ("{0%: 0, 75%: [100, 110], 75.0%: 120}", {"rule-curve-order"}),
        ("{75%: [0, 100]}", {"rule-curve-order"}),
        ("{100%: [120, 100], 75%: 0}", {"rule-curve-order"}),
        ("{0%: 0, 75%: [100, 110, 120]}", {"rule-wrong-shape"}),
        ("{0%: 0, 75%: []}", {"rule-wrong-shape"}),
        ("{0%: 0, 75%: [100, high]}", {"rule-not-a-number"}),
    ],
)
def test_values_ascend_and_have_one_figure_or_two(curve: str, codes: set[str]) -> None:
    texts = dict(shipped_rules().texts)
    old = "curve: {0%: 0, 75%: 100, 100%: 120}"
    assert old in texts["roles/inbound.yaml"]
    texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace(old, f"curve: {curve}", 1)
    made, problems = rules_of(texts, "rules")
    assert (made, {one.code for one in problems if one.source.file.endswith("inbound.yaml")}) == (None, codes)


def test_it_is_read_and_said_in_both_languages() -> None:
    made = rules(line=JUMP)
    method = line(made).method
    assert method == Curve(((F(0), F(0)), (F(75), F(100)), (F(75), F(110)), (F(100), F(120))))
    metric = made.metrics["productivity"]
    said = "0% → 0, 75% → 100, just above → 110, 100% → 120; in between in proportion"
    assert points_words(method, metric, made, "en") == said
    assert "75% → 100，超过后 → 110" in points_words(method, metric, made, "zh")
    assert standard_notes(made) == standard_notes(shipped_rules())  # the standard itself earns 100


def test_cases_can_reach_the_value_and_both_sides() -> None:
    made = rules(line=JUMP)
    ways = [(one.way, one.detail) for one in intervals(line(made).method, made.metrics["productivity"])]
    assert ways == [("point", "0"), ("point", "75"), ("point", "100"), ("between", "0 – 75"),
                    ("between", "75 – 100"), ("behind", "100")]  # fmt: skip


def test_it_goes_along_with_its_standard() -> None:
    found = following(rules(line=JUMP), "roles.inbound.productivity=78%")
    assert set_of(found) == {"roles.inbound.scorecard.productivity.curve": "{0%: 0, 78%: [100, 110], 100%: 120}"}


def test_it_is_a_difference() -> None:
    (change,) = differences(shipped_rules(), rules(line=JUMP))
    assert "75% → 100, just above → 110" in change_text(change, "en")
    assert differences(rules(line=JUMP), rules(line="curve: {0%: [0], 75%: [100, 110], 100%: 120}")) == ()


def test_advice_takes_the_step_over_it() -> None:
    """100 at 75 %, 110 from just above: a score of 105 takes the smallest step more."""
    made = rules(line=JUMP)
    row = {"agent_id": "A", "role": "inbound", "project": "P", "typing_speed": 60, "project_knowledge": 3,
           "productivity": 75, "attitude": 1, "error_rate": 0, "complaints": 0}  # fmt: skip
    data = dataset([row])
    (month,), _notes = score_months(data, made)
    inputs = InputChanges({MONTH: month}, "A")
    found = inputs.reach([(MONTH, "productivity")], lambda now: inputs.score(MONTH, now) >= 105, ())
    assert found == ((MONTH, "productivity", F("75.01")),)


def test_the_handbook_shows_full_marks_beyond_a_jump() -> None:
    made = rules(line="curve: {0%: 0, 75%: 100, 100%: [110, 120]}")
    best = examples_of(made)["inbound"].best
    assert next(one.points for one in best.lines if one.metric == "productivity") == 120
