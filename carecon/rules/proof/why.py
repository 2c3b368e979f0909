"""Why an advice and nothing else: the smallest set of recorded answers that forces it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.proof.prover import Prover
from carecon.rules.proof.solver import Literal


def forced_by(
    facts: Mapping[str, Answer],
    context: Context,
    disposition: str,
    prover: Prover,
    first: Iterable[str] = (),
) -> tuple[str, ...]:
    """The facts whose answers force this disposition, whatever the other recorded answers had been.

    None of them can be left out. What was not asked stays so. There can be several such sets: the facts in `first`, and
    then those recorded earlier, are kept rather than others. Facts that rules do not look at are never among them.
    """
    case = prover.case_of(facts, context)
    recorded = [fact for fact in facts if fact in prover.states.domains]
    otherwise = prover.holds(-prover.decision.dispositions[disposition])
    stands = [otherwise, *prover.context_of(case)]
    for fact in prover.states.facts:
        if fact not in facts:
            stands += prover.as_in(case, fact)
        else:
            # An answer of another kind would be a value: that it was never asked is no other answer.
            stands += prover.with_value(fact) if facts[fact].known else ()
    held = {fact: prover.as_in(case, fact) for fact in recorded}
    # Those that are preferred by themselves, where they are enough: a core of all of them could leave them out.
    begun = [fact for fact in dict.fromkeys(first) if fact in held]
    if prover.solver.possible([*stands, *_all(held, begun)]) and prover.solver.possible(
        [*stands, *_all(held, recorded)]
    ):
        return ()
    core = frozenset(prover.solver.core)
    kept = [fact for fact in recorded if not core.isdisjoint(held[fact])]
    preferred = dict.fromkeys((*first, *recorded))
    for fact in sorted(kept, key=list(preferred).index, reverse=True):
        fewer = [other for other in kept if other != fact]
        if not prover.solver.possible([*stands, *_all(held, fewer)]):
            core = frozenset(prover.solver.core)
            kept = [other for other in fewer if not core.isdisjoint(held[other])]
    return tuple(fact for fact in preferred if fact in kept)


def _all(held: Mapping[str, list[Literal]], facts: Iterable[str]) -> list[Literal]:
    return [literal for fact in facts for literal in held[fact]]
