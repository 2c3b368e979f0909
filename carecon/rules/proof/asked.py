"""Needed facts as statements: which rows count, what of them is open, and what nobody could answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carecon.rules.packing.rule import NeededRule, WaiverRule
from carecon.rules.proof.circuit import FALSE, Statement
from carecon.rules.proof.danger import Danger
from carecon.rules.proof.leaves import Leaves
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.needed import NO_OBSERVATIONS, QUIET


@dataclass(frozen=True)
class Member:
    """Of the alternatives of which one is enough: when none is to be had, when it is open, and what is asked then."""

    first: str
    open: Statement
    in_vain: Statement
    asks: tuple[tuple[str, Statement], ...]


@dataclass(frozen=True)
class Row:
    """A row of needed facts: when it counts, and its members, which only count then."""

    rule: NeededRule
    counts: Statement
    waived: Statement
    members: tuple[Member, ...]

    def is_open(self) -> tuple[Statement, ...]:
        """Of each member whether it is still to be answered."""
        return tuple(member.open for member in self.members)


@dataclass(frozen=True)
class Asked:
    """The rows, when any of them is open, and what nobody could answer."""

    rows: tuple[Row, ...]
    open: Statement
    in_vain: Statement
    in_vain_on_open_flag: Statement
    observations_in_vain: Statement


def look(leaves: Leaves, ruleset: Ruleset, danger: Danger) -> Asked:
    """Every row of a ruleset."""
    circuit = leaves.circuit
    rows = tuple(rows_of(leaves, ruleset.needed, ruleset.waivers))
    observed: dict[str, list[Statement]] = {}
    vain: dict[str, list[Statement]] = {}
    for row in rows:
        seen = any(NO_OBSERVATIONS in member for member in row.rule.facts)
        for member in row.members:
            counts = circuit.every((row.counts, member.in_vain))
            vain.setdefault(member.first, []).append(counts)
            if seen:
                observed.setdefault(member.first, []).append(counts)
    others = {
        fact: circuit.every((circuit.some(found), -circuit.some(observed.get(fact, ()))))
        for fact, found in vain.items()
    }
    hangs = {
        fact: circuit.some(undecided.get(fact, FALSE) for undecided in danger.undecided.values()) for fact in others
    }
    return Asked(
        rows,
        open=circuit.some(circuit.every((row.counts, circuit.some(row.is_open()))) for row in rows),
        in_vain=circuit.some(others.values()),
        in_vain_on_open_flag=circuit.some(circuit.every((others[fact], hangs[fact])) for fact in others),
        observations_in_vain=circuit.some(found for each in observed.values() for found in each),
    )


def rows_of(leaves: Leaves, needed: Iterable[NeededRule], waivers: Iterable[WaiverRule]) -> Iterable[Row]:
    """The rows with those waivers."""
    circuit = leaves.circuit
    lifting = [(waiver, leaves.truth(waiver.when).true) for waiver in waivers]
    for rule in needed:
        waived = circuit.some(holds for waiver, holds in lifting if waiver.lifts(rule.name))
        applies = leaves.truth(rule.when).true
        members = tuple(_member(leaves, member) for member in rule.facts)
        yield Row(rule, circuit.every((applies, -waived)), waived, members)


def _member(leaves: Leaves, member: tuple[str, ...]) -> Member:
    circuit = leaves.circuit
    asked = [fact for fact in member if fact != NO_OBSERVATIONS]
    met = circuit.some(_usable(leaves, fact) for fact in asked)
    excused = given_up = FALSE
    if NO_OBSERVATIONS in member:
        fitting = leaves.among(NO_OBSERVATIONS, ("not_appropriate",))
        excused = circuit.every((fitting, leaves.truth(QUIET).true))
        given_up = circuit.every((_usable(leaves, NO_OBSERVATIONS), -fitting))
    left = circuit.some(-leaves.asked_in_vain(fact) for fact in asked)
    is_open = circuit.every((-met, -excused, -given_up, left))
    in_vain = circuit.every((-met, -excused, circuit.some((given_up, -left))))
    asks = []
    for place, fact in enumerate(asked):
        earlier = [leaves.asked_in_vain(other) for other in asked[:place]]
        asks.append((fact, circuit.every((is_open, -leaves.asked_in_vain(fact), *earlier))))
    return Member(member[0], is_open, in_vain, tuple(asks))


def _usable(leaves: Leaves, fact: str) -> Statement:
    return leaves.circuit.every((leaves.has_value(fact), -leaves.old(fact)))
