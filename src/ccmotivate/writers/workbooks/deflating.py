"""Compress one big part of a package on several processors, always to the same bytes.

Each chunk becomes deflate blocks that end on a whole byte and look back at no other chunk, so that the blocks of all
of them, one after the other, are one stream (RFC 1951, 3.2; what pigz does). zlib does not hold Python's lock.
"""

from __future__ import annotations

import os
import zlib
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, LargeZipFile, ZipFile, ZipInfo

_QUICK = 1  # zlib's level: a third of the time of its usual one for a tenth more bytes
_MOST_WORKERS = 4
_SMALL = 1 << 18  # bytes: passing fewer to a thread takes longer than compressing them


def write_deflated(package: ZipFile, info: ZipInfo, chunks: Iterable[bytes], *, huge: bool = False) -> None:
    """Write a member of the package, compressing each chunk while the next ones are made.

    Args:
        package: open for writing, its file seekable.
        info: the entry, without sizes.
        chunks: the part; best a few megabytes each.
        huge: the part may pass 2 GiB.

    Raises:
        LargeZipFile: it does without ``huge``; the package is then unusable.
    """
    size, checksum = 0, 0
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    pending: deque[Future[bytes]] = deque()
    info.compress_type = ZIP_STORED  # for the package, which would compress by itself, on one processor
    with package.open(info, "w", force_zip64=huge) as part, ThreadPoolExecutor(workers) as pool:
        for chunk in chunks:
            size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
            pending.append(pool.submit(_blocks, chunk) if len(chunk) > _SMALL else _done(_blocks(chunk)))
            while len(pending) > workers or (pending and pending[0].done()):
                part.write(pending.popleft().result())
        for blocks in pending:
            part.write(blocks.result())
        part.write(_deflater().flush())  # the end of the stream
    if size > ZIP64_LIMIT and not huge:
        raise LargeZipFile(f"{info.filename}: {size} bytes")
    info.compress_type, info.file_size, info.CRC = ZIP_DEFLATED, size, checksum
    assert package.fp is not None
    package.fp.seek(info.header_offset)
    package.fp.write(info.FileHeader(huge))  # says now what the bytes behind it are
    package.fp.seek(package.start_dir)


def _blocks(chunk: bytes) -> bytes:
    deflater = _deflater()
    return deflater.compress(chunk) + deflater.flush(zlib.Z_SYNC_FLUSH)


def _done(blocks: bytes) -> Future[bytes]:
    future: Future[bytes] = Future()
    future.set_result(blocks)
    return future


def _deflater() -> zlib._Compress:
    return zlib.compressobj(_QUICK, zlib.DEFLATED, -zlib.MAX_WBITS)
