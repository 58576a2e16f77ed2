"""The words that stand in files in place of agents and figures that are not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ccmotivate.formats.cells import Cell
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
    """What stands in place of ids and figures that are not there, as it is written, in rows of totals too.

    Words for who was off, like 休, only among figures, and not where they are one of several words of another column.
    """
    columns = [table.sheet.columns[place][table.header + 1 :] for table in tables for place in table.headers]
    texts = {cell for column in columns for cell in column if isinstance(cell, str)}
    away = {text for text in texts if normal(text) in _AWAY}
    among = [column for column in columns if not away.isdisjoint(column)] if away else []
    off = {text for column in among if _holds_figures(column) for text in away.intersection(column)}
    off -= {text for column in among if _holds_words(column) for text in away.intersection(column)}
    return tuple(sorted(off.union(text for text in texts if normal(text) in NOTHING)))


def _holds_figures(column: Sequence[Cell]) -> bool:
    """True where most of what is filled has a digit."""
    filled = [text for cell in column if (text := plain_cell(cell)) and normal(text) not in NOTHING]
    return sum(bool(re.search(r"\d", text)) for text in filled) * 2 > len(filled)


def _holds_words(column: Sequence[Cell]) -> bool:
    """True for several words and no figures."""
    return not _holds_figures(column) and len({*map(plain_cell, column)} - {""}) > 1


_AWAY = frozenset(
    {"休", "休息", "轮休", "调休", "公休", "年休", "年假", "请假", "病假", "事假", "产假", "婚假", "丧假", "陪产假"}
    | {
        "off",
        "dayoff",
        "leave",
        "onleave",
        "annualleave",
        "sickleave",
        "holiday",
        "vacation",
        "sick",
        "urlaub",
        "krank",
    }
)
"""What stands, in compared form, in place of the figures of who was not there."""
