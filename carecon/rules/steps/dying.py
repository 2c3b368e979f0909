"""Whether dying, or a plan to stay at home, has been spoken of at all: only then is anybody kept waiting for it."""

from __future__ import annotations

from typing import Final

from carecon.rules.language.condition import AnyOf, Condition, Is, OneOf

HOME_PLANS: Final = ("home_treatment", "comfort_only")

CONCERNS_DYING: Final[Condition] = AnyOf(
    (
        OneOf("presenting_problem", ("palliative_symptoms", "death_expected")),
        Is("dying_phase_recognised"),
        OneOf("escalation_plan", HOME_PLANS),
        OneOf("plan_covers_this_event", ("prefers_home",)),
        OneOf("gsf_stage", ("D_days",)),
    )
)
"""The problem is palliative, or something has been said of dying or of a plan to stay."""

END_OF_LIFE_KNOWN: Final[Condition] = AnyOf(
    (
        CONCERNS_DYING,
        Is("end_of_life_register"),
        Is("jic_medicines_in_place"),
        Is("syringe_pump"),
        OneOf("residence", ("hospice",)),
        OneOf("preferred_place_of_care", ("home", "care_home", "hospice")),
        OneOf("gsf_stage", ("A_years", "B_months", "C_weeks", "D_days")),
        OneOf("escalation_plan", ("selective_hospital", *HOME_PLANS)),
        OneOf("escalation_plan_seen", ("seen", "told")),
    )
)
"""Something on record says that care is for the end of life.

A plan may well exist then, and is asked about before help that it would refuse is sent.
"""
