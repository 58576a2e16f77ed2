"""Nothing is taken from a ledger that was altered, and nothing is written to it; records of a wrong shape are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from ccmotivate.ledger.chain import Record
from ccmotivate.ledger.deciding import decide, reopen
from ccmotivate.ledger.history import history
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.soundness import check
from ccmotivate.ledger.store import Ledger, insert_records, walk
from ccmotivate.ledger.transfer import export, import_lines
from ccmotivate.ledger.verify import expected_hash, verify
from ccmotivate.model.calendar import Period
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Expected, Refused
from tests.ledger.builders import AT, BY, Q1, decision, longer_result, month_result
from tests.ledger.forging import forged, resealed
from tests.ledger.holding_out import Office, cut, edited, office, opened
from tests.ledger.places import without_triggers
from tests.ledger.strain import intruding
from tests.support import sentences

MARCH, APRIL = Month(2025, 3), Month(2025, 4)


@pytest.fixture
def here(tmp_path: Path, address: str) -> Office:
    """An office with a ledger."""
    return office(tmp_path, address)


@pytest.fixture
def whole(ledger: Ledger) -> Ledger:
    """A ledger with a record of every kind."""
    publish(ledger, month_result(MARCH), BY, AT)
    reopen(ledger, Period.of_month(MARCH), BY, "a complaint was missing", AT)
    publish(ledger, longer_result(Q1), BY, AT)
    decide(ledger, decision(APRIL, "0000", "withhold"))
    return ledger


def codes(ledger: Ledger, *expected: Expected) -> list[str]:
    """What ``verify`` finds; every sentence can be said."""
    findings = verify(ledger, None, expected).findings
    for one in findings:
        sentences(one.problem)
    return [one.problem.code for one in findings]


def refusal(use: object, *arguments: object) -> str:
    """The code with which a use of a ledger is refused."""
    with pytest.raises(LedgerRefused) as why:
        use(*arguments)  # type: ignore[operator]  # a function
    sentences(why.value.problem)
    return why.value.problem.code


# -- every command ----------------------------------------------------------------------------------------------------


def test_every_command_refuses_an_altered_ledger(here: Office) -> None:
    for told, least in ((edited(here, 4, seed=8), 4), (opened(here), 5), (cut(here, 10), 10)):
        assert told.wrong == ()
        assert told.count >= least
    assert here.run("verify", str(here.list)).code == 0
    assert here.run("history").code == 0


# -- what is read and written -----------------------------------------------------------------------------------------


def test_a_record_out_of_sight_of_a_query_is_missed_all_the_same(whole: Ledger) -> None:
    with intruding(whole) as connection:
        connection.execute(text("UPDATE records SET kind = 'decisions' WHERE kind = 'decision'"))
    assert refusal(check, whole) == "ledger-unsound"
    refused = publish(whole, month_result(APRIL), BY, AT)
    assert isinstance(refused, Refused)
    assert dict(refused.problem.facts)["records"] == (
        f"{len(list(walk(whole)))} (decisions, 2025-04, monthly_project, 0000)",
    )
    assert refusal(decide, whole, decision(APRIL, "0001", "grant", place=1)) == "ledger-unsound"
    assert refusal(reopen, whole, Q1, BY, "x", AT) == "ledger-unsound"


def test_nothing_is_taken_into_an_altered_ledger(whole: Ledger) -> None:
    lines = list(export(whole))
    with intruding(whole) as connection:
        connection.execute(text("UPDATE records SET prize = '900' WHERE prize = '150'"))
    assert refusal(import_lines, whole, lines) == "ledger-unsound"
    with whole.writing() as connection:
        without_triggers(whole, connection)
    assert refusal(import_lines, whole, lines) == "trigger-gone"


def test_a_record_is_looked_at_again_where_it_is_read(whole: Ledger) -> None:
    check(whole)
    with intruding(whole) as connection:
        connection.execute(text("UPDATE records SET prize = '900' WHERE kind = 'award' AND prize = '150'"))
    assert refusal(history, whole) == "ledger-unsound"


def test_an_index_that_hides_a_record_is_found(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "ccmotivate.db"), create=True)
    publish(ledger, month_result(MARCH), BY, AT)
    with ledger.writing() as connection:  # the index now says that it is one of other columns
        connection.execute(text("PRAGMA writable_schema = ON"))
        connection.execute(text("UPDATE sqlite_master SET sql = replace(sql, 'kind, period', 'kind, award')"))
    assert refusal(check, open_ledger(str(tmp_path / "ccmotivate.db"))) == "ledger-damaged"


# -- shapes -----------------------------------------------------------------------------------------------------------


def test_forged_exports_are_refused_with_their_line(whole: Ledger, tmp_path: Path) -> None:
    lines, refused = list(export(whole)), 0
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    for at, (told, forgery) in enumerate(forged(lines, 150, seed=11)):
        try:
            import_lines(other, forgery)
        except LedgerRefused as why:
            assert why.problem.code == "import-line", told
            sentences(why.problem)
            refused += 1
        else:
            other = open_ledger(str(tmp_path / f"other-{at}.db"), create=True)
    assert refused > 100


@pytest.mark.parametrize("body", ["", "[]", "NaN", '{"reason":1e400}', '{"reason":1,"reason":2}', "[" * 100_000])
def test_a_record_of_a_wrong_shape_is_named(whole: Ledger, body: str) -> None:
    lines = list(export(whole))
    records = [json.loads(line) for line in lines[1:-1]]
    last = records[-1]["seq"]
    records[-1]["body"] = body
    (line,) = resealed(records)[-2:-1]
    with intruding(whole) as connection:
        connection.execute(text(f"DELETE FROM records WHERE seq = {last}"))
        insert_records(connection, [Record(**json.loads(line))])
    (finding,) = verify(whole).findings
    assert (finding.seq, finding.problem.code) == (last, "record-shape")
    assert refusal(list, export(whole)) == "ledger-unsound"


def test_records_that_speak_of_others_that_are_not_there(whole: Ledger, tmp_path: Path) -> None:
    records = [json.loads(line) for line in list(export(whole))[1:-1]]
    kinds = [one["kind"] for one in records]
    result, reopening, second = kinds.index("result"), kinds.index("reopening"), kinds.index("publication", 3)
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    for at, changes in (
        (result, {"head": 1}),
        (result, {"period": "2025-04"}),
        (reopening, {"head": 3}),
        (second, {"rules": "cd" * 32}),
        (second, {"period": "2025-Q2"}),
    ):
        forgery = resealed([one | changes if place == at else one for place, one in enumerate(records)])
        with pytest.raises(LedgerRefused) as why:
            import_lines(other, forgery)
        assert (why.value.problem.code, why.value.problem.value) == ("import-line", str(at + 2))


# -- cut at the end ---------------------------------------------------------------------------------------------------


def test_an_export_that_was_cut_is_not_taken_in(whole: Ledger, tmp_path: Path) -> None:
    lines = list(export(whole))
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    cuts = [lines[:-1], lines[:-2], lines[:2], [*lines[:-2], lines[-1]], [*lines[:-1], '{"records":1,"last_hash":""}']]
    for one in cuts:
        assert refusal(import_lines, other, one) == "import-cut"
    assert refusal(lambda: verify(whole, lines[:-1])) == "import-cut"
    assert list(walk(other)) == []
    earlier = ['{"schema":"ccmotivate/ledger@1"}', *lines[1:-1]]
    assert import_lines(other, earlier) == (len(lines) - 2, False)
    assert refusal(import_lines, open_ledger(str(tmp_path / "x.db"), create=True), earlier[:5]) == "import-cut"
    assert verify(other, earlier).findings == ()


def test_a_hash_that_was_kept_is_missed(whole: Ledger) -> None:
    records = list(walk(whole))
    last = records[-1]
    kept = [Expected(last.hash), Expected(last.hash[:16]), Expected(last.hash, last.seq, "april.awards.xlsx")]
    assert codes(whole, *kept) == []
    assert codes(whole, Expected(last.hash, last.seq - 1, "april.awards.xlsx")) == ["list-ahead"]
    assert codes(whole, Expected("0" * 64)) == []  # of a ledger that was empty then
    with intruding(whole) as connection:
        connection.execute(text(f"DELETE FROM records WHERE seq = {last.seq}"))
    assert codes(whole) == []
    assert codes(whole, *kept) == ["hash-missing", "hash-missing", "list-ahead"]


def test_what_is_a_hash() -> None:
    assert expected_hash(" " + "AB" * 32 + "\n") == Expected("ab" * 32)
    assert expected_hash("ab" * 8) == Expected("ab" * 8)
    for text_ in ("", "ab" * 7, "xy" * 32, "ab" * 33):
        assert expected_hash(text_) is None
