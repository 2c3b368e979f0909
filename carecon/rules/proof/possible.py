"""Where a case can still go: exactly those dispositions that some further answers settle on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.proof.prover import Prover
from carecon.rules.proof.solver import Literal


def possible(
    facts: Mapping[str, Answer], context: Context, prover: Prover, asking: Iterable[str] | None = None
) -> tuple[str, ...]:
    """The dispositions that further answers can settle on, the most urgent first; neither more nor fewer.

    What is recorded stands, and so do area, hour and services. `asking` are the facts that may yet be answered
    (default: every fact without an answer); each of them with any value, in any combination, or not at all. That nobody
    can answer is no further answer here: it makes a senior's decision of what is possible.
    """
    fixed = [*still_open(facts, context, prover, asking), prover.holds(-prover.decision.waits)]
    found = tuple(prover.reached(fixed))
    minutes = catalogue().urgency_minutes
    return tuple(sorted(found, key=lambda name: minutes.get(name, 0)))


def still_open(
    facts: Mapping[str, Answer], context: Context, prover: Prover, asking: Iterable[str] | None = None
) -> list[Literal]:
    """What stands of a case: every answer, the context, and that nothing else is asked than `asking`."""
    case = prover.case_of(facts, context)
    may = None if asking is None else frozenset(asking)
    stands = prover.context_of(case)
    for fact in prover.states.facts:
        if fact in facts or (may is not None and fact not in may):
            stands += prover.as_in(case, fact)
        else:
            stands.append(prover.never_in_vain(fact))
            stands += [-prover.case.is_in(name, 1) for name in prover.variables(fact) if name.endswith("@old")]
    return stands
