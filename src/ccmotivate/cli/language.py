"""The language of this run: ``--lang`` wherever it stands on the command line, else the environment.

Help is made while the commands are declared, before any option is parsed; so the words are looked at here, once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum

from ccmotivate.locale import LANGUAGES, Translate, language_of, translator


class Lang(StrEnum):
    """Languages of ccmotivate."""

    ZH = "zh"
    EN = "en"


def asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """``zh`` or ``en``."""
    for place, word in enumerate(arguments):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return language_of(environment)


LANG = Lang(asked_for(sys.argv[1:], os.environ))
_: Translate = translator(LANG)
