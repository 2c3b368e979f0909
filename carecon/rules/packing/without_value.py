"""What packs say about facts without a value: what one counts as, and for whom one does not apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import Table, did_you_mean
from carecon.rules.language.condition import Condition, FlagIs, leaves, names
from carecon.rules.language.names import LATE, all_names
from carecon.rules.language.parsing import ConditionError, parse_when


@dataclass(frozen=True, slots=True)
class CountsAs:
    """What the rules take a fact without a value for, in words: `scale 1`. It tells what is so; it changes nothing."""

    counts_as: str
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class DoesNotApply:
    """For whom a fact does not apply: where `when` is known to hold."""

    when: Condition
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class WithoutValue:
    """What packs say, by fact. A fact that is not in `counts_as` is taken as unknown, which is not no."""

    counts_as: Mapping[str, CountsAs]
    does_not_apply: Mapping[str, DoesNotApply]


def read_without_value(top: Table, sources: Mapping[str, str]) -> WithoutValue:
    """The `[[counts_as]]` and `[[does_not_apply]]` tables of a pack. Raises BadInput with key and fact."""
    counts: dict[str, CountsAs] = {}
    for table in top.tables("counts_as"):
        fact = _fact(table, counts)
        counts[fact] = CountsAs(table.text("as"), table.text("because"), _source(table, sources))
        table.done()
    not_for: dict[str, DoesNotApply] = {}
    for table in top.tables("does_not_apply"):
        fact = _fact(table, not_for)
        not_for[fact] = DoesNotApply(_when(table, fact), table.text("because"), _source(table, sources))
        table.done()
    return WithoutValue(MappingProxyType(counts), MappingProxyType(not_for))


def all_said(said: Iterable[WithoutValue]) -> WithoutValue:
    """What several packs say, in their order: the first that speaks of a fact counts."""
    each = tuple(said)[::-1]
    return WithoutValue(
        MappingProxyType({fact: row for one in each for fact, row in one.counts_as.items()}),
        MappingProxyType({fact: row for one in each for fact, row in one.does_not_apply.items()}),
    )


NOTHING_SAID = WithoutValue(MappingProxyType({}), MappingProxyType({}))


def _fact(table: Table, seen: Mapping[str, object]) -> str:
    fact = table.text("fact")
    if fact not in vocabulary():
        raise table.wrong("fact", f"{fact!r} is not a fact", did_you_mean(fact, vocabulary().facts) or "see facts.toml")
    if fact in seen:
        raise table.wrong("fact", f"{fact!r} stands here twice", "leave one of them out")
    return fact


def _when(table: Table, fact: str) -> Condition:
    try:
        when = parse_when(table.take("when"), all_names())
    except ConditionError as error:
        raise table.wrong("when", f"{error.line}: {error.problem}", error.hint or "one comparison a line") from None
    if any(isinstance(leaf, FlagIs) for leaf in leaves(when)) or names(when) & LATE or fact in names(when):
        raise table.wrong("when", "may only look at other facts", "danger signs and answers are found after it")
    return when


def _source(table: Table, sources: Mapping[str, str]) -> str:
    return "; ".join(_one_source(table, given.strip(), sources) for given in table.text("source").split(";"))


def _one_source(table: Table, given: str, sources: Mapping[str, str]) -> str:
    name, _, section = given.partition(" ")
    if name not in sources:
        hint = did_you_mean(name, sources) or "declared: " + ", ".join(sources)
        raise table.wrong("source", f"{name!r} is not a source of this pack", hint)
    return f"{sources[name]}, {section}" if section else sources[name]
