"""Random partial cases: mostly harmless answers, some dangerous, many missing; the same seed gives the same cases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from carecon.area.area import Area
from carecon.area.context import Context, derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.facts import Fact, FactKind, vocabulary

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)

HARMLESS: dict[str, Any] = {
    "source": "paramedic_on_scene",
    "ambulance_status": "on_scene",
    "identity": "confirmed",
    "scene_safe": True,
    "trajectory": "stable",
    "other_clinician_opinion": "none",
    "age_years": 82,
    "residence": "own_home",
    "carer_present": True,
    "safe_to_remain": True,
    "patient_wishes": "stay_where_they_are",
    "has_capacity": True,
    "respiratory_rate": 16,
    "spo2": 97,
    "usual_spo2": 97,
    "systolic_bp": 130,
    "standing_systolic_bp": 126,
    "usual_systolic_bp": 135,
    "heart_rate": 76,
    "acvpu": "alert",
    "temperature": 36.8,
    "highest_temperature_24h": 37.0,
    "usual_news2": 0,
    "blood_glucose": 6.5,
    "blood_ketones": 0.2,
    "chest_discomfort": "none",
    "ecg_findings": "normal_or_unchanged",
    "syncope": "none",
    "hours_since_urine": 3,
    "fall_cause": "mechanical",
    "floor_minutes": 15,
    "falls_last_12_months": 1,
    "able_to_weight_bear": True,
    "vomiting_since_injury": 0,
    "gcs": 15,
    "catheter_problem": "none",
    "catheter_blocked_hours": 0,
    "diabetes": "none",
    "swallow_safe": True,
    "opioid_change_days": 300,
    "kidney_function": "not_reduced",
    "cfs": 5,
    "escalation_plan": "none",
    "plan_covers_this_event": "does_not_cover",
    "dnacpr_seen": "not_seen",
    "days_since_anticancer_treatment": 3000,
    "death_expected": False,
    "staff_can_monitor": True,
    "postcode": "TQ12 9ZZ",
}
"""A value that raises nothing; every other yes-or-no fact is harmless as "no", a list as empty."""

SETTLING = ("floor_minutes", "fall_cause", "observations_not_possible")


def cases(seed: int, count: int, **always: Any) -> Iterator[dict[str, Answer]]:
    """That many cases; `always` are answers that each of them has."""
    draw = random.Random(seed)
    for _ in range(count):
        yield case(draw) | {name: Answer(name, value) for name, value in always.items()}


def cases_of_all_ages(area: Area, seed: int, count: int) -> Iterator[tuple[Mapping[str, Answer], Context]]:
    """Random partial cases with answers of all ages, more of them "not known", at all hours and capacities."""
    draw = random.Random(seed)
    for facts in cases(seed, count):
        answers = {
            fact: replace(
                answer,
                at=draw.choice([None, AT - timedelta(hours=draw.random() * 30)]),
                value=NOT_KNOWN if draw.random() < 0.03 else answer.value,
            )
            for fact, answer in facts.items()
        }
        context = derive_context(
            area,
            answers,
            AT + timedelta(hours=draw.randrange(24)),
            intake_paused=draw.random() < 0.1,
            spoke_capacity={"virtual_ward": draw.choice([0, 3, "unknown"]), "ucr_2h": draw.choice([0, 5])},
        )
        yield answers, context


def case(draw: random.Random) -> dict[str, Answer]:
    known, danger = draw.choice([0.3, 0.7, 0.9, 0.97, 1.0]), draw.choice([0.0, 0.01, 0.03, 0.1, 0.4])
    found: dict[str, Answer] = {}
    for fact in vocabulary().facts.values():
        if fact.kind in (FactKind.TEXT, FactKind.DATE, FactKind.DATETIME) and fact.id != "postcode":
            continue
        if draw.random() < known:
            value = anything(fact, draw) if draw.random() < danger else harmless(fact, draw)
            found[fact.id] = Answer(fact.id, NOT_KNOWN if draw.random() < 0.01 else value)
    return found


def harmless(fact: Fact, draw: random.Random) -> Any:
    if fact.id == "presenting_problem":
        return draw.choice(fact.choices)
    if fact.id == "observations_not_possible":
        return NOT_KNOWN
    if fact.id in HARMLESS:
        return HARMLESS[fact.id]
    if fact.kind is FactKind.BOOL:
        return False
    if fact.many:
        return ()
    return fact.choices[0] if fact.choices else fact.minimum


def anything(fact: Fact, draw: random.Random) -> Any:
    if fact.kind is FactKind.BOOL:
        return draw.random() < 0.5
    if fact.many:
        return tuple(choice for choice in fact.choices if draw.random() < 0.3)
    if fact.choices:
        return draw.choice(fact.choices)
    if fact.kind is FactKind.NUMBER and fact.minimum is not None and fact.maximum is not None:
        return draw.randint(int(fact.minimum), int(fact.maximum))
    return draw.choice(["TQ12 9ZZ", "PL12 9ZZ", "EX1 9ZZ"])
