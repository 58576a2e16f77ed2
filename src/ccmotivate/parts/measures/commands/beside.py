"""Measures beside the months: a YAML file that is given, or ``measures.yaml`` in a folder, outranks that of rules."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale.names import file_name
from ccmotivate.parts.measures.problems import SEVERAL_FILES
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import is_file, is_folder

if TYPE_CHECKING:  # pydantic comes with the rules
    from ccmotivate.model.given import InputFile
    from ccmotivate.model.rules import RuleSet

FILE = "measures.yaml"
_YAML = (".yaml", ".yml")  # a file that is named may have any name: months are never YAML


class Given(Struct, frozen=True):
    """What was given: the months, and the files of measures among them or in folders."""

    months: tuple[str, ...]
    measures: tuple[Path, ...]


def parted(given: Sequence[str]) -> Given:
    """The months and the measures among files, folders and patterns."""
    named = [Path(one) for one in given if Path(one).suffix.casefold() in _YAML]
    within = [Path(one) / FILE for one in given if is_folder(Path(one))]
    found = (*named, *(one for one in within if is_file(one)))
    return Given(tuple(one for one in given if Path(one) not in named), tuple(dict.fromkeys(found)))


class Own(Struct, frozen=True):
    """The rules with the measures that were given, and the file of these; the rules are None where it is wrong."""

    rules: RuleSet | None
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def with_measures(rules: RuleSet, given: Given) -> Own:
    """The rules with the measures that were given beside the months, if any."""
    from ccmotivate.model.given import InputFile
    from ccmotivate.ruleset.names import text_of, unreadable

    if not given.measures:
        return Own(rules)
    if len(given.measures) > 1:
        first, second, *_more = given.measures
        return Own(None, problems=(problem(SEVERAL_FILES, SourceRef(str(second)), first=first),))
    (path,) = given.measures
    shown = file_name(str(path))
    try:
        text = text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        return Own(None, problems=(unreadable(error, shown),))
    made, problems = rules_of({**rules.texts, FILE: text}, "rules", rules.folder, elsewhere={FILE: shown})
    own = tuple(one for one in problems if one.source.file == shown)
    if made is None:
        return Own(None, problems=own)
    source = InputFile(file_name(path.name), hashlib.sha256(text.encode()).hexdigest())
    return Own(replace(rules, parts={**rules.parts, "measures": made.parts["measures"]}), (source,), own)
