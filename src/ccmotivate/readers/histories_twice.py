"""Files of histories (trainings, findings) of which most rows stand in another file too: an earlier state of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from msgspec.structs import replace

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import stacked_sheets
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.reading import ReadResult

_FEWEST = 2
_SHARE = 0.75  # a later state leaves more rows as they were, and by chance fewer are alike


def histories_apart(parts: Sequence[ReadResult], rules: RuleSet) -> list[ReadResult]:
    """The readings, with an error in each file without agents most rows of whose history stand in an earlier one too.

    They would count twice; the agents of these rows are in error.
    """
    found = list(parts)
    beside = {at: part.dataset.sheets for at, part in enumerate(parts) if not len(part.dataset.agents)}
    for kind in (kind for kind in rules.sheets.values() if kind.history):
        rows = {at: sheets[kind.id] for at, sheets in beside.items() if kind.id in sheets}
        if len(rows) < 2:
            continue
        whole = stacked_sheets([{kind.id: some} for some in rows.values()])[kind.id]
        said = {**{f"@{name}": one.order_keys() for name, one in whole.numbers.items()}, **whole.texts}
        frame = pd.DataFrame(said).assign(file=np.repeat(list(rows), [len(some) for some in rows.values()]))
        frame["first"] = frame.groupby(list(said), sort=False)["file"].transform("min")
        again = frame[frame["file"] != frame["first"]]
        for _key, twice in again.groupby(["file", "first"]):
            file, first = twice[["file", "first"]].to_numpy(dtype=np.int64)[0].tolist()
            if len(twice) >= max(_FEWEST, _SHARE * min(len(rows[file]), len(rows[first]))):
                table = found[file].dataset.tables[int(rows[file].frame["table"].iloc[0])]
                facts = {"count": len(twice), "rows": len(rows[file]), "other": parts[first].dataset.inputs[0].file}
                wrong = problem("history-in-two-files", SourceRef(table.file, table.sheet), **facts)
                bad = {(agent, 0) for name in kind.agents for agent in twice[name].tolist()}
                problems, bad_details = (*found[file].problems, wrong), found[file].bad_details | bad
                found[file] = replace(found[file], problems=problems, bad_details=bad_details)
    return found
