"""How the cells of a large log are kept: known texts by number, numbers in digits as numbers, names as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod

from msgspec import Struct

from ccmotivate.warehouse.sql import literal

PLACES = 6
"""Decimal places of numbers that are read as such."""

FREE = r"[0-9A-Za-z_:#/+.-]*[0-9A-Za-z_]"
"""Texts that are kept as they are."""

WHOLE = r"-?[0-9]{1,9}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"


def _decimal(mark: str) -> str:
    return rf"{WHOLE}[{mark}][0-9]{{1,{PLACES}}}"


def stamp(ending: str) -> str:
    """A date, a time of the clock and such an ending: the date with the sign after it, the hour and the ending."""
    clock = "([01][0-9]?|2[0-3]?|[3-9]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
    return f"^([^ T:]+[ T]){clock}({ending})$"


def cell(place: int) -> str:
    """The name of a column of cells."""
    return f"c{place}"


class Kept(Struct, frozen=True):
    """How a column of cells is kept.

    Attributes:
        texts: Those that are known, to be kept by number in ``k``.
        numbers: Whether numbers in digits are kept in ``n``; ``decimals`` those with a decimal ``mark``, too, in
            ``10 ** -PLACES``.
        is_free: Whether other texts that are ``FREE`` are kept as they are in ``t``; with a decimal comma those
            without a point.
        dated: The length of dates before times, where only the date is the text to know; ``is_iso`` where all are
            like 2025-03-31 23:59:59.
        endings: What may stand after the times of other stamps; the text to know is the first minute of their day.
        hours: Whether the first minute of the hour is it, for either.
        without: A sign that must not stand in it, where nothing of it is kept.
        but: Texts in small letters that are ``FREE`` and not kept all the same.
    """

    texts: tuple[str, ...] = ()
    numbers: bool = False
    decimals: bool = False
    mark: str = "."
    is_free: bool = False
    dated: int = 0
    is_iso: bool = False
    endings: tuple[str, ...] = ()
    hours: bool = False
    without: str | None = None
    but: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the text to know is all of a cell."""
        return not (self.dated or self.endings)

    @property
    def stamp(self) -> str:
        """The form of stamps with one of the endings."""
        return stamp("|".join(map(re.escape, self.endings)))

    @property
    def first(self) -> str:
        """What of such a stamp makes the text that is to be known."""
        return r"\1\2:00\3" if self.hours else r"\100:00\3"  # one digit tells a group

    def ends(self, text: str) -> tuple[str, ...]:
        """Stamps that all have the month of a known text, or it is not known."""
        if self.hours:
            return text, text.replace(":00", ":59:59", 1)
        return (text, f"{text} 00:00:00") if self.dated else (text,)

    def known_part(self, name: str) -> str:
        """The text that is to be known, in SQL."""
        if self.endings:
            return f"regexp_replace({name}, {literal(self.stamp)}, {literal(self.first)})"
        if not self.dated:
            return name
        timed = f"regexp_full_match({name}, '.{{{self.dated}}}[ T]{_CLOCK}')"
        if self.is_iso:  # the same, sooner
            timed = f"cast(try_cast({name} as timestamp) as varchar) = {name}"
        begun = f"left({name}, {self.dated + 3}) || ':00'" if self.hours else f"left({name}, {self.dated})"
        return f"case when {timed} then {begun} else {name} end"

    def columns(self, place: int) -> dict[str, str]:
        """Name and SQL of each column that is kept."""
        name, made = cell(place), dict[str, str]()
        if self.texts:
            made[f"k{place}"] = f"enum_code(try_cast({self.known_part(name)} as e{place}))"
        if self.numbers:
            whole = f"case when regexp_full_match({name}, '{WHOLE}') then try_cast({name} as bigint) end"
            made[f"n{place}"] = f"({whole})::integer"
            if self.decimals:
                pointed = name if self.mark == "." else f"replace({name}, {literal(self.mark)}, '.')"
                part = f"try_cast({pointed} as decimal(18, {PLACES})) * {10**PLACES}"
                form = f"{WHOLE}|{_decimal(self.mark)}"
                scaled = f"case when regexp_full_match({name}, '{form}') then ({part})::bigint end"
                made[f"n{place}"] = scaled
        if self.is_free:
            form = FREE if self.mark == "." else FREE.replace(".", "")
            fits = f"regexp_full_match({name}, {literal(form)})"
            if self.but:
                fits += f" and lower({name}) not in ({', '.join(map(literal, self.but))})"
            made[f"t{place}"] = f"case when {fits} then {name} end"
        return made

    def is_plain(self, place: int) -> str:
        """Whether nothing of a cell is lost, in SQL."""
        name = cell(place)
        if self.without is not None:
            return f"coalesce(not contains({name}, {literal(self.without)}), true)"
        made = " or ".join(f"{one} is not null" for one in self.columns(place))
        return f"({name} is null or {made})" if made else f"{name} is null"


class Telling(Struct, frozen=True):
    """What a row must have to be about somebody at some time, and not about a total.

    Attributes:
        first: The columns of which the first that is not blank must not hold a word of ``totals`` (ASCII, without
            spaces) or anything but printable ASCII, unless it is a known text of column 0 (``may_be_known``).
        signs: One of each of these words, in small letters: as few cells as can be told beforehand hold any of them.
        needed: The columns that must not be blank; of ``others``, if there are any, at least one.
    """

    first: tuple[int, ...]
    totals: tuple[str, ...]
    signs: tuple[str, ...]
    may_be_known: bool
    needed: tuple[int, ...]
    others: tuple[int, ...] = ()

    @property
    def pattern(self) -> str:
        """What makes a row doubtful, as a regular expression."""
        spaced = "|".join(" *".join(map(_escaped, word)) for word in self.totals)
        return f"(?i){spaced}|[^ -~]"

    @property
    def sql(self) -> str:
        """The condition in SQL."""
        first = f"coalesce({', '.join(map(cell, self.first))}, '')"
        told = f"not regexp_matches({first}, {literal(self.pattern)})"
        if self.may_be_known:
            told = f"(try_cast(c0 as e0) is not null or {told})"
        parts = [told, *(f"{cell(place)} is not null" for place in self.needed)]
        if self.others:
            parts.append(f"coalesce({', '.join(map(cell, self.others))}) is not null")
        return " and ".join(parts)


class Scan(Struct, frozen=True):
    """How a file without quotation marks becomes rows.

    Attributes:
        who: The columns whose texts together are kept by one number, in ``who``, if there are any.
        unread: Those whose texts are not kept besides.
    """

    separator: str
    width: int
    kept: Mapping[int, Kept]
    told: Telling
    who: Sequence[int] = ()
    unread: frozenset[int] = frozenset()


def can_be_combined(sizes: Sequence[int]) -> bool:
    """Whether so many known texts of several columns, or none, can together be told by one number of 64 bits."""
    return prod(size + 1 for size in sizes) < 2**63


def _escaped(sign: str) -> str:
    return f"[{sign}]" if not sign.isalnum() and sign not in "\\^]" else ("\\" + sign if not sign.isalnum() else sign)


def code_of(place: int, kept: Kept) -> str:
    """The number of a row's known text in a column, -1 for none, in SQL."""
    return f"coalesce(log.k{place}::integer, -1)" if kept.texts else "-1"


def numbers_of(texts: Sequence[str]) -> dict[str, int]:
    """By what number each known text is kept."""
    return {text: number for number, text in enumerate(texts)}
