"""Ages at the moment of the call."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.ages import age_at, age_text

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1937, 5, 4), date(2024, 1, 16), 86),
        (date(1937, 5, 4), date(2024, 5, 3), 86),
        (date(1937, 5, 4), date(2024, 5, 4), 87),
        (date(2024, 1, 16), date(2024, 1, 16), 0),
    ],
)
def test_a_year_is_complete_on_the_birthday(born: date, on: date, years: int) -> None:
    assert age_at(born, on) == years


@pytest.mark.parametrize(
    ("on", "years"),
    [(date(2023, 2, 28), 22), (date(2023, 3, 1), 23), (date(2024, 2, 28), 23), (date(2024, 2, 29), 24)],
)
def test_who_is_born_on_29_february_is_a_year_older_on_1_march_where_there_is_no_such_day(on: date, years: int) -> None:
    assert age_at(date(2000, 2, 29), on) == years


def test_there_is_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the day of birth"):
        age_at(date(2024, 1, 17), date(2024, 1, 16))
    assert age_text(date(2024, 1, 17), date(2024, 1, 16)) == ""


@pytest.mark.parametrize(
    ("lived", "text"),
    [
        (timedelta(minutes=90), "90min"),
        (timedelta(hours=2), "2hr"),
        (timedelta(days=1, hours=2, minutes=5), "26hr"),
        (timedelta(days=3, hours=17, minutes=7), "3d"),
        (timedelta(days=27, hours=5), "27d"),
        (timedelta(days=28, hours=5), "4w"),
        (timedelta(days=29, hours=5), "4w 1d"),
    ],
)
def test_the_youngest_are_counted_in_minutes_hours_days_and_weeks(lived: timedelta, text: str) -> None:
    born = datetime(2024, 1, 1, 6, 0, tzinfo=UTC)
    assert age_text(born, born + lived) == text


@pytest.mark.parametrize(
    ("born", "at", "text"),
    [
        (date(2023, 1, 15), date(2024, 1, 16), "12m 1d"),
        (date(2023, 1, 1), date(2024, 2, 9), "13m 8d"),
        (date(2022, 1, 31), date(2023, 3, 1), "13m"),
        (date(2020, 1, 1), date(2024, 2, 9), "4y 1m"),
        (date(2006, 1, 17), date(2024, 1, 16), "17y 11m"),
        (date(2006, 1, 16), date(2024, 1, 16), "18y"),
        (date(1937, 5, 4), date(2024, 1, 16), "86y"),
    ],
)
def test_children_are_counted_in_two_units_and_adults_in_years(born: date, at: date, text: str) -> None:
    assert age_text(born, at) == text


@given(days, days)
def test_every_age_can_be_written_and_agrees_with_the_years(one: date, other: date) -> None:
    born, at = sorted((one, other))
    text = age_text(born, at)
    assert text
    if age_at(born, at) >= 18:
        assert text == f"{age_at(born, at)}y"


@given(days, st.integers(0, 365 * 100))
def test_nobody_gets_younger(born: date, lived: int) -> None:
    day = min(born + timedelta(days=lived), date(2150, 1, 1))
    assert age_at(born, day) <= age_at(born, day + timedelta(days=1)) <= age_at(born, day) + 1
