"""Danger signs in company: what is left open when several are present, and what hangs on answers still to come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset
from carecon.rules.steps.findings import find
from carecon.rules.steps.flags import Room

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
HEAD: dict[str, Any] = {
    "head_injury": True,
    "anticoagulant": True,
    "gcs": 15,
    "focal_neurology": False,
    "skull_fracture_signs": False,
    "seizure_since_injury": False,
    "vomiting_since_injury": 0,
}


def answers(**facts: Any) -> dict[str, Answer]:
    return {name: Answer(name, value) for name, value in facts.items()}


def room(**facts: Any) -> Room:
    given = answers(**facts)
    return find(given, derive_context(RULESET.area, given, AT), RULESET).room


def advised(**facts: Any) -> Advice:
    given = answers(**facts)
    return advise(given, derive_context(RULESET.area, given, AT), RULESET)


def where(found: Room) -> list[str]:
    return [each.disposition for each in found.settlements or ()]


def test_no_danger_sign_leaves_everything_open() -> None:
    assert room(fast_positive=False).settlements is None
    assert room().allows("self_care")


def test_a_sign_that_may_settle_leaves_that_and_nothing_else_open() -> None:
    found = room(**HEAD)
    assert where(found) == ["planned_attendance"]
    assert not found.allows("ucr_2h")


def test_two_signs_leave_open_only_what_both_allow_and_the_sooner_counts() -> None:
    found = room(**HEAD, gi_bleed=False, hypercalcaemia_suspected=True)
    assert where(found) == ["planned_attendance"]
    assert found.settlements is not None
    assert found.settlements[0].within_minutes == 60


def test_two_signs_with_nothing_in_common_are_an_emergency() -> None:
    found = room(**HEAD, safe_to_remain=False, immediate_danger=False)
    assert found.emergency is not None
    assert found.emergency.disposition == "emergency_ambulance"


def test_an_open_condition_is_waited_for_also_where_each_sign_has_another_way_out() -> None:
    # The near-faint may wait for the practice, the head injury for hospital only, if its signs were asked.
    asked = {name: value for name, value in HEAD.items() if name != "focal_neurology"}
    found = room(
        **asked, stroke_symptoms_resolved=False, kidney_function="acute_injury_or_high_potassium", acvpu="alert"
    )
    assert "focal_neurology" in found.waits_for
    assert "respiratory_rate" in found.waits_for


@pytest.mark.parametrize(("swallow", "settles"), [(True, ["ucr_2h"]), (False, []), (NOT_KNOWN, [])])
def test_a_condition_must_be_known_to_hold(swallow: Any, settles: list[str]) -> None:
    found = room(blood_glucose=3.2, acvpu="alert", swallow_safe=swallow)
    assert where(found) == settles
    assert (found.emergency is None) == bool(settles)


def test_an_ambulance_goes_before_a_specialty_which_is_told() -> None:
    emergency = room(neutropenic_risk=True, temperature=38.5, fast_positive=True).emergency
    assert emergency is not None
    assert (emergency.disposition, emergency.specialty) == ("emergency_ambulance", "acute_oncology")


def test_cauda_equina_with_cancer_goes_the_way_of_cord_compression() -> None:
    signs = {"cauda_equina_signs": True}
    with_cancer, without = room(**signs, known_cancer=True).emergency, room(**signs, known_cancer=False).emergency
    assert with_cancer is not None
    assert without is not None
    assert (with_cancer.disposition, with_cancer.specialty) == ("emergency_specialty", "mscc_coordinator")
    assert (without.disposition, without.specialty) == ("emergency_ambulance", None)


def test_where_two_answers_contradict_each_other_the_worse_counts() -> None:
    assert "reduced_consciousness" in advised(acvpu="alert", gcs=9).red_flags.present
    assert "acute_coronary_syndrome" in advised(chest_discomfort="none", cardiac_chest_pain=True).red_flags.present
    assert (
        "neutropenic_sepsis"
        in advised(neutropenic_risk=False, days_since_anticancer_treatment=5, temperature=39.0).red_flags.present
    )


def test_an_alternative_carries_what_would_have_to_be_recorded_if_it_were_chosen() -> None:
    observed = {"respiratory_rate": 22, "spo2": 93, "on_oxygen": False, "systolic_bp": 130, "heart_rate": 95}
    advice = advised(
        presenting_problem="breathlessness",
        age_years=80,
        acvpu="alert",
        safe_to_remain=True,
        temperature=37.0,
        severe_breathlessness=False,
        chest_discomfort="none",
        spo2_scale_2=False,
        new_oxygen_requirement=False,
        trajectory="worsening",
        suspected_infection=False,
        **observed,
    )
    home = {option.disposition: option for option in advice.alternatives}
    assert advice.recommended is not None
    assert advice.recommended.disposition == "planned_attendance"
    assert {"risk_acceptance", "callback", "senior_sign_off"} <= set(home["ucr_2h"].requires)
    assert {"risk_acceptance", "slot_confirmed"} <= set(home["virtual_ward"].requires)


def test_the_rules_that_raised_a_sign_are_named() -> None:
    flags = advised(spo2=85, airway_compromise=True).red_flags
    assert flags.raised_by["airway_or_breathing"] == ("RF-AIRWAY-01", "RF-BREATHING-01")


def test_a_sign_of_dying_is_set_aside_with_the_facts_that_set_it_aside() -> None:
    flags = advised(identity="confirmed", dying_phase_recognised=True, spo2=70, airway_compromise=False).red_flags
    aside = {each.id: each.because for each in flags.set_aside}
    assert aside["airway_or_breathing"] == ("identity", "dying_phase_recognised")
    assert not flags.present
    assert "airway_or_breathing" not in flags.not_excluded


def test_airway_compromise_is_never_set_aside() -> None:
    dying = {"identity": "confirmed", "dying_phase_recognised": True, "spo2": 70}
    assert "airway_or_breathing" in advised(**dying, airway_compromise=True).red_flags.present
    assert "airway_or_breathing" in advised(**dying).red_flags.not_excluded


def test_a_plan_of_which_nobody_has_spoken_holds_up_no_help() -> None:
    bleeding = advised(
        age_years=70,
        presenting_problem="other",
        acvpu="alert",
        safe_to_remain=True,
        observations_not_possible="declined",
        catastrophic_bleed=True,
    )
    assert bleeding.recommended is not None
    assert bleeding.recommended.disposition == "emergency_ambulance"


@pytest.mark.parametrize(
    "known", [{"presenting_problem": "palliative_symptoms"}, {"end_of_life_register": True}, {"syringe_pump": True}]
)
def test_a_plan_that_may_well_exist_is_asked_about_before_help_is_sent(known: dict[str, Any]) -> None:
    bleeding = advised(age_years=70, acvpu="alert", catastrophic_bleed=True, **known)
    assert bleeding.state == "need_more_facts"
    assert {"identity", "escalation_plan"} <= {question.fact for question in bleeding.ask}
