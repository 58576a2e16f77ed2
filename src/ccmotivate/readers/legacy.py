"""The isolated reader: ``python -m ccmotivate.readers.legacy KIND``, a file on stdin, JSON on stdout.

It limits its own memory before it parses anything, so that a file that asks for gigabytes ends this process
only. Neither pandas nor numpy is loaded here.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from ccmotivate.readers.limits import MIB, Refusal
from ccmotivate.readers.raw_sheet import RawSheet

MEMORY = 450 * MIB
"""Address space of the child: a full xls sheet of 65,536 rows and 25 columns needs about 350 MiB."""


def main(kind: str) -> int:
    """Read stdin, write the answer; 0 unless the process itself fails."""
    _limit_memory()
    try:
        sheets, others = _read(sys.stdin.buffer.read(), kind)
        answer: dict[str, Any] = {"sheets": [asdict(sheet) for sheet in sheets], "others": others}
    except Refusal as refusal:
        facts = {name: str(fact) for name, fact in refusal.facts.items()}
        answer = {"refused": refusal.code, "cell": refusal.cell, "sheet": refusal.sheet, "facts": facts}
    except MemoryError:
        answer = {"refused": "reader-stopped", "facts": {"reason": "memory"}}
    except BaseException as failure:  # parsers raise anything on malformed files, panics included
        reason = str(failure)[:200] or type(failure).__name__
        answer = {"refused": "malformed-workbook", "facts": {"reason": reason}}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the timeout alone remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(data: bytes, kind: str) -> tuple[list[RawSheet], list[str]]:
    if kind == "xls":
        from ccmotivate.readers import xls

        return xls.read_xls(data), []
    if kind == "xlsb":
        from ccmotivate.readers import xlsb

        return xlsb.read(data)
    from ccmotivate.readers import ods

    return ods.read(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
