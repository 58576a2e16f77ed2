"""Files and the ledger → who is proposed as of a month: its months gathered, scored, and decided on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.period import Month
from ccmotivate.parts.careers.problems import FEW_MONTHS, NO_ROSTER, NO_VACANCIES
from ccmotivate.parts.careers.rules import VACANCIES, CareersSettings
from ccmotivate.pipeline.counting import Memory, published_months
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.pooling import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas comes with the engine
    from ccmotivate.model.results import InputFile, MonthFacts, MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.parts.careers.decide import CareersResult


class Promoted(Struct, frozen=True):
    """Where everybody stands as of a month, None where that cannot be said; the files that were read, the problems."""

    result: CareersResult | None = None
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()


NOTHING = Promoted()
"""Nothing was looked at."""


def promote(
    month: Month, given: Sequence[str], rules: RuleSet, options: Options, memory: Memory | None, progress: Progress
) -> Promoted:
    """Who is proposed as of the end of a month, from files and from what ``memory`` holds as published."""
    options = replace(options, months=_window(month, rules.at(month).parts["careers"].settings))
    with closing(Inputs(given)) as inputs:
        run = gather(inputs.read(rules, options, progress), rules, _up_to(month))
    early = (*inputs.problems, *run.early)
    if not run.parts:
        promoted = Promoted() if has_errors(early) else _decided(month, (), rules, options.lang, memory)
        return replace(promoted, problems=(*early, *promoted.problems))
    progress("scoring", str(month))
    scored = pool(run.parts, early, rules, options)
    if has_errors(scored.problems):
        return Promoted(inputs=scored.inputs, problems=scored.problems)
    promoted = _decided(month, scored.months, rules, options.lang, memory)
    return replace(promoted, inputs=scored.inputs, problems=(*scored.problems, *promoted.problems))


def _up_to(month: Month) -> list[Month]:
    """Every month up to this one: a roster or vacancies may be older than the window."""
    return [Month.from_ordinal(ordinal) for ordinal in range(Month(1990, 1).ordinal, month.ordinal + 1)]


def _window(month: Month, settings: CareersSettings) -> tuple[Month, ...]:
    """The months that are looked at, up to the one as of whose end people are proposed."""
    return tuple(Month.from_ordinal(month.ordinal - back) for back in range(settings.looks_back, -1, -1))


def _decided(month: Month, scored: Sequence[MonthResult], rules: RuleSet, lang: str, memory: Memory | None) -> Promoted:
    """The months of the window; what was published of one counts before its file, and that they differ is said."""
    settings: CareersSettings = rules.at(month).parts["careers"].settings
    wanted = _window(month, settings)
    fresh = {one.month: one for one in scored}
    known, other = published_months(wanted, fresh, memory, lang)
    held: dict[Month, MonthFacts] = {**fresh, **known}
    promoted = _proposed(month, settings, {one: held[one] for one in wanted if one in held}, scored)
    return replace(promoted, problems=(*other, *promoted.problems))


def _proposed(
    month: Month, settings: CareersSettings, window: Mapping[Month, MonthFacts], scored: Sequence[MonthResult]
) -> Promoted:
    """Who is proposed, or why that cannot be said."""
    from ccmotivate.parts.careers.decide import promotion, vacancies_before

    if month not in window:
        held = sorted({*window, *(one.month for one in scored)}) or "–"
        return Promoted(problems=(problem("period-without-data", SourceRef(), str(month), months=held),))
    if len(window) < settings.at_least:
        return Promoted(problems=(_few(month, settings, window),))
    rosters = _with_roster(scored)
    if not rosters:
        return Promoted(problems=(problem(NO_ROSTER, SourceRef(), month=month, sheet="roster"),))
    vacancies = vacancies_before(scored)
    notes = () if vacancies is not None else (problem(NO_VACANCIES, SourceRef(), month=month, sheet=VACANCIES),)
    return Promoted(promotion(settings, tuple(window.values()), rosters[-1], vacancies), problems=notes)


def _with_roster(scored: Sequence[MonthResult]) -> list[MonthResult]:
    """The months whose roster has a row of somebody who is there; where there are none, those with any roster."""
    held = [(one, there) for one in scored if (there := one.sheets.on_roster) is not None]
    return [one for one, there in held if there.any()] or [one for one, _there in held]


def _few(month: Month, settings: CareersSettings, window: Mapping[Month, MonthFacts]) -> Problem:
    return problem(
        FEW_MONTHS,
        SourceRef(),
        window=settings.window,
        month=month,
        count=len(window),
        months=list(window),
        needed=settings.at_least,
        missing=[one for one in _window(month, settings) if one not in window],
    )
