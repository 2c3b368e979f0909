"""The answers that stand for all answers to a question, and the questions that only count together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Final

from carecon.clinical.answers import Answer, Value
from carecon.clinical.facts import vocabulary
from carecon.rules.language.condition import Condition, names
from carecon.rules.language.names import all_names
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.cells import COMPARED, cells, conditions, cuts

KEPT: Final = 16
"""So many rulesets are remembered."""

DIFFERENCES: Final[Mapping[str, tuple[tuple[str, str, int], ...]]] = {
    # Fact: the difference that it is part of, the fact that it is compared with, and the sign that it enters with.
    "systolic_bp": (("systolic_below_usual", "usual_systolic_bp", -1), ("standing_drop", "standing_systolic_bp", 1)),
    "standing_systolic_bp": (("standing_drop", "systolic_bp", -1),),
    "usual_systolic_bp": (("systolic_below_usual", "systolic_bp", 1),),
}


def answers_to_try(fact: str, facts: Mapping[str, Answer], ruleset: Ruleset) -> tuple[Value, ...]:
    """Answers to a question that between them lead wherever any answer leads; none for words, times and places.

    Of a blood pressure only those near which a rule changes its mind, given what it is compared with in this case.
    """
    known = _known(ruleset)
    if fact not in COMPARED:
        return known.cells.get(fact, ())
    limits = all_names()[fact].limits
    at = set(known.cuts.get(fact, ()))
    for difference, other, sign in DIFFERENCES[fact]:
        answer = facts.get(other)
        if answer is not None and isinstance(answer.value, int | float):
            at |= {answer.value + sign * cut for cut in known.cuts.get(difference, ())}
    near = {round(cut) + step for cut in at if isfinite(cut) for step in (-1, 0, 1)} | {round(each) for each in limits}
    return tuple(value for value in sorted(near) if limits[0] <= value <= limits[1])


def asked_together(fact: str, ruleset: Ruleset) -> frozenset[str]:
    """The other facts that some condition reads together with this one."""
    return frozenset().union(*(read for read in _known(ruleset).read_together if fact in read)) - {fact}


@dataclass(frozen=True)
class _Known:
    ruleset: Ruleset

    @cached_property
    def cells(self) -> Mapping[str, tuple[Value, ...]]:
        return cells(self.ruleset)

    @cached_property
    def cuts(self) -> Mapping[str, set[float]]:
        return dict(cuts(self.ruleset))

    @cached_property
    def read_together(self) -> tuple[frozenset[str], ...]:
        return tuple({frozenset(_read_by(condition, self.ruleset)) for condition in conditions(self.ruleset)})


_remembered: dict[str, _Known] = {}


def _known(ruleset: Ruleset) -> _Known:
    if ruleset.hash not in _remembered:
        while len(_remembered) >= KEPT:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[ruleset.hash] = _Known(ruleset)
    return _remembered[ruleset.hash]


def _read_by(condition: Condition, ruleset: Ruleset) -> Iterator[str]:
    for name in names(condition):
        if name in ruleset.definitions:
            yield from _read_by(ruleset.definitions[name], ruleset)
        elif name in vocabulary().facts:
            yield name
        else:
            yield from all_names()[name].facts
