"""The base of all web pages: escaping templates, one style sheet, a content policy that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ccmotivate.writers.files.signature import marked_text
from ccmotivate.writers.words.text import visible_lines

_MADE = """.made { margin-top: .6rem; }
.made summary { cursor: pointer; }
.made p { margin: .3rem 0 0; font-size: .92em; }
@media print { .made:not([open]) { display: none; } }
"""


def templates_of(package: str) -> Environment:
    """The templates of a package, every value escaped and without hidden characters, a missing one an error."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_harmless,
    )


def _harmless(value: object) -> object:
    """A value of a page: a text with its hidden characters spelled out, wherever it comes from."""
    return visible_lines(value) if type(value) is str else value


def page_text(template: Template, kind: str, **values: object) -> str:
    """A page of this kind, marked as ours."""
    return marked_text(template.render(kind=kind, **values))


def style_of(package: str, name: str) -> str:
    """A style sheet among a package's templates, with that of what all pages end with."""
    return (resources.files(package) / "templates" / name).read_text(encoding="utf-8") + _MADE


def policy(style: str, *, pictures: bool = False) -> str:
    """Nothing is loaded, run or sent; one style sheet and, if asked for, ``pictures`` stand in the page itself."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    images = "img-src data:; " if pictures else ""
    return (
        f"default-src 'none'; {images}style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
