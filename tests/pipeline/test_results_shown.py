"""The order and the ranks in which results are shown: natural ids everywhere, ranks beside ranks, rows as one asks."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.writers.words.sentences import counted_text
from tests.cli.commands import ccmotivate
from tests.pipeline.exports import HEADER, row
from tests.pipeline.test_outputs import rows_of
from tests.support import sheets_in, workbook
from tests.writers import builders

IDS = ("A10", "A2", "A1", "A20", "A3")
RANKS = ("Rank in project (qualified)", "Rank in department (qualified)", "Rank among everyone")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A10 and A2 lead their projects with equal scores; A20, the best of all, types too slowly to qualify."""
    rows = [
        row("A10", 项目="会员", 工作效率="90%"),
        row("A2", 工作效率="90%"),
        row("A1", 工作效率="80%"),
        row("A20", 项目="会员", 工作效率="100%", 五笔字数=59),
        row("A3", 工作效率="70%"),
    ]
    (tmp_path / "in").mkdir()
    return workbook(tmp_path / "in/march.xlsx", {"坐席": [list(HEADER), *rows]})


def scores(export: Path, sort: str | None = None, sheet: str = "Scores") -> list[dict[str, Any]]:
    """The rows of the scored workbook."""
    asked = () if sort is None else ("--sort", sort)
    out = export.parents[1] / f"out-{sort}"
    assert ccmotivate("score", export, *asked, "--out", out, "--lang", "en").code == 0
    return rows_of(out / "march.scored.xlsx", sheet)


def test_three_ranks_stand_side_by_side_and_say_among_whom(export: Path) -> None:
    found = {line["Agent ID"]: [line[name] for name in RANKS] for line in scores(export)}
    assert found == {"A1": [2, 3, 4], "A2": [1, 1, 2], "A3": [None, None, 5], "A10": [1, 1, 2], "A20": [None, None, 1]}
    assert ccmotivate("score", export, "--out", export.parent / "zh", "--lang", "zh").code == 0
    headers, *_rows = sheets_in(export.parent / "zh/march.scored.xlsx")["得分"]
    assert headers[6:9] == ("项目内名次（达标者）", "部门名次（达标者）", "全员名次（含未达标）")


def test_json_has_the_ranks_and_stays_sorted_by_id(export: Path) -> None:
    ran = ccmotivate("score", export, "--json", "--sort", "score", "--out", export.parent / "o")
    agents = json.loads(ran.out)["months"][0]["agents"]
    assert [one["agent_id"] for one in agents] == ["A1", "A2", "A3", "A10", "A20"]
    keys = ("rank", "rank_department", "rank_everyone")
    assert [[one[key] for key in keys] for one in agents] == [
        [2, 3, 4], [1, 1, 2], [None, None, 5], [1, 1, 2], [None, None, 1],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["A1", "A2", "A3", "A10", "A20"]),
        ("id", ["A1", "A2", "A3", "A10", "A20"]),
        ("rank", ["A10", "A20", "A2", "A1", "A3"]),
        ("score", ["A20", "A2", "A10", "A1", "A3"]),
    ],
)
def test_rows_are_sorted_as_asked(export: Path, sort: str | None, order: list[str]) -> None:
    assert [line["Agent ID"] for line in scores(export, sort)] == order
    why = scores(export, sort, "Why")
    assert [name for name, _lines in itertools.groupby(line["Agent ID"] for line in why)] == order
    sources = {line["Agent ID"]: line["Source cell"].rpartition("!")[2][1:] for line in why}
    assert sources == {agent_id: str(at) for at, agent_id in enumerate(IDS, start=2)}  # each row is still its agent's


def test_an_unknown_order_is_refused(export: Path) -> None:
    ran = ccmotivate("score", export, "--sort", "name")
    assert (ran.code, list(export.parent.iterdir())) == (2, [export])


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_ids_are_in_natural_order_in_every_listing(tmp_path: Path) -> None:
    """Ties, standings, notes on absent and changed agents, explain's nearest, fairness, diff."""
    folder = tmp_path / "in"
    folder.mkdir()
    for at, month in enumerate(("2025-01", "2025-02", "2025-03")):
        there = IDS if at < 2 else ("A1",)
        lines = [row(one, 月份=month, 组别=f"{at}组") for one in there]
        workbook(folder / f"{month}.xlsx", {"坐席": [list(HEADER), *lines]})
    natural = ["A1", "A2", "A3", "A10", "A20"]
    ran = ccmotivate("awards", "2025-02", folder, "--json", "--out", tmp_path / "o", "--lang", "en")
    month = json.loads(ran.out)
    assert [one["agent_id"] for one in month["standings"]] == natural
    assert {tuple(one["members"]) for one in month["ties"]} == {tuple(natural)}
    assert [one["agent_id"] for one in month["awards"] if one["award"] == "best_agent"] == natural
    quarter = json.loads(ccmotivate("awards", "2025-Q1", folder, "--json", "--out", tmp_path / "o").out)
    assert [one["agent_id"] for one in quarter["standings"]] == natural
    assert [one["rank_everyone"] for one in quarter["standings"]] == [1, None, None, None, None]
    absent = next(one for one in quarter["problems"] if one["code"] == "agents-absent")
    assert absent["value"] == "A2, A3, A10, A20"
    changed = [one.get("values", [one["value"]]) for one in quarter["problems"] if one["code"] == "agent-changed"]
    assert changed == [natural, ["A1"]]
    sheet = rows_of(tmp_path / "o/2025-Q1.awards.xlsx", "Standings")
    assert [line["Agent ID"] for line in sheet] == natural
    assert [sheet[0][name] for name in RANKS] == [1, 1, 1]
    fair = json.loads(ccmotivate("fairness", folder, "--json").out)
    assert list(fair["names"]) == natural
    diff = json.loads(ccmotivate("diff", folder / "2025-01.xlsx", folder / "2025-02.xlsx", "--json").out)
    assert {one["month"] for one in diff["agents"]} == {"2025-01", "2025-02"}
    assert [one["agent_id"] for one in diff["agents"]] == natural * 2


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """Three agents in January, two of them again in February; A2 is not qualified then."""
    rows = [row(one, 月份="2025-01") for one in ("A1", "A2", "A3")]
    rows += [row("A1", 月份="2025-02"), row("A2", 月份="2025-02", 五笔字数=59)]
    return workbook(tmp_path / "year.xlsx", {"坐席": [list(HEADER), *rows]})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lang", "en"], "year.xlsx: no errors; 3 agents, 5 agent-months in January 2025, February 2025"),
        (["--lang", "en", "--only", "2025-01"], "year.xlsx: no errors; 3 agents in January 2025"),
        (["--lang", "zh"], "year.xlsx：没有错误；2025年1月、2025年2月，共3人，5人月"),
    ],
)
def test_check_tells_agents_from_agent_months(year: Path, arguments: list[str], said: str) -> None:
    assert ccmotivate("check", year, *arguments).out.splitlines() == [said]


def test_thousands_are_grouped() -> None:
    month = builders.result(1516)
    assert counted_text((month,), "en") == "1,516 agents"
    assert counted_text((month, month), "en") == "1,516 agents, 3,032 agent-months"


def test_the_scores_of_several_months_say_what_they_count(year: Path) -> None:
    ran = ccmotivate("score", year, "--lang", "en")
    assert "January 2025 – February 2025: 3 agents, 5 agent-months" in ran.out
    lines = sheets_in(year.with_name("year.scored.xlsx"))["Summary"]
    assert lines[3][:4] == ("Agents", "Agent-months", "Qualified", "Eligible")
    assert lines[4][:4] == (3, 5, 4, 4)
    heads = {lines[at - 1][0]: (line[1], lines[at + 1][1]) for at, line in enumerate(lines) if line[2] == "Qualified"}
    assert heads["By month"] == ("Agents", 3)
    assert heads["By project"] == heads["By role"] == ("Agent-months", 5)
    (spread,) = (line for line in lines if line[0] == "Score from … to below")
    assert spread[1] == "Agent-months"


def test_the_scores_of_one_month_count_agents(export: Path) -> None:
    assert ccmotivate("score", export, "--lang", "en").code == 0
    summary = sheets_in(export.with_name("march.scored.xlsx"))["Summary"]
    words = {cell for line in summary for cell in line}
    assert "Agents" in words
    assert "Agent-months" not in words


def test_simulate_and_diff_say_what_they_count(year: Path, tmp_path: Path) -> None:
    ran = ccmotivate("simulate", year, "--set", "roles.inbound.typing_speed=50", "--lang", "en")
    assert "3 agents, 5 agent-months" in ran.out
    assert "Newly qualified (agent-months): 1" in ran.out
    one = ccmotivate("simulate", year, "--set", "roles.inbound.typing_speed=50", "--lang", "en", "--only", "2025-02")
    assert "2 agents\n" in one.out
    assert "Newly qualified: 1" in one.out
    empty = workbook(tmp_path / "new.xlsx", {"坐席": [list(HEADER), row("A9", 月份="2025-01")]})
    out = tmp_path / "difference.xlsx"
    assert ccmotivate("diff", year, empty, "--out", out, "--lang", "en").code == 0
    words, *_others = sheets_in(out).values()
    assert next(line for line in words if line[0] == "Agents removed (agent-months)")[1] == 5
