"""What a case expects: of its agents, and of the awards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ccmotivate.conditions import CONDITIONS
from ccmotivate.model import case_schema as words
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.cases import Check, GivenRow, Want, What
from ccmotivate.model.ids import in_order
from ccmotivate.model.words import normal
from ccmotivate.ruleset.case_resolver import CaseResolver, period_in
from ccmotivate.ruleset.yaml_text import YamlPath

REFUSALS = (*words.REFUSALS, *(why for one in CONDITIONS for why in one.reasons))
"""Every reason for which somebody does not win an award."""

_TRUTHS = {"qualified": What.QUALIFIED, "eligible": What.ELIGIBLE}
_NUMBERS = {"score": What.SCORE, "rank": What.RANK}
_WIN_NUMBERS = {"place": What.PLACE, "prize": What.PRIZE, "figure": What.FIGURE}
_WIN_WORDS = {"via": What.VIA, "within": What.WITHIN, "tie": What.TIE}


# -- of an agent ------------------------------------------------------------------------------------------------------


def agent_checks(resolver: CaseResolver, written: Any, path: YamlPath, period: Period, agent: str) -> list[Check]:
    """What is expected of an agent in a month, or of its standing in a longer period."""
    checks: list[Check] = []
    for key, word in resolver.mapping(written, path).items():
        here = (*path, key)
        if key in _TRUTHS:
            checks.append(_check(resolver, _TRUTHS[key], period, agent, "", resolver.truth(word, here), here))
        elif key in _NUMBERS:
            checks.append(_check(resolver, _NUMBERS[key], period, agent, "", resolver.plain_number(word, here), here))
        elif period.kind is not PeriodKind.MONTH:
            resolver.say("case-needs-month", here, key, period=period)
        else:
            checks += _of_month(resolver, key, word, here, period, agent)
    return checks


def _of_month(resolver: CaseResolver, key: str, word: Any, path: YamlPath, period: Period, agent: str) -> list[Check]:
    """Points, values or the status of a metric."""
    if key in resolver.rules.parts:
        part = resolver.rules.parts[key]
        facet = part.facet("cases")
        found = facet.checks(part, resolver, word, path) if facet is not None else ()
        return [_check(resolver, What.PART, period, agent, f"{key} {field}", want, at) for field, want, at in found]
    if key not in ("points", "values"):
        metric = resolver.one_of(
            "metrics",
            key,
            {**resolver.metrics, **_themselves((*words.AGENT_EXPECTATIONS, *resolver.rules.parts))},
            path,
        )
        status = resolver.one_of("statuses", word, words.STATUSES, path)
        return [] if metric is None or status is None else [
            _check(resolver, What.STATUS, period, agent, metric, status, path)
        ]  # fmt: skip
    checks = []
    for name, figure in resolver.mapping(word, path).items():
        here = (*path, name)
        metric = resolver.one_of("metrics", name, resolver.metrics, here)
        if metric is None:
            continue
        if key == "points":
            checks.append(
                _check(resolver, What.POINTS, period, agent, metric, resolver.plain_number(figure, here), here)
            )
        else:
            value = resolver.value(figure, resolver.rules.metrics[metric], here, plausible=False)
            checks.append(_check(resolver, What.VALUE, period, agent, metric, value, here))
    return checks


def _themselves(choices: Sequence[str]) -> dict[str, str]:
    return {normal(one): one for one in choices}


def _check(
    resolver: CaseResolver, what: What, period: Period, agent: str, subject: str, want: Want, path: YamlPath
) -> Check:
    return Check(what, period, agent, subject, want, resolver.at(*path))


# -- of the awards ----------------------------------------------------------------------------------------------------


def award_checks(
    resolver: CaseResolver, written: Any, path: YamlPath, when: Period, rows: Sequence[GivenRow]
) -> list[Check]:
    """What is expected of the awards: of the case's period, or of the parts of it that are named."""
    checks: list[Check] = []
    for key, entry in resolver.mapping(written, path).items():
        here = (*path, key)
        period = None if normal(key) in resolver.awards else period_in(key, when)
        if period is None:
            checks += _of_award(resolver, key, entry, here, when, rows)
            continue
        if resolver.period(key, here, when) is not None:
            for name, inner in resolver.mapping(entry, here).items():
                checks += _of_award(resolver, name, inner, (*here, name), period, rows)
    return checks


def _of_award(
    resolver: CaseResolver, name: str, written: Any, path: YamlPath, period: Period, rows: Sequence[GivenRow]
) -> list[Check]:
    """The checks of one award: no winners, exactly these winners, or facts about some of them."""
    found = resolver.one_of("awards", name, resolver.awards, path)
    if found is None:
        return []
    award = resolver.all_awards[found]
    if award.every is not period.kind:
        resolver.say("case-award-period", path, award=found, every=award.every, period=period)
        return []
    known = _winners(award, period, rows)
    if isinstance(written, Mapping):
        return [
            check
            for agent, entry in written.items()
            if (one := resolver.one_of("agents", agent, known, (*path, agent)))
            for check in _of_winner(resolver, award, one, entry, (*path, agent), period)
        ]
    listed = [written] if isinstance(written, str) else written
    if not isinstance(listed, list):
        resolver.wrong_shape(written, path, "[…]")
        return []
    if isinstance(written, str) and normal(written) in words.NOBODY:
        listed = []
    winners = [resolver.one_of("agents", one, known, path) for one in listed]
    names = tuple(in_order(one for one in winners if one))
    return [_check(resolver, What.WINNERS, period, "", found, names, path)]


def _winners(award: Award, period: Period, rows: Sequence[GivenRow]) -> dict[str, str]:
    """Who could be a winner: the agents of the period, or its teams."""
    here = [row for row in rows if row.month in period.months]
    names = [row.identity["team"] if award.winner == "team" else row.agent_id for row in here]
    return {normal(name): name for name in names if name}


def _of_winner(
    resolver: CaseResolver, award: Award, agent: str, written: Any, path: YamlPath, period: Period
) -> list[Check]:
    """``no``, ``yes``, a place, what is refused, or the details of a win."""
    if isinstance(written, str) and written.isdecimal():
        written = {"place": written}
    if isinstance(written, str):
        return [_check(resolver, What.WINS, period, agent, award.id, resolver.truth(written, path), path)]
    details = resolver.mapping(written, path)
    if words.REFUSED in details:
        resolver.only_keys(details, (words.REFUSED,), path)
        why = resolver.one_of("reasons", details[words.REFUSED], REFUSALS, (*path, words.REFUSED))
        no = _check(resolver, What.WINS, period, agent, award.id, False, path)
        return [no, _check(resolver, What.REFUSED, period, agent, award.id, why, (*path, words.REFUSED))]
    resolver.only_keys(details, words.WIN_KEYS, path)
    checks = [_check(resolver, What.WINS, period, agent, award.id, True, path)]
    for key, word in details.items():
        here = (*path, key)
        if key in words.WIN_KEYS:
            what, want = _detail(resolver, key, word, here)
            checks.append(_check(resolver, what, period, agent, award.id, want, here))
    return checks


def _detail(resolver: CaseResolver, key: str, word: Any, path: YamlPath) -> tuple[What, Want]:
    if key in _WIN_NUMBERS:
        return _WIN_NUMBERS[key], resolver.plain_number(word, path)
    if key == "shared":
        return What.SHARED, resolver.truth(word, path)
    if key == "reason":
        return What.REASON, tuple(map(str, word)) if isinstance(word, list) else str(word)
    if not isinstance(word, str):
        resolver.wrong_shape(word, path, "text")
        return _WIN_WORDS[key], None
    if resolver.is_nothing(word):
        return _WIN_WORDS[key], None
    return _WIN_WORDS[key], resolver.metrics.get(normal(word), word) if key == "tie" else word
