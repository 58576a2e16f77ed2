"""The award conditions, one file each: how one is written, resolved, decided, compared and said in words.

A new one is a file with a ``ListedCondition`` and its place in ``CONDITIONS``.
"""

from __future__ import annotations

from ccmotivate.conditions.combine import AllOf, AnyOf, Not
from ccmotivate.conditions.condition import ListedCondition
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.conditions.lead_every import LeadEvery
from ccmotivate.conditions.not_won import NotWon
from ccmotivate.conditions.rank import Rank
from ccmotivate.conditions.tenure import Tenure

CONDITIONS: tuple[type[ListedCondition], ...] = (Rank, LeadEvery, Consecutive, Tenure, NotWon, AllOf, AnyOf, Not)
