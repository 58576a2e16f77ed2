"""The folder that a new scheme is made in, and the currency of its prizes."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from ccmotivate.cli.language import _
from ccmotivate.cli.saying import echo
from ccmotivate.locale import N_, Translate
from ccmotivate.regular import is_folder, is_there

CURRENCY = re.compile("[A-Z]{3}")


def refuse_full(folder: Path, force: bool) -> None:
    if force or not is_there(folder):
        return
    if not is_folder(folder) or any(folder.iterdir()):
        full = _("{folder} is there already and not empty; name another folder, or give --force")
        raise typer.BadParameter(full.format(folder=folder), param_hint="DIR")


def cannot_write(say: Translate, error: OSError, folder: Path) -> None:
    text = say(N_("{folder} cannot be written: {reason}"))
    echo(text.format(folder=error.filename or folder, reason=error.strerror or error), err=True)
