"""Values of results ↔ canonical JSON text, exactly: nothing is rounded, and equal values give one text."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import types
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
from msgspec import NODEFAULT, Struct

from ccmotivate.model.exact import Exact, plain_text

T = TypeVar("T")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+|/0*[1-9][0-9]*)?")
SCORE = re.compile(r"-?[0-9]+\.[0-9]{2}")
_FEW_PLACES, _SHOWN = 5, 60
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(data: object) -> str:
    """JSON with sorted keys and no spaces; half characters, which UTF-8 cannot hold, are escaped."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def encode(value: Any) -> Any:
    """A value of a result as JSON data; a Fraction or a day becomes a text, fields at their default are left out.

    Raises:
        TypeError: a binary float, or a value of a kind that results do not have.
    """
    match value:
        case StrEnum():
            return value.value
        case None | bool() | str() | int():
            return value
        case Fraction():
            return plain_text(value)
        case dt.date():
            return value.isoformat()
        case np.bool_() | np.integer():
            return value.item()
        case tuple() | list():
            return [encode(item) for item in value]
        case Struct():
            given = {name: (getattr(value, name), default) for name, default in _defaults(type(value)).items()}
            return {name: encode(item) for name, (item, default) in given.items() if item != default}
    raise TypeError(f"{type(value).__name__} is not recorded")


def parsed(text: str) -> Any:
    """The data of a text in JSON, which holds texts, whole numbers, lists and objects, and each name of these once.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(text, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{_short(text)} is no whole number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def decode(kind: type[T], data: Any) -> T:
    """The value of this type that ``encode`` gave ``data`` for.

    Raises:
        ValueError: it is none.
    """
    return cast(T, _decoder(cast(Any, kind))(data))


@functools.cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this type of JSON data, or raises a ValueError; a pattern or a range may annotate it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        filled = _decoder(next(one for one in inner if one is not type(None)))
        return lambda data: None if data is None else filled(data)
    if origin is Annotated:
        return functools.partial(_restricted, *inner)
    if origin is tuple:
        return _tuple_decoder(inner)
    if origin is dict:
        return functools.partial(_decoded_dict, _decoder(inner[0]), _decoder(inner[1]))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return functools.partial(_decoded_object, kind, _fields(kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda data: kind(_plain(str, data))
    return {Fraction: _number, dt.date: _day}.get(kind) or functools.partial(_plain, kind)


def _plain(kind: type, data: Any) -> Any:
    if type(data) is not kind:
        raise ValueError(f"{_short(data)} is no {kind.__name__}")
    return data


def _number(data: Any) -> Fraction:
    return exact(_plain(str, data))


def _day(data: Any) -> dt.date:
    day = dt.date.fromisoformat(_plain(str, data))
    if day.isoformat() != data:
        raise ValueError(f"{_short(data)} is no day")
    return day


def _restricted(kind: type, limit: re.Pattern[str] | range, data: Any) -> Any:
    """A text that fits a pattern as a whole, or a number within a range."""
    fits = limit.fullmatch(_plain(kind, data)) if isinstance(limit, re.Pattern) else _plain(kind, data) in limit
    if not fits:
        raise ValueError(f"{_short(data)} does not fit {limit.pattern if isinstance(limit, re.Pattern) else limit}")
    return data


def _tuple_decoder(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    if inner[-1] is Ellipsis:
        each = _decoder(inner[0])
        return lambda data: tuple(map(each, _plain(list, data)))
    kinds = [_decoder(one) for one in inner]
    return lambda data: tuple(one(item) for one, item in zip(kinds, _plain(list, data), strict=True))


def _decoded_dict(of_name: Callable[[Any], Any], of_value: Callable[[Any], Any], data: Any) -> dict[Any, Any]:
    return {of_name(name): of_value(value) for name, value in _plain(dict, data).items()}


def _decoded_object(kind: type, known: Mapping[str, tuple[Callable[[Any], Any], bool]], data: Any) -> Any:
    """An object with the fields of its class, those without a default all there, and no others."""
    given = _plain(dict, data)
    for name, (_decode, needed) in known.items():
        if needed and name not in given:
            raise ValueError(f"{kind.__name__} without {name}")
    for name in given:
        if name not in known:
            raise ValueError(f"{kind.__name__} with {_short(name)}")
    return kind(**{name: known[name][0](item) for name, item in given.items()})


def _fields(kind: type[Struct]) -> dict[str, tuple[Callable[[Any], Any], bool]]:
    """Of each field: what decodes it, and whether it must be there."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: (_decoder(hints[name]), default is NODEFAULT) for name, default in _defaults(kind).items()}


@functools.cache
def _defaults(kind: type[Struct]) -> dict[str, Any]:
    """Of each field its default, ``NODEFAULT`` where it has none."""
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    return dict(zip(names, (*[NODEFAULT] * (len(names) - len(defaults)), *defaults), strict=True))


def _short(data: object) -> str:
    text = repr(data) if isinstance(data, str | int | bool | type(None)) else type(data).__name__
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


# -- columns ----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1 << 16)
def exact(text: str) -> Fraction:
    """The number of a text as ``plain_text`` writes it; columns repeat their numbers.

    Raises:
        ValueError: it is none.
    """
    return Fraction(_restricted(str, NUMBER, text))


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
    if not SCORE.fullmatch(text):
        raise ValueError(f"{_short(text)} is no score")
    return int(text[:-3] + text[-2:])
