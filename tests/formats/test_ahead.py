"""Chunks made ahead."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from ccmotivate.formats.ahead import ahead
from ccmotivate.formats.limits import Refusal
from tests.support import HANGS


def test_the_chunks_are_the_same() -> None:
    chunks = [b"%d" % number for number in range(100)]
    assert list(ahead(chunks)) == chunks
    assert list(ahead([])) == []


def test_a_refusal_comes_behind_the_chunks_before_it() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"a"
        raise Refusal("zip-bomb")

    found = ahead(chunks())
    assert next(found) == b"a"
    with pytest.raises(Refusal):
        next(found)


def test_no_more_is_made_than_a_few_chunks_and_nothing_once_nobody_wants_them() -> None:
    made: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(1000):
            made.append(number)
            yield b"x"

    before = threading.active_count()
    found = ahead(chunks())
    next(found)
    found.close()  # type: ignore[attr-defined] # a generator
    end = time.monotonic() + HANGS
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() == before
    assert len(made) < 20
