"""A case that happened, as a stencil: what can be told again of somebody else, elsewhere and at another time.

A stencil keeps the payload of each entry, with holes where person, staff, ids and times stood. Filling the holes gives
a case that is right in every detail, at a small part of what it costs to live through one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from carecon.clinical.formats import MONTHS, date_text
from carecon.record.entries import Payload
from carecon.record.entry import Entry
from carecon.record.journal import canonical

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_DAY_IN_WORDS = rf"\d\d-(?:{'|'.join(MONTHS)})-\d{{4}}"
_TIME_IN_WORDS = r"(?<![\d:])(?:[01]\d|2[0-3]):[0-5]\d(?![\d:])"
_SAYS_TIMES_IN_WORDS = frozenset({"handover_composed"})

_DAY = 24 * 60 * 60
_CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))

_ONLY_STORED: Mapping[str, Mapping[str, Any]] = {
    "signed": {"facts": {}, "context": {}, "advice": {}},
    "handover_composed": {"text": "", "markdown": ""},
}
"""What no projection is made from, and so is kept in the stored text alone: telling it twice is most of the work."""

P = TypeVar("P", bound=Payload)


class Telling:
    """One telling of a stencil: what stands in its holes, and when it begins."""

    def __init__(self, words: Mapping[str, str], start: datetime, zone: ZoneInfo, pace: float = 1.0) -> None:
        """`pace` shortens (below 1) the time between entries; `zone` is where times in words are read."""
        self.words, self.start, self.zone, self.pace = words, start, zone, pace
        self._second_of_day = _second_of_day(start.astimezone(zone))

    def at(self, after: timedelta) -> datetime:
        """The moment that lies so long after the beginning in the case that happened."""
        return self.start + (after if self.pace == 1.0 else after * self.pace)

    def clock(self, seconds: int) -> str:
        """The time of day, in words, so many seconds after the beginning. No clock is changed during a case."""
        return _CLOCK[int(self._second_of_day + seconds * self.pace) % _DAY // 60]


_Fill = Callable[[Telling], Any]
"""What makes a value of a telling. Values that are always the same have none."""


class Cutter:
    """Cuts holes into what was written in one case."""

    def __init__(self, names: Mapping[str, str], origin: datetime, zone: ZoneInfo) -> None:
        """`names` go from what stands in the case to the hole that it leaves; times count from `origin`."""
        self._names, self._origin, self._zone = names, origin, zone
        tokens = [re.escape(token) for token in sorted(names, key=len, reverse=True)]
        self._plain = re.compile("|".join([*tokens, _MOMENT]))
        self._with_times = re.compile("|".join([*tokens, _MOMENT, _DAY_IN_WORDS, _TIME_IN_WORDS]))

    def payload(self, payload: P) -> Callable[[Telling], P]:
        """What tells that payload again, as far as anything but its stored text is read of it."""
        unread = _ONLY_STORED.get(payload.KIND)
        if unread is not None:
            payload = payload.model_copy(update=unread)
        fill = self._fill(payload, self._pattern(payload))
        return fill if fill is not None else lambda _: payload

    def stored(self, payload: Payload) -> Callable[[Telling], str]:
        """What tells again how that payload is stored: in a fraction of the time that writing it anew would take.

        Names must hold nothing that JSON escapes.
        """
        text = canonical(payload)[0]
        fill = self._text(text, self._pattern(payload))
        return fill if fill is not None else lambda _: text

    def _pattern(self, payload: Payload) -> re.Pattern[str]:
        return self._with_times if payload.KIND in _SAYS_TIMES_IN_WORDS else self._plain

    def _fill(self, value: object, pattern: re.Pattern[str]) -> _Fill | None:
        """What makes that value in a telling; None where it is the same in every one."""
        match value:
            case str():
                return self._text(value, pattern)
            case BaseModel():
                return self._model(value, pattern)
            case dict():
                filled = self._filled(value, pattern)
                return (lambda telling: value | {k: fill(telling) for k, fill in filled}) if filled else None
            case list():
                return self._list(value, pattern)
            case datetime():
                after = value - self._origin
                return lambda telling: telling.at(after)
            case date() if value.isoformat() in self._names:
                born = self._names[value.isoformat()]
                return lambda telling: date.fromisoformat(telling.words[born])
            case UUID() if str(value) in self._names:
                thing = self._names[str(value)]
                return lambda telling: UUID(telling.words[thing])
        return None

    def _filled(self, values: Mapping[str, object], pattern: re.Pattern[str]) -> list[tuple[str, _Fill]]:
        found = ((name, self._fill(value, pattern)) for name, value in values.items())
        return [(name, fill) for name, fill in found if fill is not None]

    def _model(self, model: BaseModel, pattern: re.Pattern[str]) -> _Fill | None:
        """A copy with other values in some fields: of the same kind as those that were checked, not checked again."""
        fields = {name: getattr(model, name) for name in type(model).model_fields}
        filled, copy = self._filled(fields, pattern), model.model_copy
        return (lambda telling: copy(update={name: fill(telling) for name, fill in filled})) if filled else None

    def _list(self, items: list[object], pattern: re.Pattern[str]) -> _Fill | None:
        filled = self._filled({str(n): item for n, item in enumerate(items)}, pattern)
        places = [(int(n), fill) for n, fill in filled]

        def tell(telling: Telling) -> list[object]:
            told = items.copy()
            for n, fill in places:
                told[n] = fill(telling)
            return told

        return tell if places else None

    def _text(self, text: str, pattern: re.Pattern[str]) -> _Fill | None:
        """A note names the same people and times again and again: each is worked out once and put in everywhere."""
        whole: list[str] = []
        places: dict[str, int] = {}
        order: list[int] = []
        end = 0
        for found in pattern.finditer(text):
            whole += [text[end : found.start()], ""]
            order.append(places.setdefault(found.group(), len(places)))
            end = found.end()
        if not order:
            return None
        whole.append(text[end:])
        fills = [self._hole(found) for found in places]

        def tell(telling: Telling) -> str:
            told = [fill(telling) for fill in fills]
            parts = whole.copy()
            parts[1::2] = [told[place] for place in order]
            return "".join(parts)

        return tell

    def _hole(self, found: str) -> _Fill:
        if found in self._names:
            name = self._names[found]
            return lambda telling: telling.words[name]
        if "T" in found:
            after, letter = datetime.fromisoformat(found) - self._origin, "Z" if found.endswith("Z") else "+00:00"
            return lambda telling: telling.at(after).isoformat().replace("+00:00", letter)
        local = self._origin.astimezone(self._zone)
        if ":" in found:
            hour, minute = found.split(":")
            seconds = 3600 * int(hour) + 60 * int(minute) - _second_of_day(local)
            # A time of day names no day: the nearest one is meant.
            later = (seconds + _DAY // 2) % _DAY - _DAY // 2
            return lambda telling: telling.clock(later)
        days = timedelta(days=(_day(found) - local.date()).days)
        return lambda telling: date_text((telling.start + days).astimezone(telling.zone).date())


@dataclass(frozen=True, slots=True)
class StencilEntry:
    """An entry: how long after the beginning, by which actor and in which stream (their holes), and what it tells."""

    after: timedelta
    actor: str
    stream: str
    payload: Callable[[Telling], Payload]
    stored: Callable[[Telling], str]


def cut(
    entries: Iterable[tuple[str, str, Entry]], names: Mapping[str, str], origin: datetime, zone: ZoneInfo
) -> tuple[StencilEntry, ...]:
    """The stencil of a case that happened from `origin` on.

    `entries` are (hole of the stream, hole of the actor, entry) in the order in which they are to be told; `names` go
    from what stands in them to the name of the hole that it leaves.
    """
    cutter = Cutter(names, origin, zone)
    return tuple(
        StencilEntry(entry.at - origin, actor, stream, cutter.payload(entry.payload), cutter.stored(entry.payload))
        for stream, actor, entry in entries
    )


def _day(words: str) -> date:
    day, month, year = words.split("-")
    return date(int(year), MONTHS.index(month) + 1, int(day))


def _second_of_day(local: datetime) -> int:
    return 3600 * local.hour + 60 * local.minute + local.second
