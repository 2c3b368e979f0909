"""A decision with a solver behind it: grounded once for each ruleset, asked any number of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.decision import Decision, decide
from carecon.rules.proof.solver import Case, Clingo, Copy, Literal, Model
from carecon.rules.proof.states import SILENT, Silent
from carecon.rules.ruleset import Ruleset

MOST_CHANGES: Final = 3
"""Answers that are changed at once, at most: what needs more is another case."""

KEPT: Final = 4
"""Rulesets kept grounded at a time; the one that was not asked for longest gives way."""


class Prover:
    """Answers about one case at a time, exact for all completions of it."""

    def __init__(self, decision: Decision) -> None:
        """Ground a decision: a tenth of a second."""
        self.decision = decision
        self.states = decision.states
        self.solver = Clingo()
        self.case: Copy = self.solver.add(self.decision.circuit, self.states, self.wanted())

    def case_of(self, facts: Mapping[str, Answer], context: Context) -> Case:
        """The states of a case."""
        return self.states.of_case(facts, context)

    def variables(self, fact: str) -> tuple[str, ...]:
        """The variables of one fact: itself, its choices, whether it is old."""
        return self._of_fact[fact]

    def context_of(self, case: Case) -> list[Literal]:
        """That the service stands as it does."""
        outside = (name for name in self.states.domains if name not in self._fact_of)
        return [self.case.is_in(name, case[name]) for name in outside]

    def as_in(self, case: Case, fact: str) -> list[Literal]:
        """That a fact stands as in this case, whatever it is."""
        return [self.case.is_in(name, case[name]) for name in self._of_fact[fact]]

    def with_value(self, fact: str) -> list[Literal]:
        """That a fact has some value."""
        return [-self.case.is_in(fact, number) for number in range(len(SILENT))]

    def never_in_vain(self, fact: str) -> Literal:
        """That nobody was asked in vain: the fact has a value or was not asked."""
        return -self.case.is_in(fact, SILENT.index(Silent.NOT_KNOWN))

    def holds(self, statement: Statement) -> Literal:
        """That a statement about the case holds."""
        return self.case.holds(statement)

    def reached(self, stands: Sequence[Literal], besides: Iterable[str] = ()) -> dict[str, Case]:
        """Every disposition that some case comes to for which all of this stands, with such a case.

        Those in `besides` are left out. Each question asks for one that has not been found yet: there is one more
        question than dispositions.
        """
        goes = {name: self.holds(holds) for name, holds in self.decision.dispositions.items()}
        found: dict[str, Case] = {}
        barred = [-goes[name] for name in besides]

        def read(model: Model) -> tuple[str, Case]:
            return next(name for name, literal in goes.items() if model.holds(literal)), model.case(self.case)

        while (one := self.solver.solve([*stands, *barred], read)) is not None:
            found[one[0]] = one[1]
            barred.append(-goes[one[0]])
        return found

    def fact_of(self, variable: str) -> str | None:
        """The fact that a variable belongs to; None for the context."""
        return self._fact_of.get(variable)

    def answers(self, case: Case) -> dict[str, Answer]:
        """The answers of a case that a solver found."""
        found = ((name, self.states.answer(name, case)) for name in self.states.facts)
        return {name: answer for name, answer in found if answer is not None}

    @cached_property
    def _of_fact(self) -> Mapping[str, tuple[str, ...]]:
        domains = self.states.domains
        return {
            fact: (
                fact,
                *(f"{fact}:{choice}" for choice in self.states.named.get(fact, ())),
                *((f"{fact}@old",) if f"{fact}@old" in domains else ()),
            )
            for fact in self.states.facts
        }

    @cached_property
    def _fact_of(self) -> Mapping[str, str]:
        return {name: fact for fact, names in self._of_fact.items() for name in names}

    @cached_property
    def changes(self) -> Changes:
        """The same decision with a count of the facts in which a case differs from another."""
        return Changes(self.decision)

    @cached_property
    def pair(self) -> Pair:
        """The same decision twice, to compare two cases."""
        return Pair(self.decision)

    def wanted(self) -> Iterable[Statement]:
        """The statements that are asked of a case."""
        decision = self.decision
        yield from decision.dispositions.values()
        yield from (decision.waits, decision.senior)


class Changes(Prover):
    """The case beside one that is given, and in how many facts they differ. Made once, so that nothing piles up."""

    def __init__(self, decision: Decision) -> None:
        """Ground the decision, a second case without any gates, and the comparison."""
        super().__init__(decision)
        self._base = self.solver.add(decision.circuit, self.states, ())
        same = [self.solver.equal(self.case, self._base, self.variables(fact)) for fact in self.states.facts]
        differ = [-each for each in same]
        self._at_most = tuple(-self.solver.at_least(count + 1, differ) for count in range(MOST_CHANGES + 1))

    def base_is(self, case: Case) -> list[Literal]:
        """That the case beside is this one."""
        return [self._base.is_in(name, number) for name, number in case.items()]

    def at_most(self, count: int) -> Literal:
        """That they differ in at most so many facts (0 to MOST_CHANGES)."""
        return self._at_most[count]


class Pair(Prover):
    """Two cases, both decided: in which facts they agree, and whether they come to different answers."""

    def __init__(self, decision: Decision) -> None:
        """Ground the decision twice."""
        super().__init__(decision)
        solver = self.solver
        self.other = solver.add(decision.circuit, self.states, self.wanted())
        context = [name for name in self.states.domains if self.fact_of(name) is None]
        self._context = solver.equal(self.case, self.other, context)
        self._same = {fact: solver.equal(self.case, self.other, self.variables(fact)) for fact in self.states.facts}
        compared = (*decision.dispositions.values(), decision.senior)
        self.differ = solver.any_of(
            solver.all_of((one.holds(each), -other.holds(each)))
            for each in compared
            for one, other in ((self.case, self.other), (self.other, self.case))
        )

    def agree_but(self, *facts: str) -> list[Literal]:
        """That they agree in the context and in every fact but these."""
        return [self._context, *(same for fact, same in self._same.items() if fact not in facts)]


def prover(ruleset: Ruleset) -> Prover:
    """The prover of a ruleset, from those that are kept."""
    found = _kept.pop(ruleset.hash, None) or Prover(decide(ruleset))
    _kept[ruleset.hash] = found
    while len(_kept) > KEPT:
        _kept.pop(next(iter(_kept)))
    return found


_kept: dict[str, Prover] = {}
