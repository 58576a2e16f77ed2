"""Who signs, when, and with which characters: checked before anything is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from ccmotivate.ledger.bodies import UTC
from ccmotivate.ledger.chain import UNFIT
from ccmotivate.ledger.refused import refused
from ccmotivate.ledger.store import Ledger


def check_signature(ledger: Ledger, by: str, at: str) -> None:
    """Check the name and time of a signature.

    Raises:
        LedgerRefused: the name is empty or has characters that cannot be recorded.
        ValueError: ``at`` is not a UTC time as the ledger writes it.
    """
    if not UTC.fullmatch(at):
        raise ValueError(f"not a UTC time: {at!r}")
    if not by.strip():
        raise refused("ledger-unsigned", ledger.name)
    check_texts(ledger, [by])


def check_texts(ledger: Ledger, texts: Iterable[str | None]) -> None:
    """Every text can be a column of a database.

    Raises:
        LedgerRefused: one holds NUL or half a character.
    """
    for text in texts:
        if text and UNFIT.search(text):
            raise refused("ledger-text", ledger.name, UNFIT.sub("\N{REPLACEMENT CHARACTER}", text))
