"""A sample of what the proof runs for minutes, always the same; and what the proof found."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.transfer import import_lines
from tests.fuzz.doors import DOORS, Door, Fault, sealed_again
from tests.fuzz.running import blind

RUNS = {"cell-xml": 40, "csv": 60, "yaml": 40, "ledger": 15}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_sample_of_random_inputs(door: Door) -> None:
    result = blind(door, seed=2025, goes_on=lambda runs: runs < RUNS[door.name])
    assert result.found == {}
    assert result.runs >= RUNS[door.name]


def test_an_award_without_its_shape_is_refused_where_it_comes_in(tmp_path: Path) -> None:
    """Found by the ledger's fuzzer: it hashed right, was imported, and every question about it was a bug."""
    records = [json.loads(line) for line in DOORS["ledger"].seeds()[0].split(b"\n")]
    at = next(at for at, one in enumerate(records) if one.get("kind") == "award")
    body = json.loads(records[at]["body"])
    records[at]["body"] = json.dumps({**body, "given": "x"}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(LedgerRefused) as why:
        import_lines(open_ledger(str(tmp_path / "new.db"), create=True), map(json.dumps, sealed_again(records)))
    assert why.value.problem.code == "import-line"


def test_a_fault_is_noted_once_and_does_not_stop_the_run() -> None:
    def body(data: bytes) -> None:
        if data:
            raise Fault("it is there")

    door = Door("broken", lambda: (b"", b"x"), lambda data, chance: data + bytes([chance.randrange(256)]), body)
    result = blind(door, seed=1, goes_on=lambda runs: runs < 20)
    assert result.runs == 20
    assert [text.splitlines()[-1] for text in result.found.values()] == [f"{Fault.__module__}.Fault: it is there"]


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_edits_change_what_comes_in(door: Door) -> None:
    chance, seeds = Random(3), door.seeds()
    edited = [door.edit(chance.choice(seeds), chance) for _ in range(30)]
    assert len({*edited} - {*seeds}) > 20
