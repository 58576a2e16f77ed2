"""A Chinese run has no English left: help, refusals and questions; names, ids, options and file names stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import Typer
from typer.main import get_command
from typer.testing import CliRunner

from ccmotivate.cli.app import app
from ccmotivate.cli.asking import agreed
from ccmotivate.writers.text import display_width
from tests.cli.commands import ccmotivate

TERMS = {"CSAT", "Excel", "JSON", "Lines", "Schema", "YAML", "Markdown", "HTML", "UTF", "GB", "CNY", "Enter", "URL"}
TERMS |= {
    "xlsx",
    "xlsm",
    "xls",
    "xlsb",
    "ods",
    "csv",
    "cp",
    "docx",
    "utf",
    "gb",
    "last",
    "none",
    "yes",
    "id",
    "H1",
    "Q1",
}
_NAMED = re.compile(
    r"--?[\w-]+|<[^>]+>|CCMOTIVATE_\w+|postgresql://…|'[^']*'|roles\.[\w.]+|[\w./*-]*[/.]\w+|2025-\w+|2025\.\.\w+"
)


def names() -> set[str]:
    """Commands, and the words that options take."""
    return {"ccmotivate", *(word for words in commands() for word in words), "grant", "withhold", "as-ruled", "rules"}


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and group of commands."""
    root = get_command(app)
    yield ()
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        yield (name,)
        for under in getattr(command, "commands", ()):
            yield (name, under)


def latin(text: str) -> set[str]:
    """The Latin words of a text that are neither names nor listed terms."""
    rest = _NAMED.sub(" ", text)
    return set(re.findall("[A-Za-z]+", rest)) - TERMS - {part for name in names() for part in name.split("-")}


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_help_is_chinese_and_fits_the_screen(words: tuple[str, ...]) -> None:
    ran = ccmotivate(*words, "--help", "--lang", "zh", environment={"COLUMNS": "80"})
    assert ran.code == 0
    assert "选项：" in ran.out
    assert not latin(ran.out)
    assert max(map(display_width, ran.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "缺少命令"),
        ("scoer", "没有命令 'scoer'；是否要用 'score'？"),
        ("score", "缺少参数 '文件…'"),
        ("score --forse x.csv", "没有选项 --forse"),
        ("score x.csv --sort size", "'size' 不在可选值"),
        ("score x.csv --json=1", "选项 '--json' 不带值"),
        ("score x.csv --out", "选项 '--out' 后面要写值"),
        ("score x.csv --year 19", "不得小于 1990"),
        ("score x.csv --month 2025年13月", "'--month' 的值无效"),
        ("score x.csv --encoding klingon", "'--encoding' 的值无效"),
        ("template --rows many", "应为整数"),
        ("awards 2025-13", "'考核期' 的值无效"),
        ("decide 2025-03 maybe", "'决定' 的值无效"),
        ("decide 2025-03 grant", "缺少选项 '--award'"),
        ("history here there", "多余的参数"),
        ("rules", "管理规则文件"),
        ("rules diff", "缺少参数"),
    ],
)
def test_refusals_are_chinese(tmp_path: Path, words: str, says: str) -> None:
    ran = ccmotivate("--lang", "zh", *words.split(), folder=tmp_path)
    assert ran.code == 2
    assert says in ran.err
    assert not latin(ran.err.replace("here there", ""))


@pytest.mark.parametrize(
    ("answers", "yes"), [("是\n", True), ("Y\n", True), ("否\n", False), ("\n", False), ("好\nyes\n", True)]
)
def test_yes_and_no_in_either_language(answers: str, yes: bool) -> None:
    heard: list[bool] = []
    asks = Typer()
    asks.command()(lambda: heard.append(agreed("?")))
    CliRunner().invoke(asks, input=answers)
    assert heard == [yes]


def test_english_stays_as_the_parser_says_it(tmp_path: Path) -> None:
    ran = ccmotivate("score", "--lang", "en", folder=tmp_path)
    assert ran.err.endswith("Error: Missing argument 'FILES…'.\n")
