"""Cases that desk tests begin from: synthetic people, complete enough to be decided."""

from __future__ import annotations

from carecon.clinical.answers import NOT_KNOWN, Answer

UNINJURED_FALL: dict[str, object] = {
    "source": "paramedic_on_scene",
    "ambulance_status": "on_scene",
    "clinician_on_scene": True,
    "identity": "confirmed",
    "presenting_problem": "fall",
    "age_years": 84,
    "sex": "female",
    "postcode": "TQ12 9ZZ",
    "residence": "own_home",
    "lives_alone": True,
    "safe_to_remain": True,
    "has_capacity": True,
    "patient_wishes": "stay_where_they_are",
    "respiratory_rate": 17,
    "spo2": 97,
    "spo2_scale_2": False,
    "on_oxygen": False,
    "systolic_bp": 141,
    "heart_rate": 76,
    "acvpu": "alert",
    "temperature": 36.6,
    "fall": True,
    "fall_cause": "mechanical",
    "still_on_floor": False,
    "floor_minutes": 25,
    "falls_last_12_months": 2,
    "able_to_weight_bear": True,
    "istumble": (),
    "injury_other_than_minor": False,
    "hip_fracture_signs": False,
    "head_injury": False,
    "cfs": 6,
    "escalation_plan": "none",
    "dnacpr": False,
}
"""Everything that a fall needs, and nothing dangerous: help within two hours."""

BROKEN_HIP: dict[str, object] = UNINJURED_FALL | {
    "hip_fracture_signs": True,
    "able_to_weight_bear": False,
    "still_on_floor": True,
    "istumble": ("evidence_of_fracture",),
}
"""The same with a short, turned leg: an emergency."""


def answers(table: dict[str, object]) -> list[Answer]:
    """A table of facts as answers of the crew."""
    return [
        Answer(name, NOT_KNOWN if value == "not_known" else value, by="crew")  # type: ignore[arg-type]
        for name, value in table.items()
    ]
