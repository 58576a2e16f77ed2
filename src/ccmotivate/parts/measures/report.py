"""All that a run of ``evaluate`` found, for every way of showing it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ccmotivate.problems import Problem

if TYPE_CHECKING:  # pandas comes with the engine, pydantic with the rules
    from ccmotivate.model.given import InputFile
    from ccmotivate.model.period import Month
    from ccmotivate.model.rule_changes import RuleChange
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.parts.measures.advice import Advice
    from ccmotivate.parts.measures.power import Plan
    from ccmotivate.parts.measures.results import Evaluated
    from ccmotivate.parts.measures.rules import Measure


class Report(Struct, frozen=True):
    """The measures evaluated, in the order of their file; ``measures`` are all of it, by id, ``months`` those given."""

    evaluated: tuple[Evaluated, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    written: tuple[Path, ...] = ()
    plan: Plan | None = None  # where a plan was asked for, in place of the evaluation
    changes: Mapping[str, tuple[RuleChange, ...]] = field(default_factory=dict)  # of the rules with its start, by id
    advice: Mapping[str, Advice] = field(default_factory=dict)  # by id, where nothing is seen
    files: str = ""  # the months as they were given, for a command line

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.evaluated or self.plan)
