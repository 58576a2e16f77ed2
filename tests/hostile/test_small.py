"""A sample of the probes; ``tests/prove/test_probes.py`` runs all of them."""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path

import pytest

from ccmotivate.locale.names import shown_name
from ccmotivate.pipeline import inputs
from ccmotivate.pipeline.last_resort import attempt
from tests.hostile import figures, places
from tests.hostile.probing import LOADED, ccmotivate
from tests.hostile.table import Probe, probes
from tests.support import HANGS, sheets_in

pytestmark = pytest.mark.skipif(
    not hasattr(os, "memfd_create"), reason="probes are forks that write into memory, as Linux can"
)
EVERY = 73  # a prime, so that every table gives some
SAMPLE = list(probes())[::EVERY]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    for name in LOADED:
        importlib.import_module(name)


@pytest.mark.parametrize("probe", SAMPLE, ids=lambda probe: ascii(probe.name))
def test_a_probe_leaves_a_clear_answer(probe: Probe, tmp_path: Path) -> None:
    ran, faults = probe.run(tmp_path / "f", HANGS)
    assert faults == [], ran.err


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": figures.HUGE, "sold": figures.HUGE}, "more than 15 digits before the point"),
        ({"value": 10**9}, "Product computed from these cells is 1.000e+180, which has more than 15 digits"),
    ],
)
def test_a_figure_without_end_is_named_with_its_cell(cells: dict[str, object], said: str, tmp_path: Path) -> None:
    folder = places.prepared(tmp_path)
    figures.month(folder / "m.xlsx", **cells)
    ran = ccmotivate("score", "m.xlsx", "--rules", "rules", "--no-ledger", "--lang", "en", folder=folder)
    assert ran.code == 1
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize("place", ["standard", "cap", "curve points", "prize", "curve point"])
def test_rules_refuse_what_score_could_not_compute(place: str, tmp_path: Path) -> None:
    figures.with_figure(tmp_path / "rules", place, figures.NINES)
    ran = ccmotivate("rules", "check", "rules", "--lang", "en", folder=tmp_path)
    assert ran.code == 1
    assert "is too large or too fine" in " ".join(ran.err.split())


def test_a_gbk_name_is_shown_and_written_beside_with_its_bytes(tmp_path: Path) -> None:
    folder, raw = places.prepared(tmp_path), "三月".encode("gb18030")
    (folder / "m.xlsx").rename(folder / os.fsdecode(raw + b".xlsx"))
    ran = ccmotivate("score", raw + b".xlsx", "--rules", "rules", "--no-ledger", folder=folder)
    assert ran.code == 0
    assert "三月.xlsx" in ran.out
    assert (folder / os.fsdecode(raw + b".awards.xlsx")).is_file()
    assert shown_name(os.fsdecode(b"caf\xe9.xlsx")) == "caf\ufffd.xlsx"


def test_one_bad_file_never_stops_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = places.prepared(tmp_path)
    figures.month(folder / "bad.xlsx")
    before = ccmotivate("score", "bad.xlsx", "m.xlsx", "--rules", "rules", "--no-ledger", folder=folder)
    assert before.code == 0
    whole = inputs._read

    def failing(entry: inputs.Input, *more: object) -> None:
        if entry.name == "bad.xlsx":
            raise ZeroDivisionError
        whole(entry, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(inputs, "_read", failing)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # for the report
    ran = ccmotivate("score", "bad.xlsx", "m.xlsx", "--rules", "rules", "--no-ledger", "--lang", "en", folder=folder)
    assert ran.code == 2
    assert "ccmotivate itself failed on this file (ZeroDivisionError)" in " ".join(ran.err.split())
    assert (folder / "m.awards.xlsx").exists()
    assert (folder / "bad.awards.stale.xlsx").exists()
    assert not (folder / "bad.awards.xlsx").exists()


def test_want_of_memory_has_its_own_problem() -> None:
    def greedy() -> None:
        raise MemoryError

    assert [one.code for one in attempt(greedy, "m.xlsx")[1]] == ["not-enough-memory"]


def test_the_problems_copy_is_made_of_the_bytes_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = places.prepared(tmp_path)
    figures.month(folder / "m.xlsx", calls="x")
    whole = inputs._read

    def swapping(entry: inputs.Input, *more: object) -> None:
        whole(entry, *more)  # type: ignore[arg-type]
        figures.month(folder / "m.xlsx", calls="SWAPPED")

    monkeypatch.setattr(inputs, "_read", swapping)
    assert ccmotivate("score", "m.xlsx", "--rules", "rules", "--no-ledger", folder=folder).code == 1
    copy = sheets_in(folder / "m.problems.xlsx")["s"]
    assert "SWAPPED" not in {cell for row in copy for cell in row}
