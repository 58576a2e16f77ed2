"""``map`` where a guess that nothing tells apart would make a wrong figure without a word."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from tests.exports.made import Map
from tests.exports.shapes import lines

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
DAYS = [(who, f"2025-03-{day:02}") for day in range(1, 9) for who in PEOPLE]


@pytest.mark.parametrize("header", ["Transfer rate", "Abandoned ratio", "Missed calls pct", "投诉率"])
def test_rates_of_counts_are_averaged(tmp_path: Path, mapped: Map, header: str) -> None:
    rates = [f"0.{at % 7}" for at, _day in enumerate(DAYS)]
    rows = [(*day, 10, rate) for day, rate in zip(DAYS, rates, strict=True)]
    made = mapped(lines(tmp_path / "daily.csv", ("Agent", "Date", "Calls answered", header), *rows))
    assert made.code == 0, made.said
    found: dict[str, list[Fraction]] = defaultdict(list)
    for (who, _day), rate in zip(DAYS, rates, strict=True):
        found[who].append(100 * Fraction(rate))
    metric = "column_d" if header == "投诉率" else header.lower().replace(" ", "_")
    assert made.values(metric) == {("2025-03", who): sum(each) / len(each) for who, each in found.items()}


def test_a_ticket_counts_in_the_month_in_which_it_was_opened(tmp_path: Path, mapped: Map) -> None:
    header = ("Last modified date", "Ticket ID", "Create date", "Due date", "Agent")
    rows = [("2025-06-02", 1000 + at, f"2025-0{3 + at % 2}-10", "2025-05-01", PEOPLE[at % 3]) for at in range(12)]
    made = mapped(lines(tmp_path / "tickets.csv", header, *rows))
    assert made.code == 0, made.said
    assert made.values("contacts") == {(f"2025-0{month}", who): 2 for month in (3, 4) for who in PEOPLE}
    assert "month of Create date, and of none of Last modified date, Due date" in " ".join(
        made.text("sources").replace("#", " ").split()
    )
