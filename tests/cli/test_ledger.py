"""``publish``, ``decide``, ``reopen``, ``history``, ``verify`` and ``ledger`` from the outside."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.cli.test_awards import texts
from tests.parts.books import with_sheets
from tests.support import sheets_in

EXAMPLES = ROOT / "examples/2025"
BY = ("--by", "Manager One")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A working folder with the first quarter's exports, of some of the agents and of no other sheets."""
    for number in (1, 2, 3):
        with_sheets(tmp_path / "exports", {}, EXAMPLES / f"2025-0{number}.xlsx", few=True)
    return tmp_path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder whose first quarter is published, month by month and as a whole."""
    folder = tmp_path_factory.mktemp("office")
    for period in ("2025-01", "2025-02", "2025-03"):
        assert publish(folder, period, EXAMPLES / f"{period}.xlsx").code == 0
    assert publish(folder, "2025-Q1").code == 0
    return folder


@pytest.fixture
def again(published: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be changed."""
    shutil.copy(published / "ccmotivate.db", tmp_path)
    return tmp_path


def publish(folder: Path, period: str, *files: Path | str, more: tuple[str, ...] = ()) -> Ran:
    wide = {"COLUMNS": "200"}
    return ccmotivate("publish", period, *files, *BY, "--yes", "--lang", "en", *more, folder=folder, environment=wide)


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / "ccmotivate.db") as base:
        count: int = base.execute("select count(*) from records").fetchone()[0]
    base.close()
    return count


def history(folder: Path, *arguments: str) -> dict[str, Any]:
    ran = ccmotivate("history", *arguments, "--json", "--lang", "en", folder=folder)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def edit(path: Path, agent: str, header: str, value: object) -> None:
    """One cell of an export changed, as somebody does in Excel, on every sheet that has the person and the column."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        heads = {str(cell.value): cell for line in sheet.iter_rows(max_row=6) for cell in line if cell.value}
        column = next((cell.column for text, cell in heads.items() if text.startswith(header)), None)
        line = next((cell.row for every in sheet.columns for cell in every if cell.value == agent), None)
        if column is not None and line is not None:
            sheet.cell(line, column).value = value
    book.save(path)


def test_a_changed_cell_is_refused_with_person_award_and_money(office: Path) -> None:
    assert publish(office, "2025-03", "exports/2025-03.xlsx").code == 0
    before = rows(office)
    edit(office / "exports/2025-03.xlsx", "0018", "出错率", 3)  # the leader of a project makes an error
    ran = publish(office, "2025-03", "exports/2025-03.xlsx")
    assert ran.code == 1
    assert "例知行 (0018)" in ran.out
    assert "Monthly project award" in ran.out
    assert "-¥200" in ran.out
    assert "reopen" in ran.err
    assert rows(office) == before
    document = json.loads(publish(office, "2025-03", "exports/2025-03.xlsx", more=("--json",)).out)
    assert document["outcome"] == "refused"
    lost = [one for one in document["differences"] if one["field"] == "award" and one.get("agent_id") == "0018"]
    assert [(one["award"], one["was"], one["now"], one["prize_was"]) for one in lost] == [
        ("best_agent", "1", None, None),
        ("monthly_project", "1", None, {"amount": "200", "currency": "CNY"}),
    ]


def test_every_command_counts_the_same_changes_of_people_and_teams(office: Path) -> None:
    file = office / "exports/2025-01.xlsx"
    assert publish(office, "2025-01", file).code == 0
    edit(file, "0018", "出错率", 3)
    ran = publish(office, "2025-01", file, more=("--json",))
    (refused,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "publish-differs"]
    awards = json.loads(ccmotivate("awards", "2025-01", file, "--out", "o", "--json", folder=office).out)
    (differs,) = [one for one in awards["problems"] if one["code"] == "published-differs"]
    count, notes = (int(refused["facts"][name]) for name in ("count", "notes"))
    assert count == len(json.loads(ran.out)["differences"])
    assert notes > 0
    assert len(differs["facts"]["changes"]) == count - notes
    assert f"differences: {count}; of no person or team among them" in refused["message"]


def test_awards_and_publish_of_a_half_year_count_the_same_changes_of_a_published_quarter(office: Path) -> None:
    files = [office / f"half/2025-0{month}.xlsx" for month in range(1, 7)]
    files[0].parent.mkdir()
    for file in files:
        shutil.copy(ROOT / "examples/2025" / file.name, file)
    assert publish(office, "2025-Q1", *files[:3]).code == 0
    edit(files[2], "0018", "出错率", 3)
    ran = publish(office, "2025-H1", *files, more=("--json",))
    (refused,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "publish-parts-differ"]
    awards = json.loads(ccmotivate("awards", "2025-H1", *files, "--out", "o", "--json", folder=office).out)
    told = [one["facts"] for one in awards["problems"] if one["code"] == "published-differs"]
    count, notes = (int(refused["facts"][name]) for name in ("count", "notes"))
    assert sum(len(one["changes"]) for one in told) == count - notes
    assert len(awards["differs"]) == count
    assert {one["period"] for one in awards["differs"]} == {"2025-03", "2025-Q1"}


def test_the_same_again_changes_nothing(office: Path) -> None:
    assert publish(office, "2025-01", "exports/2025-01.xlsx").code == 0
    before = (office / "ccmotivate.db").read_bytes()
    ran = publish(office, "2025-01", "exports/2025-01.xlsx")
    assert ran.code == 0
    assert "nothing was written" in ran.out
    assert (office / "ccmotivate.db").read_bytes() == before


def test_a_quarter_is_made_of_published_months(published: Path) -> None:
    files = [EXAMPLES / f"2025-0{number}.xlsx" for number in (1, 2, 3)]
    direct = ccmotivate("awards", "2025-Q1", *files, "--out", published / "files", "--json", folder=published)
    known = ccmotivate("awards", "2025-Q1", "--out", published / "ledger", "--json", folder=published)
    assert (direct.code, known.code) == (0, 0)
    one, other = json.loads(direct.out), json.loads(known.out)
    assert one["standings"] == other["standings"]
    keys = ("award", "within", "agent_id", "rank", "score", "via", "prize", "tied")
    assert [[won[key] for key in keys if key in won] for won in one["awards"]] == [
        [won[key] for key in keys if key in won] for won in other["awards"]
    ]
    assert set(other["published_months"]) == {"2025-01", "2025-02", "2025-03"}


def test_a_quarter_that_does_not_fit_its_published_months_is_refused(office: Path) -> None:
    assert publish(office, "2025-01", "exports/2025-01.xlsx").code == 0
    edit(office / "exports/2025-01.xlsx", "0018", "出错率", 3)
    before = rows(office)
    ran = publish(office, "2025-Q1", "exports")
    assert ran.code == 1
    assert "2025-01" in ran.err
    assert "例知行 (0018)" in ran.out
    assert rows(office) == before


def test_what_is_published_is_closed_to_everything_but_reopening(again: Path) -> None:
    before = rows(again)
    decided = ccmotivate(
        "decide", "2025-Q1", "grant", "--award", "best_leader", "--agent", "0012", "--reason", "x", *BY, "--lang", "en",
        folder=again,
    )  # fmt: skip
    assert decided.code == 1
    assert "published" in decided.err
    month = ccmotivate("reopen", "2025-02", "--reason", "a late correction", *BY, "--lang", "en", folder=again)
    assert month.code == 1
    assert "2025-Q1" in month.err
    assert rows(again) == before
    assert ccmotivate("ledger", "delete", folder=again).code == 2
    assert ccmotivate("ledger", "import", "-", folder=again).code != 0
    assert rows(again) == before
    for period in ("2025-Q1", "2025-02"):
        ran = ccmotivate("reopen", period, "--reason", "a late correction", *BY, "--lang", "en", folder=again)
        assert ran.code == 0, ran.err
    assert rows(again) == before + 2
    assert publish(again, "2025-02", EXAMPLES / "2025-02.xlsx").code == 0
    assert {row["counts"] for row in history(again, "--period", "2025-02")["awards"]} == {True, False}
    assert ccmotivate("verify", folder=again).code == 0


def test_the_database_itself_refuses_updates_and_deletes(again: Path) -> None:
    with sqlite3.connect(again / "ccmotivate.db") as base:
        for words in ("update records set body = '{}'", "delete from records"):
            with pytest.raises(sqlite3.DatabaseError):
                base.execute(words)
    base.close()


def test_people_decide_and_it_is_said_everywhere(office: Path) -> None:
    def decide(*words: str) -> Ran:
        words = (*words, "exports", "--reason", "a stand-in all March")
        return ccmotivate("decide", "2025-Q1", *words, *BY, folder=office)

    assert decide("withhold", "--award", "best_leader", "--agent", "0084").code == 0
    assert decide("grant", "--award", "best_leader", "--agent", "0012").code == 0
    assert decide("grant", "--award", "no_such", "--agent", "0012").code == 2
    assert decide("grant", "--award", "monthly_project", "--agent", "0012").code == 2
    assert decide("grant", "--award", "best_leader", "--agent", "0012", "--place", "2").code == 2
    awards = ccmotivate("awards", "2025-Q1", "exports", "--out", "o", "--json", "--lang", "en", folder=office)
    document = json.loads(awards.out)
    (leader,) = (one for one in document["awards"] if one["award"] == "best_leader")
    assert (leader["agent_id"], leader["decision"]["by"]) == ("0012", "Manager One")
    assert [one["agent_id"] for one in document["withheld"]] == ["0084"]
    said = texts(office / "o/2025-Q1.awards.xlsx")["Awards"].splitlines()
    assert any("Manager One" in cell and "a stand-in all March" in cell for cell in said)
    assert publish(office, "2025-Q1", "exports").code == 0
    won = {row["agent_id"]: row for row in history(office, "--award", "best_leader")["awards"]}
    assert won["0012"]["granted"]["reason"] == "a stand-in all March"
    assert (won["0084"]["withheld"]["by"], won["0084"]["counts"]) == ("Manager One", False)


def test_history_looks_up_people_awards_and_periods(again: Path) -> None:
    whole = history(again)
    assert {row["period"] for row in whole["awards"]} == {"2025-01", "2025-02", "2025-03", "2025-Q1"}
    agent = history(again, "--agent", "0018")
    assert {row["agent_id"] for row in agent["awards"]} == {"0018"}
    (total,) = agent["totals"]
    prizes = sum(int(row["prize"]["amount"]) for row in agent["awards"] if row["prize"])
    assert (total["year"], total["prizes"]["amount"]) == (2025, str(prizes))
    assert prizes > 0
    first = agent["awards"][0]["publication"]
    assert (first["by"], len(first["rules"]), first["inputs"][0]["file"]) == ("Manager One", 64, "2025-01.xlsx")
    ran = ccmotivate("history", "--agent", "0018", "--out", "0018.xlsx", "--lang", "en", folder=again)
    assert "例知行 (0018)" in ran.out
    assert len(sheets_in(again / "0018.xlsx")) == 3
    assert ccmotivate("history", "--agent", "nobody", folder=again).code == 2


def test_verify_finds_an_edited_record(again: Path) -> None:
    with sqlite3.connect(again / "ccmotivate.db") as base:
        for name in [row[0] for row in base.execute("select name from sqlite_master where type = 'trigger'")]:
            base.execute(f"drop trigger {name}")
        base.execute(
            "update records set prize = '900' where award = 'monthly_project' and agent_id = '0018' and rank = 1"
        )
    base.close()
    ran = ccmotivate("verify", "--json", "--lang", "en", folder=again)
    assert ran.code == 1
    findings = json.loads(ran.out)["findings"]
    guards, edited = findings[:3], findings[3:]
    assert [one["problem"]["code"] for one in guards] == ["trigger-gone"] * 3
    assert {(one["problem"]["code"], one["agent_id"]) for one in edited} == {("record-changed", "0018")}
    assert "0018" in ccmotivate("verify", folder=again).out


def test_export_and_import_are_without_loss(again: Path) -> None:
    assert ccmotivate("ledger", "export", "copy.jsonl", folder=again).code == 0
    assert ccmotivate("ledger", "export", "copy.jsonl", folder=again).code == 1
    assert ccmotivate("ledger", "import", "copy.jsonl", "--ledger", "other.db", folder=again).code == 0
    assert ccmotivate("ledger", "export", "copy2.jsonl", "--ledger", "other.db", folder=again).code == 0
    assert (again / "copy.jsonl").read_bytes() == (again / "copy2.jsonl").read_bytes()
    assert ccmotivate("verify", "--against", "copy.jsonl", "--ledger", "other.db", folder=again).code == 0
    lines = (again / "copy.jsonl").read_text(encoding="utf-8").replace('"rank":1', '"rank":2', 1)
    (again / "broken.jsonl").write_text(lines, encoding="utf-8")
    ran = ccmotivate("ledger", "import", "broken.jsonl", "--ledger", "third.db", "--lang", "en", folder=again)
    assert ran.code == 2
    assert "does not hold together" in ran.err


def test_without_a_ledger_it_says_so(tmp_path: Path) -> None:
    for command in (("history",), ("verify",), ("ledger", "export", "x.jsonl")):
        ran = ccmotivate(*command, "--lang", "en", folder=tmp_path)
        assert ran.code == 2
        assert "there is no ledger" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ccmotivate.db").write_text("my notes", encoding="utf-8")
    ran = ccmotivate("verify", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert (tmp_path / "ccmotivate.db").read_text(encoding="utf-8") == "my notes"


def test_nobody_to_ask_wants_yes(office: Path) -> None:
    ran = ccmotivate("publish", "2025-01", "exports/2025-01.xlsx", *BY, "--lang", "en", folder=office)
    assert ran.code == 2
    assert "--yes" in ran.err


def test_errors_in_the_data_are_not_published(office: Path) -> None:
    edit(office / "exports/2025-01.xlsx", "0018", "出错率", "abc")
    ran = publish(office, "2025-01", "exports/2025-01.xlsx")
    assert ran.code == 1
    assert rows(office) == 0


def test_the_environment_names_the_ledger(office: Path) -> None:
    ran = ccmotivate(
        "publish", "2025-01", "exports/2025-01.xlsx", *BY, "--yes", folder=office,
        environment={"CCMOTIVATE_LEDGER": "books/hr.db"},
    )  # fmt: skip
    assert ran.code in (0, 2)
    (office / "books").mkdir(exist_ok=True)
    again = ccmotivate(
        "publish", "2025-01", "exports/2025-01.xlsx", *BY, "--yes", folder=office,
        environment={"CCMOTIVATE_LEDGER": "books/hr.db"},
    )  # fmt: skip
    assert again.code == 0, again.err
    assert (office / "books/hr.db").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--agent", "例知行"), None),
        (("--agent", " 例知行 ", "--award", "Monthly project award"), None),
        (("--agent", "18"), "0018 例知行"),
        (("--agent", "例知行行"), "0018 例知行"),
        (("--award", "月度项目将"), "月度项目奖"),
        (("--award", "montly_project"), "monthly_project"),
    ],
)
def test_names_are_taken_for_ids_and_slips_are_answered(
    published: Path, words: tuple[str, ...], says: str | None
) -> None:
    ran = ccmotivate("history", *words, "--json", "--lang", "en", folder=published)
    told = json.loads(ran.out)
    if says is None:
        assert {one["agent_id"] for one in told["awards"]} == {"0018"}
    else:
        assert (ran.code, told["awards"]) == (2, [])
        assert says in ran.out


# -- decisions and publications count everywhere ----------------------------------------------------------------------


def without(path: Path, *agents: str) -> None:
    """An export without the rows of some agents."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        gone = [line[0].row for line in sheet.iter_rows() if any(cell.value in agents for cell in line)]
        for row in sorted(gone, reverse=True):
            sheet.delete_rows(row)
    book.save(path)


def decide(folder: Path, verdict: str, award: str, who: str, *more: str | Path) -> Ran:
    words = ("--award", award, "--agent", who, "--reason", "as discussed", *BY, "--lang", "en")
    return ccmotivate("decide", "2025-03", verdict, "exports/2025-03.xlsx", *words, *more, folder=folder)


def test_only_people_and_awards_of_the_period_are_decided_on(office: Path) -> None:
    nobody = decide(office, "withhold", "best_agent", "18")
    assert (nobody.code, "nearest: 0018" in nobody.err) == (2, True)
    loser = decide(office, "withhold", "best_agent", "0012")
    assert loser.code == 1
    assert "it was won by 例知行 (0018)" in loser.err
    winner = decide(office, "grant", "best_agent", "0018")
    assert (winner.code, "nothing to grant" in winner.err) == (1, True)
    team = ccmotivate(
        "decide", "2025-03", "withhold", "exports/2025-03.xlsx", "--award", "best_team", "--team", "回访二", *BY,
        "--reason", "x", "--lang", "en", folder=office,
    )  # fmt: skip
    assert (team.code, "回访" in team.err) == (2, True)
    assert not (office / "ccmotivate.db").exists()
    edit(office / "exports/2025-03.xlsx", "0012", "姓名", "例知行")
    two = decide(office, "withhold", "best_agent", "例知行")
    assert (two.code, "0012 例知行, 0018 例知行" in two.err) == (2, True)
    by_label = decide(office, "withhold", "最佳客服奖", "0018")
    assert by_label.code == 0, by_label.err
    assert "Best agent" in by_label.out
    assert "例知行 (0018)" in by_label.out
    again = decide(office, "withhold", "best_agent", "0018")
    assert "decided so before" in again.out
    assert decide(office, "as-ruled", "best_agent", "0018").code == 0
    assert history(office)["pending"] == []


def test_a_second_name_is_somebody_else_and_comes_in_time(office: Path) -> None:
    file = "exports/2025-01.xlsx"
    assert publish(office, "2025-01", file, more=("--approved-by", "manager  ONE")).code == 2
    assert publish(office, "2025-01", file, more=("--approved-by", "Manager Two")).code == 0
    late = publish(office, "2025-01", file, more=("--approved-by", "Manager Three"))
    assert (late.code, "Manager Three" in late.err) == (1, True)
    assert publish(office, "2025-01", file, more=("--approved-by", "Manager Two")).code == 0
    shown = ccmotivate("awards", "2025-01", "--out", "o", "--lang", "en", folder=office)
    assert "approved by Manager Two" in shown.out
    assert history(office)["awards"][0]["publication"]["approved_by"] == "Manager Two"


def test_a_winner_who_has_gone_is_flagged_before_money_is_paid(office: Path) -> None:
    shutil.copy(EXAMPLES / "2025-04.xlsx", office / "exports")
    without(office / "exports/2025-04.xlsx", "0087")
    march, april = "exports/2025-03.xlsx", "exports/2025-04.xlsx"
    ran = ccmotivate("publish", "2025-03", march, april, *BY, "--yes", "--lang", "en", folder=office)
    assert "no longer there in 2025-04: 示竹影 (0087)" in ran.err
    assert "0087" not in ccmotivate("awards", "2025-03", "--out", "o", "--lang", "en", folder=office).err
    assert publish(office, "2025-04", april).code == 0
    shown = ccmotivate("awards", "2025-03", "--out", "o", "--lang", "en", folder=office)
    assert "no longer there in 2025-04: 示竹影 (0087)" in shown.err
    assert "no longer there in 2025-04: 示竹影 (0087)" in texts(office / "o/2025-03.awards.xlsx")["Awards"]


def test_a_part_of_a_published_month_shows_its_own_people(office: Path) -> None:
    assert publish(office, "2025-03", "exports/2025-03.xlsx").code == 0
    shutil.copy(office / "exports/2025-03.xlsx", office / "part.xlsx")
    without(office / "part.xlsx", "0018", "0087")
    ran = ccmotivate("score", "part.xlsx", "--out", "o", "--json", "--lang", "en", folder=office)
    (month,) = json.loads(ran.out)["months"]
    assert {one.get("agent_id") for one in month["awards"]} & {"0018", "0087"} == set()
    places = {one["agent_id"]: one["rank"] for one in month["awards"] if one["award"] == "monthly_project"}
    assert (places["0012"], places["0072"]) == (2, 2)
    assert month["differs"] == []


def test_a_ledger_that_cannot_be_read_stops_every_command(office: Path) -> None:
    (office / "ccmotivate.db").write_text("my notes", encoding="utf-8")
    file = "exports/2025-03.xlsx"
    for words in (
        ("score", file, "--out", "o"),
        ("explain", file, "--agent", "0018"),
        ("simulate", file, "--set", "roles.inbound.productivity=78%"),
        ("fairness", file),
        ("diff", file, file),
        ("honours", "2025-03", file),
        ("awards", "2025-03", file),
    ):
        ran = ccmotivate(*words, "--lang", "en", folder=office)
        assert (ran.code, "not a ledger" in ran.err) == (2, True), words
        alone = ccmotivate(*words, "--no-ledger", "--lang", "en", folder=office)
        assert alone.code == 0, alone.err
        assert ccmotivate(*words, "--no-ledger", "--ledger", "x.db", "--lang", "en", folder=office).code == 2


def test_what_was_decided_holds_under_other_rules_and_other_files(office: Path) -> None:
    assert decide(office, "withhold", "best_agent", "0018").code == 0
    file = "exports/2025-03.xlsx"
    shutil.copy(office / file, office / "later.xlsx")
    edit(office / "later.xlsx", "0018", "出错率", 3)  # not qualified any more: what he no longer has is not lost
    for words in (("diff", file, "later.xlsx"), ("simulate", file, "--set", "roles.inbound.productivity=99.5%")):
        ran = ccmotivate(*words, "--month", "2025-03", "--json", "--lang", "en", folder=office)
        found = json.loads(ran.out)
        changes = (found.get("results") or found)["awards"]
        lost = [one["award"] for one in changes if one.get("agent_id") == "0018"]
        assert "monthly_project" in lost
        assert "best_agent" not in lost
    fair = json.loads(ccmotivate("fairness", file, "--json", folder=office).out)
    plain = json.loads(ccmotivate("fairness", file, "--json", "--no-ledger", folder=office).out)
    assert fair["decisions"] == plain["decisions"] - 1


def test_a_quarter_shows_its_published_months_and_says_where_files_differ(office: Path) -> None:
    assert publish(office, "2025-01", "exports/2025-01.xlsx").code == 0
    as_was = ccmotivate("awards", "2025-Q1", "exports", "--out", "o", "--json", "--lang", "en", folder=office)
    edit(office / "exports/2025-01.xlsx", "0018", "出错率", 3)
    ran = ccmotivate("awards", "2025-Q1", "exports", "--out", "o", "--json", "--lang", "en", folder=office)
    one, other = json.loads(as_was.out), json.loads(ran.out)
    assert one["awards"] == other["awards"]
    assert one["standings"] == other["standings"]
    assert one["differs"] == []
    assert ("2025-01", "0018", "award") in {(d["period"], d.get("agent_id"), d["field"]) for d in other["differs"]}
    said = texts(office / "o/2025-Q1.awards.xlsx")["Awards"]
    assert "例知行 (0018): Monthly project award no. 1 → –" in said
    alone = ccmotivate("awards", "2025-Q1", "exports", "--out", "o", "--json", "--no-ledger", folder=office)
    assert json.loads(alone.out)["standings"] != other["standings"]


def test_an_award_that_the_rules_no_longer_have_is_still_shown(office: Path) -> None:
    file = "exports/2025-03.xlsx"
    assert decide(office, "grant", "best_agent", "0045").code == 0
    assert publish(office, "2025-03", file).code == 0
    shutil.copytree(ROOT / "rules", office / "new", ignore=shutil.ignore_patterns("cases"))
    text = (office / "new/awards.yaml").read_text(encoding="utf-8")
    start = text.index("\nbest_agent:")
    end = text.index("\n\n", start)
    (office / "new/awards.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    for words in (
        ("score", file, "--out", "o", "--json"),
        ("awards", "2025-03", file, "--out", "o", "--json"),
        ("explain", file, "--agent", "0045", "--json"),
    ):
        ran = ccmotivate(*words, "--rules", "new", "--lang", "en", folder=office)
        assert ran.code == 0, ran.err
        document = json.loads(ran.out)
        awards = document["months"][0]["awards"] if words[0] == "score" else document["awards"]
        assert [one["award"] for one in awards if one["award"] == "best_agent"], words
        assert "0018" in next(one for one in document["problems"] if one["code"] == "published-differs")["message"] or (
            words[0] == "explain"
        )
    assert "Best agent" in "".join(texts(office / "o/2025-03.awards.xlsx").values())
    fair = ccmotivate("fairness", file, "--rules", "new", "--lang", "en", folder=office)
    assert "Best agent" in fair.err


# -- hashes that are kept ---------------------------------------------------------------------------------------------


def test_the_last_hash_stands_on_every_list_and_tells_a_cut(again: Path) -> None:
    last = ccmotivate("verify", "--lang", "en", folder=again).out.splitlines()[-1]
    found = re.search(r"(\d+) records, .* last hash ([0-9a-f]{64})$", last)
    assert found is not None
    assert ccmotivate("awards", "2025-Q1", "--out", "o", "--lang", "en", folder=again).code == 0
    april = EXAMPLES / "2025-04.xlsx"
    assert ccmotivate("score", april, "--out", "o", "--lang", "en", folder=again).code == 0
    document = json.loads(ccmotivate("awards", "2025-Q1", "--out", "j", "--json", folder=again).out)
    assert document["last_record"] == {"record": int(found[1]), "hash": found[2]}
    lists = [again / "o" / name for name in ("2025-Q1.awards.xlsx", "2025-04.awards.xlsx")]
    for one in lists:
        line = f"Ledger: record {found[1]}, last hash {found[2]}"
        assert [text for text in texts(one).values() if line in text]
    kept = ("--expect", found[2][:20], "--expect", found[2].upper())
    assert ccmotivate("verify", *lists, *kept, "--lang", "en", folder=again).code == 0
    _saved_again(lists[0])  # as somebody does who signs it in a spreadsheet
    with sqlite3.connect(again / "ccmotivate.db") as base:  # all of the last publication
        head = base.execute("select max(seq) from records where kind = 'publication'").fetchone()[0]
        triggers = base.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _sql in triggers:
            base.execute(f"drop trigger {name}")
        base.execute(f"delete from records where seq >= {head}")
        for _name, sql in triggers:
            base.execute(sql)
    base.close()
    assert ccmotivate("verify", folder=again).code == 0
    ran = ccmotivate("verify", *lists, *kept, "--json", folder=again)
    assert (ran.code, [one["problem"]["code"] for one in json.loads(ran.out)["findings"]]) == (
        1,
        ["hash-missing"] * 2 + ["list-ahead"] * 2,
    )
    said = ccmotivate("verify", lists[1], "--lang", "en", folder=again)
    assert said.code == 1
    assert "2025-04.awards.xlsx" in "".join(said.out.split())  # folded where the path is long


def _saved_again(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl drops them, as other programs do
        book = openpyxl.load_workbook(path)
    book.active["A1"] = "signed"  # type: ignore[index]  # a sheet
    book.save(path)


def test_what_is_no_award_list_or_hash_is_said(again: Path) -> None:
    assert ccmotivate("score", EXAMPLES / "2025-04.xlsx", "--out", "o", "--no-ledger", folder=again).code == 0
    for words, said in (
        (("o/2025-04.awards.xlsx",), "with a ledger"),
        ((str(EXAMPLES / "2025-04.xlsx"),), "with a ledger"),
        (("nowhere.xlsx",), "no such file"),
        ((".",), "with a ledger"),
        (("--expect", "abc"), "64 digits"),
        (("--against", os.devnull), "not a file"),
        (("--against", "."), "not a file"),
        (("--against", "nowhere"), "nowhere"),
    ):
        ran = ccmotivate("verify", *words, "--lang", "en", folder=again)
        assert (ran.code, said in ran.err) == (2, True), (words, ran.err)


def test_an_export_says_where_it_ends(again: Path) -> None:
    assert ccmotivate("ledger", "export", "copy.jsonl", folder=again).code == 0
    raw = (again / "copy.jsonl").read_bytes()
    lines = raw.splitlines(keepends=True)
    for name, content, code, said in (
        ("cut", b"".join(lines[:-3]), 2, "not whole"),
        ("in the line", raw[:-9], 2, "line"),
        ("nothing", b"", 2, "line 1"),
        ("not utf-8", raw.replace(b"Manager One", b"Manager \xff\xfe", 1), 2, "line"),
        ("earlier", b"".join([lines[0].replace(b"@2", b"@1"), *lines[1:-1]]), 0, "earlier version"),
        ("whole", raw.replace(b"\n", b"\r\n"), 0, "records added"),
    ):
        (again / "x.jsonl").write_bytes(content)
        ran = ccmotivate("ledger", "import", "x.jsonl", "--ledger", f"{name}.db", "--lang", "en", folder=again)
        assert (ran.code, said in ran.err) == (code, True), (name, ran.err)
        assert ccmotivate("history", "--ledger", f"{name}.db", folder=again).code == 0


def test_a_broken_ledger_is_not_exported_over_a_good_copy(again: Path) -> None:
    assert ccmotivate("ledger", "export", "copy.jsonl", folder=again).code == 0
    before = (again / "copy.jsonl").read_bytes()
    with sqlite3.connect(again / "ccmotivate.db") as base:
        base.execute("drop trigger records_no_update")
    base.close()
    assert ccmotivate("ledger", "export", "other.jsonl", folder=again).code == 0  # the way out of a bare table
    assert (again / "other.jsonl").read_bytes() == before
    with sqlite3.connect(again / "ccmotivate.db") as base:
        base.execute("update records set prize = '900' where prize = '200'")
    base.close()
    ran = ccmotivate("ledger", "export", "copy.jsonl", "--force", "--lang", "en", folder=again)
    assert (ran.code, "not as it was written" in ran.err) == (1, True)
    assert (again / "copy.jsonl").read_bytes() == before
    march = EXAMPLES / "2025-03.xlsx"
    for code, *words in (
        (1, "score", march, "--out", "o"),
        (2, "fairness", march),
        (2, "explain", march, "--agent", "0018"),
    ):
        ran = ccmotivate(*words, "--lang", "en", folder=again)
        assert (ran.code, "not as it was written" in ran.err, (again / "o").exists()) == (code, True, False)
        assert ccmotivate(*words, "--no-ledger", "--lang", "en", folder=again).code == 0
        shutil.rmtree(again / "o", ignore_errors=True)
