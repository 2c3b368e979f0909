"""What can be known of a fact: not asked, no answer to be had, or a value, cut where no rule can tell values apart."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import NOT_KNOWN, Answer, Value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import FactKind, vocabulary
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.language.condition import Includes, leaves, names
from carecon.rules.language.names import all_names
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.cells import COMPARED, cells, conditions, cuts


class Silent(Enum):
    """The states of a fact in which it has no value."""

    NOT_ASKED = "not asked"
    NOT_KNOWN = "not known"


State = Silent | Value | None
"""A state of a variable. None stands for "not known" in what the area tells (whether a place is in the area)."""

SILENT: Final = (Silent.NOT_ASKED, Silent.NOT_KNOWN)
SOME: Final = "some"
"""The state of a choice of several of which at least one applies: which ones are variables of their own."""

OTHER: Final = "*"
"""The variable for all choices of a fact that no condition names."""

BEHIND_SCORES: Final = ("spo2_scale_2", "age_years", "pregnant", "died", "learning_disability_or_stable_disability")
"""What NEWS2 and the CFS look at besides the observations: whether they say anything about this person."""

SERVICES: Final = ("open", "closed", "full", "unknown")
DUE_LATE: Final = "due_after_closing"
"""Whether the answer is due after the hub has closed. It adds a reminder and moves nobody: proofs let it be either."""

CONTEXT: Final[Mapping[str, tuple[State, ...]]] = {
    "in_area": (True, False, None),
    "in_hours": (True, False),
    "pause_applies": (True, False),
    DUE_LATE: (False, True),
}


@dataclass(frozen=True)
class Domain:
    """The states of one variable; of a number the cuts between them."""

    variable: str
    states: tuple[State, ...]
    cuts: frozenset[float] = frozenset()

    @cached_property
    def numbers(self) -> Mapping[State, int]:
        """State to its number."""
        return {state: number for number, state in enumerate(self.states)}

    @property
    def valued(self) -> range:
        """The numbers of the states in which a fact has a value."""
        return range(len(SILENT), len(self.states))

    @property
    def values(self) -> tuple[Value, ...]:
        """The states in which a fact has a value."""
        return tuple(state for state in self.states if state is not None and not isinstance(state, Silent))

    def of_number(self, value: float) -> int:
        """The number of the state that a number falls into."""
        representatives = [value for value in self.values if isinstance(value, int | float)]
        place = bisect_left(representatives, value)
        if self.variable in COMPARED:
            return len(SILENT) + min(bisect_left(representatives, math.ceil(value)), len(representatives) - 1)
        if place == len(representatives) or (
            representatives[place] != value and representatives[place] in self.cuts and place > 0
        ):
            place -= 1
        return len(SILENT) + place


class States:
    """The variables of a ruleset: facts, the choices of each fact of several, what has grown old, the context."""

    def __init__(self, ruleset: Ruleset) -> None:
        """Look at every condition for what it can tell apart."""
        self.too_old = ruleset.packs.too_old
        self.named = _named_choices(ruleset)
        self.domains = {domain.variable: domain for domain in self._domains(ruleset)}

    @property
    def sizes(self) -> Mapping[str, int]:
        """Variable to the number of its states."""
        return {name: len(domain.states) for name, domain in self.domains.items()}

    def of_case(self, facts: Mapping[str, Answer], context: Context) -> dict[str, int]:
        """The state of every variable in a case."""
        found = {name: self._of_context(name, domain, context) for name, domain in self.domains.items()}
        for name in self.facts:
            answer = facts.get(name)
            old = answer is not None and self.too_old.is_old(answer, context.at)
            found |= self.of_answer(name, answer, old=old)
        return found

    def of_answer(self, fact_id: str, answer: Answer | None, *, old: bool = False) -> dict[str, int]:
        """The states of the variables of one fact, for an answer or (None) while it is not asked."""
        domain, chosen = self.domains[fact_id], self.named.get(fact_id, ())
        found = {f"{fact_id}:{choice}": 0 for choice in chosen}
        if f"{fact_id}@old" in self.domains:
            found[f"{fact_id}@old"] = int(old)
        if answer is None or not answer.known:
            return {**found, fact_id: int(answer is not None)}
        match answer.value:
            case tuple() as several:
                found[fact_id] = domain.numbers[SOME if several else ()]
                for choice in several:
                    found[f"{fact_id}:{choice if choice in chosen else OTHER}"] = 1
            case bool() | str() as plain:
                found[fact_id] = domain.numbers.get(plain, len(domain.states) - 1)
            case int() | float() as number:
                found[fact_id] = domain.of_number(number)
            case _:
                found[fact_id] = len(domain.states) - 1
        return found

    def answer(self, fact_id: str, states: Mapping[str, int]) -> Answer | None:
        """The answer that the states of a fact's variables stand for; None where it is not asked."""
        state = self.domains[fact_id].states[states[fact_id]]
        if state is Silent.NOT_ASKED:
            return None
        if state is Silent.NOT_KNOWN:
            return Answer(fact_id, NOT_KNOWN)
        fact = vocabulary()[fact_id]
        if fact.many:
            unnamed = next((choice for choice in fact.choices if choice not in self.named[fact_id]), None)
            given = (choice for choice in self.named[fact_id] if states[f"{fact_id}:{choice}"])
            return Answer(fact_id, tuple(c for c in ((unnamed if c == OTHER else c) for c in given) if c is not None))
        return None if state is None or isinstance(state, Silent) else Answer(fact_id, state)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts among the variables."""
        return tuple(name for name in self.domains if name in vocabulary())

    def _domains(self, ruleset: Ruleset) -> Iterator[Domain]:
        for name, states in CONTEXT.items():
            yield Domain(name, states)
        for name in catalogue().kinds:
            yield Domain(f"service:{name}", SERVICES)
        at, used = cuts(ruleset), _used(ruleset)
        for name, values in cells(ruleset).items():
            if name not in used:
                continue
            several = vocabulary()[name].many
            states = ((), SOME) if several else values or ("words",)
            yield Domain(name, (*SILENT, *states), frozenset(at.get(name, ())))
            for choice in self.named.get(name, ()):
                yield Domain(f"{name}:{choice}", (False, True))
            if name in self.too_old.limits:
                yield Domain(f"{name}@old", (False, True))

    def _of_context(self, name: str, domain: Domain, context: Context) -> int:
        if name == DUE_LATE:
            return 0
        if name in CONTEXT:
            return domain.numbers[getattr(context, name)]
        service = name.removeprefix("service:")
        return SERVICES.index(context.services.get(service, "unknown")) if service != name else 0


def _used(ruleset: Ruleset) -> frozenset[str]:
    """The facts that anything in the ruleset looks at."""
    used = {member for rule in ruleset.needed for members in rule.facts for member in members}
    for condition in conditions(ruleset):
        for name in names(condition):
            known = all_names().get(name)
            used.update(known.facts if known else ())
    used.update(NEWS2_FACTS, BEHIND_SCORES)
    words = (FactKind.TEXT, FactKind.DATE, FactKind.DATETIME)
    return frozenset(name for name in used if vocabulary()[name].kind not in words)


def _named_choices(ruleset: Ruleset) -> Mapping[str, tuple[str, ...]]:
    """Of each fact of several the choices that some condition names, and one for all others."""
    named: dict[str, dict[str, None]] = {fact.id: {} for fact in vocabulary().facts.values() if fact.many}
    for condition in conditions(ruleset):
        for leaf in leaves(condition):
            if isinstance(leaf, Includes):
                named[leaf.name].update(dict.fromkeys(leaf.values))
    return {
        name: (*choices, *((OTHER,) if len(choices) < len(vocabulary()[name].choices) else ()))
        for name, choices in named.items()
    }
