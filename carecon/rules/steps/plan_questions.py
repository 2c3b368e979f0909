"""What is asked about dying and plans: before anything that a recognised dying phase or a plan would lift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from carecon.rules.language.condition import Is
from carecon.rules.running.still_open import can_become
from carecon.rules.running.truth import truth
from carecon.rules.running.world import World
from carecon.rules.steps.dying import DYING_SPOKEN_OF
from carecon.rules.steps.needed import Needed
from carecon.rules.steps.question import Question

PALLIATIVE: Final = "palliative"
"""The row of needed facts that a recognised dying phase or a plan decides: asked after what is asked about plans."""

PLAN_DETAILS: Final = (
    "escalation_plan_seen",
    "escalation_plan_matches_person",
    "escalation_plan_in_date",
    "plan_covers_this_event",
)
"""Each must be known before a plan to stay at home changes what danger signs mean."""


def plan_facts(world: World, needed: Needed) -> tuple[str, ...]:
    """The unanswered facts on which it hangs whether end-of-life rules apply, best first.

    None where they apply already or can no longer apply; but whether something reversible is suspected is asked first
    of all that is left while it is needed.
    """
    if truth(DYING_SPOKEN_OF, world) is not True or truth(Is("died"), world) is True:
        return ()
    return tuple(fact for fact in dict.fromkeys(_in_order(world, needed)) if world.unanswered(fact))


def plans_first_asked(facts: Iterable[str], world: World) -> tuple[str, ...]:
    """The facts in the order in which they are asked: dying, if there is a plan, and what it is once there is one."""
    there_is_one = world.has_value("escalation_plan")
    first = ("dying_phase_recognised", "identity", "escalation_plan", *PLAN_DETAILS)
    asked = [fact for fact in facts if there_is_one or fact not in PLAN_DETAILS]
    return tuple(sorted(asked, key=lambda fact: first.index(fact) if fact in first else len(first)))


def about_plans(world: World, needed: Needed, *before: int) -> Iterator[Question]:
    """The questions about dying and plans, ranked by `before` and then among themselves."""
    for number, fact in enumerate(plan_facts(world, needed)):
        yield Question(fact, _WHY.get(fact, "decides whether the plan applies"), _DECIDES, (*before, number))


_DECIDES: Final = ("palliative_urgent",)
_WHY: Final = {
    "dying_phase_recognised": "decides whether these are the last days",
    "identity": "no plan and no recognition of dying counts for somebody whose identity is not confirmed",
    "reversible_cause_suspected": "something reversible is treated",
}


def _in_order(world: World, needed: Needed) -> Iterator[str]:
    applies = truth(Is("end_of_life_rules_apply"), world) is True
    by_dying = not applies and can_become(Is("dying_recognised"), world, True)
    by_plan = not applies and can_become(Is("home_plan_applies"), world, True)
    if by_dying:
        yield "dying_phase_recognised"
        if world.has_value("dying_phase_recognised"):
            yield "identity"
    if by_plan:
        yield "escalation_plan"
        # Whether a plan was seen is asked once there is said to be one; what is needed anyhow is asked here at once.
        there_is_one = world.has_value("escalation_plan")
        yield from (fact for fact in PLAN_DETAILS if there_is_one or fact in needed.open)
    if by_dying or by_plan:
        yield "identity"
    if by_dying or by_plan or "reversible_cause_suspected" in needed.open:
        yield "reversible_cause_suspected"
