"""A condition with one thing in it changed: what a slip of the pen would do, and what a rule's tests must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from carecon.clinical.facts import vocabulary
from carecon.rules.checks.rule_tests import Tested
from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Includes,
    Known,
    Not,
    OneOf,
    render,
)
from carecon.rules.packing.rule import Definition, FlagRule, SeniorRule

BOUNDARY: Final = "boundary_untested"
NEGATION: Final = "not_untested"
CRITERION: Final = "criterion_untested"

_STEPS: Final = {"Cel": 0.1, "mmol/L": 0.1, "{ratio}": 0.01}
"""The smallest difference that is recorded, by unit. Everything else is counted in whole numbers."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule or definition with one thing changed: which check it belongs to, and the change in words."""

    check: str
    told: str
    tested: Tested


@dataclass(frozen=True, slots=True)
class _Changed:
    check: str
    told: str
    condition: Condition


def mutants(tested: Tested) -> Iterator[Mutant]:
    """Every rule that is one slip away: a threshold moved by a step, a `not` or `none` left out.

    Of danger signs and definitions also each single criterion, and each choice of one, left out.
    """
    thorough = isinstance(tested, FlagRule | Definition)
    for condition, put in _places(tested):
        for each in _changed(condition):
            if each.check != CRITERION or thorough:
                yield Mutant(each.check, each.told, put(each.condition))


def _places(tested: Tested) -> Iterator[tuple[Condition, Callable[[Condition], Tested]]]:
    """The conditions of a rule, each with what puts another in its place."""
    yield tested.when, lambda changed: replace(tested, when=changed)
    match tested:
        case FlagRule():
            if tested.excluded_when is not None:
                yield tested.excluded_when, lambda changed: replace(tested, excluded_when=changed)
            if tested.unless is not None:
                yield tested.unless, lambda changed: replace(tested, unless=changed)
            for number in range(len(tested.may_settle)):
                yield tested.may_settle[number].condition, _settling(tested, number)
        case SeniorRule() if tested.supported is not None:
            yield tested.supported, lambda changed: replace(tested, supported=changed)


def _settling(rule: FlagRule, number: int) -> Callable[[Condition], Tested]:
    def put(changed: Condition) -> Tested:
        settlements = list(rule.may_settle)
        settlements[number] = replace(settlements[number], condition=changed)
        return replace(rule, may_settle=tuple(settlements))

    return put


def _changed(condition: Condition) -> Iterator[_Changed]:
    match condition:
        case Compare(name, operator, value):
            for moved in (_moved(name, value, -1), _moved(name, value, 1)):
                told = f"{render(condition)} could be {name} {operator} {moved:g}"
                yield _Changed(BOUNDARY, told, Compare(name, operator, moved))
        case OneOf(_, choices) | Includes(_, choices) if len(choices) > 1:
            for choice in choices:
                left = tuple(each for each in choices if each != choice)
                yield _Changed(CRITERION, f"{render(condition)} could lack {choice}", replace(condition, values=left))
        case Not(inner):
            yield _Changed(NEGATION, f"{render(condition)} could lack its not", inner)
            yield from (replace(each, condition=Not(each.condition)) for each in _changed(inner))
        case Known(inner):
            yield from (replace(each, condition=Known(each.condition)) for each in _changed(inner))
        case AllOf(parts):
            yield from _of_parts(parts, AllOf)
        case AnyOf(parts):
            yield from _of_parts(parts, AnyOf)
        case AtLeast(count, parts):
            yield from _of_parts(parts, lambda left: AtLeast(count, left))


def _of_parts(
    parts: tuple[Condition, ...], together: Callable[[tuple[Condition, ...]], Condition]
) -> Iterator[_Changed]:
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        for each in _changed(part):
            yield replace(each, condition=together((*before, each.condition, *after)))
        if len(parts) > 1:
            check = NEGATION if isinstance(part, Not) else CRITERION
            yield _Changed(check, f"{render(part)} could be left out", together((*before, *after)))


def _moved(name: str, value: float, steps: int) -> float:
    fact = vocabulary().facts.get(name)
    return round(value + steps * _STEPS.get(fact.unit if fact is not None else "", 1), 2)
