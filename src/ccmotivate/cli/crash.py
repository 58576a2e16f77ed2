"""A bug: the traceback goes into a report, one line to the user."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Mapping, Sequence

from ccmotivate import __version__
from ccmotivate.locale import N_, language_of, translator

_LINE = N_("ccmotivate: this is a bug in ccmotivate ({kind}); nothing more was written. Please send the report {path}")


def report(error: Exception, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Write the report and return the line that names it."""
    text = "".join(traceback.format_exception(error))
    handle, path = tempfile.mkstemp(prefix="ccmotivate-report-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"ccmotivate {__version__}\narguments: {list(arguments)}\n\n{text}")
    return translator(language_of(environment))(_LINE).format(kind=type(error).__name__, path=path)
