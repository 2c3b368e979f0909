"""Any answer falls into a state that stands for it: every leaf of every rule is told alike of both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carecon.clinical.answers import NOT_KNOWN, Answer, Value
from carecon.clinical.facts import FactKind, vocabulary
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.language.condition import Compare, Condition, FlagIs, Leaf, ServiceIs, leaves
from carecon.rules.language.names import LATE
from carecon.rules.proof.leaves import NOWHERE
from carecon.rules.proof.states import States
from carecon.rules.ruleset import load_ruleset
from carecon.rules.running.cells import COMPARED, conditions
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import see

ON_AIR: dict[str, Value] = {"on_oxygen": False, "acvpu": "alert", "age_years": 80}


@cache
def states() -> States:
    return States(load_ruleset())


@cache
def looked_at(fact: str) -> tuple[Leaf, ...]:
    """The leaves that read a fact by itself, and every comparison with a score."""
    return tuple(_looked_at(fact))


def _looked_at(fact: str) -> Iterator[Leaf]:
    scored = ("news2", "news2_worst_part") if fact in (*NEWS2_FACTS, "spo2_scale_2") else ()
    of_rules = (leaf for condition in conditions(load_ruleset()) for leaf in leaves(condition))
    for leaf in dict.fromkeys(of_rules):
        if not isinstance(leaf, FlagIs | ServiceIs) and leaf.name in (fact, *scored) and leaf.name not in LATE:
            yield leaf
    yield from (Compare(score, ">=", number) for score in scored for number in range(1, 13))


def told(fact: str, answer: Answer | None) -> list[object]:
    """What the reference evaluator says of each, beside observations that are harmless and beside none."""
    found: list[object] = []
    nothing: dict[str, Value] = {}
    for beside in (
        nothing,
        ON_AIR,
        {**ON_AIR, "spo2_scale_2": True},
        {**ON_AIR, "spo2_scale_2": True, "on_oxygen": True},
    ):
        answers = {name: Answer(name, value) for name, value in beside.items()}
        answers.pop(fact, None)
        if answer is not None:
            answers[fact] = answer
        world = see(answers, NOWHERE, {})
        found += [evaluate(leaf, world) for leaf in looked_at(fact)]
    return found


def stands_for(fact: str, value: Value) -> Answer | None:
    return states().answer(fact, states().of_answer(fact, Answer(fact, value)))


NUMBERS = sorted(fact for fact in states().facts if vocabulary()[fact].kind is FactKind.NUMBER)


@pytest.mark.parametrize("fact", NUMBERS)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_number_to_a_tenth_is_told_like_the_one_that_stands_for_it(fact: str, data: st.DataObject) -> None:
    """Blood pressures to the whole mmHg, as they are read and compared with each other; else to a tenth."""
    low, high = vocabulary()[fact].minimum or 0.0, vocabulary()[fact].maximum or 0.0
    if fact in COMPARED:
        number: float = data.draw(st.integers(int(low), int(high)))
    else:
        number = data.draw(st.integers(round(low * 10), round(high * 10))) / 10
    assert told(fact, stands_for(fact, number)) == told(fact, Answer(fact, number))


@pytest.mark.parametrize("fact", [fact for fact in NUMBERS if fact not in NEWS2_FACTS and fact not in COMPARED])
@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1))
@example(0.0)
@example(1.0)
def test_any_real_number_without_a_score_is_told_like_the_one_that_stands_for_it(fact: str, place: float) -> None:
    low, high = vocabulary()[fact].minimum or 0.0, vocabulary()[fact].maximum or 0.0
    number = min(low + (high - low) * place, high)
    assert told(fact, stands_for(fact, number)) == told(fact, Answer(fact, number))


@pytest.mark.parametrize("fact", NUMBERS)
def test_at_and_beside_every_cut_numbers_are_told_apart_as_they_should_be(fact: str) -> None:
    low, high = vocabulary()[fact].minimum or 0.0, vocabulary()[fact].maximum or 0.0
    step = 1.0 if fact in COMPARED else 0.1
    for cut in sorted(states().domains[fact].cuts):
        for number in (round(cut - step, 1), cut, round(cut + step, 1)):
            if low <= number <= high:
                assert told(fact, stands_for(fact, number)) == told(fact, Answer(fact, number)), number


@pytest.mark.parametrize("fact", sorted(set(states().facts) - set(NUMBERS)))
def test_every_answer_that_is_no_number_is_told_like_the_one_that_stands_for_it(fact: str) -> None:
    known = vocabulary()[fact]
    if known.many:
        several: list[Value] = [(), *((choice,) for choice in known.choices), known.choices, known.choices[1:]]
        assert all(told(fact, stands_for(fact, each)) == told(fact, Answer(fact, each)) for each in several)
        return
    for value in known.choices or (True, False):
        assert stands_for(fact, value) == Answer(fact, value)


@pytest.mark.parametrize("fact", states().facts)
def test_not_asked_and_not_known_are_states_of_every_fact_and_come_back_as_they_are(fact: str) -> None:
    assert states().answer(fact, states().of_answer(fact, None)) is None
    assert states().answer(fact, states().of_answer(fact, Answer(fact, NOT_KNOWN))) == Answer(fact, NOT_KNOWN)


def test_no_two_numbers_of_a_fact_stand_for_the_same_stretch() -> None:
    for fact in NUMBERS:
        values = states().domains[fact].values
        assert len({states().of_answer(fact, Answer(fact, value))[fact] for value in values}) == len(values)


def test_a_fact_that_no_rule_reads_is_no_variable() -> None:
    assert "caller_name" not in states().domains
    assert {"systolic_bp", "presenting_problem", "in_area"} <= states().domains.keys()


def test_what_grew_old_is_told_apart_where_the_packs_give_a_limit() -> None:
    fresh = states().of_answer("systolic_bp", Answer("systolic_bp", 120))
    old = states().of_answer("systolic_bp", Answer("systolic_bp", 120), old=True)
    assert {name for name in fresh if fresh[name] != old[name]} == {"systolic_bp@old"}


def _conditions() -> list[Condition]:
    return list(conditions(load_ruleset()))


def test_every_number_that_a_rule_names_is_a_cut() -> None:
    for condition in _conditions():
        for leaf in leaves(condition):
            if isinstance(leaf, Compare) and leaf.name in NUMBERS:
                assert leaf.value in states().domains[leaf.name].cuts
