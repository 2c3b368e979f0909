"""Conditions lowered to two values: when one is definitely true, and when it is definitely false.

A condition in three values becomes two plain statements, its rails; where neither holds, it is unknown. What runs them
fast (generated Python) and what proves things about them (solvers) starts from here, so that there is one meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Is, Known, Leaf, Not


@dataclass(frozen=True, slots=True)
class Holds:
    """A leaf is definitely true (`rail` True) or definitely false (`rail` False)."""

    leaf: Leaf
    rail: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; so where there is none."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; not so where there is none."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """At least `at_least` of the parts hold."""

    at_least: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class No:
    """The inner statement does not hold."""

    inner: Node


Node = Holds | All | Any | Count | No

ALWAYS: Final[Node] = All(())
NEVER: Final[Node] = Any(())


@dataclass(frozen=True, slots=True)
class Rails:
    """When a condition is definitely true, and when it is definitely false."""

    true: Node
    false: Node

    @property
    def swapped(self) -> Rails:
        """The rails of the opposite."""
        return Rails(self.false, self.true)


def rails(condition: Condition, definitions: Mapping[str, Condition]) -> Rails:
    """The rails of a condition, with definitions opened: they say exactly what the reference evaluator says."""
    match condition:
        case Not(inner):
            return rails(inner, definitions).swapped
        case Known(inner):
            known = rails(inner, definitions).true
            return Rails(known, No(known))
        case AllOf(parts):
            found = [rails(part, definitions) for part in parts]
            return Rails(All(tuple(each.true for each in found)), Any(tuple(each.false for each in found)))
        case AnyOf(parts):
            found = [rails(part, definitions) for part in parts]
            return Rails(Any(tuple(each.true for each in found)), All(tuple(each.false for each in found)))
        case AtLeast(count, parts):
            found = [rails(part, definitions) for part in parts]
            too_few = len(parts) - count + 1
            return Rails(
                Count(count, tuple(each.true for each in found)), Count(too_few, tuple(each.false for each in found))
            )
        case Is(name) if name in definitions:
            return rails(definitions[name], definitions)
        case _:
            return Rails(Holds(condition, True), Holds(condition, False))
