"""Detail files and rosters beside the agents of a run: joined for every command, in any order, and refused alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.support import workbook

IDENTITY = ("姓名", "岗位", "项目", "组别")
HEADER = [
    "月份",
    "工号",
    *IDENTITY,
    "五笔字数",
    "项目知识",
    "工作效率",
    "工作态度",
    "出错率",
    "投诉记录",
    "采纳建议",
    "数据确认成功率",
]
MEETINGS = ["月份", "工号", "地区", "要求到会人数", "到会人数"]
RULES = ("--rules", ROOT / "rules", "--lang", "en")
Rows = Sequence[Sequence[Any]]


def agent(agent_id: str, month: str = "2025-03", **changes: Any) -> dict[str, Any]:
    """A good outbound agent, with changes by header."""
    values = ["70", "灵活运用", "95%", "合格", "0", "0", "1", "45%"]
    good = [month, agent_id, f"示{agent_id}", "外呼", "信用卡", "一组", *values]
    return {**dict(zip(HEADER, good, strict=True)), **changes}


def table(rows: Sequence[Mapping[str, Any]], *lacking: str) -> Rows:
    """Header and rows, without some columns."""
    header = [name for name in HEADER if name not in lacking]
    return [header, *([row[name] for name in header] for row in rows)]


def meetings(*rows: tuple[str, int, int], month: str = "2025-03") -> Rows:
    return [MEETINGS, *([month, agent_id, "华北", required, attended] for agent_id, required, attended in rows)]


def text(path: Path, rows: Rows) -> Path:
    """Write a .csv."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def scored(*words: str | Path, code: int = 0) -> dict[str, Any]:
    """The JSON document of ``score``, where nothing is written next to the inputs but what must be."""
    ran = ccmotivate("score", *words, "--json", *RULES)
    assert ran.code == code, ran.out + ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def codes(document: Mapping[str, Any], code: str) -> list[tuple[str, str | None, str | None]]:
    """(file, cell, value) of the problems with a code."""
    return [(one["file"], one["cell"], one["value"]) for one in document["problems"] if one["code"] == code]


def turnout(document: Mapping[str, Any]) -> dict[str, tuple[str | None, str]]:
    """The meeting turnout of everybody and its cells, by month and id."""
    return {
        f"{month['period']} {one['agent_id']}": (line["value"], line["source"])
        for month in document["months"]
        for one in month["agents"]
        for line in one["criteria"]
        if line["metric"] == "meeting_turnout"
    }


def inputs(document: Mapping[str, Any]) -> list[list[str]]:
    return [[one["file"] for one in month["inputs"]] for month in document["months"]]


def pair(folder: Path, *rows: tuple[str, int, int]) -> tuple[Path, Path]:
    """Two agents, and meetings in a file of their own."""
    agents = text(folder / "agents.csv", table([agent("0001"), agent("0002")]))
    return agents, text(folder / "meetings.csv", meetings(*(rows or [("0001", 10, 10), ("0002", 10, 9)])))


# -- detail files -----------------------------------------------------------------------------------------------------


def test_a_csv_of_details_joins_the_agents(tmp_path: Path) -> None:
    document = scored(*pair(tmp_path))
    assert turnout(document) == {
        "2025-03 0001": ("100", "meetings.csv!csv!E2,D2"),
        "2025-03 0002": ("90", "meetings.csv!csv!E3,D3"),
    }
    assert inputs(document) == [["agents.csv", "meetings.csv"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "agents.awards.xlsx",
        "agents.csv",
        "agents.scored.xlsx",
        "meetings.csv",
    ]


def test_two_files_are_scored_as_one_workbook_with_two_sheets(tmp_path: Path) -> None:
    rows, details = table([agent("0001"), agent("0002")]), meetings(("0001", 10, 10), ("0002", 10, 9))
    whole = workbook(tmp_path / "whole.xlsx", {"坐席": rows, "会议邀约": details})
    alone = workbook(tmp_path / "agents.xlsx", {"坐席": rows})
    files = [text(tmp_path / "meetings.csv", details), workbook(tmp_path / "meetings.xlsx", {"Sheet1": details})]

    def plain(document: dict[str, Any]) -> list[Any]:
        return [
            (one["agent_id"], one["score"], one["rank"], [(line["metric"], line["value"]) for line in one["criteria"]])
            for one in document["months"][0]["agents"]
        ]

    for companion in files:
        assert plain(scored(alone, companion)) == plain(scored(whole))


@pytest.mark.parametrize("together", [(), ("--together",)])
def test_each_file_of_agents_takes_the_rows_of_its_own_agents_and_months(tmp_path: Path, together: tuple[str]) -> None:
    march = text(tmp_path / "march.csv", table([agent("0001")]))
    april = text(tmp_path / "april.csv", table([agent("0001", "2025-04"), agent("0002", "2025-04")]))
    rows = [
        *meetings(("0001", 10, 10), ("0009", 1, 1), ("0009", 2, 2)),
        *meetings(("0001", 10, 5), ("0002", 4, 3), month="2025-04")[1:],
    ]
    companion = text(tmp_path / "meetings.csv", rows)
    document = scored(march, april, companion, *together)
    assert {key: value for key, (value, _cells) in turnout(document).items()} == {
        "2025-03 0001": "100",
        "2025-04 0001": "50",
        "2025-04 0002": "75",
    }
    assert inputs(document) == [["march.csv", "meetings.csv"], ["april.csv", "meetings.csv"]]
    assert codes(document, "detail-stranger") == [("meetings.csv", "B3", "0009")]


def test_a_file_that_needs_nothing_of_a_companion_does_not_name_it(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    row = agent("0003", 岗位="呼入", 工作效率="80%")
    other = text(tmp_path / "other.csv", table([row]))
    wrong = text(companion, [*meetings(("0001", 10, 10)), ["2025-03", "0002", "华北", "ten", 9]])
    document = scored(agents, other, wrong, code=1)
    assert inputs(document) == [["other.csv"]]
    assert codes(document, "not-a-number") == [("meetings.csv", "D3", "ten")]
    assert [path.name for path in sorted(tmp_path.glob("*.problems.xlsx"))] == ["meetings.problems.xlsx"]
    assert not (tmp_path / "agents.scored.xlsx").exists()
    marked = openpyxl.load_workbook(tmp_path / "meetings.problems.xlsx")
    assert marked.worksheets[-1]["D3"].comment is not None


def test_problems_of_a_companion_go_when_they_are_mended(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    text(companion, meetings(("0001", 10, "nine")))  # type: ignore[arg-type] # the slip of a user
    scored(agents, companion, code=1)
    assert (tmp_path / "meetings.problems.xlsx").exists()
    text(companion, meetings(("0001", 10, 9)))
    document = scored(agents, companion)
    assert not (tmp_path / "meetings.problems.xlsx").exists()
    assert len(codes(document, "set-aside")) == 1


def test_with_keep_going_an_error_in_a_companion_costs_its_agent_only(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    text(companion, [*meetings(("0001", 10, 10)), ["2025-03", "0002", "华北", "ten", 9]])
    document = scored(agents, companion, "--keep-going", code=1)
    assert [one["agent_id"] for one in document["months"][0]["agents"]] == ["0001"]


def test_a_row_of_an_unknown_agent_stops_every_result(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    text(companion, [*meetings(("0001", 10, 10)), ["2025-03", None, "华北", 10, 9]])
    other = text(tmp_path / "other.csv", table([agent("0003")]))
    document = scored(agents, other, companion, code=1)
    assert document["months"] == []
    assert codes(document, "blank-id") == [("meetings.csv", "B3", None)]


@pytest.mark.parametrize(("here", "there"), [("A1", "a1"), ("0012", "12"), ("A1", "A 1")])
def test_an_id_written_otherwise_beside_the_agents_is_an_error(tmp_path: Path, here: str, there: str) -> None:
    agents = text(tmp_path / "agents.csv", table([agent(here)]))
    companion = text(tmp_path / "meetings.csv", meetings((there, 10, 10)))
    document = scored(agents, companion, code=1)
    assert codes(document, "id-alike") == [("meetings.csv", "B2", there)]
    text(companion, meetings((here, 10, 10)))
    who = text(tmp_path / "who.csv", roster(agent(there, 姓名=agent(here)["姓名"])))
    assert codes(scored(agents, companion, who, code=1), "id-alike") == [("who.csv", "A2", there)]


def test_a_copy_of_a_companion_counts_once(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    copy = tmp_path / "meetings (1).csv"
    copy.write_bytes(companion.read_bytes())
    document = scored(agents, copy, companion)
    assert codes(document, "same-content") == [("meetings.csv", None, None)]
    assert {value for value, _cells in turnout(document).values()} == {"100", "90"}
    assert inputs(document) == [["agents.csv", "meetings (1).csv"]]


def test_a_figure_beside_the_columns_of_a_detail_sheet_makes_it_a_sheet_of_agents(tmp_path: Path) -> None:
    header, row = table([agent("0001", 岗位="呼入", 工作效率="80%")])
    more = [[*header, *MEETINGS[2:]], [*row, "华北", 1, 1]]
    document = scored(text(tmp_path / "agents.csv", more))
    assert [one["agent_id"] for one in document["months"][0]["agents"]] == ["0001"]


def test_the_month_of_a_companion_is_its_column_option_sheet_or_file(tmp_path: Path) -> None:
    agents = text(tmp_path / "agents.csv", table([agent("0001")]))
    rows = [line[1:] for line in meetings(("0001", 10, 10))]
    named = text(tmp_path / "meetings-2025-03.csv", rows)
    sheet = workbook(tmp_path / "meetings.xlsx", {"2025年3月": rows})
    nothing = text(tmp_path / "meetings.csv", rows)
    for words in ((named,), (sheet,), (nothing, "--month", "2025-03")):
        assert turnout(scored(agents, *words))["2025-03 0001"][0] == "100"
    assert [one[0] for one in codes(scored(agents, nothing, code=1), "no-month")] == ["meetings.csv"]


def test_a_companion_alone_says_what_it_is_and_what_is_missing(tmp_path: Path) -> None:
    ran = ccmotivate("score", pair(tmp_path)[1], *RULES)
    assert ran.code == 2
    assert "only rows of a detail sheet (Meetings)" in ran.err
    assert "score agents.csv meetings.csv" in ran.err


def test_a_companion_without_rows_is_an_error(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    text(companion, [MEETINGS])
    assert codes(scored(agents, companion, code=2), "no-rows") == [("meetings.csv", None, None)]


def test_no_file_takes_the_place_of_the_problems_of_another(tmp_path: Path) -> None:
    agents, _companion = pair(tmp_path)
    wrong = workbook(tmp_path / "agents.xlsx", {"Sheet1": meetings(("0001", 10, "ten"))})  # type: ignore[arg-type]
    assert codes(scored(agents, wrong, code=2), "same-target") == [("agents.xlsx", None, "agents.problems.xlsx")]


# -- rosters ----------------------------------------------------------------------------------------------------------


def roster(*rows: Mapping[str, Any], fields: Sequence[str] = IDENTITY, month: str | None = None) -> Rows:
    """A roster with a column that nobody knows; a month column where one is named."""
    lead = [] if month is None else ["月份"]
    return [
        [*lead, "工号", *fields, "工位号"],
        *([*([month] if month else []), row["工号"], *(row[name] for name in fields), "2020-01-01"] for row in rows),
    ]


@pytest.mark.parametrize("kind", ["file", "sheet"])
def test_a_roster_fills_what_the_agents_lack(tmp_path: Path, kind: str) -> None:
    people = [agent("0001"), agent("0002", 岗位="Outbound", 组别="二组")]
    bare, rows, details = table(people, *IDENTITY), roster(*people), meetings(("0001", 10, 10), ("0002", 10, 9))
    if kind == "file":
        files = [text(tmp_path / "agents.csv", bare), text(tmp_path / "who.csv", rows)]
    else:
        files = [workbook(tmp_path / "agents.xlsx", {"人员": rows, "坐席": bare})]
    document = scored(*files, text(tmp_path / "meetings.csv", details))
    (month,) = document["months"]
    assert [(one["name"], one["role"], one["project"], one["team"]) for one in month["agents"]] == [
        ("示0001", "outbound", "信用卡", "一组"),
        ("示0002", "outbound", "信用卡", "二组"),
    ]
    assert [one["file"] for one in month["inputs"]] == [files[0].name, "meetings.csv", *(one.name for one in files[1:])]
    taken = {one["subject"]: one["meaning"] for one in document["how_it_was_read"] if one["what"] == "roster"}
    assert set(taken) == {"name", "role", "project", "team"}
    assert taken["role"].endswith("!C")
    assert [one[1] for one in codes(document, "column-unused")] == ["F1"]


def test_a_roster_and_details_make_the_agents(tmp_path: Path) -> None:
    rules = fold_rules(tmp_path)
    calls = [["月份", "工号", "秒"], *(["2025-03", "0001", n] for n in (100, 200)), ["2025-04", "0002", 90]]
    files = [
        text(tmp_path / "roster.csv", roster(agent("0001"), agent("0002"))),
        text(tmp_path / "calls.csv", calls),
    ]
    ran = ccmotivate("score", *files, "--json", "--rules", rules)
    assert ran.code == 0, ran.out + ran.err
    document = json.loads(ran.out)
    found = {
        (month["period"], one["agent_id"]): [line["value"] for line in one["criteria"]]
        for month in document["months"]
        for one in month["agents"]
    }
    assert found == {
        ("2025-03", "0001"): ["150"],
        ("2025-03", "0002"): [None],
        ("2025-04", "0001"): [None],
        ("2025-04", "0002"): ["90"],
    }
    assert (tmp_path / "roster.scored.xlsx").exists()
    text(files[0], roster(agent("0001"), agent("0002"), month="2025-03"))
    document = json.loads(ccmotivate("score", *files, "--json", "--rules", rules).out)
    assert [month["period"] for month in document["months"]] == ["2025-03"]
    assert codes(document, "detail-stranger") == [("calls.csv", "B4", "0002")]


def fold_rules(folder: Path) -> Path:
    """A scheme whose only figure is folded from calls."""
    rules = folder / "rules"
    (rules / "roles").mkdir(parents=True)
    texts = {
        "scheme.yaml": "name: {zh: 通话, en: Calls}\ncurrency: CNY\n",
        "columns.yaml": (
            "columns:\n"
            "  month: {name: {zh: 月份, en: Month}}\n  agent_id: {name: {zh: 工号, en: Agent ID}}\n"
            "  name: {name: {zh: 姓名, en: Name}}\n  role: {name: {zh: 岗位, en: Role}}\n"
            "  project: {name: {zh: 项目, en: Project}}\n  team: {name: {zh: 组别, en: Team}}\n"
            "  site: {name: {zh: 职场, en: Site}}\n"
            "detail_sheets:\n  calls:\n    name: {zh: 通话, en: Calls}\n    columns:\n"
            "      seconds: {name: {zh: 秒, en: Seconds}, kind: number, plausible: {from: 0}}\n"
            "words: {pass: [pass], fail: [fail], no_data: ['-'], totals: [Total]}\n"
        ),
        "metrics.yaml": (
            "talk:\n  name: {zh: 时长, en: Talk}\n  kind: number\n  good: low\n"
            "  detail: {from: calls, of: seconds, take: mean}\n"
        ),
        "roles/outbound.yaml": (
            "role: outbound\nname: {zh: 外呼, en: Outbound}\nmust: {talk: {at_most: 200}}\n"
            "scorecard: {talk: {weight: 100, curve: {0: 120, 200: 100, 400: 0}}}\n"
        ),
        "awards.yaml": "best:\n  name: {zh: 最佳, en: Best}\n  every: month\n  who: qualified\n  rank: {by: score}\n",
    }
    for name, content in texts.items():
        (rules / name).write_text(content, encoding="utf-8")
    return rules


def test_a_value_here_and_in_the_roster_that_differs(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    who = text(tmp_path / "who.csv", roster(agent("0001", 组别="九组"), agent("0002", 岗位="呼入")))
    document = scored(agents, companion, who, code=1)
    assert codes(document, "roster-differs") == [
        ("agents.csv", "D3", "外呼/Outbound"),
        ("agents.csv", "F2", "一组"),
    ]
    messages = [one["message"] for one in document["problems"] if one["code"] == "roster-differs"]
    assert "who.csv!csv!C3" in messages[0] and "who.csv!csv!E2" in messages[1]


def test_an_agent_who_is_not_in_the_roster(tmp_path: Path) -> None:
    agents = text(tmp_path / "agents.csv", table([agent("0001"), agent("0002")], *IDENTITY))
    who = text(tmp_path / "who.csv", roster(agent("0001"), agent("0007")))
    document = scored(agents, who, code=1)
    assert codes(document, "not-in-roster") == [("agents.csv", "B3", "0002")] * 2
    assert all("who.csv" in one["message"] for one in document["problems"] if one["code"] == "not-in-roster")
    (stranger,) = [one for one in document["problems"] if one["code"] == "roster-stranger"]
    assert (stranger["file"], "0007" in stranger["message"]) == ("who.csv", True)


def test_a_person_twice_in_the_roster(tmp_path: Path) -> None:
    agents = text(tmp_path / "agents.csv", table([agent("0001")], *IDENTITY))
    who = text(tmp_path / "who.csv", roster(agent("0001"), agent("0001", 组别="九组")))
    document = scored(agents, who, code=1)
    assert codes(document, "roster-twice") == [("who.csv", "A3", "0001")]
    assert "who.csv!csv!A2" in next(one["message"] for one in document["problems"] if one["code"] == "roster-twice")


def test_a_sheet_of_several_rows_a_person_that_nobody_needs_is_no_roster(tmp_path: Path) -> None:
    leave = [["工号", "姓名", "请假日"], ["0001", "示0001", "3"], ["0001", "示0001", "4"]]
    rows = table([agent("0001")])
    book = workbook(tmp_path / "2025-03.xlsx", {"坐席": rows, "请假": leave, "会议邀约": meetings(("0001", 10, 10))})
    document = scored(book)
    assert codes(document, "roster-repeats") == [("2025-03.xlsx", "A3", "0001")]


def test_a_blank_role_in_the_roster_is_named_there(tmp_path: Path) -> None:
    agents = text(tmp_path / "agents.csv", table([agent("0001")], *IDENTITY))
    who = text(tmp_path / "who.csv", roster(agent("0001", 岗位=None)))
    assert codes(scored(agents, who, code=1), "blank-field") == [("who.csv", "C2", None)]


def test_rosters_by_month(tmp_path: Path) -> None:
    people = [agent("0001"), agent("0001", "2025-04")]
    agents = text(tmp_path / "agents.csv", table(people, "组别"))
    march = text(tmp_path / "who-2025-03.csv", roster(agent("0001"), fields=["组别"]))
    april = text(tmp_path / "who-2025-04.csv", roster(agent("0001", 组别="二组"), fields=["组别"]))
    details = [*meetings(("0001", 1, 1)), *meetings(("0001", 1, 1), month="2025-04")[1:]]
    document = scored(agents, march, april, text(tmp_path / "meetings.csv", details))
    assert [month["agents"][0]["team"] for month in document["months"]] == ["一组", "二组"]
    assert inputs(document) == [
        ["agents.csv", "meetings.csv", "who-2025-03.csv"],
        ["agents.csv", "meetings.csv", "who-2025-04.csv"],
    ]


def test_a_roster_alone_says_that_the_figures_are_missing(tmp_path: Path) -> None:
    ran = ccmotivate("score", text(tmp_path / "who.csv", roster(agent("0001"))), *RULES)
    assert ran.code == 2
    assert "this file has agent ids, but no column with a figure" in ran.err and "工位号" in ran.err


def test_no_roster_stands_in_for_agents_that_could_not_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "agents.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    who = text(tmp_path / "who.csv", roster(agent("0001")))
    document = scored(broken, who, text(tmp_path / "meetings.csv", meetings(("0001", 1, 1))), code=2)
    assert document["months"] == []
    assert {one["file"] for one in document["problems"] if one["severity"] == "error"} == {"agents.xlsx"}


# -- every command, any order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [(), ("--together",)])
def test_the_order_of_the_files_changes_no_byte(tmp_path: Path, together: tuple[str]) -> None:
    people = [agent("0001"), agent("0002")]
    files = [
        text(tmp_path / "agents.csv", table(people, *IDENTITY)),
        text(tmp_path / "more.csv", table([agent("0003")], *IDENTITY)),
        text(tmp_path / "who.csv", roster(*people, agent("0003"), agent("0008"))),
        text(tmp_path / "meetings.csv", meetings(("0003", 5, 5), ("0001", 10, 10), ("0002", 10, 9), ("0009", 1, 1))),
    ]
    seen = set()
    orders = [files[at:] + files[:at] for at in range(len(files))] + [files[::-1]]
    for at, order in enumerate(orders):
        out = tmp_path / f"out{at}"
        ran = ccmotivate("score", *order, "--json", "--out", out, *together, *RULES)
        seen.add((ran.code, ran.out, tuple((path.name, path.read_bytes()) for path in sorted(out.iterdir()))))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 0


def test_every_command_joins_them(tmp_path: Path) -> None:
    files = pair(tmp_path)
    assert ccmotivate("check", *files, *RULES).code == 0
    awards = json.loads(ccmotivate("awards", "2025-03", *reversed(files), "--json", *RULES).out)
    assert [one["file"] for one in awards["inputs"]] == ["agents.csv", "meetings.csv"]
    assert {one["agent_id"] for one in awards["awards"]} == {"0001"}
    told = json.loads(ccmotivate("explain", *files, "--agent", "0002", "--json", *RULES).out)
    assert [one["file"] for one in told["inputs"]] == ["agents.csv", "meetings.csv"]
    lower = ("--set", "roles.outbound.meeting_turnout=90%")
    tried = ccmotivate("simulate", *files, *lower, "--json", *RULES)
    assert tried.code == 0, tried.err
    assert "0002" in tried.out
    fair = json.loads(ccmotivate("fairness", *files, "--json", *RULES).out)
    assert [one["file"] for one in fair["inputs"]] == ["agents.csv", "meetings.csv"]


def test_a_period_takes_the_details_of_its_months(tmp_path: Path) -> None:
    people = [agent("0001"), agent("0001", "2025-04")]
    agents = text(tmp_path / "agents.csv", table(people))
    details = [
        *meetings(("0001", 10, 10), ("0009", 1, 1)),
        *meetings(("0001", 1, 1), ("0008", 1, 1), month="2025-04")[1:],
    ]
    document = json.loads(
        ccmotivate("awards", "2025-03", agents, text(tmp_path / "meetings.csv", details), "--json", *RULES).out
    )
    assert codes(document, "detail-stranger") == [("meetings.csv", "B3", "0009")]
    outside = text(tmp_path / "may.csv", meetings(("0001", 10, 10), month="2025-05"))
    found = json.loads(
        ccmotivate("awards", "2025-04", agents, tmp_path / "meetings.csv", outside, "--json", *RULES).out
    )
    assert codes(found, "outside-period") == [(None, None, "may.csv")]


@pytest.mark.parametrize(
    "words",
    [
        ("score", "--only", "2025-04"),
        ("awards", "2025-04"),
        ("explain", "--agent", "0001", "--period", "2025-04"),
        ("fairness", "--period", "2025-04"),
    ],
)
def test_a_month_without_details_is_no_missing_column_where_another_has_some(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    agents = text(tmp_path / "agents.csv", table([agent("0001"), agent("0001", "2025-04")]))
    files = agents, text(tmp_path / "meetings.csv", meetings(("0001", 10, 10)))
    assert turnout(scored(*files))["2025-04 0001"] == (None, None)
    ran = ccmotivate(*words, *files, "--json", *RULES)
    assert ran.code == 0, ran.out + ran.err
    april = text(tmp_path / "agents.csv", table([agent("0001", "2025-04")]))
    for given in ((april, files[1]), (april,)):
        ran = ccmotivate(*words, *given, "--json", *RULES)
        assert "column-missing" in {one["code"] for one in json.loads(ran.out)["problems"]}
    assert codes(scored(april, files[1], code=1), "column-missing")


@pytest.mark.parametrize("words", [("awards", "2025-04"), ("awards", "2025-Q2"), ("score", "--together")])
def test_the_meetings_of_one_of_two_sites_do_for_both_together(tmp_path: Path, words: tuple[str, ...]) -> None:
    months = ("2025-04", "2025-05", "2025-06")
    files = [text(tmp_path / f"{who}.csv", table([agent(who, month) for month in months])) for who in ("0001", "0002")]
    details = text(tmp_path / "meetings.csv", meetings(("0001", 10, 10), month="2025-04"))
    ran = ccmotivate(*words, *files, details, "--out", tmp_path / "out", *RULES)
    assert ran.code == 0, ran.out + ran.err
    for jobs in ("1", "2"):
        ran = ccmotivate("check", *files, details, "--jobs", jobs, "--json", *RULES)
        found = json.loads(ran.out)["problems"]
        assert [one["file"] for one in found if one["code"] == "column-missing"] == ["0002.csv"]


def test_diff_of_agents_and_of_details(tmp_path: Path) -> None:
    agents, companion = pair(tmp_path)
    people = [agent("0001"), agent("0002", 工作效率="97%")]
    other = text(tmp_path / "agents2.csv", table(people))
    document = json.loads(ccmotivate("diff", agents, other, "--with", companion, "--json", *RULES).out)
    assert [(one["agent_id"], one["column"]) for one in document["cells"]] == [("0002", "productivity")]
    mended = text(tmp_path / "meetings2.csv", meetings(("0001", 10, 10), ("0002", 10, 10)))
    document = json.loads(ccmotivate("diff", companion, mended, "--with", agents, "--json", *RULES).out)
    assert [(one["agent_id"], one["column"]) for one in document["cells"]] == [("0002", "meetings.attended")]
    assert document["old"]["file"] == "meetings.csv" and document["new"]["file"] == "meetings2.csv"


def test_diff_of_rosters(tmp_path: Path) -> None:
    _agents, companion = pair(tmp_path)
    people = [agent("0001"), agent("0002")]
    bare = text(tmp_path / "figures.csv", table(people, *IDENTITY))
    old = text(tmp_path / "who.csv", roster(*people))
    new = text(tmp_path / "who2.csv", roster(people[0], agent("0002", 组别="二组")))
    document = json.loads(ccmotivate("diff", old, new, "--with", bare, "--with", companion, "--json", *RULES).out)
    assert [(one["agent_id"], one["column"], one["new"]["at"]) for one in document["cells"]] == [
        ("0002", "team", "who2.csv!csv!E3")
    ]


TRAINING = [
    ["日期", "工号", "课程", "积分", "证书"],
    ["2025-03-02", "0001", "课A", 10, ""],
    ["2025-03-09", "0001", "课B", 5, "是"],
    ["2025-03-12", "0002", "课A", 10, ""],
]


@pytest.mark.parametrize("later", [["2025-03-20", "0002", "课C", 7, ""], None])
def test_a_history_that_stands_in_a_later_file_too_is_an_error(tmp_path: Path, later: list[Any] | None) -> None:
    given = pair(tmp_path)
    first = text(tmp_path / "training_1.csv", TRAINING)
    rows = [*TRAINING, later] if later else [TRAINING[0], *TRAINING[:0:-1]]
    again = text(tmp_path / "training_2.csv", rows)
    document = scored(*given, first, again, code=1)
    (one,) = [one for one in document["problems"] if one["severity"] == "error"]
    assert (one["code"], one["file"]) == ("history-in-two-files", "training_2.csv")
    assert f"3 of the {len(rows) - 1} rows stand in training_1.csv as well" in one["message"]
    assert scored(*given, again)["months"]


def test_a_history_in_two_files_without_rows_in_common_is_one(tmp_path: Path) -> None:
    files = [text(tmp_path / "a.csv", TRAINING[:3]), text(tmp_path / "b.csv", [TRAINING[0], TRAINING[3]])]
    assert scored(*pair(tmp_path), *files)["months"]
