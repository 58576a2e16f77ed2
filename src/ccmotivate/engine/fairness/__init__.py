"""A look at the fairness of a scheme over months: one file per kind of finding, all in one table.

Each kind is a pure function of the ``Material`` that gives a ``FindingKind``; a new kind is a new file and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ccmotivate.engine.fairness import close_calls, criteria, gaps, groups, repeat, ties
from ccmotivate.engine.fairness.material import Material, gather
from ccmotivate.model.fairness import Fairness, FindingKind
from ccmotivate.model.results import Decision, MonthResult
from ccmotivate.model.rules import RuleSet

Look = Callable[[Material], FindingKind]
KINDS: tuple[Look, ...] = (
    repeat.look,
    groups.look,
    close_calls.look,
    criteria.look,
    ties.look,
    gaps.look,
)


def fairness(
    months: Sequence[MonthResult], rules: RuleSet, decisions: Sequence[Decision] = (), kinds: Sequence[Look] = KINDS
) -> Fairness:
    """Everything there is to say about these months, and the whole quarters, half-years and years among them.

    ``rules`` are the scheme by which they were scored, with all its dates, ``decisions`` what people decided;
    of ``kinds`` alone where not all are wanted: some take seconds for thousands of people.

    Raises:
        ValueError: there is no month, or one is given twice.
    """
    material = gather(months, rules, decisions)
    return Fairness(
        months=tuple(month.month for month in material.months),
        periods=tuple(result.period for result in material.results),
        inputs=tuple(dict.fromkeys(source for month in material.months for source in month.inputs)),
        rules=rules,
        names=material.names,
        agents=len(material.names),
        decisions=len(material.contests),
        by_condition=material.by_condition,
        parts=tuple(look(material) for look in kinds),
    )
