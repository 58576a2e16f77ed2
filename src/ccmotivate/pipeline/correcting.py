"""A month that was exported again: which cells changed, and which scores, ranks and awards with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.pipeline.inputs import Input, Inputs
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import deliver
from ccmotivate.pipeline.scoring import pool
from ccmotivate.pipeline.simulating import award_kinds, complete_periods, workbook_in
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas and the writers are loaded when there is something to compare
    from ccmotivate.model.comparison import Comparison, Correction, Scenario
    from ccmotivate.model.results import Scored
    from ccmotivate.model.rules import RuleSet

WORKBOOK = "difference.xlsx"


@dataclass(frozen=True, slots=True)
class CorrectionOutcome:
    """What came of ``diff``: what differs, what was written, and the exit code that follows."""

    correction: Correction | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def exit_code(self) -> int:
        """0 when both could be read, whatever differs; 2 otherwise."""
        return 2 if self.correction is None or any(one.is_fatal for one in self.problems) else 0


def correct(
    old: str, new: str, rules: RuleSet, options: Options, rules_from: str = "", progress: Progress = silent
) -> CorrectionOutcome:
    """Hold two exports against each other, cell by cell and result by result.

    With errors in one of them the results are not compared, unless ``options.keep_going`` takes the sound rows.
    """
    from ccmotivate.model.comparison import Correction
    from ccmotivate.readers.cell_changes import Export, changes_between

    outcome = CorrectionOutcome(rules=rules, rules_from=rules_from)
    folders = [problem("not-a-file", SourceRef(name)) for name in (old, new) if Path(name).is_dir()]
    if folders:
        return replace(outcome, problems=tuple(folders))
    with closing(Inputs([old, new])) as inputs:
        entries = list(inputs.read(rules, options, progress))
    if len(entries) == 1 and Path(old).resolve() == Path(new).resolve():
        entries *= 2
    exports = [Export.of(one.book, one.read, rules) for one in entries if one.book is not None and one.read is not None]
    if len(exports) != len((old, new)):
        lost = (found for entry in entries for found in entry.problems)
        return replace(outcome, problems=(*inputs.problems, *lost))
    changes = changes_between(*exports)
    progress("scoring", "")
    scored = [pool([entry.read], entry.problems, rules, options) for entry in entries if entry.read is not None]
    comparison, notes = _compared(entries, scored, rules, options)
    before, after = (export.data.inputs[0] for export in exports)
    correction = Correction((before, after), changes.cells, changes.rows, changes.columns, comparison)
    problems = dict.fromkeys((*(found for one in scored for found in one.problems), *notes))
    outcome = replace(outcome, correction=correction, problems=tuple(problems))
    return _write(outcome, options, progress) if options.out and options.write else outcome


def _compared(
    entries: Sequence[Input], scored: Sequence[Scored], rules: RuleSet, options: Options
) -> tuple[Comparison | None, list[Problem]]:
    """What follows for scores, ranks and awards, or why that cannot be said."""
    from ccmotivate.engine.comparing import compare

    wrong = [
        entry.name
        for entry, one in zip(entries, scored, strict=True)
        if not one.months or (has_errors(one.problems) and not options.keep_going)
    ]
    if wrong:
        return None, [problem("not-compared", SourceRef(), files=", ".join(dict.fromkeys(wrong)))]
    before, after = (_scenario(one, rules) for one in scored)
    return compare(before, after), []


def _scenario(scored: Scored, rules: RuleSet) -> Scenario:
    from ccmotivate.engine.rescoring import award_periods
    from ccmotivate.model.comparison import Scenario

    periods = complete_periods([result.month for result in scored.months], award_kinds(rules))
    return Scenario(rules, scored.months, award_periods(periods, scored.months, rules))


def _write(outcome: CorrectionOutcome, options: Options, progress: Progress) -> CorrectionOutcome:
    from ccmotivate.writers.correction_book import write_correction

    assert outcome.correction is not None and outcome.rules is not None and options.out is not None
    target = workbook_in(options.out, WORKBOOK)
    progress("writing", target.name)
    fill = partial(write_correction, correction=outcome.correction, rules=outcome.rules, lang=options.lang)
    done = deliver({target: fill}, options)
    return replace(outcome, problems=(*outcome.problems, *done.problems), written=done.paths)
