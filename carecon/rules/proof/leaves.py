"""The leaves of conditions as statements: for one fact by asking the reference evaluator, for scores by their sums."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.facts import vocabulary
from carecon.clinical.scores import NEWS2_FACTS, Steps, score_tables
from carecon.rules.language.condition import Compare, Condition, FlagIs, Includes, Is, Leaf, OneOf, Operator, ServiceIs
from carecon.rules.language.lowering import All, Any, Count, Holds, No, Node, Rails, rails
from carecon.rules.language.names import DIFFERENCES, FINDINGS, OUTCOME, all_names
from carecon.rules.proof.circuit import FALSE, TRUE, Circuit, Statement
from carecon.rules.proof.states import CONTEXT, SERVICES, SILENT, SOME, Silent, State, States
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import see

NOWHERE: Final = Context(datetime(2024, 1, 16, 12, tzinfo=UTC), "", None, True, None, None, False)


@dataclass(frozen=True)
class Truth:
    """When a condition is definitely true and when definitely false, as statements."""

    true: Statement
    false: Statement

    @property
    def unknown(self) -> tuple[Statement, Statement]:
        """Parts that both hold while the condition is unknown."""
        return -self.true, -self.false


@dataclass
class Found:
    """What earlier steps have found, as statements, for the conditions that look at it; filled step by step."""

    flags: dict[str, dict[str, Statement]] = field(default_factory=dict)
    plain: dict[str, Statement] = field(default_factory=dict)
    """Findings that are yes or no."""
    choices: dict[str, dict[str, Statement]] = field(default_factory=dict)
    """Findings that are one of several: pathway, answer, answer_kind."""


class Leaves:
    """Makes statements of conditions over the variables of a ruleset."""

    def __init__(self, states: States, definitions: Mapping[str, Condition]) -> None:
        """A circuit over those variables, empty as yet."""
        self.states = states
        self.circuit = Circuit(states.sizes)
        self.definitions = definitions
        self._facts: dict[tuple[Leaf, bool], Statement] = {}
        self._rails: dict[Condition, Rails] = {}

    def truth(self, condition: Condition, found: Found | None = None) -> Truth:
        """When a condition is true and when false, with what earlier steps have found."""
        both = self._rails.get(condition)
        if both is None:
            both = self._rails[condition] = rails(condition, self.definitions)
        given = found or Found()
        return Truth(self._node(both.true, given), self._node(both.false, given))

    def among(self, fact: str, wanted: Iterable[State]) -> Statement:
        """That a fact is in one of these states."""
        numbers = self.states.domains[fact].numbers
        return self.circuit.among(fact, (numbers[state] for state in wanted))

    def has_value(self, fact: str) -> Statement:
        """That a fact was answered with a value. Facts that no rule looks at count as not asked."""
        domain = self.states.domains.get(fact)
        return FALSE if domain is None else self.circuit.among(fact, domain.valued)

    def not_asked(self, fact: str) -> Statement:
        """That a fact was not asked."""
        return self.among(fact, (Silent.NOT_ASKED,)) if fact in self.states.domains else TRUE

    def asked_in_vain(self, fact: str) -> Statement:
        """That a fact was asked and nobody could answer."""
        return self.among(fact, (Silent.NOT_KNOWN,)) if fact in self.states.domains else FALSE

    def old(self, fact: str) -> Statement:
        """That the answer is too old to count."""
        return self.circuit.among(f"{fact}@old", (1,)) if f"{fact}@old" in self.states.domains else FALSE

    def _node(self, node: Node, found: Found) -> Statement:
        match node:
            case Holds(leaf, rail):
                return self._leaf(leaf, rail, found)
            case All(parts):
                return self.circuit.every(self._node(part, found) for part in parts)
            case Any(parts):
                return self.circuit.some(self._node(part, found) for part in parts)
            case Count(at_least, parts):
                return self.circuit.enough(at_least, [self._node(part, found) for part in parts])
            case No(inner):
                return -self._node(inner, found)

    def _leaf(self, leaf: Leaf, rail: bool, found: Found) -> Statement:
        match leaf:
            case FlagIs(flag, status):
                holds = found.flags[flag][status]
                return holds if rail else -holds
            case ServiceIs(disposition, states):
                holds = self.circuit.among(f"service:{disposition}", (SERVICES.index(state) for state in states))
                return holds if rail else -holds
            case Is(name) if name in found.plain:
                return found.plain[name] if rail else -found.plain[name]
            case OneOf(name, values) if name in found.choices:
                holds = self.circuit.some(found.choices[name].get(value, FALSE) for value in values)
                return holds if rail else -holds
            case Compare("flags_present", operator, value):
                count = _number_of(self.circuit, [each["present"] for each in found.flags.values()])
                return _compared(self.circuit, count, count, operator, value, rail=rail)
            case _ if leaf.name in FINDINGS or leaf.name in OUTCOME:
                raise KeyError(f"{leaf.name} has not been found yet")
            case _:
                key = (leaf, rail)
                if key not in self._facts:
                    self._facts[key] = self._of_facts(leaf, rail)
                return self._facts[key]

    def _of_facts(self, leaf: Leaf, rail: bool) -> Statement:
        match leaf:
            case Is(name) if name in CONTEXT:
                return self.circuit.among(name, (self.states.domains[name].numbers[rail],))
            case Compare("news2", operator, value):
                low, high = (_number_of(self.circuit, chain(*self._news2_parts(end))) for end in (min, max))
                held = _compared(self.circuit, low, high, operator, value, rail=rail)
                return self._applying(self._news2_applies(), held, rail)
            case Compare("news2_worst_part", operator, value):
                low, high = (_highest_of(self.circuit, self._news2_parts(end)) for end in (min, max))
                held = _compared(self.circuit, low, high, operator, value, rail=rail)
                return self._applying(self._news2_applies(), held, rail)
            case Compare(name, operator, value) if name in DIFFERENCES:
                of = DIFFERENCES[name]
                low, high = (self._difference(of.larger, of.smaller, lowest=lowest) for lowest in (True, False))
                held = _compared(self.circuit, low, high, operator, value, rail=rail)
                return self._applying(self.has_value(of.needed), held, rail)
            case Compare("cfs"):
                return self._applying(self.cfs_valid(), self._by_state(leaf, rail), rail)
            case Includes(name, values):
                ticked = self.circuit.some(self.circuit.among(f"{name}:{value}", (1,)) for value in values)
                return self.circuit.every((self.has_value(name), ticked if rail else -ticked))
            case _:
                return self._by_state(leaf, rail)

    def _by_state(self, leaf: Leaf, rail: bool) -> Statement:
        """Of a leaf that looks at one fact: the states for which the reference evaluator says so."""
        if isinstance(leaf, FlagIs | ServiceIs):
            raise TypeError("looks at no fact")
        domain = self.states.domains[leaf.name]
        return self.circuit.among(
            domain.variable, (n for n, state in enumerate(domain.states) if _told(leaf, domain.variable, state) is rail)
        )

    def _applying(self, applies: Statement, holds: Statement, rail: bool) -> Statement:
        """Every comparison with a number that does not apply to the person is false."""
        return self.circuit.every((applies, holds)) if rail else self.circuit.some((-applies, holds))

    def _news2_applies(self) -> Statement:
        young = self._ages(lambda age: age < score_tables().news2_from_age)
        return self.circuit.every(
            (-self.among("age_years", young), -self.among("pregnant", (True,)), -self.among("died", (True,)))
        )

    def cfs_valid(self) -> Statement:
        """That the Clinical Frailty Scale may be used for this person."""
        old_enough = self._ages(lambda age: age >= score_tables().cfs_from_age)
        stable = self.among("learning_disability_or_stable_disability", (True,))
        return self.circuit.every((self.among("age_years", old_enough), -stable))

    def _ages(self, chosen: Callable[[float], bool]) -> list[State]:
        states = self.states.domains["age_years"].states
        return [age for age in states if isinstance(age, int | float) and chosen(age)]

    def _news2_parts(self, end: End) -> list[list[Statement]]:
        """Of each observation statements of which as many hold as it has points, at its lower or upper end."""
        tables = score_tables()
        worth: dict[str, Callable[[State], int]] = {
            **{fact: _worth(steps) for fact, steps in tables.parts.items()},
            "on_oxygen": lambda on: tables.oxygen[bool(on)],
            "acvpu": lambda level: tables.acvpu[str(level)],
        }
        silent = {
            **{fact: end(steps.span) for fact, steps in tables.parts.items()},
            "on_oxygen": end(tables.oxygen.values()),
            "acvpu": end(tables.acvpu.values()),
        }
        return [
            self._spo2_points(end) if fact == "spo2" else self._points(fact, worth[fact], silent[fact])
            for fact in NEWS2_FACTS
        ]

    def _points(self, fact: str, worth: Callable[[State], int], silent: int) -> list[Statement]:
        points = {state: silent if state in SILENT else worth(state) for state in self.states.domains[fact].states}
        top = max(points.values())
        return [self.among(fact, (x for x, n in points.items() if n >= point)) for point in range(1, top + 1)]

    def _spo2_points(self, end: End) -> list[Statement]:
        """Scale 1 unless scale 2 is known to be meant; there oxygen counts, and both ways while it is not known."""
        tables, scale_2 = score_tables(), self.among("spo2_scale_2", (True,))
        on_air, on_oxygen = tables.spo2_scale_2[False], tables.spo2_scale_2[True]
        ways = (
            (-scale_2, (tables.spo2_scale_1,)),
            (self.circuit.every((scale_2, self.among("on_oxygen", (False,)))), (on_air,)),
            (self.circuit.every((scale_2, self.among("on_oxygen", (True,)))), (on_oxygen,)),
            (self.circuit.every((scale_2, -self.has_value("on_oxygen"))), (on_air, on_oxygen)),
        )
        points = [FALSE, FALSE, FALSE]
        for way, scales in ways:
            silent = end([end(scale.span) for scale in scales])
            counted = self._points("spo2", _worth_on(scales, end), silent)
            for place, point in enumerate(counted):
                points[place] = self.circuit.some((points[place], self.circuit.every((way, point))))
        return points

    def _difference(self, larger: str, smaller: str, *, lowest: bool) -> AtLeast:
        """That the lowest (else the highest) that `larger` less `smaller` can be is at least so much."""
        numbers = {}
        for fact, end in ((larger, 0 if lowest else 1), (smaller, 1 if lowest else 0)):
            silent = all_names()[fact].limits[end]
            states = self.states.domains[fact].states
            numbers[fact] = {state: state if isinstance(state, int | float) else silent for state in states}

        def at_least(gap: float) -> Statement:
            return self.circuit.some(
                self.circuit.every(
                    (
                        self.among(smaller, (s for s, x in numbers[smaller].items() if x <= value)),
                        self.among(larger, (s for s, x in numbers[larger].items() if x >= value + gap)),
                    )
                )
                for value in sorted(set(numbers[smaller].values()))
            )

        return at_least


End = Callable[[Iterable[int]], int]
"""`min` or `max`: which end of an interval is meant."""

AtLeast = Callable[[float], Statement]
"""That a number is at least so much."""


def _told(leaf: Leaf, fact: str, state: State) -> bool | None:
    """What the reference evaluator says of a leaf while only this is known."""
    if isinstance(state, Silent):
        answers = {} if state is Silent.NOT_ASKED else {fact: Answer(fact, NOT_KNOWN)}
    elif state == SOME:
        answers = {fact: Answer(fact, vocabulary()[fact].choices[:1])}
    else:
        answers = {fact: Answer(fact, state)} if state is not None else {}
    if fact == "cfs":
        # Somebody for whom the scale is valid: where it is not is seen to elsewhere.
        answers["age_years"] = Answer("age_years", 80)
    return evaluate(leaf, see(answers, NOWHERE, {}))


def _worth(steps: Steps) -> Callable[[State], int]:
    return lambda value: steps.of(round(float(str(value)), 1))


def _worth_on(scales: Iterable[Steps], end: End) -> Callable[[State], int]:
    each = [_worth(scale) for scale in scales]
    return lambda value: end([worth(value) for worth in each])


def _number_of(circuit: Circuit, parts: Iterable[Statement]) -> AtLeast:
    """How many of the statements hold."""
    counted = list(parts)
    return lambda least: circuit.enough(math.ceil(least), counted)


def _highest_of(circuit: Circuit, parts: Iterable[list[Statement]]) -> AtLeast:
    """The highest of several numbers, each told by how many of its statements hold."""
    numbers = [_number_of(circuit, each) for each in parts]
    return lambda least: circuit.some(number(least) for number in numbers)


def _compared(
    circuit: Circuit, low: AtLeast, high: AtLeast, operator: Operator, value: float, *, rail: bool
) -> Statement:
    """Whether a whole number between two ends stands in that relation to a constant: definitely, or definitely not."""
    beyond = math.floor(value) + 1
    match operator:
        case ">=":
            return low(value) if rail else -high(value)
        case ">":
            return low(beyond) if rail else -high(beyond)
        case "<":
            return -high(value) if rail else low(value)
        case "<=":
            return -high(beyond) if rail else low(beyond)
        case "==" | "!=":
            if rail is (operator == "=="):
                return circuit.every((low(value), -high(beyond)))
            return circuit.some((low(beyond), -high(value)))
