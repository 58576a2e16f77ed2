"""The kinds of decided values that two results are compared by (``decided.py``, ``award_changes.py``)."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a field describes."""

    PRESENCE = "presence"  # whether the agent is there
    IDENTITY = "identity"
    HIRED = "hired"  # the day of hiring
    MONTHS = "months"  # how many months of a longer period
    STANDING = "standing"
    STATUS = "status"  # of a criterion
    POINTS = "points"
    METRIC = "metric"
    LACKING = "lacking"  # why there is no figure of a metric
    PART = "part"
    AWARD = "award"
    NOTE = "note"  # on an award: ties, who came close …
