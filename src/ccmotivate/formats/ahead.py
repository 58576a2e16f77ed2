"""Chunks made ahead by a thread of their own, while those before them are used: zlib works beside numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Event, Thread

_MOST = 4


def ahead(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks, a few of them made ahead; what making them raises is raised in its place."""
    made: Queue[bytes | BaseException | None] = Queue(_MOST)
    is_over = Event()

    def make() -> None:
        try:
            for chunk in chunks:
                made.put(chunk)
                if is_over.is_set():
                    return
        except BaseException as failure:  # whatever it is, it belongs to who uses the chunks
            made.put(failure)
        else:
            made.put(None)

    Thread(target=make, daemon=True).start()
    try:
        while (chunk := made.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
    finally:
        is_over.set()
        while not made.empty():  # the thread may wait for a place
            made.get_nowait()
