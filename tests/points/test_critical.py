"""A critical standard: failing it makes the score 0, wherever a score is made or told; no data does not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.rescoring import rescore
from ccmotivate.engine.rule_changes import differences
from ccmotivate.engine.trace import month_explanation
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.explain.standards import failures
from ccmotivate.writers.explain.words import outcome_text
from ccmotivate.writers.handbook.roles import role_section
from ccmotivate.writers.words.rule_changes import change_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import missing_texts
from tests.points.scoring import scored, with_texts
from tests.support import MONTH, shipped_rules

F = Fraction


def critical(what: str = "attitude") -> RuleSet:
    return with_texts(("scorecard:", f"critical: {what}\n\nscorecard:"))


@pytest.mark.parametrize(
    ("what", "row", "score"),
    [
        ("attitude", {"attitude": 1}, 100),
        ("attitude", {"attitude": 0}, 0),
        ("attitude", {"attitude": None}, 100),  # no data is no failure
        ("productivity", {"productivity": 75}, 100),
        ("productivity", {"productivity": F("74.99")}, 0),
        ("[attitude, complaints]", {"complaints": 1}, 0),
        ("[attitude, complaints]", {"typing_speed": 59}, F("99.83")),  # failed, not critical
    ],
)
def test_failing_it_makes_the_score_0(what: str, row: dict[str, object], score: Fraction) -> None:
    month = scored(critical(what), row)
    assert month.agents["score"].tolist() == [score * 100]
    plain = scored(shipped_rules(), row)
    assert {name: column.tolist() for name, column in month.points.items()} == {
        name: column.tolist() for name, column in plain.points.items()
    }


def test_it_is_said_why() -> None:
    month = scored(critical("[attitude, complaints]"), {"complaints": 1})
    story = month_explanation(month, 0)
    assert (story.total, story.score) == (94, 0)
    assert outcome_text(story, "en") == "the score is 0, for a critical standard was failed: Complaints"
    assert outcome_text(story, "zh") == "关键项未达标，得分为0：投诉记录"
    assert failures(story, "en") == ["Complaints 1 > 0 (critical: the score is 0)"]
    assert failures(story, "zh") == ["投诉记录 1 > 0（关键项：得分为0）"]


def test_the_scored_workbook_and_the_handbook_say_it() -> None:
    made = critical()
    month = scored(made, {"attitude": 0}, {"typing_speed": 50})
    told = missing_texts(MonthCells(month, {}, "en"))
    assert ["critical: the score is 0" in one for one in told] == [True, False]
    facts = HandbookFacts(made, None, examples_of(made), ())
    assert "pass (critical)" in str(role_section(made.roles["inbound"], facts, "en"))
    assert "合格（关键项）" in str(role_section(made.roles["inbound"], facts, "zh"))


def test_it_is_a_difference() -> None:
    (change,) = differences(shipped_rules(), critical("complaints"))
    assert change_text(change, "en") == "Complaints · standard: no complaints → no complaints (critical)"
    assert differences(critical("[attitude, complaints]"), critical("[complaints, attitude]")) == ()


def test_a_month_decided_again_is_decided_so() -> None:
    rows = ({"attitude": 0}, {"attitude": 1})
    old, new = scored(shipped_rules(), *rows), scored(critical(), *rows)
    assert rescore(old, new.rules).agents.equals(new.agents)
    assert rescore(new, old.rules).agents.equals(old.agents)


def test_advice_meets_it_first() -> None:
    month = scored(critical(), {"attitude": 0})
    inputs = InputChanges({MONTH: month}, "A1")
    assert inputs.score(MONTH, ()) == 0
    assert inputs.critical_met(MONTH, ()) == ((MONTH, "attitude", F(1)),)
    assert inputs.score(MONTH, inputs.critical_met(MONTH, ())) == 100


def test_it_names_a_standard_of_the_role() -> None:
    texts = dict(shipped_rules().texts)
    texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace("scorecard:", "critical: emails\nscorecard:", 1)
    made, problems = rules_of(texts, "rules")
    assert made is None
    assert ("rule-unknown-word", "emails") in {(one.code, one.value) for one in problems}
