"""Who is worked first: the lane, the clinical priority with its reason in words, and the time to breach."""

from __future__ import annotations

from dataclasses import dataclass

from carecon.record.case_view import CaseView
from carecon.rules.advice import Advice

FIRST, URGENT, SOON, ROUTINE, LAST = 1, 2, 3, 4, 5

URGENT_NEWS2 = 5
"""From this aggregate score on an urgent answer is due (Royal College of Physicians, NEWS2, 2017)."""

_LANES = {
    "paramedic_on_scene": "crew",
    "ambulance_stack": "stack",
    "nhs111": "stack",
    "care_home": "home",
    "social_care_provider": "home",
}

_ARRIVAL = {
    "paramedic_on_scene": (URGENT, "a crew waits with the person"),
    "ambulance_stack": (SOON, "in the ambulance stack"),
    "nhs111": (SOON, "sent by NHS 111"),
    "care_home": (SOON, "a care home waits"),
    "acute_front_door": (SOON, "waits at the front door"),
}

_AMBULANCE_CATEGORY = {"C1": FIRST, "C2": URGENT, "C3": SOON, "C4": ROUTINE, "C5": ROUTINE}


@dataclass(frozen=True, slots=True)
class Priority:
    """`rank` 1 (first) to 5, and why, in words that stand in the queue."""

    rank: int
    reason: str


def lane_of(source: str, ambulance_status: str = "") -> str:
    """The lane of the queue: crew (with the person now), stack, home or other."""
    if ambulance_status == "on_scene":
        return "crew"
    return _LANES.get(source, "other")


def arrival_priority(source: str, ambulance_category: str = "") -> Priority:
    """The priority before anything is known but where the call comes from."""
    rank, reason = _ARRIVAL.get(source, (ROUTINE, "no danger sign known yet"))
    by_category = _AMBULANCE_CATEGORY.get(ambulance_category.upper())
    if by_category is not None:
        return Priority(by_category, f"ambulance category {ambulance_category.upper()[1:]}")
    return Priority(rank, reason)


def priority_of(view: CaseView, advice: Advice) -> Priority:
    """The priority now: a danger sign that is present comes first; nothing that is merely unknown lowers anything.

    Worked out from how the call came, never from the priority it has: what was raised by a mistake falls back again.
    """
    if advice.red_flags.present:
        return Priority(FIRST, "danger sign present")
    news2 = advice.scores.news2
    if news2 is not None and news2.low >= URGENT_NEWS2 and advice.scores.for_escalation:
        if view.arrival_priority <= URGENT:
            return Priority(view.arrival_priority, view.arrival_reason)
        return Priority(URGENT, f"NEWS2 {news2.low} or more")
    return Priority(view.arrival_priority, view.arrival_reason)
