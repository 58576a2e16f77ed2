"""What may mislead is said: trends from before, the worst chosen, leavers, overlaps, missing months, small effects."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.model.period import Month
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.results import Caution, Warned
from ccmotivate.parts.measures.rules import Measure
from ccmotivate.parts.measures.words import Words, headline
from ccmotivate.problems import SourceRef
from tests.parts.measures.worlds import CSAT, START, Row, expected, measure, panel
from tests.support import shipped_rules

TEAMS = tuple(f"T{at}" for at in range(10))
PILOT = TEAMS[:5]


def company(csat: Callable[[int, Month], Fraction | int], months: int = 12, **gone: Month) -> list[Row]:
    """Ten teams of six; ``csat`` of a team in a month, a little other for each person and month."""
    made = []
    for team, name in enumerate(TEAMS):
        for person in range(6):
            agent = f"{name}{person}"
            for month in (Month(2025, at + 1) for at in range(months)):
                wobble = Fraction((7 * team + 3 * person + 5 * month.month) % 11 - 5, 10)
                value = Fraction(csat(team, month)) + wobble
                if month < gone.get(agent, Month(2099, 1)):
                    made.append(Row(agent, month, name, {"csat": value, "error_rate": None}))
    return made


def told(rows: list[Row], *others: Measure, least: Fraction | int = 2) -> dict[Caution, Warned]:
    done = measure(PILOT, expects=[expected(CSAT, up=True, least=least)])
    return {one.caution: one for one in decide(done, panel(rows), [done, *others]).warned}


def step(team: int, month: Month) -> int:
    """The pilot rises by 8 from July on."""
    return 80 + 8 * (team < 5 and month >= START)


def test_a_clean_pilot_has_no_caution() -> None:
    assert told(company(step)) == {}


def test_a_trend_from_before_is_said() -> None:
    found = told(company(lambda team, month: 80 + month.month * (team < 5)))
    assert set(found) == {Caution.PRE_TREND}
    assert found[Caution.PRE_TREND].metric == "csat"


def test_a_trend_the_other_way_is_not() -> None:
    assert Caution.PRE_TREND not in told(company(lambda team, month: step(team, month) - month.month * (team < 5)))


def test_the_worst_chosen_is_said() -> None:
    found = told(company(lambda team, month: step(team, month) - 9 * (team < 5)))
    assert set(found) == {Caution.WORST}
    assert found[Caution.WORST].facts["share"] == Fraction(1, 252)


def test_the_best_chosen_is_not() -> None:
    assert told(company(lambda team, month: step(team, month) + 9 * (team < 5))) == {}


def test_leavers_are_said_with_both_shares() -> None:
    gone = {f"T{team}{person}": START for team in range(5) for person in range(2)}
    found = told(company(step, **gone))
    assert found[Caution.LEAVERS].facts == {"pilot": Fraction(1, 3), "rest": Fraction(0)}


@pytest.mark.parametrize(
    ("start", "teams", "overlaps"),
    [
        (Month(2025, 8), ("T0",), True),
        (Month(2025, 5), (), True),
        (START, ("T0",), True),
        (Month(2025, 4), ("T0",), False),  # all of the window before had it too
        (Month(2025, 10), ("T0",), False),
        (Month(2025, 8), ("T9",), False),  # other people
    ],
)
def test_measures_that_overlap_in_time_and_people_are_said(
    start: Month, teams: tuple[str, ...], overlaps: bool
) -> None:
    units = {team: SourceRef() for team in teams}
    other = replace(measure(), id="other", start=start, units=units, dimension="team" if teams else None)
    found = told(company(step), other)
    assert (Caution.OVERLAP in found) is overlaps
    if overlaps:
        assert found[Caution.OVERLAP].facts == {"measure": "other", "start": str(start)}


def test_months_that_are_missing_are_said() -> None:
    rows = [row for row in company(step, months=8) if row.month != Month(2025, 5)]
    assert told(rows)[Caution.INCOMPLETE].facts == {"months": ("2025-05", "2025-09")}


def test_a_sure_effect_that_is_too_small_is_said() -> None:
    assert set(told(company(step), least=20)) == {Caution.SMALL}


@pytest.mark.parametrize(
    ("csat", "least", "begins"),
    [
        (step, 2, "A pilot worked: "),
        (step, 20, "A pilot worked, but less than was worth having: "),
        (lambda team, month: step(team, month) - 9 * (team < 5), 2, "A pilot seems to have worked: "),
        (lambda team, month: 160 - step(team, month), 2, "A pilot did harm: "),
        (lambda _team, _month: 80, 2, "A pilot shows no effect: "),
    ],
)
def test_the_sentence_to_act_on_goes_by_verdict_and_cautions(
    csat: Callable[[int, Month], int], least: int, begins: str
) -> None:
    done = measure(PILOT, expects=[expected(CSAT, up=True, least=least)])
    text = headline(decide(done, panel(company(csat))), Words(shipped_rules(), "en"))
    assert text.startswith(begins), text
