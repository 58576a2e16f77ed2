"""Problems on the terminal: each with its place and its fix, the same in several places once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from msgspec.structs import replace
from rich.console import Console

from ccmotivate.locale import translator
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, in_order
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.words.sentences import SCREEN, problem_hint, problem_message, severity_word
from ccmotivate.writers.words.text import visible

MOST_ERRORS, MOST_NOTES = 20, 6
MOST_PLACES = 6  # further places of the same thing
NOWHERE: Mapping[str, Path] = {}
_PROBLEMS, _WHOLE = ".problems.xlsx", (".scored.xlsx", ".awards.xlsx")


def show_problems(
    err: Console,
    problems: Sequence[Problem],
    rules: RuleSet | None,
    lang: str,
    *,
    notes: bool,
    listed_in: Mapping[str, Path] = NOWHERE,
    json: bool = True,
) -> None:
    """Errors first, then notes: place, problem, fix; the same problem in several places is printed once.

    Args:
        err: where to.
        problems: in any order; the most important is printed first.
        rules: for the labels in the sentences.
        lang: ``zh`` or ``en``.
        notes: whether notes are shown too, beside those that always are.
        listed_in: the workbook, if one was written, in which all problems of an input stand, by the input's name.
        json: whether the command has ``--json``.
    """
    told: set[str] = set()
    ordered = in_order(found for found in problems if notes or found.is_error or found.kind.always)
    for is_error, most in ((True, MOST_ERRORS), (False, MOST_NOTES)):
        groups = _alike([found for found in ordered if found.is_error is is_error])
        shown = _shown(groups, most, key=_file_of if is_error else _code_of)
        for group in shown:
            _show_group(err, group, rules, lang, told)
        if len(groups) > len(shown):
            said = set(map(id, shown))
            hidden = [one for group in groups if id(group) not in said for one in group]
            tell(err, _rest(hidden, _books(hidden, listed_in), lang, json=json))


def _alike(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Problems that say the same but for the value, together, at the place of the first; lines of rules stay apart."""
    groups: dict[object, list[Problem]] = {}
    for found in problems:
        said = tuple((name, fact) for name, fact in found.facts if "{" + name + "}" in found.kind.message)
        line = None if found.source.line is None else found.source
        groups.setdefault((found.code, said, line), []).append(found)
    return list(groups.values())


def _file_of(found: Problem) -> str:
    return found.source.file


def _code_of(found: Problem) -> str:
    """Notes that are shown always go unnamed nowhere, not even in one place of several."""
    return f"{found.code} {found.source}" if found.kind.always else found.code


def _shown(groups: Sequence[list[Problem]], most: int, key: Callable[[Problem], str]) -> list[list[Problem]]:
    """At most ``most`` groups: the first of every key, so that each is named, then the first others."""
    named: set[str] = set()
    first: list[int] = []
    for at, group in enumerate(groups):
        keys = set(map(key, group))
        if not keys <= named:
            named |= keys
            first.append(at)
    others = sorted(set(range(len(groups))).difference(first))
    return [groups[at] for at in sorted([*first, *others[: max(most - len(first), 0)]])]


def _show_group(err: Console, group: Sequence[Problem], rules: RuleSet | None, lang: str, told: set[str]) -> None:
    """One problem: the first place, the others in a line, the fix; notes print the same fix once."""
    _ = translator(lang)
    first = group[0]
    head = Text.assemble((severity_word(first, lang), "bold red" if first.is_error else "yellow"))
    place, message = visible(str(first.source), 200), problem_message(first, lang, rules, SCREEN)
    text = _("{sentence}: {details}").format(sentence=place, details=message) if place else message
    tell(err, head + Text(f" {text}"))
    if len(group) > 1:
        rest = [[one] for one in group[1:]]
        others = _shown(rest, MOST_PLACES, _file_of) if first.is_error else rest[:MOST_PLACES]
        places = _(", ").join(_place(one, first, lang) for other in others for one in other)
        places += _(", …") if len(group) > 1 + len(others) else ""
        tell(err, _("  also ({count}): {places}").format(count=sum(one.count for one in group[1:]), places=places))
    hint = problem_hint(first, lang, rules, SCREEN)
    if hint and (first.is_error or hint not in told):
        told.add(hint)
        tell(err, _("  help: {hint}").format(hint=hint.replace("\n", "\n    ")))


def _place(found: Problem, first: Problem, lang: str) -> str:
    """A further place, with its value, file and sheet where they differ, and how many cells it has."""
    _ = translator(lang)
    source, same = found.source, first.source
    if source.cell and source.file == same.file:
        source = replace(source, file="", sheet=None if source.sheet == same.sheet else source.sheet)
    place, value = visible(str(source), 200), visible(found.value or "")
    if value and value != visible(first.value or ""):
        place = _("{cell} ({value})").format(cell=place, value=value) if place else value
    return _("{place}: {count} cells").format(place=place, count=found.count) if found.cells else place


def listings(inputs: Iterable[InputFile], written: Sequence[Path]) -> dict[str, Path]:
    """The workbook in which all problems of each input stand, by the input's name; for what has none, of the whole."""
    own = {path.name.removesuffix(_PROBLEMS): path for path in written if path.name.endswith(_PROBLEMS)}
    whole = next((path for path in written if path.name.endswith(_WHOLE)), None)
    found = {one.file: own.get(PurePath(one.file).stem, whole) for one in inputs} | {"": whole}
    return {name: path for name, path in found.items() if path is not None}


def _books(hidden: Sequence[Problem], listed_in: Mapping[str, Path]) -> list[Path]:
    """The workbooks that hold all of these problems; none where one of them stands in no workbook."""
    files = dict.fromkeys(one.source.file for one in hidden)
    if any(name not in listed_in for name in files):
        return []
    return list(dict.fromkeys(listed_in[name] for name in files))


def _rest(hidden: Sequence[Problem], books: Sequence[Path], lang: str, *, json: bool) -> str:
    """How many more there are, and where all of them stand."""
    _ = translator(lang)
    count, kind = sum(one.count for one in hidden), severity_word(hidden[0], lang)
    files = _(", ").join(path.name for path in books[:MOST_PLACES]) + (_(", …") if len(books) > MOST_PLACES else "")
    if files and json:
        more = _("… and {count} more of the kind “{kind}”; all are in {files} and in --json")
    elif files:
        more = _("… and {count} more of the kind “{kind}”; all are in {files}")
    elif json:
        more = _("… and {count} more of the kind “{kind}”; --json gives all")
    else:
        more = _("… and {count} more of the kind “{kind}”")
    return more.format(count=count, kind=kind, files=files)
