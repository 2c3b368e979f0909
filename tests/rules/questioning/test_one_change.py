"""The one answer that would lead elsewhere: such as somebody could give."""

from __future__ import annotations

from carecon.area.context import derive_context
from carecon.rules.questioning.one_change import one_change
from carecon.rules.ruleset import load_ruleset
from tests.rules.complete_cases import NOON, complete
from tests.rules.test_dispositions import ON_THE_FLOOR

ASKED = [
    "source",
    "ambulance_status",
    "identity",
    "presenting_problem",
    "age_years",
    "postcode",
    "residence",
    "safe_to_remain",
    "respiratory_rate",
    "spo2",
    "spo2_scale_2",
    "on_oxygen",
    "systolic_bp",
    "heart_rate",
    "acvpu",
    "temperature",
    "fall",
    "fall_cause",
    "still_on_floor",
    "floor_minutes",
    "head_injury",
    "hip_fracture_signs",
    "istumble",
    "injury_other_than_minor",
    "falls_last_12_months",
]


def test_what_is_counted_in_whole_numbers_is_changed_to_a_whole_number() -> None:
    ruleset, everything = load_ruleset("devon"), complete("fall", **ON_THE_FLOOR)
    case = {fact: everything[fact] for fact in ASKED if fact in everything}
    found = one_change(case, derive_context(ruleset.area, case, NOON), ruleset)
    changes = {flip.disposition: change for flip in found for change in flip.changes}
    assert {"emergency_ambulance", "planned_attendance", "ucr_2h"} <= set(changes)
    counted = [change.then for change in changes.values() if change.fact in ("respiratory_rate", "heart_rate", "spo2")]
    assert counted
    assert all(float(str(value)).is_integer() for value in counted)
