"""``careers.docx``: a development sheet a person, from the shipped template or the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from ccmotivate.locale import translator
from ccmotivate.model.period import Month
from ccmotivate.writers.files.signature import DEVELOPMENT
from ccmotivate.writers.honours.many_pages import save_pages
from ccmotivate.writers.honours.pictures import Picture
from ccmotivate.writers.honours.template_file import Form, ItemForm, Template
from ccmotivate.writers.honours.template_fill import Filled
from ccmotivate.writers.honours.word_document import Described
from ccmotivate.writers.words.sentences import month_text

_CONDITION = {
    "condition": "the condition",
    "value": "what is there now",
    "needed": "what is needed",
}
PLACEHOLDERS = MappingProxyType(
    {
        "name": "the person's name",
        "agent_id": "the agent id",
        "role": "the role",
        "project": "the project",
        "team": "the team",
        "period": "the month",
        "as_of": "its last day",
        "grade": "the present position",
        "grade_pay": "its pay band",
        "target": "the next step, empty where there is none",
        "target_pay": "its pay band, empty where there is none",
        "lateral": "that the next step is a specialist post, else empty",
        "standing": "where the person stands, in a sentence",
        "scheme": "the name of the rules",
        "company": "the company, empty where scheme.yaml names none",
        "logo": "its logo, a picture; empty without one",
        "signatory": "who signs, empty where scheme.yaml names nobody",
    }
)
LISTS = MappingProxyType(
    {
        "met": ItemForm("have", _CONDITION),
        "missing": ItemForm("need", {**_CONDITION, "step": "what would be enough"}),
    }
)
DEVELOPMENT_SHEET = Form(
    PLACEHOLDERS, ("name", "agent_id"), "promote-template-nobody", __package__, "development", LISTS
)


def write_sheets(
    path: Path, pages: Sequence[Filled], month: Month, lang: str, template: Template, logo: Picture | None = None
) -> None:
    """Write a sheet for each page, at least one.

    Raises:
        UnfitTemplateError: with these pages the template gives no document, or one that could run something.
    """
    _ = translator(lang)
    title = _("{period}: development").format(period=month_text(month, lang))
    save_pages(path, template, pages, Described(title, DEVELOPMENT, month), logo)
