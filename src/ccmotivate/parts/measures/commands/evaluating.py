"""Months → what the measures of the rules did; before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.parts.measures.problems import NO_MEASURES, UNKNOWN_MEASURE
from ccmotivate.parts.measures.report import Report
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.outputs import Written, deliver
from ccmotivate.pipeline.pooling import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas comes with the engine, pydantic with the rules
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthResult
    from ccmotivate.model.rule_changes import RuleChange
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.parts.measures.rules import Measure
    from ccmotivate.writers.files.replacing import Fill

MONTHS_TO_PLAN = 24
"""How many months before its start a measure is planned by, where they stand in a table of a database."""


def measures_of(rules: RuleSet) -> Mapping[str, Measure]:
    """The measures of the rules by id; none where the part is off."""
    part = rules.parts.get("measures")
    found: Mapping[str, Measure] = {} if part is None else part.settings.measures
    return found


def chosen(rules: RuleSet, wanted: str | None) -> tuple[tuple[Measure, ...], tuple[Problem, ...]]:
    """The measures asked for, all without a name."""
    from ccmotivate.model.words import nearest

    measures = measures_of(rules)
    if not measures:
        return (), (problem(NO_MEASURES, SourceRef(f"{rules.folder}/measures.yaml")),)
    if wanted is None:
        return tuple(measures.values()), ()
    if wanted not in measures:
        here = rules.parts["measures"].settings.source
        facts = {"allowed": list(measures), "nearest": nearest(wanted, list(measures)) or "–"}
        return (), (problem(UNKNOWN_MEASURE, here, wanted, **facts),)
    return (measures[wanted],), ()


def _around(measures: Sequence[Measure]) -> tuple[Month, ...]:
    """The months of two windows before the start of each measure and one from it on, to read from tables."""
    starts = [(one.start.ordinal, one.window) for one in measures]
    wanted = {at for start, length in starts for at in range(start - 2 * length, start + length)}
    return _ascending(wanted)


def _before(measure: Measure) -> tuple[Month, ...]:
    """The months before a measure by which it is planned, to read from tables."""
    start, back = measure.start.ordinal, max(MONTHS_TO_PLAN, 2 * measure.window)
    return _ascending(range(start - back, start))


def _ascending(ordinals: Iterable[int]) -> tuple[Month, ...]:
    from ccmotivate.model.period import Month

    first = Month(1, 1).ordinal
    return tuple(Month.from_ordinal(one) for one in sorted(ordinals) if one >= first)


def evaluate(inputs: Inputs, rules: RuleSet, wanted: str | None, options: Options, progress: Progress) -> Report:
    """Score all files together, and evaluate the measures that fit the months."""
    measures, wrong = chosen(rules, wanted)
    report = Report(problems=wrong, rules=rules, measures=measures_of(rules))
    if not measures:
        inputs.close()
        return report
    options = replace(options, months=_around(measures))
    months, report = _months(inputs, rules, options, progress, report)
    return report if not months else _evaluated(measures, months, report)


def _months(
    inputs: Inputs, rules: RuleSet, options: Options, progress: Progress, report: Report
) -> tuple[Sequence[MonthResult], Report]:
    """The months scored; none where their data has errors, but with ``--keep-going``."""
    with closing(inputs):
        run = gather(inputs.read(rules, options, progress), rules)
    problems = (*report.problems, *inputs.problems)
    if not run.parts or (has_errors(run.early) and not options.keep_going):
        return (), replace(report, problems=(*problems, *run.early))
    progress("scoring", "")
    scored = pool(run.parts, run.early, rules, options)
    months = tuple(one.month for one in scored.months)
    return scored.months, replace(
        report, problems=(*problems, *scored.problems), months=tuple(sorted(months)), inputs=scored.inputs
    )


def plan(inputs: Inputs, rules: RuleSet, wanted: str, options: Options, progress: Progress) -> Report:
    """Score all files together, and tell what a measure could show that has not begun."""
    measures, wrong = chosen(rules, wanted)
    report = Report(problems=wrong, rules=rules, measures=measures_of(rules))
    if not measures:
        inputs.close()
        return report
    options = replace(options, months=_before(measures[0]))
    months, report = _months(inputs, rules, options, progress, report)
    return report if not months else _planned(measures[0], months, report)


def _planned(measure: Measure, months: Sequence[MonthResult], report: Report) -> Report:
    from ccmotivate.parts.measures.checks import unplannable
    from ccmotivate.parts.measures.panel import panel_of
    from ccmotivate.parts.measures.power import plan as planned

    panel = panel_of(months, measure.expects)
    wrong = tuple(unplannable(measure, panel))
    made = None if has_errors(wrong) else planned(measure, panel)
    return replace(report, plan=made, problems=(*report.problems, *wrong))


def _evaluated(measures: Sequence[Measure], months: Sequence[MonthResult], report: Report) -> Report:
    from ccmotivate.parts.measures.checks import unfit
    from ccmotivate.parts.measures.evaluate import decide
    from ccmotivate.parts.measures.panel import panel_of

    panel = panel_of(months, [expected for measure in measures for expected in measure.expects])
    wrong = {measure.id: tuple(unfit(measure, panel)) for measure in measures}
    others = tuple(report.measures.values())
    evaluated = tuple(decide(measure, panel, others) for measure in measures if not wrong[measure.id])
    found = (one for problems in wrong.values() for one in problems)
    report = replace(report, evaluated=evaluated, problems=(*report.problems, *found))
    return _advised(months, report)


def _advised(months: Sequence[MonthResult], report: Report) -> Report:
    """With what to look at where nothing is seen, and what the rules changed with each start."""
    from ccmotivate.parts.measures.advice import advise, is_due

    assert report.rules is not None
    rules = report.rules
    advice = {one.measure.id: advise(one, months, rules) for one in report.evaluated if is_due(one)}
    return replace(
        report, advice=advice, changes={one.measure.id: _changes(rules, one.measure) for one in report.evaluated}
    )


def _changes(rules: RuleSet, measure: Measure) -> tuple[RuleChange, ...]:
    """What is different in the rules from the month before the start to the start."""
    from ccmotivate.engine.rule_changes import differences
    from ccmotivate.model.period import Month

    before, after = (
        rules.version(month).rules for month in (Month.from_ordinal(measure.start.ordinal - 1), measure.start)
    )
    return differences(before, after) if before and after and before is not after else ()


def write(report: Report, target: Path, kind: str, options: Options) -> Written:
    """Put the page (``html``), the workbook (``xlsx``) or the document (``json``) in its place."""
    return deliver({target: _fill(report, kind, options.lang)}, options)


def _fill(report: Report, kind: str, lang: str) -> Fill:
    if kind == "html":
        from ccmotivate.parts.measures.page import write_page

        return partial(write_page, report=report, lang=lang)
    if kind == "xlsx":
        from ccmotivate.parts.measures.book import write_book

        return partial(write_book, report=report, lang=lang)
    from ccmotivate.parts.measures.document import write_file

    return partial(write_file, report=report, lang=lang)
