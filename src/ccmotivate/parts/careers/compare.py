"""What is compared and recorded of careers: the next step, and which conditions on the person are not met.

Only what the month itself says: means and months qualified depend on months before, which a run may have or not, and
vacancies are no person's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    names = list(result.settings.positions)
    step = result.status > STATUSES.index(Status.UNREACHABLE)
    failed = np.array([(result.asked[one].status != PASS) & step for one in _OWN])
    found: dict[str, dict[str, PartValue]] = {}
    for at in np.flatnonzero(result.grade != NONE).tolist():
        own: dict[str, PartValue] = {GRADE: names[result.grade[at]]}
        own |= {TARGET: names[result.target[at]]} if result.target[at] != NONE else {}
        lacking = tuple(str(_OWN[place]) for place in np.flatnonzero(failed[:, at]))
        found[ids[at]] = own | ({LACKING: lacking} if lacking else {})
    return found


def labels(result: CareersResult) -> Mapping[str, Label]:  # noqa: ARG001 - the contract's
    """The names of the fields."""
    return {
        GRADE: Label("职级", "grade"),
        TARGET: Label("下一步职位", "next step"),
        LACKING: Label("未具备的条件", "conditions not met"),
    }
