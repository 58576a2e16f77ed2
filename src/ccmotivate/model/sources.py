"""How the files of a source are told and their headers become fields: the resolved ``sources.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import zip_longest

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.model.connections import TableFrom
from ccmotivate.model.words import half_width

_NAMED = re.compile(r"\{([^{}]*)\}")
_BETWEEN = re.compile(r"\{[^{}]*\}")
_BRACES = re.compile(r"\{\{|\}\}|\{[^{}]*\}")
_WRITTEN = {"{{": "\ufdd0", "}}": "\ufdd1"}  # no characters, in place of braces that stand for themselves
_MEANT = str.maketrans({"\ufdd0": "{", "\ufdd1": "}"})


KNOWN_AS = "known_as"
"""What fields begin with by which other files name the people of a roster."""

SHEET = "{sheet}"
"""What stands in a fixed text for the name of the sheet."""


class FieldFrom(Struct, frozen=True):
    """What a field of a source is made of: a text in which ``headers`` stand in braces, without any a fixed text.

    In a fixed text ``{sheet}`` stands for the name of the sheet.

    ``part`` takes the field (its group ``field``) out of the filled text, as ``template`` says; None takes all of it.
    """

    text: str
    headers: tuple[str, ...]
    part: re.Pattern[str] | None = None
    template: str = ""

    @property
    def is_header(self) -> bool:
        """True where the field is the column of one header as it is."""
        return self.part is None and len(self.headers) == 1 and _NAMED.fullmatch(self.text) is not None

    @property
    def shown(self) -> str:
        """The template as it is written."""
        return self.template or self.text

    def of_sheet(self, name: str) -> FieldFrom:
        """The field in a sheet of this name."""
        return self if self.headers else replace(self, text=self.text.replace(SHEET, " ".join(name.split())))

    def filled(self, cells: Sequence[str]) -> str | None:
        """The field of a row with these texts under its headers: ``""`` where all are blank, None for no fit."""
        if not self.headers:
            return self.text
        if not any(cells):
            return ""
        rest = iter(cells)
        whole = " ".join(_NAMED.sub(lambda _found: next(rest), self.text).split())
        if self.part is None:
            return whole
        found = self.part.fullmatch(half_width(whole))
        return found["field"].strip() if found else None


def names_in(text: str) -> tuple[str, ...]:
    """The words in braces of a template; none where braces stand alone or empty."""
    names = tuple(name.strip() for name in _NAMED.findall(text))
    return () if set("{}") & set(_NAMED.sub("", text)) else names


def part_pattern(template: str, words: Sequence[str]) -> re.Pattern[str] | None:
    """What takes the field called so (one of ``words``) out of texts like the template.

    What stands in braces ends where the text after the braces begins first, so that a cell can be read in one way only,
    and in time that grows with its length. Case and the number of spaces do not matter; ``{{`` and ``}}`` are braces of
    the cells. None unless the field is named once and some text stands between any two braces.
    """
    template = _BRACES.sub(lambda found: _WRITTEN.get(found[0], found[0]), template)
    names, texts = names_in(template), [_literal(text) for text in _BETWEEN.split(template)]
    if sum(name in words for name in names) != 1 or not all(texts[1:-1]):
        return None
    kinds = [f"(?:(?!{after}).)+" if after else ".+" for after in texts[1:]]
    groups = (f"(?P<field>{kind})" if name in words else f"(?:{kind})" for name, kind in zip(names, kinds, strict=True))
    whole = "".join(text + group for text, group in zip_longest(texts, groups, fillvalue=""))
    return re.compile(whole, re.IGNORECASE | re.DOTALL)


def _literal(text: str) -> str:
    """The pattern of a text between braces: spaces match any number of them, at its ends none too."""
    words = half_width(text).split()
    if not words:
        return r"\s+" if text else ""
    ends = [r"\s*" if one.isspace() else "" for one in (text[0], text[-1])]
    return ends[0] + r"\s+".join(re.escape(word.translate(_MEANT)) for word in words) + ends[1]


def across_parts(template: str) -> tuple[str, str, str] | None:
    """What stands before, between and after ``{month}`` and ``{column}``; None unless each is there once."""
    return tuple(_BETWEEN.split(template)) if sorted(names_in(template)) == ["column", "month"] else None  # type: ignore[return-value]


class Layout(Struct, frozen=True):
    """How the files of a source are told, and how their headers become fields.

    Attributes:
        files: Patterns of the end of a file's path; without any every file.
        sheets: Patterns of a sheet's name, in compared form.
        fields: Identity columns (``agent_id name team project role site month``) to what they are made of; of a
            roster also ``known_as``, ``known_as 2`` and so on.
        dates: The order of the parts of dates in the month's column; None as the rules say elsewhere.
        written_in: The time zone of stamps without a zone of their own.
        days_in_names: Whether days in titles and names are those of the rows, not of the export.
        header_rows: How many rows the header has.
        across: The template of headers with a month in them, such as ``{month} {column}``.
        fill_down: Fields whose blank cells mean the cell above.
        only: Header to the texts of rows that count; ``*`` stands for anything.
        totals: More words of total rows.
        decimal, encoding, separator: As in ``reading``, of these files.
        is_mapped: Whether it stands in ``sources.yaml``.
        table: The table of a database that it is, in place of files.
    """

    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    fields: Mapping[str, FieldFrom] = field(default_factory=dict)
    dates: str | None = None
    written_in: str | None = None
    days_in_names: bool = False
    header_rows: int = 1
    across: str | None = None
    fill_down: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    decimal: str | None = None
    encoding: str | None = None
    separator: str | None = None
    is_mapped: bool = False
    table: TableFrom | None = None

    @property
    def claims(self) -> bool:
        """True where patterns say which sheets are meant."""
        return bool(self.files or self.sheets)

    @property
    def known_as(self) -> tuple[str, ...]:
        """The fields by which other files name the people of a roster."""
        return tuple(name for name in self.fields if name.startswith(KNOWN_AS))

    @property
    def of_sheets(self) -> tuple[str, ...]:
        """The fields whose fixed text names the sheet."""
        return tuple(name for name, made in self.fields.items() if not made.headers and SHEET in made.text)

    @property
    def told(self) -> tuple[str, ...]:
        """Every line of it in the words of ``sources.yaml``, to compare two of them."""
        made = {name: f"{made.text} {made.template}".strip() for name, made in self.fields.items()}
        days = "yes" if self.days_in_names else ""
        rows = "" if self.header_rows == 1 else str(self.header_rows)
        lists = {"files": self.files, "sheet": self.sheets, "fill_down": self.fill_down, "totals": self.totals}
        listed = {name: ", ".join(texts) for name, texts in lists.items()}
        only = {f"only {header}": ", ".join(texts) for header, texts in self.only.items()}
        plain = {
            name: getattr(self, name) for name in ("across", "dates", "written_in", "decimal", "encoding", "separator")
        }
        table = {"table": self.table.told} if self.table else {}
        lines = {**table, **listed, **made, "days_in_names": days, "header": rows, **plain, **only}
        return tuple(f"{name}: {text}" for name, text in lines.items() if text)

    def fits_file(self, *paths: str) -> bool:
        """True for a file that the patterns do not rule out, by the end of one of its paths."""
        given = [path.replace("\\", "/").casefold().split("/") for path in paths]
        return not self.files or any(_ends(one, pattern) for one in given for pattern in self.files)


def _ends(path: Sequence[str], pattern: str) -> bool:
    """True where the last parts of a path are those of the pattern."""
    parts = pattern.replace("\\", "/").casefold().split("/")
    return len(parts) <= len(path) and all(map(fnmatchcase, path[-len(parts) :], parts))


SHORT = Layout()
"""The layout of a detail sheet of ``columns.yaml``: told by its headers."""
