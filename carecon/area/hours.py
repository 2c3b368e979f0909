"""When a service is open: a week of hours, bank holidays, and the minutes to closing time. Daylight saving included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carecon.area.bank_holidays import is_bank_holiday
from carecon.clinical.tables import Table, clock_time

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = "closed"

Opening = tuple[time, time] | None
"""From when to when on one day (an end of 00:00 is midnight), or None where it stays closed."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a week, Monday first, and those of a bank holiday (`same`: as on any such day)."""

    week: tuple[Opening, ...]
    on_bank_holidays: Opening | str = "same"

    def on(self, day: date) -> Opening:
        """The opening on that day."""
        if self.on_bank_holidays != "same" and is_bank_holiday(day):
            return None if isinstance(self.on_bank_holidays, str) else self.on_bank_holidays
        return self.week[day.weekday()]

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is open at the moment `at` (aware). Closing time itself is closed."""
        return self.minutes_to_close(at, zone) is not None

    def minutes_to_close(self, at: datetime, zone: ZoneInfo) -> int | None:
        """Whole minutes of real time until closing, or None while it is closed."""
        day = at.astimezone(zone).date()
        opening = self.on(day)
        if opening is None:
            return None
        opens, closes = opening
        ends = day + timedelta(days=1) if closes == time.min else day
        start, end = datetime.combine(day, opens, zone), datetime.combine(ends, closes, zone)
        # In UTC: on the two days of the year when the clocks change, a local day has 23 or 25 hours.
        now, start, end = at.astimezone(UTC), start.astimezone(UTC), end.astimezone(UTC)
        return int((end - now).total_seconds() // 60) if start <= now < end else None


ALWAYS = Hours(((time.min, time.min),) * 7)


def read_hours(table: Table, name: str, default: Hours = ALWAYS) -> Hours:
    """Hours as an area file writes them: `"08:00-20:00"` for every day, or a table by day.

    The table takes `every_day`, `weekdays`, `weekends`, single days, and `bank_holidays`; the more particular wins.
    """
    raw = table.take(name, None)
    if raw is None:
        return default
    if isinstance(raw, str):
        return Hours((_opening(table, name, raw),) * 7)
    given = Table(raw, table.file, f"{table.key}.{name}" if table.key else name)
    every_day = given.text("every_day", CLOSED)
    weekdays, weekends = given.text("weekdays", every_day), given.text("weekends", every_day)
    week = tuple(given.text(day, weekends if day in DAYS[5:] else weekdays) for day in DAYS)
    holidays = given.text("bank_holidays", "same")
    given.done()
    openings = tuple(_opening(table, name, text) for text in week)
    return Hours(openings, "same" if holidays == "same" else _opening(table, name, holidays) or CLOSED)


def as_text(hours: Hours) -> Mapping[str, str]:
    """The hours in words, by day."""
    return {
        day: CLOSED if opening is None else f"{opening[0]:%H:%M}-{opening[1]:%H:%M}"
        for day, opening in zip(DAYS, hours.week, strict=True)
    }


def _opening(table: Table, name: str, text: str) -> Opening:
    if text == CLOSED:
        return None
    opens, dash, closes = text.partition("-")
    if not dash:
        raise table.wrong(name, f"must be hours such as 08:00-20:00, or closed, not {text!r}")
    opening = clock_time(table, name, opens.strip()), clock_time(table, name, closes.strip())
    if opening[1] != time.min and opening[0] >= opening[1]:
        raise table.wrong(name, f"closes before it opens: {text!r}")
    return opening
