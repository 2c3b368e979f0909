"""What to ask next: needed facts first, and before all what needs no kit and could settle an emergency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Ask
from carecon.rules.condition import AnyOf, Condition, Is, OneOf
from carecon.rules.evaluate import evaluate
from carecon.rules.findings import Findings
from carecon.rules.flags import Flags, Room
from carecon.rules.needed import Needed
from carecon.rules.rule import SeniorRule
from carecon.rules.seniority import Weighed
from carecon.rules.still_open import waits_for
from carecon.rules.world import World

NEEDS_KIT: Final = frozenset(
    {
        "spo2",
        "systolic_bp",
        "standing_systolic_bp",
        "temperature",
        "blood_glucose",
        "blood_ketones",
        "ecg_findings",
    }
)
"""Facts that need something besides a voice, a watch and a hand: probe, cuff, thermometer, strips, ECG."""

ROWS_FOR_EVERYBODY: Final = ("core", "person and place", "main problem", "observations")
"""Rows that count whatever the problem is: asked after those that belong to the problem."""

FIRST_OF_ALL: Final = ("presenting_problem", "died", "acvpu")
"""What decides which other questions matter, and how long there is to ask them."""

PLAN_SPOKEN_OF: Final = AnyOf(
    (Is("dying_phase_recognised"), OneOf("escalation_plan", ("home_treatment", "comfort_only")))
)
PLAN_FACTS: Final = (
    "identity",
    "escalation_plan_seen",
    "escalation_plan_matches_person",
    "escalation_plan_in_date",
    "plan_covers_this_event",
    "dying_phase_recognised",
)
"""Each must be known before a plan to stay at home, or recognised dying, changes what danger signs mean."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with its place: the lower the rank, the sooner it is asked."""

    fact: str
    why: str
    decides: tuple[str, ...]
    rank: tuple[int, ...]


def questions(found: Findings, weighed: Weighed) -> tuple[Ask, ...]:
    """The questions worth asking, best first; each fact once, and none that was answered "not known".

    Where an emergency is certain only those remain that could still set a danger sign aside, and nothing is needed of
    somebody who is pointed to another service.
    """
    world, flags, kind = found.world, found.flags, weighed.course.kind
    worth = [*_about_plans(world)]
    if kind != "emergency":
        worth += [
            *_about_settling(world, flags, found.room),
            *_about_risk(world, weighed.unsupported),
            *_about_place(world),
        ]
    if kind in ("community", "hospital"):
        worth += [*_about_needed(found.needed, flags)]
    first: dict[str, _Question] = {}
    for question in sorted(worth, key=lambda question: question.rank):
        first.setdefault(question.fact, question)
    return tuple(Ask(question.fact, question.why, question.decides) for question in first.values())


def open_flags_in_order(needed: Needed, flags: Flags) -> tuple[str, ...]:
    """The open danger signs: first those that hang on a needed question of this problem, then on any needed one."""
    special = {fact for row in needed.rows if row.name not in ROWS_FOR_EVERYBODY for fact in row.ask()}
    general = set(needed.open)
    order = list(catalogue().red_flags)

    def place(flag: str) -> tuple[bool, bool, int]:
        hangs_on = flags.undecided[flag]
        return special.isdisjoint(hangs_on), general.isdisjoint(hangs_on), order.index(flag)

    return tuple(sorted(flags.open, key=place))


def _about_settling(world: World, flags: Flags, room: Room) -> Iterator[_Question]:
    """What decides where a danger sign that is present may settle: first what nothing is settled without."""
    for demand in flags.demands:
        for settlement in demand.open:
            for number, fact in enumerate(waits_for(settlement.condition, world)):
                rank = (0, number) if fact in room.waits_for else (3, number)
                why = f"settles where to go with {demand.rule.flag}"
                yield _Question(fact, why, (demand.rule.flag, settlement.disposition), rank)


def _about_needed(needed: Needed, flags: Flags) -> Iterator[_Question]:
    """The needed facts: before all what needs no kit and could settle an emergency."""
    rows = sorted(needed.rows, key=lambda row: row.name in ROWS_FOR_EVERYBODY)
    to_ask = [(fact, row.name) for row in rows for fact in row.ask()]
    for number, (fact, name) in enumerate(to_ask):
        settles = tuple(flag for flag in flags.open if fact in flags.undecided[flag])
        early = FIRST_OF_ALL.index(fact) if fact in FIRST_OF_ALL else len(FIRST_OF_ALL)
        why = f"settles {settles[0]}" if settles else f"needed: {name}"
        yield _Question(fact, why, settles, (1, early, not settles, fact in NEEDS_KIT, number))


def _about_plans(world: World) -> Iterator[_Question]:
    """What is missing before a plan that somebody speaks of counts."""
    if evaluate(PLAN_SPOKEN_OF, world) is not True or evaluate(Is("end_of_life_rules_apply"), world) is True:
        return
    for number, fact in enumerate(PLAN_FACTS):
        if world.unanswered(fact):
            yield _Question(fact, "decides whether the plan applies", ("palliative_urgent",), (2, number))


def _about_risk(world: World, unsupported: Iterable[SeniorRule]) -> Iterator[_Question]:
    """What is missing before a risk at home can be supported."""
    conditions: list[Condition] = [rule.supported for rule in unsupported if rule.supported is not None]
    for number, fact in enumerate(fact for condition in conditions for fact in waits_for(condition, world)):
        yield _Question(fact, "decides whether a risk at home can be supported", (), (3, number))


def _about_place(world: World) -> Iterator[_Question]:
    asked_in_vain = not world.unanswered("postcode") and not world.has_value("postcode")
    if world.context.in_area is None and not asked_in_vain:
        yield _Question("postcode", "decides the area and the spoke", (), (4, 0))
