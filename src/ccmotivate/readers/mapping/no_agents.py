"""What to say where no column tells the agents apart: where they seem to stand, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Remark
from ccmotivate.model.period import month_hint, parse_month
from ccmotivate.model.sources import SHEET
from ccmotivate.readers.dates import parse_in_either_order
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.days_in_headers import OWN_DAY
from ccmotivate.readers.mapping.lexicon import field_of, measure_of, plain, tells_rows, unit_in
from ccmotivate.readers.mapping.pools import Pool

_MANY_ROWS = 10
_MOST = 0.5
_SHOWN = 3
_TOO_LONG = 60
_OF_AGENTS = re.compile(r"^(agent|employee|emp|staff) ?(id|no\.?|number|code)$|工号|员工")
_NOBODY = re.compile(r"queue|skill|channel|metric|measure|kpi|category|type|队列|技能|渠道|指标|类型|项目", re.I)
"""Headers of what stands in rows beside agents that are headers."""
_HOW_MANY = re.compile(r"[数量率]$|[%％][)）]?$|\b(count|rate|total)$", re.I)
_NOWHERE = N_("Which column of {file} tells the agents apart?")
_IN_ANOTHER = N_(
    "Which column of {file} tells the agents apart? None seems to, but {share} per cent of its {header} stand under "
    "{there} in {other}: put its columns there, by {header} (in Excel with XLOOKUP or VLOOKUP), and map that file "
    "without this one."
)
_IN_SHEETS = N_(
    "Which column of {file} tells the agents apart? None seems to. If each sheet is one agent's ({sheets}), answer "
    "{answer}; if some are not, take these out and map it again."
)
_IN_ROWS = N_(
    "Which column of {file} tells the agents apart? None seems to. If they stand in rows of their own ({texts}), write "
    "each into a column of the rows below it and map it again."
)
_ACROSS = N_(
    "Which column of {file} tells the agents apart? None seems to. If the headers are agents ({headers}), turn them "
    "into rows, with a column of agents and one for each figure, and map it again."
)
_OF_ROWS = N_(
    "Which column of {file} tells the agents apart? {header}, like {text}, is another one in each of its {rows} rows."
)

_ABOVE_DAYS = N_(
    "Which column of {file} tells the agents apart? {header} holds other texts ({texts}) and, below them, days "
    "({day}): put the agents into a column of their own (of a pivot table: in tabular form, with all item labels "
    "repeated) and map it again."
)
_NO_AGENT = re.compile(
    r"^(sheet|csv|data|tabelle|工作表|数据)\W?\d*$|汇总|合计|总计|总表|\b(summary|total|overview|all|gesamt)\b",
    re.IGNORECASE,
)
_SEVERAL = 2
_DAY = re.compile(r"\d{1,4}[-/.年]\d{1,2}.*")


def no_agents(pool: Pool, pools: Sequence[Pool]) -> Remark:
    """The question which column of a pool tells the agents apart, with what its headers, sheets and ids hint at."""
    columns = list(pool.columns.values())
    if columns and has_days_below(columns[0]):
        return above_days(columns[0], pool)
    for one in columns:
        for other in pools:
            if other is not pool and (found := _found_in(one, other)) is not None:
                there, share = found
                facts = {"header": one.header, "share": round(100 * share), "there": there, "other": other.name}
                return Remark(_IN_ANOTHER, {"file": pool.name, **facts})
    sheets = sheets_of_agents(pool)
    if sheets:
        return Remark(_IN_SHEETS, {"file": pool.name, "sheets": _some(sheets), "answer": SHEET})
    alone = list(dict.fromkeys(text for table in pool.tables for text in table.alone))
    if len(alone) > 1:
        return Remark(_IN_ROWS, {"file": pool.name, "texts": _some(alone)})
    figures = [one.header for one in columns if one.is_number or one.kind == "duration"]
    texts = [one for one in columns if one.kind == "text" and not _NOBODY.search(plain(one.header))]
    if len(figures) > 1 and not any(map(_names_figures, figures)) and all(map(_never_again, texts)):
        return Remark(_ACROSS, {"file": pool.name, "headers": _some(figures)})
    return Remark(_NOWHERE, {"file": pool.name})


def sheets_of_agents(pool: Pool) -> list[str]:
    """The names of several sheets, which may be agents: none is a month, one of the program's, or of a total."""
    sheets = list(dict.fromkeys(table.sheet.name for table in pool.tables))
    is_no_agent = any(month_hint(one).month or _is_day(one) or _NO_AGENT.search(one) for one in sheets)
    return [] if is_no_agent or len(sheets) < _SEVERAL else sheets


def sheet_column(pool: Pool) -> list[SeenColumn]:
    """The name of the sheet of each row as a column, where sheets may be agents."""
    names = [table.sheet.name for table in pool.tables for _row in table.rows]
    return [SeenColumn((SHEET,), names, "text")] if sheets_of_agents(pool) else []


def _names_figures(header: str) -> bool:
    """True where a header names no agent: a measure, or what ends in a unit or in a word for how many."""
    return bool(measure_of(header) or unit_in(header) or _HOW_MANY.search(header))


def _never_again(column: SeenColumn) -> bool:
    return len(set(column.texts)) == len(column.texts)


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")


def _found_in(column: SeenColumn, other: Pool) -> tuple[str, float] | None:
    """Where most of the ids of things stand in another pool, beside an agent: its header, and which share of them."""
    ids = set(map(id_form, filter(None, column.texts)))
    if not ids or not tells_rows(column.header) or not any(map(field_of, _headers(other))):
        return None
    columns = [one for one in other.columns.values() if one.kind == "text" or _may_be_ids(one)]
    shares = [(len(ids & set(map(id_form, one.texts))) / len(ids), one.header == column.header, one) for one in columns]
    share, _same, there = max(shares, key=lambda found: found[:2], default=(0, False, column))
    return (there.header, share) if share > _MOST else None


def _may_be_ids(column: SeenColumn) -> bool:
    """True for whole numbers under the header of an id: counts of calls are as small as running numbers."""
    return column.kind == "count" and tells_rows(column.header)


def _headers(pool: Pool) -> list[str]:
    return [one.header for one in pool.columns.values()]


def is_of_rows(column: SeenColumn, pool: Pool) -> bool:
    """True where another agent would stand in each of many rows, beside the id of a thing, or an ``Id`` beside days.

    An ``Agent ID`` is that of an agent even so, and an ``Id`` beside names that never repeat either is theirs.
    """
    texts = [text for text in column.texts if text]
    words = plain(column.header).casefold()
    if len(texts) < _MANY_ROWS or len(set(texts)) < len(texts) or _OF_AGENTS.search(words):
        return False
    others = [one for one in pool.columns.values() if one is not column]
    if words == "id":
        is_theirs = any(field_of(one.header) == "name" and _never_again(one) for one in others)
        days = [one for one in others if one.kind in ("date", "moment") and not OWN_DAY.search(plain(one.header))]
        has_months = any(one.kind == "month" for one in others)
        return not (is_theirs or has_months) and any(len(set(one.texts)) > 1 for one in days)
    return any(tells_rows(one.header) and _never_again(one) for one in others)


def is_no_agent(column: SeenColumn, pool: Pool) -> bool:
    """True for a bare ``Id`` that ``is_of_rows``, and for such texts of several parts or too long for an agent."""
    is_text = all(len(text) > _TOO_LONG or re.search(r"[{;]", text) for text in column.texts if text)
    return is_of_rows(column, pool) and (is_text or plain(column.header).casefold() == "id")


def of_rows(column: SeenColumn, pool: Pool) -> Remark:
    """The question for another column than one that ``is_no_agent``."""
    texts = [text for text in column.texts if text]
    return Remark(_OF_ROWS, {"file": pool.name, "header": column.header, "text": texts[0], "rows": len(texts)})


def has_days_below(column: SeenColumn) -> bool:
    """True where several days stand among other texts, each below one of these, as in a pivot table."""
    texts = dict.fromkeys(filter(None, column.texts))
    days = {text for text in texts if _is_day(text)}
    return column.kind == "text" and 1 < len(days) < len(texts) and not _is_day(next(iter(texts)))


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and (parse_in_either_order(text) is not None or parse_month(text) is not None)


def above_days(column: SeenColumn, pool: Pool) -> Remark:
    """The question for a column of agents with days below them."""
    texts = dict.fromkeys(filter(None, column.texts))
    others = [text for text in texts if not _is_day(text)]
    facts = {"header": column.header, "texts": _some(others), "day": next(filter(_is_day, texts))}
    return Remark(_ABOVE_DAYS, {"file": pool.name, **facts})
