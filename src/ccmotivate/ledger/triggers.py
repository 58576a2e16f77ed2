"""What makes a database refuse to change records: step 0002 makes it, ``verify`` looks for it. It never changes."""

from __future__ import annotations

SQLITE = (
    """CREATE TRIGGER records_no_update BEFORE UPDATE ON records
       BEGIN SELECT RAISE(ABORT, 'records of the ledger never change'); END""",
    """CREATE TRIGGER records_no_delete BEFORE DELETE ON records
       BEGIN SELECT RAISE(ABORT, 'records of the ledger are never deleted'); END""",
    # INSERT OR REPLACE would delete without the trigger above
    """CREATE TRIGGER records_append BEFORE INSERT ON records
       WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM records)
       BEGIN SELECT RAISE(ABORT, 'records of the ledger are only appended'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'records of the ledger never change and are never deleted'; END $$""",
    """CREATE TRIGGER records_refuse BEFORE UPDATE OR DELETE ON records
       FOR EACH ROW EXECUTE FUNCTION records_refuse()""",
    """CREATE TRIGGER records_refuse_truncate BEFORE TRUNCATE ON records
       FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()""",
)
