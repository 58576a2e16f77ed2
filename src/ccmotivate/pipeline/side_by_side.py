"""Several workbooks, each scored by itself, by several processes at the same time.

First every file is read, for only then it is known whether one of them gives another one anything: detail rows, a
roster, earlier months that parts look at. Where none does, each file is scored and written by any process of the team,
and of what comes of it only what is to be said returns. Else the files are scored in their order by this process.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.counting import Memory
from ccmotivate.pipeline.cycles import freed
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Input, Inputs, Packed
from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import NotWrittenError, Targets, archive_if_writing, holding, results_of
from ccmotivate.pipeline.pooling import pool
from ccmotivate.pipeline.scoring import Job, Made, Outcome, Show, Shown, folder_of, one_by_one, score_each, write_job
from ccmotivate.pipeline.scoring import score as score_here
from ccmotivate.pipeline.spool import Kept, Spool
from ccmotivate.pipeline.team import Alone, Task, Team, is_laid_aside, team_size
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # loaded when there is something to score
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import InputFile, Interpretation
    from ccmotivate.model.rules import RuleSet


def score(
    inputs: Inputs,
    rules: RuleSet,
    options: Options,
    rules_from: str = "",
    progress: Progress = silent,
    memory: Memory | None = None,
    show: Show | None = None,
    *,
    holds: bool = False,
) -> Outcome:
    """As ``scoring.score``, with ``options.jobs`` by several processes; of jobs only what ``show`` gives is kept.

    With ``holds`` everything is kept, and this process scores.
    """
    many = is_laid_aside(options.jobs, len(inputs.paths))
    if not many or holds or options.together or memory is not None or rules.tables:
        return score_here(inputs, rules, options, rules_from, progress, memory)
    jobs, problems = _score_apart(inputs, rules, options, progress, show)
    return Outcome(jobs, problems, rules, rules_from)


def _score_apart(
    inputs: Inputs, rules: RuleSet, options: Options, progress: Progress, show: Show | None
) -> tuple[tuple[Job, ...], tuple[Problem, ...]]:
    """The jobs of all files and the problems of those that become none, by a team or by this process alone."""
    size = team_size(options.jobs, len(inputs.paths))
    with closing(Team(size, (rules, options, show)) if size > 1 else Alone((rules, options, show))) as team:
        read = (
            inputs.packed(team, options, progress)
            if isinstance(team, Team)
            else freed(inputs.laid_aside(rules, options, progress))
        )
        packed = sorted(read, key=lambda one: one.name)
        if _are_apart(packed, rules):
            wanted = [one for one in packed if not one.outside]
            jobs, problems = _score_packed(wanted, rules, options, progress, team)
            return tuple(jobs), (*inputs.problems, *problems)
    run = gather((one.unpacked() for one in packed), rules)
    done, found = score_each(run, rules, options, progress, None)
    return done, (*inputs.problems, *found)


def _are_apart(packed: Sequence[Packed], rules: RuleSet) -> bool:
    """Whether each file is scored as if it were alone, none an id or the bytes of another one otherwise."""
    from ccmotivate.readers.identity import id_form

    read = [one for one in packed if one.is_read]
    if not all(one.is_alone for one in read):
        return False
    ids = frozenset[str]().union(*(one.ids for one in read))
    contents = {(one.sha256, one.months) for one in read}
    if len(set(map(id_form, ids))) < len(ids) or len(contents) > len({one.sha256 for one in read}):
        return False
    months = {month for one in read for month in one.months}
    return len(months) < 2 or not _look_back(rules, {sheet for one in read for sheet in one.sheets})


def _look_back(rules: RuleSet, sheets: set[str]) -> bool:
    """Whether any part that has its sheets, or any award, looks at other months."""
    parts = [part for then in (*rules.version_rules, rules) for part in then.parts.values() if part.looks_back]
    return rules.awards_window > 0 or any(set(part.needed_sheets) <= sheets for part in parts)


def _score_packed(
    packed: Sequence[Packed], rules: RuleSet, options: Options, progress: Progress, team: Team | Alone
) -> tuple[list[Job], list[Problem]]:
    """The jobs of files that have nothing to do with each other; their folders are locked for all of them together.

    Files of a folder that cannot be locked are left to this process, for each then says so.
    """
    folders = {folder_of(one, options) for one in packed if one.is_read}
    with ExitStack() as stack:
        held = frozenset(one for one in folders if options.write and _is_held(one, options, stack))
        stack.callback(team.close)  # before the locks go
        ours = replace(options, held=held)
        given = held if options.write else folders
        make = partial(_made, rules=rules, options=ours, given=given, progress=progress, team=team)
        return one_by_one(packed, Targets(), ours, make)


def _is_held(folder: Path, options: Options, stack: ExitStack) -> bool:
    try:
        stack.enter_context(holding(folder, options))
    except NotWrittenError:
        return False
    return True


def _made(
    wanted: Sequence[Packed],
    *,
    rules: RuleSet,
    options: Options,
    given: Set[Path],
    progress: Progress,
    team: Team | Alone,
) -> Iterator[Made]:
    """What comes of each file, in their order."""
    theirs = [one for one in wanted if folder_of(one, options) in given]
    answers = team.map(Task(one.name, _score_one, (_bytes(one), options.held)) for one in theirs)
    spool = Spool()
    for one in wanted:
        progress("scoring", one.name)
        if folder_of(one, options) not in given:
            yield _score_input(one.unpacked(), rules, options, progress)
            continue
        found, problems = next(answers)
        if found is None:
            stale = archive_if_writing(folder_of(one, options), results_of(one.path.stem), options)
            yield None, [*problems, *stale]
        else:
            assert isinstance(found, _Sent)
            yield found.job(rules, spool), found.faults


def _bytes(one: Packed) -> bytes:
    return b"" if one.kept is None else one.kept.bytes()


def _score_input(entry: Input, rules: RuleSet, options: Options, progress: Progress = silent) -> Made:
    """A file scored and written as if it were alone."""
    (alone,) = gather([entry], rules).entries
    assert alone.read is not None
    made, fault = attempt(partial(pool, [alone.read], alone.problems, rules, options), alone.name)
    return write_job(alone, made, fault, None, options, progress)


class _Sent(Struct, frozen=True):
    """What a process of the team sends back of a job: everything but the months and the rules."""

    faults: Sequence[Problem]
    name: str = ""
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    texts: Sequence[tuple[str, Month | None]] = ()

    def job(self, rules: RuleSet, spool: Spool) -> Job | None:
        """The job, its texts laid aside; None where the file failed."""
        from ccmotivate.model.outcomes import Scored

        if not self.name:
            return None
        scored = Scored(self.inputs, rules, (), self.problems, self.interpretations, self.unscored)
        kept = [(spool.keep(text.encode("utf-8", "surrogatepass")), month) for text, month in self.texts]
        shown = tuple(Shown(partial(_text, text), month) for text, month in kept)
        return Job(self.name, scored, self.written, shown)


def _text(kept: Kept) -> str:
    return kept.bytes().decode("utf-8", "surrogatepass")


def _score_one(shared: tuple[RuleSet, Options, Show | None], data: bytes, held: frozenset[Path]) -> _Sent:
    """The step of a process of the team."""
    rules, options, show = shared
    entry = pickle.loads(data)
    assert isinstance(entry, Input)
    job, faults = _score_input(entry, rules, replace(options, held=held))
    if job is None:
        return _Sent(faults)
    one = job.scored
    said = (one.inputs, one.problems, one.interpretations, one.unscored, job.written)
    return _Sent(faults, job.name, *said, show(job) if show is not None else ())
