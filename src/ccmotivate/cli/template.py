"""``ccmotivate template``: a blank month workbook from the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.init import UnknownWordError, chosen
from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import ForceFlag, LangOption, QuietFlag, RulesFolder, WaitOption, month_of
from ccmotivate.cli.run import chosen_scheme, say_rules
from ccmotivate.cli.saying import echo
from ccmotivate.model.period import Month
from ccmotivate.pipeline.options import Options
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # pydantic is loaded when the command runs
    from ccmotivate.model.rules import RuleSet

_MOST_ROWS = 100_000


def template(
    role: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="ROLE", help=_("Only for agents of this role, by id or name; may be repeated.")),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("What to write; else template.xlsx."))
    ] = None,
    rules: RulesFolder = None,
    month: Annotated[
        Month | None,
        typer.Option(
            "--month", metavar="2025-03", parser=month_of, help=_("The month it is for; else it has a column for it.")
        ),
    ] = None,
    rows: Annotated[
        int, typer.Option("--rows", min=1, max=_MOST_ROWS, help=_("How many rows are made ready to fill in."))
    ] = 100,
    survey: Annotated[
        bool,
        typer.Option("--survey", help=_("A blank staff survey instead, one answer sheet a row; else survey.xlsx.")),
    ] = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the workbook is written, 2 when it cannot be."""
    from ccmotivate.pipeline.starting import blank_month, blank_survey
    from ccmotivate.writers.starter.month_template import Wanted

    options = Options(lang=lang or LANG, force=force, wait=wait)
    target = _target(out, month, "survey" if survey else "template")
    scheme = chosen_scheme(rules)
    if scheme.rules is None:
        raise _ended(scheme.problems, options.lang)
    if month is not None and scheme.rules.version(month).rules is None:
        raise typer.BadParameter(_("the rules have no value for {month} yet").format(month=month), param_hint="--month")
    if survey:
        done = blank_survey(target, scheme.rules, month, rows, options)
    else:
        wanted = Wanted(_roles(role, scheme.rules), month, rows)
        done = blank_month(target, scheme.rules, wanted, options)
    if not done.paths:
        raise _ended(done.problems, options.lang)
    if not quiet:
        echo(_("written: {path}").format(path=done.paths[0]))
        say_rules(scheme.source)
    _say(done.problems, options.lang)


def _target(out: Path | None, month: Month | None, kind: str) -> Path:
    named = {"template": f"{month}.xlsx", "survey": f"survey-{month}.xlsx"}[kind]
    target = out or Path(named if month else f"{kind}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise typer.BadParameter(_("name a file that ends in .xlsx"), param_hint="--output")
    return target


def _roles(given: list[str] | None, rules: RuleSet) -> tuple[str, ...]:
    labels = {name: role.label for name, role in rules.roles.items()}
    try:
        return chosen(given, labels) if given else tuple(labels)
    except UnknownWordError as why:
        text = _("{word} is none of them; did you mean {nearest}?")
        raise typer.BadParameter(text.format(word=why.args[0], nearest=why.args[1]), param_hint="--role") from None


def _ended(problems: tuple[Problem, ...], lang: str) -> typer.Exit:
    _say(problems, lang)
    return typer.Exit(2)


def _say(problems: tuple[Problem, ...], lang: str) -> None:
    from ccmotivate.writers.terminal import problem_lines, screens

    problem_lines.show_problems(screens.console(stderr=True), problems, None, lang, notes=True, json=False)
