"""What goes together in a formula: numbers with numbers, words with texts, instants with their like.

Words beside a level, a pass, a date, a time or a moment are given what they are worth there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.formula import COMPARISONS, TRUTHS, Expression, Formula, Name, Number, Operation, Word
from ccmotivate.model.instants import parse_instant
from ccmotivate.model.metrics import INSTANTS, NUMERIC, MetricKind

NUMBER, TRUTH, TEXT = "number", "yes_no", "text"
_WORDED = (MetricKind.LEVEL, MetricKind.PASS, *INSTANTS)


class KindError(ValueError):
    """Parts that do not go together; ``args`` are a problem's code, its value and its facts."""


class Kinds(Struct, frozen=True):
    """The kinds of the names that a formula may read.

    ``reckoned`` is True where a pass counts 1 and a level its place, as in rows; ``worth`` gives what a word stands
    for in a level or a pass, None after it has said that it is none.
    """

    names: Mapping[str, str]
    reckoned: bool
    worth: Callable[[str, str], Fraction | None]

    def checked(self, formula: Formula) -> tuple[Formula, str]:
        """The formula with its words valued, and the kind of its result.

        Raises:
            KindError: parts that do not go together.
        """
        tree, kind = self._tree(formula.tree)
        return replace(formula, tree=tree), kind

    def _tree(self, tree: Expression) -> tuple[Expression, str]:
        match tree:
            case Number() | Word():  # a word stands only in comparisons
                return tree, NUMBER
            case Name():
                kind = self.names.get(tree.id, NUMBER)
                return tree, NUMBER if kind in NUMERIC else kind
        if tree.sign == "filled":
            return tree, TRUTH
        if tree.sign in COMPARISONS or tree.sign == "in":
            return self._compared(tree), TRUTH
        found = [self._tree(part) for part in tree.parts]
        made = replace(tree, parts=tuple(part for part, _kind in found))
        return made, self._joined(made, [kind for _part, kind in found])

    def _joined(self, tree: Operation, kinds: Sequence[str]) -> str:
        """The kind of what is computed from parts of these kinds."""
        if tree.sign in TRUTHS:  # and, or, not
            for part, kind in zip(tree.parts, kinds, strict=True):
                if kind not in (TRUTH, MetricKind.PASS):
                    raise KindError("rule-formula-no-condition", written(part), {"sign": tree.sign})
            return TRUTH
        first = kinds[0]
        if first in INSTANTS and set(kinds) == {first} and tree.sign in ("-", "min", "max", "coalesce"):
            return NUMBER if tree.sign == "-" else first
        for part, kind in zip(tree.parts, kinds, strict=True):
            self._number(part, kind)
        return NUMBER

    def _number(self, part: Expression, kind: str) -> None:
        """Raise an error for what cannot be computed with."""
        if kind in (MetricKind.LEVEL, MetricKind.PASS):
            if not self.reckoned:
                raise KindError("rule-formula-of-words", written(part), {"kind": kind})
        elif kind not in (NUMBER, TRUTH):
            raise KindError("rule-formula-kinds", written(part), {"kind": kind})

    def _compared(self, tree: Operation) -> Operation:
        """A comparison with its words valued."""
        first, kind = self._tree(tree.parts[0])
        others: list[Expression] = []
        for one in tree.parts[1:]:
            if isinstance(one, Word):
                others.append(self._worded(one, first, kind, tree.sign))
                continue
            part, other = self._tree(one)
            if kind not in INSTANTS or other != kind:
                self._number(first, kind)
                self._number(part, other)
            others.append(part)
        return replace(tree, parts=(first, *others))

    def _worded(self, word: Word, first: Expression, kind: str, sign: str) -> Word:
        """A word with what it is worth beside a part of this kind."""
        if kind == TEXT and sign in ("==", "!=", "in"):
            return word
        worded = kind in _WORDED and (kind != MetricKind.PASS or sign in ("==", "!=", "in"))
        value = parse_instant(word.text, kind) if kind in INSTANTS else self.worth(word.text, kind) if worded else None
        if not worded or (value is None and kind in INSTANTS):
            raise KindError("rule-formula-word-beside", word.text, {"name": written(first), "kind": kind})
        return replace(word, value=value)


def written(tree: Expression) -> str:
    """An expression as rules write it, to name it in a problem."""
    match tree:
        case Number():
            return str(tree.value)
        case Word():
            return f'"{tree.text}"'
        case Name():
            return tree.id
    parts = [written(part) for part in tree.parts]
    if tree.sign == "in":
        return f"{parts[0]} in ({', '.join(parts[1:])})"
    if tree.sign in ("not", "negate"):
        return f"{'not ' if tree.sign == 'not' else '-'}{parts[0]}"
    if tree.sign in ("min", "max", "coalesce", "filled"):
        return f"{tree.sign}({', '.join(parts)})"
    return f" {tree.sign} ".join(parts)
