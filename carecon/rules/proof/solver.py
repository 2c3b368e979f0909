"""Questions about a circuit, put to clingo: is there a case like this, and if not, because of what.

clingo is imported here and nowhere else, and this module only where a question is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeVar

import clingo
from clingo.backend import Backend

from carecon.rules.proof.circuit import Among, Both, Circuit, Enough, Statement
from carecon.rules.proof.states import SOME, States

T = TypeVar("T")

Literal = int
"""A literal of clingo: an atom, negative for its opposite."""

Case = Mapping[str, int]
"""Variable to the number of its state."""

MANY: Final = 8
"""States from which on memberships are told by an order of atoms instead of one by one."""


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


@dataclass(frozen=True)
class Model:
    """Cases that a solver found, to be read before the next question."""

    model: clingo.Model

    def holds(self, literal: Literal) -> bool:
        """Whether a literal holds for them."""
        return self.model.is_true(literal)

    def case(self, copy: Copy) -> Case:
        """One of the cases."""
        return {
            name: next(number for number, literal in enumerate(literals) if self.model.is_true(literal))
            for name, literals in copy.states.items()
        }


class Clingo:
    """A circuit, grounded once, for any number of questions. Not for use by two threads at once."""

    def __init__(self) -> None:
        """Nothing in it yet."""
        self.control = clingo.Control(["--warn=none"])
        self.core: tuple[Literal, ...] = ()
        with self.control.backend() as backend:
            self._true: Literal = backend.add_atom()
            backend.add_rule([self._true])

    def add(self, circuit: Circuit, states: States, wanted: Iterable[Statement]) -> Copy:
        """A case that can be anything, with the statements that will be asked of it."""
        with self.control.backend() as backend:
            variables = {name: self._variable(backend, size) for name, size in circuit.sizes.items()}
            _several(backend, states, variables)
            gates: dict[int, Literal] = {}
            _wire(backend, circuit, circuit.behind(wanted), variables, gates)
        return Copy(variables, gates)

    def beside(
        self, circuit: Circuit, states: States, copy: Copy, differ_in: Container[str], wanted: Iterable[Statement]
    ) -> Copy:
        """A second case that is the first but for these variables: what does not hang on them is not written twice."""
        with self.control.backend() as backend:
            other = {name: self._variable(backend, size) for name, size in circuit.sizes.items() if name in differ_in}
            _several(backend, states, other)
            variables = {**copy.states, **other}
            needed = circuit.behind(wanted)
            hanging = circuit.hanging_on(differ_in, needed)
            gates = {number: copy.gates[number] for number in needed if number not in hanging}
            _wire(backend, circuit, [number for number in needed if number in hanging], variables, gates)
        return Copy(variables, gates)

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

    def solve(self, assumptions: Sequence[Literal], read: Callable[[Model], T]) -> T | None:
        """What `read` makes of cases for which all assumptions hold.

        None where there are none: `core` says because of which assumptions.
        """
        found: list[T] = []
        cores: list[Sequence[Literal]] = []
        self.control.solve(
            assumptions=list(assumptions),
            on_model=lambda model: found.append(read(Model(model))),
            on_core=cores.append,
        )
        if found:
            return found[0]
        self.core = tuple(cores[-1]) if cores else ()
        return None

    def possible(self, assumptions: Sequence[Literal]) -> bool:
        """Whether there are such cases."""
        return self.solve(assumptions, lambda _: True) is True

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


def _wire(
    backend: Backend,
    circuit: Circuit,
    numbers: Iterable[int],
    variables: Mapping[str, tuple[Literal, ...]],
    gates: dict[int, Literal],
) -> None:
    """Write gates down, each after those that it is made of."""
    orders: dict[str, tuple[Literal, ...]] = {}
    for number in numbers:
        gate = circuit.gates[number]
        atom = gates[number] = backend.add_atom()
        match gate:
            case Among(name, chosen) if len(variables[name]) >= MANY:
                if name not in orders:
                    orders[name] = _order(backend, variables[name])
                _runs(backend, atom, sorted(chosen), orders[name])
            case Among(name, chosen):
                for state in chosen:
                    backend.add_rule([atom], [variables[name][state]])
            case Both(parts):
                backend.add_rule([atom], [_signed(gates, part) for part in parts])
            case Enough(count, parts):
                backend.add_weight_rule([atom], count, _weights(_signed(gates, part) for part in parts))


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
