"""``ccmotivate rules schema``: the JSON Schema by which editors complete and check rule files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import ForceFlag, LangOption
from ccmotivate.cli.saying import json_stream


def schema(
    kind: Annotated[
        str | None,
        typer.Option("--for", metavar="FILE", help=_("Only for this kind of file; else for any of them.")),
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
    from ccmotivate.pipeline.starting import schema_kinds, schema_of, write_schemas

    spoken, known = lang or LANG, schema_kinds()
    if kind is not None and kind not in known:
        raise typer.BadParameter(_("one of {choices}").format(choices=", ".join(known)), param_hint="--for")
    if out is None:
        json_stream().write(schema_of(kind, spoken))
        return
    from ccmotivate.pipeline.options import Options
    from ccmotivate.writers.terminal import problem_lines, screens

    done = write_schemas(out, [kind] if kind else list(known), Options(lang=spoken, force=force))
    problem_lines.show_problems(screens.console(stderr=True), done.problems, None, spoken, notes=True)
    raise typer.Exit(0 if done.paths else 2)
