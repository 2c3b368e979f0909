"""Danger signs as statements: which are raised, and what they leave open together."""

from __future__ import annotations

from dataclasses import dataclass, field

from carecon.clinical.catalogue import EMERGENCY
from carecon.rules.packing.rule import FlagRule, Settlement
from carecon.rules.proof.circuit import FALSE, TRUE, Circuit, Statement
from carecon.rules.proof.hanging import Undecided, can_become, undecided_by, waits
from carecon.rules.proof.leaves import Found, Leaves
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.dying import END_OF_LIFE_KNOWN
from carecon.rules.steps.flags import SIGNS_SET_ASIDE


@dataclass(frozen=True)
class Way:
    """A settlement of a rule that raises a sign: when it holds, when it could come to hold, when it still waits."""

    settlement: Settlement
    holds: Statement
    open: Statement
    waits: Statement


@dataclass(frozen=True)
class Raised:
    """A rule that raises a sign: when it does, and the ways that it leaves open."""

    rule: FlagRule
    raised: Statement
    ways: tuple[Way, ...]


@dataclass
class Danger:
    """What danger signs come to. `allows` goes from disposition to when the signs leave it open."""

    rules: tuple[Raised, ...]
    flags: dict[str, dict[str, Statement]]
    undecided: dict[str, Undecided]
    """Sign to the facts on which it hangs while it is open."""
    any_present: Statement = FALSE
    certain: Statement = FALSE
    """No settlement is open: nothing but an emergency."""
    by_ambulance: Statement = FALSE
    settles: Statement = FALSE
    """Some settlement holds that all present signs share."""
    may_settle: Statement = FALSE
    """None holds yet, and some could."""
    shared: dict[str, Statement] = field(default_factory=dict)
    """Disposition to when it is among the settlements that count."""
    waits: Statement = FALSE

    def allows(self, circuit: Circuit, disposition: str) -> Statement:
        """When the danger signs leave a disposition open; an emergency that is certain is seen to before."""
        return circuit.some((-self.any_present, self.certain, self.shared.get(disposition, FALSE)))


def judge(leaves: Leaves, ruleset: Ruleset) -> Danger:
    """Every danger sign, and what they leave open."""
    circuit = leaves.circuit
    quiet = leaves.truth(SIGNS_SET_ASIDE).true
    raised: dict[str, Statement] = {}
    flags: dict[str, dict[str, Statement]] = {}
    undecided: dict[str, Undecided] = {}
    for flag, of_flag in ruleset.flag_rules.items():
        heard = [(rule, *_status(rule, leaves)) for rule in of_flag]
        stands = {rule.id: -quiet if rule.sign_of_dying else TRUE for rule in of_flag}
        raised |= {rule.id: circuit.every((stands[rule.id], true)) for rule, true, _ in heard}
        still = {rule.id: circuit.every((stands[rule.id], -true, -false)) for rule, true, false in heard}
        present = circuit.some(raised[rule.id] for rule in of_flag)
        is_open = circuit.every((-present, circuit.some(still.values())))
        flags[flag] = {"present": present, "open": is_open, "excluded": circuit.every((-present, -is_open))}
        hangs: dict[str, Statement] = {}
        for rule in of_flag:
            for fact, how in _hangs_on(rule, leaves).items():
                hangs[fact] = circuit.some((hangs.get(fact, FALSE), circuit.every((is_open, still[rule.id], how))))
        undecided[flag] = hangs
    found = Found(flags=flags)
    rules = (rule for of_flag in ruleset.flag_rules.values() for rule in of_flag)
    danger = Danger(
        tuple(Raised(each, raised[each.id], _ways(each, leaves, found)) for each in rules), flags, undecided
    )
    _leave_open(danger, circuit, leaves.truth(END_OF_LIFE_KNOWN).true)
    return danger


def found_by(danger: Danger) -> Found:
    """What later conditions may look at."""
    return Found(flags=danger.flags)


def _status(rule: FlagRule, leaves: Leaves) -> tuple[Statement, Statement]:
    """When the rule's condition is true and when false, once what is moot and what excludes it have been heard."""
    circuit = leaves.circuit
    moot = FALSE if rule.moot_when is None else leaves.truth(rule.moot_when).true
    when = leaves.truth(rule.when)
    false = when.false
    if rule.excluded_when is not None:
        false = circuit.every((-when.true, leaves.truth(rule.excluded_when).true))
    return circuit.every((-moot, when.true)), circuit.some((moot, false))


def _hangs_on(rule: FlagRule, leaves: Leaves) -> Undecided:
    circuit = leaves.circuit
    found = dict(undecided_by(rule.when, leaves))
    if rule.excluded_when is not None:
        nothing = -circuit.some(found.values())
        for fact, how in undecided_by(rule.excluded_when, leaves).items():
            found[fact] = circuit.some((found.get(fact, FALSE), circuit.every((nothing, how))))
    return found


def _ways(rule: FlagRule, leaves: Leaves, found: Found) -> tuple[Way, ...]:
    circuit = leaves.circuit
    barred = FALSE if rule.unless is None else leaves.truth(rule.unless, found).true
    ways = []
    for settlement in rule.may_settle:
        holds = leaves.truth(settlement.condition, found).true
        could = circuit.every((-holds, can_become(settlement.condition, leaves, found, True)))
        ways.append(
            Way(
                settlement,
                holds=circuit.every((-barred, holds)),
                open=circuit.every((-barred, could)),
                waits=waits(settlement.condition, leaves, found),
            )
        )
    return tuple(ways)


def _leave_open(danger: Danger, circuit: Circuit, spoken_of: Statement) -> None:
    rules = danger.rules
    danger.any_present = circuit.some(each.raised for each in rules)
    alone = {
        each.rule.id: circuit.every((each.raised, *(-x for way in each.ways for x in (way.holds, way.open))))
        for each in rules
    }
    at_once = circuit.some(alone.values())
    names = dict.fromkeys(way.settlement.disposition for each in rules for way in each.ways)
    holding = {name: _shared(circuit, rules, name, also_open=False) for name in names}
    possible = {name: _shared(circuit, rules, name, also_open=True) for name in names}
    open_to_any = circuit.every((danger.any_present, -at_once))
    danger.settles = circuit.every((open_to_any, circuit.some(holding.values())))
    could = circuit.every((open_to_any, -danger.settles, circuit.some(possible.values())))
    waiting = circuit.some(
        circuit.every(
            (each.raised, way.open, possible[way.settlement.disposition], circuit.some((way.waits, spoken_of)))
        )
        for each in rules
        for way in each.ways
    )
    # What hangs on a plan of which nobody has spoken is not waited for.
    danger.may_settle = danger.waits = circuit.every((could, waiting))
    danger.certain = circuit.every((danger.any_present, -danger.settles, -danger.may_settle))
    counted = {each.rule.id: circuit.either(at_once, alone[each.rule.id], each.raised) for each in rules}
    danger.by_ambulance = circuit.some(counted[each.rule.id] for each in rules if each.rule.emergency == EMERGENCY)
    danger.shared = {
        name: circuit.some(
            (circuit.every((danger.settles, holding[name])), circuit.every((danger.may_settle, possible[name])))
        )
        for name in names
    }


def _shared(circuit: Circuit, rules: tuple[Raised, ...], name: str, *, also_open: bool) -> Statement:
    """That every sign that is present offers this disposition."""
    offered = []
    for each in rules:
        ways = [way for way in each.ways if way.settlement.disposition == name]
        held = circuit.some((*(way.holds for way in ways), *(way.open for way in ways if also_open)))
        offered.append(circuit.some((-each.raised, held)))
    return circuit.every(offered)
