"""A year in Chinese as an office does it: score, decide, publish, correct, reopen, publish, honour, explain.

No two outputs disagree about who won what, whatever was decided, published or corrected meanwhile.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.cli.test_awards import texts
from tests.cli.test_ledger import edit
from tests.parts.books import with_sheets
from tests.samples import sample, sampled
from tests.support import sheets_in

EXAMPLES = ROOT / "examples/2025"
ZH = ("--lang", "zh")
SIGNED = ("--by", "测试一", "--approved-by", "测试二", "--yes")
MARCH = "2025-03"
MONTHS = tuple(f"2025-{number:02}" for number in range(1, sample(3, 12) + 1))
AFTER = {"2025-03": "2025-Q1", "2025-06": "2025-Q2", "2025-09": "2025-Q3", "2025-12": "2025-Q4"}
PERIODS = (*MONTHS, *(AFTER[month] for month in MONTHS if month in AFTER), *sample((), ("2025",)))
LEADER, STAND_IN, CAUGHT, NEXT = "0018", "0045", "0087", "0084"
PEOPLE = (LEADER, STAND_IN, CAUGHT, NEXT)
Won = set[tuple[str, str, int | None, str | None]]


def run(folder: Path, *words: str | Path, code: int = 0) -> Ran:
    ran = ccmotivate(*words, *ZH, folder=folder, environment={"COLUMNS": "300"})
    assert ran.code == code, ran.out + ran.err
    return ran


def document(folder: Path, *words: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, *words, "--json").out)
    return found


def decide(folder: Path, period: str, verdict: str, award: str, who: str, *more: str | Path, code: int = 0) -> Ran:
    words = ("--award", award, "--agent", who, "--reason", "班长会议决定", "--by", "测试一")
    return run(folder, "decide", period, verdict, *more, *words, code=code)


def publish(folder: Path, period: str, *files: Path | str) -> dict[str, Any]:
    return document(folder, "publish", period, *files, *SIGNED)


def won(awards: Iterable[dict[str, Any]]) -> Won:
    """Who won what: award, winner, place, money."""
    return {
        (one["award"], one.get("agent_id") or one["team"], one["rank"], (one["prize"] or {}).get("amount"))
        for one in awards
    }


def by_score(folder: Path, file: Path | str, *more: str) -> Won:
    return won(document(folder, "score", file, "--out", folder / "o", *more)["months"][0]["awards"])


def by_awards(folder: Path, period: str, *words: Path | str) -> Won:
    return won(document(folder, "awards", period, *words, "--out", folder / "o")["awards"])


def by_history(folder: Path, period: str) -> Won:
    rows = document(folder, "history", "--period", period)["awards"]
    return won(one for one in rows if one["counts"] and one["period"] == period)


def by_newsletter(folder: Path, period: str, *files: Path | str) -> list[str]:
    """The winners in the newsletter and on the roll, line by line."""
    run(folder, "honours", period, *files, "--out", f"h{period}", "--force")
    text = (folder / f"h{period}/newsletter.md").read_text(encoding="utf-8").replace("\\", "")
    return [line for line in text.splitlines() if "**" in line]  # a winner a line, in bold


def story(folder: Path, agent: str, award: str, file: Path | str) -> dict[str, Any]:
    (found,) = document(folder, "explain", file, "--agent", agent, "--award", award, "--period", MARCH)["awards"]
    return dict(found)


def the_same(folder: Path, file: Path | str) -> Won:
    """Who won what in March, which every output says alike: score, awards, their workbooks, explain, the newsletter."""
    shown, names = by_awards(folder, MARCH, file), _names(file)
    lists = [listed(folder)]
    assert by_score(folder, file) == shown
    lists.append(listed(folder))
    lines = by_newsletter(folder, MARCH, file)
    for _award, who, _rank, _prize in shown:
        if who in names:
            assert all(names[who] in text for text in lists), (who, lists)
            assert any(f"({who})" in line for line in lines), (who, lines)
    told = sorted((award, who) for award, who, _rank, _prize in shown if who in PEOPLE)
    for award, who in sample(told[:1], told):
        assert story(folder, who, award, file)["won"] is True
    assert len(names) > len(shown)
    assert len(lines) == len(shown)
    return shown


def listed(folder: Path) -> str:
    """The award list that was written last, by ``score`` or by ``awards``."""
    awards, notes, *_others = texts(folder / "o/2025-03.awards.xlsx").values()
    return f"{awards}\n{notes}"


@functools.cache
def _names(file: Path | str) -> dict[str, str]:
    """The name of each agent, which no step changes."""
    found = {}
    for line in sheets_in(Path(file))["考核数据"]:
        ids = [str(cell) for cell in line if isinstance(cell, str) and cell.isdigit() and len(cell) == len(LEADER)]
        if ids:
            found[ids[0]] = str(line[list(line).index(ids[0]) + 1])
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year, or its first quarter, of some agents: all is published, and March decided on and corrected."""
    folder = tmp_path_factory.mktemp("office")
    for month in MONTHS:
        with_sheets(folder / "x", {}, EXAMPLES / f"{month}.xlsx", few=True)
        if month == MARCH:
            march(folder, folder / "x/2025-03.xlsx")
        else:
            assert publish(folder, month, f"x/{month}.xlsx")["outcome"] == "published"
        if month in AFTER:
            assert publish(folder, AFTER[month])["outcome"] == "published"
    for year in sample((), ("2025",)):
        assert publish(folder, year)["outcome"] == "published"
    return folder


def march(folder: Path, file: Path) -> None:
    """March: decided on, published, exported again, reopened, published again; asked at every step."""
    ruled = the_same(folder, file)
    said = decide(folder, MARCH, "withhold", "月度项目奖", "例知行", file)
    assert "例知行 (0018)" in said.out
    assert "月度项目奖" in said.out
    decide(folder, MARCH, "grant", "best_agent", STAND_IN, file)
    decided = the_same(folder, file)
    assert decided - ruled == {("best_agent", STAND_IN, None, None)}
    assert ruled - decided == {("monthly_project", LEADER, 1, "200")}
    assert by_score(folder, file, "--no-ledger") == ruled
    pending = document(folder, "awards", MARCH, file)["pending"]
    assert {(one["agent_id"], one["reason"]) for one in pending} == {
        (LEADER, "班长会议决定"),
        (STAND_IN, "班长会议决定"),
    }
    assert "尚未发布" in run(folder, "history").out
    assert publish(folder, MARCH, file)["publication"]["approved_by"] == "测试二"
    assert the_same(folder, file) == decided == by_history(folder, MARCH)
    publish(folder, "2025-Q1", "x/2025-01.xlsx", "x/2025-02.xlsx", file)
    edit(file, CAUGHT, "出错率", 3)  # the first of a project loses 200, three others gain
    contradicted(folder, file, decided)
    for period in ("2025-Q1", MARCH):
        run(folder, "reopen", period, "--reason", "更正差错率", "--by", "测试三")
    corrected(folder, file, decided)


def contradicted(folder: Path, file: Path, decided: Won) -> None:
    """What was published counts; that the file would give something else is said, in words, wherever it is shown."""
    assert the_same(folder, file) == decided
    for words in (
        ("score", file),
        ("awards", MARCH, file),
        ("honours", MARCH, file),
        ("explain", file, "--agent", CAUGHT),
    ):
        out = () if words[0] == "explain" else ("--out", "o")
        said = run(folder, *words, *out, "--force") if words[0] != "awards" else run(folder, *words, *out)
        assert "示竹影 (0087)：月度项目奖，第1名 → –" in said.err
    assert "月度项目奖，第1名 → –" in listed(folder)
    (month,) = document(folder, "score", file, "--out", folder / "o")["months"]
    assert month["published"]["by"] == "测试一"
    lost = [one for one in month["differs"] if one["field"] == "award" and one["agent_id"] == CAUGHT]
    assert [(one["was"], one["now"]) for one in lost] == [("1", None)]
    compared = run(folder, "simulate", file, "--set", "roles.inbound.productivity=78%")
    assert "示竹影 (0087)：月度项目奖，第1名 → –" in compared.err
    refused = run(folder, "publish", MARCH, file, *SIGNED, code=1)
    assert "月度项目奖" in refused.out


def corrected(folder: Path, file: Path, decided: Won) -> None:
    """Who gains and who must give back, in words; then everything shows the second version."""
    now = the_same(folder, file)
    assert ("monthly_project", CAUGHT, 1, "200") in decided - now
    said = run(folder, "publish", MARCH, file, *SIGNED).out
    assert "示竹影 (0087)：月度项目奖 · 会员中心，第1名 → 未获奖：应退回200元" in said
    assert "拟石溪 (0084)：月度项目奖 · 会员中心，未获奖 → 第3名：应补发100元" in said
    assert "monthly_project" not in said
    assert the_same(folder, file) == now == by_history(folder, MARCH)
    lines = document(folder, "awards", MARCH)["settlement"]["lines"]
    assert {one["agent_id"]: one["amount"]["amount"] for one in lines} == {
        "0066": "50", "0072": "50", NEXT: "100", CAUGHT: "-200",
    }  # fmt: skip
    assert "应退回200元" in run(folder, "awards", MARCH, "--out", "o").out
    assert "应退回200元" in listed(folder)


@sampled
def test_every_period_of_the_year_is_told_alike(office: Path) -> None:
    for period in PERIODS:
        shown = by_awards(office, period)
        assert shown == by_history(office, period), period
        assert len(by_newsletter(office, period)) == len(shown), period


@sampled
def test_a_file_of_a_published_month_says_the_same(office: Path) -> None:
    for month in MONTHS:
        assert by_score(office, f"x/{month}.xlsx") == by_awards(office, month), month


def test_four_people_are_told_what_became_of_them(office: Path) -> None:
    file = "x/2025-03.xlsx"
    withheld = story(office, LEADER, "monthly_project", file)
    assert (withheld["won"], withheld["withheld"]["by"], withheld["enough"]) == (False, "测试一", None)
    assert "班长会议决定" in withheld["reason"]
    granted = story(office, STAND_IN, "best_agent", file)
    assert (granted["won"], granted["given"]["decision"]["reason"]) == (True, "班长会议决定")
    assert story(office, NEXT, "monthly_project", file)["won"] is True
    near = story(office, CAUGHT, "monthly_project", file)
    assert (near["won"], near["withheld"], near["missed"]["why"]) == (False, None, "not_eligible")
    page = run(office, "explain", file, "--agent", LEADER, "--html", "l.html").out
    assert "l.html" in page
    html = (office / "l.html").read_text(encoding="utf-8")
    assert "班长会议决定" in html
    assert "第2版" in html
    told = document(office, "explain", file, "--agent", LEADER)
    assert (told["published"][MARCH]["version"], told["differs"]) == (2, [])


def test_a_withheld_award_is_told_but_not_on_the_roll(office: Path) -> None:
    assert [one["agent_id"] for one in document(office, "awards", MARCH)["withheld"]] == [LEADER]
    run(office, "awards", MARCH, "--out", "o")
    assert "例知行 (0018)：由测试一决定不予颁发" in listed(office)
    run(office, "score", "x/2025-03.xlsx", "--out", "o")
    scored = "".join(texts(office / "o/2025-03.scored.xlsx").values())
    assert "例知行 (0018)：由测试一决定不予颁发" in scored
    lines = by_newsletter(office, MARCH)
    assert sum(f"({LEADER})" in line for line in lines) == 1  # the other award of the month, which he has
    roll = (office / "h2025-03/honour-roll.html").read_text(encoding="utf-8")
    assert "第2版" in roll
    assert "第2版" in (office / "h2025-03/newsletter.md").read_text(encoding="utf-8")
    assert "班长会议决定" in roll  # of the one that was granted
    assert "不予颁发" not in roll


def test_the_ledger_costs_nothing_where_there_is_none(tmp_path: Path) -> None:
    words = ["ccmotivate", "score", str(EXAMPLES / "2025-01.xlsx"), "--out", str(tmp_path), "--quiet"]
    code = (
        f"import sys; sys.argv = {words!r}\nfrom ccmotivate.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, 'sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "False"]
