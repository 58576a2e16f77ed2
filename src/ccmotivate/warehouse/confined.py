"""DuckDB for the rows of files: bounded in memory, and able to open nothing but what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from ccmotivate.warehouse.sql import literal

MEMORY_MIB = 448
"""What it may take; beyond that it lays its tables aside on disk."""


@contextmanager
def confined(
    folder: Path, files: Sequence[Path] = (), folders: Sequence[Path] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that may open these files and folders, with ``folder`` for what does not fit."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{MEMORY_MIB}MiB",
        "temp_directory": str(folder),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(":memory:", config=settings) as duck:
        for kind, allowed in (("paths", files), ("directories", folders)):
            if allowed:
                duck.execute(f"set allowed_{kind} = [{', '.join(literal(str(one)) for one in allowed)}]")
        duck.execute("set enable_external_access = false")
        yield duck


@contextmanager
def connecting(folder: Path, files: Sequence[Path]) -> Iterator[Future[duckdb.DuckDBPyConnection]]:
    """The same, opened while the body begins."""
    with ExitStack() as stack, ThreadPoolExecutor(1) as other:
        yield other.submit(stack.enter_context, confined(folder, files))
