"""``ccmotivate rules schema``: the JSON Schema by which editors complete and check rule files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import LangOption
from ccmotivate.cli.run import json_stream


class Kind(StrEnum):
    """The kinds of rule files."""

    SCHEME = "scheme"
    COLUMNS = "columns"
    METRICS = "metrics"
    ROLES = "roles"
    AWARDS = "awards"


def schema(
    kind: Annotated[
        Kind | None, typer.Option("--for", help=_("Only for this kind of file; else for any of them."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help=_("Write one schema for each kind of file into this folder instead.")
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Print the schema; exit 2 when files cannot be written."""
    from ccmotivate.writers.rules_schema import KINDS, schema_text

    spoken = lang or LANG
    if out is None:
        json_stream().write(schema_text(kind, spoken))
        return
    kinds = [kind.value] if kind else list(KINDS)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for one in kinds:
            (out / f"{one}.json").write_text(schema_text(one, spoken), encoding="utf-8", newline="\n")
    except OSError as error:
        text = _("{folder} cannot be written: {reason}")
        typer.echo(text.format(folder=error.filename or out, reason=error.strerror or error), err=True)
        raise typer.Exit(2) from None
