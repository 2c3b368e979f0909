"""A ruleset's conditions as generated functions, in the stages in which their names get values.

First what looks at facts alone; after danger signs, pathway and gaps have been found what looks at those; and for each
answer that is considered what looks at the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from carecon.rules.language.condition import Condition, FlagIs, leaves, names
from carecon.rules.language.names import LATE, OUTCOME, all_names
from carecon.rules.packing.rule import FlagRule, Rule
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.cells import conditions
from carecon.rules.running.generated import Picker, Program, Status, generate, picker
from carecon.rules.running.open_facts import OpenFacts, open_facts_of

K = TypeVar("K")
V = TypeVar("V")

KEPT: Final = 16
"""So many rulesets are kept compiled: areas, versions in shadow, and those of old cases being explained."""


@dataclass(frozen=True)
class Code:
    """The generated functions of one ruleset.

    `first` also works out every definition. `later` are the names whose values conditions of the later stages read
    themselves, but for those that earlier stages find; `hang` are the conditions of danger signs, for `open_facts`.
    """

    first: Program
    judged: Program
    answered: Program
    later: tuple[str, ...]
    hang: tuple[Condition, ...]
    definitions: Mapping[str, Condition]

    @cached_property
    def open_facts(self) -> OpenFacts:
        """Made where it is first asked for: a verdict never does."""
        return open_facts_of(self.hang, self.definitions, lambda name: all_names()[name].facts, self.first.names)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The generated functions bound to the conditions of one ruleset in memory.

    `places` goes from the identity of a condition to its place among the results of all stages, one stage after the
    other; `groups` from the identity of a row of rules that is read in one go to what takes their results; `statuses`
    are those of `flag_rules`. `hang_places` goes from the identity of a condition to its place among `hang`, those
    whose open facts are worked out; `flags_by_fact` from a fact to the danger signs that may hang on it. The ruleset is
    kept so that identities stay.
    """

    ruleset: Ruleset
    code: Code
    places: Mapping[int, int]
    groups: Mapping[int, Picker]
    flag_rules: tuple[FlagRule, ...]
    statuses: slice
    hang: tuple[Condition, ...]
    hang_places: Mapping[int, int]
    flags_by_fact: Mapping[str, frozenset[str]]


def compiled(ruleset: Ruleset) -> Compiled:
    """The generated functions of a ruleset: made once for each hash, and bound once to each ruleset in memory."""
    bound = _bound.get(id(ruleset))
    if bound is None or bound.ruleset is not ruleset:
        code = _by_hash.get(ruleset.hash) or _generate(ruleset)
        bound = _bind(ruleset, code)
        _keep(_by_hash, ruleset.hash, code)
        _keep(_bound, id(ruleset), bound)
    return bound


_by_hash: dict[str, Code] = {}
_bound: dict[int, Compiled] = {}


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > KEPT:
        kept.pop(next(iter(kept)), None)


def _generate(ruleset: Ruleset) -> Code:
    every = list(dict.fromkeys(conditions(ruleset)))
    by_stage: dict[str, list[Condition]] = {"first": [], "judged": [], "answered": []}
    judged_first = {
        each for status in _statuses(ruleset).values() for each in (status.when, status.excluded, status.moot)
    }
    for condition in every:
        by_stage["first" if condition in judged_first else _stage(condition)].append(condition)
    first = generate(by_stage["first"], ruleset.definitions, (), _statuses(ruleset))
    judged = generate(by_stage["judged"], ruleset.definitions, first.names)
    answered = generate(by_stage["answered"], ruleset.definitions, first.names)
    return Code(
        first=first,
        judged=judged,
        answered=answered,
        later=tuple(name for name in dict.fromkeys((*judged.values, *answered.values)) if name not in LATE),
        hang=tuple(dict.fromkeys(_of_danger_signs(ruleset))),
        definitions=ruleset.definitions,
    )


def _of_danger_signs(ruleset: Ruleset) -> Iterable[Condition]:
    for rules in ruleset.flag_rules.values():
        for rule in rules:
            yield from (each for each in (rule.when, rule.excluded_when) if each is not None)


def _statuses(ruleset: Ruleset) -> dict[str, Status]:
    """The status of each rule on danger signs, by its id: what `status_of` says of it."""
    return {
        rule.id: Status(rule.when, rule.excluded_when, rule.moot_when)
        for rules in ruleset.flag_rules.values()
        for rule in rules
    }


def _in_time(ruleset: Ruleset) -> Iterator[tuple[Rule, ...]]:
    """The rows of rules whose conditions have all been worked out by the time when they are read."""
    before: tuple[tuple[Rule, ...], ...] = (ruleset.waivers, ruleset.pathways, ruleset.needed)
    after: tuple[tuple[Rule, ...], ...] = (ruleset.routing, ruleset.scope)
    yield from (rules for rules in before if all(_stage(rule.when) == "first" for rule in rules))
    yield from (rules for rules in after if all(_stage(rule.when) != "answered" for rule in rules))
    yield from (ruleset.seniors, ruleset.alongside)


def _stage(condition: Condition) -> str:
    """When every name of a condition has its value. Definitions look at facts alone: packs may not say otherwise."""
    read = names(condition)
    if not read.isdisjoint(OUTCOME):
        return "answered"
    if not read.isdisjoint(LATE) or any(isinstance(leaf, FlagIs) for leaf in leaves(condition)):
        return "judged"
    return "first"


def _bind(ruleset: Ruleset, code: Code) -> Compiled:
    results = (*code.first.works_out, *code.judged.works_out, *code.answered.works_out)
    place_of = {each: place for place, each in enumerate(results)}
    flag_rules = tuple(rule for rules in ruleset.flag_rules.values() for rule in rules)
    hang_of = {each: place for place, each in enumerate(code.hang)}
    return Compiled(
        ruleset=ruleset,
        code=code,
        places={id(each): place_of[each] for each in conditions(ruleset)},
        groups={id(rules): picker(tuple(place_of[rule.when] for rule in rules)) for rules in _in_time(ruleset)},
        flag_rules=flag_rules,
        statuses=slice(len(code.first.works_out) - len(flag_rules), len(code.first.works_out)),
        hang=code.hang,
        hang_places={id(each): hang_of[each] for each in _of_danger_signs(ruleset)},
        flags_by_fact=_flags_by_fact(ruleset),
    )


def _flags_by_fact(ruleset: Ruleset) -> Mapping[str, frozenset[str]]:
    opened: dict[str, frozenset[str]] = {}

    def facts_behind(condition: Condition) -> frozenset[str]:
        facts: set[str] = set()
        for name in names(condition):
            if name in ruleset.definitions and name not in opened:
                opened[name] = facts_behind(ruleset.definitions[name])
            facts.update(opened.get(name) or all_names()[name].facts)
        return frozenset(facts)

    found: dict[str, set[str]] = {}
    for flag, rules in ruleset.flag_rules.items():
        for condition in (each for rule in rules for each in (rule.when, rule.excluded_when) if each is not None):
            for fact in facts_behind(condition):
                found.setdefault(fact, set()).add(flag)
    return {fact: frozenset(flags) for fact, flags in found.items()}
