"""Every rule can fire, and decides something in some case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.claim import Claim
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.decision import Decision
from carecon.rules.ruleset import Ruleset

UNREACHABLE = "no case makes this rule fire: mend or remove it"
IDLE = "wherever this rule fires the answer is the same without it: mend or remove it"


def claims(ruleset: Ruleset, decision: Decision) -> Iterator[Claim]:
    """Every rule fires in some case, and in some case it is the one that decides."""
    for rule, fires in _fires(ruleset, decision):
        yield Claim("unreachable", rule, UNREACHABLE, fires, possible=True)
    for rule, decides in _decides(ruleset, decision):
        yield Claim("never_decides", rule, IDLE, decides, possible=True)
    for name in catalogue().kinds:
        told = f"no case comes to {name}: a disposition that nothing leads to"
        settled = decision.circuit.every((decision.dispositions[name], -decision.waits))
        yield Claim("disposition_unreachable", name, told, settled, possible=True)
    reached = {rule.pathway: decision.pathways[rule.id] for rule in ruleset.pathways}
    for name in catalogue().pathways:
        told = f"no case is on {name}: a pathway without a rule"
        yield Claim("pathway_unreachable", name, told, reached.get(name, -1), possible=True)


def _fires(ruleset: Ruleset, decision: Decision) -> Iterator[tuple[str, Statement]]:
    leaves, circuit = decision.leaves, decision.circuit
    for each in decision.danger.rules:
        yield each.rule.id, each.raised
        for way in each.ways:
            settles = circuit.every((each.raised, way.holds, decision.dispositions[way.settlement.disposition]))
            yield f"{each.rule.id} may settle on {way.settlement.disposition}", settles
    for row in decision.asked.rows:
        yield row.rule.id, row.counts
    for waiver in ruleset.waivers:
        yield waiver.id, leaves.truth(waiver.when).true
    for held in (decision.pathways, decision.routed.holds, decision.scope, decision.weighed.firing, decision.alongside):
        yield from held.items()


def _decides(ruleset: Ruleset, decision: Decision) -> Iterator[tuple[str, Statement]]:
    circuit = decision.circuit
    raised = {each.rule.id: each.raised for each in decision.danger.rules}
    for rule in raised:
        yield rule, circuit.every((raised[rule], *_none_but(raised.items(), rule)))
    opens = {
        row.rule.id: {member.first: circuit.every((row.counts, member.open)) for member in row.members}
        for row in decision.asked.rows
    }
    for rule, members in opens.items():
        alone = [
            circuit.every((held, *(-other[fact] for name, other in opens.items() if name != rule and fact in other)))
            for fact, held in members.items()
        ]
        yield rule, circuit.every((decision.waits, circuit.some(alone)))
    for waiver in ruleset.waivers:
        yield waiver.id, _lifts(ruleset, decision, waiver.id)
    ours = circuit.every((-decision.returned, -decision.waits, -decision.danger.certain))
    for rule, leads in decision.routed.leads.items():
        yield rule, circuit.every((leads, ours))
    senior = decision.weighed.firing
    for rule, fires in senior.items():
        # Two rules may well want the same thing: one of them alone is enough to say that it decides.
        only = circuit.every(
            (fires, decision.senior, -decision.weighed.course.by_senior, *_none_but(senior.items(), rule))
        )
        yield rule, only


def _none_but(held: Iterable[tuple[str, Statement]], kept: str) -> list[Statement]:
    return [-holds for name, holds in held if name != kept]


def _lifts(ruleset: Ruleset, decision: Decision, waiver_id: str) -> Statement:
    """That a row would count but for this waiver."""
    circuit, leaves = decision.circuit, decision.leaves
    holds = {waiver.id: leaves.truth(waiver.when).true for waiver in ruleset.waivers}
    waiver = next(each for each in ruleset.waivers if each.id == waiver_id)
    lifted = []
    for row in decision.asked.rows:
        if waiver.lifts(row.rule.name):
            others = [-holds[each.id] for each in ruleset.waivers if each is not waiver and each.lifts(row.rule.name)]
            open_members = circuit.some(member.open for member in row.members)
            lifted.append(circuit.every((leaves.truth(row.rule.when).true, open_members, *others)))
    return circuit.every((holds[waiver_id], circuit.some(lifted)))
