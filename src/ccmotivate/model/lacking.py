"""Why figures are not there: too few rows (``12/20``), and lines of a scorecard that are left out for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

Lacking = Mapping[str, Mapping[str, str]]
"""Metric → agent id → how many rows of how many wanted there are, and ``left_out`` for a line that is left out."""

LEFT_OUT = "left_out"
LACK = re.compile(rf"[0-9]+/[0-9]+(?: {LEFT_OUT})?|{LEFT_OUT}")


def lack(few: tuple[int, int] | None, *, is_out: bool) -> str:
    """Both in one text; ``""`` for neither."""
    rows = "" if few is None else f"{few[0]}/{few[1]}"
    return f"{rows} {LEFT_OUT}".strip() if is_out else rows


def parts_of(text: str) -> tuple[tuple[int, int] | None, bool]:
    """How many rows of how many, and whether the line is left out."""
    rows, _mark, least = text.split(" ", maxsplit=1)[0].partition("/")
    return (int(rows), int(least)) if least else None, text.endswith(LEFT_OUT)
