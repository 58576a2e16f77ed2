"""The columns of a file that may tell its agents apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import OF_PAYROLL, field_of, plain
from ccmotivate.readers.mapping.pools import Pool

_ID_WORD = re.compile(r"\b(id|no|number|code|login)\b|工号|编号|账号", re.I)
_ADDRESS = re.compile(r"mail\b", re.I)
KINDS = ("text", "count")
"""The kinds of columns that may hold agents."""


def candidates(pool: Pool) -> list[SeenColumn]:
    """The columns that may tell agents apart by their headers, ids before names, addresses last.

    Other files seldom have addresses, and who is called by name there would count twice. Numbers of a payroll are ids
    where there are no others.
    """
    named = [(field_of(one.header), one) for one in pool.columns.values() if one.kind in KINDS]
    every = [one for field, one in named if field == "agent_id"]
    ids = [one for one in every if not _is_of_payroll(one)] or every
    ids.sort(key=lambda one: not _ID_WORD.search(plain(one.header)))
    found = [*ids, *(one for field, one in named if field == "name")]
    found.sort(key=lambda one: is_address(one.header))
    of_rows = [one for one in found if one.header.casefold() == "id" and any(map(_comes_again, found))]
    return [one for one in found if _comes_again(one) or one not in of_rows]


def _is_of_payroll(column: SeenColumn) -> bool:
    return OF_PAYROLL.search(plain(column.header)) is not None


def by_others(found: Sequence[SeenColumn], pool: Pool, pools: Sequence[Pool]) -> list[SeenColumn]:
    """Candidates of a pool with the name first where other files have that, and none the number of the payroll."""
    others = [forms_of(one.texts) for other in pools if other is not pool for one in candidates(other)]
    known = [one for one in found if any(forms_of(one.texts) & ids for ids in others)]
    is_first = bool(known) and _is_of_payroll(found[0]) and known[0] is not found[0]
    return [known[0], *(one for one in found if one is not known[0])] if is_first else [*found]


def _comes_again(column: SeenColumn) -> bool:
    """True where a text stands twice: an ``Id`` beside such a column is that of a row, and of nobody."""
    texts = [text for text in column.texts if text]
    return len(set(texts)) < len(texts)


def forms_of(texts: Sequence[str]) -> frozenset[str]:
    """Ids as they are compared."""
    return frozenset(id_form(text) for text in texts if text)


def is_address(header: str) -> bool:
    """True for the header of e-mail addresses."""
    return bool(_ADDRESS.search(plain(header)))
