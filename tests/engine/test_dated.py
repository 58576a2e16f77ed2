"""Dated and phased rules against an oracle that scores each month and team under the undated rules in force.

The oracle knows nothing of dates: it writes the text that counts into a copy of the shipped rules and scores the agents
of one month and one team with it.
"""

from __future__ import annotations

import functools
import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load_rules
from tests.engine.cases import Pick, make_agents
from tests.engine.oracle import Agent
from tests.engine.year_compare import year_dataset
from tests.support import RULES

MONTHS = ("2025-05", "2025-06", "2025-07")
TEAMS = ("", "一组", "二组", "三组", "Ω组")


@dataclass(frozen=True)
class Change:
    """A text of a rule file that depends on month and team: ``dated``, or a ``pilot`` of teams from a month on."""

    file: str
    old: str
    dated: tuple[tuple[str, str], ...] = ()
    pilot: tuple[str, tuple[str, ...], str] | None = None

    def written(self) -> str:
        """As a manager writes it."""
        if self.pilot:
            start, teams, text = self.pilot
            return f"[{text[:-1]}, active: {{from: {start}, teams: [{', '.join(teams)}]}}}}, {self.old}]"
        return "{" + ", ".join(f"{month}: {text}" for month, text in self.dated) + "}"

    def counts(self, month: str, team: str) -> str:
        """What is in force for a team in a month."""
        if self.pilot:
            start, teams, text = self.pilot
            return text if month >= start and team in teams else self.old
        return [text for start, text in self.dated if start <= month][-1]


_STEPS = "{0: 100, 1: 40, 2: 0}"
CHANGES = (
    Change("roles/inbound.yaml", "{at_least: 75%}", (("2025-01", "{at_least: 70%}"), ("2025-06", "{at_least: 80%}"))),
    Change("roles/qa.yaml", "{at_least: 800}", pilot=("2025-06", ("一组", "Ω组"), "{at_least: 700}")),
    Change(
        "roles/email.yaml",
        "{weight: 30, ratio: 80, cap: 120}",
        pilot=("2025-07", ("二组",), "{weight: 30, ratio: 90, cap: 110}"),
    ),
    Change("scheme.yaml", "{at_least: 1}", (("2025-01", "{at_least: 1}"), ("2025-07", "{at_least: 2}"))),
    Change("roles/data_entry.yaml", _STEPS, (("2024-01", _STEPS), ("2025-06", "{0: 100, 3: 0}"))),
)


@functools.cache
def rules_with(texts: tuple[tuple[str, str, str], ...]) -> RuleSet:
    """The shipped rules with these texts (file, old, new)."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rules"
        shutil.copytree(RULES, target)
        for file, old, new in texts:
            text = (target / file).read_text(encoding="utf-8")
            assert old in text, (file, old)
            (target / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        rules, problems = load_rules(target)
    assert rules is not None, [(str(one.source), one.code) for one in problems]
    return rules


def verdicts(results: Sequence[MonthResult]) -> dict[tuple[str, str], Any]:
    """What is decided about each agent and month by himself: not ranks, which look at others."""
    found: dict[tuple[str, str], Any] = {}
    for result in results:
        values = {name: column.to_list() for name, column in result.metrics.items()}
        for at, agent in enumerate(result.agents.to_dict("records")):
            status = {name: int(column[at]) for name, column in result.status.items() if column[at] != -2}
            points = {name: int(column[at]) for name, column in result.points.items() if column[at] >= 0}
            shown = {
                name: None if (value := column[at]) is None else plain_text(value) for name, column in values.items()
            }
            found[str(result.month), agent["agent_id"]] = (
                agent["qualified"], agent["eligible"], agent["score"], status, points, shown,
            )  # fmt: skip
    return found


def expected(year: Mapping[str, Sequence[Agent]], changes: Sequence[Change]) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for month, agents in year.items():
        for team in sorted({agent.team for agent in agents}):
            texts = tuple((change.file, change.old, change.counts(month, team)) for change in changes)
            some = [agent for agent in agents if agent.team == team]
            found |= verdicts(score_months(year_dataset({month: some}), rules_with(texts))[0])
    return found


def check(pick: Pick, changes: Sequence[Change], count: int) -> int:
    year = {month: make_agents(pick, count, cells=False) for month in MONTHS}
    dated = rules_with(tuple((change.file, change.old, change.written()) for change in changes))
    got, wanted = verdicts(score_months(year_dataset(year), dated)[0]), expected(year, changes)
    for key, want in wanted.items():
        present = {name: value for name, value in got[key][5].items() if name in want[5]}
        assert (*got[key][:5], present) == want, key
    assert set(got) == set(wanted)
    return len(got)


@settings(max_examples=8)
@given(st.data(), st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4, unique=True))
def test_each_month_and_team_goes_by_what_is_in_force(data: st.DataObject, changes: list[Change]) -> None:
    seed = data.draw(st.integers(0, 10**6))
    check(random.Random(seed).choice, changes, 12)


@pytest.mark.parametrize("seed", [11, 12])
def test_all_changes_at_once_over_many_agents(seed: int) -> None:
    assert check(random.Random(seed).choice, CHANGES, 150) == 450


def test_an_award_of_a_pilot_is_given_there_alone_and_from_its_month_on() -> None:
    year = {month: make_agents(random.Random(21).choice, 200, cells=False) for month in MONTHS}
    data = year_dataset(year)
    plain = {result.month: result.awards for result in score_months(data, rules_with(()))[0]}
    old = "monthly_project:\n"
    pilot = ("awards.yaml", old, old + "  active: {from: 2025-06, projects: [会员]}\n")
    for result in score_months(data, rules_with((pilot,)))[0]:
        given = [one for one in result.awards if one.award == "monthly_project"]
        wanted = [one for one in plain[result.month] if one.award == "monthly_project" and one.project == "会员"]
        assert given == (wanted if result.month >= Month(2025, 6) else [])
        assert len(given) >= (3 if result.month >= Month(2025, 6) else 0)


def test_a_quarter_goes_by_the_rules_of_its_last_month() -> None:
    year = {month: make_agents(random.Random(23).choice, 100, cells=False) for month in ("2025-04", *MONTHS[:2])}
    old = "contribution:\n"
    data = year_dataset(year)
    for start, there in (("2025-06", True), ("2025-07", False)):
        rules = rules_with((("awards.yaml", old, f"{old}  active: {{from: {start}}}\n"),))
        result = award_period(Period(2025, 6, 3), score_months(data, rules)[0], rules)
        assert ("contribution" in result.rules.awards) == there
        told = {one.award for one in (*result.awards, *result.not_given)}
        assert ("contribution" in told) == there
