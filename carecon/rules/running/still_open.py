"""What hangs on answers still to come: which facts a condition waits for, and whether it can yet come out true."""

from __future__ import annotations

from collections.abc import Iterator

from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    FlagIs,
    Is,
    Known,
    Leaf,
    Not,
    ServiceIs,
)
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import World


def undecided_by(condition: Condition, world: World) -> tuple[str, ...]:
    """The facts without a value that leave a condition open, in the order of its words; none if it is settled.

    Facts answered "not known" are among them.
    """
    return tuple(dict.fromkeys(_undecided_by(condition, world)))


def waits_for(condition: Condition, world: World) -> tuple[str, ...]:
    """Those of `undecided_by` that have not been asked yet."""
    return tuple(fact for fact in undecided_by(condition, world) if world.unanswered(fact))


def can_become(condition: Condition, world: World, wanted: bool) -> bool:
    """Whether unanswered facts could still make the condition `wanted`, all recorded answers standing.

    A fact answered "not known" stays unknown, so nothing that hangs on it alone can become anything.
    """
    match condition:
        case Not(inner):
            return can_become(inner, world, not wanted)
        case Known(inner):
            return can_become(inner, world, True) if wanted else evaluate(inner, world) is not True
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(condition, AllOf) is wanted
            found = (can_become(part, world, wanted) for part in parts)
            return all(found) if every else any(found)
        case AtLeast(count, parts):
            could = sum(can_become(part, world, wanted) for part in parts)
            return could >= count if wanted else could > len(parts) - count
        case Is(name) if name in world.definitions:
            return can_become(world.definitions[name], world, wanted)
        case _:
            value = evaluate(condition, world)
            return value is wanted or (value is None and any(map(world.unanswered, _facts(condition, world))))


def could_come_by(condition: Condition, world: World, wanted: bool = True) -> tuple[str, ...]:
    """The facts not asked yet through which a condition could still become `wanted`; none where it is, or cannot.

    Other than `waits_for` it looks into what must be known to hold: such a condition is false until somebody says so.
    """
    return tuple(dict.fromkeys(_could_come_by(condition, world, wanted)))


def true_by(condition: Condition, world: World) -> tuple[str, ...]:
    """The facts that make a condition true, in the order in which it names them; none where it is not true."""
    return tuple(dict.fromkeys(_true_by(condition, world)))


def _undecided_by(condition: Condition, world: World) -> Iterator[str]:
    match condition:
        case Known(inner):
            yield from _undecided_by(inner, world)
        case _ if evaluate(condition, world) is not None:
            return
        case Not(inner):
            yield from _undecided_by(inner, world)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _undecided_by(part, world)
        case Is(name) if name in world.definitions:
            yield from _undecided_by(world.definitions[name], world)
        case _:
            yield from (fact for fact in _facts(condition, world) if not world.has_value(fact))


def _could_come_by(condition: Condition, world: World, wanted: bool) -> Iterator[str]:
    if not can_become(condition, world, wanted) or evaluate(condition, world) is wanted:
        return
    match condition:
        case Known(inner):
            yield from _could_come_by(inner, world, wanted)
        case Not(inner):
            yield from _could_come_by(inner, world, not wanted)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _could_come_by(part, world, wanted)
        case Is(name) if name in world.definitions:
            yield from _could_come_by(world.definitions[name], world, wanted)
        case _:
            yield from filter(world.unanswered, _facts(condition, world))


def _true_by(condition: Condition, world: World) -> Iterator[str]:
    if evaluate(condition, world) is not True:
        return
    match condition:
        case Known(inner):
            yield from _true_by(inner, world)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _true_by(part, world)
        case Is(name) if name in world.definitions:
            yield from _true_by(world.definitions[name], world)
        case Not():
            return
        case _:
            yield from (fact for fact in _facts(condition, world) if world.has_value(fact))


def _facts(leaf: Leaf, world: World) -> tuple[str, ...]:
    return () if isinstance(leaf, FlagIs | ServiceIs) else world.facts_behind(leaf.name)
