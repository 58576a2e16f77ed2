"""The sheets of talent in the scored workbook: where everybody stands, and a page a month that prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ccmotivate.locale import translator
from ccmotivate.model.exact import Bools
from ccmotivate.parts.talent.chart import draw
from ccmotivate.parts.talent.decide import TalentResult
from ccmotivate.parts.talent.rules import QUADRANTS, QuadrantWords
from ccmotivate.parts.talent.words import note_texts, treatments_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.score_table import identity_header, month_cells
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Codes, Column, Table

_WHO = ("agent_id", "name", "role", "project", "team")
_AXIS, _CENTRED = Style(number="0.00", align="right"), Style(align="center")
_WIDE = 60.0


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """Where everybody stands, months one under the other."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts]
    several = len(months) > 1
    parts = [_columns(month, month.result.parts[part], lang, months=several) for month in having]
    wide = {_("Treatments, for a human to choose from"), _("Notes")}
    columns = tuple(
        Column(cells[0][0], Cells.stacked([one for _name, one in cells]), _WIDE if cells[0][0] in wide else 40.0)
        for cells in zip(*parts, strict=True)
    )
    return [(_("Talent"), Table(columns, tall=len(columns) - 4), 2 + several)]


def pages(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Callable[[Page], None]]]:
    """A page a month: the chart, or names by quadrant where there are many."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts]
    name = _("Talent chart")
    return [
        (
            f"{name} {month.result.month}" if len(months) > 1 else name,
            partial(draw, result=month.result.parts[part], names=_names(month), lang=lang),
        )
        for month in having
    ]


def _names(month: MonthCells) -> list[str]:
    """How everybody is called on the chart: the name, with the id where it is another’s too or missing."""
    ids, names = (month.result.agents[name].tolist() for name in ("agent_id", "name"))
    several = Counter(names)
    return [
        (f"{name} {agent}".strip() if several[name] > 1 or not name else name)
        for agent, name in zip(ids, names, strict=True)
    ]


def _columns(month: MonthCells, result: TalentResult, lang: str, *, months: bool) -> list[tuple[str, Cells]]:
    """The columns of a month: who, both axes, quadrant, what is near, from where, tier, what managers may do."""
    _ = translator(lang)
    settings, rows = result.settings, len(result.quadrant)
    columns = [(_("Month"), month_cells(month.result))] if months else []
    columns += [(identity_header(name, month.result, lang), month.identity(name)) for name in _WHO]
    columns += [(one.axis.label.text(lang), _numbers(one.value.to_floats(), one.value.missing)) for one in result.axes]
    places = np.searchsorted(np.array(("", *QUADRANTS), dtype=object), result.quadrant.astype(object))
    kinds: list[QuadrantWords | None] = [None, *(settings.quadrants[name] for name in QUADRANTS)]
    tiers = [tier.label.text(lang) for tier in settings.tiers]
    offers = [tier.offer.text(lang) if tier.offer else "" for tier in settings.tiers]

    def words(texts: Sequence[str], codes: Codes, style: Style = Style()) -> Cells:  # noqa: B008 - frozen
        return Cells.labels(codes, texts, [style] * len(texts))

    columns += [
        (_("Quadrant"), words(["", *QUADRANTS], places, _CENTRED)),
        (_("Near the line of"), words(*_near(result, lang))),
        (_("Month before"), Cells.texts(result.before.quadrant, _CENTRED)),
        (_("Tier"), words(tiers, result.tier)),
        (_("Offered to the tier"), words(offers, result.tier)),
        (_("Stands for"), words([one.label.text(lang) if one else "" for one in kinds], places)),
        (
            _("Treatments, for a human to choose from"),
            words([treatments_text(one, lang) if one else "" for one in kinds], places, Style(wrap=True)),
        ),
        (_("Style of leading"), words([one.style.text(lang) if one else "" for one in kinds], places)),
        (_("Notes"), Cells.texts(note_texts(result, lang))),
        (_("What this is for"), Cells.texts([_("for a talk, not a verdict")] * rows)),
    ]
    return [(header, cells.take(month.order)) for header, cells in columns]


def _numbers(values: NDArray[np.float64], missing: Bools) -> Cells:
    return Cells.numbers(np.where(missing, np.nan, values), _AXIS)


def _near(result: TalentResult, lang: str) -> tuple[list[str], Codes]:
    """What stands for neither axis, the first, the second and both; and which it is of everybody."""
    one, other = (axis.axis.label.text(lang) for axis in result.axes)
    both = translator(lang)(", ").join((one, other))
    codes = result.axes[0].near.astype(np.intp) + 2 * result.axes[1].near.astype(np.intp)
    return ["", one, other, both], codes
