"""Ids for the rules of what files call their columns, and what texts have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from keyword import kwlist
from pathlib import Path

_IDENTITY = ("month", "agent_id", "name", "role", "project", "team", "site")
RESERVED = frozenset(  # words that mean something in formulas, awards or cases
    (*_IDENTITY, "score", "mean_score", "share_qualified", "index", "min", "max", "coalesce", "none", "true", "false",
     "absent", "expect", "like", *kwlist)
)  # fmt: skip


def column_id(header: str, letters: str, taken: set[str]) -> str:
    """An id for the rules: the header's letters where it has any in ASCII, else ``column_c``; none twice."""
    plain = re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")[:50] if header.isascii() else ""
    name = plain if re.match("[a-z]", plain) and plain not in RESERVED else f"column_{letters.lower()}"
    return name if name not in taken else f"{name}_{letters.lower()}"


DIGITS = re.compile(r"\d[\d\-_.]*\d|\d")
_TAKEN = ("agents", "roster")  # kinds of sheets
_CHINESE = (
    ("质检|质量", "quality"),
    ("投诉", "complaints"),
    ("考勤|出勤", "attendance"),
    ("满意|评价", "satisfaction"),
    ("花名册|人员|员工|名单", "staff"),
    ("工单", "tickets"),
    ("会话|聊天", "chats"),
    ("话务|通话|呼叫|呼入|外呼|来电|坐席|座席", "calls"),
)


def source_name(path: Path) -> str:
    """An id of a file's name without figures; of a Chinese one by what it is about."""
    name = column_id(DIGITS.sub(" ", path.stem).strip() or "rows", "x", set())
    if name.startswith("column_"):
        return next((id_ for words, id_ in _CHINESE if re.search(words, path.stem)), "source")
    name = name.strip("_")
    return f"{name}_file" if name in _TAKEN else name


def beginning_of(texts: Iterable[str]) -> str:
    """What all texts begin with."""
    return "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))
