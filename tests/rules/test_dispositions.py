"""Dispositions: each is recommended for some complete case, and the table of usual answers holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.advice import Recommendation
from carecon.rules.ruleset import load_ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.steps.findings import find
from tests.rules.complete_cases import NOON, PLAN, advised, complete
from tests.rules.test_pathways import FIT, FRAIL, IN_A_HOME

NIGHT = datetime(2024, 1, 17, 3, tzinfo=UTC)
PROBLEMS = vocabulary()["presenting_problem"].choices

WELL: Mapping[str, Any] = {
    **FIT,
    "trajectory": "improving",
    "clinician_on_scene": True,
    "staff_can_monitor": True,
    "carer_present": True,
}
UP_AGAIN: Mapping[str, Any] = {**WELL, "floor_minutes": 5, "falls_last_12_months": 1}
LASTING: Mapping[str, Any] = {**WELL, "trajectory": "stable", "symptom_onset_hours": 336}
DEAD: Mapping[str, Any] = {"died": True, "death_expected": True, "dnacpr": True, "dnacpr_seen": "seen"}
ON_THE_FLOOR: Mapping[str, Any] = {**FIT, "still_on_floor": True}

CASES: dict[str, tuple[str, Mapping[str, Any]]] = {
    "emergency_ambulance": ("fall", {"hip_fracture_signs": True}),
    "emergency_specialty": ("generally_unwell", {**FIT, "sex": "female", "pregnant": True}),
    "planned_attendance": ("wound", {"injury_other_than_minor": True}),
    "ucr_2h": ("fall", FRAIL),
    "ucr_48h": ("equipment", FRAIL),
    "virtual_ward": ("infection", {"iv_treatment_needed": True}),
    "palliative_urgent": ("palliative_symptoms", PLAN),
    "verify_death": ("death_expected", DEAD),
    "gp_same_day": ("infection", FIT),
    "gp_routine": ("other", LASTING),
    "community_nursing": ("wound", FIT),
    "falls_lift": ("fall", ON_THE_FLOOR),
    "mental_health_crisis": ("mental_health", FIT),
    "pharmacy": ("medication", FIT),
    "self_care": ("fall", UP_AGAIN),
    "signpost": ("generally_unwell", {"age_years": 9}),
    "return_out_of_area": ("fall", {"postcode": "PL12 9ZZ"}),
}


def recommended(problem: str, at: datetime = NOON, /, **facts: Any) -> Recommendation:
    best = advised(complete(problem, **facts), at).recommended
    assert best is not None
    return best


@pytest.mark.parametrize("disposition", CASES)
def test_a_complete_case_reaches(disposition: str) -> None:
    problem, facts = CASES[disposition]
    assert recommended(problem, **facts).disposition == disposition


def test_what_hangs_on_the_service_is_reached_too_and_nothing_is_left_out() -> None:
    full = advised(complete("carer_breakdown", **FRAIL), spoke_capacity={"ucr_2h": 0}).recommended
    paused = advised(complete("fall", source="ambulance_stack", ambulance_status="none_sent"), intake_paused=True)
    closed = advised(complete("fall"), NIGHT).recommended
    assert full is not None
    assert paused.recommended is not None
    assert closed is not None
    by_service = [full.disposition, paused.recommended.disposition, closed.disposition]
    assert by_service == ["social_care_urgent", "return_paused", "return_out_of_hours"]
    assert {*by_service, *CASES} == set(catalogue().kinds)


USUAL: list[tuple[str, Mapping[str, Any], str]] = [
    ("palliative_symptoms", {}, "palliative_urgent"),
    ("fall", {**ON_THE_FLOOR, "floor_minutes": 59}, "falls_lift"),
    ("fall", {**ON_THE_FLOOR, "floor_minutes": 60}, "ucr_2h"),
    ("fall", {**ON_THE_FLOOR, "falls_last_12_months": 2}, "ucr_2h"),
    ("fall", {**ON_THE_FLOOR, "clinical_concern": True}, "ucr_2h"),
    ("fall", {**ON_THE_FLOOR, "injury_other_than_minor": True}, "planned_attendance"),
    ("fall", {**ON_THE_FLOOR, "istumble": ("bleeding_freely",)}, "emergency_ambulance"),
    ("urinary", FRAIL, "ucr_2h"),
    ("infection", IN_A_HOME, "ucr_2h"),
    ("urinary", FIT, "gp_same_day"),
    ("infection", {**FIT, "iv_treatment_needed": True}, "virtual_ward"),
    ("breathlessness", FIT, "ucr_2h"),
    ("confusion", FIT, "ucr_2h"),
    ("generally_unwell", IN_A_HOME, "ucr_2h"),
    ("generally_unwell", FRAIL, "ucr_2h"),
    ("generally_unwell", {**IN_A_HOME, "fluids_needed": True}, "ucr_2h"),
    ("catheter", {**FIT, "catheter_problem": "came_out"}, "ucr_2h"),
    ("catheter", {**FIT, "catheter_problem": "blocked_retention"}, "ucr_2h"),
    ("catheter", {**FIT, "catheter_problem": "routine_change"}, "community_nursing"),
    ("diabetes", FIT, "ucr_2h"),
    ("carer_breakdown", FRAIL, "ucr_2h"),
    ("equipment", FRAIL, "ucr_48h"),
    ("wound", FIT, "community_nursing"),
    ("medication", FIT, "pharmacy"),
    ("medication", {**FIT, "new_medicine_recent": ("opioid",)}, "gp_same_day"),
    ("mental_health", FIT, "mental_health_crisis"),
    ("other", FIT, "gp_same_day"),
]


@pytest.mark.parametrize(("problem", "facts", "answer"), USUAL)
def test_the_usual_answer(problem: str, facts: Mapping[str, Any], answer: str) -> None:
    assert recommended(problem, **facts).disposition == answer


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("who", [FIT, FRAIL, IN_A_HOME], ids=["fit", "frail", "care home"])
def test_every_problem_has_a_rule_of_its_own_and_never_falls_to_the_catch_all(
    problem: str, who: Mapping[str, Any]
) -> None:
    advice = advised(complete(problem, **who))
    assert advice.state == "recommend"
    assert advice.recommended is not None
    assert "CATCH-ALL" not in advice.recommended.because


def test_only_where_nobody_can_say_the_main_problem_a_senior_decides_without_a_rule() -> None:
    case = {**complete("other", **FIT), "presenting_problem": Answer("presenting_problem", NOT_KNOWN)}
    advice = advised(case)
    assert advice.state == "senior_decision"
    assert advice.recommended is not None
    assert "CATCH-ALL" in advice.recommended.because


# What must be known and harmless before somebody is left with advice alone: each of these, otherwise, leads elsewhere.
NOT_LEFT_WITH_ADVICE: dict[str, Any] = {
    "age_years": 17,
    "trajectory": "worsening",
    "clinical_concern": True,
    "suspected_infection": True,
    "pain_score": 4,
    "functional_decline": True,
    "safe_to_remain": False,
    "carer_breakdown": True,
    "safeguarding_concern": True,
    "patient_wishes": "go_to_hospital",
    "soft_signs": ("hot",),
    "learning_disability_or_stable_disability": True,
    "efi": 0.3,
    "clinician_on_scene": False,
    "staff_can_monitor": False,
    "fall_cause": "unknown",
    "floor_minutes": 60,
    "falls_last_12_months": 2,
    "able_to_weight_bear": False,
    "istumble": ("intense_pain",),
    "injury_other_than_minor": True,
    "hip_fracture_signs": True,
    "head_injury": True,
    "still_on_floor": True,
    "frailty_syndrome": ("falls",),
    "respiratory_rate": 22,
    "spo2": 93,
    "systolic_bp": 95,
    "heart_rate": 115,
    "acvpu": "new_confusion",
    "temperature": 35.0,
    "acute_mental_health_crisis": True,
    "iv_treatment_needed": True,
    "delirium_4at": 4,
    "crb65": 3,
    "injury_story_inconsistent": True,
}


@pytest.mark.parametrize("fact", NOT_LEFT_WITH_ADVICE)
def test_nobody_is_left_with_advice_alone_where(fact: str) -> None:
    case = {**complete("fall", **UP_AGAIN), fact: Answer(fact, NOT_LEFT_WITH_ADVICE[fact])}
    best = advised(case).recommended
    assert best is None or best.disposition not in ("self_care", "gp_routine")


MENTIONED_IF_SO = {
    "soft_signs",
    "efi",
    "learning_disability_or_stable_disability",
    "acute_mental_health_crisis",
    "iv_treatment_needed",
    "delirium_4at",
    "crb65",
    "injury_story_inconsistent",
}
"""What is not asked of everybody: silence about it keeps nobody, a yes does."""


@pytest.mark.parametrize("fact", sorted(set(NOT_LEFT_WITH_ADVICE) - MENTIONED_IF_SO))
def test_nobody_is_left_with_advice_alone_while_it_is_not_known(fact: str) -> None:
    case = {name: answer for name, answer in complete("fall", **UP_AGAIN).items() if name != fact}
    best = advised(case).recommended
    assert best is None or best.disposition != "self_care"


def test_readings_that_are_not_quite_normal_are_taken_again_within_six_hours() -> None:
    assert recommended("fall", **UP_AGAIN).urgency_minutes == 1440
    assert recommended("fall", **{**UP_AGAIN, "spo2": 95}).urgency_minutes == 360


def test_a_danger_sign_at_16_or_17_is_never_left_to_the_own_practice() -> None:
    faint = {**FIT, "syncope": "fainted", "syncope_features": ("family_sudden_death",)}
    assert recommended("syncope", **{**faint, "age_years": 17}).disposition == "planned_attendance"
    low_sugar = {**FIT, "age_years": 16, "blood_glucose": 3.5}
    assert catalogue().kinds[recommended("diabetes", **low_sugar).disposition] == "emergency"


@pytest.mark.parametrize("problem", ["fall", "infection", "breathlessness", "carer_breakdown", "catheter"])
def test_nothing_of_two_hours_or_more_is_offered_to_somebody_who_only_rouses_to_voice(problem: str) -> None:
    advice = advised(complete(problem, **{**FRAIL, "acvpu": "voice"}))
    assert advice.recommended is not None
    shown = {each.disposition: each.urgency_minutes for each in (advice.recommended, *advice.alternatives)}
    assert set(shown) <= {"emergency_ambulance", "planned_attendance", "gp_same_day"}
    assert max(shown.values()) <= 60


@pytest.mark.parametrize("problem", ["fall", "infection", "catheter", "carer_breakdown"])
def test_a_crisis_of_the_mind_never_hides_an_illness_of_the_body(problem: str) -> None:
    best = recommended(problem, **{**FRAIL, "acute_mental_health_crisis": True})
    assert best.disposition == "ucr_2h"
    assert best.urgency_minutes <= 120


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_first_rule_that_holds_leads_and_is_named(problem: str) -> None:
    ruleset = load_ruleset("devon")
    case = complete(problem, **FIT)
    found = find(case, derive_context(ruleset.area, case, NOON), ruleset)
    lead = next(rule for rule in ruleset.routing if evaluate(rule.when, found.world) is True)
    best = advised(case).recommended
    assert best is not None
    assert lead.id in best.because
