"""From courses of action to the advice that is shown: recommendations with all that goes beside them, scores, ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.clinical.scores import cfs_applicable, efi_band
from carecon.rules.advice import Advice, Ask, Cfs, Efi, Excluded, Recommendation, RedFlags, Scores, State
from carecon.rules.language.condition import Is
from carecon.rules.outcomes import outcome_class
from carecon.rules.running.truth import holding, truth
from carecon.rules.running.world import World
from carecon.rules.steps.course import Course
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.questions import open_flags_in_order
from carecon.rules.steps.route import ATTENDANCE, Route, not_allowed
from carecon.rules.steps.seniority import set_answer


def recommendation(found: Findings, course: Course, *, senior: bool) -> Recommendation:
    """What a course amounts to: its spoke, class and rules, and what the rules put alongside it."""
    course = with_alongside(found, course, senior=senior)
    served = course.kind in ("community", "hospital", "contact")
    return Recommendation(
        disposition=course.disposition,
        urgency_minutes=course.urgency_minutes,
        pathway=found.pathway,
        spoke=found.world.context.spoke if served else None,
        adjuncts=course.adjuncts,
        requires=course.requires,
        outcome_class=outcome_class(course.disposition, found.world.answers),
        because=led_by(found, course),
        ambulance_category=course.ambulance_category if course.disposition == EMERGENCY else None,
        specialty=course.specialty,
        via=course.via if course.disposition == ATTENDANCE else None,
    )


def with_alongside(found: Findings, course: Course, *, senior: bool) -> Course:
    """The course with what rules put alongside it."""
    set_answer(course, found.world, senior=senior)
    beside = holding(found.ruleset.alongside, found.world)
    if not beside:
        return course
    return course.also(
        within_minutes=min((rule.within_minutes for rule in beside if rule.within_minutes is not None), default=None),
        requires=[need for rule in beside for need in rule.requires],
        adjuncts=[adjunct for rule in beside for adjunct in rule.adjuncts],
    )


def led_by(found: Findings, course: Course) -> tuple[str, ...]:
    """The rules that led to a course, that of the pathway among them."""
    return tuple(dict.fromkeys((*course.because, *_pathway_leads(found, course))))


def leading(found: Findings, best: Recommendation) -> Recommendation:
    """The recommendation with the rules alone that lead to it, without those that only make it a senior's decision."""
    stays = catalogue().kinds[best.disposition] == "community"
    weighing = {rule.id for rule in found.ruleset.seniors if stays or rule.otherwise is None}
    return replace(best, because=tuple(rule for rule in best.because if rule not in weighing) or best.because)


def advice(
    found: Findings,
    state: State,
    recommended: Recommendation | None,
    *,
    route: Route,
    leaning: Recommendation | None = None,
    alternatives: Sequence[Recommendation] = (),
    ask: Sequence[Ask] = (),
) -> Advice:
    """The advice in its final form."""
    shown = {each.disposition for each in (recommended, leaning, *alternatives) if each is not None}
    out = {**not_allowed(found.flags, found.room), **route.excluded}
    return Advice(
        state=state,
        recommended=recommended,
        alternatives=tuple(alternatives),
        red_flags=_red_flags(found),
        excluded=tuple(Excluded(name, rules) for name, rules in out.items() if name not in shown),
        scores=_scores(found.world),
        ask=tuple(ask),
        pack=found.ruleset.stamp,
        leaning=leaning,
    )


def _pathway_leads(found: Findings, course: Course) -> tuple[str, ...]:
    """The rule that chose the pathway, where the pathway led here: danger signs and seniors lead past it."""
    return () if course.kind in ("emergency", "hospital") else (found.pathway_rule,)


def _red_flags(found: Findings) -> RedFlags:
    answers = found.world.answers
    raised_by: dict[str, tuple[str, ...]] = {}
    for demand in found.flags.demands:
        raised_by[demand.rule.flag] = (*raised_by.get(demand.rule.flag, ()), demand.rule.id)
    settled_by = {
        flag: tuple([fact for fact in facts if fact not in answers]) for flag, facts in found.flags.undecided.items()
    }
    return RedFlags(
        present=found.flags.present,
        not_excluded=open_flags_in_order(found.needed, found.flags),
        set_aside=found.flags.set_aside,
        raised_by=MappingProxyType(raised_by),
        settled_by=MappingProxyType(settled_by),
    )


def _scores(world: World) -> Scores:
    cfs, efi = _recorded(world, "cfs"), _recorded(world, "efi")
    return Scores(
        news2=world.news2,
        cfs=Cfs(None if cfs is None else int(cfs), applicable=cfs_applicable(world.answers)),
        efi=None if efi is None else Efi(efi, efi_band(efi)),
        for_escalation=truth(Is("signs_of_dying_set_aside"), world) is not True,
    )


def _recorded(world: World, fact: str) -> float | None:
    answer = world.answers.get(fact)
    return float(answer.value) if answer is not None and isinstance(answer.value, int | float) else None
