"""What somebody changed in a file of ours stays: the new file stands beside it, for every kind that is written."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest

from ccmotivate.writers.files.signature import kind_of
from tests.cli.commands import ROOT, Ran, ccmotivate
from tests.parts.books import with_sheets
from tests.pipeline.exports import HEADER, row
from tests.samples import sample, sampled
from tests.support import workbook

EXAMPLES, RULES = ROOT / "examples/2025", ROOT / "rules"
QUARTER = ("given/2025-01.xlsx", "given/2025-02.xlsx", "given/2025-03.xlsx")
_JANUARY, FEBRUARY, MARCH = QUARTER
EVALUATED = ["measures.yaml", FEBRUARY, MARCH]
SIGNED = "seen by Agent Alpha"


@dataclass(frozen=True)
class Command:
    """What is run, and the files that it writes."""

    words: Sequence[str | Path]
    files: Sequence[str]
    code: int = 0
    json: bool = False  # it reports as JSON too


COMMANDS = {
    "score": Command(["score", MARCH, "--out", "."], ["2025-03.scored.xlsx", "2025-03.awards.xlsx"], json=True),
    "together": Command(
        ["score", MARCH, "--together", "--out", "."], ["2025-03.scored.xlsx", "2025-03.awards.xlsx"], json=True
    ),
    "problems": Command(["score", "bad.xlsx"], ["bad.problems.xlsx"], code=1, json=True),
    "problems of values": Command(["score", "bad.csv", "--month", "2025-03"], ["bad.problems.xlsx"], 1, json=True),
    "awards": Command(["awards", "2025-03", MARCH, "--out", "."], ["2025-03.awards.xlsx"], json=True),
    "awards with errors": Command(["awards", "2025-03", "bad.xlsx"], ["bad.problems.xlsx"], 1, json=True),
    "honours": Command(
        ["honours", "2025-Q1", *QUARTER, "--out", "."], ["certificates.docx", "honour-roll.html", "newsletter.md"]
    ),
    "history": Command(["history", "--out", "h.xlsx"], ["h.xlsx"], json=True),
    "simulate": Command(
        ["simulate", MARCH, "--set", "roles.inbound.productivity=78%", "--out", "s.xlsx"], ["s.xlsx"], json=True
    ),
    "diff": Command(["diff", FEBRUARY, MARCH, "--out", "."], ["difference.xlsx"], json=True),
    "fairness page": Command(["fairness", MARCH, "--out", "f.html"], ["f.html"]),
    "fairness page by another name": Command(["fairness", MARCH, "--out", "f.htm"], ["f.htm"]),
    "fairness workbook": Command(["fairness", MARCH, "--out", "f.xlsx"], ["f.xlsx"]),
    "fairness document": Command(["fairness", MARCH, "--out", "f.json"], ["f.json"]),
    "evaluation page": Command(["evaluate", *EVALUATED, "--format", "html"], ["evaluation.html"]),
    "evaluation workbook": Command(["evaluate", *EVALUATED, "--format", "xlsx"], ["evaluation.xlsx"]),
    "evaluation document": Command(["evaluate", *EVALUATED, "--out", "e.json"], ["e.json"]),
    "explain": Command(["explain", MARCH, "--agent", "0018", "--html", "e.html"], ["e.html"], json=True),
    "handbook text": Command(["rules", "show", RULES, "--out", "b.md"], ["b.md"]),
    "handbook page": Command(["rules", "show", RULES, "--out", "b.html"], ["b.html"]),
    "handbook workbook": Command(["rules", "show", RULES, "--out", "b.xlsx"], ["b.xlsx"]),
    "schema": Command(["rules", "schema", "--out", "."], [f"{one}.json" for one in ("roles", "awards", "metrics")]),
    "template": Command(["template", "--month", "2025-03"], ["2025-03.xlsx"]),
}


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A working folder with three months, an export that has an error and, for the history, a published month."""
    for month in QUARTER:
        with_sheets(tmp_path / "given", {}, EXAMPLES / Path(month).name, few=True)
    measure = {"name": "Praise", "from": "2025-03", "window": 1, "expects": {"score": {"up": 50}}}
    (tmp_path / "measures.yaml").write_text(json.dumps({"measures": {"praise": measure}}), encoding="utf-8")
    bad = [list(HEADER), row("0007", 五笔字数="abc"), row("0012")]
    workbook(tmp_path / "bad.xlsx", {"坐席": bad})
    lines = [",".join("" if cell is None else str(cell) for cell in line) for line in bad]
    (tmp_path / "bad.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if "history" in request.node.name:
        by = ("--by", "Manager One", "--yes")
        assert ccmotivate("publish", "2025-03", MARCH, *by, folder=tmp_path).code == 0
    return tmp_path


def run(command: Command, folder: Path, *more: str) -> Ran:
    ran = ccmotivate(*command.words, "--lang", "en", *more, folder=folder)
    assert ran.code == command.code, ran.err
    return ran


def edit(path: Path) -> bytes:
    """Change a file as somebody would; its bytes then."""
    if path.suffix == ".xlsx":
        with warnings.catch_warnings(action="ignore"):  # it drops sparklines
            book = openpyxl.load_workbook(path)
        book.worksheets[0]["Z40"] = SIGNED  # beside everything, so in no merged cell
        book.save(path)
    elif path.suffix == ".docx":
        document = docx.Document(str(path))
        document.add_paragraph(SIGNED)
        document.save(str(path))
    elif path.suffix == ".json":
        changed = json.loads(path.read_text(encoding="utf-8")) | {"note": SIGNED}
        path.write_text(json.dumps(changed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        path.write_text(path.read_text(encoding="utf-8") + f"\n{SIGNED}\n", encoding="utf-8")
    return path.read_bytes()


def beside(path: Path, word: str = "new") -> Path:
    return path.with_name(f"{path.stem}.{word}{path.suffix}")


FEW = [*list(COMMANDS)[::4], "honours"]  # each kind of file


@sampled
@pytest.mark.parametrize("name", sample(FEW, list(COMMANDS)))
def test_what_was_changed_stays_and_the_new_one_stands_beside_it(name: str, folder: Path) -> None:
    command = COMMANDS[name]
    assert "changed since" not in run(command, folder).err
    files = [folder / one for one in command.files]
    written = [path.read_bytes() for path in files]
    assert "changed since" not in run(command, folder).err
    assert [path.read_bytes() for path in files] == written
    signed = [edit(path) for path in files]
    for _again in range(2):  # the second time, what stands beside it is replaced
        ran = run(command, folder)
        assert [path.read_bytes() for path in files] == signed
        assert [beside(path).read_bytes() for path in files] == written
        assert [kind_of(path) for path in files] == [kind_of(beside(path)) for path in files]
        assert not list(folder.glob("*new2*"))
        for path in files:
            said = f"{path.name}: this file was changed since it was written and stays as it is; the new one is "
            assert said + beside(path).name in ran.err
            assert "written:" not in ran.out or beside(path).name in ran.out
        assert "--force" in ran.err
    ran = run(command, folder, "--force")
    assert [path.read_bytes() for path in files] == written
    assert "changed since" not in ran.err
    assert [beside(path).exists() for path in files] == [False] * len(files)
    assert [beside(path, "new.stale").read_bytes() for path in files] == written


JSON = [name for name, command in COMMANDS.items() if command.json]


@sampled
@pytest.mark.parametrize("name", sample(JSON[::3], JSON))
def test_it_is_said_in_json_and_when_quiet(name: str, folder: Path) -> None:
    command = COMMANDS[name]
    run(command, folder)
    for path in command.files:
        edit(folder / path)
    found = [
        one for one in json.loads(run(command, folder, "--json").out)["problems"] if one["code"] == "changed-output"
    ]
    assert [Path(one["file"]).name for one in found] == list(command.files)
    assert {one["severity"] for one in found} == {"note"}
    assert [one["message"].rsplit(" ", 1)[1] for one in found] == [beside(Path(path)).name for path in command.files]
    if name != "history":  # which has nothing to be quiet about
        assert run(command, folder, "--quiet").err.count("changed since") == len(command.files)


def test_what_stands_beside_it_is_somebodys_work_too(folder: Path) -> None:
    command = COMMANDS["score"]
    awards = folder / "2025-03.awards.xlsx"
    run(command, folder)
    edit(awards)
    run(command, folder)
    second = edit(beside(awards))
    beside(awards, "new2").write_bytes(b"not ours")
    ran = run(command, folder)
    assert beside(awards).read_bytes() == second
    assert beside(awards, "new2").read_bytes() == b"not ours"
    assert kind_of(beside(awards, "new3")) == "awards"
    assert "the new one is 2025-03.awards.new3.xlsx" in ran.err


def test_folders_pass_over_what_stands_beside(folder: Path) -> None:
    (folder / "in").mkdir()
    workbook(folder / "in/march.xlsx", {"坐席": [list(HEADER), row("0007")]})
    for _ in range(2):
        assert ccmotivate("score", "in", folder=folder).code == 0
        edit(folder / "in/march.awards.xlsx")
    assert ccmotivate("template", "--output", "in/march.new.xlsx", folder=folder).code == 0
    ran = ccmotivate("check", "in", "--json", folder=folder)
    assert (folder / "in/march.awards.new.xlsx").exists()
    assert [one["file"] for month in json.loads(ran.out)["months"] for one in month["inputs"]] == ["march.xlsx"]
    assert ran.code == 0
    named = ccmotivate("check", "in/march.awards.new.xlsx", "in/march.xlsx", "--json", folder=folder)
    assert "own-output" in [one["code"] for one in json.loads(named.out)["problems"]]


def test_outdated_lists_step_aside_and_no_edit_is_lost(folder: Path) -> None:
    good, bad = {"坐席": [list(HEADER), row("0007")]}, {"坐席": [list(HEADER), row("0007", 五笔字数="abc")]}
    awards, signed = folder / "march.awards.xlsx", []
    for _ in range(3):  # each time: scored, signed, scored again beside it, then outdated by an error
        workbook(folder / "march.xlsx", good)
        assert ccmotivate("score", "march.xlsx", folder=folder).code == 0
        book = openpyxl.load_workbook(awards)
        book.worksheets[0]["H40"] = f"{SIGNED} ({len(signed)})"
        book.save(awards)
        signed.append(awards.read_bytes())
        assert ccmotivate("score", "march.xlsx", folder=folder).code == 0
        workbook(folder / "march.xlsx", bad)
        ran = ccmotivate("score", "march.xlsx", "--lang", "en", folder=folder)
        assert ran.code == 1
    assert "march.awards.xlsx of an earlier run no longer holds; it was renamed to march.awards.stale3.xlsx" in ran.err
    assert [folder.joinpath(f"march.awards.stale{at}.xlsx").read_bytes() for at in ("", 2, 3)] == signed
    left = sorted(path.name for path in folder.glob("march.*") if "stale" not in path.name)
    assert left == ["march.problems.xlsx", "march.xlsx"]
    assert (folder / "march.awards.new.stale.xlsx").exists()
    assert not (folder / "march.awards.new.stale2.xlsx").exists()


def test_a_corrected_copy_survives_being_scored(folder: Path) -> None:
    assert ccmotivate("score", "bad.xlsx", folder=folder).code == 1
    copy = folder / "bad.problems.xlsx"
    book = openpyxl.load_workbook(copy)
    book["坐席"]["G2"] = 80
    book.save(copy)
    corrected = copy.read_bytes()
    assert ccmotivate("score", "bad.problems.xlsx", folder=folder).code == 0
    assert (folder / "bad.problems.awards.xlsx").exists()
    assert copy.read_bytes() == corrected
    assert ccmotivate("score", "bad.xlsx", folder=folder).code == 1
    assert copy.read_bytes() == corrected
    assert kind_of(folder / "bad.problems.new.xlsx") == "problems"
    workbook(folder / "bad.xlsx", {"坐席": [list(HEADER), row("0007")]})
    assert ccmotivate("score", "bad.xlsx", folder=folder).code == 0
    assert (folder / "bad.problems.stale.xlsx").read_bytes() == corrected


def test_a_month_that_was_filled_in_stays_an_input(folder: Path) -> None:
    assert ccmotivate("template", "--output", "in/2025-03.xlsx", folder=folder).code == 0
    assert ccmotivate("check", "in", folder=folder).code == 2  # nothing was filled in yet
    edit(folder / "in/2025-03.xlsx")
    ran = ccmotivate("check", "in", "--lang", "en", folder=folder)
    assert "no workbook found" not in ran.err


def test_a_text_of_the_screen_is_known_when_it_was_saved(folder: Path) -> None:
    page = ccmotivate("rules", "show", RULES, "--format", "markdown", "--lang", "en", folder=folder).out
    (folder / "b.md").write_text(page.replace("80", "81", 1), encoding="utf-8", newline="\n")
    assert "b.new.md" in run(COMMANDS["handbook text"], folder).err


def test_the_export_of_the_ledger_is_never_replaced_unasked(folder: Path) -> None:
    assert ccmotivate("publish", "2025-03", MARCH, "--by", "Manager One", "--yes", folder=folder).code == 0
    assert ccmotivate("ledger", "export", "l.jsonl", folder=folder).code == 0
    changed = edit(folder / "l.jsonl")
    assert ccmotivate("ledger", "export", "l.jsonl", folder=folder).code != 0
    assert (folder / "l.jsonl").read_bytes() == changed
