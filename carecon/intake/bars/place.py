"""Where the person of a request is now."""

from __future__ import annotations

from typing import Final

from carecon.clinical.identifiers import postcode
from carecon.intake.arrival import Place
from carecon.intake.bars.patient import address_line
from carecon.intake.bundle import Bundle
from carecon.intake.coding import codings
from carecon.intake.element import EMPTY, Element
from carecon.intake.warn import Warn

_ORDER: Final = ("ILOC", "", "CLOC", "RLOC", "OLOC")
"""Incident, not said, caller, rendezvous, other: BaRS location types, the likeliest place of the person first."""

_BRITAIN: Final = ((49.0, 61.5), (-9.0, 2.5))
"""Latitude and longitude between which the United Kingdom lies."""


def read_place(bundle: Bundle, request: Element, encounter: Element, warn: Warn) -> Place:
    """The place of the incident. Never the home address, unless the message gives that as the place."""
    location = _location(bundle, request, encounter, warn)
    if not location:
        warn("the message does not say where the person is: ask")
        return Place()
    address = location.child("address")
    written = postcode(address.text("postalCode"))
    if written.text and not written.valid:
        warn(f"{written.text[:20]!r} is not a postcode: ask where the person is")
    place = Place(
        name=location.text("name") or location.text("description"),
        address=address_line(address),
        postcode=written.text,
        what3words=_extended(location, "what3words").lstrip("/"),
        uprn=_extended(location, "UPRN"),
        easting=_extended(location, "eastings"),
        northing=_extended(location, "northings"),
        latitude=_position(location, "latitude"),
        longitude=_position(location, "longitude"),
    )
    if not place.text:
        warn("the place has no address that can be read: ask where the person is")
    if _looks_swapped(place):
        warn("latitude and longitude of the place seem to be swapped: do not navigate by them")
    return place


def _location(bundle: Bundle, request: Element, encounter: Element, warn: Warn) -> Element:
    references = [*request.children("locationReference")]
    references += [visited.child("location") for visited in encounter.children("location")]
    named = [bundle.follow(reference, request) for reference in references]
    named = [place for place in named if place.text("resourceType") == "Location"]
    if not named:
        elsewhere = _places_of_services(bundle)
        named = [place for place in bundle.of_type("Location") if not any(place is other for other in elsewhere)]
    if not named:
        return EMPTY
    ranked = sorted(named, key=_rank)
    if len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]) and ranked[0] != ranked[1]:
        warn(f"the message gives {len(ranked)} places: the first is taken")
    return ranked[0]


def _places_of_services(bundle: Bundle) -> list[Element]:
    """Where services and practitioners are based: never where the person is."""
    holders = [*bundle.of_type("HealthcareService"), *bundle.of_type("PractitionerRole")]
    return [bundle.follow(reference, holder) for holder in holders for reference in holder.children("location")]


def _rank(location: Element) -> int:
    kinds = [coding.code for kind in location.children("type") for coding in codings(kind)] or [""]
    return min(_ORDER.index(kind) if kind in _ORDER else 1 for kind in kinds)


def _extended(location: Element, ending: str) -> str:
    extension = location.extension(ending)
    return next((value for key in extension.fields if key.startswith("value") and (value := extension.text(key))), "")


def _position(location: Element, name: str) -> float | None:
    value = location.child("position").number(name)
    return None if value is None else float(value)


def _looks_swapped(place: Place) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    (south, north), (west, east) = _BRITAIN
    return west <= place.latitude <= east and south <= place.longitude <= north
