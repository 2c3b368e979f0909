"""A case that happened, as a stencil: what can be told again of somebody else, elsewhere and at another time.

A stencil keeps the stored text of each entry, with holes where person, staff, ids and times stood. Filling the holes
gives a case that is right in every detail, at a small part of what it costs to live through one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from carecon.clinical.formats import MONTHS, date_text
from carecon.record.entries import Payload
from carecon.record.entry import Entry
from carecon.record.journal import canonical

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_DAY_IN_WORDS = rf"\d\d-(?:{'|'.join(MONTHS)})-\d{{4}}"
_TIME_IN_WORDS = r"\b(?:[01]\d|2[0-3]):[0-5]\d\b"
_SAYS_TIMES_IN_WORDS = frozenset({"handover_composed"})

_Hole = Callable[["Telling"], str]


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a stencil: what stands in its holes, and when it begins.

    `pace` shortens (below 1) the time between entries; `zone` is where times in words are read.
    """

    words: Mapping[str, str]
    start: datetime
    zone: ZoneInfo
    pace: float = 1.0

    def at(self, after: timedelta) -> datetime:
        """The moment that lies so long after the beginning in the case that happened."""
        return self.start + after * self.pace


class Template:
    """The stored text of one payload, with holes."""

    def __init__(
        self, model: type[Payload], text: str, names: Mapping[str, str], origin: datetime, zone: ZoneInfo
    ) -> None:
        """Cut holes for what `names` names (by what stands there) and for every time, counted from `origin`."""
        self._model = model
        patterns = [re.escape(token) for token in sorted(names, key=len, reverse=True) if token]
        patterns.append(_MOMENT)
        if model.KIND in _SAYS_TIMES_IN_WORDS:
            patterns += [_DAY_IN_WORDS, _TIME_IN_WORDS]
        self._parts: list[str | _Hole] = []
        end = 0
        for found in re.finditer("|".join(patterns), text):
            self._parts += [text[end : found.start()], _hole(found.group(), names, origin, zone)]
            end = found.end()
        self._parts.append(text[end:])

    def tell(self, telling: Telling) -> Payload:
        """The payload as it would have been."""
        text = "".join([part if isinstance(part, str) else part(telling) for part in self._parts])
        return self._model.model_validate_json(text)


@dataclass(frozen=True, slots=True)
class StencilEntry:
    """An entry of the stencil: how long after the beginning, by which actor, in which stream (their holes)."""

    after: timedelta
    actor: str
    stream: str
    template: Template


def cut(
    entries: Iterable[tuple[str, str, Entry]], names: Mapping[str, str], origin: datetime, zone: ZoneInfo
) -> tuple[StencilEntry, ...]:
    """The stencil of a case that happened from `origin` on.

    `entries` are (hole of the stream, hole of the actor, entry) in the order in which they are to be told; `names` go
    from what stands in their texts to the name of the hole that it leaves.
    """
    return tuple(
        StencilEntry(
            entry.at - origin,
            actor,
            stream,
            Template(type(entry.payload), canonical(entry.payload)[0], names, origin, zone),
        )
        for stream, actor, entry in entries
    )


def _hole(found: str, names: Mapping[str, str], origin: datetime, zone: ZoneInfo) -> _Hole:
    if found in names:
        name = names[found]
        return lambda telling: telling.words[name]
    if "T" in found:
        after = datetime.fromisoformat(found) - origin
        return lambda telling: telling.at(after).isoformat().replace("+00:00", "Z")
    local = origin.astimezone(zone)
    if ":" in found:
        hour, minute = found.split(":")
        moment = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        # A time of day names no day: the nearest one is meant.
        after = (moment - local + timedelta(hours=12)) % timedelta(days=1) - timedelta(hours=12)
        return lambda telling: f"{telling.at(after).astimezone(telling.zone):%H:%M}"
    days = timedelta(days=(_day(found) - local.date()).days)
    return lambda telling: date_text((telling.start + days).astimezone(telling.zone).date())


def _day(words: str) -> date:
    day, month, year = words.split("-")
    return date(int(year), MONTHS.index(month) + 1, int(day))
