"""Which of two outcomes is safer, and when a danger sign softens."""

from __future__ import annotations

import pytest

from carecon.rules.governing.outcome_change import CaseOutcome, direction, softened


def outcome(disposition: str | None, minutes: int | None = None, *present: str) -> CaseOutcome:
    state = "need_more_facts" if disposition is None else "recommend"
    return CaseOutcome(state, disposition, minutes, frozenset(present))


AMBULANCE = outcome("emergency_ambulance", 0, "stroke")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (outcome("ucr_2h", 120), outcome("emergency_ambulance", 0), "safer"),
        (outcome("emergency_ambulance", 0), outcome("planned_attendance", 60), "less safe"),
        (outcome("ucr_2h", 120), outcome("ucr_48h", 2880), "less safe"),
        (outcome("ucr_2h", 120), outcome("ucr_2h", 60), "safer"),
        (outcome("planned_attendance", 240), outcome("ucr_2h", 120), "mixed"),
        (outcome("ucr_2h", 120), outcome("ucr_2h", 120), "same"),
        (outcome("ucr_2h", 120, "falls"), outcome("ucr_2h", 120), "less safe"),
        (outcome("ucr_2h", 120), outcome("ucr_2h", 120, "falls"), "safer"),
        (outcome("ucr_2h", 120, "falls"), outcome("ucr_2h", 120, "sepsis"), "mixed"),
        (outcome("ucr_2h", 120), outcome(None), "safer"),
        (outcome(None), outcome("ucr_2h", 120), "less safe"),
        (outcome(None), outcome("emergency_ambulance", 0), "safer"),
        (outcome("emergency_ambulance", 0), outcome(None), "less safe"),
        (outcome(None), outcome(None), "same"),
    ],
)
def test_sooner_and_more_care_is_safer(old: CaseOutcome, new: CaseOutcome, expected: str) -> None:
    assert direction(old, new) == expected


def test_a_danger_sign_softens_where_it_goes_or_settles_later_or_with_less_care() -> None:
    assert softened(AMBULANCE, outcome("emergency_ambulance", 0)) == ("stroke",)
    assert softened(AMBULANCE, outcome("planned_attendance", 60, "stroke")) == ("stroke",)
    assert softened(AMBULANCE, outcome(None, None, "stroke")) == ("stroke",)
    assert softened(AMBULANCE, outcome("emergency_ambulance", 0, "stroke", "sepsis")) == ()
    assert softened(outcome(None, None, "falls"), outcome("ucr_2h", 120, "falls")) == ()
    assert softened(outcome("ucr_2h", 120), outcome("ucr_48h", 2880)) == ()
