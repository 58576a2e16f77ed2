"""The columns of a roster by which other files name its people: e-mail, login, extension, name."""

from __future__ import annotations

from ccmotivate.formats.columns import Rows
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import blank_words, padding, read_ids, read_text
from ccmotivate.readers.reading import Alias, Aliases, Reading


def read_aliases(reading: Reading, table: FoundTable, rows: Rows, months: Rows) -> tuple[Aliases, set[int]]:
    """What stands under ``known_as`` in these rows of a roster, and the positions in error; a blank cell is nobody."""
    blanks = blank_words(reading.rules)
    ids = read_ids(table, rows, blanks).values.tolist()
    words: list[Alias] = []
    bad: set[int] = set()
    for name in table.layout.known_as:
        read, place = read_text(table, name, rows, blanks), table.columns[name]
        header = table.headers[place].replace("{", "").replace("}", "")  # of a template
        reading.problems += read.problems
        bad |= read.bad
        texts = zip(read.values.tolist(), padding(table, place)[rows].tolist(), strict=True)
        forms = [normal(text.zfill(digits)) if text and digits else normal(text) for text, digits in texts]
        found = zip(forms, ids, months.tolist(), rows.tolist(), strict=True)
        words += [
            Alias(form, agent_id, month, header, _cell(reading, table, row, place))
            for form, agent_id, month, row in found
            if form and agent_id
        ]
    place = table.columns["agent_id"]
    cells = {
        agent_id: _cell(reading, table, row, place)
        for agent_id, row in zip(reversed(ids), reversed(rows.tolist()), strict=True)
    }
    return Aliases(tuple(words), cells), bad


def _cell(reading: Reading, table: FoundTable, row: int, place: int) -> SourceRef:
    """The address of a cell; in a table of a database that of its column."""
    is_table = reading.book.kind == "table"
    return SourceRef(table.file, "", table.headers[table.real(place)]) if is_table else table.ref(row, place)
