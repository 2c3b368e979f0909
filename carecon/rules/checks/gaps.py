"""No gap and no contradiction: every complete case has an answer of its own, and no two rules pull apart."""

from __future__ import annotations

from collections.abc import Iterator

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.checks.claim import Claim
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.decision import Decision
from carecon.rules.ruleset import Ruleset

PROBLEM = "presenting_problem"


def claims(ruleset: Ruleset, decision: Decision) -> Iterator[Claim]:
    """For each presenting problem no complete case falls to a catch-all; nothing is led to and ruled out at once."""
    circuit = decision.circuit
    fallen = {problem: falls_to_catch_all(ruleset, decision, problem) for problem in vocabulary()[PROBLEM].choices}
    for problem, falls in fallen.items():
        told = f"a complete case of {problem} for which no rule says who is gone to: a senior decides by default"
        yield Claim("gap", problem, told, circuit.every((complete(decision), falls)))
    for rule in ruleset.routing:
        if rule.kind == "catch_all":
            told = "a catch-all may only lead to a senior's decision"
            ours = (decision.routed.leads[rule.id], -decision.danger.any_present, -decision.returned, -decision.waits)
            yield Claim("catch_all_decides", rule.id, told, circuit.every((*ours, -decision.senior)))
        else:
            told = "this rule holds in every complete case: it is a catch-all, so call it one"
            elsewhere = circuit.every((complete(decision), -decision.routed.holds[rule.id]))
            yield Claim("catch_all_decides", rule.id, told, elsewhere, possible=True)
        against = [
            [decision.routed.holds[other.id] for other in ruleset.routing if name in other.excludes]
            for name in rule.dispositions
        ]
        told = "this rule leads to what other rules that hold rule out: every one of its dispositions"
        both = circuit.every((decision.routed.leads[rule.id], *(circuit.some(each) for each in against)))
        yield Claim("contradiction", rule.id, told, both)


def complete(decision: Decision) -> Statement:
    """That every fact that rules look at has a value that is not too old."""
    leaves = decision.leaves
    # Why there are no observations is no question where there are.
    asked = [fact for fact in decision.states.facts if fact != "observations_not_possible"]
    return decision.circuit.every(
        (*(leaves.has_value(fact) for fact in asked), *(-leaves.old(fact) for fact in decision.states.facts))
    )


def falls_to_catch_all(ruleset: Ruleset, decision: Decision, problem: str) -> Statement:
    """That a case of this problem, ours and without a danger sign, is led by a catch-all alone."""
    led = [decision.routed.leads[rule.id] for rule in ruleset.routing if rule.kind == "catch_all"]
    return decision.circuit.every(
        (
            decision.leaves.among(PROBLEM, (problem,)),
            -decision.danger.any_present,
            -decision.returned,
            decision.circuit.some(led),
        )
    )


def kinds_of(*kinds: str) -> list[str]:
    """The dispositions of these kinds."""
    return [name for name, kind in catalogue().kinds.items() if kind in kinds]
