"""Rules to try: those that count, those with values set in them, and one set of rules for each value of a range.

What is set in a standard moves the scorecard line that stands on it, unless that line was set itself. All rules are
checked before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.scheme import choose_rules, found_in, load
from ccmotivate.problems import Problem, has_errors

if TYPE_CHECKING:  # loaded when there is something to try
    from ccmotivate.model.comparison import MovedLine, Setting
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.ruleset.paths import Sweep

_OF_A_VALUE = frozenset({"set-line-order", "set-line-zero"})
"""Errors of one value of a range, where others may do."""


class Step(Struct, frozen=True):
    """One value of a range: the rules with it, and the scorecard lines that go along."""

    value: str
    rules: RuleSet
    moved: tuple[MovedLine, ...] = ()


class Trial(Struct, frozen=True):
    """The rules that count and those that are tried; ``settings`` and ``moved`` are in ``new`` already.

    ``steps`` are the values of ``sweep``, which goes beyond ``new``.
    """

    old: RuleSet
    new: RuleSet
    settings: tuple[Setting, ...] = ()
    sweep: Sweep | None = None
    places: tuple[tuple[Path, str], ...] = ()  # of the rules before and after: the folder, and what chose it
    moved: tuple[MovedLine, ...] = ()
    steps: tuple[Step, ...] = ()


def rules_to_try(
    rules: Path | None,
    against: Path | None,
    settings: Sequence[str],
    sweep: str | None,
    environment: Mapping[str, str],
) -> tuple[Trial | None, tuple[Problem, ...]]:
    """The two sets of rules: ``against``, else those that a run would choose; ``rules``, else the same, with settings.

    Args:
        rules: The folder of the rules to try.
        against: The folder of the rules to hold them against.
        settings: ``PATH=VALUE``, set in the rules to try.
        sweep: ``PATH=LOW..HIGH:STEP``.
        environment: Where ``CCMOTIVATE_RULES`` may stand.

    Returns:
        The trial, None with an error when rules cannot be used or an option cannot be read.
    """
    from ccmotivate.ruleset.paths import parse_setting, parse_sweep

    parsed = [parse_setting(text) for text in settings]
    span, problems = parse_sweep(sweep) if sweep else (None, ())
    found = [*(one for _setting, wrong in parsed for one in wrong), *problems]
    folder, how = choose_rules(against, environment)
    old, wrong = load(folder, how)
    found += wrong
    base, where = old, (folder, how if against is None else "--against")
    place = where
    if rules is not None:
        tried_folder = found_in(rules)
        base, wrong = load(tried_folder, "--rules")
        place = (tried_folder, "--rules")
        found += wrong
    if old is None or base is None or has_errors(found):
        return None, tuple(found)
    tried = tuple(setting for setting, _wrong in parsed if setting is not None)
    new, wrong = _with(base, tried, tried, "--set") if tried else (Step("", base), ())
    found += wrong
    steps, wrong = _steps(new.rules, span, tried) if new and span else ((), ())
    found += wrong
    if new is None or has_errors(found):
        return None, tuple(found)
    return Trial(old, new.rules, tried, span, (where, place), new.moved, steps), tuple(found)


def _with(
    base: RuleSet, settings: Sequence[Setting], explicit: Sequence[Setting], option: str
) -> tuple[Step | None, tuple[Problem, ...]]:
    """The rules with values set and the lines that go along, which ``explicit`` ones never do; None with an error."""
    from ccmotivate.pipeline.scheme import rules_of
    from ccmotivate.ruleset.follow import follow
    from ccmotivate.ruleset.paths import set_values

    texts, problems = set_values(base.texts, settings, option)
    rules, found = (None, ()) if has_errors(problems) else rules_of(texts, "rules", base.folder)
    if rules is None:
        return None, (*problems, *found)
    following = follow(base, rules, [one.path for one in explicit], option)
    if following.settings:
        rules, found = rules_of(set_values(texts, following.settings, option)[0], "rules", base.folder)
    problems = (*problems, *found, *following.problems)
    if rules is None or has_errors(problems):
        return None, problems
    return Step(str(settings[-1].value), rules, following.lines), problems


def _steps(base: RuleSet, sweep: Sweep, explicit: Sequence[Setting]) -> tuple[tuple[Step, ...], tuple[Problem, ...]]:
    """The rules at each value; of values that cannot be tried the errors of all."""
    from ccmotivate.model.comparison import Setting

    steps: list[Step] = []
    problems: dict[Problem, None] = {}
    for value in sweep.values:
        here = Setting(sweep.path, value)
        step, found = _with(base, [here], [*explicit, here], "--sweep")
        problems |= dict.fromkeys(found)
        steps += [step] if step else []
        if step is None and not any(one.code in _OF_A_VALUE for one in found):
            break  # every other value would say the same
    return tuple(steps), _of_all_values(problems)


def _of_all_values(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems common to several values of a range are merged into one that lists the values."""
    alike: dict[Problem, list[str]] = {}
    for one in problems:
        values = alike.setdefault(replace(one, value=None) if one.code in _OF_A_VALUE else one, [])
        values += [one.value] if one.value else []
    return tuple(replace(one, value=", ".join(values)) if values else one for one, values in alike.items())
