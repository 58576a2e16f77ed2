"""Months without a row of a source that formulas can do without: everybody there has what they put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem

_TOLD = ("source-empty", "source-filtered", "table-empty")


def months_without_rows(data: Dataset, rules: RuleSet, problems: Iterable[Problem]) -> Iterator[Problem]:
    """A note on each source of a run that has no row in some of its months, which no error says of such formulas.

    None of months of which one of the ``problems`` says already that a file holds none. A table of a database holds all
    rows there are: of the months that it was asked for it says so itself, whatever is made of them.
    """
    told = {one for found in problems if found.code in _TOLD for one in _told(found)}
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    sources = {kind: some for kind, some in data.details.items() if rules.details[kind].layout.is_mapped}
    tables = {kind: table.name for kind in sources if (table := rules.details[kind].layout.table) is not None}
    held = {kind: set(some.frame["month"].unique().tolist()) for kind, some in sources.items()}
    for ordinal in sorted(set(data.agents["month"].unique().tolist()) - {0}) if sources else ():
        month = Month.from_ordinal(ordinal)
        then = rules.version(month).rules or rules
        for kind, some in sources.items():
            is_told = ordinal in held[kind] or not told.isdisjoint(((kind, str(month)), (kind, "every-month")))
            metrics = () if is_told or kind in tables else _doing_without(kind, then)
            if metrics or (kind in tables and not is_told and ordinal in some.may_lack):
                found.setdefault((kind, metrics), []).append(str(month))
    for (kind, metrics), months in found.items():
        if kind in tables:
            yield problem("table-empty", SourceRef(tables[kind]), months=months, kind=kind)
        else:
            yield problem("source-none", SourceRef(), kind, months=months, metrics=metrics)


def _told(found: Problem) -> Iterator[tuple[str, str]]:
    """The source and each month of which a note says that there are none."""
    facts = dict(found.facts)
    months = facts["months"] if "months" in facts else facts["month"]
    for month in months if isinstance(months, tuple) else (months,):
        yield str(facts["kind"]), str(month)


def _doing_without(kind: str, rules: RuleSet) -> tuple[str, ...]:
    """The formulas that can do without what is made of a source."""
    folded = {name for name, one in rules.metrics.items() if one.detail and one.detail.sheet == kind}
    formulas = ((name, one.formula) for name, one in rules.metrics.items() if one.formula)
    return tuple(name for name, formula in formulas if folded & formula.optional)
