"""The key of the survey in ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.exact import plain_text
from ccmotivate.parts.survey.decide import Cell, SurveyResult


def agents(result: SurveyResult, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - the contract's
    """No key of an agent: answers are nobody's."""
    yield from ({} for _row in rows)


def month(result: SurveyResult) -> dict[str, Any]:
    """The items in their order, of each the row for all, then the teams by name; nulls where nothing is shown."""
    cells = result.shown.cells
    items = [
        {"item": item.id, "team": team, **_cell(cells.get((item.id, team)))}
        for item in result.settings.items
        for team in (None, *result.teams)
    ]
    return {"survey": {"answers": result.answers, "items": items}}


def _cell(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"answers": None, "mean": None, "favourable": None}
    return {"answers": cell.answers, "mean": plain_text(cell.mean), "favourable": plain_text(cell.favourable)}
