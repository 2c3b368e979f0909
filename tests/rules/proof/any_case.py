"""Cases of every sort for proofs: drawn over the states that a ruleset tells apart, near scenarios, and completions."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType

from carecon.area.context import Context
from carecon.clinical.answers import NOT_KNOWN, Answer, Value
from carecon.clinical.casefile import case_from
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import FactKind, vocabulary
from carecon.rules.proof.states import States
from carecon.rules.running.cells import COMPARED
from tests.rules.random_cases import harmless
from tests.rules.scenarios import steps

AT = datetime(2024, 1, 16, 12, tzinfo=UTC)

Facts = dict[str, Answer]


def in_full(plain: int, full: int) -> int:
    """How many cases a soak takes: `plain` unless CARECON_SOAK asks for all of it."""
    return full if os.environ.get("CARECON_SOAK") == "full" else plain


def drawn(draw: random.Random, states: States) -> tuple[Facts, Context]:
    """A case drawn over states: between quiet and full of danger, between empty and complete; some of it old."""
    quiet, silent = draw.random(), draw.choice([0, 0.05, 0.3, 0.6, 0.9])
    facts: Facts = {}
    for fact in states.facts:
        if draw.random() < silent:
            if draw.random() < 0.25:
                facts[fact] = Answer(fact, NOT_KNOWN)
            continue
        value = harmless(vocabulary()[fact], draw) if draw.random() < quiet else any_value(draw, fact, states)
        facts[fact] = Answer(fact, value, at=AT - timedelta(hours=30) if draw.random() < 0.05 else None)
    return facts, any_context(draw)


def near_scenario(draw: random.Random, states: States) -> tuple[Facts, Context]:
    """A step of a scenario with some answers changed, taken away or added, where services may be shut."""
    facts = dict(draw.choice(_scenario_cases()))
    recorded = [fact for fact in states.facts if fact in facts]
    change = draw.sample(states.facts, draw.choice([0, 2, 5, 10]))
    change += draw.sample(recorded, min(len(recorded), draw.choice([0, 1, 1, 2])))
    for fact in change:
        facts.pop(fact, None)
        if draw.random() < 0.8:
            facts[fact] = Answer(fact, NOT_KNOWN if draw.random() < 0.1 else any_value(draw, fact, states))
    return facts, any_context(draw)


def either(draw: random.Random, states: States) -> tuple[Facts, Context]:
    """One or the other."""
    return drawn(draw, states) if draw.random() < 0.5 else near_scenario(draw, states)


def any_context(draw: random.Random) -> Context:
    """Any hour, place and capacity; mostly at work, in the area."""
    usual = draw.random() < 0.6
    services = {
        name: draw.choice(["open", "unknown", "full", "closed"])
        for name, kind in catalogue().kinds.items()
        if kind == "community" and not usual and draw.random() < 0.5
    }
    return Context(
        at=AT,
        area="devon",
        in_area=True if usual else draw.choice([True, True, False, None]),
        in_hours=usual or draw.random() < 0.7,
        minutes_to_close=480,
        spoke=None,
        pause_applies=not usual and draw.random() < 0.3,
        services=MappingProxyType(services),  # type: ignore[arg-type]
    )


def any_value(draw: random.Random, fact_id: str, states: States) -> Value:
    """Any value of a fact, at and beside the numbers where rules change their mind more often than elsewhere."""
    fact = vocabulary()[fact_id]
    if fact.many:
        return tuple(choice for choice in fact.choices if draw.random() < 0.3)
    match fact.kind:
        case FactKind.BOOL:
            return draw.random() < 0.5
        case FactKind.CHOICE:
            return draw.choice(fact.choices)
        case FactKind.NUMBER:
            if draw.random() < 0.5:
                return draw.choice(states.domains[fact_id].values)
            low, high = fact.minimum or 0.0, fact.maximum or 0.0
            number = round(draw.uniform(low, high), 0 if fact_id in COMPARED else draw.choice([0, 1]))
            return min(max(number, low), high)
        case _:
            return draw.choice(["TQ12 9ZZ", "PL12 9ZZ"])


def further(draw: random.Random, facts: Facts, states: States, asking: Iterable[str] | None = None) -> Facts:
    """Answers that may still come: any to some of the questions without one, all that is recorded standing."""
    share, quiet = draw.choice([0.1, 0.5, 0.9, 1.0]), draw.choice([0.0, 0.5, 0.9, 1.0])
    found = dict(facts)
    for fact in states.facts if asking is None else asking:
        if fact in facts or fact not in states.domains or draw.random() > share:
            continue
        value = harmless(vocabulary()[fact], draw) if draw.random() < quiet else any_value(draw, fact, states)
        if value is not NOT_KNOWN:
            found[fact] = Answer(fact, value)
    return found


@cache
def _scenario_cases() -> tuple[Mapping[str, Answer], ...]:
    return tuple(_cases_of_scenarios())


def _cases_of_scenarios() -> Iterator[Mapping[str, Answer]]:
    for step in steps():
        yield case_from({"facts": step.case["facts"], "at": AT}, step.name, AT).answers
