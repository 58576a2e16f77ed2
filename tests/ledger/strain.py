"""Hard treatment of a ledger: many processes, kills, edited bytes. Tests take a sample of it, proofs all of it."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.remembered import heads, known_period
from ccmotivate.ledger.store import Ledger, bring_up_to_date, insert_records, walk
from ccmotivate.ledger.tables import COLUMNS, VERSION_TABLE
from ccmotivate.ledger.transfer import export, import_lines
from ccmotivate.ledger.verify import verify
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.period import Month
from tests.ledger.builders import AT, BY, facts, month_result, rules
from tests.ledger.places import place, with_triggers, without_triggers
from tests.support import ROOT

WAIT = 120.0
_NUMBERS = ("seq", "head", "rank")


class Publishers:
    """Processes that publish. One process has loaded everything and forks them on demand, which takes no time.

    Each says ``ready PID`` before it begins and ``done PID`` when every month of its own is published.
    """

    def __enter__(self) -> Publishers:
        words = [sys.executable, "-m", "tests.ledger.strain"]
        self.parent = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.parent.__exit__(None, None, None)

    def start(self, address: str, first_year: int, count: int, agents: int) -> None:
        """A process that publishes so many months, from January of a year on, each with so many agents."""
        assert self.parent.stdin is not None
        self.parent.stdin.write(json.dumps([address, first_year, count, agents]) + "\n")
        self.parent.stdin.flush()

    def start_import(self, address: str, file: Path) -> None:
        """A process that takes an exported ledger in."""
        assert self.parent.stdin is not None
        self.parent.stdin.write(json.dumps([address, str(file)]) + "\n")
        self.parent.stdin.flush()

    def says(self, word: str) -> int:
        """The process that says this next, whatever is said before."""
        assert self.parent.stdout is not None
        said = pid = ""
        while said != word:
            said, pid = self.parent.stdout.readline().split()
            assert said != "failed"
        return int(pid)


def publish_together(address: str, processes: int, each: int) -> tuple[int, int]:
    """So many processes publish so many different months each; how many stand, and how many findings ``verify`` has."""
    with Publishers() as publishers:
        for at in range(processes):
            publishers.start(address, 2000 + (each // 12 + 1) * at, each, 3)
        words = sorted(publishers.parent.stdout.readline().split()[0] for _ in range(2 * processes))  # type: ignore[union-attr]  # a pipe
        assert words == ["done"] * processes + ["ready"] * processes
    ledger = open_ledger(address, wait=WAIT)
    with ledger.reading() as connection:
        standing = len(heads(connection))
    return standing, len(verify(ledger).findings)


@dataclass
class Kills:
    """How often the period was whole and absent after a kill; how often SQLite's journal shows that it fell into the
    writing; what was wrong."""

    whole: int = 0
    absent: int = 0
    in_writing: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_while_publishing(address: str, times: int, seed: int) -> Kills:
    """``kill -9`` at random moments of a publish, each of a month of its own that nobody publishes afterwards."""
    chance, kills = random.Random(seed), Kills()
    ledger = open_ledger(address, create=True, wait=WAIT)
    with Publishers() as publishers:
        lasts = max(_lasts(publishers, address, year) for year in (2000, 2001, 2002))
        for at in range(times):
            period = Period.of(PeriodKind.MONTH, 2003 + at, 1)
            publishers.start(address, period.year, 1, 300)
            pid = publishers.says("ready")
            time.sleep(lasts * chance.uniform(0, 1.2))
            _kill(pid)
            kills.in_writing += ledger.path is not None and Path(f"{ledger.path}-journal").exists()
            with ledger.writing():
                pass  # a server notices late that its client is gone; nobody else holds the ledger when it has
            _judge(ledger, period, kills)
    return kills


def kill_while_importing(kind: str, folder: Path, times: int, seed: int) -> Kills:
    """``kill -9`` at random moments of an import into a new ledger; what is there then is all of it, or nothing."""
    chance, kills, file = random.Random(seed), Kills(), folder / "copy.jsonl"
    source = open_ledger(str(folder / "source.db"), create=True)
    for month in range(1, 7):
        publish(source, month_result(Month(2025, month), months=facts(Month(2025, month), 300)), BY, AT)
    lines = list(export(source))
    file.write_text("\n".join(lines), encoding="utf-8")
    lasts = 0.0
    with Publishers() as publishers:
        for at in range(times + 3):
            (folder / str(at)).mkdir()
            with place(kind, folder / str(at)) as address:
                publishers.start_import(address, file)
                pid = publishers.says("ready")
                if at < 3:  # to know how long it lasts
                    started = time.monotonic()
                    publishers.says("done")
                    lasts = max(lasts, time.monotonic() - started)
                    continue
                time.sleep(lasts * chance.uniform(0, 1.1))
                _kill(pid)
                ledger = open_ledger(address, create=True, wait=WAIT)
                kills.in_writing += ledger.path is not None and Path(f"{ledger.path}-journal").exists()
                with ledger.writing():
                    pass
                held = list(export(ledger))
                kills.whole += held == lines
                kills.absent += len(held) == 2
                kills.wrong += [f"{at}: {len(held) - 2} records"] if held != lines and len(held) != 2 else []
    return kills


def _lasts(publishers: Publishers, address: str, year: int) -> float:
    """How many seconds one publish takes."""
    publishers.start(address, year, 1, 300)
    publishers.says("ready")
    started = time.monotonic()
    publishers.says("done")
    return time.monotonic() - started


def _kill(pid: int) -> None:
    """Kill a process that may have ended just now, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        while True:
            os.kill(pid, 0)
            time.sleep(0.001)


def _judge(ledger: Ledger, period: Period, kills: Kills) -> None:
    found = known_period(ledger, period, lambda _texts: rules())
    kills.wrong += [f"{period}: {one.problem}" for one in verify(ledger).findings]
    if found is None:
        kills.absent += 1
    elif (len(found.result.agents), len(found.result.awards)) == (300, 4):
        kills.whole += 1
    else:
        kills.wrong.append(f"{period}: {len(found.agents)} agents, {len(found.awards)} awards")


def edit_bytes(ledger: Ledger, times: int, seed: int) -> list[str]:
    """Change one byte of one record behind the ledger's back, so many times; the edits that ``verify`` did not name."""
    missed = [
        told for told, now in edits(ledger, times, seed) if now not in {one.seq for one in verify(ledger).findings}
    ]
    assert verify(ledger).findings == ()
    return missed


def edits(ledger: Ledger, times: int, seed: int) -> Iterator[tuple[str, int]]:
    """So many edits of one byte, each taken back before the next: what was edited, and the number of the record now."""
    chance = random.Random(seed)
    for _ in range(times):
        seq = chance.choice(_numbers(ledger))
        column, before, after = _edit(ledger, seq, chance)
        now = int(after) if column == "seq" else seq
        with intruding(ledger) as connection:
            _set(connection, seq, column, after, file=ledger.path)
        yield f"record {seq}, {column}: {before!r} to {after!r}", now
        with intruding(ledger) as connection:
            _set(connection, now, column, before, file=ledger.path)


def cuts(ledger: Ledger, times: int) -> Iterator[tuple[str, int]]:
    """The last record taken off, the last two, and so on, each put back before the next; how many remain."""
    records = list(walk(ledger))
    for count in range(1, times + 1):
        kept, gone = records[:-count], records[-count:]
        with intruding(ledger) as connection:
            connection.execute(text(f"DELETE FROM records WHERE seq > {kept[-1].seq}"))
        yield f"the last {count} records", kept[-1].seq
        with intruding(ledger) as connection:
            insert_records(connection, gone)


UNGUARDED = {
    "sqlite": (
        *((f"DROP TRIGGER {name}",) for name in ("records_no_update", "records_no_delete", "records_append")),
        (
            "DROP TRIGGER records_no_update",
            "CREATE TRIGGER records_no_update BEFORE UPDATE ON records BEGIN SELECT 1; END",
        ),
        ("CREATE TRIGGER more AFTER INSERT ON records BEGIN SELECT 1; END",),
        ("ALTER TABLE records RENAME TO kept", "CREATE VIEW records AS SELECT * FROM kept WHERE kind <> 'decision'"),
    ),
    "postgresql": (
        ("DROP TRIGGER records_refuse ON records",),
        ("ALTER TABLE records DISABLE TRIGGER records_refuse_truncate",),
        (
            "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$",
        ),
        ("CREATE RULE more AS ON INSERT TO records DO INSTEAD NOTHING",),
        ("ALTER TABLE records ENABLE ROW LEVEL SECURITY",),
        ("ALTER TABLE records RENAME TO kept", "CREATE VIEW records AS SELECT * FROM kept WHERE kind <> 'decision'"),
    ),
}  # fmt: skip


def unguarded(ledger: Ledger) -> Iterator[str]:
    """Each way to take the guards of the table away, one after the other, on copies of one ledger."""
    lines = list(export(ledger))
    for statements in UNGUARDED[ledger.engine.dialect.name]:
        with ledger.writing() as connection:
            for statement in statements:
                connection.execute(text(statement))
        yield "; ".join(statements)
        _anew(ledger, lines)


def _anew(ledger: Ledger, lines: list[str]) -> None:
    """The ledger as it was exported, in an empty place."""
    with ledger.engine.begin() as connection:
        for kind, name in (("VIEW", "records"), ("TABLE", "kept"), ("TABLE", "records"), ("TABLE", VERSION_TABLE)):
            with suppress(DBAPIError), connection.begin_nested():
                connection.execute(text(f"DROP {kind} {name}"))
        if ledger.path is None:
            connection.execute(text("DROP FUNCTION records_refuse() CASCADE"))
    bring_up_to_date(ledger, create=True)
    import_lines(ledger, lines)


@contextmanager
def intruding(ledger: Ledger) -> Iterator[Connection]:
    """A transaction of somebody who has the file or the password, and leaves the triggers as they were."""
    with ledger.writing() as connection:
        without_triggers(ledger, connection)
        yield connection
        with_triggers(ledger, connection)


def _numbers(ledger: Ledger) -> list[int]:
    with ledger.reading() as connection:
        return list(connection.execute(text("SELECT seq FROM records")).scalars())


def _edit(ledger: Ledger, seq: int, chance: random.Random) -> tuple[str, bytes, bytes]:
    """A column that is filled, its bytes, and the same with another byte in one place.

    A number gets another digit; PostgreSQL takes UTF-8 only, so there a letter becomes another.
    """
    with ledger.reading() as connection:
        row = connection.execute(text("SELECT * FROM records WHERE seq = :seq"), {"seq": seq}).mappings().one()
    filled = {name: str(row[name]).encode() for name in COLUMNS if row[name] not in (None, "")}
    filled = {name: held for name, held in filled.items() if ledger.path or re.search(rb"[!-~]", held)}
    column = chance.choice(list(filled))
    before = filled[column]
    if column in _NUMBERS:
        taken = _numbers(ledger) if column == "seq" else []
        others = {
            before[:at] + bytes([digit]) + before[at + 1 :] for at in range(len(before)) for digit in b"123456789"
        }
        free = sorted(one for one in others - {before} if int(one) not in taken)
        return (column, before, chance.choice(free)) if free else _edit(ledger, seq, chance)
    return column, before, _other(before, chance, bytes(range(256)) if ledger.path else bytes(range(33, 127)))


def _other(before: bytes, chance: random.Random, allowed: bytes) -> bytes:
    """One byte changed to one that is allowed there."""
    at = chance.choice([at for at, byte in enumerate(before) if byte in allowed])
    byte = chance.choice([one for one in allowed if one != before[at]])
    return before[:at] + bytes([byte]) + before[at + 1 :]


def _set(connection: Connection, seq: int, column: str, value: bytes, *, file: Path | None) -> None:
    if column in _NUMBERS:
        given, cast = int(value), ":value"
    else:
        given, cast = (value, "CAST(:value AS TEXT)") if file else (value.decode(), ":value")  # type: ignore[assignment]  # bytes for SQLite
    connection.execute(text(f'UPDATE records SET "{column}" = {cast} WHERE seq = :seq'), {"value": given, "seq": seq})


def publish_months(address: str, first_year: int, count: int, agents: int) -> None:
    """What one of the processes does."""
    periods = [Period.of(PeriodKind.MONTH, first_year + at // 12, at % 12 + 1) for at in range(count)]
    results = [month_result(one.months[0], months=facts(one.months[0], agents)) for one in periods]
    ledger = open_ledger(address, create=True, wait=WAIT)
    _say("ready")
    for result in results:
        publish(ledger, result, BY, AT)


def take_in(address: str, file: str) -> None:
    """What one of the processes does."""
    lines = Path(file).read_text(encoding="utf-8").split("\n")
    _say("ready")
    import_lines(open_ledger(address, create=True, wait=WAIT), lines)


def _say(word: str) -> None:
    os.write(1, f"{word} {os.getpid()}\n".encode())  # in one piece, beside the other processes


def main() -> None:
    """Fork a process for each order that comes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    rules()
    for line in iter(sys.stdin.readline, ""):
        if os.fork() == 0:
            try:
                order = json.loads(line)
                (take_in if len(order) == 2 else publish_months)(*order)
                _say("done")
            except BaseException:
                _say("failed")
                raise
            finally:
                os._exit(0)


if __name__ == "__main__":
    main()
