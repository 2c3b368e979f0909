"""What each rule's condition can be, z3 says alike: over the numbers themselves, without the cells of the product."""

from __future__ import annotations

import pytest
import z3

from carecon.rules.language.condition import Condition
from carecon.rules.proof.leaves import Leaves
from carecon.rules.proof.solver import Clingo
from carecon.rules.proof.states import States
from carecon.rules.ruleset import load_ruleset
from tests.rules.oracle.conditions import Native, NotEncoded


@pytest.mark.slow
def test_each_condition_can_be_true_and_false_where_clingo_says_so() -> None:
    ruleset = load_ruleset()
    whens = {rule.id: rule.when for rule in ruleset.by_id.values()} | dict(ruleset.definitions)
    expected = {name: found for name, when in whens.items() if (found := by_z3(when)) is not None}
    assert len(expected) > 120, "most rules look at facts alone"
    states = States(ruleset)
    leaves = Leaves(states, ruleset.definitions)
    told = {name: leaves.truth(whens[name]) for name in expected}
    solver = Clingo()
    case = solver.add(leaves.circuit, states, [rail for each in told.values() for rail in (each.true, each.false)])
    for name, each in told.items():
        can_be = tuple(solver.possible([case.holds(rail)]) for rail in (each.true, each.false))
        assert can_be == expected[name], name


def by_z3(when: Condition) -> tuple[bool, bool] | None:
    """Whether it can be true, and whether false; None where it looks at more than facts."""
    found: list[bool] = []
    for rail in (True, False):
        solver = z3.Solver()
        try:
            solver.add(Native(solver, load_ruleset().definitions).holds(when, rail=rail))
        except NotEncoded:
            return None
        found.append(solver.check() == z3.sat)
    return found[0], found[1]
