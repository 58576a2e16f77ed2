"""The engine's results held against the oracle's, decision by decision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import NOT_ASKED, STATUS_WORDS, UNWEIGHED, AwardGiven, MonthResult
from tests.engine.cases import COLUMNS, WHOLE, Pick, as_cell
from tests.engine.oracle import Agent, Appraisal, Given
from tests.support import Styled, dataset, detail_rows, workbook

_LEVELS = ("未掌握", "基本了解", "熟悉掌握", "熟悉掌握,灵活运用")
_ROLES = {"data_entry": "单据录入", "email": "邮件回复", "qa": "质检", "inbound": "呼入", "outbound": "Outbound Call",
          "team_leader": "组长"}  # fmt: skip
_PERCENTS = ("productivity", "confirm_rate", "meeting_turnout", "csat")


# -- two ways in ------------------------------------------------------------------------------------------------------


def as_dataset(agents: Sequence[Agent], cells: bool) -> Dataset:
    """The agents as the readers would hand them on; ``cells`` sends the numbers through doubles."""
    rows = [{"agent_id": a.id, "role": a.role, "project": a.project, "team": a.team} for a in agents]
    metrics = {}
    for name in COLUMNS:
        values = [agent.values[name] for agent in agents]
        if cells and name not in WHOLE:
            metrics[name] = Exact.from_floats(np.array([np.nan if v is None else as_cell(v) for v in values]))
        else:
            metrics[name] = Exact.from_fractions(values)
    return dataset(rows, metrics, {"meetings": _meetings(agents)})


def _meetings(agents: Sequence[Agent]) -> DetailRows:
    rows = [
        {"agent_id": agent.id, "region": region, "required": required, "attended": attended}
        for agent in agents
        for region, required, attended in agent.meetings
    ]
    return detail_rows(rows, ["region"], ["required", "attended"])


def as_workbook(agents: Sequence[Agent], path: Path, pick: Pick) -> Path:
    """The agents as an export: two sheets of agents, meetings, percents written in one of three ways."""
    percents = {name: pick(("bracket", "format", "text")) for name in _PERCENTS}
    headers = {"typing_speed": "五笔字数(字/分钟)", "project_knowledge": "项目知识", "questionnaires": "调查问卷",
               "membership_forms": "入会申请单", "purchase_records": "老会员购买记录", "emails": "邮件回复",
               "qa_checks": "QC documents", "filing": "归档", "attitude": "工作态度", "complaints": "投诉记录",
               "proposals_adopted": "采纳建议", "colleague_assists": "帮助同事", "productivity": "工作效率",
               "confirm_rate": "数据确认成功率", "meeting_turnout": "会议邀约完成率", "csat": "客户满意度",
               "error_rate": pick(("出错率", "出错率(‰)"))}  # fmt: skip
    headers |= {name: headers[name] + "(%)" for name, how in percents.items() if how == "bracket"}
    head = ["工号", "岗位", "项目", "组别", *(headers[name] for name in COLUMNS)]
    half = len(agents) // 2
    sheets: dict[str, list[list[Any]]] = {}
    for title, part in (("坐席一", agents[:half]), ("坐席二", agents[half:])):
        body = [
            [a.id, _ROLES[a.role], a.project, a.team or None, *(_cell(n, a.values[n], percents) for n in COLUMNS)]
            for a in part
        ]
        sheets[title] = [["月报"], head, *body]
    sheets["会议邀约"] = [["工号", "地区", "要求到会人数", "到会人数"]] + [
        [agent.id, region, *(None if n is None else float(n) for n in numbers)]
        for agent in agents
        for region, *numbers in agent.meetings
    ]
    return workbook(path, sheets)


def _cell(name: str, value: Fraction | None, percents: dict[str, str]) -> Any:
    if value is None:
        return None
    if name == "project_knowledge":
        return _LEVELS[int(value)]
    if name in ("attitude", "filing"):
        return "合格" if value else "不合格"
    if percents.get(name) == "format":
        return Styled(as_cell(value / 100), "0.0%")
    if percents.get(name) == "text":
        return f"{float(value):.15g}%" if "e" not in f"{float(value):.15g}" else f"{float(value):.20f}%"
    return as_cell(value)


# -- differences ------------------------------------------------------------------------------------------------------


def differences(result: MonthResult, appraisal: Appraisal) -> tuple[int, list[str]]:
    """How many criterion statuses and points were compared, and every difference of any kind."""
    ids = result.agents["agent_id"].tolist()
    wrong = [] if ids == sorted(appraisal.verdicts) else ["other agents, or not sorted by id"]
    agents = result.agents.set_index("agent_id")
    count = 0
    for at, agent_id in enumerate(ids):
        verdict = appraisal.verdicts[agent_id]
        statuses = {
            name: STATUS_WORDS[int(column[at])] for name, column in result.status.items() if column[at] != NOT_ASKED
        }
        points = {name: int(column[at]) for name, column in result.points.items() if column[at] != UNWEIGHED}
        count += len(verdict.statuses) + len(verdict.points)
        if (statuses, points) != (verdict.statuses, verdict.points):
            wrong.append(f"{verdict.agent}: {statuses} {points} instead of {verdict.statuses} {verdict.points}")
    for column, wanted in (
        ("score", {name: v.score for name, v in appraisal.verdicts.items()}),
        ("qualified", {name: v.qualified for name, v in appraisal.verdicts.items()}),
        ("eligible", {name: v.eligible for name, v in appraisal.verdicts.items()}),
        ("rank", appraisal.ranks),
        ("rank_department", appraisal.ranks_among([name for name, v in appraisal.verdicts.items() if v.qualified])),
        ("rank_everyone", appraisal.ranks_among(list(appraisal.verdicts))),
    ):
        found: dict[Any, Any] = agents[column].to_dict()
        wrong += [
            f"{column} of {key}: {found[key]} instead of {wanted[key]}" for key in found if found[key] != wanted[key]
        ]
    given = tuple(_given(one) for one in result.awards)
    if given != appraisal.awards:
        wrong.append(f"awards: {set(given) ^ set(appraisal.awards) or 'another order'}")
    ties = {name: frozenset(frozenset(note.members) for note in notes) for name, notes in result.ties.items()}
    if ties != appraisal.ties:
        wrong.append(f"ties: {ties} instead of {appraisal.ties}")
    return count, wrong


def _given(one: AwardGiven) -> Given:
    return Given(
        award=one.award,
        group=one.within[0][1] if one.within else "",
        rank=one.rank or 0,
        winner=one.agent_id or one.team,
        figure=one.score,
        tied=one.tied,
        prize=None if one.prize is None else int(one.prize),
    )
