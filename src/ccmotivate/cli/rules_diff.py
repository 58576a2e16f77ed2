"""``ccmotivate rules diff``: what changed in the rules, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import JsonFlag, LangOption, month_of
from ccmotivate.cli.saying import json_stream
from ccmotivate.model.period import Month

if TYPE_CHECKING:  # the rules are loaded when the command runs
    from ccmotivate.pipeline.rules_diff import RulesCompared


def rules_diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=_("The old rules folder."))],
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW", help=_("The new rules folder; without it, two dates of the old one.")),
    ] = None,
    start: Annotated[
        Month | None,
        typer.Option("--from", metavar="2025-06", parser=month_of, help=_("With one folder: the earlier month.")),
    ] = None,
    end: Annotated[
        Month | None,
        typer.Option("--to", metavar="2025-07", parser=month_of, help=_("With one folder: the later month.")),
    ] = None,
    lang: LangOption = None,
    json: JsonFlag = False,
) -> None:
    """Exit 0 whatever has changed, 2 when rules cannot be used."""
    from ccmotivate.pipeline.rules_diff import compare_folders, compare_months
    from ccmotivate.pipeline.scheme import found_in

    if (new is None) != (start is not None and end is not None) or (new is not None and (start or end)):
        raise typer.BadParameter(_("give two folders, or one folder with --from and --to"))
    old, new = found_in(old), new and found_in(new)
    if new is not None:
        compared = compare_folders(old, new)
        _report(compared, (old, None), (new, None), lang or LANG, json=json)
    elif start is not None and end is not None:
        compared = compare_months(old, start, end)
        _report(compared, (old, start), (old, end), lang or LANG, json=json)
    raise typer.Exit(0 if compared.old and compared.new else 2)


def _report(
    compared: RulesCompared,
    old: tuple[Path, Month | None],
    new: tuple[Path, Month | None],
    lang: str,
    *,
    json: bool,
) -> None:
    from ccmotivate.writers.terminal import problem_lines, screens
    from ccmotivate.writers.terminal import rules_diff as writer

    before = writer.Compared(compared.old, str(old[0]), old[1])
    after = writer.Compared(compared.new, str(new[0]), new[1])
    if json:
        writer.write_rules_diff(json_stream(), before, after, compared.changes, compared.problems, lang)
        return
    problem_lines.show_problems(screens.console(stderr=True), compared.problems, None, lang, notes=True)
    if compared.old and compared.new:
        writer.show_rules_diff(screens.console(), before, after, compared.changes, lang)
