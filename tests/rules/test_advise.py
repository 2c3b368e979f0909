"""What stands beside an answer, where services have no place, and what goes back with a return."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import Answer
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
WELL: dict[str, Any] = {
    "age_years": 82,
    "acvpu": "alert",
    "safe_to_remain": True,
    "postcode": "TQ12 9ZZ",
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 130,
    "heart_rate": 76,
    "temperature": 36.8,
}
FALL: dict[str, Any] = {
    "presenting_problem": "fall",
    "fall_cause": "mechanical",
    "still_on_floor": False,
    "floor_minutes": 20,
    "able_to_weight_bear": True,
    "injury_other_than_minor": False,
    "istumble": (),
    "hip_fracture_signs": False,
    "head_injury": False,
}
DEATH: dict[str, Any] = {
    "died": True,
    "death_expected": True,
    "death_circumstances": (),
    "dnacpr_seen": "seen",
    "identity": "confirmed",
}
DYING: dict[str, Any] = {"identity": "confirmed", "dying_phase_recognised": True, "presenting_problem": "other"}


def advised(full: tuple[str, ...] = (), at: datetime = AT, **facts: Any) -> Advice:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    context = derive_context(RULESET.area, answers, at, spoke_capacity=dict.fromkeys(full, 0))
    return advise(answers, context, RULESET)


def best(full: tuple[str, ...] = (), at: datetime = AT, **facts: Any) -> Recommendation:
    found = advised(full, at, **facts).recommended
    assert found is not None
    return found


def offered(advice: Advice) -> list[str]:
    return [option.disposition for option in advice.alternatives]


def test_hospital_is_always_offered_beside_somebody_who_stays_at_home() -> None:
    assert "planned_attendance" in offered(advised(**WELL, **FALL))


def test_hospital_is_never_offered_to_the_dead() -> None:
    for full in ((), ("verify_death",)):
        assert "planned_attendance" not in offered(advised(full, **DEATH))


@pytest.mark.parametrize(
    ("facts", "full", "expected", "minutes"),
    [
        (FALL, ("ucr_2h",), "planned_attendance", 120),
        ({**FALL, "still_on_floor": True, "falls_last_12_months": 1}, ("falls_lift",), "ucr_2h", 60),
        (DYING, ("palliative_urgent",), "community_nursing", 60),
        (DYING, ("palliative_urgent", "community_nursing"), "ucr_2h", 60),
        ({"presenting_problem": "other", "iv_treatment_needed": True}, ("virtual_ward",), "planned_attendance", 240),
        (DEATH, ("verify_death",), "community_nursing", 240),
    ],
)
def test_where_a_service_has_no_place_the_need_goes_to_the_next_no_later(
    facts: dict[str, Any], full: tuple[str, ...], expected: str, minutes: int
) -> None:
    found = advised(full, **{**WELL, **facts})
    assert found.recommended is not None
    assert (found.recommended.disposition, found.recommended.urgency_minutes) == (expected, minutes)
    assert {"disposition": full[0], "because": ["SERVICE-FULL"]} in found.to_dict()["excluded"]


def test_a_danger_sign_with_no_place_where_it_may_settle_is_an_emergency() -> None:
    hypo: dict[str, Any] = {**WELL, "presenting_problem": "diabetes", "blood_glucose": 3.2, "swallow_safe": True}
    assert best(**hypo).disposition == "ucr_2h"
    assert best(("ucr_2h",), **hypo).disposition == "emergency_ambulance"


def test_a_return_keeps_the_urgency_of_the_answer_it_replaces_and_has_no_spoke() -> None:
    dying = best(**{**WELL, **DYING, "postcode": "PL12 9ZZ"})
    assert (dying.disposition, dying.urgency_minutes, dying.spoke) == ("return_out_of_area", 60, None)
    nothing_asked = best(postcode="PL12 9ZZ", presenting_problem="wound")
    assert nothing_asked.urgency_minutes == 120


def test_area_goes_before_hours_and_hours_before_a_pause() -> None:
    night = datetime(2024, 1, 16, 23, 0, tzinfo=UTC)
    assert best(at=night, postcode="PL12 9ZZ").disposition == "return_out_of_area"
    assert best(at=night, postcode="TQ12 9ZZ").disposition == "return_out_of_hours"


def test_an_answer_due_after_closing_time_needs_a_night_owner() -> None:
    assert "shift_handover" not in best(at=datetime(2024, 1, 16, 17, 59, tzinfo=UTC), **WELL, **FALL).requires
    assert "shift_handover" in best(at=datetime(2024, 1, 16, 18, 1, tzinfo=UTC), **WELL, **FALL).requires


def test_a_present_danger_sign_excludes_what_it_does_not_allow_with_its_reason() -> None:
    out = {no.disposition: no.because for no in advised(hip_fracture_signs=True).excluded}
    assert out["ucr_2h"] == out["falls_lift"] == ("RF-HIP-01",)


def test_no_news2_in_pregnancy_and_the_frailty_scale_drives_nothing_where_it_is_not_valid() -> None:
    found = advised(pregnant=True, age_years=30, cfs=8).to_dict()["scores"]
    assert found["news2"] is None
    assert found["cfs"] == {"value": 8, "applicable": False}
    disability: dict[str, Any] = {**WELL, "age_years": 70, "cfs": 8, "learning_disability_or_stable_disability": True}
    assert best(**{**disability, **FALL}).pathway == "other"


def test_news2_is_marked_as_not_for_escalation_where_dying_is_recognised() -> None:
    found = advised(**{**WELL, **DYING, "spo2": 80}).to_dict()["scores"]["news2"]
    assert found["for_escalation"] is False
    assert advised(**WELL).to_dict()["scores"]["news2"]["for_escalation"] is True


def test_at_sixteen_and_seventeen_the_own_practice_sees_them_or_hospital() -> None:
    young: dict[str, Any] = {**WELL, "age_years": 17}
    assert best(**young, **FALL).disposition == "gp_same_day"
    bleeding: dict[str, Any] = {
        "presenting_problem": "bleeding",
        "major_haemorrhage": False,
        "gi_bleed": True,
        "anticoagulant": False,
    }
    assert best(**young, **bleeding).disposition == "planned_attendance"
