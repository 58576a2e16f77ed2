"""What is seen of a large text piece by piece is what stands in the whole of it."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.formats import csv_text, large_text, text_look
from ccmotivate.formats.hashing import hashing


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["\n", "\n", "\r\n", "\r", '"', "a", ",", "客", "\ufeff"]), min_size=1, max_size=30).map(
        "".join
    ),
    st.integers(3, 12),
    st.integers(1, 5),
)
def test_pieces_say_what_the_whole_text_says(text: str, piece: int, part: int) -> None:
    data = text.encode()
    with TemporaryDirectory() as name, patch.object(large_text, "PIECE", piece), patch.object(text_look, "_PART", part):
        path = Path(name, "log.csv")
        path.write_bytes(data)
        with hashing(path) as hashed:
            found = text_look.looked_through(path, "utf-8", hashed)
    whole = data.split(b"\n")[:-1]
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.lines == tuple(data[:at].count(b"\n") for at in (*range(0, len(data), piece), len(data)))
    assert found.ends == data.endswith(b"\n")
    assert found.blanks == sum(line in (b"", b"\r") for line in whole)
    assert found.quotes == data.count(b'"')
    assert found.is_plain == (re.search(rb"\r(?!\n|\Z)|\n\xef\xbb\xbf", data) is None)


@given(st.text(st.sampled_from('\r\na,"客'), max_size=20))
def test_the_lines_of_a_text_are_those_that_python_finds(text: str) -> None:
    assert list(csv_text._lines(text)) == list(io.StringIO(text, newline=""))


def test_a_file_that_changed_since_its_hash_was_begun_is_told_by_its_time_or_size(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with hashing(path) as hashed:
        found = text_look.looked_through(path, "utf-8", hashed)
        assert large_text.is_the_same(found, path.stat())
        path.write_bytes(b"a,b\n1,2\n3,4\n")
        assert not large_text.is_the_same(text_look.looked_through(path, "utf-8", hashed), path.stat())


def test_a_large_file_is_looked_through_for_formulas(tmp_path: Path) -> None:
    texts = {
        b'a,b\n1,="2"\n': True,
        b'\xef\xbb\xbf="a",b\n1,2\n': True,
        b'a,b\n1,"x=""y"""\n': False,
        b'a,b\n1, ="2"\n': False,
        b"a,b\n1,=2\n": False,
    }
    for text, has_formulas in texts.items():
        file = tmp_path / "rows.csv"
        file.write_bytes(text)
        with hashing(file) as hashed:
            assert text_look.looked_through(file, None, hashed).has_formulas is has_formulas, text
