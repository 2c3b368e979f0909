"""A fact's values cut where rules and scores can tell them apart: one representative of each stretch.

Two values of one cell lead to the same advice, so that a few values stand for all. Blood pressures are kept to the
whole mmHg, because rules compare them with each other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from carecon.clinical.answers import Value
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.scores import score_tables
from carecon.rules.language.condition import Compare, Condition, leaves
from carecon.rules.language.names import DIFFERENCES
from carecon.rules.packing.rule import FlagRule, Rule, SeniorRule
from carecon.rules.ruleset import Ruleset

COMPARED: Final = frozenset(fact for each in DIFFERENCES.values() for fact in (each.larger, each.smaller))
"""Facts that rules subtract from each other: every whole number of them is a cell of its own."""

Cells = Mapping[str, tuple[Value, ...]]


def cells(ruleset: Ruleset) -> Cells:
    """Fact id to representatives of its cells, in ascending order: yes and no, each choice, each stretch of numbers.

    Of a choice of several these are none of them, and each alone. Free text and times have none.
    """
    at = cuts(ruleset)
    return MappingProxyType({fact.id: tuple(_of_fact(fact, at)) for fact in vocabulary().facts.values()})


def conditions(ruleset: Ruleset) -> Iterator[Condition]:
    """Every condition that a ruleset holds."""
    yield from ruleset.definitions.values()
    for rule in ruleset.by_id.values():
        yield from conditions_of(rule)


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Every condition of one rule: `when`, and what its kind has beside."""
    yield rule.when
    match rule:
        case FlagRule():
            yield from (each for each in (rule.excluded_when, rule.moot_when, rule.unless) if each is not None)
            yield from (settlement.condition for settlement in rule.may_settle)
        case SeniorRule() if rule.supported is not None:
            yield rule.supported


def cuts(ruleset: Ruleset) -> Mapping[str, set[float]]:
    """The numbers at which a rule or a score may change its mind, by name: each is a cell of its own."""
    found: dict[str, set[float]] = defaultdict(set)
    for condition in conditions(ruleset):
        for leaf in leaves(condition):
            if isinstance(leaf, Compare):
                found[leaf.name].add(leaf.value)
    tables = score_tables()
    scored = {**tables.parts, "spo2": tables.spo2_scale_1}
    for fact, steps in scored.items():
        found[fact].update(steps.tops)
    for steps in tables.spo2_scale_2.values():
        found["spo2"].update(steps.tops)
    found["age_years"].update((tables.news2_from_age, tables.cfs_from_age))
    found["efi"].update(top for top, _ in tables.efi_bands)
    return found


def _of_fact(fact: Fact, at: Mapping[str, set[float]]) -> Iterator[Value]:
    match fact.kind:
        case FactKind.BOOL:
            yield from (True, False)
        case FactKind.CHOICE if fact.many:
            yield ()
            yield from ((choice,) for choice in fact.choices)
        case FactKind.CHOICE:
            yield from fact.choices
        case FactKind.NUMBER:
            low, high = fact.minimum or 0.0, fact.maximum or 0.0
            if fact.id in COMPARED:
                yield from range(math.ceil(low), math.floor(high) + 1)
            else:
                yield from _stretches(low, high, at.get(fact.id, set()))


def _stretches(low: float, high: float, cut_at: Iterable[float]) -> Iterator[float]:
    """A value below, at and above every cut, and no two of one stretch."""
    at = sorted(cut for cut in cut_at if low <= cut <= high)
    edges = [low, *at, high]
    for number, (left, right) in enumerate(pairwise(edges)):
        if left < right:
            yield _between(left, right, with_left=number == 0, with_right=number == len(at))
        if number < len(at):
            yield _plain(right)


def _between(low: float, high: float, *, with_left: bool, with_right: bool) -> float:
    """A value of a stretch such as people say it: whole where there is one, else with one decimal."""
    for step in (1, 10):
        value = (math.floor(high * step) if with_right else math.ceil(high * step) - 1) / step
        if value > low or (with_left and value == low):
            return _plain(value)
    return (low + high) / 2


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
