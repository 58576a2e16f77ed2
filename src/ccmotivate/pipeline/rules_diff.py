"""Two rules folders, or one at two dates → what is different."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ccmotivate.problems import Problem, problem

if TYPE_CHECKING:  # pydantic and numpy come with the rules
    from ccmotivate.model.period import Month
    from ccmotivate.model.rule_changes import RuleChange
    from ccmotivate.model.rules import RuleSet


class RulesCompared(Struct, frozen=True):
    """The rules of both sides, None where they cannot be used; the changes; the problems of both."""

    old: RuleSet | None
    new: RuleSet | None
    changes: tuple[RuleChange, ...] = ()
    problems: tuple[Problem, ...] = ()


def compare_folders(old: Path, new: Path) -> RulesCompared:
    """Compare two rule folders in every rule version of either."""
    from ccmotivate.engine.rule_changes import differences
    from ccmotivate.pipeline.scheme import load_rules

    before, problems = load_rules(old, str(old))
    after, others = load_rules(new, str(new))
    changes = differences(before, after) if before and after else ()
    return RulesCompared(before, after, changes, (*problems, *others))


def compare_months(folder: Path, start: Month, end: Month) -> RulesCompared:
    """One folder as it is in two months."""
    from ccmotivate.engine.rule_changes import differences
    from ccmotivate.pipeline.scheme import load_rules

    rules, problems = load_rules(folder, str(folder))
    if rules is None:
        return RulesCompared(None, None, (), problems)
    before, wrong = rules_at(rules, start)
    after, others = rules_at(rules, end)
    changes = differences(before, after) if before and after else ()
    return RulesCompared(before, after, changes, (*problems, *wrong, *others))


def rules_at(rules: RuleSet, month: Month) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules in force in a month; the problem that there are none."""
    version = rules.version(month)
    if version.rules is None:
        return None, (problem("month-before-rules", version.lacking, month=month),)
    return version.rules, ()
