"""Files of two countries in one folder, with days first in some and months first in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.made import Map
from tests.exports.shapes import lines

HEADER = ("Agent ID", "Day", "Calls handled")
DAYS = [(month, day) for month in (1, 2, 3) for day in (3, 5, 12, 17, 28)]
FORMS = {"uk": "{1:02}/{0:02}/2025", "us": "{0}/{1}/2025"}


def site(path: Path, who: str, form: str, *, most: int = 31, clock: str = "") -> Path:
    """The days of two agents of a site, as it writes them."""
    rows = [
        (f"{who}{at}", form.format(month, day) + clock, month * 100 + day)
        for month, day in DAYS
        for at in (1, 2)
        if day <= most
    ]
    return lines(path, HEADER, *rows)


@pytest.mark.parametrize("clock", ["", " 09:30"])
def test_each_file_tells_its_own_order(tmp_path: Path, mapped: Map, clock: str) -> None:
    files = [site(tmp_path / f"calls_{name}.csv", name, form, clock=clock) for name, form in FORMS.items()]
    made = mapped(*files)
    assert made.code == 0, made.said
    assert "each file and sheet tells the order of day and month by its days above 12" in made.text("sources")
    assert "no agent stands twice on a day" in made.text("sources") or clock
    assert made.values("calls_handled") == {
        (f"2025-0{month}", f"{name}{at}"): 500 * month + 65 for month in (1, 2, 3) for name in FORMS for at in (1, 2)
    }


def test_a_file_that_tells_none_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    files = [site(tmp_path / f"calls_{name}.csv", name, form) for name, form in FORMS.items()]
    files.append(site(tmp_path / "calls_xx.csv", "xx", FORMS["us"], most=12))
    made = mapped(*files)
    assert made.code == 1
    assert "in Day day-month-year or month-day-year? Other days show both orders" in made.said


def test_a_file_with_the_year_first_is_no_matter_for_the_order(tmp_path: Path, mapped: Map) -> None:
    files = [site(tmp_path / f"calls_{name}.csv", name, form) for name, form in FORMS.items()]
    made = mapped(*files, site(tmp_path / "calls_iso.csv", "iso", "2025-{0:02}-{1:02}"))
    assert made.code == 0, made.said
    assert made.values("calls_handled") == {
        (f"2025-0{month}", f"{name}{at}"): 500 * month + 65
        for month in (1, 2, 3)
        for name in (*FORMS, "iso")
        for at in (1, 2)
    }


def test_a_file_without_days_is_no_matter_for_the_order(tmp_path: Path, mapped: Map) -> None:
    files = [site(tmp_path / f"calls_{name}.csv", name, form) for name, form in FORMS.items()]
    made = mapped(*files, site(tmp_path / "calls_xx.csv", "xx", ""))
    assert "month-day-year?" not in made.said


def test_one_file_with_both_orders_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"{name}1", form.format(*day), 100) for name, form in FORMS.items() for day in DAYS]
    made = mapped(lines(tmp_path / "calls.csv", HEADER, *rows))
    assert made.code == 1
    assert "Other days show both orders" in made.said
