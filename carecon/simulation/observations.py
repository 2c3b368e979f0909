"""Observations with the noise of real ones: a first set, and further sets that follow the course of the case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random

from pydantic import BaseModel, ConfigDict

from carecon.clinical.answers import Json
from carecon.clinical.facts import vocabulary
from carecon.simulation.data import read
from carecon.simulation.draws import FactDraw

READING_NOISE = {
    "respiratory_rate": 1.0,
    "spo2": 0.7,
    "systolic_bp": 5.0,
    "heart_rate": 3.0,
    "temperature": 0.15,
}
"""Spread of a repeated reading when nothing has changed, in the fact's unit. Assumed: nothing clinical rests on it."""


class ObservationData(BaseModel):
    """What `observations.toml` says: readings by profile, change by course, coma score by alertness."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Mapping[str, Mapping[str, FactDraw]]
    course: Mapping[str, Mapping[str, float]]
    gcs: Mapping[str, tuple[int, int]]


@cache
def observation_data() -> ObservationData:
    """The profiles as shipped."""
    return read(ObservationData, "observations.toml")


def first_set(random: Random, profile: str, measures: Mapping[str, float]) -> dict[str, Json]:
    """A first set: of each reading in `measures` (fact id to probability of being taken) a value, or nothing."""
    data = observation_data()
    readings: dict[str, Json] = {}
    for fact, draw in data.profile[profile].items():
        taken = random.random() < measures.get(fact, 0.0)
        value = draw.draw(random, readings)
        if taken and value is not None:
            readings[fact] = value
    alertness = readings.get("acvpu")
    coma_score = random.random() < measures.get("gcs", 0.0)
    if coma_score and isinstance(alertness, str):
        readings["gcs"] = random.randint(*data.gcs[alertness])
    return readings


def next_set(random: Random, before: Mapping[str, Json], profile: str, course: str) -> dict[str, Json]:
    """The same numbers measured again, after the change that `course` (improving, stable, worsening) brings."""
    data = observation_data()
    readings: dict[str, Json] = {}
    for fact, change in data.course[course].items():
        value, draw = before.get(fact), data.profile[profile].get(fact)
        if draw is None or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        raw = value + change + random.gauss(0, READING_NOISE[fact])
        stepped = round(round(raw / draw.step) * draw.step, 2)
        readings[fact] = _possible(fact, stepped)
    return readings


def _possible(fact_id: str, value: float) -> int | float:
    fact = vocabulary()[fact_id]
    low, high = fact.minimum, fact.maximum
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    return int(value) if value == int(value) else value
