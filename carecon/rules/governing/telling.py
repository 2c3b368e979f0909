"""Rules told to people: a list of them to search, and one of them in words, as a decision table, with its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Final

from carecon.clinical.answers import NOT_KNOWN_ID
from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.clinical.formats import duration_text, phrase
from carecon.clinical.hazards import hazards
from carecon.rules.governing.description import describe, plain
from carecon.rules.language.condition import ALWAYS, Condition, leaves, render
from carecon.rules.language.decision_table import decision_table
from carecon.rules.language.words import in_words, name_words
from carecon.rules.packing.rule import Definition, FlagRule, RoutingRule, Rule, RuleTest, Settlement
from carecon.rules.ruleset import Ruleset

_HEAD: Final = frozenset(field.name for field in fields(Rule))


def list_of(ruleset: Ruleset, kind: str, pack: str, find: str) -> Iterator[dict[str, Any]]:
    """Rules and definitions as `description` has them: of a kind, of a pack, with a text anywhere in them."""
    for each in describe(ruleset):
        if each["what"] not in ("definition", "rule"):
            continue
        if (kind and each["kind"] != kind) or (pack and each.get("pack", "") != pack):
            continue
        searched = (each["id"], each["title"], each["because"], each["source"], *each["when"].values())
        if find.casefold() in " ".join(searched).casefold():
            yield {**each, "pack": each.get("pack", "")}


def told_of(ruleset: Ruleset, wanted: str) -> Iterator[dict[str, Any]]:
    """A rule, a definition, or a danger sign with each rule that raises it; `{"hint": ...}` where there is none."""
    if wanted.lower() in catalogue().red_flags:
        yield _sign(ruleset, wanted.lower())
        yield from (_rule(rule, ruleset) for rule in ruleset.flag_rules.get(wanted.lower(), ()))
    elif wanted.upper() in ruleset.by_id:
        yield _rule(ruleset.by_id[wanted.upper()], ruleset)
    elif wanted.lower() in ruleset.packs.definitions:
        yield _definition(ruleset.packs.definitions[wanted.lower()], ruleset)
    elif wanted.upper() in ruleset.rules:
        yield {**plain(ruleset.rules[wanted.upper()]), "kind": "part of the program"}
    else:
        known = {name.casefold(): name for name in (*ruleset.rules, *catalogue().red_flags)}
        near = get_close_matches(wanted.casefold(), known, n=1, cutoff=0.5)
        yield {"hint": f"did you mean {known[near[0]]}?" if near else "carecon rules list"}


def _sign(ruleset: Ruleset, flag: str) -> dict[str, Any]:
    declared, told = catalogue().red_flags[flag], plain(catalogue().red_flags[flag])
    settles = " or ".join(map(phrase, declared.settles_on))
    also = ", ".join(map(phrase, declared.may_settle_on))
    return {
        "id": flag,
        "title": phrase(flag),
        "kind": "danger sign",
        "because": declared.criterion,
        "then": f"settles on {settles}" + (f"; may settle on {also}" if also else ""),
        "raised by": [rule.id for rule in ruleset.flag_rules.get(flag, ())],
        "declared": told,
    }


def _definition(definition: Definition, ruleset: Ruleset) -> dict[str, Any]:
    return {
        "id": definition.id,
        "title": phrase(definition.id),
        "kind": "definition",
        "because": definition.because,
        "source": definition.source,
        "conditions": {"when": in_words(definition.when)},
        "lines": {"when": render(definition.when)},
        "definitions": _opened(definition.when, ruleset),
        "tables": _tables({"when": definition.when}, ruleset),
        "tests": [test_words(test) for test in definition.tests],
    }


def _rule(rule: Rule, ruleset: Ruleset) -> dict[str, Any]:
    conditions = dict(_conditions(rule))
    pack = next((each for each in ruleset.packs.packs if each.id == rule.pack), None)
    return {
        "id": rule.id,
        "title": rule.title,
        "kind": phrase(rule.kind),
        "pack": f"{pack.id} {pack.version}, {pack.status}, {pack.owner}" if pack else rule.pack,
        "because": rule.because,
        "source": rule.source,
        "review": "" if rule.review_by is None else f"by {rule.review_by:%d-%b-%Y}",
        "hazards": "; ".join(f"{hazard} {hazards().get(hazard, '')}".strip() for hazard in rule.hazards),
        "then": _then(rule),
        "conditions": {name: in_words(condition) for name, condition in conditions.items()},
        "lines": {name: render(condition) for name, condition in conditions.items()},
        "definitions": _opened(rule.when, ruleset),
        "tables": _tables(conditions, ruleset),
        "tests": [test_words(test) for test in rule.tests],
    }


def _conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    """Every condition of a rule under the name that people read."""
    yield "when", rule.when
    if isinstance(rule, FlagRule):
        for name, condition in (
            ("excluded", rule.excluded_when),
            ("moot", rule.moot_when),
            ("only emergency", rule.unless),
        ):
            if condition is not None:
                yield name, condition
        for settlement in rule.may_settle:
            yield f"may be {settlement.disposition}", settlement.condition
    supported = getattr(rule, "supported", None)
    if supported is not None:
        yield "supported", supported


def _tables(conditions: Mapping[str, Condition], ruleset: Ruleset) -> dict[str, Any]:
    return {
        name: plain(decision_table(condition, ruleset.definitions))
        for name, condition in conditions.items()
        if condition != ALWAYS
    }


def _opened(condition: Condition, ruleset: Ruleset) -> dict[str, str]:
    """The definitions that a condition goes through, each in words."""
    found: dict[str, str] = {}
    waiting = [condition]
    while waiting:
        for leaf in leaves(waiting.pop()):
            name = getattr(leaf, "name", "")
            if name in ruleset.definitions and phrase(name) not in found:
                found[phrase(name)] = in_words(ruleset.definitions[name])
                waiting.append(ruleset.definitions[name])
    return found


def _then(rule: Rule) -> str:
    """What a rule does, from whatever its kind has to say."""
    said: list[str] = []
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in _HEAD or value in (None, (), False) or _is_condition(field.name):
            continue
        if field.name == "ambulance_category" and not _may_send_an_ambulance(rule):
            continue
        said.append(f"{field.name.replace('_', ' ')}: {_value(field.name, value)}")
    return "; ".join(said)


def _may_send_an_ambulance(rule: Rule) -> bool:
    """Whether a category means anything: a lift or a nurse has none, whatever the rule holds by default."""
    return not isinstance(rule, RoutingRule) or EMERGENCY in (*rule.dispositions, *rule.offers)


def _is_condition(name: str) -> bool:
    return name in ("excluded_when", "moot_when", "unless", "supported")


def _value(name: str, value: Any) -> str:
    match value:
        case bool():
            return "yes"
        case int() if name.endswith("minutes"):
            return duration_text(value)
        case Settlement():
            soon = f" within {duration_text(value.within_minutes)}" if value.within_minutes is not None else ""
            return phrase(value.disposition) + soon + (" by a senior" if value.by_senior else "")
        case tuple():
            return ", ".join(_value("", each) for each in value)
        case str():
            return phrase(value)
        case _:
            return str(value)


def test_words(test: RuleTest) -> str:
    """`head injury yes, NEWS2 5 -> holds`."""
    given = {**test.facts, **test.context, **test.found} | ({"answer": test.answer} if test.answer else {})
    told = ", ".join(f"{name_words(name)}: {_plainly(value)}" for name, value in given.items()) or "nothing is known"
    expected = {True: "holds", False: "does not hold", None: "not known"}[test.expect]
    return f"{told} -> {expected}"


def _plainly(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return phrase(value) if value != NOT_KNOWN_ID else "not known"
        case list() | tuple():
            return ", ".join(map(_plainly, value)) or "none"
        case dict() if "value" in value:
            return _plainly(value["value"])
        case _:
            return str(value)
