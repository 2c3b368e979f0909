"""Opening hours at their edges: closing time, midnight, bank holidays, and the days when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from carecon.area.hours import Hours, as_text, read_hours
from carecon.clinical.tables import Table
from carecon.errors import BadInput

LONDON = ZoneInfo("Europe/London")


def hours(raw: Any) -> Hours:
    return read_hours(Table({"hours": raw}, "area.toml"), "hours")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


DAY = hours("08:00-20:00")


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        ("2024-01-16T07:59", None),
        ("2024-01-16T08:00", 720),
        ("2024-01-16T19:59", 1),
        ("2024-01-16T20:00", None),
        ("2024-08-26T12:00", 480),
    ],
)
def test_minutes_to_closing_time(at: str, minutes: int | None) -> None:
    assert DAY.minutes_to_close(local(at), LONDON) == minutes


def test_a_moment_in_utc_is_judged_by_the_local_clock() -> None:
    assert DAY.is_open(datetime(2024, 7, 1, 7, 0, tzinfo=UTC), LONDON)
    assert not DAY.is_open(datetime(2024, 1, 1, 7, 0, tzinfo=UTC), LONDON)


def test_the_days_when_the_clocks_change_have_their_real_length() -> None:
    always = hours("00:00-24:00")
    assert always.minutes_to_close(local("2024-03-31T00:00"), LONDON) == 23 * 60
    assert always.minutes_to_close(local("2024-10-27T00:00"), LONDON) == 25 * 60
    assert always.minutes_to_close(local("2024-01-16T00:00"), LONDON) == 24 * 60


def test_both_hours_of_the_night_that_happen_twice_are_open() -> None:
    first = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    second = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    night = hours("01:00-02:00")
    assert night.is_open(first, LONDON)
    assert night.is_open(second, LONDON)


def test_the_more_particular_day_wins() -> None:
    week = hours({"weekdays": "09:00-17:00", "saturday": "10:00-12:00", "friday": "09:00-13:00"})
    assert as_text(week) == {
        "monday": "09:00-17:00",
        "tuesday": "09:00-17:00",
        "wednesday": "09:00-17:00",
        "thursday": "09:00-17:00",
        "friday": "09:00-13:00",
        "saturday": "10:00-12:00",
        "sunday": "closed",
    }


def test_bank_holidays_may_be_closed_have_hours_of_their_own_or_be_as_other_days() -> None:
    monday = local("2024-08-26T12:00")
    assert not hours({"every_day": "08:00-20:00", "bank_holidays": "closed"}).is_open(monday, LONDON)
    own = hours({"every_day": "08:00-20:00", "bank_holidays": "10:00-13:00"})
    assert own.minutes_to_close(monday, LONDON) == 60
    assert hours({"every_day": "08:00-20:00"}).is_open(monday, LONDON)


@pytest.mark.parametrize(
    "raw", ["8-20", "08:00", "20:00-08:00", "25:00-26:00", {"monday": "nine"}, {"mondays": "closed"}]
)
def test_hours_that_cannot_be_are_refused_by_key(raw: Any) -> None:
    with pytest.raises(BadInput, match=r"area\.toml"):
        hours(raw)
