"""Where a case goes, and whether that stands: what advice and verdict have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import State
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.truth import holding
from carecon.rules.running.world import World
from carecon.rules.steps.course import Course
from carecon.rules.steps.findings import Findings, find_in, look
from carecon.rules.steps.route import Route, find_route
from carecon.rules.steps.seniority import Weighed, weigh

NOT_SETTLED_MINUTES = 120
"""By when somebody who is returned before anything is settled must have been seen, at the latest."""

ALWAYS_ASKED = ("acvpu", "safe_to_remain")
"""What an attendance waits for even where a danger sign demands it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a case goes: the course after seniors, or the return that replaces it.

    `waits` are the unanswered facts without which the answer is not settled.
    """

    found: Findings
    route: Route
    weighed: Weighed
    waits: tuple[str, ...]
    returned: Course | None

    @property
    def course(self) -> Course:
        """What is done in the end."""
        return self.weighed.course if self.returned is None else self.returned

    @property
    def senior(self) -> bool:
        """Whether that is a senior's decision; to return a case is not."""
        return self.returned is None and self.weighed.senior

    @property
    def state(self) -> State:
        """Whether it is recommended, recommended as a senior's decision, or waits for facts."""
        if self.waits and self.returned is None:
            return "need_more_facts"
        return "senior_decision" if self.senior else "recommend"


def settle(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Settled:
    """Look at a case and settle where it goes: danger signs, route, seniors, needed facts, scope."""
    return settle_in(look(facts, context, ruleset), ruleset)


def settle_in(world: World, ruleset: Ruleset) -> Settled:
    """Settle where a case goes that has been looked at."""
    found = find_in(world, ruleset)
    route = find_route(found)
    weighed = weigh(route.course, found)
    waits = _waits_for(weighed.course, found)
    return Settled(found, route, weighed, waits, _returned(weighed.course, found, settled=not waits))


def _waits_for(course: Course, found: Findings) -> tuple[str, ...]:
    """The unanswered facts without which this answer is not settled."""
    if course.kind == "emergency":
        return ()
    needed, waiting = found.needed.open, found.room.waits_for
    if course.kind == "contact":
        return waiting
    if course.kind == "hospital" and course.demanded:
        bears = {fact for flag in found.flags.present for fact in catalogue().red_flags[flag].facts}
        needed = tuple(fact for fact in needed if fact in bears or fact in ALWAYS_ASKED)
    return (*waiting, *needed)


def _returned(course: Course, found: Findings, *, settled: bool) -> Course | None:
    """The return of a case outside the scope, with the urgency of the answer that it replaces. Emergencies stay."""
    if course.kind == "emergency":
        return None
    rule = next(iter(holding(found.ruleset.scope, found.world)), None)
    if rule is None:
        return None
    minutes = course.urgency_minutes if settled else min(course.urgency_minutes, NOT_SETTLED_MINUTES)
    return Course(rule.disposition, minutes, because=(rule.id, *course.because), requires=rule.requires)
