"""Many random logs, folded as a stream and read row by row: the same JSON, problems included."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from tests.exports.random_logs import LOGS, Log, assert_alike
from tests.prove.record import record

pytestmark = pytest.mark.prove
MANY = 200


def test_streams_say_what_rows_say() -> None:
    counts = Counter[str]()

    @settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(LOGS)
    def same(log: Log) -> None:
        told = assert_alike(log)
        counts["logs"] += 1
        counts["lines"] += len(log.rows)
        counts["streams"] += told.is_done
        counts["quoted"] += told.is_done and b'"' in log.data

    begun = time.process_time()
    same()
    assert counts["streams"] > MANY // 4
    lines = [
        f"{counts['logs']:,} random logs of {counts['lines']:,} lines, in several encodings, with zones, ids made of"
        " several columns, words that must be known, shares and money.",
        f"Folded as a stream to the end: {counts['streams']:,}, of which {counts['quoted']:,} hold quotation marks;"
        " the others were left to be read row by row.",
        "Differences of the JSON, its problems included: 0.",
        f"Time: {time.process_time() - begun:.0f} s on one processor.",
    ]
    record("Large logs against the same read row by row", lines)
