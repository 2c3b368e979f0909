"""While an ambulance is on its way the questions go on: what can be treated now, what makes it worse, what helps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset
from carecon.rules.steps.while_help_comes import MEANWHILE
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 24, 9, 26, tzinfo=UTC)
RULESET = load_ruleset("devon")
OBSERVATIONS = ["respiratory_rate", "spo2", "on_oxygen", "systolic_bp", "heart_rate", "temperature"]
HYPO: dict[str, Any] = {
    "presenting_problem": "palliative_symptoms",
    "age_years": 78,
    "postcode": "EX31 9ZZ",
    "acvpu": "pain",
    "diabetes": "type_2",
    "dying_phase_recognised": False,
    "escalation_plan": "hospital_ward_level",
}
HIP: dict[str, Any] = {
    "presenting_problem": "fall",
    "age_years": 90,
    "postcode": "PL19 9ZZ",
    "acvpu": "alert",
    "hip_fracture_signs": True,
}


def advised(**facts: Any) -> Advice:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    return advise(answers, derive_context(RULESET.area, answers, AT), RULESET)


def asked(**facts: Any) -> list[str]:
    advice = advised(**facts)
    assert advice.recommended is not None
    assert catalogue().kinds[advice.recommended.disposition] == "emergency"
    return [ask.fact for ask in advice.ask]


def test_somebody_with_diabetes_who_rouses_to_pain_gets_a_sugar_and_a_look_at_the_swallow() -> None:
    assert asked(**HYPO)[:3] == ["airway_compromise", "blood_glucose", "swallow_safe"]


def test_what_was_treated_or_asked_in_vain_is_not_asked_again() -> None:
    left = asked(**HYPO, blood_glucose=2.1, swallow_safe=NOT_KNOWN)
    assert {"blood_glucose", "swallow_safe"}.isdisjoint(left)


def test_a_broken_hip_is_still_asked_about_the_floor_and_measured() -> None:
    order = asked(**HIP)
    assert {"still_on_floor", "floor_minutes", "head_injury", *OBSERVATIONS} <= set(order)
    assert order.index("head_injury") < order.index("respiratory_rate") < order.index("still_on_floor")


def test_what_could_make_the_call_more_urgent_comes_before_the_observations_and_says_so() -> None:
    question = next(ask for ask in advised(**HIP).ask if ask.fact == "head_injury")
    assert question.decides == ("head_injury_high_risk",)
    assert question.why == "while help comes: could show something more urgent (head injury, high risk)"


def test_a_stroke_is_asked_whether_it_has_gone_and_for_a_sugar() -> None:
    order = asked(presenting_problem="stroke_symptoms", fast_positive=True, age_years=70, acvpu="alert")
    assert order[0] == "blood_glucose"
    assert "stroke_symptoms_resolved" in order


def test_whether_somebody_may_stay_is_no_question_while_an_ambulance_comes() -> None:
    assert "safe_to_remain" not in asked(**HIP)


def test_in_an_arrest_nothing_is_measured_and_a_decision_about_cpr_is_looked_for() -> None:
    order = asked(presenting_problem="other", cardiac_arrest_or_peri_arrest=True)
    assert {"identity", "dnacpr_seen"} <= set(order)
    assert set(order).isdisjoint({*OBSERVATIONS, "acvpu", "blood_glucose"})


def test_nobody_measures_the_dead() -> None:
    order = asked(died=True)
    assert {"identity", "dnacpr_seen", "death_expected"} <= set(order)
    assert set(order).isdisjoint({*OBSERVATIONS, "acvpu", "airway_compromise"})


def test_an_unknown_place_is_asked_for_because_help_must_find_it() -> None:
    nowhere = {name: value for name, value in HIP.items() if name != "postcode"}
    question = next(ask for ask in advised(**nowhere).ask if ask.fact == "postcode")
    assert question.why == "while help comes: where help is to go"


def test_an_emergency_says_why_in_words_and_keeps_what_is_needed_of_its_problem() -> None:
    emergencies = 0
    for answers in cases(21, 300, died=False, cardiac_arrest_or_peri_arrest=False):
        advice = advise(answers, derive_context(RULESET.area, answers, AT), RULESET)
        if advice.recommended is None or catalogue().kinds[advice.recommended.disposition] != "emergency":
            continue
        emergencies += 1
        for ask in advice.ask:
            assert ask.why.startswith(MEANWHILE)
            assert "_" not in ask.why
    assert emergencies > 50
