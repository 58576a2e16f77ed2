"""The mark of our files: which file it fits, and what no longer does."""

from __future__ import annotations

import codecs
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ccmotivate.writers.files.replacing import NotVerifiedError, archive, place_of, replace_files
from ccmotivate.writers.files.signature import CUSTOM, Mark, content_digest, is_changed, kind_of, mark_of, marked_text
from ccmotivate.writers.workbooks.scored_book import write_scored
from tests.writers import builders

PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="generator" content="{}">\n<p>x</p>\n'
)
TEXTS = {
    "honour-roll": PAGE.format("ccmotivate honour-roll"),
    "newsletter": "<!-- ccmotivate newsletter -->\n\n# 获奖者\n",
    "rules-schema": '{\n "$schema": "x",\n "$comment": "ccmotivate rules-schema",\n "type": "object"\n}\n',
    "fairness": '{\n "schema": "ccmotivate/fairness@1",\n "written_by": "ccmotivate fairness"\n}\n',
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored workbook with spliced sheets."""
    path = tmp_path_factory.mktemp("scored") / "a.xlsx"
    write_scored(path, builders.scored(40), "en")
    return path


def repacked(source: Path, target: Path, *, level: int = 9, turned: bool = False, **parts: bytes) -> Path:
    """The package written anew, with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new:
        names = [*old.namelist(), *(name for name in parts if name not in old.namelist())]
        for name in reversed(names) if turned else names:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return target


def test_the_content_counts_not_how_it_is_packed(scored: Path, tmp_path: Path) -> None:
    assert not is_changed(scored)
    other = repacked(scored, tmp_path / "b.xlsx", level=1, turned=True)
    assert other.read_bytes() != scored.read_bytes()
    assert (kind_of(other), is_changed(other)) == ("scored", False)


def test_every_part_counts(scored: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(scored) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, data in parts.items():
        if name != CUSTOM:
            changed = data.replace(b"1", b"2", 1) if b"1" in data else data + b" "
            assert is_changed(repacked(scored, tmp_path / "b.xlsx", **{name: changed})), name
    assert is_changed(repacked(scored, tmp_path / "b.xlsx", **{"xl/comments1.xml": b"<comments/>"}))


def test_saving_counts_as_a_change(scored: Path, tmp_path: Path) -> None:
    openpyxl.load_workbook(scored).save(tmp_path / "b.xlsx")
    assert (kind_of(tmp_path / "b.xlsx"), is_changed(tmp_path / "b.xlsx")) == ("scored", True)


def test_a_workbook_of_an_earlier_version_counts_as_unchanged(scored: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(scored) as package:
        properties, digest = package.read(CUSTOM), content_digest(package)
    old = repacked(scored, tmp_path / "b.xlsx", **{CUSTOM: properties.replace(f" {digest}".encode(), b"")})
    assert mark_of(old) == Mark("scored", None)
    assert not is_changed(old)
    assert place_of(old) == old


@pytest.mark.parametrize("kind", TEXTS)
def test_texts(kind: str, tmp_path: Path) -> None:
    path, text = tmp_path / "no-ending", marked_text(TEXTS[kind])
    path.write_text(text, encoding="utf-8", newline="\n")
    assert (kind_of(path), is_changed(path)) == (kind, False)
    data = path.read_bytes()
    for changed in (data + b" ", data[:-1], data.replace(b"\n", b"\r\n"), codecs.BOM_UTF8 + data):
        path.write_bytes(changed)
        assert (kind_of(path), is_changed(path)) == (kind, True)
    path.write_text(TEXTS[kind], encoding="utf-8", newline="\n")
    assert (mark_of(path), is_changed(path)) == (Mark(kind, None), False)
    path.write_text(text.replace("ccmotivate", "another"), encoding="utf-8", newline="\n")
    assert mark_of(path) is None


def test_a_text_is_marked_once(tmp_path: Path) -> None:
    text = marked_text(TEXTS["newsletter"])
    assert marked_text(text) == text
    with pytest.raises(ValueError, match="mark"):
        marked_text("# no mark\n")


def test_a_writer_that_forgets_the_hash_is_found_out(scored: Path, tmp_path: Path) -> None:
    def forgets(path: Path) -> None:
        path.write_text(TEXTS["newsletter"], encoding="utf-8")

    def alters(path: Path) -> None:
        repacked(scored, path, **{"xl/workbook.xml": b"<workbook/>"})

    for fill in (forgets, alters):
        with pytest.raises(NotVerifiedError):
            replace_files({tmp_path / "a": fill})
    assert list(tmp_path.iterdir()) == []


def test_a_change_while_it_is_written_is_seen(scored: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    shutil.copy(scored, target)

    def somebody_saves() -> None:
        openpyxl.load_workbook(target).save(target)

    places = replace_files(
        {target: lambda path: write_scored(path, builders.scored(40), "en")}, meanwhile=somebody_saves
    )
    assert places == {target: tmp_path / "a.new.xlsx"}
    assert is_changed(target)
    assert places[target].read_bytes() == scored.read_bytes()


def test_what_stepped_aside_is_only_replaced_by_its_like(scored: Path, tmp_path: Path) -> None:
    target, stale = tmp_path / "a.xlsx", tmp_path / "a.stale.xlsx"
    for _ in range(2):
        shutil.copy(scored, target)
        assert archive(target) == stale
    openpyxl.load_workbook(stale).save(stale)
    (tmp_path / "a.stale2.xlsx").write_bytes(b"of somebody else")
    shutil.copy(scored, target)
    assert archive(target) == tmp_path / "a.stale3.xlsx"
    assert is_changed(stale)
    assert (tmp_path / "a.stale2.xlsx").read_bytes() == b"of somebody else"


def test_the_hash_of_an_empty_package() -> None:
    with zipfile.ZipFile(io.BytesIO(), "w") as package:
        assert len(content_digest(package)) == 64
