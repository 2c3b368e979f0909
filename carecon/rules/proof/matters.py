"""Whether a question can matter: two cases that differ in its answer alone, and come to different answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.proof.possible import still_open
from carecon.rules.proof.prover import Prover
from carecon.rules.proof.states import SILENT


def matters(
    fact: str,
    facts: Mapping[str, Answer],
    context: Context,
    prover: Prover,
    asking: Iterable[str] | None = None,
) -> bool:
    """Whether some further answers exist beside which the answer to `fact` decides where the case goes.

    Exact: False means that no two completions that differ only in this fact come to a different disposition, or to the
    same one once as a senior's decision and once not. `asking` as in `possible`.
    """
    pair = prover.pair
    stands = still_open(facts, context, pair, asking)
    both = [pair.holds(-pair.decision.waits), pair.other.holds(-pair.decision.waits)]
    valued = [*pair.with_value(fact), *(-pair.other.is_in(fact, number) for number in range(len(SILENT)))]
    return pair.solver.possible([*stands, *both, *valued, *pair.agree_but(fact), pair.differ])
