"""Formulas in words: what is compared is put in brackets where it is reckoned with, and labels are quoted alike."""

from __future__ import annotations

import pytest

from ccmotivate.model.formula import parse_formula
from ccmotivate.model.metrics import DetailColumn, Label
from ccmotivate.writers.words.rules import formula_words
from tests.writers import builders

RULES = builders.rules()
COLUMNS = {
    "resolved": DetailColumn("resolved", Label("是否解决", "Resolved"), "pass", is_yes_no=True),
    "exam": DetailColumn("exam", Label("考试", "Exam"), "pass"),
    "queue": DetailColumn("queue", Label("队列", "Queue"), "text"),
    "talk": DetailColumn("talk", Label("通话时长", "Talk"), "duration", unit="seconds"),
}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("100 * (resolved == 1)", "100 × (“是否解决”为“是”)", "100 × (Resolved is “yes”)"),
        ('talk + 5 * (queue == "VIP")', "通话时长 + 5 × (“队列”为“VIP”)", "Talk + 5 × (Queue is “VIP”)"),
        ('5 * (queue in ("A", "B"))', "5 × (“队列”为“A”、“B”之一)", "5 × (Queue is one of “A”, “B”)"),
        ("5 * (not filled(queue))", "5 × (“队列”为空)", "5 × (Queue is blank)"),
        ('queue not in ("A")', "“队列”不是“A”", "Queue is not “A”"),
        ('queue in ("A")', "“队列”为“A”", "Queue is “A”"),
        ("exam == 1 and talk > 30", "“考试”为“合格”且“通话时长” > 30", "Exam is “pass” and Talk > 30"),
        ("resolved == 1 and exam == 0", "“是否解决”为“是”且“考试”为“不合格”", "Resolved is “yes” and Exam is “fail”"),
    ],
)
def test_conditions_within_formulas(text: str, zh: str, en: str) -> None:
    formula = parse_formula(text)
    assert formula_words(formula, RULES, "zh", COLUMNS) == zh
    assert formula_words(formula, RULES, "en", COLUMNS) == en
