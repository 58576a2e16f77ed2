"""Workbooks → a fairness report of the awards, over all months of the files together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.counting import Memory, compared, decide_months, decisions_of, or_refused
from ccmotivate.pipeline.gathering import Gathered, gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import Written, deliver
from ccmotivate.pipeline.pooling import files_before, pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas and the writers are loaded when there is something to look at
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.fairness import Fairness
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.files.replacing import Fill


class FairnessOutcome(Struct, frozen=True):
    """The outcome of ``fairness``: the report (None when the data has errors), what was written, the problems."""

    found: Fairness | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def exit_code(self) -> int:
        """0 with or without findings, 2 where nothing could be examined or written."""
        wrong = self.found is None or any(one.is_fatal for one in self.problems)
        return 2 if wrong else 0


def look(
    given: Sequence[str] | Inputs,
    rules: RuleSet,
    options: Options,
    progress: Progress = silent,
    memory: Memory | None = None,
    period: Period | None = None,
) -> FairnessOutcome:
    """Score all files together and examine the results; with ``--keep-going`` valid rows count despite errors.

    With ``period`` its months only.

    Recorded decisions apply; where a publication differs from the files, a problem is added.
    """
    return or_refused(
        memory,
        lambda: _look(given, rules, options, progress, memory, period),
        lambda why: FairnessOutcome(problems=(why,), rules=rules),
    )


def _look(
    given: Sequence[str] | Inputs,
    rules: RuleSet,
    options: Options,
    progress: Progress,
    memory: Memory | None,
    period: Period | None,
) -> FairnessOutcome:
    inputs = given if isinstance(given, Inputs) else Inputs(given)
    options = options if period is None else replace(options, months=period.months)
    with closing(inputs):
        entries = list(inputs.read(rules, options, progress))
    run = gather(entries, rules, None if period is None else period.months)
    problems, parts, early = inputs.problems, run.parts, [*run.early, *_nothing(period, run)]
    if not parts or (has_errors(early) and not options.keep_going):
        return FairnessOutcome(problems=(*problems, *early), rules=rules)
    earlier = files_before(entries, period, rules, options, memory)
    progress("scoring", "")
    scored = pool(parts, early, rules, options, memory, earlier)
    told = (*problems, *scored.problems)
    if not scored.months:
        return FairnessOutcome(problems=told, rules=rules)
    from ccmotivate.engine.fairness import fairness

    decisions = decisions_of([one.month for one in scored.months], memory)
    months = decide_months(scored.months, decisions)
    told = (*told, *compared(months, memory, options.lang))
    return FairnessOutcome(fairness(months, rules, decisions), (), told, rules)


def _nothing(period: Period | None, run: Gathered) -> list[Problem]:
    """That no file has anything of the period, where all could be read."""
    if period is None or run.parts or has_errors(run.early):
        return []
    from ccmotivate.model.period import Month

    held = [Month.from_ordinal(ordinal) for ordinal in sorted(run.seen) if ordinal] or "–"
    return [problem("period-without-data", SourceRef(), str(period), months=held)]


def write(found: Fairness, target: Path, kind: str, options: Options, *, names: bool) -> Written:
    """Put the page (``html``), the workbook (``xlsx``) or the document (``json``) in its place."""
    return deliver({target: _fill(found, kind, options, names=names)}, options)


def _fill(found: Fairness, kind: str, options: Options, *, names: bool) -> Fill:
    if kind == "html":
        from ccmotivate.writers.fairness.page import write_page

        return partial(write_page, found=found, lang=options.lang, names=names)
    if kind == "xlsx":
        from ccmotivate.writers.fairness.book import write_book

        return partial(write_book, found=found, lang=options.lang, names=names)
    from ccmotivate.writers.fairness.json import write_file

    return partial(write_file, found=found, lang=options.lang, names=names)
