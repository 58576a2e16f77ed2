"""The words that stand in files in place of agents and figures that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.model.words import normal
from ccmotivate.readers.identity import plain_cell
from ccmotivate.readers.mapping.lexicon import NOBODY, NOTHING, field_of
from ccmotivate.readers.mapping.tables import SeenTable


def nobody_in(tables: Sequence[SeenTable]) -> tuple[str, ...]:
    """What stands in columns of agents where none had the call, as it is written."""
    places = [(table, place) for table in tables for place, one in table.headers.items() if field_of(one) == "agent_id"]
    texts = dict.fromkeys(plain_cell(cell) for table, place in places for cell in table.cells(place))
    return tuple(text for text in texts if normal(text) in NOBODY)


def nothing_in(tables: Sequence[SeenTable]) -> tuple[str, ...]:
    """What stands in place of ids and figures that are not there, as it is written, in rows of totals too."""
    columns = [table.sheet.columns[place][table.header + 1 :] for table in tables for place in table.headers]
    texts = {cell for column in columns for cell in column if isinstance(cell, str)}
    return tuple(sorted(text for text in texts if normal(text) in NOTHING))
