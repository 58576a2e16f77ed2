"""The sheet of goals: the same goal twice, the goals of a month by agent, and the targets that scoring asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from msgspec import Struct
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


class GoalRows(Struct, frozen=True):
    """Goals: the positions of their agents, their metrics, and their positions among the rows of the sheet."""

    agent: NDArray[np.intp]
    metric: NDArray[np.object_]
    row: NDArray[np.intp]


def goal_rows(ids: NDArray[np.object_], files: NDArray[np.object_], sheets: MonthSheets) -> GoalRows:
    """The goals of a month in the order of the agents (``ids``), then of the metrics' ids.

    Where two workbooks know a goal, that of the agent's own (``files``) counts.
    """
    rows = sheets.rows[SHEET]
    agent = first_places(ids, rows.texts[AGENT])
    row = np.flatnonzero(agent >= 0)
    agent, metric = agent[row], rows.texts[METRIC][row]
    codes, _names = pd.factorize(metric, sort=True)
    other = rows.frame["workbook"].to_numpy(dtype=object)[row] != files[agent]
    order = np.lexsort((other, codes, agent))
    goals = np.stack([agent[order], codes[order]])
    first = np.append(True, (goals[:, 1:] != goals[:, :-1]).any(axis=0))[: len(order)]
    kept = order[first]
    return GoalRows(agent[kept], metric[kept], row[kept])


def targets(settings: GoalsSettings, agents: pd.DataFrame, sheets: MonthSheets) -> dict[str, Exact]:  # noqa: ARG001 - the contract's
    """The goals by metric, aligned with the agents of a month."""
    files = {table: file for table, (file, _sheet, _letters) in sheets.addresses.items()}
    of_agents = agents["table"].map(files).to_numpy(dtype=object)
    found = goal_rows(agents["agent_id"].to_numpy(dtype=object), of_agents, sheets)
    written = sheets.rows[SHEET].numbers[TARGET]
    rows = {metric: np.full(len(agents), -1, dtype=np.intp) for metric in sorted(set(found.metric.tolist()))}
    for metric, at in rows.items():
        own = found.metric == metric
        at[found.agent[own]] = found.row[own]
    return {metric: written.take(np.maximum(at, 0)).without(at < 0) for metric, at in rows.items()}
