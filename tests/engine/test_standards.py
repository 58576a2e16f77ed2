"""Standards against the scorecard and the plausible range, over dates and for some: each said once, with its line."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from ccmotivate.engine.standards import standard_notes
from ccmotivate.model.metrics import Range
from ccmotivate.model.scorecards import Comparison, Criterion
from ccmotivate.pipeline.scheme import rules_of
from tests.support import shipped_rules

_STANDARD = "productivity:      {at_least: 75%}"
_LINE = "productivity:      {weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}"


def _notes(standard: str = _STANDARD, line: str = _LINE) -> list[tuple[str, str, int, str]]:
    """Code, standard, line and points of each note on the inbound role with these two lines."""
    texts = dict(shipped_rules().texts)
    text = texts["roles/inbound.yaml"]
    assert _STANDARD in text
    assert _LINE in text
    texts["roles/inbound.yaml"] = text.replace(_STANDARD, standard).replace(_LINE, line)
    rules, problems = rules_of(texts, "rules")
    assert problems == ()
    assert rules is not None
    found = standard_notes(rules)
    return [(one.code, one.value or "", one.source.line or 0, one.fields.get("points", "")) for one in found]


def test_the_shipped_rules_have_none() -> None:
    assert standard_notes(shipped_rules()) == ()
    assert _notes() == []


def test_a_standard_that_changes_is_said_once_for_each_figure_that_is_off() -> None:
    dated = "productivity:      {at_least: {2025-01: 75%, 2025-07: 78%, 2025-10: 75%, 2026-01: 78%}}"
    assert _notes(dated) == [("rule-standard-points", "at_least 78%", 21, "102.4")]
    both = _LINE.replace("{0%: 0, 75%: 100, 100%: 120}", "{2025-01: {0%: 0, 75%: 100}, 2025-07: {0%: 0, 78%: 100}}")
    assert _notes("productivity:      {at_least: {2025-01: 75%, 2025-07: 78%}}", both) == []


def test_only_lines_of_one_agent_are_held_together() -> None:
    """A pilot with its own standard and its own line is in order; with one of the two it is not."""
    pilot = "{active: {teams: [甲组]}, "
    standards = f"productivity: [{pilot}at_least: 80%}}, {{at_least: 75%}}]"
    lines = (
        "productivity: ["
        f"{pilot}weight: 50, curve: {{0%: 0, 80%: 100}}}}, {{weight: 50, curve: {{0%: 0, 75%: 100, 100%: 120}}}}]"
    )
    assert _notes(standards, lines) == []
    assert _notes(standards) == [("rule-standard-points", "at_least 80%", 21, "104")]
    assert _notes(line=lines) == [("rule-standard-points", "at_least 75%", 21, "93.75")]
    elsewhere = lines.replace("teams: [甲组]", "projects: [热线]")
    assert [(points) for *_rest, points in _notes(standards, elsewhere)] == ["104", "93.75"]


def test_a_standard_that_the_figure_itself_does_not_meet_is_judged_beside_it() -> None:
    bands = "productivity: {weight: 50, bands: [{up_to: 75%, points: 50}, {points: 100}]}"
    assert _notes("productivity:      {more_than: 75%}", bands) == []
    assert [one[3] for one in _notes(line=bands)] == ["50"]
    assert _notes("productivity:      {more_than: 75%}") == []


@pytest.mark.parametrize("comparison", [one for one in Comparison if one is not Comparison.ONE_OF])
def test_what_a_standard_leaves_is_what_every_value_says(comparison: Comparison) -> None:
    """Against trying every value on a grid, for every range and figure on it, open ends too."""
    grid = [Fraction(one, 2) for one in range(9)]
    meets = {
        Comparison.AT_LEAST: lambda value, figure: value >= figure,
        Comparison.AT_MOST: lambda value, figure: value <= figure,
        Comparison.MORE_THAN: lambda value, figure: value > figure,
        Comparison.LESS_THAN: lambda value, figure: value < figure,
        Comparison.EQUALS: lambda value, figure: value == figure,
    }[comparison]
    whole = [Fraction(one) for one in (1, 2, 3)]
    for low, high, figure in product([None, *whole], [None, *whole], [Fraction(one) for one in range(5)]):
        plausible = Range(low, high)
        met = {meets(value, figure) for value in [-1, *grid, 99] if plausible.holds(Fraction(value))}
        if met in ({True}, {False}) and not (comparison is Comparison.EQUALS and met == {True}):
            assert Criterion("m", comparison, (figure,), "").divides(plausible) is met.pop()
        elif low is None or high is None or low <= high:
            assert Criterion("m", comparison, (figure,), "").divides(plausible) is None


@pytest.mark.parametrize(("target", "points"), [("96%", "78.13"), ("90%", "83.33"), ("72%", "104.17")])
def test_points_are_told_rounded_half_up(target: str, points: str) -> None:
    line = f"productivity: {{weight: 50, ratio: {target}, cap: 120}}"
    assert [one[3] for one in _notes(line=line)] == [points]


def test_a_standard_and_a_line_meet_where_they_do_for_one_of_several_teams() -> None:
    """The second standard is for two teams, of which the first has its own; the other has 78 %, and 102.4 points."""
    first, second = "{active: {teams: [甲组]}, at_least: 75%}", "{active: {teams: [甲组, 乙组]}, at_least: 78%}"
    found = _notes(f"productivity: [{first}, {second}, {{at_least: 75%}}]")
    assert [(value, points) for _code, value, _line, points in found] == [("at_least 78%", "102.4")]
