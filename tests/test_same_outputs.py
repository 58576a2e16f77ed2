"""The comparing function of ``same_outputs``: every byte that differs is said, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.same_outputs import ABSENT, absent, differences, parts


def package(content: Mapping[str, str]) -> bytes:
    """A zip file of these parts, all of one date."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as into:
        for name, text in content.items():
            into.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return file.getvalue()


def test_the_first_line_that_differs_is_said() -> None:
    same = {"a": b"1\n2\n", "gone": b""}
    assert differences(same, same) == []
    found = differences(same, {"a": b"1\r\n2\n", "new": b"x"})
    assert found == [r"a: line 1: '1\n' → '1\r\n'", "gone: only before", "new: only after"]
    assert differences({"a": b"1\n"}, {"a": b"1\n2"}) == ["a: line 2: nothing → '2'"]
    assert differences({"a": b"1\n"}, {"a": b"1"}) == [r"a: line 1: '1\n' → '1'"]


def test_a_package_is_compared_part_by_part() -> None:
    before, after = (
        dict(parts("a.xlsx", package({"one.xml": "<r/>", "two.xml": f"<r><c>{value}</c><d/></r>"}))) for value in (1, 2)
    )
    assert list(before) == ["a.xlsx!", "a.xlsx!one.xml", "a.xlsx!two.xml"]
    assert differences(before, after) == [r"a.xlsx!two.xml: line 2: '<c>1</c>\n' → '<c>2</c>\n'"]


def test_parts_in_another_order_differ() -> None:
    one, other = (dict(parts("a.docx", package(dict.fromkeys(names, "<r/>")))) for names in ("ab", "ba"))
    assert len(differences(one, other)) == 1


def test_a_file_that_is_no_package_is_itself() -> None:
    assert dict(parts("a.md", b"text")) == {"a.md": b"text"}


def test_what_a_checkout_does_not_have_is_said() -> None:
    said = {"pay 2025-03: exit code": ABSENT, "score a.xlsx: exit code": b"2", "score a.xlsx: stdout": b""}
    assert absent(said) == ["pay 2025-03"]
