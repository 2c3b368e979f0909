"""The ids that are not facts, as `ids.toml` declares them: dispositions, danger signs, pathways, needed facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import tomli

from carecon.clinical.facts import data_text

EMERGENCY: Final = "emergency_ambulance"
"""Where a danger sign settles unless `ids.toml` says otherwise."""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A danger sign: the criterion in words, the facts that bear on it, and where it may settle.

    `settles_on` is the emergency, most usual first, with its `specialty`. `may_settle_on` are the dispositions that are
    open beside it, on a condition that a pack states. `within_minutes` is how soon that help must be there.
    """

    id: str
    criterion: str
    facts: tuple[str, ...]
    settles_on: tuple[str, ...] = (EMERGENCY,)
    specialty: str | None = None
    may_settle_on: tuple[str, ...] = ()
    condition: str = ""
    within_minutes: int | None = None
    set_aside_in_dying: bool = False


@dataclass(frozen=True, slots=True)
class NeededFacts:
    """A row of facts that must be known before somebody stays at home, where `when` holds.

    `when` goes from fact to the values that match. Each member of `facts` is a tuple of alternatives: one is enough.
    """

    name: str
    when: Mapping[str, tuple[Any, ...]]
    facts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """What lifts needed rows: those of the names in `waives`, or all but `keeps`."""

    when: Mapping[str, tuple[Any, ...]]
    waives: tuple[str, ...]
    keeps: tuple[str, ...] = ()

    def lifts(self, row: str) -> bool:
        """Whether the row of that name need not be asked."""
        return row not in self.keeps and ("all" in self.waives or row in self.waives)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that `ids.toml` declares. `kinds` and `urgency_minutes` go from disposition to kind and to minutes."""

    states: tuple[str, ...]
    outcome_classes: tuple[str, ...]
    specialties: tuple[str, ...]
    pathways: tuple[str, ...]
    spokes: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    urgency_minutes: Mapping[str, int]
    adjuncts: Mapping[str, str]
    requires: Mapping[str, str]
    red_flags: Mapping[str, RedFlag]
    needed: tuple[NeededFacts, ...]
    waived: tuple[Waiver, ...]


@cache
def catalogue() -> Catalogue:
    """The ids as shipped."""
    data = tomli.loads(data_text("ids.toml"))
    return Catalogue(
        states=tuple(data["states"]),
        outcome_classes=tuple(data["outcome_classes"]),
        specialties=tuple(data["specialties"]),
        pathways=tuple(data["pathways"]),
        spokes=MappingProxyType({area: tuple(spokes) for area, spokes in data["spokes"].items()}),
        kinds=MappingProxyType(dict(data["dispositions"])),
        urgency_minutes=MappingProxyType(dict(data["urgency_minutes"])),
        adjuncts=MappingProxyType(dict(data["adjuncts"])),
        requires=MappingProxyType(dict(data["requires"])),
        red_flags=MappingProxyType({name: _red_flag(name, entry) for name, entry in data["red_flag"].items()}),
        needed=tuple(_needed(row) for row in data["needed"]),
        waived=tuple(Waiver(_when(row), tuple(row["waives"]), tuple(row.get("keeps", ()))) for row in data["waived"]),
    )


def _red_flag(name: str, entry: Mapping[str, Any]) -> RedFlag:
    return RedFlag(
        id=name,
        criterion=entry["when"],
        facts=tuple(entry["facts"]),
        settles_on=tuple(entry.get("settles_on", (EMERGENCY,))),
        specialty=entry.get("specialty"),
        may_settle_on=tuple(entry.get("may_settle_on", ())),
        condition=entry.get("if", entry.get("unless", "")),
        within_minutes=entry.get("within_minutes"),
        set_aside_in_dying=entry.get("set_aside_in_dying", False),
    )


def _needed(row: Mapping[str, Any]) -> NeededFacts:
    alternatives = tuple((entry,) if isinstance(entry, str) else tuple(entry) for entry in row["facts"])
    return NeededFacts(row["name"], _when(row), alternatives)


def _when(row: Mapping[str, Any]) -> Mapping[str, tuple[Any, ...]]:
    return MappingProxyType({fact: tuple(values) for fact, values in row.get("when", {}).items()})
