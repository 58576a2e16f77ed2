"""Small published periods made by hand: a few agents, awards of every kind, and months that make up quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from msgspec.structs import replace

from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import (
    AwardGiven,
    Behind,
    Close,
    Decision,
    InputFile,
    LeftOut,
    MonthFacts,
    NotGiven,
    PeriodResult,
    PublishedMonth,
    TieNote,
    Withheld,
)
from ccmotivate.model.rules import RuleSet
from tests.support import shipped_rules

F = Fraction
AT = "2025-07-01T08:00:00Z"
BY = "测试一"
NAMES = ("测试一", "Agent Alpha", "Agent Beta", "测试四", "Agent Gamma")
Q1 = Period.of(PeriodKind.QUARTER, 2025, 1)
YEAR = Period.of(PeriodKind.YEAR, 2025)


def rules(sha256: str = "ab" * 32, text: str = "currency: CNY\n") -> RuleSet:
    """The shipped scheme, as if its files held this text."""
    return replace(shipped_rules(), sha256=sha256, texts={"scheme.yaml": text, "roles/中文.yaml": "a: 'b'\n"})


def source(month: Month, letter: str = "a") -> InputFile:
    """The file of a month."""
    return InputFile(f"{month}.xlsx", letter * 64)


def facts(month: Month, count: int = 5, **columns: Sequence[Any]) -> PublishedMonth:
    """A month that was scored: ``columns`` replace those of its agents, or metrics (lists of Fractions)."""
    frame: dict[str, Any] = {
        "agent_id": [f"{at:04d}" for at in range(count)],
        "name": [NAMES[at % 5] for at in range(count)],
        "role": ["inbound"] * count,
        "project": ["信用卡" if at % 2 else "会员服务" for at in range(count)],
        "team": [("A组", "B组", "")[at % 3] for at in range(count)],
        "qualified": [at != 3 for at in range(count)],
        "eligible": [at % 2 == 0 for at in range(count)],
        "score": [11000 - 250 * at - month.month for at in range(count)],
        "rank": [0 if at == 3 else at // 2 + 1 for at in range(count)],
    }
    metrics: dict[str, Any] = {
        "contributions": [F(at) for at in range(count)],
        "workload": [F(230 + at, 3) for at in range(count)],
        "csat": [None if at == 1 else F("99.25") for at in range(count)],
        "nobody": [None] * count,
    }
    for name, values in columns.items():
        (frame if name in frame else metrics)[name] = list(values)
    texts = ("agent_id", "name", "role", "project", "team")
    agents = pd.DataFrame({name: pd.Series(v, dtype=object if name in texts else None) for name, v in frame.items()})
    return PublishedMonth(
        month, (source(month),), agents, {name: Exact.from_fractions(values) for name, values in metrics.items()},
        month_awards(month, agents), None, {"monthly_project": (TIE,)}, (NotGiven("csat_star", "no-column", "csat"),),
        (Close("best_agent", (), "0001", NAMES[1], "B组", "behind", "score", F("107.49"), F("109.99"), None, ("x",)),),
    )  # fmt: skip


TIE = TieNote(("0000", "0002", "0004"), F(1, 3), (1, 2, 2), "error_rate", (F(0), None, F("0.5")))


def award(month: object, agent_id: str | None, **fields: Any) -> AwardGiven:
    """An award, a monthly project award with a prize unless told otherwise."""
    at = int(agent_id or 0)
    plain: dict[str, Any] = {
        "award": "monthly_project", "period": str(month), "within": (("project", "会员服务"),), "rank": 1,
        "agent_id": agent_id, "name": NAMES[at % 5], "project": "会员服务", "team": "A组", "score": F("109.99"),
        "figure": "score", "candidates": 3, "tied": False, "tie": None, "next_figure": F(230, 3), "prize": F(200),
    }  # fmt: skip
    return AwardGiven(**plain | fields)


def month_awards(month: Month, agents: pd.DataFrame) -> tuple[AwardGiven, ...]:
    """Awards of a month, for teams and for agents, shared and alone."""
    team = award(
        month, None, award="best_team", within=(), name="", project="", team="B组", figure="mean_score", prize=None,
        members=4, parts=(("sum qa_checks", F(1, 3)), ("mean qc_accuracy", F(97, 100))),
    )  # fmt: skip
    first = award(month, "0000", score=F(int(agents["score"].iloc[0]), 100))
    rest = (award(month, one, rank=2, tied=True, tie=TIE, prize=F(150)) for one in ("0002", "0004"))
    return (team, first, *rest) if len(agents) >= 5 else (first,)


def month_result(month: Month, scheme: RuleSet | None = None, months: MonthFacts | None = None) -> PeriodResult:
    """A month as a period."""
    one = months or facts(month)
    agents = one.agents.assign(months=np.int64(1), months_qualified=one.agents["qualified"].astype(np.int64))
    return PeriodResult(
        Period.of_month(month), (month,), (), one.inputs, scheme or rules(), agents,
        agents["score"].to_numpy(dtype=np.int64).reshape(-1, 1), one.awards, one.ties, one.close, one.not_given,
        facts=(one,), published=one.published,
    )  # fmt: skip


def longer_result(
    period: Period, months: Mapping[Month, MonthFacts] | None = None, scheme: RuleSet | None = None
) -> PeriodResult:
    """A quarter or a year, from the months given and made ones."""
    behind = [(months or {}).get(month) or facts(month) for month in period.months]
    agents = behind[-1].agents.assign(months=np.int64(len(behind)), months_qualified=np.int64(1))
    scores = np.stack([one.agents["score"].to_numpy(dtype=np.int64) for one in behind], axis=1)
    scores[3, 0] = -1
    agents["score"] = np.where((scores < 0).any(axis=1), -1, scores[:, 0])
    won = award(
        period, "0000", award="quarterly_project", rank=None, prize=F(300), via="consecutive",
        behind=tuple(Behind(str(one.month), F(110), None, "monthly_project", 1) for one in behind),
    )  # fmt: skip
    inputs = tuple(one for month in behind for one in month.inputs)
    return PeriodResult(
        period, period.months, (), inputs, scheme or rules(), agents, scores, (won,), {"contribution": (TIE,)},
        (Close("quarterly_project", (), None, "", "B组", "moved", "score", period="2025-02"),),
        (NotGiven("best_leader", "no-candidates"),), (LeftOut("woodpecker", "qc_accuracy", (("0001", "2025-02"),)),),
        facts=tuple(behind),
    )  # fmt: skip


def decision(period: object, agent_id: str | None, verdict: str = "grant", **fields: Any) -> Decision:
    """A human's word on the monthly project award."""
    plain: dict[str, Any] = {
        "period": str(period), "award": "monthly_project", "agent_id": agent_id, "team": None, "verdict": verdict,
        "reason": "stood in for a colleague", "by": "Agent Delta", "at": "2025-04-01T07:00:00Z", "place": None,
    }  # fmt: skip
    return Decision(**plain | fields)


def decided(result: PeriodResult, *decisions: Decision) -> PeriodResult:
    """The result with awards granted and withheld, as the engine applies them."""
    stopped = {one.agent_id: one for one in decisions if one.verdict == "withhold"}
    withheld = tuple(
        Withheld(one, stopped[one.agent_id]) for one in result.awards if any(d.concerns(one) for d in stopped.values())
    )
    kept = tuple(one for one in result.awards if one not in [lost.given for lost in withheld])
    granted = tuple(
        award(one.period, one.agent_id, rank=one.place, via="decision", decision=one)
        for one in decisions
        if one.verdict == "grant"
    )
    return replace(result, awards=(*kept, *granted), withheld=withheld)


RANKS_NOT_KEPT = {"rank_department", "rank_everyone"}  # they follow from scores and who is qualified


def same(one: PeriodResult, other: PeriodResult) -> None:
    """Assert that two results are the same, column by column, months and all; ``published`` aside."""
    for name in ("period", "months", "missing", "inputs", "awards", "close", "not_given", "left_out", "withheld"):
        assert getattr(one, name) == getattr(other, name), name
    assert (dict(one.ties), list(one.ties)) == (dict(other.ties), list(other.ties))
    columns = ["agent_id", *(name for name in one.agents if name in set(other.agents) - {"agent_id"})]
    assert set(one.agents) - RANKS_NOT_KEPT == set(other.agents) - RANKS_NOT_KEPT
    pd.testing.assert_frame_equal(one.agents[columns], other.agents[columns])
    assert one.scores.dtype == other.scores.dtype
    assert one.scores.tolist() == other.scores.tolist()
    assert len(one.facts) == len(other.facts)
    for mine, its in zip(one.facts, other.facts, strict=True):
        same_month(mine, its)


def same_month(one: MonthFacts, other: MonthFacts) -> None:
    """Assert that two months hold the same, agents, metrics and awards."""
    assert (one.month, one.inputs, one.awards) == (other.month, other.inputs, other.awards)
    assert (dict(one.ties), one.not_given, one.close) == (dict(other.ties), other.not_given, other.close)
    apart = {"file", "sheet", "row", *RANKS_NOT_KEPT}  # where a month was read from
    columns = [name for name in one.agents if name not in apart]
    pd.testing.assert_frame_equal(one.agents[columns], other.agents[columns])
    assert list(one.metrics) == list(other.metrics)
    for name, column in one.metrics.items():
        assert column.to_list() == other.metrics[name].to_list(), name
