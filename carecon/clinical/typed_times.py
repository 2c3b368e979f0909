"""Dates and times as people type them at a desk: `0530`, `yesterday 22:10`, `25-Jan 05:30`, `40 min ago`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from carecon.clinical.formats import MONTHS, date_text

_HOW: Final = "type it like 05:30, yesterday 22:10 or 25-Jan 05:30"
_HOW_DATE: Final = "type it like 25-Jan-1937 or 25/01/1937"

_TIME: Final = re.compile(r"(?:at\s+)?(?:(\d{1,2})[:.](\d{2})|(\d{2})(\d{2}))\s*(?:h|hrs)?", re.ASCII)
_AGO: Final = re.compile(r"(\d{1,3})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)\s+ago", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.-]*([a-z]{3,9})\.?(?:[\s/.,-]*(\d{4}))?", re.ASCII)
_NUMERIC: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_FULL_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class TypedTimeError(ValueError):
    """What was typed is no date or time, or one that was not or cannot be. The text says what to type."""


def typed_moment(text: str, zone: ZoneInfo, now: datetime, *, ahead: bool = False) -> datetime:
    """The moment, in UTC, that `text` means when typed at `now` (aware) on the clocks of `zone`.

    A time alone is the latest such moment that is past, or with `ahead` the next one to come; likewise a day without a
    year. Of the hour that comes twice when clocks go back, the first is meant: for an injury the earlier time is the
    safe one. Raises TypedTimeError.
    """
    typed = " ".join(text.casefold().replace("t", " ", 1).split() if _looks_iso(text) else text.casefold().split())
    if typed == "now":
        return now.astimezone(UTC)
    if found := _AGO.fullmatch(typed):
        if ahead:
            raise TypedTimeError(f'"{text[:40]}" is past: {_HOW}')
        unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2][0]]
        return now.astimezone(UTC) - timedelta(**{unit: int(found[1])})
    today = now.astimezone(zone).date()
    day_text, clock = _split(typed, text)
    if day_text:
        moment = _local(_day(day_text, today, ahead, text), clock, zone)
        if not ahead and moment > now:
            raise TypedTimeError(f'"{text[:40]}" has not come yet: {_HOW}')
        if ahead and moment < now:
            raise TypedTimeError(f'"{text[:40]}" is past: type a time to come')
        return moment
    moment = _local(today, clock, zone)
    if not ahead and moment > now:
        return _local(today - timedelta(days=1), clock, zone)
    if ahead and moment < now:
        return _local(today + timedelta(days=1), clock, zone)
    return moment


def typed_date(text: str, today: date) -> date:
    """The day that `text` means: `25-Jan-1937`, `25 January 1937`, `25/01/1937`, `1937-01-25`, `25011937`.

    The year takes four digits: two could be a child or a centenarian. Raises TypedTimeError, also for a day to come.
    """
    typed = " ".join(text.casefold().split())
    if re.fullmatch(r"\d{8}", typed, re.ASCII):
        typed = f"{typed[:2]}/{typed[2:4]}/{typed[4:]}"
    year, month, day = _parts(typed, text, _HOW_DATE)
    if year is None:
        raise TypedTimeError(f'"{text[:40]}" has no year of four digits: {_HOW_DATE}')
    found = _date(year, month, day, text, _HOW_DATE)
    if found > today:
        raise TypedTimeError(f"{date_text(found)} has not come yet: {_HOW_DATE}")
    return found


def _looks_iso(text: str) -> bool:
    return bool(re.match(r"\s*\d{4}-\d{2}-\d{2}[Tt]\d", text, re.ASCII))


def _split(typed: str, text: str) -> tuple[str, time]:
    """The words for the day, if any, and the time of day behind them."""
    for at in [0, *(match.end() for match in re.finditer(" ", typed))]:
        if found := _TIME.fullmatch(typed[at:]):
            hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
            if hour > 23 or minute > 59:
                raise TypedTimeError(f'"{text[:40]}" is no time of day: {_HOW}')
            return typed[:at].strip(" ,"), time(hour, minute)
    raise TypedTimeError(f'"{text[:40]}" has no time of day: {_HOW}')


def _day(typed: str, today: date, ahead: bool, text: str) -> date:
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if typed in near:
        return today + timedelta(days=near[typed])
    year, month, day = _parts(typed, text, _HOW)
    if year is not None:
        return _date(year, month, day, text, _HOW)
    this_year = _date(today.year, month, day, text, _HOW)
    if not ahead and this_year > today:
        return _date(today.year - 1, month, day, text, _HOW)
    if ahead and this_year < today:
        return _date(today.year + 1, month, day, text, _HOW)
    return this_year


def _parts(typed: str, text: str, how: str) -> tuple[int | None, int, int]:
    if found := _ISO.fullmatch(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC.fullmatch(typed):
        return int(found[3]) if found[3] else None, int(found[2]), int(found[1])
    if (found := _NAMED.fullmatch(typed)) and (month := _month(found[2])):
        return int(found[3]) if found[3] else None, month, int(found[1])
    raise TypedTimeError(f'"{text[:40]}" is no date: {how}')


def _month(word: str) -> int:
    """1 to 12 for the beginning of a month's name, 0 otherwise. Three letters always tell months apart."""
    begun = [number for number, name in enumerate(_FULL_MONTHS, 1) if name.startswith(word)]
    return begun[0] if begun else (MONTHS.index("Sep") + 1 if word == "sept" else 0)


def _date(year: int, month: int, day: int, text: str, how: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise TypedTimeError(f'"{text[:40]}" is no date: {how}') from None


def _local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    back = moment.astimezone(zone)
    if (back.hour, back.minute) != (clock.hour, clock.minute):
        raise TypedTimeError(f"{clock:%H:%M} did not exist on {date_text(day)}: the clocks went forward")
    return moment
