"""What a condition comes to in a case: as generated functions have found it, else by the reference evaluator.

The generated functions work out all conditions of a stage at once; which stage is due is said by the steps that make
the advice. A condition of a stage that is not due yet, or of no ruleset at all, is walked by `evaluate`.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import compress
from typing import Any, Final, TypeVar

from carecon.rules.language.condition import Condition, Truth
from carecon.rules.packing.rule import Rule
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.compiled import compiled
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.generated import Inputs, Program
from carecon.rules.running.open_facts import OpenFacts
from carecon.rules.running.still_open import undecided_by
from carecon.rules.running.world import World

R = TypeVar("R", bound=Rule)

NOT_YET: Final[Any] = object()
"""Stands for the result of a stage that is not due yet."""


def truth(condition: Condition, world: World) -> Truth:
    """Whether a condition holds: exactly what `evaluate` says, looked up where it has been worked out already."""
    place = world.places.get(id(condition))
    if place is not None:
        found: Truth = world.results[place]
        if found is not NOT_YET:
            return found
    return evaluate(condition, world)


def holding(rules: tuple[R, ...], world: World) -> list[R]:
    """Those of a ruleset's rules that are known to hold, in their order."""
    take = None if world.compiled is None else world.compiled.groups.get(id(rules))
    if take is None:
        return [rule for rule in rules if truth(rule.when, world) is True]
    return list(compress(rules, take(world.results)))


def open_facts(condition: Condition, world: World) -> tuple[str, ...]:
    """The facts without a value that leave a condition open: exactly what `undecided_by` says."""
    bound = world.compiled
    place = None if bound is None else bound.hang_places.get(id(condition))
    if bound is None or place is None:
        return undecided_by(condition, world)
    if world.hanging is None:
        code = bound.code.open_facts
        known = {fact for fact, answer in world.answers.items() if answer.known}
        without = tuple(
            [
                facts if known.isdisjoint(facts) else tuple([fact for fact in facts if fact not in known])
                for facts in code.facts
            ]
        )
        found = tuple([truth(condition, world) for condition in bound.hang])
        world.hanging = code.function(*_inputs(code, world), found, without)
    facts = world.hanging[place]
    return tuple(dict.fromkeys(facts)) if len(facts) > 1 else facts


def work_out_facts(world: World, ruleset: Ruleset) -> None:
    """Work out every definition, and every condition that looks at facts alone."""
    bound = compiled(ruleset)
    code = bound.code
    found = code.first.function(*_inputs(code.first, world))
    world.compiled, world.places = bound, bound.places
    world.results = [*found, *[NOT_YET] * (len(code.judged.works_out) + len(code.answered.works_out))]
    world.defined = dict(zip(code.first.names, found, strict=False))


def told_apart(world: World) -> Hashable:
    """What conditions can tell of the answers of a case: equal for two cases that they do not tell apart."""
    if world.compiled is None:
        return object()
    code = world.compiled.code
    return (*world.results[: len(code.first.works_out)], *map(world.values.get, code.later))


def work_out_findings(world: World) -> None:
    """Work out the conditions that look at danger signs, the pathway and gaps, once these have been found."""
    if world.compiled is not None:
        code = world.compiled.code
        first, judged = len(code.first.works_out), code.judged
        world.results[first : first + len(judged.works_out)] = judged.function(*_inputs(judged, world))


def work_out_answer(world: World) -> None:
    """Work out the conditions that look at the answer, for the one that stands now."""
    if world.compiled is not None:
        code = world.compiled.code
        answered = code.answered
        before = len(world.results) - len(answered.works_out)
        world.results[before:] = answered.function(*_inputs(answered, world))


def _inputs(code: Program | OpenFacts, world: World) -> tuple[Inputs, Inputs, Inputs, Inputs, Inputs]:
    return (
        code.take(world.values),
        tuple([_was_answered(world, fact) for fact in code.asked]) if code.asked else (),
        tuple([world.context.services.get(each, "unknown") for each in code.services]) if code.services else (),
        tuple([world.flags.get(flag, "open") for flag in code.flags]) if code.flags else (),
        tuple(world.results[: len(code.given)]) if code.given else (),
    )


def _was_answered(world: World, fact: str) -> Truth:
    answer = world.answers.get(fact)
    return None if answer is None else answer.known
