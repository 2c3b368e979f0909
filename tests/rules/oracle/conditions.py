"""Conditions in z3 as they are meant: numbers as tenths, scores as sums of tables, no cells. What it lacks it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import z3

from carecon.clinical.facts import FactKind, vocabulary
from carecon.clinical.scores import NEWS2_FACTS, Steps, score_tables
from carecon.rules.language.condition import (
    Compare,
    Condition,
    Includes,
    Is,
    IsEmpty,
    Leaf,
    NotKnown,
    OneOf,
    Operator,
    Recorded,
)
from carecon.rules.language.lowering import All, Any, Count, Holds, No, Node, rails
from carecon.rules.running.cells import COMPARED

NOT_ASKED, NOT_KNOWN, VALUE = range(3)

RELATIONS: Mapping[Operator, Callable[[z3.ArithRef, int], z3.BoolRef]] = {
    "<": lambda number, to: number < to,
    "<=": lambda number, to: number <= to,
    ">": lambda number, to: number > to,
    ">=": lambda number, to: number >= to,
    "==": lambda number, to: number == to,
    "!=": lambda number, to: number != to,
}


class NotEncoded(Exception):
    """A leaf that this oracle has no words for: derived numbers other than NEWS2, findings, services."""


class Native:
    """The facts of a case as z3 has them, made as they are asked for, with what each of them can be."""

    def __init__(self, solver: z3.Solver, definitions: Mapping[str, Condition]) -> None:
        self.solver, self.definitions = solver, definitions
        self._states: dict[str, z3.ArithRef] = {}

    def holds(self, condition: Condition, *, rail: bool) -> z3.BoolRef:
        """That a condition is definitely true, or definitely false."""
        both = rails(condition, self.definitions)
        return self._node(both.true if rail else both.false)

    def _node(self, node: Node) -> z3.BoolRef:
        match node:
            case Holds(leaf, rail):
                return self._leaf(leaf, rail=rail)
            case All(parts):
                return z3.And([self._node(part) for part in parts])
            case Any(parts):
                return z3.Or([self._node(part) for part in parts])
            case Count(at_least, parts):
                return z3.Sum([z3.If(self._node(part), 1, 0) for part in parts]) >= at_least
            case No(inner):
                return z3.Not(self._node(inner))

    def _leaf(self, leaf: Leaf, *, rail: bool) -> z3.BoolRef:
        match leaf:
            case Compare("news2", operator, value):
                low, high = (z3.Sum([self._points(fact, end) for fact in NEWS2_FACTS]) for end in (0, 1))
                sure = z3.And(_every(operator, low, high, value, rail=rail))
                return z3.And(self._scored(), sure) if rail else z3.Or(z3.Not(self._scored()), sure)
            case Compare(name, operator, value) if name in vocabulary().facts and name != "cfs":
                low, high = self._bounds(name)
                return z3.And(_every(operator, low, high, value * 10, rail=rail))
            case Is(name) if name in vocabulary().facts:
                return z3.And(self.state(name) == VALUE, z3.Bool(name) == rail)
            case OneOf(name, values) if name in vocabulary().facts:
                numbers = [vocabulary()[name].choices.index(value) for value in values]
                inside = z3.Or([self._choice(name) == number for number in numbers])
                return z3.And(self.state(name) == VALUE, inside if rail else z3.Not(inside))
            case Includes(name, values):
                ticked = z3.Or([z3.Bool(f"{name} {value}") for value in values])
                return z3.And(self.state(name) == VALUE, ticked if rail else z3.Not(ticked))
            case IsEmpty(name):
                ticked = z3.Or([z3.Bool(f"{name} {value}") for value in vocabulary()[name].choices])
                return z3.And(self.state(name) == VALUE, z3.Not(ticked) if rail else ticked)
            case NotKnown(name):
                return self.state(name) == (NOT_KNOWN if rail else VALUE)
            case Recorded(name):
                return self.state(name) == (VALUE if rail else NOT_KNOWN)
        raise NotEncoded(str(leaf))

    def state(self, fact: str) -> z3.ArithRef:
        """Not asked, not known, or a value."""
        if fact not in self._states:
            self._states[fact] = z3.Int(f"{fact} is")
            self.solver.add(self._states[fact] >= NOT_ASKED, self._states[fact] <= VALUE)
        return self._states[fact]

    def _choice(self, fact: str) -> z3.ArithRef:
        number = z3.Int(fact)
        self.solver.add(number >= 0, number < len(vocabulary()[fact].choices))
        return number

    def _bounds(self, fact: str) -> tuple[z3.ArithRef, z3.ArithRef]:
        known, tenths = vocabulary()[fact], z3.Int(f"{fact} in tenths")
        if known.kind is not FactKind.NUMBER:
            raise NotEncoded(fact)
        low, high = round((known.minimum or 0) * 10), round((known.maximum or 0) * 10)
        self.solver.add(tenths >= low, tenths <= high)
        if fact in COMPARED:
            self.solver.add(tenths % 10 == 0)
        here = self.state(fact) == VALUE
        return z3.If(here, tenths, low), z3.If(here, tenths, high)

    def _scored(self) -> z3.BoolRef:
        self._bounds("age_years")
        young = z3.And(
            self.state("age_years") == VALUE, z3.Int("age_years in tenths") < score_tables().news2_from_age * 10
        )
        said = [z3.And(self.state(fact) == VALUE, z3.Bool(fact)) for fact in ("pregnant", "died")]
        return z3.Not(z3.Or(young, *said))

    def _points(self, fact: str, end: int) -> z3.ArithRef:
        tables, here = score_tables(), self.state(fact) == VALUE
        if fact == "on_oxygen":
            worth = z3.If(z3.Bool(fact), tables.oxygen[True], tables.oxygen[False])
            return z3.If(here, worth, sorted(tables.oxygen.values())[-end])
        if fact == "acvpu":
            worth = z3.IntVal(0)
            for number, choice in enumerate(vocabulary()[fact].choices):
                worth = z3.If(self._choice(fact) == number, tables.acvpu[choice], worth)
            return z3.If(here, worth, sorted(tables.acvpu.values())[-end])
        self._bounds(fact)
        tenths = z3.Int(f"{fact} in tenths")
        if fact != "spo2":
            return z3.If(here, _worth(tables.parts[fact], tenths), tables.parts[fact].span[end])
        one = z3.If(here, _worth(tables.spo2_scale_1, tenths), tables.spo2_scale_1.span[end])
        scales = [tables.spo2_scale_2[on] for on in (False, True)]
        air, oxygen = (z3.If(here, _worth(scale, tenths), scale.span[end]) for scale in scales)
        least_or_most = z3.If((air < oxygen) if end == 0 else (air > oxygen), air, oxygen)
        two = z3.If(self.state("on_oxygen") == VALUE, z3.If(z3.Bool("on_oxygen"), oxygen, air), least_or_most)
        return z3.If(z3.And(self.state("spo2_scale_2") == VALUE, z3.Bool("spo2_scale_2")), two, one)


def _worth(steps: Steps, tenths: z3.ArithRef) -> z3.ArithRef:
    found: z3.ArithRef = z3.IntVal(steps.worth[-1])
    for top, worth in reversed(list(zip(steps.tops[:-1], steps.worth[:-1], strict=True))):
        found = z3.If(tenths <= round(top * 10), worth, found)
    return found


def _every(operator: Operator, low: z3.ArithRef, high: z3.ArithRef, value: float, *, rail: bool) -> list[z3.BoolRef]:
    """That every number between two ends stands in that relation, or none does."""
    to = round(value)
    if operator in ("==", "!="):
        equal = rail is (operator == "==")
        return [low == to, high == to] if equal else [z3.Or(high < to, low > to)]
    held = [RELATIONS[operator](end, to) for end in (low, high)]
    return held if rail else [z3.Not(each) for each in held]
