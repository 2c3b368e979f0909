"""Dates and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.typed_times import TypedTimeError, typed_date, typed_moment

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2024, 1, 25, 9, 30, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0530", utc(2024, 1, 25, 5, 30)),
        ("05:30", utc(2024, 1, 25, 5, 30)),
        ("5.30", utc(2024, 1, 25, 5, 30)),
        ("now", NOW),
        ("40 min ago", utc(2024, 1, 25, 8, 50)),
        ("2h ago", utc(2024, 1, 25, 7, 30)),
        ("yesterday 22:10", utc(2024, 1, 24, 22, 10)),
        ("today 0000", utc(2024, 1, 25, 0, 0)),
        ("25-Jan 05:30", utc(2024, 1, 25, 5, 30)),
        ("24 january at 0530", utc(2024, 1, 24, 5, 30)),
        ("24/1 05:30", utc(2024, 1, 24, 5, 30)),
        ("31-Dec 23:00", utc(2023, 12, 31, 23, 0)),
        ("31-Dec-2022 23:00", utc(2022, 12, 31, 23, 0)),
        ("2024-01-24T05:30", utc(2024, 1, 24, 5, 30)),
        ("2024-01-24 05:30", utc(2024, 1, 24, 5, 30)),
    ],
)
def test_a_moment_can_be_typed_in_many_ways(text: str, moment: datetime) -> None:
    assert typed_moment(text, LONDON, NOW) == moment


def test_a_time_later_than_now_was_yesterday() -> None:
    assert typed_moment("22:10", LONDON, NOW) == utc(2024, 1, 24, 22, 10)


def test_a_call_back_is_the_next_such_time() -> None:
    assert typed_moment("12:30", LONDON, NOW, ahead=True) == utc(2024, 1, 25, 12, 30)
    assert typed_moment("08:00", LONDON, NOW, ahead=True) == utc(2024, 1, 26, 8, 0)
    assert typed_moment("tomorrow 0800", LONDON, NOW, ahead=True) == utc(2024, 1, 26, 8, 0)
    assert typed_moment("2-Jan 08:00", LONDON, NOW, ahead=True) == utc(2025, 1, 2, 8, 0)


def test_summer_time_is_taken_off() -> None:
    july = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
    assert typed_moment("05:30", LONDON, july) == utc(2024, 7, 1, 4, 30)


def test_a_time_that_the_clocks_skipped_is_refused() -> None:
    with pytest.raises(TypedTimeError, match="01:30 did not exist on 31-Mar-2024"):
        typed_moment("01:30", LONDON, datetime(2024, 3, 31, 12, 0, tzinfo=UTC))


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert typed_moment("01:30", LONDON, datetime(2024, 10, 27, 12, 0, tzinfo=UTC)) == utc(2024, 10, 27, 0, 30)


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "12:60", "today", "30-Feb 10:00", "99/99 10:00", "26-Jan-2024 10:00", "1"]
)
def test_what_is_no_time_that_has_been_is_refused_with_how_to_type_it(text: str) -> None:
    with pytest.raises(TypedTimeError, match=r"type it like|skipped"):
        typed_moment(text, LONDON, NOW)


@pytest.mark.parametrize(
    "text", ["04-May-1937", "4 May 1937", "4th may 1937", "04/05/1937", "4.5.1937", "1937-05-04", "04051937"]
)
def test_a_day_of_birth_can_be_typed_in_many_ways_day_first(text: str) -> None:
    assert typed_date(text, date(2024, 1, 16)) == date(1937, 5, 4)


@pytest.mark.parametrize("text", ["4/5/37", "4 May", "31/02/1937", "17-Jan-2024", "May 1937", "", "00/00/0000"])
def test_a_day_that_is_unclear_impossible_or_to_come_is_refused(text: str) -> None:
    with pytest.raises(TypedTimeError, match="type it like"):
        typed_date(text, date(2024, 1, 16))


@given(st.text(max_size=25) | st.from_regex(r"[0-9:./ -]{1,16}", fullmatch=True), st.booleans())
def test_whatever_is_typed_is_a_moment_on_the_right_side_of_now_or_a_refusal(text: str, ahead: bool) -> None:
    try:
        moment = typed_moment(text, LONDON, NOW, ahead=ahead)
    except TypedTimeError:
        return
    assert moment >= NOW if ahead else moment <= NOW
    assert moment.tzinfo is UTC


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_time_alone_is_never_more_than_a_day_away(naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    try:
        moment = typed_moment("05:30", LONDON, now)
    except TypedTimeError:
        return
    assert timedelta(0) <= now - moment <= timedelta(hours=25)
