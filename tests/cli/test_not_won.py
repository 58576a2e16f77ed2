"""``not_won`` from the outside: files and the ledger know the same earlier winners, whichever way they are asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.parts.books import with_sheets
from tests.support import shipped_rules

EXAMPLES = ROOT / "examples/2025"
_PROJECT = "rank: {by: score, places: 3, then: [{error_rate: low}, {contributions: high}]}"
_NOT_WON = "{not_won: {award: monthly_project, months: 2}}"
_BY = ("--by", "Manager One")
Winners = set[tuple[str, str]]
Files = dict[str, Path]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Five months of the example year, by month."""
    folder = tmp_path_factory.mktemp("files")
    return {f"2025-{at:02}": with_sheets(folder, {}, EXAMPLES / f"2025-{at:02}.xlsx", few=True) for at in range(1, 6)}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules, the monthly award of the project given to nobody who won it in the two months before."""
    return written(tmp_path_factory.mktemp("rules"), _NOT_WON)


def written(folder: Path, condition: str) -> Path:
    texts = dict(shipped_rules().texts)
    assert _PROJECT in texts["awards.yaml"]
    texts["awards.yaml"] = texts["awards.yaml"].replace(_PROJECT, f"all: [{{{_PROJECT}}}, {condition}]", 1)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*arguments: str | Path, rules: Path, folder: Path) -> Ran:
    return ccmotivate(*arguments, "--rules", rules, "--lang", "en", folder=folder, environment={"COLUMNS": "250"})


def document(*arguments: str | Path, rules: Path, folder: Path) -> dict[str, Any]:
    ran = run(*arguments, "--json", rules=rules, folder=folder)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def won(awards: list[dict[str, Any]], period: str) -> Winners:
    own = [one for one in awards if one["award"] == "monthly_project" and one["period"] == period]
    return {(str(one["agent_id"]), str(one["rank"])) for one in own}


@pytest.fixture(scope="module")
def together(files: Files, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Winners]:
    """Who won in each month, all files in one run."""
    folder = tmp_path_factory.mktemp("together")
    found = document("score", "--together", "--out", folder, *files.values(), rules=rules, folder=folder)
    return {month["period"]: won(month["awards"], month["period"]) for month in found["months"]}


def test_nobody_wins_again_within_two_months(files: Files, together: dict[str, Winners]) -> None:
    ids = [{agent for agent, _rank in together[month]} for month in files]
    assert all(ids)
    assert all(not ids[at] & (ids[at - 1] | (ids[at - 2] if at > 1 else set())) for at in range(1, len(ids)))


def test_files_of_earlier_months_are_looked_at_and_nothing_more(
    files: Files, together: dict[str, Winners], rules: Path, tmp_path: Path
) -> None:
    """Earlier months are no results of the period; without them other people win, and a note says what lacks."""
    whole = document("awards", "2025-05", "--out", tmp_path, *files.values(), rules=rules, folder=tmp_path)
    assert won(whole["awards"], "2025-05") == together["2025-05"]
    assert whole["period"] == "2025-05"
    assert {month for one in whole["standings"] for month in one["scores"]} == {"2025-05"}
    assert [one["file"] for one in whole["inputs"]] == ["2025-05.xlsx"]
    assert "months-unseen" not in {one["code"] for one in whole["problems"]}
    alone = document("awards", "2025-05", "--out", tmp_path, files["2025-05"], rules=rules, folder=tmp_path)
    assert won(alone["awards"], "2025-05") != together["2025-05"]
    (note,) = (one for one in alone["problems"] if one["code"] == "months-unseen")
    assert "2025-03, 2025-04" in note["message"]


def test_each_workbook_by_itself_looks_at_the_others(
    files: Files, together: dict[str, Winners], rules: Path, tmp_path: Path
) -> None:
    found = document("score", "--out", tmp_path, *reversed(files.values()), rules=rules, folder=tmp_path)
    assert {one["period"]: won(one["awards"], one["period"]) for one in found["months"]} == together
    february, january = sorted(one["message"] for one in found["problems"] if one["code"] == "months-unseen")
    assert february.endswith("(1): 2024-12")
    assert january.endswith("(2): 2024-11, 2024-12")


def test_a_period_of_other_files_is_explained_as_it_is_decided(
    files: Files, together: dict[str, Winners], rules: Path, tmp_path: Path
) -> None:
    who = sorted(together["2025-04"])[0][0]
    found = document("explain", "--agent", who, "--period", "2025-05", *files.values(), rules=rules, folder=tmp_path)
    (story,) = (one for one in found["awards"] if one["award"] == "monthly_project")
    assert story["missed"]["why"] == "won"
    assert story["missed"]["period"] == "2025-04"
    said = run("explain", "--agent", who, "--period", "2025-05", *files.values(), rules=rules, folder=tmp_path)
    assert "Won the Monthly project award in April 2025, in the 2 months before." in said.out


def test_the_ledger_knows_what_files_know(
    files: Files, together: dict[str, Winners], rules: Path, tmp_path: Path
) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        ran = run("publish", month, files[month], *_BY, "--yes", rules=rules, folder=tmp_path)
        assert ran.code == 0, ran.err
    april = document("awards", "2025-04", "--out", tmp_path, files["2025-04"], rules=rules, folder=tmp_path)
    assert won(april["awards"], "2025-04") == together["2025-04"]
    assert "months-unseen" not in {one["code"] for one in april["problems"]}
    both = [files["2025-04"], files["2025-05"]]
    may = document("awards", "2025-05", *both, "--out", tmp_path, rules=rules, folder=tmp_path)
    assert won(may["awards"], "2025-05") == together["2025-05"]
    first = sorted(together["2025-04"])[0][0]
    said = ("--award", "monthly_project", "--agent", first, "--reason", "a reason", *_BY)
    ran = run("decide", "2025-04", "withhold", files["2025-04"], *said, rules=rules, folder=tmp_path)
    assert ran.code == 0, ran.err
    story = ("explain", "--agent", first, "--award", "monthly_project", "--period", "2025-05", *files.values())
    (without,) = document(*story, rules=rules, folder=tmp_path)["awards"]
    (ruled,) = document(*story, "--no-ledger", rules=rules, folder=tmp_path)["awards"]
    assert (ruled["missed"] or {}).get("why") == "won"
    assert (without["missed"] or {}).get("why") != "won"


def test_a_simulation_is_what_scoring_gives(
    files: Files, together: dict[str, Winners], rules: Path, tmp_path: Path
) -> None:
    """Other months to look back: decided again from the same files, and as a run of its own decides."""
    other = written(tmp_path / "other", _NOT_WON.replace("2}", "1}"))
    out = tmp_path / "out"
    scored = document("score", "--together", "--out", out, *files.values(), rules=other, folder=tmp_path)
    then = {one["period"]: won(one["awards"], one["period"]) for one in scored["months"]}
    assert then != together
    for more in ((), ("--period", "2025-05")):
        setting = ("--set", "awards.monthly_project.all.2.not_won.months=1", "--against", rules)
        found = document("simulate", *files.values(), *setting, *more, rules=rules, folder=tmp_path)
        periods = [*files] if not more else ["2025-05"]
        changed = {
            (one["period"], one["agent_id"], *(one[side] and str(one[side]["rank"]) for side in ("old", "new")))
            for one in found["awards"]
            if one["award"] == "monthly_project" and one["change"] in ("won", "lost")
        }
        lost = {(at, who, rank, None) for at in periods for who, rank in together[at] if who not in dict(then[at])}
        won_now = {(at, who, None, rank) for at in periods for who, rank in then[at] if who not in dict(together[at])}
        assert changed == lost | won_now
        assert changed


def test_parts_look_at_files_of_earlier_months_too(files: Files, tmp_path: Path) -> None:
    """The talent grid says who moved since the month before, which is no part of the period that is asked for."""
    two, shipped = [files["2025-01"], files["2025-02"]], ROOT / "rules"
    whole = document("explain", "--agent", "0018", *two, rules=shipped, folder=tmp_path)
    asked = document("explain", "--agent", "0018", "--period", "2025-02", *two, rules=shipped, folder=tmp_path)
    alone = document("explain", "--agent", "0018", two[1], rules=shipped, folder=tmp_path)
    (february,) = asked["months"]
    assert february == whole["months"][1]
    assert february != alone["months"][0]


QUARTERLY = """
best: {name: Best, every: quarter, all: [{rank: {by: score}}, {not_won: {award: best, months: 3}}]}
there: {name: There, every: quarter, all: [{rank: {by: score}}, {tenure: 2}, {not_won: {award: there, months: 3}}]}
"""


@pytest.mark.parametrize("published", [(), ("2025-Q1",)])
def test_a_quarter_of_published_months_looks_at_the_one_before(published: tuple[str, ...], tmp_path: Path) -> None:
    """Whichever of its files are given, and whether the one before was published itself or its months alone."""
    scheme = tmp_path / "scheme"
    for name, text in shipped_rules().texts.items():
        (scheme / name).parent.mkdir(parents=True, exist_ok=True)
        (scheme / name).write_text(text + (QUARTERLY if name == "awards.yaml" else ""), encoding="utf-8")
    months = {f"2025-{at:02}": EXAMPLES / f"2025-{at:02}.xlsx" for at in range(1, 7)}
    for month, file in months.items():
        few = with_sheets(tmp_path / "in", {}, file, few=True)
        assert run("publish", month, few, *_BY, "--yes", rules=scheme, folder=tmp_path).code == 0
    for period in published:
        assert run("publish", period, *_BY, "--yes", rules=scheme, folder=tmp_path).code == 0

    def winners(period: str, *files: Path) -> dict[str, set[str]]:
        found = document("awards", period, *files, "--out", tmp_path / "o", rules=scheme, folder=tmp_path)
        given = [one for one in found["awards"] if one["award"] in ("best", "there")]
        return {name: {one["agent_id"] for one in given if one["award"] == name} for name in ("best", "there")}

    first, second = winners("2025-Q1"), winners("2025-Q2")
    assert all(first[name] and second[name] and not first[name] & second[name] for name in first)
    files = [tmp_path / "in" / f"2025-0{at}.xlsx" for at in (4, 5, 6)]
    for some in (files, files[:1], files[2:]):
        assert winners("2025-Q2", *some) == second
    assert run("publish", "2025-Q2", *files, *_BY, "--yes", rules=scheme, folder=tmp_path).code == 0
    for some in ([], files, files[:1], files[2:]):
        again = document("awards", "2025-Q2", *some, "--out", tmp_path / "o", rules=scheme, folder=tmp_path)
        assert "published-differs" not in {one["code"] for one in again["problems"]}
        again = run("publish", "2025-Q2", *some, *_BY, "--yes", rules=scheme, folder=tmp_path)
        assert "nothing was written" in again.out
    for some in ([], files[:1]):
        assert run("publish", "2025-H1", *some, *_BY, "--yes", rules=scheme, folder=tmp_path).code == 0
    alone = document("awards", "2025-Q2", *files, "--no-ledger", "--out", tmp_path / "o", rules=scheme, folder=tmp_path)
    assert "months-unseen" in {one["code"] for one in alone["problems"]}
