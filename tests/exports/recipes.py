"""The recipes of docs/exports.md: the made-up file, the rules that read it, and the scheme made of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cli.commands import ROOT
from tests.exports.shapes import SCHEME, scheme

PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(?:csv|yaml) (\S+)\n(.*?)^```", re.M | re.S)


@dataclass(frozen=True)
class Recipe:
    """A section of the page: its title and its blocks by the file name that stands beside the language."""

    title: str
    blocks: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the made-up file."""
        (name,) = (name for name in self.blocks if not name.endswith(".yaml"))
        return name

    def file(self, folder: Path) -> Path:
        """The made-up file, written."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.name
        path.write_text(self.blocks[self.name], encoding="utf-8")
        return path

    def rules(self, folder: Path) -> Path:
        """A scheme of the rules that the page shows."""
        zone = self.blocks.get("scheme.yaml", "")
        return scheme(folder, self.blocks["sources.yaml"], self.blocks["metrics.yaml"], scheme=SCHEME + zone)

    def rows(self, header: str) -> list[dict[str, str]]:
        """The rows below the line that holds this header."""
        lines = self.blocks[self.name].splitlines()
        top = next(at for at, line in enumerate(lines) if header in line)
        return list(csv.DictReader(lines[top:], delimiter="\t" if "\t" in lines[top] else ","))


def recipes() -> dict[str, Recipe]:
    """Every recipe of the page by its title."""
    parts = re.split(r"^### ", PAGE, flags=re.M)[1:]
    found = [Recipe(part.partition("\n")[0], dict(_BLOCK.findall(part))) for part in parts]
    return {one.title: one for one in found}


def linked() -> list[str]:
    """The places to which the table at the top of the page leads."""
    return re.findall(r"^\| \[[^]]+\]\(#([^)]+)\)", PAGE, re.M)


def anchor(title: str) -> str:
    """The place of a section, as it is made of its title."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
