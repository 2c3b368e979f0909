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
from carecon.rules.questioning.look_ahead import worth_asking
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.world import see
from carecon.rules.steps.compose import advice, leading, recommendation
from carecon.rules.steps.course import Course
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.needed import NeededRow, needed_now
from carecon.rules.steps.questions import questions
from carecon.rules.steps.route import ATTENDANCE, Route
from carecon.rules.steps.seniority import Weighed, as_alternative
from carecon.rules.steps.settling import settle

DEATH = "expected_death"
"""The one pathway on which hospital is never offered beside a community answer."""


def advise(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Advice:
    """The advice on a case with these answers, in this context."""
    settled = settle(facts, context, ruleset)
    found, route, weighed = settled.found, settled.route, settled.weighed
    best = recommendation(found, settled.course, senior=settled.senior)
    if settled.returned is not None:
        return advice(found, settled.state, best, route=route)
    ask = questions(found, weighed)
    if weighed.course.kind != "emergency":
        ask = worth_asking(facts, context, ruleset, ask, found.needed.open)
    if settled.state == "need_more_facts":
        return advice(found, settled.state, None, leaning=leading(found, best), ask=ask, route=route)
    return advice(
        found,
        settled.state,
        best,
        leaning=leading(found, best),
        alternatives=[recommendation(found, each, senior=weighed.senior) for each in _beside(weighed, route, found)],
        ask=ask,
        route=route,
    )


def needed_rows(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> tuple[NeededRow, ...]:
    """The rows of needed facts that count for a case now, as they stand: for the section "needed for a fall"."""
    return needed_now(see(facts, context, ruleset.definitions, ruleset.packs.too_old), ruleset).rows


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
