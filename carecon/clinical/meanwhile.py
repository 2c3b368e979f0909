"""Standing advice for those with the person until help comes, as `meanwhile.toml` declares it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from carecon.clinical.answers import NOT_KNOWN, Answer, Unknown, Value, check_value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import FactKind, data_text, vocabulary
from carecon.clinical.plain_text import one_line
from carecon.clinical.tables import Table, parse_toml
from carecon.errors import BadInput

FILE: Final = "meanwhile.toml"
_KINDS: Final = (FactKind.BOOL, FactKind.CHOICE)

Values = tuple[Value | Unknown, ...]
Conditions = Mapping[str, Values]
"""From fact to the values that match; NOT_KNOWN matches what was not asked as well."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """Lines for those with the person, where any of `flags` (empty: whatever is present) is a danger sign present.

    `with_flags`: and any of these. `unless_flags`: and none of these. `when`: and all of these hold. `unless`: and not
    all of these hold. `source` is a key of `Meanwhile.sources`.
    """

    flags: tuple[str, ...]
    with_flags: tuple[str, ...]
    unless_flags: tuple[str, ...]
    when: Conditions
    unless: Conditions
    lines: tuple[str, ...]
    source: str

    def holds(self, present: Collection[str], answers: Mapping[str, Answer]) -> bool:
        """Whether it is for somebody with these danger signs and answers."""
        return (
            (not self.flags or any(flag in present for flag in self.flags))
            and (not self.with_flags or any(flag in present for flag in self.with_flags))
            and not any(flag in present for flag in self.unless_flags)
            and _all_hold(self.when, answers)
            and not (self.unless and _all_hold(self.unless, answers))
        )


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """All instructions in the order in which they are printed, their sources by key, and the state of their review."""

    version: str
    status: str
    owner: str
    review: str
    review_by: date
    sources: Mapping[str, str]
    instructions: tuple[Instruction, ...]


@cache
def meanwhile() -> Meanwhile:
    """The instructions as shipped."""
    return read_meanwhile(data_text(FILE))


def until_help_comes(present: Collection[str], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What those with the person do until help comes, each line once, the most pressing first.

    `present` are ids of danger signs. A fact that is missing from `answers`, or has no value, is not known.
    """
    lines = (line for each in meanwhile().instructions if each.holds(present, answers) for line in each.lines)
    return tuple(dict.fromkeys(lines))


def read_meanwhile(text: str, file: str = FILE) -> Meanwhile:
    """The instructions in `text`. Raises BadInput, with the key, for a danger sign, fact or source not known."""
    top = Table(parse_toml(text, file), file)
    about, named = top.table("meanwhile"), top.table("sources")
    sources = MappingProxyType({name: named.text(name) for name in named.names()})
    review_by = about.take("review_by")
    if not isinstance(review_by, date):
        raise about.wrong("review_by", "must be a date")
    found = Meanwhile(
        version=about.text("version"),
        status=about.text("status"),
        owner=about.text("owner"),
        review=about.text("review"),
        review_by=review_by,
        sources=sources,
        instructions=tuple(_instruction(row, sources) for row in top.tables("instruction")),
    )
    about.done()
    top.done()
    return found


def _instruction(row: Table, sources: Mapping[str, str]) -> Instruction:
    found = Instruction(
        flags=_flags(row, "flags"),
        with_flags=_flags(row, "with_flags"),
        unless_flags=_flags(row, "unless_flags"),
        when=_conditions(row, "when"),
        unless=_conditions(row, "unless"),
        lines=row.texts("lines"),
        source=row.text("source"),
    )
    row.done()
    if not found.flags and not found.when:
        raise row.wrong("", "must name danger signs or facts: it would hold for everybody")
    if not found.lines or any(not line.strip() or line != one_line(line) for line in found.lines):
        raise row.wrong("lines", "must be lines of plain text")
    if found.source not in sources:
        raise row.wrong("source", f"is not one of [sources]: {found.source!r}")
    return found


def _flags(row: Table, name: str) -> tuple[str, ...]:
    flags = row.texts(name, ())
    for flag in flags:
        if flag not in catalogue().red_flags:
            raise row.wrong(name, f"is not a danger sign: {flag!r}")
    return flags


def _conditions(row: Table, name: str) -> Conditions:
    table = row.table(name, {})
    return MappingProxyType(dict(_condition(table, fact_id) for fact_id in table.names()))


def _condition(table: Table, fact_id: str) -> tuple[str, Values]:
    """Yes-or-no facts and single choices only, and none that is restricted: a line would tell what it says."""
    if fact_id not in vocabulary():
        raise table.wrong(fact_id, "is not a fact")
    fact = vocabulary()[fact_id]
    if fact.kind not in _KINDS or fact.many or fact.restricted:
        raise table.wrong(fact_id, "must be an open fact with yes or no, or with one choice")
    raw: Any = table.take(fact_id)
    if not isinstance(raw, list) or not raw:
        raise table.wrong(fact_id, "must be a list of values")
    try:
        return fact_id, tuple(check_value(fact, value) for value in raw)
    except BadInput as error:
        raise table.wrong(fact_id, str(error)) from None


def _all_hold(conditions: Conditions, answers: Mapping[str, Answer]) -> bool:
    return all(value in matching for value, matching in _values(conditions, answers))


def _values(conditions: Conditions, answers: Mapping[str, Answer]) -> Iterator[tuple[Value | Unknown, Values]]:
    for fact_id, matching in conditions.items():
        answer = answers.get(fact_id)
        yield (answer.value if answer is not None and answer.known else NOT_KNOWN), matching
