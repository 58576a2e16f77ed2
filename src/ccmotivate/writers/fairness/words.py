"""Words of the fairness report: people (by name, or by id alone), groups, figures, shares and probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct

from ccmotivate.locale import N_, Translate, translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.fairness import SIGNIFICANT, Fairness
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.figures import (
    figure_name,
    money_text,
    number_text,
    places_needed,
    ranking_text,
    value_text,
)
from ccmotivate.writers.words.sentences import MOST_LISTED, group_text, listed, months_text, period_text, person_text
from ccmotivate.writers.words.text import visible

_Kind = TypeVar("_Kind")
_FEW_PLACES, _MOST_PLACES = 3, 4
_TINY = Fraction(1, 10**_MOST_PLACES)


class RenderContext(Struct, frozen=True):
    """How this report says things: the language, and whether people go by their names."""

    found: Fairness
    lang: str
    names: bool = True

    @property
    def say(self) -> Translate:
        """The translator."""
        return translator(self.lang)

    @property
    def rules(self) -> RuleSet:
        return self.found.rules

    def winner(self, winner: str, award: str | None) -> str:
        """A person (name and id, or the id alone), or a team."""
        rule = None if award is None else self.rules.awards.get(award)
        if rule is not None and rule.winner == "team":
            return group_text((("team", winner),), self.rules, self.lang)
        name = visible(self.found.names.get(winner, "")) if self.names else ""
        return person_text(name, visible(winner))

    def winners(self, some: Sequence[str], award: str) -> str:
        """Several of them."""
        return listed([self.winner(one, award) for one in some], self.say)

    def award(self, award: str) -> str:
        """The award's name."""
        known = self.rules.awards.get(award)
        return visible(known.label.text(self.lang)) if known else award

    def group(self, kind: str, name: str) -> str:
        """A team, role or project."""
        return group_text(((kind, name),), self.rules, self.lang)

    def within(self, award: str, group: str) -> str:
        """The group in which an award was decided."""
        known = self.rules.awards.get(award)
        within = known.within if known else None
        return group_text(((within, group),) if within else (), self.rules, self.lang)

    def decision(self, period: str, award: str, group: str) -> str:
        """One decision: period, award, and the group if there is one."""
        parts = [period_text(period, self.lang), self.award(award)]
        return " · ".join([*parts, *([self.within(award, group)] if group else [])])

    def role(self, role: str | None) -> str:
        """A role's name; for None the eligibility."""
        if role is None:
            return self.say(N_("eligibility"))
        return visible(self.rules.roles[role].label.text(self.lang)) if role in self.rules.roles else role

    def metric(self, metric: str) -> str:
        """A metric's name."""
        return figure_name(metric, self.rules, self.lang)

    def metrics(self, some: Sequence[str]) -> str:
        """Several of them."""
        return listed([self.metric(one) for one in some], self.say)

    def step(self, metric: str, step: Fraction) -> str:
        """A step of a metric with its unit."""
        return value_text(self.rules.metrics[metric], step, self.rules, self.lang, (step,))

    def figure(self, figure: str, value: Fraction) -> str:
        """A ranking figure or a difference of two, with its unit."""
        if figure == "index":
            return self.say(N_("{score} points")).format(score=number_text(value))
        return ranking_text(figure, value, self.rules, self.lang)

    def money(self, amount: Fraction) -> str:
        """An amount in the scheme's currency."""
        return money_text(amount, self.rules.currency, self.lang)

    def months(self) -> str:
        """The months examined."""
        return months_text(list(self.found.months), self.lang)


def share_text(share: Fraction) -> str:
    """``41.3%``."""
    return fixed_text(share * 100, 1).removesuffix(".0") + "%"


def mean_text(value: Fraction) -> str:
    """A mean count: ``3.1``."""
    return fixed_text(value, 1)


def p_text(p: Fraction) -> str:
    """A probability after ``p``: ``= 0.012``, ``< 0.0001``; never rounded over the line that matters."""
    if p < _TINY:
        return "< " + fixed_text(_TINY, _MOST_PLACES)
    start = _FEW_PLACES if p >= 10 * _TINY else _MOST_PLACES
    places = places_needed(p, (SIGNIFICANT,), start)
    return "= " + fixed_text(p, max(places, start))


def series(texts: list[str], words: RenderContext) -> str:
    """Long texts after one another, and how many more there are."""
    _ = words.say
    shown = _("; ").join(texts[:MOST_LISTED])
    rest = len(texts) - MOST_LISTED
    more = _("{members} and {count} more")
    return shown if rest <= 0 else more.format(members=shown, count=rest)


def rows_of(rows: Sequence[object], kind: type[_Kind]) -> list[_Kind]:
    """Those rows of a finding that are of one kind."""
    return [row for row in rows if isinstance(row, kind)]
