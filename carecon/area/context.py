"""What the rules may know of area and service: facts derived from the place, the hour and the capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from carecon.area.area import Area
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.catalogue import catalogue
from carecon.clinical.identifiers import postcode

ServiceState = Literal["open", "closed", "full", "unknown"]
Places = int | Literal["unknown"]
"""Free places of a service, or that nobody could say."""


@dataclass(frozen=True, slots=True)
class Context:
    """The service at one moment, for one place.

    `in_area` and `spoke` are None where the place is not known. `services` goes from disposition id to its state in the
    spoke that serves the person. `onward` names who to speak to for a place outside the area.
    """

    at: datetime
    area: str
    in_area: bool | None
    in_hours: bool
    minutes_to_close: int | None
    spoke: str | None
    pause_applies: bool
    services: Mapping[str, ServiceState] = field(default_factory=lambda: MappingProxyType({}))
    onward: str = ""
    intake_paused: bool = False
    spoke_capacity: Mapping[str, Places] = field(default_factory=lambda: MappingProxyType({}))
    waiting_cases: int | None = None
    clinicians_on_shift: int | None = None
    longest_wait_minutes: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As the journal keeps it with a signed case: JSON values only."""
        return {
            "at": self.at.isoformat(),
            "area": self.area,
            "in_area": self.in_area,
            "in_hours": self.in_hours,
            "minutes_to_close": self.minutes_to_close,
            "spoke": self.spoke,
            "pause_applies": self.pause_applies,
            "services": dict(self.services),
            "onward": self.onward,
            "intake_paused": self.intake_paused,
            "spoke_capacity": dict(self.spoke_capacity),
            "waiting_cases": self.waiting_cases,
            "clinicians_on_shift": self.clinicians_on_shift,
            "longest_wait_minutes": self.longest_wait_minutes,
        }


def context_from(kept: Mapping[str, Any]) -> Context:
    """The context that `as_dict` wrote. What the program of its time did not tell is as in a case without it."""
    return Context(
        at=datetime.fromisoformat(kept["at"]),
        area=kept["area"],
        in_area=kept["in_area"],
        in_hours=kept["in_hours"],
        minutes_to_close=kept["minutes_to_close"],
        spoke=kept["spoke"],
        pause_applies=kept["pause_applies"],
        services=MappingProxyType(kept.get("services", {})),
        onward=kept.get("onward", ""),
        intake_paused=kept.get("intake_paused", False),
        spoke_capacity=MappingProxyType(kept.get("spoke_capacity", {})),
        waiting_cases=kept.get("waiting_cases"),
        clinicians_on_shift=kept.get("clinicians_on_shift"),
        longest_wait_minutes=kept.get("longest_wait_minutes"),
    )


def derive_context(
    area: Area,
    answers: Mapping[str, Answer],
    at: datetime,
    *,
    intake_paused: bool = False,
    spoke_capacity: Mapping[str, Places] | None = None,
    waiting_cases: int | None = None,
    clinicians_on_shift: int | None = None,
    longest_wait_minutes: int | None = None,
    taken_at: datetime | None = None,
) -> Context:
    """What packs may know of the area at the moment `at` (aware).

    `taken_at` is when the hub took the case, if that was earlier: what was taken before closing time is kept.
    """
    in_area, spoke, onward = _place(area, answers)
    capacity = spoke_capacity or {}
    taken_in_hours = taken_at is not None and area.hours.is_open(taken_at, area.zone)
    return Context(
        at=at,
        area=area.id,
        in_area=in_area,
        in_hours=taken_in_hours or area.hours.is_open(at, area.zone),
        minutes_to_close=area.hours.minutes_to_close(at, area.zone),
        spoke=spoke,
        pause_applies=intake_paused and _pause_applies(area, answers),
        services=MappingProxyType(_services(area, spoke, capacity, at)),
        onward=onward,
        intake_paused=intake_paused,
        spoke_capacity=MappingProxyType(dict(capacity)),
        waiting_cases=waiting_cases,
        clinicians_on_shift=clinicians_on_shift,
        longest_wait_minutes=longest_wait_minutes,
    )


def _place(area: Area, answers: Mapping[str, Answer]) -> tuple[bool | None, str | None, str]:
    """Whether the place is ours, its spoke, and whom to speak to if it is not.

    The whole outward code decides, never its letters (PL12 is Cornwall, PL19 Devon); a practice only where no outward
    code is known, and only if a spoke lists it: people are registered on both sides of every border.
    """
    district = postcode(_text(answers, "postcode")).district
    if district:
        spoke = area.spoke_of_district(district)
        other = area.neighbour_of(district)
        return spoke is not None, spoke, "" if spoke or other is None else f"{other.name}: {other.contact}"
    by_practice = area.spoke_of_practice(_text(answers, "registered_gp").strip().upper())
    return (True if by_practice else None), by_practice, ""


def _pause_applies(area: Area, answers: Mapping[str, Answer]) -> bool:
    if _text(answers, "source") not in area.pause.sources:
        return False
    return _text(answers, "ambulance_status") not in area.pause.unless_ambulance


def _services(area: Area, spoke: str | None, capacity: Mapping[str, Places], at: datetime) -> dict[str, ServiceState]:
    found: dict[str, ServiceState] = {}
    for disposition in catalogue().kinds:
        places, service = capacity.get(disposition), area.service(disposition, spoke)
        if places == 0:
            found[disposition] = "full"
        elif service is not None and not service.hours.is_open(at, area.zone):
            found[disposition] = "closed"
        elif service is None or places == "unknown":
            found[disposition] = "unknown"
        else:
            found[disposition] = "open"
    return found


def _text(answers: Mapping[str, Answer], name: str) -> str:
    answer = answers.get(name)
    return str(answer.value) if answer is not None and not isinstance(answer.value, Unknown) else ""
