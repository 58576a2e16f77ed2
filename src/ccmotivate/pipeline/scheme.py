"""Which rules a run goes by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.problems import Problem
from ccmotivate.regular import is_file

if TYPE_CHECKING:  # pydantic is loaded with the rules
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.model.sheets import SheetKind


SCHEME = "scheme.yaml"


def shipped_rules() -> Path:
    """The folder of the scheme that comes with ccmotivate: inside the wheel, or beside ``src/`` in a checkout."""
    inside = Path(__file__).parents[1] / "rules"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "rules"


def found_in(folder: Path) -> Path:
    """The rules folder of a named folder: itself, or its ``rules``, as ``init`` makes it."""
    inside = folder / "rules"
    return inside if not is_file(folder / SCHEME) and is_file(inside / SCHEME) else folder


def choose_rules(given: Path | None, environment: Mapping[str, str]) -> tuple[Path, str]:
    """The rules folder and what chose it: ``--rules``, ``CCMOTIVATE_RULES``, ``./rules``, the shipped one."""
    if given:
        return found_in(given), "--rules"
    if environment.get("CCMOTIVATE_RULES"):
        return found_in(Path(environment["CCMOTIVATE_RULES"])), "CCMOTIVATE_RULES"
    local = Path("rules")
    if is_file(local / SCHEME):
        return local, "./rules"
    return shipped_rules(), "shipped"


def load_rules(folder: Path, shown_as: str | None = None) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules of a folder with those of all parts, and every problem; ``shown_as`` is its name in addresses."""
    from ccmotivate.parts import PARTS
    from ccmotivate.ruleset import files

    rules, problems = files.load_rules(folder, shown_as, PARTS)
    return rules and _with_sheets_off(rules), problems


def rules_of(
    texts: Mapping[str, str],
    shown: str,
    folder: str = "",
    *,
    taken: Collection[str] = (),
    elsewhere: Mapping[str, str] | None = None,
) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """As ``load_rules``, of the texts of the files; errors of the codes ``taken`` are passed over.

    ``elsewhere`` is how files are called in addresses that are not of the folder.
    """
    from ccmotivate.parts import PARTS
    from ccmotivate.ruleset import files

    rules, problems = files.rules_of(texts, shown, folder, taken=taken, parts=PARTS, elsewhere=elsewhere)
    return rules and _with_sheets_off(rules), problems


def _with_sheets_off(rules: RuleSet) -> RuleSet:
    """The rules with the sheets of parts that they leave off, as the shipped scheme names them: read when asked for."""
    from ccmotivate.parts import PARTS

    off = frozenset(part.id for part in PARTS if part.id not in rules.parts)
    return replace(rules, sheets_off=partial(_shipped_sheets, off)) if off else rules


@cache
def _shipped_sheets(parts: frozenset[str]) -> Mapping[str, SheetKind]:
    shipped, _problems = load_rules(shipped_rules())
    return {kind.id: kind for part in parts if shipped and part in shipped.parts for kind in shipped.parts[part].sheets}


def load(folder: Path, chosen: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules of a folder, with every problem in them."""
    shipped = chosen == "shipped"
    rules, problems = load_rules(folder, "rules" if shipped else None)
    return rules and replace(rules, shipped=shipped), problems


def check(folder: Path, chosen: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """As ``load``, with notes on standards that every value meets or that do not earn 100 points; checks the logo."""
    from ccmotivate.engine.standards import standard_notes
    from ccmotivate.writers.honours.letterhead import read_logo

    rules, problems = load(folder, chosen)
    if rules is None:
        return None, problems
    wrong = read_logo(rules)[1]
    return (None if wrong else rules), (*problems, *standard_notes(rules), *wrong)
