"""Ids that files of one run, or a ledger and files, write otherwise: never one person as two without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines, scheme, scored
from tests.exports.test_office_rosters import AWARDS, BEN, SOURCES, STAFF

QUARTER = AWARDS + "most: {name: Most, every: quarter, rank: {by: score, best: high}, prize: 200}\n"
ALONE = "calls: {name: Calls handled, kind: count}\n"


def month(folder: Path, name: str, listed: str, logged: str, who: str = "Ada Example") -> Path:
    lines(folder / f"staff_{name}.csv", STAFF, (listed, who, "North"), BEN)
    rows = [(agent, f"{name}-{day:02}", 60) for agent in (logged, "A2") for day in (3, 4)]
    lines(folder / f"calls_{name}.csv", ("Agent", "Day", "Talk"), *rows)
    return folder


@pytest.mark.parametrize(("first", "then"), [("007", "7"), ("7", "007"), ("x7", "X7"), ("A 7", "A7"), ("A7", "Ａ7")])
@pytest.mark.parametrize("logged", ["as listed", "one way", "the other way"])
def test_rosters_of_two_months_that_write_an_id_otherwise(tmp_path: Path, first: str, then: str, logged: str) -> None:
    one, two = {"as listed": (first, then), "one way": (first, first), "the other way": (then, then)}[logged]
    folder = month(month(tmp_path / "in", "2025-01", first, one), "2025-02", then, two)
    rules = scheme(tmp_path / "rules", SOURCES, awards=AWARDS)
    found = scored(rules, folder)
    assert found.code == 1
    (told,) = found.problems("id-alike")
    assert (told["file"], told["cell"], told["value"]) == ("staff_2025-02.csv", "A2", then)
    assert f"from {first} at staff_2025-01.csv!csv!A2" in told["message"]
    rest = scored(rules, folder, "--keep-going")
    assert {who for _month, who in rest.agents()} == {"A2"}


def test_each_month_by_itself_is_sound(tmp_path: Path) -> None:
    folder = month(month(tmp_path / "in", "2025-01", "007", "007"), "2025-02", "7", "7")
    rules = scheme(tmp_path / "rules", SOURCES)
    assert [scored(rules, folder, "--only", f"2025-0{one}").code for one in (1, 2)] == [0, 0]


def test_people_of_different_names_may_have_ids_that_differ_in_zeros(tmp_path: Path) -> None:
    folder = month(month(tmp_path / "in", "2025-01", "007", "007"), "2025-02", "7", "7", "Dora Sample")
    found = scored(scheme(tmp_path / "rules", SOURCES), folder)
    assert found.code == 0, found.said
    assert {who for _month, who in found.agents()} == {"007", "7", "A2"}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("command", ["score", "check", "awards"])
def test_sheets_of_agents_that_write_an_id_otherwise(tmp_path: Path, command: str, jobs: str) -> None:
    for name, agent in (("2025-01", "007"), ("2025-02", "007"), ("2025-03", "7")):
        rows = [(agent, "Ada Example", 5), ("8", "Ben Muster", 6)]
        lines(tmp_path / "in" / f"{name}.csv", ("Agent ID", "Name", "Calls handled"), *rows)
    rules = scheme(tmp_path / "rules", SOURCES, ALONE, awards=QUARTER)
    words = ("2025-Q1",) if command == "awards" else ()
    out = () if command == "check" else ("--out", tmp_path / "out")
    ran = ccmotivate(command, *words, tmp_path / "in", "--rules", rules, *out, "--jobs", jobs, "--json", "--lang", "en")
    assert ran.code == 1, ran.out + ran.err
    (told,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "id-alike"]
    assert (told["file"], told["cell"], told["value"]) == ("2025-03.csv", "A2", "7")
    assert "from 007 at 2025-01.csv!csv!A2" in told["message"]


@pytest.mark.parametrize("name", ["", "Ada Example"])
@pytest.mark.parametrize("then", ["2025-01", "2025-02"])
def test_two_sites_may_number_their_people_alike(tmp_path: Path, name: str, then: str) -> None:
    for file, ids in ((f"north_{then}", ("01", "02")), ("south_2025-01", ("1", "2"))):
        lines(tmp_path / "in" / f"{file}.csv", ("Agent ID", "Name", "Calls handled"), *((one, name, 5) for one in ids))
    found = scored(scheme(tmp_path / "rules", SOURCES, ALONE), tmp_path / "in")
    is_sound = not name and then == "2025-01"
    assert found.code == (0 if is_sound else 1), found.said
    assert bool(found.problems("id-alike")) is not is_sound
    together = ("--together", "--out", tmp_path / "out")
    assert ccmotivate("score", tmp_path / "in", "--rules", tmp_path / "rules", *together).code == 1


def test_an_id_that_the_ledger_has_otherwise(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", SOURCES, awards=QUARTER)
    for at, agent in enumerate(("007", "7", "7"), start=1):
        month(tmp_path / f"{at}", f"2025-0{at}", agent, agent)

    def run(*words: str | Path) -> tuple[int, list[dict[str, str]]]:
        ran = ccmotivate(*words, "--rules", rules, "--ledger", tmp_path / "ledger.db", "--json", "--lang", "en")
        told = [one for one in json.loads(ran.out)["problems"] if one["code"] == "id-alike-months"]
        return ran.code, [{name: one[name] for name in ("file", "cell", "value")} | one["facts"] for one in told]

    assert run("publish", "2025-01", tmp_path / "1", "--by", "Boss", "--yes") == (0, [])
    quarter = ("awards", "2025-Q1", "--out", tmp_path / "out")
    pair = {"value": "7", "month": "2025-02", "other": "007", "earlier": "2025-01"}
    code, told = run(*quarter, tmp_path / "2", tmp_path / "3")
    assert (code, told) == (1, [{**pair, "file": "staff_2025-02.csv", "cell": "A2"}])
    assert run("publish", "2025-02", tmp_path / "2", "--by", "Boss", "--yes") == (0, [])
    month(tmp_path / "3", "2025-03", "8", "8")
    assert run(*quarter, tmp_path / "3") == (1, [{**pair, "file": None, "cell": None}])


@pytest.mark.parametrize("command", ["score", "awards", "publish"])
@pytest.mark.parametrize(
    ("then", "who", "is_said"), [("7", "Ada Example", True), ("7", "Dora", False), ("007", "A", False)]
)
def test_a_month_that_writes_an_id_otherwise_than_one_published_this_year_is_sound_and_says_so(
    tmp_path: Path, command: str, then: str, who: str, is_said: bool
) -> None:
    rules = scheme(tmp_path / "rules", SOURCES, awards=AWARDS)
    more = ("--rules", rules, "--ledger", tmp_path / "ledger.db", "--json", "--lang", "en")
    for name, folder in (("2024-12", "0"), ("2025-01", "1")):
        month(tmp_path / folder, name, "007", "007")
        ran = ccmotivate("publish", name, tmp_path / folder, "--by", "Boss", "--yes", *more)
        assert ran.code == 0, ran.out + ran.err
    month(tmp_path / "3", "2025-03", then, then, who)
    words = ("--by", "Boss", "--yes") if command == "publish" else ("--out", tmp_path / "out")
    ran = ccmotivate(command, *(["2025-03"] if command != "score" else []), tmp_path / "3", *words, *more)
    assert ran.code == 0, ran.out + ran.err
    told = [one for one in json.loads(ran.out)["problems"] if one["code"].startswith("id-alike")]
    pair = {"month": "2025-03", "other": "007", "earlier": "2025-01"}
    assert [(one["code"], one["value"], one["facts"]) for one in told] == [("id-alike-ledger", "7", pair)] * is_said


@pytest.mark.parametrize("held", [1, 2, 3])
@pytest.mark.parametrize(
    "awards", ["", "run: {name: Run, every: quarter, consecutive: {award: best, times: 2}, prize: 9}\n"]
)
def test_one_id_that_the_ledger_has_otherwise_takes_nothing_from_the_others(
    tmp_path: Path, held: int, awards: str
) -> None:
    rules = scheme(tmp_path / "rules", SOURCES, awards=QUARTER + awards)
    ledger = ("--rules", rules, "--ledger", tmp_path / "ledger.db", "--json", "--lang", "en")
    months = [month(tmp_path / f"{at}", f"2025-0{at}", one, one) for at, one in ((1, "007"), (2, "7"), (3, "7"))]
    for at, folder in enumerate(months[:held], start=1):
        ran = ccmotivate("publish", f"2025-0{at}", folder, "--by", "Boss", "--yes", *ledger)
        assert ran.code == 0, ran.out + ran.err
    ran = ccmotivate("awards", "2025-Q1", *months[held:], "--out", tmp_path / "out", "--keep-going", *ledger)
    assert ran.code == 1
    document = json.loads(ran.out)
    told = [(one["file"], one["cell"]) for one in document["problems"] if one["code"].startswith("id-alike")]
    assert told == [("staff_2025-02.csv", "A2") if held == 1 else (None, None)]
    assert [one["agent_id"] for one in document["standings"]] == ["A2"]
    assert {one["agent_id"] for one in document["awards"]} == {"A2"}


def test_an_id_that_a_month_to_look_back_at_has_otherwise(tmp_path: Path) -> None:
    again = AWARDS.replace("rank:", "all: [{not_won: {award: best, months: 1}}, {rank:").replace("high}", "high}}]")
    rules = scheme(tmp_path / "rules", SOURCES, awards=again)
    ledger, out = ("--ledger", tmp_path / "ledger.db"), ("--out", tmp_path / "out")
    january = month(tmp_path / "1", "2025-01", "7", "7")
    february = month(tmp_path / "2", "2025-02", "07", "07")
    ran = ccmotivate("publish", "2025-01", january, "--by", "Boss", "--yes", "--rules", rules, *ledger)
    assert ran.code == 0, ran.out + ran.err
    found = scored(rules, february, *ledger, *out)
    assert found.code == 1
    (told,) = found.problems("id-alike-months")
    assert (told["file"], told["cell"]) == ("staff_2025-02.csv", "A2")
    assert told["facts"] == {"month": "2025-02", "other": "7", "earlier": "2025-01"}
    rest = scored(rules, february, *ledger, *out, "--keep-going")
    assert {who for _month, who in rest.agents()} == {"A2"}


@pytest.mark.parametrize("text", ["{id}-{name}", "{name}({id})", "{id} {name}"])
def test_no_file_is_called_strange_whose_ids_stand_joined_with_names_in_another(
    tmp_path: Path, mapped: Map, text: str
) -> None:
    people = {"1001": "张三", "1002": "李四", "1003": "王五"}
    calls = lines(
        tmp_path / "calls.csv", ("坐席", "月份", "接听量"),
        *((text.format(id=who, name=name), "2025-03", 90) for who, name in people.items()),
    )  # fmt: skip
    checks = lines(tmp_path / "checks.csv", ("工号", "月份", "质检得分"), *((who, "2025-03", 88) for who in people))
    made = mapped(calls, checks)
    assert made.code == 0, made.said
    assert "stands in" not in made.text("sources")
    assert {who for _month, who in made.values("quality")} == set(people)
