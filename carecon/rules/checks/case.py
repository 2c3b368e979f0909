"""A case as a solver finds it, as answers and a service that the rules can be run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.proof.solver import Case
from carecon.rules.proof.states import SERVICES, States
from carecon.rules.ruleset import Ruleset

NOON: Final = datetime(2024, 1, 16, 12, tzinfo=UTC)
LONG_AGO: Final = timedelta(days=30)


def answers_of(states: States, case: Case) -> dict[str, Answer]:
    """The answers of a case; what is too old is of thirty days before."""
    found: dict[str, Answer] = {}
    for name in states.facts:
        answer = states.answer(name, case)
        if answer is not None:
            old = bool(case.get(f"{name}@old")) and answer.known
            found[name] = replace(answer, at=NOON - LONG_AGO) if old else answer
    return found


def context_of(ruleset: Ruleset, states: States, case: Case) -> Context:
    """The service of a case."""
    told = {name: states.domains[name].states[case[name]] for name in ("in_area", "in_hours", "pause_applies")}
    services = {name: SERVICES[case[f"service:{name}"]] for name in catalogue().kinds}
    return Context(
        at=NOON,
        area=ruleset.area.id,
        in_area=told["in_area"],  # type: ignore[arg-type]
        in_hours=bool(told["in_hours"]),
        minutes_to_close=480,
        spoke=None,
        pause_applies=bool(told["pause_applies"]),
        services=MappingProxyType(services),  # type: ignore[arg-type]
    )
