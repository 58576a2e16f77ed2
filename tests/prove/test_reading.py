"""The proof: thousands of random exports, each read as specified or refused at the place that is wrong."""

from __future__ import annotations

import time
from itertools import groupby

import pytest

from tests.properties.all import PROPERTIES
from tests.prove.record import record


@pytest.mark.prove
def test_exports_are_read_rightly_many_times() -> None:
    start = time.monotonic()
    lines = []
    for subject, group in groupby(PROPERTIES, key=lambda one: one.subject):
        counts = [one.hold(one.many) for one in group]
        files, cells = (sum(pair[at] for pair in counts) for at in (0, 1))
        of = f", {cells:,} texts in them" if cells else ""
        lines.append(f"{subject[0].upper()}{subject[1:]}: {files:,} random exports{of}, 0 misread.")
    record(
        "Reading against a grammar and a recomputation of its own",
        [
            *lines,
            "Each has the values and winners of its clean form, or an error at the cell, row or block that is wrong.",
            f"Time: {time.monotonic() - start:.0f} s on one processor.",
        ],
    )
