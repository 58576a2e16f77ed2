"""The handbook as one web page: complete in itself, fetching nothing and running nothing, good to print."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ccmotivate.locale import translator
from ccmotivate.writers.handbook.content import Handbook
from ccmotivate.writers.honours.marks import HANDBOOK_GENERATOR
from ccmotivate.writers.text import visible

_MOST = 4_000
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_STACKED = 3  # columns from which on a table's rows stand one under the other on a phone


def handbook_page(book: Handbook) -> str:
    """The page as a text."""
    _ = translator(book.lang)
    words = {"contents": _("Contents"), "skip": _("Skip to the text")}
    style = _style()
    return _template().render(
        book=book,
        lang=_LANGUAGES.get(book.lang, "en"),
        words=words,
        style=style,
        policy=_policy(style),
        generator=HANDBOOK_GENERATOR,
        stacked=_STACKED,
    )


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = lambda text: visible(text, _MOST)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("handbook.html.jinja")


@functools.cache
def _style() -> str:
    return (resources.files(__package__) / "templates" / "handbook.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Nothing is loaded, run or sent; there is this one style sheet."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
