"""Rules that change over time: dated values, lines active for a time or for some, and what is in force when."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import EVERYBODY, Scope
from ccmotivate.pipeline.scheme import load_rules
from tests.support import RULES, sentences

INBOUND = "roles/inbound.yaml"
PRODUCTIVITY = "{at_least: 75%}"


def edited(folder: Path, *edits: tuple[str, str, str]) -> tuple[RuleSet | None, list[str]]:
    """The shipped rules with texts replaced; the sentences of what is wrong."""
    shutil.copytree(RULES, folder / "rules")
    for file, old, new in edits:
        path = folder / "rules" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    rules, problems = load_rules(folder / "rules")
    return rules, [sentences(one) for one in problems]


def good(folder: Path, *edits: tuple[str, str, str]) -> RuleSet:
    rules, wrong = edited(folder, *edits)
    assert rules is not None, wrong
    return rules


def standard(rules: RuleSet, month: Month, metric: str = "productivity") -> Fraction | None:
    criterion = rules.at(month).roles["inbound"].criterion(metric)
    return criterion.figures[0] if criterion else None


def test_undated_rules_are_in_force_always() -> None:
    rules, _ = load_rules(RULES)
    assert rules is not None
    assert rules.at(Month(1999, 1)) is rules
    assert (rules.versions, rules.boundaries) == ((), ())


def test_the_month_chooses_the_value(tmp_path: Path) -> None:
    rules = good(tmp_path, (INBOUND, PRODUCTIVITY, "{at_least: {2025-01: 75%, 2025-07: 78%}}"))
    assert rules.boundaries == (Month(2025, 1), Month(2025, 7))
    figures = [standard(rules, Month(2025, number)) for number in (1, 6, 7, 12)]
    assert figures == [75, 75, 78, 78]
    criterion = rules.at(Month(2025, 8)).roles["inbound"].criterion("productivity")
    assert criterion is not None
    assert (criterion.since, criterion.standard) == (Month(2025, 7), "at_least 78")
    assert rules.version(Month(2024, 12)).rules is None
    assert rules.version(Month(2024, 12)).lacking.file == "rules/roles/inbound.yaml"
    with pytest.raises(ValueError, match="2024-12"):
        rules.at(Month(2024, 12))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (INBOUND, "{weight: 10, ratio: 60, cap: 100}", "{weight: 10, ratio: {2025-01: 60, 2025-07: 65}, cap: 100}"),
        (INBOUND, "75%: 100", "75%: {2025-01: 100, 2025-07: 90}"),
        ("awards.yaml", "prize: [200, 150, 100]", "prize: {2025-01: [200, 150, 100], 2025-07: [300, 200, 100]}"),
        ("awards.yaml", "places: 3", "places: {2025-01: 3, 2025-07: 3}"),
        ("scheme.yaml", "{at_least: 1}", "{2025-01: {at_least: 1}, 2025-07: {at_least: 2}}"),
        (
            "metrics.yaml",
            "plausible: {from: 0, to: 400}",
            "plausible: {2025-01: {from: 0, to: 400}, 2025-07: {from: 0}}",
        ),
    ],
)
def test_any_value_may_be_dated(tmp_path: Path, file: str, old: str, new: str) -> None:
    rules = good(tmp_path, (file, old, new))
    assert rules.boundaries == (Month(2025, 1), Month(2025, 7))
    assert rules.at(Month(2025, 6)) != rules.at(Month(2025, 7)) or "places" in old


def test_lines_and_awards_come_and_go(tmp_path: Path) -> None:
    rules = good(
        tmp_path,
        (
            INBOUND,
            "  attitude:          pass",
            "  attitude:          {equals: pass, active: {from: 2025-03, to: 2025-05}}",
        ),
        ("awards.yaml", "csat_star:\n", "csat_star:\n  active: {from: 2025-04}\n"),
    )
    assert rules.boundaries == (Month(2025, 3), Month(2025, 4), Month(2025, 6))
    there = [standard(rules, Month(2025, number), "attitude") is not None for number in (2, 3, 5, 6)]
    assert there == [False, True, True, False]
    assert ["csat_star" in rules.at(Month(2025, number)).awards for number in (3, 4)] == [False, True]
    assert rules.at(Month(2025, 4)).awards["csat_star"].since == Month(2025, 4)


def test_a_line_may_have_alternatives_for_some(tmp_path: Path) -> None:
    pilot = "[{at_least: 80%, active: {from: 2025-07, teams: [A, B]}}, {at_least: 75%}]"
    rules = good(tmp_path, (INBOUND, PRODUCTIVITY, pilot))
    before, after = (rules.at(month).roles["inbound"] for month in (Month(2025, 6), Month(2025, 7)))
    assert not before.is_phased
    assert [line.scope for line in after.must if line.metric == "productivity"] == [Scope(teams=("A", "B")), EVERYBODY]
    figures = {team: after.variant(team, "信用卡").criterion("productivity") for team in ("A", "C", "")}
    assert {team: line.figures[0] for team, line in figures.items() if line} == {"A": 80, "C": 75, "": 75}
    assert after.variant("A", "x").must[0].scope == EVERYBODY


def test_weights_must_fit_everybody(tmp_path: Path) -> None:
    old = "{weight: 10, ratio: 60, cap: 100}"
    fitting = f"[{{weight: 10, ratio: 70, cap: 100, active: {{projects: [X]}}}}, {old}]"
    assert good(tmp_path / "1", (INBOUND, old, fitting)).roles["inbound"].is_phased
    rules, wrong = edited(tmp_path / "2", (INBOUND, old, f"{old[:-1]}, active: {{sites: [North]}}}}"))
    assert rules is None
    assert any("90" in one for one in wrong)
    rules, wrong = edited(
        tmp_path / "3", (INBOUND, old, fitting.replace("weight: 10, ratio: 70", "weight: 15, ratio: 70"))
    )
    assert rules is None
    assert any("agents of X sum to 105" in one for one in wrong)


def test_a_mistake_in_one_version_is_said_once_with_its_line(tmp_path: Path) -> None:
    rules, wrong = edited(tmp_path, (INBOUND, PRODUCTIVITY, "{at_least: {2025-01: 75%, 2025-07: 78‰x}}"))
    assert rules is None
    assert len(wrong) == 1
    assert "78‰x" in wrong[0]


def test_too_many_dates_are_refused(tmp_path: Path) -> None:
    dates = ", ".join(f"{year}-{month:02d}: 75%" for year in range(2000, 2021) for month in range(1, 13))
    rules, wrong = edited(tmp_path, (INBOUND, PRODUCTIVITY, f"{{at_least: {{{dates}}}}}"))
    assert rules is None
    assert any("240" in one for one in wrong)
