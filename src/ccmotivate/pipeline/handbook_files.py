"""A handbook as text or as a file that takes its place whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.outputs import Written, deliver

if TYPE_CHECKING:
    from ccmotivate.model.handbook import HandbookFacts
    from ccmotivate.writers.files.replacing import WorkbookShape


def handbook_text(facts: HandbookFacts, shape: str, lang: str) -> str:
    """The handbook as ``markdown`` or ``html``."""
    from ccmotivate.writers.handbook.build import build
    from ccmotivate.writers.handbook.markdown import handbook_markdown
    from ccmotivate.writers.handbook.page import handbook_page

    book = build(facts, lang)
    return handbook_page(book) if shape == "html" else handbook_markdown(book)


def write_handbook(facts: HandbookFacts, shape: str, target: Path, options: Options) -> Written:
    """Write the handbook as ``markdown``, ``html`` or ``xlsx``."""
    from ccmotivate.writers.handbook import sheets
    from ccmotivate.writers.handbook.build import build

    def fill(path: Path) -> WorkbookShape | None:
        if shape == "xlsx":
            return sheets.write_handbook(path, build(facts, options.lang))
        path.write_text(handbook_text(facts, shape, options.lang), encoding="utf-8", newline="\n")
        return None

    return deliver({target: fill}, options)
