"""What the parts of a scheme add to a month: metrics before scoring, scores after it, decisions after the awards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset, PartCells
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.model.sheets import MonthSheets
from ccmotivate.problems import Problem


def part_metrics(data: Dataset, rules: RuleSet) -> dict[str, Exact]:
    """The metrics that parts make of their sheets, by id, aligned with the agents of any months."""
    made: dict[str, Exact] = {}
    for part in rules.parts.values():
        facet = part.facet("metrics")
        if facet is not None and all(kind in data.sheets for kind in part.needed_sheets):
            made |= facet.metrics(part.settings, data)
    return made


def part_cells(rules: RuleSet) -> dict[str, PartCells]:
    """What tells the cells behind each metric that a part makes, by its id."""
    found: dict[str, PartCells] = {}
    for part in rules.parts.values():
        facet = part.facet("metrics")
        if facet is not None:
            found |= {name: PartCells(part.needed_sheets, partial(facet.cells, part.settings)) for name in facet.NAMES}
    return found


def own_targets(rules: RuleSet, agents: pd.DataFrame, sheets: MonthSheets) -> dict[str, Exact]:
    """Each agent's own target by metric, as parts find them on their sheets; known before scoring."""
    found: dict[str, Exact] = {}
    for part in rules.parts.values():
        give = getattr(part.facet("sheets"), "targets", None)
        if give is not None and not sheets.lacks(part.needed_sheets):
            found |= give(part.settings, agents, sheets)
    return found


def shown_scores(month: ScoredMonth) -> NDArray[np.int64]:
    """The scores that ranks, awards and pay go by: those of the scorecards (hundredths), changed by parts in turn."""
    for part in month.rules.parts.values():
        facet = part.facet("scores")
        if facet is not None and not month.sheets.lacks(part.needed_sheets):
            month = replace(month, scores=facet.scores(part.settings, month))
    return month.scores


def with_parts(result: MonthResult) -> MonthResult:
    """A month with what each part decides of it; a part that lacks a sheet decides nothing."""
    for part in result.rules.parts.values():
        facet = part.facet("decide")
        if facet is None or result.sheets.lacks(part.needed_sheets):
            continue
        decided = facet.decide(part.settings, result)
        if decided is not None:
            result = replace(result, parts={**result.parts, part.id: decided})
    return result


def decide_by_awards(result: MonthResult) -> MonthResult:
    """The month with the parts that give awards decided again: people granted or withheld some since."""
    for part in result.rules.parts.values():
        if part.awards and part.id in result.parts:
            decided = part.facet("decide").decide(part.settings, result)
            result = replace(result, parts={**result.parts, part.id: decided})
    return result


def part_notes(result: MonthResult) -> Iterator[Problem]:
    """What parts note on the month that they decided."""
    for name, decided in result.parts.items():
        notes = getattr(result.rules.parts[name].facet("decide"), "notes", None)
        if notes is not None:
            yield from notes(decided, result)
