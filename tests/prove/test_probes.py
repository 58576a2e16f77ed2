"""The proof: every probe of the table, each in a process of its own, with a limit of time."""

from __future__ import annotations

import importlib
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.probing import LOADED
from tests.hostile.table import probes
from tests.prove.record import record

AT_LEAST = 400
SECONDS = 60.0

pytestmark = pytest.mark.prove


def test_probes(tmp_path: Path) -> None:
    for name in LOADED:
        importlib.import_module(name)
    faults: dict[str, list[str]] = {}
    codes: Counter[int | None] = Counter()
    for at, probe in enumerate(probes()):
        folder = tmp_path / str(at)
        ran, found = probe.run(folder, SECONDS)
        codes[ran.code] += 1
        if found:
            faults[probe.name] = [*found, ran.err[-300:]]
        shutil.rmtree(folder)
    kinds = Counter(fault.split(" ")[0] for found in faults.values() for fault in found[:-1])
    ends = ", ".join(f"{codes[code]} × {code}" for code in sorted(codes, key=str))
    record(
        "Probes",
        [
            f"{codes.total()} probes: things that are no files in the place of every path of every command, names that "
            "are no text, figures without end in cells, rules, cases and --set, odd YAML documents.",
            f"{kinds['this']} lines of a bug, {kinds['hang']} hangs (limit {SECONDS:.0f} s each), "
            f"{kinds['changed']} foreign files changed, {kinds['Traceback']} tracebacks, {kinds['Warning:']} warnings "
            f"of libraries; exit codes: {ends}.",
        ],
    )
    assert faults == {}
    assert codes.total() >= AT_LEAST
