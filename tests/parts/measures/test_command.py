"""``ccmotivate evaluate`` on the example year: what is planted is found; what does not fit is said at its line."""

from __future__ import annotations

import json
import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.parts.measures import problems as codes
from tests.cli.commands import ROOT, ccmotivate

YEAR = ROOT / "examples" / "2025"
MONTHS = sorted(YEAR.glob("2025-??.xlsx"))
HALF = MONTHS[:6]


def document(*words: str | Path, code: int = 0) -> dict[str, Any]:
    ran = ccmotivate("evaluate", *words, "--json", "--lang", "en")
    assert ran.code == code, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def written(folder: Path, *lines: str) -> Path:
    """A file of one measure with these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    (folder / "measures.yaml").write_text(f"measures:\n  praise:\n    name: Praise\n{body}", encoding="utf-8")
    return folder / "measures.yaml"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A measure of everybody in the last months; the file stays as it is."""
    return written(tmp_path_factory.mktemp("own"), "from: 2025-10", "window: 1", "expects: {score: {up: 50}}")


def test_a_file_that_is_named_may_have_any_name(tmp_path: Path) -> None:
    own = written(tmp_path, "from: 2025-10", "window: 1", "expects: {score: {up: 50}}")
    other = own.rename(tmp_path / "praise.yml")
    found = document(MONTHS[8], MONTHS[9], other)
    assert [one["measure"] for one in found["measures"]] == ["praise"]
    assert "praise.yml" in [one["file"] for one in found["inputs"]]


@pytest.fixture(scope="module")
def year() -> dict[str, Any]:
    return document(YEAR)


def test_what_is_planted_in_the_year_is_found_and_the_other_is_not(year: dict[str, Any]) -> None:
    contest, productivity, attrition = year["measures"]
    assert (contest["measure"], contest["metric"], contest["verdict"]) == ("typing_contest", "typing_speed", "improved")
    assert contest["units"] == [4, 4]
    low, high = map(Fraction, contest["interval"])
    assert 0 < low < Fraction(contest["effect"]) < high
    assert productivity["verdict"] == "no_sign"
    assert attrition["verdict"] == "cannot_tell"
    assert [one["measure"] for one in year["reports"]] == ["typing_contest", "praise"]
    assert [one["code"] for one in year["reports"][1]["warnings"]] == ["season"]


def test_the_effect_is_that_of_the_units_shown(year: dict[str, Any]) -> None:
    units = year["reports"][0]["unit_changes"]
    sides = [[Fraction(one["change"]) for one in units if one["pilot"] is side] for side in (True, False)]
    pilot, rest = (sum(side, Fraction(0)) / len(side) for side in sides)
    assert abs(pilot - rest - Fraction(year["measures"][0]["effect"])) <= Fraction(1, 20_000)
    assert all(Fraction(one["after"]) - Fraction(one["before"]) == Fraction(one["change"]) for one in units)


def test_twice_the_same_to_the_byte(own: Path) -> None:
    words = ("evaluate", MONTHS[8], MONTHS[9], own, "--json", "--lang", "zh")
    assert ccmotivate(*words).out == ccmotivate(*words).out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_begins_each_measure_with_what_to_do(lang: str) -> None:
    ran = ccmotivate("evaluate", YEAR, "--lang", lang)
    assert ran.code == 0
    first = [text.strip().split("\n")[0] for text in ran.out.split("\n\n")[1:]]
    assert lang == "en" or re.search("[a-z]{4,}", "".join(first[:2])) is None
    begins = ("每周打字赛", "每周公开表扬") if lang == "zh" else ("Weekly typing", "Whether Praise")
    assert [word in line for word, line in zip(begins, first, strict=False)] == [True, True]


def test_a_file_beside_the_months_counts_in_place_of_that_of_the_rules(own: Path) -> None:
    found = document(MONTHS[8], MONTHS[9], own)
    assert [(one["measure"], one["metric"], one["verdict"]) for one in found["measures"]] == [
        ("praise", "score", "no_sign")
    ]
    assert found["inputs"][-1]["file"] == own.name


def test_where_nothing_is_seen_it_says_what_to_look_at_and_the_call_runs(tmp_path: Path) -> None:
    own = written(tmp_path, "from: 2025-10", "window: 1", "expects: {score: {up: 50}}", "introduces: awards.csat_star")
    found = document(MONTHS[8], MONTHS[9], own)["reports"][0]
    assert found["introduces"] == ["awards.csat_star"]
    assert found["look_at"]
    call = shlex.split(found["try"])
    assert call[:2] == ["ccmotivate", "simulate"]
    sweep = call[call.index("--sweep") :]
    assert ccmotivate("simulate", MONTHS[8], MONTHS[9], *sweep, "--no-ledger").code == 0


def test_what_the_rules_changed_with_the_start_stands_beside_it(own: Path, tmp_path: Path) -> None:
    text = (ROOT / "rules/roles/inbound.yaml").read_text(encoding="utf-8")
    rules = tmp_path / "rules"
    for path in (ROOT / "rules").rglob("*.yaml"):
        target = rules / path.relative_to(ROOT / "rules")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    dated = text.replace("{at_least: 75%}", "{at_least: {2025-01: 75%, 2025-10: 78%}}")
    (rules / "roles/inbound.yaml").write_text(dated, encoding="utf-8")
    (change, *_more) = document(MONTHS[8], MONTHS[9], own, "--rules", rules)["reports"][0]["rule_changes"]
    assert (change["id"], change["metric"]) == ("inbound", "productivity")


@pytest.mark.parametrize(
    ("lines", "code", "line", "says"),
    [
        (("from: 2025-02", "window: 1", "teams: [信用卡一组, 信用卡三组]"), codes.UNKNOWN_UNIT, 6, "信用卡一组"),
        (("from: 2025-02", "window: 1", "sites: [North]"), codes.UNKNOWN_UNIT, 6, "North"),
        (("from: 2026-02", "window: 1"), codes.NOTHING_AFTER, 2, "--plan praise"),
        (("from: 2025-01", "window: 3"), codes.NOTHING_BEFORE, 2, "2025-01"),
    ],
)
def test_what_does_not_fit_the_months_is_one_problem_at_its_line(
    tmp_path: Path, lines: tuple[str, ...], code: str, line: int, says: str
) -> None:
    own = written(tmp_path, *lines, "expects: {score: {up: 1}}")
    found = document(*MONTHS[:2], own, code=1)
    (problem,) = [one for one in found["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["file"], problem["line"]) == (code, str(own), line)
    assert says in problem["message"] + problem["hint"]
    assert found["measures"] == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("expects: {csta: {up: 1}}",), "rule-unknown-word"),
        (("expects: {csat: 1}",), "rule-one-direction"),
        (("expects: {csat: {}}",), "rule-one-direction"),
    ],
)
def test_a_broken_file_beside_the_months_is_refused_at_its_line(
    tmp_path: Path, lines: tuple[str, ...], code: str
) -> None:
    own = written(tmp_path, "from: 2025-02", "window: 1", *lines)
    (problem,) = [one for one in document(*MONTHS[:2], own, code=2)["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["file"], problem["line"]) == (code, str(own), 6)


def test_no_measure_an_unknown_one_and_two_files_are_problems(tmp_path: Path) -> None:
    for words, code, exit_code in (
        (MONTHS[:1], codes.NO_MEASURES, 1),
        ([YEAR, "--measure", "praize"], codes.UNKNOWN_MEASURE, 1),
        ([YEAR, written(tmp_path, "from: 2025-02")], codes.SEVERAL_FILES, 2),
    ):
        found = document(*words, code=exit_code)["problems"]
        assert [one["code"] for one in found if one["severity"] == "error"] == [code]


def test_a_plan_says_how_much_would_show_and_that_grows_with_the_metrics(tmp_path: Path) -> None:
    one = document(*HALF, YEAR / "measures.yaml", "--plan", "typing_contest")["plan"]
    (metric,) = one["metrics"]
    assert one["window"] == 3
    assert metric["units"] == [4, 4]
    assert Fraction(metric["smallest_change"]) > Fraction(metric["worth_having"])
    assert 0 < Fraction(metric["chance"]) < Fraction(one["power"])
    assert "would have to rise by about" in metric["text"]
    teams = "teams: [信用卡二组, 会员一组, 售后二组, 回访一组]"
    two = written(tmp_path, "from: 2025-07", "window: 3", teams, "expects: {typing_speed: {up: 5}, score: {up: 1}}")
    found = document(*HALF, two, "--plan", "praise")["plan"]["metrics"]
    assert [one["smallest_change"] for one in found] == [None, None]


def test_a_plan_needs_months_before_and_leaves_later_ones_out(tmp_path: Path) -> None:
    own = written(tmp_path, "from: 2025-02", "window: 1", "expects: {score: {up: 1}}")
    found = document(*MONTHS[:2], own, "--plan", "praise", code=1)["problems"]
    assert [one["code"] for one in found if one["severity"] == "error"] == [codes.PLAN_MONTHS]
    own = written(tmp_path, "from: 2025-03", "window: 1", "expects: {score: {up: 1}}")
    plan = document(*MONTHS[:3], own, "--plan", "praise")
    assert codes.PLAN_STARTED in [one["code"] for one in plan["problems"]]
    without = document(*MONTHS[:2], own, "--plan", "praise")
    assert plan["plan"] == without["plan"]


def test_the_document_is_written_and_never_over_a_file_of_another(own: Path, tmp_path: Path) -> None:
    words = ("evaluate", MONTHS[8], MONTHS[9], own, "--out", tmp_path / "e.json", "--lang", "en")
    assert ccmotivate(*words).code == 0
    assert json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))["schema"] == "ccmotivate/evaluate@1"
    (tmp_path / "e.json").write_text("{}", encoding="utf-8")
    assert ccmotivate(*words).code == 2
    assert (tmp_path / "e.json").read_text(encoding="utf-8") == "{}"
