"""The whole decision as statements: what `advise` comes to, for every case at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carecon.clinical.catalogue import catalogue
from carecon.rules.proof.asked import Asked, look
from carecon.rules.proof.circuit import FALSE, Circuit, Statement
from carecon.rules.proof.course import Course, Routed, Weighed, first_of, route, weigh, with_answer
from carecon.rules.proof.danger import Danger, found_by, judge
from carecon.rules.proof.leaves import Leaves
from carecon.rules.proof.minutes import Minutes
from carecon.rules.proof.states import States
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.settling import ALWAYS_ASKED, NOT_SETTLED_MINUTES


@dataclass(frozen=True)
class Decision:
    """The statements about a case.

    `dispositions`: what is recommended, or would be were nothing waited for. `waits`: it is not settled. `senior`: a
    named senior must own it. `minutes`: by when. `pathways`, `scope` and `alongside` go from id to when it counts.
    """

    leaves: Leaves
    danger: Danger
    asked: Asked
    routed: Routed
    weighed: Weighed
    pathways: Mapping[str, Statement]
    scope: Mapping[str, Statement]
    alongside: Mapping[str, Statement]
    dispositions: Mapping[str, Statement]
    waits: Statement
    returned: Statement
    senior: Statement
    minutes: Minutes

    @property
    def circuit(self) -> Circuit:
        """What the statements are numbers of."""
        return self.leaves.circuit

    @property
    def states(self) -> States:
        """The variables."""
        return self.leaves.states

    def kind(self, *kinds: str) -> Statement:
        """That the answer is of one of these kinds."""
        known = catalogue().kinds
        return self.circuit.some(holds for name, holds in self.dispositions.items() if known[name] in kinds)


def decide(ruleset: Ruleset) -> Decision:
    """Write down the decision that a ruleset makes."""
    leaves = Leaves(States(ruleset), ruleset.definitions)
    circuit = leaves.circuit
    danger = judge(leaves, ruleset)
    found = found_by(danger)
    pathways = first_of(circuit, ((rule.id, leaves.truth(rule.when, found).true) for rule in ruleset.pathways))
    found.choices["pathway"] = _by_name(circuit, ((rule.pathway, pathways[rule.id]) for rule in ruleset.pathways))
    asked = look(leaves, ruleset, danger)
    found.plain |= {
        "needed_not_to_be_had": asked.in_vain,
        "needed_not_to_be_had_on_open_flag": asked.in_vain_on_open_flag,
        "observations_not_to_be_had": asked.observations_in_vain,
    }
    routed = route(leaves, ruleset, danger, found)
    weighed = weigh(leaves, ruleset, danger, found, routed.course)
    waits = _waits(circuit, danger, asked, weighed.course)
    scope = first_of(circuit, ((rule.id, leaves.truth(rule.when, found).true) for rule in ruleset.scope))
    emergency = weighed.course.kind(circuit, "emergency")
    scope = {name: circuit.every((holds, -emergency)) for name, holds in scope.items()}
    returned = circuit.some(scope.values())
    returns = _by_name(circuit, ((rule.disposition, scope[rule.id]) for rule in ruleset.scope))
    dispositions = {
        name: circuit.some((returns.get(name, FALSE), circuit.every((-returned, holds))))
        for name, holds in weighed.course.dispositions.items()
    }
    senior = circuit.every((weighed.senior, -returned))
    minutes = weighed.course.minutes(circuit).also(((circuit.every((returned, waits)), NOT_SETTLED_MINUTES),))
    final = Course(dispositions, minutes, senior)
    seen = with_answer(leaves, found, final, senior=senior)
    alongside = {rule.id: leaves.truth(rule.when, seen).true for rule in ruleset.alongside}
    sooner = (
        (alongside[rule.id], rule.within_minutes) for rule in ruleset.alongside if rule.within_minutes is not None
    )
    return Decision(
        leaves,
        danger,
        asked,
        routed,
        weighed,
        pathways,
        scope,
        alongside,
        dispositions,
        waits=circuit.every((waits, -returned)),
        returned=returned,
        senior=senior,
        minutes=final.minutes(circuit).also(sooner),
    )


def _by_name(circuit: Circuit, held: Iterable[tuple[str, Statement]]) -> dict[str, Statement]:
    found: dict[str, list[Statement]] = {}
    for name, holds in held:
        found.setdefault(name, []).append(holds)
    return {name: circuit.some(each) for name, each in found.items()}


def _waits(circuit: Circuit, danger: Danger, asked: Asked, course: Course) -> Statement:
    """That the answer is not settled yet."""
    demanded = circuit.every((course.demanded, course.kind(circuit, "hospital")))
    bears: list[Statement] = []
    for row in asked.rows:
        for member in row.members:
            for fact, asks in member.asks:
                flags = [f["present"] for flag, f in danger.flags.items() if fact in catalogue().red_flags[flag].facts]
                matters = -FALSE if fact in ALWAYS_ASKED else circuit.some(flags)
                bears.append(circuit.every((row.counts, asks, matters)))
    needed = circuit.either(demanded, circuit.some(bears), asked.open)
    nothing_needed = course.kind(circuit, "contact")
    open_questions = circuit.some((danger.waits, circuit.every((-nothing_needed, needed))))
    return circuit.every((-course.kind(circuit, "emergency"), open_questions))
