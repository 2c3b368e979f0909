"""Ages, always at the moment of the call, and how they are written.

Somebody born on 29 February is a year older on 1 March in a year that has no such day, as in English law.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

_ADULT: Final = 18


def age_at(born: date, on: date) -> int:
    """Whole years of age on the day `on`. Raises ValueError for a day before birth."""
    if _day(on) < _day(born):
        raise ValueError(f"{_day(on).isoformat()} is before the day of birth")
    return _months(_day(born), _day(on)) // 12


def age_text(born: date, at: date) -> str:
    """The age as a patient banner shows it: `86y`, `4y 1m`, `13m 8d`, `4w 1d`, `3d`, `26hr`, `90min`.

    Units by age as the NHS CUI patient banner guidance (table 7) has them. Hours and minutes need moments: `born` and
    `at` as aware datetimes; a date alone counts in days. Empty for a moment before birth: a banner shows no nonsense.
    """
    if isinstance(born, datetime) and isinstance(at, datetime):
        lived = at - born
        if timedelta(0) <= lived < timedelta(hours=2):
            return f"{lived // timedelta(minutes=1)}min"
        if timedelta(0) <= lived < timedelta(days=2):
            return f"{lived // timedelta(hours=1)}hr"
    birthday, day = _day(born), _day(at)
    if day < birthday:
        return ""
    months = _months(birthday, day)
    if months >= 12 * _ADULT:
        return f"{months // 12}y"
    if months >= 24:
        return _two(months // 12, "y", months % 12, "m")
    if months >= 12:
        return _two(months, "m", (day - _after_months(birthday, months)).days, "d")
    days = (day - birthday).days
    return _two(days // 7, "w", days % 7, "d") if days >= 28 else f"{days}d"


def _two(upper: int, upper_unit: str, lower: int, lower_unit: str) -> str:
    return f"{upper}{upper_unit}" + (f" {lower}{lower_unit}" if lower else "")


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _months(born: date, on: date) -> int:
    """Whole months from `born` to `on`."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _after_months(born: date, months: int) -> date:
    """The day on which that many months are complete: the first of the next month where the month is too short."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    try:
        return date(year, month + 1, born.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)
