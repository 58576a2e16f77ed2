"""Who is honoured and how they are named: what the honour roll, the certificates and the newsletter share."""

from __future__ import annotations

import unicodedata

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.award_sentences import award_reason
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.sentences import partial_text, period_text
from ccmotivate.writers.words.text import visible

LONGEST = 400  # characters of a name that are shown


class Group(Struct, frozen=True):
    """The winners of one award within one project, team or role, or in the department."""

    award: Award
    within: tuple[tuple[str, str], ...]
    winners: tuple[AwardGiven, ...]


def recognised(result: PeriodResult, word: str | None = None) -> list[Group]:
    """The awards that give this recognition (all for None), in the order of the rules, then as they were given."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[AwardGiven]] = {}
    for given in result.awards:
        groups.setdefault((given.award, given.within), []).append(given)
    order = list(result.rules.awards)
    return [
        Group(result.rules.awards[award], within, tuple(winners))
        for (award, within), winners in sorted(groups.items(), key=lambda item: order.index(item[0][0]))
        if word is None or word in result.rules.awards[award].recognition
    ]


def period_within(period: Period | str, lang: str) -> str:
    """The period inside a sentence: ``March 2025``, ``Q1 2025``, ``the year 2025``."""
    _ = translator(lang)
    known = parse_period(period) if isinstance(period, str) else period
    if known is not None and known.kind is PeriodKind.YEAR:
        return _("the year {year}").format(year=known.year)
    return period_text(str(period), lang)


def missing_text(result: PeriodResult, lang: str) -> str:
    """That the period is not over and which months are still to come; ``""`` for a whole period."""
    return partial_text(result.period, result.missing, lang) if result.partial else ""


def winner_name(given: AwardGiven) -> str:
    """The person's or team's name on one line; the id where there is no name, a dash where there is nothing."""
    name = given.team if given.agent_id is None else given.name
    for text in (name, given.agent_id or ""):
        shown = visible(text, LONGEST).strip()
        if shown:
            return shown
    return "–"


def winner_id(given: AwardGiven) -> str:
    """The id of a person who is called by name; ``""`` for teams and where the id already stands for the name."""
    return visible(given.agent_id, LONGEST).strip() if given.agent_id and given.name.strip() else ""


def group_name(group: Group, rules: RuleSet, lang: str) -> str:
    """The name of the project, team or role; ``""`` for the department."""
    if not group.within:
        return ""
    kind, name = group.within[0]
    return (
        visible(rules.roles[name].label.text(lang), LONGEST)
        if kind == "role" and name in rules.roles
        else visible(name, LONGEST)
    )


def prize_text(given: AwardGiven, rules: RuleSet, lang: str) -> str:
    """``a gift worth ¥200``, or the amount of a prize in money; ``""`` without a prize."""
    if given.prize is None:
        return ""
    _ = translator(lang)
    money, award = money_text(given.prize, rules.currency, lang), rules.awards.get(given.award)
    in_money = award is not None and award.prize_as == "money"
    return _("a prize of {money}").format(money=money) if in_money else _("a gift worth {money}").format(money=money)


def letterhead_texts(rules: RuleSet, lang: str) -> dict[str, str]:
    """``company`` and ``signatory`` of the scheme, ``""`` where it names none."""
    head = rules.letterhead
    labels = {"company": head.company, "signatory": head.signatory}
    return {word: visible(label.text(lang), 200) if label else "" for word, label in labels.items()}


def of_the_winner(given: AwardGiven) -> AwardGiven:
    """The award without facts about others: honours show no name or figure of agents who did not win."""
    behind = tuple(replace(part, next=None) for part in given.behind)
    return replace(given, next_figure=None, tie=None, behind=behind)


def reason_text(given: AwardGiven, result: PeriodResult, lang: str) -> str:
    """Why this winner, in one sentence; of a human's decision its own reason and name."""
    return award_reason(of_the_winner(given), result.rules, lang)


def monogram(name: str) -> str:
    """One Chinese character, or up to two initials; a star where the name has no letter or digit."""
    words = ["".join(char for char in word if char.isalnum()) for word in name.split()]
    letters = [word[0] for word in words if word]
    if not letters:
        return "★"
    return letters[0] if unicodedata.east_asian_width(letters[0]) in "WF" else "".join(letters[:2]).upper()
