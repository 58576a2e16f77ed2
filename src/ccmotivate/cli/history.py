"""``ccmotivate history``: who won what and when, and what it came to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.ledger_run import in_words, with_ledger
from ccmotivate.cli.options import ForceFlag, JsonFlag, LangOption, LedgerOption, RulesFolder, WaitOption, period_of
from ccmotivate.cli.run import chosen_scheme
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.outputs import Written
from ccmotivate.problems import Problem, has_errors

if TYPE_CHECKING:  # the ledger is loaded when the command runs
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.recorded import HistoryRow
    from ccmotivate.model.results import Decision


def history(
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="AGENT", help=_("Only this agent, by id or name."))
    ] = None,
    award: Annotated[
        str | None, typer.Option("--award", metavar="AWARD", help=_("Only this award, by id or name."))
    ] = None,
    period: Annotated[
        Period | None,
        typer.Option("--period", metavar="PERIOD", parser=period_of, help=_("Only this period, and those within it.")),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help=_("Write a workbook as well."))] = None,
    force: ForceFlag = False,
    rules: RulesFolder = None,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
) -> None:
    """Exit 0, with nothing found too; 2 when there is no ledger."""

    def rows_of(book: Ledger) -> tuple[tuple[HistoryRow, ...], tuple[Decision, ...]]:
        from ccmotivate.pipeline.looking_up import look_up

        return look_up(book, agent, award, period, scheme)

    def say(why: Problem) -> None:
        if json:
            ledger_json.write_history_json(json_stream(), (), (), [why], lang or LANG)
        else:
            in_words(lang or LANG)(why)

    from ccmotivate.writers.json import ledger as ledger_json

    scheme = chosen_scheme(rules).rules
    rows, pending = with_ledger(ledger, wait, say, rows_of)
    from ccmotivate.ledger.history import totals
    from ccmotivate.pipeline.publishing import write_history

    sums = totals(rows)
    options = Options(lang=lang or LANG, force=force, wait=wait)
    done = write_history(out, rows, sums, scheme, options) if out else Written()
    if has_errors(done.problems):
        say(done.problems[0])
        raise typer.Exit(2)
    if json:
        ledger_json.write_history_json(json_stream(), rows, sums, done.problems, options.lang, pending)
        return
    from ccmotivate.writers.terminal import ledger as ledger_screens
    from ccmotivate.writers.terminal import problem_lines, screens

    ledger_screens.show_history(screens.console(), rows, sums, scheme, options.lang, pending)
    for path in done.paths:
        echo(_("written: {path}").format(path=path))
    problem_lines.show_problems(screens.console(stderr=True), done.problems, scheme, options.lang, notes=True)
