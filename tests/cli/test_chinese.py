"""A Chinese run has no English left: help, refusals and questions; names, ids, options and file names stay."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from typer import Typer
from typer.main import get_command
from typer.testing import CliRunner

from ccmotivate.cli.app import app
from ccmotivate.cli.asking import agreed
from ccmotivate.writers.words.text import display_width
from tests.cli.commands import ROOT, ccmotivate
from tests.cli.test_ledger import edit

TERMS = {"CSAT", "Excel", "JSON", "Lines", "Schema", "YAML", "Markdown", "HTML", "UTF", "GB", "CNY", "Enter", "URL"}
TERMS |= {"II", "III", "IV"}  # the quadrants of the talent model
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
_WRITTEN_NAMES = re.compile(
    r"\b[A-Z]{1,3}\d+(?:,[A-Z]{1,3}\d+)*\b|\b[A-Z]\b|\b[0-9a-f]{8,64}\b|"
    r"\S+\.(?:xlsx|yaml|html|docx|md|db)\S*|[\w ]+![\w!]+"
)


@functools.cache
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


def latin(text: str, *, paths: bool = False) -> set[str]:
    """The Latin words of a text that are neither names nor listed terms; with ``paths`` cells and hashes are names."""
    rest = _NAMED.sub(" ", _WRITTEN_NAMES.sub(" ", text) if paths else text)
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
        ("explain x.csv", "请给出 --agent 或 --team"),
        ("explain x.csv --team 一组", "请用 --out 指定"),
        ("decide 2025-03 grant --award 月度 --agent 1 --reason 是 --by 甲", "规则中没有奖项月度"),
        ("explain x.csv --agent 1", "文件不存在"),
        ("score x.csv --rules nowhere", "规则文件夹不存在"),
        ("history --ledger none.db", "此处没有台账"),
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
    assert not latin(ran.err.replace("here there", "").replace("nowhere", ""))


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


# -- what is written ---------------------------------------------------------------------------------------------------

EXAMPLES = ROOT / "examples/2025"
MONTH, MONTHS = EXAMPLES / "2025-03.xlsx", [EXAMPLES / f"2025-0{number}.xlsx" for number in (1, 2, 3)]
EVALUATED = ("evaluate", *(EXAMPLES / f"2025-0{number}.xlsx" for number in range(4, 10)), EXAMPLES / "measures.yaml")
PLAN = ("evaluate", *MONTHS, EXAMPLES / "measures.yaml", "--plan", "typing_contest")
WRITTEN = {
    "scored": ("score", MONTH, "--out", "o"),
    "awards": ("awards", "2025-Q1", *MONTHS, "--out", "o"),
    "page": ("explain", *MONTHS, "--agent", "0048", "--html", "o/p.html"),
    "pages": ("explain", MONTH, "--team", "回访一组", "--out", "o"),
    "honours": ("honours", "2025-Q1", *MONTHS, "--out", "o"),
    "fairness": ("fairness", *MONTHS, "--out", "o/f.html"),
    "fairness book": ("fairness", *MONTHS, "--out", "o/f.xlsx"),
    "evaluation": (*EVALUATED, "--measure", "typing_contest", "--out", "o/e.html"),
    "evaluation book": (*EVALUATED, "--measure", "typing_contest", "--out", "o/e.xlsx"),
    "plan": (*PLAN, "--out", "o/p.html"),
    "plan book": (*PLAN, "--out", "o/p.xlsx"),
    "simulation": ("simulate", MONTH, "--set", "roles.inbound.productivity=78%", "--out", "o/s.xlsx"),
    "template": ("template", "--output", "o/t.xlsx"),
    "handbook": ("rules", "show", "--out", "o/h.html"),
    "handbook book": ("rules", "show", "--out", "o/h.xlsx"),
}
EXPLAINED = {"p", "t", "SHA", "Holm", "Welch"}
"""What statistics and hashes are called."""


class _Visible(HTMLParser):
    """The text of a page that is read or heard."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.texts = "", list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.texts += [value for name, value in attrs if name in ("aria-label", "alt", "data-name", "title") and value]

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", "script"):
            self.texts.append(data)


def texts_of(path: Path) -> list[str]:
    """Every text that a person reads in a file: cells, sheet names, headers and footers, pages, documents."""
    if path.suffix == ".html":
        return _Visible(path.read_text(encoding="utf-8")).texts
    if path.suffix == ".docx":
        document = Document(str(path))
        return ["".join(one.itertext()) for one in document.element.body.iter() if one.tag.endswith("}p")]
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8").splitlines()
    book = openpyxl.load_workbook(path)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    comments = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    return [*book.sheetnames, *cells, *comments]


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
@pytest.mark.parametrize("what", WRITTEN)
def test_what_is_written_is_chinese(tmp_path: Path, what: str) -> None:
    (tmp_path / "o").mkdir()
    ran = ccmotivate(*WRITTEN[what], "--lang", "zh", folder=tmp_path, environment={"COLUMNS": "200"})
    assert ran.code == 0, ran.err
    assert not latin(ran.out + ran.err, paths=True)
    files = list((tmp_path / "o").iterdir())
    assert files
    for path in files:
        texts = texts_of(path)
        assert len(texts) > 3
        left = latin("\n".join(texts), paths=True) - EXPLAINED
        assert not left, (path.name, [text for text in texts if any(word in text for word in left)][:20])


def test_a_problems_workbook_is_chinese(tmp_path: Path) -> None:
    month = tmp_path / "2025-03.xlsx"
    month.write_bytes(MONTH.read_bytes())
    edit(month, "0048", "五笔字数", "abc")
    edit(month, "0012", "出错率", -3)
    ran = ccmotivate("score", month.name, "--lang", "zh", folder=tmp_path)
    assert ran.code == 1
    assert not latin(ran.out + ran.err, paths=True) - {"abc", "plausible"}
    assert "考核数据!G15：“abc”不是数字" in ran.err
    texts = texts_of(tmp_path / "2025-03.problems.xlsx")
    assert not latin("\n".join(texts), paths=True) - {"abc", "plausible"}
