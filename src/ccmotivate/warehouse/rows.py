"""The rows of a source as a table in SQL, in the form that ``folds.py`` reckons with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from ccmotivate.model.words import normal

ROWS = "source_rows"
"""What the table of a source's rows is called."""


def group_column(name: str) -> str:
    """The column with a source's column ``name`` as rows are told apart by it (``per``)."""
    return f"per {name}"


def compared(text: str, blanks: Collection[str]) -> str | None:
    """A text in compared form, None where it is blank or a word for no data (``blanks``)."""
    form = normal(text)
    return None if not form or form in blanks else form


class SourceRows(Struct, frozen=True):
    """What the table ``ROWS`` holds: one row a row of the source, those that do not count left out already.

    It has ``agent_id`` (text or a number), ``month`` (text ``2025-03``), ``row`` if the rows ``are_named`` (int64 or
    text: the first in its order are evidence), and of the columns that a fold reads, by id:

    - numbers and instants as whole numbers (int64, or ``sql.WIDE``), counted in ``1 / dens[id]``: 12.34 with a
      denominator of 100 is 1234; NULL for no data. A pass is 1 or 0, a level its place, durations are in seconds,
      instants as ``model/instants.py`` counts them.
    - texts in their compared form (``model/words.normal``), NULL where blank or a word for no data; without ``dens``.
    - each ``per`` column once more under ``group_column(id)``, as written: whatever differs is another group.

    ``is_embedded`` tells that it is in DuckDB, opened here for files.
    """

    dens: Mapping[str, int]
    are_named: bool = True
    is_embedded: bool = True
