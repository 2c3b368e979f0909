"""Area, hours, capacity and pause reach the rules as context facts and in no other way; nor does the clock."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import pytest

from carecon.area.context import Context, derive_context
from carecon.clinical.answers import Answer
from carecon.rules.advise import advise
from carecon.rules.language.condition import Condition, Leaf, ServiceIs, leaves, render
from carecon.rules.language.names import CONTEXT, all_names
from carecon.rules.ruleset import Ruleset, load_ruleset
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
DEVON, COVENTRY = load_ruleset("devon"), load_ruleset("coventry")

TOLD = {
    "running.world": {"at", "in_area", "in_hours", "pause_applies", "minutes_to_close"},
    "steps.needed": {"at"},
    "running.evaluate": {"services"},
    "running.truth": {"services"},
    "steps.route": {"services"},
    "steps.seniority": {"minutes_to_close"},
    "steps.questions": {"in_area"},
    "steps.while_help_comes": {"in_area"},
    "steps.compose": {"spoke"},
}
"""What each module that decides takes from the context. `at` tells the age of an answer; `spoke` is only named."""

CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime"}
AWAY = {"carecon.clock", "carecon.settings", "os", "time", "random", "zoneinfo", "socket", "subprocess", "pathlib"}


def source(module: str) -> Traversable:
    return files("carecon.rules").joinpath(*f"{module}.py".replace(".", "/", module.count(".")).split("/"))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(source(module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def deciding() -> list[str]:
    """The modules of the room that advice is worked out by: everything that `advise` imports."""
    found, waiting = set[str](), ["advise"]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            inner = (
                name.removeprefix("carecon.rules.") for name in imports(module) if name.startswith("carecon.rules.")
            )
            waiting += [name for name in inner if source(name).is_file()]
    return sorted(found)


def test_the_modules_that_decide_are_the_ones_looked_at() -> None:
    named = {"flags", "needed", "route", "seniority", "compose", "questions"}
    assert {"advise", "running.world", *(f"steps.{name}" for name in named)} <= set(deciding())


@pytest.mark.parametrize("module", deciding())
def test_no_module_that_decides_asks_a_clock_or_the_machine(module: str) -> None:
    if module != "ruleset":  # reads the packs that ship
        assert not set(imports(module)) & AWAY
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCKS, node.lineno


@pytest.mark.parametrize("module", deciding())
def test_no_module_that_decides_takes_more_from_the_context_than_it_is_told(module: str) -> None:
    taken = {
        node.attr
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute)
        and node.attr in {field.name for field in fields(Context)} - {"area"}
        and ast.unparse(node.value).rpartition(".")[2] == "context"
    }
    assert taken <= TOLD.get(module, set())


@pytest.mark.parametrize("module", deciding())
def test_no_module_that_decides_looks_into_the_area(module: str) -> None:
    inside = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute) and node.attr == "area"]
    # A ruleset is called after its area, and names it in the stamp of its advice.
    assert not inside or module == "ruleset"


def conditions(ruleset: Ruleset) -> Iterator[Condition]:
    yield from ruleset.definitions.values()
    yield from (rule.when for rule in ruleset.packs.rules)


def in_packs() -> Iterator[Leaf]:
    for condition in conditions(DEVON):
        yield from leaves(condition)


def test_packs_name_nothing_but_facts_context_facts_services_and_what_rules_found() -> None:
    for leaf in in_packs():
        if not isinstance(leaf, ServiceIs) and hasattr(leaf, "name"):
            assert leaf.name in all_names() or leaf.name in DEVON.definitions
    assert set(CONTEXT) == {"in_area", "in_hours", "pause_applies", "minutes_to_close"}


def test_packs_name_no_place() -> None:
    places = {DEVON.area.id, COVENTRY.area.id, *DEVON.area.spokes, *COVENTRY.area.spokes}
    assert len(places) > 4
    said = {word for condition in conditions(DEVON) for word in re.findall(r"\w+", render(condition))}
    assert not said & places


def some(seed: int, count: int) -> Iterator[tuple[dict[str, Answer], Context]]:
    draw = random.Random(seed)
    for answers in cases(seed, count):
        at = AT + timedelta(hours=draw.choice([0, 0, 10, 14]))
        paused, capacity = draw.random() < 0.2, {"virtual_ward": draw.choice([0, 2]), "ucr_2h": draw.choice([0, 5])}
        yield answers, derive_context(DEVON.area, answers, at, intake_paused=paused, spoke_capacity=dict(capacity))


def test_what_context_facts_are_made_from_changes_nothing_by_itself() -> None:
    behind: dict[str, Any] = {
        "at": AT + timedelta(days=400, hours=7),
        "area": "elsewhere",
        "intake_paused": True,
        "spoke_capacity": MappingProxyType({"virtual_ward": 0, "ucr_2h": 0, "planned_attendance": 0}),
        "waiting_cases": 400,
        "clinicians_on_shift": 1,
        "longest_wait_minutes": 1400,
    }
    for answers, context in some(51, 250):
        before = advise(answers, context, DEVON).to_dict()
        for name, value in behind.items():
            assert advise(answers, replace(context, **{name: value}), DEVON).to_dict() == before, name


def test_under_the_same_context_facts_every_area_gives_the_same_advice() -> None:
    for answers, context in some(52, 250):
        here, there = (advise(answers, context, ruleset).to_dict() for ruleset in (DEVON, COVENTRY))
        assert {**here, "pack": None} == {**there, "pack": None}


def test_the_context_facts_themselves_do_change_it() -> None:
    changed = set[str]()
    facts: dict[str, Any] = {"in_area": False, "in_hours": False, "pause_applies": True, "minutes_to_close": 5}
    for answers, context in some(53, 120):
        before = advise(answers, context, DEVON).to_dict()
        full = replace(context, services=MappingProxyType(dict.fromkeys(context.services, "full")))
        others = {name: replace(context, **{name: value}) for name, value in facts.items()} | {"services": full}
        changed |= {name for name, other in others.items() if advise(answers, other, DEVON).to_dict() != before}
    assert changed == {*facts, "services"}
