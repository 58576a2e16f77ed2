"""``ccmotivate verify`` and ``ccmotivate ledger …``: is the record whole, and taking it elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.ledger_run import in_words, with_ledger
from ccmotivate.cli.options import JsonFlag, LangOption, LedgerOption, QuietFlag, WaitOption
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.locale import counted
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import opened

if TYPE_CHECKING:  # the ledger is loaded when the command runs
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.recorded import Expected, Verified

_LONGEST = 1 << 28  # bytes of a line; no record is longer
ledger_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@ledger_app.callback()
def _ledger(_lang: LangOption = None) -> None:
    return  # the language is looked at in language.py


ExportFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("JSON lines; - for the standard stream."))]


def verify(
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="LISTS…", help=_("Award lists written before: the ledger must still hold what it held then.")
        ),
    ] = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(
            "--expect",
            metavar="HASH",
            help=_("A last hash that was written down, or its first 16 digits: a record must have it."),
        ),
    ] = None,
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
    """Exit 0 when every record is as it was written, 1 when one is not or when one is gone."""

    def look(book: Ledger) -> Verified:
        from ccmotivate.ledger.verify import verify as look_at

        copy = None if against is None else _lines(against)
        return look_at(book, copy, [*_typed(expect or []), *on_lists(lists or [])])

    def say(why: Problem) -> None:
        if json:
            ledger_json.write_verify_json(json_stream(), None, [why], lang or LANG)
        else:
            in_words(lang or LANG)(why)

    from ccmotivate.pipeline.publishing import on_lists
    from ccmotivate.writers.json import ledger as ledger_json

    verified = with_ledger(ledger, wait, say, look, unsound=True)
    if json:
        ledger_json.write_verify_json(json_stream(), verified, (), lang or LANG)
    elif verified.findings or not quiet:
        from ccmotivate.writers.terminal import ledger as ledger_screens
        from ccmotivate.writers.terminal import screens

        out = screens.console()
        held_against = against is not None or bool(lists) or bool(expect)
        ledger_screens.show_findings(out, verified, None, lang or LANG, against=held_against)
    raise typer.Exit(1 if verified.findings else 0)


def _typed(hashes: Sequence[str]) -> Iterator[Expected]:
    """The hashes of ``--expect``."""
    from ccmotivate.ledger.verify import expected_hash

    for text in hashes:
        found = expected_hash(text)
        if found is None:
            raise typer.BadParameter(
                _("a hash has 64 digits from 0 to f; give at least the first 16"), param_hint="--expect"
            )
        yield found


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

    say = in_words(lang or LANG)
    count = with_ledger(ledger, wait, say, lambda book: export_ledger(book, file, force=force), unsound=True)
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

    def read(book: Ledger) -> tuple[int, bool]:
        from ccmotivate.ledger.transfer import import_lines

        return import_lines(book, _lines(file))

    say = in_words(lang or LANG)
    count, ended = with_ledger(ledger, wait, say, read, create=True, unsound=True)
    if not ended:
        say(problem("import-without-end", SourceRef(str(file))))
    if not quiet:
        echo(counted(_("{count} records added"), count=count), err=True)


def _lines(file: Path) -> Iterator[str]:
    """The lines of an export, one by one; what is no file is refused at once."""
    if str(file) == "-":
        return _texts(sys.stdin.buffer)
    try:
        return _closed_after(opened(file))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = _(getattr(error, "strerror", None) or str(error))
        raise typer.BadParameter(f"{file}: {reason}", param_hint="FILE") from None


def _closed_after(stream: BinaryIO) -> Iterator[str]:
    with stream:
        yield from _texts(stream)


def _texts(stream: BinaryIO) -> Iterator[str]:
    """Its lines: a name may hold U+2028, which text streams take for an end; what is no UTF-8 will be named."""
    for line in iter(lambda: stream.readline(_LONGEST), b""):
        yield line.decode("utf-8", "surrogateescape")
