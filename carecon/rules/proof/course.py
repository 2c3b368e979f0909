"""Courses of action as statements: who is gone to, how soon, and if only as a senior's decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.rules.packing.rule import RoutingRule, SeniorRule
from carecon.rules.proof.circuit import FALSE, Circuit, Statement
from carecon.rules.proof.danger import Danger, Raised, Way
from carecon.rules.proof.leaves import Found, Leaves
from carecon.rules.proof.minutes import Minutes
from carecon.rules.proof.states import DUE_LATE
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.route import ATTENDANCE

SPECIALTY = "emergency_specialty"


@dataclass(frozen=True)
class Course:
    """What would be done: disposition to when it is that, by when it is needed, and when it is a senior's."""

    dispositions: Mapping[str, Statement]
    need: Minutes
    by_senior: Statement
    demanded: Statement = FALSE
    at_home: Mapping[str, Statement] = field(default_factory=dict)

    def kind(self, circuit: Circuit, *kinds: str) -> Statement:
        """That it is of one of these kinds."""
        known = catalogue().kinds
        return circuit.some(holds for name, holds in self.dispositions.items() if known[name] in kinds)

    def minutes(self, circuit: Circuit) -> Minutes:
        """By when help has come: what is needed, and never later than the disposition promises."""
        promised = catalogue().urgency_minutes
        return self.need.also((holds, promised[d]) for d, holds in self.dispositions.items() if d in promised)


@dataclass(frozen=True)
class Routed:
    """The routing rules: when each leads, what is out, and the course that they come to with the danger signs."""

    holds: Mapping[str, Statement]
    leads: Mapping[str, Statement]
    out: Mapping[str, Statement]
    course: Course


def first_of(circuit: Circuit, held: Iterable[tuple[str, Statement]]) -> dict[str, Statement]:
    """Of things that may hold, in order: when each is the first that does."""
    earlier: list[Statement] = []
    found: dict[str, Statement] = {}
    for name, holds in held:
        found[name] = circuit.every((holds, *(-other for other in earlier)))
        earlier.append(holds)
    return found


def route(leaves: Leaves, ruleset: Ruleset, danger: Danger, found: Found) -> Routed:
    """The course before seniors and scope."""
    circuit = leaves.circuit
    holds = {rule.id: leaves.truth(rule.when, found).true for rule in ruleset.routing}
    leads = first_of(circuit, holds.items())
    out = _out(circuit, ruleset.routing, holds)
    free = circuit.every((-danger.any_present,))
    within = circuit.every((danger.any_present, -danger.certain))
    chosen: dict[str, list[Statement]] = {name: [] for name in catalogue().kinds}
    chosen[EMERGENCY].append(circuit.every((danger.certain, danger.by_ambulance)))
    chosen[SPECIALTY].append(circuit.every((danger.certain, -danger.by_ambulance)))
    at_once = [danger.certain]
    fallback = _first_allowed(circuit, danger, out)
    senior: list[Statement] = []
    demanded: list[Statement] = []
    for rule in ruleset.routing:
        emergency = catalogue().kinds[rule.dispositions[0]] == "emergency"
        hospital = any(catalogue().kinds[name] == "hospital" for name in rule.dispositions)
        here = circuit.every((leads[rule.id], free))
        firsts = first_of(circuit, ((name, -out[name]) for name in rule.dispositions))
        for name, first in firsts.items():
            chosen[name].append(circuit.every((here, first)))
        chosen[ATTENDANCE].append(circuit.every((here, *(out[name] for name in rule.dispositions))))
        signs = circuit.every((leads[rule.id], within))
        if emergency:
            chosen[EMERGENCY].append(signs)
            at_once.append(signs)
            senior += [circuit.every((leads[rule.id], danger.certain))] if rule.by_senior else []
        else:
            can = {name: circuit.every((-out[name], danger.allows(circuit, name))) for name in rule.dispositions}
            firsts = first_of(circuit, can.items())
            nobody = circuit.every((signs, *(-held for held in can.values())))
            for name, first in firsts.items():
                chosen[name].append(circuit.every((signs, first)))
            if ATTENDANCE in firsts:
                demanded.append(circuit.every((signs, firsts[ATTENDANCE])))
            allowed = {ATTENDANCE: _open_to(circuit, danger, out, ATTENDANCE)} if hospital else fallback
            for name, first in allowed.items():
                chosen[name].append(circuit.every((nobody, first)))
            if ATTENDANCE in allowed:
                demanded.append(circuit.every((nobody, allowed[ATTENDANCE])))
            nowhere = circuit.every((nobody, *(-first for first in allowed.values())))
            chosen[EMERGENCY].append(nowhere)
            at_once.append(nowhere)
        if rule.by_senior:
            senior += [here, *([] if emergency else [circuit.every((signs, -at_once[-1]))])]
    dispositions = {name: circuit.some(ways) for name, ways in chosen.items()}
    settles = circuit.every((within, -circuit.some(at_once)))
    asked, by_senior = _of_settlements(circuit, danger, dispositions, settles)
    need = Minutes((*_need(circuit, ruleset.routing, holds, leads), *((now, 0) for now in at_once), *asked))
    return Routed(
        holds,
        leads,
        out,
        Course(
            dispositions,
            need,
            circuit.some((*senior, by_senior)),
            circuit.some(demanded),
            _at_home(circuit, ruleset.routing, holds),
        ),
    )


def _out(circuit: Circuit, routing: Iterable[RoutingRule], holds: Mapping[str, Statement]) -> dict[str, Statement]:
    """What is closed, full, or excluded by a routing rule that holds."""
    shut = {name: circuit.among(f"service:{name}", (1, 2)) for name in catalogue().kinds}
    rules = list(routing)
    return {
        name: circuit.some((closed, *(holds[rule.id] for rule in rules if name in rule.excludes)))
        for name, closed in shut.items()
    }


def _need(
    circuit: Circuit, routing: Iterable[RoutingRule], holds: Mapping[str, Statement], leads: Mapping[str, Statement]
) -> Iterable[tuple[Statement, int]]:
    """As the leading rule says, and no later than the first rule that holds for somebody who stays asks for."""
    rules = list(routing)
    promised, kinds = catalogue().urgency_minutes, catalogue().kinds
    minutes = {rule.id: rule.within_minutes or promised[rule.dispositions[0]] for rule in rules}
    at_home = [rule for rule in rules if kinds[rule.dispositions[0]] == "community"]
    first_at_home = first_of(circuit, ((rule.id, holds[rule.id]) for rule in at_home))
    away = circuit.some(leads[rule.id] for rule in rules if rule not in at_home)
    yield from ((leads[rule.id], minutes[rule.id]) for rule in rules)
    yield from ((circuit.every((away, first)), minutes[name]) for name, first in first_at_home.items())


def _at_home(circuit: Circuit, routing: Iterable[RoutingRule], holds: Mapping[str, Statement]) -> dict[str, Statement]:
    """What the problem itself would lead to at home."""
    kinds = catalogue().kinds
    rules = [rule for rule in routing if kinds[rule.dispositions[0]] == "community"]
    first = first_of(circuit, ((rule.id, holds[rule.id]) for rule in rules))
    names = dict.fromkeys(rule.dispositions[0] for rule in rules)
    return {name: circuit.some(first[rule.id] for rule in rules if rule.dispositions[0] == name) for name in names}


def _first_allowed(circuit: Circuit, danger: Danger, out: Mapping[str, Statement]) -> dict[str, Statement]:
    """When each disposition is the first that the danger signs leave open, in the order of the first of them."""
    found: dict[str, list[Statement]] = {}
    leading = first_of(circuit, ((each.rule.id, each.raised) for each in danger.rules))
    for each in danger.rules:
        offered = [(way, way.holds) for way in each.ways]
        offered += [(way, circuit.every((danger.may_settle, way.open))) for way in each.ways]
        earlier: list[Statement] = []
        for way, held in offered:
            name = way.settlement.disposition
            fits = circuit.every((held, _open_to(circuit, danger, out, name)))
            now = circuit.every((leading[each.rule.id], fits, *(-other for other in earlier)))
            found.setdefault(name, []).append(now)
            earlier.append(fits)
    return {name: circuit.some(ways) for name, ways in found.items()}


def _open_to(circuit: Circuit, danger: Danger, out: Mapping[str, Statement], name: str) -> Statement:
    return circuit.every((-out[name], danger.shared.get(name, FALSE)))


def _of_settlements(
    circuit: Circuit, danger: Danger, dispositions: Mapping[str, Statement], settles: Statement
) -> tuple[list[tuple[Statement, int]], Statement]:
    """What present signs ask of a course: how soon, and if only by a senior."""
    minutes: list[tuple[Statement, int]] = []
    senior: list[Statement] = []
    for each in danger.rules:
        for way, counts in ways_that_count(circuit, danger, each):
            here = circuit.every((settles, each.raised, counts, dispositions[way.settlement.disposition]))
            if way.settlement.within_minutes is not None:
                minutes.append((here, way.settlement.within_minutes))
            if way.settlement.by_senior:
                senior.append(here)
    return minutes, circuit.some(senior)


def ways_that_count(circuit: Circuit, danger: Danger, each: Raised) -> Iterable[tuple[Way, Statement]]:
    """Of the ways of one rule to each disposition the first that holds, else the first that could."""
    for name in dict.fromkeys(way.settlement.disposition for way in each.ways):
        ways = [way for way in each.ways if way.settlement.disposition == name]
        held: list[Statement] = []
        for way in ways:
            yield way, circuit.every((way.holds, *(-other for other in held)))
            held.append(way.holds)
        could: list[Statement] = []
        for way in ways:
            none_holds = [-other for other in (*held, *could)]
            yield way, circuit.every((danger.may_settle, way.open, *none_holds))
            could.append(way.open)


@dataclass(frozen=True)
class Weighed:
    """The course after the rules on seniors; `firing` are those rules with when each counts for the answer."""

    course: Course
    senior: Statement
    unsupported: Mapping[str, Statement]
    firing: Mapping[str, Statement]


def weigh(leaves: Leaves, ruleset: Ruleset, danger: Danger, found: Found, first: Course) -> Weighed:
    """The course, made a senior's decision and changed where rules say so."""
    circuit = leaves.circuit
    first = _no_later_than_at_home(leaves, ruleset.seniors, found, first)
    firing = fire(leaves, ruleset.seniors, found, first)
    at_home = first.kind(circuit, "community")
    against = {
        rule.id: circuit.every((at_home, firing[rule.id], _unsupported(leaves, rule, found)))
        for rule in ruleset.seniors
    }
    displaced = circuit.some(against.values())
    chosen = {name: [circuit.every((-displaced, holds))] for name, holds in first.dispositions.items()}
    leading = first_of(circuit, against.items())
    refused: list[Statement] = []
    for rule in ruleset.seniors:
        wanted = rule.otherwise or ATTENDANCE
        fits = danger.allows(circuit, wanted)
        chosen[wanted].append(circuit.every((leading[rule.id], fits)))
        refused.append(circuit.every((leading[rule.id], -fits)))
    chosen[EMERGENCY] += refused
    dispositions = {name: circuit.some(ways) for name, ways in chosen.items()}
    need = Minutes((*first.minutes(circuit).pairs, *((now, 0) for now in refused)))
    need = need.also(
        (against[rule.id], rule.within_minutes) for rule in ruleset.seniors if rule.within_minutes is not None
    )
    kept = circuit.every((-displaced, first.by_senior))
    course = Course(dispositions, need, kept, circuit.every((-displaced, first.demanded)))
    again = fire(leaves, ruleset.seniors, found, course)
    need = need.also(
        (again[rule.id], rule.within_minutes) for rule in ruleset.seniors if rule.within_minutes is not None
    )
    senior = circuit.some((displaced, first.by_senior, *firing.values()))
    counts = {name: circuit.some((again[name], against[name])) for name in again}
    return Weighed(Course(dispositions, need, kept, course.demanded), senior, against, counts)


def _no_later_than_at_home(leaves: Leaves, rules: Iterable[SeniorRule], found: Found, first: Course) -> Course:
    """Hospital comes no later than the rules on seniors would want somebody seen who stays at home."""
    circuit = leaves.circuit
    staying = Course(first.at_home, first.need, first.by_senior)
    wanted = fire(leaves, rules, found, staying)
    hospital = first.kind(circuit, "hospital")
    sooner = (
        (circuit.every((hospital, wanted[rule.id])), rule.within_minutes)
        for rule in rules
        if rule.within_minutes is not None
    )
    return replace(first, need=first.need.also(sooner))


def fire(leaves: Leaves, rules: Iterable[SeniorRule], found: Found, course: Course) -> dict[str, Statement]:
    """When each rule on seniors holds for this course."""
    seen = with_answer(leaves, found, course, senior=FALSE)
    return {rule.id: leaves.truth(rule.when, seen).true for rule in rules}


def with_answer(leaves: Leaves, found: Found, course: Course, *, senior: Statement) -> Found:
    """What conditions see once there is an answer."""
    circuit = leaves.circuit
    kinds = {kind: course.kind(circuit, kind) for kind in dict.fromkeys(catalogue().kinds.values())}
    plain = {**found.plain, "senior": senior, DUE_LATE: circuit.among(DUE_LATE, (1,))}
    return Found(found.flags, plain, {**found.choices, "answer": dict(course.dispositions), "answer_kind": kinds})


def _unsupported(leaves: Leaves, rule: SeniorRule, found: Found) -> Statement:
    if rule.otherwise is None:
        return FALSE
    return -FALSE if rule.supported is None else -leaves.truth(rule.supported, found).true
