"""An area: its spokes, the places that they serve, services, hours and policies, as an area file declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from carecon.area.hours import Hours, read_hours
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import Table, did_you_mean, parse_toml, read_toml
from carecon.errors import BadInput


@dataclass(frozen=True, slots=True)
class Service:
    """A service that takes people over: when it is open, and how a handover reaches it.

    `channel` is the way (`mesh`, `email`, `phone`), `contact` the address or number on it, `capacity` its usual places.
    """

    disposition: str
    title: str
    hours: Hours
    channel: str
    contact: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Spoke:
    """A local team: the outward codes and practices (ODS codes) that it serves, and services of its own."""

    id: str
    name: str
    districts: frozenset[str]
    practices: frozenset[str]
    services: Mapping[str, Service]
    channel: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Where people outside the area belong, and whom to speak to there."""

    name: str
    districts: frozenset[str]
    contact: str


@dataclass(frozen=True, slots=True)
class PausePolicy:
    """Which cases a paused intake sends back: from `sources`, unless the ambulance is as in `unless_ambulance`."""

    sources: frozenset[str]
    unless_ambulance: frozenset[str]


@dataclass(frozen=True, slots=True)
class Area:
    """Where a hub works. Nothing about a real place stands in code: all of it comes from an area file."""

    id: str
    title: str
    version: str
    zone: ZoneInfo
    hours: Hours
    spokes: Mapping[str, Spoke]
    services: Mapping[str, Service]
    neighbours: tuple[Neighbour, ...]
    pause: PausePolicy
    answer_within_minutes: Mapping[str, int]
    text: str
    """The area file itself, word for word: part of what a ruleset's hash covers."""

    def service(self, disposition: str, spoke: str | None = None) -> Service | None:
        """Who gives that disposition in that spoke, or anywhere in the area; None where nobody is declared."""
        own = self.spokes.get(spoke) if spoke is not None else None
        return (own.services if own else self.services).get(disposition)

    def spoke_of_district(self, district: str) -> str | None:
        """The spoke that lists the outward code, or None."""
        return next((spoke.id for spoke in self.spokes.values() if district in spoke.districts), None)

    def spoke_of_practice(self, ods_code: str) -> str | None:
        """The spoke that lists the practice, or None."""
        return next((spoke.id for spoke in self.spokes.values() if ods_code in spoke.practices), None)

    def neighbour_of(self, district: str) -> Neighbour | None:
        """Who serves that outward code, where it is known and not us."""
        return next((other for other in self.neighbours if district in other.districts), None)


def shipped_areas() -> tuple[str, ...]:
    """The ids of the areas that ship."""
    found = (entry.name for entry in files("carecon.area").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def load_area(name_or_path: str | Path) -> Area:
    """An area that ships, by its id, or an area file, by its path. Raises BadInput, with file and key."""
    if isinstance(name_or_path, str) and name_or_path in shipped_areas():
        where = f"{name_or_path}.toml"
        text = (files("carecon.area") / where).read_text(encoding="utf-8")
        return read_area(text, where)
    path = Path(name_or_path)
    if path.suffix != ".toml":
        known = ", ".join(shipped_areas())
        raise BadInput("area", f"there is no area {str(name_or_path)!r}", f"{known}, or the path of an area file")
    return read_area(read_toml(path)[0], str(path))


def read_area(text: str, where: str) -> Area:
    """The area that the text of an area file declares. Raises BadInput, with file and key."""
    top = Table(parse_toml(text, where), where)
    head = top.table("area")
    area_id, title, version = head.text("id"), head.text("title"), head.text("version")
    zone = _zone(head)
    head.done()
    hours = read_hours(top, "hours")
    contact = top.table("handover", {})
    channel, address = contact.text("channel", ""), contact.text("contact", "")
    contact.done()
    services = _services(top.table("service", {}), hours, channel, address)
    area = Area(
        id=area_id,
        title=title,
        version=version,
        zone=zone,
        hours=hours,
        spokes=MappingProxyType({spoke.id: spoke for spoke in _spokes(top, hours, services)}),
        services=services,
        neighbours=tuple(_neighbours(top)),
        pause=_pause(top.table("pause", {})),
        answer_within_minutes=_answer_within(top.table("answer_within_minutes", {})),
        text=text,
    )
    top.done()
    _nobody_twice(area, where)
    return area


def expand_districts(table: Table, name: str) -> frozenset[str]:
    """Outward codes, with ranges written out: `["EX1-EX3", "EX7"]` is EX1, EX2, EX3 and EX7."""
    found: set[str] = set()
    for entry in table.texts(name, ()):
        match = re.fullmatch(r"([A-Z]{1,2})(\d{1,2}[A-Z]?)(?:-([A-Z]{1,2})(\d{1,2}))?", entry)
        if match is None or (match[3] and (match[3] != match[1] or not match[2].isdecimal())):
            raise table.wrong(name, f"must hold outward codes (EX7) or ranges of one area (EX1-EX6), not {entry!r}")
        if match[4] is None:
            found.add(entry)
        else:
            found.update(f"{match[1]}{number}" for number in range(int(match[2]), int(match[4]) + 1))
    return frozenset(found)


def _zone(head: Table) -> ZoneInfo:
    name = head.text("time_zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise head.wrong("time_zone", f"is not a time zone: {name!r}", "such as Europe/London") from None


def _spokes(top: Table, hub_hours: Hours, common: Mapping[str, Service]) -> Iterator[Spoke]:
    for table in top.tables("spoke"):
        spoke_id, name = table.text("id"), table.text("name")
        channel, contact = table.text("channel", ""), table.text("contact", "")
        own = _services(table.table("service", {}), hub_hours, channel, contact, common)
        inherited = {
            disposition: Service(
                disposition,
                service.title,
                service.hours,
                service.channel or channel,
                service.contact or contact,
                service.capacity,
            )
            for disposition, service in common.items()
        }
        yield Spoke(
            id=spoke_id,
            name=name,
            districts=expand_districts(table, "districts"),
            practices=frozenset(table.texts("practices", ())),
            services=MappingProxyType({**inherited, **own}),
            channel=channel,
            contact=contact,
        )
        table.done()


def _services(
    table: Table, hub_hours: Hours, channel: str, contact: str, common: Mapping[str, Service] | None = None
) -> Mapping[str, Service]:
    found: dict[str, Service] = {}
    for disposition in table.names():
        if disposition not in catalogue().kinds:
            raise table.wrong(disposition, "is not a disposition", did_you_mean(disposition, catalogue().kinds))
        usual = (common or {}).get(disposition)
        given = table.table(disposition)
        found[disposition] = Service(
            disposition=disposition,
            title=given.text("title", usual.title if usual else disposition),
            hours=read_hours(given, "hours", usual.hours if usual else hub_hours),
            channel=given.text("channel", (usual.channel if usual else "") or channel),
            contact=given.text("contact", (usual.contact if usual else "") or contact),
            capacity=_capacity(given, usual),
        )
        given.done()
    return MappingProxyType(found)


def _capacity(table: Table, usual: Service | None) -> int | None:
    value = table.take("capacity", usual.capacity if usual else None)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise table.wrong("capacity", "must be a whole number of places, 0 or more")
    return value


def _neighbours(top: Table) -> Iterator[Neighbour]:
    for table in top.tables("neighbour"):
        yield Neighbour(table.text("name"), expand_districts(table, "districts"), table.text("contact", ""))
        table.done()


def _pause(table: Table) -> PausePolicy:
    facts = vocabulary()
    sources, unless = table.texts("returns_sources", ()), table.texts("unless_ambulance", ())
    table.done()
    for key, fact, values in (("returns_sources", "source", sources), ("unless_ambulance", "ambulance_status", unless)):
        for value in values:
            if value not in facts[fact].choices:
                hint = did_you_mean(value, facts[fact].choices)
                raise table.wrong(key, f"{value!r} is not a choice of {fact}", hint)
    return PausePolicy(frozenset(sources), frozenset(unless))


def _answer_within(table: Table) -> Mapping[str, int]:
    sources = (*vocabulary()["source"].choices, "other")
    for name in table.names():
        if name not in sources:
            raise table.wrong(name, "is not a source of calls", did_you_mean(name, sources))
    return MappingProxyType({name: table.whole(name) for name in table.names()})


def _nobody_twice(area: Area, where: str) -> None:
    seen: dict[str, str] = {}
    for spoke in area.spokes.values():
        for place in sorted(spoke.districts | spoke.practices):
            if place in seen:
                raise BadInput(f"{where}: spoke", f"{place} is served by both {seen[place]} and {spoke.id}")
            seen[place] = spoke.id
    for other in area.neighbours:
        if both := other.districts & seen.keys():
            raise BadInput(f"{where}: neighbour", f"{min(both)} belongs to both {other.name} and {seen[min(both)]}")
