"""A ruleset with one rule as it was in another: which change made the difference is found by taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from carecon.rules.language.condition import ALWAYS, names
from carecon.rules.packing.rule import FlagRule, Rule
from carecon.rules.ruleset import Ruleset

R = TypeVar("R", bound=Rule)

_LISTS: Final = ("needed", "waivers", "scope", "pathways", "routing", "seniors", "alongside")


def changed_ids(old: Ruleset, new: Ruleset) -> Iterator[str]:
    """The rules and definitions that one of two rulesets has and the other has not, or has otherwise."""
    for before, after in ((old.definitions, new.definitions), (_bare(old), _bare(new))):
        for name in dict.fromkeys((*after, *before)):
            if before.get(name) != after.get(name):
                yield name


def leading_to(ids: Iterable[str], *rulesets: Ruleset) -> frozenset[str]:
    """Those rules, and the definitions that they stand on in any of the rulesets."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            for ruleset in rulesets:
                rule = ruleset.by_id.get(name)
                condition = ruleset.definitions.get(name) or (ALWAYS if rule is None else rule.when)
                waiting += [each for each in names(condition) if each in ruleset.definitions]
    return frozenset(found)


def with_one_reverted(new: Ruleset, old: Ruleset, name: str) -> Ruleset:
    """`new`, but with the rule or definition of that id as `old` has it: changed back, left out, or put back.

    A rule that is put back stands after the one that it stood after, where that is still there, and brings the
    definitions that went with it. A definition that `old` does not have stays: rules stand on it.
    """
    if name in new.definitions or name in old.definitions:
        before = {name: old.definitions[name]} if name in old.definitions else {}
        as_it_was = MappingProxyType({**old.definitions, **new.definitions, **before})
        return _marked(new, name, definitions=as_it_was)
    changes: dict[str, Any] = {
        each: _one(getattr(new, each), getattr(old, each), name) for each in _LISTS if _has(name, each, new, old)
    }
    flag = next((rule.flag for rule in (new.by_id.get(name), old.by_id.get(name)) if isinstance(rule, FlagRule)), None)
    if flag is not None:
        flags = dict(new.flag_rules)
        _put(flags, flag, _one(new.flag_rules.get(flag, ()), old.flag_rules.get(flag, ()), name) or None)
        changes["flag_rules"] = MappingProxyType(flags)
    by_id = dict(new.by_id)
    _put(by_id, name, old.by_id.get(name))
    definitions = MappingProxyType({**old.definitions, **new.definitions})
    return _marked(new, name, **changes, by_id=MappingProxyType(by_id), definitions=definitions)


def _marked(new: Ruleset, name: str, **changes: Any) -> Ruleset:
    """Not the same rules, so not the same hash: whoever keeps things by it must not mistake them."""
    return replace(new, hash=f"{new.hash} without the change of {name}", **changes)


def _bare(ruleset: Ruleset) -> Mapping[str, Any]:
    """The rules as far as they bear on advice: not their words, tests or review dates."""
    words: dict[str, Any] = {"title": "", "because": "", "source": "", "tests": (), "review_by": None, "hazards": ()}
    return {name: replace(rule, **words) for name, rule in ruleset.by_id.items()}


def _has(name: str, each: str, *rulesets: Ruleset) -> bool:
    return any(rule.id == name for ruleset in rulesets for rule in getattr(ruleset, each))


def _one(new: tuple[R, ...], old: tuple[R, ...], name: str) -> tuple[R, ...]:
    before = next((rule for rule in old if rule.id == name), None)
    if any(rule.id == name for rule in new):
        return tuple(found for rule in new if (found := before if rule.id == name else rule) is not None)
    if before is None:
        return new
    earlier = [rule.id for rule in old[: old.index(before)]]
    at = max((number for number, rule in enumerate(new, 1) if rule.id in earlier), default=0)
    return (*new[:at], before, *new[at:])


def _put(where: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        where.pop(name, None)
    else:
        where[name] = value
