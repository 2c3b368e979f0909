"""How a fact stands, and how the rules take it: told as it is, and true of what the rules then do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer, Unknown
from carecon.clinical.facts import vocabulary
from carecon.clinical.scores import cfs_applicable, news2
from carecon.errors import BadInput
from carecon.rules.packing.pack import read_packs
from carecon.rules.packing.without_value import WithoutValue
from carecon.rules.questioning.fact_state import State
from carecon.rules.questioning.fact_states import FactStates, state_of
from carecon.rules.ruleset import load_ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import NOT_APPLICABLE
from carecon.rules.steps.findings import Findings, find
from carecon.rules.steps.flags import status_of
from tests.rules.packing.test_too_old import pack
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
FALL: dict[str, Any] = {"presenting_problem": "fall", "age_years": 82, "safe_to_remain": True}
NEEDED_BY_A_FALL = "head_injury"


def found(answers: dict[str, Answer]) -> Findings:
    return find(answers, derive_context(RULESET.area, answers, AT), RULESET)


def given(**facts: Any) -> dict[str, Answer]:
    return {name: Answer(name, value) for name, value in facts.items()}


def state(fact: str, **facts: Any) -> tuple[State, str, str]:
    answers = given(**facts)
    one = state_of(fact, answers, derive_context(RULESET.area, answers, AT), RULESET)
    return one.state, one.resolved_as, one.because


def test_a_fact_that_nobody_asked_and_that_is_needed_says_so() -> None:
    told = state(NEEDED_BY_A_FALL, **FALL)
    assert told[0] is State.NOT_ASKED
    assert told[1].startswith("is asked before anybody stays at home")


@pytest.mark.parametrize("answer", Unknown)
def test_a_needed_fact_that_cannot_be_had_is_a_seniors_decision_however_it_is_put(answer: Unknown) -> None:
    told = state(NEEDED_BY_A_FALL, **FALL, head_injury=answer)
    assert told[0] == answer.value
    assert told[1].startswith("a senior decides")


def test_a_danger_sign_that_hangs_on_a_fact_is_named() -> None:
    assert state("fast_positive")[1] == (
        'leaves the danger sign "New face, arm or speech sign, or sudden loss of balance or sight" open'
    )
    assert "danger signs open" in state("spo2")[1]


def test_an_observation_without_a_value_scores_whatever_it_may_be_worth() -> None:
    assert "scores 0 to 3" in state("respiratory_rate")[1]
    assert state("respiratory_rate", respiratory_rate=22)[:2] == (State.ANSWERED, "scores 2")


def test_scale_2_without_a_value_counts_as_scale_1_with_a_source() -> None:
    told = state("spo2_scale_2", spo2_scale_2=NOT_KNOWN)
    assert told[0] is State.NOT_KNOWN
    assert "counts as scale 1" in told[1]
    assert "Royal College of Physicians" in told[2]


def test_a_fact_of_which_nothing_is_said_counts_as_unknown() -> None:
    assert state("next_of_kin", next_of_kin=NOT_KNOWN)[1] == "counts as unknown, which is not no"


def test_an_old_observation_scores_says_how_old_it_is_and_is_asked_again() -> None:
    answers = {**given(**FALL), "heart_rate": Answer("heart_rate", 120, AT - timedelta(hours=7))}
    told = FactStates(found(answers)).of("heart_rate")
    assert (told.state, told.resolved_as) == (State.OUT_OF_DATE, "scores 2, and is asked again")
    assert told.because.startswith("7 h old; too old after 6 h (")


def test_an_old_answer_that_is_not_needed_is_not_said_to_be_asked_again() -> None:
    answers = {**given(**FALL), "pain_score": Answer("pain_score", 2, AT - timedelta(hours=7))}
    assert FactStates(found(answers)).of("pain_score").resolved_as == "counts as recorded"


@pytest.mark.parametrize(
    "facts", [{"age_years": 64}, {"age_years": 80, "learning_disability_or_stable_disability": True}]
)
def test_the_frailty_scale_does_not_apply_under_65_or_with_a_stable_disability(facts: dict[str, Any]) -> None:
    assert state("cfs", cfs=6, **facts)[:2] == (State.NOT_APPLICABLE, "is not used")


def test_while_the_age_is_not_known_nobody_says_that_the_frailty_scale_does_not_apply() -> None:
    assert state("cfs", cfs=6)[0] is State.ANSWERED
    assert state("cfs", cfs=6, age_years=80)[0] is State.ANSWERED


@pytest.mark.parametrize("facts", [{"sex": "male"}, {"age_years": 60}])
def test_pregnancy_does_not_apply_to_a_man_or_from_60(facts: dict[str, Any]) -> None:
    for more in ({}, {"pregnant": Unknown.NOT_APPLICABLE}, {"pregnant": NOT_KNOWN}):
        told = state("pregnant", **facts, **more)
        assert told[:2] == (State.NOT_APPLICABLE, "is not used")
        assert told[2]


def test_pregnancy_that_is_only_said_not_to_apply_leaves_its_danger_sign_open() -> None:
    told = state("pregnant", pregnant=Unknown.NOT_APPLICABLE, sex="female", age_years=30)
    assert "leaves the danger sign" in told[1]
    assert told[2].startswith("Somebody says that it does not apply: it counts like not known.")


def test_observations_do_not_apply_after_death() -> None:
    dead: dict[str, Any] = {"presenting_problem": "death_expected", "died": True}
    assert state("heart_rate", **dead)[0] is State.NOT_APPLICABLE


def test_observations_of_a_child_are_still_asked_for() -> None:
    assert state("heart_rate", **{**FALL, "age_years": 9})[0] is State.NOT_ASKED


def test_what_is_needed_or_leaves_a_danger_sign_open_is_never_derived_not_to_apply() -> None:
    for answers in cases(31, 400):
        known = found(answers)
        states = FactStates(known)
        hanging = {fact for facts in known.flags.undecided.values() for fact in facts}
        for fact in (*known.needed.open, *hanging):
            if fact not in answers and fact != "cfs":
                assert states.of(fact).state is State.NOT_ASKED, fact


def test_what_is_shown_is_what_has_no_value_is_old_or_does_not_apply() -> None:
    for answers in cases(32, 60):
        aged = {name: replace(answer, at=AT - timedelta(hours=7)) for name, answer in answers.items()}
        states = FactStates(found(aged))
        every = {fact: states.of(fact) for fact in vocabulary().facts}
        told = {name: one for name, one in every.items() if one.state not in (State.NOT_ASKED, State.ANSWERED)}
        assert dict(states.to_show()) == told


# ------------------------------------------------------------------------------ what the packs say that facts count as


def definition(*names: str) -> Callable[[dict[str, Answer]], object]:
    """Whether definitions are known to hold."""
    return lambda answers: [evaluate(RULESET.definitions[name], found(answers).world) is True for name in names]


def score(answers: dict[str, Answer]) -> object:
    return news2(answers, AT, RULESET.packs.too_old.is_old)


def stroke(answers: dict[str, Answer]) -> object:
    return [status_of(rule, found(answers).world) is True for rule in RULESET.flag_rules["stroke"]]


PLAN = definition("comfort_plan_applies", "plan_in_hand")
COUNTS_AS: dict[str, tuple[object, tuple[Callable[[dict[str, Answer]], object], ...]]] = {
    "spo2_scale_2": (False, (score,)),
    "age_years": (40, (score, cfs_applicable)),
    "pregnant": (False, (score,)),
    "died": (False, (score,)),
    "learning_disability_or_stable_disability": (False, (cfs_applicable,)),
    "stroke_symptoms_resolved": (False, (stroke,)),
    "dying_phase_recognised": (False, (definition("dying_recognised"),)),
    "identity": ("ambiguous", (PLAN, definition("dying_recognised"))),
    "escalation_plan_seen": ("told", (PLAN,)),
    "escalation_plan_matches_person": (False, (PLAN,)),
    "escalation_plan_in_date": (False, (PLAN,)),
    "plan_covers_this_event": ("does_not_cover", (PLAN,)),
}
"""A value that a fact without one counts as, and for whom it does."""


@pytest.mark.parametrize("fact", COUNTS_AS)
def test_a_fact_without_a_value_counts_as_what_the_packs_say(fact: str) -> None:
    value, seen_by = COUNTS_AS[fact]
    for answers in cases(33, 150, **{fact: value}):
        for see in seen_by:
            expected = see(answers)
            for answer in Unknown:
                assert see({**answers, fact: Answer(fact, answer)}) == expected
            assert see({name: one for name, one in answers.items() if name != fact}) == expected


def test_an_unknown_usual_pressure_is_no_drop_from_it() -> None:
    for pressure in (60, 120, 200):
        world = found(given(systolic_bp=pressure, usual_systolic_bp=NOT_KNOWN)).world
        assert world.values["systolic_below_usual"] == NOT_APPLICABLE


def test_an_unknown_place_is_not_out_of_area() -> None:
    answers = given(postcode=Unknown.CANNOT_BE_OBTAINED)
    assert derive_context(RULESET.area, answers, AT).in_area is None


def test_every_row_of_the_packs_is_held_against_the_rules_here() -> None:
    said = set(RULESET.packs.without_value.counts_as)
    assert said == {*COUNTS_AS, "usual_systolic_bp", "postcode"}


def test_pregnancy_is_not_for_whom_its_danger_sign_is_excluded() -> None:
    (rule,) = (rule for rule in RULESET.flag_rules["maternity"] if rule.id == "RF-MATERNITY-01")
    row = RULESET.packs.without_value.does_not_apply["pregnant"]
    for sex, age in product(["male", "female", "other", NOT_KNOWN], [30, 59, 60, 61, NOT_KNOWN]):
        world = found(given(sex=sex, age_years=age)).world
        assert (evaluate(row.when, world) is True) == (status_of(rule, world) is False)


# ------------------------------------------------------------------------------------------------ packs that are wrong


def tables(rest: str) -> WithoutValue:
    return read_packs([pack(rest)]).without_value


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('[[counts_as]]\nfact = "spo3"\nas = "x"\nbecause = "y."\nsource = "mine"', "did you mean spo2"),
        ('[[counts_as]]\nfact = "spo2"\nas = "x"\nbecause = "y."\nsource = "yours"', "is not a source"),
        ('[[counts_as]]\nfact = "spo2"\nbecause = "y."\nsource = "mine"', "as: is missing"),
        ('[[does_not_apply]]\nfact = "pregnant"\nwhen = "age_yeers > 4"\nbecause = "y."\nsource = "mine"', "age_yeers"),
        (
            '[[does_not_apply]]\nfact = "pregnant"\nwhen = "not pregnant"\nbecause = "y."\nsource = "mine"',
            "other facts",
        ),
        (
            '[[does_not_apply]]\nfact = "pregnant"\nwhen = "present(stroke)"\nbecause = "y."\nsource = "mine"',
            "other facts",
        ),
        ('[[does_not_apply]]\nfact = "pregnant"\nwhen = "senior"\nbecause = "y."\nsource = "mine"', "other facts"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_the_key(wrong: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        tables(wrong)
    assert told in str(refused.value)


def test_a_fact_that_stands_twice_is_refused() -> None:
    row = '[[counts_as]]\nfact = "spo2"\nas = "x"\nbecause = "y."\nsource = "mine"\n'
    with pytest.raises(BadInput, match="twice"):
        tables(row + row)
