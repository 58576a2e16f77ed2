"""The isolated parser: a file on stdin, columns on stdout.

Called as ``python -m ccmotivate.formats.parser KIND MEMORY [ENCODING]``. It limits its own memory, in MiB, before it
parses anything, so that a file that needs gigabytes ends this process only. Neither pandas nor numpy is loaded here.
"""

from __future__ import annotations

import gc
import os
import sys

from ccmotivate.formats.limits import MIB, UNUSUAL, Refusal
from ccmotivate.formats.raw_sheet import RawSheet, send
from ccmotivate.frames import in_one_piece

_TOO_LARGE: dict[str, object] = {"refused": "reader-stopped", "facts": {"reason": "memory"}}


@in_one_piece
def main(kind: str, memory: int, encoding: str | None = None) -> int:
    """Parse stdin and write the result to stdout; returns 0 unless the process itself fails."""
    is_poor = _limit_memory(memory * MIB)
    gc.disable()  # rows by the hundred thousand and no cycles: looking for them is a tenth of the work
    sheets: list[RawSheet] = []
    try:
        sheets, others, used = _read(sys.stdin.buffer.read(), kind, encoding)
        facts: dict[str, object] = {"others": others, "encoding": used}
    except Refusal as refusal:
        said = {name: str(fact) for name, fact in refusal.facts.items()}
        value = None if refusal.value is None else str(refusal.value)
        facts = {"refused": refusal.code, "value": value, "cell": refusal.cell, "sheet": refusal.sheet, "facts": said}
    except MemoryError:
        facts = {"refused": "not-enough-memory", "facts": {}} if is_poor else _TOO_LARGE
    except BaseException as failure:  # parsers raise anything on malformed files, panics included
        reason = str(failure)[:200] or type(failure).__name__
        facts = {"refused": "malformed-workbook", "facts": {"reason": reason}}
    send(sys.stdout.buffer, facts, sheets)
    return 0


def _limit_memory(most: int) -> bool:
    """Take no more than this; True where the system grants less already."""
    try:
        import resource
    except ImportError:  # Windows: the timeout alone remains
        return False
    granted = [one for one in resource.getrlimit(resource.RLIMIT_AS) if one != resource.RLIM_INFINITY]
    least = min([most, *granted])
    resource.setrlimit(resource.RLIMIT_AS, (least, least))
    return least < most


def _read(data: bytes, kind: str, encoding: str | None) -> tuple[list[RawSheet], list[str], str | None]:
    if kind == "html":
        from ccmotivate.formats import html_page

        sheets, used = html_page.read(data, encoding)
        return sheets, [], used
    if kind == "mhtml":
        from ccmotivate.formats import mhtml

        sheets, used = mhtml.read(data, encoding)
        return sheets, [], used
    if kind == "spreadsheetml":
        from ccmotivate.formats import spreadsheetml

        sheets, used = spreadsheetml.read(data, encoding)
        return sheets, [], used
    return *_read_packed(data, kind), None


def _read_packed(data: bytes, kind: str) -> tuple[list[RawSheet], list[str]]:
    if kind == "xls":
        from ccmotivate.formats import xls

        return xls.read_xls(data), []
    if kind == "xlsb":
        from ccmotivate.formats import xlsb

        return xlsb.read(data)
    if kind == "ods":
        from ccmotivate.formats import ods

        return ods.read(data)
    if kind == "xlsx-plain":
        from ccmotivate.formats import xlsx_plain, xlsx_shape

        try:
            return xlsx_plain.read(data), []
        except xlsx_shape.Unusual:
            raise Refusal(UNUSUAL) from None
    from ccmotivate.formats import xlsx_values

    return xlsx_values.read_values(data) if kind == "xlsx-values" else xlsx_values.read(data)


if __name__ == "__main__":
    code = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.flush()
    os._exit(code)  # taking the cells apart one by one takes time, and a run waits for the end
