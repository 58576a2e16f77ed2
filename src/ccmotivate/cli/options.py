"""Options that several commands share, and the words that explain them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import Lang, _
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.period import Month, month_hint


def month_of(text: str) -> Month:
    month = month_hint(text).full
    if month is None:
        raise typer.BadParameter(_("write the month like 2025-03"))
    return month


def only_of(text: str, today: date | None = None) -> Month:
    """A month as people type it, or ``last``: the calendar month before today."""
    if text.strip().lower() != "last":
        return month_of(text)
    day = today or date.today()
    return Month.from_ordinal(Month(day.year, day.month).ordinal - 1)


def encoding_of(text: str) -> str:
    """An encoding by its name."""
    try:
        "".encode(text)
    except (LookupError, ValueError):
        raise typer.BadParameter(_("write a name like utf-8, gb18030 or cp1252")) from None
    return text


def period_of(text: str) -> Period:
    """A period as people type it."""
    period = parse_period(text)
    if period is None:
        raise typer.BadParameter(_("write a period like 2025-03, 2025-Q1, 2025-H1 or 2025"))
    return period


PeriodArgument = Annotated[
    Period,
    typer.Argument(metavar="PERIOD", parser=period_of, help=_("What to award: 2025-03, 2025-Q1, 2025-H1 or 2025.")),
]
SomeFiles = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILES…", help=_("As for score; months without a file come from the ledger.")),
]
LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE|URL",
        help=_("The ledger: a file, or postgresql://…; else CCMOTIVATE_LEDGER, else ccmotivate.db in this folder."),
    ),
]
NoLedgerFlag = Annotated[bool, typer.Option("--no-ledger", help=_("Leave the ledger out: what the files alone give."))]
SignedBy = Annotated[str, typer.Option("--by", metavar="NAME", help=_("Who signs for it."))]
WaitOption = Annotated[
    float,
    typer.Option("--wait", min=0, metavar="SECONDS", help=_("How long to wait for another run that holds the same.")),
]
Files = Annotated[
    list[str],
    typer.Argument(metavar="FILES…", help=_("Workbooks (xlsx, xlsm, xls, xlsb, ods, csv), folders or patterns.")),
]
FilesBesideTables = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILES…",
        show_default=False,
        help=_("Workbooks (xlsx, xlsm, xls, xlsb, ods, csv), folders or patterns; none where the rules name tables."),
    ),
]
VerboseFlag = Annotated[bool, typer.Option("--verbose", help=_("Print also what databases were asked."))]
RulesFolder = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help=_("The rules folder, or one with it in `rules`; else CCMOTIVATE_RULES, ./rules, the shipped scheme."),
    ),
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help=_("Where to write; else beside each input."))
]
OutWorkbook = Annotated[
    Path | None, typer.Option("--out", metavar="DIR|FILE", help=_("Write a workbook there; else none is written."))
]
ForceFlag = Annotated[
    bool, typer.Option("--force", help=_("Overwrite files that ccmotivate did not write, or that were changed since."))
]
KeepGoingFlag = Annotated[
    bool, typer.Option("--keep-going", help=_("Score the sound rows even if others have errors (exit code 1)."))
]
SoundRowsFlag = Annotated[bool, typer.Option("--keep-going", help=_("Take the sound rows even if others have errors."))]
RestFlag = Annotated[bool, typer.Option("--keep-going", help=_("Leave out rows with errors and look at the rest."))]
MonthOption = Annotated[
    Month | None,
    typer.Option(
        "--month", metavar="2025-03", parser=month_of, help=_("The month of rows that do not say it themselves.")
    ),
]
OnlyOption = Annotated[
    Month | None,
    typer.Option(
        "--only",
        metavar="2025-03|last",
        parser=only_of,
        help=_("Only the rows of this month; last is the calendar month before today."),
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", min=1990, max=2099, metavar="2025", help=_("The year for sheets or files named by month alone.")
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        parser=encoding_of,
        help=_("The encoding of text files, like cp1252; else what the rules say, UTF-8 or GB18030."),
    ),
]
LangOption = Annotated[
    Lang | None, typer.Option("--lang", help=_("Language of everything written; else that of the environment."))
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="NUMBER",
        help=_("How many files are worked on at the same time; else one for each processor. The results are the same."),
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON on stdout, and only that."))]
QuietFlag = Annotated[bool, typer.Option("--quiet", "-q", help=_("Say nothing but errors: for cron."))]
