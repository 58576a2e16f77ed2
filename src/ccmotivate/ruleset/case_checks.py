"""What a case expects: of its agents, and of the awards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ccmotivate.model import case_schema as words
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.cases import Check, GivenRow, Want, What
from ccmotivate.model.ids import in_order
from ccmotivate.model.words import normal
from ccmotivate.ruleset.case_resolver import CaseDesk, period_in
from ccmotivate.ruleset.yaml_text import Path

_TRUTHS = {"qualified": What.QUALIFIED, "eligible": What.ELIGIBLE}
_NUMBERS = {"score": What.SCORE, "rank": What.RANK}
_WIN_NUMBERS = {"place": What.PLACE, "prize": What.PRIZE, "figure": What.FIGURE}
_WIN_WORDS = {"via": What.VIA, "within": What.WITHIN, "tie": What.TIE}


# -- of an agent ------------------------------------------------------------------------------------------------------


def agent_checks(desk: CaseDesk, written: Any, path: Path, period: Period, agent: str) -> list[Check]:
    """What is expected of an agent in a month, or of its standing in a longer period."""
    checks: list[Check] = []
    for key, word in desk.mapping(written, path).items():
        here = (*path, key)
        if key in _TRUTHS:
            checks.append(_check(desk, _TRUTHS[key], period, agent, "", desk.truth(word, here), here))
        elif key in _NUMBERS:
            checks.append(_check(desk, _NUMBERS[key], period, agent, "", desk.plain_number(word, here), here))
        elif period.kind is not PeriodKind.MONTH:
            desk.say("case-needs-month", here, key, period=period)
        else:
            checks += _of_month(desk, key, word, here, period, agent)
    return checks


def _of_month(desk: CaseDesk, key: str, word: Any, path: Path, period: Period, agent: str) -> list[Check]:
    """Points, values or the status of a metric."""
    if key not in ("points", "values"):
        metric = desk.one_of("metrics", key, {**desk.metrics, **_themselves(words.AGENT_EXPECTATIONS)}, path)
        status = desk.one_of("statuses", word, words.STATUSES, path)
        return [] if metric is None or status is None else [
            _check(desk, What.STATUS, period, agent, metric, status, path)
        ]  # fmt: skip
    checks = []
    for name, figure in desk.mapping(word, path).items():
        here = (*path, name)
        metric = desk.one_of("metrics", name, desk.metrics, here)
        if metric is None:
            continue
        if key == "points":
            checks.append(_check(desk, What.POINTS, period, agent, metric, desk.plain_number(figure, here), here))
        else:
            value = desk.value(figure, desk.rules.metrics[metric], here, plausible=False)
            checks.append(_check(desk, What.VALUE, period, agent, metric, value, here))
    return checks


def _themselves(choices: Sequence[str]) -> dict[str, str]:
    return {normal(one): one for one in choices}


def _check(desk: CaseDesk, what: What, period: Period, agent: str, subject: str, want: Want, path: Path) -> Check:
    return Check(what, period, agent, subject, want, desk.at(*path))


# -- of the awards ----------------------------------------------------------------------------------------------------


def award_checks(desk: CaseDesk, written: Any, path: Path, when: Period, rows: Sequence[GivenRow]) -> list[Check]:
    """What is expected of the awards: of the case's period, or of the parts of it that are named."""
    checks: list[Check] = []
    for key, entry in desk.mapping(written, path).items():
        here = (*path, key)
        period = None if normal(key) in desk.awards else period_in(key, when)
        if period is None:
            checks += _of_award(desk, key, entry, here, when, rows)
            continue
        if desk.period(key, here, when) is not None:
            for name, inner in desk.mapping(entry, here).items():
                checks += _of_award(desk, name, inner, (*here, name), period, rows)
    return checks


def _of_award(
    desk: CaseDesk, name: str, written: Any, path: Path, period: Period, rows: Sequence[GivenRow]
) -> list[Check]:
    """What is expected of one award: nobody, exactly these, or something of some."""
    found = desk.one_of("awards", name, desk.awards, path)
    if found is None:
        return []
    award = desk.all_awards[found]
    if award.every is not period.kind:
        desk.say("case-award-period", path, award=found, every=award.every, period=period)
        return []
    known = _winners(award, period, rows)
    if isinstance(written, Mapping):
        return [
            check
            for agent, entry in written.items()
            if (one := desk.one_of("agents", agent, known, (*path, agent)))
            for check in _of_winner(desk, award, one, entry, (*path, agent), period)
        ]
    listed = [written] if isinstance(written, str) else written
    if not isinstance(listed, list):
        desk.wrong_shape(written, path, "[…]")
        return []
    if isinstance(written, str) and normal(written) in words.NOBODY:
        listed = []
    winners = [desk.one_of("agents", one, known, path) for one in listed]
    names = tuple(in_order(one for one in winners if one))
    return [_check(desk, What.WINNERS, period, "", found, names, path)]


def _winners(award: Award, period: Period, rows: Sequence[GivenRow]) -> dict[str, str]:
    """Who could be a winner: the agents of the period, or its teams."""
    here = [row for row in rows if row.month in period.months]
    names = [row.identity["team"] if award.winner == "team" else row.agent_id for row in here]
    return {normal(name): name for name in names if name}


def _of_winner(desk: CaseDesk, award: Award, agent: str, written: Any, path: Path, period: Period) -> list[Check]:
    """``no``, ``yes``, a place, what is refused, or the details of a win."""
    if isinstance(written, str) and written.isdecimal():
        written = {"place": written}
    if isinstance(written, str):
        return [_check(desk, What.WINS, period, agent, award.id, desk.truth(written, path), path)]
    details = desk.mapping(written, path)
    if words.REFUSED in details:
        desk.only_keys(details, (words.REFUSED,), path)
        why = desk.one_of("reasons", details[words.REFUSED], words.REFUSALS, (*path, words.REFUSED))
        no = _check(desk, What.WINS, period, agent, award.id, False, path)
        return [no, _check(desk, What.REFUSED, period, agent, award.id, why, (*path, words.REFUSED))]
    desk.only_keys(details, words.WIN_KEYS, path)
    checks = [_check(desk, What.WINS, period, agent, award.id, True, path)]
    for key, word in details.items():
        here = (*path, key)
        if key in words.WIN_KEYS:
            what, want = _detail(desk, key, word, here)
            checks.append(_check(desk, what, period, agent, award.id, want, here))
    return checks


def _detail(desk: CaseDesk, key: str, word: Any, path: Path) -> tuple[What, Want]:
    if key in _WIN_NUMBERS:
        return _WIN_NUMBERS[key], desk.plain_number(word, path)
    if key == "shared":
        return What.SHARED, desk.truth(word, path)
    if key == "reason":
        return What.REASON, tuple(map(str, word)) if isinstance(word, list) else str(word)
    if not isinstance(word, str):
        desk.wrong_shape(word, path, "text")
        return _WIN_WORDS[key], None
    if desk.is_nothing(word):
        return _WIN_WORDS[key], None
    return _WIN_WORDS[key], desk.metrics.get(normal(word), word) if key == "tie" else word
