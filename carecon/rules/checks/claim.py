"""Claims about a ruleset: what must be possible and what must not, for a solver to confirm or to refute with a case."""

from __future__ import annotations

from dataclasses import dataclass

from carecon.rules.proof.circuit import Statement


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about single cases.

    Where `possible` is True, some case must exist for which `statement` holds; else none may. `message` says what is
    wrong where it is not so.
    """

    check: str
    where: str
    message: str
    statement: Statement
    possible: bool = False


@dataclass(frozen=True, slots=True)
class PairClaim:
    """A claim about two cases that agree in everything but `differ_in`: no two may satisfy any of the `pairs`.

    Each pair is a statement about the first case and one about the second.
    """

    check: str
    where: str
    message: str
    differ_in: tuple[str, ...]
    pairs: tuple[tuple[Statement, Statement], ...]
