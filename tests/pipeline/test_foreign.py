"""Files that are no month of agents: the first thing said tells somebody who knows Excel only what to do next."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.writers.terminal.problem_lines import show_problems
from tests.pipeline.exports import GOOD, HEADER, row
from tests.support import RULES, shipped_rules, workbook

Rows = list[list[Any]]
_DAYS = [
    [f"2025-03-{day:02d}", f"{agent:04d}", "呼入", "信用卡", 80, 1] for day in range(1, 21) for agent in range(1, 13)
]
FILES: dict[str, tuple[str, Rows]] = {
    "call log": ("Calls", [
        ["Call ID", "Start", "Agent Nr", "Queue", "Talk time"], ["c1", "2025-03-01 08:00", "A7", "Cards", "00:03:10"],
    ]),
    "tickets": ("Export", [["Ticket", "Opened", "Owner", "Status"], ["T-1", "2025-03-02", "Agent Alpha", "closed"]]),
    "roster": ("Staff", [["Employee ID", "Name", "Phone", "Joined"], ["A1", "Agent Alpha", "555", "2024-01-01"]]),
    "call log with ids": ("话单", [
        ["流水号", "坐席工号", "坐席姓名", "通话时长(秒)"], ["T1", "8001", "示一", 65], ["T2", "8001", "示一", 30],
    ]),
    "schedule with ids": ("排班", [["工号", "姓名", "1日", "2日"], ["8001", "示一", "早", "休"]]),
    "dashboard": ("KPI", [["March 2025"], ["KPI", "Target", "Actual"], ["CSAT", "90%", "88%"], ["SLA", "80%", "81%"]]),
    "daily rows": ("日报", [["日期", "工号", "岗位", "项目", "工作效率(%)", "投诉记录"], *_DAYS]),
    "survey": ("Answers", [
        ["Timestamp", "How satisfied are you?", "Would you recommend us?"], ["2025-03-01 10:00", "very", "yes"],
    ]),
    "sales": ("Sheet1", [["Order", "Staff number", "Purchases record", "Amount"], ["O1", "A1", 3, 40.5]]),
    "schedule": ("三月排班", [["员工", "1日", "2日", "3日"], ["示一", "早", "晚", "休"]]),
    "empty template": ("坐席", [list(HEADER)]),
    "pivot": ("透视表", [["行标签", "求和项:工作效率", "平均值项:出错率"], ["信用卡", 9.6, 0.1], ["总计", 9.6, 0.1]]),
}  # fmt: skip


def judged(path: Path, sheets: dict[str, Rows], rules: RuleSet | None = None) -> Outcome:
    """Score one workbook that does not name its month."""
    return score([str(workbook(path, sheets))], rules or shipped_rules(), Options(write=False))


def said(outcome: Outcome) -> list[str]:
    """What the screen says of it, line by line."""
    out = io.StringIO()
    show_problems(Console(file=out, width=400), outcome.all_problems, outcome.rules, "en", notes=True)
    return out.getvalue().splitlines()


def first_words(folder: Path, kind: str) -> tuple[str, str]:
    """The first message on a file without its place, and all of its help."""
    sheet, rows = FILES[kind]
    lines = said(judged(folder / "export.xlsx", {sheet: rows}))
    place = f"error export.xlsx!{sheet}: "
    assert lines[0].startswith(place)
    end = next((at for at, line in enumerate(lines[1:], 1) if not line.startswith("  ")), len(lines))
    return lines[0].removeprefix(place), "\n".join(lines[1:end])


NO_ID, NO_METRIC = "a header of agent ids", "a header of a metric that a role needs"
IDS = "put one of these headers over the agent ids: 工号, Agent ID"
METRICS = "put one of these over each figure: Typing speed"
TEMPLATE = "ccmotivate template writes a workbook with all known headers"
AS_ID = "columns.yaml, agent_id: aliases: [员工编号, 员工工号, 坐席工号, Employee ID, Staff ID, agent_id, "


@pytest.mark.parametrize(
    ("kind", "absent", "seen", "steps"),
    [
        (
            "call log",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet Calls: found none; not known: Call ID, Start, Agent Nr ≈ Agent ID, Queue, Talk time",
            [AS_ID + "Agent Nr]", METRICS, TEMPLATE],
        ),
        (
            "tickets",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet Export: found none; not known: Ticket, Opened, Owner, Status",
            [IDS, METRICS, TEMPLATE],
        ),
        (
            "dashboard",
            f"{NO_ID}, {NO_METRIC}",
            "row 3 of the sheet KPI: found CSAT; not known: none",
            [IDS, METRICS, TEMPLATE],
        ),
        (
            "survey",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet Answers: found none; not known: Timestamp, How satisfied are you?, "
            "Would you recommend us?",
            [IDS, METRICS, TEMPLATE],
        ),
        (
            "sales",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet Sheet1: found none; not known: Order, Staff number ≈ Staff ID, "
            "Purchases record ≈ Purchase records, Amount",
            [AS_ID + "Staff number]", "metrics.yaml, purchase_records: aliases: [Purchases record]", TEMPLATE],
        ),
        (
            "schedule",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet 三月排班: found none; not known: 员工 ≈ 员工编号, 1日, 2日, 3日",
            [AS_ID + "员工]", METRICS, TEMPLATE],
        ),
        (
            "pivot",
            f"{NO_ID}, {NO_METRIC}",
            "row 1 of the sheet 透视表: found none; not known: 行标签, 求和项:工作效率 ≈ 工作效率, "
            "平均值项:出错率 ≈ 出错率",
            ['metrics.yaml, productivity: aliases: [Productivity rate, "求和项:工作效率"]', IDS, TEMPLATE],
        ),
    ],
)
def test_a_file_without_agents_says_what_it_saw_and_what_to_do(
    tmp_path: Path, kind: str, absent: str, seen: str, steps: list[str]
) -> None:
    message, help_ = first_words(tmp_path, kind)
    assert message == f"no sheet holds agents; missing: {absent}; best is {seen}"
    assert [step for step in steps if step not in help_] == []


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [("roster", "Phone, Joined"), ("call log with ids", "流水号, 通话时长(秒)"), ("schedule with ids", "1日, 2日")],
)
def test_ids_without_a_figure_are_not_called_a_roster(tmp_path: Path, kind: str, unknown: str) -> None:
    message, help_ = first_words(tmp_path, kind)
    assert message.startswith(
        f"this file has agent ids, but no column with a figure that a role is judged by (headers not known: {unknown})"
    )
    for step in (
        "give the file with their figures too",
        "ccmotivate init my-rules --from FILE",
        "a row for each agent and month",
    ):
        assert step in help_


def test_an_empty_template_asks_for_rows(tmp_path: Path) -> None:
    message, help_ = first_words(tmp_path, "empty template")
    assert message == "the header is there, but no row with an agent stands below it"
    assert "write a row for each person below it" in help_


def test_a_row_a_day_is_one_problem_with_the_lines_that_fold_it(tmp_path: Path) -> None:
    message, help_ = first_words(tmp_path, "daily rows")
    assert message == (
        "several rows a person and month: 12 agents on 240 rows; one row is probably a day, a call or a case"
    )
    assert "keep one row a person and month" in help_
    sheet, rows = FILES["daily rows"]
    outcome = judged(tmp_path / "2025-03.xlsx", {sheet: rows})
    codes = [found.code for found in outcome.all_problems]
    assert codes.count("several-rows") == 1 and "id-twice" not in codes


def folding_rules(folder: Path, outcome: Outcome) -> RuleSet:
    """The shipped rules with the lines of the message pasted where it says."""
    (found,) = [one for one in outcome.all_problems if one.code == "several-rows"]
    facts = dict(found.facts)
    shutil.copytree(RULES, folder)
    columns, metrics = folder / "columns.yaml", folder / "metrics.yaml"
    head, *lines = facts["lines"]
    assert head == "detail_sheets:"
    columns.write_text(columns.read_text("utf-8").replace(head, "\n".join([head, *lines]), 1), "utf-8")
    text = metrics.read_text("utf-8")
    for name, detail in zip(facts["metric_lines"][::2], facts["metric_lines"][1::2], strict=True):
        assert text.count(f"\n{name}\n") == 1
        text = text.replace(f"\n{name}\n", f"\n{name}\n{detail}\n")
    metrics.write_text(text, "utf-8")
    rules, problems = load_rules(folder)
    assert rules is not None, problems
    return rules


def test_the_lines_that_fold_do_fold(tmp_path: Path) -> None:
    sheet, rows = FILES["daily rows"]
    rules = folding_rules(tmp_path / "rules", judged(tmp_path / "2025-03.xlsx", {sheet: rows}))
    at = [place for place, name in enumerate(HEADER) if name not in ("工作效率", "投诉记录")]
    people = [[row(f"{agent:04d}")[place] for place in at] for agent in range(1, 13)]
    sheets = {"坐席": [[HEADER[place] for place in at], *people], sheet: rows}
    outcome = judged(tmp_path / "2025-03.xlsx", sheets, rules)
    assert [found.code for found in outcome.all_problems if found.is_error] == []
    ((month,),) = [job.scored.months for job in outcome.jobs]
    assert {name: set(month.metrics[name].to_list()) for name in ("productivity", "complaints")} == {
        "productivity": {80},
        "complaints": {20},
    }


def test_the_lines_fold_talk_times_too(tmp_path: Path) -> None:
    header = ["日期", "工号", "岗位", "项目", "工作效率(%)", "平均处理时长"]
    rows = [["2025-03-01", "0001", "呼入", "甲", 80, talk] for talk in ("0:03:20", "200", "3分40秒", "4 min")]
    outcome = judged(tmp_path / "2025-03.xlsx", {"日报": [header, *rows]})
    (found,) = [one for one in outcome.all_problems if one.code == "several-rows"]
    assert any("kind: duration, unit: seconds" in line for line in dict(found.facts)["lines"])
    rules = folding_rules(tmp_path / "rules", outcome)
    at = [place for place, name in enumerate(HEADER) if name != "工作效率"]
    sheets = {"坐席": [[HEADER[place] for place in at], [row("0001")[place] for place in at]], "日报": [header, *rows]}
    (month,) = judged(tmp_path / "2025-03.xlsx", sheets, rules).jobs[0].scored.months
    assert month.metrics["handling_time"].to_list() == [215]


@pytest.mark.parametrize(
    ("ids", "several"),
    [
        (["1", "1", "1", "1", "2"], True),  # one id more than three times
        (["1", "1", "1", "2"], False),
        (["1", "1", "2", "2", "3", "3", "4", "5"], True),  # three of five
        (["1", "1", "2", "2", "3", "3", "4", "5", "6"], False),  # three of six: slips
        (["1", "1", "2", "2"], False),  # all, but only two
    ],
)
def test_when_rows_are_no_slips(tmp_path: Path, ids: list[str], several: bool) -> None:
    outcome = judged(tmp_path / "2025-03.xlsx", {"坐席": [list(HEADER), *(row(one) for one in ids)]})
    codes = [found.code for found in outcome.all_problems]
    assert (codes.count("several-rows"), "id-twice" in codes) == (int(several), not several)
    assert outcome.exit_code == 1


def test_with_keep_going_nobody_is_scored_from_a_part_of_their_rows(tmp_path: Path) -> None:
    ids = ["1", "1", "1", "1", "2"]
    sheets = {"坐席": [list(HEADER), *(row(one) for one in ids)], "二组": [list(HEADER), row("3")]}
    path = str(workbook(tmp_path / "2025-03.xlsx", sheets))
    outcome = score([path], shipped_rules(), Options(write=False, keep_going=True))
    assert [agent for month in outcome.jobs[0].scored.months for agent in month.agents["agent_id"]] == ["3"]


def test_the_line_for_an_alias_makes_the_header_known(tmp_path: Path) -> None:
    header = [{"工号": "Agent Nr"}.get(name, name) for name in HEADER]
    sheets = {"坐席": [header, list(GOOD.values())]}
    (found,) = [one for one in judged(tmp_path / "2025-03.xlsx", sheets).all_problems if one.code == "no-agents"]
    (line,) = dict(found.facts)["lines"]
    aliases = str(line).removeprefix("columns.yaml, agent_id: ")
    shutil.copytree(RULES, tmp_path / "rules")
    columns = tmp_path / "rules" / "columns.yaml"
    old = next(text for text in columns.read_text("utf-8").splitlines() if text.strip().startswith("agent_id:"))
    new = old[: old.index("aliases:")] + aliases + "}"
    columns.write_text(columns.read_text("utf-8").replace(old, new), "utf-8")
    rules, problems = load_rules(tmp_path / "rules")
    assert rules is not None, problems
    assert judged(tmp_path / "2025-03.xlsx", sheets, rules).exit_code == 0
