"""``cases/*.yaml`` → cases with source lines, or every problem in them at once.

The format is documented in ``model/case_schema.py``. A broken file is reported like a broken rule file; cases of the
other files are still read.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ccmotivate.locale.names import file_name
from ccmotivate.model import case_schema as words
from ccmotivate.model.calendar import Period
from ccmotivate.model.cases import Case, DetailGiven, GivenRow
from ccmotivate.model.instants import parse_instant
from ccmotivate.model.metrics import DetailSheet, by_word
from ccmotivate.model.period import Month
from ccmotivate.model.roster import RosterColumn, RosterKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.ruleset.case_checks import agent_checks, award_checks
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.case_sheets import given_sheets
from ccmotivate.ruleset.case_won import won_before
from ccmotivate.ruleset.names import not_read, text_of, those_read, unreadable, yaml_files
from ccmotivate.ruleset.yaml_text import YamlPath, read_yaml

_INSTANTS = {"date": "2025-03-07", "time": "18:05", "moment": "2025-03-07 18:05"}

MAX_FILES = 500


class _Layer(Struct, frozen=True):
    """The values given for an agent in one place; a later layer overrides an earlier one."""

    identity: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Fraction | None] = field(default_factory=dict)
    details: Mapping[str, tuple[DetailGiven, ...]] = field(default_factory=dict)
    on_standard: bool = False
    roster: Mapping[str, Fraction | str | None] = field(default_factory=dict)

    def under(self, other: _Layer) -> _Layer:
        """Both, ``other`` outranking this."""
        return _Layer(
            {**self.identity, **other.identity},
            {**self.values, **other.values},
            {**self.details, **other.details},
            self.on_standard or other.on_standard,
            {**self.roster, **other.roster},
        )


class _Agent(Struct, frozen=True):
    """An agent of a case: values for all months, and by month (None: absent)."""

    always: _Layer
    by_month: Mapping[Month, _Layer | None] = field(default_factory=dict)


def load_cases(folder: Path, rules: RuleSet, shown: str) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """Read the cases of a rules folder.

    Args:
        folder: the rules folder; the cases are in its ``cases``.
        rules: the rules that it holds, whose words the cases use.
        shown: how the rules folder is called in addresses.

    Returns:
        The cases that can be run, in the order of the files; all problems of all files.
    """
    found: list[Case] = []
    names = yaml_files(folder / "cases", "**/*")
    problems = not_read(f"{shown}/cases", names)
    for one in those_read(names)[:MAX_FILES]:
        path, name = folder / "cases" / one, file_name(f"{shown}/cases/{one}")
        try:
            text = text_of(path)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(unreadable(error, name))
            continue
        cases, wrong = cases_of(text, rules, name)
        found += cases
        problems += wrong
    if not found and not has_errors(problems):
        problems.append(problem("case-none", SourceRef(f"{shown}/cases/*.yaml")))
    return tuple(found), tuple(problems)


def cases_of(text: str, rules: RuleSet, file: str) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """The cases in the text of a file; none as soon as one of its problems is an error."""
    tree, problems = read_yaml(file, text)
    if tree is None:
        return (), problems
    resolver = CaseResolver(tree, rules, list(problems))
    cases = _cases(resolver)
    return (() if has_errors(resolver.problems) else cases), tuple(resolver.problems)


def _cases(resolver: CaseResolver) -> tuple[Case, ...]:
    data = resolver.mapping(resolver.text.data, ())
    resolver.only_keys(data, words.FILE_KEYS, ())
    lang = resolver.one_of("languages", data.get("language", "zh"), words.LANGUAGES, ("language",)) or "zh"
    when = resolver.period(data.get("when", words.DEFAULT_PERIOD), ("when",))
    base = _layer(resolver, resolver.mapping(data.get("given"), ("given",)), ("given",))
    written = data.get("cases")
    if not isinstance(written, list):
        if data:
            resolver.say("rule-missing-key", (), key="cases")
        return ()
    cases = [_case(resolver, one, ("cases", at), lang, when, base) for at, one in enumerate(written)]
    return tuple(case for case in cases if case)


def _case(
    resolver: CaseResolver, written: Any, path: YamlPath, lang: str, usual: Period | None, base: _Layer
) -> Case | None:
    rule = resolver.mapping(written, path)
    resolver.only_keys(rule, words.CASE_KEYS, path)
    for key in ("case", "agents"):
        if key not in rule:
            resolver.say("rule-missing-key", path, key=key)
    when = resolver.period(rule["when"], (*path, "when")) if "when" in rule else usual
    if when is None or not rule:
        return None
    base = base.under(_layer(resolver, resolver.mapping(rule.get("given"), (*path, "given")), (*path, "given")))
    agents, checks = _agents(resolver, rule, path, when, base)
    rows = _rows(resolver, agents, when, path)
    checks += award_checks(resolver, rule.get("awards"), (*path, "awards"), when, rows)
    name = rule.get("case", "")
    sheets = given_sheets(resolver, rule.get("sheets"), (*path, "sheets"))
    won = won_before(resolver, rule.get("won"), (*path, "won"), when, agents)
    here = resolver.at(*path, "case")
    return Case(name if isinstance(name, str) else "", lang, when, rows, tuple(checks), here, sheets, won)


def _agents(
    resolver: CaseResolver, rule: Mapping[str, Any], path: YamlPath, when: Period, base: _Layer
) -> tuple[dict[str, _Agent], list[Any]]:
    """The agents with their figures, and what is expected of each."""
    agents: dict[str, _Agent] = {}
    checks: list[Any] = []
    for name, entry in resolver.mapping(rule.get("agents"), (*path, "agents")).items():
        here = (*path, "agents", name)
        own = resolver.mapping(entry, here)
        agents[name] = _Agent(base.under(_layer(resolver, own, here)))
        checks += agent_checks(resolver, own.get("expect"), (*here, "expect"), when, name)
    for word, entries in resolver.mapping(rule.get("months"), (*path, "months")).items():
        here = (*path, "months", word)
        period = resolver.period(word, here, when)
        if period is None:
            continue
        for name, entry in resolver.mapping(entries, here).items():
            if resolver.one_of("agents", name, {normal(one): one for one in agents}, (*here, name)) is None:
                continue
            absent = isinstance(entry, str) and normal(entry) in words.ABSENT
            own = {} if absent else resolver.mapping(entry, (*here, name))
            layer = None if absent else _layer(resolver, own, (*here, name))
            agents[name] = _changed(agents[name], period, layer)
            checks += agent_checks(resolver, own.get("expect"), (*here, name, "expect"), period, name)
    return agents, checks


def _changed(agent: _Agent, period: Period, layer: _Layer | None) -> _Agent:
    """The agent with other values in these months."""
    by_month = dict(agent.by_month)
    for month in period.months:
        before = by_month.get(month, _Layer())
        by_month[month] = None if layer is None else (before or _Layer()).under(layer)
    return _Agent(agent.always, by_month)


def _rows(resolver: CaseResolver, agents: Mapping[str, _Agent], when: Period, path: YamlPath) -> tuple[GivenRow, ...]:
    """A row for each agent and month that it is there."""
    rows: list[GivenRow] = []
    for month in when.months:
        version = resolver.rules.version(month)
        if version.rules is None:
            resolver.say("case-no-rules", path, month=month, line=version.lacking)
    for name, agent in agents.items():
        for month in when.months:
            layer = agent.by_month.get(month, _Layer())
            if layer is None:
                continue
            whole = agent.always.under(layer)
            if "role" not in whole.identity and not has_errors(resolver.problems):
                resolver.say("rule-missing-key", (*path, "agents", name), key="role")
            identity = {
                "name": "",
                "role": "",
                "project": words.DEFAULT_PROJECT,
                "team": "",
                "site": "",
                **whole.identity,
            }
            rows.append(GivenRow(month, name, identity, whole.values, whole.details, whole.on_standard, whole.roster))
    return tuple(rows)


# -- what an agent has ------------------------------------------------------------------------------------------------


def _layer(resolver: CaseResolver, given: Mapping[str, Any], path: YamlPath) -> _Layer:
    """Identity, figures and detail rows as they are written in one place; ``expect`` is for others to read."""
    identity: dict[str, str] = {}
    values: dict[str, Fraction | None] = {}
    details: dict[str, tuple[DetailGiven, ...]] = {}
    roster: dict[str, Fraction | str | None] = {}
    like = None
    for key, word in given.items():
        here = (*path, key)
        if key == "expect" and path[-1] != "given":
            continue
        if key == "like":
            like = resolver.one_of("likenesses", word, words.LIKE, here)
            continue
        name = resolver.one_of("fields", key, resolver.fields, here)
        if name is None:
            continue
        if name == "role":
            identity[name] = resolver.one_of("roles", word, resolver.roles, here) or ""
        elif name in words.IDENTITY:
            identity[name] = _text(resolver, word, here)
        elif name in resolver.rules.metrics:
            values[name] = resolver.value(word, resolver.rules.metrics[name], here)
        elif name in resolver.rules.roster:
            roster[name] = _of_roster(resolver, resolver.rules.roster[name], word, here)
        else:
            details[name] = _details(resolver, word, resolver.rules.details[name], here)
    return _Layer(identity, values, details, like is not None, roster)


def _of_roster(resolver: CaseResolver, column: RosterColumn, word: Any, path: YamlPath) -> Fraction | str | None:
    """A figure, a day as its number, or a text."""
    if column.kind is RosterKind.TEXT:
        text = _text(resolver, word, path)
        return (resolver.one_of(column.id, text, by_word(column.words), path) if text and column.words else text) or ""
    if column.kind is RosterKind.DATE:
        return None if isinstance(word, str) and resolver.is_nothing(word) else resolver.day(word, path)
    return resolver.value(word, column.metric, path)


def _text(resolver: CaseResolver, word: Any, path: YamlPath) -> str:
    if not isinstance(word, str):
        resolver.wrong_shape(word, path, "text")
        return ""
    return "" if resolver.is_nothing(word) else word


def _instant(resolver: CaseResolver, text: str, kind: str, path: YamlPath) -> Fraction | None:
    """A day, a time of the day or a moment in seconds; None for a blank, and with a problem for what is none."""
    found = parse_instant(text, kind) if text else None
    if text and found is None:
        resolver.wrong_shape(text, path, _INSTANTS[kind])
    return found


def _details(resolver: CaseResolver, written: Any, sheet: DetailSheet, path: YamlPath) -> tuple[DetailGiven, ...]:
    """The rows of a detail sheet: a list of mappings by column."""
    if not isinstance(written, list):
        resolver.wrong_shape(written, path, "[…]")
        return ()
    columns = {normal(word): key for key, column in sheet.columns.items() for word in (key, *column.label.words)}
    rows = []
    for at, entry in enumerate(written):
        texts: dict[str, str] = {}
        numbers: dict[str, Fraction | None] = {}
        for key, column in sheet.columns.items():
            if column.kind != "text":
                numbers[key] = None
            if not column.is_number:
                texts[key] = ""
        for word, cell in resolver.mapping(entry, (*path, at)).items():
            here = (*path, at, word)
            name = resolver.one_of("columns", word, columns, here)
            if name is None:
                continue
            if not sheet.columns[name].is_number:
                texts[name] = _text(resolver, cell, here)
                if sheet.columns[name].is_instant:
                    numbers[name] = _instant(resolver, texts[name], sheet.columns[name].kind, here)
            else:
                numbers[name] = resolver.value(cell, sheet.columns[name].metric, here)
        rows.append(DetailGiven(texts, numbers))
    return tuple(rows)
