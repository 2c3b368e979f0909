"""The advice on a case: pure, the same for the same facts, context and ruleset.

The order of precedence, which every pack keeps: danger signs, scope (area, hours, pause), end of life, care home and
frailty, needed facts. A clinician may overrule all of it but the giving of a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Advice
from carecon.rules.compose import advice, leading, recommendation
from carecon.rules.course import Course
from carecon.rules.findings import Findings, find
from carecon.rules.needed import NeededRow, needed_now
from carecon.rules.questions import questions
from carecon.rules.route import ATTENDANCE, Route, find_route
from carecon.rules.ruleset import Ruleset
from carecon.rules.seniority import Weighed, as_alternative, weigh
from carecon.rules.truth import truth
from carecon.rules.world import see

NOT_SETTLED_MINUTES = 120
"""By when somebody who is returned before anything is settled must have been seen, at the latest."""

DEATH = "expected_death"
"""The one pathway on which hospital is never offered beside a community answer."""

ALWAYS_ASKED = ("acvpu", "safe_to_remain")
"""What an attendance waits for even where a danger sign demands it."""


def advise(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Advice:
    """The advice on a case with these answers, in this context."""
    found = find(facts, context, ruleset)
    route = find_route(found)
    weighed = weigh(route.course, found)
    waits = _waits_for(weighed.course, found)
    returned = _returned(weighed.course, found, settled=not waits)
    if returned is not None:
        return advice(found, "recommend", recommendation(found, returned, senior=False), route=route)
    best = recommendation(found, weighed.course, senior=weighed.senior)
    ask = questions(found, weighed)
    if waits:
        return advice(found, "need_more_facts", None, leaning=leading(found, best), ask=ask, route=route)
    return advice(
        found,
        "senior_decision" if weighed.senior else "recommend",
        best,
        leaning=leading(found, best),
        alternatives=[recommendation(found, each, senior=weighed.senior) for each in _beside(weighed, route, found)],
        ask=ask,
        route=route,
    )


def needed_rows(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> tuple[NeededRow, ...]:
    """The rows of needed facts that count for a case now, as they stand: for the section "needed for a fall"."""
    return needed_now(see(facts, context, ruleset.definitions, ruleset.packs.too_old), ruleset).rows


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
    rule = next((rule for rule in found.ruleset.scope if truth(rule.when, found.world) is True), None)
    if rule is None:
        return None
    minutes = course.urgency_minutes if settled else min(course.urgency_minutes, NOT_SETTLED_MINUTES)
    return Course(rule.disposition, minutes, because=(rule.id, *course.because), requires=rule.requires)


def _beside(weighed: Weighed, route: Route, found: Findings) -> Iterator[Course]:
    """The alternatives: what seniors displaced, what rules offer, the other services, and beside them hospital."""
    chosen = weighed.course
    given = {chosen.disposition}
    if weighed.displaced is not None:
        given.add(weighed.displaced.disposition)
        yield weighed.displaced
    others = () if chosen.kind == "emergency" else route.others
    stays = chosen.kind == "community" and found.pathway != DEATH
    hospital = (ATTENDANCE,) if stays and found.room.allows(ATTENDANCE) else ()
    for disposition in (*chosen.offers, *others, *hospital):
        out = disposition in route.excluded and disposition not in chosen.offers
        if disposition not in given and not out:
            given.add(disposition)
            other = chosen.but(disposition, route.course.because)
            if chosen.kind == "emergency":
                # Beside an emergency, another answer comes in its own time and not at once.
                other = replace(other, need_minutes=catalogue().urgency_minutes[disposition])
            yield as_alternative(other, found)
