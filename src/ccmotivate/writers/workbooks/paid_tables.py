"""Everything paid and won in a period: a row a person, and the sums by role, project and team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.payroll import PaidPerson, Payroll
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.words.payroll import paid_totals, role_name
from ccmotivate.writers.words.text import visible
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

Amount = Callable[[PaidPerson], Fraction]


def people_table(payroll: Payroll, lang: str) -> Table:
    """A row a person: each pay, the prizes, all money."""
    _ = translator(lang)
    who = [
        (_("Agent ID"), [one.agent_id for one in payroll.paid]),
        (_("Name"), [visible(one.name) for one in payroll.paid]),
        (_("Role"), [role_name(one.role, payroll, lang) for one in payroll.paid]),
        (_("Project"), [visible(one.project) for one in payroll.paid]),
        (_("Team"), [visible(one.team) for one in payroll.paid]),
    ]
    texts = [Column(header, Cells.texts(words)) for header, words in who]
    return Table((*texts, *_amounts(payroll, [[one] for one in payroll.paid], lang)))


def totals_table(payroll: Payroll, lang: str) -> Table:
    """The sums of everybody, then by role, project and team."""
    _ = translator(lang)
    rows = paid_totals(payroll, lang)
    people = np.array([len(row.people) for row in rows], dtype=np.float64)
    return Table(
        (
            Column(_("Grouped by"), Cells.texts([row.by for row in rows])),
            Column(_("Group name"), Cells.texts([row.group for row in rows])),
            Column(_("Agents"), Cells.numbers(people, Style(number="0", align="right"))),
            *_amounts(payroll, [row.people for row in rows], lang),
        )
    )


def _amounts(payroll: Payroll, groups: Sequence[Sequence[PaidPerson]], lang: str) -> list[Column]:
    """The columns of amounts, each summed over the people of a row; with the currency where there are several."""
    _ = translator(lang)
    kinds: list[tuple[str, Amount]] = [
        (label.text(lang), lambda one, pay=pay: one.pays.get(pay, Fraction(0)))  # type: ignore[misc]  # bound as it is now
        for pay, label in payroll.pays.items()
    ]
    kinds += [(_("Prizes in money"), lambda one: one.money)] if any(one.money for one in payroll.paid) else []
    kinds += [(_("All money"), lambda one: one.total)] if len(kinds) > 1 else []
    kinds += [(_("Gift worth"), lambda one: one.gifts)] if any(one.gifts for one in payroll.paid) else []
    currencies = sorted({one.currency for one in payroll.paid})
    columns = []
    for currency in currencies:
        look = Style(number=money_format(currency, lang), align="right")
        ending = f" ({currency})" if len(currencies) > 1 else ""
        for header, amount in kinds:
            sums = [sum((amount(one) for one in group if one.currency == currency), Fraction(0)) for group in groups]
            columns.append(Column(header + ending, Cells.numbers(np.array([float(one) for one in sums]), look)))
    return columns
