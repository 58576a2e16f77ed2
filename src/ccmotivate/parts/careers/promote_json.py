"""``ccmotivate/promote@1``: everybody with every condition, and the vacancies, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from ccmotivate.model.ids import in_order
from ccmotivate.model.period import Month
from ccmotivate.model.results import NOT_ASKED, STATUS_WORDS, InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.decide import CareersResult
from ccmotivate.parts.careers.words import bare
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import input_objects, problem_object, rules_object
from ccmotivate.writers.json.text import compact

SCHEMA = "ccmotivate/promote@1"


def write_promote_json(
    stream: TextIO,
    month: Month,
    result: CareersResult | None,
    rules: RuleSet | None,
    inputs: Iterable[InputFile],
    problems: Sequence[Problem],
    lang: str,
) -> None:
    """Write the document of a run, a person a line; without a result there are no people and no vacancies."""
    there = result is not None and rules is not None
    head = {"schema": SCHEMA, "rules": rules_object(rules), "month": str(month), "inputs": input_objects(inputs)}
    stream.write(compact(head)[:-1] + ',\n "people": [')
    for place, person in enumerate(people(result, rules) if there else ()):  # type: ignore[arg-type]  # both are there
        stream.write((",\n  " if place else "\n  ") + compact(person))
    rest = {
        "vacancies": vacancies(result) if result is not None else [],
        "problems": [problem_object(one, rules, lang) for one in problems],
    }
    stream.write("],\n " + compact(rest)[1:] + "\n")


def people(result: CareersResult, rules: RuleSet) -> Iterator[dict[str, Any]]:
    """Everybody, by id."""
    agents = result.facts.agents
    positions = result.settings.positions
    who = zip(agents["agent_id"].tolist(), agents["name"].tolist(), result.rank.tolist(), strict=True)
    columns = [
        (str(name), [bare(name, one, rules) for one in asked.value.to_list()],
         [bare(name, one, rules) for one in asked.needed.to_list()], asked.status.tolist())
        for name, asked in result.asked.items()
    ]  # fmt: skip
    for at, (agent, name, rank) in enumerate(who):
        target = result.position(result.target, at)
        yield {
            "agent_id": agent,
            "name": name,
            "grade": result.position(result.grade, at),
            "target": target,
            "lateral": target is not None and positions[target].lateral,
            "status": str(result.status_of(at)),
            "rank": rank or None,
            "conditions": [
                {"condition": name, "status": STATUS_WORDS[status[at]], "value": value[at], "needed": needed[at]}
                for name, value, needed, status in columns
                if status[at] != NOT_ASKED
            ],
        }


def vacancies(result: CareersResult) -> list[dict[str, Any]]:
    """The positions on the sheet of vacancies, in the order of the rules."""
    ids, open_posts = result.ids, result.vacancies or {}
    inside = {one.position: one for one in result.competitions}

    def named(position: str, what: str) -> list[str]:
        one = inside.get(position)
        return [] if one is None else in_order(ids[at] for at in one.people[getattr(one, what)].tolist())

    return [
        {
            "position": position,
            "number": open_posts[position],
            "candidates": len(inside[position].people) if position in inside else 0,
            "proposed": named(position, "proposed"),
            "tied": named(position, "tied"),
        }
        for position in result.settings.positions
        if position in open_posts
    ]
