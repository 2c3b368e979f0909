"""The claims about a ruleset put to the solver; each that fails becomes a finding with a case that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, to_json
from carecon.clinical.catalogue import catalogue
from carecon.rules.checks import gaps, reach, safety
from carecon.rules.checks.claim import Claim, PairClaim
from carecon.rules.checks.finding import Finding, Witness
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.decision import Decision, decide
from carecon.rules.proof.solver import Case, Clingo, Copy, Literal
from carecon.rules.proof.states import SERVICES, Silent, States
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import verdict

Progress = Callable[[int, int], None]
"""Called with how many claims are done, and how many there are."""

NOON: Final = datetime(2024, 1, 16, 12, tzinfo=UTC)
LONG_AGO: Final = timedelta(days=30)


class ProofError(RuntimeError):
    """A case that the solver found is not what the rules themselves say of it: the proof is wrong, not the ruleset."""


@dataclass(frozen=True)
class Claims:
    """Everything that is claimed of a ruleset."""

    decision: Decision
    single: tuple[Claim, ...]
    pairs: tuple[PairClaim, ...]


def claims_about(ruleset: Ruleset) -> Claims:
    """Write down what must and what must not be possible."""
    decision = decide(ruleset)
    single = (
        *safety.claims(ruleset, decision),
        *gaps.claims(ruleset, decision),
        *reach.claims(ruleset, decision),
    )
    return Claims(decision, single, tuple(safety.pair_claims(ruleset, decision)))


def logical_findings(ruleset: Ruleset, progress: Progress | None = None) -> Iterator[Finding]:
    """What is wrong with a ruleset, each with a witness: a case that the rules themselves were run on again.

    Raises ProofError if they say something else of it than the proof does.
    """
    claimed = claims_about(ruleset)
    total = len(claimed.single) + len(claimed.pairs)
    singles = _Singles(ruleset, claimed)
    for number, claim in enumerate(claimed.single, 1):
        yield from singles.finding(claim)
        if progress is not None:
            progress(number, total)
    pairs = _Pairs(ruleset, claimed)
    for number, pair in enumerate(claimed.pairs, len(claimed.single) + 1):
        yield from pairs.finding(pair)
        if progress is not None:
            progress(number, total)


class _Singles:
    """All claims about single cases, grounded once."""

    def __init__(self, ruleset: Ruleset, claimed: Claims) -> None:
        self.ruleset, self.decision = ruleset, claimed.decision
        self.solver = Clingo()
        wanted = [claim.statement for claim in claimed.single]
        self.case = self.solver.add(self.decision.circuit, self.decision.states, (*wanted, *_outcome(self.decision)))

    def finding(self, claim: Claim) -> Iterator[Finding]:
        holds = self.case.holds(claim.statement)
        if claim.possible:
            if not self.solver.possible([holds]):
                yield Finding(claim.check, claim.where, claim.message)
            return
        if self.solver.possible([holds]):
            cases = plainest(self.solver, self.decision.states, (self.case,), [holds])
            yield Finding(claim.check, claim.where, claim.message, _witness(self.ruleset, self.decision, cases[0]))


class _Pairs:
    """All claims about two cases, grounded once."""

    def __init__(self, ruleset: Ruleset, claimed: Claims) -> None:
        self.ruleset, self.decision = ruleset, claimed.decision
        self.solver = Clingo()
        circuit, states, outcome = self.decision.circuit, self.decision.states, _outcome(self.decision)
        ones = (one for claim in claimed.pairs for one, _ in claim.pairs)
        others = (other for claim in claimed.pairs for _, other in claim.pairs)
        self.left = self.solver.add(circuit, states, (*ones, *outcome))
        self.right = self.solver.add(circuit, states, (*others, *outcome))
        self.alike = {name: self.solver.equal(self.left, self.right, (name,)) for name in states.domains}

    def finding(self, claim: PairClaim) -> Iterator[Finding]:
        pairs = [(self.left.holds(one), self.right.holds(other)) for one, other in claim.pairs]
        broken = self.solver.any_of([self.solver.all_of(pair) for pair in pairs])
        same = [
            literal
            for name, literal in self.alike.items()
            if name.partition("@")[0].partition(":")[0] not in claim.differ_in
        ]
        if self.solver.possible([*same, broken]):
            found = plainest(self.solver, self.decision.states, (self.left, self.right), [*same, broken])
            one, other = (_witness(self.ruleset, self.decision, case) for case in found)
            yield Finding(claim.check, claim.where, claim.message, replace(one, other=other))


def plainest(solver: Clingo, states: States, copies: Sequence[Copy], wanted: Sequence[Literal]) -> tuple[Case, ...]:
    """Cases for which all that is wanted holds, with as few answers, and as usual a service, as it takes."""
    plain = [
        copy.is_in(name, number)
        for copy in copies
        for name, domain in states.domains.items()
        if (number := _plain(name, domain.states)) is not None
    ]
    kept, dropped = list(plain), list[Literal]()
    while not solver.possible([*wanted, *kept]):
        blamed = frozenset(solver.core)
        dropped += [literal for literal in kept if literal in blamed]
        kept = [literal for literal in kept if literal not in blamed]
    # Not all that was blamed together has to go: what fits the rest is taken back.
    for literal in dropped:
        if solver.possible([*wanted, *kept, literal]):
            kept.append(literal)
    cases = solver.solve([*wanted, *kept], lambda model: tuple(model.case(copy) for copy in copies))
    if cases is None:
        raise ProofError("what is possible has become impossible")
    return cases


def _plain(name: str, domain: Sequence[object]) -> int | None:
    """The state that says least: not asked, not old, open, in the area and within hours."""
    if Silent.NOT_ASKED in domain:
        return 0
    if name == "pause_applies":
        return 1
    return 0


def _outcome(decision: Decision) -> Iterable[Statement]:
    return (*decision.dispositions.values(), decision.waits, decision.senior)


def _witness(ruleset: Ruleset, decision: Decision, case: Case) -> Witness:
    facts, context = answers_of(decision.states, case), context_of(ruleset, decision.states, case)
    said = verdict(facts, context, ruleset)
    seen: dict[int, bool] = {}
    proved = [name for name, holds in decision.dispositions.items() if decision.circuit.value(holds, case, seen)]
    if proved != [said.leads_to]:
        raise ProofError(f"the proof says {proved}, the rules say {said.leads_to}")
    signs = f"; danger signs: {', '.join(said.present)}" if said.present else ""
    return Witness(
        facts=MappingProxyType({name: _plain_value(answer) for name, answer in facts.items()}),
        context=MappingProxyType(_told(context)),
        outcome=f"{said.state}: {said.leads_to} within {said.urgency_minutes} minutes{signs}",
    )


def answers_of(states: States, case: Case) -> dict[str, Answer]:
    """The answers of a case; what is too old is of thirty days before."""
    found: dict[str, Answer] = {}
    for name in states.facts:
        answer = states.answer(name, case)
        if answer is not None:
            old = bool(case.get(f"{name}@old")) and answer.known
            found[name] = replace(answer, at=NOON - LONG_AGO) if old else answer
    return found


def context_of(ruleset: Ruleset, states: States, case: Case) -> Context:
    """The service of a case."""
    told = {name: states.domains[name].states[case[name]] for name in ("in_area", "in_hours", "pause_applies")}
    services = {name: SERVICES[case[f"service:{name}"]] for name in catalogue().kinds}
    return Context(
        at=NOON,
        area=ruleset.area.id,
        in_area=told["in_area"],  # type: ignore[arg-type]
        in_hours=bool(told["in_hours"]),
        minutes_to_close=480,
        spoke=None,
        pause_applies=bool(told["pause_applies"]),
        services=MappingProxyType(services),  # type: ignore[arg-type]
    )


def _told(context: Context) -> Mapping[str, Any]:
    unusual = {f"service {name}": state for name, state in context.services.items() if state != "open"}
    return {
        "in_area": context.in_area,
        "in_hours": context.in_hours,
        "pause_applies": context.pause_applies,
        **unusual,
    }


def _plain_value(answer: Answer) -> Any:
    value = to_json(answer.value)
    return value if answer.at is None else {"value": value, "at": answer.at.isoformat()}
