"""The command tree; each command stands in its own file."""

from __future__ import annotations

from typing import Annotated

import typer

from ccmotivate import __version__
from ccmotivate.cli.check import check
from ccmotivate.cli.language import _
from ccmotivate.cli.options import LangOption
from ccmotivate.cli.rules import rules_app
from ccmotivate.cli.score import score

app = typer.Typer(
    name="ccmotivate",
    help=_("Appraise contact-centre agents by YAML rules: Excel exports in, scored workbooks and award lists out."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich cuts Chinese help short, and costs start-up time
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ccmotivate {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
    _lang: LangOption = None,  # looked at in language.py, before there is anything to help with
) -> None:
    return


app.command("score", help=_("Score monthly exports: a scored workbook and an award list for each."))(score)
app.command("check", help=_("Read and check monthly exports without scoring them."))(check)
app.add_typer(rules_app, name="rules", help=_("Look after the rule files."))
