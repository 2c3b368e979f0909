"""When the cases of a filled database happen."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from carecon.record.entries import Claimed
from carecon.simulation.arrivals import arrival_data
from carecon.simulation.histories import Ending
from carecon.simulation.library import Stencil
from carecon.simulation.people import Population
from carecon.simulation.stencils import StencilEntry
from carecon.simulation.timetable import CLOSED_OVER, LONGEST_OPEN, Timetable

NOW = datetime(2026, 7, 16, 14, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")


@pytest.fixture
def stencil() -> Stencil:
    """Called at half past nine on the clocks of the area, over in two hours."""
    person = Population(Random(1)).somebody(date(2026, 7, 15), "old")
    entry = StencilEntry(timedelta(hours=2), "taker", "case", lambda _: Claimed(name="J Rao"), lambda _: "")
    return Stencil("long_lie", (entry,), timedelta(hours=9.5), person, 80, "EX4", timedelta(minutes=30))


def timetable() -> Timetable:
    return Timetable(Random(1), NOW, ZONE)


def test_closed_cases_keep_their_hour_on_the_clocks_of_the_area(stencil: Stencil) -> None:
    for slot in timetable().closed([stencil], 400):
        local = slot.start.astimezone(ZONE)
        assert abs(timedelta(hours=local.hour, minutes=local.minute) - stencil.time_of_day) <= timedelta(minutes=6)


def test_closed_cases_come_day_after_day_up_to_yesterday(stencil: Stencil) -> None:
    days = [slot.start.astimezone(ZONE).date() for slot in timetable().closed([stencil], 2000)]
    assert days == sorted(days)
    assert days[-1] == NOW.date() - timedelta(days=1)
    assert len(set(days)) == CLOSED_OVER


def test_weekends_have_more_of_them(stencil: Stencil) -> None:
    days = Counter(slot.start.astimezone(ZONE).weekday() for slot in timetable().closed([stencil], 20_000))
    assert (days[5] + days[6]) / (days[1] + days[2]) == pytest.approx(arrival_data().weekend, rel=0.1)


def test_nothing_in_an_open_case_lies_after_now(stencil: Stencil) -> None:
    endings = [Ending.WAITING] * 500
    for slot in timetable().open({Ending.WAITING: [stencil]}, endings):
        assert NOW - LONGEST_OPEN <= slot.start <= NOW
        assert slot.start + stencil.lasts * slot.pace <= NOW + timedelta(seconds=1)


def test_breaches_lie_around_now(stencil: Stencil) -> None:
    slots = list(timetable().open({Ending.WAITING: [stencil]}, [Ending.WAITING] * 500))
    breaches = [slot.breach_at - NOW for slot in slots if slot.breach_at]
    assert len(breaches) == 500
    assert min(breaches) >= -timedelta(minutes=25)
    assert 0.05 < sum(breach < timedelta(0) for breach in breaches) / 500 < 0.4
