"""The tests that rules carry in their packs: small cases for which a condition must be true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from carecon.area.context import Context
from carecon.clinical.casefile import case_from
from carecon.clinical.catalogue import catalogue
from carecon.rules.condition import Truth
from carecon.rules.evaluate import evaluate
from carecon.rules.flags import judge_flags, status_of
from carecon.rules.rule import FlagRule, Rule, RuleTest
from carecon.rules.ruleset import Ruleset
from carecon.rules.world import World, see

NOON: Final = datetime(2024, 1, 16, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test came to. It passed where `found` is what was expected."""

    rule: str
    number: int
    expected: Truth
    found: Truth

    @property
    def passed(self) -> bool:
        """Whether the rule did what its author said."""
        return self.found is self.expected


def run_tests(ruleset: Ruleset) -> Iterator[Outcome]:
    """Run the tests of every definition and rule. Raises BadInput for a test whose facts cannot be."""
    for name, definition in ruleset.packs.definitions.items():
        for number, test in enumerate(definition.tests, 1):
            world = _world(test, ruleset, name)
            yield Outcome(name, number, test.expect, evaluate(definition.when, world))
    for rule in ruleset.packs.rules:
        for number, test in enumerate(rule.tests, 1):
            yield Outcome(rule.id, number, test.expect, _status(rule, test, ruleset))


def _status(rule: Rule, test: RuleTest, ruleset: Ruleset) -> Truth:
    world = _world(test, ruleset, rule.id)
    if isinstance(rule, FlagRule):
        return status_of(rule, world)
    judge_flags(world, ruleset)
    return evaluate(rule.when, world)


def _world(test: RuleTest, ruleset: Ruleset, where: str) -> World:
    case = case_from({"at": NOON, "facts": test.facts}, f"tests of {where}", NOON)
    context = Context(
        at=NOON,
        area=ruleset.area.id,
        in_area=None,
        in_hours=True,
        minutes_to_close=480,
        spoke=None,
        pause_applies=False,
    )
    world = see(case.answers, replace(context, **test.context), ruleset.definitions, ruleset.packs.too_old)
    if test.answer is not None:
        world.values["answer"] = test.answer
        world.values["answer_kind"] = catalogue().kinds[test.answer]
    return world
