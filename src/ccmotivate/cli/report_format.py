"""The format of a report that goes to the screen or into one file, by ``--format`` or by the ending of ``--out``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import _


class Format(StrEnum):
    """How the report is shown."""

    TERMINAL = "terminal"
    HTML = "html"
    XLSX = "xlsx"
    JSON = "json"


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help=_("How to show it; else by the ending of --out, else in the terminal.")),
]
_BY_SUFFIX = {".html": Format.HTML, ".htm": Format.HTML, ".xlsx": Format.XLSX, ".json": Format.JSON}


def format_of(shown: Format | None, out: Path | None, *, json: bool) -> Format:
    """The format asked for, or the one that the file's ending says."""
    if json:
        return Format.JSON
    if shown is not None:
        return shown
    if out is None:
        return Format.TERMINAL
    if out.suffix.lower() not in _BY_SUFFIX:
        raise typer.BadParameter(_("name the file .html, .xlsx or .json, or give --format"), param_hint="--out")
    return _BY_SUFFIX[out.suffix.lower()]


def target_of(form: Format, out: Path | None, name: str) -> Path | None:
    """The file to write, ``name`` with the format's ending where none is given; None for what goes to the screen."""
    if form is Format.TERMINAL:
        return None
    return out or (None if form is Format.JSON else Path(f"{name}.{form.value}"))
