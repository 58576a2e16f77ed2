"""The sheets Balanced scorecard and Team goals of the fictitious year.

Two team leaders have a scorecard. What is drawn comes from generators of their own, so that no figure of
``fictitious_year`` moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from fictitious_year import SEED, Draw
from people import Column, PersonCell
from quality_words import Text
from stories import PERCENTS, Percent

SCORECARD_COLUMNS: tuple[Column, ...] = (
    ("agent_id", "工号", "Agent ID", 9),
    ("perspective", "维度", "Perspective", 18),
    ("measure", "指标", "Measure", 34),
    ("weight", "权重", "Weight", 8),
    ("target", "目标", "Target", 10),
    ("actual", "实际", "Actual", 10),
    ("lower_is_better", "越低越好", "Lower is better", 15),
    ("action", "行动计划", "Action", 60),
)
TEAM_GOAL_COLUMNS: tuple[Column, ...] = (
    ("team", "组别", "Team", 16),
    ("metric", "指标", "Metric", 20),
    ("target", "目标", "Target", 10),
)

# -- balanced scorecards ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of a scorecard: ``low`` to ``high`` is where the actual figure falls, in units of ``step``."""

    perspective: str
    name: Text
    weight: int
    target: float
    low: int
    high: int
    step: float = 1
    lower: bool = False
    action: Text | None = None  # what is planned in months that miss the target

    def figure(self, steps: int) -> float:
        """So many steps; steps of a thousandth are percentages."""
        return Percent(steps / 1000) if self.step == _PERMILLE else round(steps * self.step, 1)

    def missed(self, actual: float) -> bool:
        """True on the wrong side of the target."""
        return actual > self.target if self.lower else actual < self.target


_PERMILLE = 0.001
# Both have measures that miss their target at times and have no plan.
SCORECARDS: Mapping[str, tuple[Measure, ...]] = {
    "0012": (
        Measure(
            "financial",
            Text("单通电话成本（元）", "Cost of a call (¥)"),
            20,
            6.5,
            60,
            69,
            step=0.1,
            lower=True,
            action=Text(
                "与排班核对低峰时段，减少空闲坐席", "Go through the quiet hours with planning, fewer idle seats"
            ),
        ),
        Measure(
            "customer",
            Text("客户满意度", "Customer satisfaction"),
            25,
            Percent(0.9),
            885,
            945,
            step=_PERMILLE,
            action=Text(
                "每周复盘三通不满意来电，班前会讲一条改进",
                "Hear three calls of unhappy customers a week, one lesson a briefing",
            ),
        ),
        Measure("customer", Text("一次解决率", "Solved at first contact"), 15, Percent(0.8), 760, 850, step=_PERMILLE),
        Measure(
            "process",
            Text("平均处理时长（秒）", "Handling time (seconds)"),
            15,
            280,
            262,
            300,
            lower=True,
            action=Text("整理十个高频问题的标准答复", "Standard answers to the ten most frequent questions"),
        ),
        Measure(
            "process",
            Text("质检合格率", "Quality checks passed"),
            10,
            Percent(0.95),
            930,
            990,
            step=_PERMILLE,
            action=Text("每人每周互听两通", "Everybody listens to two calls of a colleague a week"),
        ),
        Measure(
            "learning",
            Text("人均培训课时", "Training hours a person"),
            10,
            4,
            30,
            52,
            step=0.1,
            action=Text("把知识讲解排进班前会", "Put short lessons into the briefings"),
        ),
        Measure("learning", Text("主动离职人数", "Resignations"), 5, 0, 0, 0, lower=True),
    ),
    "0084": (
        Measure(
            "financial",
            Text("加班费用（元）", "Overtime cost (¥)"),
            20,
            3000,
            2600,
            3300,
            lower=True,
            action=Text("邮件高峰日错峰排班", "Shifted hours on days with many mails"),
        ),
        Measure(
            "customer",
            Text("客户满意度", "Customer satisfaction"),
            25,
            Percent(0.9),
            880,
            950,
            step=_PERMILLE,
            action=Text("重写退款与改签两类回信模板", "Rewrite the templates for refunds and changed bookings"),
        ),
        Measure(
            "process",
            Text("一日内回复率", "Answered within a day"),
            30,
            Percent(0.95),
            925,
            990,
            step=_PERMILLE,
        ),
        Measure(
            "process",
            Text("回信退改率", "Replies sent back"),
            10,
            Percent(0.03),
            20,
            36,
            step=_PERMILLE,
            lower=True,
            action=Text("发出前同事互审，每日抽五封", "A colleague reads five replies a day before they go out"),
        ),
        Measure(
            "learning", Text("培训计划完成率", "Training plan completed"), 15, Percent(1), 900, 1000, step=_PERMILLE
        ),
    ),
}
# Not reported yet when the month is scored.
MISSING: Mapping[tuple[str, int], str] = {
    ("0084", 3): "Training plan completed",
    ("0084", 6): "Training plan completed",
}


def scorecard_rows(month: int) -> Iterator[dict[str, PersonCell | Text]]:
    """The measures of both scorecards in a month."""
    for agent_id, measures in SCORECARDS.items():
        draw = Draw(Random(f"{SEED}/scorecard/{agent_id}/{month}"), 0.6)
        for one in measures:
            actual = one.figure(draw.anywhere(one.low, one.high))
            known = MISSING.get((agent_id, month)) != one.name.en
            yield {
                "agent_id": agent_id,
                "perspective": one.perspective,
                "measure": one.name,
                "weight": one.weight,
                "target": one.target,
                "actual": actual if known else None,
                "lower_is_better": "yes" if one.lower else "no",
                "action": one.action if known and one.missed(actual) else None,
            }


# -- team goals -------------------------------------------------------------------------------------------------------

# Of 回访二组 nothing was asked.
TEAM_GOALS: Mapping[str, Mapping[str, float]] = {
    "信用卡一组": {"csat": 0.9, "score": 104},
    "信用卡二组": {"confirm_rate": 0.48, "complaints": 0.2},
    "会员一组": {"error_rate": 0.3, "qa_checks": 850},
    "会员二组": {"emails": 90, "csat": 0.89, "colleague_assists": 0.5},
    "售后一组": {"csat": 0.9, "complaints": 0.2},
    "售后二组": {"error_rate": 0.4, "emails": 86},
    "回访一组": {"confirm_rate": 0.47, "attitude": 1},
}


def team_goal_rows() -> Iterator[dict[str, PersonCell]]:
    """The goals of the year; the attitude of a team is the share that passes."""
    for team, goals in TEAM_GOALS.items():
        for metric, target in goals.items():
            share = metric in PERCENTS or metric == "attitude"
            yield {"team": team, "metric": metric, "target": Percent(target) if share else target}
