"""A part in one folder of at most 150 lines shows wherever a decision shows; what it forgets is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccmotivate import parts
from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.parts import test_contract as contract
from tests.parts.books import with_sheets
from tests.parts.thanks import PART
from tests.support import sheets_in, shipped_rules, workbook

FOLDER = ROOT / "tests/parts/thanks"
YAML = """\
enough: 2
sheets:
  thank_you:
    name: {zh: 感谢信, en: Thank-you letters}
    columns: {date: {name: 日期}, letters: {name: {zh: 封数, en: Letters}}}
"""
CASES = """\
cases:
  - case: 够不够 · Enough
    given: {like: on_standard, role: email}
    sheets: {thank_you: [{agent_id: A, date: 2025-01-03, letters: 1}, {agent_id: A, date: 2025-01-09, letters: 1},
                         {agent_id: B, date: 2025-01-03, letters: 1}]}
    agents: {A: {expect: {thanks: 2}}, B: {expect: {thanks: 1}}}
"""
HEADERS = ["日期", "工号", "封数"]
LETTERS = [["2025-03-02", "0015", 1], ["2025-03-30", "0015", 1], ["2025-02-28", "0015", 9], ["2025-04-01", "0023", 5]]


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PARTS", (*parts.PARTS, PART))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return folder(tmp_path / "rules", YAML)


def folder(target: Path, text: str) -> Path:
    for name, content in {**shipped_rules().texts, "thanks.yaml": text, "cases/thanks.yaml": CASES}.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(content, encoding="utf-8")
    return target


Workbook = Callable[..., Path]


@pytest.fixture
def march(tmp_path: Path) -> Workbook:
    """The example month with letters of thanks, in a folder of its own."""

    def make(name: str, rows: list[list[object]] = LETTERS, headers: list[str] = HEADERS, sheet: str = "来信") -> Path:
        return with_sheets(tmp_path / name, {sheet: [headers, *rows]})

    return make


def run(*words: str | Path, lang: str = "en") -> Ran:
    done = ccmotivate(*words, "--lang", lang)
    assert "Traceback" not in done.err
    return done


def document(*words: str | Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(*words, "--json").out)
    return found


def agents(path: Path, rules: Path) -> dict[str, object]:
    months = document("score", path, "--rules", rules, "--out", rules.parent / "out")["months"]
    assert isinstance(months, list)
    return {one["agent_id"]: one.get("thanks", "no key") for one in months[0]["agents"]}


def test_the_folder_has_at_most_150_lines() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.glob("*.py")) <= 150


def test_workbook_terminal_and_json(march: Workbook, rules: Path, tmp_path: Path) -> None:
    path = march("one")
    ran = run("score", path, "--rules", rules, "--out", tmp_path / "out", lang="zh")
    assert ran.code == 0, ran.err
    assert "致谢: 2" in ran.out
    _head, *table = sheets_in(tmp_path / "out/2025-03.scored.xlsx")["致谢"]
    rows = {row[0]: row[1] for row in table}
    assert rows["0015"] == 2
    assert sum(rows.values()) == 2
    assert agents(path, rules) == rows


def test_what_counts_is_said(march: Workbook, rules: Path) -> None:
    """A row after the month, somebody who is not there: notes; without the sheet the part is off, with one note."""
    path = march("one", [*LETTERS, ["2025-03-05", "9999", 1]])
    codes = {one["code"] for one in document("check", path, "--rules", rules)["problems"]}  # type: ignore[union-attr]
    assert {"sheet-later", "sheet-strangers"} <= codes
    bare = document("score", ROOT / "examples/2025/2025-03.xlsx", "--rules", rules, "--out", rules.parent / "out")
    assert [one["code"] for one in bare["problems"]].count("parts-off") == 1  # type: ignore[union-attr]
    assert set(agents(ROOT / "examples/2025/2025-03.xlsx", rules).values()) == {"no key"}


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["not a day", "0015", 1], "not-a-date", "A2"),
        ([None, "0015", 1], "blank-field", "A2"),
        (["2025-03-01", None, 1], "blank-id", "B2"),
        (["2025-03-01", "15", 1], "id-alike", "B2"),
        (["2025-03-01", "0015", "many"], "not-a-number", "C2"),
        (["2025-03-01", "0015", 1.5], "not-whole", "C2"),
        (["2025-03-01", "0015", None], "blank-field", "C2"),
        (["2025-03-01", "0015", 0], "out-of-range", "C2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    march: Workbook, rules: Path, row: list[object], code: str, cell: str
) -> None:
    ran = run("check", march("bad", [row]), "--rules", rules, "--json")
    errors = [one for one in json.loads(ran.out)["problems"] if one["severity"] == "error"]
    assert [(one["code"], one["sheet"], one["cell"]) for one in errors] == [(code, "来信", cell)]
    assert ran.code == 1


def test_a_sheet_with_its_name_that_lacks_a_column_is_an_error(march: Workbook, rules: Path) -> None:
    path = march("less", [["2025-03-01", "0015"]], ["日期", "工号"], "感谢信")
    errors = [one for one in document("check", path, "--rules", rules)["problems"] if one["severity"] == "error"]  # type: ignore[union-attr]
    assert [one["code"] for one in errors] == ["detail-incomplete"]


def test_sheets_in_a_file_of_their_own_count_for_the_agents_beside_it(rules: Path, tmp_path: Path) -> None:
    letters = workbook(tmp_path / "letters.xlsx", {"来信": [HEADERS, *LETTERS]})
    beside = (ROOT / "examples/2025/2025-03.xlsx", letters)
    months = document("score", *beside, "--rules", rules, "--out", tmp_path / "out")["months"]
    assert {one["agent_id"]: one["thanks"] for one in months[0]["agents"]}["0015"] == 2  # type: ignore[index]
    alone = run("score", letters, "--rules", rules)
    assert alone.code == 2
    assert "Thank-you letters" in alone.err


def test_explanation_handbook_schema_and_template(march: Workbook, rules: Path, tmp_path: Path) -> None:
    assert "≥ 2" in run("explain", march("one"), "--agent", "0015", "--rules", rules).out
    assert "≥ 2" in run("rules", "show", rules).out
    assert '"thanks"' in run("rules", "schema").out
    done = run("template", "--rules", rules, "--output", tmp_path / "blank.xlsx", lang="zh")
    assert done.code == 0, done.err
    rows = sheets_in(tmp_path / "blank.xlsx")["感谢信"]
    assert any(row[:3] == tuple(HEADERS) for row in rows)


def test_cases_count_and_fail(rules: Path) -> None:
    ran = run("rules", "test", rules, "--coverage")
    assert ran.code == 0, ran.out + ran.err
    case = rules / "cases/thanks.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("thanks: 1", "thanks: 3"), encoding="utf-8")
    assert "Thanks" in run("rules", "test", rules).out


def test_other_rules_and_corrections_show(march: Workbook, rules: Path, tmp_path: Path) -> None:
    more = folder(tmp_path / "more", YAML.replace("enough: 2", "enough: 3"))
    path, other = march("one"), march("two", [["2025-03-02", "0015", 1]])
    assert "enough" in run("rules", "diff", rules, more).out
    for one in (
        document("simulate", path, "--rules", rules, "--against", more),
        document("simulate", path, "--rules", rules, "--set", "thanks.enough=3"),
        document("diff", path, other, "--rules", rules),
    ):
        assert "thanks" in json.dumps(one)
        assert [problem for problem in one["problems"] if problem["severity"] == "error"] == []  # type: ignore[attr-defined]
    ledger = tmp_path / "ccmotivate.db"
    published = ("publish", "2025-03", "--by", "A", "--yes", "--ledger", ledger)
    assert run(*published, path, "--rules", rules).code == 0
    again = run(*published, path, "--rules", more)
    assert again.code != 0
    assert "Thanks" in again.out + again.err


@pytest.mark.parametrize("facet", PART.facets)
def test_the_contract_names_a_facet_that_is_taken_out(facet: str) -> None:
    less = replace(PART, facets=tuple(one for one in PART.facets if one != facet))
    with pytest.raises(AssertionError, match=facet):
        contract.test_a_facet_is_there_or_declined_with_a_reason(less, facet)
    with pytest.raises(LookupError, match=facet):
        less.facet(facet)
