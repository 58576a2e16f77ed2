"""Each recipe of docs/exports.md: the rules on the page read the rows on the page to the figures of a recomputation.

``map`` on the same file finds who, when and what, and asks what only a person can say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ccmotivate.pipeline.mapping import map_files
from tests.cli.commands import ccmotivate
from tests.exports.plainly import (
    Figure,
    Row,
    clock,
    count,
    in_zone,
    is_word,
    mean,
    middle,
    month_first,
    number,
    plus,
    ratio,
    seconds_between,
    share,
    total,
    weighed,
    year_first,
)
from tests.exports.recipes import Recipe, anchor, linked, recipes
from tests.exports.shapes import scored

RECIPES = recipes()


# -- what each recipe gives -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """``agent`` is the column of agents, ``month`` gives a row's month, ``kept`` says which rows count.

    ``mapped`` is the column from which ``map`` takes the month, ``kinds`` what it makes of columns, ``asked`` its
    questions.
    """

    agent: str
    month: Callable[[Row], str]
    figures: Mapping[str, Figure]
    mapped: str
    kinds: Mapping[str, str]
    kept: Callable[[Row], bool] = lambda _row: True
    asked: Sequence[str] = ()
    by_map: str = ""  # the column of agents that map takes, where it is not the same


MS = Fraction(1, 1000)
SECONDS, MILLISECONDS = "duration seconds", "duration milliseconds"
EXPECTED = {
    "Genesys Cloud": Expected(
        "Agent Id",
        year_first("Interval Start"),
        {
            "handled": total(number("Handle")),
            "aht": weighed(number("Avg Handle", MS), number("Handle")),
            "after_call": total(number("Total ACW", MS)),
            "no_answer": total(number("Alert - No Answer")),
        },
        "Interval Start",
        {"Handle": "count", "Avg Handle": MILLISECONDS, "Total Handle": MILLISECONDS, "Avg Hold": MILLISECONDS,
         "Total ACW": MILLISECONDS, "ASA": MILLISECONDS, "Transferred": "count"},
    ),
    "NICE CXone": Expected(
        "agent_no",
        month_first("start_date"),
        {
            "contacts": count,
            "handling": mean(plus(number("Agent_Time"), number("ACW_Seconds"))),
            "waiting": mean(number("InQueue")),
            "in_time": share(is_word("SLA", "0")),
        },
        "start_date month-day-year",
        {"contact_id": "text", "Agent_Time": SECONDS, "InQueue": SECONDS, "ACW_Seconds": SECONDS, "abandon": "yes_no"},
        kept=lambda row: bool(row["agent_no"]),
        asked=["nice_calls.sla.take"],
    ),
    "Avaya CMS": Expected(
        "Login ID",
        month_first("Date"),
        {
            "calls": total(number("ACD Calls")),
            "handled": total(plus(number("ACD Time"), number("ACW Time"))),
            "aht": ratio(plus(number("ACD Time"), number("ACW Time")), number("ACD Calls"), 1),
            "aux_share": ratio(number("AUX Time"), number("Staffed Time")),
        },
        "Date month-day-year",
        {"ACD Calls": "count", "Avg ACD Time": SECONDS, "ACD Time": SECONDS, "Staffed Time": SECONDS,
         "% Agent Occup w/ACW": "percent"},
        asked=["cms_agents.agent_ring_time.take"],
    ),
    "Vicidial": Expected(
        "ID",
        year_first("CALL DATE"),
        {
            "calls": total(number("CALLS")),
            "sales": total(number("SALE")),
            "conversion": ratio(number("SALE"), number("CALLS")),
            "talked": total(clock("TALK")),
            "pausing": ratio(clock("PAUSE"), clock("TIME")),
        },
        "CALL DATE",
        {"CALLS": "count", "TIME": "duration", "TALK": "duration", "SALE": "count"},
        kept=lambda row: bool(row["CALL DATE"]),
        asked=["ast_agent_performance_detail.ni.take"],
    ),
    "Vicidial: Export Calls Report": Expected(
        "user",
        year_first("call_date"),
        {"calls": count, "length": mean(number("length_in_sec")), "conversion": share(is_word("status", "SALE"))},
        "call_date",
        {"length_in_sec": SECONDS},
        kept=lambda row: row["user_group"] == "AGENTS",
    ),
    "Amazon Connect": Expected(
        "Agent.Username",
        in_zone("InitiationTimestamp", "Asia/Shanghai"),
        {
            "contacts": count,
            "handling": mean(plus(*(number(f"Agent.{one}Duration") for one in
                                    ("AgentInteraction", "CustomerHold", "AfterContactWork")))),
            "answer": mean(number("Queue.Duration")),
        },
        "InitiationTimestamp",
        {"ContactId": "text", "Queue.Duration": SECONDS, "Agent.AgentInteractionDuration": SECONDS,
         "Agent.CustomerHoldDuration": SECONDS, "Agent.AfterContactWorkDuration": SECONDS},
        kept=lambda row: bool(row["Agent.Username"]),
        asked=["zone"],
    ),
    "Zendesk": Expected(
        "Assignee",
        in_zone("Solved at", "Europe/Berlin"),
        {
            "solved": count,
            "reply": middle(number("First reply time in minutes", Fraction(60))),
            "solving": mean(number("Full resolution time in minutes", Fraction(60))),
            "csat": share(is_word("Satisfaction Score", "Good"), is_word("Satisfaction Score", "Good", "Bad")),
            "reopened": share(lambda row: Fraction(row["Reopens"] != "0")),
        },
        "Created at",
        {"Id": "text", "First reply time in minutes": "duration minutes",
         "First reply time in minutes within business hours": "duration minutes",
         "Full resolution time in minutes": "duration minutes", "Reopens": "count"},
        kept=lambda row: bool(row["Assignee"]) and row["Status"] in ("Solved", "Closed"),
    ),
    "Freshdesk": Expected(
        "Agent",
        year_first("Resolved time"),
        {
            "solved": count,
            "reply": mean(clock("First response time (in hrs)")),
            "solving": mean(clock("Resolution time (in hrs)")),
            "in_time": share(is_word("Resolution status", "Within SLA")),
            "one_go": share(is_word("Agent interactions", "1")),
        },
        "Created time",
        {"Ticket ID": "text", "First response time (in hrs)": "duration", "Resolution time (in hrs)": "duration"},
        kept=lambda row: bool(row["Agent"]) and row["Status"] in ("Resolved", "Closed"),
    ),
    "Five9": Expected(
        "AGENT",
        lambda row: f"{dt.datetime.strptime(row['TIMESTAMP'], '%a, %d %b %Y %H:%M:%S'):%Y-%m}",
        {
            "calls": count,
            "handling": mean(plus(clock("TALK TIME"), clock("HOLD TIME"), clock("AFTER CALL WORK TIME"))),
            "waiting": mean(clock("QUEUE WAIT TIME")),
            "resolved": share(is_word("DISPOSITION", "Resolved")),
        },
        "TIMESTAMP",
        {"CALL ID": "text", "TALK TIME": "duration", "AFTER CALL WORK TIME": "duration"},
        kept=lambda row: "@" in row["AGENT"],
    ),
    "天润融通": Expected(
        "座席工号",
        year_first("统计日期"),
        {
            "offered": total(number("总呼入座席数")),
            "answered": total(number("呼入座席接听数")),
            "answer_rate": ratio(number("呼入座席接听数"), number("总呼入座席数")),
            "talk": weighed(clock("呼入平均通话时长"), number("呼入座席接听数")),
            "handling": weighed(plus(clock("呼入平均通话时长"), clock("呼入平均整理时长")), number("呼入座席接听数")),
            "busy_share": ratio(clock("总置忙时长"), clock("总登录时长")),
        },
        "统计日期",
        {"总呼入座席数": "count", "呼入座席接听数": "count", "座席来电接听率": "percent",
         "呼入平均通话时长": "duration"},
    ),
    "合力亿捷": Expected(
        "坐席工号",
        lambda _row: "2025-03",
        {
            "rung": total(number("呼入振铃数")),
            "answered": total(number("呼入接通数")),
            "outbound": total(number("外呼接通数")),
            "work": total(number("总处理时长(秒)")),
            "answer_rate": ratio(number("呼入接通数"), number("呼入振铃数")),
            "talk": weighed(number("平均通话时长(秒)"), number("呼入接通数")),
            "handling": ratio(number("总处理时长(秒)"), plus(number("呼入接通数"), number("外呼接通数")), 1),
            "pleased": weighed(number("满意率"), number("呼入接通数")),
        },
        "",
        {"呼入接通数": "count", "接通率": "percent", "平均通话时长(秒)": SECONDS, "总处理时长(秒)": SECONDS,
         "满意率": "percent"},
        kept=lambda row: row["坐席工号"] != "合计",
    ),
    "Udesk": Expected(
        "客服工号",
        year_first("呼叫时间"),
        {
            "answered": count,
            "talk": mean(number("通话时长(秒)")),
            "handling": mean(plus(number("通话时长(秒)"), number("整理时长(秒)"))),
            "waiting": mean(number("排队时长(秒)")),
            "pleased": share(is_word("满意度评价", "满意"), lambda row: Fraction(bool(row["满意度评价"]))),
        },
        "呼叫时间",
        {"通话ID": "text", "通话时长(秒)": SECONDS, "整理时长(秒)": SECONDS},
        kept=lambda row: bool(row["客服工号"]),
    ),
    "3CX": Expected(
        "final-dn",
        year_first("time-start"),
        {
            "calls": count,
            "length": mean(clock("duration")),
            "waiting": mean(seconds_between("time-start", "time-answered")),
        },
        "time-start",
        {"callid": "text", "duration": "duration"},
        kept=lambda row: row["final-type"] == "Extension",
    ),
    "Asterisk and FreePBX": Expected(
        "dst",
        year_first("calldate"),
        {
            "calls": count,
            "talk": mean(number("billsec")),
            "ringing": mean(lambda row: Fraction(row["duration"]) - Fraction(row["billsec"])),
        },
        "calldate",
        {"duration": SECONDS, "billsec": SECONDS},
        kept=lambda row: row["disposition"] == "ANSWERED",
        asked=["freepbx_cdr.agent_id"],
        by_map="?",
    ),
    "Asterisk queue log": Expected(
        "agent",
        year_first("time"),
        {"calls": count, "waiting": mean(number("data1")), "talk": mean(number("data2"))},
        "time",
        {},
        kept=lambda row: row["event"].startswith("COMPLETE"),
        asked=[f"queue_log.data{at}.take" for at in (1, 2, 3)],
    ),
    "Aircall": Expected(
        "user",
        in_zone("datetime (utc)", "Australia/Sydney"),
        {
            "calls": count,
            "talk": mean(number("duration (in call)")),
            "answer": mean(number("time to answer")),
        },
        "datetime (tz offset incl.)",
        {"call id (internal)": "text", "duration (in call)": SECONDS, "waiting time": SECONDS,
         "time to answer": SECONDS},
        kept=lambda row: row["answered"] == "Yes",
    ),
}  # fmt: skip


def figures(recipe: Recipe, expected: Expected, metric: str) -> dict[tuple[str, str], Fraction]:
    """A metric by month and agent, recomputed from the rows on the page."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in recipe.rows(expected.agent):
        if expected.kept(row):
            rows[expected.month(row), row[expected.agent]].append(row)
    return {who: expected.figures[metric](some) for who, some in rows.items()}


# -- tests ------------------------------------------------------------------------------------------------------------


def test_the_table_at_the_top_leads_to_every_recipe_and_each_is_tested() -> None:
    assert linked() == [anchor(title) for title in RECIPES]
    assert list(RECIPES) == list(EXPECTED)


@pytest.mark.parametrize("title", EXPECTED)
def test_a_recipe_reads_its_rows_to_the_recomputed_figures(title: str, tmp_path: Path) -> None:
    recipe, expected = RECIPES[title], EXPECTED[title]
    file, rules = recipe.file(tmp_path / "in"), recipe.rules(tmp_path / "rules")
    checked = ccmotivate("check", file, "--rules", rules, "--lang", "en")
    assert checked.code == 0, checked.out + checked.err
    found = scored(rules, file)
    assert found.code == 0, found.said
    metrics = YAML(typ="safe").load(recipe.blocks["metrics.yaml"])
    assert set(metrics) == set(expected.figures)
    for metric in metrics:
        assert found.values(metric) == figures(recipe, expected, metric), metric


@pytest.mark.parametrize("title", EXPECTED)
def test_map_finds_who_when_and_what_in_a_recipe_and_asks_what_only_a_person_can_say(
    title: str, tmp_path: Path
) -> None:
    recipe, expected = RECIPES[title], EXPECTED[title]
    made = map_files(
        [str(recipe.file(tmp_path / "in"))], tmp_path / "out", "EUR", "en", {}, lambda _asked: None, force=False
    )
    assert [question.id for question in made.questions] == list(expected.asked)
    assert [one for one in made.started.problems if one.is_error] == []
    (source,) = YAML(typ="safe").load(tmp_path / "out" / "rules" / "sources.yaml").values()
    assert source["agent_id"] == (expected.by_map or expected.agent)
    month = source.get("month", "")
    assert (month if isinstance(month, str) else f"{month['of']} {month['dates']}") == expected.mapped
    columns = {one["name"]: f"{one['kind']} {one.get('unit', '')}".strip() for one in source["columns"].values()}
    assert {name: columns.get(name) for name in expected.kinds} == expected.kinds


def test_clocks_in_place_of_bare_milliseconds_give_the_same(tmp_path: Path) -> None:
    """The page says that the recipe of Genesys Cloud stays as it is."""
    recipe, expected = RECIPES["Genesys Cloud"], EXPECTED["Genesys Cloud"]
    file, rules = recipe.file(tmp_path / "in"), recipe.rules(tmp_path / "rules")
    bare = sorted({row[header] for row in recipe.rows("Agent Id") for header in ("Avg Handle", "Total ACW")} - {""})
    text = file.read_text(encoding="utf-8")
    for one in sorted(map(int, bare), reverse=True):
        text = text.replace(f",{one},", f",0:{one // 60_000:02}:{one // 1000 % 60:02}.{one % 1000:03},")
    file.write_text(text, encoding="utf-8")
    found = scored(rules, file)
    assert found.code == 0, found.said
    assert found.values("aht") == figures(recipe, expected, "aht")


def test_decimal_hours_of_older_ticket_exports_give_the_same(tmp_path: Path) -> None:
    """The page says that the recipe of Freshdesk reads them too."""
    recipe, expected = RECIPES["Freshdesk"], EXPECTED["Freshdesk"]
    file, rules = recipe.file(tmp_path / "in"), recipe.rules(tmp_path / "rules")
    text = file.read_text(encoding="utf-8")
    for clocks, hours in (("03:15:00", "3.25"), ("51:30:00", "51.5")):
        assert clocks in text
        text = text.replace(clocks, hours)
    file.write_text(text, encoding="utf-8")
    found = scored(rules, file)
    assert found.code == 0, found.said
    assert found.values("reply") == figures(recipe, expected, "reply")
    assert found.values("solving") == figures(recipe, expected, "solving")
