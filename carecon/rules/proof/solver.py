"""Questions about a circuit, put to clingo: is there a case like this, and if not, because of what.

clingo is imported here and nowhere else, and this module only where a question is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import clingo
from clingo.backend import Backend

from carecon.rules.proof.circuit import Among, Both, Circuit, Enough, Statement
from carecon.rules.proof.states import SOME, States

Literal = int
"""A literal of clingo: an atom, negative for its opposite."""

Case = Mapping[str, int]
"""Variable to the number of its state."""

MANY: Final = 8
"""States from which on memberships are told by an order of atoms instead of one by one."""


class Solver(Protocol):
    """What proofs need of a solver. `copy` tells apart the cases that one question may compare."""

    def solve(self, assumptions: Sequence[Literal]) -> tuple[Case, ...] | None:
        """A case of each copy for which all assumptions hold, or None where there is none."""


@dataclass(frozen=True)
class Copy:
    """One case within a question: the literals of its variables and of the gates that were asked for."""

    states: Mapping[str, tuple[Literal, ...]]
    gates: Mapping[int, Literal]

    def holds(self, statement: Statement) -> Literal:
        """That a statement holds for this case."""
        literal = self.gates[abs(statement)]
        return literal if statement > 0 else -literal

    def is_in(self, variable: str, state: int) -> Literal:
        """That a variable is in that state."""
        return self.states[variable][state]


class Clingo:
    """A circuit, grounded once, for any number of questions. Not for use by two threads at once."""

    def __init__(self) -> None:
        """Nothing in it yet."""
        self.control = clingo.Control(["--warn=none"])
        self.copies: list[Copy] = []
        self.core: tuple[Literal, ...] = ()
        with self.control.backend() as backend:
            self._true: Literal = backend.add_atom()
            backend.add_rule([self._true])

    def add(self, circuit: Circuit, states: States, wanted: Iterable[Statement]) -> Copy:
        """A case that can be anything, with the statements that will be asked of it."""
        with self.control.backend() as backend:
            variables = {name: self._variable(backend, size) for name, size in circuit.sizes.items()}
            _several(backend, states, variables)
            orders = {name: _order(backend, each) for name, each in variables.items() if len(each) >= MANY}
            gates: dict[int, Literal] = {}
            for number in circuit.behind(wanted):
                gate = circuit.gates[number]
                atom = gates[number] = backend.add_atom()
                match gate:
                    case Among(name, chosen) if name in orders:
                        _runs(backend, atom, sorted(chosen), orders[name])
                    case Among(name, chosen):
                        for state in chosen:
                            backend.add_rule([atom], [variables[name][state]])
                    case Both(parts):
                        backend.add_rule([atom], [_signed(gates, part) for part in parts])
                    case Enough(count, parts):
                        backend.add_weight_rule([atom], count, _weights(_signed(gates, part) for part in parts))
        copy = Copy(variables, gates)
        self.copies.append(copy)
        return copy

    def equal(self, left: Copy, right: Copy, variables: Iterable[str]) -> Literal:
        """That two cases agree in these variables: a literal to assume, or not."""
        with self.control.backend() as backend:
            atom: Literal = backend.add_atom()
            differ = [self._differ(backend, left.states[name], right.states[name]) for name in variables]
            backend.add_rule([atom], [-each for each in differ])
        return atom

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """That at least one literal holds."""
        # All of them first: one of them may be made as it is looked at, and the solver takes rules from one at a time.
        parts = tuple(literals)
        with self.control.backend() as backend:
            atom: Literal = backend.add_atom()
            for literal in parts:
                backend.add_rule([atom], [literal])
        return atom

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """That all literals hold."""
        return -self.any_of(-literal for literal in literals)

    def at_least(self, count: int, literals: Iterable[Literal]) -> Literal:
        """That at least so many literals hold."""
        weights = _weights(literals)
        with self.control.backend() as backend:
            atom: Literal = backend.add_atom()
            backend.add_weight_rule([atom], count, weights)
        return atom

    def solve(self, assumptions: Sequence[Literal]) -> tuple[Case, ...] | None:
        """A case of each copy for which all assumptions hold. None where there is none: `core` says because of what."""
        with self.control.solve(assumptions=list(assumptions), yield_=True) as handle:
            model = handle.model()
            if model is not None:
                return tuple(
                    {name: _state(model, literals) for name, literals in copy.states.items()} for copy in self.copies
                )
            self.core = tuple(handle.core())
        return None

    def possible(self, assumptions: Sequence[Literal]) -> bool:
        """Whether there is such a case."""
        with self.control.solve(assumptions=list(assumptions), yield_=True) as handle:
            if handle.model() is not None:
                return True
            self.core = tuple(handle.core())
        return False

    def _variable(self, backend: Backend, size: int) -> tuple[Literal, ...]:
        """Exactly one of so many states; of two states one atom is enough."""
        if size == 1:
            return (self._true,)
        if size == 2:
            atom: Literal = backend.add_atom()
            backend.add_rule([atom], [], choice=True)
            return -atom, atom
        atoms = [backend.add_atom() for _ in range(size)]
        backend.add_rule(atoms, [], choice=True)
        backend.add_rule([], [-atom for atom in atoms])
        backend.add_weight_rule([], 2, [(atom, 1) for atom in atoms])
        return tuple(atoms)

    def _differ(self, backend: Backend, left: Sequence[Literal], right: Sequence[Literal]) -> Literal:
        atom = backend.add_atom()
        for one, other in zip(left, right, strict=True):
            backend.add_rule([atom], [one, -other])
        return atom


def _several(backend: Backend, states: States, variables: Mapping[str, tuple[Literal, ...]]) -> None:
    """A choice of several has something in it where, and only where, at least one choice is ticked."""
    for fact, choices in states.named.items():
        if fact not in variables:
            continue
        some = variables[fact][states.domains[fact].numbers[SOME]]
        ticks = [variables[f"{fact}:{choice}"][1] for choice in choices]
        for tick in ticks:
            backend.add_rule([], [tick, -some])
        backend.add_rule([], [some, *(-tick for tick in ticks)])


def _order(backend: Backend, literals: Sequence[Literal]) -> tuple[Literal, ...]:
    """Atoms "this state or a later one" for every state."""
    atoms = tuple(backend.add_atom() for _ in literals)
    for atom, literal in zip(atoms, literals, strict=True):
        backend.add_rule([atom], [literal])
    for earlier, later in pairwise(atoms):
        backend.add_rule([earlier], [later])
    return atoms


def _runs(backend: Backend, atom: Literal, chosen: Sequence[int], order: Sequence[Literal]) -> None:
    """One rule for every unbroken run of states."""
    start = previous = chosen[0]
    for state in (*chosen[1:], None):
        if state != previous + 1:
            last = () if previous + 1 == len(order) else (-order[previous + 1],)
            backend.add_rule([atom], [order[start], *last])
            start = state if state is not None else start
        previous = state if state is not None else previous


def _signed(gates: Mapping[int, Literal], statement: Statement) -> Literal:
    literal = gates[abs(statement)]
    return literal if statement > 0 else -literal


def _weights(literals: Iterable[Literal]) -> list[tuple[Literal, int]]:
    weights: dict[Literal, int] = {}
    for literal in literals:
        weights[literal] = weights.get(literal, 0) + 1
    return list(weights.items())


def _state(model: clingo.Model, literals: Sequence[Literal]) -> int:
    return next(number for number, literal in enumerate(literals) if model.is_true(literal))
