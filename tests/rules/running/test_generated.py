"""Generated Python says what the walk over the tree says: for every condition of the packs, and as CQL has it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.scores import news2
from carecon.rules.advise import advise
from carecon.rules.governing.kept import read_kept, rebuild
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Compare, Condition, Is, Known, Not, OneOf, Truth
from carecon.rules.language.names import all_names
from carecon.rules.ruleset import Ruleset, build_ruleset, load_ruleset
from carecon.rules.running.cells import conditions
from carecon.rules.running.compiled import compiled
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.generated import generate
from carecon.rules.running.still_open import undecided_by
from carecon.rules.running.truth import open_facts, truth, work_out_answer, work_out_facts
from carecon.rules.running.world import NOT_APPLICABLE, World, see
from tests.rules.random_cases import cases_of_all_ages

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
TRUTHS: tuple[Truth, ...] = (True, False, None)

BLIND_TO_THE_ANSWER = """
[pack]
id = "small"
order = 1
version = "1"
title = "A small pack"
status = "draft"
owner = "Somebody"
review_by = 2030-01-01
hazard = "H-07"
[pack.sources]
own = "carecon, 2026"

[[rule]]
id = "PATHWAY"
kind = "pathway"
title = "Any pathway"
when = true
then = { pathway = "other" }
because = "There is one."
source = "own 1"

[[rule]]
id = "CATCH"
kind = "catch_all"
title = "General practice"
when = true
then = { dispositions = ["gp_same_day"] }
because = "Somebody is gone to."
source = "own 1"

[[rule]]
id = "SENIOR"
kind = "senior"
title = "A fall"
when = "fall"
then = {}
because = "Somebody owns it."
source = "own 1"
"""
"""Rules of which none looks at the answer."""


def aged(seed: int, count: int) -> Iterator[tuple[Mapping[str, Answer], Context]]:
    return cases_of_all_ages(RULESET.area, seed, count)


def worlds(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> tuple[World, World]:
    """The same case twice: worked out by generated functions, and to be walked."""
    worked_out, walked = (see(facts, context, ruleset.definitions, ruleset.packs.too_old) for _ in range(2))
    work_out_facts(worked_out, ruleset)
    return worked_out, walked


def worked_out(condition: Condition, values: Mapping[str, object]) -> Truth:
    """What a program of this one condition says of these values."""
    program = generate([condition], {})
    found: Truth = program.function(tuple(map(values.get, program.values)), (), (), (), ())[0]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_every_condition_of_the_packs_comes_out_as_the_reference_says(seed: int) -> None:
    every = tuple(conditions(RULESET))
    for facts, context in aged(seed, 500):
        generated, walked = worlds(facts, context, RULESET)
        for condition in every:
            assert truth(condition, generated) is evaluate(condition, walked), (condition, facts)


@pytest.mark.parametrize("seed", range(4))
def test_every_danger_sign_hangs_on_the_facts_that_the_reference_names(seed: int) -> None:
    for facts, context in aged(100 + seed, 300):
        generated, walked = worlds(facts, context, RULESET)
        for rule in (rule for rules in RULESET.flag_rules.values() for rule in rules):
            for condition in (rule.when, rule.excluded_when):
                if condition is not None:
                    assert open_facts(condition, generated) == undecided_by(condition, walked), (rule.id, facts)


@pytest.mark.parametrize("seed", range(3))
def test_advice_is_the_same_to_the_byte_with_and_without_generated_functions(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = list(aged(200 + seed, 300))
    generated = [advise(facts, context, RULESET).to_dict() for facts, context in some]
    monkeypatch.setattr("carecon.rules.steps.findings.work_out_facts", lambda world, ruleset: None)
    assert [advise(facts, context, RULESET).to_dict() for facts, context in some] == generated


def test_the_tables_of_cql_for_and_or_and_not_hold_in_generated_code() -> None:
    names = {"fall": True, "head_injury": False, "amnesia": None}
    fact = {value: Is(name) for name, value in names.items()}
    for left, right in product(TRUTHS, repeat=2):
        both = False if False in (left, right) else None if None in (left, right) else True
        either = True if True in (left, right) else None if None in (left, right) else False
        assert worked_out(AllOf((fact[left], fact[right])), names) is both
        assert worked_out(AnyOf((fact[left], fact[right])), names) is either
    assert [worked_out(Not(fact[value]), names) for value in TRUTHS] == [False, True, None]
    assert [worked_out(Known(fact[value]), names) for value in TRUTHS] == [True, False, False]


def test_counting_is_what_the_completions_say() -> None:
    names = {"fall": True, "head_injury": False, "amnesia": None}
    fact = {value: Is(name) for name, value in names.items()}
    for count, values in product(range(5), product(TRUTHS, repeat=3)):
        true, maybe = values.count(True), values.count(None)
        expected = True if true >= count else None if true + maybe >= count else False
        assert worked_out(AtLeast(count, tuple(fact[value] for value in values)), names) is expected


@given(
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.integers(0, 6),
    st.one_of(st.just(NOT_APPLICABLE), st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted).map(tuple)),
)
def test_a_comparison_with_an_interval_is_what_the_reference_says(
    operator: str, constant: int, interval: tuple[float, float]
) -> None:
    condition = Compare("cfs", operator, constant)  # type: ignore[arg-type]
    context = Context(AT, "devon", None, in_hours=True, minutes_to_close=300, spoke=None, pause_applies=False)
    world = see({}, context, {})
    world.values["cfs"] = interval
    for each in (condition, Not(condition)):
        assert worked_out(each, world.values) is evaluate(each, world)


def test_generated_source_holds_made_up_names_numbers_and_declared_words_and_nothing_else() -> None:
    code = compiled(RULESET).code
    declared = {choice for name in all_names().values() for choice in name.choices}
    declared |= {"present", "excluded", "open", "closed", "full", "unknown"}
    given = {"values", "asked", "services", "flags", "given", "found", "facts"}
    for source in (code.first.source, code.judged.source, code.answered.source, code.open_facts.source):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Name):
                assert node.id in given or re.fullmatch(r"[a-z]\d+(_lo|_hi)?", node.id)
            elif isinstance(node, ast.Constant):
                assert node.value is None or isinstance(node.value, bool | int | float) or node.value in declared
            assert not isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Import)


def test_a_choice_is_written_as_a_constant_whatever_its_characters() -> None:
    quoting = "' or print(1) or '"
    assert worked_out(OneOf("acvpu", (quoting,)), {"acvpu": "voice"}) is False
    assert worked_out(OneOf("acvpu", (quoting,)), {"acvpu": quoting}) is True


def test_functions_are_made_once_for_a_hash_and_serve_every_ruleset_of_it() -> None:
    again = rebuild(read_kept(RULESET.text))
    assert again is not RULESET
    assert again.hash == RULESET.hash
    assert compiled(again).code is compiled(RULESET).code
    facts, context = next(aged(1, 1))
    assert advise(facts, context, again) == advise(facts, context, RULESET)


def test_advice_needs_no_rule_that_looks_at_the_answer() -> None:
    small = build_ruleset(RULESET.area, (("small.toml", BLIND_TO_THE_ANSWER),))
    for facts, context in aged(7, 20):
        generated, walked = worlds(facts, context, small)
        work_out_answer(generated)
        for condition in conditions(small):
            assert truth(condition, generated) is evaluate(condition, walked)
        advice = advise(facts, context, small)
        best = advice.recommended or advice.leaning
        assert best is not None
        assert best.disposition in ("gp_same_day", "return_ooa")


def test_the_generated_score_is_the_interval_that_the_reference_says() -> None:
    for facts, context in aged(300, 1000):
        world = see(facts, context, RULESET.definitions, RULESET.packs.too_old)
        score = news2(facts, context.at, world.too_old.is_old)
        expected = (NOT_APPLICABLE, NOT_APPLICABLE) if score is None else ((score.low, score.high), score.worst_part)
        assert (world.values["news2"], world.values["news2_worst_part"]) == expected
