"""The claims about a ruleset put to the solver; each that fails becomes a finding with a case that shows it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from carecon.area.context import Context
from carecon.clinical.answers import Answer, to_json
from carecon.rules.checks import gaps, reach, safety, shares
from carecon.rules.checks.case import answers_of, context_of
from carecon.rules.checks.claim import Claim, PairClaim
from carecon.rules.checks.finding import Finding, Witness
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.decision import Decision, decide
from carecon.rules.proof.solver import Case, Clingo, Copy, Literal, Model
from carecon.rules.proof.states import States
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import verdict

Progress = Callable[[int, int], None]
"""Called with how many claims are done, and how many there are."""


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


def logical_findings(
    ruleset: Ruleset, progress: Progress | None = None, only: Container[str] | None = None
) -> Iterator[Finding]:
    """What is wrong with a ruleset, each with a witness: a case that the rules themselves were run on again.

    `only` are the checks to make (default: all). Raises ProofError if the rules say something else of a witness than
    the proof does.
    """
    claimed = claims_about(ruleset)
    if only is not None:
        single = tuple(claim for claim in claimed.single if claim.check in only)
        claimed = replace(claimed, single=single, pairs=tuple(pair for pair in claimed.pairs if pair.check in only))
    total, done = len(claimed.single) + len(claimed.pairs), 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, total)

    if claimed.single:
        singles = _Singles(ruleset, claimed)
        yield from singles.never(tell)
        yield from singles.somewhere(tell)
    if claimed.pairs:
        yield from _of_pairs(ruleset, claimed, tell)


class _Singles:
    """All claims about single cases, grounded once and asked together as far as may be."""

    def __init__(self, ruleset: Ruleset, claimed: Claims) -> None:
        self.ruleset, self.decision, self.claims = ruleset, claimed.decision, claimed.single
        self.solver = Clingo()
        wanted = [claim.statement for claim in claimed.single]
        self.case = self.solver.add(self.decision.circuit, self.decision.states, (*wanted, *_outcome(self.decision)))

    def never(self, tell: Callable[[int], None]) -> Iterator[Finding]:
        """What may be in no case: one question for all, and one more for each that is refuted."""
        claims = {self.case.holds(claim.statement): claim for claim in self.claims if not claim.possible}
        refuted = self.solver.any_of(claims)
        left = dict(claims)
        while left:
            barred = [-literal for literal in claims if literal not in left]
            found = self.solver.solve([refuted, *barred], partial(_held, among=frozenset(left)))
            if found is None:
                break
            for literal in found:
                claim = left.pop(literal)
                plain = not _allowed(self.ruleset, claim)
                cases = show(self.solver, self.decision.states, (self.case,), [literal], plain=plain)
                witness = _witness(self.ruleset, self.decision, cases[0])
                yield Finding(claim.check, claim.where, claim.message, witness)
                tell(1)
        tell(len(left))

    def somewhere(self, tell: Callable[[int], None]) -> Iterator[Finding]:
        """What must be in some case: each case that is found may do for many."""
        claims = [claim for claim in self.claims if claim.possible]
        left = {self.case.holds(claim.statement) for claim in claims}
        while left:
            wanted = self.solver.any_of(left)
            found = self.solver.solve([wanted], partial(_held, among=frozenset(left)))
            if found is None:
                break
            left.difference_update(found)
            tell(len(found))
        for claim in claims:
            if self.case.holds(claim.statement) in left:
                yield Finding(claim.check, claim.where, claim.message)
                tell(1)


def _of_pairs(ruleset: Ruleset, claimed: Claims, tell: Callable[[int], None]) -> Iterator[Finding]:
    """Each claim about two cases by itself: what does not hang on the fact in question is the same for both."""
    decision = claimed.decision
    circuit, states, outcome = decision.circuit, decision.states, tuple(_outcome(decision))
    for claim in claimed.pairs:
        solver = Clingo()
        statements = [statement for pair in claim.pairs for statement in pair]
        one = solver.add(circuit, states, (*statements, *outcome))
        variables = {name for name in states.domains if name.partition("@")[0].partition(":")[0] in claim.differ_in}
        other = solver.beside(circuit, states, one, variables, (*(right for _, right in claim.pairs), *outcome))
        broken = solver.any_of(solver.all_of((one.holds(left), other.holds(right))) for left, right in claim.pairs)
        if solver.possible([broken]):
            cases = show(solver, states, (one, other), [broken], plain=not _allowed(ruleset, claim))
            first, second = (_witness(ruleset, decision, case) for case in cases)
            yield Finding(claim.check, claim.where, claim.message, replace(first, other=second))
        tell(1)


def _held(model: Model, among: frozenset[Literal]) -> list[Literal]:
    """Which of these literals hold, in an order that does not change."""
    return sorted(literal for literal in among if model.holds(literal))


def _allowed(ruleset: Ruleset, claim: Claim | PairClaim) -> bool:
    """Whether a pack stands by what refutes this claim: any case will do then to show that it does."""
    return any((claim.check, claim.where) == (a.check, a.where) for pack in ruleset.packs.packs for a in pack.allows)


def show(
    solver: Clingo, states: States, copies: Sequence[Copy], wanted: Sequence[Literal], *, plain: bool
) -> tuple[Case, ...]:
    """Cases for which all that is wanted holds.

    With `plain` they have as few answers, and as usual a service, as it takes: those are read by people.
    """
    kept = _plainest(solver, states, copies, wanted) if plain else []
    cases = solver.solve([*wanted, *kept], lambda model: tuple(model.case(copy) for copy in copies))
    if cases is None:
        raise ProofError("what is possible has become impossible")
    return cases


def _plainest(solver: Clingo, states: States, copies: Sequence[Copy], wanted: Sequence[Literal]) -> list[Literal]:
    kept = [copy.is_in(name, _plain(name, domain.states)) for copy in copies for name, domain in states.domains.items()]
    dropped: list[Literal] = []
    while not solver.possible([*wanted, *kept]):
        blamed = frozenset(solver.core)
        dropped += [literal for literal in kept if literal in blamed]
        kept = [literal for literal in kept if literal not in blamed]
    # Not all that was blamed together has to go: what fits the rest is taken back.
    while dropped:
        any_more = solver.any_of(dropped)
        more = solver.solve([*wanted, *kept, any_more], partial(_held, among=frozenset(dropped)))
        if more is None:
            break
        kept += more
        dropped = [literal for literal in dropped if literal not in more]
    return kept


def _plain(name: str, domain: Sequence[object]) -> int:
    """The state that says least: not asked, not old, open, in the area and within hours."""
    return domain.index(False) if name == "pause_applies" else 0


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


def catch_all_shares(ruleset: Ruleset) -> Mapping[str, float]:
    """Presenting problem to the share of its complete cases that are led by a catch-all, from 0 to 1."""
    return shares.catch_all_shares(ruleset, decide(ruleset))
