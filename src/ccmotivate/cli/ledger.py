"""``ccmotivate verify`` and ``ccmotivate ledger …``: is the record whole, and taking it elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.ledger_run import in_words, with_ledger
from ccmotivate.cli.options import JsonFlag, LangOption, LedgerOption, QuietFlag, WaitOption
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.locale import counted
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # the ledger is loaded when the command runs
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.recorded import Verified

ledger_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@ledger_app.callback()
def _ledger(_lang: LangOption = None) -> None:
    return  # the language is looked at in language.py


ExportFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("JSON lines; - for the standard stream."))]


def verify(
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="FILE", help=_("An exported copy kept elsewhere, to hold the ledger against.")
        ),
    ] = None,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when every record is as it was written, 1 when one is not."""

    def look(book: Ledger) -> Verified:
        from ccmotivate.ledger.verify import verify as look_at

        return look_at(book, None if against is None else _lines(against))

    def say(why: Problem) -> None:
        if json:
            ledger_json.write_verify_json(json_stream(), None, [why], lang or LANG)
        else:
            in_words(lang or LANG)(why)

    from ccmotivate.writers import ledger_json

    verified = with_ledger(ledger, wait, say, look)
    if json:
        ledger_json.write_verify_json(json_stream(), verified, (), lang or LANG)
    elif verified.findings or not quiet:
        from ccmotivate.writers import terminal, terminal_ledger

        out = terminal.console()
        terminal_ledger.show_findings(out, verified, None, lang or LANG, against=against is not None)
    raise typer.Exit(1 if verified.findings else 0)


@ledger_app.command("export", help=_("Write every record as JSON lines, to keep elsewhere or to move."))
def export(
    file: ExportFile,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file if it exists."))] = False,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when every record was written."""
    from ccmotivate.pipeline.publishing import export_ledger

    count = with_ledger(ledger, wait, in_words(lang or LANG), lambda book: export_ledger(book, file, force=force))
    if not quiet:
        text = _("{count} records written to {file}")
        echo(counted(text, count=count, file=file), err=True)


@ledger_app.command(
    "import", help=_("Read exported records into a new ledger, or into one that holds the first of them.")
)
def import_records(
    file: ExportFile,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when every record is there, 1 when the file is not a whole chain or the ledger holds others."""

    def read(book: Ledger) -> int:
        from ccmotivate.ledger.transfer import import_lines

        return import_lines(book, _lines(file))

    count = with_ledger(ledger, wait, in_words(lang or LANG), read, create=True)
    if not quiet:
        echo(counted(_("{count} records added"), count=count), err=True)


def _lines(file: Path) -> list[str]:
    """The lines of an export."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise typer.BadParameter(f"{file}: {reason}", param_hint="FILE") from None
    return text.removesuffix("\n").split("\n")  # a name may hold U+2028, which splitlines takes for an end
