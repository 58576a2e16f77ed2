"""Read and run the test cases of a scheme, and measure their coverage of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from ccmotivate.engine.case_run import Result, run_case
from ccmotivate.engine.coverage import coverage
from ccmotivate.model.cases import Case, CaseOutcome, TestRun
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, has_errors
from ccmotivate.ruleset.cases import load_cases
from ccmotivate.writers.words.award_sentences import award_reason, names_of


class Tested(Struct, frozen=True):
    """A scheme that was tested: its cases run, and what is wrong with their files."""

    rules: RuleSet
    run: TestRun
    problems: tuple[Problem, ...] = ()
    fail_under: Fraction | None = None

    @property
    def is_covered(self) -> bool:
        """False when the cases reach less of the rules than was asked for."""
        covered = self.run.coverage
        return covered is None or self.fail_under is None or covered.percent >= self.fail_under

    @property
    def passed(self) -> bool:
        """True when every case could be read, every check held, and enough was reached."""
        return not has_errors(self.problems) and not self.run.failures and self.is_covered


def test_scheme(
    rules: RuleSet, folder: Path, shown: str, *, covered: bool = False, fail_under: Fraction | None = None
) -> Tested:
    """Run the cases in ``folder/cases``.

    Args:
        rules: the rules of the folder.
        folder: the rules folder.
        shown: its name in addresses.
        covered: whether to list what no case has reached.
        fail_under: the percentage that must be reached; implies ``covered``.
    """
    cases, problems = load_cases(folder, rules, shown)
    outcomes = run_cases(cases, rules)
    found = coverage(rules, outcomes) if covered or fail_under is not None else None
    return Tested(rules, TestRun(outcomes, found), problems, fail_under)


test_scheme.__test__ = False  # type: ignore[attr-defined]  # the name is the command's; pytest is not to collect it


def run_cases(cases: Iterable[Case], rules: RuleSet) -> tuple[CaseOutcome, ...]:
    """Each case by itself."""
    return tuple(run_case(case, rules, reason_of) for case in cases)


def reason_of(given: AwardGiven, result: Result, lang: str) -> str:
    """The reason of an award as written in the award list."""
    names: Mapping[str, str] = names_of(result)
    return award_reason(given, result.rules, lang, names)
