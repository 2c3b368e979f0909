"""What is asked next: life-threatening first, what needs no kit before what needs some, and never in vain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
OBSERVED: dict[str, Any] = {
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 130,
    "heart_rate": 76,
    "temperature": 36.8,
}
SEEN: dict[str, Any] = {"age_years": 80, "safe_to_remain": True, "acvpu": "alert", "postcode": "TQ12 9ZZ", **OBSERVED}


def advised(**facts: Any) -> Advice:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    return advise(answers, derive_context(RULESET.area, answers, AT), RULESET)


def asked(**facts: Any) -> list[str]:
    return [ask.fact for ask in advised(**facts).ask]


def test_the_problem_and_alertness_come_before_everything() -> None:
    assert asked()[:2] == ["presenting_problem", "acvpu"]


def test_what_needs_no_kit_and_could_settle_an_emergency_comes_first() -> None:
    order = asked(presenting_problem="breathlessness", age_years=80, safe_to_remain=True, acvpu="alert")
    assert order[0] == "severe_breathlessness"
    assert order.index("severe_breathlessness") < order.index("respiratory_rate") < order.index("spo2")
    assert order.index("suspected_infection") < order.index("temperature")


def test_a_fact_that_settles_nothing_dangerous_comes_later() -> None:
    order = asked(presenting_problem="fall", **SEEN)
    assert order.index("hip_fracture_signs") < order.index("floor_minutes")


def test_where_a_danger_sign_may_settle_is_asked_before_all_else() -> None:
    advice = advised(**SEEN, presenting_problem="bleeding", gi_bleed=True)
    assert advice.state == "need_more_facts"
    assert (advice.ask[0].fact, advice.ask[0].decides) == ("anticoagulant", ("gi_bleed", "planned_attendance"))


def test_a_question_names_the_danger_signs_that_it_settles() -> None:
    ask = next(ask for ask in advised(**SEEN, presenting_problem="fall").ask if ask.fact == "hip_fracture_signs")
    assert ask.decides == ("hip_fracture",)
    assert ask.why == "settles hip fracture"


def test_what_was_asked_in_vain_is_not_asked_again() -> None:
    assert "hip_fracture_signs" not in asked(**SEEN, presenting_problem="fall", hip_fracture_signs=NOT_KNOWN)


def test_an_unknown_place_is_asked_for_and_does_not_hold_up_the_answer() -> None:
    nowhere = {name: value for name, value in SEEN.items() if name != "postcode"}
    advice = advised(**nowhere, presenting_problem="other")
    assert advice.recommended is not None
    assert advice.recommended.spoke is None
    assert [ask.fact for ask in advice.ask] == ["postcode"]


def test_where_a_plan_is_only_spoken_of_the_document_is_asked_for_even_in_an_emergency() -> None:
    advice = advised(**{**SEEN, "spo2": 80}, escalation_plan="comfort_only", escalation_plan_seen=NOT_KNOWN)
    assert advice.recommended is not None
    assert advice.recommended.disposition == "emergency_ambulance"
    assert "identity" in [ask.fact for ask in advice.ask]
    assert "escalation_plan_seen" not in [ask.fact for ask in advice.ask]


def test_what_would_support_a_risk_at_home_is_asked() -> None:
    advice = advised(**{**SEEN, "spo2": 93}, presenting_problem="other", patient_wishes="stay_where_they_are")
    assert advice.recommended is not None
    assert advice.recommended.disposition == "planned_attendance"
    assert [ask.fact for ask in advice.ask] == ["trajectory", "staff_can_monitor"]


def test_an_open_danger_sign_names_the_facts_that_could_settle_it() -> None:
    flags = advised(**SEEN, presenting_problem="fall", head_injury=False).red_flags
    assert flags.settled_by["hip_fracture"][0] == "hip_fracture_signs"
    assert "head_injury_high_risk" not in flags.settled_by


def test_the_danger_signs_of_this_problem_are_shown_first() -> None:
    first = advised(**SEEN, presenting_problem="fall").red_flags.not_excluded[:3]
    assert {"head_injury_high_risk", "hip_fracture"} <= set(first)


def test_while_facts_are_needed_the_leaning_is_shown_and_nothing_is_recommended() -> None:
    advice = advised(**SEEN, presenting_problem="fall")
    assert advice.state == "need_more_facts"
    assert advice.recommended is None
    assert advice.leaning is not None
    assert (advice.leaning.disposition, advice.leaning.spoke) == ("ucr_2h", "south")
