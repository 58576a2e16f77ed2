"""Results as a pandas table: what the document says runs, and the table is exactly the result."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from ccmotivate.model.results import NOT_ASKED, STATUS_WORDS, UNWEIGHED, MonthResult
from tests.support import ROOT

TEXT = (ROOT / "docs" / "pandas.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """What the example of the document leaves behind."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        exec(compile(code, "docs/pandas.md", "exec"), names)
    return names


def test_every_column_is_documented_with_its_type(made: dict[str, Any]) -> None:
    frame, month = made["frame"], made["month"]
    rows = re.findall(r"^\| (`.*?`) \| (\w+) \|", TEXT, re.M)
    said = {name: kind for names, kind in rows for name in re.findall(r"`(\w+)`", names)}
    wanted = [name for name in said if not name.endswith("_ID")]
    prefixes = (("metric", month.metrics), ("status", month.status), ("points", month.points))
    assert list(frame) == [*wanted, *(f"{kind}_{name}" for kind, columns in prefixes for name in columns)]
    for name, column in frame.items():
        kind = said.get(str(name)) or said[f"{str(name).partition('_')[0]}_ID"]
        if kind in ("str", "Fraction"):
            assert {type(one).__name__ for one in column if one is not None} <= {kind}, name
        else:
            assert str(column.dtype) == kind, name


def test_the_values_are_those_of_the_result(made: dict[str, Any]) -> None:
    frame: pd.DataFrame = made["frame"]
    month: MonthResult = made["month"]
    assert frame["agent_id"].tolist() == month.agents["agent_id"].tolist()
    assert [100 * one for one in frame["score"]] == month.agents["score"].tolist()
    ranks = [0 if one is pd.NA else one for one in frame["rank"]]
    assert ranks == month.agents["rank"].tolist()
    for name, values in month.metrics.items():
        assert frame[f"metric_{name}"].tolist() == values.to_list()
    for name, codes in month.status.items():
        words = [None if code == NOT_ASKED else STATUS_WORDS[code] for code in codes.tolist()]
        assert frame[f"status_{name}"].tolist() == words
    for name, codes in month.points.items():
        points = [None if code == UNWEIGHED else Fraction(code, 100) for code in codes.tolist()]
        assert frame[f"points_{name}"].tolist() == points


def test_means_stay_exact(made: dict[str, Any]) -> None:
    frame, means = made["frame"], made["by_team"]
    here = frame[frame["qualified"] & (frame["team"] == means.index[0])]["score"].tolist()
    assert Fraction(means.iloc[0]) == sum(here, Fraction(0)) / len(here)
    assert isinstance(means.iloc[0], Fraction)
