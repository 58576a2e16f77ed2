"""Whether a goal is met, as cases say it: yes, no, ``no data``; nothing where there is no goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccmotivate.model import case_schema as words
from ccmotivate.model.words import normal
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

_NO_DATA = "no_data"
_WRITTEN = {"yes": words.YES, "no": words.NO, _NO_DATA: (_NO_DATA, "no data", "没有数据")}
_KNOWN = {normal(word): state for state, several in _WRITTEN.items() for word in several}
STATES: Mapping[bool | None, str] = {True: "yes", False: "no", None: _NO_DATA}
"""``Goal.met`` as cases are compared with it."""


def wanted_met(resolver: CaseResolver, figure: Any, path: YamlPath) -> str | None:
    """One of ``STATES``, None for no goal or after an error."""
    is_none = isinstance(figure, str) and normal(figure) not in _KNOWN and resolver.is_nothing(figure)
    return None if is_none else resolver.one_of("goals", figure, _KNOWN, path)
