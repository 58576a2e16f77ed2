"""``ccmotivate diff``: what a corrected export changes, cell by cell and result by result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    ForceFlag,
    JsonFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    OnlyOption,
    OutWorkbook,
    QuietFlag,
    RulesFolder,
    SoundRowsFlag,
    WaitOption,
    YearOption,
)
from ccmotivate.cli.run import Talk, chosen_scheme, look_at, progress_line, say_rules
from ccmotivate.cli.saying import json_stream
from ccmotivate.pipeline.options import Options

if TYPE_CHECKING:  # loaded when the command runs
    from ccmotivate.pipeline.correcting import CorrectionOutcome


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_("The export as it was."))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_("The export as it is now."))],
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help=_("A file that goes with both: detail rows, a roster, or the agents; repeatable."),
        ),
    ] = None,
    rules: RulesFolder = None,
    out: OutWorkbook = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    keep_going: SoundRowsFlag = False,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 whatever differs; 2 when a file or the rules cannot be used."""
    from ccmotivate.pipeline.correcting import CorrectionOutcome, correct

    options = Options(
        lang=lang or LANG,
        out=out,
        month=month,
        year=year,
        encoding=encoding,
        only=only,
        keep_going=keep_going,
        force=force,
        wait=wait,
    )
    talk = Talk(json=json, quiet=quiet)
    scheme = chosen_scheme(rules)
    outcome = CorrectionOutcome(problems=scheme.problems)
    opened = look_at(ledger, left_out=no_ledger, wait=wait)
    if opened.problems:
        outcome = replace(outcome, problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
    elif scheme.rules is not None:
        with progress_line(options.lang, talk) as progress:
            outcome = correct(
                old, new, scheme.rules, options, scheme.source, progress, beside=beside or (), memory=opened.memory
            )
        outcome = replace(outcome, problems=(*scheme.problems, *outcome.problems))
    _report(outcome, options, talk)
    raise typer.Exit(outcome.exit_code)


def _report(outcome: CorrectionOutcome, options: Options, talk: Talk) -> None:
    if talk.json:
        from ccmotivate.writers.json.corrections import write_correction_json

        write_correction_json(json_stream(), outcome.correction, outcome.problems, outcome.rules, options.lang)
        return
    from ccmotivate.writers.terminal import problem_lines, screens

    if outcome.correction is not None and outcome.rules is not None and not talk.quiet:
        from ccmotivate.writers.terminal.corrections import show_correction

        show_correction(screens.console(), outcome.correction, outcome.written, outcome.rules, options.lang)
    problems = [one for one in outcome.problems if one.is_error or one.kind.always or one.code == "not-compared"]
    err = screens.console(stderr=True)
    problem_lines.show_problems(err, problems, outcome.rules, options.lang, notes=True)
    if outcome.rules_from and not talk.quiet:
        say_rules(outcome.rules_from)
