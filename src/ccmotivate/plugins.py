"""No plugin of pydantic has a say in what a rule means, and none is looked for.

pydantic reads its switch for that in the module that looks for them, which first loads what reads the metadata of
every installed package, e-mail and sockets with it: a sixtieth of a short run.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_LOADER = "pydantic.plugin._loader"


def leave_out() -> None:
    """Switch them off, with a loader in the place of pydantic's own that finds none."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    loader = ModuleType(_LOADER)
    vars(loader).update(get_plugins=tuple, __getattr__=_of_pydantic)
    sys.modules.setdefault(_LOADER, loader)


def _of_pydantic(name: str) -> Any:
    """Whatever else a release of pydantic wants of its loader, from that itself."""
    if name.startswith("__"):  # Python's own questions to a module
        raise AttributeError(name)
    del sys.modules[_LOADER]
    return getattr(import_module(_LOADER), name)
