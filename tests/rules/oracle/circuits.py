"""A circuit in z3, encoded apart from the solver of the product: variables as whole numbers, counts as sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import z3

from carecon.rules.checks.claim import Claim, PairClaim
from carecon.rules.proof.circuit import Among, Both, Circuit, Enough, Statement
from carecon.rules.proof.decision import Decision
from carecon.rules.proof.states import SOME, States


class Encoded:
    """One case: a whole number for each variable, and a truth value for each gate that was asked for."""

    def __init__(
        self,
        solver: z3.Solver,
        decision: Decision,
        wanted: Iterable[Statement],
        beside: Encoded | None = None,
        free: Iterable[str] = (),
    ) -> None:
        """`beside` is another case, from which this one differs in nothing but the variables that are `free`."""
        circuit, self.name = decision.circuit, "" if beside is None else "other "
        apart = frozenset(free)
        self.variables: dict[str, z3.ArithRef] = {}
        for name, size in circuit.sizes.items():
            if beside is not None and name not in apart:
                self.variables[name] = beside.variables[name]
                continue
            number = self.variables[name] = z3.Int(f"{self.name}{name}")
            solver.add(number >= 0, number < size)
        for each in _several(decision.states, self.variables):
            solver.add(each)
        self.gates: dict[int, z3.BoolRef] = {}
        changed: set[int] = set()
        for number in circuit.behind(wanted):
            gate = circuit.gates[number]
            moved = gate.variable in apart if isinstance(gate, Among) else any(abs(x) in changed for x in gate.parts)
            if beside is not None and not moved and number in beside.gates:
                self.gates[number] = beside.gates[number]
                continue
            changed.add(number)
            self.gates[number] = z3.Bool(f"{self.name}gate {number}")
            solver.add(self.gates[number] == self._meaning(circuit, number))

    def holds(self, statement: Statement) -> z3.BoolRef:
        """A statement about this case."""
        gate = self.gates[abs(statement)]
        return gate if statement > 0 else z3.Not(gate)

    def _meaning(self, circuit: Circuit, number: int) -> z3.BoolRef:
        match circuit.gates[number]:
            case Among(name, chosen):
                variable = self.variables[name]
                return z3.Or([z3.And(low <= variable, variable <= high) for low, high in _ranges(chosen)])
            case Both(parts):
                return z3.And([self.holds(part) for part in parts])
            case Enough(count, parts):
                return z3.Sum([z3.If(self.holds(part), 1, 0) for part in parts]) >= count


def refuted(solver: z3.Solver, claims: Mapping[str, z3.BoolRef]) -> set[str]:
    """Those of the claims that hold in some case: asked all at once, and again for what is left."""
    left = dict(claims)
    found: set[str] = set()
    while left:
        if solver.check(z3.Or(list(left.values()))) == z3.unsat:
            return found
        model = solver.model()
        now = {name for name, holds in left.items() if z3.is_true(model.eval(holds, model_completion=True))}
        assert now
        found |= now
        left = {name: holds for name, holds in left.items() if name not in now}
    return found


def single_claims_that_fail(decision: Decision, claims: Iterable[Claim]) -> set[tuple[str, str, str]]:
    """Check, place and message of each single claim that is not so, by z3."""
    told = {str(number): claim for number, claim in enumerate(claims)}
    solver = z3.Solver()
    case = Encoded(solver, decision, [claim.statement for claim in told.values()])
    held = refuted(solver, {name: case.holds(claim.statement) for name, claim in told.items()})
    return {key_of(claim) for name, claim in told.items() if (name in held) is not claim.possible}


def pair_claim_fails(decision: Decision, claim: PairClaim) -> bool:
    """Whether two cases exist that refute a claim about two cases, by z3."""
    solver = z3.Solver()
    free = [name for name in decision.circuit.sizes if name.partition("@")[0].partition(":")[0] in claim.differ_in]
    statements = [each for pair in claim.pairs for each in pair]
    one = Encoded(solver, decision, statements)
    other = Encoded(solver, decision, statements, beside=one, free=free)
    solver.add(z3.Or([z3.And(one.holds(left), other.holds(right)) for left, right in claim.pairs]))
    return bool(solver.check() == z3.sat)


def key_of(claim: Claim | PairClaim) -> tuple[str, str, str]:
    """What a claim is known by, as its finding is."""
    return claim.check, claim.where, claim.message


def _several(states: States, variables: Mapping[str, z3.ArithRef]) -> Iterable[z3.BoolRef]:
    for fact, choices in states.named.items():
        if fact in variables:
            ticked = z3.Sum([variables[f"{fact}:{choice}"] for choice in choices])
            yield (variables[fact] == states.domains[fact].numbers[SOME]) == (ticked >= 1)


def _ranges(chosen: Iterable[int]) -> list[tuple[int, int]]:
    runs = [list(run) for _, run in groupby(enumerate(sorted(chosen)), lambda each: each[1] - each[0])]
    return [(run[0][1], run[-1][1]) for run in runs]
