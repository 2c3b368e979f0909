"""How old is too old: from what age an answer is asked again, as the packs say it fact by fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import Table, did_you_mean

UNLESS_SAID: Final = timedelta(hours=6)
"""For observations, where no pack says otherwise: the longest routine interval of a NEWS2 of 1 to 4 (RCP 2017)."""

LONGEST: Final = timedelta(days=366)
"""The longest limit that is read: beyond it "never" was meant."""

_AGE: Final = re.compile(r"(\d{1,5}) ?(min|h|days|day)", re.ASCII)
_UNITS: Final = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """From what age on an answer is too old, and who says so."""

    after: timedelta
    source: str


@dataclass(frozen=True, slots=True)
class TooOld:
    """The limits by fact. A fact without one does not grow old."""

    limits: Mapping[str, Limit]

    def is_old(self, answer: Answer, at: datetime) -> bool:
        """Whether the value was true longer before `at` (aware) than its fact allows.

        An answer without a time of its own, or without a value, is not: it says nothing that could have changed.
        """
        limit = self.limits.get(answer.fact)
        return limit is not None and answer.at is not None and answer.known and at - answer.at > limit.after


@dataclass(frozen=True, slots=True)
class Said:
    """What one pack says: `observations` for all of them, `facts` for single ones (None: never)."""

    file: str
    observations: Limit | None
    facts: Mapping[str, Limit | None]


def read_too_old(table: Table, sources: Mapping[str, str]) -> Said:
    """The `[too_old]` table of a pack; `sources` goes from the names that the pack declares to words.

    Raises BadInput with the key for an age that is not one (`6 h`, `90 min`, `14 days`), a fact or a source not known.
    """
    source = _source(table, sources)
    every = table.take("observations", None)
    observations = None if every is None else Limit(_age(table, "observations", every), source)
    facts: dict[str, Limit | None] = {}
    for fact in table.texts("never", ()):
        facts[_known(table, "never", fact)] = None
    single = table.table("facts", {})
    for fact in single.names():
        if _known(single, fact, fact) in facts:
            raise single.wrong(fact, "stands under never as well", "leave one of them out")
        row = single.table(fact)
        facts[fact] = Limit(_age(row, "after", row.take("after")), _source(row, sources))
        row.done()
    single.done()
    table.done()
    return Said(table.file, observations, MappingProxyType(facts))


def together(said: Iterable[Said]) -> TooOld:
    """What several packs say, in their order: the first that speaks of a fact counts.

    Observations of which none speaks have the limit that a pack gives to all of them, else UNLESS_SAID.
    """
    said = tuple(said)
    every = next((each.observations for each in said if each.observations is not None), None)
    every = every or Limit(UNLESS_SAID, "the product's own default")
    single: dict[str, Limit | None] = dict.fromkeys((fact.id for fact in vocabulary().sections["observations"]), every)
    for each in reversed(said):
        single.update(each.facts)
    return TooOld(MappingProxyType({fact: limit for fact, limit in single.items() if limit is not None}))


@cache
def unless_said() -> TooOld:
    """The limits where no pack says anything."""
    return together(())


def _age(table: Table, key: str, written: object) -> timedelta:
    found = _AGE.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise table.wrong(key, f"must be an age, not {str(written)[:40]!r}", 'such as "6 h", "90 min" or "14 days"')
    age = int(found[1]) * _UNITS[found[2]]
    if not timedelta(0) < age <= LONGEST:
        raise table.wrong(key, "must be more than nothing and at most 366 days", "a fact that lasts goes under never")
    return age


def _source(table: Table, sources: Mapping[str, str]) -> str:
    name, _, section = table.text("source").partition(" ")
    if name not in sources:
        hint = did_you_mean(name, sources) or "declared: " + ", ".join(sources)
        raise table.wrong("source", f"{name!r} is not a source of this pack", hint)
    return f"{sources[name]}, {section}" if section else sources[name]


def _known(table: Table, key: str, fact: str) -> str:
    if fact not in vocabulary():
        raise table.wrong(key, f"{fact!r} is not a fact", did_you_mean(fact, vocabulary().facts) or "see facts.toml")
    return fact
