"""Where nothing is seen of a measure, what to look at: who never could win, what decides too much, who always wins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from pydantic_core import PydanticCustomError

from ccmotivate.engine.fairness import criteria, fairness, repeat
from ccmotivate.model.exact import plain_text
from ccmotivate.model.fairness import CriterionUse, Fairness, Finding, FindingKind
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rule_figures import Figure, parse_figure
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison
from ccmotivate.parts.measures.results import Evaluated, Verdict
from ccmotivate.ruleset.paths import current_value

_TELLING = (
    "criterion-decides", "eligibility-decides", "criteria-everybody-meets", "repeat-winner", "places-in-few-hands",
    "money-in-few-hands",
)  # fmt: skip
"""The findings of ``fairness`` that may tell why a measure moved nobody."""
_KINDS = (repeat.look, criteria.look)
"""Those that give one of them: the others take most of the time, and nothing of them is told here."""
_STEPS = 5


class Advice(Struct, frozen=True):
    """What to look at.

    Attributes:
        people: How many people the measure was for in the window after.
        never: How many of them were qualified in none of its months: no award was within their reach.
        found: What ``fairness`` finds in these months, with what it is part of.
        fairness: Those kinds of it that may have something to tell, whole.
        trial: The path of the standard that alone stopped most, and the values to try, as ``simulate --sweep`` takes
            them; None where there is none with a figure.
    """

    people: int
    never: int
    found: tuple[tuple[FindingKind, Finding], ...]
    fairness: Fairness
    trial: str | None


def is_due(one: Evaluated) -> bool:
    """Whether nothing is seen of a measure."""
    verdicts = {found.verdict for found in one.found}
    return Verdict.NO_SIGN in verdicts and not verdicts & {Verdict.IMPROVED, Verdict.WORSENED}


def advise(one: Evaluated, months: Sequence[MonthResult], rules: RuleSet) -> Advice:
    """What to look at, by the months of the window after."""
    after = [month for month in months if month.month in one.after]
    whole = fairness(after, rules, kinds=_KINDS)
    found = [(part, finding) for part in whole.parts for finding in part.findings if finding.code in _TELLING]
    people, never = _never(one, after)
    return Advice(people, never, tuple(found), whole, _trial(whole, rules))


def _never(one: Evaluated, after: Sequence[MonthResult]) -> tuple[int, int]:
    """How many the measure was for, and how many of them were never qualified."""
    reached: set[str] = set()
    could: set[str] = set()
    for month in after:
        agents = month.agents
        own = np.ones(len(agents), dtype=bool)
        if one.measure.dimension is not None:
            own = agents[one.measure.dimension].isin(list(one.measure.units)).to_numpy()
        reached |= set(agents["agent_id"][own].tolist())
        could |= set(agents["agent_id"][own & agents["qualified"].to_numpy(dtype=bool)].tolist())
    return len(reached), len(reached - could)


def _trial(found: Fairness, rules: RuleSet) -> str | None:
    """The standard of a role that most failed by it alone, eased in steps."""
    rows = [row for row in found.part("criteria").rows if isinstance(row, CriterionUse) and row.role and row.alone]
    for row in sorted(rows, key=lambda one: -one.alone):
        path = f"roles.{row.role}.{row.metric}"
        span = _eased(rules, str(row.role), row.metric, current_value(rules.texts, path))
        if span is not None:
            return f"{path}={span}"
    return None


def _eased(rules: RuleSet, role: str, metric: str, written: str | None) -> str | None:
    """From a tenth below an ``at_least`` up to it, or from an ``at_most`` to a tenth above it."""
    line = rules.roles[role].criterion(metric) if role in rules.roles else None
    try:
        figure = parse_figure(written)
    except PydanticCustomError:
        return None
    if line is None or not figure.value or figure.unit == "s":
        return None
    if line.comparison is Comparison.AT_LEAST:
        return _span(figure, figure.value * 9 / 10, figure.value)
    return _span(figure, figure.value, figure.value * 11 / 10) if line.comparison is Comparison.AT_MOST else None


def _span(figure: Figure, *ends: Fraction) -> str:
    low, high = (f"{plain_text(end)}{figure.unit}" for end in ends)
    step = f"{plain_text(figure.value / 10 / _STEPS)}{figure.unit}"
    return f"{low}..{high}:{step}"
