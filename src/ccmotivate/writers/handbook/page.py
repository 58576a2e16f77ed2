"""The handbook as one web page: complete in itself, fetching nothing and running nothing, good to print."""

from __future__ import annotations

import functools

from jinja2 import Template

from ccmotivate.locale import translator
from ccmotivate.writers.files.offline_page import page_text, policy, style_of, templates_of
from ccmotivate.writers.files.signature import HANDBOOK
from ccmotivate.writers.handbook.content import Handbook
from ccmotivate.writers.words.made import made_html
from ccmotivate.writers.words.text import visible

_MOST = 4_000
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_STACKED = 3  # columns from which on a table's rows stand one under the other on a phone


def handbook_page(book: Handbook) -> str:
    """The page as a text."""
    _ = translator(book.lang)
    words = {"contents": _("Contents"), "skip": _("Skip to the text")}
    style = _style()
    return page_text(
        _template(),
        HANDBOOK,
        book=book,
        lang=_LANGUAGES.get(book.lang, "en"),
        words=words,
        style=style,
        policy=policy(style),
        stacked=_STACKED,
        made=made_html(book.made, book.lang),
    )


@functools.cache
def _template() -> Template:
    environment = templates_of(__package__)
    environment.filters["shown"] = lambda text: visible(text, _MOST)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("handbook.html.jinja")


@functools.cache
def _style() -> str:
    return style_of(__package__, "handbook.css")
