"""Values of parts ↔ their records: ``{"pay": {"performance_bonus": {"number": "1320"}}}`` with each agent's month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ccmotivate.ledger.bodies import PartAtom, PartBody
from ccmotivate.ledger.codec import encode, exact
from ccmotivate.model.exact import plain_text
from ccmotivate.model.parts import Atom, ComparedPart, PartValue


def part_bodies(parts: Mapping[str, ComparedPart]) -> dict[str, dict[str, object]]:
    """Agent id → part → field → value as JSON data; parts without a value for an agent are left out.

    Raises:
        TypeError: a value is none that parts may have.
    """
    found: dict[str, dict[str, object]] = {}
    for name, part in parts.items():
        for agent_id, values in part.values.items():
            known = {key: encode(_body(value)) for key, value in values.items() if value is not None}
            if known:
                found.setdefault(agent_id, {})[name] = known
    return found


def published_parts(rows: Iterable[tuple[str, Mapping[str, Mapping[str, PartBody]]]]) -> dict[str, ComparedPart]:
    """The parts of a month, from what each agent's record holds of them."""
    found: dict[str, dict[str, Mapping[str, PartValue]]] = {}
    for agent_id, parts in rows:
        for name, values in parts.items():
            found.setdefault(name, {})[agent_id] = {key: _value(body) for key, body in values.items()}
    return {name: ComparedPart(values) for name, values in found.items()}


def _body(value: PartValue) -> PartBody:
    if isinstance(value, tuple):
        return PartBody(items=tuple(_atom(one) for one in value))
    atom = _atom(value)
    return PartBody(atom.number, atom.text)


def _atom(value: Atom) -> PartAtom:
    match value:
        case None:
            return PartAtom()
        case str():
            return PartAtom(text=value)
        case Fraction() | int() if not isinstance(value, bool):
            return PartAtom(number=plain_text(value))
    raise TypeError(f"{type(value).__name__} is no value of a part")


def _value(body: PartBody) -> PartValue:
    return _of_atom(body) if body.items is None else tuple(map(_of_atom, body.items))


def _of_atom(atom: PartAtom | PartBody) -> Atom:
    return atom.text if atom.number is None else exact(atom.number)
