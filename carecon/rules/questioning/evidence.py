"""The answers that make a rule hold in a case: "SpO2 88 %" in place of the prose of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.scores import News2
from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    FlagIs,
    Is,
    Known,
    Not,
    NotKnown,
    ServiceIs,
    leaves,
)
from carecon.rules.language.names import LATE, fact_names
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import World, see
from carecon.rules.steps.findings import Findings, find
from carecon.rules.steps.route import find_route
from carecon.rules.steps.seniority import set_answer, weigh

SCORES: Final = ("news2", "news2_worst_part")
Found = tuple[str, ...]


def evidence(rule_id: str, facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Found:
    """The facts whose answers make the condition of a rule true in this case, the shortest reason first.

    Definitions are opened; of NEWS2 those observations count that score, the highest first. An exception that is not
    known to hold ("unless on an anticoagulant") is no evidence, nor is what was never answered. Empty where the rule
    does not hold, or holds by area and service alone. Raises KeyError for a rule that does not exist.
    """
    return all_evidence((rule_id,), facts, context, ruleset)[rule_id]


def all_evidence(
    rule_ids: Iterable[str], facts: Mapping[str, Answer], context: Context, ruleset: Ruleset
) -> dict[str, Found]:
    """`evidence` for several rules of one case, which is looked at once. Raises KeyError as that does."""
    told: dict[str, Found] = {}
    late: dict[str, Condition] = {}
    world = see(facts, context, ruleset.definitions, ruleset.packs.too_old)
    for rule_id in rule_ids:
        ruleset.rule(rule_id)
        rule = ruleset.by_id.get(rule_id)
        told[rule_id] = ()
        if rule is not None and _looks_at_findings(rule.when, ruleset.definitions):
            late[rule_id] = rule.when
        elif rule is not None:
            told[rule_id] = _true_by(rule.when, world, ruleset)
    return told | (_after_the_answer(late, find(facts, context, ruleset)) if late else {})


def _after_the_answer(late: Mapping[str, Condition], found: Findings) -> dict[str, Found]:
    """What makes rules hold that look at what earlier ones found: with the answer, or that which seniors displaced."""
    course = find_route(found).course
    weighed = weigh(course, found)
    told: dict[str, Found] = {}
    for answer in (weighed.course, course):
        set_answer(answer, found.world, senior=weighed.senior)
        for rule_id, condition in late.items():
            told[rule_id] = told.get(rule_id) or _true_by(condition, found.world, found.ruleset)
    return told


def _looks_at_findings(condition: Condition, definitions: Mapping[str, Condition]) -> bool:
    for leaf in leaves(condition):
        if isinstance(leaf, FlagIs):
            return True
        if isinstance(leaf, ServiceIs):
            continue
        if leaf.name in LATE:
            return True
        if leaf.name in definitions and _looks_at_findings(definitions[leaf.name], definitions):
            return True
    return False


def _true_by(condition: Condition, world: World, ruleset: Ruleset) -> Found:
    if evaluate(condition, world) is not True:
        return ()
    match condition:
        case Known(inner):
            return _true_by(inner, world, ruleset)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return _shortest_first(_true_by(part, world, ruleset) for part in parts)
        case Not(inner):
            return _false_by(inner, world)
        case Is(name) if name in world.definitions:
            return _true_by(world.definitions[name], world, ruleset)
        case FlagIs(flag, "present"):
            return _shortest_first(_true_by(rule.when, world, ruleset) for rule in ruleset.flag_rules[flag])
        case FlagIs() | ServiceIs():
            return ()
        case Compare(name, operator, value) if name in SCORES:
            # That a score is not higher yet ("5 or 6") is no reason.
            least = 1 if name == "news2" else int(value)
            return _scoring(world.news2, least) if world.news2 is not None and operator in (">", ">=") else ()
        case NotKnown(name):
            return (name,)
        case _:
            return _answered(condition.name, world)


def _false_by(condition: Condition, world: World) -> Found:
    """The facts that make the opposite of a condition true, where that says something: not exceptions."""
    match condition:
        case Known() | FlagIs() | ServiceIs():
            return ()
        case Not(inner):
            return _true_by_plain(inner, world)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return _shortest_first(_false_by(part, world) for part in parts if evaluate(part, world) is False)
        case Is(name) if name in world.definitions:
            return ()
        case _:
            return _answered(condition.name, world)


def _true_by_plain(condition: Condition, world: World) -> Found:
    """What makes a doubly negated condition true: its own facts only."""
    match condition:
        case Is() | Compare() if evaluate(condition, world) is True and condition.name not in world.definitions:
            return _answered(condition.name, world)
        case _:
            return ()


def _scoring(score: News2, at_least: int) -> Found:
    """The observations that are worth `at_least` that much, the highest first."""
    worth = {fact: low for fact, (low, _) in score.parts.items() if low >= max(1, at_least)}
    return tuple(sorted(worth, key=lambda fact: -worth[fact]))


def _answered(name: str, world: World) -> Found:
    """The facts behind a name that have a value; a fact stands for itself."""
    if name in fact_names():
        return (name,) if world.has_value(name) else ()
    return tuple(fact for fact in world.facts_behind(name) if world.has_value(fact))


def _shortest_first(reasons: Iterable[Found]) -> Found:
    return tuple(dict.fromkeys(fact for reason in sorted(reasons, key=len) for fact in reason))
