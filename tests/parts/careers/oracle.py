"""Promotion from section 5 of people.md alone, to check the program against.

In: `Run`, the month asked for and what the files say of each month (`MonthFacts`): everybody with a row (`Person`), the
rows of 人员 by agent id (None: the month has no such sheet) and the vacancies by position (None: no such sheet). Files
of months before the window and after the month asked for stand in the run; the functions leave them out.

Out: `promote()`, the keys "people" and "vacancies" of ccmotivate/promote@1; None where too few months of the window are
there, which is an error, or where no month up to that one has a sheet 人员, without which the part is off.

Figures are data (`FIGURES`) that a test can replace. Positions stand in the order of the rules; `order` is the line
in which the next step is found, `least` the least tenure, level before and mean score of a position.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.parts.pay.oracle import half_up, json_text, tenure

Rivals = dict[str, tuple[Fraction, Fraction, int]]
"""Mean score, contributions over the window and tenure of those in competition for a position, by id."""

SPECIALISTS = ["after_sales", "complaint_officer", "trainer"]
FIGURES: Mapping[str, Any] = {
    "window": 6,
    "at_least": 5,
    "order": ["junior", "middle", "senior", "supervisor"],
    "reached_from": {
        "junior": [],
        "middle": ["junior"],
        "senior": ["middle"],
        "supervisor": ["senior", *SPECIALISTS],
        **{post: ["middle", "senior", *(other for other in SPECIALISTS if other != post)] for post in SPECIALISTS},
    },
    "lateral": SPECIALISTS,
    "least": {
        "junior": (None, None, None),
        "middle": (6, "basic", Fraction(100)),
        "senior": (12, "proficient", Fraction(102)),
        "supervisor": (24, "proficient", Fraction(104)),
        **{post: (12, "proficient", Fraction(102)) for post in SPECIALISTS},
    },
    "levels": ["none", "basic", "proficient", "fluent"],
    "ability_after": "fluent",
    "rotation": 1,
    "qualified_months": 5,
}


@dataclass(frozen=True)
class Person:
    """One agent in one month: the score as shown, whether qualified, outstanding contributions."""

    score: Fraction
    qualified: bool = True
    contributions: Fraction = Fraction(0)


@dataclass(frozen=True)
class Row:
    """A row of 人员; None = blank."""

    grade: str | None = None
    wanted: str | None = None
    hired: date | None = None
    character: bool | None = None
    fit: bool | None = None
    level_before: str | None = None
    ability_after: str | None = None
    rotations: int | None = None
    wish: bool | None = None


@dataclass(frozen=True)
class MonthFacts:
    """What the files say of one month."""

    people: Mapping[str, Person]
    roster: Mapping[str, Row] | None = None
    vacancies: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Run:
    """Files and the month asked for; months as 2025-03."""

    month: str
    months: Mapping[str, MonthFacts]
    names: Mapping[str, str]
    figures: Mapping[str, Any] = field(default_factory=lambda: FIGURES)


@dataclass(frozen=True)
class Condition:
    """One condition: pass, fail or no_data, what is there and what is asked."""

    condition: str
    status: str
    value: str | None
    needed: str


def promote(run: Run) -> dict[str, list[dict[str, Any]]] | None:
    """Everybody with a row in the month, by id, and the vacancies of the sheet in the order of the rules."""
    if len(window(run)) < run.figures["at_least"] or roster(run) is None:
        return None
    found = competitions(run)
    people = [person(run, agent_id, found) for agent_id in sorted(run.months[run.month].people)]
    posts = sorted(vacancies(run), key=place(run))
    return {"people": people, "vacancies": [vacancy(run, each, found.get(each, {})) for each in posts]}


def place(run: Run) -> Any:
    """Where a position stands in the rules."""
    return list(run.figures["least"]).index


def number(month: str) -> int:
    """A month as a number of months."""
    year, of_year = map(int, month.split("-"))
    return 12 * year + of_year


def window(run: Run) -> list[str]:
    """The months of the window that are there."""
    last = number(run.month)
    return [month for month in sorted(run.months) if last - run.figures["window"] < number(month) <= last]


def up_to(run: Run) -> list[MonthFacts]:
    """The months up to the one asked for, last first."""
    return [run.months[month] for month in sorted(run.months, reverse=True) if month <= run.month]


def roster(run: Run) -> Mapping[str, Row] | None:
    """人员 of the last month that has it, but for rows of people without a row in that month."""
    found = next((month for month in up_to(run) if month.roster is not None), None)
    return found and {who: row for who, row in (found.roster or {}).items() if who in found.people}


def vacancies(run: Run) -> Mapping[str, int]:
    """空缺 of the last month that has it."""
    return next((month.vacancies for month in up_to(run) if month.vacancies is not None), {})


def row_of(run: Run, agent_id: str) -> Row:
    """The row of a person on 人员; an empty one where there is none."""
    return (roster(run) or {}).get(agent_id, Row())


def target(run: Run, agent_id: str) -> str | None:
    """The position wanted, else the next of the line; None without a grade, at the end of the line and beside it."""
    row, order = row_of(run, agent_id), run.figures["order"]
    if row.grade is None or row.wanted is not None:
        return None if row.grade is None else row.wanted
    return order[order.index(row.grade) + 1] if row.grade in order[:-1] else None


def without_conditions(run: Run, agent_id: str) -> str | None:
    """The status of somebody who has no step to be judged on."""
    row, wanted = row_of(run, agent_id), target(run, agent_id)
    if row.grade is None:
        return "no_grade"
    if wanted is None:
        return "top"
    return None if row.grade in run.figures["reached_from"][wanted] else "unreachable"


def conditions(run: Run, agent_id: str) -> list[Condition]:
    """The ten conditions in their order; none for somebody who has no step to be judged on."""
    if without_conditions(run, agent_id) is not None:
        return []
    row, wanted, figures = row_of(run, agent_id), target(run, agent_id), run.figures
    served, level, score = figures["least"][wanted]
    return [
        at_least("tenure", length(run, agent_id), served),
        answered("character", row.character, "pass", "fail"),
        answered("fit", row.fit, "pass", "fail"),
        reaches("level_before", row.level_before, level, figures["levels"]),
        reaches("ability_after", row.ability_after, figures["ability_after"], figures["levels"]),
        at_least("vacancy", vacancies(run).get(wanted or "", 0), 1),
        answered("wish", row.wish, "yes", "no"),
        at_least("rotation", row.rotations, figures["rotation"]),
        at_least("mean_score", mean_score(run, agent_id), score),
        at_least("qualified_months", qualified_months(run, agent_id), figures["qualified_months"]),
    ]


def at_least(condition: str, value: Fraction | int | None, needed: Fraction | int) -> Condition:
    """A figure that must be reached."""
    asked = json_text(Fraction(needed))
    if value is None:
        return Condition(condition, "no_data", None, asked)
    return Condition(condition, "pass" if value >= needed else "fail", json_text(Fraction(value)), asked)


def answered(condition: str, value: bool | None, good: str, bad: str) -> Condition:
    """Something that is one of two words, of which the good one is asked for."""
    if value is None:
        return Condition(condition, "no_data", None, good)
    return Condition(condition, "pass" if value else "fail", good if value else bad, good)


def reaches(condition: str, value: str | None, needed: str, levels: list[str]) -> Condition:
    """A level that must be reached."""
    if value is None:
        return Condition(condition, "no_data", None, needed)
    return Condition(condition, "pass" if levels.index(value) >= levels.index(needed) else "fail", value, needed)


def length(run: Run, agent_id: str) -> int | None:
    """Months of service as of the month asked for."""
    year, of_year = map(int, run.month.split("-"))
    return tenure(row_of(run, agent_id).hired, year, of_year)


def own_months(run: Run, agent_id: str) -> list[Person]:
    """What the window says of a person."""
    months = (run.months[month].people for month in window(run))
    return [people[agent_id] for people in months if agent_id in people]


def mean_score(run: Run, agent_id: str) -> Fraction | None:
    """The mean of the months there, as shown; None where the person has too few of them."""
    scores = [month.score for month in own_months(run, agent_id)]
    return half_up(sum(scores, Fraction(0)) / len(scores)) if len(scores) >= run.figures["at_least"] else None


def qualified_months(run: Run, agent_id: str) -> int:
    """In how many months of the window a person was qualified."""
    return sum(month.qualified for month in own_months(run, agent_id))


def before_competition(run: Run, agent_id: str) -> str | None:
    """The status of somebody who is not in competition."""
    found = without_conditions(run, agent_id)
    if found is not None:
        return found
    missed = {each.condition for each in conditions(run, agent_id) if each.status != "pass"}
    if "wish" in missed:
        return "no_wish"
    if missed - {"vacancy"}:
        return "not_ready"
    return "ready" if missed else None


def competitions(run: Run) -> dict[str, Rivals]:
    """Who is in competition, with what ranks them, by position and id."""
    found: dict[str, Rivals] = {}
    for agent_id in sorted(run.months[run.month].people):
        wanted = target(run, agent_id)
        if wanted is not None and before_competition(run, agent_id) is None:
            found.setdefault(wanted, {})[agent_id] = strength(run, agent_id)
    return found


def strength(run: Run, agent_id: str) -> tuple[Fraction, Fraction, int]:
    """Mean score, contributions over the window, tenure: of somebody who has all of them."""
    held, served = mean_score(run, agent_id), length(run, agent_id)
    assert held is not None and served is not None
    return held, sum((month.contributions for month in own_months(run, agent_id)), Fraction(0)), served


def rank(rivals: Rivals, agent_id: str) -> int:
    """1 and how many are stronger."""
    return 1 + sum(other > rivals[agent_id] for other in rivals.values())


def in_competition(rivals: Rivals, number: int, agent_id: str) -> str:
    """Proposed within the vacancies, tied where a tie at the cut exceeds them, outranked below."""
    held = rank(rivals, agent_id)
    equals = sum(other == rivals[agent_id] for other in rivals.values())
    if held > number:
        return "outranked"
    return "tied" if held + equals - 1 > number else "proposed"


def person(run: Run, agent_id: str, found: Mapping[str, Rivals]) -> dict[str, Any]:
    """One person as the JSON has it."""
    wanted, settled = target(run, agent_id), before_competition(run, agent_id)
    rivals = found.get(wanted or "", {})
    return {
        "agent_id": agent_id,
        "name": run.names[agent_id],
        "grade": row_of(run, agent_id).grade,
        "target": wanted,
        "lateral": wanted in run.figures["lateral"],
        "status": settled or in_competition(rivals, vacancies(run)[wanted or ""], agent_id),
        "rank": rank(rivals, agent_id) if settled is None else None,
        "conditions": [vars(each) for each in conditions(run, agent_id)],
    }


def vacancy(run: Run, position: str, rivals: Rivals) -> dict[str, Any]:
    """One position as the JSON has it."""
    number = vacancies(run)[position]
    statuses = {agent_id: in_competition(rivals, number, agent_id) for agent_id in rivals}
    told = {held: [each for each, status in statuses.items() if status == held] for held in ("proposed", "tied")}
    return {"position": position, "number": number, "candidates": len(rivals), **told}
