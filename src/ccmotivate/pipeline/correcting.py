"""A month that was exported again: which cells changed, and which scores, ranks and awards with them."""

from __future__ import annotations

import os
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
from ccmotivate.pipeline.outputs import deliver
from ccmotivate.pipeline.pooling import pool
from ccmotivate.pipeline.simulating import award_kinds, complete_periods, workbook_in
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import FOLDER, is_folder

if TYPE_CHECKING:  # pandas and the writers are loaded when there is something to compare
    from ccmotivate.formats.book import Book
    from ccmotivate.model.comparison import Comparison, Correction, Scenario
    from ccmotivate.model.outcomes import Scored
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.cell_changes import Export

WORKBOOK = "difference.xlsx"


class CorrectionOutcome(Struct, frozen=True):
    """The outcome of ``diff``: differences, files written, and the exit code."""

    correction: Correction | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    rules_from: str = ""

    @property
    def exit_code(self) -> int:
        """0 when both could be read, with or without differences; 2 otherwise."""
        return 2 if self.correction is None or any(one.is_fatal for one in self.problems) else 0


def correct(
    old: str,
    new: str,
    rules: RuleSet,
    options: Options,
    rules_from: str = "",
    progress: Progress = silent,
    *,
    beside: Sequence[str] = (),
    memory: Memory | None = None,
) -> CorrectionOutcome:
    """Hold two exports against each other, cell by cell and result by result.

    With errors in one of them the results are not compared, unless ``options.keep_going`` takes the sound rows. The
    files of ``beside`` go with both: details, a roster, or the agents where details or a roster were corrected. What
    people decided holds for both.
    """
    outcome = CorrectionOutcome(rules=rules, rules_from=rules_from)
    given = (name for name in (old, new) if is_folder(name))
    folders = [problem("not-a-file", SourceRef(name), reason=FOLDER) for name in given]
    if folders:
        return replace(outcome, problems=tuple(folders))
    with closing(Inputs([old, new, *beside], cells=True)) as inputs:
        entries = list(inputs.read(rules, options, progress))
    is_same = os.path.realpath(old) == os.path.realpath(new)
    both = inputs.paths[:1] * 2 if is_same else inputs.paths[:2]
    here = {entry.path: entry for entry in entries if not entry.outside}
    rest = [entry for entry in entries if entry.path not in both]
    runs = [gather([here[path], *rest], rules) for path in both if path in here]
    lost = has_errors(inputs.problems) or any(entry.read is None for run in runs for entry in run.entries)
    if lost or len(runs) != len((old, new)) or not all(run.parts for run in runs):
        found = list(dict.fromkeys(found for run in runs for found in run.early))
        if here and options.only and not here.keys() >= set(both):
            found.append(inputs.without(options.only))
        return replace(outcome, problems=(*inputs.problems, *found))
    books = [book for path in both if (book := here[path].book)]
    outcome = replace(outcome, problems=tuple(inputs.problems))
    return or_refused(
        memory,
        lambda: _corrected(outcome, books, runs, options, progress, memory),
        lambda why: replace(outcome, problems=(why,)),
    )


def _corrected(
    outcome: CorrectionOutcome,
    books: Sequence[Book],
    runs: Sequence[Gathered],
    options: Options,
    progress: Progress,
    memory: Memory | None,
) -> CorrectionOutcome:
    """What differs between the exports of two runs; ``books`` are the two that were named."""
    from ccmotivate.model.comparison import Correction
    from ccmotivate.model.results import InputFile
    from ccmotivate.readers.cell_changes import changes_between, folded_kinds

    rules = outcome.rules
    assert rules is not None
    before, after = (_export(run, rules) for run in runs)
    folded = folded_kinds(before, after)
    apart = [problem("rows-not-compared", SourceRef(), ", ".join(folded), sources=folded)] if folded else []
    changes = changes_between(before, after)
    progress("scoring", "")
    scored = [pool(run.parts, run.early, rules, options, memory) for run in runs]
    comparison, notes = _compared([book.name for book in books], scored, rules, options, memory)
    old, new = (InputFile(book.name, book.sha256) for book in books)
    correction = Correction((old, new), changes.cells, changes.rows, changes.columns, comparison)
    problems = dict.fromkeys((*outcome.problems, *(found for one in scored for found in one.problems), *apart, *notes))
    outcome = replace(outcome, correction=correction, problems=tuple(problems))
    return _write(outcome, options, progress) if options.out and options.write else outcome


def _export(run: Gathered, rules: RuleSet) -> Export:
    """What was read of a run, with the rows of large logs in which agents stand."""
    from ccmotivate.readers.cell_changes import Export

    logs = [one.kept.file.table_of(_rows_of_agents(run, one.name)) for one in run.files if one.kept is not None]
    return Export.of([one.book for one in run.files if one.book], run.parts, rules, logs)


def _rows_of_agents(run: Gathered, file: str) -> set[int]:
    """The rows of a file (0-based) in which agents, or what a roster says of them, stand."""
    rows: set[int] = set()
    for part in run.parts:
        agents, own = part.dataset.agents, [one.file == file for one in part.dataset.tables]
        for table, row in (("table", "row"), ("roster", "roster_row")):
            pairs = zip(agents[table], agents[row], strict=True) if table in agents else ()
            rows |= {int(line) - 1 for at, line in pairs if at >= 0 and own[at]}
    return rows


def _compared(
    names: Sequence[str], scored: Sequence[Scored], rules: RuleSet, options: Options, memory: Memory | None
) -> tuple[Comparison | None, list[Problem]]:
    """The effect on scores, ranks and awards, or the reason why it cannot be computed."""
    from ccmotivate.engine.comparing import compare

    wrong = [
        name
        for name, one in zip(names, scored, strict=True)
        if not one.months or (has_errors(one.problems) and not options.keep_going)
    ]
    if wrong:
        return None, [problem("not-compared", SourceRef(), files=tuple(dict.fromkeys(wrong)))]
    before, after = (_scenario(one, rules, memory) for one in scored)
    return compare(before, after), compared(before.results, memory, options.lang)


def _scenario(scored: Scored, rules: RuleSet, memory: Memory | None) -> Scenario:
    from ccmotivate.engine.rescoring import award_periods
    from ccmotivate.model.comparison import Scenario

    there = [result.month for result in scored.months]
    decisions = decisions_of(there, memory)
    months = decide_months(scored.months, decisions)
    periods = complete_periods(there, award_kinds(rules))
    return Scenario(rules, months, award_periods(periods, months, rules, (), decisions))


def _write(outcome: CorrectionOutcome, options: Options, progress: Progress) -> CorrectionOutcome:
    from ccmotivate.writers.workbooks.correction_book import write_correction

    assert outcome.correction is not None and outcome.rules is not None and options.out is not None
    target = workbook_in(options.out, WORKBOOK)
    progress("writing", target.name)
    fill = partial(write_correction, correction=outcome.correction, rules=outcome.rules, lang=options.lang)
    done = deliver({target: fill}, options)
    return replace(outcome, problems=(*outcome.problems, *done.problems), written=done.paths)
