"""Differences in words: what became of people, awards and cells."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.model.award_changes import AwardChange
from ccmotivate.model.comparison import CHANGED, CellChange, CellText, Comparison, PersonChange, Scenario, Totals
from ccmotivate.model.decided import Standing
from ccmotivate.model.results import AwardGiven
from ccmotivate.problems import SourceRef
from ccmotivate.writers.words.changes import award_notes, cell_text_of, column_name_of, label_of, person_notes, signed
from tests.support import shipped_rules

RULES = shipped_rules()
SCENARIO = Scenario(RULES, ())
NOTHING = Comparison(SCENARIO, SCENARIO, (), (), (Totals(), Totals()), ())
GOOD = Standing(qualified=True, eligible=True, score=Fraction(104), rank=2)
BAD = Standing(qualified=False, eligible=False, score=Fraction(99), rank=None)
WHO = ("2025-03", "0001", "测试一", "inbound", "信用卡", "一组")
GIVEN = AwardGiven(
    award="monthly_project",
    period="2025-03",
    within=(("project", "信用卡"),),
    rank=1,
    agent_id="0001",
    name="测试一",
    project="信用卡",
    team="一组",
    score=Fraction(104),
    figure="score",
    candidates=5,
    tied=False,
    tie=None,
    next_figure=None,
    prize=Fraction(200),
)


def test_what_became_of_somebody() -> None:
    change = PersonChange(*WHO, old=GOOD, new=BAD, criteria=(("productivity", "pass", "fail"),))
    assert person_notes(change, NOTHING, "en") == [
        "no longer qualified",
        "no longer eligible",
        "Productivity: pass → fail",
        "score: 104.00 → 99.00",
        "rank: 2 → –",
    ]
    assert person_notes(PersonChange(*WHO, old=BAD, new=GOOD), NOTHING, "en")[:2] == [
        "newly qualified",
        "newly eligible",
    ]
    assert person_notes(PersonChange(*WHO, old=None, new=GOOD), NOTHING, "en") == ["is new"]
    assert person_notes(PersonChange(*WHO, old=GOOD, new=None), NOTHING, "en") == ["is gone"]
    moved = PersonChange(*WHO, old=GOOD, new=GOOD, points=(("productivity", Fraction(1), Fraction(2)),))
    assert person_notes(moved, NOTHING, "en") == ["points moved, the score did not"]
    asked = PersonChange(*WHO, old=GOOD, new=GOOD, criteria=(("csat", None, "no_data"),))
    assert person_notes(asked, NOTHING, "en") == ["CSAT: not asked → no data"]


def test_what_became_of_an_award() -> None:
    assert award_notes(AwardChange(None, GIVEN), NOTHING, "en") == "no. 1, 104.00 points, ¥200"
    second = replace(GIVEN, rank=2, tied=True, prize=Fraction(150))
    assert AwardChange(GIVEN, second).kind == "kept"
    assert award_notes(AwardChange(GIVEN, second), NOTHING, "en") == "no. 1 → joint 2nd, ¥200 → ¥150"
    assert award_notes(AwardChange(GIVEN, replace(GIVEN, via="lead_every")), NOTHING, "en") == "on other grounds"


@pytest.mark.parametrize(
    ("field", "text", "value", "shown", "column"),
    [
        ("productivity", "0.902", Fraction("90.2"), "90.2%", "Productivity"),
        ("productivity", "abc", None, "abc", "Productivity"),
        ("project_knowledge", "灵活运用", Fraction(3), "Fluent", "Project knowledge"),
        ("team", "一组", None, "一组", "Team"),
        ("team", "", None, "–", "Team"),
        ("meetings.attended", "8", Fraction(8), "8", "Meetings Attended"),
        ("meetings", "东区 · 8", None, "东区 · 8", "Meetings"),
        ("", "x", None, "x", "备注"),
    ],
)
def test_cells_as_people_read_them(field: str, text: str, value: Fraction | None, shown: str, column: str) -> None:
    cell = CellText(SourceRef("m.xlsx", "坐席", "E5"), text, value)
    change = CellChange(CHANGED, "0001", "测试一", "2025-03", field, "备注", cell, cell)
    assert cell_text_of(change, cell, RULES, "en") == shown
    assert column_name_of(change, RULES, "en") == column
    assert cell_text_of(change, None, RULES, "en") == ""


def test_names_and_signs() -> None:
    assert label_of("roles", "inbound", NOTHING, "zh") == "呼入"
    assert label_of("awards", "gone", NOTHING, "en") == "gone"
    assert [signed(5), signed(Fraction(-2)), signed(0)] == ["+5", "−2", "0"]
