"""Every facet of the part: its file, its sheet, what it decides and how that reads."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from pydantic import Field

from ccmotivate.model.cases import Branch
from ccmotivate.model.metrics import Label
from ccmotivate.model.schema import Number, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.writers.explain.blocks import Block, Line
from ccmotivate.writers.handbook.content import Chapter, Listing
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

FILE, NOTES = "thanks.yaml", "thank_you"
NEEDED = (NOTES,)
NAME = Label("致谢", "Thanks")
_COLUMNS = (
    SheetColumn("date", NAME, CellKind.DATE, required=True),
    SheetColumn("agent_id", NAME, CellKind.AGENT, required=True),
    SheetColumn("letters", NAME, CellKind.COUNT, required=True),
)


class ThanksFile(Written):
    """``thanks.yaml``."""

    enough: Number = Field(description="How many letters in a month are many.")
    sheets: dict[str, SheetRule] = Field(description="The names of the sheet.")


SCHEMA = ThanksFile
DESCRIPTION = "Letters of thanks."


class Settings(NamedTuple):
    enough: int
    kind: SheetKind


class Result(NamedTuple):
    letters: tuple[int, ...]
    enough: int

    def is_many(self, at):
        return self.letters[at] >= self.enough


def resolve(written, resolver, core):
    kind = sheet_kind(resolver, FILE, NOTES, written.sheets[NOTES], _COLUMNS, history=True)
    return Settings(int(written.enough), kind)


def kinds(settings):
    return (settings.kind,)


def check(settings, rows, rules):
    letters = rows[NOTES].numbers["letters"].to_list()
    return [(NOTES, at, "letters", "out-of-range", one, {"range": "1–"}) for at, one in enumerate(letters) if one < 1]


def decide(settings, month):
    rows, found = month.sheets.rows[NOTES], Counter()
    days, letters = (rows.numbers[name].to_list() for name in ("date", "letters"))
    for agent, day, count in zip(rows.texts["agent_id"], days, letters, strict=True):
        found[agent] += int(count) * (str(dt.date.fromordinal(int(day)))[:7] == str(month.month))
    return Result(tuple(found[one] for one in month.agents["agent_id"]), settings.enough)


def values(result, ids):
    return {one: {"many": "yes" if result.is_many(at) else "no"} for at, one in enumerate(ids)}


def labels(result):
    return {"many": NAME}


def checks(part, resolver, written, path):
    yield "letters", resolver.plain_number(written, path), path


def got(result, at, field):
    return None if result is None else Fraction(result.letters[at])


def about_text(part, field, lang):
    return NAME.text(lang)


def wanted(part, rules):
    return {Branch("part", "thanks", "enough", way): part.source for way in ("many", "few")}


def reached(part, month):
    result = month.parts.get(part.id)
    ways = {result.is_many(at) for at in range(len(result.letters))} if result else set()
    return {Branch("part", "thanks", "enough", "many" if way else "few") for way in ways}


def branch_text(part, branch, rules, lang):
    return f"{NAME.text(lang)}: {branch.way}"


def blocks(result, at, rules, lang):
    many = str(result.letters[at])
    return [Block(NAME.text(lang), many, (Line(NAME.text(lang), many, f"≥ {result.enough}", FILE),))]


def chapter(settings, rules, lang):
    return Chapter(NAME.text(lang), (Listing((f"≥ {settings.enough}",)),))


def sheets(months, part, lang):
    letters = [one for month in months for one in np.array(month.result.parts[part].letters)[month.order]]
    who = Cells.stacked([month.identity("agent_id").take(month.order) for month in months])
    count = Cells.numbers(np.array(letters, dtype=float), Style(number="0"))
    name = identity_header("agent_id", months[0].result, lang)
    return [(NAME.text(lang), Table((Column(name, who), Column(NAME.text(lang), count))), 1)]


def lines(result, lang):
    return [f"{NAME.text(lang)}: {sum(result.letters)}"]


def agents(result, rows):
    for at in rows.tolist():
        yield {"thanks": result.letters[at]}
