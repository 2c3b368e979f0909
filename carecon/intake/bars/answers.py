"""The facts that a request states. Only what it says in so many codes: the main problem is never guessed from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer, FactError, check_value
from carecon.clinical.facts import vocabulary
from carecon.intake.arrival import Arrival
from carecon.intake.warn import Warn

BY: Final = "ambulance message"
"""Who said it, of every fact that came with a request."""


def stated_answers(arrival: Arrival, *, no_known_allergy: bool, warn: Warn) -> tuple[Answer, ...]:
    """The answers beside the observations, each checked; what cannot be is warned of and left out."""
    answers: list[Answer] = []
    for fact_id, raw in _stated(arrival, no_known_allergy, warn):
        try:
            answers.append(Answer(fact_id, check_value(vocabulary()[fact_id], raw), by=BY))
        except FactError as error:
            warn(f"{error.problem}: not taken over")
    return tuple(answers)


def _stated(arrival: Arrival, no_known_allergy: bool, warn: Warn) -> Iterator[tuple[str, object]]:
    patient = arrival.patient
    yield "source", "ambulance_stack"
    age = _age(arrival, arrival.started_at or arrival.sent_at, warn)
    if age is not None:
        yield "age_years", age
    for fact_id, raw in (
        ("sex", patient.gender),
        ("postcode", arrival.location.postcode),
        ("registered_gp", arrival.registered_gp),
        ("callback_number", arrival.callback),
        ("incident_number", arrival.incident_number),
    ):
        if raw:
            yield fact_id, raw
    if arrival.scene_safe is not None:
        yield "scene_safe", arrival.scene_safe
    if patient.died:
        warn("the message says that the person has died: ask")
    if arrival.allergies:
        yield "allergies_status", "present"
        yield "allergies", "; ".join(arrival.allergies)
    elif no_known_allergy:
        yield "allergies_status", "none_known"
    if arrival.medicines:
        yield "medicines_status", "listed"
        yield "medicines", "; ".join(arrival.medicines)


def _age(arrival: Arrival, at: datetime | None, warn: Warn) -> int | None:
    if arrival.patient.born is None or at is None:
        return None
    try:
        return age_at(arrival.patient.born, at)
    except ValueError:
        warn(f"the date of birth {arrival.patient.born.isoformat()} is after the call")
        return None
