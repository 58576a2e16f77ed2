"""What is compared and recorded of careers: the next step, and which conditions on the person are not met.

Only what the month itself says: means and months qualified depend on months before, which a run may have or not, and
vacancies are no person's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.model.results import PASS
from ccmotivate.parts.careers.decide import NONE, STATUSES, CareersResult, Condition, Status

GRADE, TARGET, LACKING = "grade", "target", "lacking"
_OWN = tuple(
    one for one in Condition if one not in (Condition.VACANCY, Condition.MEAN_SCORE, Condition.QUALIFIED_MONTHS)
)


def values(result: CareersResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """By agent: the grade, the next step, the conditions on the person that are not met; of those with a grade."""
    names = [*result.settings.positions, ""]
    step = result.status > STATUSES.index(Status.UNREACHABLE)
    codes = sum(((result.asked[one].status != PASS) & step).astype(np.int64) << bit for bit, one in enumerate(_OWN))
    people = np.flatnonzero(result.grade != NONE)
    columns = (people, result.grade[people], result.target[people], np.asarray(codes)[people])
    return {
        ids[at]: {GRADE: names[grade], **({TARGET: names[target]} if target != NONE else {}), **_lacking(code)}
        for at, grade, target, code in zip(*(column.tolist() for column in columns), strict=True)
    }


@cache
def _lacking(code: int) -> Mapping[str, PartValue]:
    """The conditions of a code, one bit each; nothing for none."""
    names = tuple(str(one) for bit, one in enumerate(_OWN) if code >> bit & 1)
    return {LACKING: names} if names else {}


def labels(result: CareersResult) -> Mapping[str, Label]:  # noqa: ARG001 - the contract's
    """The names of the fields."""
    return {
        GRADE: Label("职级", "grade"),
        TARGET: Label("下一步职位", "next step"),
        LACKING: Label("未具备的条件", "conditions not met"),
    }
