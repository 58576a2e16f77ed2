"""What verify finds and what only an exported copy tells; export and import without loss."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from ccmotivate.ledger.chain import GENESIS, Draft, Record, sealed
from ccmotivate.ledger.deciding import decide, reopen
from ccmotivate.ledger.history import history, totals
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.store import Ledger, insert_records, walk
from ccmotivate.ledger.transfer import export, import_lines
from ccmotivate.ledger.verify import verify
from ccmotivate.model.calendar import Period
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Finding, Refused
from tests.ledger.builders import AT, BY, Q1, F, decided, decision, longer_result, month_result
from tests.ledger.places import KINDS, place, with_triggers, without_triggers
from tests.support import sentences

MARCH = Month(2025, 3)
PERIOD = Period.of_month(MARCH)


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A ledger with decisions, a reopened month, a quarter."""
    stop = decision(MARCH, "0000", "withhold")
    publish(ledger, month_result(MARCH), BY, AT)
    reopen(ledger, PERIOD, "Agent Beta", "a complaint was missing", AT)
    decide(ledger, stop)
    publish(ledger, decided(month_result(MARCH), stop), "Agent Delta", AT)
    publish(ledger, longer_result(Q1), BY, AT)
    return ledger


def run(ledger: Ledger, *statements: str, records: Sequence[Record] = ()) -> None:
    """Change records behind the ledger's back, and put some in."""
    with ledger.writing() as connection:
        without_triggers(ledger, connection)
        for statement in statements:
            connection.execute(text(statement))
        insert_records(connection, records)
        with_triggers(ledger, connection)


def found(ledger: Ledger, against: list[str] | None = None) -> list[tuple[int, str]]:
    """Record and code of each finding; every sentence can be said."""
    findings = verify(ledger, against).findings
    for one in findings:
        sentences(one.problem)
    return [(one.seq, one.problem.code) for one in findings]


# -- verify -----------------------------------------------------------------------------------------------------------


def test_a_ledger_as_it_was_written(full: Ledger) -> None:
    records = list(walk(full))
    seen = verify(full)
    assert (seen.records, seen.last_hash, seen.findings) == (len(records), records[-1].hash, ())
    assert [one.seq for one in records] == list(range(1, len(records) + 1))
    assert records[0].previous == GENESIS
    assert verify(full, list(export(full))).findings == ()


def test_an_edited_record_is_named_with_what_it_is_about(full: Ledger) -> None:
    award = next(one for one in walk(full) if one.kind == "award" and one.prize == "200")
    run(full, f"UPDATE records SET prize = '900' WHERE seq = {award.seq}")
    (finding,) = verify(full).findings
    assert (finding.seq, finding.kind, finding.period, finding.agent_id) == (award.seq, "award", "2025-03", "0000")
    assert isinstance(finding, Finding)
    assert f"record {award.seq} (award, 2025-03, monthly_project, 0000) is not as it was written" in sentences(
        finding.problem
    )


@pytest.mark.parametrize("column", ["kind", "period", "agent_id", "team", "currency", "rules", "at", "by", "body"])
def test_any_column_counts(full: Ledger, column: str) -> None:
    run(full, f"UPDATE records SET \"{column}\" = coalesce(\"{column}\", '') || ' ' WHERE seq = 4")
    assert found(full) == [(4, "record-changed")]


def test_links_hashes_gaps_and_order(full: Ledger) -> None:
    run(full, f"UPDATE records SET hash = '{'0' * 64}' WHERE seq = 3")
    assert found(full) == [(3, "record-changed")]


def test_a_record_taken_out(full: Ledger) -> None:
    run(full, "DELETE FROM records WHERE seq = 5")
    (gap,) = verify(full).findings
    assert (gap.seq, gap.problem.code, gap.problem.fields["first"], gap.problem.fields["last"]) == (
        6,
        "record-gap",
        "5",
        "5",
    )


def test_two_records_exchanged(full: Ledger) -> None:
    run(
        full,
        "UPDATE records SET seq = 100000 WHERE seq = 3",
        "UPDATE records SET seq = 3 WHERE seq = 4",
        "UPDATE records SET seq = 4 WHERE seq = 100000",
    )
    assert found(full) == [(3, "record-changed"), (4, "record-changed"), (5, "record-link")]


def test_a_record_replaced_with_its_hash(full: Ledger) -> None:
    records = list(walk(full))
    forged = sealed(
        [_draft(records[3], body=records[3].body.replace("Agent Alpha", "Agent Nobody"))], 3, records[2].hash
    )[0]
    run(full, "DELETE FROM records WHERE seq = 4", records=[forged])
    assert found(full) == [(5, "record-link")]


def test_records_taken_off_the_end(full: Ledger) -> None:
    copy, last = list(export(full)), len(list(walk(full)))
    run(full, f"DELETE FROM records WHERE seq = {last}")
    head = next(one for one in walk(full) if one.kind == "publication" and one.period == "2025-Q1")
    assert found(full) == [(head.seq, "record-incomplete")]
    run(full, f"DELETE FROM records WHERE seq >= {head.seq}")
    assert found(full) == []  # the chain alone cannot tell
    assert found(full, copy) == [(seq, "copy-longer") for seq in range(head.seq, last + 1)]


def test_a_chain_rewritten_from_some_place_on_is_found_only_against_a_copy(full: Ledger) -> None:
    copy, records = list(export(full)), list(walk(full))
    nobody = ('"by":"Agent Delta"', '"by":"Agent Nobody"')
    forged = [_draft(one, by="Agent Nobody", body=one.body.replace(*nobody)) for one in records[9:]]
    run(full, "DELETE FROM records WHERE seq > 9", records=sealed(forged, 9, records[8].hash))
    assert found(full) == []
    assert found(full, copy) == [(one.seq, "copy-differs") for one in records[9:]]


def _draft(record: Draft, **changes: str) -> Draft:
    names = (name for name in Draft.__slots__ if name not in changes)
    return Draft(**{name: getattr(record, name) for name in names}, **changes)


def test_a_ledger_may_have_grown_since_the_copy(full: Ledger) -> None:
    copy = list(export(full))
    publish(full, month_result(Month(2025, 4)), BY, AT)
    assert found(full, copy) == []


def test_an_unreadable_record_stops_the_reader_with_a_problem(full: Ledger) -> None:
    run(full, "UPDATE records SET body = '[1' WHERE kind = 'award'")
    with pytest.raises(LedgerRefused) as why:
        history(full)
    refused = publish(full, month_result(MARCH), BY, AT)
    assert isinstance(refused, Refused)
    assert [one.code for one in (why.value.problem, refused.problem)] == ["ledger-unsound"] * 2


# -- export and import ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_export_import_export_is_the_same_between_databases(full: Ledger, kind: str, tmp_path: Path) -> None:
    lines = list(export(full))
    assert json.loads(lines[0]) == {"schema": "ccmotivate/ledger@2"}
    assert json.loads(lines[-1]) == {"records": len(lines) - 2, "last_hash": verify(full).last_hash}
    (tmp_path / "other").mkdir()
    with place(kind, tmp_path / "other") as address:
        other = open_ledger(address, create=True)
        assert import_lines(other, lines) == (len(lines) - 2, True)
        assert list(export(other)) == lines
        assert verify(other, lines).findings == ()
        assert import_lines(other, lines) == (0, True)
        publish(full, month_result(Month(2025, 5)), BY, AT)
        longer = list(export(full))
        assert import_lines(other, longer) == (len(longer) - len(lines), True)
        assert list(export(other)) == longer
        assert history(other) == history(full)
        with pytest.raises(LedgerRefused) as why:
            import_lines(other, lines)
        assert why.value.problem.code == "import-shorter"


def test_a_broken_export_adds_nothing(full: Ledger, tmp_path: Path) -> None:
    lines = list(export(full))
    edited = [line.replace("Agent Beta", "Agent Bete") for line in lines]
    cases = {
        "import-broken": [edited, lines[:3] + lines[4:], lines[:1] + lines[2:]],
        "import-line": [
            [], lines[1:], [*lines, "{"], [*lines, lines[-1]], [*lines[:3], "[" * 100_000], [*lines[:3], '{"seq":1}'],
            [lines[0], json.dumps(json.loads(lines[1]) | {"seq": True})],
            [lines[0], json.dumps(json.loads(lines[1]) | {"by": "a\0b"})],
        ],
    }  # fmt: skip
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    for code, broken in cases.items():
        for one in broken:
            with pytest.raises(LedgerRefused) as why:
                import_lines(other, one)
            assert why.value.problem.code == code
            sentences(why.value.problem)
    assert list(walk(other)) == []


def test_another_ledger_is_not_mixed_in(full: Ledger, tmp_path: Path) -> None:
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    publish(other, month_result(MARCH), "Agent Beta", AT)
    before = list(walk(other))
    with pytest.raises(LedgerRefused) as why:
        import_lines(other, export(full))
    assert (why.value.problem.code, why.value.problem.value) == ("import-differs", "1")
    assert list(walk(other)) == before


# -- history ----------------------------------------------------------------------------------------------------------


def test_history_says_who_won_what_and_who_signed(full: Ledger) -> None:
    rows = history(full, agent_id="0000")
    told = [(one.period, one.award, one.publication.version, one.publication.by, one.counts) for one in rows]
    assert told == [
        ("2025-03", "monthly_project", 1, BY, False),
        ("2025-03", "monthly_project", 2, "Agent Delta", False),
        ("2025-Q1", "quarterly_project", 1, BY, True),
    ]
    (first, second, _quarter) = rows
    assert first.reopened is not None
    assert (first.reopened.by, first.reopened.reason, first.withheld) == ("Agent Beta", "a complaint was missing", None)
    assert second.withheld == decision(MARCH, "0000", "withhold")
    assert first.publication.inputs[0].file == "2025-03.xlsx"
    assert first.publication.rules == "ab" * 32


def test_history_by_award_and_period(full: Ledger) -> None:
    assert {one.award for one in history(full, award="best_team")} == {"best_team"}
    assert {one.period for one in history(full, period=PERIOD)} == {"2025-03"}
    assert len(history(full, period=Q1)) == len(history(full)) == 9
    assert history(full, period=Period.of_month(Month(2025, 4))) == ()


def test_totals_count_what_still_stands(full: Ledger) -> None:
    sums = [(one.year, one.agent_id, one.team, one.awards, one.amount, one.currency) for one in totals(history(full))]
    assert sums == [
        (2025, None, "B组", 1, F(0), "CNY"),
        (2025, "0000", "", 1, F(300), "CNY"),
        (2025, "0002", "", 1, F(150), "CNY"),
        (2025, "0004", "", 1, F(150), "CNY"),
    ]


def test_totals_keep_the_latest_name(full: Ledger) -> None:
    rows = history(full, agent_id="0002")
    renamed = replace(rows[-1], name="Agent Omega")
    assert totals([*rows, renamed])[0].name == "Agent Omega"
