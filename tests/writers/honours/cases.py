"""A quarter made by hand: six awards, four projects, about twenty winners, with everything that a page may meet."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec.structs import replace

from ccmotivate.conditions.combine import AnyOf
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.conditions.lead_every import LeadEvery
from ccmotivate.conditions.rank import Rank
from ccmotivate.model.award_rules import Award, Figure, IndexPart, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Label, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, Behind, Decision, InputFile, PeriodResult, PublishedMonth, TieNote
from ccmotivate.model.rules import RuleSet
from tests.writers.builders import SHA, metric
from tests.writers.builders import rules as month_rules

F = Fraction
QUARTER = Period.of(PeriodKind.QUARTER, 2025, 1)
PROJECTS = ("信用卡", "会员中心", "Appliance call-back", "电商售后")
NAMES = (
    "测试一", "Agent Alpha", "测试小明", "欧阳测试", "Agent Beta", "测试二", "测试三",
    "Agent Gamma-Delta van der Example",
    "测试四", "测试五", "Agent Epsilon", "测试六", "阿卜杜勒·测试·买买提明江", "Agent Zeta", "测试七", "测试八",
    "Agent Eta",
    "测试九", "测试十", "Agent Theta",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    "R&D <b>",
    "=1+1",
    "../../x",
    "\u202egpj.exe",
    "line\nbreak",
    "N" * 300,
    "",
    "🌟🌟",
)
ALL = ("honour_roll", "certificate", "newsletter")


def rules() -> RuleSet:
    """The scheme of the month tests, with awards of a quarter."""
    quarter = PeriodKind.QUARTER
    index = Figure(
        "index", None, (IndexPart("sum", "qa_checks", of_best=True), IndexPart("mean", "qc_accuracy", optional=True))
    )
    either = AnyOf((LeadEvery(PeriodKind.MONTH), Consecutive("monthly_project", 2)))
    awards = (
        Award(
            "quarterly_project", Label("季度项目奖", "Quarterly project award"), quarter, Who.EVERYONE, "project",
            either, prizes=(F(300),), recognition=("honour_roll", "certificate"),
        ),
        Award(
            "annual_outstanding", Label("季度杰出员工", "Employee of the quarter"), quarter, Who.EVERYONE, None,
            Rank(Figure("score"), "high", 1), prizes=(F(500),), recognition=ALL,
        ),
        Award(
            "woodpecker", Label("啄木鸟奖", "Woodpecker award"), quarter, Who.ELIGIBLE, None,
            Rank(index, "high", 1), prizes=(F(200),), recognition=("honour_roll", "certificate"), roles=("email",),
        ),
        Award(
            "contribution", Label("突出贡献奖", "Outstanding-contribution award"), quarter, Who.ELIGIBLE, "project",
            Rank(Figure("contributions", "sum"), "high", 3), prizes=(F(200), F(150), F("100.5")),
            recognition=("honour_roll",),
        ),
        Award(
            "best_leader", Label("季度最佳组长", "Best team leader"), quarter, Who.ELIGIBLE, None,
            Rank(Figure("score"), "high", 1), recognition=("honour_roll", "certificate"),
        ),
        Award(
            "best_team_quarter", Label("优秀团队", "Best team"), quarter, Who.EVERYONE, None,
            Rank(Figure("mean_score"), "high", 1), winner="team", min_members=3, recognition=("honour_roll",),
        ),
        Award(
            "quiet", Label("安静奖", "Quiet award"), quarter, Who.EVERYONE, None, Rank(Figure("score"), "high", 1),
        ),
    )  # fmt: skip
    scheme = month_rules()
    more = dict(
        (
            metric("proposals_adopted", "采纳建议", "Proposals adopted", MetricKind.COUNT),
            metric("colleague_assists", "帮助同事", "Colleagues helped", MetricKind.COUNT),
            metric("qa_checks", "质检数量", "QC documents", MetricKind.COUNT),
            metric("qc_accuracy", "质检准确率", "QC accuracy", MetricKind.PERCENT),
        )
    )
    known = {award.id: award for award in awards}
    return replace(
        scheme, awards={**known, **scheme.awards}, metrics={**scheme.metrics, **more},
        name=Label("客服中心考核激励方案", "Contact-centre appraisal and award scheme"),
    )  # fmt: skip


def quarter(
    lang_names: Sequence[str] = NAMES, *, missing: tuple[Month, ...] = (), period: Period = QUARTER
) -> PeriodResult:
    """A quarter with these people as its winners; ``missing`` months make it provisional."""
    count = max(len(lang_names), 1)
    agents = pd.DataFrame(
        {
            "agent_id": [f"{at:04d}" for at in range(count)],
            "name": list(lang_names) or ["测试"],
            "role": ["email" if at % 3 else "inbound" for at in range(count)],
            "project": [PROJECTS[at % 4] for at in range(count)],
            "team": [("A组", "North team", "")[at % 3] for at in range(count)],
            "months": 3,
            "months_qualified": [3 if at % 5 else 2 for at in range(count)],
            "qualified": [bool(at % 5) for at in range(count)],
            "eligible": [bool(at % 5) for at in range(count)],
            "score": [10900 - 13 * at for at in range(count)],
            "rank": [at // 4 + 1 for at in range(count)],
        }
    )
    months = tuple(month for month in period.months if month not in missing)
    scores = np.array([[10900 - 13 * at + 5 * m for m in range(len(months))] for at in range(count)], dtype=np.int64)
    facts = tuple(_month(month, agents, at) for at, month in enumerate(months))
    return PeriodResult(
        period, months, missing, (InputFile("q1.xlsx", SHA),), rules(), agents, scores, _awards(agents, str(period)),
        {}, (), (), facts=facts,
    )  # fmt: skip


def _month(month: Month, agents: pd.DataFrame, at: int) -> PublishedMonth:
    count = len(agents)
    metrics = {
        "contributions": Exact.from_fractions([F((one + at) % 4) for one in range(count)]),
        "qa_checks": Exact.from_fractions([F(800 + one) for one in range(count)]),
        "qc_accuracy": Exact.from_fractions([None if one == 3 else F(98) for one in range(count)]),
    }
    return PublishedMonth(month, (InputFile("q1.xlsx", SHA),), agents, metrics, (), None)


def given(agents: pd.DataFrame, at: int, award: str, period: str, **facts: object) -> AwardGiven:
    """An award to the agent at this position; ``facts`` are the other fields."""
    row = agents.iloc[at % len(agents)]
    plain = AwardGiven(
        award=award, period=period, within=(), rank=1, agent_id=str(row["agent_id"]), name=str(row["name"]),
        project=str(row["project"]), team=str(row["team"]), score=F(int(row["score"]), 100), figure="score",
        candidates=12, tied=False, tie=None, next_figure=F("101.25"), prize=None,
    )  # fmt: skip
    return replace(plain, **facts)  # type: ignore[arg-type]  # the tests name fields that exist


def _awards(agents: pd.DataFrame, period: str) -> tuple[AwardGiven, ...]:
    """Awards in the order of the engine: by award id, group, rank."""
    found = [given(agents, 0, "annual_outstanding", period, prize=F(500), candidates=86)]
    found.append(given(agents, 9, "best_leader", period, candidates=8))
    team = {"agent_id": None, "name": "", "project": "", "team": "北区一组", "figure": "mean_score", "members": 14}
    found.append(given(agents, 0, "best_team_quarter", period, **team, score=F("104.17"), candidates=9))
    for at, project in enumerate(PROJECTS):
        within = (("project", project),)
        for place, prize in ((1, F(200)), (2, F(150)), (3, F("100.5"))):
            facts = {"figure": "sum contributions", "score": F(12 - place), "next_figure": F(7), "candidates": 23}
            facts |= {"rank": place, "prize": prize, "within": within, "project": project}
            found.append(given(agents, 4 * place + at, "contribution", period, **facts))
    found += _conditions(agents, period)
    found.append(given(agents, 5, "quiet", period))
    index = {"figure": "index", "score": F("98.40"), "next_figure": F("95.10"), "prize": F(200), "candidates": 11}
    parts = (("sum qa_checks", F(1)), ("mean qc_accuracy", F("0.968")))
    found.append(given(agents, 7, "woodpecker", period, **index, parts=parts))
    return tuple(found)


def _conditions(agents: pd.DataFrame, period: str) -> list[AwardGiven]:
    led = tuple(Behind(str(month), F(108 + at), F(105), None, 1) for at, month in enumerate(QUARTER.months))
    running = tuple(
        Behind(str(month), None, None, "monthly_project", 2 - at) for at, month in enumerate(QUARTER.months[:2])
    )
    word = Decision(
        period, "quarterly_project", "0003", None, "grant", "项目上线保障,连续两周值守", "HR Example", "2025-04-02"
    )
    ways = (
        {"via": "lead_every", "behind": led},
        {"via": "consecutive", "behind": running},
        {"via": "lead_every", "behind": led},
        {"via": "decision", "decision": word, "score": None, "next_figure": None},
    )
    return [
        given(
            agents, at, "quarterly_project", period, rank=None, prize=F(300), within=(("project", project),),
            **({"next_figure": None} | ways[at]),
        )
        for at, project in enumerate(PROJECTS)
    ]  # fmt: skip


def hostile() -> PeriodResult:
    """The quarter with names, teams and projects that would like to be more than text."""
    result = quarter(HOSTILE)
    awards = tuple(
        replace(one, team=HOSTILE[at % 7], project=HOSTILE[(at + 2) % 7], within=_hostile(one, at))
        for at, one in enumerate(result.awards)
    )
    return replace(result, awards=awards)


def _hostile(one: AwardGiven, at: int) -> tuple[tuple[str, str], ...]:
    return tuple((kind, HOSTILE[at % 4]) for kind, _name in one.within)


TIE = TieNote(("0000", "0001"), F("109"), (1, 1), None)
