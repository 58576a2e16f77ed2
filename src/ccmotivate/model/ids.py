"""The order of agents' ids, and of anything else that people number: 2 before 10, A2 before A10."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the ledger sorts ids without numpy
    import numpy as np
    from numpy.typing import NDArray

_RUN = re.compile("[0-9]+")
_BETWEEN = "\0"  # no digit, and sorted before any other sign
_SHAPE = str.maketrans("123456789", "0" * 9)


def natural_key(text: str) -> tuple[str, str]:
    """What to sort a text by: runs of digits count as numbers, the text itself decides between those that are equal.

    A number is its length without leading zeros, as a character, and its digits: shorter numbers come first.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _RUN.sub(_number, plain), text


def _number(run: re.Match[str]) -> str:
    digits = run[0].lstrip("0")
    return chr(len(digits)) + digits


def in_order(texts: Iterable[str]) -> list[str]:
    """The texts in their natural order."""
    listed = list(texts)
    return sorted(listed) if _alike(listed) else sorted(listed, key=natural_key)


def natural_order(texts: Sequence[str]) -> NDArray[np.intp]:
    """The positions of the texts in their natural order; equal texts stay as they stand."""
    import numpy as np

    keys = texts if _alike(texts) else [natural_key(text) for text in texts]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _alike(texts: Sequence[str]) -> bool:
    """True when all have digits in the same places (A00012) and so are in order as they are written."""
    shapes = set(_BETWEEN.join(texts).translate(_SHAPE).split(_BETWEEN))  # all at once is many times quicker
    return bool(texts) and len(shapes) == 1 and texts[0].isascii()
