"""The answers that stand for all answers to a question, and the questions that only count together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Final

from carecon.clinical.answers import Answer, Value
from carecon.rules.language.facts_read import facts_read
from carecon.rules.language.names import DIFFERENCES, all_names
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.cells import COMPARED, cells, conditions, cuts

KEPT: Final = 16
"""So many rulesets are remembered."""


def answers_to_try(fact: str, facts: Mapping[str, Answer], ruleset: Ruleset) -> tuple[Value, ...]:
    """Answers to a question that between them lead wherever any answer leads; none for words, times and places.

    Of a blood pressure only those near which a rule changes its mind, given what it is compared with in this case.
    """
    known = _known(ruleset)
    if fact not in COMPARED:
        return known.cells.get(fact, ())
    limits = all_names()[fact].limits
    at = set(known.cuts.get(fact, ()))
    for name, difference in DIFFERENCES.items():
        if fact in (difference.larger, difference.smaller):
            # The difference comes to a cut where this fact is the smaller one and the cut, or the larger one less it.
            sign, other = (1, difference.smaller) if fact == difference.larger else (-1, difference.larger)
            answer = facts.get(other)
            if answer is not None and isinstance(answer.value, int | float):
                at |= {answer.value + sign * cut for cut in known.cuts.get(name, ())}
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
        return tuple(
            {frozenset(facts_read(condition, self.ruleset.definitions)) for condition in conditions(self.ruleset)}
        )


_remembered: dict[str, _Known] = {}


def _known(ruleset: Ruleset) -> _Known:
    if ruleset.hash not in _remembered:
        while len(_remembered) >= KEPT:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[ruleset.hash] = _Known(ruleset)
    return _remembered[ruleset.hash]
