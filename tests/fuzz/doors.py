"""What comes in from outside, and what is made of it: a door is seeds, an edit and a body that never raises."""

from __future__ import annotations

import atexit
import functools
import io
import shutil
import tempfile
import traceback
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
from msgspec import structs

from ccmotivate.engine.periods import award_period
from ccmotivate.engine.standards import standard_notes
from ccmotivate.formats import isolated, parser, sheets, xlsx_metadata, xlsx_package
from ccmotivate.formats.book import Book
from ccmotivate.formats.cell_metadata import CellMetadata
from ccmotivate.formats.guard import Package
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.raw_sheet import send
from ccmotivate.ledger import remembered, transfer
from ccmotivate.ledger.chain import GENESIS, Record, digest
from ccmotivate.ledger.deciding import decide, decisions, pending
from ccmotivate.ledger.history import awards, history, people
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.store import Ledger
from ccmotivate.ledger.tables import COLUMNS
from ccmotivate.ledger.verify import verify
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.pooling import pool
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import score
from ccmotivate.problems import Problem, has_errors
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.companions import joined as joined_parts
from ccmotivate.readers.headers import find_tables
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.ruleset import files as rule_files
from ccmotivate.ruleset.yaml_text import read_yaml
from ccmotivate.writers.honours.letterhead import read_logo
from ccmotivate.writers.json.scores import write_json
from ccmotivate.writers.terminal import problem_lines, screens
from tests.fuzz import mutations
from tests.fuzz.mutations import Edit, joined, parts_of
from tests.ledger.builders import AT, BY, Q1, YEAR, decision, longer_result, month_result
from tests.pipeline.exports import HEADER, row
from tests.support import ROOT, Formula, Styled, sentences, shipped_rules, workbook

MONTH = Month(2025, 3)


@dataclass(frozen=True)
class Door:
    """``body`` raises only where there is a fault of ours."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    edit: Edit
    body: Callable[[bytes], None]


class Fault(AssertionError):  # noqa: N818 - a fault of ours, of whatever kind
    """Nothing was raised, but what came out is wrong."""


def through(book: Book, rules: RuleSet) -> Sequence[MonthResult]:
    """A book read, joined and scored, and everything that is said of it in words; its months."""
    tables, said = find_tables(book, rules)
    _in_words(said)
    if not tables:
        return ()
    one, said = read_agents(book, tables, rules, MonthOptions(MONTH))
    _in_words(said)
    if one is None:
        return ()
    joint = joined_parts([one], rules)
    _in_words(joint.problems)
    parts = [part for part in joint.parts if part is not None]
    if not parts:
        return ()
    scored = pool(parts, joint.problems, rules, Options(keep_going=True, write=False))
    _in_words(scored.problems)
    return scored.months


def _written(path: Path, data: bytes) -> None:
    """One input in sixteen through the whole of ``score``: its workbooks, its JSON and what the terminal shows."""
    if zlib.crc32(data) % 16:
        return
    options = Options(lang="zh", keep_going=True, out=_folder() / "out", force=True)
    outcome = score([str(path)], shipped_rules(), options)
    screen = screens.console()
    screen.file = io.StringIO()
    for job in outcome.jobs:
        screens.show_scored(screen, job.scored, job.written, "zh")
    problem_lines.show_problems(screen, outcome.all_problems, outcome.rules, "zh", notes=True)
    write_json(screen.file, outcome.rules, [job.scored for job in outcome.jobs], outcome.problems, "zh")
    screen.file.getvalue().encode()
    if "cannot-write" in {one.code for one in outcome.all_problems}:
        raise Fault("it was not written")


def _in_words(problems: Iterable[Problem]) -> None:
    for one in problems:
        sentences(one).encode()  # every fact is there, and can be written


@functools.cache
def _folder() -> Path:
    """A place for files that goes with the process."""
    folder = tempfile.mkdtemp(prefix="ccmotivate-doors-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


# -- cell XML ---------------------------------------------------------------------------------------------------------

_HEADER = [*HEADER, "登录时长"]
_ROWS = [
    [*row("0001", 姓名="示安然", 工作效率=0.91, 出错率=0.001), Styled(0.35, "[h]:mm:ss")],
    [
        *row("0002", 姓名="Agent Beta", 工作效率=Styled(0.87, "0.0%"), 出错率=Formula("1/50", 0.02)),
        Styled(1.25, "[h]:mm"),
    ],
    [*row("0003", 姓名="Agent Gamma", 项目="会员服务", 五笔字数="55", 投诉记录=None), "8:00"],
    [*row(Styled(4, "0000"), 姓名="示安然", 工作态度="不合格", 采纳建议=3), 0.25],
]


@functools.cache
def _sound_parts() -> Mapping[str, bytes]:
    """The members of a small workbook."""
    path = workbook(_folder() / "sound.xlsx", {"考核数据": [_HEADER, *_ROWS], "Sheet2": [("x", 1), ("y", 2.5)]})
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if not name.startswith("docProps/")}


_EDITED = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml")


def _edited_parts() -> dict[str, bytes]:
    sheet = _EDITED[0]
    others = {name: _sound_parts()[name] for name in _EDITED[1:]}
    return {sheet: _sound_parts()[sheet], **others}


class _Within:
    """The parser of a file in this process, with the same answer through the same pipe."""

    def __init__(self, data: bytes, kind: str, _memory: int | None = None, encoding: str | None = None) -> None:
        self.kind, self._data, self.encoding = kind, data, encoding

    def sheets(self) -> tuple[list[isolated.Parsed], list[str]]:
        stream = io.BytesIO()
        try:
            parsed, others, used = parser._read(self._data, self.kind, self.encoding)
        except Refusal as why:
            said = {name: str(fact) for name, fact in why.facts.items()}
            raise Refusal(why.code, why.value, why.sheet, why.cell, **said) from None
        except BaseException as failure:
            if _is_ours(failure):
                raise
            raise Refusal("malformed-workbook", reason=str(failure)[:200]) from None
        send(stream, {"others": others, "encoding": used}, parsed)
        sheets, others, self.encoding = isolated._read(stream.getvalue())
        return sheets, others

    def may_lack_memory(self, _refusal: Refusal) -> bool:
        return False

    def stop(self) -> None:
        pass


def _is_ours(failure: BaseException) -> bool:
    """False for what python-calamine raises, panics included: its frames are not Python's."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return last.name not in ("read_values", "calamine_columns") or isinstance(failure, KeyboardInterrupt)


def _packed(parts: Mapping[str, bytes]) -> Path:
    path = _folder() / "edited.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return path


def cell_xml(data: bytes) -> None:
    """Parts of a workbook, edited: read as a whole, its numbers held against openpyxl's."""
    edited = {name: body for name, body in parts_of(data).items() if name in _EDITED}
    path = _packed({**_sound_parts(), **edited})
    with mock.patch.object(sheets, "Parsing", _Within), mock.patch("ccmotivate.formats.xlsx.Parsing", _Within):
        book, said = sheets.read_book(path)
        _written(path, data)
    _in_words(said)
    if book is not None:
        _same_numbers(book, path)
        _same_marks(path.read_bytes())
        through(book, shipped_rules())


def _same_marks(data: bytes) -> None:
    """The quick look at a sheet finds what the exact one finds, where both take it."""
    with mock.patch.object(xlsx_package, "scan", _twice):
        xlsx_package.look(data)


def _twice(package: Package, part: str, styles: Mapping[int, str]) -> CellMetadata:
    fast = None if 0 in styles else xlsx_metadata._Fast(styles).run(package.xml(part))
    if fast is None:
        return CellMetadata()
    exact = _NotingBlanks(styles)
    try:
        slow = exact.run(package.xml(part))
    except Refusal as why:
        if why.code == "ambiguous-value":
            raise Fault(f"{part}: only the exact look refuses {why.cell}: {why.facts}") from None
        return fast
    quickly, exactly = (_told(one, exact.blank) for one in (fast, slow))
    if quickly != exactly:
        raise Fault(f"{part}: quickly {quickly}, exactly {exactly}")
    return fast


class _NotingBlanks(xlsx_metadata._Slow):
    """The exact look, which also notes the cells without a value.

    Reading takes formats of numbers alone, and calls a formula uncalculated only where nothing stands in the cell.
    """

    def __init__(self, styles: Mapping[int, str]) -> None:
        super().__init__(styles)
        self.blank: set[tuple[int, int]] = set()

    def _take(self, attributes: Mapping[str, str]) -> None:
        if not self._value:
            self.blank.add((self._row, self._column))
        super()._take(dict(attributes))


def _told(marks: CellMetadata, blank: set[tuple[int, int]]) -> dict[str, object]:
    formats = {
        (code, row, column)
        for code, rows, columns in marks.formats
        for row, column in zip(rows, columns, strict=True)
        if (row, column) not in blank
    }
    layout = {name: sorted(map(tuple, spans)) for name, spans in structs.asdict(marks.layout).items()}
    return {
        "errors": marks.errors,
        "uncalculated": marks.uncalculated & blank,
        "times": sorted(marks.times),
        "layout": layout,
        "formats": formats,
    }


def _same_numbers(book: Book, path: Path) -> None:
    """Where openpyxl too reads a number, it is the same."""
    try:
        with warnings.catch_warnings(action="ignore"):
            other = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    except Exception:  # it reads less than we do
        return
    for sheet in book.sheets:
        if sheet.name not in other.sheetnames or not hasattr(other[sheet.name], "iter_rows"):
            continue
        for line in other[sheet.name].iter_rows(max_row=200, max_col=50):
            for cell in line:
                _same_number(sheet, cell)


def _same_number(sheet: Any, cell: Any) -> None:
    row, column = cell.row - 1, cell.column - 1
    if type(cell.value) not in (int, float) or column >= len(sheet.columns) or row >= len(sheet.columns[column]):
        return
    ours = sheet.columns[column][row]
    if ours is None and (row, column) not in sheet.errors and (row, column) not in sheet.uncalculated:
        raise Fault(f"{sheet.name}!{cell.coordinate}: blank, openpyxl says {cell.value!r}")
    if type(ours) in (int, float) and ours != float(cell.value):
        raise Fault(f"{sheet.name}!{cell.coordinate}: {ours!r}, openpyxl says {cell.value!r}")


# -- csv --------------------------------------------------------------------------------------------------------------


def _csv_seeds() -> tuple[bytes, ...]:
    plain = [[str(getattr(cell, "value", getattr(cell, "result", cell)) or "") for cell in row] for row in _ROWS]
    text = "\n".join(map(",".join, [_HEADER, *plain]))
    every = max(_month().sheets, key=lambda sheet: len(sheet.columns))
    rows = zip(*(["" if cell is None else str(cell) for cell in column[:40]] for column in every.columns), strict=True)
    return (
        text.encode(),
        text.encode("gb18030"),
        text.encode("utf-16"),
        text.replace(",", "\t").encode("utf-8-sig"),
        "\n".join(map(",".join, rows)).encode(),
    )


def csv_bytes(data: bytes) -> None:
    """A text table."""
    path = _folder() / "edited.csv"
    path.write_bytes(data)
    with mock.patch.object(sheets, "Parsing", _Within):
        book, said = sheets.read_book(path)
        _written(path, data)
    _in_words(said)
    if book is not None:
        through(book, shipped_rules())


# -- YAML -------------------------------------------------------------------------------------------------------------


def _rule_parts() -> dict[str, bytes]:
    return {name: text.encode() for name, text in shipped_rules().texts.items()}


@functools.cache
def _month() -> Book:
    """A month of agents of every role."""
    book, _ = sheets.read_book(ROOT / "examples" / "2025" / "2025-03.xlsx")
    assert book is not None
    return book


_read_once = functools.lru_cache(256)(read_yaml)


def yaml_texts(data: bytes) -> None:
    """Rule files, edited: rules, with which a month can be scored, or errors with their lines."""
    texts: dict[str, str] = dict(shipped_rules().texts)
    for name, body in parts_of(data).items():
        if name in texts:
            try:
                texts[name] = body.decode("utf-8-sig")
            except UnicodeDecodeError:  # refused before there is a text
                return
    with mock.patch.object(rule_files, "read_yaml", _read_once):
        rules, said = rules_of(texts, "rules")
    _in_words(said)
    if (rules is None) is not has_errors(said):
        raise Fault(f"rules {rules is not None}, errors {has_errors(said)}")
    if rules is not None:
        _in_words((*standard_notes(rules), *read_logo(rules)[1]))
        months = through(_month(), rules)
        for period in (Q1, YEAR) if months else ():
            award_period(period, months, rules)


# -- ledger lines -----------------------------------------------------------------------------------------------------


@functools.cache
def _sound() -> Ledger:
    """A ledger with a month, a decision and a quarter."""
    ledger = open_ledger(str(_folder() / "sound.db"), create=True)
    publish(ledger, month_result(MONTH), BY, AT)
    decide(ledger, decision(Month(2025, 2), "0001"))
    publish(ledger, _quarter(), BY, AT)
    return ledger


@functools.cache
def _quarter() -> PeriodResult:
    return longer_result(Q1)


@functools.cache
def _exported() -> bytes:
    return "\n".join(transfer.export(_sound())).encode()


@functools.cache
def _empty() -> Path:
    path = _folder() / "empty.db"
    open_ledger(str(path), create=True)
    return path


def sealed_again(records: list[Any]) -> list[Any]:
    """The records with the numbers and hashes that make a chain of them, as far as they have any."""
    seq, previous, sealed = 0, GENESIS, []
    for one in records:
        if isinstance(one, dict) and set(one) == set(COLUMNS):
            seq += 1
            one = {**one, "seq": seq, "previous": previous, "hash": ""}  # noqa: PLW2901 - a copy of it
            previous = one["hash"] = digest(Record(**one))
        elif isinstance(one, dict) and set(one) == {"records", "last_hash"}:
            one = {"records": seq, "last_hash": previous}  # noqa: PLW2901 - the end, where a copy tells it
        sealed.append(one)
    return sealed


def ledger_lines(data: bytes) -> None:
    """Lines of a ledger: imported whole or refused; what was imported can be verified, asked and refused again."""
    path = _folder() / "edited.db"
    shutil.copyfile(_empty(), path)
    ledger = open_ledger(str(path))
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:  # refused before there are lines
        return
    _asked(lambda: _in_words(one.problem for one in verify(_sound(), lines).findings))
    if not _asked(lambda: transfer.import_lines(ledger, lines)):
        return
    for question in _questions(ledger, lines):
        _asked(question)


def _asked(question: Callable[[], object]) -> bool:
    """False when the ledger refuses to answer."""
    try:
        question()
    except LedgerRefused as why:
        _in_words([why.problem])
        return False
    return True


def _questions(ledger: Ledger, lines: Sequence[str]) -> list[Callable[[], object]]:
    month = month_result(MONTH).period
    rules = shipped_rules()
    return [
        lambda: _in_words(one.problem for one in verify(ledger, lines).findings),
        lambda: remembered.known_period(ledger, month, lambda _texts: rules),
        lambda: remembered.known_period(ledger, Q1, lambda _texts: rules),
        lambda: remembered.known_months(ledger, Q1.months),
        lambda: remembered.withdrawn(ledger, Q1),
        lambda: remembered.agents_since(ledger, Month(2025, 1)),
        lambda: (decisions(ledger, month), pending(ledger)),
        lambda: list(history(ledger)),
        lambda: (people(ledger), awards(ledger)),
        lambda: publish(ledger, _quarter(), BY, AT),
        lambda: "\n".join(transfer.export(ledger)),
    ]


def _seed(parts: Callable[[], Mapping[str, bytes]]) -> Callable[[], tuple[bytes, ...]]:
    return lambda: (joined(dict(list(parts().items())[:1])), joined(parts()))


def _edit_of(parts: Callable[[], Mapping[str, bytes]], edit: Edit) -> Edit:
    return lambda data, chance: mutations.in_parts(parts(), edit)(data, chance)  # noqa: PLW0108 - made when needed


DOORS = {
    door.name: door
    for door in (
        Door("cell-xml", _seed(_edited_parts), mutations.several(_edit_of(_edited_parts, mutations.xml)), cell_xml),
        Door("csv", _csv_seeds, mutations.several(mutations.cells), csv_bytes),
        Door("yaml", _seed(_rule_parts), mutations.several(_edit_of(_rule_parts, mutations.yaml), 3), yaml_texts),
        Door("ledger", lambda: (_exported(),), mutations.several(mutations.json_lines(sealed_again)), ledger_lines),
    )
}
