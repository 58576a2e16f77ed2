"""Documents cannot drift: the commands of the READMEs run, keys and options are documented, links lead somewhere."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from ccmotivate.cli.options import only_of
from ccmotivate.model.formula import FUNCTIONS
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.schema import Written
from ccmotivate.ruleset import schema as _schema  # noqa: F401 - its models are looked at
from tests.cli.commands import COMMAND, ROOT, apart, ccmotivate
from tests.samples import sample, sampled
from tests.support import posix

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))


def commands() -> Iterator[tuple[str, str]]:
    for name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
            for line in block.splitlines():
                if line.strip().startswith("$ "):
                    yield name, line.strip()[2:]


def test_the_readmes_have_the_two_commands_first() -> None:
    for name in READMES:
        assert [line for where, line in commands() if where == name][:2] == ["make demo", "make test"]


@sampled
def test_every_command_of_the_readmes_runs(tmp_path: Path) -> None:
    """In the order of the pages, in one folder, as their readers would; what both pages have alike is run once.

    ``make test`` leaves out the English ones that differ from the Chinese ones in nothing but the language, and in the
    folder of the example year there is but its first quarter, where the year is not asked for, and the rules have but
    one file of cases.
    """
    for name in ("examples", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for cases in sample(sorted((tmp_path / "rules/cases").iterdir())[1:], []):
        cases.unlink()
    english, chinese = (
        [line for where, line in commands() if where == readme and line.startswith("ccmotivate")] for readme in READMES
    )
    assert len(english) == len(chinese) > 10
    for line in (line for pair in zip(english, chinese, strict=True) for line in _to_run(*pair)):
        with _first_quarter(tmp_path / "examples/2025", sample("awards 2025 " not in line, full=False)):
            ran = ccmotivate(*shlex.split(line)[1:], folder=tmp_path)
        assert ran.code == 0, (line, ran.err)
        if "--json" in line:
            assert json.loads(ran.out)["schema"] == "ccmotivate/score@1"
    awards = {"2025-Q1.awards.xlsx", "2025-Q1.money.xlsx", "2025.awards.xlsx"}
    assert {path.name for path in (tmp_path / "awards").iterdir()} == awards
    assert (tmp_path / "honours/honour-roll.html").exists()
    assert list((tmp_path / "scores").glob("*.scored.xlsx"))


@contextlib.contextmanager
def _first_quarter(year: Path, only: bool) -> Iterator[None]:
    """The later months are hidden meanwhile."""
    later = sorted(year.glob("2025-??.xlsx"))[3:] if only else []
    for path in later:
        path.rename(path.with_name(f".{path.name}"))
    yield
    for path in later:
        path.with_name(f".{path.name}").rename(path)


def _to_run(english: str, chinese: str) -> Collection[str]:
    return (
        sample((chinese,), (english, chinese))
        if chinese == f"{english} --lang zh"
        else dict.fromkeys((english, chinese))
    )


@posix
@sampled
@pytest.mark.parametrize("readme", sample(READMES[1:], READMES))
def test_the_cron_line_of_a_readme_runs_silently_without_an_environment(readme: str, tmp_path: Path) -> None:
    """As cron runs it: a bare environment, no folder of one's own; nothing to say means no mail."""
    (line,) = re.findall(r"```cron\n(.*)\n```", (ROOT / readme).read_text(encoding="utf-8"))
    words = line.split(maxsplit=5)[5].replace("/srv/exports", str(tmp_path / "in")).replace("/srv/", f"{tmp_path}/")
    (tmp_path / "in").mkdir()
    for month in ("2025-02.xlsx", "2025-03.xlsx"):
        shutil.copy(ROOT / "examples/2025" / month, tmp_path / "in")
    _export_of_last_month(tmp_path / "in")
    command = shlex.split(words)
    assert command[0] == "ccmotivate"
    bare = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([*COMMAND, *command[1:]], cwd="/", env=bare, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert [path.name for path in (tmp_path / "scores").glob("*.scored.xlsx")] == ["last.scored.xlsx"]


def _export_of_last_month(folder: Path) -> None:
    """The example's March, exported for the calendar month before today."""
    book = openpyxl.load_workbook(folder / "2025-03.xlsx")
    for sheet in book:
        for (cell,) in sheet.iter_rows(max_col=1):
            if cell.value == "2025年3月":
                cell.value = str(only_of("last"))
    book.worksheets[0]["A1"] = None
    book.save(folder / "last.xlsx")


def test_the_make_targets_of_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    wanted = {line.split()[1] for _, line in commands() if line.startswith("make ")}
    assert wanted <= targets
    assert {"demo", "test", "check", "prove", "bench"} <= targets
    assert "ccmotivate score $(EXAMPLE)" in makefile


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_every_way_to_install(readme: str) -> None:
    """They are not run: each would fetch what the project needs."""
    lines = [line for where, line in commands() if where == readme and "install" in line]
    assert lines == ["pip install .", "uv tool install .", "pipx install ."]


def test_the_workflow_runs_what_make_test_runs_on_every_system_and_python() -> None:
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    workflow = YAML(typ="safe").load(text)
    job = workflow["jobs"]["test"]
    lowest = re.findall(r'requires-python = ">=(3\.\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert [one.partition("-")[0] for one in job["strategy"]["matrix"]["system"]] == ["ubuntu", "macos", "windows"]
    assert job["strategy"]["matrix"]["python"][:1] == lowest
    (by_make,) = re.findall(
        r"^\tPYTHONDONTWRITEBYTECODE= \$\(BIN\)/(pytest .*) \$\(COVER\)$",
        (ROOT / "Makefile").read_text("utf-8"),
        re.MULTILINE,
    )
    said = [line.strip() for step in job["steps"] for line in step.get("run", "").splitlines()]
    assert f"python -m {by_make}" in said
    assert "make test PYTHON=python" in said
    assert "secrets" not in text


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that ``pip install .`` makes, built without a network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_brings_the_rules_and_the_catalogues(wheel: Path, tmp_path: Path) -> None:
    assert "pip install ." in {line for _, line in commands()}
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        package.extractall(tmp_path / "site")
    rules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*.yaml")}
    assert {f"ccmotivate/{name}" for name in rules} <= names
    assert {"ccmotivate/py.typed", "ccmotivate/locale/zh/LC_MESSAGES/ccmotivate.mo"} <= names
    shutil.copy(ROOT / "examples/en/march.xlsx", tmp_path)
    place = {"PYTHONPATH": str(tmp_path / "site")}
    ran = apart("score", "march.xlsx", "--lang", "en", folder=tmp_path, environment=place)
    assert ran.code == 0, ran.err
    assert f"{tmp_path / 'site' / 'ccmotivate' / 'rules'} (shipped)" in ran.err


def models() -> list[type[BaseModel]]:
    return [one for one in _under(Written) if one.__module__.startswith("ccmotivate.")]


def _under(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that extend one, at any depth: those of the rule files, of points methods and of conditions too."""
    for one in model.__subclasses__():
        yield one
        yield from _under(one)


def test_every_key_of_the_rules_is_documented() -> None:
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    keys = {field.alias or name for model in models() for name, field in model.model_fields.items()}
    words = keys | {str(kind) for kind in MetricKind} | set(FUNCTIONS)
    assert [word for word in sorted(words) if not re.search(rf"[`\s{{(\[]{word}[`\s:,}})|]", text)] == []


def test_every_command_and_option_has_help() -> None:
    import typer.main

    from ccmotivate.cli import app

    def bare(command: Any, path: str) -> Iterator[str]:
        if not (command.help or command.short_help or "").strip():
            yield path
        for option in command.params:
            if not getattr(option, "help", ""):
                yield f"{path} {option.name}"
        for name, inner in getattr(command, "commands", {}).items():
            yield from bare(inner, f"{path} {name}")

    assert list(bare(typer.main.get_command(app), "ccmotivate")) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [to for to in targets if "://" not in to and not ((ROOT / name).parent / to).exists()] == []


def test_nothing_names_a_registry() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in pinned.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+==[A-Za-z0-9.+]+", line) for line in lines)
