"""Decisions of a senior: which rules make one, and what is recommended where the community answer is not supported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carecon.clinical.catalogue import EMERGENCY
from carecon.rules.packing.rule import SeniorRule
from carecon.rules.running.truth import holding, truth, work_out_answer
from carecon.rules.running.world import Seen, World
from carecon.rules.steps.course import Course
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.route import ATTENDANCE, PALLIATIVE_PATHWAYS, settled


@dataclass(frozen=True, slots=True)
class Weighed:
    """A course after the rules on seniors.

    `displaced` is the community answer that the rules in `unsupported` did not support.
    """

    course: Course
    senior: bool
    displaced: Course | None = None
    unsupported: tuple[SeniorRule, ...] = ()


def weigh(course: Course, found: Findings) -> Weighed:
    """The course, made a senior's decision and changed where rules say so.

    Hospital comes no later than the rules on seniors would want somebody seen who stays at home.
    """
    if course.kind == "hospital" and course.at_home is not None:
        wanted = _firing(replace(course, disposition=course.at_home), found)
        soonest = min((rule.within_minutes for rule in wanted if rule.within_minutes is not None), default=None)
        course = course.also(within_minutes=soonest)
    firing = _firing(course, found)
    unsupported = [rule for rule in firing if course.kind == "community" and not _supported(rule, found.world)]
    if not unsupported:
        return Weighed(_with(course, firing), senior=course.by_senior or bool(firing))
    instead = _instead(course, unsupported, found)
    instead = _with(instead, _firing(instead, found))
    return Weighed(instead, senior=True, displaced=_with(course, firing), unsupported=tuple(unsupported))


def as_alternative(course: Course, found: Findings) -> Course:
    """The course with what senior rules and present danger signs would ask of it, were it chosen."""
    return settled(_with(course, _firing(course, found)), found.room)


def set_answer(course: Course, world: World, *, senior: bool = False) -> None:
    """Let the rules that follow see what the answer is, and whether it is due after the hub has closed."""
    closing, kind = world.context.minutes_to_close, course.kind
    due_later = kind in ("community", "hospital") and (closing is None or course.urgency_minutes > closing)
    found: tuple[Seen, ...] = (course.disposition, kind, senior, due_later)
    values = world.values
    if found != (values["answer"], values["answer_kind"], values["senior"], values["due_after_closing"]):
        values["answer"], values["answer_kind"], values["senior"], values["due_after_closing"] = found
        work_out_answer(world)


def _firing(course: Course, found: Findings) -> list[SeniorRule]:
    set_answer(course, found.world)
    return holding(found.ruleset.seniors, found.world)


def _supported(rule: SeniorRule, world: World) -> bool:
    if rule.otherwise is None:
        return True
    return rule.supported is not None and truth(rule.supported, world) is True


def _instead(course: Course, unsupported: list[SeniorRule], found: Findings) -> Course:
    """What is recommended instead: hospital where the danger signs leave it open, else the emergency.

    Its reasons are the danger signs and the rules that do not support the community answer: not those of that answer.
    """
    wanted = unsupported[0].otherwise or ATTENDANCE
    open_to_it = found.room.allows(wanted)
    minutes = min((rule.within_minutes for rule in unsupported if rule.within_minutes is not None), default=None)
    raised = (rule for rule in course.because if rule in found.flags.rules)
    instead = course.but(wanted if open_to_it else EMERGENCY, (*raised, *(rule.id for rule in unsupported)))
    instead = instead.also(
        within_minutes=minutes,
        offers=[offer for rule in unsupported for offer in rule.offers],
        adjuncts=[adjunct for rule in unsupported for adjunct in rule.adjuncts],
    )
    if not open_to_it:
        return replace(instead, need_minutes=0, ambulance_category=2)
    # Same day emergency care is no place for somebody who needs palliative care: they are seen where everything is.
    return replace(instead, via="ed" if found.pathway in PALLIATIVE_PATHWAYS else "sdec")


def _with(course: Course, firing: list[SeniorRule]) -> Course:
    if not firing:
        return course
    return course.also(
        because=[rule.id for rule in firing],
        within_minutes=min([rule.within_minutes for rule in firing if rule.within_minutes is not None], default=None),
        requires=[need for rule in firing for need in rule.requires],
        adjuncts=[adjunct for rule in firing for adjunct in rule.adjuncts],
        offers=[offer for rule in firing for offer in rule.offers],
    )
