"""Chinese and English sentences: gettext catalogues and the one function that picks them.

The English text is the message id, so English needs no catalogue; ``zh/LC_MESSAGES/ccmotivate.po`` has the Chinese.
"""

from __future__ import annotations

import functools
import gettext
from collections.abc import Callable, Mapping
from importlib import resources

Translate = Callable[[str], str]
LANGUAGES = ("zh", "en")


def N_(text: str) -> str:  # noqa: N802 - gettext's name for "extract this, translate it later"
    """Mark a sentence for the catalogues."""
    return text


@functools.cache
def translator(lang: str) -> Translate:
    """The function that turns an English message id into ``zh`` or ``en``."""
    if lang == "en":
        return gettext.NullTranslations().gettext
    compiled = resources.files(__name__) / lang / "LC_MESSAGES" / "ccmotivate.mo"
    with compiled.open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue).gettext


def language_of(environment: Mapping[str, str]) -> str:
    """``zh`` where the environment's locale is Chinese, else ``en``; ``CCMOTIVATE_LANG`` outranks the locale."""
    for name in ("CCMOTIVATE_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = environment.get(name, "")
        if value and value not in ("C", "POSIX"):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
