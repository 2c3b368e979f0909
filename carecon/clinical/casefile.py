"""A case file: the answers about one person, and the service at that moment, written by hand in TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from carecon.clinical.answers import Answer, FactError, check_value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.tables import Table, did_you_mean, read_toml

ZONE = ZoneInfo("Europe/London")
"""The zone of a time that carries no offset."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the file says of the service: the inputs of a context, under the names that `derive_context` takes."""

    intake_paused: bool = False
    waiting_cases: int | None = None
    clinicians_on_shift: int | None = None
    longest_wait_minutes: int | None = None
    spoke_capacity: Mapping[str, int | Literal["unknown"]] = field(default_factory=lambda: MappingProxyType({}))

    def as_arguments(self) -> dict[str, Any]:
        """As keyword arguments."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case at one moment. `area` is None where the file leaves it to the configured one."""

    at: datetime
    area: str | None
    service: ServiceFacts
    answers: Mapping[str, Answer]


def read_case(path: Path, now: datetime) -> CaseFile:
    """The case in a TOML file; `now` is its moment where it does not say one.

    Raises BadInput, which names the file, the key, and what is allowed.
    """
    return case_from(read_toml(path)[1], str(path), now)


def case_from(data: Mapping[str, Any], where: str, now: datetime) -> CaseFile:
    """The case that parsed TOML stands for. Raises BadInput, in which the file is called `where`."""
    top = Table(data, where)
    raw_at = top.take("at", None)
    at = now if raw_at is None else _moment(top, "at", raw_at)
    area = top.text("area", "") or None
    service = _service(top.table("context", {}))
    facts = top.table("facts", {})
    answers = {name: _answer(facts, name, at) for name in facts.names()}
    top.done()
    return CaseFile(at, area, service, MappingProxyType(answers))


def _service(table: Table) -> ServiceFacts:
    found = ServiceFacts(
        intake_paused=table.flag("intake_paused", default=False),
        waiting_cases=_count(table, "waiting_cases", 500),
        clinicians_on_shift=_count(table, "clinicians_on_shift", 100),
        longest_wait_minutes=_count(table, "longest_wait_minutes", 1440),
        spoke_capacity=_capacity(table.table("spoke_capacity", {})),
    )
    table.done()
    return found


def _count(table: Table, name: str, most: int) -> int | None:
    value = table.take(name, None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise table.wrong(name, f"must be a whole number from 0 to {most}, not {value!r}")
    return value


def _capacity(table: Table) -> Mapping[str, int | Literal["unknown"]]:
    found: dict[str, int | Literal["unknown"]] = {}
    for name in table.names():
        if name not in catalogue().kinds:
            hint = did_you_mean(name, catalogue().kinds) or "a disposition, such as virtual_ward"
            raise table.wrong(name, "is not a disposition", hint)
        places = table.take(name)
        if places == "unknown":
            found[name] = "unknown"
        elif isinstance(places, int) and not isinstance(places, bool) and places >= 0:
            found[name] = places
        else:
            raise table.wrong(name, f'must be the number of free places, or "unknown", not {places!r}')
    return MappingProxyType(found)


def _answer(facts: Table, name: str, at: datetime) -> Answer:
    known = vocabulary()
    if name not in known:
        raise facts.wrong(name, "there is no such fact", did_you_mean(name, known.facts))
    fact = known[name]
    raw = facts.take(name)
    if not isinstance(raw, Mapping):
        return Answer(name, _value(facts, fact, raw))
    detail = Table(raw, facts.file, f"{facts.key}.{name}")
    value = _value(facts, fact, detail.take("value"))
    said_at, by, seen = detail.take("at", None), detail.text("by", "") or None, detail.take("seen", None)
    if seen is not None and not isinstance(seen, bool):
        raise detail.wrong("seen", f"must be true or false, not {seen!r}")
    detail.done()
    moment = None if said_at is None else _moment(detail, "at", said_at)
    if moment is not None and moment > at:
        raise detail.wrong("at", f"is later than the decision ({at:%d-%b-%Y %H:%M})")
    return Answer(name, value, moment, by, seen)


def _value(facts: Table, fact: Fact, raw: object) -> Any:
    try:
        value = check_value(fact, raw)
    except FactError as error:
        raise facts.wrong(fact.id, error.problem, error.hint) from None
    if fact.kind is FactKind.DATETIME and isinstance(value, datetime):
        return _aware(value)
    return value


def _moment(table: Table, name: str, raw: object) -> datetime:
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raise table.wrong(name, f"must be a date and time such as 2024-01-16T10:12, not {raw!r}") from None
    if isinstance(raw, datetime):
        return _aware(raw)
    shown = raw.isoformat() if isinstance(raw, date) else repr(raw)
    raise table.wrong(name, f"must be a date and time such as 2024-01-16T10:12, not {shown}")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZONE)
