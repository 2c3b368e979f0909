"""Complete cases: every fact that could matter is answered, harmlessly but for what a test says."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from carecon.area.context import derive_context
from carecon.clinical.answers import Answer
from carecon.clinical.facts import FactKind, vocabulary
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import HARMLESS

NOON = datetime(2024, 1, 16, 12, tzinfo=UTC)
FOR_PEOPLE = (FactKind.TEXT, FactKind.DATE, FactKind.DATETIME)

PLAN = {
    "escalation_plan": "comfort_only",
    "escalation_plan_seen": "seen",
    "escalation_plan_matches_person": True,
    "escalation_plan_in_date": True,
    "plan_covers_this_event": "prefers_home",
}
"""A plan to stay that applies, together with a confirmed identity."""


@cache
def harmless() -> dict[str, Any]:
    """A value for each fact that raises nothing."""
    found: dict[str, Any] = {}
    for fact in vocabulary().facts.values():
        if fact.kind in FOR_PEOPLE or fact.id == "observations_not_possible":
            continue
        if fact.kind is FactKind.BOOL:
            found[fact.id] = False
        elif fact.many:
            found[fact.id] = ()
        else:
            found[fact.id] = fact.choices[0] if fact.choices else fact.minimum
    return {**found, **HARMLESS}


def complete(problem: str, **facts: Any) -> dict[str, Answer]:
    """A complete case with that main problem, and with these facts in place of the harmless ones."""
    values = {**harmless(), "presenting_problem": problem, **facts}
    return {name: Answer(name, value) for name, value in values.items()}


def advised(case: dict[str, Answer], at: datetime = NOON, **service: Any) -> Advice:
    """The advice on a case in Devon, at noon of a Tuesday."""
    ruleset = load_ruleset("devon")
    return advise(case, derive_context(ruleset.area, case, at, **service), ruleset)
