"""The outcome of a run of ``score`` or ``awards``: results, problems, how files were read."""

from __future__ import annotations

from msgspec import Struct, field

from ccmotivate.model.calendar import Period
from ccmotivate.model.payroll import Payroll
from ccmotivate.model.results import InputFile, Interpretation, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem


class Scored(Struct, frozen=True):
    """The outcome of one ``score`` job (a workbook, or a pooled month): months ascending, problems, how it was read."""

    inputs: tuple[InputFile, ...]
    rules: RuleSet
    months: tuple[MonthResult, ...]
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = field(default=())  # --keep-going: agent rows left out, as addresses


class Awarded(Struct, frozen=True):
    """The outcome of one ``awards`` call: the period, its problems, how its files were read.

    ``result`` is None when the data has errors or a month is missing, ``payroll`` when not requested.
    """

    period: Period
    inputs: tuple[InputFile, ...]
    rules: RuleSet
    result: PeriodResult | None
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...] = ()
    unscored: tuple[str, ...] = ()
    payroll: Payroll | None = None
