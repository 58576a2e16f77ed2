"""Which files of a folder are inputs, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

from ccmotivate.pipeline.finding import find_inputs
from tests.exports.shapes import lines

ROWS = [("Agent", "Date", "Calls answered"), ("A1", "2025-03-01", 10), ("A2", "2025-03-02", 20)]
MARKS = {"one.csv": ",", "two.txt": ";", "three.psv": "|", "four.tsv": "\t", "five.tab": "\t"}


def filled(folder: Path) -> Path:
    """A folder of text tables in five writings, with what is none of them."""
    for name, mark in MARKS.items():
        lines(folder / name, *ROWS, separator=mark)
    (folder / "letter.txt").write_text("Dear all,\nhere are the figures, and more.\nYours\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "README.md").write_text("# Ours\n", encoding="utf-8")
    return folder


def test_texts_that_look_like_tables_are_taken_and_the_others_named(tmp_path: Path) -> None:
    for given in (str(filled(tmp_path)), str(tmp_path / "*")):
        paths, problems = find_inputs([given])
        assert {path.name for path in paths} == MARKS.keys()
        assert [(one.code, one.value, dict(one.facts)["count"]) for one in problems] == [
            ("no-table", "letter.txt, picture.png", "2")
        ]


def test_a_text_that_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    paths, problems = find_inputs([str(filled(tmp_path) / "letter.txt")])
    assert ([path.name for path in paths], problems) == (["letter.txt"], [])


def test_folders_inside_that_hold_tables_are_named(tmp_path: Path) -> None:
    """Days in folders by month; a folder of rules and one of ours hold none."""
    for folder in ("calls/2025-01", "calls/2025-02", "more", "rules", ".git"):
        (tmp_path / folder).mkdir(parents=True)
    for at, folder in enumerate(("calls/2025-01", "calls/2025-02", "more", ".git", ".")):
        lines(tmp_path / folder / f"{at}.csv", *ROWS)
    (tmp_path / "rules" / "scheme.yaml").write_text("name: Ours\n", encoding="utf-8")
    for given in (str(tmp_path), str(tmp_path / "*")):
        paths, problems = find_inputs([given])
        assert [path.name for path in paths] == ["4.csv"]
        assert [(one.code, one.value) for one in problems] == [("folders-inside", "calls, more")]
    paths, problems = find_inputs([str(tmp_path / "**")])
    assert ([path.name for path in paths], problems) == (["4.csv", "0.csv", "1.csv", "2.csv"], [])


def test_a_folder_of_folders_says_where_its_tables_are(tmp_path: Path) -> None:
    (tmp_path / "2025-01").mkdir()
    lines(tmp_path / "2025-01" / "calls.csv", *ROWS)
    _paths, problems = find_inputs([str(tmp_path)])
    assert [one.code for one in problems] == ["folders-inside", "nothing-found"]
