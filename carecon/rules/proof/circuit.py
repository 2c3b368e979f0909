"""A circuit: statements about what is known of a case, each written once, for solvers to work on.

A statement is a number; its negative is the opposite. Inputs are variables with a few states each ("spo2" is not asked,
not known, below 88, ...). What a circuit says can be worked out for one case (`value`), or handed to a solver.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Statement = int
"""The number of a gate, negative for its opposite."""

TRUE: Final[Statement] = 1
FALSE: Final[Statement] = -1


@dataclass(frozen=True, slots=True)
class Among:
    """A variable is in one of these states (their numbers)."""

    variable: str
    states: frozenset[int]


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """At least `count` of the parts hold; a part that stands twice counts twice."""

    count: int
    parts: tuple[Statement, ...]


Gate = Among | Both | Enough


class Circuit:
    """Gates in the order in which they were made: each only looks at earlier ones."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        """`sizes` goes from variable to how many states it has."""
        self.sizes = dict(sizes)
        self.gates: list[Gate] = [Both(()), Both(())]
        self._known: dict[Gate, Statement] = {}

    def among(self, variable: str, states: Iterable[int]) -> Statement:
        """That a variable is in one of the states. Raises KeyError for a variable that the circuit does not have."""
        chosen, size = frozenset(states), self.sizes[variable]
        if not chosen:
            return FALSE
        if len(chosen) == size:
            return TRUE
        if 0 not in chosen:
            return self._gate(Among(variable, chosen))
        # One of a set and its opposite is enough: that without the first state.
        return -self._gate(Among(variable, frozenset(range(size)) - chosen))

    def every(self, parts: Iterable[Statement]) -> Statement:
        """That every part holds."""
        found = dict.fromkeys(part for part in parts if part != TRUE)
        if FALSE in found or any(-part in found for part in found):
            return FALSE
        if not found:
            return TRUE
        return next(iter(found)) if len(found) == 1 else self._gate(Both(tuple(sorted(found))))

    def some(self, parts: Iterable[Statement]) -> Statement:
        """That at least one part holds."""
        return -self.every(-part for part in parts)

    def enough(self, count: int, parts: Iterable[Statement]) -> Statement:
        """That at least `count` parts hold."""
        kept = sorted(part for part in parts if part != FALSE)
        certain = kept.count(TRUE)
        left, needed = [part for part in kept if part != TRUE], count - certain
        if needed <= 0:
            return TRUE
        if needed > len(left):
            return FALSE
        if needed == 1:
            return self.some(left)
        return self.every(left) if needed == len(left) else self._gate(Enough(needed, tuple(left)))

    def either(self, chosen: Statement, then: Statement, otherwise: Statement) -> Statement:
        """`then` where `chosen` holds, else `otherwise`."""
        return self.some((self.every((chosen, then)), self.every((-chosen, otherwise))))

    def same(self, left: Statement, right: Statement) -> Statement:
        """That both hold or neither does."""
        return self.either(left, right, -right)

    def value(self, statement: Statement, states: Mapping[str, int], seen: dict[int, bool] | None = None) -> bool:
        """Whether a statement holds in a case, given by the state of every variable. `seen` remembers within a case."""
        memory = {} if seen is None else seen
        todo = [abs(statement)]
        while todo:
            gate = self.gates[todo[-1]]
            number = todo[-1]
            if number in memory:
                todo.pop()
                continue
            missing = [] if isinstance(gate, Among) else [abs(x) for x in gate.parts if abs(x) not in memory]
            if missing:
                todo += missing
                continue
            match gate:
                case Among(variable, chosen):
                    memory[number] = states[variable] in chosen
                case Both(parts):
                    memory[number] = all(memory[abs(part)] is (part > 0) for part in parts)
                case Enough(count, parts):
                    memory[number] = sum(memory[abs(part)] is (part > 0) for part in parts) >= count
            todo.pop()
        return memory[abs(statement)] is (statement > 0)

    def behind(self, statements: Iterable[Statement]) -> list[int]:
        """The gates that statements are made of, in their order."""
        found: set[int] = set()
        todo = [abs(statement) for statement in statements]
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                gate = self.gates[number]
                if not isinstance(gate, Among):
                    todo += [abs(part) for part in gate.parts]
        return sorted(found)

    def hanging_on(self, variables: Container[str], gates: Iterable[int]) -> set[int]:
        """Which of the gates, given in their order with all that they are made of, look at one of these variables."""
        found: set[int] = set()
        for number in gates:
            gate = self.gates[number]
            looks = gate.variable in variables if isinstance(gate, Among) else any(abs(x) in found for x in gate.parts)
            if looks:
                found.add(number)
        return found

    def _gate(self, gate: Gate) -> Statement:
        number = self._known.get(gate)
        if number is None:
            number = self._known[gate] = len(self.gates)
            self.gates.append(gate)
        return number
