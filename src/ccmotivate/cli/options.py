"""Options that several commands share, and the words that explain them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ccmotivate.cli.language import Lang, _
from ccmotivate.model.period import Month, month_hint


def _month(text: str) -> Month:
    month = month_hint(text).full
    if month is None:
        raise typer.BadParameter(_("write the month like 2025-03"))
    return month


Files = Annotated[
    list[str],
    typer.Argument(metavar="FILES…", help=_("Workbooks (xlsx, xlsm, xls, xlsb, ods, csv), folders or patterns.")),
]
RulesFolder = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="DIR", help=_("The rules folder; else CCMOTIVATE_RULES, ./rules, the shipped scheme.")
    ),
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help=_("Where to write; else beside each input."))
]
MonthOption = Annotated[
    Month | None,
    typer.Option(
        "--month", metavar="2025-03", parser=_month, help=_("The month of rows that do not say it themselves.")
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", min=1990, max=2099, metavar="2025", help=_("The year for sheets or files named by month alone.")
    ),
]
LangOption = Annotated[
    Lang | None, typer.Option("--lang", help=_("Language of everything written; else that of the environment."))
]
JsonFlag = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON on stdout, and only that."))]
QuietFlag = Annotated[bool, typer.Option("--quiet", "-q", help=_("Say nothing but errors: for cron."))]
