"""Finding people on record by what was said of them, among hundreds of thousands, by index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select

from carecon.errors import NotFound
from carecon.record.entries import PersonDetails
from carecon.record.project import name_key, phone_key, postcode_key
from carecon.record.tables import PersonIndexRow, table

_PEOPLE: Final = table(PersonIndexRow)

AFTER_ALL_LETTERS: Final = "\U0010ffff"
"""Sorts after whatever may follow a prefix."""

_IDENTIFIES: Final = ({"nhs_number"}, {"phone"})
"""What finds few people by itself. The rest is tried in pairs, or alone where it is all that was given."""


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody who may be meant. `matched` names what agrees: nhs_number, family_name, born, postcode, phone."""

    person_id: UUID
    details: PersonDetails
    matched: tuple[str, ...]


def find_people(
    connection: Connection,
    *,
    nhs_number: str = "",
    family_name: str = "",
    born: date | None = None,
    postcode: str = "",
    phone: str = "",
    limit: int = 20,
) -> tuple[PersonHit, ...]:
    """People who agree in what was given, those who agree in most first; names by their beginning.

    Somebody with the right NHS number and another name is found too, and `matched` then says so: it is for a person to
    decide. What agrees in one thing only is sought where nothing else is found. Nothing given finds nobody.
    """
    given = {
        "nhs_number": "".join(digit for digit in nhs_number if digit in "0123456789"),
        "family_name": name_key(family_name),
        "born": born,
        "postcode": postcode_key(postcode),
        "phone": phone_key(phone),
    }
    given = {name: value for name, value in given.items() if value}
    found = _look_up(connection, given, _ways(given), limit)
    if not found:  # one of two was misheard: then each alone
        found = _look_up(connection, given, [(name,) for name in given], limit)
    ranked = sorted(
        found.values(), key=lambda hit: (-len(hit.matched), hit.details.family_name, hit.details.given_name)
    )
    return tuple(ranked[:limit])


def person_details(connection: Connection, person_id: UUID) -> PersonDetails:
    """Who that is, as last recorded. Raises NotFound."""
    row = connection.execute(select(_PEOPLE).where(_PEOPLE.c.person_id == person_id)).first()
    if row is None:
        raise NotFound("There is no such person on record.")
    return _details(row)


def _look_up(
    connection: Connection, given: Mapping[str, Any], ways: Iterable[tuple[str, ...]], limit: int
) -> dict[UUID, PersonHit]:
    found: dict[UUID, PersonHit] = {}
    for way in ways:
        conditions = [_CONDITIONS[name](given[name]) for name in way]
        query = select(_PEOPLE).where(and_(*conditions)).limit(limit * 5)
        if len(way) == 1:  # two leave few to put in order here, and asking for an order would mislead the planner
            query = query.order_by(_PEOPLE.c.family_key, _PEOPLE.c.born)
        for row in connection.execute(query):
            found.setdefault(row.person_id, _hit(row, given))
    return found


def _ways(given: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Which identifiers to ask for together, the most telling first. Each way has an index."""
    if not given:
        return []
    ways = [tuple(given)]
    ways += [(name,) for name in given if {name} in _IDENTIFIES]
    ways += combinations([name for name in given if {name} not in _IDENTIFIES], 2)
    return list(dict.fromkeys(ways))


_CONDITIONS: Final[Mapping[str, Callable[[Any], ColumnElement[bool]]]] = {
    "nhs_number": lambda digits: _PEOPLE.c.nhs_number == digits,
    "family_name": lambda key: and_(_PEOPLE.c.family_key >= key, _PEOPLE.c.family_key < key + AFTER_ALL_LETTERS),
    "born": lambda day: _PEOPLE.c.born == day,
    "postcode": lambda key: _PEOPLE.c.postcode_key == key,
    "phone": lambda key: _PEOPLE.c.phone_key == key,
}


def _hit(row: Any, given: Mapping[str, Any]) -> PersonHit:
    agrees = {
        "nhs_number": row.nhs_number == given.get("nhs_number"),
        "family_name": "family_name" in given and row.family_key.startswith(given["family_name"]),
        "born": row.born is not None and row.born == given.get("born"),
        "postcode": row.postcode_key == given.get("postcode"),
        "phone": row.phone_key == given.get("phone"),
    }
    return PersonHit(row.person_id, _details(row), tuple(name for name in given if agrees[name]))


def _details(row: Any) -> PersonDetails:
    return PersonDetails(**{name: getattr(row, name) for name in PersonDetails.model_fields})
