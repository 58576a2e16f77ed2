"""The sheet of team goals: levels, of which teams have no mean, and the same goal twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE, SheetKind, SheetRows
from ccmotivate.parts.teams.columns import METRIC, SHEET, TEAM
from ccmotivate.parts.teams.problems import LEVEL, TWICE
from ccmotivate.parts.teams.rules import TeamsSettings

NEEDED = (SHEET,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: TeamsSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def check(settings: TeamsSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """A goal in levels; the same goal twice in a workbook for a month: a row without a month is for each of them."""
    found = rows[SHEET]
    columns = (found.frame["workbook"], found.frame["month"], found.texts[TEAM], found.texts[METRIC])
    before: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    for at, (book, month, team, metric) in enumerate(zip(*columns, strict=True)):
        if metric != SCORE and rules.metrics[metric].kind is MetricKind.LEVEL:
            yield SHEET, at, METRIC, LEVEL, None, {"metric": metric}
            continue
        months = before[book, team, metric]
        first = next((place for one, place in months.items() if month in (0, one) or one == 0), None)
        if first is None:
            months[month] = at
        else:
            yield SHEET, at, METRIC, TWICE, team, {"metric": metric, "first": (SHEET, first, METRIC)}
