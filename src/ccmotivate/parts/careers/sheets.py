"""The sheet of vacancies, rows that contradict themselves, and the words of grades and wanted positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import ROSTER, MonthSheets, SheetKind, SheetRows
from ccmotivate.parts.careers.problems import VACANCY_TWICE
from ccmotivate.parts.careers.rules import GRADE, NUMBER, POSITION, VACANCIES, WANTED, CareersSettings

NEEDED = (ROSTER,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: CareersSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.vacancies,)


def roster_words(settings: CareersSettings) -> dict[str, Mapping[str, Label]]:
    """What grades and wanted positions may be."""
    return {GRADE: settings.labels, WANTED: settings.labels}


def check(settings: CareersSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """A position twice in a workbook for the same month; a row without a month is for each of them."""
    found = rows[VACANCIES]
    columns = (found.frame["workbook"], found.frame["month"], found.texts[POSITION])
    before: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for at, (book, month, position) in enumerate(zip(*columns, strict=True)):
        months = before[book, position]
        first = next((place for one, place in months.items() if month in (0, one) or one == 0), None)
        if first is None:
            months[month] = at
        else:
            label = settings.positions[position].label
            name = label.zh if label.zh == label.en else f"{label.zh} / {label.en}"
            yield VACANCIES, at, POSITION, VACANCY_TWICE, name, {"first": (VACANCIES, first, POSITION)}


def vacancies_of(sheets: MonthSheets) -> dict[str, int] | None:
    """The vacancies of a month by position, those of several workbooks together; None without a sheet of the month."""
    rows = sheets.rows.get(VACANCIES)
    if rows is None or VACANCIES in sheets.elsewhere:
        return None
    found: dict[str, int] = defaultdict(int)
    for position, number in zip(rows.texts[POSITION].tolist(), rows.numbers[NUMBER].to_list(), strict=True):
        found[position] += int(number or 0)
    return dict(found)
