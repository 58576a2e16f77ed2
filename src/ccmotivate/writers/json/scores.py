"""The JSON contract: what other programs read. Exact numbers are strings; everything is in a fixed order.

Agents are written one by one, so that a department of 100,000 does not need its whole document in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from io import StringIO
from itertools import repeat
from operator import itemgetter
from typing import Any, TextIO

import numpy as np

from ccmotivate.model.exact import Exact, fixed_text, plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.outcomes import Scored
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Difference, Publication, Settled, Settlement
from ccmotivate.model.results import (
    NOT_ASKED,
    STATUS_WORDS,
    AwardGiven,
    Decision,
    InputFile,
    Interpretation,
    MonthResult,
    PeriodResult,
)
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import ScoreLine
from ccmotivate.problems import Problem
from ccmotivate.writers.json.text import compact
from ccmotivate.writers.words.figures import is_exact, level_id, metric_behind
from ccmotivate.writers.words.sentences import WHOLE, problem_hint, problem_message

RANKS = ("rank", "rank_department", "rank_everyone")
_CHUNK = 2_000
_WHO = ("award", "period", "within", "agent_id", "name", "team")


def write_json(
    stream: TextIO,
    rules: RuleSet | None,
    jobs: Sequence[Scored],
    problems: Sequence[Problem],
    lang: str,
    texts: Iterable[tuple[Month, Callable[[], str]]] = (),
) -> None:
    """Write the ``ccmotivate/score@1`` document of a run.

    ``problems`` are those outside the jobs: unreadable files and rules. A job with errors that was not scored
    contributes no months. ``texts`` are months of jobs that are JSON already (``month_texts``).
    """
    stream.write('{"schema": "ccmotivate/score@1",\n "rules": ' + compact(rules_object(rules)) + ',\n "months": [')
    months = [(month.month, partial(_write_month, stream, month)) for job in jobs for month in job.months]
    months += [(month, partial(_copy, stream, text)) for month, text in texts]
    for place, (_month, write) in enumerate(sorted(months, key=itemgetter(0))):
        stream.write(",\n" if place else "\n")
        write()
    found = dict.fromkeys((*problems, *(one for job in jobs for one in job.problems)))  # a file that several use: once
    read = reading_objects(dict.fromkeys(how for job in jobs for how in job.interpretations))
    unscored = [address for job in jobs for address in job.unscored]
    stream.write('],\n "problems": ' + compact([problem_object(one, rules, lang) for one in found]))
    stream.write(',\n "unscored": ' + compact(unscored) + ',\n "how_it_was_read": ' + compact(read) + "}\n")


def month_texts(scored: Scored) -> list[tuple[str, Month]]:
    """The months of a job as they stand in the document of a run."""
    texts = []
    for result in scored.months:
        stream = StringIO()
        _write_month(stream, result)
        texts.append((stream.getvalue(), result.month))
    return texts


def _copy(stream: TextIO, text: Callable[[], str]) -> None:
    stream.write(text())


def reading_objects(interpretations: Iterable[Interpretation]) -> list[dict[str, str]]:
    """How the files were read."""
    return [
        {
            "file": how.file,
            "sheet": how.sheet,
            "what": how.what,
            "where": how.where,
            "subject": how.subject,
            "meaning": how.meaning,
        }
        for how in interpretations
    ]


def write_rules_check(stream: TextIO, rules: RuleSet | None, problems: Sequence[Problem], lang: str) -> None:
    """Write the ``ccmotivate/rules-check@1`` document: the rules, null when they cannot be used, and their problems."""
    found = [problem_object(one, rules, lang) for one in problems]
    stream.write(
        compact({"schema": "ccmotivate/rules-check@1", "rules": rules_object(rules), "problems": found}) + "\n"
    )


def problem_object(found: Problem, rules: RuleSet | None, lang: str) -> dict[str, Any]:
    """A problem with its address, sentences and facts; ``line`` only for rule files, ``cells`` only of several."""
    source = found.source
    place: dict[str, Any] = {"file": source.file or None, "sheet": source.sheet, "cell": source.cell}
    if source.line is not None:
        place["line"] = source.line
    return {
        "severity": str(found.severity),
        "code": found.code,
        **place,
        "value": found.value,
        "message": problem_message(found, lang, rules, WHOLE),
        "hint": problem_hint(found, lang, rules, WHOLE),
        "facts": dict(found.facts),
        **({"cells": found.cells} if found.cells else {}),
        **({"values": found.values} if found.values else {}),
    }


def rules_object(rules: RuleSet | None) -> dict[str, Any] | None:
    """The rules by name and hash, None when there are none that can be used; whether their targets are placeholders."""
    made = {"placeholder_targets": True} if rules and rules.placeholder_targets else {}
    return None if rules is None else {"name": rules.name.en, "sha256": rules.sha256, **made}


def input_objects(inputs: Iterable[InputFile]) -> list[dict[str, str]]:
    """The files that were read, with their hashes."""
    return [{"file": one.file, "sha256": one.sha256} for one in inputs]


def _write_month(stream: TextIO, result: MonthResult) -> None:
    head = {"period": str(result.month), "inputs": input_objects(result.inputs)}
    stream.write("  " + compact(head)[:-1] + ',\n   "agents": [')
    for place, agent in enumerate(_agents(result)):
        stream.write((",\n    " if place else "\n    ") + compact(agent))
    stream.write('],\n   "awards": [')
    for place, given in enumerate(result.awards):
        stream.write((",\n    " if place else "\n    ") + compact(_decided(given, result.rules)))
    withheld = [
        {**award_object(one.given, result.rules), "decision": decision_object(one.decision)} for one in result.withheld
    ]
    rest = {"withheld": withheld, **_of_month(result), **ledger_objects(result)}
    stream.write("],\n   " + compact(rest)[1:])


def _of_month(result: MonthResult) -> dict[str, Any]:
    """The keys that parts give a month."""
    found: dict[str, Any] = {}
    for name, decided in result.parts.items():
        month = getattr(result.rules.parts[name].facet("json"), "month", None)
        found |= month(decided) if month is not None else {}
    return found


def _decided(given: AwardGiven, rules: RuleSet) -> dict[str, Any]:
    """An award, with the decision where a human granted it."""
    more = {} if given.decision is None else {"via": given.via, "decision": decision_object(given.decision)}
    return award_object(given, rules) | more


# -- agents -----------------------------------------------------------------------------------------------------------


def _agents(result: MonthResult) -> Iterator[dict[str, Any]]:
    for start in range(0, len(result.agents), _CHUNK):
        yield from _agent_chunk(result, np.arange(start, min(start + _CHUNK, len(result.agents))))


def _agent_chunk(result: MonthResult, rows: np.ndarray[Any, np.dtype[np.intp]]) -> Iterator[dict[str, Any]]:
    """The agents at these positions; columns are taken out once, then read row by row."""
    rules, empty = result.rules, Exact.empty(len(result.agents))
    values = {name: result.metrics.get(name, empty).take(rows).to_list() for name in result.status}
    sources = {name: result.sources.of(name, rows) for name in result.status}
    status = {name: column[rows].tolist() for name, column in result.status.items()}
    points = {name: column[rows].tolist() for name, column in result.points.items()}
    of_parts = [
        keys(decided, rows)
        for name, decided in result.parts.items()
        if (keys := getattr(rules.parts[name].facet("json"), "agents", None)) is not None
    ]
    more = zip(*of_parts, strict=True) if of_parts else repeat(())
    for at, (agent, keys) in enumerate(zip(result.agents.iloc[rows].to_dict("records"), more, strict=False)):
        role = result.roles.at(int(rows[at]))
        yield {
            **{key: agent[key] for key in ("agent_id", "name", "role", "project", "team")},
            "qualified": bool(agent["qualified"]),
            "eligible": bool(agent["eligible"]),
            "score": fixed_text(Fraction(int(agent["score"]), 100), 2),
            **{name: int(agent[name]) or None for name in RANKS},
            "criteria": [
                {
                    "metric": line.metric,
                    "status": STATUS_WORDS[status[line.metric][at]],
                    "value": value_word(rules.metrics[line.metric], values[line.metric][at], rules),
                    "standard": line.standard,
                    "source": sources[line.metric][at] or None,
                    **few_rows(result.too_few(line.metric, int(rows[at]))),
                }
                for line in role.must
                if status[line.metric][at] != NOT_ASKED
            ],
            "points": [
                {
                    "metric": line.metric,
                    "weight": plain_text(line.weight),
                    "points": fixed_text(Fraction(0 if line.left_out else points[line.metric][at], 100), 2),
                    **reweighed(line),
                    **few_rows(result.too_few(line.metric, int(rows[at]))),
                }
                for line in role.scorecard
            ],
            **{key: value for some in keys for key, value in some.items()},
        }


def reweighed(line: ScoreLine) -> dict[str, Any]:
    """What the rules have a line weigh where lines are left out, and whether it is one of them."""
    if line.written is None:
        return {}
    return {"written_weight": plain_text(line.written), "left_out": line.left_out}


def few_rows(few: tuple[int, int] | None) -> dict[str, Any]:
    """How many rows of how many wanted there are, where a metric has no data for that."""
    return {} if few is None else {"few_rows": {"rows": few[0], "least": few[1]}}


def value_word(metric: Metric, value: Fraction | None, rules: RuleSet) -> str | None:
    """A value as the contract has it: exact, a level by its id, ``pass`` or ``fail``, None without data."""
    if value is None:
        return None
    if metric.kind is MetricKind.LEVEL:
        return level_id(value, rules)
    if metric.kind is MetricKind.PASS:
        return "pass" if value else "fail"
    return plain_text(value)


# -- awards -----------------------------------------------------------------------------------------------------------


def award_object(given: AwardGiven, rules: RuleSet) -> dict[str, Any]:
    """An award; a team award names its team in place of a person."""
    winner: Mapping[str, Any] = {"agent_id": given.agent_id, "name": given.name}
    if given.agent_id is None:
        winner = {"team": given.team}
    prize = None if given.prize is None else {"amount": plain_text(given.prize), "currency": rules.currency}
    return {
        "award": given.award,
        "period": given.period,
        "within": dict(given.within),
        "rank": given.rank,
        **winner,
        "score": figure_word(given.figure, given.score, rules),
        "tied": given.tied,
        "prize": prize,
        **({"passed_over": [one.agent_id for one in given.passed_over]} if given.passed_over else {}),
    }


def decision_object(one: Decision) -> dict[str, Any]:
    """A human's word on an award."""
    winner = {"team": one.team} if one.agent_id is None else {"agent_id": one.agent_id}
    return {
        "period": one.period,
        "award": one.award,
        **winner,
        **({"name": one.name} if one.name else {}),
        "verdict": one.verdict,
        "place": one.place,
        "reason": one.reason,
        "by": one.by,
        "at": one.at,
    }


def figure_word(figure: str, value: Fraction | None, rules: RuleSet) -> str | None:
    """A ranking figure: computed ones with their 2 decimals, what is read and its total exactly, None without one."""
    if value is None:
        return None
    if is_exact(figure, rules):
        return plain_text(value)
    take, metric = metric_behind(figure, rules)
    if metric is None or take == "mean":
        return fixed_text(value, 2)
    return plain_text(value) if take == "sum" else value_word(metric, value, rules)


# -- the ledger -------------------------------------------------------------------------------------------------------


def ledger_objects(result: MonthResult | PeriodResult) -> dict[str, Any]:
    """What the ledger says of a result: the publication that counts, in what the files differ from it."""
    view = result.ledger
    published = view.publication if view else None
    tip = view.tip if view else None
    return {
        "published": None if published is None else publication_object(published),
        "differs": [difference_object(one, result.rules) for one in (view.differences if view else ())],
        "pending": [decision_object(one) for one in (view.pending if view else ())],
        "last_record": None if tip is None else {"record": tip.seq, "hash": tip.hash},
    }


def publication_object(one: Publication) -> dict[str, Any]:
    """One publication of a period."""
    return {
        "period": one.period,
        "record": one.seq,
        "version": one.version,
        "at": one.at,
        "by": one.by,
        "inputs": input_objects(one.inputs),
        "rules": one.rules,
        "agents": one.agents,
        "awards": one.awards,
        "approved_by": one.approved_by or None,
    }


def difference_object(one: Difference, rules: RuleSet | None) -> dict[str, Any]:
    """One thing that is not as it was published."""
    winner = {"team": one.team} if one.agent_id is None else {"agent_id": one.agent_id, "name": one.name}
    money = (("prize_was", one.prize_was), ("prize_now", one.prize_now))
    currency = {"currency": rules.currency} if rules else {}
    return {
        "period": one.period,
        **winner,
        "award": one.award,
        "field": one.field,
        "was": one.was,
        "now": one.now,
        **{name: None if amount is None else {"amount": plain_text(amount), **currency} for name, amount in money},
    }


def settlement_object(one: Settlement, result: PeriodResult, lang: str) -> dict[str, Any]:
    """Who gains and who must give back how much against the version that was withdrawn."""
    return {
        "withdrawn": publication_object(one.withdrawn),
        "reopened": {"at": one.reopening.at, "by": one.reopening.by, "reason": one.reopening.reason},
        "lines": [_settled_object(line, result.rules, lang) for line in one.lines],
    }


def _settled_object(line: Settled, rules: RuleSet, lang: str) -> dict[str, Any]:
    given = line.given
    label = rules.awards[given.award].label.text(lang) if given.award in rules.awards else given.award
    return {
        **{key: value for key, value in award_object(given, rules).items() if key in _WHO},
        "award_name": label,
        "was": None if line.was is None else award_object(line.was, rules),
        "now": None if line.now is None else award_object(line.now, rules),
        "amount": {"amount": plain_text(line.amount), "currency": rules.currency},
    }
