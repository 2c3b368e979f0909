"""Conditions in three values: the reference evaluator, a walk over the tree (Kleene's strong logic, with intervals).

Whatever makes it faster must agree with it. The tables for and, or, not are those of CQL (HL7, Clinical Quality
Language R1, appendix B).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    FlagIs,
    Includes,
    Is,
    IsEmpty,
    Known,
    Not,
    NotKnown,
    OneOf,
    Recorded,
    ServiceIs,
    Truth,
)
from carecon.rules.running.world import NOT_APPLICABLE, World


def evaluate(condition: Condition, world: World) -> Truth:
    """Whether a condition holds: True, False, or None for "the answers so far leave it open"."""
    return _HOW[type(condition)](condition, world)


def _is(leaf: Is, world: World) -> Truth:
    definition = world.definitions.get(leaf.name)
    if definition is None:
        value = world.values.get(leaf.name)
        return value if isinstance(value, bool) else None
    if leaf.name not in world.defined:
        world.defined[leaf.name] = evaluate(definition, world)
    return world.defined[leaf.name]


def _compare(leaf: Compare, world: World) -> Truth:
    interval = world.values.get(leaf.name)
    if not isinstance(interval, tuple):
        return None
    if interval == NOT_APPLICABLE:
        return False
    low, high = interval
    constant = leaf.value
    match leaf.operator:
        case ">=":
            return True if low >= constant else False if high < constant else None
        case ">":
            return True if low > constant else False if high <= constant else None
        case "<=":
            return True if high <= constant else False if low > constant else None
        case "<":
            return True if high < constant else False if low >= constant else None
        case "==":
            return _equal(low, high, constant)
        case "!=":
            return _not(_equal(low, high, constant))


def _equal(low: float, high: float, constant: float) -> Truth:
    if low == high == constant:
        return True
    return None if low <= constant <= high else False


def _one_of(leaf: OneOf, world: World) -> Truth:
    value = world.values.get(leaf.name)
    return value in leaf.values if isinstance(value, str) else None


def _includes(leaf: Includes, world: World) -> Truth:
    value = world.values.get(leaf.name)
    return not value.isdisjoint(leaf.values) if isinstance(value, frozenset) else None


def _is_empty(leaf: IsEmpty, world: World) -> Truth:
    value = world.values.get(leaf.name)
    return not value if isinstance(value, frozenset) else None


def _not_known(leaf: NotKnown, world: World) -> Truth:
    answer = world.answers.get(leaf.name)
    return None if answer is None else not answer.known


def _recorded(leaf: Recorded, world: World) -> Truth:
    answer = world.answers.get(leaf.name)
    return None if answer is None else answer.known


def _flag_is(leaf: FlagIs, world: World) -> Truth:
    # Open where it has not been judged: a danger sign is never excluded by not being looked at.
    return world.flags.get(leaf.flag, "open") == leaf.status


def _service_is(leaf: ServiceIs, world: World) -> Truth:
    return world.context.services.get(leaf.disposition, "unknown") in leaf.states


def _known(node: Known, world: World) -> Truth:
    return evaluate(node.inner, world) is True


def _negation(node: Not, world: World) -> Truth:
    return _not(evaluate(node.inner, world))


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def _all_of(node: AllOf, world: World) -> Truth:
    found: Truth = True
    for part in node.parts:
        value = evaluate(part, world)
        if value is False:
            return False
        if value is None:
            found = None
    return found


def _any_of(node: AnyOf, world: World) -> Truth:
    found: Truth = False
    for part in node.parts:
        value = evaluate(part, world)
        if value is True:
            return True
        if value is None:
            found = None
    return found


def _at_least(node: AtLeast, world: World) -> Truth:
    values = [evaluate(part, world) for part in node.parts]
    true = values.count(True)
    if true >= node.count:
        return True
    return False if true + values.count(None) < node.count else None


_HOW: Final[dict[type[Any], Callable[[Any, World], Truth]]] = {
    Is: _is,
    Compare: _compare,
    OneOf: _one_of,
    Includes: _includes,
    IsEmpty: _is_empty,
    NotKnown: _not_known,
    Recorded: _recorded,
    FlagIs: _flag_is,
    ServiceIs: _service_is,
    Known: _known,
    Not: _negation,
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
}
