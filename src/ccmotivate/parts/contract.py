"""What a part may say of itself: its facets, each a module of the part's folder with the functions listed here.

A part names in ``facets`` those that it has and in ``declines`` the others, each with the reason. Facets are imported
when they are asked for. ``tests/parts/test_contract.py`` holds every part to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

from ccmotivate.model.metrics import Label

FACETS: Mapping[str, str] = {
    "rules": "its file: SCHEMA (pydantic type with hints), DESCRIPTION, resolve(written, resolver, core) -> settings; "
    "awards(settings), where it gives any -> awards of a month, ``part`` its id, with conditions of its own that find "
    "the sheets in their context",
    "starter": "fewer(text, gone) -> the text of its file for a scheme without these roles",
    "sheets": "kinds(settings) -> the kinds of sheets that it reads; NEEDED: ids of those without which it is off; "
    "check(settings, rows by kind, rules) -> (kind, position, column, problem code, value, facts) of rows that "
    "contradict themselves; check_among(settings, rows by kind, dataset), where needed: such rows beside the agents; "
    "where it gives any, targets(settings, agents, sheets) -> each agent's own target by metric, for lines with "
    "ratio: goal; roster_words(settings) -> lists of words of text columns of the roster",
    "metrics": "NAMES: metrics of metrics.yaml that have no column; metrics(settings, data) -> their values by id; "
    "cells(settings, data, metric, agents) -> columns, and the (table, row) behind each of these agents' values",
    "scores": "scores(settings, scored month) -> hundredths by agent, in the place of the scores",
    "decide": "decide(settings, month) -> a frozen result; notes(result, month) -> problems, where it has any to note",
    "compare": "values(result, ids) -> by agent id and field what is compared and recorded; labels(result) -> names",
    "cases": "what cases may state of an agent: checks(part, resolver, written, path) -> (field, figure, path); "
    "got(result, at, field) -> Fraction, text or None; about_text(part, field, lang); what they can reach: "
    "wanted(part, rules), reached(part, month), branch_text(part, branch, rules, lang)",
    "explain": "blocks(result, at, rules, lang) -> titled lines about one agent",
    "handbook": "chapter(settings, rules, lang) -> a chapter",
    "workbook": "sheets(months, part id, lang) -> sheets of the scored workbook: name, table, columns in sight; "
    "pages(months, part id, lang), where it has pages of its own -> name, draw(page)",
    "terminal": "lines(result, lang) -> lines below a month",
    "json": "agents(result, rows) -> the keys of each agent at these positions; month(result) -> those of the month",
    "payments": "payments(values) -> amounts by id of what compare gives of one agent; labels(settings) -> their names",
    "commands": "register(app): commands of its own, which ``cli/app.py`` lists with their help; it alone may import "
    "``cli`` and ``pipeline``",
}
"""Every facet, and what its module holds."""


class Part(Struct, frozen=True):
    """One part.

    Attributes:
        id: Its id, which is also the name of its folder.
        file: Its rules file, ``pay.yaml``; the part is on where that is there.
        home: The package in which its facets are found, as submodules or attributes.
        label: Its name.
        facets: Those that it has.
        declines: Why it has not the others.
        needs: Ids of the parts whose results it reads.
        changes: What of the core it changes: ``scores`` or nothing.
        window: How many months before the one decided it needs, from the ledger too. Settings may say how many more
            it looks at where they are at hand (``looks_back``): a month of a ledger takes long to read.
    """

    id: str
    file: str
    home: str
    label: Label
    facets: tuple[str, ...]
    declines: Mapping[str, str]
    needs: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    window: int = 0

    def facet(self, name: str) -> Any:
        """The module (or object) of a facet, None for one that the part declines.

        Raises:
            LookupError: neither declared nor declined.
        """
        if name in self.declines:
            return None
        if name not in self.facets:
            raise LookupError(f"the part {self.id} neither has nor declines {name}")
        return _found(self.home, name)


@cache
def _found(home: str, name: str) -> Any:
    package = import_module(home)
    return getattr(package, name, None) or import_module(f"{home}.{name}")
