"""``ccmotivate rules test``: run the cases of a scheme."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import JsonFlag, LangOption
from ccmotivate.cli.run import say_rules, source_text
from ccmotivate.cli.saying import json_stream
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # pydantic and numpy come with the rules; `--help` pays for neither
    from ccmotivate.pipeline.testing import Tested


def rules_test(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("The rules folder."))] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help=_("List the ways that the rules can go and no case has gone."))
    ] = False,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under", min=0, max=100, metavar="PERCENT", help=_("Fail when the cases reach less than this.")
        ),
    ] = None,
    lang: LangOption = None,
    json: JsonFlag = False,
) -> None:
    """Exit 0 when every case holds, 1 when one does not or too little is reached, 2 when the rules cannot be used."""
    from ccmotivate.pipeline.scheme import choose_rules, load
    from ccmotivate.pipeline.testing import test_scheme

    chosen, how = choose_rules(folder, os.environ)
    rules, problems = load(chosen, how)
    if not json and chosen != folder:
        say_rules(source_text(chosen, how))
    if rules is None:
        _report_broken(problems, lang or LANG, json=json)
        raise typer.Exit(2)
    least = None if fail_under is None else Fraction(str(fail_under))
    shown = "rules" if how == "shipped" else (chosen.name or str(chosen))
    tested = test_scheme(rules, chosen, shown, covered=coverage, fail_under=least)
    _report(tested, problems, lang or LANG, json=json, coverage=coverage)
    raise typer.Exit(0 if tested.passed else 1)


def _report_broken(problems: Sequence[Problem], lang: str, *, json: bool) -> None:
    """Rules that cannot be used."""
    if json:
        from ccmotivate.model.cases import TestRun
        from ccmotivate.writers.json.cases import write_test

        write_test(json_stream(), None, TestRun(()), problems, lang, passed=False)
        return
    from ccmotivate.writers.terminal import problem_lines, screens

    problem_lines.show_problems(screens.console(stderr=True), problems, None, lang, notes=True)


def _report(tested: Tested, problems: Sequence[Problem], lang: str, *, json: bool, coverage: bool) -> None:
    """Failures, what no case reaches, and a last line; or all of it as JSON."""
    found = [*problems, *tested.problems]
    if json:
        from ccmotivate.writers.json.cases import write_test

        write_test(json_stream(), tested.rules, tested.run, found, lang, passed=tested.passed)
        return
    from ccmotivate.writers.terminal import cases as case_terminal
    from ccmotivate.writers.terminal import problem_lines, screens

    out = screens.console()
    problem_lines.show_problems(screens.console(stderr=True), found, tested.rules, lang, notes=True)
    case_terminal.show_test(out, tested.run, lang)
    if tested.run.coverage is not None and (coverage or not tested.is_covered):
        case_terminal.show_coverage(out, tested.run.coverage, tested.rules, lang)
    if tested.fail_under is not None and not tested.is_covered:
        case_terminal.show_too_little(out, tested.fail_under, lang)
