"""The generator of company-months: repeatable, whole, on and beside every boundary, and true to its own cells."""

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from tests.parts.pay.generate import (
    AGENTS,
    BALANCED,
    FINDINGS,
    HEADERS,
    PAY_HEADERS,
    ROLES,
    ROSTER,
    WORDS,
    CompanyMonth,
    Row,
    before_cap,
    beside_cap,
    company_month,
    months_before,
)
from tests.parts.pay.oracle import PERFORMANCE_BONUS, performance_bonus
from tests.parts.pay.scorecard import Value, qualified, score
from tests.samples import sample, sampled

F = Fraction
SEEDS = range(40)


@cache
def made(seed: int, *, mentoring: bool) -> CompanyMonth:
    """The company of a seed, made once."""
    return company_month(seed, mentoring=mentoring)


def read(row: Row) -> dict[str, Value]:
    """The values of a row, by metric id; of the documents a day also the workload they come to."""
    texts = {metric: row[header] for metric, header in HEADERS.items()}
    values = {metric: value(text) for metric, text in texts.items()}
    a_day = {"questionnaires": 300, "membership_forms": 300, "purchase_records": 600}
    filled = any(texts[name] for name in a_day)
    workload = sum((100 * F(texts[name] or 0) / full for name, full in a_day.items()), F(0))
    return values | {"workload": workload if filled else None}


def value(text: str) -> Value:
    """The value of a cell: None for a blank one, the id of a word, else the number before a percent sign."""
    words = {word: name for name, word in WORDS.items()}
    return words.get(text) or (F(text.removesuffix("%")) if text else None)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cells_give_the_truth(seed: int) -> None:
    company = made(seed, mentoring=False)
    for row in company.sheets[AGENTS]:
        agent, values = company.truth[row["工号"]], read(row)
        assert ROLES[agent.role] == row["岗位"]
        assert (agent.score, agent.qualified) == (score(agent.role, values), qualified(agent.role, values))
        for name, header in PAY_HEADERS.items():
            assert getattr(agent, name) == value(row.get(header, ""))


@sampled
@pytest.mark.parametrize("seed", sample(SEEDS[::3], SEEDS))
def test_a_company_month_is_repeatable(seed: int) -> None:
    assert company_month(seed, mentoring=seed % 2 == 0) == made(seed, mentoring=seed % 2 == 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_company_month_is_whole(seed: int) -> None:
    company = made(seed, mentoring=seed % 2 == 0)
    rows = {row["工号"]: row for row in company.sheets[AGENTS]}
    assert list(rows) == list(company.truth)
    assert all(set(HEADERS.values()) <= set(row) for row in rows.values())
    has_roster = ROSTER in company.sheets or "在岗天数" in rows["T001"]
    assert {agent.roster for agent in company.truth.values()} == {has_roster}
    assert {agent.repeat is None for agent in company.truth.values()} == {FINDINGS not in company.sheets}
    for agent_id, agent in company.truth.items():
        assert 0 <= performance_bonus(agent).amount <= PERFORMANCE_BONUS["cap"][agent.role]
        assert (agent.balanced is None) == (agent_id not in {row["工号"] for row in company.sheets.get(BALANCED, [])})


def test_company_months_reach_both_sides_of_every_boundary() -> None:
    agents = [agent for seed in range(120) for agent in made(seed, mentoring=True).truth.values()]
    for text in ("59.98", "59.99", "60", "60.01", "99.99", "100", "100.01", "109.99", "110", "110.01"):
        assert any(agent.score == F(text) for agent in agents), text
    for text in ("79.99", "80", "80.01", "94.99", "95", "95.01"):
        assert any(agent.csat == F(text) for agent in agents), text
    assert {agent.repeat for agent in agents} == {None, False, True}
    assert {0, 1, 39, 40, 41, 199, 200, 201, None} <= {agent.complaints_solved for agent in agents}
    assert any(agent.qualified for agent in agents)
    assert any(agent.days == agent.working is not None for agent in agents)
    for role, most in PERFORMANCE_BONUS["cap"].items():
        reached = {(before_cap(agent) > most) - (before_cap(agent) < most) for agent in agents if agent.role == role}
        assert reached == {-1, 0, 1}, role


@pytest.mark.parametrize("role", list(ROLES))
def test_agents_beside_the_cap_stand_within_one_smallest_score_of_it(role: str) -> None:
    on, beside = beside_cap(role)
    most = PERFORMANCE_BONUS["cap"][role]
    step = PERFORMANCE_BONUS["base"][role] * F("1.1") * F("0.0002")  # 0.01 points above 100 are a factor of 0.0002
    assert on
    assert all(before_cap(agent) == most for agent in on)
    assert all(0 < abs(before_cap(agent) - most) <= step for agent in beside)


def test_months_before_clips_to_the_end_of_the_month() -> None:
    assert months_before(date(2025, 8, 31), 6) == date(2025, 2, 28)
    assert months_before(date(2024, 8, 31), 6) == date(2024, 2, 29)
    assert months_before(date(2025, 3, 15), 6) == date(2024, 9, 15)
