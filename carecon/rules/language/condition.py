"""Conditions as data: what the lines of a pack are parsed into, and what evaluators, questions and proofs walk.

A condition is a tree of frozen nodes. Leaves name a fact, a derived number, a definition or a context fact. Each node
is true, false or unknown; `known` alone turns unknown into false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Truth = bool | None
"""True, false, or (None) unknown."""

Operator = Literal["<", "<=", ">", ">=", "==", "!="]
FlagStatus = Literal["present", "excluded", "open"]


@dataclass(frozen=True, slots=True)
class Is:
    """A yes-or-no fact, a definition or a context fact is so."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number stands in that relation to a constant. False for a number that does not apply to the person."""

    name: str
    operator: Operator
    value: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice has one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Includes:
    """A choice of several includes at least one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """A choice of several was asked, and none applies."""

    name: str


@dataclass(frozen=True, slots=True)
class NotKnown:
    """The fact was asked, and there is no answer to be had. Unknown until it has been asked."""

    name: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fact has a value, whatever it is. Unknown until it has been asked."""

    name: str


@dataclass(frozen=True, slots=True)
class FlagIs:
    """A danger sign has that status. Never unknown: `open` is a status."""

    flag: str
    status: FlagStatus


@dataclass(frozen=True, slots=True)
class ServiceIs:
    """The service that gives a disposition is in one of these states, in the spoke that serves the person."""

    disposition: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The inner condition is known to hold: unknown counts as false."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """The inner condition does not hold."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; true where there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; false where there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Condition, ...]


Leaf = Is | Compare | OneOf | Includes | IsEmpty | NotKnown | Recorded | FlagIs | ServiceIs
Condition = Leaf | Known | Not | AllOf | AnyOf | AtLeast

ALWAYS: Condition = AllOf(())


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a condition, from left to right. Definitions are leaves: they are not opened."""
    match condition:
        case Known(inner) | Not(inner):
            yield from leaves(inner)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield condition


def names(condition: Condition) -> frozenset[str]:
    """The names of facts, numbers, definitions and context facts that a condition reads."""
    return frozenset(leaf.name for leaf in leaves(condition) if not isinstance(leaf, FlagIs | ServiceIs))


def render(condition: Condition) -> str:
    """The condition as a line of a pack; parsing it again gives an equal condition."""
    match condition:
        case Is(name):
            return name
        case Compare(name, operator, value):
            return f"{name} {operator} {value:g}"
        case OneOf(name, (value,)):
            return f"{name} == {value}"
        case OneOf(name, values):
            return f"{name} in [{', '.join(values)}]"
        case Includes(name, (value,)):
            return f"{value} in {name}"
        case Includes(name, values):
            return f"any_of({name}, {', '.join(values)})"
        case IsEmpty(name):
            return f"{name} == []"
        case NotKnown(name):
            return f"not_known({name})"
        case Recorded(name):
            return f"recorded({name})"
        case FlagIs(flag, status):
            return f"{status}({flag})"
        case ServiceIs(disposition, states):
            return f"service({disposition}) in [{', '.join(states)}]"
        case Known(inner):
            return f"known({render(inner)})"
        case Not(inner):
            return f"not ({render(inner)})"
        case AllOf(parts):
            return "(" + " and ".join(render(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(render(part) for part in parts) + ")"
        case AtLeast(count, parts):
            return f"at_least({count}, {', '.join(render(part) for part in parts)})"
