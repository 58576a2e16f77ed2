"""Hostile files: each gives a book or one clear problem, in little memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import random
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.formats import guard
from ccmotivate.formats.isolated import Parsing
from ccmotivate.formats.limits import MAX_MERGED, Refusal, box_is_too_large
from ccmotivate.formats.sheets import read_book
from ccmotivate.problems import CATALOGUE
from tests.formats import builders, hostile
from tests.samples import sample, sampled
from tests.support import HANGS

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile"
DATA = Path(__file__).parent / "data"
SOURCE = Path(__file__).resolve().parents[2] / "src"
MAX_MIB = 500

READER = """
import json, resource, sys
from pathlib import Path
from ccmotivate.formats.sheets import read_book
for name in sys.argv[1:]:
    book, problems = read_book(Path(name))
    usage = [resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]
    if sys.platform == "linux":  # where getrusage counts the process that started this one, too
        usage.append(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")))
    else:
        usage.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(json.dumps({
        "codes": [found.code for found in problems],
        "errors": sum(found.is_error for found in problems),
        "sentences": [(found.kind.message + found.kind.hint).format(**found.fields) for found in problems],
        "filled": sum(bool(sheet.columns) for sheet in book.sheets) if book else None,
        "rss": max(usage) // (1 if sys.platform != "darwin" else 1024) // 1024,
    }))
"""


def outcomes(paths: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    """What a fresh process said of each file that it read, and its greatest memory until then."""
    pytest.importorskip("resource", reason="memory is measured with the resource module")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", READER, *map(str, paths.values())],
        capture_output=True,
        timeout=HANGS * 2,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return dict(zip(paths, map(json.loads, done.stdout.splitlines()), strict=True))


NAMES = sorted(path.name for path in SHARED.glob("*.xls*")) if SHARED.is_dir() else ["absent"]


@pytest.fixture(scope="module")
def collected() -> dict[str, dict[str, Any]]:
    """What is said of the collected files."""
    if not SHARED.is_dir():
        pytest.skip("the collection of hostile files is not beside the repository")
    return outcomes({name: SHARED / name for name in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_every_collected_hostile_file_is_read_or_refused(name: str, collected: dict[str, dict[str, Any]]) -> None:
    found = collected[name]
    assert found["filled"] or found["errors"] == 1
    assert found["rss"] < MAX_MIB


def test_the_collected_files_that_must_be_readable() -> None:
    if not SHARED.is_dir():
        pytest.skip("the collection of hostile files is not beside the repository")
    book, problems = read_book(SHARED / "calamine__issue_174.xlsx")
    assert book is not None
    assert not problems
    assert [(len(sheet.columns), sheet.height) for sheet in book.sheets] == [(11, 2)]
    book, _ = read_book(SHARED / "readxl__nonstandard-xml-ns-prefix.xlsx")
    assert book is not None
    assert [list(column) for column in book.sheets[0].columns] == [["a", 1.0, 2.0], ["b", 3.0, 4.0]]
    book, _ = read_book(SHARED / "calamine__any_sheets.xlsx")
    assert book is not None
    assert [sheet.visible for sheet in book.sheets] == [True, False, False]
    assert book.other_sheets == ("Chart",)
    assert [found.code for found in read_book(SHARED / "excelize__encryptAES.xlsx")[1]] == ["encrypted"]
    assert [found.code for found in read_book(SHARED / "excelize__BadWorkbook.xlsx")[1]] == ["empty-workbook"]


# -- bombs, built here --


def ratio_bomb(path: Path) -> Path:
    return hostile.edited(path, sheet=lambda xml: xml.replace("<sheetData>", " " * 50_000_000 + "<sheetData>"))


def many_members(path: Path) -> Path:
    parts = hostile.plain_parts() | {f"xl/media/{number}.bin": b"x" for number in range(2000)}
    return hostile.write_zip(path, parts)


def duplicate(path: Path) -> Path:
    parts = list(hostile.plain_parts().items())
    with warnings.catch_warnings(action="ignore"):  # of the name
        return hostile.write_zip(path, [*parts, (hostile.SHEET, dict(parts)[hostile.SHEET])])


def lying_size(path: Path) -> Path:
    """The sheet unpacks to more than the directory says."""
    hostile.edited(path, sheet=hostile.with_row("<row r='9'></row>" * 1000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(hostile.SHEET).file_size
    patched = bytes(data).replace(struct.pack("<I", size), struct.pack("<I", 600))
    path.write_bytes(patched)
    return path


def with_doctype(which: str, declaration: str) -> Callable[[Path], Path]:
    def build(path: Path) -> Path:
        return hostile.edited(path, **{which: lambda xml: xml.replace("?>", "?>" + declaration, 1)})

    return build


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def utf16_sheet(path: Path) -> Path:
    parts = hostile.plain_parts()
    parts[hostile.SHEET] = parts[hostile.SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return hostile.write_zip(path, parts)


def deep(path: Path) -> Path:
    depth = "".join(f"<a{number % 977}>" for number in range(9000))
    closing = "".join(f"</a{number % 977}>" for number in reversed(range(9000)))
    return hostile.edited(path, workbook=lambda xml: xml.replace("<sheets>", depth + closing + "<sheets>"))


def merged(ranges: Iterable[str]) -> Callable[[Path], Path]:
    cells = "".join(f'<mergeCell ref="{text}"/>' for text in ranges)
    return lambda path: hostile.edited(
        path, sheet=lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")
    )


def hidden_columns(first: str) -> Callable[[Path], Path]:
    columns = f'<cols><col min="{first}" max="3" width="9" hidden="1"/></cols>'
    return lambda path: hostile.edited(path, sheet=lambda xml: xml.replace("<sheetData>", columns + "<sheetData>"))


def many_hidden_columns(path: Path) -> Path:
    columns = "".join(f'<col min="{at % 9999 + 1}" max="{at % 9999 + 1}" hidden="1"/>' for at in range(0, 50_000, 2))
    return hostile.edited(path, sheet=lambda xml: xml.replace("<sheetData>", f"<cols>{columns}</cols><sheetData>"))


def row(xml: str) -> Callable[[Path], Path]:
    return lambda path: hostile.edited(path, sheet=hostile.with_row(xml))


def claimed_strings(path: Path) -> Path:
    return hostile.edited(path, strings=lambda xml: xml.replace('uniqueCount="1"', 'uniqueCount="4000000000"'))


def claimed_behind_a_bracket(path: Path) -> Path:
    claim = '<sst a=">" uniqueCount="4000000000"'
    return hostile.edited(path, strings=lambda xml: xml.replace("<sst", claim, 1).replace(' uniqueCount="1"', ""))


def claimed_as_an_entity(path: Path) -> Path:
    return hostile.edited(path, strings=lambda xml: xml.replace('uniqueCount="1"', 'uniqueCount="&#52;000000000"'))


def claimed_behind_junk(path: Path) -> Path:
    claim = 'uniqueCount="4000000000"'
    return hostile.edited(path, strings=lambda xml: "junk" + xml.replace('uniqueCount="1"', claim))


def repeated(columns: int, rows: int) -> Callable[[Path], Path]:
    table = (
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )
    return lambda path: hostile.ods(path, table)


def truncated(path: Path) -> Path:
    hostile.write_zip(path, hostile.plain_parts())
    path.write_bytes(path.read_bytes()[:3000])
    return path


def two_formats(path: Path) -> Path:
    return hostile.write_zip(path, hostile.plain_parts() | {"content.xml": b"<x/>"})


def climbing(path: Path) -> Path:
    return hostile.write_zip(path, hostile.plain_parts() | {"../../x": b"x"})


def far_xlsb(path: Path) -> Path:
    rows: list[list[object]] = [["x"], *([[]] * 1_048_574), [*([None] * 16_383), 1.0]]
    path.write_bytes(builders.build("xlsb", builders.Grid(rows)))
    return path


def wide_csv(path: Path) -> Path:
    path.write_text("a\n" * 200_000 + "x," * 15_000 + "\n")
    return path


def nameless(path: Path) -> Path:
    hostile.write_zip(path, {**hostile.plain_parts(), "~": b"x"})
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 46] + b"\0" + data[at + 47 :])  # zipfile cuts a name at its first NUL
    return path


BOMBS: list[tuple[str, str, Callable[[Path], Path]]] = [
    ("a.xlsx", "grid-too-large", row('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    ("b.xlsx", "grid-too-large", row('<row r="99999"><c r="ZZ99999"><v>1</v></c></row>')),
    ("c.xlsx", "grid-too-large", row('<row r="1048576"><c r="XFD1048576"><f>A1</f></c></row>')),
    ("d.xlsx", "grid-too-large", row("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")),
    ("e.xlsx", "malformed-workbook", row('<row r="4000000"><c r="A4000000"><v>1</v></c></row>')),
    ("f.xlsx", "malformed-workbook", row('<row r="3"><c r="ZZZ3"><v>1</v></c></row>')),
    ("g.xlsx", "malformed-workbook", row('<row r="3"><c r="A99999999999999"><v>1</v></c></row>')),
    ("h.xlsx", "zip-bomb", ratio_bomb),
    ("i.xlsx", "zip-bomb", many_members),
    ("j.xlsx", "zip-duplicate", duplicate),
    ("k.xlsx", "zip-bomb", lying_size),
    ("l.xlsx", "xml-entities", with_doctype("sheet", LAUGHS)),
    ("m.xlsx", "xml-entities", with_doctype("strings", LAUGHS)),
    ("n.xlsx", "xml-entities", with_doctype("workbook", OUTSIDE)),
    ("o.xlsx", "xml-encoding", utf16_sheet),
    ("p.xlsx", "malformed-workbook", deep),
    ("q.xlsx", "malformed-workbook", claimed_strings),
    ("q1.xlsx", "malformed-workbook", claimed_behind_a_bracket),
    ("q2.xlsx", "malformed-workbook", claimed_as_an_entity),
    ("q3.xlsx", "malformed-workbook", claimed_behind_junk),
    ("q4.xlsx", "too-many-merged", merged(f"A{at}:B{at}" for at in range(1, MAX_MERGED + 2))),
    ("q5.xlsx", "malformed-workbook", merged(["A1:XFD1048576", "A1:XFD1048575"])),
    ("q6.xlsx", "malformed-workbook", merged(["A1:B"])),
    ("q7.xlsx", "malformed-workbook", hidden_columns("0")),
    ("q8.xlsx", "malformed-workbook", hidden_columns("x")),
    ("q9.xlsx", "malformed-workbook", many_hidden_columns),
    ("r.xlsx", "broken-zip", truncated),
    ("r1.xlsx", "broken-zip", nameless),
    ("s.xlsx", "malformed-workbook", two_formats),
    ("t.xlsx", "malformed-workbook", climbing),
    ("u.ods", "grid-too-large", repeated(16_384, 1_048_576)),
    ("v.ods", "malformed-workbook", repeated(999_999_999, 1)),
    ("w.xlsb", "grid-too-large", far_xlsb),
    ("x.csv", "grid-too-large", wide_csv),
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is said of the bombs."""
    folder = tmp_path_factory.mktemp("bombs")
    return outcomes({name: build(folder / name) for name, _, build in BOMBS})


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, code, _ in BOMBS])
def test_bombs_are_refused_with_one_clear_problem(name: str, code: str, refused: dict[str, dict[str, Any]]) -> None:
    found = refused[name]
    assert found["codes"] == [code]
    assert "{" not in str(found["sentences"])
    assert found["rss"] < MAX_MIB


def test_the_stray_cell_is_named(tmp_path: Path) -> None:
    path = row('<row r="90000"><c r="AAB90000"><v>1</v></c></row>')(tmp_path / "far.xlsx")
    _, (found,) = read_book(path, "march.xlsx")
    assert (str(found.source), found.fields["rows"]) == ("march.xlsx!s!AAB90000", "90000")


def test_far_cells_that_only_carry_a_format_are_no_reason_to_refuse(tmp_path: Path) -> None:
    book, problems = read_book(row('<row r="1048576"><c r="XFD1048576" s="0"/></row>')(tmp_path / "styled.xlsx"))
    assert book is not None
    assert not problems
    assert [list(column) for column in book.sheets[0].columns] == [["x", 5.0]]


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_garbage_in_the_isolated_readers_is_one_refusal(kind: str) -> None:
    noise = random.Random(1).randbytes(20_000)
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise if kind == "xls" else b"PK\x03\x04" + noise
    with pytest.raises(Refusal) as caught:
        Parsing(data, kind).sheets()
    assert caught.value.code in CATALOGUE


@sampled
def test_small_damage_anywhere_never_raises(tmp_path: Path) -> None:
    dice = random.Random(2)
    good = hostile.write_zip(tmp_path / "good.xlsx", hostile.plain_parts()).read_bytes()
    for _ in range(sample(20, 150)):
        data = bytearray(good)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path = tmp_path / "damaged.xlsx"
        path.write_bytes(data)
        book, problems = read_book(path)
        assert (book is None) == any(found.is_error for found in problems)


def test_a_child_that_overruns_is_stopped() -> None:
    with pytest.raises(Refusal) as caught:
        Parsing((DATA / "small.xls").read_bytes(), "xls").sheets(timeout=0.001)
    assert caught.value.code == "reader-stopped"


def test_an_answer_for_which_there_is_no_room_is_told_to_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise MemoryError

    class Crowded(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **more: Any) -> None:
            super().__init__(*words, **more)
            assert self.stdout is not None
            self.stdout.close()
            self.stdout = Full()  # type: ignore[assignment]

    monkeypatch.setattr(subprocess, "Popen", Crowded)
    with pytest.raises(MemoryError):
        Parsing((DATA / "small.xls").read_bytes(), "xls").sheets()


# -- what a file is --


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"<html><body>502 Bad Gateway</body></html>", "html-not-excel"),
        (b"<title>Sign in</title><form>", "html-not-excel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html-not-excel"),
        (b"\xef\xbb\xbf \r\n<!-- x --><TABLE border=1>", "html-not-excel"),
        ("<html>".encode("utf-16"), "html-not-excel"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html-not-excel"),
        (b'<?xml version="1.0"?><Workbook/>', "xml-not-excel"),
        (b'<?xml version="1.0"?><html xmlns="x"/>', "html-not-excel"),
        (b"\x89\x00\x01\x02", "not-a-workbook"),
        (b"%PDF-1.7\n\x00\x01\x02", "other-kind"),
        (b"{\\rtf1\\ansi Agent}", "other-kind"),
        (b'[\n  {"agent": "1001", "talk": 3}]', "other-kind"),
        (b'{"agent": "1001"}\n{"agent": "1002"}\n', "other-kind"),
        (b"[Agent],{Talk}\n1,2\n", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "other-kind"),
        (gzip.compress(b"Agent,Talk\n1001,3\n", mtime=0), "packed-file"),
        (bz2.compress(b"Agent,Talk\n1001,3\n"), "packed-file"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\x0000", "packed-file"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "packed-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"a,b\n\xff\xff\xff,1\n", "csv-encoding"),
        (b'a,b\n"open,1\n', "csv-malformed"),
        (b"\n\n\n", "empty-workbook"),
        ("a\0b".encode("utf-16"), "not-a-workbook"),
    ],
)
def test_content_decides_what_a_file_is(tmp_path: Path, content: bytes, code: str | None) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    book, problems = read_book(path)
    if code is None:
        assert book is not None
        return
    assert book is None
    assert [found.code for found in problems] == [code]
    assert problems[0].is_fatal


def test_what_is_no_file(tmp_path: Path) -> None:
    assert [found.code for found in read_book(tmp_path)[1]] == ["not-a-file"]
    assert [found.code for found in read_book(tmp_path / "none.xlsx")[1]] == ["no-such-file"]
    assert [found.code for found in read_book(Path("a\0b"))[1]] == ["unreadable-file"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(tmp_path / "pipe.csv")
    assert [found.code for found in read_book(tmp_path / "pipe.csv")[1]] == ["not-a-file"]


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.csv"
    path.write_text("a,b\n")
    monkeypatch.setattr(guard, "opened", refuse)
    _, (found,) = read_book(path)
    assert (found.code, found.fields["reason"]) == ("unreadable-file", "Permission denied")


def test_a_file_beyond_the_size_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    monkeypatch.setattr(guard, "MAX_FILE", 4)
    assert [found.code for found in read_book(path)[1]] == ["file-too-large"]


def test_other_zips_are_no_workbooks(tmp_path: Path) -> None:
    plain = hostile.write_zip(tmp_path / "a.xlsx", {"readme.txt": b"x"})
    word = hostile.write_zip(tmp_path / "b.xlsx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"})
    text = hostile.write_zip(tmp_path / "c.ods", {"mimetype": b"application/vnd.oasis.opendocument.text"})
    packed = hostile.write_zip(tmp_path / "d.zip", {"calls.csv": b"Agent,Talk\n1001,3\n"})
    codes = {path.name: [found.code for found in read_book(path)[1]] for path in (plain, word, text, packed)}
    assert codes == {
        "a.xlsx": ["packed-file"],
        "b.xlsx": ["other-kind"],
        "c.ods": ["not-a-workbook"],
        "d.zip": ["packed-file"],
    }


def test_grid_limits() -> None:
    assert not box_is_too_large(100_001, 26, 2_500_000)
    assert not box_is_too_large(1000, 2000, 1)
    assert box_is_too_large(1001, 2000, 100_000)
    assert not box_is_too_large(1001, 2000, 100_101)
    assert box_is_too_large(1_048_576, 29, 1_048_576 * 29)
