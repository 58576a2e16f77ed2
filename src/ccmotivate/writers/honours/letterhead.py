"""The company's logo, as the rules name it: a picture inside the rules folder, of a sane size."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, problem
from ccmotivate.regular import bytes_of
from ccmotivate.writers.honours.pictures import Picture, clean_picture

MAX_BYTES = 1_000_000
MIN_SIDE, MAX_SIDE = 24, 4096
KINDS = ("png", "jpeg")


def read_logo(rules: RuleSet) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The logo of a scheme without metadata, None where it names none; or why it cannot be used."""
    head = rules.letterhead
    if not head.logo:
        return None, ()

    def wrong(code: str, **facts: object) -> tuple[None, tuple[Problem, ...]]:
        return None, (problem(code, head.source, head.logo, **facts),)

    path = _inside(Path(rules.folder), head.logo)
    if path is None:
        return wrong("logo-outside")
    try:
        data = bytes_of(path, MAX_BYTES)
    except OSError as error:
        return wrong("logo-unreadable", why=error.strerror or error)
    if len(data) > MAX_BYTES:
        return wrong("logo-too-large", limit=f"{MAX_BYTES // 1_000_000} MB")
    picture = clean_picture(data)
    if picture is None or picture.kind not in KINDS:
        return wrong("logo-no-picture")
    if picture.moves:
        return wrong("logo-moving")
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in (picture.width, picture.height)):
        size = f"{picture.width} × {picture.height}"
        return wrong("logo-size", size=size, low=str(MIN_SIDE), high=str(MAX_SIDE))
    return picture, ()


def _inside(folder: Path, logo: str) -> Path | None:
    """The file of that name, None where it is outside the folder, also by a link."""
    plain = PurePosixPath(logo.replace("\\", "/"))
    if plain.is_absolute() or ".." in plain.parts or ":" in logo or "\0" in logo:
        return None
    path = folder / plain
    return path if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)) else None
