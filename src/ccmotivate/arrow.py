"""pyarrow is loaded for large logs and databases only: pandas would load it wherever it is installed.

That takes a twelfth of a short run, and text columns of pandas would be another kind where it is there.
"""

from __future__ import annotations

import sys

_NAME = "pyarrow"


def leave_out() -> None:
    """Let nothing load it, as if it were not installed, until it is let in; pandas that is loaded has decided."""
    if "pandas" not in sys.modules:
        sys.modules.setdefault(_NAME, None)  # type: ignore[arg-type]  # None is Python's own word for "not there"


class _NoPandas:
    """A finder of modules that finds pandas nowhere."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def alone() -> None:
    """Let it be loaded without pandas, which it would load in its turn."""
    sys.meta_path.insert(0, _NoPandas)


def let_in() -> None:
    """Let it be loaded from now on; pandas goes on without."""
    if sys.modules.get(_NAME, sys) is None:
        import pandas as pd  # noqa: F401  # while it is left out

        del sys.modules[_NAME]
