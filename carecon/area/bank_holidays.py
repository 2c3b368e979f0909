"""The bank holidays of England, worked out from the rules of the Banking and Financial Dealings Act 1971.

Single holidays that were proclaimed are listed. Easter: the Gregorian computus (Meeus, Jones and Butcher).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

PROCLAIMED = frozenset({date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})
"""Platinum Jubilee, state funeral of Queen Elizabeth II, coronation of King Charles III."""

MOVED = {date(2022, 5, 30): date(2022, 6, 2)}
"""Holidays that were moved to another day in one year."""

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def is_bank_holiday(day: date) -> bool:
    """Whether that day is a bank holiday in England."""
    return day in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of that year, substitute days included."""
    easter = easter_sunday(year)
    found = {
        _substitute(date(year, 1, 1)),
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
        *_christmas(year),
    }
    return frozenset(MOVED.get(day, day) for day in found) | {day for day in PROCLAIMED if day.year == year}


def easter_sunday(year: int) -> date:
    """Easter Sunday of that year."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    correction = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * correction) // 451
    month, day = divmod(h + correction - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _substitute(day: date) -> date:
    return day + timedelta(days={SATURDAY: 2, SUNDAY: 1}.get(day.weekday(), 0))


def _christmas(year: int) -> tuple[date, date]:
    """Christmas Day and Boxing Day, or the working days that stand for them, by the weekday of Christmas Day."""
    days = {FRIDAY: (25, 28), SATURDAY: (27, 28), SUNDAY: (26, 27)}.get(date(year, 12, 25).weekday(), (25, 26))
    return date(year, 12, days[0]), date(year, 12, days[1])


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=end.weekday())
