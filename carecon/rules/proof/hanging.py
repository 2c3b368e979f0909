"""What hangs on answers still to come, as statements: the facts that leave a condition open, and what it can become.

The same questions as in `still_open`, asked of all cases at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, FlagIs, Is, Known, Leaf, Not, ServiceIs
from carecon.rules.language.names import all_names
from carecon.rules.proof.circuit import FALSE, Statement
from carecon.rules.proof.leaves import Found, Leaves

Undecided = Mapping[str, Statement]
"""Fact without a value to the statement that the condition hangs on it."""


def undecided_by(condition: Condition, leaves: Leaves, found: Found | None = None) -> Undecided:
    """The facts without a value that leave a condition open."""
    circuit = leaves.circuit
    match condition:
        case Known(inner):
            return undecided_by(inner, leaves, found)
        case Not(inner):
            parts: tuple[Condition, ...] = (inner,)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            pass
        case Is(name) if name in leaves.definitions:
            parts = (leaves.definitions[name],)
        case _:
            unknown = leaves.truth(condition, found).unknown
            return {fact: circuit.every((*unknown, -leaves.has_value(fact))) for fact in facts_of(condition)}
    unknown = leaves.truth(condition, found).unknown
    hanging: dict[str, Statement] = {}
    for part in parts:
        for fact, how in undecided_by(part, leaves, found).items():
            hanging[fact] = circuit.some((hanging.get(fact, FALSE), circuit.every((*unknown, how))))
    return hanging


def waits(condition: Condition, leaves: Leaves, found: Found | None = None) -> Statement:
    """That a condition hangs on some fact that was not asked yet."""
    circuit = leaves.circuit
    hangs = undecided_by(condition, leaves, found)
    return circuit.some(circuit.every((how, leaves.not_asked(fact))) for fact, how in hangs.items())


def can_become(condition: Condition, leaves: Leaves, found: Found, wanted: bool) -> Statement:
    """That facts not asked yet could still make the condition `wanted`, all recorded answers standing."""
    circuit = leaves.circuit
    match condition:
        case Not(inner):
            return can_become(inner, leaves, found, not wanted)
        case Known(inner):
            return can_become(inner, leaves, found, True) if wanted else -leaves.truth(inner, found).true
        case AllOf(parts) | AnyOf(parts):
            could = [can_become(part, leaves, found, wanted) for part in parts]
            return circuit.every(could) if isinstance(condition, AllOf) is wanted else circuit.some(could)
        case AtLeast(count, parts):
            could = [can_become(part, leaves, found, wanted) for part in parts]
            return circuit.enough(count if wanted else len(parts) - count + 1, could)
        case Is(name) if name in leaves.definitions:
            return can_become(leaves.definitions[name], leaves, found, wanted)
        case _:
            truth = leaves.truth(condition, found)
            to_come = circuit.some(leaves.not_asked(fact) for fact in facts_of(condition))
            return circuit.some((truth.true if wanted else truth.false, circuit.every((*truth.unknown, to_come))))


def facts_of(leaf: Leaf) -> tuple[str, ...]:
    """The facts that a leaf looks at, a derived number by those that it comes from."""
    if isinstance(leaf, FlagIs | ServiceIs) or leaf.name not in all_names():
        return ()
    return all_names()[leaf.name].facts
