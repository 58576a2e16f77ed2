"""Portraits from a folder, by agent id: only what really is a PNG, JPEG or WebP picture of a sane size.

The folder is listed once and ids are looked up in the list, so that no id can lead out of it; links are not followed.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from ccmotivate.model.ids import in_order
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import bytes_of, refuse_other
from ccmotivate.writers.honours.pictures import clean_picture

MAX_BYTES = 400_000
MIN_SIDE, MAX_SIDE = 24, 4096
_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")

Photos = Mapping[str, str]
NO_PHOTOS: Photos = MappingProxyType({})


def read_photos(folder: Path | None, ids: Iterable[str]) -> tuple[Photos, tuple[Problem, ...]]:
    """The portraits of these agents, as ``data:`` addresses by id, and what could not be used.

    A file belongs to the agent whose id is its name without the ending; of several the first by name counts.
    """
    if folder is None:
        return NO_PHOTOS, ()
    try:
        files = _pictures(folder)
    except OSError as error:
        return NO_PHOTOS, (problem("photos-folder", SourceRef(str(folder)), why=error.strerror or error),)
    photos: dict[str, str] = {}
    problems: list[Problem] = []
    for agent_id in in_order(set(ids)):
        path = files.get(unicodedata.normalize("NFC", agent_id))
        if path is None:
            continue
        found = _photo(path)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            photos[agent_id] = found
    return photos, tuple(problems)


def _pictures(folder: Path) -> dict[str, Path]:
    """What is named as a picture in the folder, by the names without the ending."""
    files: dict[str, Path] = {}
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122 - a bare name, not a path
            if suffix.lower() in _SUFFIXES:
                files.setdefault(unicodedata.normalize("NFC", stem), Path(entry.path))
    return files


def _photo(path: Path) -> str | Problem:
    try:
        refuse_other(path)  # a link too
        data = bytes_of(path, MAX_BYTES)
    except OSError as error:
        return problem("photo-unreadable", SourceRef(path.name), why=error.strerror or error)
    if len(data) > MAX_BYTES:
        return problem("photo-too-large", SourceRef(path.name), limit=f"{MAX_BYTES // 1000} kB")
    picture = clean_picture(data)
    if picture is None:
        return problem("photo-no-picture", SourceRef(path.name))
    if picture.moves:
        return problem("photo-moving", SourceRef(path.name))
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in (picture.width, picture.height)):
        facts = {"size": f"{picture.width} × {picture.height}", "low": str(MIN_SIDE), "high": str(MAX_SIDE)}
        return problem("photo-size", SourceRef(path.name), **facts)
    return f"data:image/{picture.kind};base64,{base64.b64encode(picture.data).decode('ascii')}"
