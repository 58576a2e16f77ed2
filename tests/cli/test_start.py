"""``init`` and ``template`` from the outside: from nothing to a scored month, by questions or by flags."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from itertools import chain, combinations
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccmotivate.cli.init import UnknownWordError, chosen
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline import starting
from ccmotivate.pipeline.mapping import map_files
from ccmotivate.pipeline.scheme import found_in, load_rules
from ccmotivate.pipeline.starting import NotEmptyError, start
from ccmotivate.pipeline.testing import test_scheme
from ccmotivate.writers.starter.scheme_files import Choice, LeftOut, fitting_awards
from tests.cli.commands import COMMAND, ccmotivate
from tests.samples import sample, sampled
from tests.support import HANGS, RULES, shipped_rules, workbook
from tests.writers.test_month_template import fill, good_row, header_row, headers

ALL_ROLES = tuple(shipped_rules().roles)


def written_awards(rules: RuleSet) -> list[str]:
    """The awards of ``awards.yaml``: those that parts give are not chosen."""
    return [name for name, award in rules.awards.items() if not award.part]


ALL_AWARDS = tuple(written_awards(shipped_rules()))


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its text."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def assert_own_cases_hold(rules: RuleSet, folder: Path) -> None:
    """There are cases, they can be read, and every check of theirs holds."""
    tested = test_scheme(rules, folder, "rules")
    assert tested.problems == ()
    assert tested.run.checks > 0
    assert tested.passed


# -- from nothing to a scored month -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_three_commands_and_three_rows_make_a_scored_month(tmp_path: Path, lang: str) -> None:
    assert ccmotivate("init", "demo", "--lang", lang, folder=tmp_path).code == 0
    demo = tmp_path / "demo"
    assert ccmotivate("template", "-o", "m.xlsx", "--lang", lang, folder=demo).code == 0
    columns = headers(openpyxl.load_workbook(demo / "m.xlsx").worksheets[0])
    roles = ("inbound", "email", "qa")
    fill(demo / "m.xlsx", [good_row(shipped_rules(), role, columns, lang) for role in roles])
    ran = ccmotivate("score", "m.xlsx", "--json", "--lang", lang, folder=demo)
    assert ran.code == 0
    document = json.loads(ran.out)
    assert [one["code"] for one in document["problems"]] == []
    (month,) = document["months"]
    assert [agent["role"] for agent in month["agents"]] == sorted(roles)
    assert all(agent["qualified"] and float(agent["score"]) >= 100 for agent in month["agents"])
    assert (demo / "m.scored.xlsx").exists()
    assert (demo / "m.awards.xlsx").exists()


# -- init -------------------------------------------------------------------------------------------------------------


def test_everything_is_kept_word_for_word(tmp_path: Path) -> None:
    ran = ccmotivate("init", tmp_path / "demo", "--lang", "en")
    assert ran.code == 0
    assert f"6 roles, {len(shipped_rules().metrics)} metrics and {len(ALL_AWARDS)} awards" in ran.out
    found = tree(tmp_path / "demo")
    assert "ccmotivate template" in found.pop("README.md")
    shipped = {f"rules/{name}": text for name, text in tree(RULES).items()}
    assert found == shipped


def test_only_the_chosen_roles_and_awards_with_their_remarks(tmp_path: Path) -> None:
    words = ["--role", "qa", "--role", "呼入", "--award", "Best agent", "--award", "啄木鸟奖", "--currency", "eur"]
    assert ccmotivate("init", tmp_path / "demo", *words, "--lang", "en").code == 0
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert problems == ()
    assert rules is not None
    assert (list(rules.roles), written_awards(rules), rules.currency) == (
        ["inbound", "qa"],
        ["best_agent", "woodpecker"],
        "EUR",
    )
    text = rules.texts["awards.yaml"]
    assert "# Ties (ours): ranks 1, 2, 2, 4" in text
    assert "# 季度与年度 · Quarters and years" in text
    assert "# 指数 × 100 = 各项平均" in text
    assert rules.texts["roles/qa.yaml"] == shipped_rules().texts["roles/qa.yaml"]
    assert rules.texts["metrics.yaml"] == shipped_rules().texts["metrics.yaml"]


def test_awards_that_cannot_be_are_left_out_with_a_word(tmp_path: Path) -> None:
    words = ["--role", "inbound", "--award", "woodpecker", "--award", "annual_outstanding", "--award", "best_agent"]
    ran = ccmotivate("init", tmp_path / "demo", *words, "--lang", "en")
    assert ran.code == 0
    assert "left out: Woodpecker award, for it needs Quality control" in ran.err
    assert "left out: Employee of the year, for it needs Quarterly project award" in ran.err
    assert ccmotivate("rules", "check", tmp_path / "demo/rules").code == 0


def test_the_cases_that_come_along_hold(tmp_path: Path) -> None:
    """Of the shipped test cases those that speak of nothing that was left out."""
    assert ccmotivate("init", tmp_path / "demo", "--role", "inbound", "--role", "qa", "--lang", "en").code == 0
    kept = {path.name for path in (tmp_path / "demo/rules/cases").iterdir()}
    assert {"inbound.yaml", "qa.yaml"} <= kept < {path.name for path in (RULES / "cases").iterdir()}
    assert ccmotivate("rules", "test", tmp_path / "demo/rules").code == 0


def test_no_awards_at_all(tmp_path: Path) -> None:
    assert ccmotivate("init", tmp_path / "demo", "--award", "none", "--lang", "en").code == 0
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert problems == ()
    assert rules is not None
    assert written_awards(rules) == []


def test_what_one_award_pulls_along() -> None:
    rules = shipped_rules()
    kept, gone = fitting_awards(rules, Choice(ALL_ROLES, ("annual_outstanding", "quarterly_project"), "CNY"))
    assert kept == ()
    assert gone == (
        LeftOut("quarterly_project", ("monthly_project",)),
        LeftOut("annual_outstanding", ("quarterly_project",)),
    )


_SOME_ROLES = st.sets(st.sampled_from(ALL_ROLES), min_size=1).map(lambda some: tuple(sorted(some)))
_SOME_AWARDS = st.sets(st.sampled_from(ALL_AWARDS)).map(lambda some: tuple(sorted(some)))


@sampled
@settings(max_examples=sample(4, 15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=_SOME_ROLES,
    awards=_SOME_AWARDS,
    currency=st.sampled_from(["CNY", "USD"]),
    lang=st.sampled_from(["zh", "en"]),
)
def test_any_choice_makes_rules_that_can_be_used(
    tmp_path: Path, roles: tuple[str, ...], awards: tuple[str, ...], currency: str, lang: str
) -> None:
    shutil.rmtree(tmp_path / "demo", ignore_errors=True)
    started = start(tmp_path / "demo", Choice(roles, awards, currency), lang)
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert problems == ()
    assert rules is not None
    assert set(rules.roles) == set(roles)
    assert set(written_awards(rules)) == set(awards) - {gone.award for gone in started.left_out}
    assert_own_cases_hold(rules, tmp_path / "demo/rules")
    assert set(tmp_path.iterdir()) == {tmp_path / "demo"}


def test_fewer_roles_in_an_awards_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An award for several roles stays for those that are left."""
    shutil.copytree(RULES, tmp_path / "shipped")
    awards = tmp_path / "shipped/awards.yaml"
    text = awards.read_text(encoding="utf-8").replace("roles: [team_leader]", "roles: [qa, inbound, team_leader] # x")
    awards.write_text(text, encoding="utf-8")
    monkeypatch.setattr(starting, "shipped_rules", lambda: tmp_path / "shipped")
    started = start(tmp_path / "demo", Choice(("inbound", "team_leader"), ("best_leader", "woodpecker"), "CNY"), "en")
    assert started.left_out == (LeftOut("woodpecker", ("qa",)),)
    assert started.rules is not None
    assert started.rules.awards["best_leader"].roles == ("inbound", "team_leader")
    assert "roles: [inbound, team_leader] # x" in started.rules.texts["awards.yaml"]


def test_a_full_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    ran = ccmotivate("init", tmp_path, "--lang", "en")
    assert ran.code == 2
    assert "--force" in ran.err
    assert tree(tmp_path) == {"mine.txt": "mine"}
    with pytest.raises(NotEmptyError):
        start(tmp_path / "mine.txt", Choice(ALL_ROLES, (), "CNY"), "en")


def test_force_renames_what_stands_there(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/scheme.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "README.md").write_text("mine too", encoding="utf-8")
    for at in ("", "2"):
        ran = ccmotivate("init", ".", "--force", "--lang", "en", folder=tmp_path)
        assert ran.code == 0
        assert f"rules.old{at}" in ran.err
    assert (tmp_path / "rules.old/scheme.yaml").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "README.old.md").read_text(encoding="utf-8") == "mine too"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "README.md",
        "README.old.md",
        "README.old2.md",
        "rules",
        "rules.old",
        "rules.old2",
    ]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert ccmotivate("init", ".", "--quiet", folder=tmp_path).out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "rules"]


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    """A disk that fails at the last step: what was there stands as it stood, and nothing else."""
    demo = tmp_path / "demo"
    if there:
        (demo / "rules").mkdir(parents=True)
        (demo / "rules/scheme.yaml").write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target.name in ("README.md", "demo") and ".ccmotivate-tmp" in str(self):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space left"):
        start(demo, Choice(ALL_ROLES, ALL_AWARDS, "CNY"), "en", force=there)
    assert tree(tmp_path) == before
    assert list(tmp_path.rglob("*.ccmotivate-tmp")) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--role", "inbuond"], "inbound"),
        (["--award", "best_agnet"], "best_agent"),
        (["--currency", "yuan"], "three letters"),
    ],
)
def test_a_slip_is_answered(tmp_path: Path, words: list[str], says: str) -> None:
    ran = ccmotivate("init", tmp_path / "demo", *words, "--lang", "en")
    assert ran.code == 2
    assert says in re.sub(r"\s+", " ", ran.err).lower()
    assert not (tmp_path / "demo").exists()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = ccmotivate("init", tmp_path / "file/demo", "--lang", "en")
    assert ran.code == 2
    assert "cannot be written" in ran.err


# -- blank, and from an export ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_scheme_is_whole_and_has_nothing_of_ours(tmp_path: Path, lang: str) -> None:
    ran = ccmotivate("init", "demo", "--blank", "--currency", "eur", "--lang", lang, folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert problems == ()
    assert rules is not None
    assert not set(rules.metrics) & set(shipped_rules().metrics)
    assert not set(rules.roles) & set(ALL_ROLES)
    assert rules.currency == "EUR"
    assert_own_cases_hold(rules, tmp_path / "demo/rules")
    comments = "".join(line for line in rules.texts["metrics.yaml"].splitlines() if line.startswith("#"))
    assert bool(re.search("[\u4e00-\u9fff]", comments)) is (lang == "zh")


def test_the_examples_behind_the_comments_of_a_blank_scheme_work(tmp_path: Path) -> None:
    """Take the # away, as the comments say: a metric, a computed one, an award, eligibility, a line of the score."""
    assert ccmotivate("init", tmp_path / "demo", "--blank", "--lang", "en").code == 0
    for name in ("metrics.yaml", "awards.yaml", "scheme.yaml", "roles/agent.yaml"):
        path = tmp_path / "demo/rules" / name
        text = re.sub(r"(?m)^( *)# ((?:\w+:$| +\w+: |slips: ).*)", r"\1\2", path.read_text(encoding="utf-8"))
        text = text.replace("on_time: {weight: 50", "on_time: {weight: 30")
        path.write_text(text, encoding="utf-8")
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert problems == ()
    assert rules is not None
    assert set(rules.metrics) == {"visits", "on_time", "slips", "visits_without_slip"}
    assert set(rules.awards) == {"best_of_month", "most_visits"}
    assert [line.metric for line in rules.roles["agent"].scorecard] == ["visits", "on_time", "slips"]
    assert [line.metric for line in rules.eligible] == ["visits"]


EXPORT = [
    ["Login", "Agent", "Period", "Calls handled", "Errors", "CSAT %", "Passed training", "Comment", "Group"],
    ["ab12", "Agent Alpha", "2025-03", 120, 2, "85%", "yes", "fine", "North"],
    ["ab13", "Agent Beta", "2025-03", 98, 0, "91%", "no", None, "North"],
    ["ab14", "Agent Gamma", "2025-03", 133, 5, "77%", "yes", "well done", "South"],
    ["Total", None, None, 351, 7, None, None, None, None],
]


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_becomes_a_scheme_that_scores_it(tmp_path: Path, suffix: str) -> None:
    if suffix == "csv":
        write_csv(tmp_path / "calls.csv", EXPORT)
    else:
        workbook(tmp_path / "calls.xlsx", {"March": EXPORT})
    ran = ccmotivate("init", "--from", f"calls.{suffix}", "demo", "--lang", "en", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert [one.code for one in problems] == ["targets-placeholders"]
    assert rules is not None
    assert {name: metric.kind.value for name, metric in rules.metrics.items()} == {
        "calls_handled": "count",
        "errors": "count",
        "csat": "percent",
        "passed_training": "percent",
    }
    assert rules.metrics["errors"].good == "low"
    assert rules.roles["agent"].must == ()
    assert "PLACEHOLDERS" in rules.texts["roles/agent.yaml"]
    assert "columns that nothing is made of: Comment" in rules.texts["sources.yaml"]
    assert "team: Group" in rules.texts["sources.yaml"]
    assert_own_cases_hold(rules, tmp_path / "demo/rules")
    ran = ccmotivate("score", f"calls.{suffix}", "--rules", "demo", "--json", folder=tmp_path)
    assert ran.code == 0
    (month,) = json.loads(ran.out)["months"]
    assert month["period"] == "2025-03"
    assert [agent["agent_id"] for agent in month["agents"]] == ["ab12", "ab13", "ab14"]
    assert all(agent["qualified"] for agent in month["agents"])


def test_init_from_files_makes_what_map_makes(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "calls.csv", EXPORT)
    assert ccmotivate("init", "one", "--from", file, "--currency", "EUR", folder=tmp_path).code == 0
    assert ccmotivate("map", file, "--out", "two", "--currency", "EUR", folder=tmp_path).code == 0
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_roles_and_projects_of_an_export_are_taken(tmp_path: Path) -> None:
    rows = [
        ["工号", "岗位", "项目", "接通量"],
        ["A1", "甲", "信用卡", 5],
        ["A2", "乙", "贷款", 6],
        ["A3", "甲", "信用卡", 7],
    ]
    file = write_csv(tmp_path / "2025-03.csv", rows)
    assert ccmotivate("init", "demo", "--from", file, "--lang", "zh", folder=tmp_path).code == 0
    assert "aliases: [甲, 乙]" in (tmp_path / "demo/rules/roles/agent.yaml").read_text(encoding="utf-8")
    document = json.loads(ccmotivate("score", file, "--rules", "demo", "--json", folder=tmp_path).out)
    assert [agent["project"] for agent in document["months"][0]["agents"]] == ["信用卡", "贷款", "信用卡"]


def test_what_cannot_be_guessed_is_asked(tmp_path: Path) -> None:
    rows = [["员工姓名", "接听量", "满意度"], ["示安然", 120, "85.5%"], ["示博文", 98, "91%"]]
    ran = ccmotivate("init", "demo", "--from", write_csv(tmp_path / "表.csv", rows), "--lang", "zh", folder=tmp_path)
    assert ran.code == 1
    assert "属于哪个月" in ran.err or "哪个月" in ran.err
    note = (tmp_path / "demo/README.md").read_text(encoding="utf-8")
    assert note.index("请先回答") < note.index("ccmotivate rules check")
    assert ccmotivate("rules", "check", "demo", folder=tmp_path).code == 1


def test_what_is_wrong_with_an_export_is_said_at_once(tmp_path: Path) -> None:
    """A cell that is no number: the scheme stands there, and the error of ``score`` is told."""
    rows = [["Agent ID", "Month", "Calls"], ["1", "2025-03", 5], ["2", "2025-03", "many"], ["3", "2025-03", 7]]
    ran = ccmotivate("init", "demo", "--from", write_csv(tmp_path / "x.csv", rows), "--lang", "en", folder=tmp_path)
    assert ran.code == 1
    assert "x.csv!csv!C3" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "x.csv"]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"PK\x03\x04 broken", "x.csv"), (b"only text\nno figures\n", "init --blank"), (b"", "x.csv")],
)
def test_an_export_without_figures_makes_nothing(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    ran = ccmotivate("init", "demo", "--from", "x.csv", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("words", [["--blank", "--role", "qa"], ["--from", "x.csv", "--award", "none"]])
def test_blank_and_from_leave_no_choice_of_ours(tmp_path: Path, words: list[str]) -> None:
    ran = ccmotivate("init", tmp_path / "demo", *words, "--lang", "en")
    assert ran.code == 2
    assert "exclude one another" in re.sub(r"\W+", " ", ran.err)


_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])  # a csv file with others is refused
_CELLS = {
    "whole": st.integers(-5, 10**6),
    "decimal": st.decimals(-100, 100, places=2).map(str),
    "share": st.integers(0, 1000).map(lambda number: f"{number / 10}%"),
    "word": st.sampled_from(["North", "South", "East"]),
    "verdict": st.sampled_from(["pass", "fail"]),
    "text": st.text(_SIGNS, min_size=1, max_size=12),
    "gap": st.sampled_from([None, "-", 7]),
}
_HEADER = st.text(_SIGNS, min_size=1, max_size=30)


@st.composite
def exports(draw: st.DrawFn) -> list[list[object]]:
    """An export with ids and months, and columns of anything under any header."""
    columns = draw(st.lists(st.tuples(_HEADER, st.sampled_from(sorted(_CELLS))), min_size=1, max_size=6))
    rows = draw(st.integers(2, 6))
    table: list[list[object]] = [["Agent ID", "Month", "Calls", *(header for header, _kind in columns)]]
    for at in range(rows):
        table.append([f"A{at}", "2025-03", at, *(draw(_CELLS[kind]) for _header, kind in columns)])
    return table


@sampled
@settings(max_examples=sample(5, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=exports(), lang=st.sampled_from(["zh", "en"]))
def test_any_export_makes_rules_whose_cases_hold(tmp_path: Path, table: list[list[object]], lang: str) -> None:
    shutil.rmtree(tmp_path / "demo", ignore_errors=True)
    file = write_csv(tmp_path / "x.csv", table)
    mapped = map_files([str(file)], tmp_path / "demo", "CNY", lang, {}, lambda one: one.guess, force=False)
    assert mapped.questions == ()
    assert mapped.started.problems == ()  # score takes the whole export
    rules, problems = load_rules(tmp_path / "demo/rules")
    assert [one.code for one in problems] == ["targets-placeholders"]
    assert rules is not None
    assert "calls" in rules.metrics
    assert_own_cases_hold(rules, tmp_path / "demo/rules")


# -- where the rules are ----------------------------------------------------------------------------------------------


def test_the_folder_that_init_made_is_found(tmp_path: Path) -> None:
    """``--rules DIR``, an argument DIR and CCMOTIVATE_RULES find ``DIR/rules``, and the run says so."""
    assert ccmotivate("init", "demo", "--blank", folder=tmp_path).code == 0
    table = [["Agent ID", "Month", "Customer visits", "On time"], ["1", "2025-03", 20, "90%"]]
    write_csv(tmp_path / "m.csv", table)
    inside = str(Path("demo") / "rules")
    runs: list[tuple[list[str], dict[str, str]]] = [
        (["score", "m.csv", "--rules", "demo"], {}),
        (["score", "m.csv"], {"CCMOTIVATE_RULES": "demo"}),
        (["check", "m.csv", "--rules", "demo"], {}),
        (["awards", "2025-03", "m.csv", "--rules", "demo", "--force"], {}),
        (["explain", "m.csv", "--agent", "1", "--rules", "demo"], {}),
        (["template", "--rules", "demo"], {}),
        (["simulate", "m.csv", "--rules", "demo", "--against", "demo"], {}),
        (["fairness", "m.csv", "--rules", "demo"], {}),
        (["rules", "test", "demo"], {}),
        (["rules", "show", "demo"], {}),
        (["rules", "check", "demo"], {}),
        (["rules", "diff", "demo", "demo"], {}),
    ]
    for words, environment in runs:
        ran = ccmotivate(*words, "--lang", "en", folder=tmp_path, environment=environment)
        assert ran.code == 0, (words, ran.err)
        assert inside in ran.out + ran.err, words


def test_a_folder_that_has_a_scheme_itself_is_taken_as_it_is(tmp_path: Path) -> None:
    assert ccmotivate("init", "demo", "--blank", folder=tmp_path).code == 0
    rules = tmp_path / "demo/rules"
    shutil.copytree(rules, rules / "rules")
    assert found_in(rules) == rules
    assert found_in(tmp_path) == tmp_path
    assert found_in(tmp_path / "demo") == rules


# -- questions --------------------------------------------------------------------------------------------------------


def asked(folder: Path, *words: str, answers: Sequence[str]) -> str:
    """Answer the questions of ``init demo`` on a terminal; everything that was on the screen."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [*COMMAND, "init", "demo", *words]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    process = subprocess.Popen(command, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(HANGS) == 0, shown.decode()
    return shown.decode()


def test_a_few_questions(tmp_path: Path) -> None:
    """Slips are asked again; numbers, ids and names in either language do; Enter takes what is offered."""
    shown = asked(tmp_path, answers=["fr", "en", "everybody", "3, 质检", "best_agent，11", "1 2", "dollars", "usd"])
    assert "Which roles?" in shown
    assert "did you mean" in shown
    assert "three letters" in shown
    rules, _ = load_rules(tmp_path / "demo/rules")
    assert rules is not None
    assert (list(rules.roles), rules.currency) == (["inbound", "qa"], "USD")
    assert written_awards(rules) == ["monthly_project", "best_agent"]


def test_enter_takes_everything(tmp_path: Path) -> None:
    asked(tmp_path, "--lang", "en", answers=["", "", ""])
    assert tree(tmp_path / "demo/rules") == tree(RULES)


def test_flags_answer_before_they_are_asked(tmp_path: Path) -> None:
    shown = asked(tmp_path, "--lang", "en", "--role", "qa", "--award", "none", "--currency", "USD", answers=[])
    assert "?" not in shown.split("demo:")[0]
    assert "Which" not in asked(tmp_path, "--force", "--yes", answers=[])


def test_words_name_choices() -> None:
    labels = {name: role.label for name, role in shipped_rules().roles.items()}
    assert chosen(["Quality control、1"], labels) == ("data_entry", "qa")
    assert chosen(["quality control"], labels) == ("qa",)
    assert chosen(["none"], labels, may_be_none=True) == ()
    with pytest.raises(UnknownWordError) as why:
        chosen(["none"], labels)
    assert why.value.args[0] == "none"


def test_every_pair_of_choices_can_be_named_at_once() -> None:
    labels = {name: award.label for name, award in shipped_rules().awards.items()}
    pairs = list(combinations(labels, 2))
    for first, second in pairs:
        assert set(chosen([f"{first},{labels[second].zh}"], labels)) == {first, second}
    assert set(chain.from_iterable(pairs)) == set(labels)


# -- template ---------------------------------------------------------------------------------------------------------


def test_a_template_of_ones_own_rules_roles_and_month(tmp_path: Path) -> None:
    words = ["--role", "QA", "--role", "呼入", "--month", "2025年3月", "--rows", "5", "--lang", "zh"]
    ran = ccmotivate("template", *words, "--rules", RULES, folder=tmp_path)
    assert ran.code == 0
    assert "2025-03.xlsx" in ran.out
    sheet = openpyxl.load_workbook(tmp_path / "2025-03.xlsx").worksheets[0]
    assert sheet.title == "2025-03"
    assert "质检数量" in headers(sheet)
    assert "邮件回复" not in headers(sheet)
    assert sheet.max_row == header_row(sheet) + 5


def test_what_is_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    assert ccmotivate("template", "--quiet", folder=tmp_path).out == ""
    fill(tmp_path / "template.xlsx", [{"Agent ID": "1"}])
    before = (tmp_path / "template.xlsx").read_bytes()
    ran = ccmotivate("template", "--lang", "en", folder=tmp_path)
    assert (ran.code, ran.out) == (0, "written: template.new.xlsx\n")
    assert "--force" in ran.err
    assert (tmp_path / "template.xlsx").read_bytes() == before
    assert ccmotivate("template", "--force", folder=tmp_path).code == 0
    assert (tmp_path / "template.xlsx").read_bytes() != before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--role", "inbuond"], "inbound"),
        (["-o", "m.csv"], ".xlsx"),
        (["--month", "soon"], "2025-03"),
        (["--rows", "0"], "rows"),
        (["--rules", "nowhere"], "nowhere"),
    ],
)
def test_a_slip_of_template_is_answered(tmp_path: Path, words: list[str], says: str) -> None:
    ran = ccmotivate("template", *words, "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert says in ran.err.lower()
    assert list(tmp_path.iterdir()) == []


def test_a_month_before_the_rules_begin(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    role = tmp_path / "rules/roles/qa.yaml"
    text = role.read_text(encoding="utf-8")
    role.write_text(text.replace("{at_least: 800}", "{at_least: {2025-07: 800}}", 1), encoding="utf-8")
    ran = ccmotivate("template", "--month", "2025-03", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert "2025-03" in ran.err
    assert ccmotivate("template", "--month", "2025-07", folder=tmp_path).code == 0
