"""Chinese and English sentences: gettext catalogues and the one function that picks them.

The English text is the message id, so English needs no catalogue; ``zh/LC_MESSAGES/ccmotivate.po`` has the Chinese.
"""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Callable, Mapping
from pathlib import Path

Translate = Callable[[str], str]
LANGUAGES = ("zh", "en")
_VARIABLES = ("CCMOTIVATE_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG")
_CHINESE = r"(?i)(?:zh|cmn|yue|chs|cht|chinese)(?![a-z])"
_MANY = (
    "agents|agent-months|awards|candidates|cells|characters|columns|comparisons|days|decisions|differences|digits|files|"
    "entrants|finalists|goals|hours|kinds|lines|members|metrics|months|others|people|places|points|prizes|projects|quarters|"
    "records|roles|rotations|rows|seconds|values|ways|winners"
)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for "extract this, translate it later"
    """Mark a sentence for the catalogues."""
    return text


@functools.cache
def translator(lang: str) -> Translate:
    """The function that turns an English message id into ``zh`` or ``en``."""
    if lang == "en":
        return gettext.NullTranslations().gettext
    compiled = Path(__file__).parent / lang / "LC_MESSAGES" / "ccmotivate.mo"
    with compiled.open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue).gettext


def counted(template: str, **facts: object) -> str:
    """A sentence with its facts, in which of one there is one: ``1 agent`` of ``{agents} agents``."""
    return in_number(template, facts).format(**facts)


def in_number(template: str, facts: Mapping[str, object]) -> str:
    """A sentence whose facts are still to be filled in, with the singular behind each that is 1."""
    for name in (name for name, fact in facts.items() if str(fact) == "1"):
        template = re.sub(rf"(\{{{name}\}}(?: more| filled| different| ranked)?) ({_MANY})\b", _one, template)
    return template


def _one(found: re.Match[str]) -> str:
    return f"{found[1]} {'person' if found[2] == 'people' else found[2][:-1]}"


def language_of(environment: Mapping[str, str]) -> str:
    """``zh`` where the environment's locale is Chinese, else ``en``; ``CCMOTIVATE_LANG`` outranks the locale.

    Where nothing names a locale, as on Windows and in jobs of macOS, it is that of the system.
    """
    found = [environment.get(name, "") for name in _VARIABLES]
    for value in found:
        if value and value not in ("C", "POSIX"):
            return language_named(value)
    if any(found):
        return "en"
    from ccmotivate.locale.system import system_locale  # here: hardly any run needs it

    return language_named(system_locale())


def language_named(value: str) -> str:
    """``zh`` for a locale that means Chinese, as ``zh_CN.GB2312``, ``zh-Hans-CN``, ``Chinese (Simplified)_China``."""
    return "zh" if re.match(_CHINESE, value) else "en"
