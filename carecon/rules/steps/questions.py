"""What to ask next: needed facts first, and before all what needs no kit and could settle an emergency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.formats import phrase
from carecon.rules.advice import Ask
from carecon.rules.language.condition import Condition
from carecon.rules.packing.rule import SeniorRule
from carecon.rules.running.still_open import could_come_by, waits_for
from carecon.rules.running.truth import truth
from carecon.rules.running.world import World
from carecon.rules.steps.dying import END_OF_LIFE_KNOWN
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.flags import Flags, Room
from carecon.rules.steps.needed import Needed
from carecon.rules.steps.plan_questions import PALLIATIVE, about_plans, plans_first_asked
from carecon.rules.steps.question import Question, in_order
from carecon.rules.steps.seniority import Weighed
from carecon.rules.steps.while_help_comes import while_help_comes

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


def questions(found: Findings, weighed: Weighed) -> tuple[Ask, ...]:
    """The questions worth asking, best first; each fact once, and none that was answered "not known".

    Where an emergency is certain they are those for the time until help is there, and nothing is needed of somebody
    who is pointed to another service.
    """
    world, flags, kind = found.world, found.flags, weighed.course.kind
    if kind == "emergency":
        return in_order(while_help_comes(found, weighed.course.ambulance_category))
    plans = tuple(about_plans(world, found.needed, 1, len(FIRST_OF_ALL), 1))
    worth = [
        *plans,
        *_about_settling(world, flags, found.room),
        *_about_risk(world, weighed.unsupported),
        *_about_place(world),
    ]
    if kind in ("community", "hospital"):
        palliative = any(row.name == PALLIATIVE for row in found.needed.rows)
        worth += _about_needed(found.needed, flags, plans_first=palliative or bool(plans))
    return in_order(worth)


def open_flags_in_order(needed: Needed, flags: Flags) -> tuple[str, ...]:
    """The open danger signs: first those that hang on a needed question of this problem, then on any needed one."""
    special = {fact for row in needed.rows if row.name not in ROWS_FOR_EVERYBODY for fact in row.ask()}
    general = set(needed.open)
    order = {flag: number for number, flag in enumerate(catalogue().red_flags)}

    def place(flag: str) -> tuple[bool, bool, int]:
        hangs_on = flags.undecided[flag]
        return special.isdisjoint(hangs_on), general.isdisjoint(hangs_on), order[flag]

    return tuple(sorted(flags.open, key=place))


def _about_settling(world: World, flags: Flags, room: Room) -> Iterator[Question]:
    """What decides where a danger sign that is present may settle: first what nothing is settled without."""
    for demand in flags.demands:
        for settlement in demand.open:
            facts = dict.fromkeys(waits_for(settlement.condition, world))
            if truth(END_OF_LIFE_KNOWN, world) is True:
                facts |= dict.fromkeys(plans_first_asked(could_come_by(settlement.condition, world), world))
            for number, fact in enumerate(facts):
                rank = (0, number) if fact in room.waits_for else (3, number)
                why = f"settles where to go with {phrase(demand.rule.flag)}"
                yield Question(fact, why, (demand.rule.flag, settlement.disposition), rank)


def _about_needed(needed: Needed, flags: Flags, *, plans_first: bool) -> Iterator[Question]:
    """The needed facts: before all what needs no kit and could settle an emergency.

    With `plans_first` only that comes before what is asked about plans: observations wait until it is known whether
    they are to be taken at all.
    """
    rows = sorted(needed.rows, key=lambda row: row.name in ROWS_FOR_EVERYBODY)
    to_ask = [(fact, row.name) for row in rows for fact in row.ask()]
    for number, (fact, name) in enumerate(to_ask):
        settles = flags.hang_on.get(fact, ())
        early = FIRST_OF_ALL.index(fact) if fact in FIRST_OF_ALL else len(FIRST_OF_ALL)
        kit = fact in NEEDS_KIT
        at_once = bool(settles) and not kit and name not in (*ROWS_FOR_EVERYBODY, PALLIATIVE)
        turn = 0 if at_once or not plans_first else 2 if name == PALLIATIVE else 3
        why = f"settles {phrase(settles[0])}" if settles else f"needed: {name}"
        yield Question(fact, why, settles, (1, early, turn, not settles, kit, number))


def _about_risk(world: World, unsupported: Iterable[SeniorRule]) -> Iterator[Question]:
    """What is missing before a risk at home can be supported: nothing where another rule wants the same regardless."""
    rules = tuple(unsupported)
    if any(rule.supported is None and rule.otherwise == rules[0].otherwise for rule in rules):
        return
    conditions: list[Condition] = [rule.supported for rule in rules if rule.supported is not None]
    for number, fact in enumerate(fact for condition in conditions for fact in waits_for(condition, world)):
        yield Question(fact, "decides whether a risk at home can be supported", (), (3, number))


def _about_place(world: World) -> Iterator[Question]:
    asked_in_vain = not world.unanswered("postcode") and not world.has_value("postcode")
    if world.context.in_area is None and not asked_in_vain:
        yield Question("postcode", "decides the area and the spoke", (), (4, 0))
