"""A number of minutes that depends on the case: the smallest of several that count under a condition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carecon.rules.proof.circuit import Circuit, Statement


@dataclass(frozen=True)
class Minutes:
    """The smallest number whose statement holds."""

    pairs: tuple[tuple[Statement, int], ...]

    def also(self, pairs: Iterable[tuple[Statement, int]]) -> Minutes:
        """With more that may make it sooner."""
        return Minutes((*self.pairs, *pairs))

    def only(self, circuit: Circuit, when: Statement) -> Minutes:
        """The same, counting only where `when` holds."""
        return Minutes(tuple((circuit.every((when, holds)), number) for holds, number in self.pairs))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Everything that it can be, the soonest first."""
        return tuple(sorted({number for _, number in self.pairs}))

    def within(self, circuit: Circuit, number: int) -> Statement:
        """That it is at most so many."""
        return circuit.some(holds for holds, minutes in self.pairs if minutes <= number)
