"""The advice on a case: pure, the same for the same facts, context and ruleset.

The order of precedence, which every pack keeps: danger signs, scope (area, hours, pause), end of life, care home and
frailty, needed facts; a clinician may overrule all of it but the giving of a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.clinical.scores import cfs_applicable, efi_band
from carecon.rules.advice import Advice, Ask, Cfs, Efi, Excluded, Recommendation, RedFlags, Scores, State
from carecon.rules.condition import Is
from carecon.rules.course import Course
from carecon.rules.evaluate import evaluate
from carecon.rules.flags import Flags, Room, judge_flags, room_left
from carecon.rules.needed import Needed, NeededRow, needed_now, note_gaps
from carecon.rules.outcomes import outcome_class
from carecon.rules.questions import flags_worth_showing_first, questions
from carecon.rules.route import ATTENDANCE, Route, find_route, not_allowed, pathway_of
from carecon.rules.ruleset import Ruleset
from carecon.rules.seniority import Weighed, set_answer, weigh
from carecon.rules.world import World, see

NOT_SETTLED_MINUTES = 120
"""By when somebody who is returned before anything is settled must have been seen, at the latest."""

ALWAYS_ASKED = ("acvpu", "safe_to_remain")
"""What an attendance waits for even where a danger sign demands it."""


def advise(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Advice:
    """The advice on a case with these answers, in this context."""
    world = see(facts, context, ruleset.definitions)
    flags = judge_flags(world, ruleset)
    room = room_left(flags, world)
    pathway, pathway_rule = pathway_of(world, ruleset)
    world.values["pathway"] = pathway
    needed = needed_now(world, ruleset)
    note_gaps(needed, flags, world)
    route = find_route(world, ruleset, flags, room)
    weighed = weigh(route.course, world, ruleset, room)
    waits = _waits(weighed.course, needed, flags, room)
    desk = _Desk(world, ruleset, pathway, pathway_rule)
    returned = _returned(desk, weighed.course, settled=not waits)
    if returned is not None:
        return _finish(desk, "recommend", returned, (), None, flags, needed, (), route, room)
    best = desk.recommend(weighed.course, senior=weighed.senior)
    state: State = "need_more_facts" if waits else "senior_decision" if weighed.senior else "recommend"
    asked = () if weighed.course.kind == "emergency" else questions(world, ruleset, needed, flags, room)
    if waits:
        return _finish(desk, state, None, (), best, flags, needed, asked, route, room)
    others = tuple(desk.recommend(course, senior=weighed.senior) for course in _beside(weighed, route, room))
    return _finish(desk, state, best, others, best, flags, needed, asked, route, room)


def needed_rows(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> tuple[NeededRow, ...]:
    """The rows of needed facts that count for a case now, as they stand: for the section "needed for a fall"."""
    return needed_now(see(facts, context, ruleset.definitions), ruleset).rows


class _Desk:
    """Turns courses into recommendations for one case."""

    def __init__(self, world: World, ruleset: Ruleset, pathway: str, pathway_rule: str) -> None:
        self.world = world
        self.ruleset = ruleset
        self.pathway = pathway
        self.pathway_rule = pathway_rule

    def recommend(self, course: Course, *, senior: bool) -> Recommendation:
        """The recommendation that a course amounts to, with all that goes beside it."""
        set_answer(course, self.world, senior=senior)
        beside = [rule for rule in self.ruleset.alongside if evaluate(rule.when, self.world) is True]
        course = course.also(
            requires=(need for rule in beside for need in rule.requires),
            adjuncts=(adjunct for rule in beside for adjunct in rule.adjuncts),
        )
        serves = course.kind in ("community", "hospital", "contact")
        return Recommendation(
            disposition=course.disposition,
            urgency_minutes=course.urgency_minutes,
            pathway=self.pathway,
            spoke=self.world.context.spoke if serves else None,
            adjuncts=course.adjuncts,
            requires=course.requires,
            outcome_class=outcome_class(course.disposition, self.world.answers),
            because=tuple(dict.fromkeys((*course.because, self.pathway_rule))),
            ambulance_category=course.ambulance_category if course.disposition == EMERGENCY else None,
            specialty=course.specialty,
            via=course.via if course.disposition == ATTENDANCE else None,
        )


def _waits(course: Course, needed: Needed, flags: Flags, room: Room) -> tuple[str, ...]:
    """The unanswered facts without which this answer is not settled."""
    if course.kind in ("emergency", "return", "contact"):
        return ()
    if not (course.kind == "hospital" and course.demanded):
        return (*room.waits_for, *needed.open)
    bears = {fact for flag in flags.present for fact in catalogue().red_flags[flag].facts}
    return (*room.waits_for, *(fact for fact in needed.open if fact in bears or fact in ALWAYS_ASKED))


def _returned(desk: _Desk, course: Course, *, settled: bool) -> Recommendation | None:
    """The return of a case outside the scope, with the urgency of the answer that it replaces; emergencies stay."""
    if course.kind == "emergency":
        return None
    rule = next((rule for rule in desk.ruleset.scope if evaluate(rule.when, desk.world) is True), None)
    if rule is None:
        return None
    minutes = course.urgency_minutes if settled else min(course.urgency_minutes, NOT_SETTLED_MINUTES)
    back = Course(rule.disposition, minutes, because=(rule.id, *course.because), requires=rule.requires)
    return desk.recommend(back, senior=False)


def _beside(weighed: Weighed, route: Route, room: Room) -> Iterable[Course]:
    """The alternatives: what seniors displaced, what rules offer, the other services, and beside them hospital."""
    chosen = weighed.course
    given = {chosen.disposition}
    if weighed.displaced is not None:
        given.add(weighed.displaced.disposition)
        yield weighed.displaced
    hospital = (ATTENDANCE,) if chosen.kind == "community" and room.allows(ATTENDANCE) else ()
    others = route.others if chosen.kind != "emergency" else ()
    for disposition in (*chosen.offers, *others, *hospital):
        if disposition not in given and (disposition not in route.excluded or disposition in chosen.offers):
            given.add(disposition)
            other = chosen.but(disposition, route.course.because)
            yield replace(other, need_minutes=_usual(disposition)) if chosen.kind == "emergency" else other


def _usual(disposition: str) -> int:
    return catalogue().urgency_minutes[disposition]


def _finish(
    desk: _Desk,
    state: State,
    recommended: Recommendation | None,
    alternatives: tuple[Recommendation, ...],
    leaning: Recommendation | None,
    flags: Flags,
    needed: Needed,
    asked: tuple[Ask, ...],
    route: Route,
    room: Room,
) -> Advice:
    world = desk.world
    shown = {each.disposition for each in (recommended, leaning, *alternatives) if each is not None}
    out = {**not_allowed(flags, room), **route.excluded}
    return Advice(
        state=state,
        recommended=recommended,
        alternatives=alternatives,
        red_flags=RedFlags(
            present=flags.present,
            not_excluded=flags_worth_showing_first(needed, flags),
            set_aside=flags.set_aside,
            settled_by=MappingProxyType(
                {flag: tuple(filter(world.unanswered, facts)) for flag, facts in flags.undecided.items()}
            ),
        ),
        excluded=tuple(Excluded(name, rules) for name, rules in out.items() if name not in shown),
        scores=_scores(world),
        ask=asked,
        pack=desk.ruleset.stamp,
        leaning=leaning,
    )


def _scores(world: World) -> Scores:
    cfs, efi = world.answers.get("cfs"), world.answers.get("efi")
    value = efi.value if efi is not None and isinstance(efi.value, int | float) else None
    return Scores(
        news2=world.news2,
        cfs=Cfs(
            value=int(cfs.value) if cfs is not None and isinstance(cfs.value, int | float) else None,
            applicable=cfs_applicable(world.answers),
        ),
        efi=None if value is None else Efi(float(value), efi_band(value)),
        for_escalation=evaluate(Is("signs_of_dying_set_aside"), world) is not True,
    )
