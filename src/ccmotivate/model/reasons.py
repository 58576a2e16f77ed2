"""Why an award was missed, narrowly missed, or not given. The values occur in JSON, ledgers and cases."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct


class MissedReason(StrEnum):
    """The first condition of an award that was missed (``Missed`` has the facts)."""

    BEHIND = "behind"  # of the last place, or of a part's leader
    TIE = "tie"  # equal to the last place, behind by a tie-breaker
    NOT_ELIGIBLE = "not_eligible"
    NOT_QUALIFIED = "not_qualified"
    ROLE = "role"
    SCOPE = "scope"  # a team, project or site that the award is not for
    NO_METRIC = "no_metric"
    NO_COLUMN = "no_column"  # nobody has data for it
    NO_FIGURE = "no_figure"
    NOT_ABOVE = "not_above"  # a figure that is not above what is asked for
    SMALL = "small"  # a team of too few members
    ABSENT = "absent"
    MOVED = "moved"  # to another group
    NO_GROUP = "no_group"
    TIMES = "times"  # too few awards running
    KEPT_OUT = "kept_out"  # by a ``not``
    NO_HIRED = "no_hired"  # the day of hiring is not known
    TENURE = "tenure"  # too few months of service
    WON = "won"  # an award in the months before
    NO_TEAM = "no_team"
    PUBLISHED = "published"  # the files would give it, what was published did not
    ANY = "any"  # none of several conditions was met


class CloseReason(StrEnum):
    """What a narrowly missed award lacked."""

    BEHIND = "behind"
    NOT_ELIGIBLE = "not_eligible"
    NOT_QUALIFIED = "not_qualified"
    ABSENT = "absent"
    MOVED = "moved"
    APART = "apart"  # awards that do not follow each other
    CONDITION = "condition"


class NotGivenReason(StrEnum):
    """Why an award was not given."""

    NO_CANDIDATES = "no-candidates"
    NOT_MET = "not-met"
    NO_COLUMN = "no-column"


class Missed(Struct, frozen=True):
    """The first condition of an award that a candidate did not meet.

    Facts by ``why``: ``metric`` of NO_COLUMN and NO_METRIC, and the column of SCOPE; ``other``, the group of MOVED and
    the award of TIMES and of WON; ``value`` against ``needed`` of BEHIND, the figure of the last place, where ``level``
    says that it is enough to be equal (in a ``period``: of its leader; others stand on ``rank`` as well where it is
    ``tied``); both in months of TENURE; ``needed``, the months before in which WON looks; ``breaker``, the tie-breaker
    of TIE; ``met``, the parts that were won, and ``times``, how many running TIMES asks for; ``rank``, the members of a
    SMALL team where ``times`` are asked for; ``parts`` of ANY. ``period`` is the part of the period that it happened in
    (of WON the earlier period), ``month`` the month of it that says why.
    """

    why: MissedReason
    period: str | None = None
    month: str | None = None
    metric: str | None = None
    group: str = ""
    figure: str = ""
    value: Fraction | None = None
    needed: Fraction | None = None
    rank: int | None = None
    tied: bool = False
    candidates: int | None = None
    breaker: str | None = None
    breaker_value: Fraction | None = None
    breaker_needed: Fraction | None = None
    rival: str | None = None
    met: tuple[str, ...] = ()
    times: int | None = None
    other: str | None = None
    parts: tuple[Missed, ...] = ()
    level: bool = False


Why = Callable[[str], Missed | None]
"""Returns the first condition that an agent (by id) or team (by name) missed of an award; None for a winner."""
