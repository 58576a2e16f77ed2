"""What a proof counted, written into its own section of PROOFS.md; the rest of the file stays as it is."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PROOFS = Path(__file__).resolve().parents[2] / "PROOFS.md"
_TITLE = "# Proofs\n\nWritten by `make prove`; every number comes from the run.\n"
_LIBRARIES = ("numpy", "pandas", "python-calamine", "XlsxWriter", "hypothesis")


def record(section: str, lines: Sequence[str], file: Path = PROOFS) -> None:
    """Put ``lines`` under the heading ``section``, in place of what the last run wrote there."""
    text = file.read_text(encoding="utf-8") if file.exists() else _TITLE
    body = "\n".join([f"## {section}", "", *(f"- {line}" for line in [*lines, machine()]), ""])
    found = re.search(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found:
        rest = text[found.end() :]
        text = text[: found.start()] + body + ("\n" + rest if rest else "")
    else:
        text = f"{text.rstrip()}\n\n{body}"
    file.write_text(text, encoding="utf-8")


def machine() -> str:
    """The size of the machine and the versions that ran."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Run on {platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GiB; "
        f"Python {platform.python_version()}, {libraries}."
    )
