"""How words match: without regard to case, spaces, line breaks, full-width forms and a bracketed unit.

Only the full-width ASCII block is folded. Unicode's own compatibility folding would also turn ``²`` into 2.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import count
from posixpath import commonprefix

PERCENTS, PERMILLES = ("%", "百分比", "percent"), ("‰", "千分比", "permille")
"""The units in a header that say what the bare numbers under it are, in compared form."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",  # ideographic space
    0x2212: "-",  # minus sign
    0xFE63: "-",
    0x3001: ",",  # 、
}
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FULL_WIDTH)))}]")
_INVISIBLE = re.compile(r"[\s\u200b\u200e\u200f\u2060\ufeff]+")
_BETWEEN = "\0"
_ALMOST = 0.75
_SHORT = 3
_GENERAL = frozenset({"time", "date", "rate", "number", "count", "total", "score", "type"})  # in too many headers
_PART = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")  # a word, or a run of Chinese characters
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


def composed(text: str) -> str:
    """The text with each letter and its accents as one character where there is one (Unicode's NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def half_width(text: str) -> str:
    """Composed, with full-width letters, digits and signs as their ASCII forms."""
    text = composed(text)
    return text.translate(_FULL_WIDTH) if _FOLDED.search(text) else text  # to look is quicker than to translate


@lru_cache(maxsize=4096)  # the same headers and words are compared again and again
def normal(text: str) -> str:
    """The form in which words are compared."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return _INVISIBLE.sub("", half_width(text)).casefold()


def normals(texts: Sequence[str]) -> list[str]:
    """``normal`` of each text, worked out for all of them at once."""
    forms = normal(_BETWEEN.join(texts)).split(_BETWEEN)
    return forms if len(forms) == len(texts) else list(map(normal, texts))


def split_unit(header: str) -> tuple[str, str]:
    """A header's compared form without a trailing bracket, and the bracket's content (``""`` without one)."""
    whole = normal(header)
    found = _BRACKET.search(whole)
    return (whole[: found.start()], found[1]) if found and found.start() else (whole, "")


def nearest(word: str, choices: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The choice that resembles ``word`` most, the one that begins like it among equals; None when none does."""
    by_form = {normal(choice): choice for choice in choices}
    form = normal(word)
    found = difflib.get_close_matches(form, by_form, n=5, cutoff=cutoff)
    if not found:
        return None
    close = [(difflib.SequenceMatcher(None, one, form).ratio(), len(commonprefix((one, form)))) for one in found]
    return by_form[found[max(range(len(found)), key=close.__getitem__)]]


def same_thing(header: str, words: Iterable[str]) -> str | None:
    """The word that a header probably means: hardly another spelling, or one holds the other; None when none does.

    This is stricter than ``nearest``: what it finds is proposed as an alias, and ``Amount`` must not become a month.
    """
    form = normal(header)
    matcher = difflib.SequenceMatcher(b=form)
    likely: list[tuple[float, str]] = []
    for word in words:
        known = normal(word)
        matcher.set_seq1(known)
        if _almost(known, form, matcher) or _holds(word, header):
            likely.append((matcher.ratio(), word))
    return max(likely, key=lambda pair: pair[0])[1] if likely else None


def _almost(one: str, other: str, matcher: difflib.SequenceMatcher[str]) -> bool:
    """True for hardly another spelling; of Chinese of one length the signs must stand at the same places."""
    if one.isascii() and len(one) <= _SHORT:  # three letters are soon found in anything
        return False
    if matcher.real_quick_ratio() < _ALMOST or matcher.quick_ratio() < _ALMOST or matcher.ratio() < _ALMOST:
        return False
    same = sum(map(str.__eq__, one, other))
    return one.isascii() or len(one) != len(other) or same >= _ALMOST * len(one)  # a ticket's 工单编号 is no 员工编号


def _holds(one: str, other: str) -> bool:
    """True when all words of one stand in the other, when they begin alike and share half, or Chinese in Chinese."""
    first, second = _PART.findall(half_width(one).casefold()), _PART.findall(half_width(other).casefold())
    if not first or not second:
        return False
    shared = set(first) & set(second)
    if shared <= _GENERAL:
        shared = set()
    if shared and (shared == set(first) or shared == set(second)):
        return True
    if len(first) > 1 and len(second) > 1 and first[0] == second[0] and 2 * len(shared) >= max(len(first), len(second)):
        return True
    shorter, longer = sorted((normal(one), normal(other)), key=len)
    return len(shorter) > 1 and not shorter.isascii() and shorter in longer


def other_than(text: str, mark: str, taken: Collection[str]) -> str:
    """A text, with a number after it where it is taken."""
    numbered = (f"{text}{mark}{at}" for at in count(2))
    return text if text.casefold() not in taken else next(one for one in numbered if one.casefold() not in taken)
