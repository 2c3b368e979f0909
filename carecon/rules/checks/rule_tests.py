"""The tests that rules carry in their packs: small cases for which a condition must be true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from carecon.area.context import Context
from carecon.clinical.casefile import case_from
from carecon.clinical.catalogue import catalogue
from carecon.rules.language.condition import Truth
from carecon.rules.packing.rule import Definition, FlagRule, Rule, RuleTest, SeniorRule
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import World, see
from carecon.rules.steps.flags import judge_flags, status_of

NOON: Final = datetime(2024, 1, 16, 12, tzinfo=UTC)

Tested = Rule | Definition
"""What carries tests."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test came to. It passed where `found` is what was expected.

    `what`: the key of the test that it is about: expect, settles or supported.
    """

    rule: str
    number: int
    what: str
    expected: Truth | frozenset[str]
    found: Truth | frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether the rule did what its author said."""
        return self.found == self.expected


def run_tests(ruleset: Ruleset) -> Iterator[Outcome]:
    """Run the tests of every definition and rule. Raises BadInput for a test whose facts cannot be."""
    for tested in all_tested(ruleset):
        yield from outcomes(tested, worlds(tested, ruleset))


def all_tested(ruleset: Ruleset) -> tuple[Tested, ...]:
    """Every definition and rule that the packs declare."""
    return (*ruleset.packs.definitions.values(), *ruleset.packs.rules)


def worlds(tested: Tested, ruleset: Ruleset) -> tuple[World, ...]:
    """What a rule sees in each of its tests. They serve for several runs, also of a rule that was changed."""
    return tuple(_world(test, number, ruleset, tested) for number, test in enumerate(tested.tests, 1))


def world_of(test: RuleTest, ruleset: Ruleset, where: str) -> World:
    """What rules see in a test before danger signs are judged.

    Raises BadInput, naming `where`, for facts that cannot be.
    """
    case = case_from({"at": NOON, "facts": test.facts}, where, NOON)
    context = Context(
        at=NOON,
        area=ruleset.area.id,
        in_area=None,
        in_hours=True,
        minutes_to_close=480,
        spoke=None,
        pause_applies=False,
    )
    return see(case.answers, replace(context, **test.context), ruleset.definitions, ruleset.packs.too_old)


def outcomes(tested: Tested, seen: tuple[World, ...]) -> Iterator[Outcome]:
    """What each test of a rule or definition comes to in the worlds that were made for it."""
    for number, (test, world) in enumerate(zip(tested.tests, seen, strict=True), 1):
        status = status_of(tested, world) if isinstance(tested, FlagRule) else evaluate(tested.when, world)
        yield Outcome(tested.id, number, "expect", test.expect, status)
        if test.settles is not None and isinstance(tested, FlagRule):
            settles = _settles(tested, world) if status is True else frozenset()
            yield Outcome(tested.id, number, "settles", test.settles, settles)
        if test.supported and isinstance(tested, SeniorRule) and tested.supported is not None:
            yield Outcome(tested.id, number, "supported", test.supported[0], evaluate(tested.supported, world))


def _settles(rule: FlagRule, world: World) -> frozenset[str]:
    """Where a sign that is raised is known to be allowed to settle, as `flags` judges it."""
    if rule.unless is not None and evaluate(rule.unless, world) is True:
        return frozenset()
    return frozenset(each.disposition for each in rule.may_settle if evaluate(each.condition, world) is True)


def _world(test: RuleTest, number: int, ruleset: Ruleset, tested: Tested) -> World:
    file = next((pack.file for pack in ruleset.packs.packs if pack.id == tested.pack), tested.pack)
    world = world_of(test, ruleset, f"{file}: {tested.id}: test {number}")
    if not isinstance(tested, Definition):
        judge_flags(world, ruleset)
    world.values.update(test.found)
    if test.answer is not None:
        world.values["answer"] = test.answer
        world.values["answer_kind"] = catalogue().kinds[test.answer]
    return world
