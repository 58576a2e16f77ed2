"""How much a file may hold before it is refused, with the reasons, and the refusal itself."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE = 200 * MIB
"""Bytes on disk. Excel's largest sheet of agents (1,048,576 rows of 25 columns) packs into about 160 MiB."""

MAX_ENTRIES = 1000
"""Members of a zip: POI's ZipSecureFile; a workbook of 200 sheets has about 450."""

MIN_RATIO = 0.01
"""Packed to unpacked size, POI's ZipSecureFile; sheets of numbers pack to 0.1 or more."""

RATIO_GRACE = 100 * 1024
"""Bytes below which the ratio is not looked at, POI's ZipSecureFile: small repetitive parts pack well."""

MAX_PART = 512 * MIB
"""Unpacked bytes of one member: 500,000 rows of 25 columns take about 475 MiB of XML."""

MAX_UNPACKED = 1024 * MIB
"""Unpacked bytes of the whole file: what two such sheets take."""

MAX_UNSEEN = 16 * MIB
"""Bytes on disk of a package of XML that is parsed, within little memory, while the guard looks at it."""

MAX_ALONE = 2 * MIB
"""Bytes on disk of a package of XML that its parser looks at by itself: about 15,000 agents. With a larger one it would
be at work longer than the rules and pandas take to load; it is read by arrays where it is written plainly."""

MAX_COPIED = 4 * MIB
"""Bytes on disk of a package of XML whose look goes into its problems workbook: openpyxl takes minutes beyond."""

LARGE_TEXT = 16 * MIB
"""Bytes from which the rows of a source in a text file are folded by DuckDB; measured in benchmarks/RESULTS.md."""

MAX_LINE = 128 * 1024
"""Bytes of one line of such a file; Python's csv takes no longer field."""

END_OF_TEXT = 64 * 1024
"""Bytes at the end of a text in which its last two lines are looked for; an even number."""

MAX_INDEX_PART = 32 * MIB
"""Unpacked bytes of a member that only describes others (styles, relations, list of sheets); 1 MiB is much."""

MAX_ELEMENTS = 20_000_000
"""XML elements read one by one, in about 20 seconds; only odd or OpenDocument files are read that way."""

HARMLESS_CLAIM = 1_000_000
"""Texts a workbook of any size may claim to hold: 24 MB reserved; wrong small counts are common."""

MAX_STRINGS = 8_000_000
"""Texts of a workbook: six different ones in every row of a full sheet; the parser takes 24 bytes for each."""

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
"""Excel's grid; an address beyond it is made by no spreadsheet program."""

MAX_BOX = 30_000_000
"""Cells from A1 to the last filled cell: a parser's grid takes 24 bytes a cell, so 720 MB at most."""

SPARSE_BOX = 2_000_000
"""Boxes up to this size (48 MB) are read however empty they are."""

SPARSENESS = 20
"""Above that, at least one cell in twenty must be filled; agent sheets fill more than half."""

MAX_MERGED = 200_000
"""Merged blocks of a sheet: a title in every fifth row of a full one."""


UNUSUAL = "unusual"
"""No problem's code: a package is not read by arrays but in the usual way."""


class Refusal(Exception):  # noqa: N818 - a decision about a file, not a programming error
    """The file is not read; ``code`` is in the catalogue of problems."""

    def __init__(
        self,
        code: str,
        value: object = None,
        sheet: str | None = None,
        cell: str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.sheet = sheet
        self.cell = cell
        self.facts = facts


def box_is_too_large(rows: int, columns: int, cells: int) -> bool:
    """True when ``rows`` × ``columns`` with ``cells`` filled cells would cost too much memory for its content."""
    box = rows * columns
    return box > MAX_BOX or (box > SPARSE_BOX and cells * SPARSENESS < box)
