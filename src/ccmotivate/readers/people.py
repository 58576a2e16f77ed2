"""Who stands in the rows of sources: the agents of a run where no roster and no sheet of agents says who they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ccmotivate.formats.columns import Objects, Rows
from ccmotivate.model.dataset import TableColumns
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, problem
from ccmotivate.readers.headers import ROSTER_FIELDS, FoundTable
from ccmotivate.readers.month_column import MonthColumn
from ccmotivate.readers.reading import EVERY, Reading, RosterRows
from ccmotivate.readers.roster import People, roster_text


def people_of(
    reading: Reading, table: FoundTable, place: int, rows: Rows, ids: Objects, months: MonthColumn
) -> RosterRows:
    """Who stands in the rows of a source with columns: a row for each agent, month and whatever is said of them."""
    texts = {name: roster_text(reading, table, name, rows) for name in ROSTER_FIELDS}
    columns = {"agent_id": ids, **{name: read.values for name, read in texts.items()}}
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    frame = frame.assign(month=months.months, table=place, row=table.sheet.rows_of(rows) + 1)
    frame["bad"] = np.isin(np.arange(len(rows)), [at for read in texts.values() for at in read.bad])
    reading.problems += [found for read in texts.values() for found in read.problems]
    told = frame[(frame["agent_id"] != "") & (frame["month"] != EVERY)]
    first = told.drop_duplicates(["month", "agent_id", *ROSTER_FIELDS, "bad"]).reset_index(drop=True)
    bad = frozenset(np.flatnonzero(first["bad"].to_numpy(dtype=bool)).tolist())
    return RosterRows(first[["month", "agent_id", *ROSTER_FIELDS, "table", "row"]], bad)


def of_rows(people: RosterRows, tables: Sequence[TableColumns]) -> tuple[RosterRows, list[Problem]]:
    """One row for each agent and month; what differs within one is an error that names both rows."""
    frame = people.frame.reset_index(drop=True)
    again = np.flatnonzero(frame.duplicated(["agent_id", "month"]).to_numpy()).tolist()
    if not again:
        return people, []
    where = People.of(people, tables)
    months = frame["month"].tolist()
    problems: list[Problem] = []
    bad = set(people.bad)
    for at in again:
        first = where.places[where.text("agent_id", at), months[at]]
        bad |= {first} if at in bad else set()
        for field in ROSTER_FIELDS:
            own, other = str(frame[field].iat[first]), where.text(field, at)
            if other and not own:
                frame.loc[first, field] = other
            elif own and other and normal(own) != normal(other):
                facts = {"agent": where.text("agent_id", at), "month": Month.from_ordinal(months[at]), "other": own}
                here, there = where.ref(field, at), where.ref(field, first)
                problems.append(problem("source-differs", here, other, field=field, first=there, **facts))
                bad.add(first)
    keep = np.flatnonzero(~frame.duplicated(["agent_id", "month"]).to_numpy())
    return RosterRows(frame, frozenset(bad)).take(keep), problems
