"""Values of results ↔ canonical JSON text, exactly: nothing is rounded, and equal values give one text."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import types
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from ccmotivate.model.exact import Exact, plain_text

T = TypeVar("T")
_FEW_PLACES = 5
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(data: object) -> str:
    """JSON with sorted keys and no spaces; half characters, which UTF-8 cannot hold, are escaped."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def encode(value: Any) -> Any:
    """A value of a result as JSON data; a Fraction becomes a text, fields at their default are left out.

    Raises:
        TypeError: a binary float, or a value of a kind that results do not have.
    """
    match value:
        case None | bool() | str() | int():
            return value
        case Fraction():
            return plain_text(value)
        case np.bool_() | np.integer():
            return value.item()
        case tuple() | list():
            return [encode(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            pairs = [(field, getattr(value, field.name)) for field in dataclasses.fields(value)]
            return {field.name: encode(item) for field, item in pairs if item != field.default}
    raise TypeError(f"{type(value).__name__} is not recorded")


def decode(kind: type[T], data: Any) -> T:
    """The value of this type that ``encode`` gave ``data`` for.

    Raises:
        ValueError, TypeError, KeyError: it is none.
    """
    return cast(T, _decoded(kind, data))


def decode_all(kind: type[T], data: Sequence[Any]) -> tuple[T, ...]:
    """A tuple of values of one type."""
    return tuple(decode(kind, item) for item in data)


def _decoded(kind: Any, data: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _decoded(next(one for one in inner if one is not type(None)), data)
    if origin is tuple:
        kinds = [inner[0]] * len(data) if inner[-1] is Ellipsis else inner
        return tuple(_decoded(one, item) for one, item in zip(kinds, data, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(type, kind)(**{name: _decoded(hints[name], item) for name, item in data.items()})
    if kind is Fraction:
        return exact(data)
    if not isinstance(data, kind):
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


# -- columns ----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1 << 16)
def exact(text: str | int) -> Fraction:
    """The number of a text; columns repeat their numbers."""
    return Fraction(text)


@functools.lru_cache(maxsize=1 << 16)
def _ratio_text(num: int, den: int) -> str:
    """As ``plain_text``, quicker for numbers of few decimals."""
    for places in range(_FEW_PLACES):
        shifted, rest = divmod(abs(num) * 10**places, den)
        if not rest:
            digits = str(shifted).rjust(places + 1, "0")
            cut = len(digits) - places
            return ("-" if num < 0 else "") + digits[:cut] + ("." if places else "") + digits[cut:]
    return plain_text(Fraction(num, den))


def exact_texts(column: Exact) -> list[str | None]:
    """A column as exact texts, None without data."""
    triples = zip(column.num.tolist(), column.den.tolist(), column.missing.tolist(), strict=True)
    return [None if gone else _ratio_text(num, den) for num, den, gone in triples]


def exact_column(texts: Sequence[str | None]) -> Exact:
    """The column of such texts."""
    return Exact.from_fractions([None if text is None else exact(text) for text in texts])


def hundredths_text(number: int) -> str | None:
    """10350 as ``103.50``, None for a score that is not there (-1)."""
    if number == -1:
        return None
    return f"{'-' if number < 0 else ''}{abs(number) // 100}.{abs(number) % 100:02d}"


def hundredths(text: str | None) -> int:
    """``103.50`` as 10350, -1 for None.

    Raises:
        ValueError: it has no two decimals.
    """
    if text is None:
        return -1
    if text[-3:-2] != ".":
        raise ValueError(f"{text!r} is no score")
    return int(text[:-3] + text[-2:])
