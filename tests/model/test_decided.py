"""Columns of what parts decided."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np

from ccmotivate.model import decided


def test_a_field_of_a_part_is_one_column_however_many_agents_have_it() -> None:
    ids = [f"A{number}" for number in range(50)]
    values = {agent: {"pay": at, "note": "late"} for at, agent in enumerate(ids) if at % 2}
    with patch.object(decided.np, "full", wraps=np.full) as made:
        columns = decided._by_field(values, ids)
    assert made.call_count == 2
    assert columns["pay"].tolist() == [at if at % 2 else None for at in range(50)]
    assert columns["note"].tolist() == ["late" if at % 2 else None for at in range(50)]
