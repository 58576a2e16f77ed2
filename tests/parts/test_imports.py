"""A part imports another one only where its ``needs`` name it; import-linter knows nothing of ``needs``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import grimp
import pytest

import ccmotivate.parts
from ccmotivate.parts import PARTS

ROOM = "ccmotivate.parts"
_SHARED = "contract"


def undeclared(room: str, needs: Mapping[str, Collection[str]]) -> list[str]:
    """The imports between parts, each a package of ``room``, that their needs do not name; of types too.

    The room itself lists all parts, so that no part may import it either.
    """
    graph = grimp.build_graph(room.partition(".")[0], exclude_type_checking_imports=False, cache_dir=None)
    return [
        f"{one} imports {other}"
        for part, needed in needs.items()
        for one in sorted({f"{room}.{part}", *graph.find_descendants(f"{room}.{part}")})
        for other in sorted(graph.find_modules_directly_imported_by(one))
        if f"{other}.".startswith(f"{room}.") and _part_of(other, room) not in (part, _SHARED, *needed)
    ]


def _part_of(module: str, room: str) -> str:
    return module.removeprefix(room).lstrip(".").partition(".")[0]


def test_parts_import_only_the_parts_that_they_need() -> None:
    assert undeclared(ROOM, {part.id: part.needs for part in PARTS}) == []


def test_every_package_of_the_room_is_a_part() -> None:
    """One that is not listed would not be looked at."""
    folder = Path(str(ccmotivate.parts.__file__)).parent
    assert {one.parent.name for one in folder.glob("*/__init__.py")} == {part.id for part in PARTS}


def test_a_part_needs_only_parts_that_decide_before_it() -> None:
    for at, part in enumerate(PARTS):
        assert set(part.needs) <= {one.id for one in PARTS[:at]}, part.id


@pytest.mark.parametrize(
    ("text", "needed", "wrong"),
    [
        ("from toy_parts.room.leave.decide import days", (), "toy_parts.room.leave.decide"),
        ("from toy_parts.room.leave.decide import days", ("leave",), None),
        ("def late():\n    from toy_parts.room.leave import decide", (), "toy_parts.room.leave.decide"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import toy_parts.room.leave.decide", (), "leave"),
        ("from toy_parts.room import PARTS", ("leave",), "toy_parts.room"),
        ("from toy_parts.room.contract import Part", (), None),
        ("from toy_parts.room.pay.rules import RATE", (), None),
    ],
    ids=["undeclared", "needed", "late", "for types", "the list of all", "the contract", "its own"],
)
def test_an_import_that_is_not_declared_is_found(
    text: str, needed: tuple[str, ...], wrong: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "__init__.py": "",
        "room/__init__.py": "PARTS = ()",
        "room/contract.py": "class Part: ...",
        "room/leave/__init__.py": "",
        "room/leave/decide.py": "days = 1",
        "room/pay/__init__.py": "",
        "room/pay/rules.py": "RATE = 1",
        "room/pay/decide.py": text,
    }
    for name, body in files.items():
        path = tmp_path / "toy_parts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = undeclared("toy_parts.room", {"leave": (), "pay": needed})
    assert [wrong in one for one in found] == ([] if wrong is None else [True])
    assert all(one.startswith("toy_parts.room.pay.decide imports ") for one in found)
