"""``ccmotivate rules schema``: the JSON Schema by which editors complete and check rule files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import ForceFlag, LangOption
from ccmotivate.cli.saying import json_stream


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
    force: ForceFlag = False,
    lang: LangOption = None,
) -> None:
    """Print the schema; exit 2 when files cannot be written."""
    from ccmotivate.writers.starter.rules_schema import KINDS, schema_text

    spoken = lang or LANG
    if out is None:
        json_stream().write(schema_text(kind, spoken))
        return
    from ccmotivate.pipeline.options import Options
    from ccmotivate.pipeline.starting import write_schemas
    from ccmotivate.writers.terminal import screens

    done = write_schemas(out, [kind.value] if kind else list(KINDS), Options(lang=spoken, force=force))
    screens.show_problems(screens.console(stderr=True), done.problems, None, spoken, notes=True)
    raise typer.Exit(0 if done.paths else 2)
