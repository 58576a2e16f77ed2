"""Small results made by hand: two roles, five metrics, as many agents as asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.conditions.combine import AnyOf
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.conditions.lead_every import LeadEvery
from ccmotivate.conditions.rank import Rank
from ccmotivate.model.award_rules import Award, Figure, IndexPart, TieBreaker, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import IdentityColumn, Label, Metric, MetricKind
from ccmotivate.model.outcomes import Awarded, Scored
from ccmotivate.model.period import Month
from ccmotivate.model.results import (
    FAIL,
    NO_DATA,
    NOT_ASKED,
    PASS,
    UNWEIGHED,
    AwardGiven,
    Behind,
    Close,
    Decision,
    InputFile,
    Interpretation,
    LeftOut,
    MonthResult,
    NotGiven,
    PeriodResult,
    TieNote,
    Withheld,
)
from ccmotivate.model.rules import ReadingRules, RuleSet, Words
from ccmotivate.model.scorecards import Comparison, Criterion, Role, ScoreLine
from ccmotivate.model.variants import variants
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio
from ccmotivate.problems import Problem, SourceRef
from ccmotivate.writers.workbooks.metric_cells import met

F = Fraction
MONTH = Month(2025, 3)
SHA = "0123456789abcdef" * 4


def criterion(metric: str, comparison: Comparison, figure: Fraction | int, words: str) -> Criterion:
    """A criterion of the test scheme."""
    return Criterion(metric, comparison, (F(figure),), words, SourceRef("rules/roles.yaml", line=7))


def metric(id_: str, zh: str, en: str, kind: MetricKind) -> tuple[str, Metric]:
    """A metric of the test scheme."""
    return id_, Metric(id_, Label(zh, en), kind)


METRICS = dict(
    (
        metric("typing_speed", "五笔字数", "Typing speed", MetricKind.NUMBER),
        metric("project_knowledge", "项目知识", "Project knowledge", MetricKind.LEVEL),
        metric("productivity", "工作效率", "Productivity", MetricKind.PERCENT),
        metric("attitude", "工作态度", "Attitude", MetricKind.PASS),
        metric("error_rate", "出错率", "Error rate", MetricKind.PERMILLE),
        metric("handling", "平均处理时长", "Handling time", MetricKind.DURATION),
        metric("contributions", "突出贡献", "Contributions", MetricKind.COUNT),
        metric("csat", "客户满意度", "CSAT", MetricKind.PERCENT),
    )
)
_CURVE = Curve(((F(0), F(100)), (F(1), F(0))))


def role(id_: str, zh: str, en: str, typing: int, productivity: int) -> Role:
    """A role of the test scheme."""
    must = (
        criterion("typing_speed", Comparison.AT_LEAST, typing, f"at_least {typing}"),
        criterion("project_knowledge", Comparison.AT_LEAST, 3, "at_least fluent"),
        criterion("productivity", Comparison.AT_LEAST, productivity, f"at_least {productivity}"),
        criterion("attitude", Comparison.EQUALS, 1, "equals pass"),
        criterion("error_rate", Comparison.AT_MOST, 1, "at_most 1"),
        *((criterion("handling", Comparison.AT_MOST, 300, "at_most 300"),) if id_ == "inbound" else ()),
    )
    curve = Curve(((F(0), F(0)), (F(productivity), F(100)), (F(100), F(120))))
    card = (
        ScoreLine("productivity", F(50), curve, SourceRef("rules/roles.yaml", line=20)),
        ScoreLine("error_rate", F(20), _CURVE),
        ScoreLine("typing_speed", F(10), Ratio(F(typing), F(100))),
        ScoreLine("project_knowledge", F(10), Levels(((F(0), F(0)), (F(1), F(60)), (F(2), F(90)), (F(3), F(100))))),
        ScoreLine("attitude", F(10), PassPoints(F(100))),
    )
    return Role(id_, Label(zh, en), must, card)


def rules() -> RuleSet:
    """The test scheme."""
    awards = (
        Award(
            "best_agent", Label("最佳客服奖", "Best agent"), PeriodKind.MONTH, Who.QUALIFIED, None,
            Rank(Figure("score"), "high", 1),
            recognition=("honour_roll",), source=SourceRef("rules/awards.yaml", line=30),
        ),
        Award(
            "best_team", Label("优秀团队", "Best team"), PeriodKind.MONTH, Who.EVERYONE, None,
            Rank(Figure("mean_score"), "high", 1),
            winner="team", min_members=3,
        ),
        Award(
            "csat_star", Label("客户满意度之星", "Satisfaction star"), PeriodKind.MONTH, Who.QUALIFIED, None,
            Rank(Figure("csat"), "high", 1, (TieBreaker(Figure("score"), "high"),)), need=("csat",),
        ),
        Award(
            "monthly_project", Label("月度项目奖", "Monthly project award"), PeriodKind.MONTH, Who.ELIGIBLE, "project",
            Rank(
                Figure("score"), "high", 3,
                (TieBreaker(Figure("error_rate"), "low"), TieBreaker(Figure("contributions"), "high")),
            ),
            prizes=(F(200), F(150), F(100)), recognition=("honour_roll",),
            source=SourceRef("rules/awards.yaml", line=4),
        ),
    )  # fmt: skip
    columns = {
        id_: IdentityColumn(id_, Label(zh, en))
        for id_, zh, en in (
            ("month", "月份", "Month"), ("agent_id", "工号", "Agent ID"), ("name", "姓名", "Name"),
            ("role", "岗位", "Role"), ("project", "项目", "Project"), ("team", "组别", "Team"),
        )
    }  # fmt: skip
    return RuleSet(
        name=Label("测试方案", "Test scheme"),
        currency="CNY",
        folder="rules",
        sha256=SHA,
        texts={},
        columns=columns,
        details={},
        units=("%", "‰"),
        words=Words(("合格",), ("不合格",), ("-",), ("合计",)),
        reading=ReadingRules(),
        levels={
            "none": Label("未掌握", "None"), "basic": Label("基本了解", "Basic"),
            "proficient": Label("熟悉掌握", "Proficient"), "fluent": Label("灵活运用", "Fluent"),
        },
        metrics=METRICS,
        roles={
            "inbound": role("inbound", "呼入", "Inbound", 60, 75),
            "email": role("email", "邮件回复", "Email reply", 70, 80),
        },
        eligible=(criterion("contributions", Comparison.AT_LEAST, 1, "at_least 1"),),
        awards={award.id: award for award in awards},
    )  # fmt: skip


class Addresses(Struct, frozen=True):
    """Sources that name a cell for every metric and row."""

    def of(self, metric: str, rows: Sequence[int] | NDArray[np.intp]) -> list[str]:
        """One address a row."""
        column = chr(ord("F") + list(METRICS).index(metric))
        return [f"march.xlsx!坐席!{column}{int(row) + 2}" for row in rows]


def sample_values(count: int) -> dict[str, list[Fraction | None]]:
    """Values with fails, gaps, thirds and near misses in fixed places."""
    rng = np.random.default_rng(7)
    productivity = [F(int(n), 10) for n in rng.integers(720, 1000, count)]
    values: dict[str, list[Fraction | None]] = {
        "typing_speed": [F(int(n)) for n in rng.integers(55, 95, count)],
        "project_knowledge": [F(3 if n < 9 else 2) for n in rng.integers(0, 10, count)],
        "productivity": list(productivity),
        "attitude": [F(int(n > 0)) for n in rng.integers(0, 20, count)],
        "error_rate": [F(int(n), 10) for n in rng.integers(0, 12, count)],
        "handling": [F(int(n)) for n in rng.integers(180, 320, count)],
        "contributions": [F(int(n)) for n in rng.integers(0, 3, count)],
        "csat": [F(int(n), 100) for n in rng.integers(8000, 10000, count)],
    }
    for at, metric_id, value in (
        (1, "productivity", F("79.999")), (2, "error_rate", None), (3, "productivity", F(230, 3)),
        (4, "productivity", F("74.9999999999999999")), (5, "typing_speed", F("59.996")),
    ):  # fmt: skip
        if at < count:
            values[metric_id][at] = value
    return values


def result(
    count: int = 12,
    *,
    month: Month = MONTH,
    texts: Mapping[str, str] | None = None,
    values: Mapping[str, list[Fraction | None]] | None = None,
) -> MonthResult:
    """A month of so many agents; ``texts`` overrides identity columns for all of them."""
    scheme = rules()
    rows = range(count)
    agents = pd.DataFrame(
        {
            "agent_id": [f"{at:04d}" for at in rows],
            "name": [f"测试{at}" if at % 2 else f"Agent {at}" for at in rows],
            "role": ["inbound" if at % 3 else "email" for at in rows],
            "project": [("信用卡", "会员服务", "保险", "家电售后")[at % 4] for at in rows],
            "team": [("A组", "B组", "")[at % 3] for at in rows],
            "site": ["" for _at in rows],
            "file": ["march.xlsx"] * count,
            "sheet": ["坐席"] * count,
            "row": [at + 2 for at in rows],
        }
    )
    for column, text in (texts or {}).items():
        agents[column] = [f"{text}{at}" if column == "agent_id" else text for at in rows]
    columns = {name: Exact.from_fractions(list) for name, list in (values or sample_values(count)).items()}
    status = {
        name: _status(agents, scheme, name, columns[name])
        for name in columns
        if any(one.criterion(name) for one in scheme.roles.values())
    }
    rng = np.random.default_rng(3)
    points = {
        line.metric: rng.integers(5000, 12001, count) if count else np.zeros(0, np.int64)
        for line in scheme.roles["inbound"].scorecard
    }
    if count > 6:
        points["attitude"][6] = UNWEIGHED
    qualified = np.all([np.isin(one, (PASS, NOT_ASKED)) for one in status.values()], axis=0)
    agents["scored"] = True
    agents["qualified"] = qualified
    agents["eligible"] = qualified & (columns["contributions"] >= 1)
    agents["score"] = rng.integers(6000, 11001, count).astype(np.int64)
    agents["rank"] = np.where(qualified, agents["score"].where(qualified).rank(ascending=False, method="min"), 0)
    agents["rank"] = agents["rank_department"] = agents["rank"].fillna(0).astype(np.int64)
    agents["rank_everyone"] = agents["score"].rank(ascending=False, method="min").astype(np.int64)
    return MonthResult(
        month, (InputFile("march.xlsx", SHA),), scheme, agents, columns, status, points,
        awards(agents), {"monthly_project": (tie(agents),)} if count > 9 else {},
        (NotGiven("csat_star", "no-column", "csat"),), Addresses(),
        variants(agents, scheme.roles),
    )  # fmt: skip


def _status(agents: pd.DataFrame, scheme: RuleSet, name: str, values: Exact) -> NDArray[np.int8]:
    status = np.full(len(agents), NOT_ASKED, dtype=np.int8)
    for id_, one in scheme.roles.items():
        asked = one.criterion(name)
        if asked is not None:
            here = (agents["role"] == id_).to_numpy()
            passed = np.where(met(values, asked), PASS, FAIL)
            status[here] = np.where(values.missing, NO_DATA, passed)[here]
    return status


def tie(agents: pd.DataFrame) -> TieNote:
    """Three agents tied on the score; the error rate told one apart."""
    members = tuple(agents["agent_id"].iloc[[4, 8, 9]])
    return TieNote(members, F("103.5"), (2, 3, 3), "error_rate", (F(0), F("0.5"), F("0.5")))


def awards(agents: pd.DataFrame) -> tuple[AwardGiven, ...]:
    """Awards of the month to the first agents."""
    if len(agents) < 10:
        return ()
    given = [_given("best_agent", agents, 0, 1, "110.0", within=())]
    given.append(
        replace(given[0], award="best_team", agent_id=None, name="", project="", team="A组", figure="mean_score",
                score=F("98.76"), candidates=2, members=4)
    )  # fmt: skip
    note = tie(agents)
    project = str(agents["project"].iloc[4])
    within = (("project", project),)
    given.append(_given("monthly_project", agents, 0, 1, "108.35", within=within, prize=F(200)))
    for place, at in ((2, 4), (3, 8), (3, 9)):
        one = _given("monthly_project", agents, at, place, "103.5", within=within, prize=F((200, 150, 100)[place - 1]))
        given.append(replace(one, tie=note, tied=place == 3))
    return tuple(given)


def _given(
    award: str,
    agents: pd.DataFrame,
    at: int,
    rank: int,
    score: str,
    *,
    within: tuple[tuple[str, str], ...],
    prize: Fraction | None = None,
) -> AwardGiven:
    row = agents.iloc[at]
    return AwardGiven(
        award, str(MONTH), within, rank, str(row["agent_id"]), str(row["name"]), str(row["project"]),
        str(row["team"]), F(score), "score", 12, False, None, F("101.4"), prize,
    )  # fmt: skip


NOTE = Interpretation("march.xlsx", "坐席", "column", "F1", "五笔字数", "typing_speed")


def scored(
    count: int = 12, *, texts: Mapping[str, str] | None = None, months: int = 1, problems: tuple[Problem, ...] = ()
) -> Scored:
    """A job of so many agents a month."""
    results = tuple(result(count, month=Month(2025, 3 + at), texts=texts) for at in range(months))
    return Scored((InputFile("march.xlsx", SHA),), rules(), results, problems, (NOTE,))


# -- periods ----------------------------------------------------------------------------------------------------------

QUARTER = Period.of(PeriodKind.QUARTER, 2025, 1)
QUARTER_MONTHS = QUARTER.months
WITHIN = (("project", "信用卡"),)


def period_rules() -> RuleSet:
    """The test scheme with awards of the quarter: one decided by conditions, one by a total, one by an index."""
    scheme = rules()
    index = Figure(
        "index", parts=(IndexPart("sum", "typing_speed", of_best=True), IndexPart("mean", "csat", optional=True))
    )
    awards = (
        Award(
            "quarterly_project", Label("季度项目奖", "Quarterly project award"), PeriodKind.QUARTER, Who.EVERYONE,
            "project", AnyOf((LeadEvery(PeriodKind.MONTH), Consecutive("monthly_project", 2))), prizes=(F(300),),
            recognition=("honour_roll", "certificate"), source=SourceRef("rules/awards.yaml", line=44),
        ),
        Award(
            "contribution", Label("突出贡献奖", "Contribution award"), PeriodKind.QUARTER, Who.ELIGIBLE, None,
            Rank(Figure("contributions", "sum"), "high", 1, (TieBreaker(Figure("score"), "high"),)),
            prizes=(F(100),),
        ),
        Award(
            "woodpecker", Label("啄木鸟奖", "Woodpecker award"), PeriodKind.QUARTER, Who.ELIGIBLE, None,
            Rank(index, "high", 1), roles=("inbound",), prizes=(F(200),),
        ),
        Award(
            "best_leader", Label("季度最佳组长", "Best leader"), PeriodKind.QUARTER, Who.ELIGIBLE, None,
            Rank(Figure("score"), "high", 1),
        ),
    )  # fmt: skip
    return replace(scheme, awards={**scheme.awards, **{award.id: award for award in awards}})


def standing(count: int, facts: Sequence[MonthResult]) -> pd.DataFrame:
    """The standings of agents who were there every month; agent 3 changed project, agent 5 lacks a score."""
    first = facts[0].agents
    scores = np.stack([one.agents["score"] for one in facts], axis=1) if count else np.zeros((0, len(facts)), np.int64)
    qualified = np.stack([one.agents["qualified"] for one in facts], axis=1)
    agents = first[["agent_id", "name", "role", "project", "team"]].copy()
    agents["months"] = len(facts)
    agents["months_qualified"] = qualified.sum(axis=1)
    agents["qualified"] = qualified.all(axis=1)
    agents["eligible"] = agents["qualified"]
    agents["score"] = scores.sum(axis=1) // len(facts)
    agents["rank"] = agents["rank_department"] = agents["rank_everyone"] = np.arange(1, count + 1)
    if count > 5:
        agents.loc[3, "project"] = ""
        agents.loc[5, ["score", "rank", "rank_department", "rank_everyone"]] = [-1, 0, 0, 0]
    return agents


def period_result(count: int = 12, *, months: int = 3, texts: Mapping[str, str] | None = None) -> PeriodResult:
    """A first quarter of so many agents, of which so many months are there."""
    scheme = period_rules()
    facts = [result(count, month=month, texts=texts) for month in QUARTER_MONTHS[:months]]
    if count > 5:
        facts[-1].agents.loc[3, "project"] = "保险"
    agents = standing(count, facts)
    scores = np.stack([one.agents["score"].to_numpy() for one in facts], axis=1)
    if count > 5:
        scores[5, -1] = -1
    return PeriodResult(
        period=QUARTER,
        months=QUARTER_MONTHS[:months],
        missing=QUARTER_MONTHS[months:],
        inputs=(InputFile("q1.xlsx", SHA),),
        rules=scheme,
        agents=agents,
        scores=scores,
        awards=period_awards(agents) if count > 9 else (),
        ties={"contribution": (TieNote(("0001", "0002"), F(9), (1, 2), "score", (F("104.5"), F("103.5"))),)},
        close=(
            Close("quarterly_project", WITHIN, "0006", "测试六", "", "behind", "score", F("104.28"), F(107),
                  "2025-01", ("2025-03",)),
            Close("quarterly_project", WITHIN, "0007", "测试七", "", "apart", "score", met=("2025-01", "2025-03")),
            Close("quarterly_project", WITHIN, "0008", "测试八", "", "moved", "score", None, None, "2025-02",
                  ("2025-01",)),
            Close("contribution", (), "0002", "测试二", "", "behind", "sum contributions", F(9), F(9)),
        ),
        not_given=(NotGiven("best_leader", "no-candidates"),),
        left_out=(LeftOut("woodpecker", "csat", (("0004", "2025-01"), ("0004", "2025-02"))),),
        withheld=(withheld(agents),) if count > 9 else (),
        facts=(replace(facts[0], published="2025-02-03T09:00:00Z · Agent Alpha"), *facts[1:]),
    )  # fmt: skip


def period_awards(agents: pd.DataFrame) -> tuple[AwardGiven, ...]:
    """One award of each kind: a total with a tie broken, led, won running, granted, an index."""
    base = replace(_given("quarterly_project", agents, 0, 0, "103.50", within=WITHIN, prize=F(300)),
                   period=str(QUARTER), rank=None, candidates=0, next_figure=None)  # fmt: skip
    led = tuple(Behind(str(month), F("103.50"), F(101), rank=1) for month in QUARTER_MONTHS)
    won = tuple(Behind(f"2025-0{at}", F(102), award="monthly_project", rank=3 - at) for at in (1, 2))
    tie = TieNote(("0001", "0002"), F(9), (1, 2), "score", (F("104.5"), F("103.5")))
    total = replace(_given("contribution", agents, 1, 1, "9", within=(), prize=F(100)), period=str(QUARTER),
                    figure="sum contributions", next_figure=F(9), tie=tie,
                    behind=tuple(Behind(str(month), F(3)) for month in QUARTER_MONTHS))  # fmt: skip
    index = replace(_given("woodpecker", agents, 4, 1, "98.75", within=(), prize=F(200)), period=str(QUARTER),
                    figure="index", next_figure=F("98.5"),
                    parts=(("sum typing_speed", F(1)), ("mean csat", F("0.975"))))  # fmt: skip
    return (
        total,
        replace(base, via="lead_every", behind=led),
        replace(base, agent_id="0004", via="consecutive", behind=won, score=None),
        replace(base, agent_id="0008", via="decision", score=None, decision=decision("grant", "0008")),
        index,
    )


def decision(verdict: str, agent_id: str) -> Decision:
    """A human's word on the quarterly award of an agent."""
    return Decision(
        str(QUARTER), "quarterly_project", agent_id, None, verdict, "took two shifts", "Agent Omega",
        "2025-04-02T10:00:00Z",
    )  # fmt: skip


def withheld(agents: pd.DataFrame) -> Withheld:
    """An award that a human withheld."""
    given = replace(period_award_of(agents), agent_id="0009", name="测试九")
    return Withheld(given, decision("withhold", "0009"))


def period_award_of(agents: pd.DataFrame) -> AwardGiven:
    """The award that was led."""
    return period_awards(agents)[1]


def awarded(
    count: int = 12, *, months: int = 3, texts: Mapping[str, str] | None = None, problems: tuple[Problem, ...] = ()
) -> Awarded:
    """A call for the first quarter."""
    whole = period_result(count, months=months, texts=texts)
    return Awarded(QUARTER, whole.inputs, whole.rules, whole, problems, (NOTE,))
