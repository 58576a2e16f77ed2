"""Parts compressed in chunks read back as what they were, in the same bytes whatever the number of processors."""

from __future__ import annotations

import io
import os
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.writers.workbooks import deflating
from ccmotivate.writers.workbooks.deflating import write_deflated
from ccmotivate.writers.workbooks.package import entry


def packed(chunks: list[bytes], *, huge: bool = False) -> bytes:
    """A package with a part of these chunks, between two others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(entry("before"), b"b" * 100)
        write_deflated(package, entry("part.xml"), iter(chunks), huge=huge)
        package.writestr(entry("after"), b"a" * 100)
    return stream.getvalue()


@given(st.lists(st.binary(max_size=2_000), max_size=12), st.booleans())
def test_any_part_reads_back(chunks: list[bytes], huge: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(chunks, huge=huge))) as package:
        assert package.testzip() is None
        assert package.namelist() == ["before", "part.xml", "after"]
        assert package.read("part.xml") == b"".join(chunks)
        part = package.getinfo("part.xml")
        assert part.compress_type == zipfile.ZIP_DEFLATED
        assert part.file_size == sum(map(len, chunks))


@pytest.mark.parametrize("huge", [False, True])
def test_the_local_header_says_what_the_directory_says(huge: bool) -> None:
    """Programs that read a package from its front see the same entry."""
    data = packed([b"<row/>" * 5_000] * 4, huge=huge)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.getinfo("part.xml")
    header = data[part.header_offset :]
    assert header[:4] == b"PK\x03\x04"
    assert int.from_bytes(header[8:10], "little") == zipfile.ZIP_DEFLATED
    assert int.from_bytes(header[14:18], "little") == part.CRC
    sizes = (int.from_bytes(header[18:22], "little"), int.from_bytes(header[22:26], "little"))
    assert sizes == ((2**32 - 1,) * 2 if huge else (part.compress_size, part.file_size))


def test_the_same_bytes_with_one_processor_and_with_many(monkeypatch: pytest.MonkeyPatch) -> None:
    words = random.Random(3)
    chunks = [bytes(words.choices(b"<row c0123456789>", k=40_000)) for _ in range(9)]
    made = []
    for processors in (None, 1, 2, 3, 64):
        monkeypatch.setattr(os, "cpu_count", lambda count=processors: count)
        made.append(packed(chunks))
    assert len(set(made)) == 1


def test_a_part_larger_than_it_was_said_to_be_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deflating, "ZIP64_LIMIT", 1_000)
    assert packed([b"x" * 2_000], huge=True)
    with pytest.raises(zipfile.LargeZipFile, match=r"part\.xml: 2000 bytes"):
        packed([b"x" * 2_000])


def test_a_failing_source_is_not_swallowed(tmp_path: Path) -> None:
    def source() -> object:
        yield b"x" * 1000
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), zipfile.ZipFile(tmp_path / "x.zip", "w") as package:
        write_deflated(package, entry("part"), source())  # type: ignore[arg-type]
