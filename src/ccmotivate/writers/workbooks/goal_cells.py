"""Cells of goals: figures and what is still to go as numbers with their units, words and what is missing as texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ccmotivate.model.goals import Goal
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE
from ccmotivate.writers.words.figures import cell_divisor, is_word, number_format, score_format
from ccmotivate.writers.words.goals import figure_text, to_go_text
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, number_body, text_body

Cell = tuple[Style, str]  # its style and body


def figure_cell(goal: Goal, rules: RuleSet, lang: str) -> Cell:
    """What was reached."""
    text = figure_text(goal.metric, goal.value, goal.target, rules, lang)
    return _number(goal.metric, goal.value, text, rules, lang)


def to_go_cell(goal: Goal, rules: RuleSet, lang: str) -> Cell:
    """What is lacking; percentage points, which are no percent, stay a text."""
    number = None if goal.metric.kind is MetricKind.PERCENT else goal.to_go
    return _number(goal.metric, number, to_go_text(goal, rules, lang), rules, lang)


def column(cells: Sequence[Cell]) -> Cells:
    """The cells of a column."""
    return Cells.mixed(cells, np.arange(len(cells)))


def _number(metric: Metric, value: Fraction | None, text: str, rules: RuleSet, lang: str) -> Cell:
    """A number with as many decimals as its text has; a word and what is missing stay a text."""
    if value is None or is_word(metric):
        return Style(align="right"), text_body(text)
    if metric.id == SCORE:
        number, shown = value, score_format(lang)
    else:
        decimals = re.search(r"\.(\d+)", text)
        shown = number_format(metric, len(decimals[1]) if decimals else 0, rules.currency, lang)
        number = value / cell_divisor(metric)
    return Style(number=shown, align="right"), number_body(float(number))
