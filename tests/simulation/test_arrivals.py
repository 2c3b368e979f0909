"""When calls come: by the hours of the day, more at the weekend, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from random import Random
from zoneinfo import ZoneInfo

import pytest

from carecon.clinical.facts import vocabulary
from carecon.simulation.arrivals import Arrival, Demand, arrival_data, arrivals
from carecon.simulation.families import callers, families

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 1, 12, 0, 0, tzinfo=UTC)
DEMAND = Demand(ZONE)


def weeks(seed: int, number: int) -> list[Arrival]:
    until = MONDAY + timedelta(weeks=number)
    return list(takewhile(lambda arrival: arrival.at < until, arrivals(Random(seed), MONDAY, DEMAND)))


@pytest.fixture(scope="module")
def ten_weeks() -> list[Arrival]:
    return weeks(1, 10)


def in_hours(arrival: Arrival) -> bool:
    return 8 <= arrival.at.astimezone(ZONE).hour < 20


def test_the_same_seed_gives_the_same_arrivals() -> None:
    assert weeks(3, 1) == weeks(3, 1)
    assert weeks(3, 1) != weeks(4, 1)


def test_arrivals_come_one_after_the_other(ten_weeks: list[Arrival]) -> None:
    assert all(one.at < other.at for one, other in pairwise(ten_weeks))


def test_a_weekday_brings_as_many_calls_as_asked_for(ten_weeks: list[Arrival]) -> None:
    calls = sum(in_hours(arrival) and arrival.at.weekday() < 5 for arrival in ten_weeks)
    assert calls / 50 == pytest.approx(DEMAND.per_day, rel=0.06)


def test_weekends_are_busier(ten_weeks: list[Arrival]) -> None:
    weekend = sum(in_hours(arrival) and arrival.at.weekday() >= 5 for arrival in ten_weeks) / 20
    weekday = sum(in_hours(arrival) and arrival.at.weekday() < 5 for arrival in ten_weeks) / 50
    assert weekend / weekday == pytest.approx(arrival_data().weekend, rel=0.1)


def test_the_hours_of_the_day_have_the_shape_of_the_study(ten_weeks: list[Arrival]) -> None:
    by_hour = Counter(arrival.at.astimezone(ZONE).hour for arrival in ten_weeks if in_hours(arrival))
    total = sum(by_hour.values())
    for hour, share in enumerate(arrival_data().hours, start=arrival_data().opens):
        assert 100 * by_hour[hour] / total == pytest.approx(share, abs=1.2)


def test_the_shape_follows_the_clocks_of_the_area_in_summer_too() -> None:
    summer = datetime(2026, 7, 15, 7, 30, tzinfo=UTC)
    assert Demand(ZONE).per_hour(summer) == Demand(ZoneInfo("UTC")).per_hour(summer + timedelta(hours=1))


def test_twice_the_speed_is_twice_as_busy() -> None:
    noon = MONDAY + timedelta(hours=12)
    assert Demand(ZONE, speed=2).per_hour(noon) == pytest.approx(2 * DEMAND.per_hour(noon))


def test_no_hour_is_busier_than_the_rate_that_is_thinned() -> None:
    hours = (MONDAY + timedelta(hours=n) for n in range(24 * 7))
    assert max(DEMAND.per_hour(hour) for hour in hours) <= DEMAND.most_per_hour


def test_every_source_can_call_and_has_something_to_call_about() -> None:
    for source in arrival_data().sources:
        assert source in vocabulary()["source"].choices
        assert source in callers()
        assert any(source in family.sources for family in families().values())
