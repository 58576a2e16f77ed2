"""Handle a bug or lack of memory: the traceback of a bug goes into a report, one line to the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.faults import is_want_of_memory, write_report
from ccmotivate.locale import N_, language_of, translator

_LINE = N_("ccmotivate: this is a bug in ccmotivate ({kind}); nothing more was written. Please send the report {path}")
_NO_MEMORY = N_(
    "ccmotivate: there is not enough memory; nothing more was written. "
    "Close other programs, or give fewer files at a time"
)


def report(error: Exception, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The line that says what happened; of a bug it names the report, which is written here."""
    _ = translator(language_of(environment))
    if is_want_of_memory(error):
        return _(_NO_MEMORY)
    return _(_LINE).format(kind=type(error).__name__, path=write_report(error, arguments) or "–")
