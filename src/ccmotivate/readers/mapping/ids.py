"""Ids for the rules of what files call their columns, and what texts have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from keyword import kwlist

_IDENTITY = ("month", "agent_id", "name", "role", "project", "team", "site")
_RESERVED = frozenset(  # words that mean something in formulas, awards or cases
    (*_IDENTITY, "score", "mean_score", "share_qualified", "index", "min", "max", "coalesce", "none", "true", "false",
     "absent", "expect", "like", *kwlist)
)  # fmt: skip


def column_id(header: str, letters: str, taken: set[str]) -> str:
    """An id for the rules: the header's letters where it has any in ASCII, else ``column_c``; none twice."""
    plain = re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")[:50] if header.isascii() else ""
    name = plain if re.match("[a-z]", plain) and plain not in _RESERVED else f"column_{letters.lower()}"
    return name if name not in taken else f"{name}_{letters.lower()}"


def beginning_of(texts: Iterable[str]) -> str:
    """What all texts begin with."""
    return "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))
