"""The sheet of goals: the same goal twice, the goals of a month by agent, and the targets that scoring asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import MonthSheets, SheetKind, SheetRows, first_places
from ccmotivate.parts.goals.problems import TWICE
from ccmotivate.parts.goals.rules import AGENT, METRIC, SHEET, TARGET, GoalsSettings

NEEDED = (SHEET,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: GoalsSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def check(settings: GoalsSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """The same goal twice in a workbook for the same month; a row without a month is for each of them."""
    found = rows[SHEET]
    columns = (found.frame["workbook"], found.frame["month"], found.texts[AGENT], found.texts[METRIC])
    before: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    for at, (book, month, agent, metric) in enumerate(zip(*columns, strict=True)):
        months = before[book, agent, metric]
        first = next((place for one, place in months.items() if month in (0, one) or one == 0), None)
        if first is None:
            months[month] = at
        else:
            yield SHEET, at, METRIC, TWICE, agent, {"metric": metric, "first": (SHEET, first, METRIC)}


def goal_rows(ids: NDArray[np.object_], files: NDArray[np.object_], sheets: MonthSheets) -> pd.DataFrame:
    """The goals of a month in the order of the agents, then of the metrics' ids.

    Columns: ``agent`` (position among ``ids``), ``metric`` (str), ``row`` (position among the rows of the sheet). Where
    two workbooks know a goal, that of the agent's own (``files``) counts.
    """
    rows = sheets.rows[SHEET]
    agent = first_places(ids, rows.texts[AGENT])
    books = rows.frame["workbook"].to_numpy(dtype=object)
    there = agent >= 0
    frame = pd.DataFrame(
        {
            "agent": agent[there],
            "metric": rows.texts[METRIC][there],
            "row": np.flatnonzero(there),
            "other": books[there] != files[agent[there]],
        }
    )
    ordered = frame.sort_values(["agent", "metric", "other"], kind="stable")
    return ordered.drop_duplicates(["agent", "metric"]).drop(columns="other").reset_index(drop=True)


def targets(settings: GoalsSettings, agents: pd.DataFrame, sheets: MonthSheets) -> dict[str, Exact]:  # noqa: ARG001 - the contract's
    """The goals by metric, aligned with the agents of a month."""
    files = {table: file for table, (file, _sheet, _letters) in sheets.addresses.items()}
    of_agents = agents["table"].map(files).to_numpy(dtype=object)
    found = goal_rows(agents["agent_id"].to_numpy(dtype=object), of_agents, sheets)
    written = sheets.rows[SHEET].numbers[TARGET]
    return {str(metric): _aligned(written, goals, len(agents)) for metric, goals in found.groupby("metric")}


def _aligned(written: Exact, goals: pd.DataFrame, agents: int) -> Exact:
    at = np.full(agents, -1, dtype=np.intp)
    at[goals["agent"].to_numpy()] = goals["row"].to_numpy()
    return written.take(np.maximum(at, 0)).without(at < 0)
