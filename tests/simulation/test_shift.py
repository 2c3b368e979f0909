"""A shift: what comes in, in order of time, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from carecon.clinical.facts import vocabulary
from carecon.simulation.arrivals import Demand
from carecon.simulation.shift import CallComesIn, CallerGivesUp, CallTakerAsks, Event, NewsComes, Shift

START = datetime(2026, 1, 16, 9, 0, tzinfo=UTC)
DEMAND = Demand(ZoneInfo("Europe/London"))


def events(seed: int, number: int, demand: Demand = DEMAND, backlog: int = 12) -> list[Event]:
    return list(islice(Shift(seed, START, demand, backlog=backlog).events(), number))


@pytest.fixture(scope="module")
def shift() -> list[Event]:
    return events(1, 900)


def calls(shift: list[Event]) -> list[CallComesIn]:
    return [event for event in shift if isinstance(event, CallComesIn)]


def test_the_same_seed_gives_the_same_shift() -> None:
    assert events(3, 200) == events(3, 200)
    assert events(3, 200) != events(4, 200)


def test_everything_comes_in_order_of_time(shift: list[Event]) -> None:
    assert all(one.at <= other.at for one, other in pairwise(shift))


def test_what_follows_a_call_comes_after_it(shift: list[Event]) -> None:
    opened: set[int] = set()
    for event in shift:
        if isinstance(event, CallComesIn):
            opened.add(event.number)
        else:
            assert event.number in opened


def test_a_new_console_finds_cases_that_have_waited_for_different_times(shift: list[Event]) -> None:
    waiting = [event for event in calls(shift) if event.at == START]
    assert len(waiting) == 12
    assert len({event.call.at for event in waiting}) == 12
    assert all(timedelta(0) <= START - event.call.at <= timedelta(minutes=40) for event in waiting)


def test_two_hundred_arrivals_hold_twelve_kinds_of_case(shift: list[Event]) -> None:
    assert len({event.call.family for event in calls(shift)[:200]}) >= 12


def test_calls_come_from_everywhere(shift: list[Event]) -> None:
    sources = Counter(event.call.source for event in calls(shift))
    assert {"paramedic_on_scene", "ambulance_stack", "care_home", "gp_hcp", "nhs111"} <= set(sources)


def test_news_answers_and_cancellations_come_too(shift: list[Event]) -> None:
    assert {type(event) for event in shift} == {CallComesIn, CallTakerAsks, NewsComes, CallerGivesUp}


def test_readings_in_news_were_taken_before_they_are_told(shift: list[Event]) -> None:
    news = [event for event in shift if isinstance(event, NewsComes)]
    readings = [
        (event.at, answer.at)
        for event in news
        for answer in event.news.answers
        if vocabulary()[answer.fact].section == "observations"
    ]
    assert readings
    assert all(taken is not None and taken < told for told, taken in readings)


def test_a_faster_shift_is_the_same_people_sooner() -> None:
    slow, fast = calls(events(5, 300)), calls(events(5, 300, Demand(DEMAND.zone, speed=8)))
    assert slow[20].at - START > 4 * (fast[20].at - START)


def test_at_the_speed_of_the_demonstration_a_call_comes_every_minute_or_so() -> None:
    midday = datetime(2026, 1, 16, 10, 0, tzinfo=UTC)
    arrivals = islice(Shift(2, midday, Demand(DEMAND.zone, speed=8), backlog=0).events(), 600)
    at = [event.at for event in arrivals if isinstance(event, CallComesIn) and event.at < midday + timedelta(hours=2)]
    assert 60 <= 7200 / len(at) <= 90
