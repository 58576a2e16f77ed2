"""The locale of the system's settings, for processes whose environment names none."""

from __future__ import annotations

import sys
from typing import Any

_CHINESE, _PRIMARY = 0x04, 0x3FF  # LANG_CHINESE and the bits of a LANGID that hold the language without its region
_SECONDS = 5


def system_locale() -> str:
    """``zh_CN`` or the like on Windows and macOS; ``""`` elsewhere, where only the environment says it."""
    if sys.platform == "win32":
        import ctypes

        return of_windows(ctypes.windll.kernel32)
    return of_macos() if sys.platform == "darwin" else ""


def of_windows(kernel32: Any) -> str:
    """By the language of the menus and messages of Windows."""
    return "zh" if kernel32.GetUserDefaultUILanguage() & _PRIMARY == _CHINESE else "en"


def of_macos() -> str:
    """AppleLocale, like ``zh-Hans_CN@calendar=gregorian``; ``""`` where it cannot be asked."""
    import subprocess

    words = ["/usr/bin/defaults", "read", "-g", "AppleLocale"]
    try:
        asked = subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.decode("utf-8", "replace").strip()
