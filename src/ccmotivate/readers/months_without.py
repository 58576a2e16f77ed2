"""Months without a row of a source that formulas can do without: everybody there has what they put in its place."""

from __future__ import annotations

from collections.abc import Iterator

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem


def months_without_rows(data: Dataset, rules: RuleSet) -> Iterator[Problem]:
    """A note on each source of a run that has no row in some of its months, which no error says of such formulas."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    sources = {kind: some for kind, some in data.details.items() if rules.details[kind].layout.is_mapped}
    held = {kind: set(some.frame["month"].unique().tolist()) for kind, some in sources.items()}
    for ordinal in sorted(set(data.agents["month"].unique().tolist()) - {0}) if sources else ():
        month = Month.from_ordinal(ordinal)
        then = rules.version(month).rules or rules
        for kind in sources:
            metrics = () if ordinal in held[kind] else _doing_without(kind, then)
            if metrics:
                found.setdefault((kind, metrics), []).append(str(month))
    for (kind, metrics), months in found.items():
        yield problem("source-none", SourceRef(), kind, months=months, metrics=metrics)


def _doing_without(kind: str, rules: RuleSet) -> tuple[str, ...]:
    """The formulas that can do without what is made of a source."""
    folded = {name for name, one in rules.metrics.items() if one.detail and one.detail.sheet == kind}
    formulas = ((name, one.formula) for name, one in rules.metrics.items() if one.formula)
    return tuple(name for name, formula in formulas if folded & formula.optional)
