"""Conditions as statements say what the reference evaluator says: of every rule, of scores at every value."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from carecon.clinical.answers import NOT_KNOWN, Answer, Value
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.language.condition import Compare, Condition, FlagIs, Operator, Truth, leaves, names, render
from carecon.rules.language.names import LATE
from carecon.rules.proof.leaves import NOWHERE, Leaves
from carecon.rules.proof.leaves import Truth as Rails
from carecon.rules.proof.states import States
from carecon.rules.ruleset import load_ruleset
from carecon.rules.running.cells import conditions
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import World, see
from tests.rules.proof.any_case import any_value, either

OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=", "==", "!=")
AROUND_SCORES = ("spo2_scale_2", "age_years", "pregnant", "died", "systolic_bp")


@cache
def statements() -> Leaves:
    ruleset = load_ruleset()
    return Leaves(States(ruleset), ruleset.definitions)


@cache
def of_facts() -> tuple[Condition, ...]:
    """Every condition of the packs that looks at facts and context alone."""
    every = dict.fromkeys(conditions(load_ruleset()))
    return tuple(
        each for each in every if not names(each) & LATE and not any(isinstance(leaf, FlagIs) for leaf in leaves(each))
    )


def truth(of: Rails, states: dict[str, int], seen: dict[int, bool]) -> Truth:
    circuit = statements().circuit
    true, false = (circuit.value(rail, states, seen) for rail in (of.true, of.false))
    assert not (true and false)
    return True if true else False if false else None


def test_every_condition_of_the_packs_is_told_as_the_reference_evaluator_tells_it() -> None:
    made, ruleset, draw = statements(), load_ruleset(), random.Random(21)
    told = [(condition, made.truth(condition)) for condition in of_facts()]
    assert len(told) > 100
    for _ in range(120):
        facts, context = either(draw, made.states)
        states, seen = made.states.of_case(facts, context), dict[int, bool]()
        world = see(facts, context, ruleset.definitions, ruleset.packs.too_old)
        for condition, rails in told:
            assert truth(rails, states, seen) is evaluate(condition, world), render(condition)


def compared(names_and_numbers: Mapping[str, Iterable[float]]) -> list[tuple[Compare, Rails]]:
    leaves_of = [
        Compare(name, operator, number)
        for name, numbers in names_and_numbers.items()
        for number in numbers
        for operator in OPERATORS
    ]
    return [(leaf, statements().truth(leaf)) for leaf in leaves_of]


def agree(told: list[tuple[Compare, Rails]], facts: dict[str, Answer]) -> None:
    states = statements().states.of_case(facts, NOWHERE)
    world: World = see(facts, NOWHERE, {})
    seen: dict[int, bool] = {}
    for leaf, rails in told:
        assert truth(rails, states, seen) is evaluate(leaf, world), (render(leaf), facts)


def some(draw: random.Random, fact: str, value: Value) -> dict[str, Answer]:
    """An answer, or that nobody knows, or none."""
    chance = draw.random()
    return {} if chance < 0.2 else {fact: Answer(fact, NOT_KNOWN if chance < 0.25 else value)}


def test_news2_and_its_worst_part_are_told_at_every_total_with_every_operator() -> None:
    told = compared({"news2": range(0, 21, 2), "news2_worst_part": range(4)})
    draw, states = random.Random(22), statements().states
    for _ in range(150):
        facts: dict[str, Answer] = {}
        for fact in dict.fromkeys((*NEWS2_FACTS, *AROUND_SCORES)):
            if fact not in ("pregnant", "died") or draw.random() < 0.2:
                facts |= some(draw, fact, any_value(draw, fact, states))
        agree(told, facts)


def test_differences_of_blood_pressures_are_told_to_the_millimetre() -> None:
    told = compared({"systolic_below_usual": range(38, 42), "standing_drop": range(19, 22)})
    draw = random.Random(23)
    for _ in range(80):
        now = draw.randint(60, 200)
        beside = {"usual_systolic_bp": now + draw.choice([0, 37, 38, 39, 40, 41]), "systolic_bp": now}
        beside["standing_systolic_bp"] = now - draw.choice([0, 18, 19, 20, 21])
        agree(told, {name: each for fact, v in beside.items() for name, each in some(draw, fact, v).items()})


@pytest.mark.parametrize("age", [None, 17, 64, 65, 90])
@pytest.mark.parametrize("disability", [None, True, False])
def test_the_frailty_scale_is_told_only_where_it_is_valid(age: int | None, disability: bool | None) -> None:
    told = compared({"cfs": statements().states.domains["cfs"].cuts})
    assert told
    beside = {"age_years": age, "learning_disability_or_stable_disability": disability}
    for cfs in (None, *range(1, 10)):
        known = {**beside, "cfs": cfs}
        agree(told, {name: Answer(name, value) for name, value in known.items() if value is not None})
