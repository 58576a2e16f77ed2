"""What is seen of a large text piece by piece is what stands in the whole of it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.formats import large_text, text_look


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["\n", "\n", "\r\n", "\r", '"', "a", ",", "客"]), min_size=1, max_size=30).map("".join),
    st.integers(3, 12),
    st.integers(1, 5),
)
def test_pieces_say_what_the_whole_text_says(text: str, piece: int, part: int) -> None:
    data = text.encode()
    with TemporaryDirectory() as name, patch.object(large_text, "PIECE", piece), patch.object(text_look, "_PART", part):
        path = Path(name, "log.csv")
        path.write_bytes(data)
        found = text_look.looked_through(path, "utf-8")
    whole = data.split(b"\n")[:-1]
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.lines == tuple(data[:at].count(b"\n") for at in (*range(0, len(data), piece), len(data)))
    assert found.ends == data.endswith(b"\n")
    assert found.blanks == sum(line in (b"", b"\r") for line in whole)
    assert found.has_quotes == (b'"' in data)
    assert found.is_plain == (re.search(rb"\r(?!\n|\Z)", data) is None)
