"""The rows of a source as a table of a database, in the form that ``folds.py`` reckons with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from ccmotivate.model.words import normal

if TYPE_CHECKING:  # ibis takes long to load; a run without large files or databases never needs it
    import ibis.expr.types as ir

WIDE = "decimal(38, 0)"
"""The type of whole numbers of any size; what does not fit in it is an error of the database, never a wrong number."""


def group_column(name: str) -> str:
    """The column with a source's column ``name`` as rows are told apart by it (``per``)."""
    return f"per {name}"


def compared(text: str, blanks: Collection[str]) -> str | None:
    """A text in compared form, None where it is blank or a word for no data (``blanks``)."""
    form = normal(text)
    return None if not form or form in blanks else form


class SourceRows(Struct, frozen=True):
    """One row a row of the source, those that do not count left out already.

    ``table`` has ``agent_id`` (text), ``month`` (text ``2025-03``), ``row`` where rows can be named (int64 or text: the
    first in its order are evidence), and of the columns that a fold reads, by id:

    - numbers and instants as whole numbers (int64, or ``WIDE``), counted in ``1 / dens[id]``: 12.34 with a denominator
      of 100 is 1234; NULL for no data. A pass is 1 or 0, a level its place, durations are in seconds, instants as
      ``model/instants.py`` counts them.
    - texts in their compared form (``model/words.normal``), NULL where blank or a word for no data; without ``dens``.
    - each ``per`` column once more under ``group_column(id)``, as written: whatever differs is another group.

    ``dialect`` is the name of the backend (``duckdb``, ``postgres``, ``pyspark`` …).
    """

    table: ir.Table
    dens: Mapping[str, int]
    dialect: str
