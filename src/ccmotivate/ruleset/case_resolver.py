"""What every part of reading cases shares: the file, the rules, the problems; words and figures as written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from msgspec import Struct, field
from pydantic_core import PydanticCustomError

from ccmotivate.model import case_schema as words
from ccmotivate.model.award_rules import Award
from ccmotivate.model.bounds import FACTS
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.metrics import Label, Metric, MetricKind
from ccmotivate.model.period import month_hint
from ccmotivate.model.rule_figures import parse_figure
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.ruleset.yaml_text import YamlPath, YamlText

Choices = Mapping[str, str] | Collection[str]
"""Ids by their compared words, or ids alone."""


class CaseResolver(Struct, dict=True):
    """Where the reading of one case file collects its problems."""

    text: YamlText
    rules: RuleSet
    problems: list[Problem] = field(default_factory=list)

    # -- places and shapes --------------------------------------------------------------------------------------------

    def at(self, *path: str | int) -> SourceRef:
        return self.text.at(*path)

    def say(self, code: str, path: YamlPath, value: object = None, **facts: object) -> None:
        self.problems.append(problem(code, self.at(*path), value, **facts))

    def mapping(self, value: Any, path: YamlPath) -> Mapping[str, Any]:
        """A mapping; anything else but nothing is a problem and gives an empty one."""
        if isinstance(value, dict):
            return value
        if value not in (None, "", "~"):
            self.wrong_shape(value, path, "key: value")
        return {}

    def wrong_shape(self, value: Any, path: YamlPath, expected: str) -> None:
        shown = value if isinstance(value, str) else str(value)
        self.say("rule-wrong-shape", path, shown, key=path[-1] if path else "", expected=expected)

    def only_keys(self, found: Mapping[str, Any], allowed: Iterable[str], path: YamlPath) -> None:
        """A problem for every key that is not allowed here."""
        choices = list(allowed)
        for key in found:
            if key not in choices:
                near = nearest(key, choices) or "–"
                self.say("rule-unknown-key", (*path, key), key, allowed=choices, nearest=near)

    def one_of(self, what: str, word: Any, choices: Choices, path: YamlPath) -> str | None:
        """The id that a word means, with a problem and None where it is none of the choices."""
        known = choices if isinstance(choices, Mapping) else {normal(one): one for one in choices}
        if isinstance(word, str) and normal(word) in known:
            return known[normal(word)]
        if not isinstance(word, str):
            self.wrong_shape(word, path, "text")
            return None
        ids = list(dict.fromkeys(known.values()))
        near = nearest(word, known)
        self.say(
            "rule-unknown-word",
            path,
            word,
            what=what,
            nearest=known.get(normal(near), near) if near else "–",
            allowed=ids,
        )
        return None

    def one_or_none(self, what: str, word: Any, choices: Choices, path: YamlPath) -> str | None:
        """As ``one_of``; None, without a problem, also for what means nothing."""
        nothing = word is None or (isinstance(word, str) and self.is_nothing(word))
        return None if nothing else self.one_of(what, word, choices, path)

    # -- what is expected of an agent by a part -----------------------------------------------------------------------

    def entries(
        self,
        what: str,
        written: Any,
        path: YamlPath,
        known: Choices,
        default: str,
        single: Collection[str] = (),
    ) -> Iterator[tuple[str, str, Any, YamlPath]]:
        """Known names with each of their fields, its value and its place.

        Args:
            what: What the names are, for problems.
            written: Fields by name; what is no mapping is the value of the field ``default``.
            path: Where it stands.
            known: The ids, or ids by the words for them.
            default: The field that a bare value is of.
            single: Ids that have no fields, only a value.
        """
        for name, entry in self.mapping(written, path).items():
            here = (*path, name)
            found = self.one_of(what, name, known, here)
            if found is None:
                continue
            if isinstance(entry, Mapping) and found not in single:
                yield from ((found, field, value, (*here, field)) for field, value in entry.items())
            else:
                yield found, default, entry, here

    def numbers(
        self, written: Any, path: YamlPath, fields: Mapping[str, str]
    ) -> Iterator[tuple[str, Fraction | None, YamlPath]]:
        """Fields that are numbers, each with its place."""
        for name, figure in self.mapping(written, path).items():
            here = (*path, name)
            field = self.one_of("fields", name, fields, here)
            if field is not None:
                yield field, self.plain_number(figure, here), here

    # -- words of the rules -------------------------------------------------------------------------------------------

    @cached_property
    def metrics(self) -> Mapping[str, str]:
        """The id of each metric by its id and labels."""
        return _by_word({name: metric.label for name, metric in self.rules.metrics.items()})

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The id of each thing that an agent may have: identity, metrics, roster columns, detail sheets."""
        identity = {name: self.rules.columns[name].label for name in words.IDENTITY}
        details = {name: sheet.label for name, sheet in self.rules.details.items()}
        roster = {name: column.label for name, column in self.rules.roster.items()}
        return {**_by_word(details), **_by_word(roster), **self.metrics, **_by_word(identity)}

    @cached_property
    def roles(self) -> Mapping[str, str]:
        return _by_word({name: role.label for name, role in self.rules.roles.items()})

    @cached_property
    def levels(self) -> Mapping[str, str]:
        return _by_word(self.rules.levels)

    @cached_property
    def awards(self) -> Mapping[str, str]:
        return _by_word({name: award.label for name, award in self.all_awards.items()})

    @cached_property
    def all_awards(self) -> Mapping[str, Award]:
        """The awards of any time, by id; the latest of each."""
        times = [version.rules for version in self.rules.versions if version.rules is not None]
        return {name: award for rules in (*times, self.rules) for name, award in rules.awards.items()}

    # -- figures ------------------------------------------------------------------------------------------------------

    def value(self, word: Any, metric: Metric, path: YamlPath, *, plausible: bool = True) -> Fraction | None:
        """A metric's value as written, in its unit; None for no data, and with a problem for what is no value."""
        if not isinstance(word, str):
            self.wrong_shape(word, path, "text")
            return None
        is_level = metric.kind is MetricKind.LEVEL and normal(word) in self.levels  # a level may be called none
        if self.is_nothing(word) and not is_level:
            return None
        if metric.kind is MetricKind.LEVEL:
            found = self.one_of("levels", word, self.levels, path)
            return None if found is None else Fraction(self.rules.level_ids().index(found))
        if metric.kind is MetricKind.PASS:
            return self._pass(word, path)
        figure = self._number(word, metric, path)
        if figure is None or not plausible:
            return figure
        low, high = metric.plausible.low, metric.plausible.high
        if (low is not None and figure < low) or (high is not None and figure > high):
            self.say("out-of-range", path, word, range=metric.range_text())
        if metric.kind is MetricKind.COUNT and figure.denominator != 1:
            self.say("not-whole", path, word)
        return figure

    def is_nothing(self, word: str) -> bool:
        """True for a word that means no data."""
        return normal(word) in self._nothing

    @cached_property
    def _nothing(self) -> frozenset[str]:
        return frozenset(normal(one) for one in (*words.NOTHING, *self.rules.words.no_data))

    def _pass(self, word: str, path: YamlPath) -> Fraction | None:
        known = {normal(one): "pass" for one in ("pass", *self.rules.words.passes)}
        known |= {normal(one): "fail" for one in ("fail", *self.rules.words.fails)}
        found = self.one_of("pass/fail", word, known, path)
        return None if found is None else Fraction(found == "pass")

    def _number(self, word: str, metric: Metric, path: YamlPath) -> Fraction | None:
        try:
            figure = parse_figure(word)
        except PydanticCustomError as error:
            self.say(error.type, path, word, **FACTS.get(error.type, {}))
            return None
        worth = figure.worth(metric.kind, metric.unit)
        if worth is None:
            self.say("rule-wrong-unit", path, word, kind=metric.kind)
        elif readings := figure.two_readings(metric.kind):
            self.say("rule-fraction-or-percent", path, word, **readings)
        return worth

    def plain_number(self, word: Any, path: YamlPath) -> Fraction | None:
        """A number without a metric: points, scores, prizes; ``%`` is left out; None for nothing."""
        if isinstance(word, str) and self.is_nothing(word):
            return None
        try:
            return parse_figure(word).value
        except PydanticCustomError as error:
            self.say(error.type, path, word, **FACTS.get(error.type, {}))
            return None

    def day(self, word: Any, path: YamlPath) -> Fraction | None:
        """A day as its number, like 2025-03-31; None with a problem for what is none."""
        try:
            return Fraction(date.fromisoformat(word).toordinal())
        except (TypeError, ValueError):
            self.say("not-a-date", path, word)
            return None

    def truth(self, word: Any, path: YamlPath) -> bool:
        """Yes or no."""
        choices = {normal(one): "yes" for one in words.YES} | {normal(one): "no" for one in words.NO}
        return self.one_of("yes/no", word, choices, path) == "yes"

    def period(self, word: Any, path: YamlPath, within: Period | None = None) -> Period | None:
        """A period by its name; ``March``, ``三月`` or ``Q1`` take the year of the period that they are ``within``."""
        found = period_in(word, within) if isinstance(word, str) else None
        if found is None:
            self.say("case-no-period", path, word)
        elif within is not None and found != within and not within.holds(found):
            self.say("case-outside", path, word, period=within)
            return None
        return found


def period_in(word: str, within: Period | None = None) -> Period | None:
    """The period that a word names, None for any other word."""
    found = parse_period(word)
    if found is not None or within is None:
        return found
    hint = month_hint(word)
    if hint.month is not None and hint.year is None and len(word) <= len("September"):
        return parse_period(f"{within.year}-{hint.month:02d}")
    return parse_period(f"{within.year}-{word}") or parse_period(f"{within.year}年{word}")


def _by_word(labels: Mapping[str, Label]) -> dict[str, str]:
    """Ids by their compared words; an id outranks another one's label."""
    found = {normal(word): name for name, label in reversed(list(labels.items())) for word in label.words}
    return found | {normal(name): name for name in labels}
