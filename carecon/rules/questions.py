"""What to ask next: needed facts first, and before all what needs no kit and could settle an emergency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Ask
from carecon.rules.flags import Flags, Room
from carecon.rules.needed import Needed
from carecon.rules.ruleset import Ruleset
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

FIRST_OF_ALL: Final = ("presenting_problem", "acvpu")
"""What decides which other questions matter, and how long there is to ask them."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: str
    why: str
    decides: tuple[str, ...]
    rank: tuple[int, ...]


def questions(world: World, ruleset: Ruleset, needed: Needed, flags: Flags, room: Room) -> tuple[Ask, ...]:
    """The questions that are worth asking, best first. A fact that was answered "not known" is not asked again."""
    found: dict[str, _Candidate] = {}
    for number, fact in enumerate(room.waits_for):
        signs = tuple(dict.fromkeys(demand.rule.flag for demand in flags.demands if demand.open))
        options = tuple(each.disposition for each in room.settlements or ())
        why = "decides where " + " and ".join(signs) + " may settle"
        found[fact] = _Candidate(fact, why, (*signs, *options), (0, number))
    for number, (fact, row) in enumerate(_needed_facts(needed)):
        if fact not in found:
            found[fact] = _candidate(fact, row, number, flags)
    for fact in _helpful(world, ruleset):
        found.setdefault(fact, _Candidate(fact, "decides the area and the spoke", (), (9, 0)))
    ranked = sorted(found.values(), key=lambda each: each.rank)
    return tuple(Ask(each.fact, each.why, each.decides) for each in ranked)


def _needed_facts(needed: Needed) -> Iterable[tuple[str, str]]:
    rows = sorted(needed.rows, key=lambda row: row.name in ROWS_FOR_EVERYBODY)
    return ((fact, row.name) for row in rows for fact in row.ask())


def _candidate(fact: str, row: str, number: int, flags: Flags) -> _Candidate:
    settles = tuple(flag for flag in flags.open if fact in flags.undecided[flag])
    first = FIRST_OF_ALL.index(fact) if fact in FIRST_OF_ALL else len(FIRST_OF_ALL)
    why = f"settles {settles[0]}" if settles else f"needed: {row}"
    return _Candidate(fact, why, settles, (1, not settles, fact in NEEDS_KIT, first, number))


def _helpful(world: World, ruleset: Ruleset) -> Iterable[str]:
    if world.context.in_area is None and world.unanswered("postcode"):
        yield "postcode"


def flags_worth_showing_first(needed: Needed, flags: Flags) -> tuple[str, ...]:
    """The open danger signs: first those that hang on a needed question, then as the ids are ordered."""
    asked = set(needed.open)
    order = list(catalogue().red_flags)
    return tuple(
        sorted(flags.open, key=lambda flag: (not asked.intersection(flags.undecided[flag]), order.index(flag)))
    )
