"""Whether dying, or a plan to stay at home, has been spoken of at all: only then is anybody kept waiting for it."""

from __future__ import annotations

from typing import Final

from carecon.rules.condition import AnyOf, Condition, Is, OneOf

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
