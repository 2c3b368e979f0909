"""The way from what is wrong to who comes: danger signs first, then the first routing rule that is known to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.rules.packing.rule import RoutingRule
from carecon.rules.packing.services import SERVICE_CLOSED, SERVICE_FULL
from carecon.rules.running.truth import holding
from carecon.rules.running.world import World
from carecon.rules.steps.course import Course
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.flags import Flags, Room

ATTENDANCE = "planned_attendance"
"""Where a need goes that nobody in the community can meet."""


PALLIATIVE_PATHWAYS = ("eol_last_days", "eol_crisis", "eol_symptoms")
"""Pathways on which hospital is never the usual answer."""


@dataclass(frozen=True, slots=True)
class Route:
    """The course that the rules lead to before seniors and scope, other services that could give it, and what is out.

    `excluded` goes from disposition to the rules that exclude it.
    """

    course: Course
    others: tuple[str, ...] = ()
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def find_route(found: Findings) -> Route:
    """Who gives this person what is needed, within what danger signs leave open."""
    world, room = found.world, found.room
    held = holding(found.ruleset.routing, world)
    lead = held[0]
    out = _out_of_reach(held, world)
    if room.emergency is not None:
        emergency = room.emergency
        course = Course(
            emergency.disposition,
            0,
            because=emergency.because,
            specialty=emergency.specialty,
            ambulance_category=emergency.ambulance_category,
            by_senior=lead.by_senior and _kind(lead.dispositions[0]) == "emergency",
        )
        return Route(course, excluded=out)
    at_home = next(rule for rule in held if _kind(rule.dispositions[0]) == "community")
    need = _need_minutes(lead, at_home)
    can = [disposition for disposition in lead.dispositions if disposition not in out and room.allows(disposition)]
    stays_with = at_home.dispositions[0]
    if room.settlements is None:
        return _free(lead, need, can, out, found.pathway, stays_with)
    return _within(room, found.flags, lead, need, can, out, stays_with)


def _need_minutes(lead: RoutingRule, at_home: RoutingRule) -> int:
    """By when the person needs it: as the leading rule says, and no later than the problem itself asks for at home.

    Without the second, an injury found on top of a fall would move help from two hours to four.
    """
    count = (lead,) if _kind(lead.dispositions[0]) == "community" else (lead, at_home)
    return min(rule.within_minutes or catalogue().urgency_minutes[rule.dispositions[0]] for rule in count)


def _free(
    lead: RoutingRule, need: int, can: list[str], out: Mapping[str, tuple[str, ...]], pathway: str, at_home: str
) -> Route:
    """No danger sign: the first service that can, else hospital."""
    first = can[0] if can else ATTENDANCE
    course = Course(
        first,
        need,
        because=_why_first(lead, first, out),
        via=_via(first, lead.via or ("ed" if pathway in PALLIATIVE_PATHWAYS else None)),
        specialty=lead.specialty,
        ambulance_category=lead.ambulance_category if first == EMERGENCY else None,
        by_senior=lead.by_senior,
        offers=lead.offers,
        at_home=at_home,
    )
    return Route(course, tuple(can[1:]), out)


def _within(
    room: Room,
    flags: Flags,
    lead: RoutingRule,
    need: int,
    can: list[str],
    out: Mapping[str, tuple[str, ...]],
    at_home: str,
) -> Route:
    """Danger signs that may settle: within what they allow, and never below what the problem itself needs."""
    allowed = [each.disposition for each in room.settlements or () if each.disposition not in out]
    if not can and any(_kind(disposition) == "hospital" for disposition in lead.dispositions):
        allowed = [disposition for disposition in allowed if disposition == ATTENDANCE]
    if _kind(lead.dispositions[0]) == "emergency" or not (can or allowed):
        category = min(demand.rule.ambulance_category for demand in flags.demands)
        leads = (lead.id,) if _kind(lead.dispositions[0]) == "emergency" else ()
        course = Course(EMERGENCY, 0, (*flags.rules, *leads), ambulance_category=category, at_home=at_home)
        return Route(course, excluded=out)
    first = (*can, *allowed)[0]
    others = [name for name in (*can, ATTENDANCE) if name != first and name in allowed]
    course = Course(
        first,
        need,
        because=(*flags.rules, *((lead.id,) if can else ())),
        offers=(*lead.offers, EMERGENCY),
        by_senior=lead.by_senior,
        demanded=first == ATTENDANCE,
        at_home=at_home,
    )
    return Route(settled(course, room), tuple(others), out)


def settled(course: Course, room: Room) -> Course:
    """The course with what present danger signs ask of it: how soon, by which way, and what is to be recorded."""
    settlement = room.settlement(course.disposition)
    if settlement is None:
        return course
    return replace(course, via=_via(course.disposition, settlement.via)).also(
        within_minutes=settlement.within_minutes, requires=settlement.requires, by_senior=settlement.by_senior
    )


def _out_of_reach(holding: Iterable[RoutingRule], world: World) -> dict[str, tuple[str, ...]]:
    """What is not open, and the rules that say so: services closed or without a place, and what routing excludes."""
    out: dict[str, list[str]] = {}
    for disposition, state in world.context.services.items():
        if state in ("full", "closed"):
            out.setdefault(disposition, []).append(SERVICE_FULL if state == "full" else SERVICE_CLOSED)
    for rule in holding:
        for disposition in rule.excludes:
            out.setdefault(disposition, []).append(rule.id)
    return {disposition: tuple(rules) for disposition, rules in out.items()}


def not_allowed(flags: Flags, room: Room) -> dict[str, tuple[str, ...]]:
    """The dispositions that present danger signs do not allow, with the rules that raised them."""
    if not flags.present:
        return {}
    closed = [name for name, kind in catalogue().kinds.items() if kind in ("community", "hospital")]
    if room.emergency is None:
        closed = [name for name in closed if not room.allows(name)]
    return dict.fromkeys(closed, flags.rules)


def _why_first(lead: RoutingRule, first: str, out: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The rules that lead to the first answer: the leading one only where that answer is one of its own."""
    passed = _why_not(lead.dispositions, first, out)
    return (lead.id, *passed) if first in lead.dispositions or not passed else passed


def _why_not(chain: tuple[str, ...], first: str, out: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The rules for which an earlier service of the chain was passed over."""
    passed = chain[: chain.index(first)] if first in chain else chain
    return tuple(dict.fromkeys(rule for disposition in passed for rule in out.get(disposition, ())))


def _via(disposition: str, via: str | None) -> str | None:
    return (via or "sdec") if disposition == ATTENDANCE else None


def _kind(disposition: str) -> str:
    return catalogue().kinds[disposition]
