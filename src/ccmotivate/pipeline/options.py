"""What the command line asked for, and how it hears of progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:  # a command that asks for nothing of it does not pay for it
    from ccmotivate.model.period import Month

Progress = Callable[[str, str], None]  # what is being done ("reading", "scoring", "writing"), to which file


def silent(_what: str, _name: str) -> None:
    """Progress callback that does nothing."""


class Options(Struct, frozen=True):
    """What the command line asked for."""

    lang: str = "en"
    out: Path | None = None
    month: Month | None = None
    year: int | None = None
    encoding: str | None = None  # of text files, before what the rules say
    only: Month | None = None  # rows of other months are left out
    months: tuple[Month, ...] = ()  # those of the period asked for, which tables of databases are read for
    sort: str = "id"  # the rows of a scored workbook: id, rank or score
    together: bool = False
    keep_going: bool = False
    money: bool = False  # beside the awards of a period, what each person is to get for it and those within it
    force: bool = False
    write: bool = True
    later: tuple[str, ...] = ()  # modules that the caller needs in the end, loaded while there is nothing else to do
    wait: float = 30.0  # seconds, for another run that holds the same folder
    jobs: int | None = 1  # processes that work on files at the same time; None: as many as there are processors
    held: frozenset[Path] = frozenset()  # folders that are locked already, for this run
