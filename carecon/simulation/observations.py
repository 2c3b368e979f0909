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

EVIDENT = frozenset({"acvpu", "on_oxygen"})
"""What takes no kit to see."""

NEEDS_KIT = frozenset({"respiratory_rate", "spo2", "systolic_bp", "heart_rate", "temperature"})
"""Readings without which somebody has to say why they cannot be had. (Breaths can be counted; few callers do.)"""

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


def first_set(random: Random, profile: str, measures: Mapping[str, float]) -> tuple[dict[str, Json], dict[str, Json]]:
    """A first set: what was measured, and what anybody there can see without any kit, if asked.

    `measures` goes from each reading (fact id) to the probability of its being taken.
    """
    data = observation_data()
    measured: dict[str, Json] = {}
    evident: dict[str, Json] = {}
    for fact, draw in data.profile[profile].items():
        taken, value = random.random() < measures.get(fact, 0.0), draw.draw(random, {})
        if value is not None and (taken or fact in EVIDENT):
            (measured if taken else evident)[fact] = value
    alertness, scored = measured.get("acvpu"), random.random() < measures.get("gcs", 0.0)
    if scored and isinstance(alertness, str):
        measured["gcs"] = random.randint(*data.gcs[alertness])
    return measured, evident


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
