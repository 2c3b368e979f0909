"""How dates, times, names, ids and values are written, the same everywhere.

Dates, times and names follow the NHS Common User Interface guidance (D+Ta date display, D+Tb time display, NID patient
name): fixed English month names, a 24-hour clock, no regional setting.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import tomli

from carecon.clinical.answers import Unknown, Value, plain_number, spoken_unit
from carecon.clinical.facts import Fact, FactKind, data_text
from carecon.clinical.plain_text import one_line

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

NAME_NOT_KNOWN: Final = "(name not known)"


def date_text(day: date) -> str:
    """`04-May-1937`. A datetime counts by its own date: bring it into the area's zone first."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def time_text(moment: datetime, zone: ZoneInfo) -> str:
    """`10:12`, in `zone`."""
    local = in_zone(moment, zone)
    return f"{local.hour:02d}:{local.minute:02d}"


def datetime_text(moment: datetime, zone: ZoneInfo) -> str:
    """`16-Jan-2024 10:12`, in `zone`."""
    return f"{date_text(in_zone(moment, zone))} {time_text(moment, zone)}"


def weekday_text(moment: datetime, zone: ZoneInfo) -> str:
    """`Tue 16-Jan-2024 10:12`, in `zone`: what a clock at the top of a screen says."""
    return f"{_WEEKDAYS[in_zone(moment, zone).weekday()]} {datetime_text(moment, zone)}"


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` on the clocks of `zone`. A moment that names no zone was said on those clocks already."""
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def duration_text(minutes: float) -> str:
    """`40 min`, `2 h`, `2 h 05`, `2 days`, `2 days 4 h`; whole minutes, and never less than 0."""
    whole = max(0, int(minutes))
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    if hours < 48:
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h" if hours else f"{days} days"


def person_name(family: str, given: str = "", title: str = "") -> str:
    """`FENWICK, Ada (Mrs)`, of what is known; safe to show. "(name not known)" where nothing is."""
    family, given, title = (one_line(part).strip() for part in (family, given, title))
    name = ", ".join(part for part in (family.upper(), given) if part)
    if not name:
        return NAME_NOT_KNOWN
    title = title.rstrip(".")
    if title.islower() or title.isupper():
        title = title.title()
    return f"{name} ({title})" if title else name


def phrase(name: str) -> str:
    """An id in the words people use within a sentence: `ucr_2h` is "community response within 2 hours"."""
    return _words().get(name) or one_line(name.replace("_", " "))


def choice_words(choice: str) -> str:
    """A choice of a fact in words: `paramedic_on_scene` is "paramedic on scene"."""
    return phrase(choice)


def sentence(text: str) -> str:
    """`text` with its first letter a capital, the rest as it is. A word such as eGFR stays what it is."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def value_words(fact: Fact, value: Value | Unknown, zone: ZoneInfo) -> str:
    """The value as one safe line with its unit: `no`, `96 %`, `36.4 °C`, `none`, `trip, slip`, `not known`."""
    if isinstance(value, Unknown):
        return phrase(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain_number(value) + spoken_unit(fact)
    if isinstance(value, tuple):
        return ", ".join(map(choice_words, value)) or "none"
    if isinstance(value, datetime):
        return datetime_text(value, zone)
    if isinstance(value, date):
        return date_text(value)
    return choice_words(value) if fact.kind is FactKind.CHOICE else one_line(value)


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = tomli.loads(data_text("words.toml"))["word"]
    return words
