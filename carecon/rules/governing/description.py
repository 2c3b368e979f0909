"""A ruleset as plain JSON values: what two of them are compared by, and what other processes tell of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final

from carecon.rules.language.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    FlagIs,
    Includes,
    Is,
    IsEmpty,
    Known,
    Not,
    NotKnown,
    OneOf,
    Recorded,
    ServiceIs,
    render,
)
from carecon.rules.language.words import in_words
from carecon.rules.packing.pack import Packs
from carecon.rules.ruleset import Ruleset

_CONDITIONS: Final = (
    *(AllOf, AnyOf, AtLeast, Known, Not),
    *(Is, Compare, OneOf, Includes, IsEmpty, NotKnown, Recorded, FlagIs, ServiceIs),
)


def describe(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """All that a ruleset declares, each as one object: packs, definitions, rules, and what it says of answers."""
    for pack in ruleset.packs.packs:
        yield {"what": "pack", **plain(pack)}
    for definition in ruleset.packs.definitions.values():
        yield {"what": "definition", "kind": "definition", "title": definition.id, **plain(definition)}
    for rule in ruleset.by_id.values():
        yield {"what": "rule", **plain(rule)}
    yield from _of_answers(ruleset.packs)


def _of_answers(packs: Packs) -> Iterator[dict[str, Any]]:
    """How old is too old, what a fact without a value counts as, and for whom one does not apply: by fact."""
    for fact, limit in packs.too_old.limits.items():
        yield {"what": "too old", "id": fact, "after": str(limit.after), "source": limit.source}
    for fact, counts in packs.without_value.counts_as.items():
        yield {"what": "counts as", "id": fact, **plain(counts)}
    for fact, row in packs.without_value.does_not_apply.items():
        yield {"what": "does not apply", "id": fact, **plain(row)}


def plain(thing: Any) -> Any:
    """Dataclasses, mappings, tuples and conditions as JSON values. A condition is its line and its words."""
    if isinstance(thing, _CONDITIONS):
        return {"line": "always" if thing == ALWAYS else render(thing), "words": in_words(thing)}
    if is_dataclass(thing) and not isinstance(thing, type):
        return {each.name: plain(getattr(thing, each.name)) for each in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(name): plain(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple | set | frozenset):
        return [plain(value) for value in (sorted(thing) if isinstance(thing, set | frozenset) else thing)]
    if isinstance(thing, date | datetime):
        return thing.isoformat()
    return thing
