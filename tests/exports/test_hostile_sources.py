"""Sources that mean harm, each read by a process of its own: one clear problem, within bounds of time and memory.

The bounds are those that tell a refusal from an attempt, not measurements; ``tests/prove/test_hostile.py`` holds
tighter ones for workbooks.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.limited import MIB, Runner
from tests.exports.shapes import scheme, scored
from tests.exports.test_shapes import LOG
from tests.formats import hostile
from tests.samples import sample, sampled

MEGABYTES, PROCESSOR_SECONDS, ADDRESS_SPACE = 512, 20, 4096 * MIB
HEADER, ROW = b"Agent,Started,Talk\n", b"A1,01-03-2025,0:03:00\n"
MANY = 1_000_000
WIDE = sample(100_000, MANY)
measured = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux shows it")


def pieces(start: bytes, piece: bytes, size: int, end: bytes = b"") -> Iterator[bytes]:
    """About so many bytes of one piece again and again."""
    yield start
    block = piece * (MIB // len(piece))
    for _ in range(size // MIB):
        yield block
    yield end


def zipped(size: int) -> list[bytes]:
    return [hostile.zipped({"calls.csv": bytes(size)})]


def headers(name: str) -> list[bytes]:
    return [",".join(f"{name} {at}" for at in range(MANY)).encode(), b"\n", ROW]


@functools.cache
def wide_workbook(cell: str) -> list[bytes]:
    """A workbook with a million cells in a row, or a tenth, which no spreadsheet program would write."""
    row = "<row r='1'>" + "".join(cell.format(at=at, letters=_letters(at)) for at in range(WIDE)) + "</row>"
    sheet = hostile.plain_parts()[hostile.SHEET].decode()
    parts = {
        **hostile.plain_parts(),
        hostile.SHEET: re.sub("<sheetData>.*</sheetData>", f"<sheetData>{row}</sheetData>", sheet),
    }
    return [hostile.zipped({name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()})]


def _letters(column: int) -> str:
    from ccmotivate.formats.cells import column_letters

    return column_letters(column)


@dataclass(frozen=True)
class Case:
    """The bytes of a file, the code of its one problem, and what must be said of where it is."""

    make: Callable[[], Iterable[bytes]]
    code: str
    says: str = ""
    name: str = "calls_1.csv"


CASES: Mapping[str, Case] = {
    "a million headers, small": Case(lambda: headers("c"), "grid-too-large", "BDWGN1"),
    "a million headers, large": Case(lambda: headers("a column of many, number"), "csv-malformed", "line 1:"),
    "a million cells below a header": Case(lambda: [HEADER, b"x," * MANY + b"x\n"], "grid-too-large", "BDWGO2"),
    "a million blank cells below a header": Case(
        lambda: [HEADER, ROW, b"," * MANY + b"1\n"], "grid-too-large", "BDWGO3"),
    "a line of many cells in a large file": Case(
        lambda: [*pieces(HEADER, ROW, 20 * MIB), b"x," * 50_000 + b"x\n"], "grid-too-large", "BUYC953242"),
    "a million columns in xlsx": Case(
        lambda: wide_workbook("<c r='{letters}1'><v>1</v></c>"), "malformed-workbook", name="calls_1.xlsx"),
    "a million columns in xlsx without addresses": Case(
        lambda: wide_workbook("<c><v>1</v></c>"), "zip-bomb", "sheet1.xml", name="calls_1.xlsx"),
    "gzip": Case(lambda: [gzip.compress(bytes(100 * MIB))], "packed-file"),
    "zip": Case(lambda: zipped(600 * MIB), "zip-bomb", "calls.csv"),
    "zip of less": Case(lambda: zipped(60 * MIB), "zip-bomb", "calls.csv"),
    "UTF-16 of NUL": Case(lambda: pieces(b"\xff\xfe", b"\0", 40 * MIB), "not-a-workbook"),
    "UTF-16 in one line": Case(
        lambda: pieces("\ufeffAgent,Started,Talk\n".encode("utf-16-le"), b"x\0", 40 * MIB), "csv-malformed", "line 2:"),
    "UTF-16 in one line, small": Case(
        lambda: pieces("\ufeffAgent,Started,Talk\n".encode("utf-16-le"), b"x\0", 12 * MIB), "csv-malformed", "line 2:"),
    "NUL at the end": Case(lambda: pieces(HEADER, ROW, 30 * MIB, bytes(MIB)), "not-a-workbook"),
    "an open quotation mark, 100 MB": Case(
        lambda: pieces(HEADER + b'A1,01-03-2025,"', b"9" * 78 + b"\n", 100 * MIB), "csv-malformed", "line 2:"),
    "an open quotation mark, 10 MB": Case(
        lambda: pieces(HEADER + b'A1,01-03-2025,"', b"9" * 78 + b"\n", 10 * MIB), "csv-malformed", "line 2:"),
    "nothing but quotation marks": Case(lambda: pieces(HEADER, b'"', 30 * MIB), "csv-malformed", "line 2:"),
    "a line of 17 MiB": Case(
        lambda: pieces(HEADER + b"A1,01-03-2025,", b"9", 17 * MIB, b"\n"), "csv-malformed", "line 2:"),
    "a line of 190 MiB": Case(lambda: pieces(b"", b"x", 190 * MIB), "csv-malformed", "line 1:"),
    "blank lines, 30 MB": Case(lambda: pieces(HEADER, b"\n", 30 * MIB, ROW), "csv-too-long", "1048576"),
    "blank lines, 12 MB": Case(lambda: pieces(HEADER, b"\n", 12 * MIB, ROW), "csv-too-long", "1048576"),
    "blank cells, 12 MB": Case(lambda: pieces(HEADER, b",,\n", 12 * MIB), "csv-too-long", "1048576"),
}  # fmt: skip


def test_the_table_has_a_case_of_each_code_of_a_text_file() -> None:
    codes = {case.code for case in CASES.values()}
    assert codes >= {"grid-too-large", "csv-malformed", "csv-too-long", "not-a-workbook", "zip-bomb"}


HEAVY = (
    "zip", "a line of 190 MiB", "blank lines, 30 MB", "UTF-16 in one line", "an open quotation mark, 100 MB",
)  # fmt: skip
"""Each has a lesser one."""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    made = Runner(ADDRESS_SPACE, 2 * PROCESSOR_SECONDS)
    yield made
    made.close()


@measured
@sampled
@pytest.mark.parametrize("name", sample([name for name in CASES if name not in HEAVY], list(CASES)))
def test_a_hostile_file_is_one_problem_within_bounds(name: str, tmp_path: Path, runner: Runner) -> None:
    done = runner.run(hostile_words(name, tmp_path), tmp_path)
    assert done.err == ""
    one = only_problem(done.out, CASES[name])
    assert not any(_has_chinese(one[key]) for key in ("message", "hint"))
    assert done.code == 2
    assert done.kilobytes < MEGABYTES * 1024
    assert done.seconds < PROCESSOR_SECONDS
    assert not (tmp_path / "out").exists()


OF_EACH_CODE = (
    "a million cells below a header", "UTF-16 in one line, small", "blank cells, 12 MB", "gzip", "zip of less",
    "NUL at the end", "a million columns in xlsx",
)  # fmt: skip


def test_one_of_each_code_is_said_in_chinese() -> None:
    assert sorted(CASES[name].code for name in OF_EACH_CODE) == sorted({case.code for case in CASES.values()})


@sampled
@pytest.mark.parametrize("name", sample(OF_EACH_CODE, tuple(CASES)))
def test_it_is_said_in_chinese_too(name: str, tmp_path: Path) -> None:
    ran = ccmotivate(*hostile_words(name, tmp_path), "--lang", "zh")
    assert ran.code == 2
    one = only_problem(ran.out, CASES[name])
    assert all(_has_chinese(one[key]) for key in ("message", "hint"))


def hostile_words(name: str, folder: Path) -> list[str]:
    """A command that is given such a file."""
    case = CASES[name]
    file = folder / case.name
    with file.open("wb") as target:
        target.writelines(case.make())
    rules = scheme(folder / "rules", LOG.replace("calls_*.csv", "calls_*"))
    return ["score", str(file), "--rules", str(rules), "--no-ledger", "--json", "--out", str(folder / "out")]


def only_problem(out: str, case: Case) -> Mapping[str, Any]:
    """The one error of a document, which names the file and the place and is soon read."""
    (one,) = [one for one in json.loads(out)["problems"] if one["severity"] == "error"]
    assert (one["code"], one["file"]) == (case.code, case.name), one
    told = f"{one['sheet']} {one['cell']} {one['message']}"
    facts = " ".join(map(str, one["facts"].values()))
    assert case.says.removeprefix("line ").removesuffix(":") in f"{told} {facts}", one
    assert one["hint"]
    assert len(told) < 500
    return one


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


# -- rules that mean harm ---------------------------------------------------------------------------------------------

SOURCE = "calls:\n  agent_id: Agent\n  month: Started\n  columns: {talk: {name: Talk, kind: duration}}\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("  files: ../../*\n", "rule-pattern-outside"),
        ("  files: a/../../*.csv\n", "rule-pattern-outside"),
        ("  files: [calls.csv, ..]\n", "rule-pattern-outside"),
        ("  files: /etc/*\n", "rule-pattern-outside"),
        ("  files: ~/*\n", "rule-pattern-outside"),
        ("  files: 'C:\\*'\n", "rule-pattern-outside"),
        ("  files: '..\\..\\*'\n", "rule-pattern-outside"),
        ("  files: '\\\\server\\share\\*'\n", "rule-pattern-outside"),
        ('  name: {of: Who, as: "no braces"}\n', "rule-template-lacks"),
        ('  name: "{} {}"\n', "rule-template-empty"),
        ('  name: "{Who"\n', "rule-template-empty"),
    ],
)
def test_rules_that_mean_harm_are_refused_at_their_line(tmp_path: Path, line: str, code: str) -> None:
    refused(scheme(tmp_path / "rules", SOURCE + line), tmp_path, code)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "a" * 100, "Asia/Shang hai"])
def test_a_zone_that_does_not_exist(tmp_path: Path, zone: str) -> None:
    text = SOURCE.replace("month: Started", f"month: {{of: Started, written_in: '{zone}'}}")
    refused(scheme(tmp_path / "rules", text), tmp_path, "rule-unknown-zone")


def refused(rules: Path, folder: Path, code: str) -> None:
    found = scored(rules, folder)
    assert found.code == 2
    (one,) = found.document["problems"]
    assert one["code"] == code, one
    assert "sources.yaml" in one["file"]
    assert one["line"]
    assert one["hint"]


def test_a_pattern_opens_nothing_by_itself(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/calls_1.csv").write_bytes(HEADER + ROW)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/link").symlink_to(tmp_path / "elsewhere")
    rules = scheme(tmp_path / "rules", SOURCE + "  files: link/calls_*.csv\n")
    found = scored(rules, tmp_path / "in")
    assert found.code == 2
    assert found.codes == {"nothing-found"}


@pytest.mark.parametrize("claimed", [True, False])
@pytest.mark.parametrize(
    "line", ['  name: "{First name} {Last name}"\n', '  team: {of: "{Unit} {Last name}", as: "{team} {rest}"}\n',
             "  site: Last name\n", "  only: {Last name: [x]}\n"]
)  # fmt: skip
def test_a_column_of_a_template_that_is_not_in_the_file(tmp_path: Path, line: str, claimed: bool) -> None:
    rules = scheme(tmp_path / "rules", SOURCE + line + ("  files: calls_*.csv\n" if claimed else ""))
    file = tmp_path / "calls_1.csv"
    file.write_bytes(b"Agent,Started,Talk,First name,Unit\nA1,01-03-2025,0:03:00,Ann,North\n")
    found = scored(rules, file)
    assert found.code in (1, 2)
    assert not found.document["months"]
    errors = [one for one in found.document["problems"] if one["severity"] == "error"]
    assert [one["file"] for one in errors] == ["calls_1.csv"], errors
    assert "Last name" in errors[0]["message"] + errors[0]["hint"], errors
