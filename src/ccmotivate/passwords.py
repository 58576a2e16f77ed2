"""Texts from which the passwords of databases are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit, urlunsplit

HIDDEN = "***"
_SECRET = ("password", "passwd", "pwd", "secret", "token", "passfile", "key", "credential")
_ASSIGNED = r"(?i)\b(\w*(?:password|passwd|pwd|secret|token)\w*\s*[=:]\s*)('[^']*'|\"[^\"]*\"|[^\s&;,]+)"
_IN_URL = r"(?<=://)[^\s/@]*:[^\s/]*(?=@)"


def holds_secret(url: object) -> bool:
    """True for an address with a password in it, in front of the server or among its options."""
    return isinstance(url, str) and bool(secrets_of(url) or re.search(_ASSIGNED, url) or re.search(_IN_URL, url))


def secrets_of(url: str) -> list[str]:
    """The passwords in an address, as they stand there and decoded."""
    try:
        parts = urlsplit(url)
        options = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return []
    found = [value for name, value in options if any(word in name.lower() for word in _SECRET)]
    found += [unquote(parts.password)] if parts.password else []
    return [one for one in (*found, parts.password) if one]


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """A text of a driver with every password blacked out, those that are known and whatever looks like one."""
    spelt = {form for one in secrets if one for form in (one, quote(one), quote(one, safe=""), quote_plus(one))}
    for one in sorted(spelt, key=len, reverse=True):
        text = text.replace(one, HIDDEN)
    return re.sub(_ASSIGNED, rf"\1{HIDDEN}", re.sub(_IN_URL, HIDDEN, text))


def shown_url(url: str) -> str:
    """An address to show: server and database, without user, password and options."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    return without_secrets(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))
