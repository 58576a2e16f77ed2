"""``ccmotivate rules …``: look after the rule files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import JsonFlag, LangOption
from ccmotivate.cli.rules_diff import rules_diff
from ccmotivate.cli.rules_schema import schema
from ccmotivate.cli.rules_show import rules_show
from ccmotivate.cli.rules_test import rules_test
from ccmotivate.cli.saying import json_stream

rules_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
rules_app.command("schema", help=_("Print the JSON Schema by which editors complete and check rule files."))(schema)
rules_app.command("show", help=_("Show the scheme as the handbook that employees get."))(rules_show)
rules_app.command("diff", help=_("Say what changed between two rules folders, or two dates of one."))(rules_diff)
rules_app.command("test", help=_("Run the cases of the rules: agents in, expected scores and awards out."))(rules_test)


@rules_app.callback()
def _rules(_lang: LangOption = None) -> None:
    return  # the language is looked at in language.py


@rules_app.command("check", help=_("Check the rule files and say every problem at once."))
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("The rules folder."))] = None,
    lang: LangOption = None,
    json: JsonFlag = False,
) -> None:
    """Exit 0 when the rules can be used, 1 when they cannot."""
    from ccmotivate.pipeline import scheme

    chosen, how = scheme.choose_rules(folder, os.environ)
    rules, problems = scheme.check(chosen, how)
    if json:
        from ccmotivate.writers.json.scores import write_rules_check

        write_rules_check(json_stream(), rules, problems, lang or LANG)
    else:
        from ccmotivate.writers.terminal import problem_lines, screens

        problem_lines.show_problems(screens.console(stderr=True), problems, rules, lang or LANG, notes=True)
        screens.show_rules_check(screens.console(), chosen, rules, problems, lang or LANG)
    raise typer.Exit(1 if rules is None else 0)
