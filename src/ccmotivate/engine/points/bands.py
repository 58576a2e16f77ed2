"""``bands``: steps, each boundary saying its side.

In a rule file: ``csat: {weight: 20, bands: [{below: 60%, points: 0}, {up_to: 80%, points: 60}, {points: 100}]}``:
below 60 % earns 0, from 60 % up to and with 80 % earns 60, more earns 100.
"""

from __future__ import annotations

import numpy as np

from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import Bands


def points(values: Exact, method: Bands) -> Exact:
    """The points of the first band that holds the value."""
    made = Exact.empty(len(values))
    open_rows = ~values.missing
    for band in method.steps:
        if band.limit is None:
            here = open_rows
        else:
            here = open_rows & (values <= band.limit if band.included else values < band.limit)
        made = Exact.full(len(values), band.points).where(here, made)
        open_rows = open_rows & ~here
    return made.without(np.asarray(values.missing))
