"""The vocabulary: every fact that can be recorded, declared once in `facts.toml` and typed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import tomli


class FactKind(StrEnum):
    """What sort of value a fact takes."""

    BOOL = "bool"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a hub clinician can record.

    `minimum` and `maximum` are the limits of what is possible, in `unit` (UCUM); `warn` of what is plausible.
    `many` lets a choice take several values, the empty tuple meaning "asked: none". `restricted` facts are shown only
    to who needs them now.
    """

    id: str
    kind: FactKind
    section: str
    label: str
    ask: str
    short: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    warn: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    restricted: bool = False
    snomed: str = ""
    snomed_choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What messages call the fact: its short name where clinicians use one (SpO2), else its label."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts in the order of their declaration, and the sections they stand in."""

    facts: Mapping[str, Fact]
    sections: Mapping[str, tuple[Fact, ...]]
    section_titles: Mapping[str, str]

    def __getitem__(self, fact_id: str) -> Fact:
        """The fact of that id. Raises KeyError."""
        return self.facts[fact_id]

    def __contains__(self, fact_id: object) -> bool:
        """Whether there is a fact of that id."""
        return fact_id in self.facts


DATA_FILES: Final = ("facts.toml", "ids.toml", "scores.toml", "meanwhile.toml", "hazards.toml", "words.toml")
"""The data files of which, beside packs and an area, advice is made."""

_OF_ANOTHER_TIME: Final[dict[str, str]] = {}
_READ: Final[set[str]] = set()


def data_text(name: str) -> str:
    """The text of a data file that ships beside this module, or of the time that this process works in."""
    _READ.add(name)
    kept = _OF_ANOTHER_TIME.get(name)
    return (files("carecon.clinical") / name).read_text(encoding="utf-8") if kept is None else kept


def work_with(texts: Mapping[str, str]) -> None:
    """Let this whole process work with data files of another time, by name; those not named stay as they ship.

    For a process that was started for it. Raises RuntimeError where any of them has been read already: half of the
    program would then work with the one, half with the other.
    """
    if read := _READ & texts.keys():
        raise RuntimeError(f"too late: {', '.join(sorted(read))} was read before")
    _OF_ANOTHER_TIME.update(texts)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary as shipped."""
    declared = tomli.loads(data_text("facts.toml"))
    facts = {name: _fact(name, entry) for name, entry in declared["fact"].items()}
    sections: dict[str, list[Fact]] = {}
    for fact in facts.values():
        sections.setdefault(fact.section, []).append(fact)
    return Vocabulary(
        facts=MappingProxyType(facts),
        sections=MappingProxyType({name: tuple(members) for name, members in sections.items()}),
        section_titles=MappingProxyType(dict(declared["section"])),
    )


def _fact(name: str, entry: Mapping[str, object]) -> Fact:
    known = dict(entry)
    warn = known.pop("warn", None)
    return Fact(
        id=name,
        kind=FactKind(str(known.pop("kind"))),
        minimum=_number(known.pop("min", None)),
        maximum=_number(known.pop("max", None)),
        warn=(float(warn[0]), float(warn[1])) if isinstance(warn, list) else None,
        choices=tuple(_strings(known.pop("choices", []))),
        snomed_choices=MappingProxyType(dict(_table(known.pop("snomed_choices", {})))),
        **known,  # type: ignore[arg-type]  # an unknown key in facts.toml is a TypeError here, which is what we want
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _table(value: object) -> dict[str, str]:
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}
