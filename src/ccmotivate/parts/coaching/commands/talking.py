"""Files and the ledger → the month to talk about, as the files give it and as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.period import Month
from ccmotivate.parts.coaching.problems import NO_FINDINGS, OFF
from ccmotivate.pipeline.counting import Memory, published_months
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.pooling import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas comes with the engine
    from ccmotivate.model.results import InputFile, MonthResult, PublishedMonth
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.known_as import KnownAs


class Known(Struct, frozen=True):
    """A month of the files, None where it cannot be talked about; what was published of it, if anything was.

    ``inputs`` are the files that were read, ``known_as`` is what the rosters in them call people.
    """

    month: MonthResult | None = None
    published: PublishedMonth | None = None
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    known_as: KnownAs | None = None


def known_month(
    wanted: Month, files: Sequence[str], rules: RuleSet, options: Options, memory: Memory | None, progress: Progress
) -> Known:
    """The month alone, for nothing on the sheets looks at earlier months."""
    if "coaching" not in rules.parts:
        return Known(problems=(problem(OFF, SourceRef(rules.folder), file="coaching.yaml"),))
    options = replace(options, months=(wanted,))
    with closing(Inputs(files)) as inputs:
        run = gather(inputs.read(rules, options, progress), rules, [wanted])
    early = (*inputs.problems, *run.early)
    if not run.parts:
        held = [Month.from_ordinal(one) for one in sorted(run.seen) if one]
        return Known(problems=early if has_errors(early) else (*early, _lacking(wanted, held)))
    progress("scoring", str(wanted))
    scored = pool(run.parts, early, rules, options)
    known = Known(inputs=scored.inputs, problems=scored.problems, known_as=run.known_as)
    if has_errors(scored.problems):
        return known
    month = next(iter(scored.months), None)
    if month is None:
        return replace(known, problems=(*known.problems, _lacking(wanted, ())))
    if "coaching" not in month.parts:
        sheet = rules.parts["coaching"].needed_sheets[0]
        without = problem(NO_FINDINGS, SourceRef(), sheet=sheet, month=wanted)
        return replace(known, problems=(*known.problems, without))
    published, differing = published_months([wanted], {wanted: month}, memory, options.lang)
    return replace(known, month=month, published=published.get(wanted), problems=(*known.problems, *differing))


def _lacking(wanted: Month, held: Sequence[Month]) -> Problem:
    return problem("period-without-data", SourceRef(), str(wanted), months=held or "–")
