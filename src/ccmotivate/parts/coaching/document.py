"""``coaching.docx``: a sheet a person, from the shipped template or the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from ccmotivate.locale import translator
from ccmotivate.model.period import Month
from ccmotivate.writers.files.signature import COACHING
from ccmotivate.writers.honours.many_pages import save_pages
from ccmotivate.writers.honours.pictures import Picture
from ccmotivate.writers.honours.template_file import Form, ItemForm, Template
from ccmotivate.writers.honours.template_fill import Filled
from ccmotivate.writers.honours.word_document import Described
from ccmotivate.writers.words.sentences import month_text

_SEEN = {
    "number": "its number on the sheet",
    "kind": "the kind",
    "date": "the day",
    "time": "the time, empty where it is not known",
    "fact": "what was seen",
    "impact": "what it does to customers and colleagues",
}
_FINDING = {
    **_SEEN,
    "state": "open, overdue or coached",
    "complaint": "that a valid complaint was made, else empty",
    "repeat": "the talk before it, where it repeats, else empty",
    "effect": "score, standards, rank and pay without it, against what they are",
    "centre": "the valid complaints of the centre this month",
    "cost": "this month's pay without a repeat and with one, empty where nothing is paid",
    "better": "the better way",
}
_PRAISE = {**_SEEN, "thanks": "the appreciation"}
PLACEHOLDERS = MappingProxyType(
    {
        "name": "the person's name",
        "agent_id": "the agent id",
        "role": "the role",
        "project": "the project",
        "team": "the team",
        "period": "the month",
        "as_of": "its last day",
        "standing": "score, standards, rank and pay of the month, in one line",
        "scheme": "the name of the rules",
        "company": "the company, empty where scheme.yaml names none",
        "logo": "its logo, a picture; empty without one",
        "signatory": "who signs, empty where scheme.yaml names nobody",
    }
)
LISTS = MappingProxyType({"findings": ItemForm("finding", _FINDING), "praises": ItemForm("praise", _PRAISE)})
COACHING_SHEET = Form(PLACEHOLDERS, ("name", "agent_id"), "coach-template-nobody", __package__, "coaching", LISTS)


def write_sheets(
    path: Path, pages: Sequence[Filled], month: Month, lang: str, template: Template, logo: Picture | None = None
) -> None:
    """Write a sheet for each page, at least one.

    Raises:
        UnfitTemplateError: with these pages the template gives no document, or one that could run something.
    """
    _ = translator(lang)
    title = _("{period}: coaching").format(period=month_text(month, lang))
    save_pages(path, template, pages, Described(title, COACHING, month), logo)
