"""What would be enough is enough, and one smallest step less is not: on random companies, condition by condition."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import os
import random
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from ccmotivate.engine.case_run import dataset_of
from ccmotivate.engine.months import score_months
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import FAIL, NO_DATA, PASS, MonthResult, PublishedMonth
from ccmotivate.model.roster import RosterValues
from ccmotivate.parts.careers.decide import CareersResult, Condition, Status, promotion
from ccmotivate.parts.careers.lacking import Lack, Way, lacks
from ccmotivate.parts.careers.rules import CareersSettings
from ccmotivate.ruleset.cases import cases_of
from tests.support import shipped_rules

COMPANIES = int(os.environ.get("CCMOTIVATE_CAREERS", "12"))
JUNE = Month(2025, 6)
MONTHS = [Month.from_ordinal(JUNE.ordinal - back) for back in range(5, -1, -1)]
POSITIONS = ("junior", "middle", "senior", "supervisor", "after_sales", "complaint_officer", "trainer")
_CASE = "cases: [{case: A, when: 2025-06, given: {like: on_standard, role: inbound}, agents: {A: {grade: junior}}}]"
_ROSTER = {
    Condition.CHARACTER: "character", Condition.FIT: "fit", Condition.LEVEL_BEFORE: "level_before",
    Condition.ABILITY_AFTER: "ability_after", Condition.WISH: "wants_promotion", Condition.ROTATION: "rotations",
}  # fmt: skip


@dataclass
class Person:
    """A person: roster columns, and by month the score in hundredths (None: not there) and whether qualified."""

    grade: str
    wanted: str
    hired: dt.date | None
    roster: dict[str, int | None]
    scores: list[int | None]
    qualified: list[bool]
    contributions: list[int | None]
    vacancies: dict[str, int] = field(default_factory=dict)


def settings() -> CareersSettings:
    found: CareersSettings = shipped_rules().parts["careers"].settings
    return found


@functools.cache
def template() -> MonthResult:
    """A month of one person, to take another roster."""
    (case,), problems = cases_of(_CASE, shipped_rules(), "case")
    assert not problems
    (month,), _notes = score_months(dataset_of(case, shipped_rules()), shipped_rules())
    return month


def person(chance: random.Random) -> Person:
    def mostly(good: int, *others: int | None) -> int | None:
        return good if chance.random() < 0.75 else chance.choice(others)

    near = chance.choice((10000, 10200, 10400))
    return Person(
        chance.choice(POSITIONS),
        chance.choice(("", "", *POSITIONS)),
        dt.date(2025, 7, 1) - dt.timedelta(days=chance.choice((20, 150, 181, 182, 365, 366, 700, 731, 3000)))
        if chance.random() < 0.9
        else None,
        {
            "character": mostly(1, 0, None), "fit": mostly(1, 0, None), "level_before": mostly(2, 0, 1, 3, None),
            "ability_after": mostly(3, 1, 2, None), "wants_promotion": mostly(1, 0, None),
            "rotations": mostly(1, 0, 2, None),
        },
        [near + chance.randrange(-4, 5) if chance.random() < 0.85 else None for _ in MONTHS[:-1]] + [near - 1],
        [chance.random() < 0.8 for _ in MONTHS],
        [chance.choice((None, 0, 1, 2)) for _ in MONTHS],
    )  # fmt: skip


def decided(people: list[Person], vacancies: dict[str, int]) -> CareersResult:
    """The promotion of a company."""
    ids = [f"A{at:04d}" for at in range(len(people))]
    months = [_facts(ids, people, at) for at in range(len(MONTHS))]
    numbers = {name: Exact.from_fractions([one.roster[name] for one in people]) for name in _ROSTER.values()} | {
        "hired": Exact.from_fractions([one.hired.toordinal() if one.hired else None for one in people])
    }
    texts = {
        "grade": np.array([one.grade for one in people], dtype=object),
        "wanted_position": np.array([one.wanted for one in people], dtype=object),
    }
    roster = replace(
        template(),
        month=JUNE,
        agents=months[-1].agents,
        roster=RosterValues(numbers, texts),
        sheets=replace(template().sheets, on_roster=np.ones(len(people), dtype=bool)),
    )
    return promotion(settings(), months, roster, vacancies)


def _facts(ids: list[str], people: list[Person], at: int) -> PublishedMonth:
    there = [place for place, one in enumerate(people) if one.scores[at] is not None]
    agents = pd.DataFrame(
        {
            "agent_id": [ids[place] for place in there],
            "name": "",
            "score": np.array([people[place].scores[at] for place in there], dtype=np.int64),
            "qualified": np.array([people[place].qualified[at] for place in there], dtype=bool),
        }
    )
    metrics = {"contributions": Exact.from_fractions([people[place].contributions[at] for place in there])}
    return PublishedMonth(MONTHS[at], (), agents, metrics, (), None)


# -- what would be enough ---------------------------------------------------------------------------------------------


def changed(one: Person, lack: Lack, less: int) -> tuple[Person, int]:
    """The person with what would be enough, less so many smallest steps, and the vacancies of every position."""
    other, open_posts = copy.deepcopy(one), 1
    by = int(lack.by or 0) - less
    match lack.condition, lack.way:
        case Condition.TENURE, Way.MORE:
            assert other.hired is not None
            month = Month.from_ordinal(Month(other.hired.year, other.hired.month).ordinal - by)
            other.hired = dt.date(month.year, month.month, min(other.hired.day, 28))
        case Condition.MEAN_SCORE, Way.POINTS:
            place = next(at for at, score in enumerate(other.scores) if score is not None)
            other.scores[place] = (other.scores[place] or 0) + int((lack.by or 0) * 100) - less
        case Condition.MEAN_SCORE, Way.MONTHS:
            for place in [at for at, score in enumerate(other.scores) if score is None][:by]:
                other.scores[place] = 20000
        case Condition.QUALIFIED_MONTHS, Way.MORE:
            for place in [at for at in range(6) if other.scores[at] is None or not other.qualified[at]][:by]:
                other.scores[place], other.qualified[place] = other.scores[place] or 10000, True
        case Condition.VACANCY, Way.MORE:
            open_posts = int(lack.value or 0) + by
        case Condition.TENURE, Way.FILL:
            served = int(lack.needed) - less
            month = Month.from_ordinal(JUNE.ordinal - served)
            other.hired = dt.date(month.year, month.month, 15)
        case _:
            other.roster[_ROSTER[lack.condition]] = (
                int(lack.needed) if lack.by is None else int(lack.value or 0) + int(lack.by)
            ) - less
    return other, open_posts


@pytest.mark.parametrize("seed", range(COMPANIES))
def test_what_would_be_enough_is_enough_and_a_step_less_is_not(seed: int) -> None:
    chance = random.Random(seed)
    people = [person(chance) for _ in range(60)]
    vacancies = {name: chance.choice((0, 0, 1, 2)) for name in POSITIONS}
    result = decided(people, vacancies)
    tried = [(at, lack) for at in range(len(people)) for lack in lacks(result, at)]
    assert {lack.condition for _at, lack in tried} >= set(Condition) - {Condition.VACANCY}
    for less, wanted in ((0, {PASS}), (1, {FAIL, NO_DATA})):
        made = [changed(people[at], lack, less) for at, lack in tried]
        for open_posts in {posts for _one, posts in made}:
            some = [
                (lack, one[0]) for (_at, lack), one in zip(tried, made, strict=True) if one and one[1] == open_posts
            ]
            again = decided([one for _lack, one in some], dict.fromkeys(POSITIONS, open_posts))
            wrong = [
                (lack, one)
                for place, (lack, one) in enumerate(some)
                if again.asked[lack.condition].status[place] not in wanted
            ]
            assert wrong == []


def test_a_person_lacks_exactly_what_is_not_met() -> None:
    chance = random.Random(99)
    result = decided([person(chance) for _ in range(200)], dict.fromkeys(POSITIONS, 2))
    for at in range(200):
        not_met = [name for name, asked in result.asked.items() if asked.status[at] in (FAIL, NO_DATA)]
        assert [one.condition for one in lacks(result, at)] == not_met
        if result.status_of(at) in (Status.PROPOSED, Status.TIED, Status.OUTRANKED):
            assert not_met == []


@pytest.mark.parametrize(
    ("total", "needed", "by"),
    [(59996, "100", "0.01"), (59997, "100", None), (0, "100", "599.97"), (59000, "100.005", "10.03")],
)
def test_the_points_lacking_go_to_the_edge_of_rounding(total: int, needed: str, by: str | None) -> None:
    """Six months: the mean is rounded half-up, so 599.97 in sum is a mean of 100.00 already."""
    from ccmotivate.parts.careers.lacking import least_sum

    more = least_sum(Fraction(needed), 6) - total
    assert (more <= 0) if by is None else (Fraction(more, 100) == Fraction(by))
