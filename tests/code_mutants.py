"""Mutants of the engine's code: one comparison, rounding or order changed, as a slip of the hand would."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

from coverage import CoverageData

Edit = tuple[int, int, str, str]
"""Characters from where to where (offsets in the file) are replaced by what, and the change in words."""

_OPPOSITE = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="),
}  # fmt: skip
_TURNED = {
    "min": "max", "max": "min", "any": "all", "all": "any", "lowest": "highest", "highest": "lowest",
    "argmin": "argmax", "argmax": "argmin",
}  # fmt: skip
_SORTS = {"sorted", "argsort", "lexsort"}
_LITTLE = '__import__("fractions").Fraction(1, 10 ** 30)'
_HALF = '__import__("fractions").Fraction(1, 2 * 10 ** ({places}))'
_ROUNDINGS = {"down": f"- {_HALF}", "up": f"+ {_HALF} - {_LITTLE}", "half down": f"- {_LITTLE}"}
"""What is added before a half-up rounding, so that it becomes another one."""


@dataclass(frozen=True)
class CodeMutant:
    """One change of one file; its name tells it from all others and stays when lines are moved."""

    file: Path
    name: str
    start: int
    end: int
    after: str
    lines: range
    """Those of the function that it is in."""

    def text(self, source: str) -> str:
        """The file with the change."""
        return source[: self.start] + self.after + source[self.end :]


def sample(root: Path, count: int, seed: int) -> list[CodeMutant]:
    """So many mutants of the Python files under a folder, at random: those with the smallest seeded hashes.

    The same for the same seed and code; a change of the code exchanges only what it touches.
    """
    found = [mutant for file in sorted(root.rglob("*.py")) for mutant in mutants(file, root)]
    drawn = sorted(found, key=lambda one: hashlib.sha256(f"{seed} {one.name}".encode()).digest())[:count]
    return sorted(drawn, key=lambda one: (one.file, one.start))


def mutants(file: Path, root: Path) -> Iterator[CodeMutant]:
    """Every mutant of one file, in the order of its text; what is only asserted is left as it is."""
    source, inner = file.read_text(encoding="utf-8"), file.relative_to(root)
    tree, text = ast.parse(source), _Text(source)
    owners, names = _owners(tree), Counter[str]()
    asserted = {inner for node in ast.walk(tree) if isinstance(node, ast.Assert) for inner in ast.walk(node)}
    nodes = [node for node in ast.walk(tree) if node not in asserted]
    for start, end, after, told in sorted(
        {edit for node in nodes for change in _CHANGES for edit in change(node, text)}
    ):
        line = source.count("\n", 0, start)
        first, last, owner = next(one for one in owners if one[0] <= line + 1 <= one[1])
        name = f"{inner.as_posix()} {owner}: {text.lines[line].strip()} [{told}]"
        names[name] += 1
        yield CodeMutant(
            inner, name if names[name] == 1 else f"{name} ({names[name]})", start, end, after, range(first, last + 1)
        )


def _owners(tree: ast.Module) -> list[tuple[int, int, str]]:
    """The functions and their lines, the innermost first; last the whole file."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    spans = [(node.lineno, node.end_lineno or node.lineno, node.name) for node in functions]
    return sorted([*spans, (1, sys.maxsize, "")], key=lambda span: span[1] - span[0])


class _Text:
    """A source text, asked by the positions of its syntax tree."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [sum(len(line) for line in self.lines[:at]) for at in range(len(self.lines))]

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Where an expression begins and ends."""
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def of(self, node: ast.expr) -> str:
        """An expression as it is written."""
        start, end = self.span(node)
        return self.source[start:end]

    def _at(self, line: int, column: int) -> int:
        """An offset in characters; the tree counts bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def between(self, left: ast.expr, right: ast.expr, words: tuple[str, str]) -> Iterator[Edit]:
        """An operator between two expressions, replaced."""
        start, end = self.span(left)[1], self.span(right)[0]
        at = self.source.find(words[0], start, end)
        if at >= 0:
            yield at, at + len(words[0]), words[1], f"{words[0]} -> {words[1]}"


# -- what is changed --------------------------------------------------------------------------------------------------


def _comparisons(node: ast.AST, text: _Text) -> Iterator[Edit]:
    """``<`` and ``<=``, ``>`` and ``>=``, ``==`` and ``!=``."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            if type(operator) in _OPPOSITE:
                yield from text.between(left, right, _OPPOSITE[type(operator)])


def _functions(node: ast.AST, text: _Text) -> Iterator[Edit]:
    """``min`` and ``max``, ``any`` and ``all``, and the like."""
    if isinstance(node, ast.Call) and (name := _called(node, text)) in _TURNED:
        end = text.span(node.func)[1]
        yield end - len(name), end, _TURNED[name], f"{name} -> {_TURNED[name]}"


def _called(node: ast.Call, text: _Text) -> str:
    """The name of the function or method that is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else text.of(node.func)


def _roundings(node: ast.AST, text: _Text) -> Iterator[Edit]:
    """Half-up made down, up and half down."""
    if not isinstance(node, ast.Call) or _called(node, text) not in ("half_up", "rounded"):
        return
    is_method = isinstance(node.func, ast.Attribute)
    value = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
    others = node.args if is_method else node.args[1:]
    for way, more in _ROUNDINGS.items():
        changed = f"({text.of(value)} {more.format(places=text.of(others[0]) if others else '2')})"
        yield (*text.span(value), changed, f"rounded {way}")


def _orders(node: ast.AST, text: _Text) -> Iterator[Edit]:
    """Ascending made descending: what is sorted, and the sign in a sort key."""
    if isinstance(node, ast.Call) and _called(node, text).removeprefix("np.") in _SORTS:
        reverse = next((one.value for one in node.keywords if one.arg == "reverse"), None)
        if reverse is None:
            end = text.span(node)[1]
            yield end, end, "[::-1]", "reversed"
        else:
            yield (*text.span(reverse), f"not ({text.of(reverse)})", "reversed")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield (*text.span(node), text.of(node.operand), "sign left out")


_CHANGES: Sequence[Callable[[ast.AST, _Text], Iterator[Edit]]] = (_comparisons, _functions, _roundings, _orders)


# -- the tests on a mutant --------------------------------------------------------------------------------------------

_COPIED = ("src", "tests", "rules", "examples", "pyproject.toml")
_TESTS = ("tests/engine", "tests/model")
_LEAST_SECONDS, _TIMES = 60, 20
_FAILED = (1, 2, -signal.SIGPROF, -signal.SIGALRM)
"""Exit codes of a noticed change: a test failed, a file of tests could not be imported, a test took far too long."""
_HASTY = """
import json
import signal
from pathlib import Path

import pytest
from hypothesis import Phase

settings.register_profile("hasty", settings.get_profile("steady"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("hasty")  # a failure is enough, the smallest one is not asked for
PLAN = json.loads(Path("plan.json").read_text(encoding="utf-8"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if PLAN:
        items[:] = sorted((one for one in items if one.nodeid in PLAN), key=lambda one: PLAN[one.nodeid][0])


def pytest_runtest_setup(item: pytest.Item) -> None:
    if PLAN:
        signal.setitimer(signal.ITIMER_PROF, PLAN[item.nodeid][1])  # of the processor: others may use it, too
        signal.alarm(20 * PLAN[item.nodeid][1])  # for what waits for another process
"""
"""What the copy's ``conftest.py`` gets: of the tests those of a plan alone, in its order, each with a limit of time."""


@dataclass
class Workshop:
    """A copy of the repository in which one mutant after another is tried; one at a time."""

    root: Path
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each test takes on the code as it is."""
    reached: Mapping[str, Mapping[int, list[str]]] = field(default_factory=dict)
    """The tests that run a line, by file and line of the engine."""

    @property
    def engine(self) -> Path:
        """Where the copied engine is."""
        return self.root / "src" / "ccmotivate" / "engine"

    def is_sound(self, processes: int) -> bool:
        """True when the tests pass on the code as it is; which run what, and how long, is known from then on."""
        self._plan({})
        report = self.root / "report.xml"
        passed = self._pass(
            _TESTS,
            f"-n{processes}",
            f"--junitxml={report}",
            f"--cov={self.engine}",
            "--cov-context=test",
            "--cov-report=",
            "--cov-fail-under=0",
        )
        if passed:
            cases = ElementTree.parse(report).iter("testcase")
            self.seconds = {
                f"{one.get('classname', '').replace('.', '/')}.py::{one.get('name')}": float(one.get("time", 0))
                for one in cases
            }
            data = CoverageData(str(self.root / ".coverage"))
            data.read()
            self.reached = {
                Path(file).relative_to(self.engine).as_posix(): data.contexts_by_lineno(file)
                for file in data.measured_files()
            }
        return passed

    def survives(self, mutant: CodeMutant) -> bool:
        """True when every test that can notice a mutant passes."""
        file = self.engine / mutant.file
        source = file.read_text(encoding="utf-8")
        file.write_text(mutant.text(source), encoding="utf-8")
        try:
            order = self._order(mutant)
            self._plan(order)
            return self._pass(sorted({name.partition("::")[0] for name in order})) if order else True
        finally:
            file.write_text(source, encoding="utf-8")

    def _order(self, mutant: CodeMutant) -> dict[str, tuple[bool, float]]:
        """The tests that run the function of a mutant, quick ones first, and after them the others of their files.

        Those may look at what an earlier test has run and kept. All tests, for what runs on import.
        """
        lines = self.reached.get(mutant.file.as_posix(), {})
        ones = {one.rpartition("|")[0] for line, ones in lines.items() if line in mutant.lines for one in ones}
        files = {one.partition("::")[0] for one in ones}
        on_import = sys.maxsize in mutant.lines
        near = [name for name in self.seconds if on_import or name.partition("::")[0] in files]
        return {name: (name not in ones, self.seconds[name]) for name in near}

    def _plan(self, order: Mapping[str, tuple[bool, float]]) -> None:
        """What the tests of the copy read: each test's place in the order and its limit in seconds."""
        plan = {
            name: (place, _LEAST_SECONDS + int(_TIMES * order[name][1]))
            for place, name in enumerate(sorted(order, key=order.__getitem__))
        }
        (self.root / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    def _pass(self, tests: Sequence[str], *options: str) -> bool:
        """True when the tests pass. Python keeps no compiled code, so it never takes that of another mutant."""
        command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-m", "not prove", "-p", "no:cacheprovider"]
        paths = os.pathsep.join([str(self.root / "src"), str(self.root)])
        code = subprocess.run(
            [*command, *options, *tests],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
        if code not in (0, *_FAILED):
            raise RuntimeError(f"the tests did not run: pytest says {code}")
        return code == 0


def workshops(root: Path, folder: Path, count: int) -> list[Workshop]:
    """So many copies of a repository that know its tests; an error when the tests fail on the code as it is."""
    copies = [Workshop(folder / str(number)) for number in range(count)]
    for copy in copies:
        _copied(root, copy.root)
    first = copies[0]
    if not first.is_sound(count):
        raise RuntimeError("the tests fail on the code as it is")
    return [replace(copy, seconds=first.seconds, reached=first.reached) for copy in copies]


def _copied(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _COPIED:
        source, target = root / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    conftest = folder / "tests" / "conftest.py"
    conftest.write_text(conftest.read_text(encoding="utf-8") + _HASTY, encoding="utf-8")


def survivors(drawn: Iterable[CodeMutant], copies: Sequence[Workshop], tell: Callable[[str], None]) -> list[CodeMutant]:
    """Those that no test notices, each told as soon as it is known; as many at a time as there are copies."""
    free: SimpleQueue[Workshop] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def survives(mutant: CodeMutant) -> bool:
        copy = free.get()
        try:
            lives = copy.survives(mutant)
        finally:
            free.put(copy)
        if lives:
            tell(f"not noticed: {mutant.name}")
        return lives

    ones = list(drawn)
    with ThreadPoolExecutor(len(copies)) as pool:
        return [one for one, lives in zip(ones, pool.map(survives, ones), strict=True) if lives]
