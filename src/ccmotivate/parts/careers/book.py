"""``MONTH.careers.xlsx``: everybody with every condition, the competitions with ranks and ties, the vacancies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS, InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.competing import Competition
from ccmotivate.parts.careers.decide import STATUSES, Asked, CareersResult, Condition, Places, Status
from ccmotivate.parts.careers.lacking import lacks
from ccmotivate.parts.careers.words import (
    CONDITIONS,
    band_text,
    condition_text,
    outcome_text,
    people_text,
    step_text,
    tie_breaker,
    value_text,
)
from ccmotivate.parts.careers.words import STATUSES as STATUS_NAMES
from ccmotivate.writers.files.replacing import WorkbookShape
from ccmotivate.writers.files.signature import CAREERS
from ccmotivate.writers.words.figures import figure_name, ranking_cell
from ccmotivate.writers.words.made import made_lines
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import wrapped_lines
from ccmotivate.writers.workbooks.notes_page import NotesPage
from ccmotivate.writers.workbooks.pages import Book, Page
from ccmotivate.writers.workbooks.styles import FAILED, LACKING, LINE, PLAIN, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table, number_body

_WIDE, _STEPS = 40.0, 60.0
_LOOKS = {Status.PROPOSED: STRONG, Status.TIED: LACKING}
_CENTRED, _WRAPPED = Style(align="center"), Style(wrap=True)
_LABEL, _COUNT = 34, 12


def write_careers(
    target: Path | BinaryIO, result: CareersResult, rules: RuleSet, inputs: Sequence[InputFile], lang: str
) -> WorkbookShape:
    """Write the workbook.

    Returns:
        The sheets that the file must have when it is opened again.
    """
    _ = translator(lang)
    title = _("{period}: careers").format(period=month_text(result.month, lang))
    book = Book(CAREERS, title, result.month, lang)
    _summary(book.page(_("At a glance"), landscape=False), title, result, lang)
    book.table(_("People"), people_table(result, rules, lang), frozen=2)
    if result.competitions:
        book.table(_("Competitions"), competitions_table(result, rules, lang), frozen=1)
    book.table(_("Vacancies"), vacancies_table(result, rules, lang), frozen=1)
    notes = NotesPage(book.page(_("How it was made"), landscape=True), lang)
    notes.head(title)
    notes.made(made_lines(rules, tuple(inputs), lang))
    return book.save(target)


def _summary(page: Page, title: str, result: CareersResult, lang: str) -> None:
    """What it is, which months count, and how many people stand where."""
    _ = translator(lang)
    page.sheet.set_column(0, 0, _LABEL)
    page.sheet.set_column(1, 1, _COUNT)
    page.sheet.set_column(2, 2, _LABEL)
    page.wide(0, 0, 2, title, page.formats.title)
    page.tall(0, 30)
    page.row = 2
    look = page.formats.get(text_wrap=True, valign="top")
    for text in _about(result, lang):
        page.wide(page.row, 0, 2, text, look)
        page.tall(page.row, 15 * wrapped_lines(text, 2 * _LABEL + _COUNT) + 2)
        page.row += 1
    page.row += 1
    counts = Counter(result.status.tolist())
    cell, number = ({"bottom": 1, "bottom_color": LINE}, {"bottom": 1, "bottom_color": LINE, "num_format": "#,##0"})
    for status, name in STATUS_NAMES.items():
        page.text(page.row, 0, _(name), page.formats.get(**cell))
        page.number(page.row, 1, counts[STATUSES.index(status)], page.formats.get(**number))
        page.row += 1


def _about(result: CareersResult, lang: str) -> list[str]:
    _ = translator(lang)
    months = _(", ").join(str(month) for month in result.window.months)
    roster = "–" if result.roster_month is None else str(result.roster_month)
    return [
        _("These are proposals by the rules; people decide."),
        _("Months looked at: {months}. Roster of {roster}.").format(months=months, roster=roster),
    ]


# -- everybody --------------------------------------------------------------------------------------------------------


def people_table(result: CareersResult, rules: RuleSet, lang: str) -> Table:
    """One row a person: the grade, the next step, where they stand, what would be enough, every condition."""
    _ = translator(lang)
    agents = result.facts.agents
    rows = range(len(result.status))
    columns = [
        Column(_("Agent ID"), Cells.distinct(agents["agent_id"].tolist())),
        Column(_("Name"), Cells.texts(agents["name"].tolist())),
        Column(_("Team"), Cells.texts(agents["team"].tolist())),
        Column(_("Grade"), _positions(result, result.grade, lang)),
        Column(_("Next step"), _positions(result, result.target, lang)),
        Column(_("Specialist post"), _lateral(result, lang)),
        Column(_("Where they stand"), _statuses(result, lang)),
        Column(_("Rank"), Cells.numbers(np.where(result.rank > 0, result.rank, np.nan).astype(np.float64), _CENTRED)),
        Column(_("Competition"), Cells.texts([outcome_text(result, at, rules, lang) for at in rows], _WRAPPED), _WIDE),
        Column(_("What would be enough"), Cells.texts(_steps(result, rules, lang), _WRAPPED), _STEPS),
        *(
            Column(condition_text(name, lang), _values(name, asked, rules, lang))
            for name, asked in result.asked.items()
        ),
    ]
    return Table(tuple(columns), tall=(8, 9))


def _positions(result: CareersResult, places: Places, lang: str) -> Cells:
    names = [*(one.label.text(lang) for one in result.settings.positions.values()), ""]
    return Cells.labels(places % len(names), names, [Style()] * len(names))


def _lateral(result: CareersResult, lang: str) -> Cells:
    words = [*(translator(lang)("yes") if one.lateral else "" for one in result.settings.positions.values()), ""]
    return Cells.labels(result.target % len(words), words, [_CENTRED] * len(words))


def _statuses(result: CareersResult, lang: str) -> Cells:
    _ = translator(lang)
    names = [_(STATUS_NAMES[status]) for status in STATUSES]
    looks = [Style(_LOOKS.get(status, PLAIN)) for status in STATUSES]
    return Cells.labels(result.status.astype(np.intp), names, looks)


def _steps(result: CareersResult, rules: RuleSet, lang: str) -> list[str]:
    """What each person lacks, in one text."""
    _ = translator(lang)
    return [
        _("; ").join(
            _("{name}: {text}").format(name=_(CONDITIONS[one.condition]), text=step_text(one, result, rules, lang))
            for one in lacks(result, at)
        )
        for at in range(len(result.status))
    ]


def _values(name: Condition, asked: Asked, rules: RuleSet, lang: str) -> Cells:
    """The values of a condition, marked where they do not meet it; blank where it is not asked."""
    looks = {PASS: _CENTRED, FAIL: Style(FAILED, align="center"), NO_DATA: Style(LACKING, align="center")}
    shown = [
        ("" if status == NOT_ASKED else value_text(name, value, rules, lang), status)
        for value, status in zip(asked.value.to_list(), asked.status.tolist(), strict=True)
    ]
    distinct = list(dict.fromkeys(shown))
    place = {one: at for at, one in enumerate(distinct)}
    return Cells.labels(
        np.array([place[one] for one in shown], dtype=np.intp),
        [text for text, _status in distinct],
        [looks.get(status, Style()) for _text, status in distinct],
    )


# -- competitions and vacancies ---------------------------------------------------------------------------------------


def competitions_table(result: CareersResult, rules: RuleSet, lang: str) -> Table:
    """One row a candidate: by position, then by rank; what is ranked by, and what came of it."""
    _ = translator(lang)
    rows = [(one, at) for one in result.competitions for at in one.people.tolist()]
    people = np.array([at for _one, at in rows], dtype=np.intp)
    names, ids = result.facts.agents["name"].tolist(), result.ids
    mean = result.asked[Condition.MEAN_SCORE].value
    columns = [
        Column(_("Position"), Cells.texts([_name(one, result, lang) for one, _at in rows])),
        Column(_("Places to fill"), _numbers([one.number for one, _at in rows])),
        Column(_("Rank"), _numbers(result.rank[people].tolist())),
        Column(_("Agent ID"), Cells.texts([ids[at] for at in people])),
        Column(_("Name"), Cells.texts([names[at] for at in people])),
        Column(_("Grade"), _positions(result, result.grade[people], lang)),
        Column(condition_text(Condition.MEAN_SCORE, lang), _figures(mean.take(people), "0.00")),
        Column(figure_name(result.settings.tie_breaker, rules, lang), _tie_breakers(result, people, rules, lang)),
        Column(condition_text(Condition.TENURE, lang), _figures(result.asked[Condition.TENURE].value.take(people))),
        Column(_("Where they stand"), _statuses(result, lang).take(people)),
        Column(_("Why"), Cells.texts([outcome_text(result, at, rules, lang) for at in people], _WRAPPED), _STEPS),
    ]  # fmt: skip
    return Table(tuple(columns), tall=10)


def _name(one: Competition, result: CareersResult, lang: str) -> str:
    return result.settings.positions[one.position].label.text(lang)


def _numbers(values: Sequence[int]) -> Cells:
    return Cells.numbers(np.array(values, dtype=np.float64), _CENTRED)


def _figures(values: Exact, number: str = "General") -> Cells:
    return Cells.numbers(np.where(values.missing, np.nan, values.to_floats()), Style(number=number, align="center"))


def _tie_breakers(result: CareersResult, people: Places, rules: RuleSet, lang: str) -> Cells:
    """The sums that decide between equal mean scores, in the unit of their metric."""
    figure, sums = tie_breaker(result), result.window.tie_breaker
    found = [ranking_cell(figure, sums[at] or Fraction(0), rules, lang) for at in people.tolist()]
    numbers = [one for one in found if not isinstance(one, str)]  # all of them: a sum is never a word
    cells = [(Style(number=form, align="center"), number_body(float(number))) for number, form in numbers]
    return Cells.mixed(cells, np.arange(len(cells)))


def vacancies_table(result: CareersResult, rules: RuleSet, lang: str) -> Table:
    """One row a position: pay band, vacancies, who is in competition, proposed, tied, or ready without a vacancy."""
    _ = translator(lang)
    settings, open_posts = result.settings, result.vacancies or {}
    inside = {one.position: one for one in result.competitions}
    positions = list(settings.positions.values())

    def named(what: str) -> list[str]:
        found = [inside.get(one.id) for one in positions]
        return [
            "" if one is None else people_text(result, one.people[getattr(one, what)].tolist(), lang) for one in found
        ]

    candidates = [len(inside[one.id].people) if one.id in inside else 0 for one in positions]
    ready = result.status == STATUSES.index(Status.READY)
    waiting = [int((ready & (result.target == place)).sum()) for place in range(len(positions))]
    columns = [
        Column(_("Position"), Cells.texts([one.label.text(lang) for one in positions])),
        Column(_("Pay band, shown only"), Cells.texts([band_text(one, rules.currency, lang) for one in positions])),
        Column(_("Places to fill"), _numbers([open_posts.get(one.id, 0) for one in positions])),
        Column(_("In competition"), _numbers(candidates)),
        Column(_("Proposed"), Cells.texts(named("proposed"), _WRAPPED), _WIDE),
        Column(_("Tied, to be decided"), Cells.texts(named("tied"), _WRAPPED), _WIDE),
        Column(_("Ready, no vacancy"), _numbers(waiting)),
    ]  # fmt: skip
    return Table(tuple(columns), tall=4)
